/* Bringing another picture of inputs/references into the plan. */
import { useEffect, useState } from "preact/hooks";

import { get, type Refusal } from "./api";
import { api, type Dataset, type Picture, save, sheetThumb } from "./dataset";
import { Dialog } from "./ui/dialog";
import { RefusalLine, toast } from "./ui/notice";
import { count } from "./words";

/* As a plan calls what the audit saw. */
const kinds: Record<string, string> = { "annotated sheet": "annotated", scene: "scene" };

export function AddSheet({ set, open, onClose, onAdded }: { set: Dataset; open: boolean; onClose: () => void; onAdded: (set: Dataset, file: string) => void }) {
  const [pictures, setPictures] = useState<Picture[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (!open) return;
    setPictures(null);
    get<{ pictures: Picture[] }>(api(set.subject, "/audit")).then((told) => { setPictures(told.pictures.filter(({ in_plan }) => !in_plan)); setProblem(null); }, (error: Refusal) => setProblem(error.message));
  }, [open, set.subject]);
  async function add({ file, kind }: Picture): Promise<void> {
    try {
      const after = await save(set, [{ add_source: file, kind: kinds[kind] ?? "clean" }]);
      toast(`Added ${file}`);
      onAdded(after, file);
      onClose();
    } catch (error) {
      setProblem((error as Refusal).message);
    }
  }
  return (
    <Dialog open={open} title="Add a sheet" onClose={onClose} wide>
      <RefusalLine problem={problem} />
      {!pictures && !problem && <p class="dim">Looking at every picture in inputs/references …</p>}
      {pictures?.length === 0 && <p>Every picture in <code>inputs/references</code> is in the plan. Put another one there.</p>}
      <ul class="add-sheets">
        {pictures?.map((picture) => (
          <li key={picture.file}>
            {picture.use === "excluded" && picture.width === undefined ? <span class="sheet-thumb" /> : <img class="sheet-thumb" src={sheetThumb(set, picture.file)} alt="" loading="lazy" />}
            <span><b>{picture.file}</b><small>{picture.kind}{picture.width !== undefined && ` · ${picture.width} × ${picture.height}`}{picture.figures && ` · ${count(picture.figures.length, "figure")}`}</small>
              {picture.remarks.map((remark) => <small key={remark} class={picture.use === "usable" ? "" : "word-borderline"}>{remark}</small>)}</span>
            <button type="button" aria-label={`Add ${picture.file}`} disabled={picture.use === "excluded"} onClick={() => void add(picture)}>Add</button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
