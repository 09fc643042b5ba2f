"""Ways in which an export folder can be wrong, each of which a consumer must notice.

A check that cannot fail is worth nothing: `run.py --self-test` breaks a copy of a sample folder in every way below
and wants the consumer's rows to differ from those of the intact one. Every row says what the exporter would have
done wrong.
"""

import json
from pathlib import Path

from expected import read_rows
from sample_export import json_line


def write_rows(path, rows):
    lines = [json_line(row) for row in rows]
    path.write_text(
        "[\n" + ",\n".join(lines) + "\n]\n" if path.suffix == ".json" else "\n".join(lines) + "\n", encoding="utf-8"
    )


def edit_row(file, index, change):
    """A mutation that applies @change to one row of @file."""

    def mutate(folder):
        rows = read_rows(folder / file)
        change(rows[index])
        write_rows(folder / file, rows)

    return mutate


def drop_row(file):
    return lambda folder: write_rows(folder / file, read_rows(folder / file)[:-1])


def swap_images(pattern):
    def mutate(folder):
        first, second = sorted(folder.glob(pattern))[:2]
        a, b = first.read_bytes(), second.read_bytes()
        first.write_bytes(b)
        second.write_bytes(a)

    return mutate


def remove_image(pattern):
    return lambda folder: sorted(folder.glob(pattern))[0].unlink()


def truncate_image(pattern):
    def mutate(folder):
        path = sorted(folder.glob(pattern))[0]
        path.write_bytes(path.read_bytes()[:60])

    return mutate


def replace_text(file, old, new):
    def mutate(folder):
        path = folder / file
        text = path.read_text(encoding="utf-8")
        if old not in text:
            raise ValueError(f"{file} does not contain {old!r}")
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return mutate


def edit_json(file, change):
    def mutate(folder):
        value = json.loads((folder / file).read_text(encoding="utf-8"))
        change(value)
        (folder / file).write_text(json.dumps(value), encoding="utf-8")

    return mutate


def put(*path_and_value):
    """Sets row[a][b]… = value."""
    *path, last, value = path_and_value

    def change(row):
        for key in path:
            row = row[key]
        row[last] = value

    return change


def add_system_turn(key, turn):
    return lambda row: row[key].insert(0, turn)


def prefix(key, index, field, text):
    def change(row):
        row[key][index][field] = text + row[key][index][field]

    return change


def without_tag(key, field):
    def change(row):
        row[key][0][field] = row[key][0][field].replace("<image>", "", 1)

    return change


def rename(old, new):
    return lambda folder: (folder / old).rename(folder / new)


def no_columns_images(info):
    for entry in info.values():
        entry["columns"].pop("images")


SYSTEM_SAY = {"role": "system", "content": "You judge."}
SYSTEM_TURN = {"from": "system", "value": "You judge."}
NARRATOR = {"role": "narrator", "content": "Once."}

SHARED = (
    ("two images are exchanged", swap_images("**/images/*.png")),
    ("an image file is missing", remove_image("**/images/*.png")),
    ("an image file is cut short", truncate_image("**/images/*.png")),
)

