/* What the server says of the making of images. Shapes as in docs/api.md. */
import { get } from "./api";

export type JobState = "planned" | "sent" | "rendered" | "done" | "failed" | "blocked" | "cancelled";

export interface Job {
  id: string;
  key: string;
  state: JobState;
  unwanted: boolean;
  provider: string | null;
  server: string | null;
  attempts: number;
  elapsed_ms: number;
  asset_path: string | null;
  message: string | null;
  created_at: string | null;
  updated_at: string | null;
}

export interface FullJob extends Job {
  request?: Record<string, unknown>;
  history: { at: string; state: JobState; attempts: number; server: string | null; message: string | null }[];
}

export interface Work<T = unknown> {
  number: number;
  kind: string;
  state: "running" | "stopping" | "done" | "failed" | "stopped";
  title: string | null;
  unit: string | null;
  total: number;
  done: number;
  item: string | null;
  notes: string[];
  error: string | null;
  result: T | null;
}

export interface Making {
  now: string; // by the clock of the server, as all times are
  running: boolean;
  here: boolean;
  process: number;
  paused: boolean;
  counts: Record<JobState, number>;
}

export interface Server {
  name: string;
  health: "ready" | "resting" | "gone";
  message: string | null;
  slots: number;
  busy: number;
  made: number;
  jobs: { id: string; share: number; preview: number }[];
}

export interface Production extends Making {
  servers: Server[];
  work: Work<Made> | null;
}

export interface Made {
  made: number;
  collected: number;
  existed: number;
  failed: number;
  blocked: number;
  cancelled: number;
  left: number;
}

export interface Jobs extends Making {
  total: number;
  offset: number;
  jobs: Job[];
}

export interface Provider {
  provider: string;
  kind: "images" | "chat";
  help: string;
  state: string;
  chosen: boolean; // the project's own, also when it cannot be used
  costs_money: boolean;
  placeholder: boolean;
  fault: string | null;
  servers: { name: string | null; slots: number; answers: boolean | null; said: string | null }[];
}

export interface Input {
  path: string;
  lane?: string;
  description?: string | null;
  images?: number;
  subjects?: { name: string; type: string; shots: number }[];
  problem: string | null;
}

export interface Inputs {
  packs: Input[];
  packets: Input[];
}

export type Fate = "new" | "continue" | "exists" | "in the way" | "blocked" | "cancelled";

export interface Planned {
  id: string;
  subject: string;
  state: Fate;
  image_missing: boolean;
  differs: boolean;
  prompt: string;
  seed: number;
  width: number;
  height: number;
}

export interface Plan {
  provider: string;
  lane: string;
  estimated_dollars?: number;
  without_known_price?: number;
  beyond_limit: number;
  images: Planned[];
}

export interface Wished {
  problems?: { id: string; reason: string }[];
  cancelled?: string[];
  moved?: string[];
  cleared?: string[];
  retried?: string[];
}

export const isOver = (work: Work | null): boolean => work !== null && work.state !== "running" && work.state !== "stopping";

/* The file's name without folder and ending. */
export const plainName = (path: string): string => path.replace(/^.*\//, "").replace(/\.(json|ya?ml)$/, "");

/* A server's name without its scheme; “here” for one without a name. */
export const serverName = (name: string | null): string => (name ? name.replace(/^\w+:\/\//, "") : "this machine");

export const previewUrl = (id: string, n: number): string => `/api/production/previews/${encodeURIComponent(id)}?n=${n}`;

export const getProviders = (): Promise<Provider[]> => get<Provider[]>("/api/providers", { probe: "true" });

/* “3 s”, “4 min”, “2 h”, “5 days”. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 130000) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

export const ago = (at: string | null, now: string): string => (at ? duration((Date.parse(now) - Date.parse(at)) / 1000) : "");
