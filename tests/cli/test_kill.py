"""What is left when the program is killed: every image has one place and one record, and the next command says what it finished."""
import json
import random
import signal
import subprocess
import time

from fixtures import SCORES, project, record
from harness import PROGRAM, Case, main

GOOD = ",".join(f"{name}=0.8" for name in SCORES)
BAD = ",".join(f"{name}=0.2" for name in SCORES)


class Kill(Case):
    def setUp(self):
        super().setUp()
        self.random = random.Random(5)

    def make(self, count, status=None):
        self.game = project(self.folder / "games" / "yard", [record(f"y_hand_v{i}", status) for i in range(1, count + 1)])
        self.pixels = {path.name: path.read_bytes() for path in self.game.glob("outputs/*/*.png")}

    def kill_in(self, longest, *words):
        """Starts the program and kills it within @longest seconds, or lets it end."""
        process = subprocess.Popen([PROGRAM, *words], cwd=self.game, env=self.environment, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        time.sleep(self.random.uniform(0, longest))
        process.send_signal(signal.SIGKILL)
        process.wait()

    def check(self):
        places = {}
        for path in self.game.glob("outputs/*/*.png"):
            places.setdefault(path.name, []).append(path)
        self.assertEqual(sorted(places), sorted(self.pixels))
        for name, paths in places.items():
            self.assertEqual(len(paths), 1, paths)
            self.assertEqual(paths[0].read_bytes(), self.pixels[name])
        records = [self.read_json(path) for path in self.game.glob("records/*.json")]
        self.assertEqual(len(records), len(self.pixels))
        for each in records:
            self.assertTrue((self.game / each["asset_path"]).exists(), each["asset_path"])
        return records

    def test_curate_killed_at_any_moment(self):
        self.make(3)
        for turn in range(30):
            verdict = self.random.choice([("approved", GOOD), ("rejected", BAD)])
            self.kill_in(0.05, "curate", f"y_hand_v{turn % 3 + 1}", verdict[0], "Because.", "--scores", verdict[1])
            self.limner("status", cwd=self.game)
            self.check()

    def test_bind_killed_at_any_moment(self):
        self.make(60, "approved")
        for _ in range(20):
            self.kill_in(0.08, "canon", "bind", "--force")
            for each in self.check():
                if each["canon"]:
                    self.assertEqual(each["canon"]["assertions"], each["canon_assertions"])
        self.limner("canon", "bind", cwd=self.game)
        self.assertTrue(all(each["canon"] for each in self.check()))

    def interrupt(self):
        """The state between saving a judgment and moving the image."""
        self.make(1)
        self.limner("curate", "y_hand_v1", "approved", "Fine.", "--scores", GOOD, cwd=self.game)
        (self.game / "outputs/approved/y_hand_v1.png").rename(self.game / "outputs/candidates/y_hand_v1.png")
        self.write(self.game / ".limner/pending/move-y_hand_v1", "outputs/candidates/y_hand_v1.png")

    def test_the_next_command_finishes_the_move_and_says_so(self):
        self.interrupt()
        done = self.limner("status", "--json", cwd=self.game)
        self.assertIn("outputs/approved/y_hand_v1.png", done.err)
        done.json
        self.check()
        self.assertEqual(self.limner("status", cwd=self.game).err, "")

    def test_doctor_reports_what_it_finished(self):
        self.interrupt()
        done = self.limner("doctor", "--json", "--dry-run", cwd=self.game)
        self.assertEqual((len(done.json["would_repair"]), done.json["repaired"]), (1, []))
        self.assertTrue((self.game / "outputs/candidates/y_hand_v1.png").exists())
        done = self.limner("doctor", "--json", cwd=self.game)
        self.assertIn("moved its image", done.json["repaired"][0])
        self.check()
        self.assertEqual(self.limner("doctor", "--json", cwd=self.game).json["repaired"], [])

    def test_a_project_that_cannot_be_written_is_still_read(self):
        self.make(2)
        self.write(self.game / ".limner", "a file where the folder should be")
        before = self.tree(self.game)
        self.limner("status", cwd=self.game)
        done = self.limner("doctor", "--json", cwd=self.game)
        self.assertIn("nothing can be repaired", json.dumps(done.json["not_repaired"]))
        self.assertEqual(self.tree(self.game), before)


if __name__ == "__main__":
    main()
