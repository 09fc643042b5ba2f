/* Named subjects: who they are, where their images come from, and whether it is really them. */
import "./subjects.css";
import { useEffect, useState } from "preact/hooks";

import { post, type Refusal, type Status, thumbUrl } from "./api";
import { type KeyGroup, useKeys } from "./keys";
import { go, type Page, type PageProps } from "./page";
import { Lineage } from "./subject-lineage";
import { Said } from "./subject-gates";
import { useAsked } from "./ui/asked";
import { Dialog } from "./ui/dialog";
import { Empty } from "./ui/empty";
import { RefusalLine, toast } from "./ui/notice";
import { count, spaced } from "./words";

export interface SubjectImage {
  id: string;
  phase: "discovery" | "anchor" | "follow_on" | "unknown";
  version: string | null;
  view: string | null;
  status: Status;
  gates_passed: number;
  gates_failed: number;
  gates_stale: number;
  gates: number;
  gate_states: ("open" | "pass" | "fail" | "stale")[];
  persistence: number | null;
  derived_from: string | null;
}

export interface SubjectView {
  view: string | null;
  wanted: boolean;
  approved: number;
  borderline: number;
  rejected: number;
  candidate: number;
}

export interface Subject {
  subject_name: string;
  subject_type: string | null;
  faction: string | null;
  role: string | null;
  sided_details: { detail: string; side: string }[];
  anchor: string | null;
  images: SubjectImage[];
  views: SubjectView[];
  next: string | null;
}

interface Packet {
  path: string;
  problem: string | null;
  subjects: { subject_name: string; subject_type: string; shots: number }[];
}

interface Shot {
  id: string;
  view_type: string;
  shot_type: string;
  scene_function: string;
  identity_anchor: boolean;
  prompt: string;
  images: string[];
}

type Detail = string | { detail: string; side: string };

interface One {
  subject: Subject | null;
  packet: { path: string; subject_name: string; subject_type: string; faction: string | null; role: string | null; identity_lock: Record<string, string | Detail[]> } | null;
  shots: Shot[];
  gates: { id: string; asks: string }[];
}

const at = (name: string): string => `/subjects?${new URLSearchParams({ name })}`;

/* -- The list -- */

function List({ subjects, packets, name }: { subjects: Subject[]; packets: Packet[]; name: string | null }) {
  const wanted = packets.filter(({ problem }) => problem === null).flatMap((packet) => packet.subjects).filter((each) => !subjects.some(({ subject_name }) => subject_name === each.subject_name));
  return (
    <nav class="subject-list" aria-label="Subjects">
      {subjects.map((each) => {
        const need = each.views.filter(({ wanted: is }) => is), done = need.filter(({ approved }) => approved > 0);
        const shown = each.anchor ?? each.images[0]?.id;
        return (
          <a key={each.subject_name} href={at(each.subject_name)} aria-current={each.subject_name === name ? "page" : undefined}>
            {shown ? <img src={thumbUrl(shown, 128)} alt="" width="46" height="46" /> : <span class="subject-none" />}
            <span><b>{spaced(each.subject_name)}</b><small>{spaced(each.subject_type ?? "of no type").replace("named ", "")} · {done.length} of {count(need.length, "view")}</small></span>
          </a>
        );
      })}
      {wanted.map((each) => (
        <a key={each.subject_name} href={at(each.subject_name)} aria-current={each.subject_name === name ? "page" : undefined}>
          <span class="subject-none" /><span><b>{spaced(each.subject_name)}</b><small>{count(each.shots, "shot")}, no image yet</small></span>
        </a>
      ))}
      {packets.filter(({ problem }) => problem !== null).map(({ path, problem }) => <details key={path} class="packet-bad"><summary>{path.replace(/^.*\//, "")} cannot be used</summary><p>{problem}</p></details>)}
    </nav>
  );
}

/* -- Which shots are shown -- */

const order = ["approved", "borderline", "candidate", "rejected"] as const;

function Coverage({ one, marked, onMark }: { one: One; marked: string | null; onMark: (id: string) => void }) {
  const images = one.subject?.images ?? [], find = (id: string): SubjectImage | undefined => images.find((image) => image.id === id);
  const versions = [...new Set(images.filter(({ phase }) => phase === "follow_on").map(({ version }) => version ?? "of no version"))].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const columns: [string, (image: SubjectImage) => boolean][] = [["from words", ({ phase }) => phase !== "follow_on"], ...versions.map((name): [string, (image: SubjectImage) => boolean] => [name, ({ phase, version }) => phase === "follow_on" && (version ?? "of no version") === name])];
  const rows = one.shots.length > 0
    ? one.shots.map((shot) => ({ id: shot.id, title: spaced(shot.view_type), note: shot.scene_function, images: shot.images.flatMap((id) => find(id) ?? []) }))
    : (one.subject?.views ?? []).map((view) => ({ id: view.view ?? "?", title: spaced(view.view ?? "not said"), note: view.wanted ? "wanted" : "", images: images.filter((image) => image.view === view.view) }));
  const missing = rows.filter((row) => !row.images.some(({ status }) => status === "approved"));
  return (
    <section class="card">
      <h2>Shots {missing.length > 0 ? <small class="word-rejected">{count(missing.length, "shot")} without an approved image</small> : <small class="word-approved">all approved</small>}</h2>
      <table class="table shots">
        <caption class="away">Which shots have which images</caption>
        <thead><tr><th scope="col">Shot</th>{columns.map(([title]) => <th key={title} scope="col">{title}</th>)}<th scope="col"><span class="away">Covered</span></th></tr></thead>
        <tbody>{rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">{row.id}<small>{row.title}{row.note && ` · ${row.note}`}</small></th>
            {columns.map(([title, fits]) => (
              <td key={title}><span class="shot-images">{row.images.filter(fits).sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status)).map((image) => (
                <button key={image.id} type="button" class={`shot-image rim-${image.status}`} aria-pressed={image.id === marked} aria-label={`${image.id}, ${image.status}`} title={`${image.id}: ${image.status}`} onClick={() => onMark(image.id)}><img src={thumbUrl(image.id, 128)} alt="" width="44" height="44" loading="lazy" /></button>
              ))}</span></td>
            ))}
            <td class="number">{row.images.some(({ status }) => status === "approved") ? <span class="word-approved">approved</span> : row.images.length === 0 ? <span class="word-rejected">missing</span> : <span class="dim">to judge</span>}</td>
          </tr>
        ))}</tbody>
      </table>
    </section>
  );
}

