/* The editor of a part of a canon file. What the change would do stands beside it, and nothing is saved that was not looked at. */
import { useEffect, useRef, useState } from "preact/hooks";

import { post, Refusal, type Session } from "./api";
import { ChangeView, useChange } from "./canon-change";
import { RefusalLine, toast } from "./ui/notice";

/* A part of a file as it was when the editing began. */
export interface Part {
  file: string;
  hash: string | null;
  text: string; // of the whole file
  from: number; // its first line, from 0
  to: number; // the line after its last
  title: string;
}

/* The whole file with @draft in place of the part. */
function whole(part: Part, draft: string): string {
  const lines = part.text.split("\n");
  return [...lines.slice(0, part.from), ...draft.split("\n"), ...lines.slice(part.to)].join("\n");
}

export const partText = (part: Part): string => part.text.split("\n").slice(part.from, part.to).join("\n");

interface Props {
  part: Part;
  session: Session;
  fields?: (draft: string, set: (draft: string) => void) => preact.ComponentChild; // instead of the text
  onOver?: (() => void) | undefined; // puts the draft over the text as it is now, where the part is still there
  onConflict: () => void; // somebody else changed the file
  onEnd: (saved: boolean) => void;
}

export function Editor({ part, session, fields, onOver, onConflict, onEnd }: Props) {
  const before = partText(part);
  const [draft, setDraft] = useState(before);
  const [problem, setProblem] = useState<string | null>(null);
  const [conflict, setConflict] = useState(false);
  const [busy, setBusy] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const text = whole(part, draft), changed = draft !== before;
  const looked = useChange(part.file, changed ? text : null);
  const ready = changed && !busy && session.reviewer !== null && looked?.text === text && looked.change?.usable === true;

  useEffect(() => box.current?.focus(), []);

  async function save(): Promise<void> {
    if (!ready) return;
    setBusy(true);
    try {
      await post("/api/canon/text", { file: part.file, text, hash: part.hash });
      toast(`${part.title} is saved`);
      onEnd(true);
    } catch (refused) {
      setProblem((refused as Refusal).message);
      if ((refused as Refusal).status === 409) {
        setConflict(true);
        onConflict();
      }
      setBusy(false);
    }
  }

  function take(event: KeyboardEvent): void {
    if (event.key === "Escape") onEnd(false);
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div class="canon-edit" onKeyDown={take}>
      <form onSubmit={(event) => { event.preventDefault(); void save(); }}>
        <h1>{part.title} <small>{part.file}{fields ? "" : `, from line ${part.from + 1}`}</small></h1>
        {fields ? fields(draft, setDraft) : (
          <textarea ref={box} aria-label={`Text of ${part.title}`} spellcheck value={draft} rows={Math.min(26, Math.max(8, before.split("\n").length + 2))}
            onInput={(event) => setDraft(event.currentTarget.value)} />
        )}
        <RefusalLine problem={problem}>{conflict && onOver && <> <button type="button" onClick={() => { setProblem(null); setConflict(false); onOver(); }}>Put my words into the new text</button></>}</RefusalLine>
        <div class="canon-edit-foot">
          <button type="button" class="quiet" onClick={() => onEnd(false)}>Leave it <kbd>Esc</kbd></button>
          <button type="submit" class="main" disabled={!ready} title={session.no_reviewer ?? (changed && !ready ? "once it was looked at what would change" : undefined)}>Save <kbd>Ctrl</kbd> <kbd>Enter</kbd></button>
        </div>
      </form>
      <ChangeView looked={looked} text={text} was={part.text} />
    </div>
  );
}
