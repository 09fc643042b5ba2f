/* The compare page: two pictures, which is better, and the ranking that follows. */
import { useEffect, useRef, useState } from "preact/hooks";

import "./compare.css";
import { type Canon, get, type Session } from "./api";
import { CHOICES, type Chosen, Contest, type Pair } from "./contest";
import { type KeyGroup, useKeys } from "./keys";
import { useChanges } from "./live";
import { go, type Page, type PageProps } from "./page";
import { Ranking } from "./ranking";
import { keepView, loadView, Stage, useGrey, type View, viewKey } from "./stage";
import { Empty } from "./ui/empty";
import { Field } from "./ui/field";
import { RefusalLine } from "./ui/notice";
import { count, spaced } from "./words";

const MODES = ["side", "wipe", "blink"] as const;
type Mode = (typeof MODES)[number];
const MODE_TITLES: Record<Mode, string> = { side: "Side by side", wipe: "Wipe", blink: "Blink" };
const CHOICE_TITLES: Record<Chosen, string> = { a: "A is better", tie: "Tie", b: "B is better" };
const CHOICE_KEYS: Record<Chosen, string> = { a: "a", tie: "t", b: "b" };
const BLINK_MS = 700;

/* A click must not take the keys away. */
const keepFocus = (event: Event): void => event.preventDefault();

/* -- The two pictures -- */

interface Look {
  mode: Mode;
  wipe: number; // how much of A is seen, 0 to 1
  shown: "a" | "b"; // of the two that blink
}

function Two({ contest, look, view, onView, onWipe }: { contest: Contest; look: Look; view: View; onView: (view: View) => void; onWipe: (at: number) => void }) {
  const { details, chosen } = contest, { mode, wipe, shown } = look;
  const arranged = mode === "side" ? "pair-two" : `pair-over pair-${mode}`;
  if (!details) return null;
  return (
    <div class={`pair ${arranged}`} onPointerMove={(event) => {
      if (mode !== "wipe" || event.buttons !== 0) return;
      const box = event.currentTarget.getBoundingClientRect();
      onWipe((event.clientX - box.left) / box.width);
    }}>
      {(["a", "b"] as const).map((side) => (
        <figure key={side} class={`pair-side pair-${side} ${chosen === side ? "pair-chosen" : ""} ${mode === "blink" && shown !== side ? "pair-away" : ""}`}
          style={{ clipPath: mode !== "wipe" ? "none" : side === "a" ? `inset(0 ${100 - wipe * 100}% 0 0)` : `inset(0 0 0 ${wipe * 100}%)` }}>
          <figcaption><b>{side}</b><span>{details[side].id}</span></figcaption>
          <Stage detail={details[side]} view={view} onView={onView} alt={`${side}: ${details[side].id}`} />
        </figure>
      ))}
      {mode === "wipe" && <i class="pair-line" style={{ left: `${wipe * 100}%` }} />}
    </div>
  );
}

/* -- What is said of them -- */

