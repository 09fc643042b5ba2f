/* The thresholds of a picture's status, read from and written to the two lines of the constitution that say them. */
import type { Canon } from "./api";
import type { Part } from "./canon-edit";

type Limits = Canon["thresholds"];

const FIELDS: { name: keyof Limits; label: string; help: string }[] = [
  { name: "approve_each", label: "Approve: every dimension at least", help: "one below it, and it is not approved" },
  { name: "approve_mean", label: "Approve: mean at least", help: "of all dimensions" },
  { name: "reject_any", label: "Reject: any dimension below", help: "one below it, and it is rejected" },
  { name: "reject_mean", label: "Reject: mean below", help: "of all dimensions" },
];

const APPROVAL = /approval threshold/i, REJECTION = /rejection threshold/i;
const approval = (limits: Limits): string => `**Approval threshold:** All dimensions ≥ ${limits.approve_each}, average ≥ ${limits.approve_mean}.`;
const rejection = (limits: Limits): string => `**Rejection threshold:** Any dimension < ${limits.reject_any}, or average < ${limits.reject_mean}.`;

/* The whole file as one part: the lines may stand anywhere in it, or are new. */
export function limitsPart(file: string, hash: string | null, text: string): Part {
  return { file, hash, text, from: 0, to: text.split("\n").length, title: "Thresholds" };
}

function put(text: string, limits: Limits): string {
  const lines = text.split("\n");
  for (const [pattern, line] of [[APPROVAL, approval(limits)], [REJECTION, rejection(limits)]] as const) {
    const at = lines.findIndex((each) => pattern.test(each) && each.includes(":"));
    if (at >= 0) lines[at] = line;
    else lines.push(...(lines.at(-1) === "" ? [] : [""]), line, "");
  }
  return lines.join("\n");
}

/* What the lines of @text say; what they do not say stays as it is now. */
function read(text: string, now: Limits): Limits {
  const numbers = (pattern: RegExp): number[] => {
    const line = text.split("\n").find((each) => pattern.test(each) && each.includes(":"));
    return (line?.slice(line.indexOf(":")).match(/\d*\.\d+|\d+/g) ?? []).map(Number);
  };
  const [each, mean] = numbers(APPROVAL), [any, below] = numbers(REJECTION);
  return { approve_each: each ?? now.approve_each, approve_mean: mean ?? now.approve_mean, reject_any: any ?? now.reject_any, reject_mean: below ?? now.reject_mean };
}

const round = (value: number): number => Math.round(value * 100) / 100;

export function LimitFields({ now, draft, onDraft }: { now: Limits; draft: string; onDraft: (draft: string) => void }) {
  const limits = read(draft, now);
  return (
    <div class="limits">
      {FIELDS.map(({ name, label, help }, at) => (
        <label key={name}>
          <span>{label}<small>{help}</small></span>
          <input type="range" min="0" max="1" step="0.05" value={limits[name]} aria-valuetext={String(limits[name])} ref={(box) => { if (at === 0 && box && !box.dataset["met"]) { box.dataset["met"] = "1"; box.focus(); } }}
            onInput={(event) => onDraft(put(draft, { ...limits, [name]: round(Number(event.currentTarget.value)) }))} />
          <output>{limits[name]}{limits[name] !== now[name] && <small> was {now[name]}</small>}</output>
        </label>
      ))}
    </div>
  );
}
