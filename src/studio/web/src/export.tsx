/* The export page: what would be handed on and why the rest would not, handing it on, and what was. */
import { useEffect, useState } from "preact/hooks";

import "./export.css";
import { post, Refusal } from "./api";
import { type Delivery, type Excluded, type Export as Made, type Exports, bytes, type Outlook, type Split, splits, type Validation } from "./export-api";
import { Browse, browseKeys } from "./export-browse";
import { useKeys } from "./keys";
import { go, type Page, type PageProps } from "./page";
import { ago } from "./production-api";
import { useAsked } from "./ui/asked";
import { useForeseen } from "./ui/foreseen";
import { RefusalLine } from "./ui/notice";
import { Progress } from "./ui/progress";
import { count, percent, spaced } from "./words";

/* -- The order -- */

interface Order {
  format: string[];
  task: string[];
  split: string[]; // as they are typed
  flags: string[];
}

const FLAGS = ["embed", "link", "strip", "allow_incomplete"];
const flagTitles: Record<string, string> = { embed: "Images in the rows", link: "Link, not copy", strip: "Without metadata", allow_incomplete: "Allow incomplete" };
const STORE = "limner.export";

function loadOrder(all: Exports): Order {
  const start: Order = { format: ["trl"], task: [], split: ["0.9", "0.05", "0.05"], flags: [] };
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) ?? "null") as Order | null;
    if (!kept) return start;
    const names = all.formats.map(({ name }) => name);
    return { ...start, ...kept, format: kept.format.filter((name) => names.includes(name)), flags: kept.flags.filter((flag) => FLAGS.includes(flag)) };
  } catch {
    return start;
  }
}

const toOptions = ({ format, task, split, flags }: Order): object => ({
  format, split: split.join(","), ...(task.length > 0 ? { task } : {}), ...Object.fromEntries(flags.map((flag) => [flag, true])),
});

const turned = (list: string[], one: string): string[] => (list.includes(one) ? list.filter((each) => each !== one) : [...list, one]);

function Choose({ all, order, onOrder }: { all: Exports; order: Order; onOrder: (order: Order) => void }) {
  const tasks = all.options.find(({ name }) => name === "task")?.choices ?? [];
  const everything = order.format.length === all.formats.length;
  return (
    <form class="choose card" onSubmit={(event) => event.preventDefault()} aria-label="What to export">
      <fieldset>
        <legend>Formats <button type="button" class="quiet" onClick={() => onOrder({ ...order, format: everything ? [] : all.formats.map(({ name }) => name) })}>{everything ? "none" : "all"} <kbd>a</kbd></button></legend>
        <div class="formats">{all.formats.map((format) => (
          <label key={format.name} class="format" title={`${format.help}\nfor ${format.reader}`}>
            <input type="checkbox" checked={order.format.includes(format.name)} onChange={() => onOrder({ ...order, format: turned(order.format, format.name) })} />
            <span><b>{format.name}</b><small>{format.reader}</small></span>
          </label>
        ))}</div>
      </fieldset>
      <fieldset>
        <legend>Tasks</legend>
        <div class="checks">{tasks.map((task) => (
          <label key={task}><input type="checkbox" checked={order.task.length === 0 || order.task.includes(task)}
            onChange={() => { const next = turned(order.task.length === 0 ? tasks : order.task, task); onOrder({ ...order, task: next.length === tasks.length || next.length === 0 ? [] : next }); }} /> {task}</label>
        ))}</div>
      </fieldset>
      <fieldset>
        <legend>Split</legend>
        <div class="shares">{splits.map((split, at) => (
          <label key={split}><small>{split}</small><input type="number" min="0" max="1" step="0.05" value={order.split[at]} aria-label={`Share of ${split}`}
            onInput={(event) => { const next = [...order.split]; next[at] = event.currentTarget.value || "0"; onOrder({ ...order, split: next }); }} /></label>
        ))}</div>
      </fieldset>
      <fieldset>
        <legend>Options</legend>
        <div class="checks checks-tall">{FLAGS.map((flag) => {
          const option = all.options.find(({ name }) => name === flag);
          return option && <label key={flag}><input type="checkbox" checked={order.flags.includes(flag)} onChange={() => onOrder({ ...order, flags: turned(order.flags, flag) })} /> <span>{flagTitles[flag]}<small>{option.help}</small></span></label>;
        })}</div>
      </fieldset>
    </form>
  );
}

