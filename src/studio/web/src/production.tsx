/* The production page: who makes images, what is being made now, and what came of the rest. */
import { useEffect, useRef, useState } from "preact/hooks";

import "./production.css";
import { get, post, type Refusal, thumbUrl } from "./api";
import { useKeys } from "./keys";
import { useChanges } from "./live";
import type { Page } from "./page";
import { duration, getProviders, isOver, type Job, type Jobs, previewUrl, type Production as State, type Provider, type Server, serverName } from "./production-api";
import { Generate } from "./production-generate";
import { JobList, jobKeys, tabs } from "./production-jobs";
import { useAsked } from "./ui/asked";
import { RefusalLine, toast } from "./ui/notice";
import { count } from "./words";

/* -- How fast: from what was over in the last minutes, whoever makes it -- */

const SPAN_MS = 120000;

function useRate(over: number, running: boolean): number | null {
  const samples = useRef<{ at: number; over: number }[]>([]);
  const list = samples.current, last = list.at(-1);
  if (!running || (last && over < last.over)) list.length = 0;
  if (running && last?.over !== over) list.push({ at: Date.now(), over });
  while (list.length > 2 && (list[0]?.at ?? 0) < Date.now() - SPAN_MS) list.shift();
  const first = list[0], newest = list.at(-1);
  return first && newest && newest.at - first.at > 1000 ? (newest.over - first.over) / ((newest.at - first.at) / 1000) : null;
}

const pace = (perSecond: number): string => (perSecond >= 0.5 ? `${perSecond.toFixed(1)} a second` : `${(perSecond * 60).toFixed(perSecond * 60 < 10 ? 1 : 0)} a minute`);

/* -- The run -- */

function who(state: State): string {
  if (!state.running) return "Nothing is being made";
  if (state.paused) return state.here ? "Paused" : "A terminal's run is paused";
  return state.here ? "Making images" : "A terminal makes images";
}

function Run({ state, onPause, onStop, onRest }: { state: State; onPause: () => void; onStop: () => void; onRest: () => void }) {
  const { work, counts } = state, left = counts.planned + counts.sent + counts.rendered;
  const mine = state.here && work !== null && work.total > 0;
  const total = mine ? work.total : left, done = mine ? work.done : 0;
  const rate = useRate(counts.done + counts.failed + counts.blocked, state.running && !state.paused);
  const rest = mine ? total - done : left;
  return (
    <section class={`card run ${state.running ? "run-on" : ""}`} aria-label="The run">
      <div class="run-words">
        <h2>{who(state)}{state.running && !state.here && state.process > 0 && <small> process {state.process}</small>}</h2>
        <p class="run-figures" role="status">
          {mine && <><b>{done.toLocaleString("en")}</b> of {total.toLocaleString("en")}</>}
          {!mine && state.running && <><b>{left.toLocaleString("en")}</b> to make</>}
          {!state.running && left > 0 && <>{count(left, "job")} of an earlier run {left === 1 ? "waits" : "wait"}.</>}
          {!state.running && left === 0 && <span class="dim">{counts.done > 0 ? `${count(counts.done, "image")} made so far.` : "Choose a pack, see what it would make, and begin."}</span>}
          {state.running && rate !== null && rate > 0 && <span class="dim"> · {pace(rate)}{rest > 0 && <> · {duration(rest / rate)} left</>}</span>}
          {state.running && work?.state === "stopping" && <span class="dim"> · stopping after the work in hand</span>}
        </p>
      </div>
      {mine && <progress class="run-bar" value={done} max={Math.max(1, total)} aria-label="Images made" />}
      {!state.running && left > 0 && <div class="run-actions"><button type="button" onClick={onRest}>Make the rest <kbd>p</kbd></button></div>}
      {state.running && (
        <div class="run-actions">
          <button type="button" onClick={onPause}>{state.paused ? "Go on" : "Pause"} <kbd>p</kbd></button>
          {state.here && <button type="button" onClick={onStop} disabled={work?.state === "stopping"}>Stop <kbd>S</kbd></button>}
        </div>
      )}
      {state.running && !state.here && <p class="dim run-note">It was begun in a terminal, so its live previews stay there; Ctrl-C there stops it. Pausing, order and cancelling work from here.</p>}
      {!state.running && isOver(work) && work && <Ended work={work} />}
    </section>
  );
}

/* What came of the run that was begun here last. */
function Ended({ work }: { work: NonNullable<State["work"]> }) {
  const made = work.result ? work.result.made + work.result.collected : 0;
  if (work.state === "done") return <p class="dim run-note">The last run made {count(made, "image")}{work.result && work.result.existed > 0 && `; ${work.result.existed} existed already`}. <a href="/review">Judge them</a></p>;
  if (work.state === "stopped") return <p class="dim run-note">The last run was stopped after {count(made, "image")}; the same pack goes on with it.</p>;
  return <div class="run-note"><RefusalLine problem={work.error} /></div>;
}

