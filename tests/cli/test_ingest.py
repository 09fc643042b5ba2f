"""Images from elsewhere: what they tell of their making, each of them once, and nothing lost whatever happens."""
import base64
import hashlib
import json
import os
import random
import signal
import struct
import subprocess
import time
import zlib

import fixtures
from harness import PROGRAM, Case, main

GOOD = ",".join(f"{name}=0.8" for name in fixtures.SCORES)
A1111 = "a cat, sitting\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 11, Size: 512x768, Model: dream"
COMFY = {
    "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "dream.safetensors"}},
    "2": {"class_type": "LoraLoader", "inputs": {"lora_name": "ink.safetensors", "strength_model": 0.5, "strength_clip": 0.5,
                                                 "model": ["1", 0], "clip": ["1", 1]}},
    "3": {"class_type": "CLIPTextEncode", "inputs": {"text": "a lighthouse at dusk", "clip": ["2", 1]}},
    "4": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry", "clip": ["2", 1]}},
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 640, "height": 512, "batch_size": 1}},
    "6": {"class_type": "KSampler", "inputs": {"seed": 2**64 - 1, "steps": 25, "cfg": 6.5, "sampler_name": "euler",
                                               "scheduler": "karras", "denoise": 1, "model": ["2", 0], "positive": ["3", 0],
                                               "negative": ["4", 0], "latent_image": ["5", 0]}},
    "7": {"class_type": "VAEDecode", "inputs": {"samples": ["6", 0], "vae": ["1", 2]}},
    "8": {"class_type": "SaveImage", "inputs": {"images": ["7", 0], "filename_prefix": "x"}},
}
# 16 × 8 pixels of a slope of colours.
JPEG = base64.b64decode(
    "/9j/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2Nj"
    "Y2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAAIABADASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQA"
    "AAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWW"
    "l5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQD"
    "BAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaH"
    "iImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDLt9E6fLWnb6J0+WiiuOriKncyy/FVdNT/"
    "2Q==")
WEBP = base64.b64decode(
    "UklGRhoBAABXRUJQVlA4WAoAAAAIAAAADwAABwAAVlA4IDoAAADQAQCdASoQAAgAAsBMJbACdAEOuwWOAAD+9d1uNB1z6p0gChNjYDN/lVzTvdaCr/ndXiX+KRN/agAARVhJRroAAABF"
    "eGlmAABJSSoACAAAAAYAEgEDAAEAAAABAAAAGgEFAAEAAABWAAAAGwEFAAEAAABeAAAAKAEDAAEAAAACAAAAEwIDAAEAAAABAAAAaYcEAAEAAABmAAAAAAAAAC8ZAQDoAwAALxkBAOgD"
    "AAAGAACQBwAEAAAAMDIxMAGRBwAEAAAAAQIDAACgBwAEAAAAMDEwMAGgAwABAAAA//8AAAKgBAABAAAAEAAAAAOgBAABAAAACAAAAAAAAAA=")


def picture(number, texts=(), side=48, shift=0):
    """A PNG of soft blots that are others for every @number; @shift brightens all of it by a little."""
    draw = random.Random(number)
    waves = [(draw.uniform(-.4, .4), draw.uniform(-.4, .4), draw.uniform(0, 6)) for _ in range(4)]
    rows = b""
    for y in range(side):
        rows += b"\0"
        for x in range(side):
            value = sum(((a * x + b * y + c) % 6.0 - 3.0) ** 2 for a, b, c in waves) * 6
            rows += bytes((int(value + shift) % 256, int(value * .7 + shift) % 256, int(200 - value * .6 + shift) % 256))
    return fixtures.png_file(side, side, rows, extra=b"".join(fixtures.png_chunk(kind, data) for kind, data in texts))


def text(keyword, value):
    return (b"tEXt", keyword.encode() + b"\0" + value.encode())


def exif(comment):
    """A JPEG segment's worth of EXIF that holds a UserComment as A1111 writes it."""
    tiff = (b"MM\0*\0\0\0\x08" + struct.pack(">HHHIII", 1, 0x8769, 4, 1, 26, 0)
            + struct.pack(">HHHIII", 1, 0x9286, 7, 8 + 2 * len(comment), 44, 0) + b"UNICODE\0" + comment.encode("utf-16-be"))
    return tiff


