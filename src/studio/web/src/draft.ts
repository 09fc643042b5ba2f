/* What was entered for one picture, and what keys make of it: the same as in the terminal's loop. Pure. */
import type { Canon, Judgment, Verdict } from "./api";

export interface Draft {
  scores: (number | null)[]; // per dimension of the canon
  dimension: number; // the one a digit scores
  touched: number | null; // the one a digit scored last, for the point after it
  failures: string[];
  why: string;
  notes: string;
  override: string;
  confidence: number | null;
  verdict: Verdict | null; // the person chose one; else the scores decide
}

export function newDraft(canon: Canon, before: Judgment | null | undefined): Draft {
  const scores = canon.dimensions.map(({ name }) => before?.criteria_scores?.[name] ?? null);
  const known = new Set(canon.failure_modes.map((mode) => mode.name));
  return {
    scores,
    dimension: Math.max(0, scores.indexOf(null)),
    touched: null,
    failures: (before?.failure_modes ?? []).filter((name) => known.has(name)),
    why: before?.explanation ?? "",
    notes: before?.improvement_notes ?? "",
    override: before?.override_reason ?? "",
    confidence: before?.confidence ?? null,
    verdict: before?.override_reason ? ((before.status as Verdict | undefined) ?? null) : null,
  };
}

const exact = (value: number): number => Math.min(1, Math.max(0, Math.round(value * 100) / 100));

export function setScore(draft: Draft, index: number, value: number | null): Draft {
  return { ...draft, scores: draft.scores.map((old, i) => (i === index ? (value === null ? null : exact(value)) : old)) };
}

function nudge(draft: Draft, index: number, by: number): Draft {
  const old = draft.scores[index];
  return old == null ? draft : setScore(draft, index, old + by);
}

const step = (draft: Draft, by: number): Draft => ({
  ...draft,
  touched: null,
  dimension: (draft.dimension + by + draft.scores.length) % Math.max(1, draft.scores.length),
});

function digit(draft: Draft, value: number): Draft {
  const scored = setScore(draft, draft.dimension, value === 0 ? 1 : value / 10);
  return { ...scored, touched: draft.dimension, dimension: Math.min(draft.dimension + 1, draft.scores.length - 1) };
}

function unset(draft: Draft): Draft {
  const at = draft.scores[draft.dimension] === null && draft.dimension > 0 ? draft.dimension - 1 : draft.dimension;
  return { ...setScore(draft, at, null), dimension: at, touched: null };
}

export const choose = (draft: Draft, verdict: Verdict): Draft => ({ ...draft, verdict: draft.verdict === verdict ? null : verdict });

function surer(draft: Draft): Draft {
  const old = draft.confidence;
  return { ...draft, confidence: old === null ? 1 : old > 0.15 ? Math.round((old - 0.1) * 10) / 10 : null };
}

export const toggleFailure = (draft: Draft, name: string): Draft => ({
  ...draft,
  failures: draft.failures.includes(name) ? draft.failures.filter((each) => each !== name) : [...draft.failures, name],
});

const keys: Record<string, (draft: Draft) => Draft> = {
  a: (draft) => choose(draft, "approved"),
  r: (draft) => choose(draft, "rejected"),
  b: (draft) => choose(draft, "borderline"),
  ArrowDown: (draft) => step(draft, 1),
  j: (draft) => step(draft, 1),
  ArrowUp: (draft) => step(draft, -1),
  k: (draft) => step(draft, -1),
  "+": (draft) => nudge(draft, draft.dimension, 0.05),
  "=": (draft) => nudge(draft, draft.dimension, 0.05),
  "-": (draft) => nudge(draft, draft.dimension, -0.05),
  ".": (draft) => nudge(draft, draft.touched ?? draft.dimension, 0.05),
  ",": (draft) => nudge(draft, draft.touched ?? draft.dimension, 0.05),
  Backspace: unset,
  Delete: unset,
  x: unset,
  c: surer,
};

/* The draft after @key; null: the key means nothing here. */
export function draftKey(draft: Draft, key: string): Draft | null {
  if (draft.scores.length > 0 && /^[0-9]$/.test(key)) return digit(draft, Number(key));
  const act = Object.hasOwn(keys, key) ? keys[key] : undefined;
  return act ? act(draft) : null;
}

/* What is still missing before it can be sent: a dimension's index, the reason, or nothing. */
export function missing(draft: Draft): number | "why" | null {
  const unscored = draft.scores.indexOf(null);
  if (unscored >= 0) return unscored;
  return draft.why.trim() === "" ? "why" : null;
}

export function mean(draft: Draft): number | null {
  const given = draft.scores.filter((value) => value !== null);
  return given.length > 0 ? given.reduce((sum, value) => sum + value, 0) / given.length : null;
}

/* The body of POST /api/judgments. */
export function toBody(canon: Canon, draft: Draft, id: string, hash: string, withOverride: boolean): object {
  return {
    id,
    record_hash: hash,
    status: draft.verdict,
    explanation: draft.why,
    scores: Object.fromEntries(canon.dimensions.flatMap(({ name }, i) => (draft.scores[i] === null ? [] : [[name, draft.scores[i]]]))),
    failure_modes: draft.failures,
    ...(draft.notes.trim() !== "" && { improvement_notes: draft.notes.trim() }),
    ...(draft.confidence !== null && { confidence: draft.confidence }),
    ...(withOverride && draft.override.trim() !== "" && { override_reason: draft.override.trim() }),
  };
}
