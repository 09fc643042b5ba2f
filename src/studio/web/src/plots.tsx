/* The plots of the overview. Each has a table of the same numbers for those who do not see it. */
import type { Group, ProjectStatus } from "./api";
import { percent } from "./words";

const verdicts = ["approved", "borderline", "rejected"] as const;

/* -- The funnel: how many pictures come how far -- */

interface Part {
  n: number;
  class: string;
}

export function Funnel({ status }: { status: ProjectStatus }) {
  const total = status.records;
  const stale = Object.entries(status.bindings).reduce((sum, [name, n]) => sum + (name.startsWith("stale") ? n : 0), 0);
  const fresh = status.bindings["fresh"] ?? 0;
  const stages: { title: string; note: string; parts: Part[] }[] = [
    { title: "Pictures", note: "made or brought in", parts: [{ n: total, class: "all" }] },
    { title: "Judged", note: "by a person", parts: verdicts.map((name) => ({ n: status.statuses[name], class: name })) },
    { title: "Bound", note: "under the rules", parts: [{ n: fresh, class: "fresh" }, { n: stale, class: "stale" }] },
    { title: "Ready", note: "an export takes them", parts: [{ n: status.ready, class: "ready" }] },
  ];
  const width = 920, height = 230, bar = 74, gap = (width - stages.length * bar) / (stages.length - 1), foot = 178, tall = 150;
  const size = (n: number): number => (total > 0 ? (n / total) * tall : 0);
  const sums = stages.map((stage) => stage.parts.reduce((sum, part) => sum + part.n, 0));
  return (
    <figure class="funnel">
      <svg viewBox={`-30 0 ${width + 60} ${height}`} role="img" aria-label={stages.map((stage, i) => `${stage.title} ${sums[i]}`).join(", ")}>
        {stages.map((stage, i) => {
          const x = i * (bar + gap), h = Math.max(size(sums[i] ?? 0), 1.5), next = sums[i + 1];
          let y = foot - h;
          return (
            <g key={stage.title}>
              {next !== undefined && (
                <path class="funnel-flow" d={`M${x + bar} ${foot - h} C${x + bar + gap / 2} ${foot - h} ${x + bar + gap / 2} ${foot - size(next)} ${x + bar + gap} ${foot - Math.max(size(next), 1.5)} V${foot} H${x + bar} Z`} />
              )}
              {h <= 1.5 ? <rect class="part-none" x={x} y={foot - 1.5} width={bar} height="1.5" /> : stage.parts.map((part) => {
                const top = y, tallness = size(part.n);
                y += tallness;
                return tallness > 0 && <rect key={part.class} class={`part-${part.class}`} x={x} y={top} width={bar} height={tallness}><title>{`${part.class}: ${part.n}`}</title></rect>;
              })}
              <text class="funnel-number" x={x + bar / 2} y={foot - h - 10} text-anchor="middle">{(sums[i] ?? 0).toLocaleString("en")}{i > 0 && total > 0 && <tspan class="funnel-share" dx="7">{percent(sums[i] ?? 0, total)}</tspan>}</text>
              <text class="funnel-title" x={x + bar / 2} y={foot + 24} text-anchor="middle">{stage.title}</text>
              <text class="funnel-note" x={x + bar / 2} y={foot + 42} text-anchor="middle">{stage.note}</text>
            </g>
          );
        })}
      </svg>
    </figure>
  );
}

/* -- Approval by group -- */

