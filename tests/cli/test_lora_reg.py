"""Top-ups and regularization images: exact counts, nothing of the subject in what is asked for, one way on after any end."""
import hashlib
import os
import signal
import subprocess
import time

import lora_fixture as fixture
from fake_provider import FakeProvider
from harness import PROGRAM, Case, main
from test_lora import read_png

TOPUP = """\
topup:
  prompt: plain white background
  negative: lowres
  images:
    - { id: leap, framing: full body, view: front, pose: action, action: leaping, prompt: a young woman leaping }
    - { id: guard, framing: bust, view: front, seed: 7, prompt: portrait of a young woman, negative: hat }
"""


class LoraReg(Case):
    def setUp(self):
        super().setUp()
        self.limner("init", "shoals")
        self.game = self.folder / "games" / "shoals"
        fixture.write(self.game, size=64)
        self.set = self.game / "dataset" / "ada"
        self.train = self.set / "train" / "10_ada_gull_v1"
        self.reg = self.set / "reg" / "1_young_woman"
        self.edit("reg: [100, 200]", "reg: [6, 9]")

    def lora(self, *words, status=0, **more):
        return self.limner("lora", *words, cwd=self.game, status=status, **more)

    def edit(self, find, replace):
        path = self.set / "plan.yaml"
        text = path.read_text(encoding="utf-8")
        self.assertGreaterEqual(text.count(find), 1, find)
        path.write_text(text.replace(find, replace, 1), encoding="utf-8")

    def add_topups(self):
        with open(self.set / "plan.yaml", "a", encoding="utf-8") as file:
            file.write(TOPUP)

    def records(self):
        return sorted(path.stem for path in (self.game / "records").glob("*.json"))

    def names(self):
        return sorted(path.name for path in self.reg.iterdir())

    # -- Regularization --

    def test_as_many_as_asked_for_exact_squares_without_captions(self):
        result = self.lora("reg", "ada", "--json").json
        self.assertEqual((result["written"], result["ready"], result["missing"]), (9, 9, 0))
        self.assertEqual(self.names(), [f"reg_{i:03}.png" for i in range(1, 10)])
        for path in self.reg.iterdir():
            self.assertEqual(read_png(path)[:2], (64, 64))
        self.assertEqual(len({hashlib.sha256(path.read_bytes()).hexdigest() for path in self.reg.iterdir()}), 9)
        before = self.tree(self.game)
        again = self.lora("reg", "ada", "--json").json
        self.assertEqual((again["written"], again["existing"], again["made"]), (0, 9, 0))
        self.assertEqual(self.tree(self.game), before)

    def test_each_image_leads_to_its_original_and_record(self):
        result = self.lora("reg", "--count", "2", "--json").json
        memory = self.read_json(self.set / "reg.json")
        self.assertEqual(memory["folder"], "reg/1_young_woman")
        for image in result["images"]:
            self.assertEqual(memory["images"][image["image"]]["original"], image["original"])
            record = self.read_json(self.game / "records" / (image["original"] + ".json"))
            self.assertEqual(record["provenance"]["prompt"], "a young woman standing, full body, white background")
            self.assertEqual(record["asset_path"], f"outputs/lora/ada/{image['original']}.png")
            self.assertTrue((self.game / record["asset_path"]).is_file())

    def test_a_prompt_with_anything_of_the_subject_is_refused_before_anything_is_made(self):
        for words in ("ada_gull_v1 standing", "a woman with a Bracer", "a woman, GINGER-hair", "a woman with knee_pad"):
            with self.subTest(words):
                before = (self.set / "plan.yaml").read_text(encoding="utf-8")
                self.edit("a young woman standing", words)
                error = self.lora("reg", status=5).err
                self.assertIn("nothing was sent", error)
                self.assertIn("reg.prompt 1", error)
                (self.set / "plan.yaml").write_text(before, encoding="utf-8")
        self.assertEqual(self.records(), [])
        self.assertFalse(self.reg.exists())

    def test_the_negative_prompt_carries_what_the_prompt_must_not_hold(self):
        self.edit("negative: ada_gull_v1, bracer, knee pad, ginger hair, lowres", "negative: lowres, knee pad")
        negative = self.lora("reg", "--count", "1", "--dry-run", "--json").json["images"][0]["negative"]
        self.assertEqual(negative, "lowres, knee pad, ada_gull_v1, teal bracer, ginger hair")

    def test_a_twin_for_each_caption_says_the_class_and_not_the_trigger(self):
        self.add_topups()
        self.edit("reg: [6, 9]", "reg: [6, 40]")
        images = self.lora("reg", "--twin", "--dry-run", "--json").json["images"]
        captions = [image["prompt"] for image in images]
        self.assertEqual(captions[0], "young woman, full body, front view, neutral pose, white background")
        # 14 crops, two top-ups, and copies of back views and closeups from the clean sheet.
        self.assertEqual(len(captions), 20)
        self.assertFalse([caption for caption in captions if "ada_gull" in caption])
        self.edit("action: leaping", "action: showing her bracer")
        self.assertIn("the caption of “leap” has “bracer”", self.lora("reg", "--twin", "--dry-run", status=5).err)

    def test_prompts_are_used_in_turn(self):
        self.edit("  prompt: a young woman standing, full body, white background\n", "  prompts: [a young woman, a young woman in a coat]\n")
        images = self.lora("reg", "--count", "5", "--dry-run", "--json").json["images"]
        self.assertEqual([image["prompt"] for image in images], ["a young woman", "a young woman in a coat"] * 2 + ["a young woman"])

    def test_a_limit_leaves_the_rest_for_the_next_run(self):
        self.assertEqual(self.lora("reg", "--limit", "4", "--json").json["written"], 4)
        self.assertEqual(len(self.records()), 4)
        self.assertEqual(self.lora("reg", "--json").json["existing"], 4)
        self.assertEqual(len(self.names()), 9)

    def test_a_rejected_original_is_replaced_by_another_seed(self):
        first = self.lora("reg", "--count", "3", "--json").json["images"]
        before = (self.reg / "reg_002.png").read_bytes()
        path = self.game / "records" / (first[1]["original"] + ".json")
        self.write(path, {**self.read_json(path), "judgment": {"status": "rejected", "explanation": "Six fingers."}})
        second = self.lora("reg", "--count", "3", "--json").json
        self.assertEqual(second["images"][1]["try"], first[1]["try"] + 1)
        self.assertEqual([second["images"][i]["original"] for i in (0, 2)], [first[i]["original"] for i in (0, 2)])
        self.assertNotEqual((self.reg / "reg_002.png").read_bytes(), before)
        self.assertEqual(self.names(), ["reg_001.png", "reg_002.png", "reg_003.png"])

    def test_a_person_may_want_another_seed(self):
        first = self.lora("reg", "--count", "3", "--json").json["images"]
        before = self.tree(self.reg)
        self.lora("reg", "--count", "3", "--reject", "reg_002,reg_009", status=3)
        self.assertEqual(self.tree(self.reg), before)
        second = self.lora("reg", "--count", "3", "--reject", "reg_002", "--json").json
        self.assertGreater(second["images"][1]["try"], first[1]["try"])
        after = self.tree(self.reg)
        self.assertEqual({name for name in before if before[name] != after[name]}, {"reg_002.png"})
        self.assertEqual(self.lora("reg", "--count", "3", "--json").json["existing"], 3)

    def test_what_is_nearly_a_training_image_is_replaced_by_another_seed(self):
        first = self.lora("reg", "--count", "3", "--json").json
        self.assertEqual((first["alike"], len({image["original"] for image in first["images"]})), (0, 3))
        self.train.mkdir(parents=True)
        (self.train / "ada_001.png").write_bytes((self.reg / "reg_002.png").read_bytes())
        second = self.lora("reg", "--count", "3", "--json").json
        self.assertGreater(second["images"][1]["try"], first["images"][1]["try"])
        self.assertEqual([second["images"][i]["original"] for i in (0, 2)], [first["images"][i]["original"] for i in (0, 2)])
        self.assertNotEqual((self.reg / "reg_002.png").read_bytes(), (self.train / "ada_001.png").read_bytes())

    def test_originals_wait_for_no_curator(self):
        self.lora("reg", "--count", "3")
        (self.game / "outputs" / "candidates").mkdir(exist_ok=True)
        self.write(self.game / "records" / "mine.json", {"id": "mine", "asset_path": "outputs/candidates/mine.png", "judgment": None})
        status = self.limner("status", "--json", cwd=self.game).json
        self.assertEqual((status["records"], status["statuses"]["candidate"], status["material"]), (1, 1, 3))
        self.assertEqual(status["images_missing"], 1)
        self.assertEqual([row["id"] for row in self.limner("curate", "--list", "--json", cwd=self.game).json], ["mine"])
        self.assertIn("1 waits", self.limner("status", cwd=self.game).out)

    def test_originals_that_were_lost_are_made_again(self):
        images = self.lora("reg", "--count", "2", "--json").json["images"]
        before = self.tree(self.game)
        os.remove(self.game / images[0]["picture"])
        os.remove(self.reg / "reg_001.png")
        self.lora("reg", "--count", "2")
        after = self.tree(self.game)
        self.assertEqual({name for name in before if before[name] != after.get(name)}, {f"records/{images[0]['original']}.json"})

    def test_what_was_changed_by_hand_stays_and_surplus_is_told(self):
        self.lora("reg", "--count", "4")
        (self.reg / "reg_001.png").write_bytes(b"mine")
        (self.reg / "holiday.jpg").write_bytes(b"mine")
        (self.reg / "notes.md").write_bytes(b"mine")
        result = self.lora("reg", "--count", "2", "--json", status=1).json
        self.assertEqual(result["surplus"], ["holiday.jpg", "reg_003.png", "reg_004.png"])
        self.assertIn("changed by hand", result["problems"][0]["reason"])
        result = self.lora("reg", "--count", "2", "--prune", "--force", "--json").json
        self.assertEqual((result["pruned"], result["surplus"]), (2, ["holiday.jpg"]))
        self.assertEqual(read_png(self.reg / "reg_001.png")[0], 64)
        self.assertTrue((self.reg / "notes.md").exists())

    def test_the_folder_follows_the_plan_and_no_cache_survives_a_new_picture(self):
        self.lora("reg", "--count", "2")
        (self.reg / "reg_001.npz").write_bytes(b"latents")
        self.edit("class: young woman", "class: woman\nreg_repeats: 2")
        self.edit("a young woman standing", "a woman standing")
        self.lora("reg", "--count", "2")
        self.assertFalse(self.reg.exists())
        self.assertEqual(sorted(path.name for path in (self.set / "reg" / "2_woman").iterdir()), ["reg_001.png", "reg_002.png"])

    def test_links_do_not_lead_out_of_the_project(self):
        outside = self.folder / "outside"
        outside.mkdir()
        (self.set / "reg").mkdir()
        os.symlink(outside, self.reg)
        self.lora("reg", "--count", "1", status=3)
        self.assertEqual(list(outside.iterdir()), [])

    def test_a_killed_run_is_gone_on_with_and_ends_as_an_unbroken_one(self):
        self.lora("reg", "--count", "12", "--json")
        unbroken = self.tree(self.reg)
        other = self.folder / "games" / "other"
        self.limner("init", "other")
        fixture.write(other, size=64)
        for moment in (0.05, 0.12, 0.2, 0.3):
            run = subprocess.Popen([PROGRAM, "lora", "reg", "ada", "--count", "12"], cwd=other, env=self.environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(moment)
            run.send_signal(signal.SIGKILL)
            run.wait()
        self.limner("lora", "reg", "--count", "12", cwd=other)
        folder = other / "dataset" / "ada" / "reg" / "1_young_woman"
        # What a killed process was writing may lie beside, under a hidden name that no trainer reads.
        self.assertEqual({name: hash for name, hash in self.tree(folder).items() if not name.startswith(".")}, unbroken)

    def test_a_broken_memory_is_told_and_nothing_is_lost(self):
        self.lora("reg", "--count", "2")
        (self.set / "reg.json").write_text("{ broken", encoding="utf-8")
        self.lora("reg", "--count", "2", status=3)
        os.remove(self.set / "reg.json")
        self.assertEqual(self.lora("reg", "--count", "2", "--json").json["existing"], 2)

    def test_a_server_that_fails_some_costs_nothing_twice(self):
        with FakeProvider("error:skip=2,times=2", checkpoint=["sd15.safetensors"]) as server:
            (self.game / "limner.yaml").write_text(f"providers:\n  comfyui:\n    url: {server.url}\n", encoding="utf-8")
            words = ("reg", "--count", "6", "--provider", "comfyui", "--checkpoint", "sd15.safetensors", "--json")
            first = self.lora(*words, status=1)
            self.assertEqual((first.json["made"], first.json["failed"], first.json["written"]), (4, 2, 4))
            self.assertEqual(self.lora(*words).json["written"], 2)
            self.assertEqual(self.lora(*words).json["existing"], 6)
            self.assertEqual(len(server.rendered), 6)
        self.assertEqual(self.names(), [f"reg_{i:03}.png" for i in range(1, 7)])
        # Another image maker makes others, and none is mixed in.
        self.assertEqual(self.lora("reg", "--count", "6", "--json").json["written"], 6)

    # -- Top-ups --

    def test_topups_become_training_images_with_captions(self):
        self.add_topups()
        self.lora("crop", "--yes")
        result = self.lora("topup", "ada", "--yes", "--json").json
        self.assertEqual((result["written"], result["problems"]), (2, []))
        self.assertEqual(result["images"][1]["prompt"], "plain white background, portrait of a young woman")
        self.assertEqual(result["images"][1]["negative"], "lowres, hat")
        self.assertEqual(self.read_json(self.game / "records" / (result["images"][1]["original"] + ".json"))["provenance"]["seed"], 7)
        self.assertEqual(read_png(self.train / "ada_015.png")[:2], (64, 64))
        self.assertEqual((self.train / "ada_015.txt").read_text(encoding="utf-8"), "ada_gull_v1, full body, front view, leaping, white background\n")
        before = self.tree(self.game)
        self.assertEqual(self.lora("topup", "--json").json["existing"], 2)
        self.assertEqual(self.lora("crop", "--yes", "--json").json["stale"], [])
        self.assertEqual(self.tree(self.game), before)

    def test_topups_are_placed_only_as_they_were_seen(self):
        self.add_topups()
        self.assertIn("2 more top-ups", self.lora("preview").out)
        first = self.lora("topup", "--json").json
        self.assertEqual((first["written"], first["waiting"], list(self.train.glob("*"))), (0, 2, []))
        self.assertIn("shows something else", self.lora("preview", "--approve", status=5).err)
        shown = {crop["id"]: crop for crop in self.lora("preview", "--json").json["crops"]}
        self.assertEqual(shown["leap"]["source"], first["images"][0]["picture"])
        self.assertIn("placeholder of the built-in painter", shown["leap"]["remarks"])
        self.assertEqual((self.set / "preview.html").read_text(encoding="utf-8").count("<figure"), 16)
        self.lora("preview", "--approve")
        self.assertEqual(self.lora("topup", "--json").json["written"], 2)
        self.assertEqual({crop["approval"] for crop in self.lora("preview", "--json").json["crops"]}, {"approved"})

        # Other words: the picture of before stays until somebody has seen the new one.
        before = (self.train / "ada_015.png").read_bytes()
        self.edit("a young woman leaping", "an old man with a staff")
        self.assertEqual(self.lora("topup", "--json").json["waiting"], 1)
        self.assertEqual((self.train / "ada_015.png").read_bytes(), before)
        self.lora("preview", "--crop", "leap")
        self.lora("preview", "--crop", "leap", "--approve")
        self.assertEqual(self.lora("topup", "--json").json["written"], 1)

    def test_a_rejected_topup_leaves_the_training_folder_at_once(self):
        self.add_topups()
        first = self.lora("topup", "--yes", "--json").json["images"]
        second = self.lora("topup", "--reject", "leap", "--json").json
        self.assertEqual((second["removed"], second["waiting"], second["existing"]), (1, 1, 1))
        self.assertFalse((self.train / "ada_015.png").exists())
        self.assertNotEqual(second["images"][0]["original"], first[0]["original"])
        self.assertEqual(self.read_json(self.set / "approval.json")["rejected"][first[0]["original"]]["by"], "human:tester")
        self.lora("topup", "--reject", "nobody", status=3)

    def test_changed_words_make_a_new_picture_under_the_same_number(self):
        self.add_topups()
        self.lora("topup", "--only", "leap", "--yes")
        before = (self.train / "ada_015.png").read_bytes()
        self.edit("a young woman leaping", "an old man with a staff")
        self.lora("topup", "--yes")
        self.assertNotEqual((self.train / "ada_015.png").read_bytes(), before)
        self.assertEqual(len(self.records()), 3)

    def test_long_and_foreign_names_have_originals_of_their_own(self):
        subject = "м" * 29
        (self.game / "dataset" / subject).mkdir()
        plan = (self.set / "plan.yaml").read_text(encoding="utf-8") + "topup:\n  images:\n"
        for end in "ab":
            plan += f"    - {{ id: {'x' * 44}{end}, framing: bust, view: front, prompt: a woman }}\n"
        (self.game / "dataset" / subject / "plan.yaml").write_text(plan, encoding="utf-8")
        self.assertEqual(self.lora("topup", subject, "--yes", "--json").json["written"], 2)
        self.assertEqual(len(self.records()), 2)

    def test_unknown_and_excluded_topups_are_told(self):
        self.add_topups()
        self.lora("topup", "--only", "nobody", status=3)
        self.lora("topup", "--only", "clean_front", status=3)
        self.edit("{ id: leap,", "{ id: leap, exclude: too odd,")
        self.assertIn("too odd", self.lora("topup", "--only", "leap", status=3).err)
        self.assertEqual(self.lora("topup", "--yes", "--json").json["written"], 1)

    def test_a_dry_run_writes_nothing(self):
        self.add_topups()
        before = self.tree(self.game)
        self.lora("topup", "--dry-run")
        self.lora("reg", "--dry-run")
        self.assertEqual(self.tree(self.game), before)


if __name__ == "__main__":
    main()
