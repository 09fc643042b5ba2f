/* Making more: from which pack or packet, which of its images, by whom; and before it begins, what that will be. */
import { useEffect, useState } from "preact/hooks";

import { get, post, type Refusal, thumbUrl } from "./api";
import { type Fate, type Input, type Inputs, type Plan, type Planned, plainName, type Provider, type Work } from "./production-api";
import { Dialog } from "./ui/dialog";
import { Field } from "./ui/field";
import { useForeseen } from "./ui/foreseen";
import { RefusalLine, toast } from "./ui/notice";
import { count } from "./words";

type Kind = "pack" | "discover" | "follow-on";

interface Choice {
  kind: Kind;
  input: Input;
}

interface Options {
  provider: string;
  limit: string;
  subject: string;
  seeds: string;
  denoise: string;
}

const START: Options = { provider: "", limit: "", subject: "", seeds: "", denoise: "" };
const ASKED = "/api/production/generate";
const MOST_TILES = 600;

const fates: [Fate, string][] = [
  ["new", "to be made"], ["continue", "begun by an earlier run"], ["exists", "there already"], ["cancelled", "cancelled: only Retry makes them"],
  ["blocked", "refused by the image maker"], ["in the way", "another file lies where they should go"],
];
const isMade = (image: Planned): boolean => image.state === "new" || image.state === "continue";

function bodyOf({ kind, input }: Choice, options: Options, only: string[] | null, whole: boolean): object {
  const values: Record<string, unknown> = {};
  if (options.provider) values["provider"] = options.provider;
  if (options.limit && !whole) values["limit"] = Number(options.limit);
  if (only && !whole) values["only"] = only;
  if (kind !== "pack") {
    if (options.subject) values["subject"] = options.subject;
    if (options.seeds) values["seeds"] = Number(options.seeds);
    if (kind === "follow-on" && options.denoise) values["denoise"] = Number(options.denoise);
  }
  return { kind, input: input.path, options: values };
}

function grouped<T>(list: T[], by: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const group = groups.get(by(one));
    if (group) group.push(one);
    else groups.set(by(one), [one]);
  }
  return groups;
}

/* The chosen images in as few words as can be: a subject's name for all of its images. */
function wordsFor(images: Planned[], left: Set<string>): string[] | null {
  if (left.size === 0) return null;
  const bySubject = grouped(images, ({ subject }) => subject);
  return [...bySubject].flatMap(([subject, all]) => (all.some(({ id }) => left.has(id)) ? all.filter(({ id }) => !left.has(id)).map(({ id }) => id) : [subject]));
}

/* -- From what -- */

function Sources({ inputs, choice, onChoice }: { inputs: Inputs; choice: Choice | null; onChoice: (choice: Choice) => void }) {
  const row = (kind: Kind, input: Input, note: string) => (
    <label class={`source ${input.problem ? "source-bad" : ""}`} key={`${kind}/${input.path}`}>
      <input type="radio" name="source" checked={choice?.input.path === input.path && choice.kind === kind} onChange={() => onChoice({ kind, input })} />
      <span><b>{plainName(input.path)}</b> <small>{note}</small>
        {input.problem ? <small class="source-problem">{input.problem}</small> : input.description && <small class="source-note">{input.description}</small>}</span>
    </label>
  );
  return (
    <fieldset class="sources">
      <legend>From</legend>
      {inputs.packs.length > 0 && <h3>Prompt packs</h3>}
      {inputs.packs.map((input) => row("pack", input, input.images !== undefined ? `${count(input.images, "image")}${input.lane && input.lane !== plainName(input.path) ? ` · ${input.lane}` : ""}` : ""))}
      {inputs.packets.length > 0 && <h3>Identity packets: first images</h3>}
      {inputs.packets.map((input) => row("discover", input, input.subjects ? count(input.subjects.length, "subject") : ""))}
      {inputs.packets.length > 0 && <h3>Identity packets: images that follow an anchor</h3>}
      {inputs.packets.map((input) => row("follow-on", input, input.subjects ? count(input.subjects.length, "subject") : ""))}
    </fieldset>
  );
}

/* -- With what -- */