def jpeg(comment):
    body = b"Exif\0\0" + exif(comment)
    return JPEG[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + JPEG[2:]


def webp(comment):
    body = exif(comment) + b"\0" * (len(exif(comment)) % 2)
    data = b"WEBP" + WEBP[12:30] + WEBP[30:38 + 58] + b"EXIF" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(data)) + data


def idat(data):
    start = data.index(b"IDAT")
    return data[start:data.index(b"IEND")]


class Base(Case):
    def setUp(self):
        super().setUp()
        self.game = fixtures.project(self.folder / "yard", [])
        self.source = self.folder / "in"
        self.source.mkdir()

    def put(self, name, data):
        path = self.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def ingest(self, *words, **more):
        return self.limner("-C", self.game, "ingest", *(words or [self.source]), **more)

    def record(self, id):
        return self.read_json(self.game / "records" / f"{id}.json")

    def ids(self):
        return sorted(path.stem for path in (self.game / "records").glob("*.json"))

    def images(self):
        return sorted(str(path.relative_to(self.game)) for path in (self.game / "outputs").rglob("*")
                      if path.is_file() and not path.name.startswith("."))


class Ingest(Base):
    def test_each_image_gets_a_record_with_what_it_tells(self):
        self.put("beach.png", picture(1, [text("parameters", A1111)]))
        self.put("sub/ComfyUI_00001_.png", picture(2, [text("prompt", json.dumps(COMFY)), text("workflow", "{}")]))
        self.put("plain.png", picture(3))
        self.put("cat.jpg", jpeg(A1111))
        self.put("readme.txt", b"hello")
        done = self.ingest("--json", self.source).json
        self.assertEqual([done["ingested"], done["with_prompt"], done["other_files"]], [4, 3, 1])
        self.assertEqual(self.ids(), ["ComfyUI_00001_", "beach", "cat", "plain"])

        beach = self.record("beach")
        told = beach["provenance"]
        self.assertEqual([told[key] for key in ("prompt", "negative_prompt", "seed", "steps", "cfg", "sampler", "scheduler", "width",
                                                "height", "checkpoint")],
                         ["a cat, sitting", "dog", 11, 20, 7, "Euler a", None, 512, 768, "dream"])
        self.assertEqual(beach["image"], {"format": "png", "width": 48, "height": 48,
                                          "bytes": (self.source / "beach.png").stat().st_size})
        self.assertEqual(beach["ingest"]["tool"], "A1111")
        self.assertEqual(beach["ingest"]["original_name"], "beach.png")
        self.assertEqual((self.game / beach["asset_path"]).read_bytes(), (self.source / "beach.png").read_bytes())
        self.assertEqual(self.record("cat")["asset_path"], "outputs/candidates/cat.jpg")
        self.assertEqual(self.record("cat")["provenance"]["seed"], 11)

        comfy = self.record("ComfyUI_00001_")
        self.assertEqual(comfy["ingest"]["original_name"], "sub/ComfyUI_00001_.png")
        self.assertEqual([comfy["provenance"][key] for key in ("prompt", "seed", "width", "checkpoint")],
                         ["a lighthouse at dusk", 2**64 - 1, 640, "dream.safetensors"])
        self.assertEqual(comfy["provenance"]["loras"], [{"name": "ink.safetensors", "weight": 0.5}])

        plain = self.record("plain")
        self.assertTrue(all(plain["provenance"][key] is None for key in ("prompt", "seed", "steps", "cfg", "width", "checkpoint")))
        self.assertIsNone(plain["ingest"]["tool"])
        self.limner("-C", self.game, "doctor", "--json")

    def test_a_dry_run_writes_nothing_and_tells_the_same(self):
        self.put("a.png", picture(1, [text("parameters", A1111)]))
        before = self.tree(self.game)
        would = self.ingest("--dry-run", "--json", self.source).json
        self.assertEqual(self.tree(self.game), before)
        did = self.ingest("--json", self.source).json
        self.assertEqual(would["images"], did["images"])

    def test_again_adds_only_what_is_missing(self):
        for number in range(5):
            self.put(f"p{number}.png", picture(number))
        self.ingest()
        before = self.tree(self.game)
        self.assertIn("Passed over 5 images with the same bytes", self.ingest().out)
        self.assertEqual(self.tree(self.game), before)
        self.put("p5.png", picture(5))
        self.ingest()
        self.assertEqual(len(self.ids()), 6)
        after = self.tree(self.game)
        self.assertEqual({path: after[path] for path in before}, before)

    def test_an_image_that_was_judged_and_moved_is_still_known(self):
        self.put("a.png", picture(1))
        self.ingest()
        self.limner("-C", self.game, "curate", "a", "approved", "Fine.", "--scores", GOOD)
        self.assertEqual(self.ingest("--json", self.source).json["same"], 1)

    def test_an_image_whose_record_lost_it_comes_back(self):
        path = self.put("a.png", picture(1))
        self.ingest()
        lost = self.game / self.record("a")["asset_path"]
        lost.unlink()
        self.assertEqual(self.ingest("--json", self.source).json["brought_back"], 1)
        self.assertEqual(lost.read_bytes(), path.read_bytes())
        self.assertEqual(self.ids(), ["a"])

    def test_names_become_safe_and_unique_and_stay_so(self):
        names = ["a b, (c).png", "-rf.png", "..hidden..png", "Zoë 猫.png", "💥.png", "x/same.png", "y/same.png", "same.jpg.png",
                 "n" * 220 + ".png", "___.png", "con\ntrol.png"]
        for number, name in enumerate(names):
            self.put(name, picture(number))
        words = [self.source, self.source / "..hidden..png"]
        self.ingest(*words)
        self.assertEqual(self.ids(), sorted(["a_b_c", "rf", "hidden", "Zoë_猫", "image", "same", "same-2", "same.jpg", "n" * 100, "___",
                                             "con_trol"]))
        before = self.tree(self.game)
        self.ingest(*reversed(words))
        self.assertEqual(self.tree(self.game), before)

    def test_two_equal_files_become_one_image(self):
        self.put("a.png", picture(1))
        self.put("b.png", picture(1))
        done = self.ingest("--json", self.source).json
        self.assertEqual([(item["state"], item["like"]) for item in done["images"]], [("new", None), ("same", "a")])

    def test_nearly_equal_pictures_are_named_or_passed_over(self):
        self.put("a.png", picture(1))
        self.ingest()
        self.put("b.png", picture(1, shift=1))
        self.put("c.png", picture(1, [text("Comment", "the same pixels")]))
        self.put("d.png", picture(2))
        done = self.ingest("--json", "--skip-near", self.source).json
        self.assertEqual([(item["state"], item["like"]) for item in done["images"]],
                         [("same", "a"), ("near", "a"), ("near", "a"), ("new", None)])
        said = self.ingest()
        self.assertIn("b.png: is nearly the same as a", said.err.replace("looks just like", "is nearly the same as"))
        self.assertEqual(self.ids(), ["a", "b", "c", "d"])

    def test_move_removes_the_sources_of_what_came_in_and_no_others(self):
        self.put("a.png", picture(1))
        self.put("b.png", picture(1))
        self.put("bad.png", b"no image")
        self.ingest("--move", self.source, status=1)
        self.assertEqual(sorted(path.name for path in self.source.iterdir()), ["b.png", "bad.png"])
        self.assertEqual((self.game / "outputs/candidates/a.png").read_bytes(), picture(1))

    def test_link_shares_the_file(self):
        path = self.put("a.png", picture(1))
        self.ingest("--link", self.source)
        self.assertEqual(os.stat(path).st_ino, os.stat(self.game / "outputs/candidates/a.png").st_ino)
        self.ingest("--link", "--move", self.source, status=2)

    def test_the_project_is_not_ingested_into_itself(self):
        self.put("a.png", picture(1))
        self.ingest()
        before = self.tree(self.game)
        self.ingest("--move", self.game / "outputs", status=1)
        self.assertEqual(self.tree(self.game), before)


