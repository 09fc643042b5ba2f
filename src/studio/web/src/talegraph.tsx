/* The story as a picture: passages in columns by how far they are, coloured by how much they want a picture. Drawn on one canvas, so that ten
 * thousand are no trouble; who does not see it has the list of passages beside it. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { type Brief, layOut, type Passage, type Place, type Plan, type Tale } from "./tale";

interface Props {
  tale: Tale;
  briefs: Map<string, Brief>; // by passage
  illustrated: Set<string>;
  chosen: string | undefined;
  onChoose: (id: string) => void;
}

interface View {
  x: number;
  y: number;
  zoom: number;
}

const COLOURS = ["--flow", "--accent", "--borderline", "--candidate"];
const R = 9;

function paint(canvas: HTMLCanvasElement, plan: Plan, view: View, props: Props): void {
  const pen = canvas.getContext("2d"), style = getComputedStyle(canvas), dense = devicePixelRatio;
  if (!pen) return;
  const colour = (name: string): string => style.getPropertyValue(name);
  pen.setTransform(dense, 0, 0, dense, 0, 0);
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.setTransform(dense * view.zoom, 0, 0, dense * view.zoom, dense * view.x, dense * view.y);
  const seen = (place: Place): boolean => {
    const x = place.x * view.zoom + view.x;
    return x > -200 && x < canvas.clientWidth + 200;
  };
  for (const place of plan.places) {
    if (!seen(place)) continue;
    for (const { to, requires, is_return } of place.passage.choices) {
      const end = plan.byId.get(to);
      if (!end) continue;
      const mine = place.passage.id === props.chosen || to === props.chosen;
      pen.beginPath();
      pen.setLineDash(requires.length > 0 ? [4, 3] : []);
      pen.strokeStyle = colour(mine ? "--accent" : "--line");
      pen.globalAlpha = is_return && !mine ? 0.35 : 1;
      pen.lineWidth = (place.passage.spine && end.passage.spine ? 2.4 : 1.2) + (mine ? 0.8 : 0);
      pen.moveTo(place.x, place.y);
      pen.bezierCurveTo((place.x + end.x) / 2, place.y, (place.x + end.x) / 2, end.y, end.x, end.y);
      pen.stroke();
    }
  }
  pen.globalAlpha = 1;
  pen.setLineDash([]);
  for (const place of plan.places) if (seen(place)) paintPassage(pen, place, colour, view, props);
}

function paintPassage(pen: CanvasRenderingContext2D, { passage, x, y }: Place, colour: (name: string) => string, view: View, props: Props): void {
  const brief = props.briefs.get(passage.id), priority = brief?.priority ?? passage.priority;
  pen.beginPath();
  if (passage.start) pen.rect(x - R, y - R, 2 * R, 2 * R);
  else pen.arc(x, y, R, 0, 2 * Math.PI);
  pen.fillStyle = colour(COLOURS[priority] ?? "--flow");
  pen.fill();
  pen.lineWidth = passage.id === props.chosen ? 3 : 1.2;
  pen.strokeStyle = colour(passage.id === props.chosen ? "--text" : passage.reachable ? "--dim" : "--rejected");
  pen.stroke();
  if (passage.ending) {
    pen.beginPath();
    pen.arc(x, y, R + 3.5, 0, 2 * Math.PI);
    pen.lineWidth = 1;
    pen.stroke();
  }
  if (props.illustrated.has(passage.id)) {
    pen.beginPath();
    pen.arc(x, y, 3, 0, 2 * Math.PI);
    pen.fillStyle = colour("--card");
    pen.fill();
  }
  if (view.zoom < 0.75) return;
  pen.fillStyle = colour("--text");
  pen.font = `${passage.id === props.chosen ? 600 : 400} 10px ${colour("--sans")}`;
  pen.textAlign = "center";
  pen.fillText(passage.title.length > 16 ? `${passage.title.slice(0, 15)}…` : passage.title, x, y + R + 13);
}

const fitted = (plan: Plan, width: number, height: number): View => {
  const zoom = Math.min(1.6, Math.max(0.05, Math.min((width - 90) / Math.max(plan.width, 1), (height - 80) / Math.max(plan.height, 1))));
  const readable = Math.max(zoom, Math.min(0.8, (height - 80) / Math.max(plan.height, 1)));
  return { zoom: readable, x: 48, y: Math.max(40, (height - plan.height * readable) / 2 + 20) };
};

export function TaleGraph(props: Props) {
  const canvas = useRef<HTMLCanvasElement>(null), plan = useMemo(() => layOut(props.tale), [props.tale]);
  const [view, setView] = useState<View | null>(null);
  const [size, setSize] = useState(0); // changes when the canvas does
  const drag = useRef<{ x: number; y: number; moved: boolean } | null>(null);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const resize = (): void => {
      element.width = element.clientWidth * devicePixelRatio;
      element.height = element.clientHeight * devicePixelRatio;
      setView((old) => old ?? fitted(plan, element.clientWidth, element.clientHeight));
      setSize((n) => n + 1);
    };
    const watcher = new ResizeObserver(resize), dark = matchMedia("(prefers-color-scheme: dark)");
    watcher.observe(element);
    dark.addEventListener("change", resize);
    return () => {
      watcher.disconnect();
      dark.removeEventListener("change", resize);
    };
  }, [plan]);
  useEffect(() => {
    if (canvas.current && view) paint(canvas.current, plan, view, props);
  }, [plan, view, size, props.briefs, props.illustrated, props.chosen]);
  // The chosen one comes into sight.
  useEffect(() => {
    const place = plan.byId.get(props.chosen ?? ""), element = canvas.current;
    if (!place || !element || !view) return;
    const x = place.x * view.zoom + view.x, y = place.y * view.zoom + view.y;
    if (x > 30 && x < element.clientWidth - 30 && y > 30 && y < element.clientHeight - 30) return;
    setView({ ...view, x: element.clientWidth / 2 - place.x * view.zoom, y: element.clientHeight / 2 - place.y * view.zoom });
  }, [props.chosen]);

  function at(event: { offsetX: number; offsetY: number }): Passage | undefined {
    if (!view) return undefined;
    const x = (event.offsetX - view.x) / view.zoom, y = (event.offsetY - view.y) / view.zoom;
    return plan.places.find((place) => Math.hypot(place.x - x, place.y - y) < R + 6)?.passage;
  }
  function zoomAt(event: WheelEvent): void {
    event.preventDefault();
    if (!view) return;
    const zoom = Math.min(4, Math.max(0.04, view.zoom * Math.exp(-event.deltaY / 400))), by = zoom / view.zoom;
    setView({ zoom, x: event.offsetX - (event.offsetX - view.x) * by, y: event.offsetY - (event.offsetY - view.y) * by });
  }
  return (
    <canvas ref={canvas} class="tale-graph" role="img" aria-label={`The graph of the story: ${props.tale.passages.length} passages. The list beside it holds the same.`}
      onWheel={zoomAt}
      onPointerDown={(event) => {
        drag.current = { x: event.clientX, y: event.clientY, moved: false };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const from = drag.current;
        if (!from || !view) {
          event.currentTarget.style.cursor = at(event) ? "pointer" : "grab";
          return;
        }
        from.moved ||= Math.hypot(event.clientX - from.x, event.clientY - from.y) > 4;
        if (!from.moved) return;
        setView({ ...view, x: view.x + event.movementX, y: view.y + event.movementY });
      }}
      onPointerUp={(event) => {
        const found = drag.current?.moved ? undefined : at(event);
        drag.current = null;
        if (found) props.onChoose(found.id);
      }} />
  );
}
