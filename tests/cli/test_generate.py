"""generate and restore: the built-in painter, and a ComfyUI server that misbehaves."""
import signal
import struct
import subprocess
import time
import zlib

import harness
from fake_provider import FakeProvider

CHECKPOINT = "sd_xl_base_1.0.safetensors"


def pack(subjects=2, variations=2, prompt="a crate on a quay", **more):
    """A small pack in the reference layout; pictures of 16 × 16 are quick."""
    return {
        "lane": "props",
        "style_prefix": "oil painting",
        "negative": "text",
        "subjects": [{"id": f"crate_{i + 1}", "prompt": f"{prompt} {i + 1}"} for i in range(subjects)],
        "variations": [{"id": f"v{i + 1}", "loras": [], "seed_offset": 500 * i} for i in range(variations)],
        "defaults": {"checkpoint": CHECKPOINT, "steps": 8, "cfg": 2, "sampler": "euler", "scheduler": "karras",
                     "width": 16, "height": 16, "base_seed": 9900, **more},
    }


class Case(harness.Case):
    def setUp(self):
        super().setUp()
        self.home = self.folder / "p"
        self.write(self.home / "canon" / "constitution.md", "# Canon\n")
        self.write(self.home / "inputs/prompts/crates.json", pack())

    def here(self, *words, **more):
        return self.limner("-C", self.home, *words, **more)

    def record(self, name):
        return self.read_json(self.home / "records" / f"{name}.json")

    def images(self, folder="candidates"):
        """Names of the files; hidden ones are what a killed writer leaves, and doctor removes."""
        return sorted(path.name for path in (self.home / "outputs" / folder).glob("[!.]*"))


