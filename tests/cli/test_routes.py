"""Every route of the studio, as its own description lists them, asked by strangers and by people who mean no good."""
import json
import posixpath
import re
import socket
import urllib.parse

from harness import main
from studio import IDS, Serve

SECRET = "lantern under the quay"
HOSTILE_PARTS = ["..", ".", "%2e%2e", "%2e%2e%2f%2e%2e%2fsecret.json", "..%2fsecret", "..%5c..%5csecret", "%2fetc%2fpasswd", "%00", f"{IDS[0]}%00.png", "a" * 5000,
                 "%ff%fe", "%0d%0aX-Evil:1", "-rf", ".limner", "%e2%80%ae", "CON", "*", "%25s%25n"]
HOSTILE_VALUES = ["..%2f..%2fsecret", "%2fetc%2fpasswd", "%00", "-1", "9" * 300, "1e308", "%27%3b%20DROP%20TABLE%20records%3b--", "%ff", "NaN", "null", "%7b%22a%22%3a1%7d", "a" * 4000]
HOSTILE_BODIES = ["", "{", "[]", "null", "7", '"x"', "[" * 3000, '{"id": ' * 500, '{"' + "x" * 9000 + '": 1}', '{"id": "../../secret", "record_hash": "x"}',
                  '{"id": "\\u0000", "record_hash": null}', '{"id": {"a": []}, "ids": [["x"]], "path": "/etc/passwd"}']


class Route:
    def __init__(self, method, pattern, text):
        self.method, self.pattern = method, pattern
        self.query = re.findall(r"^\| `(\w+)` \|", text.split("| body |")[0], re.M) if "| query |" in text else []

    def path(self, part=IDS[0]):
        return self.pattern.replace("{id}", part)


