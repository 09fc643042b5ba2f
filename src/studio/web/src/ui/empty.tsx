/* A page or a part of one in which there is nothing yet: what it would hold, and what to do that it does. */
import type { ComponentChildren } from "preact";

export function Empty({ title, children }: { title: string; children: ComponentChildren }) {
  return <div class="empty"><h1>{title}</h1>{children}</div>;
}
