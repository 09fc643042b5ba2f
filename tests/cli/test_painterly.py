"""Painted variants: each picture once, under a name of its own, with a record that names its source."""
import random
import shutil
import signal
import struct
import subprocess
import time

import fixtures
from fake_provider import FakeProvider, inputs_of
from harness import PROGRAM, Case, main


def picture(number, width=64, height=64):
    """A disc on a slope with noise, other colours for every @number."""
    rows = b""
    for y in range(height):
        rows += b"\0"
        for x in range(width):
            inside = (x - 30) ** 2 + (y - 24) ** 2 < 300
            noise = (x * 7919 + y * 104729 + number) % 23
            rows += bytes(((200 if inside else 40) + noise, 3 * y % 230 + noise, (40 * number + 2 * x) % 230))
    return fixtures.png_file(width, height, rows)


def size_of(path):
    return struct.unpack(">II", path.read_bytes()[16:24])


class Yard(Case):
    def setUp(self):
        super().setUp()
        names = [("y_hand_v1", "approved"), ("y_hand_v2", "approved"), ("y_cook_v1", "approved"), ("y_cook_v2", "rejected"),
                 ("y_mate_v1", None)]
        self.yard = fixtures.project(self.folder / "yard", [fixtures.record(name, status) for name, status in names])
        for number, (name, status) in enumerate(names):
            (self.yard / "outputs" / (status or "candidates") / f"{name}.png").write_bytes(picture(number))

    def paint(self, *words, **more):
        return self.limner("-C", self.yard, "painterly", *words, **more)

    def variants(self):
        return sorted(path.name for path in (self.yard / "outputs/painterly").glob("*"))

    def record(self, id):
        return self.read_json(self.yard / "records" / f"{id}.json")