class Generate(Case):
    def test_ids_seeds_and_prompts_follow_the_pack(self):
        self.here("generate", "inputs/prompts/crates.json")
        rows = [("crate_1_v1", 9900), ("crate_1_v2", 10401), ("crate_2_v1", 9902), ("crate_2_v2", 10403)]
        self.assertEqual(self.images(), [f"{name}.png" for name, _ in rows])
        for index, (name, seed) in enumerate(rows):
            record = self.record(name)
            made = record["provenance"]
            self.assertEqual(list(record), ["id", "schema_version", "created_at", "asset_path", "image", "provenance",
                                            "judgment", "canon", "iteration"])
            self.assertEqual((made["seed"], made["batch_index"], made["workflow_id"]), (seed, index, "props"))
            self.assertEqual(made["prompt"], f"oil painting, a crate on a quay {name[6]}")
            self.assertEqual(record["asset_path"], f"outputs/candidates/{name}.png")
            self.assertEqual((made["provider"], made["quality"]), ("sketch", "placeholder"))
            size = (self.home / record["asset_path"]).stat().st_size
            self.assertEqual(record["image"], {"format": "png", "width": 16, "height": 16, "bytes": size})

    def test_again_makes_nothing(self):
        self.here("generate", "crates")
        before = self.tree(self.home)
        self.assertIn("4 images existed already", self.here("generate", "crates").out)
        self.assertEqual(self.tree(self.home), before)

    def test_dry_run_writes_nothing(self):
        before = self.tree(self.home)
        plan = self.here("generate", "crates", "--dry-run", "--json").json
        self.assertEqual([image["id"] for image in plan["images"]],
                         ["crate_1_v1", "crate_1_v2", "crate_2_v1", "crate_2_v2"])
        self.assertEqual(plan["images"][1]["seed"], 10401)
        self.assertEqual(self.tree(self.home), before)
        self.assertFalse((self.home / ".limner").exists())

    def test_limit_goes_on_where_it_stopped(self):
        self.here("generate", "crates", "--limit", "3")
        self.assertEqual(len(self.images()), 3)
        self.here("generate", "crates", "--limit", "3")
        self.assertEqual(len(self.images()), 4)

    def test_only_takes_images_and_subjects(self):
        self.here("generate", "crates", "--only", "crate_2,crate_1_v2")
        self.assertEqual(self.images(), ["crate_1_v2.png", "crate_2_v1.png", "crate_2_v2.png"])
        self.assertEqual(self.record("crate_2_v1")["provenance"]["seed"], 9902)
        self.assertIn("Did you mean “crate_1_v1”?", self.here("generate", "crates", "--only", "crate_1_v", status=3).err)

    def test_a_placeholder_is_refused_before_any_work(self):
        content = pack()
        content["subjects"][1]["prompt"] = "[DESCRIBE YOUR CRATE]"
        self.write(self.home / "inputs/prompts/crates.json", content)
        said = self.here("generate", "crates", status=3).err
        self.assertIn("inputs/prompts/crates.json", said)
        self.assertIn("“crate_2”", said)
        self.assertIn("[DESCRIBE YOUR CRATE]", said)
        self.assertEqual(self.images(), [])

    def test_an_unknown_pack_names_the_packs(self):
        self.assertIn("Did you mean “crates”? inputs/prompts has crates", self.here("generate", "crate", status=3).err)
        for i in range(20):
            self.write(self.home / f"inputs/prompts/many-{i}.json", pack())
        said = self.here("generate", "inputs/prompts/crate.json", status=3).err
        self.assertIn("Did you mean “crates”? inputs/prompts has 21 others", said)

    def test_an_unknown_provider_names_the_providers(self):
        self.assertIn("Did you mean “sketch”?", self.here("generate", "crates", "--provider", "sketsch", status=2).err)

    def test_a_judged_image_is_left_where_it_is(self):
        self.here("generate", "crates")
        (self.home / "outputs/approved").mkdir(parents=True, exist_ok=True)
        record = self.record("crate_1_v1") | {"asset_path": "outputs/approved/crate_1_v1.png"}
        self.write(self.home / "records/crate_1_v1.json", record)
        (self.home / "outputs/candidates/crate_1_v1.png").rename(self.home / record["asset_path"])
        self.here("generate", "crates")
        self.assertNotIn("crate_1_v1.png", self.images())

    def test_a_strangers_file_is_kept_and_named(self):
        self.write(self.home / "outputs/candidates/crate_1_v2.png", "mine")
        result = self.here("generate", "crates", "--json", status=1)
        self.assertEqual((result.json["made"], result.json["failed"]), (3, 1))
        self.assertIn("outputs/candidates/crate_1_v2.png lies where", result.json["problems"][0]["reason"])
        self.assertEqual((self.home / "outputs/candidates/crate_1_v2.png").read_text(), "mine")

    def test_another_version_of_the_pack_is_noticed(self):
        self.here("generate", "crates")
        self.write(self.home / "inputs/prompts/crates.json", pack(prompt="a barrel"))
        before = self.tree(self.home)
        plan = self.here("generate", "crates", "--dry-run", "--json").json
        self.assertEqual({image["differs"] for image in plan["images"]}, {True})
        self.here("generate", "crates")
        self.assertEqual(self.tree(self.home), before)

    def test_a_kill_at_any_moment_leaves_a_run_that_can_go_on(self):
        self.write(self.home / "inputs/prompts/crates.json", pack(subjects=12, width=200, height=200))
        for wait in (0.02, 0.06, 0.1, 0.15, 0.2):
            run = subprocess.Popen([harness.PROGRAM, "-C", self.home, "generate", "crates"], env=self.environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(wait)
            run.kill()
            run.wait()
        self.here("generate", "crates")
        self.assertEqual(len(self.images()), 24)
        for name in self.images():
            data = (self.home / "outputs/candidates" / name).read_bytes()
            record = self.record(name.removesuffix(".png"))
            self.assertEqual(record["image"]["bytes"], len(data))
            self.assertTrue(data.endswith(b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))))


