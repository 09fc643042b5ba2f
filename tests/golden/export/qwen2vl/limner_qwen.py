# In qwenvl/data/__init__.py, after data_dict:
#   import sys; sys.path.insert(0, "FOLDER OF THIS FILE")
#   from limner_qwen import datasets; data_dict.update(datasets)
# then --dataset_use ember_ash_2_train
from pathlib import Path

_here = Path(__file__).resolve().parent
datasets = {
    "ember_ash_2_train": {"annotation_path": str(_here / "train.jsonl"), "data_path": str(_here)},
    "ember_ash_2_validation": {"annotation_path": str(_here / "validation.jsonl"), "data_path": str(_here)},
}
