"""jobs list, show, pause, resume, cancel, move, clear: what a person sees of the engine's memory, and may ask of it."""
import fcntl
import json
import os
import pty
import re
import select
import signal
import sqlite3
import struct
import subprocess
import termios
import time

import harness
from fake_provider import FakeProvider
from test_generate import Case, pack


class Jobs(Case):
    def setUp(self):
        super().setUp()
        self.here("generate", "crates", "--limit", 2)

    def add(self, name, state, **fields):
        """A job as a run would have left it."""
        fields = {"attempt": 1, "created_at": "2026-01-02T03:00:00.000Z", "updated_at": "2026-01-02T03:00:00.000Z",
                  "provider": "comfyui", "request": "{}", **fields, "key": f"new/{name}", "state": state}
        with sqlite3.connect(self.home / ".limner/jobs.db") as db:
            db.execute(f"INSERT INTO jobs ({', '.join(fields)}) VALUES ({', '.join('?' * len(fields))})", list(fields.values()))

    def add_one_of_each(self):
        for state in ("planned", "sent", "rendered", "failed", "blocked", "cancelled"):
            self.add(f"{state}_v1", state, message=f"why {state}")

    def states(self):
        jobs = self.here("jobs", "--state", "all", "--json").json["jobs"]
        return {job["id"]: job["state"] for job in jobs}

    def ids(self, *words):
        return [job["id"] for job in self.here("jobs", "list", *words, "--json").json["jobs"]]

    def run_lock(self):
        """As long as it is open, a run seems to be going on."""
        file = open(self.home / ".limner/run.lock", "a")
        self.addCleanup(file.close)
        fcntl.flock(file, fcntl.LOCK_EX)
        return file


class Looking(Jobs):
    def test_a_project_without_jobs_says_how_to_get_some(self):
        (self.home / ".limner/jobs.db").unlink()
        self.assertIn("limner generate", self.here("jobs").out)
        self.assertEqual(self.here("jobs", "--json").json["jobs"], [])
        self.assertFalse((self.home / ".limner/jobs.db").exists())

    def test_of_a_long_queue_only_the_head_is_shown_unless_asked(self):
        for i in range(30):
            self.add(f"wait_{i:02}_v1", "planned")
        self.add("wrong_v1", "failed", message="no ink")
        said = self.here("jobs").out
        self.assertIn("wait_19_v1", said)
        self.assertNotIn("wait_20_v1", said)
        self.assertIn("wrong_v1", said)
        self.assertIn("… and 10 more planned; --state planned lists them all.", said)
        self.assertIn("wait_29_v1", self.here("jobs", "--state", "planned").out)
        self.assertEqual(len(self.ids()), 31)

    def test_the_list_leaves_out_what_is_done_unless_asked(self):
        self.add_one_of_each()
        others = ["planned_v1", "sent_v1", "rendered_v1", "failed_v1", "blocked_v1", "cancelled_v1"]
        self.assertEqual(self.ids(), others)
        self.assertEqual(self.ids("--state", "failed,blocked"), ["failed_v1", "blocked_v1"])
        self.assertEqual(self.ids("--state", "all"), ["crate_1_v1", "crate_1_v2", *others])
        self.assertEqual(self.ids("--limit", "2"), others[:2])
        out = self.here("jobs", "--limit", "2").out
        self.assertIn("and 4 more", out)
        self.assertIn("8 jobs: 1 planned, 1 sent, 1 rendered, 2 done, 1 failed, 1 blocked, 1 cancelled.", out)
        self.assertIn("No run is going on", out)
        self.run_lock()
        self.assertIn("A run is going on", self.here("jobs").out)
        self.assertTrue(self.here("jobs", "--json").json["running"])

    def test_show_tells_the_history_and_the_graph(self):
        graph = '{"3":{"class_type":"KSampler"}}'
        self.add("lost_v1", "failed", graph=graph, message="KSampler: \x1b[2Jout of memory")
        shown = self.here("jobs", "show", "lost_v1").out
        self.assertIn("out of memory", shown)
        self.assertNotIn("\x1b", shown)
        self.assertEqual(self.here("jobs", "show", "lost_v1", "--graph").json, {"3": {"class_type": "KSampler"}})
        self.assertEqual(len(self.here("jobs", "show", "new/lost_v1", "--json").json["graph_sha256"]), 64)

        made = self.here("jobs", "show", "crate_1_v1", "--json").json
        self.assertEqual([event["state"] for event in made["history"]][-1], "done")
        self.assertEqual(made["request"]["prompt"], "oil painting, a crate on a quay 1")
        self.add("never_prepared_v1", "planned")
        self.here("jobs", "show", "never_prepared_v1", "--graph", status=3)

    def test_unknown_names_get_the_nearest(self):
        for words in (("show",), ("cancel",), ("move", "--first")):
            self.assertIn("Did you mean “crate_1_v1”?", self.here("jobs", *words, "crat_1_v1", status=3).err)
        self.assertIn("Did you mean “jobs move”?", self.here("jobs", "mvoe", status=2).err)
        self.assertEqual(self.here("complete", "bash", "jobs", "show", "cr", cwd=self.home).out.split(), ["crate_1_v1", "crate_1_v2"])

    def test_a_broken_memory_is_told_and_kept(self):
        path = self.home / ".limner/jobs.db"
        path.write_bytes(b"no database at all, " * 60)
        self.assertIn("Move it away", self.here("jobs", status=3).err)
        self.assertTrue(path.read_bytes().startswith(b"no database"))


