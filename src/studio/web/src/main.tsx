/* The shell: navigation, who judges, whether the server is there, and the sheet of keys. */
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";

import "./studio.css";
import "./ui/ui.css";
import { get, LOGGED_OUT, post, Refusal, STARTED_ANEW, type Session } from "./api";
import { page as canon } from "./canon";
import { page as compare } from "./compare";
import { page as datasets } from "./datasets";
import { type KeyGroup, KeySheet, takeNext, useOtherKeys } from "./keys";
import { useHere } from "./live";
import { LoginForm, LoginPage } from "./login";
import { page as exported } from "./export";
import { page as overview } from "./overview";
import { go, type Page } from "./page";
import { page as production } from "./production";
import { page as review } from "./review";
import { page as story } from "./story";
import { page as subjects } from "./subjects";
import { Dialog } from "./ui/dialog";
import { Toasts } from "./ui/notice";

/* In the order of the work: overview, review, compare, canon, subjects, datasets, story, production, export. */
const pages: [Page, ...Page[]] = [
  overview,
  review,
  compare,
  canon,
  subjects,
  datasets,
  story,
  production,
  exported,
];

const LETTER_MS = 2000;

/* Links within the studio change the page without loading it anew. */
function follow(event: MouseEvent): void {
  const link = (event.target as Element).closest?.("a[href^='/']");
  if (!link || link.hasAttribute("download") || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  go(link.getAttribute("href") ?? "/");
}

function useLocation(): URL {
  const [url, set] = useState(() => new URL(location.href));
  useEffect(() => {
    const listen = (): void => set(new URL(location.href));
    addEventListener("popstate", listen);
    return () => removeEventListener("popstate", listen);
  }, []);
  return url;
}

/* The title with its letter marked, while a letter is awaited. */
function Title({ page, marked }: { page: Page; marked: boolean }) {
  const at = page.title.toLowerCase().indexOf(page.letter);
  if (!marked || at < 0) return <>{page.title}</>;
  return <>{page.title.slice(0, at)}<b class="letter">{page.title[at]}</b>{page.title.slice(at + 1)}</>;
}

const everywhere = (): KeyGroup => ["Everywhere", [
  ...pages.map(({ letter, title }): [string, string] => [`g ${letter}`, title]),
  ["?", "this sheet"],
]];

function Shell() {
  const url = useLocation();
  const here = useHere();
  const [session, setSession] = useState<Session | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [sheet, setSheet] = useState(false);
  const [letters, setLetters] = useState(false);
  const [out, setOut] = useState(false); // nobody is logged in
  const [anew, setAnew] = useState(false); // the server knows this page no more
  const page = pages.find(({ path }) => path === url.pathname) ?? pages[0];

  useEffect(() => {
    get<Session>("/api/session").then(setSession, (error: Refusal) => setProblem(error.message));
  }, []);
  useEffect(() => {
    const listen = (): void => setOut(true), wait = (): void => setAnew(true);
    addEventListener(LOGGED_OUT, listen);
    addEventListener(STARTED_ANEW, wait);
    return () => {
      removeEventListener(LOGGED_OUT, listen);
      removeEventListener(STARTED_ANEW, wait);
    };
  }, []);
  useEffect(() => {
    if (here) setAnew(false);
  }, [here]);
  useEffect(() => {
    document.title = session ? `${page.title} · ${session.project} · limner` : "limner";
  }, [page, session]);

  function toPage(key: string): boolean {
    const to = pages.find(({ letter }) => letter === key);
    if (to) go(to.path);
    return to !== undefined;
  }
  useOtherKeys((key) => {
    if (key === "?") setSheet(true);
    else if (key === "g") {
      setLetters(true);
      takeNext(toPage, LETTER_MS, () => setLetters(false));
    } else return false;
    return true;
  });

  /* Another person than before begins anew; the same one goes on where the page stands. */
  function comeIn(now: Session): void {
    setProblem(null);
    setOut(false);
    if (session && session.reviewer !== now.reviewer) location.reload();
    else setSession(now);
  }
  async function leave(): Promise<void> {
    await post("/api/logout", {}).catch(() => undefined);
    location.assign("/");
  }

  if (out && !session) return <LoginPage onDone={comeIn} />;
  if (problem) return <main class="alone"><h1>The studio is closed</h1><p role="alert">{problem}</p></main>;
  if (!session) return <main class="alone" aria-busy="true" />;
  const View = page.view;
  return (
    <div class="shell" onClick={follow}>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>To the content</a>
      <header class="bar">
        <img src="/assets/icon.svg" alt="" width="24" height="24" />
        <strong class="bar-project" title={session.project}>{session.project}</strong>
        <nav aria-label="Pages">
          {pages.map((each) => (
            <a key={each.path} href={each.path} aria-current={each === page ? "page" : undefined} aria-label={each.title}
              aria-keyshortcuts={`g ${each.letter}`} title={`${each.title} (g ${each.letter})`}><Title page={each} marked={letters} /></a>
          ))}
        </nav>
        <span class="bar-space" />
        {!here && <span class="bar-gone" role="status">{anew ? "The studio was started anew: open the address it printed, then go on here" : "The server does not answer; trying again …"}</span>}
        <span class="bar-who" title={session.no_reviewer ?? `What is judged here is judged by ${session.reviewer}`}>{session.reviewer ?? "looking only"}</span>
        {session.logs_in && <button type="button" class="quiet" onClick={() => void leave()}>Log out</button>}
        <button type="button" class="quiet" onClick={() => setSheet(true)} aria-keyshortcuts="?">Keys <kbd>?</kbd></button>
      </header>
      <main id="main" tabIndex={-1}><View key={page.path} session={session} query={url.searchParams} /></main>
      <Toasts />
      <Dialog open={out} title="Log in again" onClose={() => setOut(false)}>
        <p>Your session has ended. What you entered on this page is still here.</p>
        <LoginForm name={session.reviewer?.replace(/^human:/, "") ?? ""} onDone={comeIn} />
      </Dialog>
      <KeySheet open={sheet} groups={[...(page.keys ?? []), everywhere()]} onClose={() => setSheet(false)} />
    </div>
  );
}

const root = document.getElementById("app");
if (root) {
  root.replaceChildren();
  render(<Shell />, root);
}
