/* What another text of the canon would change, asked while it is written, and shown before it can be saved. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

import { post, thumbUrl } from "./api";
import { VerdictBar } from "./canon-rule";
import { Id } from "./ui/id";
import { RefusalLine } from "./ui/notice";
import { count } from "./words";

interface Counts {
  pass: number;
  partial: number;
  fail: number;
}

export interface Change {
  usable: boolean;
  compared: boolean; // the canon as it is can be used, too
  findings: { severity: "info" | "warning" | "error"; file: string | null; line?: number; found: string; expected: string | null; fix: string | null }[];
  bindings_stale: number;
  bindings_fresh: number;
  verdicts: number;
  calls: number;
  against: number;
  pictures_changed: number;
  rules: { rule: string; title: string; change: string; before: Counts; after: Counts; pictures: number }[];
  pictures: { id: string; status: string; call_before: string | null; call_after: string | null; binding: string; verdicts: number }[];
  exports: string[];
}

export interface Looked {
  text: string; // that was looked at
  change: Change | null;
  problem: string | null;
}

const CALM_MS = 350;

/* Looks at @text once nobody typed for a moment. NULL: not looked at yet. */
export function useChange(file: string, text: string | null): Looked | null {
  const [looked, set] = useState<Looked | null>(null);
  useEffect(() => {
    if (text === null) {
      set(null);
      return undefined;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      post<Change>("/api/canon/change", { file, text }, stop.signal).then((change) => set({ text, change, problem: null }),
        (error: Error) => !stop.signal.aborted && set({ text, change: null, problem: error.message }));
    }, CALM_MS);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [file, text]);
  return looked;
}

function Number({ n, one, many, then = "" }: { n: number; one: string; many: string; then?: ComponentChildren }) {
  return <li class={n > 0 ? "change-some" : undefined}><b>{n.toLocaleString("en")}</b><span>{n === 1 ? one : many}{n > 0 && then}</span></li>;
}

function Findings({ change }: { change: Change }) {
  const list = change.findings.filter(({ severity }) => severity !== "info" || !change.usable);
  if (list.length === 0) return null;
  return (
    <ul class="change-findings">{list.slice(0, 6).map(({ severity, line, found, expected, fix }) => (
      <li key={`${line}${found}`} class={severity === "error" ? "refusal" : undefined}>
        {line !== undefined && <>line {line}: </>}{found}{expected !== null && <>; expected {expected}</>}.{fix !== null && <> {fix}</>}</li>
    ))}{list.length > 6 && <li class="dim">and {list.length - 6} more</li>}</ul>
  );
}

function Rules({ change }: { change: Change }) {
  if (change.rules.length === 0) return null;
  return (
    <table class="change-rules">
      <thead><tr><th scope="col">Rule</th><th scope="col">now</th><th scope="col">then</th><th scope="col" class="number">pictures</th></tr></thead>
      <tbody>{change.rules.map((rule) => (
        <tr key={rule.rule}>
          <th scope="row" title={rule.title}>{rule.rule} <small>{rule.change}</small></th>
          <td><VerdictBar of={rule.before} label="now" /></td>
          <td><VerdictBar of={rule.after} label="then" /></td>
          <td class="number">{rule.pictures}</td>
        </tr>
      ))}</tbody>
    </table>
  );
}

function Pictures({ change }: { change: Change }) {
  if (change.pictures.length === 0) return null;
  return (
    <>
      <h3>{count(change.pictures_changed, "picture")}{change.pictures_changed > change.pictures.length && <small> of which the first</small>}</h3>
      <ul class="change-pictures">{change.pictures.map((each) => (
        <li key={each.id}><a href={`/review?queue=one&id=${encodeURIComponent(each.id)}`} target="_blank" title={each.id}>
          <img src={thumbUrl(each.id, 128)} alt="" width="56" height="56" loading="lazy" />
          <span><Id of={each.id} /><small>
            {each.call_before !== each.call_after ? <><span class={`word-${each.call_before}`}>{each.call_before ?? "no call"}</span> → <span class={`word-${each.call_after}`}>{each.call_after ?? "no call"}</span></>
              : each.verdicts > 0 ? count(each.verdicts, "verdict") : each.binding}</small></span>
        </a></li>
      ))}</ul>
    </>
  );
}

export function ChangeView({ looked, text, was }: { looked: Looked | null; text: string; was: string }) {
  if (text === was) return <section class="change" aria-label="What would change"><p class="dim">Nothing is changed yet. What a change would do is shown here before it is saved.</p></section>;
  const change = looked?.change;
  return (
    <section class="change" aria-label="What would change" aria-busy={looked?.text !== text}>
      <h2>What would change{looked?.text !== text && <small> looking …</small>}</h2>
      <RefusalLine problem={looked?.problem ?? null} />
      {change && <Findings change={change} />}
      {change && !change.usable && <p class="refusal" role="alert">The canon would not be usable; it cannot be saved like this.</p>}
      {change?.usable && !change.compared && <p>The canon as it is now cannot be used; with this text it can.</p>}
      {change?.usable && change.compared && <>
        <ul class="change-numbers">
          <Number n={change.bindings_stale} one="binding goes stale" many="bindings go stale" then={<>: no export takes those pictures until <code>limner canon bind</code></>} />
          <Number n={change.verdicts} one="verdict of a rule becomes another when bound again" many="verdicts of rules become others when bound again" />
          <Number n={change.calls} one="picture whose scores call for another status" many="pictures whose scores call for another status" then={`; ${change.against} judged otherwise then`} />
          <Number n={change.exports.length} one="export was made from the text as it is" many="exports were made from the text as it is" then={`: ${change.exports.join(", ")}`} />
        </ul>
        <Rules change={change} />
        <Pictures change={change} />
      </>}
    </section>
  );
}

