/* Keys: who gets them, and the sheet that tells what they do. */
import { useEffect, useRef } from "preact/hooks";

import { Dialog } from "./ui/dialog";

/* -- Who gets them -- */

/* Says whether the key was for it; then the browser does nothing else with it. */
export type KeyTaker = (key: string, event: KeyboardEvent) => boolean;

const takers: KeyTaker[] = [];
let shell: KeyTaker | null = null;
let next: { take: KeyTaker; until: number; end: () => void } | null = null;

/* The key that comes next, if it comes soon, is offered to @take before all others; @end is called then, or when it is too late. */
export function takeNext(take: KeyTaker, ms: number, end: () => void): void {
  const mine = { take, until: performance.now() + ms, end };
  next?.end();
  next = mine;
  setTimeout(() => {
    if (next !== mine) return;
    next = null;
    end();
  }, ms);
}

function offer(event: KeyboardEvent): boolean {
  const target = event.target as Element;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  if (target.closest?.("textarea, input:not([type=checkbox], [type=radio], [type=button]), select, [contenteditable], dialog[open]")) return false;
  if ((event.key === "Enter" || event.key === " ") && target.closest?.("button, a, summary, input")) return false;
  if (next && !["Shift", "CapsLock"].includes(event.key)) {
    const { take, end } = next;
    next = null;
    end();
    if (take(event.key, event)) return true;
  }
  for (let i = takers.length - 1; i >= 0; i--) if (takers[i]?.(event.key, event)) return true;
  return shell?.(event.key, event) ?? false;
}

addEventListener("keydown", (event) => {
  if (offer(event)) event.preventDefault();
});

/* Keys that are not typed into a field, not pressed with Ctrl, Alt or Meta and not meant for an open dialog. The component
 * drawn last is asked first. */
export function useKeys(taker: KeyTaker): void {
  const latest = useRef(taker);
  latest.current = taker;
  useEffect(() => {
    const call: KeyTaker = (key, event) => latest.current(key, event);
    takers.push(call);
    return () => void takers.splice(takers.indexOf(call), 1);
  }, []);
}

/* For the shell: what no page took. */
export function useOtherKeys(taker: KeyTaker): void {
  const latest = useRef(taker);
  latest.current = taker;
  useEffect(() => {
    const call: KeyTaker = (key, event) => latest.current(key, event);
    shell = call;
    return () => {
      if (shell === call) shell = null;
    };
  }, []);
}

/* -- The sheet -- */

/* A title, and rows of keys and what they do. Keys apart by spaces are shown apart; “…” between them is not a key. */
export type KeyGroup = [string, [string, string][]];

export function Key({ of }: { of: string }) {
  return <>{of.split(/ +/).map((each) => (each === "…" ? " … " : <kbd key={each}>{each}</kbd>))}</>;
}

export function KeySheet({ open, groups, onClose }: { open: boolean; groups: KeyGroup[]; onClose: () => void }) {
  return (
    <Dialog open={open} title="Keys" onClose={onClose} wide>
      <div class="key-groups">
        {groups.map(([title, rows]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>{rows.map(([key, help]) => <div key={key}><dt><Key of={key} /></dt><dd>{help}</dd></div>)}</dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
