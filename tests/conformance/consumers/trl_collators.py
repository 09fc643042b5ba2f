"""TRL: the vision collators of SFTTrainer, DPOTrainer and KTOTrainer, fed by datasets as a trainer would.

A row is what came out of the collator: the question and the answers decoded from its token ids, the answer only
where the loss falls, and as many images as it laid out for the model.
"""

import copy

import expected
from consumers.hf_datasets import ENVIRONMENT, REQUIREMENTS  # noqa: F401 (one environment for both)
from tiny_processor import answer_of, question_of

NAME = "trl"
FORMATS = ("trl", "dpo", "kto")
PRELOAD = ("datasets", "trl.trainer.sft_trainer", "trl.trainer.dpo_trainer", "trl.trainer.kto_trainer")


def collator(format_name, processor):
    from trl.trainer.dpo_trainer import DataCollatorForVisionPreference
    from trl.trainer.kto_trainer import DataCollatorForVisionUnpairedPreference
    from trl.trainer.sft_trainer import DataCollatorForVisionLanguageModeling

    if format_name == "trl":
        return DataCollatorForVisionLanguageModeling(processor, max_length=None, completion_only_loss=True)
    if format_name == "dpo":
        return DataCollatorForVisionPreference(processor)
    return DataCollatorForVisionUnpairedPreference(processor, calculate_kl=False)


def texts(batch, index, tokenizer):
    """The text before the loss and the text under it."""
    ids, seen = batch["input_ids"][index].tolist(), batch["attention_mask"][index].tolist()
    mask = (batch["labels"][index] >= 0).tolist() if "labels" in batch else batch["completion_mask"][index].tolist()
    before = tokenizer.decode([i for i, s, m in zip(ids, seen, mask) if s and not m])
    under = tokenizer.decode([i for i, s, m in zip(ids, seen, mask) if s and m])
    return before, answer_of(under)


def collate(row, collator, processor):
    batch = collator([copy.deepcopy(row)])
    sides = len(batch["input_ids"])
    laid_out = len(batch["image_grid_thw"])
    if laid_out != sides * len(row["images"]):
        raise ValueError(f"{row['id']}: {len(row['images'])} images given, {laid_out} laid out")
    prompt, answer = texts(batch, 0, processor.tokenizer)
    rejected = texts(batch, 1, processor.tokenizer)[1] if sides == 2 else None
    label = bool(batch["label"][0]) if "label" in batch else row.get("label")
    return expected.Row(
        question_of(prompt), answer, rejected, label, tuple(expected.pixels(i) for i in row["images"])
    )


def load(export):
    import datasets

    import tiny_processor

    processor = tiny_processor.processor()
    collate_with = collator(expected.manifest(export)["format"], processor)
    return {
        ("default", split): [collate(row, collate_with, processor) for row in rows]
        for split, rows in datasets.load_dataset(str(export)).items()
    }
