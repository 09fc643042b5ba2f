/* A label with what is entered under it, a hint, and what is wrong with it. */
import type { ComponentChildren } from "preact";

interface Props {
  label: string;
  hotkey?: string;
  hint?: ComponentChildren;
  problem?: string | null;
  children: ComponentChildren; // one input, select or textarea
}

export function Field({ label, hotkey, hint, problem = null, children }: Props) {
  return (
    <label class="field">
      <span class="field-label">{label}{hotkey !== undefined && <> <kbd>{hotkey}</kbd></>}</span>
      {children}
      {hint !== undefined && <small>{hint}</small>}
      {problem !== null && <span class="refusal" role="alert">{problem}</span>}
    </label>
  );
}