/* -- What it would give -- */

const kinds = ["classification", "critique", "preference", "pairs"] as const;
const unitsOf = (outlook: Outlook, split: Split): number => kinds.reduce((sum, kind) => sum + outlook.splits[split][kind], 0);

function SplitBar({ outlook }: { outlook: Outlook }) {
  const total = splits.reduce((sum, split) => sum + unitsOf(outlook, split), 0);
  return (
    <div class="split-plot">
      <div class="split-bar" aria-hidden="true">{splits.map((split) => unitsOf(outlook, split) > 0 && <i key={split} class={`split-${split}`} style={{ flexGrow: unitsOf(outlook, split) }} />)}</div>
      <table class="table">
        <caption class="away">Units of each split</caption>
        <thead><tr><th scope="col">Split</th>{kinds.map((kind) => <th key={kind} scope="col" class="number">{kind}</th>)}<th scope="col" class="number">units</th></tr></thead>
        <tbody>{splits.map((split) => (
          <tr key={split}><th scope="row"><span class={`dot split-${split}`} />{split}</th>{kinds.map((kind) => <td key={kind} class="number">{outlook.splits[split][kind] || "–"}</td>)}
            <td class="number"><b>{unitsOf(outlook, split).toLocaleString("en")}</b> <small>{percent(unitsOf(outlook, split), total)}</small></td></tr>
        ))}</tbody>
      </table>
    </div>
  );
}

/* `limner canon bind` in a sentence becomes code. */
const coded = (text: string) => text.split("`").map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part));

function LeftOut({ list, none }: { list: Excluded[]; none: string }) {
  if (list.length === 0) return <p class="dim">{none}</p>;
  return (
    <ul class="left-out">{list.map(({ reason, n, help, fix }) => (
      <li key={reason}><b>{n.toLocaleString("en")}</b><div><span>{spaced(reason)}</span> <span class="dim">{help}{fix && <>. {coded(fix)}</>}</span></div></li>
    ))}</ul>
  );
}

function Leaks({ outlook }: { outlook: Outlook }) {
  const held = splits.filter((split) => split !== "train" && unitsOf(outlook, split) > 0).length;
  if (held === 0) return <p class="leaks"><span class="dot part-borderline" />Nothing is held back for validation or test, so nothing can leak.</p>;
  if (outlook.leaks_in_all === 0) return <p class="leaks"><span class="dot part-approved" />No file, picture or subject of training shows in validation or test. <span class="dim">{count(outlook.families, "family", "families")} stay together.</span></p>;
  return (
    <div class="leaks">
      <p class="word-rejected"><span class="dot part-rejected" />{count(outlook.leaks_in_all, "leak")} between the splits.</p>
      <ul>{outlook.leaks.map((leak) => <li key={leak.what + leak.a + leak.b}>{leak.what}: {leak.a} ({leak.split_a}) and {leak.b} ({leak.split_b})</li>)}</ul>
    </div>
  );
}

function Formats({ outlook }: { outlook: Outlook }) {
  return (
    <table class="table">
      <caption class="away">Rows of each format</caption>
      <thead><tr><th scope="col">Format</th>{splits.map((split) => <th key={split} scope="col" class="number">{split}</th>)}<th scope="col">Left out by it</th></tr></thead>
      <tbody>{outlook.formats.map(({ format, rows, excluded, refusal }) => (
        <tr key={format}><th scope="row">{format}</th>{splits.map((split) => <td key={split} class="number">{rows[split] > 0 ? rows[split].toLocaleString("en") : "–"}</td>)}
          <td>{refusal ? <span class="word-rejected">{refusal}</span> : excluded.map(({ reason, n, help }) => <span key={reason} class="why" title={help}>{n} {spaced(reason)}</span>)}</td></tr>
      ))}</tbody>
    </table>
  );
}