class Judged(Base):
    def test_a_status_is_a_persons_judgment_with_its_reason(self):
        self.put("a.png", picture(1, [text("parameters", A1111)]))
        said = self.ingest("--status", "approved", self.source, status=2)
        self.assertIn("--why", said.err)
        self.ingest("--status", "approved", "--why", "Old favourite.", self.source, status=3)
        self.ingest("--status", "approved", "--why", "x", "--scores", GOOD.replace("0.8", "0.1"), self.source, status=5)
        self.assertEqual(self.ids() + self.images(), [])

        self.ingest("--status", "approved", "--why", "Old favourite.", "--scores", GOOD, "--reviewer", "ada", self.source)
        judgment = self.record("a")["judgment"]
        self.assertEqual([judgment[key] for key in ("status", "reviewer", "explanation")], ["approved", "human:ada", "Old favourite."])
        self.assertEqual(self.images(), ["outputs/approved/a.png"])

    def test_it_is_not_exported_before_it_is_bound(self):
        for number in range(3):
            self.put(f"y_{number}.png", picture(number, [text("parameters", A1111)]))
        self.ingest("--status", "approved", "--why", "Fine.", "--scores", GOOD, self.source)
        self.limner("-C", self.game, "export", "--format", "trl", status=3)
        self.limner("-C", self.game, "canon", "bind")
        self.limner("-C", self.game, "export", "--format", "trl")

    def test_a_named_subject_waits_for_its_gates(self):
        self.put("a.png", picture(1))
        self.assertIn("--subject-type", self.ingest("--subject", "ada", self.source, status=2).err)
        words = ["--subject", "ada", "--subject-type", "named_character"]
        self.ingest(*words, "--status", "approved", "--why", "x", "--scores", GOOD, self.source, status=5)
        self.assertEqual(self.ids() + self.images(), [])
        self.ingest(*words, self.source)
        record = self.record("a")
        self.assertEqual([record["schema_version"], record["identity"]["subject_name"], record["lineage"]["generation_phase"]],
                         ["2.0.0", "ada", "discovery"])
        self.put("b.png", picture(2))
        self.ingest("--subject", "ada", self.source)
        self.assertEqual(self.record("b")["identity"]["subject_type"], "named_character")
        self.limner("-C", self.game, "identity", "show", "ada")


