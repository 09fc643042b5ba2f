/* Elements out of values. Texts only ever become text nodes: nothing an author wrote is read as HTML anywhere. */
import type { Block, Inline } from "./book";

type Child = Node | string | null | undefined | false;

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Record<string, string | number | boolean | undefined | ((event: Event) => void)> | null, ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/* The kinds there are, and the only elements prose can become. */
const kinds: Readonly<Record<string, keyof HTMLElementTagNameMap>> = {
  p: "p", h: "h3", quote: "blockquote", hr: "hr", br: "br", em: "em", strong: "strong", s: "s",
};

function node(inline: Inline): Node {
  if (typeof inline === "string") return document.createTextNode(inline);
  const [kind, ...children] = inline as readonly [string, ...Inline[]];
  const element = document.createElement(kinds[kind] ?? "span");
  for (const child of children) element.append(node(child));
  return element;
}

/* Each block finds its own direction of writing. */
export function prose(blocks: readonly Block[]): HTMLElement[] {
  return blocks.map((block) => {
    const element = node(block) as HTMLElement;
    element.dir = "auto";
    return element;
  });
}
