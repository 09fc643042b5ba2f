/* The shell: navigation, who judges, whether the server is there, and the sheet of keys. */
import { render } from "preact";

import "../studio.css";
import { useEffect, useState } from "preact/hooks";

import { get, Refusal, type Session } from "./api";
import { KeySheet } from "./keys";
import { useHere } from "./live";
import { Overview } from "./overview";
import { Review } from "./review";

const pages = [
  { path: "/", key: "1", title: "Overview", view: Overview },
  { path: "/review", key: "2", title: "Review", view: Review },
] as const;

export function go(path: string): void {
  history.pushState(null, "", path);
  dispatchEvent(new PopStateEvent("popstate"));
  document.getElementById("main")?.focus(); // else Enter would follow the link again
}

/* Links within the studio change the page without loading it anew. */
function follow(event: MouseEvent): void {
  const link = (event.target as Element).closest?.("a[href^='/']");
  if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
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

function Shell() {
  const url = useLocation();
  const here = useHere();
  const [session, setSession] = useState<Session | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [sheet, setSheet] = useState(false);
  const page = pages.find(({ path }) => path === url.pathname) ?? pages[0];

  useEffect(() => {
    get<Session>("/api/session").then(setSession, (error: Refusal) => setProblem(error.message));
  }, []);
  useEffect(() => {
    document.title = session ? `${page.title} · ${session.project} · limner` : "limner";
  }, [page, session]);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key !== "?" || (event.target as Element).closest("input, textarea, select")) return;
      event.preventDefault();
      setSheet((open) => !open);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);

  if (problem) return <main class="alone"><h1>The studio is closed</h1><p role="alert">{problem}</p></main>;
  if (!session) return <main class="alone" aria-busy="true" />;
  const View = page.view;
  return (
    <div class="shell" onClick={follow}>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>To the content</a>
      <header class="bar">
        <img src="/assets/icon.svg" alt="" width="24" height="24" />
        <strong class="bar-project">{session.project}</strong>
        <nav aria-label="Pages">
          {pages.map(({ path, title }) => <a key={path} href={path} aria-current={path === page.path ? "page" : undefined}>{title}</a>)}
        </nav>
        <span class="bar-space" />
        {!here && <span class="bar-gone" role="status">The server does not answer; trying again …</span>}
        <span class="bar-who" title={session.no_reviewer ?? "Whose judgments these are"}>{session.reviewer ?? "looking only"}</span>
        <button type="button" class="quiet" onClick={() => setSheet(true)} aria-keyshortcuts="?">Keys <kbd>?</kbd></button>
      </header>
      <main id="main" tabIndex={-1}><View session={session} query={url.searchParams} /></main>
      <KeySheet open={sheet} onClose={() => setSheet(false)} />
    </div>
  );
}

const root = document.getElementById("app");
if (root) {
  root.replaceChildren();
  render(<Shell />, root);
}
