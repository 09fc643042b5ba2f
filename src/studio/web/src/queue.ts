/* Which pictures a sitting shows: asked of the server, kept in order while the project changes. */
import { get, type Page, type Row } from "./api";

export const queues = [
  { name: "unjudged", title: "Not judged", query: { status: "candidate" } },
  { name: "unseen", title: "Never seen", query: { status: "candidate", seen: "no" } },
  { name: "borderline", title: "Borderline", query: { status: "borderline" } },
  { name: "stale", title: "Stale binding", query: { binding: "stale" } },
  { name: "disagreed", title: "Disagreed", query: { disagreed: "yes" } },
  { name: "all", title: "All", query: {} },
] as const;

export type QueueName = (typeof queues)[number]["name"] | "one";

/* What narrows a queue; undefined: nothing does. */
export interface Filter {
  lane: string | undefined;
  faction: string | undefined;
  text: string | undefined;
}

export interface Asked extends Filter {
  queue: QueueName;
  ids: string[]; // of queue “one”: those and no others
}

export interface Queue {
  ids: string[];
  total: number;
}

/* As many as one sits through; more are fetched when these are done. */
const LIMIT = 1000;

export function readAddress(query: URLSearchParams): Asked {
  const name = query.get("queue"), ids = query.getAll("id");
  return {
    queue: name === "one" || queues.some((each) => each.name === name) ? (name as QueueName) : "unjudged",
    ids,
    lane: query.get("lane") ?? undefined,
    faction: query.get("faction") ?? undefined,
    text: query.get("text") || undefined,
  };
}

export function address(asked: Partial<Asked>, grid: boolean): string {
  const words = new URLSearchParams();
  if (asked.queue && asked.queue !== "unjudged") words.set("queue", asked.queue);
  for (const name of ["lane", "faction", "text"] as const) if (asked[name] !== undefined) words.set(name, asked[name]);
  for (const id of asked.queue === "one" ? (asked.ids ?? []) : []) words.append("id", id);
  if (grid) words.set("view", "grid");
  return words.size > 0 ? `/review?${words}` : "/review";
}

function toQuery({ queue, lane, faction, text }: Asked): Record<string, string | undefined> {
  return { ...(queues.find(({ name }) => name === queue)?.query ?? queues[0].query), lane, faction, text };
}

export async function loadQueue(asked: Asked): Promise<Queue> {
  if (asked.queue === "one") return { ids: asked.ids, total: asked.ids.length };
  const page = await get<Page>("/api/records", { ...toQuery(asked), fields: "id", limit: LIMIT });
  return { ids: page.records.map((row) => row.id), total: page.total };
}

/* A part of the queue with what is known of each, for the grid. */
export async function loadRows(asked: Asked, offset: number, limit: number, signal: AbortSignal): Promise<{ rows: Row[]; total: number }> {
  const page = await get<Page>("/api/records", { ...toQuery(asked), offset, limit }, signal);
  return { rows: page.records, total: page.total };
}

/* What is new comes last; what went elsewhere is left out, but for what is shown or was judged in this sitting. */
export function mergeQueue(old: string[], now: string[], keep: (id: string) => boolean): string[] {
  const present = new Set(now), known = new Set(old);
  return [...old.filter((id) => present.has(id) || keep(id)), ...now.filter((id) => !known.has(id))];
}
