"""export and validate on small projects."""
import json
import os
import shutil
import signal
import subprocess
import time

from fixtures import png, project, record
from harness import PROGRAM, Case, main

FORMATS = ["trl", "llava", "qwen2vl", "ms-swift", "axolotl", "llama-factory", "sharegpt", "openai", "dpo", "orpo", "kto"]


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


class Export(Case):
    def setUp(self):
        super().setUp()
        records = [record(f"y_hand{n}_v{v}", "approved" if v == 1 else "rejected", 0.8 if v == 1 else 0.3) for n in range(12)
                   for v in (1, 2)]
        self.game = project(self.folder / "games" / "yard", records + [record("y_new_v1")])
        self.limner("canon", "bind")

    def export(self, *words, **more):
        return self.limner("export", *words, **more)

    def folder_of(self, name):
        return self.game / "exports" / f"yard-{name}"

    def test_every_format_is_written_and_passes_its_check(self):
        done = self.export("--format", "all", "--json")
        self.assertEqual([row["format"] for row in done.json], FORMATS)
        checked = self.limner("validate", "--json", *[self.folder_of(name) for name in FORMATS]).json
        self.assertEqual([one["grade"] for one in checked], ["A"] * len(FORMATS))
        self.assertEqual([one["format"] for one in checked], FORMATS)

    def test_the_same_project_gives_the_same_bytes(self):
        self.export("--format", "all", "--out", "one")
        shutil.rmtree(self.game / ".limner", ignore_errors=True)
        self.export("--format", "all", "--out", "two")
        self.assertEqual(tree(self.folder / "one"), tree(self.folder / "two"))

    def test_records_are_not_touched(self):
        before = tree(self.game / "records")
        self.export("--format", "all")
        self.assertEqual(tree(self.game / "records"), before)

    def test_linked_images_are_the_same_files(self):
        self.export("--format", "llava", "--link")
        images = list((self.folder_of("llava") / "images").iterdir())
        self.assertTrue(images)
        for image in images:
            self.assertEqual(image.stat().st_nlink, 2)
            self.assertFalse(image.is_symlink())

    def test_an_older_export_is_replaced_whole(self):
        self.export("--format", "trl")
        first = tree(self.folder_of("trl"))
        self.limner("curate", "y_hand1_v1", "--undo")
        self.export("--format", "trl", "--task", "classification")
        self.assertTrue(set(first) - set(tree(self.folder_of("trl"))))
        self.assertEqual(self.read_json(self.folder_of("trl") / "manifest.json")["tasks"], ["classification"])

    def test_a_folder_that_is_no_export_is_left_alone(self):
        target = self.folder_of("trl")
        target.mkdir(parents=True)
        (target / "thesis.txt").write_text("mine")
        done = self.export("--format", "trl", status=5)
        self.assertIn("is no export of limner", done.err)
        self.assertEqual(tree(target), {"thesis.txt": b"mine"})

    def test_what_somebody_put_into_an_export_is_never_lost(self):
        self.export("--format", "trl")
        notes = self.folder_of("trl") / "train" / "notes" / "mine.txt"
        notes.parent.mkdir()
        notes.write_text("precious")
        before = tree(self.folder_of("trl"))
        self.assertIn("train/notes/mine.txt", self.export("--format", "trl", status=5).err)
        self.assertEqual(tree(self.folder_of("trl")), before)
        notes.unlink()
        self.export("--format", "trl")

    def test_a_stale_binding_refuses_to_ship(self):
        path = self.game / "records" / "y_hand3_v1.json"
        data = self.read_json(path)
        data["judgment"]["criteria_scores"]["material_fidelity"] = 0.95
        path.write_text(json.dumps(data, indent=2))
        done = self.export("--format", "trl", status=5)
        self.assertIn("y_hand3_v1", done.err)
        self.assertIn("limner canon bind", done.err)
        self.assertFalse(self.folder_of("trl").exists())
        self.export("--format", "trl", "--allow-incomplete")
        self.assertEqual(self.read_json(self.folder_of("trl") / "manifest.json")["excluded"]["stale_binding"], 1)

    def test_what_is_left_out_is_counted(self):
        (self.game / "outputs/approved/y_hand0_v1.png").unlink()
        (self.game / "outputs/rejected/y_hand1_v2.png").write_bytes(b"\x89PNG\r\n\x1a\nnot really")
        (self.game / "outputs/approved/y_hand2_v1.png").write_bytes(b"GIF89a")
        (self.game / "records/y_torn_v1.json").write_text("{")
        self.assertIn("1 file could not be read", self.export("--format", "trl", status=1).err)
        self.assertEqual(self.read_json(self.folder_of("trl") / "manifest.json")["excluded"],
                         {"image_format": 1, "image_undecodable": 1, "no_image": 1, "unjudged": 1, "unreadable": 1})

    def test_a_dry_run_writes_nothing(self):
        done = self.export("--format", "all", "--dry-run")
        self.assertIn("Nothing was written", done.out)
        self.assertFalse((self.game / "exports").exists())

    def test_words_that_are_wrong_are_named(self):
        for words, said in [(("--format", "lama-factory"), "llama-factory"), ((), "--format"), (("--format", "trl", "--embed"), "--embed"),
                            (("--format", "trl", "--split", "0.5,0.2"), "sum to 0.7"), (("--format", "trl", "--split", "x"), "no share")]:
            self.assertIn(said, self.export(*words, status=2).err)

    def test_a_read_only_folder_is_told_and_nothing_is_left(self):
        if os.geteuid() == 0:
            self.skipTest("root may write anywhere")
        target = self.folder / "locked"
        target.mkdir()
        target.chmod(0o555)
        done = self.export("--format", "trl", "--out", target, status=1)
        self.assertIn(str(target), done.err)

    def test_a_full_disk_is_told_and_the_older_export_stays(self):
        self.export("--format", "openai")
        before = tree(self.folder_of("openai"))
        # A limit on the size of files stands in for a full disk: write() fails with EFBIG.
        limited = subprocess.run(["sh", "-c", "ulimit -f 4; trap '' XFSZ; exec \"$@\"", "sh", PROGRAM, "export", "--format", "openai"],
                                 cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 encoding="utf-8")
        self.assertEqual(limited.returncode, 1, limited.stderr)
        self.assertIn("openai", limited.stderr)
        self.assertEqual(tree(self.folder_of("openai")), before)
        self.assertEqual([name for name in os.listdir(self.game / "exports") if name.startswith(".")], [])

    def test_a_killed_run_leaves_the_older_export_and_the_next_one_cleans_up(self):
        self.export("--format", "trl")
        before = tree(self.folder_of("trl"))
        for wait in (0.002, 0.005, 0.01, 0.02, 0.04):
            process = subprocess.Popen([PROGRAM, "export", "--format", "trl"], cwd=self.folder, env=self.environment,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
            process.wait()
            self.assertEqual(tree(self.folder_of("trl")), before)
        self.export("--format", "trl")
        self.assertEqual(tree(self.folder_of("trl")), before)
        self.assertEqual([name for name in os.listdir(self.game / "exports") if name.startswith(".")], [])

    def test_families_stay_on_one_side(self):
        self.export("--format", "qwen2vl", "--split", "0.5,0.3,0.2")
        sides = {}
        for line in (self.folder_of("qwen2vl") / "units.jsonl").read_text().splitlines():
            unit = json.loads(line)
            for asset in unit["assets"]:
                sides.setdefault(asset.rsplit("_v", 1)[0], set()).add(unit["file"])
        self.assertTrue(all(len(files) == 1 for files in sides.values()), sides)
        self.assertGreater(len(set.union(*sides.values())), 1)

    def test_validate_says_what_is_wrong_and_exits_3(self):
        self.export("--format", "llava")
        (self.folder_of("llava") / "train.json").write_text("[]")
        done = self.limner("validate", self.folder_of("llava"), status=3)
        self.assertIn("Grade F", done.out)
        self.limner("validate", self.folder / "nowhere", status=3)

    def test_validate_passes_over_a_file_that_lies_beside_the_folders(self):
        self.export("--format", "llava")
        self.limner("sheet")
        here = sorted((self.game / "exports").iterdir())
        self.assertEqual([path.name for path in here], ["sheet.html", "yard-llava"])
        done = self.limner("validate", *here)
        self.assertIn("Grade A", done.out)
        self.assertIn("sheet.html", done.err)
        self.limner("validate", here[0], status=3)
        self.limner("validate", here[0], here[0], status=3)


if __name__ == "__main__":
    main()
