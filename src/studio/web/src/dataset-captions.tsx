/* The captions as a table: one by one in their rows, or many at once, which is shown before it is done. */
import { useEffect, useRef, useState } from "preact/hooks";

import { post, type Refusal } from "./api";
import { api, type Dataset, type Finding, type PlanImage, squareUrl, takeBack } from "./dataset";
import { useKeys } from "./keys";
import { useAsked } from "./ui/asked";
import { Dialog } from "./ui/dialog";
import { RefusalLine, toast } from "./ui/notice";
import { count } from "./words";

interface Edit {
  id: string;
  before: string | null;
  after: string;
}

interface Bulk {
  find: string;
  replace: string;
  add: string;
  remove: string;
}

const NOTHING: Bulk = { find: "", replace: "", add: "", remove: "" };
const fields = [["find", "Find"], ["replace", "Replace by"], ["add", "Add a tag"], ["remove", "Remove a tag"]] as const;

/* -- What changes -- */

/* The tags of @text, those that are not in @other marked. */
function Tags({ text, other }: { text: string; other: string }) {
  const known = new Set(other.split(",").map((tag) => tag.trim()));
  return <>{text.split(",").map((tag, at) => <span key={at}>{at > 0 && ","}{known.has(tag.trim()) ? tag : <mark>{tag}</mark>}</span>)}</>;
}

function Edits({ edits }: { edits: Edit[] }) {
  return (
    <table class="table edits">
      <thead><tr><th scope="col">Image</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
      <tbody>{edits.map(({ id, before, after }) => (
        <tr key={id}><th scope="row">{id}</th><td class="was"><Tags text={before ?? ""} other={after} /></td><td class="will"><Tags text={after} other={before ?? ""} /></td></tr>
      ))}</tbody>
    </table>
  );
}

/* -- One row -- */

function Row({ set, image, chosen, editing, problem, onChoose, onEdit, onKeep, onLeave }: { set: Dataset; image: PlanImage; chosen: boolean; editing: boolean; problem: string | null; onChoose: (on: boolean) => void; onEdit: () => void; onKeep: (text: string) => void; onLeave: () => void }) {
  const [typed, setTyped] = useState(image.caption);
  const input = useRef<HTMLTextAreaElement>(null);
  const source = set.sources.find(({ file }) => file === image.source);
  useEffect(() => setTyped(image.caption), [image.caption, editing]);
  useEffect(() => { if (editing) input.current?.focus(); }, [editing]);
  const [trigger, ...rest] = image.caption.split(",");
  return (
    <tr class={chosen ? "chosen" : undefined}>
      <td><input type="checkbox" aria-label={`Choose ${image.id}`} checked={chosen} onChange={(event) => onChoose(event.currentTarget.checked)} /></td>
      <td>{source ? <img src={squareUrl(set, source, image.whole ? null : image)} alt="" loading="lazy" width="46" height="46" /> : <span class="caption-none" title="made by an image maker" />}</td>
      <th scope="row">{image.id}{image.own_caption && <small title="The plan has this caption as a whole; framing, view and pose do not change it">by hand</small>}</th>
      <td class="caption-cell">
        {editing ? <>
          <textarea ref={input} rows={2} aria-label={`Caption of ${image.id}`} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} onBlur={onLeave}
            onKeyDown={(event) => {
              if (event.key === "Enter") { event.preventDefault(); onKeep(typed.trim()); }
              if (event.key === "Escape") onLeave();
            }} />
          <RefusalLine problem={problem} />
        </> : <button type="button" class="caption-text" onClick={onEdit} title="Change this caption"><b>{trigger}</b>{rest.length > 0 && `,${rest.join(",")}`}</button>}
      </td>
    </tr>
  );
}

/* -- All of them -- */

