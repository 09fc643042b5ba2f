"""The official Qwen-VL finetune code, which is on no package index.

With QWEN_FINETUNE=…/qwen-vl-finetune (a checkout) its own data_list(), read_jsonl() and _build_messages() are
used. Without, the same steps are taken here as its documentation and source describe them: one JSON object per
line, images resolved against data_path, tags consumed in human turns only and counted. Either way the real
processor class of transformers opens the images and lays out the tokens.
"""

import importlib.util
import json
import os
import re
import sys
from pathlib import Path

import expected
from consumers.hf_datasets import ENVIRONMENT, REQUIREMENTS  # noqa: F401 (one environment for both)
from tiny_processor import ANSWER_MARK, answer_of, question_of

NAME = "Qwen finetune"
FORMATS = ("qwen2vl",)
PRELOAD = ("transformers", "torch")


class Described:
    """The reader's steps restated."""

    def __init__(self):
        self.known = {}

    def data_list(self, names):
        return [self.known[name] for name in names]

    @staticmethod
    def read_jsonl(path):
        with open(path, encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    @staticmethod
    def build_messages(item, base):
        images = item.get("image") or []
        waiting = [str((base / i).resolve()) for i in ([images] if isinstance(images, str) else images)]
        messages = []
        for turn in item["conversations"]:
            if turn["from"] != "human":
                messages.append({"role": "assistant", "content": [{"type": "text", "text": turn["value"]}]})
                continue
            content = []
            for piece in re.split("(<image>|<video>)", turn["value"]):
                if piece in ("<image>", "<video>"):
                    if piece == "<video>" or not waiting:
                        raise ValueError(f"more {piece} tags than files")
                    content.append({"type": "image", "image": waiting.pop(0)})
                elif piece.strip():
                    content.append({"type": "text", "text": piece.strip()})
            messages.append({"role": "user", "content": content})
        if waiting:
            raise ValueError(f"{len(waiting)} images without a tag")
        return messages


class Checkout:
    """The reader itself."""

    def __init__(self, folder):
        sys.path.insert(0, folder)
        from qwenvl import data
        from qwenvl.data import data_processor

        self.known, self.data_list = data.data_dict, data.data_list
        self.read_jsonl, self.build_messages = data_processor.read_jsonl, data_processor._build_messages


def registered(export):
    """The datasets that the folder's own registration file states, taken in as its comment says."""
    spec = importlib.util.spec_from_file_location("limner_qwen", export / "limner_qwen.py")
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(module)
    return module.datasets


def row_of(item, base, reader, processor):
    from PIL import Image

    messages = reader.build_messages(item, base)
    encoded = processor.apply_chat_template(messages, tokenize=True, return_dict=True, return_tensors="pt")
    images = [b["image"] for m in messages for b in m["content"] if b["type"] == "image"]
    laid_out = len(encoded["image_grid_thw"]) if "image_grid_thw" in encoded else 0
    if laid_out != len(images):
        raise ValueError(f"{len(images)} images given, {laid_out} laid out")
    text = processor.tokenizer.decode(encoded["input_ids"][0])
    prompt, _, rest = text.partition(ANSWER_MARK)
    return expected.Row(
        question_of(prompt + ANSWER_MARK),
        answer_of(rest),
        None,
        None,
        tuple(expected.pixels(Image.open(i)) for i in images),
    )


def load(export):
    import tiny_processor

    reader = Checkout(os.environ["QWEN_FINETUNE"]) if os.environ.get("QWEN_FINETUNE") else Described()
    processor = tiny_processor.processor()
    found = registered(export)
    reader.known.update(found)
    groups = {}
    for path, config, split in expected.row_files(export):
        name = next(n for n, d in found.items() if Path(d["annotation_path"]).name == path)
        (entry,) = reader.data_list([name])
        rows = reader.read_jsonl(entry["annotation_path"])
        groups[config, split] = [row_of(row, Path(entry["data_path"]), reader, processor) for row in rows]
    return groups
