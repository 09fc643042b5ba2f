/* What changes in the project while a page is open. */
import { useEffect, useRef, useState } from "preact/hooks";

import { get } from "./api";

/* As the table of studio-watch.c, and after it that of studio-events.c. */
const parts = ["canon", "records", "comparisons", "inputs", "exports", "datasets", "story", "jobs", "production", "export"] as const;
export type Part = (typeof parts)[number];
type Listener = (what: Part[]) => void;

const listeners = new Set<Listener>();
const watchers = new Set<(here: boolean) => void>();
let source: EventSource | null = null;
let here = true;

function tell(now: boolean): void {
  here = now;
  for (const watcher of watchers) watcher(now);
}

const RETRY_MS = 1000;

/* Where the server answers and lets this page hear nothing, the browser gives up: it was started anew, or the session ended.
 * Asking for the session tells the shell which; once it is known again, so is this page. */
async function knock(): Promise<void> {
  try {
    await get("/api/session");
    open();
  } catch {
    setTimeout(() => void knock(), RETRY_MS);
  }
}

/* The browser asks again by itself; after a gap anything may have changed. */
function open(): void {
  const mine = new EventSource("/api/events");
  source = mine;
  mine.addEventListener("open", () => {
    if (!here) for (const listener of listeners) listener([...parts]);
    tell(true);
  });
  mine.addEventListener("error", () => {
    tell(false);
    if (mine.readyState === EventSource.CLOSED) void knock();
  });
  mine.addEventListener("change", (event) => {
    const { what } = JSON.parse((event as MessageEvent<string>).data) as { what: Part[] };
    for (const listener of listeners) listener(what);
  });
}

export function useChanges(listener: Listener): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => {
    const call: Listener = (what) => latest.current(what);
    listeners.add(call);
    if (!source) open();
    return () => void listeners.delete(call);
  }, []);
}

export function useHere(): boolean {
  const [state, set] = useState(here);
  useEffect(() => {
    watchers.add(set);
    return () => void watchers.delete(set);
  }, []);
  return state;
}
