/* The story as it lies in the page. Every passage is sealed under a key of its own that stands in the choices which lead there; a choice that
 * asks for codewords, and an entry of the codex that does, is sealed under the keys of those codewords, which stand where they
 * are earned. So what can be read is what the path so far has opened. src/dress/dress-ship-html.c writes it. */
import { fromBase64, unseal } from "./cipher";

/* Text, or ["em", …] and so on: src/dress/dress-prose.h. */
export type Inline = string | Block;
export type Block = readonly unknown[]; // a kind, then Inlines

type Grant = readonly [token: string, key: string];

export interface Picture {
  readonly n: string; // its name
  readonly k: string; // its key
  readonly m: string; // its MIME type
  readonly w: number;
  readonly h: number;
  readonly c?: string; // its caption
}

interface Choice {
  readonly l: string; // its label
  readonly to: number;
  readonly k: string; // the key of the passage it leads to
  readonly g?: readonly Grant[];
  readonly r?: 1; // leads back
}

interface Locked {
  readonly n: readonly string[]; // the codewords it asks for
  readonly x: string; // a Choice, or an Entry
}

interface Passage {
  readonly t?: string; // its title
  readonly b: readonly Block[];
  readonly g?: readonly Grant[];
  readonly p?: Picture;
  readonly c: readonly (Choice | Locked)[];
}

export interface Entry {
  readonly o: number; // its place in the codex
  readonly e: string; // the entity it is about
  readonly y: string; // character, location, object, faction
  readonly r: number; // rank
  readonly t?: string; // title
  readonly b: readonly Block[];
}

interface Page {
  readonly id: string; // of the work, for what is kept of it
  readonly hash: string; // of the story
  readonly title: string;
  readonly endings: number;
  readonly start: readonly [passage: number, key: string];
  readonly passages: readonly string[];
  readonly codex: readonly (Entry | Locked)[];
}

export interface OpenChoice {
  readonly index: number; // among all of the passage, locked ones too
  readonly label: string;
  readonly mark: string; // a short hash of the label
  readonly isReturn: boolean;
  readonly choice: Choice;
}

/* Where a reader is. */
export interface Scene {
  readonly passage: number;
  readonly title: string | undefined;
  readonly blocks: readonly Block[];
  readonly picture: Picture | undefined;
  readonly choices: readonly OpenChoice[];
  readonly isEnding: boolean; // there are no choices, not even locked ones
}

/* A step of the way: what was there, what was chosen to come there, and how much had been earned when leaving it. */
interface Stop {
  readonly passage: number;
  readonly key: Uint8Array;
  readonly chosen: OpenChoice | undefined;
  readonly nWords: number;
  readonly nEntries: number;
}

export type Step = readonly [index: number, mark: string];

const utf8 = new TextDecoder();

/* FNV-1a, for telling whether a label is still the same. */
export function mark(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}

function isLocked(thing: object): thing is Locked {
  return "x" in thing;
}

export class Book {
  private readonly stops: Stop[] = [];
  private readonly words: (readonly [token: string, key: Uint8Array])[] = []; // in the order they were earned
  private readonly held = new Map<string, Uint8Array>();
  private readonly opened: Entry[] = []; // likewise
  private readonly openedAt = new Set<number>();
  private current: Passage | undefined;

  constructor(readonly page: Page) {
    this.restart();
  }

  get steps(): Step[] {
    return this.stops.slice(1).map(({ chosen }) => [chosen!.index, chosen!.mark]);
  }

  get depth(): number {
    return this.stops.length;
  }

  /* All open entries, in the order in which they opened. */
  get entries(): readonly Entry[] {
    return this.opened;
  }

  get entriesBefore(): number {
    return this.stops[this.stops.length - 2]?.nEntries ?? 0;
  }

  get chosen(): OpenChoice | undefined {
    return this.stops[this.stops.length - 1]?.chosen;
  }

