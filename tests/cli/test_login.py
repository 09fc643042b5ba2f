"""A studio for several people: the file of users, logging in and out, and whose name a judgment carries."""
import hashlib
import base64
import http.client
import json
import os
import pty
import select
import subprocess

from harness import PROGRAM, main
from studio import IDS, Serve


def cheap_hash(password):
    """A hash that costs little to try, as another program would write it."""
    def text(data):
        return base64.b64encode(data).decode().rstrip("=")
    salt = password.encode()[:8]
    return f"$scrypt$ln=10,r=1,p=1${text(salt)}${text(hashlib.scrypt(password.encode(), salt=salt, n=1024, r=1, p=1, dklen=32))}"


class Users(Serve):
    def setUp(self):
        super().setUp()
        self.file = self.folder / "users"
        self.write_users(anna="lantern-lit", bert="quarry-cut")

    def write_users(self, **passwords):
        text = "".join(f"{name}:{cheap_hash(password)}\n" for name, password in passwords.items())
        fresh = self.folder / "users.new"
        fresh.touch(0o600)
        fresh.write_text(text)
        fresh.rename(self.file)

    def open(self, *words):
        return self.studio("--users", str(self.file), *words)


class File(Users):
    def test_a_name_is_added_with_a_password_and_taken_out(self):
        path = self.folder / "fresh"
        self.assertIn("may log in now", self.limner("-C", self.yard, "serve", "--users", path, "--add-user", "carla", input="copper-pipe\n").out)
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        text = path.read_text()
        self.assertTrue(text.startswith("carla:$scrypt$ln=16,r=8,p=1$"), text)
        self.assertNotIn("copper", text)
        studio = self.studio("--users", str(path))
        studio.login("carla", "copper-pipe")
        self.assertIn("another password", self.limner("-C", self.yard, "serve", "--users", path, "--add-user", "carla", input="driftwood\n").out)
        self.limner("-C", self.yard, "serve", "--users", path, "--remove-user", "carla")
        self.assertEqual(path.read_text(), "")
        self.assertIn("names nobody", self.limner("-C", self.yard, "serve", "--users", path, status=5).err)

    def test_what_is_wrong_is_told_and_changes_nothing(self):
        before = self.file.read_text()
        for words, input, status, told in ((("--add-user", "carla"), "short\n", 2, "too short"), (("--add-user", "carla"), "", 2, "password is needed"),
                                           (("--add-user", "a:b"), "copper-pipe\n", 2, "cannot be a name"), (("--add-user", "x" * 65), "", 2, "cannot be a name"),
                                           (("--remove-user", "ana"), "", 3, "Did you mean “anna”")):
            self.assertIn(told, self.limner("-C", self.yard, "serve", "--users", self.file, *words, input=input, status=status).err)
        self.assertIn("--users FILE", self.limner("-C", self.yard, "serve", "--add-user", "carla", status=2).err)
        self.assertEqual(self.file.read_text(), before)
        self.file.chmod(0o644)
        self.assertIn("chmod 600", self.limner("-C", self.yard, "serve", "--users", self.file, status=5).err)
        self.assertIn("--add-user", self.limner("-C", self.yard, "serve", "--users", self.folder / "none", status=3).err)
        self.file.chmod(0o600)
        self.file.write_text("anna:lantern-lit\n")
        self.assertIn("line 1", self.limner("-C", self.yard, "serve", "--users", self.file, status=3).err)

    def test_a_terminal_does_not_show_the_password_and_asks_twice(self):
        for second, status in (("copper-pipe", 0), ("cooper-pipe", 2)):
            main_end, terminal = pty.openpty()
            process = subprocess.Popen([PROGRAM, "-C", str(self.yard), "serve", "--users", str(self.file), "--add-user", "carla"], env=self.environment,
                                       stdin=terminal, stdout=terminal, stderr=terminal)
            os.close(terminal)
            shown = b""
            for prompt, answer in ((b"Password for carla: ", "copper-pipe"), (b"once more: ", second)):
                while prompt not in shown:
                    shown += os.read(main_end, 1000)
                os.write(main_end, answer.encode() + b"\n")
            while select.select([main_end], [], [], 60)[0]:
                try:
                    got = os.read(main_end, 1000)
                except OSError:
                    break
                if not got:
                    break
                shown += got
            os.close(main_end)
            self.assertEqual(process.wait(timeout=60), status, shown)
            self.assertNotIn(b"pipe", shown)


