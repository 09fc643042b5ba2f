/* The jobs: the queue, what failed and why, what was cancelled, what was made; marked by keys, and what people want of them. */
import { useEffect, useRef, useState } from "preact/hooks";

import { get, post, Refusal, thumbUrl } from "./api";
import { useKeys } from "./keys";
import { useChanges } from "./live";
import { ago, duration, type FullJob, type Job, type Jobs, type JobState, type Making, serverName, type Wished } from "./production-api";
import { Dialog } from "./ui/dialog";
import { RefusalLine, toast } from "./ui/notice";
import { Rows } from "./ui/rows";
import { count } from "./words";

export const tabs = [
  { name: "queue", key: "1", title: "Queue", states: ["planned", "sent", "rendered"], order: undefined, none: "Nothing waits. Press n to make images from a pack." },
  { name: "failed", key: "2", title: "Failed", states: ["failed", "blocked"], order: "latest", none: "Nothing failed." },
  { name: "cancelled", key: "3", title: "Cancelled", states: ["cancelled"], order: "latest", none: "Nobody cancelled anything." },
  { name: "made", key: "4", title: "Made", states: ["done"], order: "latest", none: "No image was made yet. Press n to make some from a pack." },
] as const;

export type Tab = (typeof tabs)[number];

const PAGE = 100;
const HEIGHT = 46;

/* -- What is fetched: pages of a long list, by their number -- */

interface Fetched {
  of: string;
  total: number;
  pages: Map<number, Job[]>;
}

function useJobs(tab: Tab, text: string): { list: Fetched; problem: string | null; want: (from: number, to: number) => void } {
  const of = `${tab.name}/${text}`;
  const [list, setList] = useState<Fetched>({ of, total: 0, pages: new Map() });
  const [problem, setProblem] = useState<string | null>(null);
  const state = useRef({ of, window: [0, 1] as [number, number], stamp: 0 });

  function fetchPage(page: number, stamp: number, fresh: Fetched): Promise<void> {
    return get<Jobs>("/api/jobs", { state: tab.states.join(","), text: text || undefined, order: tab.order, offset: page * PAGE, limit: PAGE }).then(
      (answer) => {
        if (state.current.stamp !== stamp) return;
        fresh.pages.set(page, answer.jobs);
        fresh.total = answer.total;
        setList({ ...fresh });
        setProblem(null);
      },
      (error: Error) => {
        if (state.current.stamp === stamp) setProblem(error.message);
      });
  }
  /* All in view anew: an order changed, or something moved on. What was there stays until the new is. */
  function load(): void {
    const stamp = ++state.current.stamp, [from, to] = state.current.window;
    const fresh: Fetched = { of, total: 0, pages: new Map() };
    for (let page = from; page <= to; page++) void fetchPage(page, stamp, fresh);
  }
  useEffect(() => {
    state.current.of = of;
    state.current.window = [0, 0];
    setList({ of, total: 0, pages: new Map() });
    load();
  }, [of]);
  useChanges((what) => what.includes("jobs") && load());

  function want(from: number, to: number): void {
    const first = Math.floor(from / PAGE), last = Math.max(first, Math.floor((to - 1) / PAGE));
    state.current.window = [first, last];
    for (let page = first; page <= last; page++) {
      if (list.pages.has(page)) continue;
      list.pages.set(page, []);
      void fetchPage(page, state.current.stamp, list);
    }
  }
  return { list, problem, want };
}

const jobAt = (list: Fetched, at: number): Job | undefined => list.pages.get(Math.floor(at / PAGE))?.[at % PAGE];

/* Where the job is now, as far as its page is there; -1: elsewhere, or not in this list any more. */
function placeOf(list: Fetched, key: string): number {
  for (const [page, jobs] of list.pages) {
    const at = jobs.findIndex((job) => job.key === key);
    if (at >= 0) return page * PAGE + at;
  }
  return -1;
}

/* The marked job. The mark stays with its job while the queue moves on; what a key does is never done to another one. */
interface Mark {
  at: number;
  key: string | null; // null: its page is not there yet
}