  restart(): void {
    this.stops.length = 0;
    this.words.length = 0;
    this.opened.length = 0;
    this.held.clear();
    this.openedAt.clear();
    this.openEntries();
    const [passage, key] = this.page.start;
    this.arrive(passage, fromBase64(key), undefined);
  }

  take(choice: OpenChoice): void {
    this.earn(choice.choice.g);
    this.arrive(choice.choice.to, fromBase64(choice.choice.k), choice);
  }

  /* Goes the way of `steps` from the start. FALSE: the story is another now, and it was gone as far as it still leads. */
  follow(steps: readonly Step[]): boolean {
    this.restart();
    for (const [index, mark] of steps) {
      const { choices } = this.scene();
      const choice = choices.find((each) => each.index === index && (mark === "" || each.mark === mark)) ?? choices.find((each) => each.mark === mark);
      if (!choice) return false;
      this.take(choice);
    }
    return true;
  }

  /* Back to when `depth` passages had been come to, at least one. */
  goBackTo(depth: number): void {
    if (depth < 1 || depth >= this.stops.length) return;
    this.stops.length = depth;
    const last = this.stops[depth - 1]!;
    for (const [token] of this.words.splice(last.nWords)) this.held.delete(token);
    this.opened.length = last.nEntries;
    this.openedAt.clear();
    for (const entry of this.opened) this.openedAt.add(entry.o);
    this.current = this.open(last.passage, last.key);
  }

  scene(): Scene {
    const stop = this.stops[this.stops.length - 1]!;
    return this.look(this.current!, stop.passage);
  }

  /* What was read so far, for looking back: each passage with what was chosen in it. */
  trail(): { scene: Scene; chosen: string | undefined }[] {
    return this.stops.map((stop, i) => ({
      scene: this.look(this.open(stop.passage, stop.key), stop.passage),
      chosen: this.stops[i + 1]?.chosen?.label,
    }));
  }

  private look(passage: Passage, number: number): Scene {
    const choices: OpenChoice[] = [];
    passage.c.forEach((each, index) => {
      const choice = isLocked(each) ? this.unlock<Choice>(each) : each;
      if (choice) choices.push({ index, label: choice.l, mark: mark(choice.l), isReturn: choice.r === 1, choice });
    });
    return { passage: number, title: passage.t, blocks: passage.b, picture: passage.p, choices, isEnding: passage.c.length === 0 };
  }

  private open(passage: number, key: Uint8Array): Passage {
    return JSON.parse(utf8.decode(unseal(this.page.passages[passage] ?? "", [key]))) as Passage;
  }

  private arrive(passage: number, key: Uint8Array, chosen: OpenChoice | undefined): void {
    this.current = this.open(passage, key);
    this.earn(this.current.g);
    this.stops.push({ passage, key, chosen, nWords: this.words.length, nEntries: this.opened.length });
  }

  private earn(grants: readonly Grant[] | undefined): void {
    let news = false;
    for (const [token, key] of grants ?? []) {
      if (this.held.has(token)) continue;
      const bytes = fromBase64(key);
      this.held.set(token, bytes);
      this.words.push([token, bytes]);
      news = true;
    }
    if (news) this.openEntries();
  }

  private unlock<T>(locked: Locked): T | undefined {
    const keys = locked.n.map((token) => this.held.get(token));
    if (keys.some((key) => key === undefined)) return undefined;
    return JSON.parse(utf8.decode(unseal(locked.x, keys as Uint8Array[]))) as T;
  }

  private openEntries(): void {
    const fresh: Entry[] = [];
    for (const each of this.page.codex) {
      const entry = isLocked(each) ? this.unlock<Entry>(each) : each;
      if (entry && !this.openedAt.has(entry.o)) fresh.push(entry);
    }
    fresh.sort((a, b) => a.o - b.o);
    for (const entry of fresh) {
      this.openedAt.add(entry.o);
      this.opened.push(entry);
    }
  }
}
