#!/usr/bin/env python3
"""A stand-in for a ComfyUI server: real sockets, the real protocol, pictures of one colour per seed, faults on request.

As a program it prints its URL as first line and serves until its standard input ends:

    fake_comfyui.py [--render SECONDS] [--fault WHERE:N=KIND]…

As a module:

    with FakeComfyUI(faults=["prompt:2=500"]) as server:
        …  server.url, server.rendered, server.prompts

A fault strikes the Nth call (from 1; "*" for all) of WHERE; calls of other kinds do not count.

    prompt    refuse (400, node errors: checkpoint missing), partial (200 with node errors), other-id, 401, 403, 413,
              429 (with Retry-After: 7), 500, 502, garbage, cut, hang, drop
    job       error (execution_error), interrupted, no-image, forget (as after a restart: neither history nor queue),
              stuck (runs until it is interrupted)
    history   500, garbage, cut, hang, drop, wipe (forgets all that happened so far)
    queue     500, garbage, hang
    view      404, 500, cut, hang, drop, text (no image), short (half of a PNG), empty
    upload    401, 500, drop, other-name (keeps the picture under a name of its own)
    stats     500, garbage, hang, drop
"""

import argparse
import http.server
import json
import queue
import socket
import struct
import sys
import threading
import urllib.parse
import zlib

CHECKPOINTS = ["dreamshaperXL_v21TurboDPMSDE.safetensors", "sd_xl_base_1.0.safetensors"]


def png(width, height, colour, text):
    """A PNG of one colour with its tEXt chunks."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" + bytes(colour) * width
    chunks = [chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))]
    chunks += [chunk(b"tEXt", key.encode() + b"\0" + value.encode("latin-1")) for key, value in text.items()]
    chunks += [chunk(b"IDAT", zlib.compress(row * height)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def inputs_of(graph, class_type):
    return next((node["inputs"] for node in graph.values() if node["class_type"] == class_type), {})


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A client that was killed hangs up in the middle; that is what tests do."""


