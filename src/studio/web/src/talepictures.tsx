/* Which pictures are paid for, the sample that decides their style, and those that were made, with what is stale about them. */
import { useState } from "preact/hooks";

import { post, thumbUrl } from "./api";
import { sayAt, StateWord, type Told } from "./talebrief";
import type { Dress } from "./tale";
import { Dialog } from "./ui/dialog";
import { Field } from "./ui/field";
import { RefusalLine, toast } from "./ui/notice";
import { count } from "./words";

interface Plan {
  budget: string;
  provider: string;
  chosen: string[];
  free: boolean;
  estimated_dollars: number;
  unknown_prices: number;
  illustrated: number;
  beyond: number;
  unapproved: number;
}

function cost(plan: Plan): string {
  if (plan.free) return `${plan.provider} costs nothing`;
  return `about ${plan.estimated_dollars.toFixed(2)} dollars with ${plan.provider}${plan.unknown_prices > 0 ? `, and ${count(plan.unknown_prices, "picture")} whose price is not known` : ""}`;
}

function Budget({ dress, mayJudge, onChanged }: { dress: Dress; mayJudge: boolean; onChanged: () => void }) {
  const { budget } = dress.pictures;
  const [priorities, setPriorities] = useState(new Set([1, 2]));
  const [top, setTop] = useState("");
  const [most, setMost] = useState("");
  const [plan, setPlan] = useState<Plan | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const limits = (): object => ({ priority: [...priorities].sort(), ...(top ? { top: Number(top) } : {}), ...(most ? { max_cost: Number(most) } : {}) });

  async function ask(dry: boolean, what = limits()): Promise<void> {
    try {
      const answer = await post<Plan>("/api/story/budget", { ...what, dry_run: dry });
      setProblem(null);
      setPlan(dry ? answer : null);
      if (dry) return;
      toast(`The budget is ${answer.budget}: ${count(answer.chosen.length, "picture")}.`);
      onChanged();
    } catch (error) {
      setPlan(null);
      setProblem((error as Error).message);
    }
  }
  return (
    <section class="card" aria-label="Budget">
      <h2>Budget</h2>
      <p>{budget.text ? <>{budget.text}, set by {budget.by ?? "somebody"}: {count(budget.chosen.length, "picture")}; {budget.spent.toFixed(2)} dollars may be spent.</> : "Nothing is decided: no picture is made before somebody says which."}</p>
      {mayJudge && <div class="budget">
        <div role="group" aria-label="Priorities">{[1, 2, 3].map((each) => (
          <label key={each}><input type="checkbox" checked={priorities.has(each)} onChange={() => {
            const now = new Set(priorities);
            if (!now.delete(each)) now.add(each);
            setPriorities(now);
          }} /> priority {each}</label>
        ))}</div>
        <Field label="at most pictures"><input type="number" min="1" inputMode="numeric" value={top} onInput={(event) => setTop(event.currentTarget.value)} /></Field>
        <Field label="at most dollars"><input type="number" min="0" step="0.01" inputMode="decimal" value={most} onInput={(event) => setMost(event.currentTarget.value)} /></Field>
        <button type="button" class="main" onClick={() => void ask(true)}>See what it takes</button>
        <button type="button" onClick={() => void ask(false, { none: true })}>No pictures</button>
      </div>}
      <RefusalLine problem={problem} />
      <Dialog open={plan !== null} title="This budget" onClose={() => setPlan(null)}
        actions={<button type="button" class="main" onClick={() => void ask(false)}>Set it</button>}>
        {plan && <>
          <p><b>{count(plan.chosen.length, "picture")}</b>, {cost(plan)}.</p>
          {plan.unapproved > 0 && <p class="warn">{count(plan.unapproved, "brief is", "briefs are")} not approved yet; approve them first.</p>}
          {plan.beyond > 0 && <p>{plan.beyond} more would come next: set the same budget again when these are made.</p>}
          {plan.illustrated > 0 && <p>{plan.illustrated} more have their picture already.</p>}
          <ol class="plan">{plan.chosen.slice(0, 40).map((id) => <li key={id}>{dress.briefs.find((brief) => brief.id === id)?.caption ?? id}</li>)}</ol>
          {plan.chosen.length > 40 && <p class="dim">and {plan.chosen.length - 40} more</p>}
        </>}
      </Dialog>
    </section>
  );
}

function Sample({ dress, mayJudge, onTold }: { dress: Dress; mayJudge: boolean; onTold: Told }) {
  const { sample } = dress.pictures;
  const [why, setWhy] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  async function say(verdict: "approved" | "rejected"): Promise<void> {
    try {
      onTold(await sayAt({ gate: "sample", verdict, content: sample.content, ...(why ? { reason: why } : {}) }));
      setProblem(null);
    } catch (error) {
      setProblem((error as Error).message);
    }
  }
  return (
    <section class="card" aria-label="Sample">
      <header class="direction-head"><h2>Sample</h2><StateWord state={sample.state} /></header>
      {!sample.record && <p>One picture is made first, for its style: <code>limner dress sample</code>.</p>}
      {sample.record && <div class="sample">
        <img src={thumbUrl(sample.record, 512)} alt={`sample of ${sample.brief ?? "the story"}`} />
        <div>
          <p>{dress.briefs.find(({ id }) => id === sample.brief)?.caption}</p>
          <p class="dim">by {sample.maker}{sample.reason ? `; ${sample.reason}` : ""}</p>
          {mayJudge && sample.state === "waits" && <>
            <Field label="Why, when it is rejected"><input value={why} onInput={(event) => setWhy(event.currentTarget.value)} /></Field>
            <div class="gate-actions">
              <button type="button" class="main" onClick={() => void say("approved")}>This is the style</button>
              <button type="button" onClick={() => void say("rejected")}>Reject</button>
            </div>
          </>}
        </div>
      </div>}
      <RefusalLine problem={problem} />
    </section>
  );
}

export function PicturesTab({ dress, mayJudge, onTold, onChanged, onPassage }: { dress: Dress; mayJudge: boolean; onTold: Told; onChanged: () => void; onPassage: (id: string) => void }) {
  const { illustrations } = dress.pictures;
  const stale = illustrations.filter((each) => each.stale.length > 0).length;
  return (
    <div class="tale-wide">
      <div class="tale-two"><Budget dress={dress} mayJudge={mayJudge} onChanged={onChanged} /><Sample dress={dress} mayJudge={mayJudge} onTold={onTold} /></div>
      <section aria-label="Illustrations">
        <h2>{count(illustrations.length, "illustration")}{stale > 0 && <>, {stale} stale: <code>limner dress render --stale</code></>}</h2>
        {illustrations.length === 0 && <p class="dim">When a sample is approved, <code>limner dress render</code> makes the rest of the budget.</p>}
        <ul class="illustrations">{illustrations.map((each) => (
          <li key={each.brief}>
            <button type="button" onClick={() => onPassage(each.passage)} aria-label={`To the passage of “${each.caption ?? each.brief}”`}>
              {each.record && <img src={thumbUrl(each.record, 384)} alt="" loading="lazy" />}
              <span>{each.caption}</span>
            </button>
            {each.quality === "placeholder" && <small>placeholder</small>}
            {each.stale.length > 0 && <small class="state state-borderline">stale: {each.stale.join(", ")}</small>}
          </li>
        ))}</ul>
      </section>
    </div>
  );
}
