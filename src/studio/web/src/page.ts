/* What a page of the studio is. A page's file exports one of these as `page`; the table in main.tsx lists them. */
import type { ComponentType } from "preact";

import type { Session } from "./api";
import type { KeyGroup } from "./keys";

export interface PageProps {
  session: Session;
  query: URLSearchParams; // of the address: /review?lane=costume
}

export interface Page {
  path: string; // a row of LIM_ROUTE_PAGE answers it
  title: string;
  letter: string; // g and this letter lead there; one of the title's, so that it can be marked in it
  view: ComponentType<PageProps>;
  keys?: KeyGroup[]; // for the sheet of keys
}

/* Goes to an address of the studio, as a link does. */
export function go(path: string): void {
  history.pushState(null, "", path);
  dispatchEvent(new PopStateEvent("popstate"));
  document.getElementById("main")?.focus(); // else Enter would follow the link again
}
