/* The picture, large: zoom and pan stay from one picture to the next, and the next ones are decoded ahead. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import "./stage.css";
import { type Detail, imageUrl } from "./api";

/* -- Decoded ahead -- */

const kept = new Map<string, HTMLImageElement>();
const KEEP = 8;

export function decoded(detail: Detail): HTMLImageElement {
  const url = imageUrl(detail);
  let image = kept.get(url);
  if (image) kept.delete(url); // to the young end
  else {
    image = new Image();
    image.src = url;
    image.draggable = false;
    image.decode().catch(() => undefined); // what cannot be shown says so where it is shown
  }
  kept.set(url, image);
  for (const old of kept.keys()) {
    if (kept.size <= KEEP) break;
    kept.delete(old);
  }
  return image;
}

/* -- The view -- */

/* @scale null: the whole picture fits. The middle of the view in parts of the picture. */
export interface View {
  scale: number | null;
  x: number;
  y: number;
}

const WHOLE: View = { scale: null, x: 0.5, y: 0.5 };
const STORE = "limner.view";

export function loadView(): View {
  try {
    const { scale, x, y } = JSON.parse(localStorage.getItem(STORE) ?? "null") as View;
    if ((scale === null || Number.isFinite(scale)) && Number.isFinite(x) && Number.isFinite(y)) return { scale, x, y };
  } catch {
    // none was kept
  }
  return WHOLE;
}

export function keepView(view: View): View {
  localStorage.setItem(STORE, JSON.stringify(view));
  return view;
}

const inside = (value: number): number => Math.min(1, Math.max(0, value));

export function viewKey(view: View, key: string): View | null {
  const step = 0.12 / (view.scale ?? 1);
  switch (key) {
    case "z":
      return view.scale === null ? { ...view, scale: 1 } : WHOLE;
    case "]":
      return { ...view, scale: Math.min(8, (view.scale ?? 0.75) * 1.25) };
    case "[":
      return view.scale !== null && view.scale > 0.3 ? { ...view, scale: view.scale / 1.25 } : WHOLE;
    case "H":
      return { ...view, x: inside(view.x - step) };
    case "L":
      return { ...view, x: inside(view.x + step) };
    case "K":
      return { ...view, y: inside(view.y - step) };
    case "J":
      return { ...view, y: inside(view.y + step) };
    default:
      return null;
  }
}

/* -- The grey behind it -- */

const GREYS = ["mid", "dark", "light"] as const;

/* The class that a parent of the stage has, and what makes it the next grey. */
export function useGrey(): [string, () => void] {
  const [grey, setGrey] = useState(() => Number(localStorage.getItem("limner.grey") ?? 0) % GREYS.length);
  return [`grey-${GREYS[grey] ?? "mid"}`, () => {
    const next = (grey + 1) % GREYS.length;
    localStorage.setItem("limner.grey", String(next));
    setGrey(next);
  }];
}

/* -- The stage -- */

interface Props {
  detail: Detail | null;
  view: View;
  onView: (view: View) => void;
  alt: string;
}

export function Stage({ detail, view, onView, alt }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [loaded, setLoaded] = useState<HTMLImageElement | null>(null);
  const [broken, setBroken] = useState<string | null>(null);
  const drag = useRef<{ x: number; y: number; view: View } | null>(null);
  const url = detail?.image ? imageUrl(detail) : null;

  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => entry && setSize({ width: entry.contentRect.width, height: entry.contentRect.height }));
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    setBroken(null);
    if (!detail?.image) {
      setLoaded(null);
      return undefined;
    }
    const image = decoded(detail);
    let wanted = true;
    const show = (): void => void (wanted && setLoaded(image));
    if (image.complete && image.naturalWidth > 0) show();
    else
      image.decode().then(show, () => {
        // The server knows better than the browser what is wrong with it.
        fetch(url ?? "").then((answer) => answer.json()).then((told: { error: string }) => wanted && setBroken(told.error),
          () => wanted && setBroken("the picture cannot be shown"));
        if (wanted) setLoaded(null);
      });
    return () => void (wanted = false);
  }, [url]);

  const natural = loaded ? { width: loaded.naturalWidth, height: loaded.naturalHeight } : null;
  const fit = natural ? Math.min((size.width - 32) / natural.width, (size.height - 32) / natural.height, 4) : 1;
  const scale = view.scale ?? fit;

  useLayoutEffect(() => {
    const stage = box.current?.querySelector(".stage-picture");
    if (!stage || !loaded || !natural) return;
    if (stage.firstChild !== loaded) stage.replaceChildren(loaded);
    const at = view.scale === null ? { x: 0.5, y: 0.5 } : view;
    const width = natural.width * scale, height = natural.height * scale;
    loaded.alt = alt;
    loaded.style.width = `${width}px`;
    loaded.style.height = `${height}px`;
    loaded.style.transform = `translate(${size.width / 2 - at.x * width}px, ${size.height / 2 - at.y * height}px)`;
    loaded.style.imageRendering = view.scale !== null && scale > 2.5 ? "pixelated" : "auto";
  });

  function zoom(event: WheelEvent): void {
    event.preventDefault();
    if (!natural || !box.current) return;
    const now = Math.min(8, Math.max(fit, scale * Math.exp(-event.deltaY / 500)));
    if (now <= fit * 1.01) {
      onView(WHOLE);
      return;
    }
    // What lies under the pointer stays there.
    const frame = box.current.getBoundingClientRect();
    const at = view.scale === null ? { x: 0.5, y: 0.5 } : view;
    const dx = event.clientX - frame.left - size.width / 2, dy = event.clientY - frame.top - size.height / 2;
    onView({
      scale: now,
      x: inside(at.x + dx / (natural.width * scale) - dx / (natural.width * now)),
      y: inside(at.y + dy / (natural.height * scale) - dy / (natural.height * now)),
    });
  }

  function move(event: PointerEvent): void {
    const from = drag.current;
    if (!from || !natural || from.view.scale === null) return;
    onView({
      ...from.view,
      x: inside(from.view.x - (event.clientX - from.x) / (natural.width * scale)),
      y: inside(from.view.y - (event.clientY - from.y) / (natural.height * scale)),
    });
  }

  return (
    <div class={`stage ${view.scale === null ? "" : "stage-near"}`} ref={box} onWheel={zoom}
      onPointerDown={(event) => {
        (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
        drag.current = { x: event.clientX, y: event.clientY, view };
      }}
      onPointerMove={move} onPointerUp={() => (drag.current = null)} onPointerCancel={() => (drag.current = null)}
      onDblClick={() => onView(view.scale === null ? { ...view, scale: 1 } : WHOLE)}>
      <div class="stage-picture" hidden={!loaded} />
      {detail && !detail.image && <p class="stage-note">Its picture is nowhere in the project; <code>limner restore --only {detail.id}</code> makes it again.</p>}
      {broken && <p class="stage-note" role="alert">{broken}</p>}
      {natural && <span class="stage-scale">{view.scale === null ? "whole" : `${Math.round(scale * 100)} %`} · {natural.width} × {natural.height}</span>}
    </div>
  );
}
