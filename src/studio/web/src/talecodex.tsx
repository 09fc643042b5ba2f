/* The codex as a reader sees it who holds the chosen codewords, and what is said of it at Gate 2. */
import { useState } from "preact/hooks";

import { sayAt, StateWord, type Told } from "./talebrief";
import type { Codex, Tale } from "./tale";
import { Empty } from "./ui/empty";
import { RefusalLine } from "./ui/notice";
import { count } from "./words";

function Held({ tale, held, onHeld }: { tale: Tale; held: Set<string>; onHeld: (held: Set<string>) => void }) {
  return (
    <section class="card held" aria-label="What the reader has found out">
      <h2>What the reader has found out</h2>
      <p class="gate-actions">
        <button type="button" onClick={() => onHeld(new Set())}>Nothing</button>
        <button type="button" onClick={() => onHeld(new Set(tale.codewords.map(({ id }) => id)))}>Everything</button>
      </p>
      <ul>{tale.codewords.map(({ id, tracks, earnable }) => (
        <li key={id}><label>
          <input type="checkbox" checked={held.has(id)} onChange={(event) => {
            const now = new Set(held);
            if (event.currentTarget.checked) now.add(id);
            else now.delete(id);
            onHeld(now);
          }} />
          <span><b>{id}</b>{tracks && tracks.length > 0 && <small>{tracks.join("; ")}</small>}{!earnable && <small class="warn">nobody can earn it</small>}</span>
        </label></li>
      ))}</ul>
    </section>
  );
}

function Card({ codex, held, mayJudge, onTold }: { codex: Codex; held: Set<string>; mayJudge: boolean; onTold: Told }) {
  const [problem, setProblem] = useState<string | null>(null);
  async function say(verdict: "approved" | "rejected"): Promise<void> {
    const reason = verdict === "rejected" ? prompt(`What is wrong with what the codex says of ${codex.name}?`) : null;
    if (verdict === "rejected" && !reason) return;
    try {
      onTold(await sayAt({ gate: "codex", id: codex.entity, verdict, content: codex.content, ...(reason ? { reason } : {}) }));
      setProblem(null);
    } catch (error) {
      setProblem((error as Error).message);
    }
  }
  return (
    <li class="card codex">
      <header><h3>{codex.name}</h3><StateWord state={codex.state} /></header>
      <ol>{codex.entries.map((entry) => {
        const open = entry.visible_when.every((word) => held.has(word));
        return (
          <li key={entry.id} class={open ? "" : "locked"}>
            <p>{entry.title && <b>{entry.title}. </b>}{entry.content}</p>
            {entry.visible_when.length > 0 && <small>{open ? "opened by" : "locked until"} {entry.visible_when.join(" and ")}</small>}
          </li>
        );
      })}</ol>
      {codex.problems.map((text) => <p key={text} class="warn">{text}</p>)}
      {mayJudge && codex.entries.length > 0 && <div class="gate-actions">
        <button type="button" class="main" onClick={() => void say("approved")}>Approve</button>
        <button type="button" onClick={() => void say("rejected")}>Reject</button>
      </div>}
      <RefusalLine problem={problem} />
    </li>
  );
}

export function CodexTab({ tale, codex, mayJudge, onTold }: { tale: Tale; codex: Codex[]; mayJudge: boolean; onTold: Told }) {
  const [held, setHeld] = useState<Set<string>>(new Set());
  const told = codex.filter(({ entries }) => entries.length > 0), silent = codex.length - told.length;
  if (told.length === 0)
    return <Empty title="The codex is empty"><p><code>limner dress codex</code> has a chat model write it, tier by tier; or write entries into <code>story/codex/</code> by hand.</p></Empty>;
  return (
    <div class="tale-sides">
      <Held tale={tale} held={held} onHeld={setHeld} />
      <div>
        <ul class="codices">{told.map((each) => <Card key={each.entity} codex={each} held={held} mayJudge={mayJudge} onTold={onTold} />)}</ul>
        {silent > 0 && <p class="dim">{count(silent, "entity has", "entities have")} no entry.</p>}
      </div>
    </div>
  );
}
