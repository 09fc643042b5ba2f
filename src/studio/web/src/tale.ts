/* The story and its dress, as /api/story and /api/story/dress tell them, and where each passage stands in the picture of the story. */

export interface Choice {
  to: string;
  label: string;
  requires: string[];
  grants: string[];
  is_return: boolean;
  broken: boolean;
}

export interface Passage {
  id: string;
  title: string;
  scene_type: string;
  spine: boolean;
  start: boolean;
  ending: boolean;
  reachable: boolean;
  distance?: number;
  words: number;
  score: number;
  score_reason: string;
  priority: number;
  appears: string[];
  grants: string[];
  choices: Choice[];
}

export interface Tale {
  title: string | null;
  words: number;
  endings: number;
  unreachable: number;
  passages: Passage[];
  entities: { id: string; name: string; type: string; appears_in: string[] }[];
  codewords: { id: string; tracks?: string[]; earnable: boolean }[];
}

export interface Brief {
  id: string;
  passage: string;
  priority: number;
  state: string;
  score?: number;
  reason?: string;
  category: string | null;
  subject: string | null;
  entities: string[];
  composition: string | null;
  mood: string | null;
  caption: string | null;
  negative: string | null;
  style_overrides: string | null;
  asset: string | null;
  problems: string[];
  content: string | null;
}

export interface Entry {
  id: string;
  rank: number;
  visible_when: string[];
  title: string | null;
  content: string;
}

export interface Codex {
  entity: string;
  name: string;
  state: string;
  entries: Entry[];
  problems: string[];
  content: string | null;
}

export interface Look {
  entity: string;
  name: string;
  type: string;
  concept: string | null;
  visual: { description: string | null; distinguishing_features: string[]; color_associations: string[]; reference_prompt_fragment: string | null; anchor: string | null; file: string | null } | null;
}

export interface Direction {
  state: string;
  there: boolean;
  style: string | null;
  medium: string | null;
  palette: string[];
  composition_notes: string | null;
  negative_defaults: string | null;
  aspect_ratio: string | null;
  looks: Look[];
  problems: string[];
  by: string | null;
  reason: string | null;
  content: string | null;
}

export interface Illustration {
  brief: string;
  passage: string;
  asset: string;
  record: string | null;
  caption: string | null;
  provider: string | null;
  quality: string | null;
  stale: string[];
}

export interface Dress {
  status: { next?: string | null };
  direction: Direction;
  briefs: Brief[];
  codex: Codex[];
  pictures: {
    sample: { state: string; brief: string | null; record: string | null; picture: string | null; maker: string | null; reason: string | null; content: string | null };
    budget: { text: string | null; by: string | null; chosen: string[]; spent: number };
    illustrations: Illustration[];
  };
  findings: string[];
}

/* What stands under a gate's verdict. */
export interface Saying {
  gate: "direction" | "brief" | "codex" | "sample";
  id?: string;
  verdict: "approved" | "rejected" | "skipped" | "pending";
  reason?: string;
  priority?: number;
  content?: string | null;
}

/* -- Where passages stand -- */

export interface Place {
  passage: Passage;
  x: number;
  y: number;
}

export interface Plan {
  places: Place[];
  byId: Map<string, Place>;
  width: number;
  height: number;
}

const COLUMN = 92, LEAST_ROW = 40, MOST_HEIGHT = 620;

/* Columns by the choices it takes to come there, what nobody comes to last; within a column near those that lead there. */
export function layOut(tale: Tale): Plan {
  const far = tale.passages.reduce((most, { distance }) => Math.max(most, distance ?? 0), 0);
  const columns: Passage[][] = Array.from({ length: far + 2 }, () => []);
  for (const passage of tale.passages) columns[passage.distance ?? far + 1]?.push(passage);
  const byId = new Map<string, Place>(), places: Place[] = [];
  const from = new Map<string, string[]>();
  for (const passage of tale.passages)
    for (const { to } of passage.choices) from.set(to, [...(from.get(to) ?? []), passage.id]);
  const most = columns.reduce((n, { length }) => Math.max(n, length), 1), row = Math.max(LEAST_ROW, Math.min(96, MOST_HEIGHT / most));
  for (const [at, column] of columns.entries()) {
    const near = (passage: Passage): number => {
      const ys = (from.get(passage.id) ?? []).flatMap((id) => byId.get(id)?.y ?? []);
      return ys.length > 0 ? ys.reduce((sum, y) => sum + y, 0) / ys.length : (most * row) / 2;
    };
    const sorted = column.map((passage) => ({ passage, near: near(passage) })).sort((a, b) => a.near - b.near);
    const top = ((most - column.length) * row) / 2;
    for (const [nth, { passage }] of sorted.entries()) {
      const place = { passage, x: at * COLUMN, y: top + nth * row };
      byId.set(passage.id, place);
      places.push(place);
    }
  }
  return { places, byId, width: columns.length * COLUMN, height: most * row };
}
