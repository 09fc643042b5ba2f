/* A table of things: columns say what stands in them, and how they are ordered. For hundreds of rows, not for thousands. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

export interface Column<T> {
  title: string;
  cell: (row: T, at: number) => ComponentChildren;
  by?: (row: T) => number | string; // then the heading orders the rows by it
  number?: boolean; // stands to the right
  head?: boolean; // names the row
}

interface Props<T> {
  title: string; // for those who do not see it
  columns: Column<T>[];
  rows: T[];
  id: (row: T) => string;
  marked?: string | undefined; // the row that is shown beside the table
  onPick?: (row: T) => void;
}

const compare = (a: number | string, b: number | string): number =>
  typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });

export function Table<T>({ title, columns, rows, id, marked, onPick }: Props<T>) {
  const [order, setOrder] = useState<{ title: string; down: boolean } | null>(null);
  const by = columns.find((column) => column.title === order?.title)?.by;
  const sorted = by ? rows.toSorted((a, b) => compare(by(a), by(b)) * (order?.down ? -1 : 1)) : rows;
  const turn = (name: string): void => setOrder(order?.title !== name ? { title: name, down: false } : order.down ? null : { title: name, down: true });
  return (
    <table class="table">
      <caption class="away">{title}</caption>
      <thead><tr>{columns.map((column) => (
        <th key={column.title} scope="col" class={column.number ? "number" : undefined}
          aria-sort={order?.title === column.title ? (order.down ? "descending" : "ascending") : undefined}>
          {column.by ? <button type="button" class="table-order" onClick={() => turn(column.title)}>{column.title}</button> : column.title}
        </th>
      ))}</tr></thead>
      <tbody>{sorted.map((row, at) => (
        <tr key={id(row)} class={onPick ? "table-pick" : undefined} aria-current={marked === id(row) ? "true" : undefined} onClick={() => onPick?.(row)}>
          {columns.map((column) => column.head
            ? <th key={column.title} scope="row">{onPick
              ? <button type="button" class="table-name" onClick={(event) => { event.stopPropagation(); onPick(row); }}>{column.cell(row, at)}</button> : column.cell(row, at)}</th>
            : <td key={column.title} class={column.number ? "number" : undefined}>{column.cell(row, at)}</td>)}
        </tr>
      ))}</tbody>
    </table>
  );
}
