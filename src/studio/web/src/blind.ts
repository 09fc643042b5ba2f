/* Judging blind: neither prompt nor provenance, name nor earlier verdict is shown. Stays as it was set, in this browser. */
import { useState } from "preact/hooks";

const STORE = "limner.blind";

export const isBlind = (): boolean => localStorage.getItem(STORE) === "yes";

export function useBlind(): [boolean, () => void] {
  const [blind, set] = useState(isBlind);
  function turn(): void {
    localStorage.setItem(STORE, blind ? "no" : "yes");
    set(!blind);
  }
  return [blind, turn];
}