function useMark(list: Fetched): { mark: Mark; go: (to: (at: number) => number) => void } {
  const [mark, setMark] = useState<Mark>({ at: 0, key: null });
  const markAt = (at: number): Mark => {
    const inside = Math.max(0, Math.min(list.total - 1, at));
    return { at: inside, key: jobAt(list, inside)?.key ?? null };
  };
  useEffect(() => setMark({ at: 0, key: null }), [list.of]);
  useEffect(() => setMark((old) => {
    const at = old.key === null ? -1 : placeOf(list, old.key);
    return at >= 0 ? { at, key: old.key } : markAt(old.at);
  }), [list]);
  return { mark, go: (to) => setMark((old) => markAt(to(old.at))) };
}

/* -- One row -- */

const wordOf = (job: Job): string => (job.unwanted && ["planned", "sent", "rendered"].includes(job.state) ? "cancelling" : job.state);

function Row({ job, at, now, marked, picked, onMark, onPick, onOpen }: {
  job: Job | undefined; at: number; now: string; marked: boolean; picked: boolean; onMark: () => void; onPick: () => void; onOpen: () => void;
}) {
  if (!job) return <li class="job" key={at} aria-busy="true" />;
  return (
    <li class={`job ${marked ? "marked" : ""}`} key={job.key} onClick={onMark} onDblClick={onOpen} aria-current={marked ? "true" : undefined}>
      <input type="checkbox" checked={picked} aria-label={`Choose ${job.id}`} onClick={(event) => event.stopPropagation()} onChange={onPick} />
      {job.state === "done" ? <img src={thumbUrl(job.id, 128)} alt="" loading="lazy" width="36" height="36" /> : <span class={`job-state job-${job.state}`} aria-hidden="true" />}
      <button type="button" class="job-name" onClick={(event) => { event.stopPropagation(); onMark(); onOpen(); }}>{job.id}</button>
      <span class="job-word">{wordOf(job)}{job.key.startsWith("restore/") && " (restore)"}</span>
      <span class="job-why" title={job.message ?? undefined}>{job.message ?? ""}</span>
      <span class="job-server">{job.server === null || job.state === "planned" ? job.provider ?? "" : serverName(job.server)}</span>
      <span class="job-number">{job.attempts > 1 ? `${job.attempts} tries` : ""}</span>
      <span class="job-number">{job.state === "done" ? (job.elapsed_ms > 0 ? duration(job.elapsed_ms / 1000) : "") : job.state === "planned" ? "" : ago(job.updated_at, now)}</span>
    </li>
  );
}

/* -- All that is known of one -- */

function JobSheet({ job, onClose }: { job: Job | null; onClose: () => void }) {
  const [full, setFull] = useState<FullJob | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    setFull(null);
    setProblem(null);
    if (job) get<FullJob>("/api/job", { key: job.key }).then(setFull, (error: Error) => setProblem(error.message));
  }, [job?.key]);
  const prompt = full?.request?.["prompt"];
  return (
    <Dialog open={job !== null} title={job?.id ?? ""} onClose={onClose} wide>
      <RefusalLine problem={problem} />
      {full && (
        <div class={full.state === "done" ? "job-sheet" : ""}>
          {full.state === "done" && <img src={thumbUrl(full.id, 512)} alt={`Picture ${full.id}`} />}
          <div class="job-facts">
            <p><b>{wordOf(full)}</b>{full.server && <> by {serverName(full.server)}</>}{full.elapsed_ms > 0 && <> in {duration(full.elapsed_ms / 1000)}</>}</p>
            {full.message && <p class="job-said">{full.message}</p>}
            {typeof prompt === "string" && <p class="job-prompt">{prompt}</p>}
            <h3>History</h3>
            <ol class="job-history">
              {full.history.map((event, at) => (
                <li key={at}><time>{event.at.replace("T", " ").replace(/\.\d+Z$/, "")}</time> <b>{event.state}</b> {event.server && <span class="dim">{serverName(event.server)}</span>}
                  {event.message && event.message !== full.history[at - 1]?.message && <p>{event.message}</p>}</li>
              ))}
            </ol>
            {full.state === "done" && <p><a href={`/review?queue=one&id=${encodeURIComponent(full.id)}`}>Judge it</a></p>}
          </div>
        </div>
      )}
    </Dialog>
  );
}

/* -- What people want -- */

interface Wish {
  name: "cancel" | "clear";
  title: string;
  does: string;
  ids: string[];
  problems: string[];
  body: object;
}

const said = (n: number, what: string): string => `${count(n, "job")} ${what}`;