class FakeComfyUI:
    def __init__(self, faults=(), render=0.01, checkpoints=CHECKPOINTS):
        self.render = render
        self.checkpoints = list(checkpoints)
        self.lock = threading.Lock()
        self.calls = {}
        self.faults = dict(fault.split("=", 1) for fault in faults)
        self.prompts = []  # bodies of all accepted submissions
        self.requests = []  # (method, path, headers) of all
        self.rendered = []  # prompt ids, in the order they were rendered
        self.history = {}
        self.waiting = {}  # prompt id -> queue item
        self.files = {}
        self.uploads = {}  # name -> bytes
        self.counter = 0
        self.work = queue.Queue()
        self.stopped = threading.Event()
        self.interrupted = threading.Event()
        self.taken_back = []  # ids that were interrupted or deleted

    # -- life --

    def __enter__(self):
        handler = type("Handler", (Handler,), {"fake": self})
        self.server = Server(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        threading.Thread(target=self._worker, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.interrupted.set()
        self.work.put(None)
        self.server.shutdown()
        self.server.server_close()

    def fault(self, where):
        """Counts a call and says what goes wrong with it."""
        with self.lock:
            number = self.calls[where] = self.calls.get(where, 0) + 1
        return self.faults.get(f"{where}:{number}", self.faults.get(f"{where}:*"))

    # -- the machine behind the socket --

    def submit(self, body):
        with self.lock:
            self.counter += 1
            item = [self.counter, body["prompt_id"], body["prompt"], {"client_id": body.get("client_id")}, []]
            self.prompts.append(body)
            self.waiting[body["prompt_id"]] = item
        self.work.put(item)
        return item

    def _worker(self):
        while (item := self.work.get()) is not None:
            fault = self.fault("job")
            self.stopped.wait(self.render)
            if fault == "stuck":
                self.interrupted.wait()
                self.interrupted.clear()
                fault = "interrupted"
            entry = self._run(item, fault)
            with self.lock:
                self.rendered.append(item[1])
                if fault != "forget":
                    self.history[item[1]] = entry
                self.waiting.pop(item[1], None)

    def _run(self, item, fault):
        graph = item[2]
        size = inputs_of(graph, "EmptyLatentImage")
        if not size:  # an image that starts from an uploaded PNG has its size
            start = self.uploads[inputs_of(item[2], "LoadImage")["image"]]
            size = dict(zip(("width", "height"), struct.unpack(">II", start[16:24])))
        seed = inputs_of(graph, "KSampler").get("seed", 0)
        save = next(node for node, value in graph.items() if value["class_type"] == "SaveImage")
        entry = {"prompt": item, "outputs": {}, "meta": {"odd": float("nan")}}

        if fault in ("error", "interrupted"):
            event = "execution_error" if fault == "error" else "execution_interrupted"
            data = {"node_type": "KSampler", "exception_message": "Allocation on device"}
            entry["status"] = {"status_str": "error", "completed": False, "messages": [[event, data]]}
            return entry
        entry["status"] = {"status_str": "success", "completed": True, "messages": [["execution_success", {}]]}
        if fault != "no-image":
            name = f"{inputs_of(graph, 'SaveImage')['filename_prefix']}_{item[0]:05}_.png"
            colour = (seed & 255, seed >> 8 & 255, seed >> 16 & 255)
            text = {"prompt": json.dumps(graph)}
            self.files[name] = png(size["width"], size["height"], colour, text)
            entry["outputs"][save] = {"images": [{"filename": name, "subfolder": "", "type": "output"}]}
        return entry

    def wipe(self):
        with self.lock:
            self.history.clear()
            self.waiting.clear()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake = None

    def log_message(self, *_):
        pass

    def answer(self, status, body, kind="application/json", more=()):
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in dict(more).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def misbehave(self, fault):
        """The faults that any path may have. Whether there was one."""
        if fault is None:
            return False
        if fault.isdigit():
            self.answer(int(fault), b"the server says no", more={"Retry-After": "7"} if fault == "429" else {})
        elif fault == "garbage":
            self.answer(200, b'{"prompt_id": nonsense')
        elif fault == "cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            self.wfile.write(b'{"a": "')
            self.close_connection = True
        elif fault == "drop":
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        elif fault == "hang":
            self.fake.stopped.wait(60)
            self.close_connection = True
        else:
            return False
        return True

    def note(self):
        self.fake.requests.append((self.command, self.path, dict(self.headers)))
        if "Origin" in self.headers:
            self.answer(403, b"")
            return True
        return False

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.note():
            return
        if self.path == "/queue":
            self.fake.taken_back += json.loads(body)["delete"]
            self.answer(200, b"")
            return
        if self.path == "/interrupt":
            with self.fake.lock:
                running = next(iter(self.fake.waiting), None)
            if running == json.loads(body)["prompt_id"]:
                self.fake.interrupted.set()
            self.answer(200, b"")
            return
        if self.path == "/upload/image":
            self.upload(body)
            return
        if self.path != "/prompt":
            self.answer(404, b"404: Not Found")
            return
        fault = self.fake.fault("prompt")
        if self.misbehave(fault):
            return
        self.submit(json.loads(body), fault)

    def upload(self, body):
        """A form as browsers send it: the parts image, with a file name, and overwrite."""
        fault = self.fake.fault("upload")
        if self.misbehave(fault):
            return
        boundary = self.headers.get_param("boundary")
        parts = {}
        for part in body.split(b"--" + boundary.encode())[1:-1]:
            head, data = part[2:-2].split(b"\r\n\r\n", 1)
            line = head.split(b"\r\n")[0].decode()
            parts[line.split('name="')[1].split('"')[0]] = (line, data)
        name = parts["image"][0].split('filename="')[1].split('"')[0]
        assert parts["overwrite"][1] == b"true"
        self.fake.uploads[name] = parts["image"][1]
        kept = "another.png" if fault == "other-name" else name
        self.answer(200, {"name": kept, "subfolder": "", "type": "input"})

    def submit(self, body, fault):
        checkpoint = inputs_of(body["prompt"], "CheckpointLoaderSimple").get("ckpt_name")
        if fault == "refuse" or checkpoint not in self.fake.checkpoints:
            extra = {
                "input_name": "ckpt_name",
                "input_config": [self.fake.checkpoints, {}],
                "received_value": checkpoint,
            }
            found = {"type": "value_not_in_list", "message": "Value not in list", "details": "", "extra_info": extra}
            node = {"errors": [found], "dependent_outputs": ["9"], "class_type": "CheckpointLoaderSimple"}
            error = {"type": "prompt_outputs_failed_validation", "message": "failed", "details": "", "extra_info": {}}
            self.answer(400, {"error": error, "node_errors": {"1": node}})
            return
        errors = {}
        if fault == "partial":
            errors = {"7": {"errors": [{"message": "Bad output", "details": ""}], "class_type": "SaveImage"}}
        if fault == "other-id":
            body["prompt_id"] = "the-servers-own-id"
        item = self.fake.submit(body)
        self.answer(200, {"prompt_id": item[1], "number": item[0], "node_errors": errors})

    def do_GET(self):
        if self.note():
            return
        url = urllib.parse.urlsplit(self.path)
        if url.path == "/system_stats":
            self.stats()
        elif url.path.startswith("/history/"):
            self.history(url.path.removeprefix("/history/"))
        elif url.path == "/queue":
            self.queue()
        elif url.path == "/view":
            self.view(urllib.parse.parse_qs(url.query))
        elif url.path == "/_log":
            fake = self.fake
            self.answer(200, {"rendered": fake.rendered, "submitted": [p["prompt_id"] for p in fake.prompts]})
        else:
            self.answer(404, b"404: Not Found")

    def stats(self):
        if self.misbehave(self.fake.fault("stats")):
            return
        device = {"name": "cuda:0 Stand-in GPU : native", "type": "cuda", "index": 0}
        self.answer(200, {"system": {"os": "posix", "comfyui_version": "0.3.40"}, "devices": [device]})

    def history(self, prompt_id):
        fault = self.fake.fault("history")
        if fault == "wipe":
            self.fake.wipe()
        elif self.misbehave(fault):
            return
        with self.fake.lock:
            entry = self.fake.history.get(prompt_id)
        self.answer(200, {} if entry is None else {prompt_id: entry})

    def queue(self):
        if self.misbehave(self.fake.fault("queue")):
            return
        with self.fake.lock:
            items = list(self.fake.waiting.values())
        self.answer(200, {"queue_running": items[:1], "queue_pending": items[1:]})

    def view(self, query):
        fault = self.fake.fault("view")
        data = self.fake.files.get(query.get("filename", [""])[0])
        if self.misbehave(fault):
            return
        if data is None:
            self.answer(404, b"404: Not Found")
            return
        if fault == "text":
            data = b"<html>this is no picture</html>"
        elif fault == "short":
            data = data[: len(data) // 2]
        elif fault == "empty":
            data = b""
        self.answer(200, data, "image/png")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--render", type=float, default=0.01)
    parser.add_argument("--fault", action="append", default=[])
    options = parser.parse_args()
    with FakeComfyUI(options.fault, options.render) as server:
        print(server.url, flush=True)
        while sys.stdin.buffer.read(4096):
            pass


if __name__ == "__main__":
    main()
