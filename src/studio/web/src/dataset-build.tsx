/* Building the set: look and approve, make the images, write the captions, and the check of what lies there then. */
import { useEffect, useState } from "preact/hooks";

import { get, post, type Refusal, thumbUrl } from "./api";
import { api, type Dataset, type Finding, type Preview, squareUrl } from "./dataset";
import { useAsked } from "./ui/asked";
import { RefusalLine, toast } from "./ui/notice";
import { Progress } from "./ui/progress";
import { type Column, Table } from "./ui/table";
import { count } from "./words";

interface Work {
  kind: "crop" | "caption" | "flip";
  state: "running" | "stopping" | "done" | "failed" | "stopped";
  title: string | null;
  total: number;
  done: number;
  error: string | null;
  result: { made: number; existing: number; problems: string[] } | null;
}

interface Check {
  errors: number;
  warnings: number;
  train: number;
  reg: number;
  parts: { name: string; thing: string; checked: number; errors: number; warnings: number }[];
  findings: Finding[];
}

const LOOK_MS = 200;
const titles = { crop: "Training images", caption: "Caption files", flip: "Mirrored copies" } as const;

/* -- What is being built -- */

function useWork(set: Dataset): [Work | null, (kind: Work["kind"]) => Promise<void>, () => void, string | null] {
  const [work, setWork] = useState<Work | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const busy = work?.state === "running" || work?.state === "stopping";
  const look = (): Promise<void> => get<{ work: Work | null }>(api(set.subject, "/work")).then(({ work: now }) => setWork(now), () => undefined);
  useEffect(() => {
    if (!busy) return undefined;
    const timer = setInterval(() => void look(), LOOK_MS);
    return () => clearInterval(timer);
  }, [busy]);
  useEffect(() => void look(), [set.subject]);
  async function start(kind: Work["kind"]): Promise<void> {
    try {
      setProblem(null);
      setWork(await post<Work>(api(set.subject, "/build"), { what: kind }));
    } catch (error) {
      setProblem((error as Refusal).message);
    }
  }
  return [work, start, () => void post(api(set.subject, "/stop"), {}).then(look), problem];
}

function Outcome({ work, kind, onStop }: { work: Work | null; kind: Work["kind"]; onStop: () => void }) {
  if (work?.kind !== kind) return null;
  if (work.state === "running" || work.state === "stopping") return (
    <div class="building"><Progress label={work.title ?? titles[kind]} done={work.done} total={work.total > 0 ? work.total : null} />
      <button type="button" onClick={onStop} disabled={work.state === "stopping"}>Stop</button></div>
  );
  return (
    <>
      {work.error !== null && <p class="refusal" role="alert">{work.error}</p>}
      {work.result && work.error === null && <p class="fine" role="status">{count(work.result.made, kind === "caption" ? "file" : "image")} made, {work.result.existing} there already.</p>}
      {work.result && work.result.problems.length > 0 && <ul class="remarks">{work.result.problems.map((text) => <li key={text}>{text}</li>)}</ul>}
    </>
  );
}

/* -- Looking and approving -- */

function Contact({ set, preview }: { set: Dataset; preview: Preview }) {
  return (
    <ul class="contact" aria-label="Every crop as it will look">
      {preview.crops.map((crop) => {
        const source = set.sources.find(({ file }) => file === crop.source), image = source?.crops.find(({ id }) => id === crop.id);
        const url = source && image ? squareUrl(set, source, image.whole ? null : image) : crop.record !== null ? thumbUrl(crop.record, 256) : null;
        return (
          <li key={crop.id} class={`contact-${crop.approval.replaceAll(" ", "-")} ${crop.remarks.length > 0 ? "contact-remarked" : ""}`}>
            {url && crop.approval !== "impossible" ? <img src={url} alt={crop.id} loading="lazy" width="150" height="150" /> : <span class="contact-none">it cannot be made</span>}
            <b>{crop.id}</b><small class="contact-state">{crop.approval === "not yet" ? "not seen" : crop.approval === "changed" ? "changed since" : crop.approval}</small>
            {crop.remarks.map((remark) => <p key={remark}>{remark}</p>)}
          </li>
        );
      })}
    </ul>
  );
}

/* -- The check -- */

