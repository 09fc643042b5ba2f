/* Where the images of a subject come from: discoveries, the anchor each version got of them, and what follows the anchors. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { thumbUrl } from "./api";
import type { Subject, SubjectImage } from "./subjects";
import { score, spaced } from "./words";

const signs = { open: "○", pass: "●", fail: "✗", stale: "~" } as const;

/* “orla_gate_v1_f0” is image “f0” of the shot “orla_gate”, as the ids are made; other ids are shots of their own. */
function parts(id: string): [string, string] {
  const [, shot, image] = /^(.+?)_(?:v\d+_)?([fs]\d+)$/.exec(id) ?? [];
  return shot !== undefined && image !== undefined ? [shot, image] : [id, ""];
}

function byShot(images: SubjectImage[]): [string, SubjectImage[]][] {
  const rows = new Map<string, SubjectImage[]>();
  for (const image of images) rows.set(parts(image.id)[0], [...(rows.get(parts(image.id)[0]) ?? []), image]);
  return [...rows];
}

function Node({ image, large, current, marked, onMark }: { image: SubjectImage; large?: boolean; current?: boolean; marked: boolean; onMark: (id: string) => void }) {
  const side = large ? 164 : 84;
  return (
    <button type="button" class={`node rim-${image.status} ${large ? "node-large" : ""} ${current ? "node-current" : ""}`} aria-pressed={marked} data-node={image.id} onClick={() => onMark(image.id)}>
      <img src={thumbUrl(image.id, large ? 256 : 128)} alt="" width={side} height={side} loading="lazy" />
      <span class="away">{`${image.id}, ${spaced(image.view ?? "view not said")}, ${image.status}, ${image.gates_passed} of ${image.gates} gates passed`}</span>
      <span class="node-gates" aria-hidden="true">{image.gate_states.map((state, at) => <i key={at} class={`gate-${state}`}>{signs[state]}</i>)}</span>
      <span class="node-name" aria-hidden="true">{large ? image.id : parts(image.id)[1] || image.id}{image.persistence !== null && <small title="how well it matches its anchor"> {score(image.persistence)}</small>}</span>
    </button>
  );
}

interface Line {
  from: string;
  to: string[];
  d: string;
}

/* Lines from each anchor to the rows that follow it, as the page has placed them. */
function useLines(subject: Subject): [preact.RefObject<HTMLDivElement | null>, Line[], { width: number; height: number }] {
  const box = useRef<HTMLDivElement>(null);
  const [lines, setLines] = useState<Line[]>([]);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const draw = (): void => {
      const frame = box.current?.getBoundingClientRect();
      if (!frame || !box.current) return;
      const place = (id: string): DOMRect | undefined => box.current?.querySelector(`[data-node="${CSS.escape(id)}"] img`)?.getBoundingClientRect();
      setSize({ width: frame.width, height: frame.height });
      setLines([...box.current.querySelectorAll<HTMLElement>("[data-row]")].flatMap((row): Line[] => {
        const from = place(row.dataset.from ?? ""), to = row.getBoundingClientRect();
        if (!from) return [];
        const x0 = from.right - frame.left, y0 = from.top + from.height / 2 - frame.top, x1 = to.left - frame.left, y1 = to.top + to.height / 2 - frame.top;
        const bend = (x1 - x0) / 2;
        return [{ from: row.dataset.from ?? "", to: (row.dataset.row ?? "").split(" "), d: `M${x0} ${y0}C${x0 + bend} ${y0} ${x1 - bend} ${y1} ${x1} ${y1}` }];
      }));
    };
    draw();
    const observer = new ResizeObserver(draw);
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, [subject]);
  return [box, lines, size];
}

export function Lineage({ subject, marked, onMark }: { subject: Subject; marked: string | null; onMark: (id: string) => void }) {
  const [box, lines, size] = useLines(subject);
  const anchors = subject.images.filter(({ phase }) => phase === "anchor"), discoveries = subject.images.filter(({ phase }) => phase === "discovery" || phase === "unknown");
  const loose = subject.images.filter((image) => image.phase === "follow_on" && !anchors.some(({ id }) => id === image.derived_from));
  const rows = (images: SubjectImage[], from?: string): preact.JSX.Element[] => byShot(images).map(([shot, row]) => (
    <div key={shot} class="shot-row" data-row={from === undefined ? undefined : row.map(({ id }) => id).join(" ")} data-from={from}>
      <p><b>{shot}</b><small>{spaced(row[0]?.view ?? "view not said")}</small></p>
      <div>{row.map((image) => node(image))}</div>
    </div>
  ));
  const node = (image: SubjectImage, large = false): preact.JSX.Element =>
    <Node key={image.id} image={image} large={large} current={image.id === subject.anchor} marked={image.id === marked} onMark={onMark} />;
  return (
    <section class="card lineage">
      <h2>Lineage</h2>
      <div class="lineage-box" ref={box}>
        <svg width={size.width} height={size.height} aria-hidden="true">{lines.map((line) => <path key={line.d} class={marked !== null && (line.from === marked || line.to.includes(marked)) ? "line marked" : "line"} d={line.d} />)}</svg>
        {anchors.map((anchor) => (
          <div key={anchor.id} class="version">
            <div class="version-anchor"><h3>{anchor.version ?? "anchor"}{anchor.id !== subject.anchor && <small> earlier</small>}</h3>{node(anchor, true)}</div>
            <div class="version-followers">
              {rows(subject.images.filter((image) => image.derived_from === anchor.id), anchor.id)}
              {!subject.images.some((image) => image.derived_from === anchor.id) && <p class="dim">Nothing follows it yet.</p>}
            </div>
          </div>
        ))}
        {loose.length > 0 && <div class="discoveries"><h3>Follow no anchor that is there</h3><div class="shot-rows">{rows(loose)}</div></div>}
        {discoveries.length > 0 && <div class="discoveries"><h3>Discoveries <small>from words alone</small></h3><div class="shot-rows">{rows(discoveries)}</div></div>}
      </div>
      <p class="lineage-legend dim"><span><i class="gate-pass">●</i> gate passed</span><span><i class="gate-fail">✗</i> failed</span><span><i class="gate-open">○</i> open</span><span><i class="gate-stale">~</i> said of another picture</span></p>
    </section>
  );
}