class Asking(Jobs):
    def test_nothing_can_be_paused_without_a_run(self):
        for word in ("pause", "resume"):
            self.assertIn("no run is going on", self.here("jobs", word, status=5).err)

    def test_a_run_is_paused_and_resumed(self):
        self.run_lock()
        for word, paused in (("pause", True), ("pause", True), ("resume", False), ("resume", False)):
            self.assertEqual(self.here("jobs", word, "--json").json, {"paused": paused})
            self.assertEqual(self.here("jobs", "--json").json["paused"], paused)
        self.assertIn("was not paused", self.here("jobs", "resume").out)

    def test_moving_changes_the_order(self):
        for name in "abc":
            self.add(name, "planned")
        self.here("jobs", "move", "c", "--first", "--dry-run")
        self.assertEqual(self.ids(), ["a", "b", "c"])
        self.here("jobs", "move", "c", "--first")
        self.assertEqual(self.ids(), ["c", "a", "b"])
        self.here("jobs", "move", "c", "a", "--last")
        self.assertEqual(self.ids(), ["b", "c", "a"])
        self.here("jobs", "move", "c", status=2)
        self.assertIn("crate_1_v1 is done", self.here("jobs", "move", "a", "crate_1_v1", "--first", status=1).err)
        self.assertEqual(self.ids(), ["a", "b", "c"])

    def test_cancelling_without_a_run_changes_the_memory(self):
        self.add_one_of_each()
        before = self.states()
        self.here("jobs", "cancel", "--all", "--dry-run")
        self.assertEqual(self.states(), before)
        self.here("jobs", "cancel", "planned_v1", "failed_v1")
        self.assertEqual(self.states(), {**before, "planned_v1": "cancelled", "failed_v1": "cancelled"})
        self.assertIn("is done", self.here("jobs", "cancel", "crate_1_v1", status=1).err)
        self.here("jobs", "cancel", status=2)
        self.here("jobs", "cancel", "--all", "planned_v1", status=2)

    def test_cancelling_in_a_run_is_asked_of_it(self):
        self.add_one_of_each()
        before = self.states()
        lock = self.run_lock()
        self.assertIn("Asked the run to cancel 3 jobs", self.here("jobs", "cancel", "--all").out)
        self.assertEqual(self.states(), before)
        unwanted = [job["id"] for job in self.here("jobs", "--json").json["jobs"] if job["unwanted"]]
        self.assertEqual(unwanted, ["planned_v1", "sent_v1", "rendered_v1"])
        self.assertIn("cancelling", self.here("jobs").out)
        lock.close()

    def test_clearing_forgets_what_is_over(self):
        self.add_one_of_each()
        self.assertIn("Would forget 5 jobs", self.here("jobs", "clear", "--all", "--dry-run").out)
        self.assertEqual(len(self.states()), 8)
        self.here("jobs", "clear", "--done", "--blocked")
        self.assertEqual(self.ids("--state", "all"), ["planned_v1", "sent_v1", "rendered_v1", "failed_v1", "cancelled_v1"])
        self.here("jobs", "clear", "--all")
        self.assertEqual(self.ids("--state", "all"), ["planned_v1", "sent_v1", "rendered_v1"])
        self.here("jobs", "clear", status=2)
        self.assertEqual(len(self.images()), 2)


