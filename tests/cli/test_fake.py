"""The stand-in for image servers keeps the protocols that the other tests rely on, and misbehaves as asked."""
import base64
import http.client
import json
import struct
import subprocess
import threading
import time
import unittest
import urllib.error
import uuid

import harness
from fake_provider import PROGRAM, FakeProvider
from websocket import WebSocket


def graph(seed=1, prompt="a crate", prefix="t", width=32, height=16, **changes):
    """Text to image; changes: node id → inputs to replace (None: remove)."""
    nodes = {
        "1": ("CheckpointLoaderSimple", {"ckpt_name": "sd_xl_base_1.0.safetensors"}),
        "2": ("CLIPTextEncode", {"text": prompt, "clip": ["1", 1]}),
        "3": ("CLIPTextEncode", {"text": "fog", "clip": ["1", 1]}),
        "4": ("EmptyLatentImage", {"width": width, "height": height, "batch_size": 1}),
        "5": ("KSampler", {"model": ["1", 0], "seed": seed, "steps": 20, "cfg": 7.5, "sampler_name": "euler",
                           "scheduler": "normal", "positive": ["2", 0], "negative": ["3", 0], "latent_image": ["4", 0],
                           "denoise": 1}),
        "6": ("VAEDecode", {"samples": ["5", 0], "vae": ["1", 2]}),
        "7": ("SaveImage", {"images": ["6", 0], "filename_prefix": prefix}),
    }
    made = {node: {"class_type": kind, "inputs": dict(inputs)} for node, (kind, inputs) in nodes.items()}
    for node, inputs in changes.items():
        made[node.removeprefix("n")]["inputs"].update(inputs)
        made[node.removeprefix("n")]["inputs"] = {
            key: value for key, value in made[node.removeprefix("n")]["inputs"].items() if value is not None}
    return made


