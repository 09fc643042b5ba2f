/* What the server says would come of a body, asked while it is still being put together: the last one counts, older questions are called
 * off, and there is only one at a time. */
import { useEffect, useRef, useState } from "preact/hooks";

import { post } from "../api";
import { type Part, useChanges } from "../live";

export interface Foreseen<T> {
  value: T | null; // of this body, or while it is asked of the one before
  problem: string | null;
  busy: boolean;
}

const WAIT_MS = 200; // for the next key

/* @body null: nothing is asked. @parts: the changes of the project after which it is asked again. */
export function useForeseen<T>(path: string, body: object | null, parts: readonly Part[] = []): Foreseen<T> {
  const [state, set] = useState<Foreseen<T>>({ value: null, problem: null, busy: false });
  const text = body === null ? null : JSON.stringify(body);
  const [turn, setTurn] = useState(0), asked = useRef<AbortController | null>(null), more = useRef(false);

  useChanges((what) => {
    if (!what.some((part) => parts.includes(part))) return;
    if (asked.current) more.current = true;
    else setTurn((n) => n + 1);
  });
  useEffect(() => {
    if (text === null) {
      set({ value: null, problem: null, busy: false });
      return undefined;
    }
    const mine = new AbortController();
    asked.current = mine;
    more.current = false;
    set((old) => ({ ...old, busy: true }));
    const end = (now: Foreseen<T>): void => {
      if (mine.signal.aborted) return;
      asked.current = null;
      set(now);
      if (more.current) setTurn((n) => n + 1);
    };
    const timer = setTimeout(() => post<T>(path, { ...JSON.parse(text) as object, dry_run: true }, mine.signal).then(
      (value) => end({ value, problem: null, busy: false }),
      (error: Error) => end({ value: null, problem: error.message, busy: false })), WAIT_MS);
    return () => {
      clearTimeout(timer);
      mine.abort();
      asked.current = null;
    };
  }, [path, text, turn]);
  return state;
}