/* -- What is being made, and what just was -- */

interface Tile {
  id: string;
  server: string | null;
  share: number | null;
  preview: number;
}

const MOST_LIVE = 12, MOST_DONE = 18, FEW = 3; // so few stand beside what was made

function tilesOf(state: State, sent: Job[]): Tile[] {
  if (state.here) return state.servers.flatMap(({ name, jobs }) => jobs.map((job) => ({ ...job, server: name })));
  return state.running ? sent.map(({ id, server }) => ({ id, server, share: null, preview: 0 })) : [];
}

function Live({ tiles }: { tiles: Tile[] }) {
  if (tiles.length === 0) return null;
  return (
    <section class="live" aria-label="Being made now">
      <ul>{tiles.slice(0, MOST_LIVE).map(({ id, server, share, preview }) => (
        <li key={id} class="card live-tile">
          <div class="live-picture">{preview > 0 ? <img src={previewUrl(id, preview)} alt={`Preview of ${id}`} /> : <span class="live-wait" aria-hidden="true" />}</div>
          <div class="live-share" role="progressbar" aria-label={id} aria-valuenow={Math.round((share ?? 0) * 100)} aria-valuemin={0} aria-valuemax={100}><i style={{ width: `${(share ?? 0) * 100}%` }} /></div>
          <p><span class="live-name" title={id}>{id}</span> <small>{serverName(server)}{share !== null && share > 0 && ` · ${Math.round(share * 100)} %`}</small></p>
        </li>
      ))}</ul>
      {tiles.length > MOST_LIVE && <p class="dim">and {tiles.length - MOST_LIVE} more</p>}
    </section>
  );
}

function JustMade({ jobs }: { jobs: Job[] }) {
  if (jobs.length === 0) return null;
  return (
    <section class="card just-made">
      <h2>Made last</h2>
      <ul>{jobs.map(({ id }) => (
        <li key={id}><a href={`/review?queue=one&id=${encodeURIComponent(id)}`} title={`Judge ${id}`}><img src={thumbUrl(id, 256)} alt={id} loading="lazy" width="92" height="92" /></a></li>
      ))}</ul>
    </section>
  );
}

/* -- Servers -- */

/* One server: what the run of this studio tells of it, else what it answered when it was asked, and how many jobs it has. */
function ServerItem({ name, slots, answers, said, live, has }: { name: string | null; slots: number; answers: boolean | null; said: string | null; live: Server | undefined; has: number }) {
  const health = live?.health ?? (answers === null ? "unknown" : answers ? "ready" : "gone");
  const places = live?.slots ?? slots, busy = live?.busy ?? has;
  const word = live ? live.health : answers === null ? "not asked" : answers ? "answers" : "does not answer";
  const message = live?.message ?? said;
  return (
    <li class="server">
      <span class={`dot dot-${health}`} title={word} />
      <b>{serverName(name)}</b> <span>{word}{live && ` · ${count(live.made, "image")} in this run`}</span>
      <span class="server-depth" role="img" title={`${busy} of ${places} places taken`} aria-label={`${busy} of ${places} places taken`}>
        {Array.from({ length: Math.min(places, 12) }, (_, i) => <i key={i} class={i < busy ? "on" : ""} />)}
      </span>
      {message && <p class={`server-said ${health === "gone" ? "word-rejected" : "dim"}`}>{message}</p>}
    </li>
  );
}

function ProviderItem({ about, sent, live }: { about: Provider; sent: Job[]; live: Server[] }) {
  const own = about.servers.filter(({ name }) => name !== null);
  return (
    <li class="provider">
      <p><b>{about.provider}</b> <span class={`tag ${about.fault ? "warn" : ""}`}>{about.state}</span>{about.costs_money && <span class="tag">costs money</span>}</p>
      <p class="dim">{about.help}</p>
      {about.fault && <p class="server-said word-rejected">{about.fault}</p>}
      {!about.fault && own.length > 0 && <ul>{own.map((server) => (
        <ServerItem key={server.name} {...server} live={live.find(({ name }) => name === server.name)}
          has={sent.filter((job) => job.provider === about.provider && job.server === server.name).length} />
      ))}</ul>}
    </li>
  );
}

const isOwn = ({ state, fault, kind }: Provider): boolean => kind === "images" && (fault !== null || ["chosen", "configured", "built in"].includes(state));

