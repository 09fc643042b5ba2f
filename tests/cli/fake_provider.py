"""The stand-in for image servers (tests/fake), as a context manager that always ends it.

    with FakeProvider("error:skip=1", render_ms=50) as server:
        …  server.url, server.rendered, server.prompts, server.stats()

Faults and options are those of `limner-fake-provider --help`; an option is a keyword: previews=True, checkpoint=["a", "b"].
"""
import json
import os
import pathlib
import subprocess
import urllib.error
import urllib.parse
import urllib.request

PROGRAM = os.environ.get("LIMNER_FAKE_PROVIDER",
                         str(pathlib.Path(__file__).resolve().parents[2] / "build/tests/fake/limner-fake-provider"))


def inputs_of(graph, class_type):
    """The inputs of the first node of this class; {} when there is none."""
    return next((node["inputs"] for node in graph.values() if node["class_type"] == class_type), {})


class FakeProvider:
    def __init__(self, *faults, **options):
        self.words = [PROGRAM, "--until-stdin-closes"]
        for name, value in {"render_ms": 10, "fault": faults, **options}.items():
            for each in value if isinstance(value, (list, tuple)) else [value]:
                self.words.append(f"--{name.replace('_', '-')}" + ("" if each is True else f"={each}"))
        self.process = None

    def __enter__(self):
        self.process = subprocess.Popen(self.words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        self.url = self.process.stdout.readline().strip()
        if not self.url:
            raise RuntimeError(f"{' '.join(self.words)} did not start")
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Ends it as SIGTERM does; a second time does nothing. Its exit status."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        return self.process.returncode

    def call(self, path, body=None, headers=(), method=None, timeout=30):
        """One request: (status, bytes, headers). @body: bytes, or what becomes JSON."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, dict(headers), method=method)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return answer.status, answer.read(), dict(answer.headers)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read(), dict(error.headers)

    def json(self, path, body=None, **more):
        """The answer as JSON, whatever its status."""
        return json.loads(self.call(path, body, **more)[1])

    # -- what it saw --

    def stats(self):
        return self.json("/_fake/stats")

    @property
    def prompts(self):
        """The bodies of all prompts it took."""
        return self.json("/_fake/prompts")

    @property
    def requests(self):
        return self.json("/_fake/requests")

    @property
    def rendered(self):
        """The ids of the prompts that were rendered, one as often as it was."""
        return [name for name, times in self.stats()["renders"].items() for _ in range(times)]

    @property
    def files(self):
        """Path below the server's folders → bytes."""
        paths = [file["path"] for file in self.json("/_fake/files")]
        return {path: self.call("/_fake/file?path=" + urllib.parse.quote(path))[1] for path in paths}

    @property
    def uploads(self):
        return {path.removeprefix("input/"): data for path, data in self.files.items() if path.startswith("input/")}

    # -- what goes wrong --

    def _tell(self, path, text=""):
        status, said, _ = self.call(path, text.encode(), method="POST")
        if status != 200:
            raise ValueError(said.decode())

    def fault(self, *faults):
        self._tell("/_fake/fault", "\n".join(faults))

    def storm(self, seed, rate=0.05):
        self._tell("/_fake/storm", f"{seed},{rate}")

    def clear(self):
        """No more faults; what hangs is hung up."""
        self._tell("/_fake/clear")

    def restart(self, ms=0, files=False):
        """As a new process at the same address, after @ms in which nobody answers; with @files the pictures are gone too."""
        self._tell(f"/_fake/restart?ms={ms}&files={int(files)}")

    def foreign(self, prompts=0, events=0):
        """Somebody else's prompts in the queue, and events of somebody else's runs on all sockets."""
        self._tell(f"/_fake/foreign?prompts={prompts}&events={events}")
