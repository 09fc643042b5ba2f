"""Export folders as docs/formats.md describes them, made without limner.

They answer two questions: does each loader really take what the contract asks for, and does each check notice a
folder that breaks it (mutations.py)? Only the standard library is used.
"""

import base64
import hashlib
import json
import random
import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path

TITLE = "Ember “Reach”"
FORMATS = (
    "trl",
    "dpo",
    "kto",
    "orpo",
    "llava",
    "qwen2vl",
    "ms-swift",
    "axolotl",
    "llama-factory",
    "sharegpt",
    "openai",
)
EMBEDDABLE = ("orpo", "ms-swift", "axolotl")  # openai embeds always

ASK_VERDICT = f"Is this image on canon for {TITLE}? Answer with one word: approved, borderline or rejected."
ASK_CRITIQUE = (
    f"Judge this image against the canon of {TITLE}. Score silhouette, palette from 0 to 1. "
    "Check the rules RND-001, COL-001. "
    "Answer in JSON with the keys verdict, scores, failures, rules and explanation."
)
ASK_REASON = (
    f"Two images are shown, first A, then B. Which is closer to the canon of {TITLE}? "
    "Answer in JSON with the keys winner (A, B or tie) and reason."
)
ASK_LETTER = (
    f"Two images are shown, first A, then B. Which is closer to the canon of {TITLE}? "
    "Answer with one word: A, B or tie."
)


@dataclass
class Unit:
    id: str
    task: str
    assets: list
    question: str
    answer: str
    origin: str = "human"
    rejected: str = ""
    label: bool = True


@dataclass
class Writer:
    """One export folder in the making: images first, then row files, then what describes them."""

    root: Path
    format: str
    embed: bool
    images: dict
    rows: dict = field(default_factory=dict)
    units: list = field(default_factory=list)

    def image(self, asset, split):
        data = self.images[asset]
        name = hashlib.sha256(data).hexdigest()[:32] + ".png"
        folder = f"{split}/images" if self.format in ("trl", "dpo", "kto") else "images"
        if not self.embed and self.format != "openai":
            path = self.root / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return "images/" + name

    def base64(self, asset):
        return base64.b64encode(self.images[asset]).decode("ascii")

    def data_url(self, asset):
        return "data:image/png;base64," + self.base64(asset)

    def add(self, file, config, split, unit, row):
        rows = self.rows.setdefault(file, (config, split, []))[2]
        self.units.append(
            {
                "file": file,
                "row": len(rows),
                "id": unit.id,
                "task": unit.task,
                "origin": unit.origin,
                "assets": unit.assets,
                "sha256": [hashlib.sha256(self.images[a]).hexdigest() for a in unit.assets],
            }
        )
        rows.append(row)

    def finish(self):
        for file, (_, _, rows) in self.rows.items():
            lines = [json_line(row) for row in rows]
            path = self.root / file
            path.parent.mkdir(parents=True, exist_ok=True)
            text = "[\n" + ",\n".join(lines) + "\n]\n" if file.endswith(".json") else "\n".join(lines) + "\n"
            path.write_text(text, encoding="utf-8")
        (self.root / "units.jsonl").write_text("".join(json_line(u) + "\n" for u in self.units), encoding="utf-8")
        (self.root / "README.md").write_text(self.card(), encoding="utf-8")
        write_manifest(self.root, self.format, {f: (c, s, len(r)) for f, (c, s, r) in self.rows.items()}, self.embed)

    def card(self):
        configs = {}
        for file, (config, split, _) in self.rows.items():
            path = file.replace("metadata.jsonl", "**")
            configs.setdefault(config, []).append(f"  - split: {split}\n    path: {path}\n")
        content = hashlib.sha256(
            "".join(
                f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(self.root).as_posix()}\n"
                for p in sorted(self.root.rglob("*"))
                if p.is_file()
            ).encode()
        ).hexdigest()[:16]
        lines = "".join(
            f'- config_name: {name}\n  description: "content {content}"\n  data_files:\n' + "".join(files)
            for name, files in configs.items()
        )
        return f'---\npretty_name: "Ember"\nsize_categories:\n- n<1K\nconfigs:\n{lines}---\n\nA sample.\n'


