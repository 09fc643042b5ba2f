/* Training sets: what the server says of them, and crops as they are while one edits them. */
import { get, post } from "./api";

export interface Rect {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface PlanImage extends Rect {
  id: string;
  line: number;
  source: string | null;
  whole: boolean;
  framing: string | null;
  view: string | null;
  pose: string | null;
  action: string | null;
  expression: string | null;
  background: string | null;
  tags: string[];
  shows: string[] | null;
  exclude: string | null;
  excluded: string | null;
  caption: string;
  own_caption: boolean;
  features: string[];
  flip_refusal: string | null;
  flip: boolean;
  remarks?: string[];
}

export interface Source {
  file: string;
  kind: string;
  exclude: string | null;
  hash: string | null;
  problem: string | null;
  crops: PlanImage[];
}

export interface Feature {
  name: string;
  side: "left" | "right" | null;
  views: string[];
  framings: string[];
}

export interface Share {
  group: string;
  name: string;
  count: number;
  total: number;
  share: number;
  aim: number;
  state: "met" | "near" | "missed";
}

export interface Dataset {
  subject: string;
  plan_path: string;
  plan_hash: string;
  undo: string | null;
  trigger: string;
  class: string;
  size: number;
  background: string;
  repeats: number;
  epochs: number;
  batch: number;
  steps: [number, number];
  counts: [number, number];
  images: number;
  flips: "safe" | "none" | string[];
  features: Feature[];
  coverage: Share[];
  sources: Source[];
  topups: PlanImage[];
  words: { framing: string[]; view: string[]; pose: string[]; kind: string[]; expression: string[] };
}

export interface Preview {
  seen: string;
  approved: number;
  crops: { id: string; source: string | null; record: string | null; approval: "approved" | "not yet" | "changed" | "impossible"; remarks: string[] }[];
  problems: string[];
}

export interface Figure extends Rect {
  id: string;
  framing: string;
}

export interface Picture {
  file: string;
  use: "usable" | "partial" | "excluded";
  kind: string;
  in_plan: boolean;
  remarks: string[];
  width?: number;
  height?: number;
  figures?: Figure[];
}

export interface Finding {
  severity: "info" | "warning" | "error";
  file: string | null;
  line?: number;
  field: string | null;
  found: string;
  expected: string | null;
  fix: string | null;
}

/* -- Addresses -- */

export const api = (subject: string, what = ""): string => `/api/datasets/${encodeURIComponent(subject)}${what}`;

const tail = (words: Record<string, string | number>): string =>
  new URLSearchParams(Object.entries(words).map(([name, value]) => [name, String(value)])).toString();

export const sheetUrl = (set: Dataset, source: Source): string => `${api(set.subject, "/sheet")}?${tail({ file: source.file, hash: source.hash ?? "" })}`;
export const sheetThumb = (set: Dataset, file: string): string => `${api(set.subject, "/thumb")}?${tail({ file })}`;

/* The training image that the rectangle makes. */
export function squareUrl(set: Dataset, source: Source, rect: Rect | null): string {
  const of = `${source.hash ?? ""}-${set.size}-${set.background.slice(1)}`;
  const { left, top, width, height } = rect ?? { left: 0, top: 0, width: 0, height: 0 };
  return `${api(set.subject, "/square")}?${tail(rect ? { file: source.file, left, top, width, height, of } : { file: source.file, of })}`;
}

/* -- Crops under the hand -- */

/* What is edited of a crop. */
export interface Draft extends Rect {
  id: string;
  whole: boolean;
  framing: string | null;
  view: string | null;
  pose: string | null;
  action: string | null;
  expression: string | null;
  exclude: string | null;
  shows: string[] | null;
}

/* A crop of a sheet as it is shown: as the plan has it, or as it would be. */
export interface Shown {
  key: string; // stays while it is renamed; a new one has a key of its own
  original: PlanImage | null; // null: it is new
  draft: Draft;
  changed: boolean;
  gone: boolean;
}

export type Members = Record<string, string | number | string[] | null>;
export type Change =
  | { set: string; members: Members }
  | { add: string; members: Members }
  | { delete: string }
  | { rename: string; to: string }
  | { add_source: string; kind: string };

export function draftOf(image: PlanImage): Draft {
  const { id, whole, left, top, width, height, framing, view, pose, action, expression, exclude, shows } = image;
  return { id, whole, left, top, width, height, framing, view, pose, action, expression, exclude, shows };
}

const sides = ["left", "top", "width", "height"] as const;
const words = ["framing", "view", "pose", "action", "expression", "exclude"] as const;

export const sameRect = (a: Rect, b: Rect): boolean => sides.every((side) => a[side] === b[side]);
export const leaves = (rect: Rect, size: { width: number; height: number }): boolean =>
  rect.width < 1 || rect.height < 1 || rect.left < 0 || rect.top < 0 || rect.left + rect.width > size.width || rect.top + rect.height > size.height;

/* What has to be said to make @shown of what the plan has. */
export function changesOf(shown: Shown, file: string): Change[] {
  const { original, draft } = shown;
  if (shown.gone) return original ? [{ delete: original.id }] : [];
  const members: Members = {};
  if (!draft.whole && (!original || original.whole || !sameRect(draft, original))) for (const side of sides) members[side] = draft[side];
  for (const word of words) if (draft[word] !== (original?.[word] ?? null)) members[word] = draft[word];
  if (JSON.stringify(draft.shows) !== JSON.stringify(original?.shows ?? null)) members.shows = draft.shows;
  if (!original) return [{ add: file, members: { id: draft.id, ...members } }];
  const changes: Change[] = Object.keys(members).length > 0 ? [{ set: original.id, members }] : [];
  return draft.id === original.id ? changes : [...changes, { rename: original.id, to: draft.id }];
}

export const isChanged = (original: PlanImage, draft: Draft): boolean => JSON.stringify(draftOf(original)) !== JSON.stringify(draft);

/* -- Asking -- */

export interface Looks {
  looks: PlanImage[];
  what: string;
}

export const look = (set: Dataset, changes: Change[]): Promise<Looks> => post<Looks>(api(set.subject, "/crops"), { plan_hash: set.plan_hash, changes, dry_run: true });
export const save = (set: Dataset, changes: Change[]): Promise<Dataset & { what: string }> =>
  post<Dataset & { what: string }>(api(set.subject, "/crops"), { plan_hash: set.plan_hash, changes });
export const takeBack = (set: Dataset): Promise<{ what: string }> => post<{ what: string }>(api(set.subject, "/undo"), { plan_hash: set.plan_hash });
export const audit = async (set: Dataset, file: string): Promise<Picture | null> =>
  (await get<{ pictures: Picture[] }>(api(set.subject, "/audit"), { file })).pictures[0] ?? null;
