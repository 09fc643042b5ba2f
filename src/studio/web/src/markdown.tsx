/* Markdown, from the tree that the server makes of it: text stays text. */
import type { ComponentChildren } from "preact";

export type Inline = string | Node;
export interface Node {
  t: string;
  c?: Inline[];
  text?: string;
  level?: number;
  ordered?: boolean;
  to?: string;
  line?: number;
}

/* What stands after an item or paragraph that begins at @line, if anything. */
export type After = (line: number) => ComponentChildren;

const none: After = () => null;
const isNode = (each: Inline): each is Node => typeof each !== "string";

export function plain(nodes: Inline[] = []): string {
  return nodes.map((each) => (typeof each === "string" ? each : (each.text ?? plain(each.c)))).join("");
}

function Link({ node }: { node: Node }) {
  const to = node.to ?? "";
  return /^https?:\/\//i.test(to) ? <a href={to} rel="noreferrer noopener" target="_blank"><Children of={node} /></a> : <u title={to}><Children of={node} /></u>;
}

function Table({ node }: { node: Node }) {
  const [head, ...rows] = (node.c ?? []).filter(isNode);
  return (
    <table class="prose-table">
      <thead><tr>{head?.c?.filter(isNode).map((cell, at) => <th key={at} scope="col"><Children of={cell} /></th>)}</tr></thead>
      <tbody>{rows.map((row, at) => <tr key={at}>{row.c?.filter(isNode).map((cell, n) => <td key={n}><Children of={cell} /></td>)}</tr>)}</tbody>
    </table>
  );
}

function Children({ of, after = none }: { of: Node; after?: After }) {
  return <>{of.c?.map((each, at) => (typeof each === "string" ? each : <Block key={at} node={each} after={after} />))}</>;
}

export function Block({ node, after = none }: { node: Node; after?: After }) {
  const inner = <Children of={node} after={after} />;
  switch (node.t) {
    case "heading": {
      const Tag = (["h1", "h2", "h3", "h4", "h5", "h6"] as const)[Math.min(5, (node.level ?? 1) - 1)] ?? "h6";
      return <Tag>{inner}</Tag>;
    }
    case "paragraph": return <p>{inner}</p>;
    case "list": return node.ordered ? <ol>{inner}</ol> : <ul>{inner}</ul>;
    case "item": return <li>{inner}{after(node.line ?? 0)}</li>;
    case "quote": return <blockquote>{inner}</blockquote>;
    case "code": return <pre>{node.text}</pre>;
    case "inline": return <code>{node.text}</code>;
    case "rule": return <hr />;
    case "strong": return <strong>{inner}</strong>;
    case "emphasis": return <em>{inner}</em>;
    case "break": return <br />;
    case "link": return <Link node={node} />;
    case "table": return <Table node={node} />;
    default: return inner;
  }
}