class Hostile(Base):
    def test_each_bad_file_is_named_and_the_rest_goes_on(self):
        good = picture(1)
        bad = {"empty.png": b"", "cut.png": good[:200], "text.png": b"hello", "lying.jpg": b"\xff\xd8\xff" + b"\0" * 50,
               "huge.png": good[:16] + struct.pack(">II", 60000, 60000) + good[24:],
               "broken.png": good.replace(idat(good)[10:20], b"\xff" * 10), "riff.webp": b"RIFF\xff\xff\xff\xffWEBPVP8 ",
               "gif.png": b"GIF89a\1\0\1\0\0\0\0;"}
        for name, data in bad.items():
            self.put(name, data)
        self.put("good.png", good)
        (self.source / "folder.png").mkdir()
        os.mkfifo(self.source / "pipe.png")
        (self.source / "nowhere.png").symlink_to("/nowhere/at/all.png")
        with open(self.source / "sparse.png", "wb") as sparse:
            sparse.write(b"\x89PNG\r\n\x1a\n")
            sparse.truncate(300 << 20)
        said = self.ingest(status=1)
        for name in [*bad, "pipe.png", "nowhere.png", "sparse.png"]:
            self.assertIn(f"/{name}: ", said.err)
        self.assertEqual(self.ids(), ["good"])
        self.assertEqual(self.images(), ["outputs/candidates/good.png"])

    def test_hostile_texts_do_no_harm(self):
        deep = "[" * 100000
        wide = json.dumps({str(i): {"class_type": "KSampler", "inputs": {"seed": i, "positive": [str((i * 7) % 3000), 0],
                                                                         "negative": [str(i), 0], "model": [str(i + 1), 0]}}
                           for i in range(3000)})
        bomb = (b"zTXt", b"parameters\0\0" + zlib.compress(b"x" * (64 << 20)))
        for number, texts in enumerate([[text("prompt", '{"a":' + deep)], [text("prompt", wide)], [bomb] * 50,
                                        [text("parameters", "a" * 300000)], [text("parameters", "<lora:" * 20000)],
                                        [text("parameters", "a\nSteps: " + ": , " * 20000 + "Steps: 1, Seed: 2, Size: 3x4")],
                                        [text("invokeai_metadata", "{}")], [text("Comment", '{"uc":' + deep)],
                                        [(b"iTXt", b"parameters\0\1\0\0\0" + b"\0" * 40)],
                                        [text("parameters", "\x1b[31mred\nSteps: 1, Seed: 2, Size: 3x4")]]):
            self.put(f"h{number}.png", picture(number, texts))
        self.ingest()
        self.assertEqual(len(self.ids()), 10)
        for id in self.ids():
            self.record(id)

    def test_a_path_that_is_not_there_stops_before_anything(self):
        self.put("a.png", picture(1))
        self.ingest(self.source, self.folder / "nowhere", status=3)
        self.assertEqual(self.ids(), [])

    def test_a_file_in_the_way_is_left_alone(self):
        self.put("a.png", picture(1))
        stranger = self.game / "outputs/rejected/a.png"
        stranger.parent.mkdir(parents=True)
        stranger.write_bytes(b"somebody's")
        self.ingest()
        self.assertEqual(self.ids(), ["a-2"])
        self.assertEqual(stranger.read_bytes(), b"somebody's")


