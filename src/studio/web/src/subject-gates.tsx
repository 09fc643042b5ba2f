/* One image of a subject: what is said at its gates, its identity scores, and what keeps it from being approved. */
import { useEffect, useRef, useState } from "preact/hooks";

import { get, post, type Refusal, type Status, thumbUrl } from "./api";
import { takeNext, useKeys } from "./keys";
import type { SubjectImage } from "./subjects";
import { useChanges } from "./live";
import { RefusalLine, toast } from "./ui/notice";
import { score, spaced } from "./words";

interface Gate {
  id: string;
  asks: string;
  state: "open" | "pass" | "fail";
  reason: string | null;
  reviewer: string | null;
}

interface Standing {
  id: string;
  record_hash: string;
  status: Status;
  lacks: string[];
  gates: Gate[];
  scores: Record<string, number | null>;
  persistence: number | null;
  phase: string;
}

interface Word {
  pass: boolean;
  reason: string;
}

const FAIL_MS = 2500;

export function Said({ image, may, onPromote, onSaid }: { image: SubjectImage; may: boolean; onPromote: () => void; onSaid: () => void }) {
  const address = `/api/subjects/${encodeURIComponent(image.id)}/gates`;
  const [now, setNow] = useState<Standing | null>(null);
  const [said, setSaid] = useState<Record<string, Word>>({});
  const [scores, setScores] = useState<Record<string, number>>({});
  const [persistence, setPersistence] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const changed = Object.keys(said).length + Object.keys(scores).length + (persistence === null ? 0 : 1) > 0;

  const turn = useRef(0); // of who speaks last: an answer that is late says what was
  function load(): void {
    const mine = ++turn.current;
    get<Standing>(address).then((told) => mine === turn.current && setNow(told), (error: Refusal) => mine === turn.current && setProblem(error.message));
  }
  useEffect(load, [address]);
  useChanges((what) => { if (what.includes("records")) load(); });

  function say(gate: string, word: Word | null): void {
    setProblem(null);
    setSaid((before) => {
      const { [gate]: _gone, ...rest } = before;
      return word ? { ...rest, [gate]: word } : rest;
    });
  }
  function fail(gate: string): void {
    say(gate, { pass: false, reason: "" });
    setTimeout(() => box.current?.querySelector<HTMLInputElement>(`input[name="${gate}"]`)?.focus());
  }
  function forget(): void {
    setSaid({});
    setScores({});
    setPersistence(null);
    setProblem(null);
  }
  /* What is said while it is being saved stays, and is saved next when that was asked for. */
  const busy = useRef(false), again = useRef(false), latest = useRef(save);
  latest.current = save;
  async function save(): Promise<void> {
    if (!changed || !now) return;
    if (busy.current) {
      again.current = true;
      return;
    }
    busy.current = true;
    try {
      const verdicts = Object.entries(said).map(([gate, { pass, reason }]) => ({ gate, pass, reason: reason || null }));
      turn.current++;
      const told = await post<Standing>(address, { record_hash: now.record_hash, verdicts, scores, ...(persistence === null ? {} : { persistence }) });
      turn.current++;
      setNow(told);
      setProblem(null);
      setSaid((later) => Object.fromEntries(Object.entries(later).filter(([gate, word]) => word !== said[gate])));
      setScores((later) => Object.fromEntries(Object.entries(later).filter(([name, value]) => value !== scores[name])));
      setPersistence((later) => (later === persistence ? null : later));
      toast(`Noted of ${image.id}`);
      onSaid();
    } catch (error) {
      setProblem((error as Refusal).message);
      if ((error as Refusal).status === 409) load();
    }
    busy.current = false;
    if (!again.current) return;
    again.current = false;
    setTimeout(() => void latest.current(), 0);
  }
  useKeys((key) => {
    if (!may || !now) return false;
    const gate = /^[1-9]$/.test(key) ? now.gates[Number(key) - 1] : undefined;
    if (gate) say(gate.id, said[gate.id]?.pass ? null : { pass: true, reason: "" });
    else if (key === "!") takeNext((next) => { const failed = now.gates[Number(next) - 1]; if (failed) fail(failed.id); return failed !== undefined; }, FAIL_MS, () => undefined);
    else if (key === "Enter" && changed) void save();
    else if (key === "Escape" && changed) forget();
    else return false;
    return true;
  });

  return (
    <div class="said" ref={box}>
      <header><h2>{image.id}</h2><p class="dim">{spaced(image.phase)}{image.version && ` ${image.version}`} · {spaced(image.view ?? "view not said")} · <span class={image.status === "candidate" ? "" : `word-${image.status}`}>{image.status === "candidate" ? "not judged" : image.status}</span></p></header>
      <img class="said-image" src={thumbUrl(image.id, 512)} alt={`Picture ${image.id}`} />
      <RefusalLine problem={problem} />
      {now && <>
        <ol class="gates" aria-label="Gates">
          {now.gates.map((gate, at) => {
            const word = said[gate.id], state = word ? (word.pass ? "pass" : "fail") : image.gate_states[at] === "stale" ? "stale" : gate.state;
            return (
              <li key={gate.id} class={word ? "unsaved" : undefined}>
                <span class={`gate-state gate-${state}`} aria-hidden="true">{state === "pass" ? "●" : state === "fail" ? "✗" : state === "stale" ? "~" : "○"}</span>
                <span class="gate-asks"><b>{gate.id}</b> {gate.asks}{!word && gate.reason && <small>{gate.reason}</small>}{!word && state === "stale" && <small>said of another picture</small>}</span>
                {may && <span class="gate-say">
                  <button type="button" aria-pressed={word ? word.pass : gate.state === "pass" && state !== "stale"} onClick={() => say(gate.id, word?.pass ? null : { pass: true, reason: "" })}><span class="away">{gate.id} </span>pass <kbd>{at + 1}</kbd></button>
                  <button type="button" aria-pressed={word ? !word.pass : gate.state === "fail" && state !== "stale"} onClick={() => (word && !word.pass ? say(gate.id, null) : fail(gate.id))}><span class="away">{gate.id} </span>fail</button>
                </span>}
                {word && !word.pass && <input type="text" name={gate.id} aria-label={`Why ${gate.id} fails`} placeholder="why" value={word.reason} onInput={(event) => say(gate.id, { pass: false, reason: event.currentTarget.value })}
                  onKeyDown={(event) => { if (event.key === "Enter") { event.currentTarget.blur(); void save(); } if (event.key === "Escape") event.currentTarget.blur(); }} />}
              </li>
            );
          })}
        </ol>
        <div class="identity-scores">
          {[...Object.entries(now.scores), ...(now.phase === "follow_on" ? [["persistence", now.persistence] as const] : [])].map(([name, value]) => {
            const mine = name === "persistence" ? persistence : (scores[name] ?? null), shown = mine ?? value;
            const set = (text: string): void => {
              const number = Number(text);
              if (text === "" || Number.isNaN(number)) return;
              if (name === "persistence") setPersistence(number);
              else setScores((before) => ({ ...before, [name]: number }));
            };
            return (
              <label key={name} class={mine === null ? undefined : "unsaved"}><span>{spaced(name)}</span>
                <input type="range" name={name} min="0" max="1" step="0.05" value={shown ?? 0} disabled={!may} onInput={(event) => set(event.currentTarget.value)} />
                <b>{shown === null ? "–" : score(shown)}</b></label>
            );
          })}
        </div>
        {now.lacks.length > 0 ? <div class="lacks"><h3>{now.status === "approved" ? "Speaks against its approval" : "Before it can be approved"}</h3><ul>{now.lacks.map((lack) => <li key={lack}>{lack}</li>)}</ul></div>
          : <p class="fine">Every gate passed and scored.</p>}
        <div class="said-actions">
          <button type="button" class="main" disabled={!changed || !may} onClick={() => void save()}>{changed ? "Save" : "Saved"} <kbd>Enter</kbd></button>
          {changed && <button type="button" class="quiet" onClick={forget}>Discard <kbd>Esc</kbd></button>}
          {(image.phase === "discovery" || image.phase === "anchor") && <button type="button" disabled={!may} onClick={onPromote}>Make it the anchor … <kbd>m</kbd></button>}
          <a class="button" href={`/review?queue=one&id=${encodeURIComponent(image.id)}`}>Judge it in the review</a>
        </div>
      </>}
    </div>
  );
}
