/* What the server says, and how it is asked. Shapes as in docs/api.md. */

export type Status = "candidate" | "approved" | "rejected" | "borderline";
export type Verdict = Exclude<Status, "candidate">;

export interface Group extends Record<Status, number> {
  name: string | null;
  fresh: number;
  stale: number;
}

export interface ProjectStatus {
  project: string;
  records: number;
  statuses: Record<Status, number>;
  bindings: Record<string, number>;
  ready: number;
  images_missing: number;
  images_misplaced: number;
  unreadable: number;
  comparisons: number;
  lanes: Group[];
  factions: Group[];
}

export interface Session {
  project: string;
  version: string;
  reviewer: string | null;
  no_reviewer: string | null;
  logs_in: boolean;
}

export interface Canon {
  version: string;
  dimensions: { name: string; help: string | null }[];
  failure_modes: { name: string; help: string | null; rules: string[] }[];
  thresholds: { approve_each: number; approve_mean: number; reject_any: number; reject_mean: number };
  lanes: { id: string; label: string | null; help: string | null }[];
  factions: string[];
  faction_label: string;
  rules: { id: string; category: string; title: string; text: string | null; dimensions: string[]; failure_modes: string[] }[];
}

export interface Row {
  id: string;
  status: Status;
  lane: string | null;
  faction: string | null;
  binding: string;
  disagreed: boolean;
  mean_score: number | null;
  reviewed_at: string | null;
  explanation: string | null;
}

export interface Page {
  total: number;
  records: Row[];
}

export interface Judgment {
  status?: string;
  reviewer?: string | null;
  explanation?: string | null;
  criteria_scores?: Record<string, number> | null;
  failure_modes?: string[] | null;
  improvement_notes?: string | null;
  confidence?: number | null;
  override_reason?: string | null;
}

export interface Detail {
  id: string;
  record_hash: string;
  status: Status;
  lane: string | null;
  faction: string | null;
  binding: string;
  rules: string[];
  identity: string | null;
  gates: { id: string; asks: string; state: "open" | "pass" | "fail"; reason: string | null }[];
  anchor: string | null;
  image: { path: string; hash: string } | null;
  record: {
    judgment?: Judgment | null;
    judgment_undone?: Judgment[];
    provenance?: Record<string, unknown> | null;
  };
}

export interface Outcome {
  id: string;
  from: Status;
  to: Status;
  image_missing: boolean;
  record_hash: string;
}

/* Told to the window when the server knows nobody under the page's cookie any more; the shell asks to log in again. */
export const LOGGED_OUT = "limner-logged-out";

/* Told when the server is another one than let this page in. */
export const STARTED_ANEW = "limner-started-anew";

/* An answer that says no: the sentence of the command line, and the status it would end with. */
export class Refusal extends Error {
  constructor(message: string, readonly status: number, readonly exit: number) {
    super(message);
  }
}

async function read<T>(answer: Response): Promise<T> {
  const text = await answer.text();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal(`the studio answered ${answer.status} with something that is no JSON`, answer.status, 1);
  }
  if (answer.ok) return value as T;
  const { error, exit, login } = value as { error: string; exit: number; login?: boolean };
  if (answer.status === 401 && !answer.url.endsWith("/api/login")) dispatchEvent(new Event(login ? LOGGED_OUT : STARTED_ANEW));
  throw new Refusal(error, answer.status, exit);
}

async function ask(path: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === "AbortError") throw problem;
    throw new Refusal("the studio does not answer; is `limner serve` still running?", 0, 4);
  }
}

export async function get<T>(path: string, query: Record<string, string | number | undefined> = {}, signal?: AbortSignal): Promise<T> {
  const words = Object.entries(query).filter(([, value]) => value !== undefined);
  const tail = words.length > 0 ? `?${new URLSearchParams(words.map(([name, value]) => [name, String(value)]))}` : "";
  return read<T>(await ask(path + tail, signal ? { signal } : undefined));
}

export async function post<T>(path: string, body: object, signal?: AbortSignal): Promise<T> {
  return read<T>(await ask(path, {
    ...(signal ? { signal } : {}),
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Limner": "1" },
    keepalive: true, // a verdict arrives even when the page is closed after it
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  }));
}

export const imageUrl = (detail: Detail): string =>
  `/api/images/${encodeURIComponent(detail.id)}?hash=${detail.image?.hash ?? ""}`;
export const thumbUrl = (id: string, size: number): string => `/api/thumbs/${encodeURIComponent(id)}?size=${size}`;
