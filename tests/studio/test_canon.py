"""The canon page: what is read, what a change would do before it is saved, and what lies on disk after."""
import re

from pages import PageCase, main

DIMENSIONS = ("silhouette_clarity", "palette_adherence", "material_fidelity", "faction_read", "wear_level", "painterly_finish", "composition")


class Canon(PageCase):
    def judged_project(self):
        """A project of twenty pictures, judged on ten days and bound, better and better."""
        project = self.small_project()
        for n, path in enumerate(sorted((project / "records").glob("*.json"))):
            scores = [round(min(0.95, 0.35 + 0.03 * n + 0.05 * ((n * 3 + d * 5) % 7)), 2) for d in range(len(DIMENSIONS))]
            mean = sum(scores) / len(scores)
            status = "approved" if min(scores) >= 0.6 and mean >= 0.7 else "rejected" if min(scores) < 0.4 or mean < 0.5 else "borderline"
            failures = ["--failures", "too_clean"] if status == "rejected" else []
            self.limner("-C", project, "curate", path.stem, status, "Judged by a test.", "--scores",
                        ",".join(f"{name}={score}" for name, score in zip(DIMENSIONS, scores)), *failures,
                        env={"LIMNER_CLOCK": f"2026-01-{n // 2 + 1:02}T03:04:05.000Z"})
        self.limner("-C", project, "canon", "bind")
        self.limner("-C", project, "export", "--format", "trl")
        return project

    def test_a_rule_is_changed_after_it_was_said_what_that_does(self):
        project = self.judged_project()
        constitution = project / "canon/constitution.md"
        before = constitution.read_text(encoding="utf-8")
        self.serve(project)
        seen = self.sit("canon", constitution)
        after = constitution.read_text(encoding="utf-8")

        # What the page said is what the command says of the same text.
        constitution.write_text(before, encoding="utf-8")
        self.write(self.folder / "draft.md", before.replace("Scores: wear_level\n", "Scores: wear_level, composition\n"))
        told = self.limner("-C", project, "canon", "diff", self.folder / "draft.md", "--json").json
        self.assertEqual(seen["numbers"], [told["bindings_stale"], told["verdicts"], told["calls"], len(told["exports"])])
        self.assertGreater(told["bindings_stale"], 0)
        self.assertGreater(told["verdicts"], 0)
        self.assertEqual((told["calls"], len(told["exports"]), [rule["rule"] for rule in told["rules"]]), (0, 1, ["MAT-002"]))
        self.assertIn("MAT-002", self.limner("-C", project, "canon", "diff", self.folder / "draft.md").out)

        # Both changes were saved, by key and by mouse, and nothing else changed.
        lines = [(old, new) for old, new in zip(before.split("\n"), after.split("\n")) if old != new]
        self.assertEqual(len(before.split("\n")), len(after.split("\n")))
        self.assertEqual(lines, [("Scores: wear_level", "Scores: wear_level, composition"),
                                 ("**Approval threshold:** All dimensions ≥ 0.6, average ≥ 0.7.",
                                  "**Approval threshold:** All dimensions ≥ 0.75, average ≥ 0.7.")])
        self.assertGreater(seen["calls"][2], 0, "another threshold calls for no other status")
        self.assertEqual(seen["calls"][:2], [0, 0], "a threshold makes bindings stale")

        self.assertEqual((seen["unlooked"], seen["broken"], seen["left"]), (True, True, before))
        self.assertIn("changed by somebody else", seen["conflict"])
        self.assertIn("changed by somebody else", seen["ruleConflict"])
        self.assertEqual(seen["script"], 0)
        coverage = self.limner("-C", project, "canon", "show", "MAT-002", "--json").json
        self.assertEqual(seen["best"], coverage["best"][0]["id"])
        self.assertEqual(len(coverage["trend"]), 10)
        self.assertGreater(seen["trends"], 10)
        self.assertIn("Quick Review Protocol", seen["rubric"])
        self.assertIn("No constitution yet", seen["none"])
        self.assertLess(sum(map(int, re.findall(r"\d+", seen["darkGround"])[:3])), 150)
        self.assertEqual(self.shots, {"canon-light", "canon-dark", "canon-edit", "canon-limits", "canon-small", "canon-edit-small"})
        self.stop()

    def test_what_another_text_would_change_is_said_and_nothing_is_written(self):
        project = self.project()
        draft = self.folder / "draft.md"
        self.write(draft, (project / "canon/constitution.md").read_text(encoding="utf-8").replace("### MAT-003", "### MAT-009"))
        before = self.tree(project)
        rules = {rule["rule"]: rule["change"] for rule in self.limner("-C", project, "canon", "diff", draft, "--json").json["rules"]}
        self.assertEqual(rules, {"MAT-009": "added", "MAT-003": "removed"})
        self.assertIn("No rule reads otherwise", self.limner("-C", project, "canon", "diff", project / "canon/constitution.md").out)
        self.write(draft, "# Nothing\n\n### RND-001: One\n\nScores: nothing_known\n\n## Scoring Dimensions\n\n| Dimension | Meaning |\n|---|---|\n| a | b |\n")
        self.limner("-C", project, "canon", "diff", draft, "--json", status=3)
        self.limner("-C", project, "canon", "diff", draft, "--as", "costumes.md", status=3)
        self.limner("-C", project, "canon", "diff", self.folder / "nowhere.md", status=3)
        self.assertEqual(self.tree(project), before)

    def test_a_text_that_mends_a_broken_canon_is_not_held_against_it(self):
        project = self.project()
        constitution = project / "canon/constitution.md"
        self.write(self.folder / "good.md", constitution.read_text(encoding="utf-8"))
        self.write(constitution, constitution.read_text(encoding="utf-8").replace("### MAT-002", "### MAT-001"))
        self.limner("-C", project, "canon", "check", status=3)
        told = self.limner("-C", project, "canon", "diff", self.folder / "good.md", "--json").json
        self.assertEqual((told["usable"], told["compared"], told["findings"]), (True, False, []))
        self.assertIn("with this text it would be", self.limner("-C", project, "canon", "diff", self.folder / "good.md").out)


if __name__ == "__main__":
    main()
