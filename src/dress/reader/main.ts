/* The reader: one passage at a time, its choices, and sheets beside it. Plain elements and no library, so that the page stays small and
 * opens from disk. */
import "./style.css";
import { Book, type OpenChoice, type Scene } from "./book";
import { h, prose } from "./elements";
import { figure } from "./figure";
import { Keep, type Place } from "./keep";
import { openCodex, openHistory, openPlaces, openSettings, type Desk } from "./sheets";

type Page = ConstructorParameters<typeof Book>[0];

const page = JSON.parse(document.getElementById("story")!.textContent!) as Page;
const lang = document.documentElement.lang;

class Reader implements Desk {
  readonly book = new Book(page);
  readonly keep = new Keep(`limner/${page.id}`, page.hash);
  private readonly article = h("article", { id: "passage", tabindex: -1 });
  private readonly choices = h("nav", { "aria-label": "Choices", class: "choices" });
  private readonly notice = h("div", { class: "notice", role: "status", lang: "en", dir: "ltr" });
  private readonly back = this.button("Back", "B", "←", () => this.goBackTo(this.book.depth - 1));
  private readonly codex = this.button("Codex", "C", "", () => openCodex(this, lang));
  private readonly count = h("span", { class: "count" });
  private forgetNotice = 0;

  constructor() {
    const hasCodex = page.codex.length > 0;
    const places = this.button("Places", "P", "", () => openPlaces(this));
    this.codex.append(this.count);
    document.body.prepend(
      h("a", { class: "skip", href: "#passage", lang: "en", click: (event) => { event.preventDefault(); this.article.focus(); } }, "To the story"),
      h("header", { class: "bar", lang: "en", dir: "ltr" }, this.back, h("span", { class: "bar-title", lang, dir: "auto" }, page.title),
        h("div", { class: "bar-tools", role: "group", "aria-label": "Beside the story" },
          hasCodex && this.codex, this.button("So far", "H", "", () => openHistory(this, lang)), places,
          this.button("Reading", "R", "Aa", () => openSettings(this)))),
      h("main", null, this.article, this.choices), this.notice);
    addEventListener("keydown", (event) => this.onKey(event));
    this.settle();
    this.goOn();
  }

  /* -- What sheets ask for -- */

  here(): Place {
    const { title, blocks } = this.book.scene();
    const words = blocks.flatMap((block) => block.slice(1)).filter((inline) => typeof inline === "string").join(" ");
    return { steps: this.book.steps, seen: this.keep.kept.here?.seen ?? 0, title: title ?? `${words.slice(0, 40)}…`, when: Date.now() };
  }

  goTo(place: Place): void {
    this.remember();
    const whole = this.book.follow(place.steps);
    this.keep.kept.here = { ...place, seen: Math.min(place.seen, this.book.entries.length) };
    this.show(false);
    this.article.focus({ preventScroll: true });
    if (!whole) this.tell("The story has changed since. You are at the last place that is still there.");
  }

  goBackTo(depth: number): void {
    if (depth < 1) return;
    this.book.goBackTo(depth);
    this.show(false);
    this.article.focus({ preventScroll: true });
  }

  restart(): void {
    this.remember();
    this.book.restart();
    this.keep.kept.here = null;
    this.show(false);
    this.article.focus({ preventScroll: true });
  }

  settle(): void {
    const { theme, size, face } = this.keep.kept.settings;
    Object.assign(document.documentElement.dataset, { theme, size: String(size), face });
  }

  looked(): void {
    this.notice.replaceChildren();
    this.keep.kept.here = { ...this.here(), seen: this.book.entries.length };
    this.keep.save();
    this.drawCount();
  }

  tell(words: string): void {
    clearTimeout(this.forgetNotice);
    // What is behind an open sheet is not read out.
    (document.querySelector("dialog[open]") ?? document.body).append(this.notice);
    this.notice.replaceChildren(h("p", null, words));
    this.forgetNotice = window.setTimeout(() => this.notice.replaceChildren(), 8000);
  }

  /* Going elsewhere is no loss: the place is kept. */
  private remember(): void {
    if (this.book.depth > 1) this.keep.kept.before = this.here();
  }

  /* -- Showing -- */

  private goOn(): void {
    const { here } = this.keep.kept;
    if (!here || here.steps.length === 0) {
      const seen = this.book.entries.length; // what is open from the start is no news
      this.keep.kept.here = { ...this.here(), seen };
      this.show(false);
      return;
    }
    this.goTo(here);
    if (this.notice.childElementCount === 0) this.tell("You go on where you left. Places has a way to begin again.");
  }