class Login(Users):
    def test_only_who_logs_in_gets_more_than_the_pages(self):
        studio = self.open()
        self.assertIsNone(studio.token)
        for path in ("/", "/review", "/assets/icon.svg"):
            self.assertIn(studio.ask("GET", path)[0], (200, 404), path)
        for path in ("/api/session", "/api/status", "/api/records", f"/api/records/{IDS[0]}", f"/api/images/{IDS[0]}", f"/api/thumbs/{IDS[0]}", "/api/canon",
                     "/api/events", "/nowhere"):
            status, _, text = studio.ask("GET", path)
            self.assertEqual((status, json.loads(text)["login"]), (401, True), path)
        self.assertEqual(studio.ask("POST", "/api/judgments", {})[0], 401)
        self.assertEqual(studio.login("anna", "lantern-lit"), {"name": "anna"})
        session = studio.json("GET", "/api/session")
        self.assertEqual((session["reviewer"], session["logs_in"]), ("human:anna", True))

    def test_a_judgment_carries_who_logged_in(self):
        studio = self.open()
        studio.login("anna", "lantern-lit")
        studio.judge(IDS[0])
        studio.login("bert", "quarry-cut")
        studio.judge(IDS[1])
        self.assertEqual([self.record(id)["judgment"]["reviewer"] for id in IDS[:2]], ["human:anna", "human:bert"])

    def test_wrong_words_are_refused_without_saying_which(self):
        studio = self.open()
        told = {json.dumps(studio.login(*words, status=401)) for words in (("anna", "lantern"), ("anna", " "), ("nobody", "lantern-lit"), ("../x", "x"))}
        self.assertEqual(len(told), 1)
        for body in ({}, {"name": "anna"}, {"name": "anna", "password": 7}, {"name": "anna", "password": "x", "more": 1}, [], "{"):
            self.assertEqual(studio.ask("POST", "/api/login", body)[0], 422, body)
        for headers in ({"X_Limner": None}, {"Origin": "http://evil.example"}, {"Sec_Fetch_Site": "cross-site"}):
            self.assertEqual(studio.ask("POST", "/api/login", {"name": "anna", "password": "lantern-lit"}, **headers)[0], 403)
        self.assertEqual(studio.ask("POST", "/api/login", {"name": "anna", "password": "lantern-lit"}, Content_Type="text/plain")[0], 415)

    def test_guessing_ends_soon(self):
        studio = self.open()
        answers = [studio.ask("POST", "/api/login", {"name": "anna", "password": str(number)})[0] for number in range(12)]
        self.assertEqual(answers, [401] * 8 + [429] * 4)
        self.assertIn("too often", studio.login("anna", "lantern-lit", status=429)["error"])

    def test_a_session_ends_by_logging_out_and_the_cookie_is_guarded(self):
        studio = self.open()
        _, headers, _ = studio.ask("POST", "/api/login", {"name": "anna", "password": "lantern-lit"})
        for word in ("HttpOnly", "SameSite=Strict", "Path=/"):
            self.assertIn(word, headers["Set-Cookie"])
        studio.login("anna", "lantern-lit")
        first = studio.cookie
        studio.login("anna", "lantern-lit")
        self.assertNotEqual(first, studio.cookie)
        _, headers, _ = studio.ask("POST", "/api/logout", {})
        self.assertIn("Max-Age=0", headers["Set-Cookie"])
        self.assertEqual(studio.ask("GET", "/api/session")[0], 401)
        self.assertEqual(studio.ask("GET", "/api/session", Cookie=first)[0], 200)

    def test_another_file_ends_all_sessions_and_their_ears(self):
        studio = self.open()
        studio.login("anna", "lantern-lit")
        connection = http.client.HTTPConnection("127.0.0.1", studio.port, timeout=60)
        self.addCleanup(connection.close)
        connection.request("GET", "/api/events", headers={"Cookie": studio.cookie})
        answer = connection.getresponse()
        self.assertEqual(answer.status, 200)
        self.write_users(anna="lantern-out", bert="quarry-cut")
        self.assertEqual(studio.ask("GET", "/api/session")[0], 401)
        answer.read()  # comes to its end
        studio.login("anna", "lantern-lit", status=401)
        studio.login("anna", "lantern-out")
        self.file.unlink()
        self.assertEqual(studio.ask("GET", "/api/session")[0], 401)
        self.assertIn("nobody can log in", studio.login("anna", "lantern-out", status=503)["error"])

    def test_one_person_needs_no_login(self):
        studio = self.studio()
        self.assertEqual(studio.ask("POST", "/api/login", {"name": "anna", "password": "lantern-lit"})[0], 404)
        self.assertEqual(studio.ask("POST", "/api/logout", {})[0], 404)


class Listen(Users):
    def test_an_address_is_answered_under_its_name_and_said_to_be_open(self):
        studio = self.open("--listen", "127.0.0.2")
        self.assertIn("127.0.0.2", studio.url)
        connection = http.client.HTTPConnection("127.0.0.2", studio.port, timeout=60)
        self.addCleanup(connection.close)
        for host, status in ((f"127.0.0.2:{studio.port}", 200), (f"127.0.0.3:{studio.port}", 403), (f"evil.example:{studio.port}", 403)):
            connection.request("POST", "/api/login", json.dumps({"name": "anna", "password": "lantern-lit"}),
                               {"Host": host, "X-Limner": "1", "Content-Type": "application/json"})
            answer = connection.getresponse()
            self.assertEqual((answer.status, answer.read() != b""), (status, True), host)
        self.assertIn("nothing that goes to and from 127.0.0.2 is encrypted", studio.stop())

    def test_every_address_goes_by_each(self):
        studio = self.open("--listen", "0.0.0.0")
        connection = http.client.HTTPConnection("127.0.0.4", studio.port, timeout=60)
        self.addCleanup(connection.close)
        for host, status in ((f"127.0.0.4:{studio.port}", 401), (f"10.9.8.7:{studio.port}", 403)):
            connection.request("GET", "/api/session", headers={"Host": host})
            answer = connection.getresponse()
            self.assertEqual((answer.status, answer.read() != b""), (status, True), host)

    def test_what_is_no_address_is_refused(self):
        self.assertIn("no address", self.limner("-C", self.yard, "serve", "--users", self.file, "--listen", "example.com", status=2).err)
        self.assertIn("cannot listen", self.limner("-C", self.yard, "serve", "--users", self.file, "--listen", "203.0.113.7", status=1).err)


if __name__ == "__main__":
    main()
