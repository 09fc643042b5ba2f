#!/usr/bin/env python3
"""Lets trainers' own parsers read what `limner lora config` writes, and compares what they make of it with `limner lora check`.

usage: lora_config.py [--limner PATH] [--sd-scripts DIR] [--onetrainer DIR]

The folders are copies of kohya-ss/sd-scripts and Nerogar/OneTrainer; without one its part is left out. Their modules are imported
without what needs a model or a GPU; for sd-scripts numpy, pillow, imagesize, toml, voluptuous, tqdm and packaging must be
installed. Each trainer has a process of its own, since both call their modules the same.
"""

import argparse
import json
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

import lora_loader

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "cli"))
import lora_fixture  # noqa: E402

P = "model.diffusion_model."
BASES = {
    "sd15": {P + "input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight": [320, 768], "cond_stage_model.x": [1]},
    "xl": {"conditioner.embedders.1.model.transformer.resblocks.9.mlp.c_proj.bias": [1280]},
    "flux": {"double_blocks.0.img_attn.norm.key_norm.scale": [128]},
}
PARSERS = ("library/train_util.py", "library/config_util.py", "library/custom_train_functions.py", "library/sai_model_spec.py",
           "library/deepspeed_utils.py", "library/sdxl_train_util.py", "library/flux_train_utils.py", "library/sd3_train_utils.py",
           "train_network.py", "sdxl_train_network.py", "flux_train_network.py", "sd3_train_network.py")


def safetensors(tensors):
    header = json.dumps({name: {"dtype": "F16", "shape": shape, "data_offsets": [0, 0]} for name, shape in tensors.items()}).encode()
    return struct.pack("<Q", len(header)) + header


class Set:
    """A training set of seven crops and twelve regularization images, and what limner says of it."""

    def __init__(self, program, scratch):
        self.program, self.environment = program, {**os.environ, "LIMNER_REVIEWER": "human:tester"}
        subprocess.run([program, "init", "shoals"], cwd=scratch, check=True, capture_output=True)
        self.game = scratch / "games" / "shoals"
        lora_fixture.write(self.game, size=512)
        plan = self.game / "dataset" / "ada" / "plan.yaml"
        plan.write_text(lora_fixture.plan(512, clean="clean").replace("[10, 20], reg: [100, 200]", "[5, 11], reg: [10, 20]"))
        for words in (("crop", "--yes"), ("caption",), ("reg", "--count", "12")):
            self.lora(*words)
        for name, tensors in BASES.items():
            (scratch / f"{name}.safetensors").write_bytes(safetensors(tensors))
        self.bases = scratch
        self.check = json.loads(self.lora("check", "--json"))

    def lora(self, *words):
        return subprocess.run([self.program, "lora", *map(str, words)], cwd=self.game, env=self.environment, check=words[0] not in ("check", "config"),
                              capture_output=True, text=True).stdout

    def config(self, trainer, base, out):
        done = json.loads(self.lora("config", "ada", "--trainer", trainer, "--base-model", self.bases / f"{base}.safetensors", "--device", "cuda",
                                    "--out", out, "--json"))
        return {pathlib.Path(file["path"]).name: file["text"] for file in done["files"]}


def read_by_kohya(made, folder, out):
    config_util = lora_loader.load_real(folder)
    import toml
    known = set()
    for name in PARSERS:
        if (folder / name).exists():
            known |= set(re.findall(r"[\"']--([a-z0-9_]+)[\"']", (folder / name).read_text(encoding="utf-8")))
    for base in BASES:
        files = made.config("kohya", base, out)
        unknown = sorted(set(toml.loads(files["training.toml"])) - known)
        assert not unknown, f"{base}: sd-scripts has no {unknown}"
    args = argparse.Namespace(caption_extension=".caption", resolution=None, train_batch_size=1, enable_bucket=False, debug_dataset=False,
                              prior_loss_weight=1.0, max_token_length=None)
    sanitizer = config_util.ConfigSanitizer(True, True, False, True)
    blueprint = config_util.BlueprintGenerator(sanitizer).generate(toml.loads(files["dataset.toml"]), args)
    group = config_util.generate_dataset_group_by_blueprint(blueprint.dataset_group)
    group = group[0] if isinstance(group, tuple) else group
    steps = sum(len(dataset) for dataset in group.datasets)
    assert steps == made.check["steps"]["steps_per_epoch"], (steps, made.check["steps"])
    return f"sd-scripts reads {sum(len(d.image_data) for d in group.datasets)} images, {steps} steps an epoch, as limner says"


def read_by_onetrainer(made, folder, out):
    lora_loader.AbsentFinder.ROOTS |= {"mgds", "prodigyopt", "lion_pytorch", "dadaptation", "tensorboard", "onnxruntime", "scalene", "customtkinter",
                                     "pooch", "schedulefree", "adv_optm", "gguf"}
    sys.meta_path.insert(0, lora_loader.AbsentFinder())
    sys.path.insert(0, str(folder))
    import torch
    torch.__version__ = "2.4.0"
    from modules.util.config.TrainConfig import TrainConfig
    for base in BASES:
        said = json.loads(made.config("onetrainer", base, out)["config.json"])
        read = TrainConfig.default_values().from_dict(said)
        for key in said:
            assert key == "__version" or hasattr(read, key), f"OneTrainer has no {key}"
        assert (read.lora_rank, read.epochs, read.batch_size) == (said["lora_rank"], said["epochs"], said["batch_size"])
        assert [str(concept.path) for concept in read.concepts] == [concept["path"] for concept in said["concepts"]]
        assert not any(concept.image.enable_random_flip or concept.image.enable_crop_jitter for concept in read.concepts)
    return f"OneTrainer reads {len(BASES)} configs, of {len(read.concepts)} concepts each, none mirrored"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--limner", default=os.environ.get("LIMNER", ROOT / "build" / "limner"), type=pathlib.Path)
    parser.add_argument("--sd-scripts", type=pathlib.Path)
    parser.add_argument("--onetrainer", type=pathlib.Path)
    options = parser.parse_args()
    if options.sd_scripts and options.onetrainer:
        return max(subprocess.run([sys.executable, __file__, "--limner", options.limner, word, folder]).returncode
                   for word, folder in (("--sd-scripts", options.sd_scripts), ("--onetrainer", options.onetrainer)))
    with tempfile.TemporaryDirectory(prefix="limner-config-") as scratch:
        made = Set(str(options.limner.resolve()), pathlib.Path(scratch))
        if options.sd_scripts:
            print(read_by_kohya(made, options.sd_scripts.resolve(), made.bases / "out"))
        if options.onetrainer:
            print(read_by_onetrainer(made, options.onetrainer.resolve(), made.bases / "out"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
