/* A queue as a grid: only what is in view is drawn and asked for, however long it is. Pictures are chosen here, to be reviewed one
 * by one or judged alike. */
import { useEffect, useRef, useState } from "preact/hooks";

import { type Canon, type Row, type Session, thumbUrl } from "./api";
import { Bulk } from "./bulk";
import "./grid.css";
import { useKeys } from "./keys";
import { useChanges } from "./live";
import { go } from "./page";
import { address, type Asked, loadRows } from "./queue";
import { Empty } from "./ui/empty";
import { RefusalLine } from "./ui/notice";
import { count, score } from "./words";

const CELL = 176, ROW = 208, PART = 100, SPARE = 2; // pixels, pixels, rows asked for at once, lines drawn beyond the view
const CALM_MS = 700;

interface Store {
  name: string; // of what was asked
  parts: Map<number, Row[]>;
  fresh: Set<number>; // parts that are there or asked for, and did not change since
  end: AbortController;
}

const emptyStore = (name: string): Store => ({ name, parts: new Map(), fresh: new Set(), end: new AbortController() });

/* Parts of the queue as they are needed. After a change in the project those in view are asked for again, and shown as they were
 * until then. */
function useRows(asked: Asked, first: number, last: number): { total: number | null; at: (i: number) => Row | undefined; problem: string | null } {
  const name = JSON.stringify(asked);
  const store = useRef(emptyStore(""));
  const calm = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [state, set] = useState<{ of: string; total: number; problem: string | null }>({ of: "", total: 0, problem: null });
  const [calls, again] = useState(0);
  if (store.current.name !== name) {
    store.current.end.abort();
    store.current = emptyStore(name);
  }
  const from = Math.floor(first / PART), to = Math.floor(last / PART);
  useEffect(() => {
    const mine = store.current;
    for (let part = from; part <= to; part++) {
      if (mine.fresh.has(part)) continue;
      mine.fresh.add(part);
      loadRows(asked, part * PART, PART, mine.end.signal).then(({ rows, total }) => {
        mine.parts.set(part, rows);
        set({ of: name, total, problem: null });
      }, (error: Error) => error.name !== "AbortError" && set((old) => ({ ...old, problem: error.message })));
    }
  }, [name, from, to, calls]);
  useChanges((what) => {
    if (!what.includes("records")) return;
    clearTimeout(calm.current);
    calm.current = setTimeout(() => {
      store.current.fresh.clear();
      again((n) => n + 1);
    }, CALM_MS);
  });
  return { total: state.of === name ? state.total : null, problem: state.problem, at: (i) => store.current.parts.get(Math.floor(i / PART))?.[i % PART] };
}

function Cell({ row, index, columns, chosen, marked, onPick }: { row: Row | undefined; index: number; columns: number; chosen: boolean; marked: boolean; onPick: (event: MouseEvent) => void }) {
  const style = { left: `${(index % columns) * CELL}px`, top: `${Math.floor(index / columns) * ROW}px` };
  if (!row) return <div class="cell cell-empty" style={style} />;
  return (
    <div class={`cell ${marked ? "cell-marked" : ""}`} id={`cell-${index}`} role="option" aria-selected={chosen} style={style} onClick={onPick}
      onDblClick={() => go(`/review?queue=one&id=${encodeURIComponent(row.id)}`)} title={row.explanation ?? row.id}>
      <img src={thumbUrl(row.id, 256)} alt="" width="160" height="160" loading="lazy" />
      <span class="cell-name"><span class={`dot part-${row.status}`} />{row.id}</span>
      <small>{row.status}{row.mean_score !== null && ` ${score(row.mean_score)}`}{row.disagreed && " · disagreed"}{row.binding.startsWith("stale") && " · stale"}</small>
    </div>
  );
}

