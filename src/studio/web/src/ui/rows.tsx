/* A list of any length: only what is in view is there. Rows are of one height; whoever gives them fetches what is not there yet. */
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

interface Props {
  title: string;
  total: number;
  height: number; // of a row, in pixels
  marked: number; // the row that keys are for; it is brought into view when it changes. -1: none
  row: (at: number) => ComponentChildren; // one <li>, which carries no height of its own
  onWindow?: (from: number, to: number) => void; // which rows are in view now, @to not included
}

const AROUND = 8;

export function Rows({ title, total, height, marked, row, onWindow }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const from = Math.max(0, Math.floor(view.top / height) - AROUND), to = Math.min(total, Math.ceil((view.top + view.height) / height) + AROUND);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const look = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    look();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);
  useEffect(() => onWindow?.(from, to), [from, to, total]);
  useEffect(() => {
    const element = box.current;
    if (!element || marked < 0) return;
    const top = marked * height;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + height > element.scrollTop + element.clientHeight) element.scrollTop = top + height - element.clientHeight;
  }, [marked, height]);

  const shown = [];
  for (let at = from; at < to; at++) shown.push(row(at));
  return (
    <div class="rows" ref={box} tabIndex={-1}>
      <ul aria-label={title} style={{ height: `${total * height}px`, paddingTop: `${from * height}px` }}>{shown}</ul>
    </div>
  );
}
