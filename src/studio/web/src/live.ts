/* What changes in the project while a page is open. */
import { useEffect, useRef, useState } from "preact/hooks";

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

/* The browser asks again by itself; after a gap anything may have changed. */
function open(): void {
  if (source) return;
  source = new EventSource("/api/events");
  source.addEventListener("open", () => {
    if (!here) for (const listener of listeners) listener([...parts]);
    tell(true);
  });
  source.addEventListener("error", () => tell(false));
  source.addEventListener("change", (event) => {
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
    open();
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