function WhatItGives({ outlook, problem, busy, order, onOrder }: { outlook: Outlook | null; problem: string | null; busy: boolean; order: Order; onOrder: (order: Order) => void }) {
  if (order.format.length === 0) return <section class="card outlook"><p class="dim">Choose a format: it says for which trainer the rows are.</p></section>;
  return (
    <div class="outlook" aria-busy={busy}>
      <RefusalLine problem={problem}>{problem?.includes("stale") && <> <button type="button" onClick={() => onOrder({ ...order, flags: [...new Set([...order.flags, "allow_incomplete"])] })}>Leave them out</button></>}</RefusalLine>
      {!outlook && !problem && <p class="dim" role="status">Looking at the judged images …</p>}
      {outlook && <>
        <section class="card"><h2>{count(outlook.assets, "image")} in {count(outlook.families, "family", "families")}</h2><SplitBar outlook={outlook} /></section>
        <section class="card"><h2>Leakage</h2><Leaks outlook={outlook} /></section>
        <section class="card"><h2>Left out of every format</h2><LeftOut list={outlook.excluded} none="Nothing: everything that is judged goes out." /></section>
        <section class="card"><h2>Rows</h2><Formats outlook={outlook} />
          {outlook.hidden_texts > 0 && <p class="dim">{count(outlook.hidden_texts, "image")}: NovelAI hid the prompt in the pixels, which stay as they are.</p>}</section>
      </>}
    </div>
  );
}

/* -- Doing it -- */

function Doing({ work, onStop }: { work: NonNullable<Exports["work"]>; onStop: () => void }) {
  const busy = work.state === "running" || work.state === "stopping";
  if (busy) {
    return (
      <section class="card doing">
        <Progress label={work.kind === "validate" ? "Checking" : work.title ? `Exporting: ${work.title}` : "Exporting"} done={work.done} total={work.total > 0 ? work.total : null} />
        <button type="button" onClick={onStop} disabled={work.state === "stopping"}>Stop <kbd>S</kbd></button>
      </section>
    );
  }
  if (work.kind !== "export") return work.error ? <RefusalLine problem={work.error} /> : null;
  const done = ((work.result as Delivery[] | null) ?? []).filter(({ name }) => name);
  return (
    <section class="card doing-done" role="status">
      {work.state === "stopped" && <p>Stopped. What was there before is unchanged.</p>}
      {work.error && work.state !== "stopped" && <RefusalLine problem={work.error} />}
      {done.length > 0 && <p>Wrote {done.map(({ name, rows }, at) => <span key={name}>{at > 0 && ", "}<a href={`/export?show=${encodeURIComponent(name ?? "")}`}>{name}</a> <small>{count(rows ?? 0, "row")}</small></span>)}.</p>}
      {((work.result as Delivery[] | null) ?? []).map(({ format, passed_over, warnings = [] }) => <p key={format} class="dim">{passed_over ?? warnings.join(" ")}</p>)}
    </section>
  );
}

/* -- What was exported -- */

function Checked({ result }: { result: Validation }) {
  return (
    <div class="checked">
      <p><b class={`grade grade-${result.grade}`}>{result.grade}</b> {count(result.rows, "row")}, {count(result.images, "image")}, {count(result.errors, "error")}, {count(result.warnings, "warning")}</p>
      <ul>{result.findings.slice(0, 12).map((finding, at) => (
        <li key={at}><span class={finding.severity === "error" ? "word-rejected" : "word-borderline"}>{finding.severity}</span> {finding.file && <code>{finding.file}{finding.line ? `:${finding.line}` : ""}</code>} {finding.found}{finding.fix && <span class="dim"> {coded(finding.fix)}</span>}</li>
      ))}</ul>
      {result.findings.length > 12 && <p class="dim">and {result.findings.length - 12} more</p>}
    </div>
  );
}

function MadeItem({ made, checked, busy, onCheck }: { made: Made; checked: Validation | null; busy: boolean; onCheck: () => void }) {
  const show = `/export?show=${encodeURIComponent(made.name)}`;
  return (
    <li class="made">
      <div class="made-head">
        <div><a class="made-name" href={show}>{made.name}</a><small>{made.problem ? "" : `for ${made.reader ?? made.format}`}</small></div>
        <span class="made-figures">{made.problem ? <span class="word-rejected">{made.problem}</span> : <>{count(made.rows ?? 0, "row")} · {bytes(made.bytes ?? 0)} · {ago(made.modified ?? null, new Date().toISOString())} ago</>}</span>
        {!made.problem && <span class="made-actions"><button type="button" onClick={() => go(show)}>Browse</button><button type="button" disabled={busy} onClick={onCheck}>Check</button></span>}
      </div>
      {(made.warnings ?? []).map((warning) => <p key={warning} class="dim">{warning}</p>)}
      {checked && <Checked result={checked} />}
    </li>
  );
}

