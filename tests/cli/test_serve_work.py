"""The studio's long work, asked over real sockets: making images, exporting, looking at exports; what a hostile project or client gets."""
import fcntl
import json
import time

import fixtures
from harness import Case, main
from studio import Studio
from test_generate import pack


class Work(Case):
    def setUp(self):
        super().setUp()
        records = [fixtures.record(f"y_hand{n}_v{v}", "approved" if v == 1 else "rejected", 0.8 if v == 1 else 0.3) for n in range(6) for v in (1, 2)]
        self.yard = fixtures.project(self.folder / "yard", records + [fixtures.record("y_new_v1")])
        self.write(self.yard / "inputs/prompts/crates.json", pack())
        self.write(self.yard / "inputs/prompts/broken.json", "{")
        self.limner("-C", self.yard, "canon", "bind")
        self.studio = Studio(self, self.yard)

    def get(self, path, **more):
        return self.studio.json("GET", path, **more)

    def post(self, path, body, **more):
        return self.studio.json("POST", path, body, **more)

    def ended(self, path):
        """The work of @path when it is over."""
        for _ in range(600):
            work = self.get(path)["work"]
            if work["state"] not in ("running", "stopping"):
                return work
            time.sleep(0.05)
        self.fail(f"{path} never ends")


class Making(Work):
    def test_a_dry_run_says_what_the_command_says(self):
        asked = {"kind": "pack", "input": "inputs/prompts/crates.json", "options": {"only": ["crate_1"], "limit": 1}, "dry_run": True}
        self.assertEqual(self.post("/api/production/generate", asked),
                         self.limner("-C", self.yard, "generate", "crates", "--only", "crate_1", "--limit", 1, "--dry-run", "--json").json)
        self.assertEqual(self.get("/api/production")["work"], None)

    def test_packets_are_foreseen_as_the_commands_foresee_them(self):
        shoals = self.project()
        studio = Studio(self, shoals)
        packet = studio.json("GET", "/api/inputs")["packets"][0]
        subject = packet["subjects"][0]["name"]
        asked = {"kind": "discover", "input": packet["path"], "options": {"subject": subject, "seeds": 2}, "dry_run": True}
        self.assertEqual(studio.json("POST", "/api/production/generate", asked),
                         self.limner("-C", shoals, "identity", "discover", packet["path"], "--subject", subject, "--seeds", 2, "--dry-run", "--json").json)
        asked = {"kind": "follow-on", "input": packet["path"], "options": {}, "dry_run": True}
        self.assertIn("whom do the images follow", studio.json("POST", "/api/production/generate", asked, status=400)["error"])
        asked["options"] = {"subject": subject}
        self.assertIn("identity discover", studio.json("POST", "/api/production/generate", asked, status=404)["error"])

    def test_prices_are_those_of_the_command(self):
        key = {"OPENAI_API_KEY": "sk-nothing"}
        shoals = self.project()
        studio = Studio(self, shoals, environment=key)
        asked = {"kind": "pack", "input": "inputs/prompts/wave1.json", "options": {"provider": "openai", "limit": 3}, "dry_run": True}
        told = studio.json("POST", "/api/production/generate", asked)
        self.assertEqual(told, self.limner("-C", shoals, "generate", "wave1", "--limit", 3, "--provider", "openai", "--dry-run", "--json", env=key).json)
        self.assertIn("estimated_dollars", told)

    def test_a_pack_is_made_on_a_thread_and_stands_among_the_jobs(self):
        self.assertEqual(self.get("/api/jobs")["jobs"], [])
        begun = self.post("/api/production/generate", {"kind": "pack", "input": "inputs/prompts/crates.json"})
        self.assertIn(begun["state"], ("running", "done"))
        work = self.ended("/api/production")
        self.assertEqual((work["state"], work["error"], work["result"]["made"]), ("done", None, 4))
        page = self.get("/api/jobs?state=done&order=latest&limit=3&offset=1")
        self.assertEqual((page["total"], len(page["jobs"]), page["counts"]["done"], page["running"]), (4, 3, 4, False))
        self.assertEqual(self.get("/api/jobs?text=crate_2&state=done")["total"], 2)
        self.assertEqual(self.get("/api/job?key=crate_1_v1"), self.limner("-C", self.yard, "jobs", "show", "crate_1_v1", "--json").json)
        again = self.post("/api/production/generate", {"kind": "pack", "input": "inputs/prompts/crates.json"})
        self.assertGreater(again["number"], work["number"])
        self.assertEqual(self.ended("/api/production")["result"]["existed"], 4)

    def test_a_run_elsewhere_is_named_and_nothing_is_begun(self):
        self.limner("-C", self.yard, "generate", "crates", "--limit", 1)
        with open(self.yard / ".limner/run.lock", "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.assertEqual(self.get("/api/production")["running"], True)
            said = self.post("/api/production/generate", {"kind": "pack", "input": "inputs/prompts/crates.json"}, status=409)["error"]
            self.assertIn("makes images of this project already", said)
            self.assertEqual(self.post("/api/jobs/pause", {"paused": True}), {"paused": True})
            self.assertEqual(self.get("/api/production")["paused"], True)
        self.assertEqual(self.get("/api/production")["paused"], False)
        self.assertIn("nothing to pause", self.post("/api/jobs/pause", {"paused": True}, status=422)["error"])

    def test_wishes_are_those_of_the_commands(self):
        self.limner("-C", self.yard, "generate", "crates")
        self.assertEqual(self.post("/api/jobs/cancel", {"jobs": ["crate_1_v1"]})["problems"][0]["id"], "crate_1_v1")
        self.assertEqual(self.post("/api/jobs/retry", {"states": ["failed"], "dry_run": True})["retried"], [])
        self.assertEqual(len(self.post("/api/jobs/clear", {"states": ["done"], "dry_run": True})["cleared"]), 4)
        self.assertEqual(self.get("/api/jobs")["total"], 4)
        self.assertEqual(len(self.post("/api/jobs/clear", {"states": ["done", "planned"]})["cleared"]), 4)
        self.assertEqual(self.get("/api/jobs")["total"], 0)
        self.assertIn("there is no job", self.post("/api/jobs/move", {"jobs": ["crate_9"], "first": True}, status=404)["error"])

    def test_what_makes_no_sense_is_said_at_once(self):
        for body, status, words in (
                ({"kind": "pack", "input": "../../secret.json"}, 404, "there is no pack"),
                ({"kind": "pack", "input": "/etc/passwd"}, 404, "there is no pack"),
                ({"kind": "pack", "input": "inputs/prompts/broken.json"}, 422, "broken.json"),
                ({"kind": "sculpture", "input": "inputs/prompts/crates.json"}, 400, "kind must be"),
                ({"kind": "pack", "input": "inputs/prompts/crates.json", "options": {"limit": 0}}, 422, "limit"),
                ({"kind": "pack", "input": "inputs/prompts/crates.json", "options": {"out": "/tmp"}}, 422, "out"),
                ({"kind": "pack", "input": "inputs/prompts/crates.json", "options": {"provider": "nobody"}}, 400, "nobody"),
                ({"kind": "pack", "input": 7}, 422, "input"),
                ({}, 422, "kind"),
                ([], 422, "object")):
            self.assertIn(words, self.post("/api/production/generate", body, status=status)["error"], body)
        for path, body in (("cancel", {}), ("cancel", {"jobs": ["a"], "states": ["failed"]}), ("move", {"jobs": [1], "first": True}), ("retry", {"states": ["dreamt"]})):
            self.assertIn(self.studio.ask("POST", f"/api/jobs/{path}", body)[0], (400, 422), (path, body))
        self.assertEqual(self.studio.ask("GET", "/api/jobs?state=dreamt")[0], 400)
        self.assertEqual(self.studio.ask("GET", "/api/production/previews/crate_1_v1")[0], 404)
        problems = {each["path"]: each["problem"] for each in self.get("/api/inputs")["packs"]}
        self.assertEqual(problems["inputs/prompts/crates.json"], None)
        self.assertIn("broken.json", problems["inputs/prompts/broken.json"])


class Exporting(Work):
    def export(self, *formats, **options):
        self.post("/api/exports", {"options": {"format": formats, **options}})
        return self.ended("/api/exports")

    def test_what_is_foreseen_is_what_is_written(self):
        foreseen = self.post("/api/exports", {"options": {"format": ["all"]}, "dry_run": True})
        self.assertFalse((self.yard / "exports").exists())
        work = self.export("all")
        self.assertEqual((work["state"], work["error"]), ("done", None))
        written = {each["format"]: each["rows"] for each in work["result"]}
        self.assertEqual({each["format"]: sum(each["rows"].values()) for each in foreseen["formats"]}, written)
        self.assertEqual(foreseen["leaks_in_all"], 0)
        self.assertIn(("unjudged", 1), [(each["reason"], each["n"]) for each in foreseen["excluded"]])
        listed = {each["format"]: each for each in self.get("/api/exports")["exports"]}
        self.assertEqual({name: each["rows"] for name, each in listed.items()}, written)
        self.post("/api/exports/validate", {"name": "yard-trl"})
        self.assertEqual([self.ended("/api/exports")["result"]],
                         [{**each, "folder": "yard-trl"} for each in self.limner("validate", self.yard / "exports/yard-trl", "--json").json])

    def test_rows_and_images_of_every_format_are_shown_as_they_lie_there(self):
        self.export("all", embed=True)
        for each in self.get("/api/exports")["exports"]:
            for file in each["files"]:
                page = self.get(f"/api/exports/{each['name']}/rows?file={file['path']}&limit=5")
                self.assertEqual((page["total"], [row["row"] for row in page["rows"]]), (file["rows"], list(range(min(5, file["rows"])))))
                for row in page["rows"]:
                    self.assertNotIn("problem", row)
                    self.assertTrue(row["question"] and row["answer"] and row["images"] and row["unit"]["assets"], row)
                    path = f"/api/exports/{each['name']}/image?file={file['path']}&row={row['row']}"
                    status, headers, image = self.studio.ask("GET", path)
                    self.assertEqual((status, headers["Content-Type"], image[1:4]), (200, "image/png", b"PNG"), path)
                lines = (self.yard / "exports" / each["name"] / file["path"]).read_text(encoding="utf-8")
                rows = json.loads(lines) if lines.startswith("[") else [json.loads(line) for line in lines.splitlines()]
                last = self.get(f"/api/exports/{each['name']}/rows?file={file['path']}&offset={file['rows'] - 1}")["rows"]
                self.assertEqual(len(last), 1)
                self.assertEqual(set(last[0]["text"]), set(rows[-1]))

    def test_no_path_leads_out_of_the_exports(self):
        self.export("trl")
        secret = self.folder / "secret"
        secret.mkdir()
        (secret / "manifest.json").write_text('{"limner_export":1,"files":[{"path":"rows.jsonl","config":"default","split":"train","rows":1}]}')
        (secret / "rows.jsonl").write_text('{"secret":"words"}\n')
        (self.yard / "exports/linked").symlink_to(secret)
        trap = self.yard / "exports/trap"
        trap.mkdir()
        files = [{"path": path, "config": "default", "split": "train", "rows": 1} for path in ("../../limner.yaml", "/etc/passwd", "link.jsonl", "rows.jsonl", "", ".")]
        self.write(trap / "manifest.json", {"limner_export": 1, "format": "llava", "files": files})
        (trap / "link.jsonl").symlink_to(secret / "rows.jsonl")
        (trap / "rows.jsonl").write_text(json.dumps({"id": "critique:x", "image": "../../../records/y_new_v1.json",
                                                     "conversations": [{"from": "human", "value": "<image>\nQ"}, {"from": "gpt", "value": "A"}]}) + "\n")
        for name in ("linked", "..", "%2e%2e", ".", "nowhere", "yard-trl%2f..", ".limner-tmp-export-x"):
            self.assertIn(self.studio.ask("GET", f"/api/exports/{name}/rows?file=rows.jsonl")[0], (400, 404), name)
        for file in ("../../limner.yaml", "/etc/passwd", "link.jsonl", "", ".", "manifest.json", "units.jsonl"):
            for what in ("rows", "image"):
                status, _, text = self.studio.ask("GET", f"/api/exports/trap/{what}?file={file}&row=0" if what == "image" else f"/api/exports/trap/{what}?file={file}")
                self.assertIn(status, (404, 422), (what, file, text))
                self.assertNotIn(b"words", text)
        self.assertIn(self.studio.ask("GET", "/api/exports/trap/image?file=rows.jsonl&row=0")[0], (404, 422))
        self.assertEqual(self.studio.ask("POST", "/api/exports/validate", {"name": "../records"})[0], 404)
        self.assertNotIn("linked", [each["name"] for each in self.get("/api/exports")["exports"]])

    def test_exports_that_are_a_link_out_of_the_project_are_refused(self):
        away = self.folder / "away"
        away.mkdir()
        (self.yard / "exports").symlink_to(away)
        self.assertIn("leads out of the project", self.get("/api/exports", status=422)["error"])
        self.post("/api/exports", {"options": {"format": ["trl"]}})
        self.assertIn("leads out of the project", self.post("/api/exports", {"options": {"format": ["trl"]}, "dry_run": True}, status=422)["error"])
        self.assertEqual(list(away.iterdir()), [])

    def test_what_makes_no_sense_is_said_in_the_words_of_the_command(self):
        for options, status, words in (
                ({}, 400, "in which format"),
                ({"format": ["trlx"]}, 400, "trl"),
                ({"format": ["trl"], "split": "0.5,0.1"}, 400, "sum"),
                ({"format": ["trl"], "task": ["painting"]}, 422, "task"),
                ({"format": ["trl"], "strip": True, "link": True}, 400, "cannot be links"),
                ({"format": ["trl"], "out": "/tmp"}, 422, "out")):
            for dry_run in (True, False):
                self.assertIn(words, self.post("/api/exports", {"options": options, "dry_run": dry_run}, status=status)["error"], options)
        self.limner("-C", self.yard, "curate", "y_hand1_v1", "rejected", "No.", "--scores", ",".join(f"{name}=0.2" for name in fixtures.SCORES))
        said = self.post("/api/exports", {"options": {"format": ["trl"]}, "dry_run": True}, status=422)["error"]
        self.assertIn(said, self.limner("-C", self.yard, "export", "--format", "trl", status=5).err)
        loose = self.post("/api/exports", {"options": {"format": ["trl", "trl"], "allow_incomplete": True}, "dry_run": True})
        self.assertEqual(len(loose["formats"]), 1)
        self.assertIn("stale_binding", [each["reason"] for each in loose["excluded"]])


if __name__ == "__main__":
    main()
