/* An export looked at row by row, as its trainer sees it: image, question, answer, label, and where it comes from. */
import { useEffect, useRef, useState } from "preact/hooks";

import { get } from "./api";
import { bytes, type Export, type Row, type RowFile, type RowPage, rowImageUrl, splits } from "./export-api";
import { useKeys } from "./keys";
import { go } from "./page";
import { RefusalLine } from "./ui/notice";
import { Rows } from "./ui/rows";
import { count } from "./words";

const PAGE = 50;
const HEIGHT = 64;

function useRows(name: string, file: RowFile): { pages: Map<number, Row[]>; problem: string | null; want: (from: number, to: number) => void } {
  const [state, setState] = useState<{ of: string; pages: Map<number, Row[]> }>({ of: "", pages: new Map() });
  const [problem, setProblem] = useState<string | null>(null);
  const of = `${name}/${file.path}`, asked = useRef({ of, pages: new Set<number>() });
  if (asked.current.of !== of) asked.current = { of, pages: new Set() };

  function want(from: number, to: number): void {
    for (let page = Math.floor(from / PAGE); page * PAGE < to; page++) {
      if (asked.current.pages.has(page)) continue;
      asked.current.pages.add(page);
      get<RowPage>(`/api/exports/${encodeURIComponent(name)}/rows`, { file: file.path, offset: page * PAGE, limit: PAGE }).then(
        (answer) => setState((old) => {
          const pages = old.of === of ? new Map(old.pages) : new Map<number, Row[]>();
          return { of, pages: pages.set(page, answer.rows) };
        }),
        (error: Error) => setProblem(error.message));
    }
  }
  return { pages: state.of === of ? state.pages : new Map(), problem, want };
}

/* JSON to be read: a line for each member, what is deeper beside one another. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${inline(each)}`).join(", ")}}`;
}

const spread = (value: object): string => (Array.isArray(value)
  ? `[\n${value.map((each) => `  ${inline(each)}`).join(",\n")}\n]`
  : `{\n${Object.entries(value).map(([key, each]) => `  ${JSON.stringify(key)}: ${inline(each)}`).join(",\n")}\n}`);

/* A JSON answer on lines of its own; any other as it is. */
function Answer({ text }: { text: string }) {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return <pre class="row-json">{spread(value)}</pre>;
  } catch {
    // it is words
  }
  return <p class="row-answer">{text}</p>;
}

function Detail({ name, file, row }: { name: string; file: RowFile; row: Row }) {
  return (
    <article class="row-detail">
      <div class="row-images">{row.images.map((image, at) => (
        <figure key={at}><img src={rowImageUrl(name, file.path, row.row, at)} alt={`Image ${at + 1} of row ${row.row}`} />
          <figcaption>{image.embedded ? "in the row itself" : image.path}</figcaption></figure>
      ))}</div>
      <RefusalLine problem={row.problem ?? null} />
      <dl class="row-texts">
        {row.question !== null && <div><dt>Prompt</dt><dd class="row-question">{row.question}</dd></div>}
        {row.answer !== null && <div><dt>{row.rejected !== null ? "Chosen" : "Answer"}{row.label !== null && <span class={`tag ${row.label ? "" : "warn"}`}>{row.label ? "good" : "bad"}</span>}</dt><dd><Answer text={row.answer} /></dd></div>}
        {row.rejected !== null && <div><dt>Rejected</dt><dd class="row-rejected"><Answer text={row.rejected} /></dd></div>}
        {row.unit && <div><dt>Made from</dt><dd>{row.unit.task}, {row.unit.origin === "human" ? "what a person recorded" : "put together from what persons recorded"}:{" "}
          {row.unit.assets.map((id, at) => <>{at > 0 && ", "}<a key={id} href={`/review?queue=one&id=${encodeURIComponent(id)}`}>{id}</a></>)}</dd></div>}
      </dl>
      <details><summary>The row as it lies in {file.path}</summary><pre class="row-json">{JSON.stringify(row.text, null, 2)}</pre></details>
    </article>
  );
}

