"""The compare page: pairs by keys and by mouse, checked on disk and against `limner compare rank`."""
import re

from pages import PageCase, main


class Compare(PageCase):
    def test_pairs_are_compared_taken_back_and_ranked(self):
        project = self.small_project()
        asked = self.limner("-C", project, "compare", "next", "--lane", "costume", "--json").json
        self.serve(project)
        seen = self.sit("compare")

        self.assertEqual(seen["first"], [asked["a"], asked["b"]], "the page asks about another pair than the command")
        made = [self.read_json(path) for path in sorted((project / "comparisons").glob("*.json"))]
        self.assertEqual(len(made), 10)
        first = next(each for each in made if each["reasoning"] == "The coat has a waterline.")
        self.assertEqual(([first["asset_a_id"], first["asset_b_id"]], first["chosen"], first["reviewer"], first["source"]),
                         (seen["first"], "a", "human:tester", "human"))
        self.assertEqual(list(first["criteria_scores"].values()), [{"a": 1, "b": 0}, {"a": 0, "b": 1}, {"a": 0.5, "b": 0.5}])

        undone, = (self.read_json(path) for path in (project / "comparisons/undone").iterdir())
        self.assertEqual((undone["chosen"], undone["reasoning"]), ("b", "The lamp reads."))
        self.assertEqual((seen["back"], seen["backWhy"], seen["backPressed"]), (seen["second"], "The lamp reads.", 1))
        again = next(each for each in made if [each["asset_a_id"], each["asset_b_id"]] == seen["second"])
        self.assertEqual((again["chosen"], again["reasoning"]), ("tie", "The lamp reads."))

        self.assertIn("Which is better?", seen["refusal"])
        self.assertEqual(seen["afterOne"], 2)
        self.assertEqual(seen["ranking"], [row["id"] for row in self.limner("-C", project, "compare", "rank", "--lane", "costume", "--json").json])
        self.assertEqual(seen["transforms"][0], seen["transforms"][1])
        self.assertNotEqual(seen["wipes"][0], seen["wipes"][1])
        self.assertEqual(seen["blinks"], ["b", "a"])
        self.assertIn("lane", seen["empty"])
        self.assertLess(sum(map(int, re.findall(r"\d+", seen["darkGround"])[:3])), 150)
        self.assertEqual(self.shots, {"compare-light", "compare-wipe", "compare-dark", "compare-small", "compare-4k"})
        self.stop()


if __name__ == "__main__":
    main()
