/* A sitting of judging: the queue, what was entered, what was judged. No pixels here; the page draws what stands in it and
 * hands on keys. */
import { type Canon, type Detail, get, type Judgment, type Outcome, post, Refusal } from "./api";
import { isBlind } from "./blind";
import { type Draft, draftKey, missing, newDraft, toBody, toggleFailure } from "./draft";
import { type Asked, loadQueue, mergeQueue } from "./queue";
import { lookAt } from "./seen";
import { spaced } from "./words";

export type Field = "why" | "notes" | "override";

/* How many of the next pictures are fetched and decoded in advance. */
export const AHEAD = 4;
const CALM_MS = 700;

export interface Done {
  id: string;
  hash: string;
}

/* Why a judgment was not saved. */
interface Problem {
  sentence: string;
  exit: number;
  conflict: boolean; // somebody else was faster
}

const problemOf = (problem: unknown): Problem => ({
  sentence: problem instanceof Error ? problem.message : String(problem),
  exit: problem instanceof Refusal ? problem.exit : 1,
  conflict: problem instanceof Refusal && problem.status === 409,
});

export class Desk {
  ids: string[] = [];
  total = 0;
  at = 0;
  loaded = false;
  failures = false; // letters toggle failure modes
  saveNext = false; // the reason is the last thing missing: Enter in it saves
  wantsOverride = false;
  message = "";
  refused = false;
  call: { status: string; reason: string | null } | null = null;
  readonly boxes: Partial<Record<Field, HTMLTextAreaElement>> = {}; // that are on the page
  private wanted: Field | null = null; // a text that will be on the page after the next drawing
  private typing: Field | null = null; // keys that waited go there
  readonly done: Done[] = [];
  readonly drafts = new Map<string, Draft>();
  readonly details = new Map<string, Detail>();
  private readonly judged = new Set<string>();
  private readonly problems = new Map<string, Problem>(); // of what could not be saved
  private line: Promise<void> = Promise.resolve(); // judgments on their way, one after the other
  private n = 0; // of them
  private readonly waiting: string[] = [];
  busy = false; // a key is at work; the next ones wait
  private asked = 0;
  private calm: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly canon: Canon, readonly query: Asked, private readonly draw: () => void) {}

  /* What was entered at @old stays, unless the canon asks for other scores now; so does what can be taken back. */
  takeOver(old: Desk): void {
    const asks = (canon: Canon): string => canon.dimensions.map(({ name }) => name).join();
    if (asks(old.canon) === asks(this.canon)) for (const [id, draft] of old.drafts) this.drafts.set(id, draft);
    this.done.push(...old.done);
  }

  get shown(): string | undefined {
    return this.ids[this.at];
  }
  get detail(): Detail | null {
    return (this.shown !== undefined && this.details.get(this.shown)) || null;
  }
  get draft(): Draft | null {
    return (this.shown !== undefined && this.drafts.get(this.shown)) || null;
  }
  /* What somebody else judged while it was looked at here. */
  get theirs(): Judgment | null {
    const { detail } = this;
    return (detail && this.problems.get(detail.id)?.conflict && detail.record.judgment) || null;
  }
  get isSaving(): boolean {
    return this.n > 0;
  }
  get left(): number {
    return this.ids.filter((id) => !this.judged.has(id)).length;
  }

  say(message: string, refused = false): void {
    this.message = message;
    this.refused = refused;
  }

  /* -- The queue -- */

  async open(): Promise<void> {
    try {
      const { ids, total } = await loadQueue(this.query);
      this.ids = ids;
      this.total = total;
      this.loaded = true;
      await this.show(0);
    } catch (problem) {
      this.loaded = true;
      this.fail(problem);
    }
  }

  /* Something changed in the project: once it is calm for a moment, what is shown is looked at again, and the queue. Who
   * judges quickly changes something all the time. */
  refresh(): void {
    clearTimeout(this.calm);
    this.calm = setTimeout(() => void this.lookAgain(), CALM_MS);
  }

  private async lookAgain(): Promise<void> {
    if (this.busy || this.isSaving) {
      this.refresh();
      return;
    }
    try {
      const { ids, total } = await loadQueue(this.query);
      const shown = this.shown;
      this.ids = mergeQueue(this.ids, ids, (id) => id === shown || this.judged.has(id));
      this.total = total;
      this.at = shown === undefined ? this.nextOpen(0) : Math.max(0, this.ids.indexOf(shown));
      const before = shown === undefined ? undefined : this.details.get(shown)?.record_hash;
      // What comes next stays at hand until its newer form is there: nobody waits for it.
      const next = this.ahead(AHEAD);
      for (const id of [...this.details.keys()]) if (id !== shown && !next.includes(id)) this.details.delete(id);
      for (const id of next) this.fetch(id, true).catch(() => undefined);
      if (this.shown !== undefined) {
        await this.fetch(this.shown, true);
        if (before !== undefined && this.shown === shown && this.detail?.record_hash !== before && !this.judged.has(this.shown))
          this.say(`${shown} was changed meanwhile; this is how it is now`);
      }
    } catch (problem) {
      this.fail(problem);
    }
    this.draw();
  }

  private nextOpen(from: number): number {
    const n = this.ids.length;
    for (let i = 0; i < n; i++) {
      const id = this.ids[(from + i) % n];
      if (id !== undefined && !this.judged.has(id)) return (from + i) % n;
    }
    return n;
  }

  private openBefore(from: number): number {
    const n = this.ids.length;
    for (let i = 1; i <= n; i++) {
      const id = this.ids[(from + n - i) % n];
      if (id !== undefined && !this.judged.has(id)) return (from + n - i) % n;
    }
    return n;
  }

  /* The ids that come next, for showing and decoding them ahead. */
  ahead(n: number): string[] {
    const list: string[] = [];
    for (let i = this.at + 1; i < this.ids.length && list.length < n; i++) {
      const id = this.ids[i];
      if (id !== undefined && !this.judged.has(id)) list.push(id);
    }
    return list;
  }

  async fetch(id: string, anew = false): Promise<Detail> {
    const known = this.details.get(id);
    if (known && !anew) return known;
    const detail = await get<Detail>(`/api/records/${encodeURIComponent(id)}`);
    this.details.set(id, detail);
    if (!this.drafts.has(id)) this.drafts.set(id, newDraft(this.canon, isBlind() ? null : detail.record.judgment));
    return detail;
  }

  async show(index: number): Promise<void> {
    this.at = Math.min(index, this.ids.length);
    this.failures = this.saveNext = this.wantsOverride = false;
    for (const box of Object.values(this.boxes)) box.blur();
    const id = this.shown;
    if (id !== undefined) {
      try {
        await this.fetch(id);
      } catch (problem) {
        this.fail(problem);
      }
    } else if (this.total > this.ids.length) {
      await this.line;
      await this.open(); // there were more than one sits through
    }
    lookAt(this.shown);
    this.tellProblem();
    this.askCall();
    this.draw();
  }

  /* Why the one shown was not saved before. */
  private tellProblem(): void {
    const problem = this.shown === undefined ? undefined : this.problems.get(this.shown);
    if (!problem) return;
    this.wantsOverride = problem.exit === 5 && this.detail?.identity === null;
    this.say(problem.sentence, true);
  }

  private fail(problem: unknown): void {
    this.say(problem instanceof Error ? problem.message : String(problem), true);
    this.draw();
  }

  /* -- Entering -- */

  change(draft: Draft): void {
    if (this.shown === undefined) return;
    this.drafts.set(this.shown, draft);
    this.askCall();
    this.draw();
  }

  /* The next keys write that text: at once, for they may come faster than the page is drawn. */
  private write(field: Field): void {
    const box = this.boxes[field];
    this.typing = field;
    if (!box) this.wanted = field;
    else if (document.activeElement !== box) {
      box.focus();
      box.setSelectionRange(box.value.length, box.value.length);
    }
  }

  /* The page has drawn @box. */
  place(field: Field, box: HTMLTextAreaElement | null): void {
    if (!box) {
      delete this.boxes[field];
      return;
    }
    this.boxes[field] = box;
    if (this.wanted !== field) return;
    this.wanted = null;
    this.write(field);
  }

  private typeKey(field: Field, key: string): void {
    if (!this.draft) return;
    if (key === "Enter" || key === "Escape") {
      this.boxes[field]?.blur();
      this.endText(field, key === "Enter");
    } else if (key === "Backspace") this.change({ ...this.draft, [field]: this.draft[field].slice(0, -1) });
    else if ([...key].length === 1) this.change({ ...this.draft, [field]: this.draft[field] + key });
  }

  /* Which status the scores call for is the server's to say. */
  private askCall(): void {
    const draft = this.draft, asked = ++this.asked;
    if (!draft || draft.scores.length === 0 || draft.scores.includes(null)) {
      this.call = null;
      return;
    }
    const scores = this.canon.dimensions.map(({ name }, i) => `${name}=${draft.scores[i]}`).join(",");
    get<{ status: string; reason: string | null }>("/api/call", { scores }).then(
      (call) => {
        if (asked !== this.asked) return;
        this.call = call;
        this.draw();
      },
      () => undefined,
    );
  }

  /* -- Judging -- */

  private isComplete(draft: Draft): boolean {
    const lack = missing(draft);
    if (lack === null) return true;
    if (lack === "why") {
      this.saveNext = true;
      this.write("why");
      this.say("Why? What is in this picture that decides it. Enter saves the judgment");
    } else {
      this.drafts.set(this.shown ?? "", { ...draft, dimension: lack });
      this.say(`${spaced(this.canon.dimensions[lack]?.name ?? "")} has no score yet`, true);
    }
    this.draw();
    return false;
  }

  private async send(draft: Draft, detail: Detail): Promise<Outcome> {
    try {
      return await post<Outcome>("/api/judgments", toBody(this.canon, draft, detail.id, detail.record_hash, false));
    } catch (problem) {
      // A reason to override what nothing speaks against would be noise in the data, so it goes along only after a refusal.
      if (!(problem instanceof Refusal) || problem.exit !== 5 || draft.override.trim() === "") throw problem;
      return post<Outcome>("/api/judgments", toBody(this.canon, draft, detail.id, detail.record_hash, true));
    }
  }

  /* Whether nothing is known that would speak against it; then one need not wait for the server to say so. */
  private isSafe(draft: Draft, detail: Detail): boolean {
    return detail.identity === null && !this.problems.has(detail.id) && (draft.verdict === null || this.call?.status === draft.verdict);
  }

  private async save(): Promise<void> {
    const { draft, detail } = this;
    if (!draft || !detail || !this.isComplete(draft)) return;
    this.judged.add(detail.id);
    this.n++;
    const sent = this.line.then(() => this.send(draft, detail)).then((outcome) => this.saved(outcome), (problem) => this.notSaved(detail.id, problem)).finally(() => this.n--);
    this.line = sent;
    if (this.isSafe(draft, detail)) this.say(`${detail.id}: ${draft.verdict ?? this.call?.status ?? "saved"}`);
    else {
      await sent;
      if (!this.judged.has(detail.id)) {
        this.tellProblem();
        this.draw();
        return;
      }
    }
    await this.show(this.nextOpen(this.at + 1));
  }

  private saved(outcome: Outcome): void {
    this.done.push({ id: outcome.id, hash: outcome.record_hash });
    this.details.delete(outcome.id);
    this.problems.delete(outcome.id);
    if (this.n === 1 || outcome.image_missing) this.say(`${outcome.id}: ${outcome.to}${outcome.image_missing ? "; its picture is nowhere in the project" : ""}`);
    this.draw();
  }

  /* What was entered is kept. Where one went on already, it comes next, and one is told; nobody is thrown back, for the keys
   * under the fingers are meant for what is on the screen. */
  private async notSaved(id: string, cause: unknown): Promise<void> {
    const problem = problemOf(cause);
    this.problems.set(id, problem);
    this.judged.delete(id);
    if (problem.conflict) await this.fetch(id, true).catch(() => undefined);
    if (this.shown === id) return;
    this.ids.splice(this.ids.indexOf(id), 1);
    this.at = Math.min(this.at, this.ids.length);
    if (this.shown === undefined) {
      this.ids.push(id);
      await this.show(this.ids.length - 1);
      return;
    }
    const at = this.ids.indexOf(this.shown);
    this.ids.splice(at + 1, 0, id);
    this.at = at;
    this.say(`${id} was not saved and comes next: ${problem.sentence}`, true);
    this.draw();
  }

  private async undo(): Promise<void> {
    await this.line;
    const last = this.done.at(-1);
    try {
      const outcome = await post<Outcome>("/api/undo", last ? { id: last.id, record_hash: last.hash } : {});
      this.done.pop();
      this.judged.delete(outcome.id);
      if (!this.ids.includes(outcome.id)) this.ids.splice(Math.min(this.at, this.ids.length), 0, outcome.id);
      const detail = await this.fetch(outcome.id, true);
      // A judgment of an earlier sitting: what was taken back is filled in.
      if (!last) this.drafts.set(outcome.id, newDraft(this.canon, detail.record.judgment_undone?.at(-1) as Judgment | undefined));
      this.say(`${outcome.id}: its judgment is taken back`);
      await this.show(this.ids.indexOf(outcome.id));
    } catch (problem) {
      // Somebody else judged it since: that judgment is not ours to take back, and the one before it can still be.
      if (problem instanceof Refusal && problem.status === 409) this.done.pop();
      this.fail(problem);
    }
  }

  /* -- Keys -- */

  private failureKey(key: string): boolean {
    const mode = /^[a-z]$/.test(key) ? this.canon.failure_modes[key.charCodeAt(0) - 97] : undefined;
    if (mode && this.draft) this.change(toggleFailure(this.draft, mode.name));
    else if (key === "Enter" || key === "Escape") this.failures = false;
    else return false;
    this.draw();
    return true;
  }

  private async act(key: string): Promise<void> {
    if (this.failures && this.failureKey(key)) return;
    const text: Record<string, Field> = { e: "why", n: "notes", o: "override" };
    if (key === "u") await this.undo();
    else if (key === "Enter") await this.save();
    else if (key === "s" || key === "ArrowRight") {
      if (this.theirs && this.shown !== undefined) this.judged.add(this.shown); // theirs stands
      const next = this.nextOpen(this.at + 1);
      this.say(next === this.at ? "This is the last one left" : next < this.at ? "Round again: these were left for later" : "");
      await this.show(next);
    } else if (key === "ArrowLeft") {
      this.say("");
      await this.show(this.openBefore(this.at));
    } else if (key === "f" && this.draft) {
      if (this.canon.failure_modes.length > 0) this.failures = true;
      else this.say("this canon names no failure modes", true);
    } else if (Object.hasOwn(text, key) && this.draft) {
      const field = text[key] as Field;
      if (field === "override") this.wantsOverride = true;
      this.write(field);
    } else if (this.draft) {
      const draft = draftKey(this.draft, key);
      if (draft) {
        this.say("");
        this.change(draft);
      }
    }
    this.draw();
  }

  /* Keys that come while one is at work wait for it, so that quick fingers lose nothing. */
  async key(key: string): Promise<void> {
    this.waiting.push(key);
    if (this.busy) return;
    this.busy = true;
    try {
      for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
        if (this.typing) this.typeKey(this.typing, next);
        else await this.act(next);
      }
    } finally {
      this.busy = false;
      this.typing = null; // from here on the keys reach the text by themselves
    }
  }

  takes(key: string): boolean {
    if (this.busy) return [...key].length === 1 || /^(Enter|Escape|Backspace)$/.test(key);
    const failures = this.failures;
    if (key === "g") return failures; // leads to another page
    return /^([0-9a-z.,+=x-]|Enter|Arrow(Up|Down|Left|Right)|Backspace|Delete)$/.test(key) || (failures && key === "Escape");
  }

  /* The end of writing a text; @enter: by Enter. */
  endText(field: Field, enter: boolean): void {
    this.typing = null;
    const save = enter && field === "why" && this.saveNext && (this.draft?.why.trim() ?? "") !== "";
    this.saveNext = false;
    if (save) void this.key("Enter");
    else this.draw();
  }
}
