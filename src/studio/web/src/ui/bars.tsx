/* Numbers as bars of one scale, each with its name, its number in figures, and where it helps the aim it is held against. */
import type { ComponentChildren } from "preact";

export interface Bar {
  name: string;
  value: number;
  tone?: "approved" | "borderline" | "rejected" | "candidate"; // else the accent
  aim?: number; // a mark on the bar
  text?: string; // the number as it is read; else the value
  note?: ComponentChildren;
}

export function Bars({ title, bars, most }: { title: string; bars: Bar[]; most?: number }) {
  const whole = most ?? Math.max(1e-9, ...bars.map(({ value, aim }) => Math.max(value, aim ?? 0)));
  const part = (value: number): string => `${Math.min(100, Math.max(0, (100 * value) / whole))}%`;
  return (
    <ul class="bars" aria-label={title}>
      {bars.map(({ name, value, tone, aim, text, note }) => (
        <li key={name}>
          <span class="bars-name">{name}</span>
          <span class="bars-track" aria-hidden="true">
            <i class={tone ? `part-${tone}` : ""} style={{ width: part(value) }} />
            {aim !== undefined && <b style={{ left: part(aim) }} title={`aim ${aim}`} />}
          </span>
          <span class="bars-number">{text ?? value.toLocaleString("en")}{note !== undefined && <small>{note}</small>}</span>
        </li>
      ))}
    </ul>
  );
}
