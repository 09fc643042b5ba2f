/* The story page: the graph of passages with their prose and briefs, how it looks (Gate 1), briefs and codex (Gate 2), and its pictures. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import "./story.css";
import { type KeyGroup, useKeys } from "./keys";
import { go, type Page, type PageProps } from "./page";
import type { Brief, Dress, Passage, Saying, Tale } from "./tale";
import { BriefPanel, sayAt, StateWord, type Told } from "./talebrief";
import { CodexTab } from "./talecodex";
import { TaleGraph } from "./talegraph";
import { LookTab } from "./talelook";
import { PicturesTab } from "./talepictures";
import { useAsked } from "./ui/asked";
import { Empty } from "./ui/empty";
import { RefusalLine, toast } from "./ui/notice";
import { count, spaced } from "./words";

const TABS = [["passages", "Passages"], ["look", "Look"], ["briefs", "Briefs"], ["codex", "Codex"], ["pictures", "Pictures"]] as const;
type Tab = (typeof TABS)[number][0];
const LISTED = 400; // rows of the list that are drawn around the chosen one

interface Prose {
  id: string;
  title: string;
  prose: string;
  prompt: string | null;
  negative_prompt: string | null;
}

const address = (tab: Tab, passage?: string): string => `/story?tab=${tab}${passage === undefined ? "" : `&passage=${encodeURIComponent(passage)}`}`;

/* -- One passage -- */

function Choices({ passage, titles, onChoose }: { passage: Passage; titles: Map<string, string>; onChoose: (id: string) => void }) {
  if (passage.choices.length === 0) return <p class="dim">An ending.</p>;
  return (
    <ul class="choices">{passage.choices.map((choice, at) => (
      <li key={`${at} ${choice.to}`}>
        <button type="button" disabled={choice.broken} onClick={() => onChoose(choice.to)}>{choice.label} <i aria-hidden="true">→</i> <small>{titles.get(choice.to) ?? `${choice.to}, which is not there`}</small></button>
        {choice.requires.length > 0 && <small>needs {choice.requires.join(", ")}</small>}
        {choice.grants.length > 0 && <small>gives {choice.grants.join(", ")}</small>}
      </li>
    ))}</ul>
  );
}

interface DeskProps {
  tale: Tale;
  dress: Dress;
  passage: Passage;
  mayJudge: boolean;
  onTold: Told;
  onChoose: (id: string) => void;
}

function Desk({ tale, dress, passage, mayJudge, onTold, onChoose }: DeskProps) {
  const { value: prose, problem } = useAsked<Prose>("/api/story/passage", { id: passage.id }, ["story"]);
  const brief = dress.briefs.find((each) => each.passage === passage.id);
  const names = useMemo(() => new Map(tale.entities.map(({ id, name }) => [id, name])), [tale]);
  const titles = useMemo(() => new Map(tale.passages.map(({ id, title }) => [id, title])), [tale]);
  return (
    <article class="tale-desk" aria-label={passage.title}>
      <header>
        <h1>{passage.title}</h1>
        <p class="dim">{[spaced(passage.scene_type), passage.spine && "on the spine", passage.start && "the beginning", passage.ending && "an ending", !passage.reachable && "nobody comes here"].filter(Boolean).join(" · ")}</p>
      </header>
      <RefusalLine problem={problem} />
      {prose && <div class="prose">{prose.prose.split(/\n\s*\n/).map((text, at) => <p key={at} dir="auto">{text}</p>)}</div>}
      <Choices passage={passage} titles={titles} onChoose={onChoose} />
      {passage.appears.length > 0 && <p><span class="field-label">In it</span> {passage.appears.map((id) => names.get(id) ?? id).join(", ")}</p>}
      {brief ? <BriefPanel brief={brief} illustration={dress.pictures.illustrations.find((each) => each.brief === brief.id)} names={names} mayJudge={mayJudge} onTold={onTold} />
        : <p class="dim">Score {passage.score}{passage.score_reason && `: ${passage.score_reason}`}. No brief yet: <code>limner dress brief</code>.</p>}
      {prose?.prompt && <details><summary>What an image maker gets</summary><p class="fragment">{prose.prompt}</p>{prose.negative_prompt && <p class="fragment dim">not: {prose.negative_prompt}</p>}</details>}
    </article>
  );
}

/* -- Lists -- */

function around<T>(rows: T[], at: number): { rows: T[]; from: number } {
  const from = Math.max(0, Math.min(rows.length - LISTED, at - LISTED / 2));
  return { rows: rows.slice(from, from + LISTED), from };
}

interface Listed {
  id: string; // of the passage
  title: string;
  priority: number;
  state: string | undefined;
}

