"""The studio's routes for comparing and for the canon: what they answer is what the commands print, and what they refuse changes nothing."""
import json

import fixtures
from harness import main
from studio import IDS, Serve


class Comparisons(Serve):
    def compare(self, studio, a=IDS[0], b=IDS[1], status=200, **more):
        return studio.json("POST", "/api/comparisons", {"asset_a_id": a, "asset_b_id": b, "chosen": "a", "reasoning": "So.", **more}, status)

    def files(self):
        return sorted(path.stem for path in (self.yard / "comparisons").glob("*.json"))

    def test_next_pair_and_ranking_are_what_the_commands_print(self):
        studio = self.studio()
        self.assertEqual(studio.json("GET", "/api/comparisons/next"), self.limner("-C", self.yard, "compare", "next", "--json").json)
        for a, b in ((0, 1), (1, 2), (2, 0)):
            self.compare(studio, IDS[a], IDS[b])
        told = studio.json("GET", "/api/ranking")
        self.assertEqual(told["ranking"], self.limner("-C", self.yard, "compare", "rank", "--json").json)
        self.assertEqual((told["compared"], told["groups"], len(told["circles"])), (3, 1, 1))
        self.assertEqual(len(studio.json("GET", "/api/ranking?limit=2")["ranking"]), 2)
        self.assertIn("lane", studio.json("GET", "/api/ranking?lane=nowhere", status=404)["error"])
        studio.json("GET", "/api/ranking?limit=0", status=400)

    def test_a_comparison_is_what_the_command_writes_and_is_taken_back_like_there(self):
        studio = self.studio()
        made = self.compare(studio, criteria_scores={"wear_level": {"a": 1, "b": 0}})
        self.assertEqual(self.read_json(self.yard / "comparisons" / f"{made['id']}.json"), made)
        self.assertEqual((made["reviewer"], made["source"], made["criteria_scores"]), ("human:tester", "human", {"wear_level": {"a": 1, "b": 0}}))
        self.assertIsNone(self.compare(studio, dry_run=True)["id"])
        second = self.compare(studio, chosen="tie")["id"]
        self.assertEqual(studio.json("POST", "/api/comparisons/undo", {"dry_run": True})["id"], second)
        self.assertEqual(studio.json("POST", "/api/comparisons/undo", {})["id"], second)
        self.assertEqual(self.files(), [made["id"]])
        studio.json("POST", "/api/comparisons/undo", {"id": second}, status=404)
        for id in ("../records/" + IDS[0], "..", "/etc/passwd", "undone/" + second):
            self.assertIn(studio.ask("POST", "/api/comparisons/undo", {"id": id})[0], (404, 422), id)
        self.assertEqual(self.files(), [made["id"]])

    def test_refusals_are_the_commands_sentences_and_write_nothing(self):
        studio = self.studio()
        for more, status, word in (({"b": IDS[0]}, 422, "itself"), ({"b": "nobody"}, 404, "nobody"), ({"reasoning": " "}, 400, "reason"),
                                   ({"reasoning": None}, 400, "reason"), ({"chosen": "c"}, 400, "a, b and tie"), ({"chosen": None}, 422, "chosen"),
                                   ({"criteria_scores": {"wear": {"a": 1, "b": 0}}}, 422, "no dimension"), ({"criteria_scores": {"wear_level": 1}}, 422, "0 to 1"),
                                   ({"criteria_scores": {"wear_level": {"a": 2, "b": 0}}}, 422, "0 to 1"), ({"criteria_scores": []}, 422, "object"),
                                   ({"winner": "a"}, 422, "winner"), ({"a": "../x"}, 422, "x")):
            self.assertIn(word, self.compare(studio, status=status, **more)["error"], more)
        self.assertEqual(self.files(), [])


