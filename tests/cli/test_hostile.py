"""What a hostile or unlucky project does to every command: nothing hangs, nothing is lost, and the words say what to do."""
import json
import os
import signal
import subprocess
import time

from fixtures import SCORES, project, record
from harness import PROGRAM, Case, main

GOOD = ",".join(f"{name}=0.8" for name in SCORES)


class Hostile(Case):
    def setUp(self):
        super().setUp()
        self.game = project(self.folder / "games" / "yard", [record("y_a", "approved"), record("y_b", "rejected", 0.3), record("y_d")])

    def test_validate_does_not_wait_for_pipes_nor_follow_links(self):
        data = self.folder / "data"
        data.mkdir()
        os.mkfifo(data / "train.jsonl")
        os.symlink("/etc/passwd", data / "test.jsonl")
        os.symlink("loop.json", data / "loop.json")
        self.assertIn("looks like a dataset", self.limner("validate", data, status=3, timeout=20).err)

    def test_records_that_are_no_files_are_named_and_the_others_go_on(self):
        os.mkfifo(self.game / "records/pipe.json")
        os.symlink("loop.json", self.game / "records/loop.json")
        os.symlink("/dev/zero", self.game / "records/zero.json")
        done = self.limner("canon", "bind", status=1, timeout=20)
        for name in ("pipe", "loop", "zero"):
            self.assertIn(f"records/{name}.json", done.err)
        self.assertIsNotNone(self.read_json(self.game / "records/y_a.json")["canon"])

    def test_a_score_that_is_none_is_not_bound(self):
        torn = record("y_e", "approved")
        torn["judgment"]["criteria_scores"]["material_fidelity"] = 7
        self.write(self.game / "records/y_e.json", torn)
        done = self.limner("canon", "bind", status=1)
        self.assertIn("y_e.json: score of “material_fidelity”: expected a number from 0 to 1, found 7", done.err)
        self.assertEqual(self.read_json(self.game / "records/y_e.json"), torn)
        self.assertIsNotNone(self.read_json(self.game / "records/y_a.json")["canon"])

    def test_what_lies_in_the_place_of_an_image_stops_only_that_image(self):
        made = self.game / "outputs/candidates/y_d.png"
        made.unlink()
        whole = record("y_d")
        whole["provenance"].update(width=64, height=64)
        self.write(self.game / "records/y_d.json", whole)
        for name in ("y_pipe", "y_loop", "y_folder"):
            self.write(self.game / f"records/{name}.json", record(name))
        places = self.game / "outputs/candidates"
        os.mkfifo(places / "y_pipe.png")
        os.symlink("y_loop.png", places / "y_loop.png")
        (places / "y_folder.png").mkdir()
        done = self.limner("restore", status=1, timeout=60)
        for name in ("y_pipe", "y_loop", "y_folder"):
            self.assertIn(name, done.err)
        self.assertTrue(made.is_file())

    def test_an_export_that_could_not_read_everything_says_so(self):
        self.limner("canon", "bind")
        (self.game / "records/torn.json").write_text("{")
        done = self.limner("export", "--format", "trl", status=1)
        self.assertIn("records/torn.json", done.err)
        self.assertTrue((self.game / "exports/yard-trl/manifest.json").exists())

    def test_an_export_without_bindings_names_the_next_step(self):
        self.assertIn("limner canon bind", self.limner("export", "--format", "trl", status=3).err)

    def test_an_export_to_nowhere_is_refused(self):
        self.limner("canon", "bind")
        self.assertIn("--out", self.limner("export", "--format", "trl", "--out", "", status=2).err)

    def test_doctor_quotes_a_path_that_leaves_the_project(self):
        self.write(self.game / "records/y_e.json", {**record("y_e"), "asset_path": "../../secret.png"})
        finding, = (one for one in self.limner("doctor", "--json", status=3).json["findings"] if one["severity"] == "error")
        self.assertIn("../../secret.png", finding["found"])
        self.assertIsNotNone(finding["fix"])

    def test_doctor_tells_apart_what_it_did_and_what_it_would_do(self):
        os.rename(self.game / "outputs/approved/y_a.png", self.game / "outputs/candidates/y_a.png")
        self.assertIn("to repair y_a: would move", self.limner("doctor", "--dry-run").out)
        self.assertIn("repaired y_a: moved", self.limner("doctor").out)

    def test_one_is_not_counted_as_many(self):
        (self.game / "records/torn.json").write_text("{")
        (self.game / "outputs/approved/y_a.png").unlink()
        done = self.limner("status")
        self.assertIn("1 file in records/", done.err)
        self.assertIn("1 image of the records is missing", done.err)
        self.assertIn("(1 waits for judgment)", done.out)
        self.assertIn("1 error,", self.limner("doctor", status=3).out)

    def test_the_list_of_what_waits_follows_lane_and_status(self):
        ids = lambda *words: [row["id"] for row in self.limner("curate", "--list", "--json", *words).json]
        self.assertEqual(ids(), ["y_d"])
        self.assertEqual(ids("--lane", "ship"), [])
        self.assertEqual(ids("--status", "rejected"), ["y_b"])
        self.assertIn("one status", self.limner("curate", "--list", "--status", "approved,rejected", status=2).err)
        for words in (("curate", "--list"), ("sheet",), ("compare", "rank")):
            done = self.limner(*words, "--lane", "shi", status=3)
            self.assertIn("Did you mean “ship”?", done.err, words)
            self.assertIn("costume", done.err, words)

    def test_init_answers_in_json_and_quotes_what_a_shell_would_split(self):
        made = self.limner("init", "dry", "--dry-run", "--json").json
        self.assertEqual((made["folder"], made["dry_run"]), ("games/dry", True))
        self.assertFalse((self.folder / "games/dry").exists())
        self.assertIn("limner.yaml", self.limner("init", "wet", "--json").json["files"])
        self.assertIn("cd 'games/two words' &&", self.limner("init", "two words").out)

    def test_canon_files_that_contradict_themselves_are_named(self):
        for file, data, said in (("lanes.json", {"lanes": [{"id": "costume"}, {"id": "costume"}]}, "every lane once"),
                                 ("rubric.json", {"dimensions": SCORES, "thresholds": 7}, "thresholds")):
            old = (self.game / file).read_text()
            self.write(self.game / file, data)
            self.assertIn(said, self.limner("canon", "check", status=3).out, file)
            (self.game / file).write_text(old)

    def test_a_provider_that_refuses_leaves_no_odd_progress(self):
        self.write(self.game / "inputs/prompts/k.json", {"lane": "w", "subjects": [{"id": "a", "prompt": "x"}]})
        self.assertNotIn("(null)", self.limner("generate", "k", "--provider", "comfyui", status=3).err)

    def test_a_binding_that_was_stopped_keeps_what_it_says_it_did(self):
        for number in range(600):
            self.write(self.game / f"records/y_{number:04}.json", record(f"y_{number:04}", "approved"))
        stopped = 0
        for pause in (0.02, 0.04, 0.06, 0.1, 0.2):
            run = subprocess.Popen([PROGRAM, "canon", "bind", "--force"], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
            time.sleep(pause)
            run.send_signal(signal.SIGINT)
            _out, err = run.communicate(timeout=60)
            self.assertIn(run.returncode, (0, 1, -signal.SIGINT))
            for word in err.split("stopped after ")[1:]:
                stopped += 1
                fresh = self.limner("canon", "bind", "--dry-run", "--json").json["fresh"]
                self.assertGreaterEqual(fresh, int(word.split()[0]))
        self.limner("canon", "bind")
        self.assertEqual(self.limner("canon", "bind", "--dry-run", "--json").json["bound"], 0)


if __name__ == "__main__":
    main()
