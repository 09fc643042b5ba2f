/* How one rule fares: how often it passed and failed, the pictures that show it best and worst, and which way it goes. */
import { thumbUrl } from "./api";
import { percent, score } from "./words";

export interface Example {
  id: string;
  score: number;
  verdict: "pass" | "partial" | "fail";
}

export interface RuleFacts {
  rule: string;
  category: string;
  title: string;
  text: string | null;
  file: string;
  line: number;
  dimensions: string[];
  failure_modes: string[];
  lanes: string[] | null;
  per_faction: boolean;
  pass: number;
  partial: number;
  fail: number;
  best: Example[];
  worst: Example[];
  trend: { day: string; judged: number; mean: number; fail: number }[];
}

const VERDICTS = ["pass", "partial", "fail"] as const;
export const TONES = { pass: "approved", partial: "borderline", fail: "rejected" } as const;

type Counts = Record<(typeof VERDICTS)[number], number>;

export function VerdictBar({ of, label }: { of: Counts; label: string }) {
  const total = of.pass + of.partial + of.fail;
  return (
    <span class="verdict-bar" role="img" aria-label={`${label}: ${of.pass} pass, ${of.partial} partial, ${of.fail} fail`} title={`${of.pass} pass · ${of.partial} partial · ${of.fail} fail`}>
      {VERDICTS.map((name) => of[name] > 0 && <i key={name} class={`part-${TONES[name]}`} style={{ width: `${(100 * of[name]) / total}%` }} />)}
    </span>
  );
}

/* At most so many points: neighbouring days are put together. */
const POINTS = 24;

function points(trend: RuleFacts["trend"]): { day: string; mean: number; fails: number }[] {
  const per = Math.ceil(trend.length / POINTS), made = [];
  for (let i = 0; i < trend.length; i += per) {
    const part = trend.slice(i, i + per), judged = part.reduce((sum, day) => sum + day.judged, 0);
    made.push({
      day: part[0]?.day ?? "", mean: part.reduce((sum, day) => sum + day.mean * day.judged, 0) / judged,
      fails: part.reduce((sum, day) => sum + day.fail, 0) / judged,
    });
  }
  return made;
}

function Trend({ rule }: { rule: RuleFacts }) {
  const list = points(rule.trend);
  if (list.length < 2) return null;
  const x = (at: number): number => 3 + (194 * at) / (list.length - 1), y = (value: number): number => 41 - 38 * value;
  const last = list.at(-1), first = list[0];
  return (
    <figure class="trend">
      <svg viewBox="0 0 200 44" preserveAspectRatio="none" role="img" aria-label={`${rule.rule}: mean score from ${score(first?.mean ?? 0)} on ${first?.day} to ${score(last?.mean ?? 0)} on ${last?.day}`}>
        <line class="trend-half" x1="0" x2="200" y1={y(0.5)} y2={y(0.5)} />
        <path class="trend-fails" d={`M${x(0)} 41 ${list.map((each, at) => `L${x(at)} ${y(each.fails)}`).join(" ")} L${x(list.length - 1)} 41 Z`} />
        <polyline class="trend-mean" points={list.map((each, at) => `${x(at)},${y(each.mean)}`).join(" ")} />
      </svg>
      <figcaption><span>{first?.day}</span><span><i class="trend-key-mean" />mean <i class="trend-key-fails" />part that fails</span><span>{last?.day}</span></figcaption>
    </figure>
  );
}

function Examples({ title, list }: { title: string; list: Example[] }) {
  if (list.length === 0) return null;
  return (
    <div class="examples">
      <h4>{title}</h4>
      <ul>{list.map(({ id, score: value, verdict }) => (
        <li key={id}><a href={`/review?queue=one&id=${encodeURIComponent(id)}`} title={id}>
          <img src={thumbUrl(id, 128)} alt={id} width="76" height="76" loading="lazy" />
          <span><span class={`dot part-${TONES[verdict]}`} title={verdict} />{score(value)}</span>
        </a></li>
      ))}</ul>
    </div>
  );
}

/* Pictures that stand among the best are not the worst as well, where there are few. */
export function BestAndWorst({ rule }: { rule: RuleFacts }) {
  const best = new Set(rule.best.map(({ id }) => id));
  return (
    <div class="fares-pictures">
      <Examples title="Best" list={rule.best} />
      <Examples title="Worst" list={rule.worst.filter(({ id }) => !best.has(id))} />
    </div>
  );
}

export function Fares({ rule }: { rule: RuleFacts }) {
  const total = rule.pass + rule.partial + rule.fail;
  return (
    <div class="fares" role="group" aria-label={`How ${rule.rule} fares`}>
      {total === 0 ? <p class="dim">No judged picture speaks to it yet.</p> : <>
        <p class="fares-head"><b>{percent(rule.pass, total)}</b> pass <small>of {total.toLocaleString("en")}</small></p>
        <VerdictBar of={rule} label={rule.rule} />
        {rule.fail === 0 && <p class="dim fares-note">A rule that nothing fails teaches nothing.</p>}
        <Trend rule={rule} />
      </>}
    </div>
  );
}
