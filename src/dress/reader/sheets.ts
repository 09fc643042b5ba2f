/* What lies beside the page: codex, the way so far, saved places, settings. Each is a dialog, so the browser keeps the focus in it, closes
 * it by Escape and gives the focus back. */
import type { Book, Entry } from "./book";
import { h, prose } from "./elements";
import { figure } from "./figure";
import { N_SLOTS, placeFromCode, placeToCode, type Keep, type Place, type Settings } from "./keep";

/* What sheets ask of the reader. */
export interface Desk {
  readonly book: Book;
  readonly keep: Keep;
  here(): Place;
  goTo(place: Place): void;
  goBackTo(depth: number): void;
  restart(): void;
  settle(): void; // settings changed
  looked(): void; // the codex was looked at
  tell(notice: string): void;
}

function sheet(name: string, title: string, ...children: readonly (Node | null)[]): HTMLDialogElement {
  const dialog = h("dialog", { class: "sheet", "aria-labelledby": `${name}-title`, lang: "en", dir: "ltr" });
  dialog.append(h("div", { class: "sheet-head" },
    h("h2", { id: `${name}-title`, tabindex: -1 }, title),
    h("button", { type: "button", class: "quiet", "aria-label": "Close", click: () => dialog.close() }, "✕")));
  const body = h("div", { class: "sheet-body" }, ...children);
  dialog.append(body);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // beside the sheet
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector<HTMLElement>("h2")!.focus();
  return dialog;
}

/* -- Codex -- */

function entryElement(entry: Entry, isNew: boolean): HTMLElement {
  return h("article", { class: isNew ? "entry entry-new" : "entry" },
    entry.t || isNew ? h("h4", { dir: "auto" }, entry.t, isNew && h("span", { class: "new" }, "new")) : null,
    ...prose(entry.b));
}

/* By entity in the order of the story, and by rank. */
export function openCodex(desk: Desk, lang: string): void {
  const { entries } = desk.book;
  const seen = new Set(entries.slice(0, desk.keep.kept.here?.seen ?? 0));
  const groups = new Map<string, Entry[]>();
  for (const entry of [...entries].sort((a, b) => a.o - b.o)) groups.set(entry.e, [...(groups.get(entry.e) ?? []), entry]);
  const sections = [...groups].map(([name, list]) => h("section", { lang, dir: document.documentElement.dir },
    h("h3", { dir: "auto" }, name, h("span", { class: "kind", lang: "en" }, list[0]!.y)),
    ...list.map((entry) => entryElement(entry, !seen.has(entry)))));
  sheet("codex", "Codex", ...(sections.length > 0 ? sections : [h("p", { class: "empty" }, "Nothing is known yet.")]));
  desk.looked();
}

/* -- The way so far -- */

export function openHistory(desk: Desk, lang: string): void {
  const trail = desk.book.trail();
  const list = h("ol", { class: "trail", lang, dir: document.documentElement.dir });
  trail.forEach(({ scene, chosen }, i) => {
    const isLast = i === trail.length - 1;
    list.append(h("li", null,
      scene.title ? h("h3", { dir: "auto" }, scene.title) : null,
      scene.picture ? figure(scene.picture) : null,
      ...prose(scene.blocks),
      chosen ? h("p", { class: "chosen", dir: "auto" }, chosen) : null,
      isLast ? null : h("button", { type: "button", class: "quiet", lang: "en", click: () => { dialog.close(); desk.goBackTo(i + 1); } },
        "Go back to here")));
  });
  const dialog = sheet("history", "So far",
    h("p", { class: "tools" }, h("button", { type: "button", class: "quiet", click: () => print() }, "Print this")), list);
}

/* -- Saved places -- */

function moment(when: number): string {
  return new Date(when).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
}

function slotElement(desk: Desk, i: number, redraw: () => void, close: () => void): HTMLElement {
  const { kept } = desk.keep;
  const place = kept.slots[i] ?? null;
  const put = (value: Place | null, words: string): void => {
    kept.slots[i] = value;
    desk.keep.save();
    redraw();
    desk.tell(words);
  };
  const name = `Place ${i + 1}`;
  return h("li", null,
    h("div", null, h("strong", { dir: "auto" }, place ? place.title : name), h("span", { class: "when" }, place ? moment(place.when) : "empty")),
    h("div", { class: "slot-tools" },
      h("button", { type: "button", class: "quiet", "aria-label": `Save in ${name}`, click: () => put(desk.here(), `Saved in ${name}.`) }, place ? "Save over" : "Save"),
      place && h("button", { type: "button", class: "quiet", "aria-label": `Go to ${name}`, click: () => { close(); desk.goTo(place); } }, "Go there"),
      place && h("button", { type: "button", class: "quiet", "aria-label": `Forget ${name}`, click: () => put(null, `${name} is empty again.`) }, "Forget")));
}

