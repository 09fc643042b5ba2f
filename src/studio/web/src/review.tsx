/* The review page: a desk for judging pictures one after the other, by keyboard. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { Beside } from "./beside";
import { useBlind } from "./blind";
import { Grid } from "./grid";
import "./review.css";
import { type Canon, type Detail, get, type Session, thumbUrl, type Verdict } from "./api";
import { AHEAD, Desk, type Field } from "./desk";
import { choose, type Draft, mean, setScore, toggleFailure } from "./draft";
import { type KeyGroup, useKeys } from "./keys";
import { useChanges } from "./live";
import { go, type Page, type PageProps } from "./page";
import { address, type Asked, queues, readAddress } from "./queue";
import { decoded, keepView, loadView, Stage, useGrey, viewKey } from "./stage";
import { count, score, spaced } from "./words";

const verdicts: [Verdict, string][] = [["approved", "a"], ["borderline", "b"], ["rejected", "r"]];

/* A click must not take the keys away from the desk. */
const keepFocus = (event: Event): void => event.preventDefault();

/* -- Dimensions -- */

function Dimensions({ desk, draft }: { desk: Desk; draft: Draft }) {
  return (
    <div class="dimensions" role="group" aria-label="Scores">
      {desk.canon.dimensions.map(({ name, help }, i) => {
        const value = draft.scores[i] ?? null;
        return (
          <div key={name} class={`dimension ${i === draft.dimension ? "marked" : ""}`} title={help ?? undefined}>
            <span class="dimension-name" id={`dim-${i}`}>{spaced(name)}</span>
            <div class="track" role="slider" tabIndex={i === draft.dimension ? 0 : -1} aria-labelledby={`dim-${i}`} aria-valuemin={0} aria-valuemax={1}
              aria-valuenow={value ?? 0} aria-valuetext={value === null ? "not scored" : score(value)}
              onMouseDown={keepFocus}
              onFocus={() => draft.dimension !== i && desk.change({ ...draft, dimension: i })}
              onClick={(event) => {
                const box = event.currentTarget.getBoundingClientRect();
                desk.change({ ...setScore(draft, i, Math.round(((event.clientX - box.left) / box.width) * 20) / 20), dimension: i, touched: i });
              }}>
              <i class={value === null ? "" : value < desk.canon.thresholds.reject_any ? "low" : value < desk.canon.thresholds.approve_each ? "middle" : "high"}
                style={{ width: `${(value ?? 0) * 100}%` }} />
            </div>
            <output class="dimension-value">{value === null ? "·" : score(value)}</output>
          </div>
        );
      })}
    </div>
  );
}

/* -- Texts -- */

function Text({ desk, draft, field, label, hotkey }: { desk: Desk; draft: Draft; field: Field; label: string; hotkey: string }) {
  const box = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    desk.place(field, box.current);
    return () => desk.place(field, null);
  }, [desk, field]);
  return (
    <label class="text">
      <span>{label} <kbd>{hotkey}</kbd></span>
      <textarea ref={box} rows={field === "why" ? 3 : 2} value={draft[field]} maxLength={4000}
        onInput={(event) => desk.change({ ...draft, [field]: event.currentTarget.value })}
        onKeyDown={(event) => {
          if ((event.key !== "Enter" || event.shiftKey || event.isComposing) && event.key !== "Escape") return;
          event.preventDefault();
          event.stopPropagation();
          event.currentTarget.blur();
          desk.endText(field, event.key === "Enter");
        }} />
    </label>
  );
}

/* -- The form -- */

function Failures({ desk, draft }: { desk: Desk; draft: Draft }) {
  if (desk.canon.failure_modes.length === 0) return null;
  return (
    <fieldset class={`failures ${desk.failures ? "open" : ""}`}>
      <legend>Failure modes <kbd>f</kbd>{desk.failures && <em> a letter each, Enter closes</em>}</legend>
      {desk.canon.failure_modes.map((mode, i) => (
        <button key={mode.name} type="button" class="chip" aria-pressed={draft.failures.includes(mode.name)} title={mode.help ?? undefined}
          onMouseDown={keepFocus} onClick={() => desk.change(toggleFailure(draft, mode.name))}>
          {desk.failures && i < 26 && <kbd>{String.fromCharCode(97 + i)}</kbd>}{spaced(mode.name)}
        </button>
      ))}
    </fieldset>
  );
}

