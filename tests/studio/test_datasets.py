"""The datasets page: crops moved, drawn, taken out and saved by keys and mouse, checked in the plan."""
import pathlib
import sys

from pages import PageCase, main

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
import lora_fixture as fixture  # noqa: E402


class Datasets(PageCase):
    def test_crops_are_edited_by_keys_and_mouse(self):
        project = self.project()
        fixture.write(project)
        plan = project / "dataset" / "ada" / "plan.yaml"
        plan.write_text("# Ada's set.\n" + plan.read_text(encoding="utf-8"), encoding="utf-8")
        before = plan.read_text(encoding="utf-8")
        self.serve(project)
        seen = self.sit("datasets", plan)

        self.assertEqual(seen["crops"], ["clean_front", "clean_three_quarter", "clean_side", "clean_back", "clean_neutral", "clean_angry", "clean_surprised"])
        self.assertEqual(seen["nudged"], ["31", "50", "299"])
        self.assertEqual(seen["afterUndo"], "31")
        self.assertTrue(any("clean_three_quarter" in each for each in seen["remarks"]), seen["remarks"])
        self.assertNotEqual(seen["snapped"], ["151", "299"])
        self.assertEqual(seen["discarded"], "30")
        self.assertEqual(seen["afterKeys"], before.replace("clean_front, left: 30", "clean_front, left: 31"), "something else of the plan changed")

        self.assertLess(seen["dragged"][0], 1050)
        self.assertGreater(seen["dragged"][1], 40)
        self.assertTrue(seen["pulled"][0] < 300 and seen["pulled"][1] < 500, seen["pulled"])
        self.assertNotIn("whole", seen["zoom"])
        after = seen["afterMouse"]
        self.assertIn("{ id: drawn, left: ", after)
        self.assertIn("framing: closeup, view: back", after)
        self.assertNotIn("clean_angry", after)
        self.assertIn(f"clean_back, left: {seen['dragged'][0]}", after)
        self.assertTrue(after.startswith("# Ada's set.\n"))
        self.assertEqual(seen["takenBack"], seen["afterKeys"])

        self.assertIn("clean_back", seen["twice"])
        self.assertIn("changed by somebody else", seen["conflict"])
        self.assertEqual(seen["afterConflict"], seen["takenBack"] + "# mine\n", "a conflict must write nothing")
        self.assertEqual(len(self.shots), 5)
        self.stop()


if __name__ == "__main__":
    main()
