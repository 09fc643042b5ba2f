/* The crop editor: sheets and their crops at the left, the sheet in the middle, the crop that is marked at the right. What is changed stays
 * here until it is saved into the plan, all of it together. */
import { useEffect, useRef, useState } from "preact/hooks";

import type { Refusal } from "./api";
import { audit, type Change, changesOf, type Dataset, type Draft, draftOf, type Figure, isChanged, look as askLook, type PlanImage, type Preview, type Rect, save, sheetThumb, sheetUrl, type Shown, type Source, squareUrl, takeBack } from "./dataset";
import { AddSheet } from "./dataset-add";
import { CropForm } from "./dataset-form";
import { SheetStage, type SheetView } from "./dataset-stage";
import { useKeys } from "./keys";
import { RefusalLine, toast } from "./ui/notice";
import { count } from "./words";

const LOOK_MS = 160, STEPS = 100;
const WHOLE: SheetView = { scale: null, x: 0, y: 0 };

/* What is not in the plan yet, of one sheet: by key, crops as they would be; a crop that goes is null. */
type Edits = Record<string, Draft | null>;

const isNew = (key: string): boolean => key.startsWith("+");

function shownOf(source: Source, edits: Edits): Shown[] {
  const known = source.crops.map((original): Shown => {
    const edit = edits[original.id];
    if (edit === null) return { key: original.id, original, draft: draftOf(original), changed: true, gone: true };
    const draft = edit ?? draftOf(original);
    return { key: original.id, original, draft, changed: isChanged(original, draft), gone: false };
  });
  const fresh = Object.entries(edits).flatMap(([key, draft]): Shown[] => (isNew(key) && draft ? [{ key, original: null, draft, changed: true, gone: false }] : []));
  return [...known, ...fresh];
}

const area = (rect: Rect): number => rect.width * rect.height;

function shared(a: Rect, b: Rect): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left), height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

/* The figure that @rect is nearest to in place and size. */
function nearest(rect: Rect, figures: Figure[]): Figure | null {
  const alike = (figure: Figure): number => shared(rect, figure) / (area(rect) + area(figure) - shared(rect, figure));
  const best = [...figures].sort((a, b) => alike(b) - alike(a))[0];
  return best && alike(best) > 0 ? best : null;
}

/* What is not saved, by subject: it stays when one looks at another page. */
const unsaved = new Map<string, Record<string, Edits>>();

/* -- Sheets and crops -- */

