/* What the server answers to one address, asked again when the project changes. */
import { useEffect, useRef, useState } from "preact/hooks";

import { get } from "../api";
import { type Part, useChanges } from "../live";

export interface Asked<T> {
  value: T | null; // the last good answer
  problem: string | null; // why there is no newer one
  again: () => void;
}

/* @path null: nothing is asked, and nothing is there. @parts: the changes after which it is asked again; null: all. One question is
 * under way at a time; what changes meanwhile asks once more. @calmMs: at least so long after the change that is the last for so
 * long, for answers that cost much. */
export function useAsked<T>(path: string | null, query: Record<string, string | number | undefined> = {}, parts: readonly Part[] | null = null, calmMs = 0): Asked<T> {
  const [state, set] = useState<{ of: string; value: T | null; problem: string | null }>({ of: "", value: null, problem: null });
  const name = JSON.stringify([path, query]);
  const wanted = useRef({ name, path, query });
  const busy = useRef(false), more = useRef(false);
  const calm = useRef<ReturnType<typeof setTimeout>>(undefined);
  wanted.current = { name, path, query };

  function ask(): void {
    if (busy.current) {
      more.current = true;
      return;
    }
    const { name: asked, path: where, query: what } = wanted.current;
    if (where === null) return;
    busy.current = true;
    get<T>(where, what)
      .then((value) => set({ of: asked, value, problem: null }), (error: Error) => set((old) => ({ of: asked, value: old.of === asked ? old.value : null, problem: error.message })))
      .finally(() => {
        busy.current = false;
        if (!more.current) return;
        more.current = false;
        ask();
      });
  }
  useEffect(ask, [name]);
  useChanges((what) => {
    if (parts !== null && !what.some((part) => parts.includes(part))) return;
    clearTimeout(calm.current);
    if (calmMs === 0) ask();
    else calm.current = setTimeout(ask, calmMs);
  });
  // What was asked before is shown until the new answer is there, unless it was for something else.
  const mine = path !== null && state.of === name;
  return { value: mine ? state.value : null, problem: mine ? state.problem : null, again: ask };
}