function Settings({ choice, options, providers, onOptions }: { choice: Choice; options: Options; providers: Provider[]; onOptions: (options: Options) => void }) {
  const set = (name: keyof Options) => (event: { currentTarget: { value: string } }): void => onOptions({ ...options, [name]: event.currentTarget.value });
  const chosen = providers.find((each) => each.chosen);
  return (
    <div class="settings">
      <Field label="Image maker">
        <select value={options.provider} onChange={set("provider")}>
          <option value="">{chosen ? `${chosen.provider} (the project's own)` : "sketch (built in)"}</option>
          {providers.filter((each) => each !== chosen).map(({ provider, state }) => <option key={provider} value={provider} disabled={state === "faulty"}>{provider} ({state})</option>)}
        </select>
      </Field>
      {choice.kind !== "pack" && (
        <Field label="Subject">
          <select value={options.subject} onChange={set("subject")}>
            <option value="">{choice.kind === "follow-on" ? "choose one" : "all of the packet"}</option>
            {choice.input.subjects?.map(({ name }) => <option key={name} value={name}>{name}</option>)}
          </select>
        </Field>
      )}
      {choice.kind !== "pack" && <Field label="Images per shot"><input type="number" min="1" max="100" placeholder="3" value={options.seeds} onInput={set("seeds")} /></Field>}
      {choice.kind === "follow-on" && <Field label="How much may change"><input type="number" min="0.3" max="0.45" step="0.01" placeholder="0.38" value={options.denoise} onInput={set("denoise")} /></Field>}
      <Field label="At most, new ones"><input type="number" min="1" placeholder="all" value={options.limit} onInput={set("limit")} /></Field>
    </div>
  );
}

/* -- Which, as pictures -- */

function Tiles({ images, left, onLeft }: { images: Planned[]; left: Set<string>; onLeft: (left: Set<string>) => void }) {
  const shown = images.slice(0, MOST_TILES), bySubject = [...grouped(shown, ({ subject }) => subject)];
  function turn(ids: string[], off: boolean): void {
    const next = new Set(left);
    for (const id of ids) if (off) next.add(id); else next.delete(id);
    onLeft(next);
  }
  return (
    <div class="tiles">
      {bySubject.map(([subject, all]) => {
        const open = all.filter(isMade).map(({ id }) => id), off = open.filter((id) => left.has(id)).length;
        return (
          <section key={subject}>
            <label class="tiles-subject">
              <input type="checkbox" disabled={open.length === 0} checked={open.length > 0 && off === 0} ref={(box) => { if (box) box.indeterminate = off > 0 && off < open.length; }}
                onChange={() => turn(open, off === 0)} /> {subject} <small>{open.length > 0 ? `${open.length - off} of ${open.length} to make` : "complete"}</small>
            </label>
            <ul>{all.map((image) => {
              const name = image.id.startsWith(`${subject}_`) ? image.id.slice(subject.length + 1) : image.id;
              const title = `${image.id}, ${image.width} × ${image.height}, seed ${image.seed}\n${image.prompt}`;
              return (
                <li key={image.id}>
                  {isMade(image)
                    ? <button type="button" class="tile tile-new" aria-pressed={!left.has(image.id)} title={title} onClick={() => turn([image.id], !left.has(image.id))}><span>{left.has(image.id) ? "" : "✓"}</span>{name}</button>
                    : <span class={`tile tile-${image.state.replaceAll(" ", "-")}`} title={`${image.state}: ${title}`}>
                      {image.state === "exists" && !image.image_missing ? <img src={thumbUrl(image.id, 128)} alt={`${image.id}, there already`} loading="lazy" /> : <span>{image.state === "exists" ? "image lost" : image.state}</span>}{name}</span>}
                </li>
              );
            })}</ul>
          </section>
        );
      })}
      {images.length > shown.length && <p class="dim">and {count(images.length - shown.length, "more image")}</p>}
    </div>
  );
}

/* -- In sum -- */

function sizes(images: Planned[]): string {
  const all = [...grouped(images, ({ width, height }) => `${width} × ${height}`)].map(([size, of]) => ({ size, n: of.length })).toSorted((a, b) => b.n - a.n);
  return all.length === 1 ? all[0]?.size ?? "" : all.slice(0, 3).map(({ size, n }) => `${size} (${n})`).join(", ") + (all.length > 3 ? " …" : "");
}

function cost(plan: Plan, provider: Provider | undefined): string {
  if (plan.estimated_dollars === undefined || !provider?.costs_money) return "nothing";
  const unknown = plan.without_known_price ?? 0;
  if (plan.estimated_dollars === 0 && unknown > 0) return "not known for this model and quality";
  return `about $${plan.estimated_dollars.toFixed(2)}${unknown > 0 ? ", and more for those without a known price" : ""}`;
}

