/* What stands beside a picture: the rules and rubric of its lane, what it follows and what is like it, and where it comes from. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

import { type Canon, type Detail, get, thumbUrl } from "./api";
import { percent, score, spaced } from "./words";

export interface Open {
  rules: boolean;
  rubric: boolean;
  provenance: boolean;
  near: boolean;
}

interface Props {
  canon: Canon;
  detail: Detail;
  blind: boolean;
  open: Open;
  onOpen: (change: Partial<Open>) => void;
}

function Fold({ title, hotkey, open, onOpen, children }: { title: ComponentChildren; hotkey?: string; open: boolean; onOpen: (open: boolean) => void; children: ComponentChildren }) {
  return (
    <details open={open} onToggle={(event) => event.currentTarget.open !== open && onOpen(event.currentTarget.open)}>
      <summary>{title}{hotkey !== undefined && <> <kbd>{hotkey}</kbd></>}</summary>
      {open && children}
    </details>
  );
}

function Rules({ canon, detail }: { canon: Canon; detail: Detail }) {
  const held = new Set(detail.rules), rules = canon.rules.filter((rule) => held.has(rule.id));
  if (rules.length === 0) return <p class="dim">No rule holds for it.</p>;
  return (
    <ol class="rules">{rules.map((rule) => (
      <li key={rule.id}><h3>{rule.title} <small>{rule.id}</small></h3>{rule.text && <p>{rule.text}</p>}
        <p class="dim">{rule.dimensions.map(spaced).join(" · ")}</p></li>
    ))}</ol>
  );
}

function Rubric({ canon }: { canon: Canon }) {
  const { approve_each: each, approve_mean: mean, reject_any: any, reject_mean: low } = canon.thresholds;
  return (
    <>
      <p class="prompt"><b class="word-approved">approved</b>: each from {score(each)}, on average from {score(mean)}<br />
        <b class="word-rejected">rejected</b>: any below {score(any)}, or on average below {score(low)}<br />
        <b class="word-borderline">borderline</b>: what is between</p>
      <dl class="facts">{canon.dimensions.map(({ name, help }) => <div key={name}><dt>{spaced(name)}</dt><dd>{help ?? ""}</dd></div>)}</dl>
    </>
  );
}

/* -- Like it -- */

interface Near {
  near: { id: string; distance: number }[];
  compared: number;
  of: number;
}

const REST_MS = 200; // who leafs through quickly asks for nothing

function useNear(id: string): Near | null {
  const [state, set] = useState<{ id: string; near: Near } | null>(null);
  useEffect(() => {
    const end = new AbortController();
    const wait = setTimeout(() => get<Near>(`/api/near/${encodeURIComponent(id)}`, {}, end.signal).then((near) => set({ id, near }), () => undefined), REST_MS);
    return () => {
      clearTimeout(wait);
      end.abort();
    };
  }, [id]);
  return state?.id === id ? state.near : null;
}

function Likeness({ id, note, blind }: { id: string; note: string; blind: boolean }) {
  return (
    <li><a href={`/review?queue=one&id=${encodeURIComponent(id)}`} title={blind ? note : `${id}: ${note}`}>
      <img src={thumbUrl(id, 256)} alt={blind ? note : `${id}, ${note}`} width="112" height="112" /><small>{note}</small>
    </a></li>
  );
}

function Alike({ detail, blind }: { detail: Detail; blind: boolean }) {
  const near = useNear(detail.id);
  return (
    <>
      <ul class="alike">
        {detail.anchor && <Likeness id={detail.anchor} note="its anchor" blind={blind} />}
        {near?.near.map(({ id, distance }) => <Likeness key={id} id={id} note={`${percent(Math.max(0, 1 - distance), 1)} alike`} blind={blind} />)}
      </ul>
      {near && near.of === 0 && !detail.anchor && <p class="dim">Nothing of this lane and faction is approved yet.</p>}
      {near && near.compared < near.of && <p class="dim">nearest of {near.compared} so far, out of {near.of}</p>}
    </>
  );
}

/* -- Where it comes from -- */

function Provenance({ detail }: { detail: Detail }) {
  const { prompt, negative_prompt: negative, ...rest } = detail.record.provenance ?? {};
  const plain = Object.entries(rest).filter(([, value]) => typeof value === "string" || typeof value === "number");
  return (
    <>
      {typeof prompt === "string" && <p class="prompt">{prompt}</p>}
      {typeof negative === "string" && negative !== "" && <p class="prompt dim">not: {negative}</p>}
      <dl class="facts">{plain.map(([name, value]) => <div key={name}><dt>{spaced(name)}</dt><dd>{String(value)}</dd></div>)}</dl>
    </>
  );
}

export function Beside({ canon, detail, blind, open, onOpen }: Props) {
  return (
    <section class="beside" aria-label="Rules and provenance">
      <Fold title="Approved and like it" open={open.near} onOpen={(near) => onOpen({ near })}><Alike detail={detail} blind={blind} /></Fold>
      <Fold title={<>Rules{detail.lane && !blind && <> for {detail.lane}</>} <small>{detail.rules.length}</small></>} hotkey="m" open={open.rules} onOpen={(rules) => onOpen({ rules })}>
        <Rules canon={canon} detail={detail} /></Fold>
      <Fold title="Rubric" open={open.rubric} onOpen={(rubric) => onOpen({ rubric })}><Rubric canon={canon} /></Fold>
      {!blind && <Fold title="Prompt and provenance" hotkey="p" open={open.provenance} onOpen={(provenance) => onOpen({ provenance })}><Provenance detail={detail} /></Fold>}
    </section>
  );
}
