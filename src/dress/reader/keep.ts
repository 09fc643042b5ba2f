/* What is kept between visits: where the reader is, named places, endings found, settings. A browser may refuse to keep anything for a page
 * from disk; then it is kept as long as the page is open, and the reader is told. */
import type { Step } from "./book";

export interface Place {
  readonly steps: readonly Step[];
  readonly seen: number; // entries of the codex that were looked at
  readonly title: string; // for people
  readonly when: number; // milliseconds since 1970
}

export interface Settings {
  theme: "auto" | "light" | "dark";
  size: 1 | 2 | 3 | 4 | 5;
  face: "serif" | "sans";
  keys: boolean;
}

interface Kept {
  v: 1;
  hash: string;
  here: Place | null;
  before: Place | null; // where the reader was before going elsewhere
  slots: (Place | null)[];
  endings: number[];
  settings: Settings;
}

export const N_SLOTS = 6;

function empty(hash: string): Kept {
  return {
    v: 1, hash, here: null, before: null, slots: Array<Place | null>(N_SLOTS).fill(null), endings: [],
    settings: { theme: "auto", size: 3, face: "serif", keys: true },
  };
}

function isPlace(value: unknown): value is Place {
  const place = value as Place | null;
  return typeof place === "object" && place !== null && Array.isArray(place.steps)
    && place.steps.every((step) => Array.isArray(step) && Number.isInteger(step[0]) && typeof step[1] === "string");
}

/* Whatever lies there may come from another version, or from somebody's hand. */
function read(text: string | null, hash: string): Kept {
  const kept = empty(hash);
  try {
    const found = JSON.parse(text ?? "null") as Partial<Kept> | null;
    if (found?.v !== 1) return kept;
    if (isPlace(found.here)) kept.here = found.here;
    if (isPlace(found.before)) kept.before = found.before;
    if (Array.isArray(found.slots)) kept.slots = kept.slots.map((_, i) => (isPlace(found.slots![i]) ? found.slots![i]! : null));
    if (Array.isArray(found.endings) && found.hash === hash) kept.endings = found.endings.filter(Number.isInteger);
    const { theme, size, face, keys } = found.settings ?? {};
    if (theme === "light" || theme === "dark") kept.settings.theme = theme;
    if (size && [1, 2, 3, 4, 5].includes(size)) kept.settings.size = size;
    if (face === "sans") kept.settings.face = face;
    if (keys === false) kept.settings.keys = false;
  } catch {
    /* As if there were nothing. */
  }
  return kept;
}

export class Keep {
  readonly kept: Kept;
  lasts = true;

  constructor(private readonly name: string, hash: string) {
    let text: string | null = null;
    try {
      text = localStorage.getItem(name);
      localStorage.setItem(name, text ?? "{}");
    } catch {
      this.lasts = false;
    }
    this.kept = read(text, hash);
  }

  save(): void {
    if (!this.lasts) return;
    try {
      localStorage.setItem(this.name, JSON.stringify(this.kept));
    } catch {
      this.lasts = false;
    }
  }
}

/* A place as letters, to be written down or sent: “5k2…~0.2.1”. */
export function placeToCode(hash: string, steps: readonly Step[]): string {
  return `${hash.slice(0, 8)}~${steps.map(([index]) => index.toString(36)).join(".")}`;
}

export function placeFromCode(code: string): Step[] | null {
  const found = /^\s*[0-9a-f]{8}~([0-9a-z.]*)\s*$/.exec(code);
  if (!found) return null;
  return found[1] === "" ? [] : found[1]!.split(".").map((word) => [parseInt(word || "0", 36), ""] as const);
}