function Summary({ plan, providers }: { plan: Plan; providers: Provider[] }) {
  const provider = providers.find(({ provider: name }) => name === plan.provider), made = plan.images.filter(isMade);
  const lost = plan.images.filter(({ image_missing }) => image_missing).length, differ = plan.images.filter(({ differs }) => differs).length;
  return (
    <dl class="sum">
      <div><dt>Images</dt><dd><b>{made.length.toLocaleString("en")}</b></dd></div>
      <div><dt>Size</dt><dd>{made.length > 0 ? sizes(made) : "–"}</dd></div>
      <div><dt>By</dt><dd>{plan.provider}{provider?.placeholder && <small> placeholders, to try things out</small>}</dd></div>
      <div><dt>Costs</dt><dd>{cost(plan, provider)}</dd></div>
      {fates.slice(1).map(([fate, words]) => {
        const n = plan.images.filter(({ state }) => state === fate).length;
        return n > 0 && <div key={fate}><dt>{words}</dt><dd>{n.toLocaleString("en")}</dd></div>;
      })}
      {plan.beyond_limit > 0 && <div><dt>left for another time</dt><dd>{plan.beyond_limit.toLocaleString("en")}</dd></div>}
      {lost > 0 && <div><dt>without their image</dt><dd>{lost}: <code>limner restore</code></dd></div>}
      {differ > 0 && <div><dt>made from another version of the pack</dt><dd>{differ}</dd></div>}
    </dl>
  );
}

/* -- The dialog -- */

export function Generate({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [inputs, setInputs] = useState<Inputs | null>(null);
  const [providers, setProviders] = useState<Provider[]>([]);
  const [choice, setChoice] = useState<Choice | null>(null);
  const [options, setOptions] = useState(START);
  const [left, setLeft] = useState<Set<string>>(new Set());
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    if (!open) return;
    setProblem(null);
    setLeft(new Set());
    get<Provider[]>("/api/providers").then((all) => setProviders(all.filter(({ kind }) => kind === "images")), (error: Error) => setProblem(error.message));
    get<Inputs>("/api/inputs").then((all) => {
      setInputs(all);
      const first = all.packs.find((input) => !input.problem);
      setChoice((old) => old ?? (first ? { kind: "pack", input: first } : null));
    }, (error: Error) => setProblem(error.message));
  }, [open]);

  const ready = open && choice !== null && !choice.input.problem && (choice.kind !== "follow-on" || options.subject !== "");
  const all = useForeseen<Plan>(ASKED, ready && choice ? bodyOf(choice, options, null, true) : null, ["inputs"]);
  const images = all.value?.images ?? [];
  const only = wordsFor(images, left), nothing = only !== null && only.length === 0;
  const narrowed = ready && choice !== null && (only !== null || options.limit !== "") && !nothing;
  const some = useForeseen<Plan>(ASKED, narrowed && choice ? bodyOf(choice, options, only, false) : null, ["inputs"]);
  const plan = nothing ? null : narrowed ? some.value : all.value, n = plan?.images.filter(isMade).length ?? 0;
  const waits = all.busy || (narrowed && some.busy);

  async function make(): Promise<void> {
    if (!choice || busy) return;
    setBusy(true);
    try {
      await post<Work>(ASKED, bodyOf(choice, options, only, false));
      toast(`Making ${count(n, "image")}.`);
      onClose();
    } catch (error) {
      setProblem((error as Refusal).message);
    }
    setBusy(false);
  }
  const empty = inputs !== null && inputs.packs.length + inputs.packets.length === 0;
  return (
    <Dialog open={open} title="Make images" onClose={onClose} wide actions={!empty && <>
      <span class="generate-waits dim" role="status">{waits ? "Looking what that would be …" : ""}</span>
      <button type="button" class="main" disabled={n === 0 || busy || waits} onClick={() => void make()}>{n > 0 ? <>Make {count(n, "image")} <kbd>Ctrl Enter</kbd></> : "Nothing to make"}</button></>}>
      <RefusalLine problem={problem} />
      {empty && <p>There is no prompt pack yet. Write one into <code>inputs/prompts/</code>; <code>limner init</code> shows what one looks like.</p>}
      {inputs && !empty && (
        <div class="generate" onKeyDown={(event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && n > 0 && !waits) void make(); }}>
          <Sources inputs={inputs} choice={choice} onChoice={(next) => { setChoice(next); setLeft(new Set()); setOptions({ ...START, provider: options.provider }); }} />
          {choice && (
            <div class="generate-what">
              <Settings choice={choice} options={options} providers={providers} onOptions={(next) => { setOptions(next); setProblem(null); }} />
              <RefusalLine problem={choice.input.problem ?? all.problem ?? some.problem} />
              {choice.kind === "follow-on" && options.subject === "" && <p class="dim">Choose the subject whose anchor the images follow.</p>}
              {plan && <Summary plan={plan} providers={providers} />}
              {nothing && <p class="dim">Nothing is chosen.</p>}
              <Tiles images={images} left={left} onLeft={setLeft} />
            </div>
          )}
        </div>
      )}
    </Dialog>
  );
}