function Sheets({ set, source, crops, marked, preview, onSource, onMark, onAdd }: { set: Dataset; source: Source; crops: Shown[]; marked: string | null; preview: Preview | null; onSource: (file: string) => void; onMark: (key: string) => void; onAdd: () => void }) {
  const list = useRef<HTMLElement>(null);
  useEffect(() => list.current?.querySelector("[aria-current=true]")?.scrollIntoView({ block: "nearest" }), [marked]);
  return (
    <nav class="sheets" aria-label="Sheets and crops" ref={list}>
      {set.sources.map((each) => (
        <section key={each.file}>
          <button type="button" class="sheet-name" aria-expanded={each === source} onClick={() => onSource(each.file)} title={each.file}>
            {each.problem ? <span class="sheet-thumb" /> : <img class="sheet-thumb" src={sheetThumb(set, each.file)} alt="" loading="lazy" />}
            <span><b>{each.file.replace(/^.*\//, "")}</b><small>{each.exclude ? "excluded" : each.kind} · {count(each.crops.length, "crop")}</small></span>
          </button>
          {each === source && <ul>
            {crops.map((crop) => {
              const state = preview?.crops.find(({ id }) => id === crop.original?.id);
              const mark = crop.gone ? "will go" : crop.changed ? (crop.original ? "not saved" : "new") : crop.draft.exclude !== null ? "not used" : state?.remarks.length ? "remarks" : state?.approval === "approved" ? "approved" : state?.approval === "changed" ? "look again" : "";
              return (
                <li key={crop.key}>
                  <button type="button" class={`crop-name ${crop.gone ? "gone" : ""}`} aria-current={crop.key === marked ? "true" : undefined} onClick={() => onMark(crop.key)}>
                    <img src={squareUrl(set, each, crop.original?.whole ? null : (crop.original ?? crop.draft))} alt="" loading="lazy" width="34" height="34" />
                    <span class="crop-id">{crop.draft.id}</span>
                    {mark && <small class={`crop-mark ${mark.replaceAll(" ", "-")}`}>{mark}</small>}
                  </button>
                </li>
              );
            })}
          </ul>}
        </section>
      ))}
      <button type="button" class="quiet" onClick={onAdd}>Add a sheet …</button>
    </nav>
  );
}

/* -- The editor -- */

interface Props {
  set: Dataset;
  preview: Preview | null;
  may: boolean;
  onSaved: (set: Dataset) => void;
  onReload: () => void;
}

export function Crops({ set, preview, may, onSaved, onReload }: Props) {
  const [file, setFile] = useState<string | null>(null);
  const source = set.sources.find((each) => each.file === file) ?? set.sources.find((each) => !each.exclude) ?? set.sources[0];
  const [all, show] = useState<Record<string, Edits>>(() => unsaved.get(set.subject) ?? {});
  const past = useRef<Record<string, Edits>[]>([]);
  const [marked, setMarked] = useState<string | null>(null);
  const [view, setView] = useState<SheetView>(WHOLE);
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  const [figures, setFigures] = useState<Figure[]>([]);
  const [withFigures, setWithFigures] = useState(true);
  const [looked, setLooked] = useState<{ of: string; image: PlanImage } | null>(null);
  const [problem, setProblem] = useState<string | null>(null); // why it was not saved
  const [wrong, setWrong] = useState<string | null>(null); // why it cannot be like that
  const [busy, setBusy] = useState(false);
  const [adding, setAdding] = useState(false);
  const held = useRef<Record<string, Edits> | null>(null); // what was, when the hand went down

  // Keys come faster than the page is drawn: what they change is what was changed last.
  const latest = useRef(all);
  function setAll(next: Record<string, Edits>): void {
    latest.current = next;
    unsaved.set(set.subject, next);
    show(next);
  }
  const edits = source ? (all[source.file] ?? {}) : {};
  const crops = source ? shownOf(source, edits) : [];
  const chosen = crops.find((crop) => crop.key === marked) ?? null;
  const changed = (of: Record<string, Edits>): [Shown, Source][] =>
    set.sources.flatMap((each) => shownOf(each, of[each.file] ?? {}).filter((crop) => crop.changed).map((crop): [Shown, Source] => [crop, each]));
  const nChanged = changed(all).length;

  useEffect(() => {
    if (nChanged === 0) return undefined;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [nChanged > 0]);
  useEffect(() => {
    setFigures([]);
    if (!source || source.problem) return undefined;
    let wanted = true;
    audit(set, source.file).then((picture) => wanted && setFigures(picture?.figures ?? []), () => undefined);
    return () => void (wanted = false);
  }, [set.subject, source?.file, source?.hash]);
  useEffect(() => setMarked((key) => (crops.some((crop) => crop.key === key) ? key : (crops[0]?.key ?? null))), [source?.file, set.plan_hash]);

  /* What the preview would remark of the crop as it is now. */
  const mine = chosen && !chosen.gone ? JSON.stringify([set.plan_hash, chosen.draft]) : "";
  useEffect(() => {
    if (!chosen || chosen.gone || !source) return undefined;
    setWrong(null);
    if (!chosen.changed) return undefined;
    let wanted = true;
    const own = changesOf(chosen, source.file);
    const timer = setTimeout(() => {
      askLook(set, own).then(({ looks }) => {
        const image = looks[looks.length - 1];
        if (!wanted || !image) return;
        setLooked({ of: mine, image });
        setWrong(null);
      }, (error: Refusal) => wanted && setWrong(error.message));
    }, LOOK_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [mine]);

  const remarksOf = (crop: Shown): string[] => preview?.crops.find(({ id }) => id === crop.original?.id)?.remarks ?? [];
  const look: PlanImage | null = looked && looked.of === mine ? looked.image
    : chosen?.original && !chosen.changed ? { ...chosen.original, remarks: remarksOf(chosen) }
      : looked && chosen && looked.image.id === chosen.draft.id ? looked.image : null;

  const editsNow = (): Edits => (source ? (latest.current[source.file] ?? {}) : {});
  const cropNow = (key: string | null): Shown | undefined => (source && key !== null ? shownOf(source, editsNow()).find((each) => each.key === key) : undefined);
  function put(next: Edits): void {
    if (!source) return;
    setProblem(null);
    const before = held.current ?? latest.current;
    past.current = [...past.current.slice(-STEPS), before];
    held.current = null;
    setAll({ ...latest.current, [source.file]: next });
  }
  function change(key: string, part: Partial<Draft>, done = true): void {
    const crop = cropNow(key);
    if (!crop || !source) return;
    const next = { ...editsNow(), [key]: { ...crop.draft, ...part } };
    if (done) {
      put(next);
      return;
    }
    held.current ??= latest.current;
    setAll({ ...latest.current, [source.file]: next });
  }
  function freshId(): string {
    const stem = (source?.file.replace(/^.*\//, "").replace(/\.[^.]*$/, "").toLowerCase().replace(/[^a-z0-9_-]+/g, "_") || "crop").slice(0, 40);
    const taken = new Set(set.sources.flatMap((each) => [...each.crops.map(({ id }) => id), ...Object.values(latest.current[each.file] ?? {}).flatMap((draft) => (draft ? [draft.id] : []))]).concat(set.topups.map(({ id }) => id)));
    for (let n = 1; ; n++) if (!taken.has(`${stem}_${n}`)) return `${stem}_${n}`;
  }
  function add(rect: Rect, framing: string | null = null): void {
    const key = `+${Date.now().toString(36)}`;
    put({ ...editsNow(), [key]: { ...rect, id: freshId(), whole: false, framing: framing ?? chosen?.draft.framing ?? "full body", view: chosen?.draft.view ?? "front", pose: null, action: null, expression: null, exclude: null, shows: null } });
    setMarked(key);
  }
  function drop(): void {
    if (!chosen) return;
    const { [chosen.key]: _gone, ...rest } = editsNow();
    put(chosen.original ? (chosen.gone ? rest : { ...editsNow(), [chosen.key]: null }) : rest);
  }
  function discard(): void {
    if (!chosen || !cropNow(chosen.key)?.changed) return;
    const { [chosen.key]: _gone, ...rest } = editsNow();
    put(rest);
    setProblem(null);
  }
  function snap(): void {
    const figure = chosen && !chosen.gone ? nearest(chosen.draft.whole && size ? { left: 0, top: 0, ...size } : chosen.draft, figures) : null;
    if (!chosen || !figure) {
      toast("No figure stands there.");
      return;
    }
    const { left, top, width, height } = figure;
    change(chosen.key, { left, top, width, height, whole: false });
  }
  function draw(): void {
    if (!size) return;
    const figure = figures.find((each) => !crops.some((crop) => !crop.gone && shared(crop.draft, each) > 0.5 * area(each)));
    if (figure) add({ left: figure.left, top: figure.top, width: figure.width, height: figure.height }, figure.framing);
    else {
      const side = Math.round(Math.min(size.width, size.height) / 3), x = view.scale === null ? size.width / 2 : view.x, y = view.scale === null ? size.height / 2 : view.y;
      add({ left: Math.max(0, Math.round(x - side / 2)), top: Math.max(0, Math.round(y - side / 2)), width: side, height: side });
    }
  }
  function nudge(dx: number, dy: number, pull: boolean): void {
    const crop = cropNow(marked);
    if (!crop || crop.gone || crop.draft.whole || !size) return;
    const { left, top, width, height } = crop.draft;
    change(crop.key, pull ? { width: Math.min(Math.max(1, width + dx), size.width - left), height: Math.min(Math.max(1, height + dy), size.height - top) }
      : { left: Math.min(Math.max(0, left + dx), size.width - width), top: Math.min(Math.max(0, top + dy), size.height - height) });
  }
  async function store(): Promise<void> {
    const changes: Change[] = changed(latest.current).flatMap(([crop, of]) => changesOf(crop, of.file));
    if (busy || changes.length === 0) return;
    if (!may) {
      setProblem("Looking only: without a name for who changes it, nothing is written.");
      return;
    }
    setBusy(true);
    try {
      const after = await save(set, changes);
      const name = chosen?.draft.id;
      setAll({});
      past.current = [];
      setProblem(null);
      onSaved(after);
      if (name) setMarked(name);
      toast(`Saved into ${set.plan_path}: ${after.what}`);
    } catch (error) {
      setProblem((error as Refusal).message);
      if ((error as Refusal).status === 409) onReload();
    }
    setBusy(false);
  }
  async function undo(): Promise<void> {
    const before = past.current.pop();
    if (before) {
      setAll(before);
      return;
    }
    if (busy) return;
    setBusy(true);
    try {
      toast(`Took back: ${(await takeBack(set)).what}`);
      onReload();
      setProblem(null);
    } catch (error) {
      setProblem((error as Refusal).message);
    }
    setBusy(false);
  }
  function step(by: number): void {
    const at = crops.findIndex((crop) => crop.key === marked);
    setMarked(crops[(at + by + crops.length) % crops.length]?.key ?? null);
  }
  function zoom(by: number): void {
    if (!size) return;
    const about = chosen && view.scale === null ? { x: chosen.draft.left + chosen.draft.width / 2, y: chosen.draft.top + chosen.draft.height / 2 } : view.scale === null ? { x: size.width / 2, y: size.height / 2 } : view;
    const scale = Math.min(16, (view.scale ?? 0.8) * by);
    setView(scale < 0.2 ? WHOLE : { ...about, scale });
  }
  const pan = (x: number, y: number): void => void (view.scale !== null && size && setView({ ...view, x: Math.min(Math.max(0, view.x + x * 90 / view.scale), size.width), y: Math.min(Math.max(0, view.y + y * 90 / view.scale), size.height) }));

  const arrows: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  useKeys((key, event) => {
    const arrow = arrows[key];
    if (arrow) nudge(arrow[0] * (event.shiftKey ? 10 : 1), arrow[1] * (event.shiftKey ? 10 : 1), false);
    else if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
    else if (key === "n") draw();
    else if (key === "s") snap();
    else if (key === "f") setWithFigures(!withFigures);
    else if (key === "Delete" || key === "Backspace") drop();
    else if (key === "Escape") discard();
    else if (key === "Enter") void store();
    else if (key === "u") void undo();
    else if (key === "z") setView(view.scale === null && chosen ? { scale: 1, x: chosen.draft.left + chosen.draft.width / 2, y: chosen.draft.top + chosen.draft.height / 2 } : WHOLE);
    else if (key === "[" || key === "]") zoom(key === "]" ? 1.25 : 0.8);
    else if ("HJKL".includes(key) && key.length === 1) pan(key === "H" ? -1 : key === "L" ? 1 : 0, key === "K" ? -1 : key === "J" ? 1 : 0);
    else return false;
    return true;
  });
  /* Ctrl with arrows is not for the browser here. */
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const arrow = arrows[event.key], target = event.target as Element;
      if (!arrow || !(event.ctrlKey || event.metaKey) || target.closest?.("input, textarea, select, dialog[open]")) return;
      event.preventDefault();
      nudge(arrow[0] * (event.shiftKey ? 10 : 1), arrow[1] * (event.shiftKey ? 10 : 1), true);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  });

  if (!source) return null;
  return (
    <div class="crops">
      <Sheets set={set} source={source} crops={crops} marked={marked} preview={preview} onSource={(name) => { setFile(name); setView(WHOLE); setProblem(null); }} onMark={setMarked} onAdd={() => setAdding(true)} />
      <AddSheet set={set} open={adding} onClose={() => setAdding(false)} onAdded={(after, name) => { onSaved(after); setFile(name); setView(WHOLE); }} />
      <div class="crops-middle">
        <div class="crops-tools" role="toolbar" aria-label="Sheet">
          <button type="button" onClick={draw}>New crop <kbd>n</kbd></button>
          <button type="button" aria-pressed={withFigures} onClick={() => setWithFigures(!withFigures)} disabled={figures.length === 0}>{count(figures.length, "figure")} found <kbd>f</kbd></button>
          <button type="button" class="crops-whole" onClick={() => setView(WHOLE)}>Whole<span class="away"> sheet</span> <kbd>z</kbd></button>
          <span class="bar-space" />
          <button type="button" class="quiet" onClick={() => void undo()} disabled={past.current.length === 0 && (busy || set.undo === null)} title={past.current.length > 0 ? "Takes back the last change, which is not saved yet" : set.undo ?? "Nothing to take back"}>Undo <kbd>u</kbd></button>
          <button type="button" class="main" disabled={busy || nChanged === 0} onClick={() => void store()}>{nChanged > 0 ? `Save ${count(nChanged, "crop")}` : "Saved"} <kbd>Enter</kbd></button>
        </div>
        {source.problem ? <div class="sheet-stage"><p class="stage-note" role="alert">{source.problem}</p></div> : (
          <SheetStage url={sheetUrl(set, source)} alt={source.file} crops={crops} figures={withFigures ? figures : []} marked={marked}
            warned={(crop) => (crop.key === marked && look?.remarks ? look.remarks.length > 0 : remarksOf(crop).length > 0)} view={view} onView={setView} onMark={setMarked}
            onRect={(key, rect, done) => change(key, { ...rect, whole: false }, done)} onDraw={add} onSize={setSize} />
        )}
      </div>
      <aside class="crops-side" aria-label="The crop">
        <RefusalLine problem={problem ?? wrong} />
        {chosen?.gone && <div class="crop-form"><h2>{chosen.draft.id}</h2><p>It goes from the plan when you save. The image that was made of it stays until <code>limner lora crop --prune</code>.</p><div class="crop-actions"><button type="button" onClick={drop}>Keep it</button></div></div>}
        {chosen && !chosen.gone && <CropForm key={chosen.key} set={set} source={source} shown={chosen} look={look} approval={preview?.crops.find(({ id }) => id === chosen.original?.id)?.approval ?? null} size={size}
          onDraft={(part) => change(chosen.key, part)} onSnap={snap} onDelete={drop} onDiscard={discard} />}
        {!chosen && <div class="crop-form"><h2>No crop</h2><p>Draw a rectangle on the sheet, or press <kbd>n</kbd>: it takes the next figure that no crop has yet.</p></div>}
      </aside>
    </div>
  );
}