export function Browse({ made, path }: { made: Export; path: string | null }) {
  const files = (made.files ?? []).toSorted((a, b) => splits.indexOf(a.split) - splits.indexOf(b.split)), file = files.find((each) => each.path === path) ?? files[0];
  const [marked, setMarked] = useState(0);
  const { pages, problem, want } = useRows(made.name, file ?? { path: "", config: "", split: "train", rows: 0 });
  const to = (of: RowFile): void => go(`/export?show=${encodeURIComponent(made.name)}&file=${encodeURIComponent(of.path)}`);
  useEffect(() => setMarked(0), [file?.path]);
  useKeys((key) => {
    if (!file) return false;
    const at = files.indexOf(file);
    if (key === "j" || key === "ArrowDown") setMarked((old) => Math.min(file.rows - 1, old + 1));
    else if (key === "k" || key === "ArrowUp") setMarked((old) => Math.max(0, old - 1));
    else if (key === "]" || key === "ArrowRight") to(files[(at + 1) % files.length] ?? file);
    else if (key === "[" || key === "ArrowLeft") to(files[(at + files.length - 1) % files.length] ?? file);
    else if (key === "Escape") go("/export");
    else return false;
    return true;
  });
  if (!file) return <RefusalLine problem={made.problem ?? "this export has no rows"} />;
  const rowAt = (at: number): Row | undefined => pages.get(Math.floor(at / PAGE))?.[at % PAGE];
  const row = rowAt(marked);
  return (
    <div class="browse">
      <header class="browse-head">
        <a href="/export">← Exports</a>
        <h1>{made.name}</h1>
        <p class="dim">{made.reader ? `for ${made.reader} · ` : ""}{count(made.rows ?? 0, "row")} · {bytes(made.bytes ?? 0)}{made.embedded && " · images in the rows"}{made.stripped && " · without metadata"}</p>
        <div class="browse-files" role="tablist" aria-label="Files of rows">
          {files.map((each) => (
            <button key={each.path} type="button" role="tab" aria-selected={each === file} onClick={() => to(each)}>{each.split}{files.some((other) => other !== each && other.split === each.split) && ` · ${each.config}`} <b>{each.rows.toLocaleString("en")}</b></button>
          ))}
        </div>
      </header>
      <RefusalLine problem={problem} />
      <p class="away" role="status">{row ? `Row ${row.row}: ${row.unit?.assets.join(" and ") ?? ""}, ${row.unit?.task ?? ""}` : ""}</p>
      <div class="browse-body">
        <Rows title={`Rows of ${file.path}`} total={file.rows} height={HEIGHT} marked={marked} onWindow={want} row={(at) => {
          const each = rowAt(at);
          return (
            <li key={at} class={`row ${at === marked ? "marked" : ""}`} aria-current={at === marked ? "true" : undefined} onClick={() => setMarked(at)}>
              {each?.images[0] ? <img src={rowImageUrl(made.name, file.path, each.row, 0, 128)} alt="" loading="lazy" width="48" height="48" /> : <span class="row-none" />}
              <button type="button" class="row-name" onClick={() => setMarked(at)}><b>{each?.unit?.assets.join(" + ") ?? `row ${at}`}</b><small>{each ? `${each.unit ? `${each.unit.task} · ` : ""}${each.answer?.slice(0, 90) ?? ""}` : ""}</small></button>
              {each?.label !== undefined && each.label !== null && <span class={`tag ${each.label ? "" : "warn"}`}>{each.label ? "good" : "bad"}</span>}
            </li>
          );
        }} />
        {row ? <Detail key={`${file.path}/${row.row}`} name={made.name} file={file} row={row} /> : <div class="row-detail" aria-busy="true" />}
      </div>
    </div>
  );
}

export const browseKeys: [string, string][] = [["↓ ↑  j k", "next or previous row"], ["[  ]  ← →", "another split or file"], ["Esc", "back to the exports"]];