class Killed(Base):
    def test_a_move_killed_at_any_moment_loses_nothing(self):
        draw = random.Random(3)
        wanted = {}
        for number in range(70):
            data = picture(number, [text("parameters", A1111)], side=24)
            wanted[f"p{number:02}.png"] = data
            self.put(f"p{number:02}.png", data)
        for turn in range(40):
            process = subprocess.Popen([PROGRAM, "-C", self.game, "ingest", "--move", self.source], env=self.environment,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(draw.uniform(0, 0.04 + 0.004 * turn))
            process.send_signal(signal.SIGKILL)
            process.wait()
            self.check(wanted)
            if turn % 8 == 7:  # begin again with what came in
                for name in wanted:
                    if not (self.source / name).exists():
                        self.put(name, wanted[name])
                        (self.game / f"records/{name[:-4]}.json").unlink()
                        (self.game / f"outputs/candidates/{name}").unlink()
        self.ingest("--move", self.source)
        self.check(wanted)
        self.assertEqual(sorted(f"{id}.png" for id in self.ids()), sorted(wanted))
        self.assertEqual([path.name for path in self.source.iterdir()], [])
        self.assertEqual(self.images(), [f"outputs/candidates/{name}" for name in sorted(wanted)])

    def check(self, wanted):
        """Every record is whole and has its picture; every picture is here or there, whole."""
        for path in (self.game / "records").glob("*.json"):
            record = json.loads(path.read_text())
            self.assertEqual((self.game / record["asset_path"]).read_bytes(), wanted[f"{path.stem}.png"])
        for name, data in wanted.items():
            here, there = self.source / name, self.game / "outputs/candidates" / name
            self.assertTrue((here.exists() and here.read_bytes() == data)
                            or (there.exists() and there.read_bytes() == data and (self.game / f"records/{name[:-4]}.json").exists()))


class RoundTrip(Base):
    RECIPE = ("checkpoint", "loras", "prompt", "negative_prompt", "seed", "steps", "cfg", "sampler", "scheduler", "width", "height",
              "provider", "quality")

    def test_what_limner_makes_here_is_known_there(self):
        self.write(self.game / "inputs/prompts/p.json", {
            "lane": "costume", "style_prefix": "gouache, ", "defaults": {
                "width": 64, "height": 48, "steps": 9, "cfg": 4.5, "sampler": "dpmpp_2m", "scheduler": "karras",
                "checkpoint": "one, two.safetensors", "negative_prompt": "photo,\ntext", "base_seed": 77,
                "loras": [{"name": "ink.safetensors", "weight": 0.75, "clip_weight": 0.5}]},
            "subjects": [{"id": "keeper", "prompt": "a keeper,\nSteps: up, down: left\nat night", "variations": 2}]})
        self.limner("-C", self.game, "generate", "p.json", "--provider", "sketch")
        other = fixtures.project(self.folder / "other", [])
        self.limner("-C", other, "ingest", self.game / "outputs/candidates")
        self.assertEqual(len(self.ids()), 2)
        for id in self.ids():
            here, there = self.record(id)["provenance"], self.read_json(other / "records" / f"{id}.json")["provenance"]
            self.assertEqual({key: here.get(key) for key in self.RECIPE}, {key: there.get(key) for key in self.RECIPE})

    def test_a_painted_variant_tells_too(self):
        self.put("a.png", picture(1, [text("parameters", A1111)]))
        self.ingest("--status", "approved", "--why", "Fine.", "--scores", GOOD, self.source)
        self.limner("-C", self.game, "painterly")
        other = fixtures.project(self.folder / "other", [])
        self.limner("-C", other, "ingest", self.game / "outputs/painterly")
        told = self.read_json(other / "records/a_painterly.json")["provenance"]
        self.assertEqual([told["prompt"], told["seed"], told["provider"]], ["a cat, sitting", 11, "native"])


class Strip(Base):
    SECRET = A1111.replace("a cat", "SECRETWORD")

    def setUp(self):
        super().setUp()
        self.put("y_a.png", picture(1, [text("parameters", self.SECRET), (b"eXIf", exif("SECRETWORD"))]))
        self.put("y_b.jpg", jpeg(self.SECRET))
        self.put("y_c.webp", webp(self.SECRET))
        self.put("y_d.png", picture(4))
        self.put("y_e.png", picture(5))
        self.ingest("--status", "approved", "--why", "Fine.", "--scores", GOOD, self.source)
        self.limner("-C", self.game, "canon", "bind")

    def export(self, *words, **more):
        self.limner("-C", self.game, "export", "--split", "1,0,0", *words, **more)

    def test_without_it_the_words_are_there(self):
        self.export("--format", "trl")
        files = [path.read_bytes() for path in (self.game / "exports/yard-trl").rglob("images/*")]
        self.assertEqual(sum(b"SECRETWORD" in data or "SECRETWORD".encode("utf-16-be") in data for data in files), 3)

    def test_stripped_images_tell_nothing_and_show_the_same(self):
        self.export("--format", "trl", "--strip")
        folder = self.game / "exports/yard-trl"
        files = {path.name: path.read_bytes() for path in folder.rglob("images/*")}
        self.assertEqual(len(files), 5)
        for data in files.values():
            for word in ("SECRETWORD", "sitting", "Steps"):
                self.assertNotIn(word.encode(), data)
                self.assertNotIn(word.encode("utf-16-be"), data)
        pngs = [idat(data) for name, data in files.items() if name.endswith(".png")]
        self.assertIn(idat(picture(1)), pngs)
        self.assertEqual([data for name, data in files.items() if name.endswith(".jpg")], [JPEG])
        self.assertIn(WEBP[30:96], next(data for name, data in files.items() if name.endswith(".webp")))

        self.limner("validate", folder)
        manifest = self.read_json(folder / "manifest.json")
        self.assertTrue(manifest["stripped"])
        for name, data in files.items():
            digest = hashlib.sha256(data).hexdigest()
            self.assertTrue(name.startswith(digest[:32]))
            self.assertIn(digest, [each["sha256"] for each in manifest["files"]])

    def test_embedded_images_are_stripped_too(self):
        self.export("--format", "ms-swift", "--embed", "--strip")
        rows = "".join(path.read_text() for path in (self.game / "exports/yard-ms-swift").glob("*.jsonl"))
        pictures = [base64.b64decode(piece.split('"')[0]) for piece in rows.split(";base64,")[1:]]
        self.assertIn(JPEG, pictures)
        self.assertFalse(any(b"SECRETWORD" in data or "SECRETWORD".encode("utf-16-be") in data for data in pictures))
        self.limner("validate", self.game / "exports/yard-ms-swift")

    def test_links_would_not_be_stripped(self):
        self.export("--format", "trl", "--strip", "--link", status=2)

    def test_the_project_keeps_its_images_as_they_are(self):
        before = self.tree(self.game / "outputs")
        self.export("--format", "trl", "--strip")
        self.assertEqual(self.tree(self.game / "outputs"), before)


if __name__ == "__main__":
    main()
