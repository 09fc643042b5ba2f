/* Tells the server which pictures were looked at, now and then and not for each. */
import { post } from "./api";

const LOOK_MS = 400, TELL_MS = 3000;

const told = new Set<string>();
let waiting: string[] = [];
let later: ReturnType<typeof setTimeout> | undefined;
let look: ReturnType<typeof setTimeout> | undefined;

function tell(): void {
  clearTimeout(later);
  later = undefined;
  if (waiting.length === 0) return;
  const ids = waiting;
  waiting = [];
  post("/api/seen", { ids }).catch(() => undefined); // a picture too many in a queue does no harm
}

/* @id is shown from now on; it counts once it was for a moment. */
export function lookAt(id: string | undefined): void {
  clearTimeout(look);
  if (id === undefined || told.has(id)) return;
  look = setTimeout(() => {
    told.add(id);
    waiting.push(id);
    later ??= setTimeout(tell, TELL_MS);
  }, LOOK_MS);
}

addEventListener("pagehide", tell);
