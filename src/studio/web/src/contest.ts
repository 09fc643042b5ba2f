/* A sitting of comparing: the pair that is shown, what was said of it, what was recorded and can be taken back. No pixels here. */
import { type Canon, type Detail, get, post, Refusal } from "./api";

export type Chosen = "a" | "b" | "tie";
export const CHOICES: readonly Chosen[] = ["a", "tie", "b"];

export interface Pair {
  a: string;
  b: string;
  lane: string | null;
}

interface Comparison {
  id: string;
  asset_a_id: string;
  asset_b_id: string;
  chosen: Chosen;
  reasoning: string | null;
  criteria_scores: Record<string, { a: number; b: number }>;
}

/* A side that is better in a dimension has 1 there and the other 0; alike, both have a half. */
const SCORES: Record<Chosen, { a: number; b: number }> = { a: { a: 1, b: 0 }, tie: { a: 0.5, b: 0.5 }, b: { a: 0, b: 1 } };

function choiceOf({ a, b }: { a: number; b: number }): Chosen {
  return a > b ? "a" : a < b ? "b" : "tie";
}

export class Contest {
  pair: Pair | null = null;
  details: { a: Detail; b: Detail } | null = null;
  chosen: Chosen | null = null;
  dimensions: Record<string, Chosen> = {};
  why = "";
  message = "";
  refused = false;
  none: string | null = null; // why there is no pair
  loaded = false;
  busy = false;
  readonly done: string[] = []; // ids of this sitting's comparisons

  constructor(readonly canon: Canon, readonly lane: string | undefined, readonly asked: Pair | null, private readonly draw: () => void) {}

  private say(message: string, refused = false): void {
    this.message = message;
    this.refused = refused;
  }

  private async show(pair: Pair): Promise<void> {
    const [a, b] = await Promise.all([pair.a, pair.b].map((id) => get<Detail>(`/api/records/${encodeURIComponent(id)}`)));
    if (!a || !b) return;
    this.pair = { ...pair, lane: pair.lane ?? a.lane };
    this.details = { a, b };
    this.chosen = null;
    this.dimensions = {};
    this.why = "";
    this.none = null;
  }

  private async showNext(): Promise<void> {
    try {
      await this.show(await get<Pair>("/api/comparisons/next", { lane: this.lane }));
    } catch (problem) {
      if (!(problem instanceof Refusal) || problem.status !== 404) throw problem;
      this.pair = this.details = null;
      this.none = problem.message;
    }
  }

  /* Does one thing at a time; what the server refuses is said. */
  private async work(what: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.draw();
    try {
      await what();
    } catch (problem) {
      this.say((problem as Error).message, true);
    }
    this.busy = false;
    this.loaded = true;
    this.draw();
  }

  open(): Promise<void> {
    return this.work(() => (this.asked ? this.show(this.asked) : this.showNext()));
  }

  /* Something changed in the project. The pair that is looked at stays, unless there was none. */
  refresh(): void {
    if (this.none !== null) void this.work(() => this.showNext());
  }

  choose(chosen: Chosen): void {
    this.chosen = this.chosen === chosen ? null : chosen;
    this.say("");
    this.draw();
  }

  chooseIn(dimension: string, chosen: Chosen | null): void {
    const { [dimension]: _old, ...rest } = this.dimensions;
    this.dimensions = chosen ? { ...rest, [dimension]: chosen } : rest;
    this.draw();
  }

  /* a, b, alike, and nothing again. */
  turn(at: number): void {
    const name = this.canon.dimensions[at]?.name;
    if (name === undefined) return;
    const order: (Chosen | null)[] = ["a", "b", "tie", null];
    this.chooseIn(name, order[(order.indexOf(this.dimensions[name] ?? null) + 1) % order.length] ?? null);
  }

  save(): Promise<void> {
    return this.work(async () => {
      const { pair, chosen } = this;
      if (!pair || !chosen) {
        this.say("Which is better? a, b, or t for a tie", true);
        return;
      }
      const made = await post<Comparison>("/api/comparisons", {
        asset_a_id: pair.a, asset_b_id: pair.b, chosen, reasoning: this.why,
        criteria_scores: Object.fromEntries(Object.entries(this.dimensions).map(([name, side]) => [name, SCORES[side]])),
      });
      this.done.push(made.id);
      this.say(chosen === "tie" ? `${pair.a} and ${pair.b} tie` : `${pair[chosen]} beats ${pair[chosen === "a" ? "b" : "a"]}`);
      await this.showNext();
    });
  }

  undo(): Promise<void> {
    return this.work(async () => {
      const gone = await post<Comparison>("/api/comparisons/undo", { id: this.done.at(-1) ?? null });
      this.done.pop();
      await this.show({ a: gone.asset_a_id, b: gone.asset_b_id, lane: null });
      this.chosen = gone.chosen;
      this.why = gone.reasoning ?? "";
      this.dimensions = Object.fromEntries(Object.entries(gone.criteria_scores).map(([name, scores]) => [name, choiceOf(scores)]));
      this.say(`${gone.id} is taken back; say it again, or something else`);
    });
  }
}
