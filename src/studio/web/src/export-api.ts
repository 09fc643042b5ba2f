/* What the server says of exports. Shapes as in docs/api.md. */
import type { Work } from "./production-api";

export type Split = "train" | "validation" | "test";
export const splits: Split[] = ["train", "validation", "test"];

export interface Excluded {
  reason: string;
  n: number;
  help: string;
  fix: string | null;
}

export interface Format {
  name: string;
  help: string;
  reader: string;
  load: string;
  embeds: "always" | "can" | "no";
  tasks: string[];
}

export interface Option {
  name: string;
  help: string;
  fallback: string | null;
  choices: string[] | null;
}

export interface RowFile {
  path: string;
  config: string;
  split: Split;
  rows: number;
}

export interface Export {
  name: string;
  problem: string | null;
  format?: string;
  reader?: string | null;
  rows?: number;
  bytes?: number;
  splits?: Record<string, { rows: number; images: number }>;
  embedded?: boolean;
  linked?: boolean;
  stripped?: boolean;
  excluded?: Excluded[];
  warnings?: string[];
  files?: RowFile[];
  modified?: string | null;
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

export interface Validation {
  folder: string;
  grade: string;
  format: string;
  manifest: boolean;
  rows: number;
  images: number;
  errors: number;
  warnings: number;
  findings: Finding[];
}

export interface Delivery {
  format: string;
  passed_over: string | null;
  name?: string;
  rows?: number;
  images?: number;
  bytes?: number;
  warnings?: string[];
}

export interface Exports {
  formats: Format[];
  options: Option[];
  exports: Export[];
  work: Work<Delivery[] | Validation> | null;
}

export interface Outlook {
  assets: number;
  families: number;
  splits: Record<Split, Record<"classification" | "critique" | "preference" | "pairs", number>>;
  excluded: Excluded[];
  leaks: { what: string; a: string; b: string; split_a: string; split_b: string }[];
  leaks_in_all: number;
  hidden_texts: number;
  formats: { format: string; folder: string; rows: Record<Split, number>; excluded: Excluded[]; refusal: string | null }[];
}

export interface Row {
  row: number;
  question: string | null;
  answer: string | null;
  rejected: string | null;
  label: boolean | null;
  images: { path: string | null; embedded: boolean }[];
  unit?: { id: string; task: string; origin: string; assets: string[] };
  text?: unknown;
  problem?: string | null;
}

export interface RowPage {
  total: number;
  offset: number;
  rows: Row[];
}

export const rowImageUrl = (name: string, file: string, row: number, image: number, size?: number): string =>
  `/api/exports/${encodeURIComponent(name)}/image?${new URLSearchParams({ file, row: String(row), image: String(image), ...(size ? { size: String(size) } : {}) })}`;

/* “3.4 MB”. */
export function bytes(n: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let at = 0;
  while (n >= 1000 && at < units.length - 1) {
    n /= 1000;
    at++;
  }
  return `${at === 0 || n >= 100 ? Math.round(n) : n.toFixed(1)} ${units[at]}`;
}