/* -- What makes it who it is -- */

function Details({ list }: { list: Detail[] }) {
  return <ul class="details">{list.map((each) => typeof each === "string" ? <li key={each}>{each}</li> : <li key={each.detail}>{each.detail} <span class="tag">its own {each.side}</span></li>)}</ul>;
}

function Lock({ one }: { one: One }) {
  if (!one.packet) return <section class="card"><h2>Lock</h2><p class="dim">No identity packet in <code>inputs/identity-packets</code> has this subject, so nothing says what must not change.</p></section>;
  const entries = Object.entries(one.packet.identity_lock ?? {});
  const lists = entries.filter((entry): entry is [string, Detail[]] => Array.isArray(entry[1])), texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return (
    <section class="card lock">
      <h2>What makes it who it is <small>{one.packet.path}</small></h2>
      {lists.map(([name, list]) => <div key={name} class={name.startsWith("forbidden") ? "forbidden" : undefined}><h3>{spaced(name)}</h3><Details list={list} /></div>)}
      <dl>{texts.map(([name, text]) => <div key={name}><dt>{spaced(name)}</dt><dd>{text}</dd></div>)}</dl>
    </section>
  );
}

/* -- Promoting -- */

interface Promotion {
  version: string;
  was_anchor: boolean;
  follow_earlier: number;
}

