"""The studio's server, asked over real sockets: who gets in, what each route answers, what two judges at once come to."""
import concurrent.futures
import http.client
import json
import socket
import threading
import time

import fixtures
from harness import SOURCE, main
from studio import IDS, Serve


class Door(Serve):
    def test_only_who_has_the_cookie_gets_in(self):
        studio = self.studio()
        name, value = studio.cookie.split("=")
        for cookie in (None, "", f"{name}=", f"{name}={'0' * len(value)}", f"{name}={value}0", f"other={value}", f"{name}={studio.token}"):
            for path in ("/", "/review", "/assets/studio.js", "/api/status", "/api/records", f"/api/images/{IDS[0]}", "/api/events", "/nowhere"):
                status, _, text = studio.ask("GET", path, Cookie=cookie)
                self.assertIn(status, (401, 429), (cookie, path))
                self.assertIn("error", json.loads(text))
        self.assertEqual(studio.ask("GET", "/api/status", Cookie=f"a=b; {studio.cookie};c=d")[0], 200)

    def test_the_token_counts_at_the_door_only_and_once_per_start(self):
        studio = self.studio()
        for path in (f"/review?token={studio.token}", f"/api/status?token={studio.token}", "/?token=", "/?token=" + "0" * 48):
            self.assertEqual(studio.raw("GET", path, {})[0], 401, path)
        status, headers, _ = studio.raw("GET", f"/?token={studio.token}", {})
        self.assertEqual((status, headers["Location"]), (303, "/"))
        for word in ("HttpOnly", "SameSite=Strict", "Path=/"):
            self.assertIn(word, headers["Set-Cookie"])
        self.assertNotIn(studio.token, headers["Set-Cookie"])
        other = self.studio()
        self.assertNotEqual(studio.token, other.token)
        self.assertNotEqual(studio.port, other.port)

    def test_other_hosts_and_origins_are_strangers_everywhere(self):
        studio = self.studio()
        here = f"127.0.0.1:{studio.port}"
        for path in ("/", "/api/status", f"/api/images/{IDS[0]}", "/api/events", f"/?token={studio.token}"):
            for headers in ({"Host": "evil.example"}, {"Host": f"evil.example:{studio.port}"}, {"Host": "127.0.0.1"}, {"Host": "127.0.0.1:1"},
                            {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": f"https://{here}"},
                            {"Origin": f"http://localhost:{studio.port}"}):
                self.assertEqual(studio.ask("GET", path, **headers)[0], 403, (path, headers))
        self.assertEqual(studio.ask("GET", "/api/status", Sec_Fetch_Site="cross-site")[0], 403)
        self.assertEqual(studio.ask("GET", "/api/status", Sec_Fetch_Site="same-origin", Origin=f"http://{here}")[0], 200)
        self.assertEqual(studio.ask("GET", "/api/status", Host=f"localhost:{studio.port}", Origin=f"http://localhost:{studio.port}")[0], 200)

    def test_a_form_of_another_page_cannot_judge(self):
        studio = self.studio()
        body = {"id": IDS[0], "record_hash": "x", "status": "approved", "explanation": "x"}
        self.assertEqual(studio.ask("POST", "/api/judgments", body, X_Limner=None)[0], 403)
        self.assertEqual(studio.ask("POST", "/api/judgments", body, X_Limner="0")[0], 403)
        self.assertEqual(studio.ask("POST", "/api/judgments", body, Content_Type="text/plain")[0], 415)
        self.assertEqual(studio.ask("POST", "/api/judgments", body, Content_Type="application/json-seq")[0], 415)
        self.assertIsNone(self.record(IDS[0])["judgment"])

    def test_every_answer_carries_the_headers_that_keep_a_browser_honest(self):
        studio = self.studio()
        for path in ("/", "/api/status", f"/api/images/{IDS[0]}", "/api/nothing"):
            _, headers, _ = studio.ask("GET", path)
            self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
            self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
            self.assertNotIn("unsafe", headers["Content-Security-Policy"])

    def test_guessing_is_slowed_down_and_the_owner_is_not(self):
        studio = self.studio()
        self.assertIn(429, [studio.raw("GET", "/api/status", {})[0] for _ in range(60)])
        self.assertEqual(studio.ask("GET", "/api/status")[0], 200)

    def test_listening_elsewhere_needs_users_and_a_taken_port_is_named(self):
        self.assertIn("--users", self.limner("-C", self.yard, "serve", "--listen", "0.0.0.0", status=2).err)
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            self.assertIn(str(port), self.limner("-C", self.yard, "serve", "--port", port, status=1).err)


class Routes(Serve):
    def test_no_path_leads_out_of_the_project(self):
        (self.folder / "secret.json").write_text('{"id": "secret"}')
        (self.yard / "outputs/candidates/evil.png").symlink_to("/etc/passwd")
        self.write(self.yard / "records/evil.json", {**fixtures.record("evil"), "asset_path": "../secret.json"})
        self.write(self.yard / "records/linked.json", {**fixtures.record("linked"), "asset_path": "outputs/candidates/evil.png"})
        studio = self.studio()
        ways = ("..", "../../secret", "%2e%2e", "..%2f..%2fsecret", "%2e%2e%2f%2e%2e%2fsecret", "....//secret", "%252e%252e%252fsecret",
                "..%5c..%5csecret", "/etc/passwd", "%2fetc%2fpasswd", "secret%00.png", ".", "%ff", "-C", "a" * 4000)
        page = studio.ask("GET", "/")[2]
        for base in ("/", "/assets/", "/api/records/", "/api/images/", "/api/thumbs/", "/review/", "/api/"):
            for way in ways:
                status, _, text = studio.ask("GET", base + way)
                # Dots are taken out before anybody looks: “/review/..” is “/”.
                self.assertTrue(status in (400, 404, 422) or text == page, (base + way, status, text[:200]))
                self.assertNotIn(b"root:", text)
        for id in ("evil", "linked"):
            for route in ("images", "thumbs"):
                status, _, text = studio.ask("GET", f"/api/{route}/{id}")
                self.assertIn(status, (404, 422), text[:100])

    def test_unknown_paths_methods_and_queries_are_told_in_json(self):
        studio = self.studio()
        self.assertIn("api.md", studio.json("GET", "/api/nothing", status=404)["error"])
        for method, path in (("POST", "/api/status"), ("DELETE", "/api/records"), ("PUT", f"/api/images/{IDS[0]}"), ("GET", "/api/judgments")):
            status, headers, text = studio.ask(method, path, {} if method != "GET" else None)
            self.assertEqual(status, 405, (method, path))
            self.assertIn("POST" if path == "/api/judgments" else "GET", headers["Allow"])
            self.assertIn(method, json.loads(text)["error"])
        for query in ("limit=0", "limit=1001", "limit=x", "offset=-1", "status=good", "order=up", "binding=loose", "colour=red"):
            self.assertIn("error", studio.json("GET", f"/api/records?{query}", status=400), query)

    def test_status_is_what_the_command_prints(self):
        studio = self.studio()
        self.assertEqual(studio.json("GET", "/api/status"), self.limner("-C", self.yard, "status", "--json").json)

    def test_records_are_listed_in_pages_and_filtered(self):
        studio = self.studio()
        page = studio.json("GET", "/api/records?offset=2&limit=3&status=candidate")
        self.assertEqual([each["id"] for each in page["records"]], IDS[2:5])
        self.assertEqual(page["total"], 8)
        self.assertEqual(studio.json("GET", "/api/records?lane=ship")["total"], 1)
        self.assertEqual(studio.json("GET", "/api/records?binding=unbound")["total"], 4)
        self.limner("-C", self.yard, "canon", "bind")
        self.assertEqual(studio.json("GET", "/api/records?binding=stale")["total"], 0)
        text = (self.yard / "canon/constitution.md").read_text()
        (self.yard / "canon/constitution.md").write_text(text.replace("Scores: style_consistency", "Scores: composition"))
        stale = studio.json("GET", "/api/records?binding=stale&limit=2")
        self.assertEqual((stale["total"], len(stale["records"])), (4, 2))

    def test_a_record_comes_with_what_the_canon_says(self):
        studio = self.studio()
        got = studio.json("GET", "/api/records/ship_gull")
        self.assertEqual((got["status"], got["lane"], got["binding"]), ("approved", "ship", "unbound"))
        self.assertEqual(got["rules"], ["RND-001", "MAT-001"])
        self.assertEqual(got["record"], self.record("ship_gull"))
        self.assertIn(IDS[0], studio.json("GET", f"/api/records/{IDS[0][:-1]}", status=404)["error"])
        self.assertEqual(studio.json("GET", "/api/canon")["thresholds"], {"approve_each": 0.6, "approve_mean": 0.7, "reject_any": 0.4, "reject_mean": 0.5})

    def test_scores_are_called_by_the_same_thresholds(self):
        studio = self.studio()
        scores = ",".join(f"{name}=0.8" for name in fixtures.SCORES)
        self.assertEqual(studio.json("GET", f"/api/call?scores={scores}")["status"], "approved")
        self.assertEqual(studio.json("GET", f"/api/call?scores={scores.replace('composition=0.8', 'composition=0.3')}")["status"], "rejected")
        self.assertIn("composition", studio.json("GET", f"/api/call?scores={scores.replace(',composition=0.8', '')}", status=422)["error"])

    def test_the_page_about_the_api_is_made_from_the_rows(self):
        page = self.limner("-C", self.yard, "serve", "--api").out
        self.assertEqual((SOURCE / "docs/api.md").read_text(encoding="utf-8"), page, "run in a project: limner serve --api > docs/api.md")


class Pictures(Serve):
    def test_a_picture_comes_whole_in_part_or_not_at_all_when_it_is_still_the_same(self):
        studio = self.studio()
        file = (self.yard / f"outputs/candidates/{IDS[0]}.png").read_bytes()
        status, headers, body = studio.ask("GET", f"/api/images/{IDS[0]}")
        self.assertEqual((status, headers["Content-Type"], body), (200, "image/png", file))
        tag = headers["ETag"]
        self.assertEqual(studio.ask("GET", f"/api/images/{IDS[0]}", If_None_Match=tag)[::2], (304, b""))
        self.assertIn("no-cache", headers["Cache-Control"])
        hash = studio.json("GET", f"/api/records/{IDS[0]}")["image"]["hash"]
        for named, word in ((hash, "immutable"), ("0" * 64, "no-cache")):
            self.assertIn(word, studio.ask("GET", f"/api/images/{IDS[0]}?hash={named}")[1]["Cache-Control"])
        status, headers, body = studio.ask("GET", f"/api/images/{IDS[0]}", Range="bytes=4-11")
        self.assertEqual((status, body), (206, file[4:12]))
        self.assertEqual(headers["Content-Range"], f"bytes 4-11/{len(file)}")
        self.assertEqual(studio.ask("GET", f"/api/images/{IDS[0]}", Range="bytes=4-11", If_Range='"old"')[2], file)
        self.assertEqual(studio.ask("GET", f"/api/images/{IDS[0]}", Range="bytes=99999-")[0], 416)
        status, headers, body = studio.ask("HEAD", f"/api/images/{IDS[0]}")
        self.assertEqual((status, headers["Content-Length"], body), (200, str(len(file)), b""))

    def test_a_thumbnail_is_made_once_and_anew_when_the_picture_changes(self):
        path = self.yard / f"outputs/candidates/{IDS[0]}.png"
        path.write_bytes(fixtures.png(600, 300))
        studio = self.studio()
        status, headers, first = studio.ask("GET", f"/api/thumbs/{IDS[0]}?size=128")
        self.assertEqual((status, headers["Content-Type"], first[:4], first[8:12]), (200, "image/webp", b"RIFF", b"WEBP"))
        kept = list((self.yard / ".limner/thumbs").iterdir())
        self.assertEqual(len(kept), 1)
        kept[0].write_bytes(first[:-1] + b"x")
        self.assertEqual(studio.ask("GET", f"/api/thumbs/{IDS[0]}?size=100")[2], first[:-1] + b"x")
        path.write_bytes(fixtures.png(600, 300, (9, 200, 9)))
        status, changed, second = studio.ask("GET", f"/api/thumbs/{IDS[0]}?size=128", If_None_Match=headers["ETag"])
        self.assertEqual(status, 200)
        self.assertNotEqual(first, second)

    def test_a_broken_or_missing_picture_is_told(self):
        (self.yard / f"outputs/candidates/{IDS[0]}.png").write_bytes(b"<script>alert(1)</script>")
        (self.yard / f"outputs/candidates/{IDS[1]}.png").unlink()
        studio = self.studio()
        for route in ("images", "thumbs"):
            self.assertIn("error", studio.json("GET", f"/api/{route}/{IDS[0]}", status=422))
            self.assertIn("limner restore", studio.json("GET", f"/api/{route}/{IDS[1]}", status=404)["error"])


class Judging(Serve):
    def test_a_judgment_is_what_the_command_writes(self):
        studio = self.studio()
        answer = studio.judge(IDS[0], failure_modes=["too_clean"], improvement_notes="Less gloss.", confidence=0.7)
        self.limner("-C", self.yard, "curate", IDS[1], "approved", "Seen.", "--scores", ",".join(f"{name}=0.8" for name in fixtures.SCORES),
                    "--failures", "too_clean", "--notes", "Less gloss.", "--confidence", "0.7")
        here, there = self.record(IDS[0])["judgment"], self.record(IDS[1])["judgment"]
        self.assertEqual({**here, "reviewed_at": None}, {**there, "reviewed_at": None})
        self.assertEqual((answer["from"], answer["to"]), ("candidate", "approved"))
        self.assertTrue((self.yard / f"outputs/approved/{IDS[0]}.png").exists())
        self.assertEqual(answer["record_hash"], studio.json("GET", f"/api/records/{IDS[0]}")["record_hash"])

    def test_the_scores_decide_where_no_verdict_is_given(self):
        studio = self.studio()
        self.assertEqual(studio.judge(IDS[0], None, 0.3)["to"], "rejected")

    def test_refusals_are_the_commands_sentences_and_change_nothing(self):
        studio = self.studio()
        before = self.tree(self.yard)
        scores = ",".join(f"{name}=0.3" for name in fixtures.SCORES)
        told = studio.judge(IDS[0], "approved", 0.3, status=422)
        said = self.limner("-C", self.yard, "curate", IDS[0], "approved", "Seen.", "--scores", scores, status=5).err
        self.assertEqual((f"limner: {told['error']}\n", told["exit"]), (said, 5))
        for change, status in (({"scores": {"glow": 1}}, 422), ({"scores": {"composition": 2}}, 422), ({"scores": {"composition": "x"}}, 422),
                               ({"scores": []}, 422), ({"failure_modes": ["nonsense"]}, 422), ({"failure_modes": "too_clean"}, 422),
                               ({"explanation": "  "}, 400), ({"explanation": 7}, 422), ({"status": "great"}, 400), ({"status": "candidate"}, 400),
                               ({"confidence": 2}, 422), ({"statsu": "approved"}, 422), ({"scores": {}}, 422)):
            self.assertIn("error", studio.judge(IDS[0], status=status, **{"verdict": change.pop("status", "approved"), **change}), change)
        for body in ("", "{", "[]", "null", '{"id": 7}', '{"id": "../x", "record_hash": "x", "explanation": "x", "status": "approved"}', "[" * 5000):
            self.assertIn(studio.ask("POST", "/api/judgments", body)[0], (404, 422), body[:40])
        self.assertEqual(studio.judge(IDS[0], dry_run=True)["dry_run"], True)
        self.assertEqual(self.tree(self.yard), before)

    def test_an_override_is_kept(self):
        studio = self.studio()
        self.assertEqual(studio.judge(IDS[0], "approved", 0.3, override_reason="A study.")["to"], "approved")
        self.assertEqual(self.record(IDS[0])["judgment"]["override_reason"], "A study.")

    def test_of_two_judges_on_one_picture_one_is_told(self):
        studio = self.studio()
        for id in IDS[:6]:
            seen = studio.json("GET", f"/api/records/{id}")["record_hash"]
            start = threading.Barrier(2)

            def judge(verdict):
                start.wait()
                return studio.ask("POST", "/api/judgments", {"id": id, "record_hash": seen, "status": verdict, "explanation": verdict,
                                                             "scores": {name: 0.8 if verdict == "approved" else 0.2 for name in fixtures.SCORES}})
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                answers = list(pool.map(judge, ("approved", "rejected")))
            self.assertEqual(sorted(status for status, _, _ in answers), [200, 409], answers)
            winner, loser = sorted(answers, key=lambda each: each[0])
            self.assertEqual(self.record(id)["judgment"]["status"], json.loads(winner[2])["to"])
            self.assertIn(id, json.loads(loser[2])["error"])
            self.assertNotIn("judgment_history", self.record(id))

    def test_undo_goes_back_and_does_not_take_back_what_one_has_not_seen(self):
        studio = self.studio()
        hash = studio.judge(IDS[0])["record_hash"]
        self.assertEqual(studio.json("POST", "/api/undo", {"id": IDS[0]}, status=422)["exit"], 3)
        back = studio.json("POST", "/api/undo", {"id": IDS[0], "record_hash": hash})
        self.assertEqual((back["from"], back["to"]), ("approved", "candidate"))
        hash = studio.judge(IDS[1])["record_hash"]
        self.limner("-C", self.yard, "curate", IDS[1], "rejected", "No.", "--scores", ",".join(f"{name}=0.2" for name in fixtures.SCORES))
        self.assertEqual(studio.json("POST", "/api/undo", {"id": IDS[1], "record_hash": hash}, status=409)["exit"], 1)
        self.assertEqual(studio.json("POST", "/api/undo", {})["id"], IDS[1])

    def test_without_a_name_nobody_judges(self):
        studio = self.studio(environment={"LIMNER_REVIEWER": ""})
        session = studio.json("GET", "/api/session")
        self.assertIsNone(session["reviewer"])
        self.assertEqual(studio.judge(IDS[0], status=422)["error"], session["no_reviewer"])


class Load(Serve):
    def test_a_large_body_is_refused_and_the_next_request_is_answered(self):
        studio = self.studio()
        status, _, text = studio.ask("POST", "/api/judgments", "x" * 300000)
        self.assertEqual(status, 413)
        self.assertIn("256 KiB", json.loads(text)["error"])
        self.assertEqual(studio.ask("GET", "/api/status")[0], 200)

    def test_a_body_of_unknown_length_is_refused(self):
        studio = self.studio()
        status, _, _ = studio.raw("POST", "/api/judgments", {"Cookie": studio.cookie, "X-Limner": "1", "Content-Type": "application/json",
                                                             "Transfer-Encoding": "chunked"}, b"2\r\n{}\r\n0\r\n\r\n")
        self.assertEqual(status, 411)

    def test_slow_and_silent_clients_keep_nobody_waiting(self):
        studio = self.studio()
        head = (f"POST /api/judgments HTTP/1.1\r\nHost: 127.0.0.1:{studio.port}\r\nCookie: {studio.cookie}\r\nX-Limner: 1\r\n"
                "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{").encode()
        slow = [socket.create_connection(("127.0.0.1", studio.port)) for _ in range(60)]
        try:
            for number, each in enumerate(slow):
                each.sendall(head if number % 2 else head[:20])
            self.assertEqual(studio.ask("GET", "/api/status")[0], 200)
            slow[1].settimeout(60)
            try:
                self.assertEqual(slow[1].recv(100), b"")
            except ConnectionResetError:
                pass
        finally:
            for each in slow:
                each.close()

    def test_two_hundred_clients_at_once_get_their_own_answers(self):
        studio = self.studio()
        clients = [http.client.HTTPConnection("127.0.0.1", studio.port, timeout=120) for _ in range(200)]
        paths = [(f"/api/records/{IDS[n % 8]}", f"/api/thumbs/{IDS[n % 8]}?size=128", f"/api/images/{IDS[n % 8]}") for n in range(200)]
        pictures = {id: (self.yard / f"outputs/candidates/{id}.png").read_bytes() for id in IDS[:8]}
        thumbs = {}
        for step in range(3):
            for client, path in zip(clients, paths):  # all have asked before the first is heard
                client.request("GET", path[step], headers={"Cookie": studio.cookie})
            for n, client in enumerate(clients):
                answer = client.getresponse()
                text = answer.read()
                id = IDS[n % 8]
                self.assertEqual(answer.status, 200, text[:200])
                if step == 0:
                    self.assertEqual(json.loads(text)["id"], id)
                elif step == 1:
                    self.assertEqual(thumbs.setdefault(id, text), text)
                else:
                    self.assertEqual(text, pictures[id])
        for client in clients:
            client.close()

    def test_clients_that_go_in_the_middle_do_no_harm(self):
        studio = self.studio()
        for number in range(40):
            with socket.create_connection(("127.0.0.1", studio.port)) as each:
                each.sendall(f"GET /api/thumbs/{IDS[number % 8]}?size=512 HTTP/1.1\r\nHost: 127.0.0.1:{studio.port}\r\n"
                             f"Cookie: {studio.cookie}\r\n\r\n".encode())
        self.assertEqual(studio.ask("GET", "/api/status")[0], 200)
        self.assertNotIn("CRITICAL", studio.stop())

    def test_a_change_made_elsewhere_is_told_to_who_listens(self):
        studio = self.studio()
        connection = http.client.HTTPConnection("127.0.0.1", studio.port, timeout=60)
        self.addCleanup(connection.close)
        connection.request("GET", "/api/events", headers={"Cookie": studio.cookie})
        answer = connection.getresponse()
        self.assertEqual((answer.status, answer.getheader("Content-Type")), (200, "text/event-stream"))
        self.assertIn(b"retry", answer.readline())
        self.limner("-C", self.yard, "curate", IDS[0], "approved", "Seen.", "--scores", ",".join(f"{name}=0.8" for name in fixtures.SCORES))
        while not (line := answer.readline()).startswith(b"data:"):
            self.assertNotEqual(line, b"")
        self.assertEqual(json.loads(line[5:]), {"what": ["records"]})

    def test_it_ends_when_told_to_even_while_pages_listen(self):
        studio = self.studio()
        connection = http.client.HTTPConnection("127.0.0.1", studio.port, timeout=60)
        connection.request("GET", "/api/events", headers={"Cookie": studio.cookie})
        connection.getresponse()
        errors = studio.stop()
        connection.close()
        self.assertEqual(studio.process.returncode, 0, errors)
        for word in ("AddressSanitizer", "LeakSanitizer", "runtime error", "CRITICAL"):
            self.assertNotIn(word, errors)


if __name__ == "__main__":
    main()
