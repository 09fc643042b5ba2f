/* What the set shows against what it is meant to show, and the steps it comes to. */
import { useEffect, useState } from "preact/hooks";

import { get, post, type Refusal } from "./api";
import { api, type Dataset, type Share } from "./dataset";
import { useAsked } from "./ui/asked";
import { type Bar, Bars } from "./ui/bars";
import { RefusalLine, toast } from "./ui/notice";
import { count, percent } from "./words";

interface Steps {
  images: number;
  flips: number;
  reg: boolean;
  repeats: number;
  batch: number;
  epochs: number;
  samples: number;
  steps_per_epoch: number;
  steps: number;
  epochs_that_hit: number[];
}

const tones = { met: "approved", near: "borderline", missed: "rejected" } as const;
const words = { met: "as meant", near: "nearly", missed: "off" } as const;
const titles: Record<string, string> = { features: "One-sided features", framing: "Framing", pose: "Pose", expression: "Expressions" };

function bar(share: Share): Bar {
  const one = share.group === "expression";
  return {
    name: share.name, value: one ? share.count : share.share, tone: tones[share.state], aim: one ? 1 : share.aim,
    text: `${share.count}`, note: one ? (share.count > 0 ? "of 1 or more" : "missing") : `${percent(share.count, share.total)}, aim ${Math.round(100 * share.aim)} %${share.group === "features" ? " or more" : ""}`,
  };
}

function Groups({ shares }: { shares: Share[] }) {
  const names = [...new Set(shares.map(({ group }) => group))];
  return <>{names.map((name) => {
    const mine = shares.filter(({ group }) => group === name), worst = mine.some(({ state }) => state === "missed") ? "missed" : mine.some(({ state }) => state === "near") ? "near" : "met";
    return (
      <section key={name} class="balance-group">
        <h3>{titles[name] ?? name} <small class={`word-${tones[worst]}`}>{words[worst]}</small></h3>
        <Bars title={titles[name] ?? name} bars={mine.map(bar)} {...(name === "expression" ? {} : { most: 1 })} />
      </section>
    );
  })}</>;
}

/* -- Steps -- */

const WIDTH = 640, HEIGHT = 64;

/* Where the steps lie, and where they are meant to. */
function Scale({ steps, aim }: { steps: Steps; aim: [number, number] }) {
  const most = Math.max(aim[1] * 1.35, steps.steps * 1.1), x = (value: number): number => (value / most) * WIDTH;
  const hit = steps.steps >= aim[0] && steps.steps <= aim[1];
  const marks = Array.from({ length: Math.min(200, Math.floor(most / Math.max(1, steps.steps_per_epoch))) }, (_, i) => (i + 1) * steps.steps_per_epoch);
  return (
    <svg class="steps-scale" viewBox={`-4 0 ${WIDTH + 8} ${HEIGHT}`} role="img" aria-label={`${steps.steps} steps; the aim is ${aim[0]} to ${aim[1]}`}>
      <rect class="steps-ground" x="0" y="18" width={WIDTH} height="20" rx="4" />
      <rect class="steps-aim" x={x(aim[0])} y="12" width={x(aim[1]) - x(aim[0])} height="32" rx="4" />
      <rect class={hit ? "steps-hit" : "steps-off"} x="0" y="22" width={x(steps.steps)} height="12" rx="3" />
      {marks.length < 60 && marks.map((value) => <path key={value} class="steps-mark" d={`M${x(value)} 20v16`} />)}
      <text x={x(aim[0])} y="60" text-anchor="middle">{aim[0]}</text><text x={x(aim[1])} y="60" text-anchor="middle">{aim[1]}</text>
    </svg>
  );
}

const settings = [["repeats", "Repeats of each image", 40], ["epochs", "Epochs", 30], ["batch", "Batch", 16]] as const;