export function JobList({ making, tab, onTab, onBusy }: { making: Making; tab: Tab; onTab: (tab: Tab) => void; onBusy: (problem: string | null) => void }) {
  const [text, setText] = useState("");
  const [picked, setPicked] = useState<Set<string>>(new Set());
  const [open, setOpen] = useState<Job | null>(null);
  const [wish, setWish] = useState<Wish | null>(null);
  const [problems, setProblems] = useState<string[]>([]);
  const search = useRef<HTMLInputElement>(null);
  const { list, problem, want } = useJobs(tab, text);
  const { mark, go: goTo } = useMark(list);

  useEffect(() => {
    setPicked(new Set());
    setProblems([]);
  }, [tab.name, text]);

  /* The chosen ones, else the marked one. */
  function meant(): string[] {
    if (picked.size > 0) return [...picked];
    return mark.key !== null ? [mark.key] : [];
  }
  const told = (answer: Wished): void => setProblems((answer.problems ?? []).map(({ reason }) => reason));
  async function ask(path: string, body: object, done: (answer: Wished) => string): Promise<void> {
    try {
      const answer = await post<Wished>(path, body);
      told(answer);
      setPicked(new Set());
      onBusy(null);
      const words = done(answer);
      if (words) toast(words);
    } catch (error) {
      onBusy((error as Refusal).message);
    }
  }
  const move = (first: boolean): void => {
    const jobs = meant();
    if (jobs.length > 0) void ask("/api/jobs/move", { jobs, first }, ({ moved = [] }) => (moved.length ? `${said(moved.length, first ? "put before" : "put behind")} all others` : ""));
  };
  const retry = (all = false): void => {
    const jobs = meant();
    if (all) void ask("/api/jobs/retry", { states: tab.states }, () => `Making ${count(list.total, "job")} again.`);
    else if (jobs.length > 0) void ask("/api/jobs/retry", { jobs }, () => `Making ${count(jobs.length, "job")} again.`);
  };
  /* What cannot be undone by the next key is shown before. */
  async function propose(name: "cancel" | "clear", body: object, title: string, does: string): Promise<void> {
    try {
      const answer = await post<Wished>(`/api/jobs/${name}`, { ...body, dry_run: true });
      setWish({ name, title, does, ids: answer.cancelled ?? answer.cleared ?? [], problems: (answer.problems ?? []).map(({ reason }) => reason), body });
    } catch (error) {
      onBusy((error as Refusal).message);
    }
  }
  const cancel = (all = false): void => {
    const jobs = meant();
    if (all || jobs.length > 0) void propose("cancel", all ? { states: tab.states } : { jobs }, "Cancel these jobs?", "They are left out, also on the server that has them, and made again only by Retry.");
  };
  const clear = (): void => void propose("clear", { states: tab.states.filter((state) => !["planned", "sent", "rendered"].includes(state)) },
    "Forget these jobs?", "Images and records stay. How they were made, and why not, is forgotten.");
  function grant(): void {
    if (!wish) return;
    void ask(`/api/jobs/${wish.name}`, wish.body, ({ cancelled, cleared }) => said((cancelled ?? cleared ?? []).length, wish.name === "cancel" ? "cancelled" : "forgotten"));
    setWish(null);
  }

  const over = tab.name !== "queue", again = tab.name === "failed" || tab.name === "cancelled";
  useKeys((key) => {
    const to = tabs.find((each) => each.key === key);
    if (to) onTab(to);
    else if (key === "j" || key === "ArrowDown") goTo((at) => at + 1);
    else if (key === "k" || key === "ArrowUp") goTo((at) => at - 1);
    else if (key === "x" || key === " ") pick(jobAt(list, mark.at));
    else if (key === "Enter") setOpen(jobAt(list, mark.at) ?? null);
    else if (key === "/") search.current?.focus();
    else if (key === "t" && !over) move(true);
    else if (key === "b" && !over) move(false);
    else if ((key === "c" || key === "C") && tab.name !== "made" && tab.name !== "cancelled") cancel(key === "C");
    else if ((key === "r" || key === "R") && again) retry(key === "R");
    else if (key === "Escape" && picked.size > 0) setPicked(new Set());
    else return false;
    return true;
  });
  function pick(job: Job | undefined): void {
    if (!job) return;
    const next = new Set(picked);
    if (!next.delete(job.key)) next.add(job.key);
    setPicked(next);
  }
  const n = (states: readonly JobState[]): number => states.reduce((sum, state) => sum + making.counts[state], 0);
  const markedJob = jobAt(list, mark.at);
  const which = picked.size > 0 ? count(picked.size, "job") : "the marked job";
  return (
    <section class="card jobs" aria-label="Jobs">
      <header class="jobs-head">
        <div class="jobs-tabs" role="tablist" aria-label="Which jobs">
          {tabs.map((each) => (
            <button key={each.name} type="button" role="tab" aria-selected={each === tab} onClick={() => onTab(each)}>
              {each.title} <b class={each.name === "failed" && n(each.states) > 0 ? "word-rejected" : undefined}>{n(each.states).toLocaleString("en")}</b> <kbd>{each.key}</kbd>
            </button>
          ))}
        </div>
        <input ref={search} type="search" class="jobs-search" placeholder="Find by id or reason" aria-label="Find by id or reason" value={text}
          onInput={(event) => setText(event.currentTarget.value)} onKeyDown={(event) => event.key === "Escape" && (event.currentTarget.blur(), setText(""))} />
        <div class="jobs-actions">
          {!over && <button type="button" onClick={() => move(true)} disabled={list.total === 0} title={`Make ${which} next`}>Next <kbd>t</kbd></button>}
          {!over && <button type="button" onClick={() => move(false)} disabled={list.total === 0} title={`Make ${which} last`}>Last <kbd>b</kbd></button>}
          {again && <button type="button" onClick={() => retry()} disabled={list.total === 0} title={`Make ${which} again`}>Retry <kbd>r</kbd></button>}
          {tab.name !== "made" && tab.name !== "cancelled" && <button type="button" onClick={() => cancel()} disabled={list.total === 0} title={`Cancel ${which}`}>Cancel <kbd>c</kbd></button>}
          {again && <button type="button" class="quiet" onClick={() => retry(true)} disabled={list.total === 0}>Retry all <kbd>R</kbd></button>}
          {!over && <button type="button" class="quiet" onClick={() => cancel(true)} disabled={list.total === 0}>Cancel all … <kbd>C</kbd></button>}
          {over && <button type="button" class="quiet" onClick={clear} disabled={list.total === 0}>Forget all …</button>}
        </div>
      </header>
      <RefusalLine problem={problem} />
      {problems.map((reason) => <p class="refusal" role="alert" key={reason}>{reason}</p>)}
      {list.total === 0 && !problem
        ? <p class="jobs-none dim">{text ? `No job in “${tab.title}” has “${text}” in its id or reason.` : tab.none}</p>
        : <Rows title={tab.title} total={list.total} height={HEIGHT} marked={mark.at} onWindow={want} row={(at) => {
          const job = jobAt(list, at);
          return <Row key={job?.key ?? at} job={job} at={at} now={making.now} marked={at === mark.at} picked={job !== undefined && picked.has(job.key)}
            onMark={() => goTo(() => at)} onPick={() => pick(job)} onOpen={() => setOpen(job ?? null)} />;
        }} />}
      <p class="away" role="status">{markedJob ? `${markedJob.id}, ${wordOf(markedJob)}${picked.has(markedJob.key) ? ", chosen" : ""}` : ""}</p>
      <JobSheet job={open} onClose={() => setOpen(null)} />
      <Dialog open={wish !== null} title={wish?.title ?? ""} onClose={() => setWish(null)}
        actions={<><button type="button" onClick={() => setWish(null)}>Leave them</button><button type="button" class="main" disabled={wish?.ids.length === 0} onClick={grant}>{wish?.name === "clear" ? "Forget" : "Cancel"} {count(wish?.ids.length ?? 0, "job")}</button></>}>
        <p>{wish?.does}</p>
        {wish?.problems.map((reason) => <p class="refusal" key={reason}>{reason}</p>)}
        <ul class="jobs-wish">{wish?.ids.slice(0, 12).map((id) => <li key={id}>{id}</li>)}{wish && wish.ids.length > 12 && <li class="dim">and {wish.ids.length - 12} more</li>}</ul>
      </Dialog>
    </section>
  );
}

export const jobKeys: [string, string][] = [
  ["1 … 4", "queue, failed, cancelled, made"],
  ["↓ ↑  j k", "mark the next or previous job"],
  ["x", "choose it; what follows is then for all that are chosen"],
  ["t  b", "make it next, or last"],
  ["c  C", "cancel it, or all"],
  ["r  R", "make it again, or all, of what failed or was cancelled"],
  ["Enter", "its history, in the server's words"],
  ["/", "find by id or reason"],
];