export function Captions({ set, may, onReload }: { set: Dataset; may: boolean; onReload: () => void }) {
  const images = [...set.sources.flatMap(({ crops }) => crops), ...set.topups].filter(({ excluded }) => excluded === null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [bulk, setBulk] = useState<Bulk>(NOTHING);
  const [edits, setEdits] = useState<Edit[] | null>(null);
  const [editing, setEditing] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const lint = useAsked<{ findings: Finding[] }>(api(set.subject, "/lint"), {}, ["datasets"]);
  const only = images.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const said = Object.values(bulk).some((text) => text !== "");

  function send(body: object): Promise<{ edits: Edit[] }> {
    return post<{ edits: Edit[] }>(api(set.subject, "/captions"), { plan_hash: set.plan_hash, ...body });
  }
  function refused(error: unknown): void {
    setProblem((error as Refusal).message);
    if ((error as Refusal).status === 409) onReload();
  }
  async function preview(): Promise<void> {
    try {
      setEdits((await send({ ...bulk, only, dry_run: true })).edits);
      setProblem(null);
    } catch (error) {
      refused(error);
    }
  }
  async function apply(): Promise<void> {
    try {
      const done = await send({ ...bulk, only });
      toast(`Changed ${count(done.edits.length, "caption")} in ${set.plan_path}`);
      setBulk(NOTHING);
      setProblem(null);
      onReload();
    } catch (error) {
      refused(error);
    }
    setEdits(null);
  }
  async function keep(id: string, text: string): Promise<void> {
    try {
      const done = await send({ text: `${id}: ${text}` });
      if (done.edits.length > 0) toast(`Changed the caption of ${id}`);
      setEditing(null);
      setProblem(null);
      onReload();
    } catch (error) {
      refused(error);
    }
  }
  async function undo(): Promise<void> {
    try {
      toast(`Took back: ${(await takeBack(set)).what}`);
      setProblem(null);
      onReload();
    } catch (error) {
      refused(error);
    }
  }
  useKeys((key) => {
    if (key === "u") void undo();
    else if (key === "/") document.querySelector<HTMLInputElement>(".bulk input")?.focus();
    else return false;
    return true;
  });

  const findings = (lint.value?.findings ?? []).filter(({ severity }) => severity !== "info");
  return (
    <div class="captions-page">
      <form class="bulk" aria-label="Change many captions" onSubmit={(event) => { event.preventDefault(); void preview(); }}>
        {fields.map(([name, label]) => (
          <label class="field" key={name}><span class="field-label">{label}</span>
            <input type="text" name={name} value={bulk[name]} autocomplete="off" onInput={(event) => setBulk({ ...bulk, [name]: event.currentTarget.value })} />
          </label>
        ))}
        <button type="submit" class="main" disabled={!said}>See what changes{only.length > 0 ? ` in ${only.length}` : ""}</button>
        <button type="button" class="quiet" disabled={set.undo === null} title={set.undo ?? "Nothing to take back"} onClick={() => void undo()}>Undo <kbd>u</kbd></button>
      </form>
      {editing === null && <RefusalLine problem={problem} />}
      {findings.length > 0 && <details class="lint"><summary>{count(findings.length, "thing")} may be wrong with captions</summary>
        <ul>{findings.map((finding, at) => <li key={at}><b>{finding.field ?? finding.file?.replace(/^.*\//, "")}</b> {finding.found}{finding.expected && <>; expected {finding.expected}</>}{finding.fix && <small> {finding.fix}</small>}</li>)}</ul>
      </details>}
      <table class="table captions">
        <caption class="away">Captions</caption>
        <thead><tr>
          <th scope="col"><input type="checkbox" aria-label="Choose all" checked={only.length === images.length && images.length > 0} onChange={(event) => setChosen(new Set(event.currentTarget.checked ? images.map(({ id }) => id) : []))} /></th>
          <th scope="col"><span class="away">Picture</span></th><th scope="col">Image</th><th scope="col">Caption</th>
        </tr></thead>
        <tbody>{images.map((image) => (
          <Row key={image.id} set={set} image={image} chosen={chosen.has(image.id)} editing={editing === image.id} problem={problem}
            onChoose={(on) => { const next = new Set(chosen); if (on) next.add(image.id); else next.delete(image.id); setChosen(next); }}
            onEdit={() => { if (may) { setEditing(image.id); setProblem(null); } }} onKeep={(text) => void keep(image.id, text)} onLeave={() => setEditing(null)} />
        ))}</tbody>
      </table>
      <Dialog open={edits !== null} title={edits?.length ? `${count(edits.length, "caption")} will change` : "Nothing changes"} wide onClose={() => setEdits(null)}
        actions={edits && edits.length > 0 ? <><button type="button" onClick={() => setEdits(null)}>Leave them</button><button type="button" class="main" autofocus onClick={() => void apply()}>Change {count(edits.length, "caption")}</button></> : undefined}>
        {edits && edits.length > 0 ? <Edits edits={edits} /> : <p>No caption has what is looked for.</p>}
      </Dialog>
    </div>
  );
}