function Calculator({ set, may, onSaved, onReload }: { set: Dataset; may: boolean; onSaved: (set: Dataset) => void; onReload: () => void }) {
  const [numbers, setNumbers] = useState({ repeats: set.repeats, epochs: set.epochs, batch: set.batch });
  const [steps, setSteps] = useState<Steps | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const changed = numbers.repeats !== set.repeats || numbers.epochs !== set.epochs || numbers.batch !== set.batch;
  useEffect(() => setNumbers({ repeats: set.repeats, epochs: set.epochs, batch: set.batch }), [set.repeats, set.epochs, set.batch]);
  useEffect(() => {
    let wanted = true;
    const timer = setTimeout(() => get<Steps>(api(set.subject, "/steps"), numbers).then((now) => { if (wanted) { setSteps(now); setProblem(null); } }, (error: Refusal) => wanted && setProblem(error.message)), 60);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [numbers.repeats, numbers.epochs, numbers.batch, set.plan_hash]);
  async function save(): Promise<void> {
    try {
      onSaved(await post<Dataset>(api(set.subject, "/steps"), { plan_hash: set.plan_hash, ...numbers }));
      toast(`Saved into ${set.plan_path}`);
      setProblem(null);
    } catch (error) {
      setProblem((error as Refusal).message);
      if ((error as Refusal).status === 409) onReload();
    }
  }
  if (!steps) return <RefusalLine problem={problem} />;
  const hit = steps.steps >= set.steps[0] && steps.steps <= set.steps[1], [least, most] = steps.epochs_that_hit;
  return (
    <>
      <p class="steps-number"><b class={hit ? "word-approved" : "word-rejected"}>{steps.steps.toLocaleString("en")}</b> steps; the aim is {set.steps[0]} to {set.steps[1]}</p>
      <Scale steps={steps} aim={set.steps} />
      <p class="dim">{steps.images} images{steps.flips > 0 && ` and ${count(steps.flips, "mirrored copy", "mirrored copies")}`} × {steps.repeats} repeats{steps.reg && ", as often regularization images,"} are {steps.samples.toLocaleString("en")} samples: {count(steps.steps_per_epoch, "step")} an epoch.</p>
      <div class="steps-fields">
        {settings.map(([name, label, top]) => (
          <label class="field" key={name}><span class="field-label">{label}</span>
            <span class="steps-field"><input type="range" min={1} max={Math.max(top, numbers[name])} value={numbers[name]} aria-label={`${label}, slider`} onInput={(event) => setNumbers({ ...numbers, [name]: event.currentTarget.valueAsNumber })} />
              <input type="number" name={name} min={1} max={1000} value={numbers[name]} onInput={(event) => { const value = event.currentTarget.valueAsNumber; if (value >= 1) setNumbers({ ...numbers, [name]: value }); }} /></span>
          </label>
        ))}
      </div>
      <p>{least === undefined ? <span class="word-rejected">No number of epochs hits the aim like that; change repeats or batch.</span>
        : <>{least === most ? `${count(least, "epoch")} hit the aim.` : `${least} to ${most} epochs hit the aim.`} {!hit && <button type="button" onClick={() => setNumbers({ ...numbers, epochs: least })}>Take {least}</button>}</>}</p>
      <RefusalLine problem={problem} />
      <p><button type="button" class="main" disabled={!changed || !may} onClick={() => void save()}>{changed ? "Save into the plan" : "As in the plan"}</button></p>
    </>
  );
}

/* -- The page -- */

export function Balance({ set, may, onSaved, onReload }: { set: Dataset; may: boolean; onSaved: (set: Dataset) => void; onReload: () => void }) {
  const check = useAsked<{ train: number; coverage: Share[] }>(api(set.subject, "/check"), {}, ["datasets"]);
  const made = check.value?.train ?? 0;
  const total = set.coverage[0]?.total ?? set.images, enough = total >= set.counts[0] && total <= set.counts[1];
  return (
    <div class="page balance">
      <section class="card">
        <h2>What the plan asks for</h2>
        <p class="balance-count"><b class={enough ? "word-approved" : "word-rejected"}>{count(total, "image")}</b> with mirrored copies; {set.counts[0]} to {set.counts[1]} are wanted</p>
        {set.coverage.length > 0 ? <Groups shares={set.coverage} /> : <p class="dim">The plan has no images yet, or no aims under <code>coverage</code>.</p>}
      </section>
      <section class="card">
        <h2>What lies on disk</h2>
        {made > 0 ? <><p class="balance-count"><b>{count(made, "image")}</b> that a trainer would read</p><Groups shares={check.value?.coverage ?? []} /></>
          : <p class="dim">{check.problem ?? "No training image is made yet; “Build” makes them."}</p>}
      </section>
      <section class="card balance-steps">
        <h2>Steps, as kohya’s trainer counts</h2>
        <Calculator set={set} may={may} onSaved={onSaved} onReload={onReload} />
      </section>
    </div>
  );
}
