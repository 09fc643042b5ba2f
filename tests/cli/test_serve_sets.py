"""Training sets and named subjects of the studio, asked over real sockets: the command line's answers and refusals; what a hostile plan or
client gets."""
import time

import lora_fixture as fixture
from harness import Case, main
from studio import Studio


class Sets(Case):
    def setUp(self):
        super().setUp()
        self.limner("init", "shoals")
        self.game = self.folder / "games" / "shoals"
        fixture.write(self.game, size=64)
        self.plan = self.game / "dataset/ada/plan.yaml"
        self.studio = Studio(self, self.game)

    def get(self, path, **more):
        return self.studio.json("GET", path, **more)

    def post(self, path, body, **more):
        return self.studio.json("POST", path, body, **more)

    def crops(self, *changes, hash=None, **more):
        return self.post("/api/datasets/ada/crops", {"plan_hash": hash or self.get("/api/datasets/ada")["plan_hash"], "changes": list(changes)}, **more)

    def test_answers_are_those_of_the_commands(self):
        self.assertEqual([each["subject"] for each in self.get("/api/datasets")["datasets"]], ["ada"])
        preview = self.limner("-C", self.game, "lora", "preview", "ada", "--json").json
        told = self.get("/api/datasets/ada/preview")
        self.assertEqual((told["seen"], [each["id"] for each in told["crops"]]), (preview["seen"], [each["id"] for each in preview["crops"]]))
        self.assertEqual(self.get("/api/datasets/ada/audit")["pictures"], self.limner("-C", self.game, "lora", "audit", "--json").json["pictures"])
        self.assertEqual(self.get("/api/datasets/ada/lint")["findings"], self.limner("-C", self.game, "lora", "caption", "ada", "--lint", "--json").json)
        steps = self.get("/api/datasets/ada/steps?repeats=5&batch=2&epochs=4")
        self.assertEqual((steps["images"], steps["flips"], steps["steps_per_epoch"], steps["steps"]), (14, 4, 90, 360))

    def test_what_was_read_on_sheets_is_kept_and_may_be_spoilt(self):
        first = self.get("/api/datasets/ada/preview")
        kept = sorted((self.game / ".limner/words").glob("*.json"))
        for text in ("[[1, 2, 3]]", "[[1, 2, 3, -4]]", "{", "[[1e9, 0, 0, 0]]", "nothing"):
            for path in kept:
                path.write_text(text, encoding="utf-8")
            self.assertEqual(self.get("/api/datasets/ada/preview"), first, text)
        for path in kept:
            self.assertNotEqual(path.read_text(encoding="utf-8"), "nothing")

    def test_a_set_is_built_only_of_what_was_seen(self):
        self.assertIn("not approved yet", self.built("crop")["error"])
        self.post("/api/datasets/ada/approve", {"seen": "0" * 64}, status=422)
        self.assertEqual(self.post("/api/datasets/ada/approve", {"seen": self.get("/api/datasets/ada/preview")["seen"]}), {"newly_approved": 14})
        for what, made in (("crop", 14), ("caption", 14), ("flip", 4)):
            self.assertEqual(self.built(what)["result"]["made"], made, what)
        check = self.limner("-C", self.game, "lora", "check", "ada", "--json", status=3).json
        self.assertEqual(self.get("/api/datasets/ada/check"), check)
        self.assertEqual(self.get("/api/datasets/ada/work")["work"]["state"], "done")
        self.post("/api/datasets/ada/build", {"what": "train"}, status=400)

    def built(self, what):
        self.post("/api/datasets/ada/build", {"what": what})
        for _ in range(600):
            work = self.get("/api/datasets/ada/work")["work"]
            if work["state"] not in ("running", "stopping"):
                return work
            time.sleep(0.05)
        self.fail("the building never ends")

    def test_a_change_that_cannot_be_writes_nothing(self):
        before = self.plan.read_bytes()
        for change, says in (({"set": "clean_front", "members": {"view": "bakc"}}, "Did you mean “back”"), ({"delete": "nobody"}, "no crop “nobody”"),
                             ({"rename": "clean_front", "to": "clean_back"}, "clean_back"), ({"add": "../../etc/passwd", "members": {"id": "x"}}, "no source"),
                             ({"add_source": "../outside.png", "kind": "clean"}, "inside the project"), ({"burn": "x"}, "must have one of"), ("x", "must have one of")):
            body = {"plan_hash": self.get("/api/datasets/ada")["plan_hash"], "changes": [change]}
            status, _, text = self.studio.ask("POST", "/api/datasets/ada/crops", body)
            self.assertIn(status, (400, 404, 422), change)
            self.assertIn(says, text.decode(), change)
        self.assertIn("changed by somebody else", self.crops({"delete": "clean_front"}, hash="0" * 64, status=409)["error"])
        self.crops(*[{"delete": "clean_front"}] * 1001, status=422)
        self.post("/api/datasets/ada/steps", {"plan_hash": self.get("/api/datasets/ada")["plan_hash"], "repeats": 0}, status=422)
        self.post("/api/datasets/ada/captions", {"plan_hash": self.get("/api/datasets/ada")["plan_hash"], "add": "a,b"}, status=400)
        self.assertEqual(self.plan.read_bytes(), before)
        self.post("/api/datasets/ada/undo", {"plan_hash": self.get("/api/datasets/ada")["plan_hash"]}, status=404)

    def test_changes_are_taken_back_by_the_command_too(self):
        before = self.plan.read_bytes()
        self.assertEqual(self.crops({"set": "clean_front", "members": {"left": 33}})["undo"], "change clean_front")
        self.limner("-C", self.game, "lora", "caption", "ada", "--undo")
        self.assertEqual(self.plan.read_bytes(), before)

    def test_no_file_outside_the_references_is_shown(self):
        (self.game / "inputs/references/words.png").write_text("no picture", encoding="utf-8")
        (self.game / "inputs/references/out.png").symlink_to("/etc/hostname")
        for path in ("sheet", "thumb", "square", "audit"):
            for file in ("../../../../etc/passwd", "/etc/passwd", "inputs/references/../../limner.yaml", "limner.yaml", "records/x.json", "inputs/references/out.png",
                         "inputs/references/missing.png", ""):
                status, _, text = self.studio.ask("GET", f"/api/datasets/ada/{path}?file={file.replace('/', '%2F')}")
                self.assertIn(status, (400, 404, 422), (path, file))
                self.assertIn(b'"error"', text, (path, file))
        self.assertEqual(self.studio.ask("GET", "/api/datasets/ada/sheet?file=inputs%2Freferences%2Fwords.png")[0], 422)
        self.assertEqual(self.studio.ask("GET", "/api/datasets/ada/square?file=inputs%2Freferences%2Fclean.png&left=1400&width=99")[0], 422)
        for name in ("nobody", "..", "%2e%2e%2fada"):
            self.assertIn(self.studio.ask("GET", f"/api/datasets/{name}")[0], (404, 400, 422), name)

    def test_a_broken_plan_is_told_with_its_line(self):
        self.plan.write_text("trigger: [\n", encoding="utf-8")
        self.assertIn("plan.yaml:", self.get("/api/datasets/ada", status=422)["error"])
        self.assertIn("plan.yaml", self.get("/api/datasets")["datasets"][0]["problem"])

    def test_broken_packets_are_told_and_others_shown(self):
        (self.game / "inputs/identity-packets").mkdir(parents=True, exist_ok=True)
        (self.game / "inputs/identity-packets/bad.json").write_text('{"subjects": 3}', encoding="utf-8")
        told = self.get("/api/subjects")
        self.assertEqual(told["subjects"], [])
        self.assertTrue(any(each["path"].endswith("bad.json") and each["problem"] for each in told["packets"]))
        self.get("/api/subjects/nobody", status=404)
        self.get("/api/subjects/nobody/gates", status=404)
        self.post("/api/subjects/nobody/promote", {}, status=404)
        self.post("/api/subjects/nobody/gates", {"record_hash": "0", "verdicts": [{"gate": "IC-1", "pass": True}]}, status=404)


if __name__ == "__main__":
    main()
