"""The production page: images made from the page and from a terminal, and what people want of them, checked on disk."""
import os
import signal
import subprocess
import sys

from pages import PROGRAM, PageCase, main

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../cli"))
from fake_provider import FakeProvider  # noqa: E402


class Production(PageCase):
    def setUp(self):
        super().setUp()
        self.game = self.small_project(packs=0, side=256)

    def connect(self, server):
        config = self.game / "limner.yaml"
        config.write_text(config.read_text(encoding="utf-8").replace("provider: sketch", "provider: comfyui")
                          + f"\nproviders:\n  comfyui:\n    url: {server.url}\n", encoding="utf-8")

    def states(self):
        return {job["id"]: job["state"] for job in self.limner("-C", self.game, "jobs", "--state", "all", "--json").json["jobs"]}

    def records(self):
        return sorted(path.stem for path in (self.game / "records").glob("*.json"))

    def test_a_pack_is_made_steered_and_made_complete(self):
        self.limner("-C", self.game, "generate", "wave1", "--limit", 6)
        with FakeProvider("error:skip=3", render_ms=700, previews=True) as server:
            self.connect(server)
            self.serve(self.game)
            seen = self.sit("production", "make")
            self.stop()
        self.assertEqual(seen["planned"], "14")
        self.assertRegex(seen["button"], "Make 12 images")
        self.assertEqual(seen["untold"], seen["left"], "what was taken out of the pack was made")
        self.assertEqual(seen["cancelled"], [name for name, state in self.states().items() if state == "cancelled"])
        self.assertEqual(len(self.records()), 17)
        self.assertEqual(set(self.states().values()), {"done", "cancelled"})
        self.assertIn("Paused", seen["paused"])
        self.assertEqual(seen["first"], "done", "what was put before all others came late")
        self.assertRegex(seen["failure"], "(?i)node|error|failed")
        self.assertEqual(self.shots, {"production-light", "production-generate", "production-failed", "production-dark", "production-small"})

    def test_a_run_of_a_terminal_is_shown_and_obeys(self):
        with FakeProvider(render_ms=1500) as server:
            self.connect(server)
            self.serve(self.game)
            run = subprocess.Popen([PROGRAM, "-C", str(self.game), "generate", "wave1"], env=self.environment, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL)
            self.addCleanup(run.kill)
            seen = self.sit("production", "watch")
            self.assertEqual(run.wait(timeout=60), 0)
            run.stdout.close()
            self.stop()
        self.assertIn("terminal", seen["who"])
        self.assertIn(str(run.pid), seen["who"])
        self.assertIn("live previews stay there", seen["note"])
        self.assertIn("paused", seen["paused"])
        self.assertIn(f"process {run.pid} makes images", seen["refused"])
        states = list(self.states().values())
        self.assertEqual(states.count("done") + states.count("cancelled"), 20)
        self.assertGreaterEqual(states.count("cancelled"), 2)
        self.assertEqual(len(self.records()), states.count("done"))

    def test_a_studio_that_is_closed_while_it_makes_images_leaves_the_rest_to_the_next(self):
        with FakeProvider(render_ms=400) as server:
            self.connect(server)
            self.serve(self.game)
            self.sit("production", "leave")
            self.server.send_signal(signal.SIGINT)
            self.assertEqual(self.server.wait(timeout=60), 0, self.told)
            left = [state for state in self.states().values() if state != "done"]
            self.assertTrue(left)
            self.assertEqual(self.limner("-C", self.game, "jobs", "--json").json["running"], False)
            self.limner("-C", self.game, "generate", "wave1")
            self.assertEqual(len(server.rendered), 20, "something was made twice, or not at all")
        self.assertEqual(len(self.records()), 20)


if __name__ == "__main__":
    main()
