/* The canon: the constitution as people read it, beside each rule how it fares, and an editor that says first what would change. */
import { useEffect, useState } from "preact/hooks";

import "./canon.css";
import type { Canon as CanonFacts } from "./api";
import { Editor, type Part } from "./canon-edit";
import { LimitFields, limitsPart } from "./canon-limits";
import { BestAndWorst, Fares, type RuleFacts, VerdictBar } from "./canon-rule";
import { type KeyGroup, useKeys } from "./keys";
import { Block, type Node, plain } from "./markdown";
import type { Page, PageProps } from "./page";
import { useAsked } from "./ui/asked";
import { Empty } from "./ui/empty";
import { RefusalLine } from "./ui/notice";
import { percent, spaced } from "./words";

interface Text {
  files: string[];
  file: string;
  hash: string | null;
  text: string | null;
  blocks: Node[] | null;
}

const CALM_MS = 1000; // how the rules fare is counted over all records
const CONSTITUTION = "canon/constitution.md";

/* -- The parts of a file: each begins with a heading -- */

interface Section {
  id: string;
  title: string;
  level: number; // 0: what stands before the first heading
  rule: RuleFacts | null;
  blocks: Node[];
  from: number; // lines, as in Part
  to: number;
}

function sectionsOf({ text, blocks, file }: Text, rules: RuleFacts[]): Section[] {
  const lines = (text ?? "").split("\n").length, list: Section[] = [];
  const of = (line: number): RuleFacts | null => rules.find((rule) => rule.file === file && rule.line === line) ?? null;
  for (const block of blocks ?? []) {
    if (block.t === "heading" || list.length === 0) {
      const title = block.t === "heading" ? plain(block.c) : file, rule = of(block.line ?? 0);
      list.push({ id: rule?.rule ?? `part-${list.length}`, title, level: block.t === "heading" ? (block.level ?? 1) : 0, rule, blocks: [], from: list.length === 0 ? 0 : (block.line ?? 1) - 1, to: lines });
    }
    list.at(-1)?.blocks.push(block);
  }
  list.forEach((section, at) => (section.to = list[at + 1]?.from ?? lines));
  return list;
}

/* Without the lines that the facts beside the rule say already. */
const BINDING = /^(Scores|Fails on|Applies to|Per):/i;
const isFact = (block: Node): boolean => block.t === "paragraph" && BINDING.test(plain(block.c));

