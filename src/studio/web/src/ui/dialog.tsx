/* A question in front of everything else. The browser keeps the focus inside, closes it on Esc, and gives the focus back. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

interface Props {
  open: boolean;
  title: string;
  onClose: () => void;
  actions?: ComponentChildren; // buttons at its foot; without them it can only be closed
  wide?: boolean;
  children: ComponentChildren;
}

export function Dialog({ open, title, onClose, actions, wide = false, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null), id = useId();
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    else if (!open) dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} class={`dialog ${wide ? "dialog-wide" : ""}`} onClose={onClose} aria-labelledby={id}
      onClick={(event) => event.target === dialog.current && onClose()}>
      {open && <>
        <header><h2 id={id}>{title}</h2><button type="button" class="quiet" onClick={onClose}>Close <kbd>Esc</kbd></button></header>
        <div class="dialog-body">{children}</div>
        {actions && <footer>{actions}</footer>}
      </>}
    </dialog>
  );
}