function Dimensions({ contest }: { contest: Contest }) {
  return (
    <ul class="contest-dimensions" aria-label="Which is better in what">
      {contest.canon.dimensions.map(({ name, help }, at) => (
        <li key={name} title={help ?? undefined}>
          {at < 9 ? <kbd>{at + 1}</kbd> : <span />}
          <span>{spaced(name)}</span>
          <span class="contest-three" role="group" aria-label={spaced(name)}>
            {CHOICES.map((each) => (
              <button key={each} type="button" aria-pressed={contest.dimensions[name] === each} onMouseDown={keepFocus}
                aria-label={`${spaced(name)}: ${CHOICE_TITLES[each]}`}
                onClick={() => contest.chooseIn(name, contest.dimensions[name] === each ? null : each)}>{each === "tie" ? "=" : each.toUpperCase()}</button>
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Form({ contest, session, reason }: { contest: Contest; session: Session; reason: { current: HTMLTextAreaElement | null } }) {
  const cannot = session.reviewer === null;
  return (
    <section class="contest-form" aria-label="Comparison">
      <h1>Which is better{contest.pair?.lane ? `, as ${contest.pair.lane}` : ""}?</h1>
      <Dimensions contest={contest} />
      <div class="contest-choices">
        {CHOICES.map((each) => (
          <button key={each} type="button" aria-pressed={contest.chosen === each} aria-keyshortcuts={CHOICE_KEYS[each]} disabled={cannot} title={session.no_reviewer ?? undefined}
            onMouseDown={keepFocus} onClick={() => contest.choose(each)}>{CHOICE_TITLES[each]} <kbd>{CHOICE_KEYS[each]}</kbd></button>
        ))}
      </div>
      <Field label="Why" hotkey="e">
        <textarea ref={reason} rows={2} value={contest.why} maxLength={4000} onInput={(event) => (contest.why = event.currentTarget.value)}
          onKeyDown={(event) => {
            if ((event.key !== "Enter" || event.shiftKey || event.isComposing) && event.key !== "Escape") return;
            event.preventDefault();
            event.stopPropagation();
            event.currentTarget.blur();
            if (event.key === "Enter") void contest.save();
          }} />
      </Field>
      <div class="contest-foot">
        <button type="button" class="quiet" onMouseDown={keepFocus} onClick={() => void contest.undo()} disabled={cannot}>Undo <kbd>u</kbd></button>
        <p class="notice" role="status">{contest.refused ? "" : contest.message || `${count(contest.done.length, "pair")} in this sitting`}</p>
        <button type="button" class="main" disabled={cannot || contest.busy} title={session.no_reviewer ?? undefined} onMouseDown={keepFocus} onClick={() => void contest.save()}>Save <kbd>Enter</kbd></button>
      </div>
      <RefusalLine problem={contest.refused ? contest.message : null} />
    </section>
  );
}

/* -- The page -- */

function useContest(canon: Canon | null, lane: string | undefined, a: string | null, b: string | null): Contest | null {
  const [, redraw] = useState(0);
  const [contest, setContest] = useState<Contest | null>(null);
  useEffect(() => {
    if (!canon) return;
    const asked: Pair | null = a !== null && b !== null ? { a, b, lane: null } : null;
    const made = new Contest(canon, lane, asked, () => redraw((n) => n + 1));
    setContest(made);
    void made.open();
  }, [canon, lane, a, b]);
  return contest;
}

function useLook(): [Look, (key: string) => boolean, (change: Partial<Look>) => void] {
  const [look, setLook] = useState<Look>({ mode: "side", wipe: 0.5, shown: "a" });
  const [plays, setPlays] = useState(false);
  const change = (part: Partial<Look>): void => setLook((old) => ({ ...old, ...part }));
  const flip = (): void => setLook((old) => ({ ...old, shown: old.shown === "a" ? "b" : "a" }));
  useEffect(() => {
    if (!plays || look.mode !== "blink") return undefined;
    const timer = setInterval(flip, BLINK_MS);
    return () => clearInterval(timer);
  }, [plays, look.mode]);
  function take(key: string): boolean {
    if (key === "v") change({ mode: MODES[(MODES.indexOf(look.mode) + 1) % MODES.length] ?? "side" });
    else if (key === " " && look.mode === "blink") flip();
    else if (key === "p" && look.mode === "blink") setPlays(!plays);
    else if ((key === "," || key === ".") && look.mode === "wipe") change({ wipe: Math.min(1, Math.max(0, look.wipe + (key === "." ? 0.05 : -0.05))) });
    else return false;
    return true;
  }
  return [look, take, change];
}

function Picker({ canon, lane, look, onMode }: { canon: Canon; lane: string | undefined; look: Look; onMode: (mode: Mode) => void }) {
  return (
    <div class="picker">
      <div class="compare-modes" role="group" aria-label="How they are shown">
        {MODES.map((mode) => <button key={mode} type="button" aria-pressed={look.mode === mode} onMouseDown={keepFocus} onClick={() => onMode(mode)}>{MODE_TITLES[mode]}</button>)}
      </div>
      <span class="dim">{look.mode === "wipe" ? <>move the pointer, or <kbd>,</kbd> <kbd>.</kbd></> : look.mode === "blink" ? <><kbd>Space</kbd> the other one, <kbd>p</kbd> by itself</> : <><kbd>v</kbd> on one another</>}</span>
      <span class="bar-space" />
      {canon.lanes.length > 1 && (
        <select aria-label="Lane" value={lane ?? ""} onChange={(event) => { event.currentTarget.blur(); go(event.currentTarget.value ? `/compare?lane=${encodeURIComponent(event.currentTarget.value)}` : "/compare"); }}>
          <option value="">all lanes</option>
          {canon.lanes.map(({ id, label }) => <option key={id} value={id}>{label ?? id}</option>)}
        </select>
      )}
    </div>
  );
}

const names = ({ dimensions }: Canon): string => dimensions.map(({ name }) => name).join();

function Compare({ session, query }: PageProps) {
  const lane = query.get("lane") ?? undefined;
  const [canon, setCanon] = useState<Canon | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const contest = useContest(canon, lane, query.get("a"), query.get("b"));
  const [look, takeLook, change] = useLook();
  const [view, setView] = useState(loadView);
  const [grey, nextGrey] = useGrey();
  const reason = useRef<HTMLTextAreaElement>(null);

  useEffect(() => void get<Canon>("/api/canon").then(setCanon, (error: Error) => setProblem(error.message)), []);
  useChanges((what) => {
    // Other dimensions ask for other answers; all else may change under the pair.
    if (what.includes("canon")) get<Canon>("/api/canon").then((now) => names(now) !== (canon && names(canon)) && setCanon(now), () => undefined);
    contest?.refresh();
  });

  // With another pair the keys are the page's again.
  useEffect(() => reason.current?.blur(), [contest?.pair]);

  useKeys((key) => {
    if (!contest) return false;
    if (key === "u" && session.reviewer !== null) void contest.undo();
    else if (!contest.pair) return false;
    else if (takeLook(key)) return true;
    else if (key === "w") nextGrey();
    else if (key === "e") reason.current?.focus();
    else if (/^[1-9]$/.test(key)) contest.turn(Number(key) - 1);
    else if (session.reviewer !== null && (key === "a" || key === "b" || key === "t" || key === "=")) contest.choose(key === "a" || key === "b" ? key : "tie");
    else if (key === "Enter" && session.reviewer !== null) {
      if (contest.chosen && contest.why.trim() === "") reason.current?.focus();
      else void contest.save();
    } else {
      const near = viewKey(view, key);
      if (!near) return false;
      setView(keepView(near));
    }
    return true;
  });

  if (problem) return <div class="page"><RefusalLine problem={problem} /></div>;
  if (!canon || !contest?.loaded) return <div class="compare" aria-busy="true" />;
  const { pair } = contest;
  if (!pair)
    return (
      <Empty title={lane === undefined ? "Nothing to compare yet" : `Nothing to compare in ${lane}`}>
        {contest.refused && <RefusalLine problem={contest.message} />}
        <p class="dim">Two pictures of one lane are compared; {contest.none ?? "they could not be read"}. Make some with <code>limner generate PACK</code>; what comes in appears here by itself.</p>
        {lane !== undefined && <a href="/compare">All lanes</a>}
      </Empty>
    );
  return (
    <div class={`compare ${grey}`}>
      <Picker canon={canon} lane={lane} look={look} onMode={(mode) => change({ mode })} />
      <Two contest={contest} look={look} view={view} onView={(next) => setView(keepView(next))} onWipe={(wipe) => change({ wipe })} />
      <aside class="contest">
        <Form contest={contest} session={session} reason={reason} />
        <Ranking lane={lane ?? pair.lane ?? undefined} now={[pair.a, pair.b]} />
      </aside>
    </div>
  );
}

const keys: KeyGroup[] = [
  ["Decide", [
    ["a  b", "the one that is better; again: neither"],
    ["t  =", "a tie"],
    ["1 … 9", "better in that dimension: A, B, alike, nothing"],
    ["e", "why"],
    ["Enter", "save and go on; without a reason it asks for one"],
    ["u", "take the last comparison back, as often as you like"],
  ]],
  ["Look", [
    ["v", "side by side, wipe, blink"],
    [",  .", "wipe: less or more of A; or move the pointer"],
    ["Space", "blink: the other one"],
    ["p", "blink: by itself"],
    ["z", "whole pictures, or pixel for pixel"],
    ["[  ]", "further away, nearer; both move together"],
    ["H J K L", "move the pictures when near"],
    ["w", "grey behind the pictures: lighter or darker"],
  ]],
];

export const page: Page = { path: "/compare", title: "Compare", letter: "c", view: Compare, keys };