export function Grid({ asked, canon, session }: { asked: Asked; canon: Canon; session: Session }) {
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 1000, height: 700 });
  const [top, setTop] = useState(0);
  const [marked, setMarked] = useState(0);
  const [chosen, setChosen] = useState<ReadonlyMap<string, Row>>(new Map());
  const [judging, setJudging] = useState(false);
  const from = useRef(0);

  const columns = Math.max(1, Math.floor((size.width - 24) / CELL));
  const first = Math.max(0, (Math.floor(top / ROW) - SPARE) * columns), last = (Math.ceil((top + size.height) / ROW) + SPARE) * columns;
  const { total, at, problem } = useRows(asked, first, last);

  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => entry && setSize({ width: entry.contentRect.width, height: entry.contentRect.height }));
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, [total === 0]);

  function choose(index: number, range: boolean): void {
    const row = at(index);
    if (!row) return;
    const next = new Map(chosen);
    if (range) {
      for (let i = Math.min(from.current, index); i <= Math.max(from.current, index); i++) {
        const each = at(i);
        if (each) next.set(each.id, each);
      }
    } else if (next.has(row.id)) next.delete(row.id);
    else next.set(row.id, row);
    from.current = index;
    setMarked(index);
    setChosen(next);
  }

  function mark(index: number): void {
    const now = Math.min(Math.max(0, index), Math.max(0, (total ?? 0) - 1)), line = Math.floor(now / columns) * ROW, view = box.current;
    setMarked(now);
    if (!view) return;
    if (line < view.scrollTop) view.scrollTop = line;
    else if (line + ROW > view.scrollTop + view.clientHeight) view.scrollTop = line + ROW - view.clientHeight;
  }

  const review = (): void => {
    const one = at(marked);
    const ids = chosen.size > 0 ? [...chosen.keys()] : one ? [one.id] : [];
    if (ids.length > 0) go(address({ queue: "one", ids }, false));
  };
  useKeys((key, event) => {
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, PageUp: -columns * 3, PageDown: columns * 3, Home: -marked, End: total ?? 0 };
    const step = steps[key];
    if (step !== undefined) mark(marked + step);
    else if (key === " ") choose(marked, event.shiftKey);
    else if (key === "Enter") review();
    else if (key === "b" && chosen.size > 0 && session.reviewer !== null) setJudging(true);
    else if (key === "Escape" && chosen.size > 0) setChosen(new Map());
    else return false;
    return true;
  });

  const cells = [];
  for (let i = first; i < Math.min(last, total ?? 0); i++) {
    const row = at(i);
    cells.push(<Cell key={i} row={row} index={i} columns={columns} chosen={row !== undefined && chosen.has(row.id)} marked={i === marked}
      onPick={(event) => choose(i, event.shiftKey)} />);
  }
  if (total === 0) return <Empty title="Nothing here."><p>No picture fits. Choose another queue, or take a filter away.</p></Empty>;
  return (
    <>
      <div class="grid" ref={box} role="listbox" aria-label="Pictures" aria-multiselectable="true" aria-activedescendant={`cell-${marked}`} tabIndex={0} aria-busy={total === null}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
        <div class="grid-all" role="presentation" style={{ height: `${Math.ceil((total ?? 0) / columns) * ROW}px`, width: `${columns * CELL}px` }}>{cells}</div>
      </div>
      <footer class="grid-foot">
        <span aria-live="polite">{total !== null && count(total, "picture")}{chosen.size > 0 && <> · <b>{chosen.size.toLocaleString("en")} chosen</b></>}</span>
        <RefusalLine problem={problem} />
        <span class="bar-space" />
        {chosen.size > 0 && <button type="button" class="quiet" onClick={() => setChosen(new Map())}>None <kbd>Esc</kbd></button>}
        <button type="button" disabled={chosen.size === 0} onClick={review}>Review them <kbd>Enter</kbd></button>
        <button type="button" class="main" disabled={chosen.size === 0 || session.reviewer === null} title={session.no_reviewer ?? undefined} onClick={() => setJudging(true)}>Judge them alike <kbd>b</kbd></button>
      </footer>
      <Bulk open={judging} rows={[...chosen.values()]} canon={canon} onClose={(done) => { setJudging(false); if (done) setChosen(new Map()); }} />
    </>
  );
}