function Promote({ id, open, onClose, onDone }: { id: string; open: boolean; onClose: () => void; onDone: () => void }) {
  const [why, setWhy] = useState("");
  const [would, setWould] = useState<Promotion | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const ask = (body: object): Promise<Promotion> => post<Promotion>(`/api/subjects/${encodeURIComponent(id)}/promote`, body);
  useEffect(() => {
    if (!open) return undefined;
    let wanted = true;
    const timer = setTimeout(() => ask({ override: why || null, dry_run: true }).then((now) => { if (wanted) { setWould(now); setProblem(null); } }, (error: Refusal) => { if (wanted) { setWould(null); setProblem(error.message); } }), why ? 250 : 0);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [open, id, why]);
  async function promote(): Promise<void> {
    try {
      const done = await ask({ override: why || null });
      toast(`${id} is the anchor ${done.version}`);
      setWhy("");
      onDone();
      onClose();
    } catch (error) {
      setProblem((error as Refusal).message);
    }
  }
  return (
    <Dialog open={open} title={`Make ${id} the anchor`} onClose={onClose}
      actions={<><button type="button" onClick={onClose}>Leave it</button><button type="button" class="main" disabled={!would || would.was_anchor} onClick={() => void promote()}>Promote{would && !would.was_anchor ? ` to ${would.version}` : ""}</button></>}>
      <img class="promote-image" src={thumbUrl(id, 512)} alt={id} width="220" height="220" />
      {would && (would.was_anchor ? <p>It is the anchor {would.version} already.</p> : <p>From then on this is what its subject looks like: <b>{would.version}</b>. Follow-ons start from this picture.</p>)}
      {would && would.follow_earlier > 0 && <p>{count(would.follow_earlier, "image follows", "images follow")} an earlier anchor and stay what they were made from; reject what shows the subject no longer.</p>}
      <RefusalLine problem={problem} />
      {(problem !== null || why !== "") && <label class="field"><span class="field-label">Why it becomes the anchor all the same</span><input type="text" name="override" value={why} onInput={(event) => setWhy(event.currentTarget.value)} /></label>}
    </Dialog>
  );
}

/* -- The page -- */

function Subjects({ session, query }: PageProps) {
  const listed = useAsked<{ subjects: Subject[]; packets: Packet[] }>("/api/subjects", {}, ["records", "inputs"]);
  const subjects = listed.value?.subjects ?? [], packets = listed.value?.packets ?? [];
  const name = query.get("name") ?? subjects[0]?.subject_name ?? packets.find(({ problem }) => problem === null)?.subjects[0]?.subject_name ?? null;
  const one = useAsked<One>(name !== null && listed.value ? `/api/subjects/${encodeURIComponent(name)}` : null, {}, ["records", "inputs"]);
  const [marked, setMarked] = useState<string | null>(null);
  const [promoting, setPromoting] = useState(false);
  const images = one.value?.subject?.images ?? [];
  const shown = images.find(({ id }) => id === marked) ?? images.find(({ id }) => id === one.value?.subject?.anchor) ?? images[0] ?? null;

  useEffect(() => setMarked(query.get("image")), [name]);
  function step(by: number): void {
    const here = images.findIndex((image) => image === shown);
    setMarked(images[(here + by + images.length) % images.length]?.id ?? null);
  }
  useKeys((key) => {
    if (key === "j" || key === "ArrowDown") step(1);
    else if (key === "k" || key === "ArrowUp") step(-1);
    else if (key === "m" && shown && session.reviewer !== null) setPromoting(true);
    else if (key === "n" || key === "N") {
      const names = [...subjects.map(({ subject_name }) => subject_name)], here = names.indexOf(name ?? "");
      const next = names[(here + (key === "n" ? 1 : -1) + names.length) % names.length];
      if (next) go(at(next));
    } else return false;
    return true;
  });

  if (listed.problem && !listed.value) return <div class="page"><RefusalLine problem={listed.problem} /></div>;
  if (!listed.value) return <div class="page" aria-busy="true" />;
  if (subjects.length + packets.length === 0) return (
    <Empty title="No named subject yet">
      <p>A figure, a ship or a place that has to be recognised again is described in an identity packet: who it is, what must not change, and the shots that are to show it. Write one into <code>inputs/identity-packets</code>, then make its first images with <code>limner identity discover PACKET</code>.</p>
    </Empty>
  );
  const value = one.value, who = value?.subject ?? value?.packet;
  return (
    <div class="subjects">
      <List subjects={subjects} packets={packets} name={name} />
      <div class="subject">
        <RefusalLine problem={one.problem ?? listed.problem} />
        {value && who && <>
          <header class="subject-head"><h1>{spaced(who.subject_name)}</h1>
            <p class="dim">{[spaced(who.subject_type ?? "of no type"), who.faction, who.role].filter(Boolean).join(" · ")}</p></header>
          {value.subject?.next && <p class="subject-next"><b>Next</b> {value.subject.next}</p>}
          {!value.subject && value.packet && <p class="subject-next"><b>Next</b> make its first images: <code>limner identity discover {value.packet.path.replace(/^.*\/|\.[^.]*$/g, "")} --subject {who.subject_name}</code></p>}
          {value.subject && <Lineage subject={value.subject} marked={shown?.id ?? null} onMark={setMarked} />}
          <Coverage one={value} marked={shown?.id ?? null} onMark={setMarked} />
          <Lock one={value} />
        </>}
      </div>
      <aside class="subject-side" aria-label="The image">
        {shown ? <Said key={shown.id} image={shown} may={session.reviewer !== null} onPromote={() => setPromoting(true)} onSaid={() => { one.again(); listed.again(); }} /> : <p class="dim">No image yet.</p>}
      </aside>
      {shown && <Promote id={shown.id} open={promoting} onClose={() => setPromoting(false)} onDone={() => { one.again(); listed.again(); }} />}
    </div>
  );
}

const keys: KeyGroup[] = [
  ["Look", [
    ["j  k", "next and previous image of the subject"],
    ["n  N", "next and previous subject"],
  ]],
  ["Say", [
    ["1 … 6", "the gate passes; again: nothing is said of it"],
    ["!", "then a digit: that gate fails, and why"],
    ["Enter", "save what is said"],
    ["Esc", "say nothing of it"],
    ["m", "make it the anchor"],
  ]],
];

export const page: Page = { path: "/subjects", title: "Subjects", letter: "s", view: Subjects, keys };