function Verdicts({ desk, draft }: { desk: Desk; draft: Draft }) {
  const average = mean(draft), called = desk.call?.status;
  return (
    <section aria-label="Verdict">
      <div class="verdicts">
        {verdicts.map(([name, key]) => (
          <button key={name} type="button" class={`verdict verdict-${name} ${draft.verdict === null && called === name ? "called" : ""}`} aria-pressed={draft.verdict === name}
            aria-keyshortcuts={key} onMouseDown={keepFocus} onClick={() => desk.change(choose(draft, name))}>{name} <kbd>{key}</kbd></button>
        ))}
      </div>
      <p class="call">
        {desk.call ? <>Scores call for <b class={`word-${called}`}>{called}</b>{desk.call.reason && <>: {desk.call.reason}</>}</>
          : <span class="dim">{count(draft.scores.filter((value) => value === null).length, "score")} to go</span>}
        {average !== null && <span class="mean">mean {score(average)}</span>}
        {draft.confidence !== null && <span class="mean">sure {score(draft.confidence)}</span>}
      </p>
    </section>
  );
}

/* What somebody else said of it meanwhile. Both stand in the record then, and the one saved last counts. */
function Conflict({ desk }: { desk: Desk }) {
  const { theirs } = desk;
  if (!theirs) return null;
  const scores = Object.entries(theirs.criteria_scores ?? {});
  return (
    <section class="conflict" aria-label="Judged meanwhile">
      <p><b>{theirs.reviewer ?? "Somebody"}</b> judged it meanwhile: <b class={`word-${theirs.status}`}>{theirs.status}</b></p>
      {theirs.explanation && <blockquote>{theirs.explanation}</blockquote>}
      {scores.length > 0 && <p class="dim">{scores.map(([name, value]) => `${spaced(name)} ${score(value)}`).join(" · ")}</p>}
      {(theirs.failure_modes?.length ?? 0) > 0 && <p class="dim">{theirs.failure_modes?.map(spaced).join(" · ")}</p>}
      <p>What you entered is still here. <kbd>Enter</kbd> saves it as well: it counts then, and theirs stays in the history. <kbd>s</kbd> lets theirs stand.</p>
    </section>
  );
}

function Gates({ detail }: { detail: Detail }) {
  if (detail.gates.length === 0) return detail.identity ? <p class="gate"><b>Named subject.</b> {detail.identity}</p> : null;
  return (
    <section class="gate" aria-label="Gates of a named subject">
      <b>Named subject</b>
      <ul class="gates">{detail.gates.map(({ id, asks, state, reason }) => (
        <li key={id} class={`gate-${state}`} title={reason ?? asks}><b>{id}</b> <span>{asks}</span> <em>{state}</em></li>
      ))}</ul>
      {detail.identity && <p>{detail.identity}</p>}
    </section>
  );
}

function Form({ desk, draft, detail, session, blind }: { desk: Desk; draft: Draft; detail: Detail; session: Session; blind: boolean }) {
  return (
    <aside class="form" aria-label="Judgment">
      <header>
        <h1>{blind ? `Picture ${desk.at + 1}` : detail.id}</h1>
        {blind ? <p>Blind: what it was asked to be, and what others said, is hidden</p>
          : <p><span class={`dot part-${detail.status}`} />{detail.status}{[detail.lane, detail.faction].filter((each) => each !== null).map((each) => <span class="tag" key={each}>{each}</span>)}
            {detail.binding.startsWith("stale") && <span class="tag warn">{detail.binding}</span>}</p>}
      </header>
      <Conflict desk={desk} />
      <Gates detail={detail} />
      <Dimensions desk={desk} draft={draft} />
      <Verdicts desk={desk} draft={draft} />
      <Failures desk={desk} draft={draft} />
      <Text desk={desk} draft={draft} field="why" label="Why" hotkey="e" />
      <Text desk={desk} draft={draft} field="notes" label="What would make it better" hotkey="n" />
      {(desk.wantsOverride || draft.override !== "") && <Text desk={desk} draft={draft} field="override" label="Why the verdict may contradict the scores" hotkey="o" />}
      <footer>
        {desk.message && <p class={desk.refused ? "refusal" : "notice"} role={desk.refused ? "alert" : "status"}>{desk.message}{desk.refused && desk.wantsOverride && draft.override === "" && <> (<kbd>o</kbd>)</>}</p>}
        <div class="actions">
          <button type="button" class="quiet" onMouseDown={keepFocus} onClick={() => void desk.key("u")}>Undo <kbd>u</kbd></button>
          <button type="button" class="quiet" onMouseDown={keepFocus} onClick={() => void desk.key("s")}>Later <kbd>s</kbd></button>
          <button type="button" class="main" disabled={session.reviewer === null} title={session.no_reviewer ?? undefined} onMouseDown={keepFocus}
            onClick={() => void desk.key("Enter")}>Save <kbd>Enter</kbd></button>
        </div>
      </footer>
    </aside>
  );
}

