/* What the studio says of what was done: a refusal stays where it belongs, in the command line's words; a toast goes by itself. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

/* Nothing where there is no @problem. */
export function RefusalLine({ problem, children }: { problem: string | null; children?: ComponentChildren }) {
  return problem === null ? null : <p class="refusal" role="alert">{problem}{children}</p>;
}

interface Told {
  id: number;
  text: string;
}

let told: Told[] = [];
let n = 0;
const watchers = new Set<(now: Told[]) => void>();

function set(now: Told[]): void {
  told = now;
  for (const watcher of watchers) watcher(told);
}

/* Says that something was done. What was refused does not go by itself: show a RefusalLine. */
export function toast(text: string): void {
  const one = { id: ++n, text };
  set([...told.slice(-2), one]);
  setTimeout(() => set(told.filter((each) => each !== one)), 5000);
}

/* Where the toasts appear; the shell has one. */
export function Toasts() {
  const [shown, setShown] = useState(told);
  useEffect(() => {
    watchers.add(setShown);
    return () => void watchers.delete(setShown);
  }, []);
  return <div class="toasts" role="status">{shown.map(({ id, text }) => <p key={id}>{text}</p>)}</div>;
}
