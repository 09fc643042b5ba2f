/* A sitting of judging: the queue, what was entered, what was judged. No pixels here; the page draws what stands in it and
 * hands on keys. */
import { type Canon, type Detail, get, type Judgment, type Outcome, post, Refusal } from "./api";
import { type Draft, draftKey, missing, newDraft, toBody, toggleFailure } from "./draft";
import { loadQueue, mergeQueue, type QueueName } from "./queue";
import { spaced } from "./words";

export type Field = "why" | "notes" | "override";

/* How many of the next pictures are fetched and decoded in advance. */
export const AHEAD = 4;
const CALM_MS = 700;

export interface Done {
  id: string;
  hash: string;
}

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
  private readonly waiting: string[] = [];
  busy = false; // a key is at work; the next ones wait
  private asked = 0;
  private calm: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly canon: Canon, readonly queue: QueueName, readonly lane: string | undefined, readonly one: string | null,
    private readonly draw: () => void) {}

  get shown(): string | undefined {
    return this.ids[this.at];
  }
  get detail(): Detail | null {
    return (this.shown !== undefined && this.details.get(this.shown)) || null;
  }
  get draft(): Draft | null {
    return (this.shown !== undefined && this.drafts.get(this.shown)) || null;
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
      const { ids, total } = await loadQueue(this.queue, this.lane, this.one);
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
    if (this.busy) {
      this.refresh();
      return;
    }
    try {
      const { ids, total } = await loadQueue(this.queue, this.lane, this.one);
      const shown = this.shown;
      this.ids = mergeQueue(this.ids, ids, (id) => id === shown || this.judged.has(id));
      this.total = total;
      this.at = shown === undefined ? this.nextOpen(0) : Math.max(0, this.ids.indexOf(shown));
      const before = shown === undefined ? undefined : this.details.get(shown)?.record_hash;
      for (const id of [...this.details.keys()]) if (id !== shown) this.details.delete(id);
      for (const id of this.ahead(AHEAD)) this.fetch(id).catch(() => undefined);
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
    if (!this.drafts.has(id)) this.drafts.set(id, newDraft(this.canon, detail.record.judgment));
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
    } else if (this.total > this.ids.length) await this.open(); // there were more than one sits through
    this.askCall();
    this.draw();
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

  private async save(): Promise<void> {
    const { draft, detail } = this;
    if (!draft || !detail || !this.isComplete(draft)) return;
    try {
      const outcome = await this.send(draft, detail);
      this.done.push({ id: outcome.id, hash: outcome.record_hash });
      this.judged.add(outcome.id);
      this.details.delete(outcome.id);
      this.say(`${outcome.id}: ${outcome.to}${outcome.image_missing ? "; its picture is nowhere in the project" : ""}`);
      await this.show(this.nextOpen(this.at + 1));
    } catch (problem) {
      if (problem instanceof Refusal && problem.status === 409) await this.fetch(detail.id, true).catch(() => undefined);
      this.wantsOverride = problem instanceof Refusal && problem.exit === 5 && detail.identity === null;
      this.fail(problem);
    }
  }

  private async undo(): Promise<void> {
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
