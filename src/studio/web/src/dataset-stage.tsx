/* The sheet with its crops: zoomed and moved; rectangles are drawn, dragged and pulled at their handles. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import type { Figure, Rect, Shown } from "./dataset";

/* @scale null: the whole sheet fits. The middle of the view in pixels of the sheet. */
export interface SheetView {
  scale: number | null;
  x: number;
  y: number;
}

const MOST = 16, SNAP = 7, STILL = 4, MARGIN = 28; // room for names above crops
const handles = ["nw", "n", "ne", "e", "se", "s", "sw", "w"] as const;
type Handle = (typeof handles)[number];
type Hold = Handle | "move" | "draw" | "pan";

interface Props {
  url: string;
  alt: string;
  crops: Shown[];
  figures: Figure[];
  marked: string | null; // key of a crop
  warned: (shown: Shown) => boolean;
  view: SheetView;
  onView: (view: SheetView) => void;
  onMark: (key: string | null) => void;
  onRect: (key: string, rect: Rect, done: boolean) => void;
  onDraw: (rect: Rect) => void;
  onSize: (size: { width: number; height: number } | null) => void;
}

const whole = (rect: Rect): Rect => ({ left: Math.round(rect.left), top: Math.round(rect.top), width: Math.max(1, Math.round(rect.width)), height: Math.max(1, Math.round(rect.height)) });

/* Edges of @rect that come near an edge of one of @others take its place; a moved one keeps its size. */
function snapped(rect: Rect, hold: Hold, others: Rect[], near: number): Rect {
  const right = rect.left + rect.width, bottom = rect.top + rect.height;
  const pull = (value: number, places: number[]): number | null => {
    const best = places.reduce<number | null>((found, place) => (Math.abs(place - value) <= near && (found === null || Math.abs(place - value) < Math.abs(found - value)) ? place : found), null);
    return best;
  };
  const xs = others.flatMap((other) => [other.left, other.left + other.width]), ys = others.flatMap((other) => [other.top, other.top + other.height]);
  if (hold === "move") {
    const l = pull(rect.left, xs), r = pull(right, xs), t = pull(rect.top, ys), b = pull(bottom, ys);
    return { ...rect, left: l ?? (r !== null ? r - rect.width : rect.left), top: t ?? (b !== null ? b - rect.height : rect.top) };
  }
  const l = hold.includes("w") ? (pull(rect.left, xs) ?? rect.left) : rect.left, r = hold.includes("e") ? (pull(right, xs) ?? right) : right;
  const t = hold.includes("n") ? (pull(rect.top, ys) ?? rect.top) : rect.top, b = hold.includes("s") ? (pull(bottom, ys) ?? bottom) : bottom;
  return { left: l, top: t, width: r - l, height: b - t };
}

/* @rect as it is when @hold was moved by @dx, @dy; what is pulled over its other side turns over. */
function pulled(rect: Rect, hold: Hold, dx: number, dy: number): Rect {
  if (hold === "move") return { ...rect, left: rect.left + dx, top: rect.top + dy };
  let l = rect.left, t = rect.top, r = l + rect.width, b = t + rect.height;
  if (hold.includes("w")) l += dx;
  if (hold.includes("e")) r += dx;
  if (hold.includes("n")) t += dy;
  if (hold.includes("s")) b += dy;
  return { left: Math.min(l, r), top: Math.min(t, b), width: Math.abs(r - l), height: Math.abs(b - t) };
}

const between = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), Math.max(least, most));

/* Not beyond the sheet. */
function inside(rect: Rect, hold: Hold, size: { width: number; height: number }): Rect {
  if (hold === "move") return { ...rect, left: between(rect.left, 0, size.width - rect.width), top: between(rect.top, 0, size.height - rect.height) };
  const l = between(rect.left, 0, size.width - 1), t = between(rect.top, 0, size.height - 1);
  return { left: l, top: t, width: between(rect.left + rect.width, l + 1, size.width) - l, height: between(rect.top + rect.height, t + 1, size.height) - t };
}