/* -- What comes next -- */

function Film({ desk, blind }: { desk: Desk; blind: boolean }) {
  const next = desk.ahead(14);
  return (
    <div class="next">
      <span class="next-left" aria-live="polite">{desk.left > 0 ? `${desk.left.toLocaleString("en")} to judge${desk.total > desk.ids.length ? ` of ${desk.total.toLocaleString("en")}` : ""}` : ""}{desk.isSaving && " …"}</span>
      <ol aria-label="Next">{next.map((id) => (
        <li key={id}><button type="button" onMouseDown={keepFocus} onClick={() => void desk.show(desk.ids.indexOf(id))} {...(!blind && { title: id })}><img src={thumbUrl(id, 128)} alt={blind ? "a picture" : id} width="56" height="56" /></button></li>
      ))}</ol>
    </div>
  );
}

/* -- The page -- */

function useDesk(canon: Canon | null, asked: Asked): Desk | null {
  const [, redraw] = useState(0);
  const [desk, setDesk] = useState<Desk | null>(null);
  const name = JSON.stringify(asked);
  useEffect(() => {
    if (!canon) return;
    const made = new Desk(canon, asked, () => redraw((n) => n + 1));
    if (desk) made.takeOver(desk);
    setDesk(made);
    void made.open();
  }, [canon, name]);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => void (desk?.isSaving && event.preventDefault());
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [desk]);
  return desk;
}

function Choice({ label, all, value, choices, onPick }: { label: string; all: string; value: string | undefined; choices: [string, string][]; onPick: (value: string | undefined) => void }) {
  if (choices.length < 2) return null;
  return (
    <select aria-label={label} value={value ?? ""} onChange={(event) => { event.currentTarget.blur(); onPick(event.currentTarget.value || undefined); }}>
      <option value="">{all}</option>
      {choices.map(([id, title]) => <option key={id} value={id}>{title}</option>)}
    </select>
  );
}

function Picker({ asked, canon, grid }: { asked: Asked; canon: Canon; grid: boolean }) {
  const to = (change: Partial<Asked>): void => go(address({ ...asked, queue: asked.queue === "one" ? "unjudged" : asked.queue, ...change }, grid));
  return (
    <div class="picker">
      <nav aria-label="Queues">{queues.map(({ name, title }) => <a key={name} href={address({ ...asked, queue: name }, grid)} aria-current={name === asked.queue ? "true" : undefined}>{title}</a>)}</nav>
      <span class="picker-filters">
        <Choice label="Lane" all="all lanes" value={asked.lane} choices={canon.lanes.map(({ id, label }) => [id, label ?? id])} onPick={(lane) => to({ lane })} />
        <Choice label={spaced(canon.faction_label)} all={`any ${spaced(canon.faction_label)}`} value={asked.faction} choices={canon.factions.map((name) => [name, name])} onPick={(faction) => to({ faction })} />
        <input type="search" aria-label="Words in name or reason" placeholder="words" value={asked.text ?? ""}
          onChange={(event) => to({ text: event.currentTarget.value.trim() || undefined })}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()} />
        <a class="button" href={address(asked, !grid)} aria-keyshortcuts="t">{grid ? "One by one" : "Grid"} <kbd>t</kbd></a>
      </span>
    </div>
  );
}

function Review({ session, query }: PageProps) {
  const asked = readAddress(query), grid = query.get("view") === "grid" && asked.queue !== "one";
  const [canon, setCanon] = useState<Canon | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  // The same canon once more begins no new sitting.
  const take = (now: Canon): void => setCanon((old) => (JSON.stringify(old) === JSON.stringify(now) ? old : now));
  const load = (): void => void get<Canon>("/api/canon").then(take, (error: Error) => setProblem(error.message));
  useEffect(load, []);
  useChanges((what) => void (what.includes("canon") && load()));
  useKeys((key) => {
    if (key !== "t" || asked.queue === "one") return false;
    go(address(asked, !grid));
    return true;
  });

  if (problem) return <div class="page"><p class="refusal" role="alert">{problem}</p></div>;
  if (!canon) return <div class="review" aria-busy="true" />;
  return grid ? <div class="review review-grid"><Picker asked={asked} canon={canon} grid /><Grid asked={asked} canon={canon} session={session} /></div>
    : <Sitting asked={asked} canon={canon} session={session} />;
}