/* -- The page -- */

function ExportPage({ query }: PageProps) {
  const { value: all, problem, again } = useAsked<Exports>("/api/exports", {}, ["exports", "export"]);
  const [order, setOrder] = useState<Order | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const asks = query.get("show") === null && order !== null && order.format.length > 0;
  const { value: outlook, problem: why, busy: looking } = useForeseen<Outlook>("/api/exports", asks ? { options: toOptions(order) } : null, ["records", "canon", "comparisons"]);
  useEffect(() => {
    if (all && !order) setOrder(loadOrder(all));
  }, [all]);
  const choose = (next: Order): void => {
    localStorage.setItem(STORE, JSON.stringify(next));
    setRefused(null);
    setOrder(next);
  };
  const work = all?.work ?? null, busy = work?.state === "running" || work?.state === "stopping";
  const ready = outlook !== null && !looking && !busy && outlook.formats.some(({ refusal }) => refusal === null);
  async function ask(path: string, body: object): Promise<void> {
    try {
      await post(path, body);
      setRefused(null);
      again();
    } catch (error) {
      setRefused((error as Refusal).message);
    }
  }
  /* All of them is more than a list of them: what one format cannot do is then no reason to refuse. */
  const run = (): void => {
    if (!order || !all || !ready) return;
    const options = order.format.length === all.formats.length ? { ...toOptions(order), format: ["all"] } : toOptions(order);
    void ask("/api/exports", { options });
  };
  const stop = (): void => void ask("/api/exports/stop", {});
  const shown = query.get("show");
  useKeys((key) => {
    if (shown !== null) return false;
    if (key === "e" || key === "Enter") run();
    else if (key === "S" && busy) stop();
    else if (key === "a" && all && order) choose({ ...order, format: order.format.length === all.formats.length ? [] : all.formats.map(({ name }) => name) });
    else return false;
    return true;
  });
  if (!all || !order) return <div class="page" aria-busy={problem === null}><RefusalLine problem={problem} /></div>;
  const made = all.exports.find(({ name }) => name === shown);
  if (shown !== null) return made ? <Browse made={made} path={query.get("file")} /> : <div class="page"><RefusalLine problem={`there is no export “${shown}”`} /><p><a href="/export">All exports</a></p></div>;
  const checkedOf = (name: string): Validation | null => {
    const result = work?.kind === "validate" && work.state === "done" ? (work.result as Validation) : null;
    return result?.folder === name ? result : null;
  };
  return (
    <div class="page">
      <div class="page-head">
        <h1>Export</h1>
        <p class="dim">Judged and bound images, as a trainer loads them.</p>
        <span class="bar-space" />
        <button type="button" class="main" disabled={!ready} onClick={run}>Export {order.format.length === all.formats.length ? "all formats" : order.format.length === 1 ? order.format[0] : count(order.format.length, "format")} <kbd>e</kbd></button>
      </div>
      <RefusalLine problem={problem ?? refused} />
      {work && <Doing work={work} onStop={stop} />}
      <div class="export-body">
        <Choose all={all} order={order} onOrder={choose} />
        <div class="export-right">
          <WhatItGives outlook={outlook} problem={why} busy={looking} order={order} onOrder={choose} />
          <section class="card made-list">
            <h2>Exports made</h2>
            {all.exports.length === 0 && <p class="dim">None yet. What is exported lies in <code>exports/</code> of the project, one folder per format, and is shown here.</p>}
            <ul>{all.exports.map((each) => <MadeItem key={each.name} made={each} checked={checkedOf(each.name)} busy={busy} onCheck={() => void ask("/api/exports/validate", { name: each.name })} />)}</ul>
          </section>
        </div>
      </div>
    </div>
  );
}

export const page: Page = {
  path: "/export", title: "Export", letter: "e", view: ExportPage,
  keys: [["Export", [["a", "all formats, or none"], ["e", "export what is chosen"], ["S", "stop"]]], ["Rows of an export", browseKeys]],
};