const columns: Column<Finding & { key: string }>[] = [
  { title: "Severity", cell: ({ severity }) => <span class={`severity ${severity}`}>{severity}</span>, by: ({ severity }) => ["error", "warning", "info"].indexOf(severity) },
  { title: "Where", cell: ({ file, field }) => <>{file?.replace(/^.*\/(?=[^/]*\/[^/]*$)/, "")}{field && <small> {field}</small>}</>, by: ({ file }) => file ?? "" },
  { title: "Found", cell: ({ found, expected }) => <>{found}{expected && <small> expected {expected}</small>}</> },
  { title: "What to do", cell: ({ fix }) => fix },
];

function Report({ set }: { set: Dataset }) {
  const check = useAsked<Check>(api(set.subject, "/check"), {}, ["datasets"]);
  const value = check.value;
  if (!value) return <><RefusalLine problem={check.problem} />{!check.problem && <p class="dim">Looking …</p>}</>;
  return (
    <>
      <p class="check-sum"><b class={value.errors > 0 ? "word-rejected" : value.warnings > 0 ? "word-borderline" : "word-approved"}>{value.errors > 0 ? `${count(value.errors, "error")}: do not train it like that` : value.warnings > 0 ? `No error, ${count(value.warnings, "warning")}` : "Nothing is wrong with it"}</b>
        <span class="dim"> {count(value.train, "training image")}, {count(value.reg, "regularization image")}</span></p>
      <ul class="check-parts">{value.parts.map((part) => <li key={part.name} class={part.errors > 0 ? "bad" : part.warnings > 0 ? "odd" : "good"}><b>{part.name}</b> {part.checked}</li>)}</ul>
      {value.findings.length > 0 && <div class="check-table"><Table title="What the check found" columns={columns} rows={value.findings.map((finding, at) => ({ ...finding, key: String(at) }))} id={({ key }) => key} /></div>}
    </>
  );
}

/* -- The page -- */

export function Build({ set, preview, may, onReload }: { set: Dataset; preview: Preview | null; may: boolean; onReload: () => void }) {
  const [work, start, stop, refused] = useWork(set);
  const [problem, setProblem] = useState<string | null>(null);
  const busy = work?.state === "running" || work?.state === "stopping";
  const total = preview?.crops.length ?? 0, open = preview?.crops.filter(({ approval }) => approval !== "approved" && approval !== "impossible").length ?? 0;
  const remarked = preview?.crops.filter(({ remarks }) => remarks.length > 0).length ?? 0;
  useEffect(() => { if (work && !busy) onReload(); }, [work?.state]);
  async function approve(): Promise<void> {
    try {
      const done = await post<{ newly_approved: number }>(api(set.subject, "/approve"), { seen: preview?.seen ?? "" });
      toast(`Approved ${count(done.newly_approved, "crop")} as they are shown`);
      setProblem(null);
    } catch (error) {
      setProblem((error as Refusal).message);
    }
    onReload();
  }
  return (
    <div class="page build">
      <section class="card">
        <header class="build-head"><h2>1 · Look, and approve</h2>
          <p><b>{preview?.approved ?? 0}</b> of {total} approved{remarked > 0 && <>, <span class="word-borderline">{remarked} with remarks</span></>}</p>
          <button type="button" class="main" disabled={!may || open === 0} onClick={() => void approve()}>{open > 0 ? `All of it is right: approve ${open}` : "All approved"}</button></header>
        <RefusalLine problem={problem} />
        {preview?.problems.map((text) => <p key={text} class="refusal">{text}</p>)}
        {preview && total > 0 ? <Contact set={set} preview={preview} /> : <p class="dim">{preview ? "The plan has no crops yet." : "Looking …"}</p>}
      </section>
      <section class="card">
        <header class="build-head"><h2>2 · Make the set</h2>
          <p class="dim">into <code>dataset/{set.subject}/train/{set.repeats}_{set.trigger}</code></p>
          <span class="build-buttons">
            <button type="button" disabled={!may || busy} onClick={() => void start("crop")}>Make images</button>
            <button type="button" disabled={!may || busy} onClick={() => void start("caption")}>Write captions</button>
            <button type="button" disabled={!may || busy} onClick={() => void start("flip")}>Mirror what may be</button>
          </span></header>
        <RefusalLine problem={refused} />
        {(["crop", "caption", "flip"] as const).map((kind) => <Outcome key={kind} work={work} kind={kind} onStop={stop} />)}
        <p class="dim">What was changed by hand stays. Views that no sheet shows are painted by <code>limner lora topup</code>, regularization images by <code>limner lora reg</code>; <code>limner lora config</code> says what to tell the trainer.</p>
      </section>
      <section class="card">
        <h2>3 · The check</h2>
        <Report set={set} />
      </section>
    </div>
  );
}
