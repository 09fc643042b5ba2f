/* What the keys do. */
import { useEffect, useRef } from "preact/hooks";

const groups: [string, [string, string][]][] = [
  ["Score", [
    ["1 … 9  0", "0.1 … 0.9 and 1.0 for the marked dimension; goes to the next"],
    [".", "half a step more for the one scored last: 8 . is 0.85"],
    ["+  −", "half a step more or less for the marked one"],
    ["↓ ↑  j k", "mark the next or previous dimension"],
    ["x  ⌫", "take a score away"],
  ]],
  ["Decide", [
    ["Enter", "save and go on; without a reason it asks for one"],
    ["a  b  r", "approved, borderline, rejected; again: let the scores decide"],
    ["f", "failure modes: then a letter each; Enter closes"],
    ["e", "the reason"],
    ["n", "what would make it better"],
    ["o", "why the verdict may contradict the scores"],
    ["c", "how sure you are"],
    ["u", "take the last judgment back, as often as you like"],
  ]],
  ["Look", [
    ["→  s", "leave this one for later"],
    ["←", "the one before"],
    ["z", "whole picture, or pixel for pixel"],
    ["[  ]", "further away, nearer; also the wheel, and drag to move"],
    ["H J K L", "move the picture when near"],
    ["g", "grey behind the picture: lighter or darker"],
    ["p", "prompt and provenance"],
    ["m", "rules"],
  ]],
];

export function KeySheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} class="sheet" onClose={onClose} aria-labelledby="keys-title" onClick={(event) => event.target === dialog.current && onClose()}>
      <header><h2 id="keys-title">Keys</h2><button type="button" class="quiet" onClick={onClose}>Close <kbd>Esc</kbd></button></header>
      <div class="sheet-groups">
        {groups.map(([title, rows]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>{rows.map(([key, help]) => <div key={key}><dt>{key.split(/ +/).map((each) => each === "…" ? " … " : <kbd key={each}>{each}</kbd>)}</dt><dd>{help}</dd></div>)}</dl>
          </section>
        ))}
      </div>
    </dialog>
  );
}