export function Groups({ title, groups, href }: { title: string; groups: Group[]; href?: (name: string) => string }) {
  const some = groups.filter((group) => verdicts.some((name) => group[name] > 0) || group.candidate > 0);
  const most = Math.max(1, ...some.map((group) => group.candidate + group.approved + group.borderline + group.rejected));
  return (
    <section class="card">
      <h2>{title}</h2>
      {some.length === 0 && <p class="dim">No picture belongs to one yet.</p>}
      <table class="groups">
        <thead class="away"><tr><th>{title}</th><th>pictures</th><th>approved of judged</th></tr></thead>
        <tbody>
          {some.map((group) => {
            const judged = group.approved + group.borderline + group.rejected, all = judged + group.candidate;
            const parts = [...verdicts, "candidate"] as const;
            return (
              <tr key={group.name}>
                <th scope="row">{group.name !== null && href && group.candidate > 0 ? <a href={href(group.name)}>{group.name}</a> : (group.name ?? <em>none</em>)}</th>
                <td>
                  <svg class="strip" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                    {parts.reduce<{ at: number; nodes: preact.ComponentChild[] }>(({ at, nodes }, name) => {
                      const w = (100 * group[name]) / most;
                      return { at: at + w, nodes: [...nodes, w > 0 && <rect key={name} class={`part-${name}`} x={at} y="0" width={w} height="10"><title>{`${name}: ${group[name]}`}</title></rect>] };
                    }, { at: 0, nodes: [] }).nodes}
                  </svg>
                  <span class="away">{all} pictures</span>
                </td>
                <td class="number">{judged > 0 ? percent(group.approved, judged) : <span class="dim">–</span>}<small>{judged > 0 ? `of ${judged}` : `${group.candidate} wait`}</small></td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

export const Legend = () => (
  <ul class="legend" aria-label="Colours">
    {[...verdicts, "candidate" as const].map((name) => <li key={name}><span class={`dot part-${name}`} />{name === "candidate" ? "not judged" : name}</li>)}
  </ul>
);

/* -- Days: how much was made and judged -- */

export interface Day {
  day: string;
  made: number;
  judged: number;
}

const DAY_MS = 86400000, MOST_BARS = 60;

/* Every day from the first to the last, or every week when they are many, so that pauses are seen. */
function spans(days: Day[]): Day[] {
  const first = days[0], last = days.at(-1);
  if (!first || !last) return [];
  const start = Date.parse(first.day), length = Math.round((Date.parse(last.day) - start) / DAY_MS) + 1;
  const step = Math.max(1, Math.ceil(length / MOST_BARS));
  const list: Day[] = Array.from({ length: Math.ceil(length / step) }, (_, at) => ({ day: new Date(start + at * step * DAY_MS).toISOString().slice(0, 10), made: 0, judged: 0 }));
  for (const { day, made, judged } of days) {
    const span = list[Math.floor((Date.parse(day) - start) / DAY_MS / step)];
    if (!span) continue;
    span.made += made;
    span.judged += judged;
  }
  return list;
}

export function Throughput({ days }: { days: Day[] }) {
  const list = spans(days), most = Math.max(1, ...list.map(({ made, judged }) => Math.max(made, judged)));
  const width = 920, tall = 120, step = width / Math.max(list.length, 6), bar = Math.min(26, step * 0.42);
  const made = days.reduce((sum, day) => sum + day.made, 0), judged = days.reduce((sum, day) => sum + day.judged, 0);
  return (
    <figure class="throughput">
      <svg viewBox={`-8 0 ${width + 16} ${tall + 44}`} role="img" aria-label={`From ${list[0]?.day ?? ""} to ${list.at(-1)?.day ?? ""}: ${made} made, ${judged} judged, at most ${most} a bar`}>
        <line class="axis" x1="0" x2={width} y1={tall + 14} y2={tall + 14} />
        {list.map((day, at) => (
          <g key={day.day} transform={`translate(${at * step + step / 2} ${tall + 14})`}>
            <title>{`${day.day}: ${day.made} made, ${day.judged} judged`}</title>
            <rect class="bar-made" x={-bar} width={bar - 1} y={-(day.made / most) * tall} height={(day.made / most) * tall} rx="1.5" />
            <rect class="bar-judged" x={1} width={bar - 1} y={-(day.judged / most) * tall} height={(day.judged / most) * tall} rx="1.5" />
            {(list.length <= 10 || at % Math.ceil(list.length / 8) === 0) && <text class="axis-word" y="18" text-anchor="middle">{day.day.slice(5)}</text>}
          </g>
        ))}
      </svg>
      <figcaption><i class="bar-made" /> made <i class="bar-judged" /> judged</figcaption>
    </figure>
  );
}

/* -- Scores: how they spread in each dimension -- */

export interface Spread {
  name: string;
  judged: number;
  mean?: number;
  bins: number[];
}

export function Spreads({ spreads, thresholds }: { spreads: Spread[]; thresholds: { approve_each: number; reject_any: number } }) {
  return (
    <ul class="spreads">
      {spreads.map(({ name, judged, mean, bins }) => {
        const most = Math.max(1, ...bins), width = 240, tall = 54, bar = width / bins.length;
        return (
          <li key={name}>
            <span>{name.replaceAll("_", " ")}</span>
            <svg viewBox={`0 0 ${width} ${tall + 4}`} role="img" aria-label={judged > 0 ? `${judged} scores, mean ${mean?.toFixed(2)}` : "no scores yet"}>
              {[thresholds.reject_any, thresholds.approve_each].map((at) => <line key={at} class="spread-limit" x1={at * width} x2={at * width} y1="0" y2={tall} />)}
              {bins.map((n, at) => n > 0 && <rect key={at} class={at / bins.length < thresholds.reject_any ? "part-rejected" : at / bins.length < thresholds.approve_each ? "part-borderline" : "part-approved"}
                x={at * bar + 0.5} width={bar - 1} y={tall - (n / most) * (tall - 2)} height={(n / most) * (tall - 2)}><title>{`${(at / bins.length).toFixed(2)}–${((at + 1) / bins.length).toFixed(2)}: ${n}`}</title></rect>)}
              <line class="axis" x1="0" x2={width} y1={tall} y2={tall} />
            </svg>
            <small>{judged > 0 ? `mean ${mean?.toFixed(2)}` : "no scores"}</small>
          </li>
        );
      })}
    </ul>
  );
}
