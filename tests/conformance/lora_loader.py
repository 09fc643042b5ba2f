#!/usr/bin/env python3
"""Lets `limner lora check` and kohya's own loader read the same random folders, and compares what they make of them.

usage: lora_loader.py [--limner PATH] [--sd-scripts DIR] [--rounds N] [--seed N]

--sd-scripts names a copy of kohya-ss/sd-scripts (or $LIMNER_SD_SCRIPTS). Its loader is imported without what needs a model
or a GPU; numpy, pillow, imagesize, toml, voluptuous, tqdm and packaging must be installed. Without it the comparison is
with rules written down here anew, which need nothing.
"""

import argparse
import importlib.abc
import importlib.machinery
import json
import logging
import math
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import types

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "cli"))
from fixtures import png  # noqa: E402

PLAN = """trigger: ada
class: woman
size: 64
sources: []
steps: {{ aim: [1, 1000000], epochs: 1, batch: {batch} }}
"""
FOLDERS = ("10_ada", "1_x", "3_two part_name", "ada", "0_x", "-2_x", "3x_y", " 4 _z", "2", "+2_q", "02_w", "_5_v", "1_000_u", "\u0663_t")
IMAGES = ("a.png", "b.PNG", "c.Png", "d.jpg", "e.jpeg", "f.gif", ".g.png", "h_1_2_3_4.png", "i.webp", "j.bmp", "k_l.png", "a.jpg", "m.x.png",
          "n [1].png", "\u00fc.png")
CAPTIONS = (b"ada, one\n", b"ada, two", b"  ada , three  \r\nmore\n", b"\nada", b"\n", b"\xef\xbb\xbfada", b"\xc2\xa0ada\x0b\n", b"ada\rtwo",
            b"ada\x0btwo\n", "\u3000gr\u00fc\u00df".encode(), b"ada\xe2\x80\xa8two")
STOPS = (b"", b"ada\n\xff")


PICTURE = png(64, 64, (0, 0, 0))


def fill(chance, folder, stops):
    """Random folders of images and captions below @folder."""
    for name in chance.sample(FOLDERS, chance.randint(0, 4)):
        below = folder / name
        below.mkdir(parents=True)
        for image in chance.sample(IMAGES, chance.randint(0, 7)):
            (below / image).write_bytes(PICTURE)
            if chance.random() < 0.6:
                stem = os.path.splitext(image)[0]
                (below / (stem + chance.choice((".txt", ".txt", ".txt", ".caption")))).write_bytes(
                    chance.choice(STOPS) if stops and chance.random() < 0.1 else chance.choice(CAPTIONS))
        if chance.random() < 0.2:
            (below / "deep").mkdir()
            (below / "deep" / "z.png").write_bytes(PICTURE)
        if chance.random() < 0.2:
            (below / "h.txt").write_bytes(b"of h\n")
    if folder.is_dir() and chance.random() < 0.3:
        (folder / "loose.png").write_bytes(PICTURE)
    if folder.is_dir() and chance.random() < 0.3:
        (folder / "10.txt").write_bytes(b"astray\n")


# -- What limner says --

def ask_limner(program, game):
    done = subprocess.run([program, "lora", "check", "ada", "--json"], cwd=game, capture_output=True, text=True, timeout=120)
    if not done.stdout:
        raise SystemExit(f"limner: {done.stderr}")
    report = json.loads(done.stdout)
    if any(f["field"] == "stops the trainer" for f in report["findings"]):
        return "stops"
    images = {os.path.relpath(i["file"], "dataset/ada"): (i["repeats"], i["caption"]) for i in report["images"] if i["repeats"]}
    return images, report["steps"]["steps_per_epoch"]


# -- The rules, written down anew --

class Stop(Exception):
    pass


ENDINGS = {e for low in (".png", ".jpg", ".jpeg", ".webp", ".bmp") for e in (low, low.upper())}


def caption_of(path):
    base = os.path.splitext(path)[0]
    parts = base.split("_")
    for candidate in (base + ".txt", ("_".join(parts[:-4]) if len(parts) >= 5 else base) + ".txt"):
        if os.path.isfile(candidate):
            try:
                lines = pathlib.Path(candidate).read_bytes().decode("utf-8").replace("\r\n", "\n").replace("\r", "\n").split("\n")
            except UnicodeDecodeError:
                raise Stop from None
            if lines == [""]:
                raise Stop
            return lines[0].strip()
    return None


def folder_images(folder):
    for below in sorted(folder.iterdir()) if folder.is_dir() else ():
        number, _, words = below.name.partition("_")
        try:
            repeats = int(number)
        except ValueError:
            continue
        if below.is_dir() and repeats >= 1:
            for image in sorted(str(p) for p in below.iterdir() if p.name[0] != "." and os.path.splitext(p.name)[1] in ENDINGS):
                own = caption_of(image)
                yield [image, repeats, words if own is None else own]


def ask_rules(base, batch):
    try:
        train, reg = list(folder_images(base / "train")), list(folder_images(base / "reg"))
    except Stop:
        return "stops"
    aim, used, n = sum(image[1] for image in train), [], 0
    for image in reg:
        if n < aim:
            used.append(image)
            n += image[1]
    at = 0
    while used and n < aim:
        used[at % len(used)][1] += 1
        n, at = n + 1, at + 1
    images = {os.path.relpath(path, base): (repeats, caption) for path, repeats, caption in train + used}
    return images, math.ceil(sum(i[0] for i in images.values()) / batch)


