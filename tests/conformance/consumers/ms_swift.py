"""ms-swift: load_dataset() by the folder's own registry, then the Qwen2-VL template in train or rlhf mode.

Loaded with strict=False, as a trainer does by default: a bad row is then deleted silently, which the row count
shows. The working directory is elsewhere; images resolve by ROOT_IMAGE_DIR.
"""

import json
import os
import tempfile

import expected
from tiny_processor import answer_of, question_of

NAME = "ms-swift"
ENVIRONMENT = "ms-swift"
REQUIREMENTS = ("ms-swift==4.6.0", "qwen-vl-utils==0.0.14", "torch", "torchvision", "pillow")
FORMATS = ("ms-swift", "orpo", "sharegpt")
PRELOAD = ("swift.dataset", "swift.model", "swift.template", "qwen_vl_utils")


def small_model(folder):
    """A folder that ms-swift takes for a Qwen2-VL model: processor and configuration, no weights."""
    from transformers import Qwen2VLConfig

    import tiny_processor

    processor = tiny_processor.processor()
    processor.save_pretrained(folder)
    config = Qwen2VLConfig(image_token_id=processor.tokenizer.convert_tokens_to_ids(tiny_processor.IMAGE))
    config.save_pretrained(folder)


def template(folder, mode):
    from swift.model import get_model_processor
    from swift.template import get_template

    _, processor = get_model_processor(folder, load_model=False, model_type="qwen2_vl", download_model=False)
    made = get_template(processor, template_type="qwen2_vl", max_length=1 << 20)
    made.set_mode(mode)
    made.image_token_id = processor.tokenizer.convert_tokens_to_ids("<|image_pad|>")
    return made


def under_loss(encoded, prefix, tokenizer):
    ids, labels = encoded[prefix + "input_ids"], encoded[prefix + "labels"]
    first = next(i for i, l in enumerate(labels) if l != -100)
    answer = tokenizer.decode([i for i, l in zip(ids, labels) if l != -100])
    return tokenizer.decode(ids[:first]), answer_of(answer)


def row_of(row, made):
    from swift.template import load_image

    row = {k: v for k, v in row.items() if v is not None}
    pair = "rejected_response" in row
    prefix = "chosen_" if pair else ""
    encoded = made.encode(row)
    prompt, answer = under_loss(encoded, prefix, made.tokenizer)
    rejected = under_loss(encoded, "rejected_", made.tokenizer)[1] if pair else None
    if len(encoded[prefix + "image_grid_thw"]) != len(row["images"]):
        raise ValueError(f"{len(row['images'])} images given, {len(encoded[prefix + 'image_grid_thw'])} laid out")
    return expected.Row(
        question_of(prompt, between="\n"),
        answer,
        rejected,
        None,
        tuple(expected.pixels(load_image(i["bytes"] or i["path"])) for i in row["images"]),
    )


def names(export):
    """The registered name of each row file; a folder without a registry is read by path."""
    registry = export / "swift_datasets.json"
    if not registry.exists():
        return {path: str(export / path) for path, _, _ in expected.row_files(export)}
    from swift.dataset import register_dataset_info

    register_dataset_info(str(registry))
    return {
        entry["dataset_path"]: entry["dataset_name"] for entry in json.loads(registry.read_text(encoding="utf-8"))
    }


def load(export):
    os.environ["ROOT_IMAGE_DIR"] = str(export)
    from swift.dataset import load_dataset

    known, groups = names(export), {}
    with tempfile.TemporaryDirectory() as folder:
        small_model(folder)
        for path, config, split in expected.row_files(export):
            rows, _ = load_dataset(known[path], shuffle=False, strict=False, load_from_cache_file=False)
            made = template(folder, "rlhf" if "rejected_response" in rows.column_names else "train")
            groups[config, split] = [row_of(row, made) for row in rows]
    return groups