class Telling(Jobs):
    """Cancelling without a run tells the server that may still have the job."""

    def send(self, server, settings):
        self.write(self.home / "limner.yaml", f"providers:\n  a1111:\n    servers: {settings}\n")
        self.add("oak_v1", "sent", provider="a1111", server=server, sent_id="6f9619ff-8b86-4d01-b42d-00cf4fc964ff")

    def test_a_server_that_does_not_answer_is_named_and_the_job_is_cancelled_all_the_same(self):
        with FakeProvider() as server:
            pass
        self.send(server.url, f'["{server.url}"]')
        self.assertIn(server.url, self.here("jobs", "cancel", "oak_v1", status=4).err)
        self.assertEqual(self.states()["oak_v1"], "cancelled")

    def test_a_server_that_is_not_configured_any_more_is_named(self):
        self.send("http://gpu.example", '["http://127.0.0.1:7860"]')
        self.assertIn("no server “http://gpu.example”", self.here("jobs", "cancel", "oak_v1", status=4).err)
        self.assertEqual(self.states()["oak_v1"], "cancelled")


class Making(Jobs):
    def generate(self, *words, server=None, **more):
        return self.here("generate", "others", *words, "--provider", "comfyui", env={"COMFY_URL": server.url}, **more)

    def retry(self, *words, server, **more):
        return self.here("jobs", "retry", *words, env={"COMFY_URL": server.url}, **more)

    def setUp(self):
        super().setUp()
        self.write(self.home / "inputs/prompts/others.json", {**pack(variations=1), "subjects": [
            {"id": name, "prompt": f"a barrel {name}"} for name in ("oak", "elm", "ash", "fir")]})
        # One after the other, so that the tests know which one meets a fault.
        self.write(self.home / "limner.yaml", "providers:\n  comfyui:\n    queue_depth: 1\n")


class Retrying(Making):
    def test_what_failed_is_made_as_it_was_asked_for(self):
        with FakeProvider("error:skip=1") as server:
            self.generate(server=server, status=1)
            self.assertEqual(self.ids(), ["elm_v1"])
            self.assertIn("Would make elm_v1 (failed)", self.retry("--failed", "--dry-run", server=server).out)
            done = self.retry("--failed", "--json", server=server).json
            self.assertEqual((done["retried"], done["made"], done["problems"]), (["elm_v1"], 1, []))
            self.assertIn("No job is in such a state", self.retry("--failed", server=server).out)
        history = [event["state"] for event in self.here("jobs", "show", "elm_v1", "--json").json["history"]]
        self.assertEqual(history, ["planned", "sent", "failed", "planned", "sent", "rendered", "done"])
        self.assertEqual(self.record("elm_v1")["provenance"]["prompt"], "oil painting, a barrel elm")
        self.assertIn("limner restore", self.here("jobs", "retry", "elm_v1", status=1).err)

    def test_what_was_cancelled_is_left_alone_until_it_is_retried(self):
        with FakeProvider() as server:
            self.generate("--limit", "1", server=server)
            self.here("jobs", "clear", "--done")
            with sqlite3.connect(self.home / ".limner/jobs.db") as db:
                self.assertEqual(db.execute("SELECT count(*) FROM events").fetchone(), (0,))
            with FakeProvider("error:times=all") as bad:
                self.generate(server=bad, status=1)
            self.here("jobs", "cancel", "elm_v1")
            done = self.generate("--json", server=server).json
            self.assertEqual((done["made"], done["cancelled"], done["existed"]), (2, 1, 1))
            self.assertEqual(self.states(), {"elm_v1": "cancelled", "ash_v1": "done", "fir_v1": "done"})
            self.retry("--cancelled", server=server)
        self.assertEqual(self.states()["elm_v1"], "done")

    def test_nobody_there_leaves_it_planned(self):
        with FakeProvider("error") as server:
            self.generate("--limit", "1", server=server, status=1)
        self.retry("--failed", server=server, status=4)
        self.assertEqual(self.states()["oak_v1"], "planned")

    def test_a_provider_that_is_away_does_not_keep_others_from_their_jobs(self):
        others = self.home / "inputs/prompts/others.json"
        self.write(others, {**self.read_json(others), "defaults": {**pack()["defaults"], "width": 64, "height": 64}})
        with FakeProvider("error:times=2") as server:
            self.generate("--limit", "2", server=server, status=1)
            with sqlite3.connect(self.home / ".limner/jobs.db") as db:
                db.execute("UPDATE jobs SET provider = 'a1111' WHERE key = 'new/oak_v1'")
            done = self.limner("-C", self.home, "jobs", "retry", "--failed", "--json", status=4,
                               env={"COMFY_URL": server.url, "A1111_URL": "http://127.0.0.1:9"}).json
        self.assertEqual((done["made"], done["left"]), (1, 1))
        self.assertEqual((self.states()["oak_v1"], self.states()["elm_v1"]), ("planned", "done"))

    def test_it_says_which(self):
        self.here("jobs", "retry", status=2)
        self.here("jobs", "retry", "--failed", "crate_1_v1", status=2)
        self.add("odd_v1", "failed", request="{", message="x")
        self.assertIn("odd_v1", self.here("jobs", "retry", "odd_v1", status=1).err)
        self.run_lock()
        self.assertIn("a run is going on", self.here("jobs", "retry", "odd_v1", status=1).err)