  private show(moved: boolean): void {
    const scene = this.book.scene();
    const isFirst = this.book.depth === 1;
    const { chosen } = this.book;
    this.article.replaceChildren(...[
      isFirst ? h("h1", { class: "title", dir: "auto" }, page.title) : null,
      chosen && moved ? h("p", { class: "chosen", dir: "auto" }, chosen.label) : null,
      scene.title ? h("h2", { id: "passage-title", dir: "auto" }, scene.title) : null,
      scene.picture ? figure(scene.picture) : null,
      ...prose(scene.blocks)].filter((each) => each !== null));
    this.article.setAttribute("aria-label", scene.title ?? `Passage ${this.book.depth}`);
    this.article.classList.toggle("first", isFirst);
    this.drawChoices(scene);
    this.back.disabled = isFirst;
    document.title = scene.title && !isFirst ? `${scene.title} · ${page.title}` : page.title;
    this.keep.kept.here = { ...this.here(), seen: Math.min(this.keep.kept.here?.seen ?? 0, this.book.entries.length) };
    if (scene.isEnding && !this.keep.kept.endings.includes(scene.passage)) this.keep.kept.endings.push(scene.passage);
    if (scene.isEnding) this.drawEnding();
    this.keep.save();
    this.drawCount();
    this.notice.replaceChildren(); // it was about what lies behind
    scrollTo(0, 0);
  }

  private drawChoices({ choices, isEnding }: Scene): void {
    const list = h("ol", null, ...choices.map((choice, i) => h("li", null,
      h("button", { type: "button", class: choice.isReturn ? "choice return" : "choice", click: () => this.take(choice) },
        h("span", { class: "number", "aria-hidden": "true" }, i < 9 ? String(i + 1) : "·"), h("span", { dir: "auto" }, choice.label)))));
    const stuck = choices.length === 0 && !isEnding
      ? h("p", { class: "stuck", lang: "en" }, "No way leads on from here with what you have found out. Going back may help.") : null;
    this.choices.replaceChildren(...[choices.length > 0 ? list : null, stuck].filter((each) => each !== null));
    this.choices.hidden = choices.length === 0 && !stuck;
  }

  private drawEnding(): void {
    const found = this.keep.kept.endings.length;
    this.article.append(h("footer", { class: "end", lang: "en", dir: "ltr" },
      h("p", { class: "fin" }, "The end"),
      page.endings > 1 ? h("p", { class: "found" }, `${found} of ${page.endings} endings found`) : null,
      h("p", { class: "tools" },
        h("button", { type: "button", class: "strong", click: () => this.restart() }, "Begin again"),
        h("button", { type: "button", class: "quiet", click: () => this.goBackTo(this.book.depth - 1) }, "One step back"))));
  }

  private drawCount(): void {
    const news = this.book.entries.length - (this.keep.kept.here?.seen ?? 0);
    this.count.textContent = news > 0 ? String(news) : "";
    this.codex.setAttribute("aria-label", news > 0 ? `Codex, ${news} new` : "Codex");
  }

  /* -- Moving -- */

  private take(choice: OpenChoice): void {
    const before = this.book.entries.length;
    this.book.take(choice);
    this.show(true);
    this.article.focus({ preventScroll: true });
    const news = this.book.entries.slice(before).map(({ e, t }) => t ?? e);
    if (news.length > 0) this.tell(`New in the codex: ${news.slice(0, 3).join(", ")}${news.length > 3 ? ` and ${news.length - 3} more` : ""}`);
  }

  private onKey(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (!this.keep.kept.settings.keys || event.ctrlKey || event.altKey || event.metaKey || target.closest("input, textarea, dialog[open]")) return;
    const { choices } = this.book.scene();
    const choice = /^[1-9]$/.test(event.key) ? choices[Number(event.key) - 1] : undefined;
    const does: Record<string, (() => void) | undefined> = {
      b: () => this.goBackTo(this.book.depth - 1), c: page.codex.length > 0 ? () => openCodex(this, lang) : undefined,
      h: () => openHistory(this, lang), p: () => openPlaces(this), r: () => openSettings(this),
    };
    const act = choice ? () => this.take(choice) : does[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  }

  private button(name: string, key: string, sign: string, click: () => void): HTMLButtonElement {
    return h("button", { type: "button", class: "quiet tool", "aria-label": name, "aria-keyshortcuts": key, click },
      sign ? h("span", { "aria-hidden": "true", class: "sign" }, sign) : null, sign ? null : h("span", null, name));
  }
}

try {
  new Reader();
} catch (problem) {
  document.body.replaceChildren(h("main", null, h("article", { role: "alert" }, h("h1", null, page.title),
    h("p", { lang: "en" }, `This copy of the story is damaged and cannot be opened (${problem instanceof Error ? problem.message : "unknown"}). Get it again from where it came from.`))));
}
