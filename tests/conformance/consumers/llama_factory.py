"""LLaMA-Factory: get_dataset() by the folder's own dataset_info.json, through its converter and its sft and rm
processors.

A row is decoded from the token ids that would reach the model; the images are opened by its multimodal plugin.
"""

import json
import tempfile

import expected
from tiny_processor import answer_of, question_of

NAME = "LLaMA-Factory"
ENVIRONMENT = "llama-factory"
REQUIREMENTS = ("llamafactory==0.9.5", "torch", "torchvision", "pillow")
FORMATS = ("llama-factory", "sharegpt")
PRELOAD = ("llamafactory.data", "llamafactory.hparams.parser")
SETTINGS = {"DISABLE_VERSION_CHECK": "1"}


def arguments(export, name, stage, output):
    from llamafactory.hparams.parser import _parse_train_args

    return _parse_train_args(
        {
            "model_name_or_path": str(export),
            "stage": stage,
            "do_train": True,
            "finetuning_type": "lora",
            "dataset": name,
            "dataset_dir": str(export),
            "template": "qwen2_vl",
            "cutoff_len": 1 << 20,
            "output_dir": output,
            "report_to": "none",
            "preprocessing_num_workers": 1,
            "image_max_pixels": 1 << 30,
            "image_min_pixels": 1,
            "overwrite_cache": True,
            "use_cpu": True,
        }
    )


def text(tokenizer, ids):
    return tokenizer.decode(ids, skip_special_tokens=False)


def split_ids(ids, labels):
    first = next((i for i, l in enumerate(labels) if l != -100), len(ids))
    return ids[:first], [i for i, l in zip(ids, labels) if l != -100]


def row_of(row, tokenizer, plugin):
    pair = "chosen_input_ids" in row
    prefix = "chosen_" if pair else ""
    before, under = split_ids(row[prefix + "input_ids"], row[prefix + "labels"])
    rejected = answer(tokenizer, split_ids(row["rejected_input_ids"], row["rejected_labels"])[1]) if pair else None
    opened = plugin._regularize_images(row["images"], image_max_pixels=1 << 30, image_min_pixels=1)["images"]
    return expected.Row(
        question_of(text(tokenizer, before), between="\n"),
        answer(tokenizer, under),
        rejected,
        None,
        tuple(expected.pixels(i) for i in opened),
    )


def answer(tokenizer, ids):
    return answer_of(text(tokenizer, ids))


def load_one(export, name, entry):
    from llamafactory.data import get_dataset, get_template_and_fix_tokenizer

    import tiny_processor

    stage = "rm" if entry.get("ranking") else "sft"
    processor = tiny_processor.processor()
    tokenizer = processor.tokenizer
    with tempfile.TemporaryDirectory() as output:
        model_args, data_args, training_args, _, _ = arguments(export, name, stage, output)
        template = get_template_and_fix_tokenizer(tokenizer, data_args)
        rows = get_dataset(
            template, model_args, data_args, training_args, stage=stage, tokenizer=tokenizer, processor=processor
        )
    return [row_of(row, tokenizer, template.mm_plugin) for row in rows["train_dataset"]]


def load(export):
    info = json.loads((export / "dataset_info.json").read_text(encoding="utf-8"))
    groups = {(config, split): path for path, config, split in expected.row_files(export)}
    return {
        group: load_one(export, *next((n, e) for n, e in info.items() if e["file_name"] == path))
        for group, path in groups.items()
    }
