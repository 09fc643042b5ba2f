"""What trainers are told: golden files for each, what is wrong with a base model or a trainer's folder; and packs for others."""
import hashlib
import io
import json
import os
import pathlib
import struct
import tarfile
import tomllib
import zlib

from harness import SOURCE, main
from lora_set import SetCase

GOLDEN = SOURCE / "tests" / "golden" / "lora"
P = "model.diffusion_model."
MODELS = {
    "sd15": {P + "input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight": [320, 768], "cond_stage_model.x": [1]},
    "sd21": {P + "input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight": [320, 1024], "cond_stage_model.x": [1]},
    "xl": {"conditioner.embedders.1.model.transformer.resblocks.9.mlp.c_proj.bias": [1280]},
    "flux": {"double_blocks.0.img_attn.norm.key_norm.scale": [128]},
    "lora": {"lora_te2_x.lora_down.weight": [4, 1280]},
    "other": {"bert.x": [1]},
    "inpaint": {P + "input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight": [320, 768], P + "input_blocks.0.0.weight": [320, 9, 3, 3],
                "cond_stage_model.x": [1]},
}


def safetensors(tensors):
    header = json.dumps({name: {"dtype": "F16", "shape": shape, "data_offsets": [0, 0]} for name, shape in tensors.items()}).encode()
    return struct.pack("<Q", len(header)) + header


def with_parameters(png, text):
    """The PNG with a text that A1111 and its kin write."""
    data = b"parameters\0" + text.encode("latin-1")
    chunk = struct.pack(">I", len(data)) + b"tEXt" + data + struct.pack(">I", zlib.crc32(b"tEXt" + data))
    return png[:33] + chunk + png[33:]