function Sitting({ asked, canon, session }: { asked: Asked; canon: Canon; session: Session }) {
  const desk = useDesk(canon, asked);
  const [view, setView] = useState(loadView);
  const [grey, nextGrey] = useGrey();
  const [blind, turnBlind] = useBlind();
  const [open, setOpen] = useState({ rules: true, rubric: false, provenance: false, near: true });

  useChanges((what) => void (what.includes("records") && desk?.refresh()));
  useKeys((key) => {
    const free = !desk?.failures && !desk?.busy;
    const near = free ? viewKey(view, key) : null;
    if (key === "t" && free) return false; // to the grid
    if (near) setView(keepView(near));
    else if (key === "w" && free) nextGrey();
    else if (key === "v" && free) turnBlind();
    else if (key === "m" && free) setOpen({ ...open, rules: !open.rules });
    else if (key === "p" && free && !blind) setOpen({ ...open, provenance: !open.provenance });
    else if (desk?.takes(key)) void desk.key(key);
    else return false;
    return true;
  });

  /* The next ones are fetched and decoded while this one is looked at. */
  useEffect(() => {
    if (!desk) return;
    for (const id of desk.ahead(AHEAD)) void desk.fetch(id).then((next) => next.image && decoded(next), () => undefined);
  }, [desk, desk?.shown]);

  if (!desk?.loaded) return <div class="review" aria-busy="true" />;
  const { detail, draft } = desk;
  if (!detail || !draft) return <div class="review review-none"><Picker asked={asked} canon={canon} grid={false} /><Nothing desk={desk} /></div>;
  return (
    <div class={`review ${grey}`}>
      <Picker asked={asked} canon={canon} grid={false} />
      <Stage detail={detail} view={view} onView={(next) => setView(keepView(next))} alt={blind ? "The picture" : `Picture ${detail.id}`} />
      <Film desk={desk} blind={blind} />
      <Beside canon={canon} detail={detail} blind={blind} open={open} onOpen={(change) => setOpen({ ...open, ...change })} />
      <Form desk={desk} draft={draft} detail={detail} session={session} blind={blind} />
    </div>
  );
}

function Nothing({ desk }: { desk: Desk }) {
  const here = queues.find(({ name }) => name === desk.query.queue)?.title ?? "this queue";
  return (
    <div class="nothing">
      {desk.refused ? <p class="refusal" role="alert">{desk.message}</p> : (
        <>
          <h1>{desk.done.length > 0 ? `${count(desk.done.length, "picture")} judged. That was all.` : `Nothing in “${here}”.`}</h1>
          <p class="dim">{desk.done.length > 0 ? "Bind them to the rules with " : "Make more pictures with "}<code>{desk.done.length > 0 ? "limner canon bind" : "limner generate PACK"}</code>; what comes in appears here by itself.</p>
          <p role="status">{desk.message}</p>
        </>
      )}
      <button type="button" class="quiet" onClick={() => void desk.key("u")}>Undo <kbd>u</kbd></button> <a href="/">Overview</a>
    </div>
  );
}

const keys: KeyGroup[] = [
  ["Score", [
    ["1 … 9  0", "0.1 … 0.9 and 1.0 for the marked dimension; goes to the next"],
    [".", "half a step more for the one scored last: 8 . is 0.85"],
    ["+  −", "half a step more or less for the marked one"],
    ["↓ ↑  j k", "mark the next or previous dimension"],
    ["x  ⌫", "take a score away"],
  ]],
  ["Decide", [
    ["Enter", "save and go on; without a reason it asks for one"],
    ["a  b  r", "approved, borderline, rejected; again: let the scores decide"],
    ["f", "failure modes: then a letter each; Enter closes"],
    ["e", "the reason"],
    ["n", "what would make it better"],
    ["o", "why the verdict may contradict the scores"],
    ["c", "how sure you are"],
    ["u", "take the last judgment back, as often as you like"],
  ]],
  ["Look", [
    ["→  s", "leave this one for later"],
    ["←", "the one before"],
    ["z", "whole picture, or pixel for pixel"],
    ["[  ]", "further away, nearer; also the wheel, and drag to move"],
    ["H J K L", "move the picture when near"],
    ["w", "grey behind the picture: lighter or darker"],
    ["p", "prompt and provenance"],
    ["v", "blind: hide prompt, name and earlier verdicts"],
    ["t", "grid, and back"],
    ["m", "rules"],
  ]],
  ["Grid", [
    ["← ↑ ↓ →", "go from picture to picture"],
    ["Space", "choose it, or not; with Shift all from the last one"],
    ["Enter", "review the chosen ones, or this one"],
    ["b", "judge all chosen ones alike"],
    ["Esc", "choose none"],
  ]],
];

export const page: Page = { path: "/review", title: "Review", letter: "r", view: Review, keys };
