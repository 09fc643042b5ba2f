/* Which pictures a sitting shows: asked of the server, kept in order while the project changes. */
import { get, type Page } from "./api";

export const queues = [
  { name: "unjudged", title: "Not judged", query: { status: "candidate" } },
  { name: "borderline", title: "Borderline", query: { status: "borderline" } },
  { name: "stale", title: "Stale binding", query: { binding: "stale" } },
] as const;

export type QueueName = (typeof queues)[number]["name"] | "one";

export interface Queue {
  ids: string[];
  total: number;
}

/* As many as one sits through; more are fetched when these are done. */
const LIMIT = 1000;

export async function loadQueue(name: QueueName, lane: string | undefined, id: string | null): Promise<Queue> {
  if (name === "one") return { ids: id ? [id] : [], total: id ? 1 : 0 };
  const query = queues.find((each) => each.name === name)?.query ?? queues[0].query;
  const page = await get<Page>("/api/records", { ...query, lane, limit: LIMIT });
  return { ids: page.records.map((row) => row.id), total: page.total };
}

/* What is new comes last; what went elsewhere is left out, but for what is shown or was judged in this sitting. */
export function mergeQueue(old: string[], now: string[], keep: (id: string) => boolean): string[] {
  const present = new Set(now), known = new Set(old);
  return [...old.filter((id) => present.has(id) || keep(id)), ...now.filter((id) => !known.has(id))];
}
