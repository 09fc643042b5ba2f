"""Hugging Face datasets: every folder must load by its card alone, with each config and split as written."""

import expected

NAME = "datasets"
ENVIRONMENT = "huggingface"
REQUIREMENTS = ("datasets==5.2.0", "pillow", "trl==1.16.0", "transformers", "torch", "torchvision")
FORMATS = ("trl", "dpo", "kto", "orpo", "llava", "qwen2vl", "ms-swift", "axolotl", "llama-factory", "sharegpt")
PRELOAD = ("datasets", "PIL.Image")


def without_nulls(value):
    """Arrow gives every block of a list the same keys and fills them with null; trainers strip those."""
    if isinstance(value, dict):
        return {k: without_nulls(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [without_nulls(v) for v in value]
    return value


def row_of(row, folder):
    if "file_names" not in row and row.get("images") and not isinstance(row["images"][0], str):
        images, row = row["images"], dict(row, file_names=[])
        question, answer, rejected, label, _ = expected.from_file_names(row)
        return expected.Row(question, answer, rejected, label, tuple(expected.pixels(i) for i in images))
    question, answer, rejected, label, references = expected.neutral(without_nulls(row))
    return expected.Row(question, answer, rejected, label, tuple(pixels_at(r, folder) for r in references))


def pixels_at(reference, folder):
    import io

    from PIL import Image

    return expected.pixels(Image.open(io.BytesIO(expected.image_bytes(reference, folder))))


def load(export):
    import datasets

    groups = {}
    for config in datasets.get_dataset_config_names(str(export)):
        for split, rows in datasets.load_dataset(str(export), config).items():
            groups[config, split] = [row_of(row, export) for row in rows]
    return groups
