"""The production engine's promise: every image exactly once, whatever the servers do and whenever limner is killed.

LIMNER_STORM_JOBS and LIMNER_STORM_SEED make another storm, LIMNER_STORM_KILLS a longer one."""
import json
import os
import random
import signal
import struct
import subprocess
import time
import zlib

from fake_provider import FakeProvider, inputs_of
from fixtures import project
from harness import PROGRAM, Case, main

JOBS = int(os.environ.get("LIMNER_STORM_JOBS", "2000"))
SEED = int(os.environ.get("LIMNER_STORM_SEED", "1"))
KILLS = int(os.environ.get("LIMNER_STORM_KILLS", "12"))
SERVERS = 4


def text_chunks(data):
    """keyword → text of a PNG's tEXt chunks; the picture must be whole."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n", data[:8]
    found, at, kinds = {}, 8, []
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        assert zlib.crc32(kind + body) == struct.unpack(">I", data[at + 8 + length:at + 12 + length])[0], kind
        if kind == b"tEXt":
            keyword, _, text = body.partition(b"\0")
            found[keyword.decode()] = text.decode()
        kinds.append(kind)
        at += 12 + length
    assert kinds[-1] == b"IEND", kinds
    return found


class Storm(Case):
    def make(self, jobs):
        self.jobs = jobs
        self.random = random.Random(SEED)
        self.game = project(self.folder / "games" / "yard", [])
        subjects = [{"id": f"crate_{i}", "prompt": f"crate number {i}"} for i in range(jobs // 10)]
        self.write(self.game / "inputs/prompts/storm.json", {
            "lane": "props", "style_prefix": "oil painting", "negative": "text", "subjects": subjects,
            "variations": [{"id": f"v{i}", "loras": []} for i in range(10)],
            "defaults": {"checkpoint": "sd_xl_base_1.0.safetensors", "steps": 4, "cfg": 2, "sampler": "euler",
                         "scheduler": "karras", "width": 16, "height": 16, "base_seed": 7000}})

    def configure(self, servers, **more):
        lines = ["providers:", "  comfyui:", "    servers:"] + [f"      - {server.url}" for server in servers]
        lines += [f"    {name}: {value}" for name, value in {"poll-interval": 0.1, "timeout": 30, **more}.items()]
        self.write(self.game / "limner.yaml", "\n".join(lines) + "\n")

    def start(self):
        return subprocess.Popen([PROGRAM, "generate", "inputs/prompts/storm.json", "--provider", "comfyui", "--quiet"], cwd=self.game,
                                env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                encoding="utf-8")

    def kill_at_random(self, turns, longest):
        """Runs it and kills it, again and again."""
        for _ in range(turns):
            process = self.start()
            time.sleep(self.random.uniform(0.05, longest))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            self.check(partial=True)

    def run_to_the_end(self, turns=1):
        """The same command until nothing is left; each run may leave what failed to the next."""
        for _ in range(turns):
            process = self.start()
            out, err = process.communicate(timeout=600)
            for word in ("AddressSanitizer", "runtime error:", "LeakSanitizer", "CRITICAL"):
                self.assertNotIn(word, err)
            if process.returncode == 0:
                return
        self.fail(f"still not done after {turns} runs:\n{out[-2000:]}\n{err[-4000:]}")

    def check(self, partial=False):
        """Whatever was made belongs to its record, is whole, and is there once."""
        records = {path.stem: self.read_json(path) for path in self.game.glob("records/*.json")}
        pictures = {path.stem: path for path in self.game.glob("outputs/*/*.png")}
        for name, record in records.items():
            self.assertIn(name, pictures)
            made_of = json.loads(text_chunks(pictures[name].read_bytes())["prompt"])
            asked = record["provenance"]
            self.assertEqual(inputs_of(made_of, "KSampler")["seed"], asked["seed"], name)
            self.assertIn(asked["prompt"], [node["inputs"].get("text") for node in made_of.values()], name)
        if not partial:
            self.assertEqual(len(records), self.jobs)
            self.assertEqual(set(pictures), set(records))
            self.assertEqual(len({record["provenance"]["seed"] for record in records.values()}), self.jobs)

    def check_no_zombie(self, servers):
        """No server still has anything of ours to do, and the engine's memory is at peace."""
        for server in servers:
            queue = server.json("/queue")
            self.assertEqual((queue["queue_running"], queue["queue_pending"]), ([], []), server.url)
        states = {job["state"] for job in self.limner("jobs", "list", "--state", "all", "--json", cwd=self.game).json["jobs"]}
        self.assertEqual(states, {"done"})

    def check_nothing_is_rendered_beside_a_copy(self, servers):
        """Only what a server destroyed was made again."""
        kept = {}
        for server in servers:
            told = server.stats()
            print(f"# {server.url}: {sum(told['renders'].values())} renders, {sum(told['faults'].values())} faults")
            for prompt in told["prompts"]:
                if prompt["state"] == "success" and not prompt["forgotten"]:
                    kept.setdefault(prompt["identity"], []).append((server.url, prompt["id"]))
        self.assertEqual({name: copies for name, copies in kept.items() if len(copies) > 1}, {})

    def test_each_image_is_rendered_once_however_often_limner_is_killed(self):
        self.make(300)
        with FakeProvider(render_ms=4) as one, FakeProvider(render_ms=7) as two:
            self.configure([one, two])
            self.kill_at_random(8, 0.6)
            self.run_to_the_end()
            self.check()
            self.check_no_zombie([one, two])
            self.assertEqual(len(one.rendered) + len(two.rendered), self.jobs)

    def test_a_storm_over_four_servers_loses_doubles_and_confuses_nothing(self):
        self.make(JOBS)
        servers = [FakeProvider(render_ms=3, storm=f"{SEED * 10 + i},0.03") for i in range(SERVERS)]
        try:
            for server in servers:
                server.__enter__()
            self.configure(servers, patience=1)
            self.kill_at_random(KILLS, 2.5)
            self.run_to_the_end(turns=6)
            for server in servers:
                server.storm(0, 0)
                server.clear()
            self.run_to_the_end()
            self.check()
            self.check_no_zombie(servers)
            self.check_nothing_is_rendered_beside_a_copy(servers)
        finally:
            for server in servers:
                server.stop()


if __name__ == "__main__":
    main()