class Comfy(Case):
    def serve(self, *faults, **more):
        server = FakeProvider(*faults, **more)
        server.__enter__()
        self.addCleanup(server.stop)
        self.write(self.home / "limner.yaml",
                   f"defaults:\n  provider: comfyui\nproviders:\n  comfyui:\n    url: {server.url}\n"
                   "    poll_interval: 0.02\n    patience: 5\n    timeout: 30\n")
        return server

    def test_a_pack_on_a_server(self):
        server = self.serve()
        self.assertIn("Made 4 images with comfyui (ComfyUI 0.3.64", self.here("generate", "crates").out)
        self.assertEqual(len(server.rendered), 4)
        made = self.record("crate_2_v2")["provenance"]
        self.assertEqual((made["provider"], made["gpu_model"], made["seed"]), ("comfyui", "Stand-in GPU", 10403))
        self.assertNotIn("quality", made)
        # Two are sent at once, in any order.
        sent = max((each["prompt"] for each in server.prompts), key=lambda graph: graph["5"]["inputs"]["seed"])
        self.assertEqual([node["class_type"] for node in sent.values()],
                         ["CheckpointLoaderSimple", "CLIPTextEncode", "CLIPTextEncode", "EmptyLatentImage", "KSampler",
                          "VAEDecode", "SaveImage"])
        self.assertEqual(sent["5"]["inputs"]["seed"], 10403)
        # The bytes are the server's own, with what it writes into them.
        self.assertIn((self.home / "outputs/candidates/crate_2_v2.png").read_bytes(), server.files.values())

    def test_the_environment_names_the_server(self):
        server = self.serve()
        self.write(self.home / "limner.yaml", "providers:\n  comfyui:\n    poll_interval: 0.02\n")
        self.here("generate", "crates", "--provider", "comfyui", env={"COMFY_URL": server.url + "/"})
        self.assertEqual(len(server.rendered), 4)

    def test_nobody_there(self):
        self.write(self.home / "limner.yaml", "providers:\n  comfyui:\n    url: http://127.0.0.1:9\n")
        said = self.here("generate", "crates", "--provider", "comfyui", status=4).err
        self.assertIn("http://127.0.0.1:9", said)
        self.assertIn("COMFY_URL", said)

    def test_a_wrong_setting_names_file_and_line(self):
        self.write(self.home / "limner.yaml", "providers:\n  comfyui:\n    timeout: soon\n")
        said = self.here("generate", "crates", "--provider", "comfyui", status=3).err
        self.assertIn("limner.yaml:3", said)
        self.assertIn("“timeout” must be a number from 0.01 to 86400, found text “soon”", said)

    def test_a_missing_checkpoint_is_named_before_anything_is_sent(self):
        server = self.serve(checkpoint=["sd_xl_base_1.1.safetensors"])
        self.assertRegex(self.here("generate", "crates", status=3).err,
                         "checkpoint “sd_xl_base_1.0.safetensors” is not on http.*“sd_xl_base_1.1.safetensors”")
        self.assertEqual(server.prompts, [])

    def test_what_stops_every_image_is_told_once_and_json_has_each(self):
        self.serve(checkpoint=["sd_xl_base_1.1.safetensors"])
        said = self.here("generate", "crates", status=3).err.splitlines()
        self.assertEqual(len(said), 3, said)
        self.assertTrue(said[0].startswith("crate_1_v1: checkpoint “sd_xl_base_1.0.safetensors” is not on"), said)
        self.assertTrue(said[1].startswith("… and 3 more: checkpoint"), said)
        self.assertTrue(said[2].startswith("limner: none of 4 images can be made. crate_1_v1: checkpoint"), said)
        told = self.here("generate", "crates", "--json", status=3).json
        self.assertEqual((told["made"], told["failed"]), (0, 4))
        self.assertEqual([one["id"] for one in told["problems"]], ["crate_1_v1", "crate_1_v2", "crate_2_v1", "crate_2_v2"])

    def test_a_run_that_stops_before_its_first_image_still_says_in_json_what_is_left(self):
        self.serve()
        told = self.here("generate", "crates", "--json", status=4, env={"COMFY_URL": "http://127.0.0.1:9"}).json
        self.assertEqual((told["made"], told["left"], len(told["images"])), (0, 4, 4))

    def test_where_the_server_shows_no_catalogue_its_refusal_names_a_missing_checkpoint(self):
        self.serve("404:path=/object_info", checkpoint=["sd_xl_base_1.1.safetensors"])
        result = self.here("generate", "crates", "--json", status=1)
        self.assertEqual((result.json["made"], result.json["failed"]), (0, 4))
        self.assertIn("the checkpoint “sd_xl_base_1.0.safetensors” is not on the server. Did you mean "
                      "“sd_xl_base_1.1.safetensors”?", result.json["problems"][0]["reason"])

    def test_one_failure_does_not_stop_the_others(self):
        self.serve("error:skip=1")
        self.here("generate", "crates", status=1)
        self.assertEqual(len(self.images()), 3)
        self.here("generate", "crates")
        self.assertEqual(len(self.images()), 4)
        self.assertEqual(len(list((self.home / "records").glob("*.json"))), 4)

    def test_a_picture_that_never_arrives_whole_leaves_nothing_behind(self):
        for fault in ("text:path=/view,times=all", "short:path=/view,times=all"):
            with self.subTest(fault):
                self.setUp()
                server = self.serve(fault)
                self.here("generate", "crates", status=1)
                self.assertEqual((self.images(), list((self.home / "records").glob("*.json"))), ([], []))
                server.clear()
                self.here("generate", "crates")
                self.assertEqual(len(self.images()), 4)
                server.stop()

    def test_a_picture_that_arrives_spoiled_is_fetched_again_and_not_rendered_again(self):
        server = self.serve("text:skip=1", "short:skip=2", "empty:path=/view,skip=3")
        self.here("generate", "crates")
        self.assertEqual(len(self.images()), 4)
        self.assertEqual(len(server.rendered), 4)

    def test_a_job_that_the_server_lost_is_sent_again(self):
        server = self.serve("forget:skip=2")
        self.here("generate", "crates")
        self.assertEqual(len(self.images()), 4)
        self.assertEqual(len(server.rendered), 5)

    def test_a_server_in_trouble_is_given_another_try(self):
        server = self.serve("500:path=/prompt,skip=1", "502:path=/prompt,skip=2", "garbage:path=/prompt,skip=4")
        self.here("generate", "crates")
        self.assertEqual(len(self.images()), 4)
        self.assertEqual(len(server.rendered), 4)

    def test_a_server_that_goes_away_stops_the_run_and_the_run_goes_on_later(self):
        with FakeProvider("restart:path=/prompt,skip=2,ms=4000") as server:
            # One at a time and one being fetched: whoever sends the third has kept its picture first. A run that keeps none has
            # no report to print.
            self.write(self.home / "limner.yaml",
                       f"providers:\n  comfyui:\n    url: {server.url}\n    patience: 0.5\n    queue_depth: 1\n")
            result = self.here("generate", "crates", "--provider", "comfyui", "--json", status=4)
            self.assertTrue(result.out, result.err)
            self.assertGreater(result.json["left"], 0)
            end = time.monotonic() + 60
            while time.monotonic() < end and not self.answers(server):
                time.sleep(0.05)
            self.here("generate", "crates", "--provider", "comfyui")
            self.assertEqual(len(self.images()), 4)

    @staticmethod
    def answers(server):
        try:
            return server.call("/system_stats", timeout=5)[0] == 200
        except OSError:
            return False

    def test_two_servers_share_the_work(self):
        with FakeProvider(render_ms=100) as one, FakeProvider(render_ms=100) as two:
            self.write(self.home / "limner.yaml",
                       f"providers:\n  comfyui:\n    servers: [{one.url}, {two.url}]\n    queue_depth: 1\n")
            self.here("generate", "crates", "--provider", "comfyui")
            self.assertEqual(len(self.images()), 4)
            shares = [len(server.stats()["prompts"]) for server in (one, two)]
            self.assertEqual(sum(shares), 4)
            self.assertNotIn(0, shares)

    def test_killed_while_the_server_works_nothing_is_rendered_twice(self):
        server = self.serve(render_ms=100)
        for _ in range(3):
            before = len(server.prompts)
            run = subprocess.Popen([harness.PROGRAM, "-C", self.home, "generate", "crates"], env=self.environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while len(server.prompts) == before and run.poll() is None:
                time.sleep(0.01)
            run.kill()
            run.wait()
        self.here("generate", "crates")
        self.assertEqual(len(self.images()), 4)
        self.assertEqual(len(server.rendered), 4)
        seeds = sorted(prompt["prompt"]["5"]["inputs"]["seed"] for prompt in server.prompts)
        self.assertEqual(seeds, [9900, 9902, 10401, 10403])
        for name in self.images():
            seed = self.record(name.removesuffix(".png"))["provenance"]["seed"]
            self.assertIn(f'"seed": {seed},'.encode(), (self.home / "outputs/candidates" / name).read_bytes())

    def test_an_interrupt_stops_cleanly_and_says_how_to_go_on(self):
        server = self.serve(render_ms=200)
        run = subprocess.Popen([harness.PROGRAM, "-C", self.home, "generate", "crates"], env=self.environment,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        while not server.prompts:
            time.sleep(0.01)
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 1)
        self.assertIn("the same command goes on from here", said)
        self.here("generate", "crates")
        self.assertEqual(len(server.rendered), 4)


    def test_a_second_run_at_the_same_time_is_refused(self):
        server = self.serve(render_ms=300)
        first = subprocess.Popen([harness.PROGRAM, "-C", self.home, "generate", "crates"], env=self.environment,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not server.prompts:
            time.sleep(0.01)
        self.assertIn(str(first.pid), self.here("generate", "crates", status=1).err)
        self.assertEqual(first.wait(timeout=60), 0)
        self.assertEqual(len(server.rendered), 4)

    def test_doctor_checks_the_settings_of_every_provider(self):
        self.write(self.home / "limner.yaml", "providers:\n  comfyui:\n    timeout: soon\n  comfy:\n    url: x\n")
        said = self.here("doctor", status=3).out
        self.assertIn("“timeout” must be a number", said)
        self.assertIn("Did you mean “comfyui”?", said)


class Restore(Case):
    def setUp(self):
        super().setUp()
        self.here("generate", "crates")
        for path in (self.home / "outputs/candidates").glob("*"):
            path.unlink()

    def test_missing_images_come_back_and_the_records_say_so(self):
        before = self.record("crate_1_v2")
        self.here("restore")
        self.assertEqual(len(self.images()), 4)
        after = self.record("crate_1_v2")
        block = after.pop("restored")
        self.assertEqual(after, before)
        size = (self.home / before["asset_path"]).stat().st_size
        self.assertEqual({key: block[key] for key in ("provider", "quality", "width", "height", "bytes")},
                         {"provider": "sketch", "quality": "placeholder", "width": 16, "height": 16, "bytes": size})
        self.assertIn("no image is missing", self.here("restore").out)

    def test_a_kill_at_any_moment_leaves_a_restore_that_can_go_on(self):
        for wait in (0.02, 0.03, 0.04, 0.05):
            run = subprocess.Popen([harness.PROGRAM, "-C", self.home, "restore"], env=self.environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(wait)
            run.kill()
            run.wait()
        self.here("restore")
        self.assertEqual(len(self.images()), 4)
        for name in self.images():
            block = self.record(name.removesuffix(".png"))["restored"]
            self.assertEqual(block["bytes"], (self.home / "outputs/candidates" / name).stat().st_size)

    def test_a_server_restores_too_and_marks_no_placeholder(self):
        with FakeProvider() as server:
            self.here("restore", "--provider", "comfyui", env={"COMFY_URL": server.url})
            self.assertEqual(len(server.rendered), 4)
        block = self.record("crate_2_v1")["restored"]
        self.assertEqual(block["provider"], "comfyui")
        self.assertNotIn("quality", block)

    def test_dry_run_writes_nothing(self):
        before = self.tree(self.home)
        self.assertEqual(len(self.here("restore", "--dry-run", "--json").json["missing"]), 4)
        self.assertEqual(self.tree(self.home), before)

    def test_only(self):
        self.here("restore", "--only", "crate_2_v1")
        self.assertEqual(self.images(), ["crate_2_v1.png"])
        self.here("restore", "--only", "crate_9", status=3)

    def test_a_record_without_provenance_is_named_and_the_others_are_made(self):
        record = self.record("crate_1_v1")
        del record["provenance"]
        self.write(self.home / "records/crate_1_v1.json", record)
        result = self.here("restore", "--json", status=1)
        self.assertEqual(result.json["made"], 3)
        self.assertIn("crate_1_v1", result.json["problems"][0]["reason"])

    def test_a_path_that_leaves_the_project_is_refused(self):
        self.write(self.home / "records/crate_1_v1.json", self.record("crate_1_v1") | {"asset_path": "../x.png"})
        self.here("restore", status=1)
        self.assertFalse((self.folder / "x.png").exists())

    def test_generate_says_that_images_are_missing(self):
        self.assertIn("`limner restore`", self.here("generate", "crates").out)
        self.assertEqual(self.images(), [])


if __name__ == "__main__":
    harness.main()