class Beside(Making):
    """A run that goes on while people ask things of it."""

    def start(self, server):
        run = subprocess.Popen([harness.PROGRAM, "-C", str(self.home), "generate", "others", "--provider", "comfyui"],
                               env={**self.environment, "COMFY_URL": server.url}, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        self.addCleanup(lambda: (run.poll() is None and run.kill(), run.wait(), run.stdout.close(), run.stderr.close()))
        return run

    def wait_for(self, what, holds):
        for _ in range(400):
            seen = self.here("jobs", "--state", "all", "--json").json
            if holds(seen):
                return seen
            time.sleep(0.05)
        self.fail(f"never came: {what}; {seen['counts']}")

    def test_pause_cancel_move_resume(self):
        with FakeProvider(render_ms=400) as server:
            run = self.start(server)
            self.wait_for("a job at the server", lambda seen: seen["counts"]["sent"] > 0)
            self.here("jobs", "pause")
            seen = self.wait_for("an idle server", lambda seen: seen["counts"]["sent"] == 0)
            self.assertTrue(seen["paused"] and seen["running"] and seen["counts"]["planned"] >= 2, seen["counts"])
            self.here("jobs", "cancel", "fir_v1")
            self.wait_for("the cancelled job", lambda seen: seen["counts"]["cancelled"] == 1)
            self.here("jobs", "move", "ash_v1", "--first")
            self.here("jobs", "resume")
            out, err = run.communicate(timeout=60)
            self.assertEqual(run.returncode, 0, err)
            self.assertEqual(len(server.rendered), 3)
        self.assertEqual({**self.states(), "crate_1_v1": 0, "crate_1_v2": 0},
                         {"oak_v1": "done", "elm_v1": "done", "ash_v1": "done", "fir_v1": "cancelled", "crate_1_v1": 0, "crate_1_v2": 0})
        self.assertEqual(err.splitlines()[0], f"Making images: 4 on {server.url.removeprefix('http://')}")
        self.assertIn("Paused", err)

    def test_a_cancelled_job_is_taken_back_from_the_server_that_makes_it(self):
        with FakeProvider(render_ms=60000) as server:
            run = self.start(server)
            self.wait_for("a job at the server", lambda seen: seen["counts"]["sent"] > 0)
            self.here("jobs", "cancel", "--all")
            out, err = run.communicate(timeout=60)
            self.assertEqual((run.returncode, len(server.rendered)), (0, 0), err)
            self.assertIn("4 images cancelled", out)
            self.assert_nothing_runs(server)

    def test_after_a_crash_the_server_is_told_without_a_run(self):
        with FakeProvider(render_ms=60000) as server:
            run = self.start(server)
            self.wait_for("a job at the server", lambda seen: seen["counts"]["sent"] > 0)
            run.kill()
            run.wait()
            self.assertGreater(self.queue(server), 0)
            cancelled = self.here("jobs", "cancel", "--all", env={"COMFY_URL": server.url})
            self.assertIn("Cancelled 4 jobs, and told the server", cancelled.out)
            self.assert_nothing_runs(server)

    def assert_nothing_runs(self, server):
        for _ in range(200):  # taking a running prompt back is asked for, and happens soon after
            if self.queue(server) == 0:
                return
            time.sleep(0.05)
        self.fail("the server still works on it")

    def queue(self, server):
        """How many prompts wait or run there."""
        queue = json.loads(server.call("/queue")[1])
        return len(queue["queue_running"]) + len(queue["queue_pending"])

    def test_ctrl_c_says_how_to_go_on_and_nothing_is_made_twice(self):
        with FakeProvider(render_ms=400) as server:
            run = self.start(server)
            self.wait_for("a job at the server", lambda seen: seen["counts"]["sent"] > 0)
            run.send_signal(signal.SIGINT)
            out, err = run.communicate(timeout=60)
            self.assertEqual(run.returncode, 1)
            self.assertIn("the same command goes on", err)
            self.assertNotIn("\x1b", err)
            self.generate(server=server)
            self.assertEqual(len(server.rendered), 4)
        self.assertEqual(len(self.images()), 6)


class OnATerminal(Making):
    def watch(self, server, interrupt=False, **environment):
        """What a run writes to a terminal of 70 columns, and its exit status."""
        outer, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 20, 70, 0, 0))
        before = termios.tcgetattr(inner)
        run = subprocess.Popen([harness.PROGRAM, "-C", str(self.home), "generate", "others", "--provider", "comfyui"],
                               env={**self.environment, "COMFY_URL": server.url, "TERM": "xterm-256color", **environment},
                               stdin=inner, stdout=inner, stderr=inner)
        self.addCleanup(lambda: run.poll() is None and run.kill())
        seen = b""
        while run.poll() is None or select.select([outer], [], [], 0)[0]:
            if select.select([outer], [], [], 0.05)[0]:
                seen += os.read(outer, 65536)
            if interrupt and b"ready" in seen:
                run.send_signal(signal.SIGINT)
                interrupt = False
        self.assertEqual(termios.tcgetattr(inner), before)
        os.close(outer)
        os.close(inner)
        return seen.decode(), run.returncode

    def test_servers_and_failures_are_shown_and_gone_at_the_end(self):
        with FakeProvider("error:skip=1", render_ms=300) as server:
            seen, status = self.watch(server)
        self.assertEqual(status, 1)
        area, end = seen.rsplit("\x1b[J", 1)
        self.assertIn(f"{server.url.removeprefix('http://')}  \x1b[32mready", area)
        self.assertIn("elm_v1: ComfyUI failed", area)
        self.assertIn("1 failed", area)
        self.assertNotIn("Making images", end)
        self.assertIn("Made \x1b[1m3 images", end)
        for line in re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", area).splitlines():
            if "ready" in line or line.startswith("Making"):
                self.assertLess(len(line), 70)

    def test_no_color_is_heeded(self):
        with FakeProvider(render_ms=100) as server:
            seen, status = self.watch(server, NO_COLOR="1")
        self.assertEqual(status, 0)
        self.assertIn("ready", seen)
        self.assertNotIn("\x1b[3", seen)

    def test_a_dumb_terminal_gets_plain_lines(self):
        with FakeProvider() as server:
            seen, status = self.watch(server, TERM="dumb")
        self.assertEqual(status, 0)
        self.assertNotIn("\x1b", seen)
        self.assertIn("Making images: 4 on", seen)

    def test_ctrl_c_leaves_the_terminal_as_it_was(self):
        with FakeProvider(render_ms=500) as server:
            seen, status = self.watch(server, interrupt=True)
        self.assertEqual(status, 1)
        self.assertIn("once more stops at once", seen)
        self.assertIn("the same command goes on", seen.rsplit("\x1b[J", 1)[1])


if __name__ == "__main__":
    harness.main()
