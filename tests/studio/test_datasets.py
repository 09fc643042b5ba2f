"""The datasets page: crops moved, drawn, taken out and saved by keys and mouse, checked in the plan."""
import pathlib
import sys

from pages import PageCase, main

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
import lora_fixture as fixture  # noqa: E402


class Datasets(PageCase):
    def test_a_set_is_cut_captioned_balanced_and_built(self):
        project = self.project()
        fixture.write(project)
        plan = project / "dataset" / "ada" / "plan.yaml"
        plan.write_text("# Ada's set.\n" + plan.read_text(encoding="utf-8") + "steps: { aim: [800, 1200], epochs: 6, batch: 1 }\n", encoding="utf-8")
        before = plan.read_text(encoding="utf-8")
        (project / "inputs/references/more.png").write_bytes(fixture.sheet(views=("side",), faces=("angry",)).png())
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

        self.assertEqual(seen["previewed"], [8, True])
        self.assertEqual(seen["bulk"].count('caption: "ada_gull_v1, full body'), 8)
        self.assertEqual(seen["captions"], seen["afterConflict"])
        self.assertIn("may be wrong", seen["lint"])
        self.assertIn("one-sided features", seen["bars"])
        self.assertEqual(seen["steps"], "2,160")
        self.assertIn("epochs: 3", seen["balanced"])
        self.assertIn("14 crops are not approved yet", seen["unseen"])
        self.assertIn("18 training images", seen["check"])
        train = project / "dataset/ada/train/10_ada_gull_v1"
        self.assertEqual((len(list(train.glob("*.png"))), len(list(train.glob("*.txt")))), (18, 18))
        self.assertEqual(seen["added"], ["more_1"])
        numbers = {name: image["number"] for name, image in self.read_json(project / "dataset/ada/made.json")["images"].items()}
        self.assertEqual((numbers["side_view"], "clean_side" in numbers), (3, False), "a renamed image keeps its number")
        self.assertEqual(self.limner("-C", project, "lora", "crop", "ada", "--json").json["made"], 0)
        for _ in range(2):
            self.limner("-C", project, "lora", "caption", "ada", "--undo")
        numbers = {name: image["number"] for name, image in self.read_json(project / "dataset/ada/made.json")["images"].items()}
        self.assertEqual(numbers["clean_side"], 3, "also when the name is taken back")
        self.assertEqual(len(self.shots), 8)
        self.stop()


if __name__ == "__main__":
    main()
