"""A running studio and a client that has its cookie, for the tests of the server."""
import http.client
import json
import subprocess

import fixtures
from harness import PROGRAM, Case

IDS = [f"y_hand_{number:02d}" for number in range(12)]


class Studio:
    """A running `limner serve`; a client that has the cookie."""

    def __init__(self, case, folder, *words, environment=None):
        self.process = subprocess.Popen([PROGRAM, "-C", str(folder), "serve", *words], env={**case.environment, **(environment or {})},
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        line = self.process.stdout.readline()
        case.addCleanup(self.stop)
        case.assertIn("http://", line, line or "it ended at once")
        self.url = line.split()[-1]
        self.port = int(self.url.split(":")[2].split("/")[0])
        self.token = self.url.split("token=")[1] if "token=" in self.url else None
        self.cookie = self.enter() if self.token else None

    def enter(self):
        status, headers, _ = self.raw("GET", f"/?token={self.token}", {})
        assert status == 303, status
        return headers["Set-Cookie"].split(";")[0]

    def login(self, name, password, status=200):
        """Logs in, and goes on as @name; returns the answer."""
        got, headers, text = self.ask("POST", "/api/login", {"name": name, "password": password}, Cookie=None)
        assert got == status, (got, text)
        self.cookie = headers["Set-Cookie"].split(";")[0] if got == 200 else self.cookie
        return json.loads(text)

    def raw(self, method, path, headers, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
            if body is not None and "Content-Length" not in headers and "Transfer-Encoding" not in headers:
                connection.putheader("Content-Length", str(len(body)))
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def ask(self, method, path, body=None, **headers):
        headers = {"Cookie": self.cookie, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if body is not None:
            headers = {"X-Limner": "1", "Content-Type": "application/json", **headers}
            body = (body if isinstance(body, str) else json.dumps(body)).encode()
        return self.raw(method, path, {name: value for name, value in headers.items() if value is not None}, body)

    def json(self, method, path, body=None, status=200, **headers):
        got, _, text = self.ask(method, path, body, **headers)
        assert got == status, (got, text)
        return json.loads(text)

    def judge(self, id, verdict="approved", score=0.8, status=200, **more):
        seen = self.json("GET", f"/api/records/{id}")["record_hash"]
        return self.json("POST", "/api/judgments", {"id": id, "record_hash": seen, "status": verdict, "explanation": "Seen.",
                                                    "scores": {name: score for name in fixtures.SCORES}, **more}, status)

    def stop(self):
        self.process.terminate()
        self.errors = self.process.communicate(timeout=60)[1]
        return self.errors


class Serve(Case):
    def setUp(self):
        super().setUp()
        self.yard = fixtures.project(self.folder / "yard", [fixtures.record(id) for id in IDS[:8]]
                                     + [fixtures.record(IDS[8], "approved"), fixtures.record(IDS[9], "borderline", 0.65),
                                        fixtures.record(IDS[10], "rejected", 0.3), fixtures.record("ship_gull", "approved")])

    def studio(self, *words, **more):
        return Studio(self, self.yard, *words, **more)

    def record(self, id):
        return self.read_json(self.yard / "records" / f"{id}.json")