class Painterly(Yard):
    def test_each_approved_picture_gets_a_variant_and_its_record(self):
        before = self.tree(self.yard)
        said = self.paint().out
        self.assertIn("Painted 3 images", said)
        self.assertEqual(self.variants(), ["y_cook_v1_painterly.png", "y_hand_v1_painterly.png", "y_hand_v2_painterly.png"])
        after = self.tree(self.yard)
        self.assertEqual({path: after[path] for path in before}, before)

        record = self.record("y_hand_v1_painterly")
        image = self.yard / record["asset_path"]
        self.assertEqual(record["asset_path"], "outputs/painterly/y_hand_v1_painterly.png")
        self.assertEqual(record["image"], {"format": "png", "width": 64, "height": 64, "bytes": image.stat().st_size})
        self.assertEqual(size_of(image), (64, 64))
        self.assertEqual((record["judgment"], record["canon"]), (None, None))
        self.assertEqual(record["lineage"], {"generation_phase": "painterly", "anchor_source_image": None,
                                             "anchor_subject_version": None, "identity_persistence_score": None,
                                             "derived_from_record_id": "y_hand_v1"})
        made, source = record["provenance"], self.record("y_hand_v1")["provenance"]
        self.assertEqual(made["filter"], {"name": "anisotropic-kuwahara", "radius": 6, "mute": 0.2, "grain": 0.15, "edges": 0.3,
                                          "wobble": 0.3})
        self.assertEqual((made["workflow_id"], made["provider"]), ("painterly", "native"))
        for key in ("prompt", "negative_prompt", "checkpoint", "loras", "seed", "steps", "cfg", "sampler", "scheduler"):
            self.assertEqual(made[key], source[key])

    def test_running_again_makes_nothing(self):
        self.paint()
        before = self.tree(self.yard)
        self.assertIn("Painted 0 images; 3 have a variant already", self.paint("--radius", "3").out)
        self.assertEqual(self.tree(self.yard), before)

    def test_without_a_picture_to_paint_from_it_says_so(self):
        self.assertIn("no borderline image to paint from", self.paint("--source", "borderline").out)

    def test_offset_and_limit_count_what_lacks_a_variant_by_name(self):
        said = self.paint("--offset", "1", "--limit", "1", "--json").json
        self.assertEqual((said["made"], said["left"]), (1, 2))
        self.assertEqual(self.variants(), ["y_hand_v1_painterly.png"])
        self.paint("--limit", "1")
        self.assertEqual(self.variants(), ["y_cook_v1_painterly.png", "y_hand_v1_painterly.png"])

    def test_dry_run_makes_nothing(self):
        before = self.tree(self.yard)
        said = self.paint("--dry-run", "--json").json
        self.assertEqual([each["id"] for each in said["variants"] if each["chosen"]],
                         ["y_cook_v1_painterly", "y_hand_v1_painterly", "y_hand_v2_painterly"])
        self.assertIn("Would paint 3 images", self.paint("--dry-run").out)
        self.assertEqual(self.tree(self.yard), before)

    def test_other_sources_and_single_pictures(self):
        self.paint("--source", "rejected")
        self.paint("--source", "candidate", "--only", "y_mate_v1")
        self.assertEqual(self.variants(), ["y_cook_v2_painterly.png", "y_mate_v1_painterly.png"])
        self.assertIn("y_cook_v2 is rejected", self.paint("--only", "y_cook_v2", status=2).err)
        self.assertIn("y_hand_v3", self.paint("--only", "y_hand_v3", status=3).err)
        self.assertIn("is a painterly variant itself",
                      self.paint("--source", "candidate", "--only", "y_mate_v1_painterly", status=2).err)

    def test_a_variant_gets_no_variant(self):
        self.paint("--source", "candidate")
        self.assertEqual(self.paint("--source", "candidate", "--json").json["made"], 0)
        self.assertEqual(self.variants(), ["y_mate_v1_painterly.png"])

    def test_a_file_of_another_tool_counts_as_there(self):
        (self.yard / "outputs/painterly").mkdir()
        (self.yard / "outputs/painterly/y_hand_v1.png").write_bytes(picture(9))
        said = self.paint("--json").json
        self.assertEqual({each["source"]: each["state"] for each in said["variants"]},
                         {"y_cook_v1": "new", "y_hand_v1": "file", "y_hand_v2": "new"})
        self.assertFalse((self.yard / "records/y_hand_v1_painterly.json").exists())
        self.assertNotIn("y_hand_v1.png", self.limner("-C", self.yard, "doctor").out)

    def test_what_is_in_the_way_stays_and_is_named(self):
        self.write(self.yard / "records/y_hand_v1_painterly.json", fixtures.record("y_hand_v1_painterly"))
        (self.yard / "outputs/painterly").mkdir()
        (self.yard / "outputs/painterly/y_hand_v2_painterly.png").write_bytes(b"somebody's")
        said = self.paint(status=1)
        self.assertIn("Painted 1 image;", said.out)
        self.assertIn("records/y_hand_v1_painterly.json", said.err)
        self.assertIn("outputs/painterly/y_hand_v2_painterly.png", said.err)
        self.assertEqual((self.yard / "outputs/painterly/y_hand_v2_painterly.png").read_bytes(), b"somebody's")
        self.assertFalse((self.yard / "records/y_hand_v2_painterly.json").exists())

    def test_a_broken_picture_is_named_and_the_others_are_painted(self):
        (self.yard / "outputs/approved/y_hand_v1.png").write_bytes(picture(1)[:200])
        said = self.paint(status=1)
        self.assertIn("Painted 2 images", said.out)
        self.assertIn("y_hand_v1", said.err)
        self.assertFalse((self.yard / "records/y_hand_v1_painterly.json").exists())

    def test_a_picture_that_is_not_there_is_counted(self):
        (self.yard / "outputs/approved/y_hand_v1.png").unlink()
        said = self.paint("--json").json
        self.assertEqual((said["made"], said["missing"], said["problems"]), (2, 1, []))

    def test_an_image_without_its_record_is_taken_up(self):
        """What a run leaves that is killed between image and record."""
        self.paint("--limit", "1")
        before = self.tree(self.yard)
        (self.yard / "records/y_cook_v1_painterly.json").unlink()
        self.paint("--limit", "1")
        after = self.tree(self.yard)
        self.assertEqual(after["outputs/painterly/y_cook_v1_painterly.png"], before["outputs/painterly/y_cook_v1_painterly.png"])
        self.assertIn("records/y_cook_v1_painterly.json", after)

    def stopped(self, sent, after):
        """Starts painting and sends the signal @sent a while @after."""
        process = subprocess.Popen([PROGRAM, "painterly", "--radius", "4"], cwd=self.yard, env=self.environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(after)
        process.send_signal(sent)
        process.wait()

    def test_stopped_at_any_moment_it_goes_on_to_the_same_end(self):
        for number in range(8):
            name = f"y_deck_v{number}"
            self.write(self.yard / "records" / f"{name}.json", fixtures.record(name, "approved"))
            (self.yard / "outputs/approved" / f"{name}.png").write_bytes(picture(number, 160, 120))
        whole = self.folder / "whole"
        shutil.copytree(self.yard, whole)
        self.limner("-C", whole, "painterly", "--radius", "4")
        chance = random.Random(3)
        for _turn in range(12):
            self.stopped(chance.choice([signal.SIGKILL, signal.SIGINT]), chance.uniform(0, 0.15))
            for path in (self.yard / "records").glob("*_painterly.json"):
                self.assertTrue((self.yard / self.read_json(path)["asset_path"]).exists(), path.name)
        self.paint("--radius", "4")

        def images(yard):
            return {path: hash for path, hash in self.tree(yard).items() if path.startswith("outputs/") and "/." not in path}

        self.assertEqual(images(self.yard), images(whole))
        self.assertEqual(sorted(path.name for path in (self.yard / "records").glob("*.json")),
                         sorted(path.name for path in (whole / "records").glob("*.json")))

    def test_a_lost_image_is_painted_again_as_its_record_says(self):
        self.paint("--limit", "1", "--radius", "3", "--mute", "0.5")
        before = self.tree(self.yard)
        (self.yard / "outputs/painterly/y_cook_v1_painterly.png").unlink()
        self.assertIn("limner painterly", self.limner("-C", self.yard, "restore", status=1).err)
        self.assertFalse((self.yard / "outputs/painterly/y_cook_v1_painterly.png").exists())
        self.paint("--limit", "1", "--radius", "9")
        self.assertEqual(self.tree(self.yard), before)

    def test_a_variant_is_judged_like_any_picture_and_stays_a_variant(self):
        self.paint("--limit", "1")
        scores = ",".join(f"{name}=0.9" for name in fixtures.SCORES)
        self.limner("-C", self.yard, "curate", "y_cook_v1_painterly", "approved", "Thick paint, one light.", "--scores", scores)
        self.assertTrue((self.yard / "outputs/approved/y_cook_v1_painterly.png").exists())
        self.assertEqual(self.paint("--json").json["existing"], 1)
        self.assertFalse((self.yard / "outputs/painterly/y_cook_v1_painterly.png").exists())
        self.limner("-C", self.yard, "doctor")
        self.limner("-C", self.yard, "canon", "bind")
        self.limner("-C", self.yard, "export", "--format", "trl")
        units = [line for path in (self.yard / "exports").glob("*/units.jsonl") for line in path.read_text().splitlines()]
        self.assertTrue(any("y_cook_v1_painterly" in line for line in units))

    def test_options_out_of_range_are_refused(self):
        for words in (["--radius", "1"], ["--radius", "17"], ["--mute", "1.1"], ["--grain", "-0.1"], ["--edges", "x"], ["--wobble", "2"],
                      ["--source", "painted"]):
            self.paint(*words, status=2)

    def test_options_change_the_picture(self):
        seen = set()
        for number, words in enumerate((["--radius", "3"], ["--mute", "1"], ["--grain", "1"], ["--edges", "1"], ["--wobble", "1"])):
            self.paint("--only", "y_hand_v1", *words)
            path = self.yard / "outputs/painterly/y_hand_v1_painterly.png"
            seen.add(path.read_bytes())
            path.unlink()
            (self.yard / "records/y_hand_v1_painterly.json").unlink()
        self.assertEqual(len(seen), 5)


class ByAProvider(Yard):
    """The same pictures, repainted by an image maker."""

    def repaint(self, *words, **more):
        return self.paint("--provider", "sketch", *words, **more)

    def test_each_variant_starts_from_its_picture_and_says_so(self):
        before = self.tree(self.yard)
        self.assertIn("Painted 3 images", self.repaint("--denoise", "0.4").out)
        after = self.tree(self.yard)
        self.assertEqual({path: after[path] for path in before}, before)
        record = self.record("y_hand_v1_painterly")
        made = record["provenance"]
        self.assertEqual((made["workflow_id"], made["source_image"], made["denoise"], made["seed"], made["steps"], made["cfg"]),
                         ("painterly", "outputs/approved/y_hand_v1.png", 0.4, 42, 10, 2.5))
        self.assertEqual(made["checkpoint"], "x.safetensors")
        self.assertIn("painterly", made["prompt"])
        self.assertEqual(record["lineage"]["generation_phase"], "painterly")
        self.assertEqual(record["lineage"]["derived_from_record_id"], "y_hand_v1")
        self.assertEqual(record["asset_path"], "outputs/painterly/y_hand_v1_painterly.png")
        self.assertEqual(size_of(self.yard / record["asset_path"]), (64, 64))
        self.assertIn("Painted 0 images; 3 have a variant already", self.repaint().out)

    def test_a_server_gets_picture_prompt_and_denoise(self):
        with FakeProvider() as server:
            self.paint("--provider", "comfyui", "--only", "y_cook_v1", "--prompt", "in the manner of a fresco",
                       "--checkpoint", "dreamshaperXL_v21TurboDPMSDE.safetensors", env={"COMFY_URL": server.url})
            (name, data), = server.uploads.items()
            graph = server.prompts[0]["prompt"]
        self.assertEqual(data, (self.yard / "outputs/approved/y_cook_v1.png").read_bytes())
        self.assertEqual(inputs_of(graph, "LoadImage")["image"], name)
        self.assertEqual(inputs_of(graph, "KSampler")["denoise"], 0.5)
        self.assertEqual(self.record("y_cook_v1_painterly")["provenance"]["prompt"], "in the manner of a fresco")

    def test_a_picture_of_another_program_is_repainted_with_our_sampler(self):
        path = self.yard / "records/y_cook_v1.json"
        record = self.read_json(path)
        record["provenance"].update(provider="a1111", sampler="DPM++ 2M", scheduler="Karras")
        self.write(path, record)
        with FakeProvider() as server:
            self.paint("--provider", "comfyui", "--only", "y_cook_v1", "--checkpoint", "sd_xl_base_1.0.safetensors",
                       env={"COMFY_URL": server.url})
            sampler = inputs_of(server.prompts[0]["prompt"], "KSampler")
        self.assertEqual((sampler["sampler_name"], sampler["scheduler"]), ("euler", "normal"))

    def test_what_stops_the_image_maker_is_told_once_and_in_json(self):
        with FakeProvider() as server:
            words = ("--provider", "comfyui", "--checkpoint", "none.safetensors")
            said = self.paint(*words, env={"COMFY_URL": server.url}, status=3).err
            self.assertEqual(len(said.splitlines()), 3, said)
            self.assertIn("… and 2 more: checkpoint “none.safetensors”", said)
            told = self.paint(*words, "--json", env={"COMFY_URL": server.url}, status=3).json
        self.assertEqual((told["made"], len(told["problems"])), (0, 3))
        self.assertEqual((told["provider"], told["denoise"], "radius" in told), ("comfyui", 0.5, False))

    def test_what_is_lost_comes_back_by_the_hand_that_made_it(self):
        self.repaint("--only", "y_hand_v1")
        self.paint("--only", "y_hand_v2")
        pictures = [self.yard / "outputs/painterly" / f"{name}_painterly.png" for name in ("y_hand_v1", "y_hand_v2")]
        before = [path.read_bytes() for path in pictures]
        for path in pictures:
            path.unlink()
        self.assertIn("--provider NAME does so again", self.paint("--only", "y_hand_v1", status=1).err)
        self.assertIn("--native paints it again", self.repaint("--only", "y_hand_v2", status=1).err)
        self.repaint("--only", "y_hand_v1")
        self.paint("--native", "--only", "y_hand_v2")
        self.assertEqual([path.read_bytes() for path in pictures], before)

    def test_words_of_one_way_are_refused_in_the_other(self):
        self.assertIn("--radius is of our own brush", self.repaint("--radius", "5", status=2).err)
        self.assertIn("say which with --provider", self.paint("--denoise", "0.3", status=2).err)
        self.assertIn("sketch", self.paint("--provider", "sketsh", status=2).err)
        self.assertEqual(self.variants(), [])


if __name__ == "__main__":
    main()