class Routes(Serve):
    def setUp(self):
        super().setUp()
        page = self.limner("-C", self.yard, "serve", "--api").out
        sections = re.split(r"^## (\w+) (\S+)$", page, flags=re.M)[1:]
        self.routes = [Route(*sections[i:i + 3]) for i in range(0, len(sections), 3)]
        self.assertGreater(len(self.routes), 15)
        (self.folder / "secret.json").write_text(json.dumps({"id": SECRET}))
        (self.folder / "secret").write_text(SECRET)

    def refused(self, answer, statuses, what):
        status, headers, text = answer
        self.assertIn(status, statuses, what)
        self.assertIn("error", json.loads(text), what)
        self.assertIn("default-src 'none'", headers["Content-Security-Policy"], what)

    def test_strangers_are_kept_out_of_each(self):
        studio = self.studio()
        for route in self.routes:
            for headers, statuses in (({"Cookie": None}, (401, 429)), ({"Cookie": studio.cookie[:-1] + "x"}, (401, 429)), ({"Host": "evil.example"}, (403,)),
                                      ({"Host": f"127.0.0.1:{studio.port + 1}"}, (403,)), ({"Origin": "https://evil.example"}, (403,)), ({"Origin": "null"}, (403,)),
                                      ({"Sec_Fetch_Site": "cross-site"}, (403,)), ({"Sec_Fetch_Site": "same-site"}, (403,))):
                body = {} if route.method == "POST" else None
                self.refused(studio.ask(route.method, route.path(), body, **headers), statuses, (route.method, route.pattern, headers))

    def test_other_methods_are_named_as_such(self):
        studio = self.studio()
        taken = {}
        for route in self.routes:
            taken.setdefault(route.pattern, set()).update([route.method] + (["HEAD"] if route.method == "GET" and route.pattern != "/api/events" else []))
        for pattern, methods in taken.items():
            for method in ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"):
                if method not in methods:
                    answer = studio.ask(method, pattern.replace("{id}", IDS[0]), {} if method not in ("GET",) else None)
                    self.refused(answer, (405,), (method, pattern))
                    self.assertEqual({each.strip() for each in answer[1]["Allow"].split(",")}, methods, (method, pattern))

    def test_nothing_changes_without_the_mark_or_with_another_kind_of_body(self):
        studio = self.studio()
        before = self.tree(self.yard)
        for route in self.routes:
            if route.method == "POST":
                for headers, status in (({"X_Limner": None}, 403), ({"X_Limner": "true"}, 403), ({"Content_Type": "text/plain"}, 415),
                                        ({"Content_Type": "application/x-www-form-urlencoded"}, 415), ({"Content_Type": None}, 415)):
                    self.refused(studio.ask("POST", route.path(), {"id": IDS[0]}, **headers), (status,), (route.pattern, headers))
                self.refused(studio.ask("POST", route.path(), "x" * 300000), (413,), route.pattern)
                self.refused(studio.raw("POST", route.path(), {"Cookie": studio.cookie, "X-Limner": "1", "Content-Type": "application/json",
                                                               "Transfer-Encoding": "chunked"}, b"2\r\n{}\r\n0\r\n\r\n"), (411,), route.pattern)
        self.assertEqual(self.tree(self.yard), before)

    def test_no_part_of_a_path_leads_out(self):
        studio = self.studio()
        plain = {route.pattern for route in self.routes if "{id}" not in route.pattern}
        for route in self.routes:
            for part in HOSTILE_PARTS if "{id}" in route.pattern else []:
                if posixpath.normpath(urllib.parse.unquote(route.path(part))) in plain:
                    continue  # “/assets/..” is “/”, as any browser says, too
                status, _, text = studio.ask(route.method, route.path(part), {} if route.method == "POST" else None)
                self.assertLess(status, 500, (route.pattern, part))
                self.assertNotIn(SECRET.encode(), text)
                self.assertNotIn(b"root:", text)

    def test_no_word_of_a_query_does_harm(self):
        studio = self.studio()
        for route in self.routes:
            if route.method != "GET" or route.pattern == "/api/events":
                continue
            if not route.pattern.startswith("/assets") and route.pattern.startswith("/api"):
                self.assertEqual(studio.ask("GET", route.path() + "?nonsense=1")[0], 400, route.pattern)
            for name in route.query:
                for value in HOSTILE_VALUES:
                    status, _, text = studio.ask("GET", f"{route.path()}?{name}={value}")
                    self.assertIn(status, (200, 400, 404, 405, 409, 422), (route.pattern, name, value, text[:200]))
                    self.assertNotIn(SECRET.encode(), text)
                    self.assertNotIn(b"root:", text)
        self.assertNotIn("CRITICAL", studio.stop())

    def test_no_body_does_harm(self):
        before = self.tree(self.yard)
        for route in self.routes:
            if route.method != "POST":
                continue
            studio = self.studio()  # a fresh one: changes are counted
            for body in HOSTILE_BODIES:
                status, _, text = studio.ask("POST", route.path(), body)
                self.assertIn(status, (200, 400, 404, 405, 409, 422), (route.pattern, body[:60], text[:200]))
                self.assertNotIn(SECRET.encode(), text)
            self.assertNotIn("CRITICAL", studio.stop())
        self.assertEqual(self.tree(self.yard), before)

    def test_broken_http_ends_and_the_next_request_is_answered(self):
        studio = self.studio()
        for head in (b"\x00\x01\x02\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET " + b"/a" * 60000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
                     b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20000 + b"\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                     b"POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
                     b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", b"GET //evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", studio.port), timeout=60) as connection:
                try:
                    connection.sendall(head)
                    connection.shutdown(socket.SHUT_WR)
                    answer = connection.recv(200)
                except OSError:
                    answer = b""
            self.assertNotIn(b" 200 ", answer, head[:40])
            self.assertNotIn(b" 303 ", answer, head[:40])
        self.assertEqual(studio.ask("GET", "/api/status")[0], 200)
        self.assertNotIn("CRITICAL", studio.stop())


if __name__ == "__main__":
    main()
