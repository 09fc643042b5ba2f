/* How the story looks, which is Gate 1: the art direction and the visuals of all entities, as one thing that is approved or sent back. */
import { useState } from "preact/hooks";

import { sayAt, StateWord, type Told } from "./talebrief";
import type { Direction, Look } from "./tale";
import { Empty } from "./ui/empty";
import { Field } from "./ui/field";
import { RefusalLine } from "./ui/notice";

const FIELDS = [["style", "Style"], ["medium", "Medium"], ["composition_notes", "Composition"], ["negative_defaults", "Never in it"], ["aspect_ratio", "Aspect ratio"]] as const;

function LookCard({ look }: { look: Look }) {
  const { visual } = look;
  return (
    <li class="card look">
      <h3>{look.name} <small>{look.type}</small></h3>
      {look.concept && <p class="dim">{look.concept}</p>}
      {!visual && <p class="warn">No visual yet.</p>}
      {visual && <>
        <p>{visual.description}</p>
        {visual.distinguishing_features.length > 0 && <p class="chips">{visual.distinguishing_features.map((each) => <span key={each}>{each}</span>)}</p>}
        {visual.color_associations.length > 0 && <p class="dim">{visual.color_associations.join(", ")}</p>}
        <p class="fragment">{visual.reference_prompt_fragment}</p>
        {visual.file && <small>{visual.file}</small>}
      </>}
    </li>
  );
}

export function LookTab({ direction, mayJudge, onTold }: { direction: Direction; mayJudge: boolean; onTold: Told }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [why, setWhy] = useState("");
  async function say(verdict: "approved" | "rejected"): Promise<void> {
    try {
      onTold(await sayAt({ gate: "direction", verdict, content: direction.content, ...(why ? { reason: why } : {}) }));
      setProblem(null);
    } catch (error) {
      setProblem((error as Error).message);
    }
  }
  if (!direction.there)
    return <Empty title="How shall it look?"><p>There is no art direction yet. Settle it with a chat model, <code>limner dress direct</code>, or write it by hand:
      <code> limner dress direct --from FILE</code>.</p></Empty>;
  return (
    <div class="tale-wide">
      <section class="card direction" aria-label="Art direction">
        <header><h2>Art direction</h2><StateWord state={direction.state} />{direction.by && <small>{direction.by}{direction.reason ? `: ${direction.reason}` : ""}</small>}</header>
        <dl>
          {FIELDS.map(([name, label]) => <div key={name}><dt>{label}</dt><dd>{direction[name] ?? <span class="warn">missing</span>}</dd></div>)}
          <div><dt>Palette</dt><dd class="chips">{direction.palette.map((colour) => <span key={colour}>{colour}</span>)}</dd></div>
        </dl>
        {direction.problems.map((text) => <p key={text} class="warn">{text}</p>)}
        {mayJudge && <div class="gate">
          <Field label="Why, when it is sent back"><input value={why} onInput={(event) => setWhy(event.currentTarget.value)} /></Field>
          <div class="gate-actions">
            <button type="button" class="main" aria-keyshortcuts="a" onClick={() => void say("approved")}>Approve the look <kbd>a</kbd></button>
            <button type="button" aria-keyshortcuts="x" onClick={() => void say("rejected")}>Send back <kbd>x</kbd></button>
          </div>
          <p class="dim">Gate 1. The approval holds for what stands here; whoever edits a file of it makes it stale.</p>
        </div>}
        <RefusalLine problem={problem} />
      </section>
      <ul class="looks">{direction.looks.map((look) => <LookCard key={look.entity} look={look} />)}</ul>
    </div>
  );
}
