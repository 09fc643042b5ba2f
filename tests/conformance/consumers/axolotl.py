"""Axolotl: prepare_datasets() with the folder's own axolotl.yaml, then its multimodal collator.

The working directory is the export folder, as the contract says. Only the order is pinned (Axolotl shuffles).
"""

import os

import expected
from tiny_processor import ANSWER_MARK, answer_of, question_of

NAME = "Axolotl"
ENVIRONMENT = "axolotl"
REQUIREMENTS = ("axolotl==0.19.0", "torchvision", "pillow")
FORMATS = ("axolotl",)
PRELOAD = ("axolotl.utils.data.sft", "axolotl.processing_strategies", "axolotl.utils.collators.mm_chat")
SETTINGS = {"AXOLOTL_DO_NOT_TRACK": "1"}


def configuration(export, split_files):
    """The folder's own YAML; a test split, which Axolotl has no place for, is read in the place of validation."""
    import yaml
    from axolotl.utils.dict import DictDefault

    stated = yaml.safe_load((export / "axolotl.yaml").read_text(encoding="utf-8"))
    if "test" in split_files:
        stated["test_datasets"] = [dict(stated["datasets"][0], path=split_files["test"], split="train")]
    ours = {
        "shuffle_merged_datasets": False,
        "dataset_prepared_path": None,
        "sequence_len": 1 << 20,
        "num_epochs": 1,
        "micro_batch_size": 1,
        "gradient_accumulation_steps": 1,
        "batch_size": 1,
        "seed": 1,
        "is_multimodal": True,
        "dataset_num_proc": 1,
        "dataset_processes": 1,
        "world_size": 1,
        "val_set_size": 0,
    }
    return DictDefault({**ours, **stated})


def collated(row, collator, processor):
    from transformers.image_utils import load_image

    batch = collator.torch_call([row])
    blocks = [
        b for m in collator.processing_strategy([row])[0]["messages"] for b in m["content"] if b["type"] == "image"
    ]
    images = [load_image(b.get("path") or b.get("base64")) for b in blocks]
    if len(batch["image_grid_thw"]) != len(images):
        raise ValueError(f"{len(images)} images given, {len(batch['image_grid_thw'])} laid out")
    ids, labels = batch["input_ids"][0].tolist(), batch["labels"][0].tolist()
    text = processor.tokenizer.decode(ids)
    prompt = text[: text.index(ANSWER_MARK) + len(ANSWER_MARK)]
    answer = answer_of(processor.tokenizer.decode([i for i, l in zip(ids, labels) if l != -100]))
    return expected.Row(
        question_of(prompt),
        answer,
        None,
        None,
        tuple(expected.pixels(i) for i in images),
    )


def load(export):
    os.chdir(export)
    from axolotl.processing_strategies import get_processing_strategy
    from axolotl.utils.collators.mm_chat import MultiModalChatDataCollator
    from axolotl.utils.data.sft import prepare_datasets

    import tiny_processor

    processor = tiny_processor.processor()
    strategy = get_processing_strategy(processor, tiny_processor.CHAT, "qwen2_vl")
    collator = MultiModalChatDataCollator(processor.tokenizer, strategy)
    files = {split: path for path, _, split in expected.row_files(export)}
    found = {}
    found["train"], found["validation"], _, _ = prepare_datasets(
        configuration(export, {}), processor.tokenizer, processor
    )
    if "test" in files:
        _, found["test"], _, _ = prepare_datasets(configuration(export, files), processor.tokenizer, processor)
    return {
        ("default", split): [collated(row, collator, processor) for row in found[split]]
        for split in files
        if found.get(split) is not None
    }