function Servers({ state, sent }: { state: State; sent: Job[] }) {
  const [all, setAll] = useState<Provider[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const ask = (): void => {
    setAsking(true);
    getProviders().then((list) => { setAll(list); setProblem(null); }, (error: Error) => setProblem(error.message)).finally(() => setAsking(false));
  };
  useEffect(ask, []);
  useChanges((what) => what.includes("inputs") && ask());
  const live = state.here ? state.servers : [];
  const own = all?.filter(isOwn) ?? [], others = all?.filter((each) => each.kind === "images" && !isOwn(each)) ?? [];
  const unknown = live.filter(({ name }) => name !== "" && !own.some(({ servers }) => servers.some((server) => server.name === name)));
  return (
    <section class="card servers">
      <header><h2>Image makers</h2><button type="button" class="quiet" onClick={ask} disabled={asking}>{asking ? "Asking …" : "Ask again"}</button></header>
      <RefusalLine problem={problem} />
      {all === null && problem === null && <p class="dim" role="status">Asking whether they are there …</p>}
      <ul>
        {own.map((about) => <ProviderItem key={about.provider} about={about} sent={sent} live={live} />)}
        {unknown.map((server) => <ServerItem key={server.name} name={server.name} slots={server.slots} answers={null} said={null} live={server} has={0} />)}
      </ul>
      {others.length > 0 && <details><summary>{count(others.length, "other")} that could be connected</summary>
        <ul>{others.map(({ provider, help }) => <li class="provider" key={provider}><p><b>{provider}</b></p><p class="dim">{help}. <code>limner config providers {provider}</code> tells how.</p></li>)}</ul></details>}
    </section>
  );
}

/* -- The page -- */

/* Some of the jobs, asked for again only when @key changes: a run changes something several times a second. null: none. */
function useJobs(query: Record<string, string | number>, key: string | null): Job[] {
  const [jobs, setJobs] = useState<Job[]>([]);
  useEffect(() => {
    if (key === null) {
      setJobs([]);
      return undefined;
    }
    let wanted = true;
    get<Jobs>("/api/jobs", query).then((answer) => wanted && setJobs(answer.jobs), () => undefined); // the list below says what is wrong
    return () => void (wanted = false);
  }, [key]);
  return jobs;
}

function Production() {
  const { value: state, problem } = useAsked<State>("/api/production", {}, ["jobs", "production"]);
  const counts = state?.counts;
  const sent = useJobs({ state: "sent,rendered", limit: 100 }, state && !state.here ? `${counts?.sent} ${counts?.rendered} ${counts?.done}` : null);
  const made = useJobs({ state: "done", order: "latest", limit: MOST_DONE }, state ? String(counts?.done) : null);
  const [tab, setTab] = useState<(typeof tabs)[number]>(tabs[0]);
  const [making, setMaking] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);

  async function ask(path: string, body: object, done: string): Promise<void> {
    try {
      await post(path, body);
      setRefused(null);
      toast(done);
    } catch (error) {
      setRefused((error as Refusal).message);
    }
  }
  const pause = (): void => {
    if (!state) return;
    if (!state.running && state.counts.planned + state.counts.sent + state.counts.rendered > 0) rest();
    else void ask("/api/jobs/pause", { paused: !state.paused }, state.paused ? "The run goes on." : "Paused: what the servers have is finished, nothing new is sent.");
  };
  const rest = (): void => void ask("/api/jobs/retry", { states: ["planned", "sent", "rendered"] }, "Making the rest.");
  const stop = (): void => void (state?.here && ask("/api/production/stop", {}, "Stopping after the work in hand; the same pack goes on with it."));
  useKeys((key) => {
    if (key === "n" && state && !state.here) setMaking(true);
    else if (key === "p") pause();
    else if (key === "S" && state?.here) stop();
    else return false;
    return true;
  });

  if (!state) return <div class="page" aria-busy={problem === null}><RefusalLine problem={problem} /></div>;
  const tiles = tilesOf(state, sent);
  return (
    <div class="page production">
      <div class="page-head">
        <h1>Production</h1>
        <span class="bar-space" />
        <button type="button" class="main" onClick={() => setMaking(true)} disabled={state.here}>Make images … <kbd>n</kbd></button>
      </div>
      <RefusalLine problem={problem ?? refused} />
      <div class="production-top">
        <div class="production-now">
          <Run state={state} onPause={pause} onStop={stop} onRest={rest} />
          <div class={`production-show ${tiles.length > 0 && tiles.length <= FEW ? "production-few" : ""}`}><Live tiles={tiles} /><JustMade jobs={made} /></div>
        </div>
        <Servers state={state} sent={sent} />
      </div>
      <JobList making={state} tab={tab} onTab={setTab} onBusy={setRefused} />
      <Generate open={making} onClose={() => setMaking(false)} />
    </div>
  );
}

export const page: Page = {
  path: "/production", title: "Production", letter: "p", view: Production,
  keys: [["Make", [["n", "make images from a pack or packet; Ctrl Enter begins"], ["p", "hold the run, let it go on, or make the rest of an earlier one"], ["S", "stop the run of this studio"]]], ["Jobs", jobKeys]],
};