# -- The real loader, without what needs a model --

class Meta(type):
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Meta(name, (Absent,), {"__module__": "absent"})

    def __call__(cls, *args, **kwargs):
        return args[0] if cls.__module__ == "absent" and len(args) == 1 and callable(args[0]) else super().__call__()\
            if cls.__module__ == "absent" else super().__call__(*args, **kwargs)


class Absent(metaclass=Meta):
    __module__ = "absent"

    def __init__(self, datasets=(), *args, **kwargs):
        self.datasets = list(datasets) if isinstance(datasets, (list, tuple)) else []

    def __call__(self, *args, **kwargs):
        return args[0] if len(args) == 1 and callable(args[0]) else Absent()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent()


class AbsentModule(types.ModuleType):
    __path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Meta(name, (Absent,), {"__module__": "absent"})


class AbsentFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    ROOTS = {"torch", "torchvision", "accelerate", "transformers", "diffusers", "huggingface_hub", "safetensors", "cv2", "einops", "bitsandbytes",
             "pillow_avif", "jxlpy", "pillow_jxl", "intel_extension_for_pytorch", "rich", "deepspeed", "open_clip"}

    def find_spec(self, name, path=None, target=None):
        if name in ("pillow_avif", "jxlpy", "pillow_jxl"):
            raise ImportError(name)  # plugins that would add endings
        return importlib.machinery.ModuleSpec(name, self, is_package=True) if name.split(".")[0] in self.ROOTS else None

    def create_module(self, spec):
        return AbsentModule(spec.name)

    def exec_module(self, module):
        pass


def load_real(folder):
    sys.meta_path.insert(0, AbsentFinder())
    sys.path.insert(0, str(folder))
    # Modules of its own that only hold models.
    for name in ("custom_train_functions", "sd3_utils", "original_unet", "lpw_stable_diffusion", "sdxl_lpw_stable_diffusion", "model_util",
                 "huggingface_util", "sai_model_spec", "deepspeed_utils", "device_utils"):
        sys.modules["library." + name] = AbsentModule("library." + name)
    import library  # noqa: F401
    import library.config_util as config_util
    logging.disable(logging.CRITICAL)
    return config_util


def ask_real(config_util, base, batch):
    listed = pathlib.Path.iterdir
    pathlib.Path.iterdir = lambda self: iter(sorted(listed(self)))
    args = argparse.Namespace(caption_extension=".txt", resolution=(64, 64), train_batch_size=batch, enable_bucket=False, debug_dataset=False,
                              prior_loss_weight=1.0, max_token_length=None)
    try:
        subsets = config_util.generate_dreambooth_subsets_config_by_subdirs(str(base / "train"), str(base / "reg"))
        if not subsets:
            return {}, 0
        config = {"datasets": [{"subsets": subsets}]}
        blueprint = config_util.BlueprintGenerator(config_util.ConfigSanitizer(True, False, False, True)).generate(config, args)
        group = config_util.generate_dataset_group_by_blueprint(blueprint.dataset_group)
        group = group[0] if isinstance(group, tuple) else group
    except (UnicodeDecodeError, AssertionError):
        return "stops"
    finally:
        pathlib.Path.iterdir = listed
    images, steps = {}, 0
    for dataset in group.datasets:
        steps += len(dataset)
        for info in dataset.image_data.values():
            images[os.path.relpath(info.absolute_path, base)] = (info.num_repeats, info.caption)
    return images, steps


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--limner", default=os.environ.get("LIMNER", ROOT / "build" / "limner"), type=pathlib.Path)
    parser.add_argument("--sd-scripts", default=os.environ.get("LIMNER_SD_SCRIPTS"), type=pathlib.Path)
    parser.add_argument("--rounds", default=100, type=int)
    parser.add_argument("--seed", default=1, type=int)
    options = parser.parse_args()
    config_util = load_real(options.sd_scripts.resolve()) if options.sd_scripts else None
    program, differing, stopped = str(options.limner.resolve()), 0, 0
    with tempfile.TemporaryDirectory(prefix="limner-loader-") as scratch:
        subprocess.run([program, "init", "games"], cwd=scratch, check=True, capture_output=True)
        game = next(p.parent for p in pathlib.Path(scratch).rglob("limner.yaml"))
        base = game / "dataset" / "ada"
        for seed in range(options.seed, options.seed + options.rounds):
            chance = random.Random(seed)
            shutil.rmtree(base, ignore_errors=True)
            base.mkdir(parents=True)
            batch = chance.choice((1, 1, 2, 3, 8))
            (base / "plan.yaml").write_text(PLAN.format(batch=batch))
            stops = chance.random() < 0.3
            fill(chance, base / "train", stops)
            fill(chance, base / "reg", stops)
            said, others = ask_limner(program, game), {"rules": ask_rules(base, batch)}
            if config_util is not None:
                others["sd-scripts"] = ask_real(config_util, base, batch)
            stopped += said == "stops"
            for name, other in others.items():
                if said != other:
                    differing += 1
                    print(f"not ok: seed {seed}: limner says {said}\n  {name} {other}")
    names = "the rules" + (" and sd-scripts" if config_util else "")
    print(f"{options.rounds} random sets, {stopped} of which stop the trainer: limner and {names} differ {differing} times")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
