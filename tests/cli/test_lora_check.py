"""A training set before it is trained: what is missing, what a trainer would not see, what it would learn wrongly."""
import os
import re
import shutil

import lora_fixture as fixture
from fixtures import png_of
from harness import main
from lora_set import SetCase, picture

class Check(SetCase):
    def check(self, *words, status=0):
        return self.limner("lora", "check", "ada", *words, cwd=self.game, status=status)

    def found(self, status=3):
        """The findings but those for information, as “severity name field found”."""
        result = self.check("--json", status=status).json
        return [f"{f['severity']} {os.path.basename(f['file'] or '')} {f['field']}: {f['found']}" for f in result["findings"]
                if f["severity"] != "info"]

    def one(self, pattern, status=3):
        """There is just one error or warning, and it matches."""
        found = self.found(status)
        self.assertEqual(len(found), 1, found)
        self.assertRegex(found[0], pattern)

    # -- A good set --

    def test_a_good_set_passes_and_its_steps_are_those_of_the_trainer(self):
        before = self.tree(self.set)
        result = self.check("--json").json
        self.assertEqual((result["errors"], result["warnings"], result["train"], result["reg"]), (0, 0, 11, 12))
        self.assertEqual(result["steps"], {"train_samples": 110, "reg_samples": 110, "batch": 1, "steps_per_epoch": 220,
                                           "epochs": 3, "steps": 660, "epochs_that_hit": [3, 3]})
        self.assertEqual([image["repeats"] for image in result["images"] if image["set"] == "reg"], [10, 10] + [9] * 10)
        self.assertEqual(result["images"][0]["caption"], "ada_gull_v1, full body, front view, neutral pose, white background")
        self.assertIn("3 epochs", self.check().out)
        self.assertEqual(self.tree(self.set), before, "a check changes nothing")

    def test_the_report_is_one_page_that_needs_nothing_else_and_shows_every_image_with_its_caption(self):
        (self.train / "ada_001.txt").write_text("ada_gull_v1, <script>alert(1)</script> & more\n")
        page = self.folder / "report.html"
        self.check("--html", page, status=0)
        text = page.read_text(encoding="utf-8")
        self.assertEqual(text.count("<figure"), 23)
        self.assertEqual(text.count("src=\"data:image/jpeg;base64,"), 23)
        self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more", text)
        self.assertNotIn("<script", text)
        self.assertNotRegex(text, r"(src|href)=\"(?!data:)")
        self.assertIn("<svg", text)

    # -- What a trainer would learn wrongly --

    def test_an_image_without_caption_is_named_and_so_is_one_whose_trigger_is_not_first(self):
        (self.train / "ada_002.txt").unlink()
        self.one(r"error ada_002.png caption: no caption: the trainer would learn it as “ada_gull_v1”")
        self.limner("lora", "caption", "ada", cwd=self.game)
        (self.train / "ada_002.txt").write_text("full body, ada_gull_v1\n")
        self.assertTrue(any(re.match("error ada_002.txt trigger:", line) for line in self.found()))

    def test_what_stops_the_trainer_is_an_error(self):
        for data, field in ((b"", "empty"), (b"ada_gull_v1, \xff\n", "UTF-8")):
            with self.subTest(field):
                (self.train / "ada_003.txt").write_bytes(data)
                self.assertTrue(any("ada_003.txt" in line and field in line for line in self.found()), self.found())

    def test_size_and_mode_are_exact(self):
        (self.train / "ada_001.png").write_bytes(fixture.sheet().png())
        self.assertIn("error ada_001.png size: 1408 × 768 pixels", self.found())

        (self.train / "ada_001.png").write_bytes(png_of(64, 64, 0, 8, bytes(range(64))))
        self.assertIn("error ada_001.png mode: grey", self.found())
        (self.train / "ada_001.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
        self.assertTrue(any(line.startswith("error ada_001.png") for line in self.found()))

    def test_folders_are_those_of_the_plan(self):
        (self.set / "train" / "5_other").mkdir()
        (self.set / "train" / "5_other" / "a.png").write_bytes(picture(99))
        found = self.found()
        self.assertTrue(any(line.startswith("error 5_other folder:") for line in found), found)
        self.assertTrue(any(line.startswith("error a.png unplanned:") for line in found), found)

    def test_a_folder_without_number_is_passed_over_by_the_trainer_and_said_so(self):
        self.train.rename(self.set / "train" / "ada_gull_v1")
        found = self.found()
        self.assertTrue(any("passed over: the trainer does not read it: its name does not begin" in line for line in found), found)
        self.assertTrue(any("10_ada_gull_v1 folder: it is not there" in line for line in found), found)

    def test_what_the_trainer_does_not_see_is_named(self):
        for name in ("odd.Png", "odd.gif", ".hidden.png"):
            (self.train / name).write_bytes(picture(50))
        (self.train / "lonely.txt").write_text("ada_gull_v1\n")
        result = self.check("--json").json
        passed = sorted((os.path.basename(f["file"]), f["severity"]) for f in result["findings"] if f["field"] == "passed over")
        self.assertEqual(passed, [(".hidden.png", "info"), ("lonely.txt", "warning"), ("odd.Png", "warning"), ("odd.gif", "warning")])

    def test_counts_are_those_of_the_plan(self):
        self.edit("[5, 11]", "[12, 20]")
        self.one("error 10_ada_gull_v1 count: 11 training images")
        self.edit("[12, 20]", "[1, 10]")
        self.one("warning 10_ada_gull_v1 count: 11 training images", status=0)
        for path in sorted(self.reg.iterdir())[:3]:
            path.unlink()
        self.edit("[1, 10]", "[5, 11]")
        self.one("error 1_young_woman count: 9 regularization images")

    def test_captions_have_no_place_beside_regularization_images(self):
        (self.reg / "reg_003.txt").write_text("a woman\n")
        self.one("error reg_003.txt .*: a caption beside a regularization image")

    def test_surplus_regularization_is_told(self):
        self.edit("size: 64\n", "size: 64\nrepeats: 1\n")
        self.limner("lora", "crop", "ada", cwd=self.game)
        findings = self.check("--json", status=0).json["findings"]
        self.assertTrue(any("1 of 12 regularization images are never shown" in f["found"] for f in findings), findings)

    # -- Sides --

    def test_a_mirrored_picture_of_what_has_a_side_is_refused_however_it_came_in(self):
        (self.train / "ada_001_flip.png").write_bytes((self.train / "ada_004_flip.png").read_bytes())
        (self.train / "ada_001_flip.txt").write_text("ada_gull_v1, full body, front view\n")
        found = self.found(status=3)
        self.assertTrue(any(re.match("error ada_001_flip.png flip: it may show “teal bracer”", line) for line in found), found)

    def test_an_unsafe_flip_alone_is_refused_by_a_rule(self):
        self.edit("[5, 11]", "[5, 12]")
        self.edit("- { name: ginger hair }", "- { name: hood, side: left, views: [back] }")
        found = self.found(status=5)
        self.assertTrue(any(re.match("error ada_004_flip.png flip: it may show “hood”", line) for line in found), found)

    def test_the_caption_of_a_copy_has_its_sides_exchanged(self):
        (self.train / "ada_004.txt").write_text("ada_gull_v1, full body, back view, left hand raised\n")
        found = self.found(status=0)
        self.assertTrue(any(line.startswith("warning ada_004_flip.png flip: its caption is") for line in found), found)

    # -- Alike --

    def test_duplicates_within_and_between_the_sets_are_told(self):
        (self.reg / "reg_001.png").write_bytes((self.reg / "reg_000.png").read_bytes())
        self.one("warning reg_001.png equal: regularization images: the same pixels as .*reg_000.png", status=0)
        (self.reg / "reg_001.png").write_bytes((self.train / "ada_001.png").read_bytes())
        self.one("error reg_001.png equal: a training and a regularization image: .*ada_001.png")

    # -- Caches --

    def test_caches_older_than_their_image_or_of_another_size_are_errors(self):
        image = self.train / "ada_001.png"
        for name, pattern in (("ada_001_0064x0064_sd.npz", "it is older than"), ("ada_001_0128x0064_sdxl.npz", "it is of 128 × 64"),
                              ("ada_001.npz", "it is older than"), ("metadata_cache.json", "it is older than")):
            with self.subTest(name):
                cache = self.train / name
                cache.write_bytes(b"x")
                if "older" in pattern:
                    os.utime(cache, (image.stat().st_mtime - 10,) * 2)
                self.one(f"error {name} cache: {pattern}")
                if "older" in pattern:
                    os.utime(cache, (image.stat().st_mtime + 10,) * 2)
                    self.assertEqual(self.found(status=0), [])
                cache.unlink()

    # -- Aims --

    def test_aims_that_are_missed_are_told_with_what_to_do(self):
        self.edit("expressions: [neutral, angry, surprised]", "expressions: [neutral, bored]")
        self.one("warning plan.yaml coverage: the expression “bored” does not occur", status=0)
        self.edit("[neutral, bored]", "[neutral]")
        self.edit("epochs: 3", "epochs: 9")
        findings = [f for f in self.check("--json").json["findings"] if f["severity"] == "warning"]
        self.assertEqual([(f["found"], f["fix"]) for f in findings], [("9 epochs of 220 steps are 1980", "Set steps.epochs to 3.")])

    def test_an_excluded_picture_that_is_still_there_is_refused(self):
        self.edit("id: clean_angry,", "id: clean_angry, exclude: wrong brows,")
        self.edit("expressions: [neutral, angry, surprised]", "expressions: [neutral]")
        self.edit("[600, 700]", "[1, 7000]")
        found = self.found(status=5)
        self.assertTrue(any("ada_006.png excluded: the plan excludes it: wrong brows" in line for line in found), found)

    def test_a_set_that_is_not_made_yet_says_how_to_make_it(self):
        shutil.rmtree(self.set / "train")
        shutil.rmtree(self.set / "reg")
        result = self.check("--json", status=3).json
        self.assertTrue(any("lora crop" in (f["fix"] or "") for f in result["findings"]))
        self.assertTrue(any("lora reg" in (f["fix"] or "") for f in result["findings"]))

    def test_a_plan_with_mistakes_lists_them(self):
        self.edit("size: 64", "size: 63")
        result = self.check(status=3)
        self.assertIn("plan.yaml", result.out + result.err)


if __name__ == "__main__":
    main()