function PassageList({ title, rows, chosen, onChoose }: { title: string; rows: Listed[]; chosen: string | undefined; onChoose: (id: string) => void }) {
  const at = rows.findIndex(({ id }) => id === chosen), part = around(rows, Math.max(0, at)), list = useRef<HTMLOListElement>(null);
  useEffect(() => list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" }), [chosen]);
  return (
    <ol ref={list} class="tale-list" aria-label={title} start={part.from + 1}>
      {part.from > 0 && <li class="dim">{part.from} before</li>}
      {part.rows.map((row) => (
        <li key={row.id}><button type="button" aria-current={row.id === chosen ? "true" : undefined} onClick={() => onChoose(row.id)}>
          <i class={`rank rank-${row.priority}`} title={row.priority > 0 ? `priority ${row.priority}` : "skip"}>{row.priority > 0 ? row.priority : "–"}</i>
          <span>{row.title}</span>{row.state && <StateWord state={row.state} />}
        </button></li>
      ))}
      {part.from + part.rows.length < rows.length && <li class="dim">{rows.length - part.from - part.rows.length} after</li>}
    </ol>
  );
}

/* -- The page -- */

function Story({ session, query }: PageProps) {
  const tab = (TABS.find(([name]) => name === query.get("tab"))?.[0] ?? "passages") satisfies Tab;
  const tale = useAsked<Tale>("/api/story", {}, ["story"]), asked = useAsked<Dress>("/api/story/dress", {}, ["story"]);
  const [told, setTold] = useState<Dress | null>(null);
  const [openOnly, setOpenOnly] = useState(true);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => setTold(null), [asked.value]); // newer than what a verdict answered
  const dress = told ?? asked.value, mayJudge = session.reviewer !== null;

  const briefs = useMemo(() => new Map<string, Brief>((dress?.briefs ?? []).map((brief) => [brief.passage, brief])), [dress]);
  const illustrated = useMemo(() => new Set((dress?.pictures.illustrations ?? []).map(({ passage }) => passage)), [dress]);
  const titles = useMemo(() => new Map((tale.value?.passages ?? []).map(({ id, title }) => [id, title])), [tale.value]);
  const chosen = query.get("passage") ?? undefined;
  const rows: Listed[] = useMemo(() => {
    if (tab === "briefs")
      return (dress?.briefs ?? []).filter((brief) => !openOnly || brief.passage === chosen || (brief.state !== "approved" && brief.state !== "skipped" && brief.state !== "rejected" && brief.priority > 0))
        .map((brief) => ({ id: brief.passage, title: brief.caption ?? titles.get(brief.passage) ?? brief.passage, priority: brief.priority, state: brief.state }));
    return (tale.value?.passages ?? []).map((passage) => ({ id: passage.id, title: passage.title, priority: briefs.get(passage.id)?.priority ?? passage.priority, state: briefs.get(passage.id)?.state }));
  }, [tab, dress, tale.value, openOnly, briefs]);
  const at = rows.findIndex(({ id }) => id === chosen);
  const passage = tale.value?.passages.find(({ id }) => id === chosen) ?? (tab === "briefs" ? tale.value?.passages.find(({ id }) => id === rows[0]?.id) : tale.value?.passages.find(({ start }) => start));

  // The one that is shown stays, wherever its priority moves it in the list.
  useEffect(() => {
    if (tab !== "briefs" || chosen !== undefined || !passage) return;
    history.replaceState(null, "", address(tab, passage.id));
    dispatchEvent(new PopStateEvent("popstate"));
  }, [tab, chosen, passage?.id]);

  const choose = (id: string): void => go(address(tab === "briefs" ? "briefs" : "passages", id));
  async function say(saying: Saying, done: string): Promise<void> {
    try {
      setTold(await sayAt(saying));
      setProblem(null);
      toast(done);
      if (saying.gate !== "brief" || saying.verdict === "pending" || tab !== "briefs") return;
      const next = rows[at + 1] ?? rows[at - 1];
      go(address("briefs", next?.id));
    } catch (error) {
      setProblem((error as Error).message);
    }
  }
  function move(by: number): boolean {
    const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))];
    if (next) choose(next.id);
    return next !== undefined;
  }
  function follow(forward: boolean): boolean {
    const to = forward ? passage?.choices.find((choice) => !choice.broken)?.to : tale.value?.passages.find(({ choices }) => choices.some((choice) => choice.to === passage?.id))?.id;
    if (to !== undefined) choose(to);
    return to !== undefined;
  }

  useKeys((key) => {
    const brief = passage && briefs.get(passage.id), listed = tab === "passages" || tab === "briefs";
    if (key === "[" || key === "]") {
      const now = TABS.findIndex(([name]) => name === tab), next = TABS[(now + (key === "]" ? 1 : TABS.length - 1)) % TABS.length];
      if (next) go(address(next[0], chosen));
    } else if (listed && (key === "j" || key === "ArrowDown")) return move(1);
    else if (listed && (key === "k" || key === "ArrowUp")) return move(-1);
    else if (tab === "passages" && (key === "l" || key === "ArrowRight")) return follow(true);
    else if (tab === "passages" && (key === "h" || key === "ArrowLeft")) return follow(false);
    else if (mayJudge && listed && brief && key === "a") void say({ gate: "brief", id: brief.id, verdict: "approved", content: brief.content }, "Approved.");
    else if (mayJudge && listed && brief && key === "s") void say({ gate: "brief", id: brief.id, verdict: "skipped", content: brief.content }, "Skipped.");
    else if (listed && brief && key === "x") document.querySelector<HTMLInputElement>(".brief input")?.focus();
    else if (mayJudge && listed && brief && /^[0-3]$/.test(key)) void say({ gate: "brief", id: brief.id, verdict: "pending", priority: Number(key), content: brief.content }, `Priority ${key}.`);
    else if (mayJudge && tab === "look" && dress && key === "a") void say({ gate: "direction", verdict: "approved", content: dress.direction.content }, "The look is approved.");
    else if (tab === "look" && key === "x") document.querySelector<HTMLInputElement>(".direction input")?.focus();
    else return false;
    return true;
  });

  if (tale.problem && !tale.value)
    return <Empty title="No story yet"><p>{tale.problem}</p></Empty>;
  if (!tale.value || !dress) return asked.problem ? <Empty title="The dress cannot be read"><p>{asked.problem}</p></Empty> : <div class="page" aria-busy="true" />;
  const { status: { next }, findings } = dress;
  return (
    <div class="tale">
      <header class="tale-head">
        <h1>{tale.value.title ?? "Untitled"}</h1>
        <span class="dim">{count(tale.value.passages.length, "passage")}, {count(tale.value.endings, "ending")}, {count(tale.value.words, "word")}</span>
        <nav aria-label="Parts of the story">{TABS.map(([name, title]) => (
          <a key={name} href={address(name, chosen)} aria-current={name === tab ? "page" : undefined}>{title}{name === "look" && <StateWord state={dress.direction.state} />}</a>
        ))}</nav>
        <span class="bar-space" />
        {next && <span class="dim">next: <code>limner {next}</code></span>}
      </header>
      {findings.length > 0 && <details class="warn tale-findings"><summary>{count(findings.length, "file is", "files are")} not as they should be</summary><ul>{findings.map((text) => <li key={text}>{text}</li>)}</ul></details>}
      <RefusalLine problem={problem} />
      {(tab === "passages" || tab === "briefs") && <div class={`tale-body tale-${tab}`}>
        {tab === "passages" ? <TaleGraph tale={tale.value} briefs={briefs} illustrated={illustrated} chosen={passage?.id} onChoose={choose} />
          : <label class="tale-filter"><input type="checkbox" checked={openOnly} onChange={() => setOpenOnly(!openOnly)} /> only those that wait for a word</label>}
        <PassageList title={tab === "briefs" ? "Briefs by priority" : "Passages"} rows={rows} chosen={passage?.id} onChoose={choose} />
        {tab === "briefs" && dress.briefs.length === 0 ? <Empty title="No briefs yet"><p><code>limner dress brief</code> has a chat model say what each picture is to show.</p></Empty>
          : tab === "briefs" && rows.length === 0 ? <Empty title="All of it was seen"><p>Every brief has its verdict. The budget is on the page of pictures.</p></Empty>
            : passage && <Desk tale={tale.value} dress={dress} passage={passage} mayJudge={mayJudge} onTold={setTold} onChoose={choose} />}
      </div>}
      {tab === "look" && <LookTab direction={dress.direction} mayJudge={mayJudge} onTold={setTold} />}
      {tab === "codex" && <CodexTab tale={tale.value} codex={dress.codex} mayJudge={mayJudge} onTold={setTold} />}
      {tab === "pictures" && <PicturesTab dress={dress} mayJudge={mayJudge} onTold={setTold} onChanged={asked.again} onPassage={(id) => go(address("passages", id))} />}
    </div>
  );
}

const keys: KeyGroup[] = [["Story", [
  ["[ ]", "part before, part after"],
  ["j k", "next, previous of the list"],
  ["l h", "along the first choice, back"],
  ["a", "approve the brief, or the look"],
  ["s", "skip the brief"],
  ["x", "to the reason of a rejection"],
  ["0–3", "its priority"],
]]];

export const page: Page = { path: "/story", title: "Story", letter: "t", view: Story, keys };