class Config(SetCase):
    def setUp(self):
        super().setUp()
        self.models = self.folder / "models"
        self.models.mkdir()
        for name, tensors in MODELS.items():
            (self.models / f"{name}.safetensors").write_bytes(safetensors(tensors))

    def config(self, *words, status=0, device="cuda", base="sd15"):
        words = [*words] + (["--base-model", self.models / f"{base}.safetensors"] if base else [])
        return self.limner("lora", "config", "ada", "--device", device, *words, cwd=self.game, status=status)

    def report(self, *words, **more):
        return self.config("--json", *words, **more).json

    def found(self, *words, **more):
        """Errors and warnings, but that a picture of 64 pixels is small."""
        return [f"{f['severity']} {f['field']}: {f['found']} → {f['fix']}" for f in self.report(*words, **more)["findings"]
                if f["severity"] != "info" and f["field"] != "size"]

    # -- Files --

    def test_each_trainer_is_told_as_it_was_before(self):
        self.limner("lora", "pack", "ada", cwd=self.game)
        for trainer, base in (("kohya", "sd15"), ("kohya", "xl"), ("kohya", "sd21"), ("ai-toolkit", "xl"), ("onetrainer", "sd15"),
                              ("diffusers", None)):
            with self.subTest(trainer, base=base):
                more = ("--base-model", "example/sd", "--model", "sd1") if base is None else ()
                report = self.report("--trainer", trainer, *more, base=base)
                for file in report["files"]:
                    name = pathlib.Path(file["path"]).name
                    text = file["text"].replace(str(self.game.resolve()), "@PROJECT@").replace(str(self.models.resolve()), "@MODELS@")
                    golden = GOLDEN / f"{trainer}-{base or 'sd'}-{name}"
                    if os.environ.get("LIMNER_UPDATE_GOLDEN"):
                        golden.parent.mkdir(parents=True, exist_ok=True)
                        golden.write_text(text, encoding="utf-8")
                    self.assertEqual(text, golden.read_text(encoding="utf-8"))
                    self.assertEqual(pathlib.Path(file["path"]).read_text(encoding="utf-8"), file["text"])

    def test_no_trainer_ever_mirrors_at_random_and_buckets_are_said_outright(self):
        kohya = {pathlib.Path(f["path"]).name: tomllib.loads(f["text"]) for f in self.report()["files"]}
        general = kohya["dataset.toml"]["general"]
        self.assertEqual((general["flip_aug"], general["enable_bucket"], general["caption_extension"]), (False, False, ".txt"))
        self.assertEqual([s.get("is_reg", False) for s in kohya["dataset.toml"]["datasets"][0]["subsets"]], [False, True])
        training = kohya["training.toml"]
        self.assertEqual((training["save_every_n_steps"], training["network_dim"], training["learning_rate"]), (200, 32, 0.0001))
        self.assertEqual(training["dataset_config"], str((self.set / "config" / "kohya" / "dataset.toml").resolve()))
        one = json.loads(self.report("--trainer", "onetrainer")["files"][0]["text"])
        self.assertTrue(all(not concept["image"]["enable_random_flip"] for concept in one["concepts"]))
        self.assertIs(one["aspect_ratio_bucketing"], False)
        # Without these it takes the file for its very first format, and stops.
        self.assertEqual((one["__version"], {concept["__version"] for concept in one["concepts"]}), (10, {2}))
        self.assertEqual(self.report("--trainer", "ai-toolkit")["files"][0]["text"].count("flip_x: false"), 2)

    def test_out_says_where_and_a_dry_run_writes_nothing(self):
        before = self.tree(self.game)
        self.config("--dry-run")
        self.assertIn("enable_bucket = false", self.config("--out", "-").out)
        self.assertEqual(self.tree(self.game), before)
        self.config("--out", self.folder / "elsewhere")
        self.assertEqual(sorted(p.name for p in (self.folder / "elsewhere").iterdir()), ["dataset.toml", "training.toml"])

    def test_output_goes_where_the_plan_says(self):
        self.edit("steps:", "training: { output: /comfy/models/loras, save_steps: 100, rank: 8 }\nsteps:")
        training = tomllib.loads(self.report()["files"][1]["text"])
        self.assertEqual((training["output_dir"], training["save_every_n_steps"], training["network_dim"]), ("/comfy/models/loras", 100, 8))

    def test_names_with_quotes_stay_names(self):
        odd = self.folder / "it's \"odd\" \\ folder"
        odd.mkdir()
        (odd / "m.safetensors").write_bytes(safetensors(MODELS["sd15"]))
        report = self.report("--base-model", odd / "m.safetensors", "--out", odd, base=None)
        self.assertEqual(tomllib.loads(report["files"][1]["text"])["pretrained_model_name_or_path"], str(odd / "m.safetensors"))
        self.assertIn("'\\''", report["command"])

    # -- The base model --

    def test_the_kind_of_model_is_read_from_its_tensors(self):
        for base, kind in (("sd15", "sd1"), ("sd21", "sd2"), ("xl", "sdxl")):
            self.assertEqual(self.report(base=base)["model"], kind)
        self.assertIn("sdxl_train_network.py", self.report(base="xl")["command"])

    def test_what_is_no_base_is_refused_with_the_reason(self):
        for base, words in (("lora", "is a LoRA"), ("other", "say so: --model"), ("nothing", "there is no such file")):
            with self.subTest(base):
                self.assertIn(words, self.config(base=base, status=3).err)
        self.assertIn("training: { base: FILE }", self.config(base=None, status=3).err)
        self.assertIn("for inpainting", self.found(base="inpaint", status=3)[0])
        self.assertIn("by its tensors", self.config("--model", "sdxl", status=3).err)
        self.assertFalse((self.set / "config" / "kohya" / "x").exists())

    def test_headers_that_lie_are_refused(self):
        good = safetensors(MODELS["sd15"])
        for holds, data in (("empty", b""), ("short", b"\1\2\3"), ("huge", b"\xff" * 8 + b"{}"), ("cut", good[:40]), ("html", b"<html>" * 9),
                            ("text", struct.pack("<Q", 5) + b"hello"), ("deep", struct.pack("<Q", 600) + b"[" * 600)):
            with self.subTest(holds):
                (self.models / "bad.safetensors").write_bytes(data)
                self.assertIn("bad.safetensors", self.config(base="bad", status=3).err)

    def test_flux_without_its_companions_is_told_and_with_them_they_are_named(self):
        found = self.found(base="flux", status=3)
        self.assertEqual(sum("it was not found" in line for line in found), 3, found)
        for name in ("clip_l", "t5xxl_fp16", "ae"):
            (self.models / f"{name}.safetensors").write_bytes(b"")
        training = tomllib.loads(self.report(base="flux")["files"][1]["text"])
        self.assertEqual(pathlib.Path(training["t5xxl"]).name, "t5xxl_fp16.safetensors")
        self.assertEqual(training["network_module"], "networks.lora_flux")

    # -- Preflight --

    def test_a_submodule_that_was_not_fetched_is_found_and_its_cure_told(self):
        tool = self.folder / "kohya_ss"
        (tool / "sd-scripts").mkdir(parents=True)
        self.assertRegex(self.found("--trainer-dir", tool, status=3)[0], "an empty folder.*`git -C .* submodule update --init --recursive`")
        (tool / "sd-scripts" / "train_network.py").write_text("")
        report = self.report("--trainer-dir", tool)
        self.assertIn(str(tool.resolve() / "sd-scripts"), report["command"])
        self.assertIn("no sd-scripts", self.found("--trainer-dir", self.models, status=3)[0])
        self.config("--trainer-dir", self.folder / "nowhere", status=3)

    def test_regularization_images_of_another_kind_of_model_are_told(self):
        for path in self.reg.iterdir():
            path.write_bytes(with_parameters(path.read_bytes(), "a woman\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 64x64, Model: xl"))
        found = self.found()
        self.assertRegex(found[0], "warning regularization: the images were made with xl, which is Stable Diffusion XL, and training starts from")
        self.assertEqual(self.found(base="xl"), [])

    def test_what_limner_made_is_known_by_its_records(self):
        record = {"id": "ada_reg_001_0_s0", "provenance": {"provider": "sketch"}}
        self.write(self.game / "records" / "ada_reg_001_0_s0.json", record)
        self.assertRegex(self.found()[0], "warning regularization: the images are placeholders of the built-in painter")
        record["provenance"]["checkpoint"] = "xl.safetensors"
        self.write(self.game / "records" / "ada_reg_001_0_s0.json", record)
        self.assertRegex(self.found()[0], "made with xl.safetensors, which is Stable Diffusion XL")

    def test_a_set_with_errors_is_told(self):
        (self.train / "ada_002.txt").unlink()
        self.assertRegex(self.found(status=3)[0], "error set: 1 errors .*lora check ada")

    def test_the_device_is_named(self):
        self.assertIn("CPU", self.config(device="cpu").out)
        self.assertRegex(self.found(device="cpu")[0], "warning device: no GPU")
        self.assertEqual(tomllib.loads(self.report(device="mps")["files"][1]["text"])["mixed_precision"], "no")

    # -- Packs --

    def pack(self, *words, status=0):
        return self.limner("lora", "pack", "ada", *words, cwd=self.game, status=status)

    def test_an_imagefolder_holds_each_training_image_with_its_caption(self):
        self.pack("--dry-run")
        folder = self.game / "exports" / "ada-imagefolder"
        self.assertFalse(folder.exists())
        self.assertEqual(self.pack("--json").json["train"], 11)
        rows = [json.loads(line) for line in (folder / "train" / "metadata.jsonl").read_text().splitlines()]
        self.assertEqual(len(rows), 11)
        for row in rows:
            self.assertEqual(set(row), {"file_name", "text"})
            self.assertEqual((folder / "train" / row["file_name"]).read_bytes(), (self.train / row["file_name"]).read_bytes())
            self.assertEqual(row["text"], (self.train / row["file_name"]).with_suffix(".txt").read_text().strip())
        self.assertTrue((folder / "README.md").read_text().startswith("---\n"))
        before = self.tree(folder)
        self.pack()
        self.assertEqual(self.tree(folder), before)
        self.assertEqual([p.name for p in (self.game / "exports").iterdir()], ["ada-imagefolder"])

    def test_archives_hold_complete_samples_side_by_side_and_are_the_same_twice(self):
        self.pack("--format", "webdataset")
        folder = self.game / "exports" / "ada-webdataset"
        data = (folder / "train-000000.tar").read_bytes()
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            members = archive.getmembers()
            self.assertEqual([m.name for m in members[:4]], ["000000.png", "000000.txt", "000000.json", "000001.png"])
            self.assertEqual(len(members), 33)
            self.assertTrue(all(m.isreg() and m.mtime == 0 and m.uid == 0 for m in members))
            self.assertEqual(archive.extractfile("000000.png").read(), (self.train / "ada_001.png").read_bytes())
            self.assertEqual(json.load(archive.extractfile("000000.json"))["id"], "clean_front")
        with tarfile.open(folder / "reg-000000.tar") as archive:
            self.assertEqual(len(archive.getmembers()), 36)
            self.assertEqual(archive.extractfile("000003.txt").read(), b"young woman")
        self.pack("--format", "webdataset")
        self.assertEqual(hashlib.sha256((folder / "train-000000.tar").read_bytes()).digest(), hashlib.sha256(data).digest())

    def test_a_pack_replaces_only_a_pack_and_only_a_good_set_is_packed(self):
        mine = self.folder / "mine"
        mine.mkdir()
        (mine / "novel.txt").write_text("chapter one")
        self.pack("--out", mine, status=1)
        self.assertEqual((mine / "novel.txt").read_text(), "chapter one")
        (self.train / "ada_002.txt").unlink()
        self.assertIn("lora check ada", self.pack(status=5).err)
        self.assertFalse((self.game / "exports" / "ada-imagefolder").exists())
        self.pack("--force")
        self.assertEqual(len((self.game / "exports" / "ada-imagefolder" / "train" / "metadata.jsonl").read_text().splitlines()), 11)


if __name__ == "__main__":
    main()
