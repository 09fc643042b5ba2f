/* A brief at Gate 2: what its picture is to show, what is said of it, and its words to change on the spot. */
import { useState } from "preact/hooks";

import { post, thumbUrl } from "./api";
import type { Brief, Dress, Illustration, Saying } from "./tale";
import { Field } from "./ui/field";
import { RefusalLine } from "./ui/notice";

/* What an answer to a verdict or a change is done with, and the words when there was none. */
export type Told = (dress: Dress) => void;

const FIELDS = [["subject", "Subject"], ["composition", "Composition"], ["mood", "Mood"], ["caption", "Caption"], ["negative", "Not in it"]] as const;
const PRIORITIES = [[1, "must have"], [2, "important"], [3, "nice to have"], [0, "skip"]] as const;

export const sayAt = (saying: Saying): Promise<Dress> => post<Dress>("/api/story/judge", saying);

export function StateWord({ state }: { state: string }) {
  const tone = state === "approved" ? "approved" : state === "rejected" ? "rejected" : state === "changed since" || state === "waits" ? "borderline" : "open";
  return <span class={`state state-${tone}`}>{state}</span>;
}

function Words({ brief, name, label, onTold, onProblem }: { brief: Brief; name: (typeof FIELDS)[number][0]; label: string; onTold: Told; onProblem: (problem: string | null) => void }) {
  const value = brief[name] ?? "";
  const [text, setText] = useState<string | null>(null);
  async function save(): Promise<void> {
    if (text === null || text === value) return setText(null);
    try {
      onTold(await post<Dress>("/api/story/edit", { part: "brief", id: brief.id, key: name, value: text, content: brief.content }));
      setText(null);
      onProblem(null);
    } catch (error) {
      onProblem((error as Error).message);
    }
  }
  return (
    <Field label={label}>
      <textarea rows={1} name={name} value={text ?? value} onInput={(event) => setText(event.currentTarget.value)} onBlur={() => void save()}
        onKeyDown={(event) => {
          if (event.key === "Escape") setText(null);
          if (event.key === "Escape" || (event.key === "Enter" && !event.shiftKey && !event.isComposing)) {
            event.preventDefault();
            event.stopPropagation();
            event.currentTarget.blur();
          }
        }} />
    </Field>
  );
}

interface Props {
  brief: Brief;
  illustration: Illustration | undefined;
  names: Map<string, string>; // of entities
  mayJudge: boolean;
  onTold: Told;
}

export function BriefPanel({ brief, illustration, names, mayJudge, onTold }: Props) {
  const [problem, setProblem] = useState<string | null>(null);
  const [why, setWhy] = useState("");
  async function say(verdict: Saying["verdict"], priority?: number): Promise<void> {
    try {
      onTold(await sayAt({ gate: "brief", id: brief.id, verdict, content: brief.content, ...(why ? { reason: why } : {}), ...(priority === undefined ? {} : { priority }) }));
      setProblem(null);
      setWhy("");
    } catch (error) {
      setProblem((error as Error).message);
    }
  }
  return (
    <section class="brief" aria-label={`Brief ${brief.id}`}>
      <header><h3>The picture</h3><StateWord state={brief.state} /></header>
      {brief.reason && <p class="dim">Score {brief.score}: {brief.reason}</p>}
      {illustration?.record && <figure class="brief-picture"><img src={thumbUrl(illustration.record, 512)} alt={illustration.caption ?? brief.id} />
        {illustration.stale.length > 0 && <figcaption class="state state-borderline">stale: {illustration.stale.join(", ")}</figcaption>}</figure>}
      <div class="brief-priority" role="group" aria-label="Priority">
        {PRIORITIES.map(([value, title]) => (
          <button key={value} type="button" aria-pressed={brief.priority === value} disabled={!mayJudge} onClick={() => void say("pending", value)}>{value > 0 && <b>{value}</b>} {title}</button>
        ))}
      </div>
      {FIELDS.map(([name, label]) => <Words key={`${brief.id} ${name}`} brief={brief} name={name} label={label} onTold={onTold} onProblem={setProblem} />)}
      {brief.entities.length > 0 && <p><span class="field-label">Shows</span> {brief.entities.map((id) => names.get(id) ?? id).join(", ")}</p>}
      {brief.problems.map((text) => <p key={text} class="warn">{text}</p>)}
      {mayJudge && <>
        <Field label="Why, when it is rejected"><input value={why} onInput={(event) => setWhy(event.currentTarget.value)} /></Field>
        <div class="gate-actions">
          <button type="button" class="main" onClick={() => void say("approved")} aria-keyshortcuts="a">Approve <kbd>a</kbd></button>
          <button type="button" onClick={() => void say("skipped")} aria-keyshortcuts="s">Skip <kbd>s</kbd></button>
          <button type="button" onClick={() => void say("rejected")} aria-keyshortcuts="x">Reject <kbd>x</kbd></button>
        </div>
      </>}
      <RefusalLine problem={problem} />
    </section>
  );
}