class Canon(Serve):
    def setUp(self):
        super().setUp()
        self.path = self.yard / "canon/constitution.md"

    def test_a_file_is_read_as_a_tree_and_no_name_leads_elsewhere(self):
        studio = self.studio()
        told = studio.json("GET", "/api/canon/text")
        self.assertEqual((told["file"], told["text"]), ("canon/constitution.md", self.path.read_text(encoding="utf-8")))
        self.assertIn("canon/constitution.md", told["files"])
        self.assertIn("heading", [block["t"] for block in told["blocks"]])
        for name in ("../limner.yaml", "limner.yaml", "records/x.json", "/etc/passwd", "", "canon"):
            studio.json("GET", f"/api/canon/text?file={name}", status=404)
            studio.json("POST", "/api/canon/change", {"file": name, "text": ""}, status=404)
            studio.json("POST", "/api/canon/text", {"file": name, "text": "x", "hash": None}, status=404)
        missing = studio.json("GET", "/api/canon/text?file=canon/identity-gates.md")
        self.assertEqual((missing["hash"], missing["text"]), (None, None))

    def test_coverage_is_what_the_command_prints_of_each_rule(self):
        studio = self.studio()
        rules = studio.json("GET", "/api/canon/coverage")["rules"]
        self.assertGreater(len(rules), 0)
        for rule in rules:
            self.assertEqual(rule, self.limner("-C", self.yard, "canon", "show", rule["rule"], "--json").json)
        self.assertTrue(any(rule["trend"] for rule in rules))

    def test_a_change_is_told_without_writing_and_saved_only_over_what_was_shown(self):
        studio = self.studio()
        shown = studio.json("GET", "/api/canon/text")
        text = shown["text"].replace("Scores: ", "Scores:  ", 1) + "\nMore.\n"
        self.write(self.folder / "draft.md", text)
        before = self.tree(self.yard)
        self.assertEqual(studio.json("POST", "/api/canon/change", {"text": text}), self.limner("-C", self.yard, "canon", "diff", self.folder / "draft.md", "--json").json)
        self.assertFalse(studio.json("POST", "/api/canon/change", {"text": "### A-001: x\n\n### A-001: y\n\nScores: nothing\n"})["usable"])
        self.assertEqual(self.tree(self.yard), before)
        saved = studio.json("POST", "/api/canon/text", {"text": text, "hash": shown["hash"]})
        self.assertEqual(self.path.read_text(encoding="utf-8"), text)
        self.assertEqual(studio.json("GET", "/api/canon/text")["hash"], saved["hash"])
        self.assertIn("somebody else", studio.json("POST", "/api/canon/text", {"text": "x", "hash": shown["hash"]}, status=409)["error"])
        self.assertIn("somebody else", studio.json("POST", "/api/canon/text", {"text": text, "hash": None}, status=409)["error"])
        self.assertIn("would not be usable", studio.json("POST", "/api/canon/text", {"text": "### A-001: x\n\n### A-001: y\n", "hash": saved["hash"]}, status=422)["error"])
        self.assertEqual(self.path.read_text(encoding="utf-8"), text)
        for body in ({"text": 1}, {"hash": None}, {"text": "x", "path": "y"}, []):
            studio.json("POST", "/api/canon/text", body, status=422)

    def test_hostile_markdown_is_a_tree_like_any_other(self):
        studio = self.studio()
        text = self.path.read_text(encoding="utf-8") + "\n" + "> " * 20000 + "x\n\n" + "[" * 20000 + "\n\n| a |\n|---|\n" + "| b " * 20000 + "|\n\n<script>alert(1)</script>\n"
        self.path.write_text(text, encoding="utf-8")
        told = studio.json("GET", "/api/canon/text")
        self.assertEqual(told["text"], text)
        self.assertIn("<script>alert(1)</script>\n", [block.get("text") for block in told["blocks"]])

    def test_without_a_name_nothing_is_saved(self):
        studio = self.studio(environment={"LIMNER_REVIEWER": ""})
        shown = studio.json("GET", "/api/canon/text")
        studio.json("POST", "/api/canon/text", {"text": shown["text"] + "\n", "hash": shown["hash"]}, status=422)
        self.assertEqual(json.dumps(studio.json("GET", "/api/canon/text")), json.dumps(shown))


if __name__ == "__main__":
    main()
