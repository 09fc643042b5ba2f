"""Workflows as data: the commands, a user's own workflow, and what a server lacks, told before anything is sent."""
import harness
from fake_provider import FakeProvider, inputs_of

CHECKPOINT = "sd_xl_base_1.0.safetensors"


def pack(**defaults):
    return {
        "lane": "props", "style_prefix": "oil painting", "negative": "text",
        "subjects": [{"id": "crate", "prompt": "a crate"}, {"id": "barrel", "prompt": "a barrel"}],
        "defaults": {"checkpoint": CHECKPOINT, "steps": 8, "cfg": 2, "sampler": "euler", "scheduler": "karras",
                     "width": 64, "height": 64, "base_seed": 9900, **defaults},
    }


def export(marks):
    """As ComfyUI exports a graph in API format: every value plain, every node titled; @marks are titles by id."""
    nodes = {
        "3": ("KSampler", {"seed": 1, "steps": 20, "cfg": 8, "sampler_name": "heun", "scheduler": "normal", "denoise": 1,
                           "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}),
        "4": ("CheckpointLoaderSimple", {"ckpt_name": CHECKPOINT}),
        "5": ("EmptyLatentImage", {"width": 512, "height": 512, "batch_size": 1}),
        "6": ("CLIPTextEncode", {"text": "a cat", "clip": ["4", 1]}),
        "7": ("CLIPTextEncode", {"text": "watermark", "clip": ["4", 1]}),
        "8": ("VAEDecode", {"samples": ["3", 0], "vae": ["4", 2]}),
        "9": ("SaveImage", {"filename_prefix": "ComfyUI", "images": ["8", 0]}),
    }
    return {name: {"inputs": inputs, "class_type": kind, "_meta": {"title": marks.get(name, kind)}}
            for name, (kind, inputs) in nodes.items()}


MARKS = {"3": "limner:sampler", "5": "limner:size", "6": "limner:prompt"}


class Case(harness.Case):
    def setUp(self):
        super().setUp()
        self.home = self.folder / "p"
        self.write(self.home / "canon" / "constitution.md", "# Canon\n")
        self.write(self.home / "workflows/mine.json", export(MARKS))
        self.environment["COMFY_URL"] = "http://127.0.0.1:9"

    def here(self, *words, **more):
        return self.limner("-C", self.home, *words, **more)

    def generate(self, server, defaults, status=0, **more):
        self.write(self.home / "inputs/prompts/p.json", {**pack(**defaults), **more})
        return self.here("generate", "inputs/prompts/p.json", "--provider", "comfyui", status=status,
                         env={"COMFY_URL": server.url})

    def provenance(self, name):
        return self.read_json(self.home / "records" / f"{name}.json")["provenance"]


class Commands(Case):
    def test_list_shows_built_in_and_own_workflows_with_their_slots(self):
        rows = {row["name"]: row for row in self.here("workflow", "list", "--json").json}
        self.assertEqual(list(rows), ["txt2img", "img2img", "mine"])
        self.assertEqual((rows["txt2img"]["starts_from"], rows["img2img"]["starts_from"]), ("words", "a picture"))
        self.assertEqual(rows["mine"]["slots"],
                         ["prompt", "seed", "width", "height", "steps", "cfg", "sampler", "scheduler", "denoise"])
        self.assertIn("image", rows["img2img"]["slots"])

    def test_show_tells_node_and_input_of_each_slot(self):
        rows = self.here("workflow", "show", "mine", "--json").json
        self.assertIn({"slot": "prompt", "node": "6", "class": "CLIPTextEncode", "input": "text", "marked_by": "title"}, rows)
        self.assertIn("Did you mean “mine”?", self.here("workflow", "show", "mien", status=3).err)
        self.assertEqual(self.here("workflow", "show", "mine", "--text").out.rstrip("\n"),
                         (self.home / "workflows/mine.json").read_text().rstrip("\n"))

    def test_copy_starts_from_a_built_in_one_and_never_overwrites(self):
        self.here("workflow", "copy", "txt2img", "other")
        self.assertEqual([row["name"] for row in self.here("workflow", "list", "--json").json][2:], ["mine", "other"])
        for name, status in [("other", 1), ("txt2img", 2), ("../x", 2), ("", 2)]:
            self.here("workflow", "copy", "img2img", name, status=status)
        self.assertFalse((self.home / "x.json").exists())

    def test_check_names_file_node_and_what_to_do(self):
        self.write(self.home / "workflows/ui.json", {"nodes": [], "links": [], "version": 0.4})
        self.write(self.home / "workflows/bare.json", export({}))
        done = self.here("workflow", "check", "--offline", status=3)
        self.assertRegex(done.out, r"workflows/ui\.json.*Export \(API\)")
        self.assertRegex(done.out, r"workflows/bare\.json.*no slot for the prompt.*limner:prompt")
        self.assertIn("2 errors", done.err)
        doctor = self.here("doctor", "--json", status=3).json
        self.assertEqual({finding["file"] for finding in doctor["findings"] if finding["severity"] == "error"},
                         {"workflows/ui.json", "workflows/bare.json"})

    def test_different_faults_are_all_told_and_equal_ones_are_counted(self):
        for name in "abcdefgh":
            broken = export(MARKS)
            broken["8"]["inputs"]["samples"] = [f"missing-{name}", 0]
            self.write(self.home / f"workflows/{name}.json", broken)
            self.write(self.home / f"workflows/empty-{name}.json", {})
        done = self.here("workflow", "check", "--offline", status=3)
        for name in "abcdefgh":
            self.assertIn(f"“missing-{name}”", done.out)
        self.assertIn("and 3 more like it: ", done.out)
        self.assertNotIn("otherwise", done.out)

    def test_check_takes_a_file_from_anywhere(self):
        self.write(self.folder / "elsewhere/new.json", export({**MARKS, "9": "limner:promt"}))
        done = self.here("workflow", "check", self.folder / "elsewhere/new.json", "--offline", status=3)
        self.assertRegex(done.out, r"elsewhere/new\.json.*Did you mean “prompt”\?")
        self.write(self.folder / "elsewhere/new.json", export(MARKS))
        self.here("workflow", "check", self.folder / "elsewhere/new.json", "--offline")

    def test_check_asks_the_server_and_passes_what_it_has(self):
        strange = export(MARKS)
        strange["8"]["class_type"] = "VAEDecod"
        with FakeProvider() as server:
            done = self.here("workflow", "check", "--json", env={"COMFY_URL": server.url}).json
            self.assertEqual((done["servers"], done["workflows"]), (1, 3))
            self.assertEqual([f for f in done["findings"] if f["severity"] == "error"], [])
            self.write(self.home / "workflows/strange.json", strange)
            done = self.here("workflow", "check", "strange", env={"COMFY_URL": server.url}, status=3)
            self.assertRegex(done.out, "has no node “VAEDecod” .*Did you mean “VAEDecode”")
            self.assertEqual(server.prompts, [])

    def test_without_a_server_check_says_so_and_reads_the_files(self):
        done = self.here("workflow", "check", "mine")
        self.assertIn("no ComfyUI at http://127.0.0.1:9", done.out)
        self.assertIn("1 workflow, checked against 0 servers.", done.out)


class Own(Case):
    def test_a_users_export_makes_images_and_the_record_says_what_was_used(self):
        with FakeProvider() as server:
            self.generate(server, {"workflow": "mine"})
            # Two are sent at once, in any order.
            graph = min((sent["prompt"] for sent in server.prompts), key=lambda each: inputs_of(each, "KSampler")["seed"])
            sampler = inputs_of(graph, "KSampler")
            self.assertEqual(graph["6"]["inputs"]["text"], "oil painting, a crate")
            self.assertEqual(graph["7"], export({})["7"])
            self.assertEqual((sampler["seed"], sampler["steps"], sampler["sampler_name"]), (9900, 8, "euler"))
            self.assertNotIn("_meta", graph["3"])
        made = self.provenance("crate_v1")
        self.assertEqual((made["workflow"], made["negative_prompt"], made["checkpoint"]), ("mine", "", CHECKPOINT))

    def test_the_project_a_pack_and_a_subject_can_name_one(self):
        self.write(self.home / "workflows/other.json", export(MARKS))
        self.write(self.home / "limner.yaml", "providers:\n  comfyui:\n    workflow: mine\n")
        with FakeProvider() as server:
            self.generate(server, {}, subjects=[{"id": "a", "prompt": "a"}, {"id": "b", "prompt": "b", "workflow": "other"},
                                                {"id": "c", "prompt": "c", "workflow": "txt2img"}])
        self.assertEqual([self.provenance(f"{name}_v1").get("workflow") for name in "abc"], ["mine", "other", "txt2img"])

    def test_restore_takes_the_workflow_that_the_record_names(self):
        with FakeProvider() as server:
            self.generate(server, {"workflow": "mine"}, subjects=[{"id": "a", "prompt": "a"}])
            self.generate(server, {}, subjects=[{"id": "b", "prompt": "b"}])
            self.write(self.home / "limner.yaml", "providers:\n  comfyui:\n    workflow: mine\n")
            for name in "ab":
                (self.home / f"outputs/candidates/{name}_v1.png").unlink()
            self.here("restore", "--provider", "comfyui", env={"COMFY_URL": server.url})
            again = {inputs_of(body["prompt"], "KSampler")["positive"][0] for body in server.prompts[2:]}
        self.assertEqual(again, {"6", "2"})

    def test_loras_are_chained_behind_the_marked_loader(self):
        self.write(self.home / "workflows/mine.json", export({**MARKS, "4": "limner:loras"}))
        with FakeProvider(lora=["one.safetensors", "two.safetensors"]) as server:
            self.generate(server, {"workflow": "mine", "loras": [{"name": "one.safetensors"}, {"name": "two.safetensors"}]})
            graph = server.prompts[0]["prompt"]
        self.assertEqual([graph[name]["inputs"]["lora_name"] for name in ("10", "11")], ["one.safetensors", "two.safetensors"])
        self.assertEqual((graph["3"]["inputs"]["model"], graph["6"]["inputs"]["clip"], graph["8"]["inputs"]["vae"]),
                         (["11", 0], ["11", 1], ["4", 2]))

    def test_what_a_workflow_cannot_do_is_refused_before_anything_is_sent(self):
        with FakeProvider() as server:
            rows = [({"workflow": "mine", "loras": [{"name": "x"}]}, "no place for the LoRA “x”"),
                    ({"workflow": "img2img"}, "starts from a picture"),
                    ({"workflow": "mien"}, "no workflow “mien”. Did you mean “mine”")]
            for defaults, said in rows:
                with self.subTest(said):
                    self.assertIn(said, self.generate(server, defaults, status=3).err)
            self.assertEqual(server.prompts, [])


class Preflight(Case):
    def test_what_the_server_lacks_is_named_with_the_nearest_before_anything_is_sent(self):
        rows = [({"checkpoint": "sd_xl_bass_1.0"}, f"checkpoint “sd_xl_bass_1.0” is not on .*“{CHECKPOINT}”. Set defaults.checkpoint"),
                ({"sampler": "dpmpp_2n"}, "sampler “dpmpp_2n” is not on .*“dpmpp_2m”. Set defaults.sampler"),
                ({"scheduler": "karas"}, "scheduler “karas” is not on .*“karras”"),
                ({"loras": [{"name": "stile.safetensors"}]}, "LoRA “stile.safetensors” is not on .*“style.safetensors”")]
        with FakeProvider(checkpoint=[CHECKPOINT], lora=["style.safetensors"]) as server:
            for defaults, said in rows:
                with self.subTest(said):
                    self.assertRegex(self.generate(server, defaults, status=3).err, said)
            self.assertEqual(server.prompts, [])

    def test_of_several_servers_only_those_that_have_it_get_it(self):
        with FakeProvider(lora=["one.safetensors"]) as has, FakeProvider(lora=["two.safetensors"]) as lacks:
            self.write(self.home / "inputs/prompts/p.json", pack(loras=[{"name": "one.safetensors"}]))
            said = self.here("generate", "inputs/prompts/p.json", "--provider", "comfyui",
                             env={"COMFY_URL": f"{lacks.url},{has.url}"}).err
            self.assertEqual((len(has.prompts), len(lacks.prompts)), (2, 0))
            self.assertIn(f"2 of these images are left to the other servers: LoRA “one.safetensors” is not on {lacks.url}", said)

    def test_a_windows_server_gets_its_own_spelling(self):
        with FakeProvider(checkpoint=["sdxl\\base.safetensors"]) as server:
            self.generate(server, {"checkpoint": "sdxl/base.safetensors"})
            self.assertEqual(inputs_of(server.prompts[0]["prompt"], "CheckpointLoaderSimple")["ckpt_name"],
                             "sdxl\\base.safetensors")

    def test_a_server_without_a_catalogue_is_believed(self):
        for fault in ("404:path=/object_info", "garbage:path=/object_info"):
            with self.subTest(fault), FakeProvider(fault) as server:
                self.generate(server, {}, lane=fault[:3], subjects=[{"id": fault[:3], "prompt": "a"}])
                self.assertEqual(len(server.prompts), 1)

    def test_the_catalogue_is_asked_for_once_in_a_run(self):
        with FakeProvider() as server:
            self.generate(server, {}, variations=5)
            asked = [request for request in server.requests if "/object_info" in str(request)]
        self.assertEqual(len(asked), 1)


if __name__ == "__main__":
    harness.main()
