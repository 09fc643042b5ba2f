/* The overview: where the project stands, and what needs a person now. */
import { useEffect, useRef, useState } from "preact/hooks";

import "./overview.css";
import { type Canon, get, type Page, type ProjectStatus, type Row, type Status, thumbUrl } from "./api";
import { useChanges } from "./live";
import type { Page as StudioPage, PageProps } from "./page";
import { type Day, Funnel, Groups, Legend, type Spread, Spreads, Throughput } from "./plots";
import { useAsked } from "./ui/asked";
import { count } from "./words";

interface Figures {
  days: Day[];
  dimensions: Spread[];
  packs: ({ name: string | null } & Record<Status, number>)[];
}

interface Task {
  n: number;
  text: string;
  href?: string;
  command?: string;
}

function tasks(status: ProjectStatus): Task[] {
  const stale = Object.entries(status.bindings).reduce((sum, [name, n]) => sum + (name.startsWith("stale") ? n : 0), 0);
  const unbound = status.bindings["unbound"] ?? 0;
  const list: Task[] = [
    { n: status.statuses.candidate, text: "wait for judgment", href: "/review?queue=unjudged" },
    { n: status.statuses.borderline, text: "borderline: worth a second look", href: "/review?queue=borderline" },
    { n: stale, text: "bound under rules or judgments that changed since", href: "/review?queue=stale", command: "limner canon bind" },
    { n: unbound, text: "judged, and not bound to the rules yet", command: "limner canon bind" },
    { n: status.images_missing, text: "records without their picture", command: "limner restore" },
    { n: status.images_misplaced, text: "pictures in the folder of another status", command: "limner doctor" },
    { n: status.unreadable, text: "records that cannot be read", command: "limner doctor" },
  ];
  return list.filter((task) => task.n > 0);
}

function Needs({ status }: { status: ProjectStatus }) {
  const list = tasks(status);
  return (
    <section class="card needs">
      <h2>Needs you now</h2>
      {status.records === 0 && <p>There are no pictures yet. Write a prompt pack into <code>inputs/prompts/</code> and run <code>limner generate</code>, or bring some in with <code>limner ingest</code>.</p>}
      {status.records > 0 && list.length === 0 && <p>Nothing. All is judged and bound; <code>limner export --format all</code> hands it on.</p>}
      <ul>
        {list.map((task) => {
          const inner = <><b>{task.n.toLocaleString("en")}</b><span>{task.text}</span></>;
          return <li key={task.text}>{task.href ? <a href={task.href}>{inner}<i aria-hidden="true">→</i></a> : <div>{inner}</div>}{task.command && <code>{task.command}</code>}</li>;
        })}
      </ul>
    </section>
  );
}

function Strip({ title, rows }: { title: string; rows: Row[] }) {
  if (rows.length === 0) return null;
  return (
    <section class="card">
      <h2>{title}</h2>
      <ul class="film">
        {rows.map((row) => (
          <li key={row.id}>
            <a href={`/review?queue=one&id=${encodeURIComponent(row.id)}`}>
              <img src={thumbUrl(row.id, 256)} alt={row.id} loading="lazy" width="128" height="128" />
              <span class={`dot part-${row.status}`} title={row.status} />
              <span class="film-name">{row.id}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Overview({ session }: PageProps) {
  const [status, setStatus] = useState<ProjectStatus | null>(null);
  const [canon, setCanon] = useState<Canon | null>(null);
  const [latest, setLatest] = useState<Row[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const figures = useAsked<Figures>("/api/figures", {}, ["canon", "records"]);
  const busy = useRef(false), again = useRef(false);

  /* One at a time; what changes meanwhile asks once more. */
  function load(): void {
    if (busy.current) {
      again.current = true;
      return;
    }
    busy.current = true;
    Promise.all([get<ProjectStatus>("/api/status"), get<Page>("/api/records", { order: "reviewed", limit: 24 }), get<Canon>("/api/canon")])
      .then(([now, page, rules]) => {
        setStatus(now);
        setLatest(page.records.filter((row) => row.reviewed_at !== null).slice(0, 12));
        setCanon(rules);
        setProblem(null);
      }, (error: Error) => setProblem(error.message))
      .finally(() => {
        busy.current = false;
        if (again.current) {
          again.current = false;
          load();
        }
      });
  }
  useEffect(load, []);
  useChanges(load);

  if (problem && !status) return <div class="overview"><p class="refusal" role="alert">{problem}</p></div>;
  if (!status || !canon) return <div class="overview" aria-busy="true" />;
  const laneName = (id: string): string => `/review?queue=unjudged&lane=${encodeURIComponent(id)}`;
  return (
    <div class="overview">
      {problem && <p class="refusal" role="alert">{problem}</p>}
      <div class="overview-head">
        <h1>{session.project}</h1>
        <p class="dim">{count(status.records, "picture")} · {count(canon.rules.length, "rule")} in {count(canon.dimensions.length, "dimension")} · {count(status.comparisons, "comparison")}</p>
      </div>
      <div class="overview-top">
        {status.records > 0 && <section class="card"><h2>How far they came</h2><Funnel status={status} /><Legend /></section>}
        <Needs status={status} />
      </div>
      {status.records > 0 && <div class="overview-groups">
        <Groups title="Approval by lane" groups={status.lanes} href={laneName} />
        <Groups title={`Approval by ${canon.faction_label}`} groups={status.factions} />
        {figures.value && figures.value.packs.length > 0 && <Groups title="Approval by pack" groups={figures.value.packs.map((pack) => ({ ...pack, fresh: 0, stale: 0 }))} />}
      </div>}
      {figures.value && status.records > 0 && <div class="overview-figures">
        <section class="card"><h2>From day to day</h2><Throughput days={figures.value.days} /></section>
        <section class="card"><h2>How scores spread</h2><Spreads spreads={figures.value.dimensions} thresholds={canon.thresholds} /></section>
      </div>}
      <Strip title="Judged last" rows={latest} />
    </div>
  );
}

export const page: StudioPage = { path: "/", title: "Overview", letter: "o", view: Overview };
