/* Beside the sheet: the crop as it will look, what it is, which sides show, and what the preview remarks. */
import { useEffect, useState } from "preact/hooks";

import { type Dataset, type Draft, leaves, type PlanImage, type Rect, type Shown, type Source, squareUrl } from "./dataset";

/* -- As it will look -- */

/* Where the subject's own right and left are in the picture, seen like that. */
function hands(view: string | null): [string, string] | null {
  if (view === null || /side/.test(view)) return null;
  return /back/.test(view) ? ["subject’s left", "subject’s right"] : ["subject’s right", "subject’s left"];
}

const WAIT_MS = 70;

export function Square({ set, source, rect, size, name, view }: { set: Dataset; source: Source; rect: Rect | null; size: { width: number; height: number } | null; name: string; view: string | null }) {
  const url = squareUrl(set, source, rect), impossible = rect !== null && size !== null && leaves(rect, size);
  const [shown, setShown] = useState<string | null>(null);
  const [problem, setProblem] = useState(false);

  /* The one before stays until the new one is there. */
  useEffect(() => {
    if (impossible) return undefined;
    let wanted = true;
    const timer = setTimeout(() => {
      const image = new Image();
      image.src = url;
      image.decode().then(() => { if (wanted) { setShown(url); setProblem(false); } }, () => wanted && setProblem(true));
    }, shown === null ? 0 : WAIT_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [url, impossible]);
  const sides = hands(view);
  return (
    <figure class={`square ${shown !== url || impossible ? "square-waits" : ""}`}>
      <div>{shown && <img src={shown} alt={`${name} as the training image`} width={set.size} height={set.size} />}</div>
      {(impossible || problem) && <p class="stage-note">It cannot be made like that.</p>}
      <figcaption><span>{sides?.[0]}</span><b>{set.size} × {set.size}</b><span>{sides?.[1]}</span></figcaption>
    </figure>
  );
}

/* -- Which sides show -- */

export function Hands({ set, look, draft, onShows }: { set: Dataset; look: PlanImage | null; draft: Draft; onShows: (shows: string[] | null) => void }) {
  if (set.features.length === 0) return null;
  const features = look?.features ?? [], one = set.features.some(({ side }) => side !== null);
  const turn = (name: string): void => onShows(set.features.map((each) => each.name).filter((each) => features.includes(each) !== (each === name)));
  return (
    <section class="hands" aria-label="Features that show">
      <h3>Shows {draft.shows !== null ? <button type="button" class="quiet small" onClick={() => onShows(null)}>by hand; go by view and framing again</button> : <small>by its view and framing</small>}</h3>
      <ul>
        {set.features.map(({ name, side }) => (
          <li key={name}>
            <button type="button" class={`hand ${side ?? "none"}`} aria-pressed={features.includes(name)} onClick={() => turn(name)}
              title={side ? `on the subject’s own ${side}` : "on both sides, or in the middle"}>
              {side && <i aria-hidden="true">{side === "left" ? "L" : "R"}</i>}{name}
            </button>
          </li>
        ))}
      </ul>
      {look && one && <p class={look.flip_refusal ? "flip-no" : "flip-yes"}>{look.flip_refusal ? <>Not mirrored: {look.flip_refusal}.</> : look.flip ? "A mirrored copy will be made: nothing one-sided shows." : "May be mirrored; the plan does not ask for it."}</p>}
    </section>
  );
}

/* -- What it is -- */

const numbers = [["left", "Left"], ["top", "Top"], ["width", "Width"], ["height", "Height"]] as const;

function Choice({ label, value, words, onChange }: { label: string; value: string | null; words: string[]; onChange: (value: string | null) => void }) {
  const all = value !== null && !words.includes(value) ? [...words, value] : words;
  return (
    <label class="field"><span class="field-label">{label}</span>
      <select value={value ?? ""} onChange={(event) => onChange(event.currentTarget.value || null)}>
        <option value="">not said</option>
        {all.map((word) => <option key={word} value={word}>{word}</option>)}
      </select>
    </label>
  );
}

/* A text that is told when it is left, or by Enter. */
function Text({ label, value, hint, name, onChange }: { label: string; value: string; hint?: string; name?: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const tell = (): void => void (typed.trim() !== value && onChange(typed.trim()));
  return (
    <label class="field"><span class="field-label">{label}</span>
      <input type="text" name={name} value={typed} placeholder={hint} autocomplete="off" onInput={(event) => setTyped(event.currentTarget.value)} onBlur={tell}
        onKeyDown={(event) => {
          if (event.key === "Enter") { tell(); event.currentTarget.blur(); }
          if (event.key === "Escape") { setTyped(value); event.currentTarget.blur(); }
        }} />
    </label>
  );
}

interface Props {
  set: Dataset;
  source: Source;
  shown: Shown;
  look: PlanImage | null;
  approval: string | null;
  size: { width: number; height: number } | null;
  onDraft: (part: Partial<Draft>) => void;
  onSnap: () => void;
  onDelete: () => void;
  onDiscard: () => void;
}

export function CropForm({ set, source, shown, look, approval, size, onDraft, onSnap, onDelete, onDiscard }: Props) {
  const { draft } = shown;
  return (
    <div class="crop-form">
      <header>
        <h2>{draft.id}{shown.changed && <span class="tag warn">{shown.original ? "not saved" : "new"}</span>}{!shown.changed && approval === "approved" && <span class="tag">approved</span>}</h2>
      </header>
      <Square set={set} source={source} rect={draft.whole ? null : draft} size={size} name={draft.id} view={draft.view} />
      {draft.exclude !== null && <p class="notice">Not used: {draft.exclude}</p>}
      {look?.remarks && look.remarks.length > 0 && <ul class="remarks" aria-label="Remarks">{look.remarks.map((remark) => <li key={remark}>{remark}</li>)}</ul>}
      {look?.remarks?.length === 0 && <p class="fine">Nothing to remark.</p>}
      <div class="numbers">
        {numbers.map(([name, label]) => (
          <label class="field" key={name}><span class="field-label">{label}</span>
            <input type="number" name={name} min={name === "left" || name === "top" ? 0 : 1} max={65534} value={draft.whole ? "" : draft[name]} placeholder={draft.whole ? "whole" : undefined}
              onInput={(event) => { const value = event.currentTarget.valueAsNumber; if (Number.isInteger(value)) onDraft({ [name]: value, whole: false }); }} />
          </label>
        ))}
      </div>
      <div class="words">
        <Text label="Name" name="id" value={draft.id} onChange={(id) => id && onDraft({ id })} />
        <Choice label="Framing" value={draft.framing} words={set.words.framing} onChange={(framing) => onDraft({ framing })} />
        <Choice label="View" value={draft.view} words={set.words.view} onChange={(view) => onDraft({ view })} />
        <Choice label="Pose" value={draft.pose} words={set.words.pose} onChange={(pose) => onDraft({ pose })} />
        <Choice label="Expression" value={draft.expression} words={set.words.expression} onChange={(expression) => onDraft({ expression })} />
        <Text label="Action" name="action" value={draft.action ?? ""} hint="instead of the pose" onChange={(action) => onDraft({ action: action || null })} />
      </div>
      <Hands set={set} look={look} draft={draft} onShows={(shows) => onDraft({ shows })} />
      <Text label="Why it is not used" name="exclude" value={draft.exclude ?? ""} hint="empty: it is used" onChange={(exclude) => onDraft({ exclude: exclude || null })} />
      {look && <p class="caption-line" title="The caption it will have">{look.caption}</p>}
      <div class="crop-actions">
        <button type="button" onClick={onSnap}>Snap to figure <kbd>s</kbd></button>
        <button type="button" onClick={onDelete}>Take out <kbd>Del</kbd></button>
        {shown.changed && <button type="button" class="quiet" onClick={onDiscard}>Discard <kbd>Esc</kbd></button>}
      </div>
    </div>
  );
}
