"""What an export folder says it holds, read from its own files by the rules of docs/formats.md.

A consumer hands back rows in the same neutral shape; `differences` names every row that it dropped, swapped or
changed. Needs Pillow, which every consumer's environment has.
"""

import base64
import hashlib
import io
import json
from dataclasses import dataclass

ANY = object()  # a field that the consumer does not hand on


@dataclass
class Row:
    question: object
    answer: object
    rejected: object = None
    label: object = None
    images: object = ()  # digests of decoded pixels, in order


def pixels(image):
    """A digest of what a picture shows: size and RGB bytes."""
    rgb = image.convert("RGB")
    return hashlib.sha256(repr(rgb.size).encode() + rgb.tobytes()).hexdigest()[:16]


def read_rows(path):
    text = path.read_bytes().decode("utf-8")
    return json.loads(text) if path.suffix == ".json" else [json.loads(line) for line in text.split("\n")[:-1]]


def manifest(export):
    return json.loads((export / "manifest.json").read_text(encoding="utf-8"))


def row_files(export):
    """[(path, config, split)] of the folder, in the manifest's order."""
    return [(f["path"], f["config"], f["split"]) for f in manifest(export)["files"] if "rows" in f]


def plain(text, count):
    """The question of a human turn whose @count image tags stand in front."""
    tags = "<image>" * count + "\n"
    if not text.startswith(tags):
        raise ValueError(f"expected {count} <image> tags and a newline in front, found {text[:60]!r}")
    return text[len(tags) :]


def from_file_names(row):
    pair = "chosen" in row
    return (
        row["prompt"][0]["content"],
        row["chosen" if pair else "completion"][0]["content"],
        row["rejected"][0]["content"] if pair else None,
        row.get("label"),
        row["file_names"],
    )


def from_conversations(row):
    images = row.get("images") or row["image"]
    images = [images] if isinstance(images, str) else images
    human = plain(row["conversations"][0]["value"], len(images))
    if "chosen" in row:
        return human, row["chosen"]["value"], row["rejected"]["value"], None, images
    return human, row["conversations"][1]["value"], None, None, images


def from_messages(row):
    user, assistant = row["messages"]
    if isinstance(user["content"], str):
        return (
            plain(user["content"], len(row["images"])),
            assistant["content"],
            row.get("rejected_response"),
            None,
            row["images"],
        )
    images = [block for block in user["content"] if block["type"] != "text"]
    (text,) = [block["text"] for block in user["content"] if block["type"] == "text"]
    answer = assistant["content"] if isinstance(assistant["content"], str) else assistant["content"][0]["text"]
    return text, answer, None, None, [image_of_block(b) for b in images]


def image_of_block(block):
    if "base64" in block:
        return "data:;base64," + block["base64"]
    return block["path"] if "path" in block else block["image_url"]["url"]


def image_bytes(reference, folder):
    if reference.startswith("data:"):
        return base64.b64decode(reference.split(",", 1)[1], validate=True)
    return (folder / reference).read_bytes()


def neutral(row):
    for key, reader in (
        ("file_names", from_file_names),
        ("conversations", from_conversations),
        ("messages", from_messages),
    ):
        if key in row:
            return reader(row)
    raise ValueError(f"no known key in {sorted(row)}")


def read(export):
    """{(config, split): [Row]} and the faults of the folder itself."""
    from PIL import Image

    units = {(u["file"], u["row"]): u for u in read_rows(export / "units.jsonl")}
    groups, problems = {}, []
    for entry in manifest(export)["files"]:
        data = (export / entry["path"]).read_bytes()
        if (len(data), hashlib.sha256(data).hexdigest()) != (entry["bytes"], entry["sha256"]):
            problems.append(f"{entry['path']}: bytes differ from the manifest")
        if "rows" not in entry:
            continue
        folder = (export / entry["path"]).parent
        rows = groups.setdefault((entry["config"], entry["split"]), [])
        raw = read_rows(export / entry["path"])
        if len(raw) != entry["rows"]:
            problems.append(f"{entry['path']}: {len(raw)} rows, manifest says {entry['rows']}")
        for i, row in enumerate(raw):
            question, answer, rejected, label, references = neutral(row)
            files = [image_bytes(r, folder) for r in references]
            unit = units.pop((entry["path"], i), None)
            if unit is None or unit["sha256"] != [hashlib.sha256(f).hexdigest() for f in files]:
                problems.append(f"{entry['path']} row {i}: images are not those of units.jsonl")
            rows.append(
                Row(question, answer, rejected, label, tuple(pixels(Image.open(io.BytesIO(f))) for f in files))
            )
    problems += [f"units.jsonl: {file} row {i} does not exist" for file, i in units]
    return groups, problems


def differences(expected, loaded):
    """One sentence per row that the consumer did not take as written."""
    problems = []
    for group in sorted(set(expected) | set(loaded)):
        want, got = expected.get(group, []), loaded.get(group, [])
        where = "/".join(group)
        if len(want) != len(got):
            problems.append(f"{where}: {len(want)} rows written, {len(got)} loaded")
            continue
        for i, (w, g) in enumerate(zip(want, got)):
            for name in ("question", "answer", "rejected", "label", "images"):
                a, b = getattr(w, name), getattr(g, name)
                if b is not ANY and (tuple(b) if name == "images" else b) != a:
                    problems.append(f"{where} row {i}: {name} written {str(a)[:80]!r}, loaded {str(b)[:80]!r}")
    return problems
