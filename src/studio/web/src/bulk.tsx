/* Several pictures judged alike: first the server is asked what would come of it, then it is done, and can be taken back. */
import { useEffect, useState } from "preact/hooks";

import { type Canon, type Detail, get, type Outcome, post, Refusal, type Row, type Status } from "./api";
import type { Done } from "./desk";
import { Dialog } from "./ui/dialog";
import { Field } from "./ui/field";
import { toast } from "./ui/notice";
import { Progress } from "./ui/progress";
import { count, spaced } from "./words";

interface Props {
  open: boolean;
  rows: Row[];
  canon: Canon;
  onClose: (done: boolean) => void;
}

interface Result {
  tried: boolean; // nothing was written yet
  good: (Done & { to: Status })[];
  refused: { id: string; why: string }[];
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/* As fast as the server takes changes. */
async function patiently<T>(path: string, body: object): Promise<T> {
  for (;;) {
    try {
      return await post<T>(path, body);
    } catch (problem) {
      if (!(problem instanceof Refusal) || problem.status !== 429) throw problem;
      await pause(1100);
    }
  }
}

async function judgeAll(rows: Row[], what: object, tried: boolean, step: (n: number) => void): Promise<Result> {
  const result: Result = { tried, good: [], refused: [] };
  for (const [n, { id }] of rows.entries()) {
    try {
      const { record_hash } = await get<Detail>(`/api/records/${encodeURIComponent(id)}`);
      const outcome = await patiently<Outcome>("/api/judgments", { id, record_hash, dry_run: tried, ...what });
      result.good.push({ id, hash: outcome.record_hash, to: outcome.to });
    } catch (problem) {
      result.refused.push({ id, why: (problem as Error).message });
    }
    step(n + 1);
  }
  return result;
}

/* “12 approved, 3 borderline”. */
function verdicts(result: Result): string {
  const counts = new Map<string, number>();
  for (const { to } of result.good) counts.set(to, (counts.get(to) ?? 0) + 1);
  return [...counts].map(([to, n]) => `${n.toLocaleString("en")} ${to}`).join(", ");
}

export function Bulk({ open, rows, canon, onClose }: Props) {
  const [status, setStatus] = useState("");
  const [why, setWhy] = useState("");
  const [scores, setScores] = useState<Record<string, string>>({});
  const [result, setResult] = useState<Result | null>(null);
  const [n, setN] = useState<number | null>(null); // so many are done
  useEffect(() => {
    if (open) setResult(null);
  }, [open]);

  const ready = why.trim() !== "" && canon.dimensions.every(({ name }) => scores[name] !== undefined && scores[name] !== "");
  const what = { status: status || null, explanation: why.trim(), scores: Object.fromEntries(Object.entries(scores).map(([name, value]) => [name, Number(value)])) };

  async function run(tried: boolean): Promise<void> {
    setN(0);
    setResult(await judgeAll(rows, what, tried, setN));
    setN(null);
  }
  async function undo(): Promise<void> {
    const good = result?.good ?? [];
    setN(0);
    for (const [i, { id, hash }] of [...good].reverse().entries()) {
      await patiently("/api/undo", { id, record_hash: hash }).catch((problem: Error) => toast(problem.message));
      setN(i + 1);
    }
    setN(null);
    toast(`${count(good.length, "judgment")} taken back`);
    onClose(true);
  }

  const busy = n !== null, done = result !== null && !result.tried;
  const actions = busy ? undefined : done ? <><button type="button" disabled={result.good.length === 0} onClick={() => void undo()}>Take all back</button><button type="button" class="main" onClick={() => onClose(true)}>Done</button></>
    : result ? <><button type="button" onClick={() => setResult(null)}>Change</button><button type="button" class="main" disabled={result.good.length === 0} onClick={() => void run(false)}>Judge {count(result.good.length, "picture")}</button></>
      : <button type="button" class="main" disabled={!ready} onClick={() => void run(true)}>What would happen</button>;
  return (
    <Dialog open={open} title={`Judge ${count(rows.length, "picture")} alike`} wide onClose={() => !busy && onClose(done)} actions={actions}>
      {busy && <Progress label={result?.tried === false ? "Taking back" : "Asking"} done={n} total={rows.length} />}
      {!busy && result && (
        <>
          <p>{result.tried ? `${count(result.good.length, "picture")} would be judged` : `${count(result.good.length, "picture")} judged`}{result.good.length > 0 && `: ${verdicts(result)}`}{result.refused.length > 0 && `; ${count(result.refused.length, "picture")} refused`}.</p>
          {result.refused.length > 0 && <ul class="bulk-refused">{result.refused.map(({ id, why: said }) => <li key={id} class="refusal">{said.startsWith(id) ? said : `${id}: ${said}`}</li>)}</ul>}
        </>
      )}
      {!busy && !result && (
        <>
          <div class="bulk-scores">{canon.dimensions.map(({ name, help }) => (
            <label key={name} title={help ?? undefined}>{spaced(name)}<input type="number" min="0" max="1" step="0.05" value={scores[name] ?? ""} onInput={(event) => setScores({ ...scores, [name]: event.currentTarget.value })} /></label>
          ))}</div>
          <Field label="Verdict"><select value={status} onChange={(event) => setStatus(event.currentTarget.value)}>
            <option value="">what the scores call for</option>{["approved", "borderline", "rejected"].map((each) => <option key={each} value={each}>{each}</option>)}
          </select></Field>
          <Field label="Why"><textarea rows={2} maxLength={4000} value={why} onInput={(event) => setWhy(event.currentTarget.value)} /></Field>
        </>
      )}
    </Dialog>
  );
}