export function SheetStage(props: Props) {
  const { url, alt, crops, figures, marked, warned, view, onView, onMark, onRect, onDraw, onSize } = props;
  const box = useRef<HTMLDivElement>(null);
  const [frame, setFrame] = useState({ width: 0, height: 0 });
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  const [broken, setBroken] = useState<string | null>(null);
  const [drawn, setDrawn] = useState<Rect | null>(null);
  const [space, setSpace] = useState(false);
  const held = useRef<{ hold: Hold; key: string | null; rect: Rect; x: number; y: number; view: SheetView; far: boolean } | null>(null);

  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => entry && setFrame({ width: entry.contentRect.width, height: entry.contentRect.height }));
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    setSize(null);
    setBroken(null);
    onSize(null);
  }, [url]);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key === " " && !(event.target as Element).closest?.("button, a, input, select, textarea, summary")) {
        event.preventDefault();
        setSpace(event.type === "keydown");
      }
    };
    addEventListener("keydown", listen);
    addEventListener("keyup", listen);
    return () => {
      removeEventListener("keydown", listen);
      removeEventListener("keyup", listen);
    };
  }, []);

  const fit = size ? Math.min((frame.width - 2 * MARGIN) / size.width, (frame.height - 2 * MARGIN) / size.height, 4) : 1;
  const scale = Math.max(0.01, view.scale ?? fit);
  const middle = view.scale === null && size ? { x: size.width / 2, y: size.height / 2 } : view;
  const x0 = frame.width / 2 - middle.x * scale, y0 = frame.height / 2 - middle.y * scale;
  const toSheet = (event: PointerEvent | WheelEvent): { x: number; y: number } => {
    const at = box.current?.getBoundingClientRect();
    return { x: (event.clientX - (at?.left ?? 0) - x0) / scale, y: (event.clientY - (at?.top ?? 0) - y0) / scale };
  };

  function zoom(event: WheelEvent): void {
    event.preventDefault();
    if (!size) return;
    const now = Math.min(MOST, Math.max(fit, scale * Math.exp(-event.deltaY / 500)));
    if (now <= fit * 1.01) {
      onView({ scale: null, x: size.width / 2, y: size.height / 2 });
      return;
    }
    const at = toSheet(event);
    onView({ scale: now, x: at.x - (at.x - middle.x) * scale / now, y: at.y - (at.y - middle.y) * scale / now });
  }

  function down(event: PointerEvent): void {
    if (!size || event.button > 1) return;
    const target = event.target as Element;
    const on = target.closest<SVGElement>("[data-crop]"), grip = target.closest<SVGElement>("[data-hold]");
    const key = on?.dataset.crop ?? grip?.dataset.of ?? null;
    const shown = crops.find((crop) => crop.key === key);
    const at = toSheet(event);
    const hold: Hold = space || event.button === 1 ? "pan" : grip ? (grip.dataset.hold as Hold) : shown && !shown.draft.whole ? "move" : shown ? "pan" : "draw";
    held.current = { hold, key, rect: shown ? shown.draft : { left: at.x, top: at.y, width: 0, height: 0 }, x: event.clientX, y: event.clientY, view: { scale, ...middle }, far: false };
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    if (hold !== "pan" && key) onMark(key);
    box.current?.focus({ preventScroll: true });
  }

  function rectNow(event: PointerEvent): Rect | null {
    const from = held.current;
    if (!from || !size) return null;
    const dx = (event.clientX - from.x) / scale, dy = (event.clientY - from.y) / scale;
    const others: Rect[] = event.altKey ? [] : [...figures, { left: 0, top: 0, ...size }];
    const hold = from.hold === "draw" ? (`${dy < 0 ? "n" : "s"}${dx < 0 ? "w" : "e"}` as Handle) : from.hold;
    return whole(inside(snapped(pulled(from.rect, hold, dx, dy), hold, others, SNAP / scale), hold, size));
  }

  function move(event: PointerEvent): void {
    const from = held.current;
    if (!from || !size) return;
    if (!from.far && Math.hypot(event.clientX - from.x, event.clientY - from.y) < STILL) return;
    from.far = true;
    if (from.hold === "pan") {
      onView({ scale: from.view.scale, x: between(from.view.x - (event.clientX - from.x) / scale, 0, size.width), y: between(from.view.y - (event.clientY - from.y) / scale, 0, size.height) });
      return;
    }
    const rect = rectNow(event);
    if (!rect) return;
    if (from.hold === "draw") setDrawn(rect);
    else if (from.key) onRect(from.key, rect, false);
  }

  function up(event: PointerEvent): void {
    const from = held.current, rect = from?.far ? rectNow(event) : null;
    held.current = null;
    setDrawn(null);
    if (!from) return;
    if (!from.far) {
      if (from.hold === "draw") onMark(null);
      return;
    }
    if (!rect) return;
    if (from.hold === "draw") onDraw(rect);
    else if (from.key && from.hold !== "pan") onRect(from.key, rect, true);
  }

  const on = (rect: Rect): { x: number; y: number; width: number; height: number } => ({ x: x0 + rect.left * scale, y: y0 + rect.top * scale, width: rect.width * scale, height: rect.height * scale });
  const at = (shown: Shown): Rect => (shown.draft.whole && size ? { left: 0, top: 0, ...size } : shown.draft);
  const chosen = crops.find((crop) => crop.key === marked && !crop.gone);
  // The smallest is on top, so that a face within a figure can be taken.
  const order = [...crops].filter((crop) => !crop.gone).sort((a, b) => at(b).width * at(b).height - at(a).width * at(a).height);
  return (
    <div class={`sheet-stage ${space ? "sheet-stage-pan" : ""}`} ref={box} tabIndex={0} role="application" aria-roledescription="crop editor"
      aria-label={`${alt}. Arrows move the marked crop, with Shift by ten; Ctrl and arrows pull its right and lower edge.`}
      onWheel={zoom} onPointerDown={down} onPointerMove={move} onPointerUp={up} onPointerCancel={() => { held.current = null; setDrawn(null); }}>
      <img src={url} alt={alt} draggable={false} style={{ left: `${x0}px`, top: `${y0}px`, width: `${(size?.width ?? 0) * scale}px`, height: `${(size?.height ?? 0) * scale}px`, imageRendering: scale > 2.5 ? "pixelated" : "auto", visibility: size ? "visible" : "hidden" }}
        onLoad={(event) => {
          const now = { width: event.currentTarget.naturalWidth, height: event.currentTarget.naturalHeight };
          setSize(now);
          onSize(now);
        }}
        onError={() => {
          fetch(url).then((answer) => answer.json()).then((told: { error: string }) => setBroken(told.error), () => setBroken("the picture cannot be shown"));
        }} />
      {size && (
        <svg class="sheet-over" width={frame.width} height={frame.height} aria-hidden="true">
          {chosen && <path class="sheet-veil" fill-rule="evenodd" d={`M${x0} ${y0}h${size.width * scale}v${size.height * scale}h${-size.width * scale}z M${on(at(chosen)).x} ${on(at(chosen)).y}h${on(at(chosen)).width}v${on(at(chosen)).height}h${-on(at(chosen)).width}z`} />}
          {figures.map((figure) => <rect key={figure.id} class="sheet-figure" {...on(figure)} />)}
          {order.map((crop) => (
            <g key={crop.key} class={`sheet-crop ${crop.key === marked ? "marked" : ""} ${crop.draft.exclude !== null ? "excluded" : ""} ${warned(crop) ? "warned" : ""} ${crop.changed ? "changed" : ""}`}>
              <rect class="sheet-rim" {...on(at(crop))} />
              <rect class="sheet-line" data-crop={crop.key} {...on(at(crop))} />
            </g>
          ))}
          {order.map((crop) => {
            const place = on(at(crop)), text = crop.draft.id, width = Math.min(text.length * 6.6 + 14, Math.max(place.width, 40));
            return (
              <g key={crop.key} class={`sheet-label ${crop.key === marked ? "marked" : ""} ${warned(crop) ? "warned" : ""}`} data-crop={crop.key}>
                <rect x={place.x} y={place.y - 20} width={width} height="18" rx="3" />
                <text x={place.x + 7} y={place.y - 7}>{text.length * 6.6 + 14 > width ? `${text.slice(0, Math.max(2, Math.floor((width - 20) / 6.6)))}…` : text}</text>
              </g>
            );
          })}
          {chosen && !chosen.draft.whole && handles.map((handle) => {
            const place = on(chosen.draft);
            const x = place.x + (handle.includes("w") ? 0 : handle.includes("e") ? place.width : place.width / 2);
            const y = place.y + (handle.includes("n") ? 0 : handle.includes("s") ? place.height : place.height / 2);
            return (
              <g key={handle} class={`sheet-handle handle-${handle}`} data-hold={handle} data-of={chosen.key}>
                <rect class="sheet-grip" x={x - 11} y={y - 11} width="22" height="22" /><rect x={x - 4.5} y={y - 4.5} width="9" height="9" rx="2" />
              </g>
            );
          })}
          {drawn && <><rect class="sheet-drawn" {...on(drawn)} /><text class="sheet-numbers" x={on(drawn).x + 6} y={on(drawn).y + on(drawn).height - 8}>{drawn.width} × {drawn.height}</text></>}
        </svg>
      )}
      {broken && <p class="stage-note" role="alert">{broken}</p>}
      {size && <span class="stage-scale">{view.scale === null ? "whole" : `${Math.round(scale * 100)} %`} · {size.width} × {size.height}</span>}
    </div>
  );
}
