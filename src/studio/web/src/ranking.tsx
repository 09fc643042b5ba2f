/* The order that follows from the comparisons, live, with how far each place is in doubt. */
import { useEffect, useRef } from "preact/hooks";

import { thumbUrl } from "./api";
import { useAsked } from "./ui/asked";
import { RefusalLine } from "./ui/notice";
import { Id } from "./ui/id";
import { count } from "./words";

interface Entry {
  place: number;
  id: string;
  group: number;
  strength: number;
  low: number;
  high: number;
  wins: number;
  losses: number;
  ties: number;
}

interface Answer {
  images: number;
  compared: number;
  groups: number;
  ranking: Entry[];
  circles: string[][];
  left_out: string[];
}

function Interval({ entry, low, span }: { entry: Entry; low: number; span: number }) {
  const x = (value: number): number => 4 + (92 * (value - low)) / span;
  return (
    <svg class="ranking-interval" viewBox="0 0 100 22" preserveAspectRatio="none" role="img"
      aria-label={`strength ${entry.strength.toFixed(1)}, between ${entry.low.toFixed(1)} and ${entry.high.toFixed(1)}`}>
      <line class="ranking-zero" x1={x(0)} x2={x(0)} y1="0" y2="22" />
      <line x1={x(entry.low)} x2={x(entry.high)} y1="11" y2="11" />
      <ellipse class="ranking-dot" cx={x(entry.strength)} cy="11" rx="4.2" ry="4.2" />
    </svg>
  );
}

/* Where each stood before the last change, to show who rose. */
function usePlacesBefore(ranking: Entry[] | undefined): Map<string, number> {
  const kept = useRef({ before: new Map<string, number>(), now: new Map<string, number>() });
  useEffect(() => {
    if (!ranking) return;
    const now = new Map(ranking.map(({ id, place }) => [id, place]));
    if ([...now].every(([id, place]) => kept.current.now.get(id) === place)) return;
    kept.current = { before: kept.current.now, now };
  }, [ranking]);
  const fresh = ranking !== undefined && ranking.some(({ id, place }) => kept.current.now.get(id) !== place);
  return fresh ? kept.current.now : kept.current.before;
}

function Move({ by }: { by: number }) {
  if (by === 0) return null;
  return <i class={by > 0 ? "ranking-up" : "ranking-down"} title={`${by > 0 ? "up" : "down"} by ${Math.abs(by)}`}>{by > 0 ? "▲" : "▼"}</i>;
}

export function Ranking({ lane, now }: { lane: string | undefined; now: string[] }) {
  const { value, problem } = useAsked<Answer>("/api/ranking", { lane }, ["comparisons", "records", "canon"]);
  const before = usePlacesBefore(value?.ranking);
  const list = value?.ranking ?? [];
  const low = Math.min(-0.5, ...list.map((entry) => entry.low)), high = Math.max(0.5, ...list.map((entry) => entry.high));
  return (
    <section class="ranking" aria-label="Ranking" tabIndex={0}>
      <header><h2>Ranking{lane !== undefined && <> of {lane}</>}</h2>{value && <small>{value.compared.toLocaleString("en")} of {count(value.images, "picture")} compared</small>}</header>
      <RefusalLine problem={problem} />
      {value && list.length === 0 && <p class="dim">No answers yet. Each one moves two pictures; the bars say how sure their places are.</p>}
      <ol class="ranking-list">
        {list.map((entry, at) => {
          const was = before.get(entry.id);
          return <li key={entry.id}>
            {entry.group !== (list[at - 1]?.group ?? entry.group) && <p class="ranking-gap">No chain of answers joins these to those above</p>}
            <a href={`/review?queue=one&id=${encodeURIComponent(entry.id)}`} class={now.includes(entry.id) ? "ranking-now" : undefined} title={entry.id}>
              <span class="ranking-place">{entry.place}<Move by={was === undefined ? 0 : was - entry.place} /></span>
              <img src={thumbUrl(entry.id, 128)} alt="" width="40" height="40" loading="lazy" />
              <span class="ranking-name"><Id of={entry.id} /><small>{entry.wins} won · {entry.losses} lost{entry.ties > 0 && ` · ${entry.ties} tied`}</small></span>
              <Interval entry={entry} low={low} span={high - low} />
            </a>
          </li>;
        })}
      </ol>
      {value && (value.circles.length > 0 || value.left_out.length > 0) && (
        <ul class="ranking-notes">
          {value.circles.map((circle) => <li key={circle.join()}>A circle: {[...circle, circle[0]].join(" > ")}. {circle.length > 1 && <a href={`/compare?a=${encodeURIComponent(circle[0] ?? "")}&b=${encodeURIComponent(circle[1] ?? "")}`}>Ask again</a>}</li>)}
          {value.left_out.map((why) => <li key={why}>Not counted: {why}</li>)}
        </ul>
      )}
    </section>
  );
}
