/* Training sets: crops on their sheets, captions, balance, and building the set. */
import "./datasets.css";
import { useEffect, useRef, useState } from "preact/hooks";

import { get, type Refusal } from "./api";
import { api, type Dataset, type Preview } from "./dataset";
import { Balance } from "./dataset-balance";
import { Build } from "./dataset-build";
import { Captions } from "./dataset-captions";
import { Crops } from "./dataset-crops";
import { type KeyGroup, useKeys } from "./keys";
import { useChanges } from "./live";
import { go, type Page, type PageProps } from "./page";
import { useAsked } from "./ui/asked";
import { Empty } from "./ui/empty";
import { RefusalLine } from "./ui/notice";

interface Listed {
  datasets: { subject: string; problem: string | null; class: string; images: number; sources: number }[];
}

const tabs = [
  { name: "crops", title: "Crops" },
  { name: "captions", title: "Captions" },
  { name: "balance", title: "Balance" },
  { name: "build", title: "Build" },
] as const;
type Tab = (typeof tabs)[number]["name"];

const to = (subject: string, tab: string): string => `/datasets?${new URLSearchParams({ set: subject, tab })}`;

function Datasets({ session, query }: PageProps) {
  const listed = useAsked<Listed>("/api/datasets", {}, ["datasets"]);
  const names = listed.value?.datasets ?? [];
  const subject = query.get("set") ?? names.find(({ problem }) => problem === null)?.subject ?? names[0]?.subject ?? null;
  const tab: Tab = tabs.find(({ name }) => name === query.get("tab"))?.name ?? "crops";
  const [set, setSet] = useState<Dataset | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const preview = useAsked<Preview>(set ? api(set.subject, "/preview") : null, { }, ["datasets"]);

  const may = session.reviewer !== null;
  const turn = useRef(0); // of who speaks last: an answer that is late says what was
  function take(now: Dataset): void {
    turn.current++;
    setSet(now);
    setProblem(null);
    preview.again();
  }
  function load(): void {
    if (subject === null) return;
    const mine = ++turn.current;
    get<Dataset>(api(subject)).then((now) => mine === turn.current && take(now), (error: Refusal) => mine === turn.current && setProblem(error.message));
  }
  useEffect(() => {
    setSet(null);
    load();
  }, [subject]);
  useChanges((what) => {
    if (what.includes("datasets")) load();
  });

  /* "," and "." go along the views. */
  useKeys((key) => {
    if (key !== "," && key !== ".") return false;
    const next = tabs[(tabs.findIndex(({ name }) => name === tab) + (key === "." ? 1 : -1) + tabs.length) % tabs.length];
    if (next && subject !== null) go(to(subject, next.name));
    return true;
  });

  if (listed.problem && !listed.value) return <div class="page"><RefusalLine problem={listed.problem} /></div>;
  if (!listed.value) return <div class="page" aria-busy="true" />;
  if (names.length === 0) return (
    <Empty title="No training set yet">
      <p>A LoRA teaches an image model one subject. Begin a set with <code>limner lora init NAME</code>: it lists the reference sheets in <code>inputs/references</code>, and their crops are cut here.</p>
    </Empty>
  );
  return (
    <div class="datasets">
      <div class="datasets-bar">
        <h1 class="away">Training set {subject}</h1>
        <nav aria-label="Views">{tabs.map(({ name, title }) => <a key={name} href={to(subject ?? "", name)} aria-current={name === tab ? "page" : undefined}>{title}</a>)}</nav>
        {set && <span class="dim datasets-about"><code>{set.trigger}</code> {set.class} · {set.size} px · {set.images} images</span>}
        <select aria-label="Training set" value={subject ?? ""} onChange={(event) => { event.currentTarget.blur(); go(to(event.currentTarget.value, tab)); }}>
          {names.map((each) => <option key={each.subject} value={each.subject}>{each.subject}{each.problem ? " (broken)" : ""}</option>)}
        </select>
      </div>
      {problem && <p class="refusal datasets-problem" role="alert">{problem}</p>}
      {set && tab === "crops" && (set.sources.length > 0
        ? <Crops key={set.subject} set={set} preview={preview.value} may={may} onSaved={take} onReload={load} />
        : <Empty title="No sheet yet"><p>Put reference sheets into <code>inputs/references</code> and run <code>limner lora audit --subject {set.subject} --write</code>: sheets and the figures on them come into {set.plan_path}.</p></Empty>)}
      {set && tab === "captions" && <Captions key={set.subject} set={set} may={may} onReload={load} />}
      {set && tab === "balance" && <Balance key={set.subject} set={set} may={may} onSaved={take} onReload={load} />}
      {set && tab === "build" && <Build key={set.subject} set={set} preview={preview.value} may={may} onReload={load} />}
    </div>
  );
}

const keys: KeyGroup[] = [
  ["Views", [[",  .", "the view before and after: crops, captions, balance, build"]]],
  ["Crop", [
    ["n", "new crop: on the next figure that has none, else in the middle; or draw on the sheet"],
    ["← ↑ ↓ →", "move it by one pixel; with Shift by ten; with Ctrl pull its right and lower edge"],
    ["s", "snap to the nearest figure; while dragging edges snap by themselves, unless Alt is held"],
    ["Del", "take it out of the plan"],
    ["Esc", "discard what is not saved of it"],
    ["Enter", "save all that changed into the plan"],
    ["u", "undo: first what is not saved, then what was"],
  ]],
  ["Captions", [
    ["/", "find and replace"],
    ["u", "undo"],
  ]],
  ["Sheet", [
    ["j  k", "next and previous crop"],
    ["f", "show or hide the figures that were found"],
    ["z", "whole sheet, or the crop pixel for pixel"],
    ["[  ]", "further away, nearer; also the wheel"],
    ["H J K L", "move the sheet; also drag with Space held, or with the middle button"],
  ]],
];

export const page: Page = { path: "/datasets", title: "Datasets", letter: "d", view: Datasets, keys };