function codeElement(desk: Desk, close: () => void): HTMLElement {
  const field = h("input", { type: "text", id: "place-code", autocomplete: "off", spellcheck: "false" });
  const said = h("p", { class: "said", role: "status" });
  const go = (): void => {
    const steps = placeFromCode(field.value);
    if (!steps) {
      said.textContent = "This is no place; it begins with eight letters and digits and a “~”.";
      return;
    }
    close();
    desk.goTo({ steps, seen: Infinity, title: "", when: 0 });
  };
  field.value = placeToCode(desk.book.page.hash, desk.book.steps);
  return h("form", { class: "code", submit: (event) => { event.preventDefault(); go(); } },
    h("label", { for: "place-code" }, "Your place in letters, to keep elsewhere or to bring back:"),
    h("div", { class: "code-row" }, field, h("button", { type: "submit", class: "quiet" }, "Go there")), said);
}

export function openPlaces(desk: Desk): void {
  const list = h("ul", { class: "slots" });
  const { before } = desk.keep.kept;
  const redraw = (): void => {
    const focused = (document.activeElement as HTMLElement | null)?.getAttribute("aria-label");
    list.replaceChildren(...Array.from({ length: N_SLOTS }, (_, i) => slotElement(desk, i, redraw, () => dialog.close())));
    if (focused) list.querySelector<HTMLElement>(`[aria-label="${focused.replace("Forget", "Save in")}"]`)?.focus();
  };
  const dialog = sheet("places", "Places",
    h("p", { class: "hint" }, desk.keep.lasts ? "Where you are is always kept by itself."
      : "This browser keeps nothing for this page, so places last only until it is closed. Keep the letters below instead."),
    before && h("div", { class: "before" },
      h("div", null, h("strong", { dir: "auto" }, before.title), h("span", { class: "when" }, "where you were before you went elsewhere")),
      h("button", { type: "button", class: "quiet", click: () => { dialog.close(); desk.goTo(before); } }, "Go there")),
    list, codeElement(desk, () => dialog.close()),
    h("p", { class: "tools" }, h("button", { type: "button", class: "quiet", click: () => { dialog.close(); desk.restart(); } }, "Begin the story again")));
  redraw();
}

/* -- Settings -- */

/* A third text says in words what the second shows. */
function choice<T extends string | number>(legend: string, name: string, options: readonly (readonly [T, string] | readonly [T, string, string])[], value: T,
                                           set: (value: T) => void): HTMLElement {
  return h("fieldset", null, h("legend", null, legend), ...options.map(([each, label, said]) => {
    const radio = h("input", { type: "radio", name, value: each, checked: each === value, "aria-label": said, change: () => set(each) });
    return h("label", null, radio, h("span", null, label));
  }));
}

export function openSettings(desk: Desk): void {
  const { settings } = desk.keep.kept;
  const set = <K extends keyof Settings>(key: K) => (value: Settings[K]): void => {
    settings[key] = value;
    desk.keep.save();
    desk.settle();
  };
  const keys = h("input", { type: "checkbox", checked: settings.keys, change: (event) => set("keys")((event.target as HTMLInputElement).checked) });
  sheet("settings", "Reading",
    choice("Light", "theme", [["auto", "As the system"], ["light", "Light"], ["dark", "Dark"]] as const, settings.theme, set("theme")),
    choice("Size of text", "size", [[1, "−2", "Smallest"], [2, "−1", "Small"], [3, "±0", "Medium"], [4, "+1", "Large"], [5, "+2", "Largest"]] as const, settings.size, set("size")),
    choice("Letters", "face", [["serif", "With serifs"], ["sans", "Without"]] as const, settings.face, set("face")),
    h("fieldset", null, h("legend", null, "Keys"), h("label", null, keys, h("span", null, "Single keys do what stands below"))),
    h("dl", { class: "keys" },
      ...([["1 – 9", "choose"], ["B", "back"], ["C", "codex"], ["H", "so far"], ["P", "places"], ["R", "reading"]] as const)
        .flatMap(([key, does]) => [h("dt", null, h("kbd", null, key)), h("dd", null, does)])));
}