PLAIN = {"1": {"class_type": "EmptyImage", "inputs": {"width": 24, "height": 8, "batch_size": 2, "color": 0xFF8000}},
         "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "sub/plain"}}}


def png_size(data):
    return struct.unpack(">II", data[16:24])


class Case(unittest.TestCase):
    def serve(self, *faults, **options):
        server = FakeProvider(*faults, **options)
        server.__enter__()
        self.addCleanup(lambda: self.assertEqual(server.stop(), 0))
        return server

    def send(self, server, what=None, client=None, name=None, **more):
        """Queues a graph; the id of the prompt."""
        body = {"prompt": what or graph(**more), "prompt_id": name or str(uuid.uuid4())}
        answer = server.json("/prompt", body | ({"client_id": client} if client else {}))
        self.assertEqual(answer["prompt_id"], body["prompt_id"])
        return answer["prompt_id"]

    def finish(self, server, name):
        """The prompt's entry, once the server has it."""
        while not (entry := server.json(f"/history/{name}")):
            time.sleep(0.005)
        return entry[name]

    def image(self, server, entry, node="7"):
        image = entry["outputs"][node]["images"][0]
        return server.call("/view?" + "&".join(f"{key}={value}" for key, value in image.items()))

    def listen(self, server, client, **more):
        socket = WebSocket(server.url, f"/ws?clientId={client}", **more)
        self.addCleanup(socket.__exit__)
        return socket

    def hear(self, socket, until):
        """All messages up to the first for which @until(type, data) holds, or the end."""
        heard = []
        while (message := socket.receive()) is not None:
            heard.append(message)
            if isinstance(message, dict) and until(message["type"], message["data"]):
                break
        return heard


def finished(name):
    return lambda kind, data: kind == "executing" and data.get("node") is None and data.get("prompt_id") == name


def kinds(heard, *without):
    return [message["type"] for message in heard if isinstance(message, dict) and message["type"] not in without]


class ComfyUI(Case):
    def test_a_prompt_has_its_id_its_file_and_a_picture_that_proves_whose_it_is(self):
        server = self.serve()
        name = self.send(server, seed=2**64 - 1, prompt="a “crate”", prefix="proj/a", width=48, height=32)
        entry = self.finish(server, name)
        self.assertEqual(entry["outputs"]["7"]["images"][0],
                         {"filename": "a_00001_.png", "subfolder": "proj", "type": "output"})
        self.assertEqual((entry["status"]["status_str"], entry["status"]["completed"]), ("success", True))
        self.assertEqual([event for event, _ in entry["status"]["messages"]],
                         ["execution_start", "execution_cached", "execution_success"])
        status, data, headers = self.image(server, entry)
        self.assertEqual((status, headers["Content-Type"], png_size(data)), (200, "image/png", (48, 32)))
        start = data.index(b"tEXtprompt\0") + len(b"tEXtprompt\0")
        text = json.JSONDecoder().raw_decode(data[start:].decode("latin-1"))[0]
        self.assertEqual(text["5"]["inputs"]["seed"], 2**64 - 1)
        self.assertEqual(text["2"]["inputs"]["text"], "a “crate”")
        self.assertIn(f"{2**64 - 1}|a “crate”", server.stats()["identities"])

    def test_pictures_differ_by_seed_and_prompt_only(self):
        server = self.serve()
        pixels = []
        for seed, prompt, prefix in ((1, "a", "x"), (1, "a", "y"), (2, "a", "x"), (1, "b", "x")):
            data = self.image(server, self.finish(server, self.send(server, seed=seed, prompt=prompt, prefix=prefix)))[1]
            pixels.append(data[data.index(b"IDAT"):])
        self.assertEqual(pixels[0], pixels[1])
        self.assertEqual(len(set(pixels)), 3)

    def test_an_equal_graph_makes_no_new_file(self):
        server = self.serve()
        first = self.finish(server, self.send(server))
        second = self.finish(server, self.send(server))
        self.assertEqual(first["outputs"], second["outputs"])
        self.assertEqual(len(second["status"]["messages"][1][1]["nodes"]), 7)
        self.assertEqual(len(server.files), 1)
        server.call("/free", {"free_memory": True})
        self.assertNotEqual(self.finish(server, self.send(server))["outputs"], first["outputs"])
        self.assertEqual(list(server.stats()["identities"].values())[0]["renders"], 2)

    def test_a_graph_without_models_and_its_batch(self):
        server = self.serve()
        images = self.finish(server, self.send(server, PLAIN))["outputs"]["2"]["images"]
        self.assertEqual([image["filename"] for image in images], ["plain_00001_.png", "plain_00002_.png"])
        self.assertEqual(png_size(server.files["output/sub/plain_00002_.png"]), (24, 8))

    def test_events_come_in_comfyuis_order_and_the_entry_before_the_last(self):
        server = self.serve(previews=True, history_lag_ms=500)
        socket = self.listen(server, "me")
        name = self.send(server, client="me")
        heard = self.hear(socket, lambda kind, _: kind == "execution_success")
        self.assertEqual(server.json(f"/history/{name}"), {})
        heard += self.hear(socket, finished(name))
        self.assertIn(name, server.json(f"/history/{name}"))
        self.assertEqual(heard[0]["data"]["sid"], "me")
        order = kinds(heard, "status", "progress_state", "progress")
        self.assertEqual(order, ["execution_start", "execution_cached", *["executing"] * 7, "executed", "execution_success",
                                 "executing"])
        self.assertEqual(kinds(heard)[-2:], ["status", "executing"])
        values = [m["data"]["value"] for m in heard if isinstance(m, dict) and m["type"] == "progress"]
        self.assertEqual((values, values[-1]), (sorted(set(values)), 20))
        previews = [message for message in heard if isinstance(message, bytes)]
        self.assertEqual(len(previews), len(values))
        self.assertEqual(previews[0][:16], b"\0\0\0\1\0\0\0\2\x89PNG\r\n\x1a\n")

    def test_previews_tell_whose_they_are_to_who_asked_for_it(self):
        server = self.serve(previews=True)
        socket = self.listen(server, "me")
        socket.send({"type": "feature_flags", "data": {"supports_preview_metadata": True}})
        self.hear(socket, lambda kind, _: kind == "feature_flags")
        name = self.send(server, client="me")
        frame = next(m for m in self.hear(socket, finished(name)) if isinstance(m, bytes))
        kind, size = struct.unpack(">II", frame[:8])
        self.assertEqual(kind, 4)
        self.assertEqual(json.loads(frame[8:8 + size])["prompt_id"], name)
        self.assertEqual(frame[8 + size:12 + size], b"\x89PNG")

    def test_events_go_to_their_owner_and_status_to_all(self):
        server = self.serve()
        mine, theirs = self.listen(server, "me"), self.listen(server, "you")
        name = self.send(server, client="me")
        self.hear(mine, finished(name))
        server.foreign(events=1)
        self.assertEqual(set(kinds(self.hear(theirs, lambda kind, _: kind == "execution_start"))),
                         {"status", "execution_start"})

    def test_a_prompt_of_nobody_tells_its_progress_to_all(self):
        server = self.serve()
        socket = self.listen(server, "me")
        self.send(server)
        heard = kinds(self.hear(socket, lambda kind, data: kind == "status" and data["status"]["exec_info"]["queue_remaining"] == 0
                                and "sid" not in data))
        self.assertIn("progress", heard)
        self.assertNotIn("execution_start", heard)

    def test_a_browsers_page_from_elsewhere_is_refused(self):
        server = self.serve()
        self.assertEqual(server.call("/queue", headers={"Origin": "http://localhost:1"})[:2], (403, b""))
        self.assertEqual(server.call("/queue", headers={"Origin": server.url})[0], 200)
        self.assertIsNone(self.listen(server, "me", headers=["Origin: http://localhost:1"]).receive())

    def test_the_prefix_api_works_everywhere(self):
        server = self.serve()
        self.assertEqual(server.json("/api/queue"), {"queue_running": [], "queue_pending": []})
        socket = WebSocket(server.url, "/api/ws?clientId=x")
        self.addCleanup(socket.__exit__)
        self.assertEqual(socket.receive()["data"]["sid"], "x")

    def test_one_prompt_at_a_time_and_a_queue_that_can_be_shortened(self):
        server = self.serve("stuck")
        names = [self.send(server, seed=seed) for seed in range(4)]
        while not (queue := server.json("/queue"))["queue_running"]:
            pass
        self.assertEqual([item[1] for item in queue["queue_running"]], names[:1])
        self.assertEqual(sorted(item[0] for item in queue["queue_pending"]), [2, 3, 4])
        self.assertEqual(server.json("/prompt")["exec_info"]["queue_remaining"], 4)
        server.call("/queue", {"delete": [names[1], "nobody"]})
        server.call("/interrupt", {"prompt_id": names[2]})  # not running: nothing happens
        server.call("/interrupt", {"prompt_id": names[0]})
        entry = self.finish(server, names[0])
        self.assertEqual(entry["status"]["messages"][-1][0], "execution_interrupted")
        self.finish(server, names[3])
        self.assertEqual(server.json(f"/history/{names[1]}"), {})
        stats = server.stats()
        self.assertEqual([prompt["state"] for prompt in stats["prompts"]], ["interrupted", "deleted", "success", "success"])
        self.assertEqual((stats["deleted"], stats["interrupts"]), ([names[1]], [names[2], names[0]]))

    def test_front_and_number_decide_the_order(self):
        server = self.serve("stuck")
        for seed, more in ((0, {}), (1, {}), (2, {"front": True}), (3, {"number": 1.5})):
            server.json("/prompt", {"prompt": graph(seed=seed), **more})
        server.call("/interrupt", {})
        while server.stats()["queue"]:
            time.sleep(0.01)
        done = sorted(server.stats()["prompts"], key=lambda prompt: prompt["ended_ms"])
        self.assertEqual([prompt["identity"][0] for prompt in done], ["0", "2", "3", "1"])

    def test_validation_names_what_is_wrong(self):
        server = self.serve()
        rows = [
            ("a name that is not in the list", graph(n1={"ckpt_name": "x"}), "1", "value_not_in_list"),
            ("a missing input", graph(n5={"cfg": None}), "5", "required_input_missing"),
            ("too small", graph(n4={"width": 8}), "4", "value_smaller_than_min"),
            ("too large", graph(n5={"steps": 20000}), "5", "value_bigger_than_max"),
            ("no number", graph(n5={"steps": "many"}), "5", "invalid_input_type"),
            ("a link to the wrong type", graph(n6={"samples": ["1", 0]}), "6", "return_type_mismatch"),
            ("a link that is none", graph(n6={"samples": ["5"]}), "6", "bad_linked_input"),
            ("a link from an output node to nowhere", graph(n7={"images": ["99", 0]}), "7", "exception_during_validation"),
            ("a link from within to nowhere", graph(n6={"samples": ["99", 0]}), "6", "exception_during_inner_validation"),
        ]
        for holds, what, node, kind in rows:
            with self.subTest(holds):
                status, body, _ = server.call("/prompt", {"prompt": what})
                answer = json.loads(body)
                self.assertEqual((status, answer["error"]["type"]), (400, "prompt_outputs_failed_validation"))
                self.assertEqual(list(answer["node_errors"]), [node])
                self.assertEqual([error["type"] for error in answer["node_errors"][node]["errors"]], [kind])
                self.assertEqual(answer["node_errors"][node]["dependent_outputs"], ["7"])

    def test_a_prompt_that_is_none_is_refused_as_a_whole(self):
        server = self.serve()
        unknown = graph()
        unknown["6"]["class_type"] = "Nothing"
        pathless = {node: value for node, value in graph().items() if node != "7"}
        for what, kind in (({}, "no_prompt"), ({"prompt": unknown}, "missing_node_type"), ({"prompt": pathless}, "prompt_no_outputs"),
                           ({"prompt": {"1": {}}}, "invalid_prompt"), ({"prompt": graph(), "prompt_id": "X"}, "invalid_prompt_id")):
            with self.subTest(kind):
                status, body, _ = server.call("/prompt", what)
                self.assertEqual((status, json.loads(body)["error"]["type"]), (400, kind))
        self.assertEqual(server.call("/prompt", b"{")[0], 500)

    def test_one_bad_output_of_two_is_left_out_with_200(self):
        server = self.serve()
        both = graph() | {"8": {"class_type": "SaveImage", "inputs": {"images": ["99", 0], "filename_prefix": "b"}}}
        status, body, _ = server.call("/prompt", {"prompt": both})
        self.assertEqual((status, list(json.loads(body)["node_errors"])), (200, ["8"]))

    def test_the_catalogue_spells_choices_in_both_ways(self):
        server = self.serve(checkpoint=["a.safetensors", "b.safetensors"], lora=["l.safetensors"])
        info = server.json("/object_info")
        self.assertEqual(info["CheckpointLoaderSimple"]["input"]["required"]["ckpt_name"],
                         [["a.safetensors", "b.safetensors"], {}])
        self.assertEqual(info["LoraLoaderModelOnly"]["input"]["required"]["lora_name"],
                         ["COMBO", {"options": ["l.safetensors"]}])
        self.assertEqual(info["KSampler"]["input"]["required"]["seed"][1]["max"], 2**64 - 1)
        self.assertEqual(list(server.json("/object_info/KSampler")), ["KSampler"])
        self.assertEqual(server.call("/object_info/Nope")[:2], (200, b"{}"))
        self.assertEqual(server.json("/models/checkpoints"), ["a.safetensors", "b.safetensors"])
        self.assertEqual(server.call("/models/nope")[0], 404)
        new = self.serve(combo=True).json("/object_info/CheckpointLoaderSimple")
        self.assertEqual(new["CheckpointLoaderSimple"]["input"]["required"]["ckpt_name"][0], "COMBO")

    def upload(self, server, name, data, *more):
        parts = [f'Content-Disposition: form-data; name="image"; filename="{name}"\r\nContent-Type: image/png\r\n\r\n'.encode() + data]
        parts += [f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}'.encode() for key, value in more]
        body = b"".join(b"--B\r\n" + part + b"\r\n" for part in parts) + b"--B--\r\n"
        return server.call("/upload/image", body, {"Content-Type": "multipart/form-data; boundary=B"})

    def test_uploads_are_renamed_reused_or_overwritten_and_give_the_size(self):
        server = self.serve()
        one, two = (self.image(server, self.finish(server, self.send(server, seed=seed, width=40, height=24)))[1]
                    for seed in (1, 2))
        names = [json.loads(self.upload(server, "a.png", data, *more)[1])["name"] for data, more in (
            (one, ()), (one, ()), (two, ()), (two, [("overwrite", "true")]))]
        self.assertEqual(names, ["a.png", "a.png", "a (1).png", "a.png"])
        self.assertEqual(self.upload(server, "a.png", one, ("type", "nowhere"))[0], 500)
        self.assertEqual(self.upload(server, "a.png", one, ("subfolder", "../x"))[0], 400)
        from_image = graph(seed=3)
        from_image["4"] = {"class_type": "VAEEncode", "inputs": {"pixels": ["8", 0], "vae": ["1", 2]}}
        from_image["8"] = {"class_type": "LoadImage", "inputs": {"image": "a (1).png"}}
        data = self.image(server, self.finish(server, self.send(server, from_image)))[1]
        self.assertEqual(png_size(data), (40, 24))
        from_image["8"]["inputs"]["image"] = "absent.png"
        errors = server.json("/prompt", {"prompt": from_image})["node_errors"]
        self.assertEqual(errors["8"]["errors"][0]["type"], "custom_validation_failed")

    def test_view_refuses_as_comfyui_does(self):
        server = self.serve()
        self.finish(server, self.send(server))
        self.assertEqual(server.call("/view?filename=t_00001_.png&preview=jpeg;80")[1][:3], b"\xff\xd8\xff")
        for query, status in (("", 404), ("?filename=", 400), ("?filename=../x", 400), ("?filename=x&type=nope", 400),
                              ("?filename=x&subfolder=../y", 403), ("?filename=x", 404)):
            self.assertEqual(server.call("/view" + query)[0], status, query)

    def test_a_prefix_that_leaves_the_folder_fails_when_it_runs(self):
        server = self.serve()
        self.assertEqual(self.finish(server, self.send(server, prefix="../x"))["status"]["messages"][-1][0], "execution_error")

    def test_history_keeps_so_many_entries(self):
        server = self.serve(history_limit=2)
        names = [self.send(server, seed=seed) for seed in range(3)]
        self.finish(server, names[2])
        self.assertEqual(list(server.json("/history")), names[1:])
        self.assertEqual(list(server.json("/history?max_items=1")), names[2:])
        self.assertEqual(list(server.json("/history?offset=0&max_items=1")), names[1:2])
        self.assertEqual(server.stats()["identities"]["0|a crate"]["forgotten"], 1)


class Faults(Case):
    def test_what_a_client_sees(self):
        rows = [
            ("a status", "503", (503, b"the server says no")),
            ("a rate limit with its wait", "429:retry_after=7", (429, "7")),
            ("a rate limit without", "429", (429, None)),
            ("garbage", "garbage", json.JSONDecodeError),
            ("an answer without its body", "empty", json.JSONDecodeError),
            ("a drop", "drop", http.client.RemoteDisconnected),
            ("a cut in the body", "cut", http.client.IncompleteRead),
            ("silence that ends in a drop", "hang:ms=20", http.client.RemoteDisconnected),
            ("silence", "hang", TimeoutError),
            ("a delay", "delay:ms=20", (200, None)),
        ]
        server = self.serve()
        for holds, fault, seen in rows:
            with self.subTest(holds):
                server.fault(fault + (",path=/queue" if ":" in fault else ":path=/queue"))
                self.assertEqual(server.call("/features")[0], 200)  # another path is not struck
                if isinstance(seen, tuple):
                    status, body, headers = server.call("/queue")
                    self.assertEqual(status, seen[0])
                    self.assertIn(seen[1], (body, headers.get("Retry-After")))
                else:
                    with self.assertRaises(seen):
                        server.json("/queue", timeout=0.3 if seen is TimeoutError else 20)
                self.assertEqual(server.call("/queue")[0], 200)  # once is once
        self.assertEqual(server.stats()["faults"]["hang"], 2)

    def test_times_skip_and_handled(self):
        server = self.serve("500:path=/queue,skip=1,times=2", "drop:path=/prompt,handled=1")
        self.assertEqual([server.call("/queue")[0] for _ in range(4)], [200, 500, 500, 200])
        name = str(uuid.uuid4())
        with self.assertRaises(http.client.RemoteDisconnected):
            self.send(server, name=name)
        self.assertIn("outputs", self.finish(server, name))  # it was taken all the same
        server.fault("503:path=/prompt,handled=1,retry_date=60")
        name = str(uuid.uuid4())
        status, _, headers = server.call("/prompt", {"prompt": graph(), "prompt_id": name})
        self.assertEqual((status, headers["Retry-After"][-4:]), (503, " GMT"))
        self.assertIn("outputs", self.finish(server, name))
        server.fault("500:path=/queue,times=all")
        self.assertEqual([server.call("/queue")[0] for _ in range(3)], [500] * 3)
        server.clear()
        self.assertEqual(server.call("/queue")[0], 200)

    def test_a_fault_that_is_none_is_named(self):
        server = self.serve()
        for fault, word in (("hag", "Did you mean “hang”?"), ("hang:x=1", "“x” is no key"), ("hang:ms=x", "no key")):
            with self.assertRaisesRegex(ValueError, word):
                server.fault(fault)
        done = subprocess.run([PROGRAM, "--fault", "hag"], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20)
        self.assertEqual(done.returncode, 2)
        self.assertIn("there is no fault “hag”", done.stderr)

    def test_a_huge_body_is_streamed(self):
        server = self.serve("huge:path=/system_stats,bytes=300000000")
        connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=20)
        connection.request("GET", "/system_stats")
        answer = connection.getresponse()
        size = 0
        while block := answer.read(1 << 20):
            size += len(block)
        connection.close()
        self.assertEqual(size, 300000012)
        with open(f"/proc/{server.process.pid}/status", encoding="ascii") as status:
            peak = int(next(line for line in status if line.startswith("VmHWM")).split()[1])
        self.assertLess(peak, 200000)  # kB

    def test_a_client_may_hang_up_in_the_middle(self):
        server = self.serve("huge:path=/system_stats", "hang:path=/queue", "delay:path=/features,ms=50", render_ms=50)
        for path in ("/system_stats", "/queue", "/features", "/sdapi/v1/txt2img", "/v1/images/generations"):
            connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=20)
            body = json.dumps({"prompt": "x", "width": 16, "height": 16, "model": "gpt-image-2", "size": "16x16"})
            connection.request("POST" if "v1" in path else "GET", path, body if "v1" in path else None)
            time.sleep(0.01)
            connection.close()
        time.sleep(0.15)
        self.assertEqual(server.call("/features")[0], 200)

    def test_pictures_that_are_wrong(self):
        server = self.serve("text", "short:skip=1", "wrong-size:skip=2", "empty:path=/view,skip=3", "404:path=/view,skip=4")
        entry = self.finish(server, self.send(server))
        seen = [self.image(server, entry) for _ in range(6)]
        self.assertEqual([status for status, _, _ in seen], [200, 200, 200, 200, 404, 200])
        whole = seen[5][1]
        self.assertTrue(seen[0][1].startswith(b"<html>"))
        self.assertEqual(seen[1][1], whole[:len(whole) // 2])
        self.assertEqual(png_size(seen[2][1]), (8, 8))
        self.assertEqual(seen[3][1], b"")

    def test_submissions_that_go_wrong(self):
        server = self.serve("refuse", "partial:skip=1", "other-id:skip=2", "413:path=/prompt,skip=3")
        name = str(uuid.uuid4())
        answers = [server.call("/prompt", {"prompt": graph(seed=seed), "prompt_id": name}) for seed in range(4)]
        self.assertEqual([status for status, _, _ in answers], [400, 200, 200, 413])
        self.assertEqual(json.loads(answers[0][1])["node_errors"]["1"]["errors"][0]["type"], "value_not_in_list")
        self.assertEqual(json.loads(answers[1][1])["prompt_id"], name)
        self.assertEqual(len(json.loads(answers[1][1])["node_errors"]), 1)
        self.assertNotEqual(json.loads(answers[2][1])["prompt_id"], name)

    def test_prompts_that_go_wrong(self):
        rows = [
            ("error", "error", "execution_error", 0, 0),
            ("interrupted", "error", "execution_interrupted", 0, 0),
            ("no-image", "success", "execution_success", 0, 0),
            ("cached", "success", "execution_success", 1, 404),
            ("slow:ms=30", "success", "execution_success", 1, 200),
        ]
        for fault, state, last, images, view in rows:
            with self.subTest(fault):
                server = self.serve(fault)
                entry = self.finish(server, self.send(server))
                self.assertEqual((entry["status"]["status_str"], entry["status"]["messages"][-1][0]), (state, last))
                self.assertEqual(len(entry["outputs"].get("7", {}).get("images", [])), images)
                if images:
                    self.assertEqual(self.image(server, entry)[0], view)

    def test_a_forgotten_prompt_was_rendered_and_is_nowhere(self):
        server = self.serve("forget")
        name = self.send(server)
        while server.stats()["queue"]:
            time.sleep(0.005)
        self.assertEqual((server.json(f"/history/{name}"), server.files), ({}, {}))
        self.assertEqual(list(server.stats()["identities"].values())[0] | {"corner": 0},
                         {"renders": 1, "forgotten": 1, "delivered": 0, "lost": 1, "corner": 0})

    def test_the_stats_tell_what_was_lost_from_what_had_been_delivered(self):
        server = self.serve("cut:path=/view", "text:skip=1")
        entries = [self.finish(server, self.send(server, seed=seed)) for seed in range(4)]
        with self.assertRaises(http.client.IncompleteRead):
            self.image(server, entries[1])
        self.image(server, entries[2])  # spoiled
        self.image(server, entries[3])
        server.restart()
        seen = server.stats()["identities"]
        self.assertEqual([(seen[f"{seed}|a crate"]["delivered"], seen[f"{seed}|a crate"]["lost"]) for seed in range(4)],
                         [(0, 1), (0, 1), (0, 1), (1, 0)])

    def test_a_restart_forgets_what_comfyui_forgets(self):
        server = self.serve("stuck:skip=1")
        socket = self.listen(server, "me")
        done = self.send(server, client="me")
        self.finish(server, done)
        lost = [self.send(server, seed=seed, client="me") for seed in (2, 3)]
        server.restart()
        self.hear(socket, lambda *_: False)  # the socket ends
        self.assertEqual(server.json("/history"), {})
        self.assertEqual(server.json("/queue"), {"queue_running": [], "queue_pending": []})
        self.assertEqual(list(server.files), ["output/t_00001_.png"])
        states = {prompt["id"]: (prompt["state"], prompt["forgotten"]) for prompt in server.stats()["prompts"]}
        self.assertEqual(states, {done: ("success", True), **{name: ("lost", True) for name in lost}})
        again = self.finish(server, self.send(server))  # the cache is gone too
        self.assertEqual(again["outputs"]["7"]["images"][0]["filename"], "t_00002_.png")
        server.restart(files=True)
        self.assertEqual(server.files, {})

    def test_while_it_is_down_nobody_answers(self):
        server = self.serve("restart:path=/queue,ms=600")
        for path in ("/queue", "/features"):
            with self.assertRaises((http.client.RemoteDisconnected, urllib.error.URLError)):
                server.call(path)
        while True:
            try:
                self.assertEqual(server.call("/features")[0], 200)
                break
            except (http.client.RemoteDisconnected, urllib.error.URLError):
                time.sleep(0.01)

    def test_events_that_go_wrong(self):
        clean = ["execution_start", "execution_cached", "executed", "execution_success", "executing"]
        rows = [
            ("twice", "socket-duplicate:event=executed", [*clean[:3], *clean[2:]]),
            ("in another order", "socket-reorder:event=executed", clean),
            ("not at all", "socket-silent:event=executed", [*clean[:2], *clean[3:]]),
            ("lies before it is done", "socket-lie", [*clean[:2], "execution_success", "executing", *clean[2:]]),
        ]
        for holds, fault, order in rows:
            with self.subTest(holds):
                server = self.serve(fault)
                socket = self.listen(server, "me")
                name = self.send(server, client="me")
                heard = self.hear(socket, finished(name))
                if "lie" in fault:
                    heard += self.hear(socket, finished(name))
                seen = [m for m in heard if m["type"] != "executing" or m["data"]["node"] is None]
                self.assertEqual(kinds(seen, "status", "progress", "progress_state"), order)
                if "reorder" in fault:
                    at = kinds(heard).index("executed")
                    self.assertEqual(heard[at - 1]["data"]["nodes"]["7"]["state"], "finished")

    def test_a_socket_that_is_silent_or_cut_leaves_the_prompt_alone(self):
        server = self.serve("socket-silent:times=all,event=ex*")
        socket = self.listen(server, "me")
        name = self.send(server, client="me")
        self.finish(server, name)
        server.clear()
        server.fault("socket-cut:event=progress")
        self.finish(server, self.send(server, seed=2, client="me"))
        heard = self.hear(socket, lambda *_: False)  # up to the cut
        self.assertEqual(set(kinds(heard, "status")), {"progress", "progress_state", "execution_start", "execution_cached", "executing"})
        self.assertNotIn(name, [m["data"].get("prompt_id") for m in heard if m["type"].startswith("ex")])

    def test_a_socket_that_is_refused_or_cut_at_once(self):
        server = self.serve("503:path=/ws", "drop:path=/ws,skip=1")
        self.assertEqual(self.listen(server, "me").status, 503)
        self.assertIsNone(self.listen(server, "me").receive())
        self.assertEqual(self.listen(server, "me").receive()["type"], "status")

    def test_events_of_others_and_of_other_prompts_of_ours(self):
        server = self.serve("stuck")
        socket = self.listen(server, "me")
        self.send(server, seed=0, client="somebody")
        first, second = (self.send(server, seed=seed, client="me") for seed in (1, 2))
        server.fault("socket-foreign:event=executed", "socket-wrong-id:event=progress")
        server.call("/interrupt", {})
        heard = self.hear(socket, finished(first))
        ids = {m["data"]["prompt_id"] for m in heard if m["type"] == "executed"}
        self.assertEqual(len(ids), 2)
        self.assertNotIn(second, ids)
        progress = [m["data"]["prompt_id"] for m in heard if m["type"] == "progress"]
        self.assertEqual(progress.count(second), 1)

    def test_somebody_elses_prompts_use_the_same_machine(self):
        server = self.serve("slow:ms=30")
        server.foreign(prompts=2)
        name = self.send(server)
        self.finish(server, name)
        self.assertEqual(len(server.json("/history")), 3)
        self.assertEqual([prompt["client_id"] for prompt in server.stats()["prompts"]], ["somebody-else"] * 2 + [None])

    def test_a_storm_repeats_and_passes(self):
        def weather(seed):
            server = self.serve(storm=f"{seed},0.5")
            seen = []
            for _ in range(40):
                try:
                    seen.append(server.call("/queue", timeout=20)[0])
                except (http.client.HTTPException, urllib.error.URLError, ConnectionError) as error:
                    seen.append(type(error).__name__)
                    time.sleep(0.35)  # a restart may be among them
            server.clear()
            self.assertEqual(server.call("/queue")[0], 200)
            return seen

        first = weather(7)
        self.assertEqual(weather(7), first)
        self.assertNotEqual(weather(8), first)
        self.assertGreater(len(set(map(str, first))), 3)


class Machine(Case):
    def test_busy_time_is_the_time_of_the_renders(self):
        server = self.serve(render_ms=30)
        for seed in range(3):
            name = self.send(server, seed=seed)
        self.finish(server, name)
        queued = server.stats()
        self.assertGreater(queued["busy_ms"], 3 * 29)
        self.assertLessEqual(queued["busy_ms"], queued["span_ms"])
        time.sleep(0.1)
        self.assertEqual(server.stats()["span_ms"], queued["span_ms"])  # ends with the last picture
        self.finish(server, self.send(server, seed=9))
        later = server.stats()
        idle = (later["span_ms"] - later["busy_ms"]) - (queued["span_ms"] - queued["busy_ms"])
        self.assertGreater(idle, 95)  # the pause counts once somebody goes on

    def test_it_ends_with_its_standard_input_and_on_a_signal(self):
        for end in (lambda process: process.stdin.close(), lambda process: process.terminate()):
            process = subprocess.Popen([PROGRAM, "--until-stdin-closes"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self.assertRegex(process.stdout.readline(), rb"^http://127\.0\.0\.1:\d+\n$")
            end(process)
            self.assertEqual(process.wait(timeout=20), 0)
            process.stdout.close()
            process.stdin.close()

    def test_help_lists_every_option_and_fault(self):
        said = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, timeout=20).stdout
        for word in ("--render-ms", "--storm", "socket-reorder", "wrong-size", "/_fake/restart"):
            self.assertIn(word, said)

    def test_a_state_file_outlives_the_process(self):
        path = f"{self.enterContext(harness.tempfile.TemporaryDirectory())}/state"
        first = self.serve(state=path)
        name = self.send(first)
        entry = self.finish(first, name)
        first.process.kill()
        first.process.wait()
        first.stop = lambda: 0
        first.process.stdin.close()
        first.process.stdout.close()
        second = self.serve(state=path)
        self.assertEqual(second.json(f"/history/{name}")[name]["outputs"], entry["outputs"])
        self.assertEqual(self.image(second, entry)[0], 200)
        other = self.finish(second, self.send(second, seed=2))
        self.assertEqual(other["outputs"]["7"]["images"][0]["filename"], "t_00002_.png")


class A1111(Case):
    ASK = {"prompt": "a cat", "negative_prompt": "fog", "seed": 5, "steps": 10, "cfg_scale": 6, "width": 48, "height": 32}

    def render(self, server, path="txt2img", **more):
        answer = server.json(f"/sdapi/v1/{path}", self.ASK | more)
        return [base64.b64decode(image) for image in answer["images"]], json.loads(answer["info"] or "{}")

    def test_pictures_and_what_they_say(self):
        server = self.serve()
        images, info = self.render(server, batch_size=2, sampler_name="DPM++ 2M Karras",
                                   override_settings={"sd_model_checkpoint": "sd_xl_base_1.0"})
        self.assertEqual([png_size(image) for image in images], [(48, 32)] * 2)
        self.assertEqual((info["all_seeds"], info["sd_model_name"], info["sampler_name"]), ([5, 6], "sd_xl_base_1.0", "DPM++ 2M"))
        said = server.json("/sdapi/v1/png-info", {"image": base64.b64encode(images[1]).decode()})["info"]
        self.assertEqual(said, info["infotexts"][1])
        self.assertTrue(said.startswith("a cat\nNegative prompt: fog\nSteps: 10, Sampler: DPM++ 2M, Schedule type: Karras, "
                                        "CFG scale: 6, Seed: 6, Size: 48x32, "))
        self.assertTrue(server.json("/sdapi/v1/options")["sd_model_checkpoint"].startswith("dreamshaper"))

    def test_what_is_unknown_is_silently_something_else(self):
        server = self.serve()
        _, info = self.render(server, sampler_name="nope", override_settings={"sd_model_checkpoint": "nope"})
        self.assertEqual((info["sampler_name"], info["sd_model_name"][:5]), ("Euler", "dream"))

    def test_errors(self):
        server = self.serve()
        for path, body, status in (("img2img", {}, 404), ("img2img", {"init_images": ["zzzz"]}, 500),
                                   ("txt2img", {"width": "wide"}, 422), ("options", {"sd_model_checkpoint": "nope"}, 500)):
            self.assertEqual(server.call(f"/sdapi/v1/{path}", body)[0], status, (path, body))

    def test_a_grid_comes_first_when_it_is_switched_on(self):
        server = self.serve()
        server.call("/sdapi/v1/options", {"return_grid": True})
        images, info = self.render(server, batch_size=2)
        self.assertEqual((len(images), info["index_of_first_image"]), (3, 1))

    def test_a_login(self):
        server = self.serve(login="u:p")
        self.assertEqual(server.call("/sdapi/v1/samplers")[0], 401)
        header = {"Authorization": "Basic " + base64.b64encode(b"u:p").decode()}
        self.assertEqual(server.call("/sdapi/v1/samplers", headers=header)[0], 200)

    def test_progress_and_interrupt(self):
        for flavour, images in (("a1111", 1), ("sdnext", 0)):
            server = self.serve(flavour=flavour, render_ms=5000)
            answers = []
            call = threading.Thread(target=lambda: answers.append(self.render(server)))
            call.start()
            while server.json("/sdapi/v1/progress")["progress"] == 0:
                time.sleep(0.005)
            server.call("/sdapi/v1/interrupt", b"", method="POST")
            call.join()
            self.assertEqual(len(answers[0][0]), images)
            self.assertEqual(server.json("/sdapi/v1/progress")["state"]["job_count"], 0)

    def test_sdnext_sends_jpeg_and_knows_its_samplers(self):
        server = self.serve(flavour="sdnext")
        images, info = self.render(server)
        self.assertEqual((images[0][:3], "sd_model_name" in info), (b"\xff\xd8\xff", False))
        self.assertEqual(server.call("/sdapi/v1/txt2img", self.ASK | {"sampler_name": "nope"})[0], 404)

    def test_sd_server_has_less(self):
        server = self.serve(flavour="sd-server")
        images, info = self.render(server, n_iter=3)
        self.assertEqual(len(images), 1)
        self.assertTrue(info["infotexts"][0].endswith("Sampler: euler discrete, Version: stable-diffusion.cpp"))
        self.assertIn(b"Version: stable-diffusion.cpp", images[0])
        self.assertEqual(server.call("/sdapi/v1/progress")[0], 404)
        self.assertEqual(server.json("/sdapi/v1/txt2img", {"prompt": ""}), {"error": "prompt required"})
        self.assertEqual(server.json("/v1/models")["data"][0]["id"], "sd-cpp-local")

    def test_a_restart_drops_the_call(self):
        server = self.serve(render_ms=60000)

        def restart():
            while not server.stats()["queue"]:
                time.sleep(0.005)
            server.restart()

        call = threading.Thread(target=restart)
        call.start()
        with self.assertRaises(http.client.RemoteDisconnected):
            self.render(server)
        call.join()


class OpenAI(Case):
    def ask(self, server, key="k", path="generations", **more):
        body = {"model": "gpt-image-2", "prompt": "a cat", "size": "64x32"} | more
        status, data, headers = server.call(f"/v1/images/{path}", body, {"Authorization": f"Bearer {key}"})
        return status, json.loads(data), headers

    def test_pictures_and_usage(self):
        server = self.serve(key="k")
        status, answer, headers = self.ask(server, n=2, quality="low")
        self.assertEqual((status, answer["size"], answer["quality"], len(answer["data"])), (200, "64x32", "low", 2))
        self.assertEqual(png_size(base64.b64decode(answer["data"][0]["b64_json"])), (64, 32))
        usage = answer["usage"]
        self.assertEqual(usage["total_tokens"], usage["input_tokens"] + usage["output_tokens"])
        self.assertEqual(headers["x-ratelimit-remaining-requests"], "999")
        self.assertEqual(server.stats()["identities"]["|a cat"]["renders"], 1)

    def test_errors(self):
        server = self.serve(key="k", block="gore")
        rows = [
            ("no such key", {"key": "x"}, 401, "invalid_api_key"),
            ("no such model", {"model": "dall-e-3"}, 404, "model_not_found"),
            ("refused", {"prompt": "some gore"}, 400, "moderation_blocked"),
            ("a parameter of old models", {"response_format": "b64_json"}, 400, "unknown_parameter"),
            ("a size that is none", {"size": "65x32"}, 400, "invalid_value"),
        ]
        for holds, more, status, code in rows:
            with self.subTest(holds):
                seen, answer, _ = self.ask(server, **more)
                self.assertEqual((seen, answer["error"]["code"]), (status, code))

    def test_faults_have_the_bodies_of_openai(self):
        server = self.serve("quota", "moderation:skip=1", "429:path=/v1,skip=2,retry_after=2", "text:skip=3", key="k")
        seen = [self.ask(server) for _ in range(4)]
        self.assertEqual([answer["error"]["code"] for _, answer, _ in seen[:3]],
                         ["insufficient_quota", "moderation_blocked", "rate_limit_exceeded"])
        self.assertEqual(seen[2][2]["Retry-After"], "2")
        self.assertTrue(base64.b64decode(seen[3][1]["data"][0]["b64_json"]).startswith(b"<html>"))

    def test_a_rate_limit_counts(self):
        server = self.serve(key="k", rate_limit="2,60000")
        self.assertEqual([self.ask(server)[0] for _ in range(3)], [200, 200, 429])
        self.assertLessEqual(int(self.ask(server)[2]["Retry-After"]), 60)

    def test_edits_take_pictures(self):
        server = self.serve(key="k")
        picture = base64.b64decode(self.ask(server)[1]["data"][0]["b64_json"])
        fields = {"prompt": "hi", "model": "gpt-image-2", "size": "32x32"}
        head = "".join(f'--B\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items())
        for data, status in ((picture, 200), (b"no picture", 400)):
            body = head.encode() + b'--B\r\nContent-Disposition: form-data; name="image[]"; filename="a.png"\r\n\r\n' + data + b"\r\n--B--\r\n"
            self.assertEqual(server.call("/v1/images/edits", body, {"Authorization": "Bearer k",
                                                                     "Content-Type": "multipart/form-data; boundary=B"})[0], status)


if __name__ == "__main__":
    harness.main()