def json_line(value):
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return "".join(f"\\u{ord(c):04x}" if c in "\x7f\x85\u2028\u2029" else c for c in text)


def write_manifest(root, format_name, row_files, embedded):
    files = []
    for path in sorted(p for p in root.rglob("*") if p.is_file() and p.name != "manifest.json"):
        name = path.relative_to(root).as_posix()
        data = path.read_bytes()
        entry = {"path": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        if name in row_files:
            config, split, rows = row_files[name]
            entry.update(rows=rows, config=config, split=split)
        files.append(entry)
    manifest = {"limner_export": 1, "format": format_name, "project": "ember", "embedded": embedded, "files": files}
    (root / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


def png(seed, side):
    """A small RGB picture whose pixels depend on @seed, so that two swapped images are told apart."""
    rng = random.Random(seed)
    block = bytes(rng.randrange(256) for _ in range(3 * (side // 8) * (side // 8)))
    lines = []
    for y in range(side):
        line = b"".join(block[3 * ((y // 8) * (side // 8) + x // 8) :][:3] for x in range(side))
        lines.append(b"\0" + line)
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"".join(lines)))
        + chunk(b"IEND", b"")
    )


def critique(asset, verdict):
    hard = {
        0: "Horns merge with the (image) sky.",
        1: "Café “grime”\u2028second line\twith a tab",
        2: "龍 – muted, worn. " + "Long. " * 400,
    }
    good = verdict == "approved"
    return json_line(
        {
            "verdict": verdict,
            "scores": {"silhouette": 0.85 if good else 0.3, "palette": 0.9 if good else 0.35},
            "failures": [] if good else ["wrong_palette"],
            "rules": {"RND-001": "pass", "COL-001": "pass" if good else "fail"},
            "explanation": f"{asset}: " + hard[sum(asset.encode()) % 3],
        }
    )


def split_units(split, assets):
    """The units of one split: SFT units, and pairs as (unit, chosen, rejected)."""
    sft, pairs = [], []
    for asset, verdict in assets:
        sft.append(Unit(f"classification:{asset}", "classification", [asset], ASK_VERDICT, verdict))
        sft.append(Unit(f"critique:{asset}", "critique", [asset], ASK_CRITIQUE, critique(asset, verdict)))
    approved = [a for a, v in assets if v == "approved"]
    rejected = [a for a, v in assets if v == "rejected"]
    for i, (x, y) in enumerate(zip(approved, rejected)):
        a, b = (x, y) if i % 2 else (y, x)
        letter, other = ("A", "B") if a == x else ("B", "A")
        sft.append(
            Unit(
                f"preference:cmp_{split}_{i}",
                "preference",
                [a, b],
                ASK_REASON,
                json_line({"winner": letter, "reason": f"{x} wears its canon better."}),
            )
        )
        pairs.append(Unit(f"preference:cmp_{split}_{i}", "preference", [a, b], ASK_LETTER, letter, rejected=other))
        pairs.append(
            Unit(
                f"pair:{x}",
                "critique",
                [x],
                ASK_CRITIQUE,
                critique(x, "approved"),
                "synthesised",
                critique(y, "rejected"),
            )
        )
    sft.append(Unit(f"preference:tie_{split}", "preference", approved[:2], ASK_LETTER, "tie"))
    return sft, pairs


def kto_units(sft, pairs):
    units = []
    opposite = {"approved": "rejected", "rejected": "approved"}
    for u in sft:
        if u.task == "classification":
            units.append(u)
            if u.answer in opposite:
                units.append(Unit(u.id, u.task, u.assets, u.question, opposite[u.answer], "synthesised", label=False))
    for u in pairs:
        units.append(Unit(u.id, u.task, u.assets, u.question, u.answer))
        units.append(Unit(u.id, u.task, u.assets, u.question, u.rejected, "synthesised", label=False))
    return units


def say(role, text):
    return {"role": role, "content": text}


def turn(who, text):
    return {"from": who, "value": text}


def tagged(unit):
    return "<image>" * len(unit.assets) + "\n" + unit.question


def write_trl_family(w, split, sft, pairs):
    units = {"trl": sft, "dpo": pairs, "kto": kto_units(sft, pairs)}[w.format]
    for u in units:
        row = {
            "file_names": [w.image(a, split) for a in u.assets],
            "id": u.id,
            "task": u.task,
            "origin": u.origin,
            "prompt": [say("user", u.question)],
        }
        if w.format == "dpo":
            row.update(chosen=[say("assistant", u.answer)], rejected=[say("assistant", u.rejected)])
        else:
            row["completion"] = [say("assistant", u.answer)]
        if w.format == "kto":
            row["label"] = u.label
        w.add(f"{split}/metadata.jsonl", "default", split, u, row)


def write_llava(w, split, sft, pairs):
    for u in sft:
        if len(u.assets) == 1:
            w.add(
                f"{split}.json",
                "default",
                split,
                u,
                {
                    "id": u.id,
                    "image": w.image(u.assets[0], split),
                    "conversations": [turn("human", tagged(u)), turn("gpt", u.answer)],
                },
            )


def write_qwen(w, split, sft, pairs):
    for u in sft:
        w.add(
            f"{split}.jsonl",
            "default",
            split,
            u,
            {
                "image": [w.image(a, split) for a in u.assets],
                "conversations": [turn("human", tagged(u)), turn("gpt", u.answer)],
            },
        )
    lines = "".join(
        f'    "ember_{s}": {{"annotation_path": str(_here / "{s}.jsonl"), "data_path": str(_here)}},\n'
        for s in ("train", "validation")
        if (s == split or f"{s}.jsonl" in w.rows)
    )
    (w.root / "limner_qwen.py").write_text(
        f"from pathlib import Path\n\n_here = Path(__file__).resolve().parent\ndatasets = {{\n{lines}}}\n"
    )


def swift_row(w, split, u):
    images = [w.data_url(a) if w.embed else w.image(a, split) for a in u.assets]
    row = {"messages": [say("user", tagged(u)), say("assistant", u.answer)], "images": images}
    if u.rejected:
        row["rejected_response"] = u.rejected
    return row


def write_swift(w, split, sft, pairs):
    sets = (
        [(f"{split}.jsonl", "default", f"ember_{split}", pairs)]
        if w.format == "orpo"
        else [
            (f"{split}.jsonl", "sft", f"ember_{split}", sft),
            (f"pref_{split}.jsonl", "preference", f"ember_pref_{split}", pairs),
        ]
    )
    path = w.root / "swift_datasets.json"
    known = json.loads(path.read_text()) if path.exists() else []
    for file, config, name, units in sets:
        known.append({"dataset_name": name, "dataset_path": file})
        for u in units:
            w.add(file, config, split, u, swift_row(w, split, u))
    w.root.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(known))


def write_axolotl(w, split, sft, pairs):
    for u in sft:
        blocks = [
            {"type": "image", "base64": w.base64(a)} if w.embed else {"type": "image", "path": w.image(a, split)}
            for a in u.assets
        ]
        w.add(
            f"{split}.jsonl",
            "default",
            split,
            u,
            {
                "messages": [
                    say("user", blocks + [{"type": "text", "text": u.question}]),
                    say("assistant", [{"type": "text", "text": u.answer}]),
                ]
            },
        )
    w.root.mkdir(parents=True, exist_ok=True)
    (w.root / "axolotl.yaml").write_text(
        "base_model: Qwen/Qwen2.5-VL-7B-Instruct\nprocessor_type: AutoProcessor\nchat_template: qwen2_vl\n"
        "skip_prepare_dataset: true\nremove_unused_columns: false\nsample_packing: false\n"
        "datasets:\n  - path: train.jsonl\n    ds_type: json\n    type: chat_template\n"
        "test_datasets:\n  - path: validation.jsonl\n    ds_type: json\n    type: chat_template\n    split: train\n"
    )


FACTORY_TAGS = {
    "role_tag": "role",
    "content_tag": "content",
    "user_tag": "user",
    "assistant_tag": "assistant",
    "system_tag": "system",
}


def write_factory(w, split, sft, pairs):
    for u in sft:
        w.add(
            f"{split}.jsonl",
            "sft",
            split,
            u,
            {
                "messages": [say("user", tagged(u)), say("assistant", u.answer)],
                "images": [w.image(a, split) for a in u.assets],
            },
        )
    for u in pairs:
        w.add(
            f"pref_{split}.jsonl",
            "preference",
            split,
            u,
            {
                "conversations": [turn("human", tagged(u))],
                "chosen": turn("gpt", u.answer),
                "rejected": turn("gpt", u.rejected),
                "images": [w.image(a, split) for a in u.assets],
            },
        )
    add_factory_entries(
        w,
        {
            f"ember_{split}": {
                "file_name": f"{split}.jsonl",
                "formatting": "sharegpt",
                "columns": {"messages": "messages", "images": "images"},
                "tags": FACTORY_TAGS,
            },
            f"ember_pref_{split}": {
                "file_name": f"pref_{split}.jsonl",
                "formatting": "sharegpt",
                "ranking": True,
                "columns": {
                    "messages": "conversations",
                    "chosen": "chosen",
                    "rejected": "rejected",
                    "images": "images",
                },
            },
        },
    )


def add_factory_entries(w, entries):
    path = w.root / "dataset_info.json"
    info = json.loads(path.read_text()) if path.exists() else {}
    info.update(entries)
    path.write_text(json.dumps(info, indent=1))


def write_sharegpt(w, split, sft, pairs):
    for u in sft:
        w.add(
            f"{split}.json",
            "default",
            split,
            u,
            {
                "id": u.id,
                "conversations": [turn("human", tagged(u)), turn("gpt", u.answer)],
                "images": [w.image(a, split) for a in u.assets],
            },
        )
    add_factory_entries(
        w,
        {
            f"ember_{split}": {
                "file_name": f"{split}.json",
                "formatting": "sharegpt",
                "columns": {"messages": "conversations", "images": "images"},
            }
        },
    )


def write_openai(w, split, sft, pairs):
    for u in sft:
        blocks = [{"type": "text", "text": u.question}] + [
            {"type": "image_url", "image_url": {"url": w.data_url(a)}} for a in u.assets
        ]
        w.add(f"{split}.jsonl", "default", split, u, {"messages": [say("user", blocks), say("assistant", u.answer)]})


WRITERS = {
    "trl": write_trl_family,
    "dpo": write_trl_family,
    "kto": write_trl_family,
    "orpo": write_swift,
    "llava": write_llava,
    "qwen2vl": write_qwen,
    "ms-swift": write_swift,
    "axolotl": write_axolotl,
    "llama-factory": write_factory,
    "sharegpt": write_sharegpt,
    "openai": write_openai,
}


def write_samples(out, embed=False, formats=FORMATS):
    """Writes one folder per format below @out and returns their paths."""
    splits = {}
    for split, count in (("train", 12), ("validation", 6)):
        splits[split] = [
            (f"{split}_test_{i:02d}", "borderline" if i % 6 == 5 else ("approved", "rejected")[i % 2])
            for i in range(count)
        ]
    images = {asset: png(asset, 64 + 8 * (i % 5)) for split in splits for i, (asset, _) in enumerate(splits[split])}
    folders = []
    for name in formats:
        if embed and name not in EMBEDDABLE:
            continue
        writer = Writer(Path(out) / f"ember-{name}", name, embed or name == "openai", images)
        writer.root.mkdir(parents=True)
        for split, assets in splits.items():
            WRITERS[name](writer, split, *split_units(split, assets))
        writer.finish()
        folders.append(writer.root)
    return folders


if __name__ == "__main__":
    import sys

    for folder in write_samples(sys.argv[1], "--embed" in sys.argv):
        print(folder)