function Facts({ rule }: { rule: RuleFacts }) {
  const rows: [string, string][] = [
    ["scores", rule.dimensions.map(spaced).join(", ") || "nothing: it never gets a verdict"],
    ["fails on", rule.failure_modes.map(spaced).join(", ")],
    ["applies to", rule.lanes?.join(", ") ?? ""],
    ["per", rule.per_faction ? "faction" : ""],
  ];
  return <dl class="rule-facts">{rows.filter(([, value]) => value).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}

function SectionView({ section, rules, file, marked, onEdit }: { section: Section; rules: RuleFacts[]; file: string; marked: boolean; onEdit: () => void }) {
  const { rule } = section;
  /* A rule that is a bullet has its facts below it. */
  const after = (line: number): preact.ComponentChildren => {
    const item = rules.find((each) => each.file === file && each.line === line);
    return item && item !== rule && <div class="rule-item"><Facts rule={item} /><Fares rule={item} /><BestAndWorst rule={item} /></div>;
  };
  return (
    <section id={section.id} class={`canon-part ${rule ? "canon-rule" : ""} ${marked ? "canon-marked" : ""}`} aria-label={section.title}>
      <div class="prose">
        {section.blocks.filter((block) => !rule || !isFact(block)).map((block, at) => <Block key={at} node={block} after={after} />)}
        {rule && <Facts rule={rule} />}
      </div>
      {rule && <><Fares rule={rule} /><BestAndWorst rule={rule} /></>}
      <button type="button" class="quiet canon-do" aria-label={`Edit ${section.title}`} onClick={onEdit}>Edit{marked && <> <kbd>e</kbd></>}</button>
    </section>
  );
}

/* -- Beside it -- */

function Contents({ sections, marked, onMark }: { sections: Section[]; marked: string | undefined; onMark: (id: string) => void }) {
  return (
    <nav class="canon-contents" aria-label="Contents">
      <ol>{sections.filter(({ level }) => level > 0).map(({ id, title, level, rule }) => {
        const total = rule ? rule.pass + rule.partial + rule.fail : 0;
        return (
          <li key={id} class={rule ? "contents-rule" : `contents-${level}`}>
            <a href={`#${id}`} aria-current={id === marked ? "true" : undefined} onClick={(event) => { event.preventDefault(); event.stopPropagation(); onMark(id); }}>
              {rule ? <><span><b>{rule.rule}</b> {rule.title}</span>{total > 0 && <VerdictBar of={rule} label={rule.rule} />}<small>{total > 0 ? percent(rule.pass, total) : ""}</small></> : title}
            </a>
          </li>
        );
      })}</ol>
    </nav>
  );
}

function Limits({ facts, onEdit }: { facts: CanonFacts; onEdit: () => void }) {
  const { approve_each, approve_mean, reject_any, reject_mean } = facts.thresholds;
  return (
    <p class="canon-limits"><b class="word-approved">approved</b> every dimension ≥ {approve_each} and mean ≥ {approve_mean} · <b class="word-rejected">rejected</b> any &lt; {reject_any} or mean &lt; {reject_mean}
      <button type="button" class="quiet" onClick={onEdit}>Thresholds <kbd>t</kbd></button></p>
  );
}

/* -- The page -- */

type Editing = { part: Part; limits: boolean };

function Canon({ session, query }: PageProps) {
  const file = query.get("file") ?? CONSTITUTION;
  const text = useAsked<Text>("/api/canon/text", { file }, ["canon"]);
  const coverage = useAsked<{ rules: RuleFacts[] }>("/api/canon/coverage", {}, ["canon", "records"], CALM_MS);
  const facts = useAsked<CanonFacts>("/api/canon", {}, ["canon"]);
  const [marked, setMarked] = useState<string | undefined>(undefined);
  const [editing, setEditing] = useState<Editing | null>(null);
  const rules = coverage.value?.rules ?? [];
  const sections = text.value ? sectionsOf(text.value, rules) : [];

  /* The part that is edited, where it stands now. */
  const over = editing && !editing.limits && text.value?.hash !== editing.part.hash ? sections.find(({ title }) => title === editing.part.title) : undefined;

  useEffect(() => setEditing(null), [file]);

  function mark(id: string | undefined): void {
    setMarked(id);
    if (id !== undefined) document.getElementById(id)?.scrollIntoView({ block: "start" });
  }
  function edit(section: Section | undefined): void {
    const shown = text.value;
    if (!shown || shown.text === null) return;
    const part = { file: shown.file, hash: shown.hash, text: shown.text };
    setEditing({ limits: false, part: section ? { ...part, from: section.from, to: section.to, title: section.title } : { ...part, from: 0, to: shown.text.split("\n").length, title: shown.file } });
  }
  function editLimits(): void {
    const shown = text.value;
    if (shown && shown.text !== null) setEditing({ limits: true, part: limitsPart(shown.file, shown.hash, shown.text) });
  }

  useKeys((key) => {
    if (editing) {
      if (key === "Escape") setEditing(null);
      return key === "Escape";
    }
    const steps = sections.filter(({ rule }) => rule !== null), at = steps.findIndex(({ id }) => id === marked);
    if (key === "j" || key === "ArrowDown") mark(steps[Math.min(steps.length - 1, at + 1)]?.id);
    else if (key === "k" || key === "ArrowUp") mark(steps[Math.max(0, at - 1)]?.id);
    else if (key === "e" && (marked !== undefined || !text.value?.blocks)) edit(sections.find(({ id }) => id === marked));
    else if (key === "t" && file === CONSTITUTION) editLimits();
    else return false;
    return true;
  });

  if (!text.value) return <div class="page" aria-busy={text.problem === null}><RefusalLine problem={text.problem} /></div>;
  const { files } = text.value;
  if (text.value.text === null)
    return (
      <Empty title="No constitution yet">
        <p class="dim">Write what is right into <code>{file}</code>: a heading such as <code>### MAT-001: Material consistency</code>, a few sentences, and below them <code>Scores: material_fidelity</code>. It appears here by itself.</p>
        {files.filter((each) => each !== file).map((each) => <a key={each} href={`/canon?file=${encodeURIComponent(each)}`}>{each}</a>)}
      </Empty>
    );
  return (
    <div class="canon">
      <header class="canon-head">
        <nav aria-label="Files">{files.map((each) => <a key={each} href={`/canon?file=${encodeURIComponent(each)}`} aria-current={each === text.value?.file ? "true" : undefined} class={each.endsWith(".md") ? "canon-file" : undefined} title={each}>{each.replace(/^.*\//, "").replace(/\.md$/, "").replaceAll("-", " ")}</a>)}</nav>
        {facts.value && file === CONSTITUTION && <Limits facts={facts.value} onEdit={editLimits} />}
      </header>
      <RefusalLine problem={coverage.problem ?? text.problem} />
      {editing ? (
        <Editor key={`${editing.part.title} ${editing.limits}`} part={editing.part} session={session} onOver={over ? () => edit(over) : undefined} onConflict={text.again}
          {...(editing.limits && facts.value ? { fields: ((now) => (draft: string, set: (draft: string) => void) => <LimitFields now={now} draft={draft} onDraft={set} />)(facts.value.thresholds) } : {})}
          onEnd={(saved) => {
            setEditing(null);
            if (saved) [text, coverage, facts].forEach((each) => each.again());
            document.getElementById("main")?.focus();
          }} />
      ) : text.value.blocks ? (
        <div class="canon-read">
          <Contents sections={sections} marked={marked} onMark={mark} />
          <div class="canon-text" tabIndex={0} role="region" aria-label="Text">
            {sections.map((section) => <SectionView key={section.id} section={section} rules={rules} file={text.value?.file ?? ""} marked={section.id === marked} onEdit={() => edit(section)} />)}
          </div>
        </div>
      ) : (
        <div class="canon-raw"><h1 class="away">{text.value.file}</h1><button type="button" onClick={() => edit(undefined)}>Edit <kbd>e</kbd></button><pre>{text.value.text}</pre></div>
      )}
    </div>
  );
}

const keys: KeyGroup[] = [
  ["Canon", [
    ["j  k", "the next rule, the one before"],
    ["e", "edit the marked rule"],
    ["t", "thresholds of approval and rejection"],
    ["Ctrl Enter", "save, once what would change was shown"],
    ["Esc", "leave the text as it is"],
  ]],
];

export const page: Page = { path: "/canon", title: "Canon", letter: "n", view: Canon, keys };
