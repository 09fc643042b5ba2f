"""The review page: a sitting of five pictures without the mouse, checked on disk."""
import re

from pages import PageCase, main


class Review(PageCase):
    def test_five_pictures_are_judged_without_the_mouse(self):
        project = self.small_project()
        self.serve(project)
        seen = self.sit("review")

        judgments = [self.read_json(project / "records" / f"{id}.json") for id in seen["judged"]]
        self.assertEqual([each["judgment"]["status"] for each in judgments], ["approved", "rejected", "rejected", "borderline", "approved", "rejected"])
        self.assertEqual([each["judgment"]["explanation"] for each in judgments],
                         ["Reads at once; the lamp holds it.", "Too clean.", "Hm.", "Nearly.", "Quick.", "Second."])
        self.assertEqual({each["judgment"]["reviewer"] for each in judgments}, {"human:tester"})
        self.assertEqual(sorted(set(judgments[0]["judgment"]["criteria_scores"].values())), [0.8, 0.9])
        self.assertEqual(len(judgments[0]["judgment"]["criteria_scores"]), seen["nDimensions"])
        self.assertEqual(len(judgments[1]["judgment"]["failure_modes"]), 1)
        self.assertIsNone(judgments[2]["judgment"].get("override_reason"))
        self.assertEqual(list(judgments[3]["judgment"]["criteria_scores"].values())[-1], 0.65)
        self.assertEqual(len(judgments[3]["judgment_undone"]), 1)
        for each in judgments:
            self.assertTrue((project / each["asset_path"]).exists(), each["asset_path"])
        findings = self.limner("-C", project, "doctor", "--json").json.get("findings", [])
        self.assertEqual([each for each in findings if each["severity"] != "info"], [])

        self.assertEqual(seen["token"], "", "the token stays in the address bar")
        self.assertIn("the scores call for rejected", seen["refusal"])
        self.assertIn("changed by somebody else", seen["conflict"])
        self.assertEqual(judgments[5]["id"], seen["conflictOn"])
        self.assertIn("approved", seen["theirs"])
        self.assertIn("First.", seen["theirs"])
        self.assertEqual(seen["mine"], "Second.")
        self.assertEqual([each["explanation"] for each in judgments[5]["judgment_history"]], ["First."])
        self.assertFalse(seen["blind"], "a blind page tells the name")
        for id in seen["chosen"]:
            record = self.read_json(project / "records" / f"{id}.json")
            self.assertEqual((record["judgment"], record["judgment_undone"][-1]["explanation"]), (None, "All too clean."))
        self.assertEqual(seen["found"], seen["judged"][0])
        self.assertNotIn(seen["unseen"], seen["judged"] + seen["chosen"][:1])
        self.assertIn("100 %", seen["zoom"])
        self.assertLess(sum(map(int, re.findall(r"\d+", seen["darkGround"])[:3])), 150)
        self.assertEqual(seen["place"], "/")
        self.assertEqual(len(self.shots), 11)
        self.stop()


if __name__ == "__main__":
    main()