TRL = "train/metadata.jsonl"
MUTATIONS = {
    "trl": SHARED
    + (
        ("a row is lost", drop_row(TRL)),
        ("the metadata file is called metadata.json", rename(TRL, "train/metadata.json")),
        (
            "an image path leaves the folder",
            edit_row(TRL, 0, lambda r: r["file_names"].__setitem__(0, "../" + r["file_names"][0])),
        ),
        (
            "a second image is named that the question does not have",
            edit_row(TRL, 0, lambda r: r["file_names"].append(r["file_names"][0])),
        ),
        ("a role nobody knows", edit_row(TRL, 0, add_system_turn("prompt", NARRATOR))),
        (
            "content is a list of blocks in one row",
            edit_row(TRL, 0, put("prompt", 0, "content", [{"type": "text", "text": "Q"}])),
        ),
        ("an image tag in the text", edit_row(TRL, 0, prefix("prompt", 0, "content", "<image>\n"))),
    ),
    "dpo": (
        (
            "chosen and rejected are exchanged",
            edit_row(TRL, 0, lambda r: r.update(chosen=r["rejected"], rejected=r["chosen"])),
        ),
        ("an image block in the answer", edit_row(TRL, 0, put("chosen", 0, "content", "<|image_pad|>"))),
    ),
    "kto": (
        (
            "the label is a string",
            lambda folder: write_rows(
                folder / TRL, [dict(r, label=str(r["label"]).lower()) for r in read_rows(folder / TRL)]
            ),
        ),
        ("a label is turned", edit_row(TRL, 0, lambda r: r.update(label=not r["label"]))),
    ),
    "llava": SHARED
    + (
        (
            "rows are JSONL, not a list",
            lambda folder: (folder / "train.json").write_text(
                "".join(json_line(r) + "\n" for r in read_rows(folder / "train.json"))
            ),
        ),
        ("a system turn", edit_row("train.json", 0, add_system_turn("conversations", SYSTEM_TURN))),
        ("no image tag", edit_row("train.json", 0, without_tag("conversations", "value"))),
        (
            "an image tag in the answer",
            edit_row("train.json", 0, prefix("conversations", 1, "value", "see <image> ")),
        ),
        ("the gpt turn comes first", edit_row("train.json", 0, lambda r: r["conversations"].reverse())),
    ),
    "qwen2vl": SHARED
    + (
        (
            "a blank line",
            lambda folder: (folder / "train.jsonl").write_text((folder / "train.jsonl").read_text() + "\n"),
        ),
        (
            "a byte order mark",
            lambda folder: (folder / "train.jsonl").write_bytes(
                b"\xef\xbb\xbf" + (folder / "train.jsonl").read_bytes()
            ),
        ),
        ("a system turn", edit_row("train.jsonl", 0, add_system_turn("conversations", SYSTEM_TURN))),
        ("no image tag", edit_row("train.jsonl", 0, without_tag("conversations", "value"))),
        ("one tag too many", edit_row("train.jsonl", 0, prefix("conversations", 0, "value", "<image>"))),
        ("a split is not registered", replace_text("limner_qwen.py", "train.jsonl", "training.jsonl")),
    ),
    "ms-swift": SHARED
    + (
        ("a row is lost", drop_row("train.jsonl")),
        (
            "the rejected answer equals the answer",
            edit_row("pref_train.jsonl", 0, lambda r: r.update(rejected_response=r["messages"][1]["content"])),
        ),
        ("a role nobody knows", edit_row("train.jsonl", 0, add_system_turn("messages", NARRATOR))),
        ("content is null", edit_row("train.jsonl", 0, put("messages", 1, "content", None))),
        ("one tag too many", edit_row("train.jsonl", 0, prefix("messages", 0, "content", "<image>"))),
        ("an image tag in the answer", edit_row("train.jsonl", 0, prefix("messages", 1, "content", "see <image> "))),
        ("a system turn", edit_row("train.jsonl", 0, add_system_turn("messages", SYSTEM_SAY))),
    ),
    "axolotl": SHARED
    + (
        (
            "an images column beside the blocks",
            edit_row("train.jsonl", 0, lambda r: r.update(images=[r["messages"][0]["content"][0]["path"]])),
        ),
        (
            "an image tag instead of a block",
            edit_row("train.jsonl", 0, put("messages", 0, "content", [{"type": "text", "text": "<image>\nQ"}])),
        ),
        ("the yaml names another file", replace_text("axolotl.yaml", "train.jsonl", "validation.jsonl")),
    ),
    "llama-factory": SHARED
    + (
        ("columns without images", edit_json("dataset_info.json", no_columns_images)),
        (
            "tags without system_tag and a system turn",
            lambda folder: (
                edit_json("dataset_info.json", lambda i: i["ember_train"]["tags"].pop("system_tag"))(folder),
                edit_row("train.jsonl", 0, add_system_turn("messages", SYSTEM_SAY))(folder),
            ),
        ),
        (
            "ranking rows without ranking",
            edit_json("dataset_info.json", lambda i: i["ember_pref_train"].pop("ranking")),
        ),
        (
            "the answer left in a ranking row",
            edit_row("pref_train.jsonl", 0, lambda r: r["conversations"].append(r["chosen"])),
        ),
        ("an image tag in the answer", edit_row("train.jsonl", 0, prefix("messages", 1, "content", "see <image> "))),
    ),
    "sharegpt": (
        ("the gpt turn comes first", edit_row("train.json", 0, lambda r: r["conversations"].reverse())),
        (
            "two turns too many",
            edit_row(
                "train.json",
                0,
                lambda r: r["conversations"].extend(
                    [{"from": "human", "value": "And?"}, {"from": "gpt", "value": "No."}]
                ),
            ),
        ),
    ),
    "openai": (
        ("a key beside messages", edit_row("train.jsonl", 0, put("id", "x"))),
        (
            "a path instead of an image",
            edit_row("train.jsonl", 0, put("messages", 0, "content", 1, "image_url", "url", "images/a.png")),
        ),
        ("the wrong media type", replace_text("train.jsonl", "image/png", "image/jpeg")),
        ("an unknown block", edit_row("train.jsonl", 0, put("messages", 0, "content", 1, "type", "picture"))),
        (
            "an image in the answer",
            edit_row("train.jsonl", 0, lambda r: r["messages"][1].update(content=[r["messages"][0]["content"][1]])),
        ),
    ),
}


# What only a reader of the card can notice.
CARD_MUTATIONS = {
    "ms-swift": (
        ("no card", lambda folder: (folder / "README.md").unlink()),
        (
            "the card names another split's file",
            replace_text("README.md", "path: train.jsonl", "path: validation.jsonl"),
        ),
    ),
    "trl": (
        (
            "the card leaves out a split",
            replace_text("README.md", "  - split: validation\n    path: validation/**\n", ""),
        ),
        ("the metadata file is called metadata.json", rename(TRL, "train/metadata.json")),
    ),
    "openai": (("answers that are JSON beside lists of blocks", lambda folder: None),),
}


def broken_copies(pristine, out, table):
    """(what is wrong, folder) for every mutation that @table has for the format of @pristine."""
    import shutil

    name = json.loads((pristine / "manifest.json").read_text())["format"]
    for number, (holds, mutate) in enumerate(table.get(name, ())):
        folder = Path(out) / f"{name}-{number}" / pristine.name
        shutil.copytree(pristine, folder)
        mutate(folder)
        yield holds, folder
