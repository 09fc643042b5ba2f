"""The subjects page: what is said at gates and who becomes the anchor, checked in the records."""
from pages import PageCase, main


class Subjects(PageCase):
    def test_gates_are_judged_and_an_anchor_is_promoted(self):
        project = self.project(template="game-art")
        packet = project / "inputs/identity-packets/example.json"
        packet.write_text(packet.read_text(encoding="utf-8").replace('"description"', '"defaults": { "width": 192, "height": 192 },\n  "description"', 1), encoding="utf-8")
        self.limner("-C", project, "identity", "discover", "example", "--subject", "orla_venn", "--seeds", "2", "--limit", "4", timeout=200)
        self.serve(project)
        seen = self.sit("subjects")

        self.assertEqual((seen["nodes"], seen["lines"], seen["missing"]), (4, 0, 2))
        self.assertEqual(len(seen["shots"]), 4)
        self.assertIn("limner identity gate", seen["next"])
        self.assertIn("IC-1 is not judged", seen["lacks"])
        self.assertIn("an anchor is approved first", seen["refused"])
        self.assertIn("needs its reason", seen["reasonless"])
        self.assertIn("Every gate passed", seen["fine"])
        self.assertEqual(seen["anchor"], "orla_portrait_s1")
        self.assertNotEqual(seen["stepped"], "orla_portrait_s1")
        self.assertIn("limner identity discover example --subject the_patient_heron", seen["heron"])
        record = self.read_json(project / "records/orla_portrait_s1.json")
        self.assertEqual({name: said["verdict"] for name, said in record["identity_gates"].items()}, {f"IC-{n}": "pass" for n in range(1, 7)})
        self.assertEqual([each["reason"] for each in record["identity_gates_history"]], ["anybody with a braid"])
        self.assertEqual(record["identity_scores"]["scores"], {"identity_fidelity": 0.85, "spec_compliance": 0.85, "narrative_legibility": 0.85})
        self.assertEqual(record["lineage"]["anchor_subject_version"], "orla_venn_v1")
        self.assertNotIn("identity_gates", self.read_json(project / "records/orla_portrait_s0.json"))
        self.assertEqual(len(self.shots), 5)
        self.stop()


if __name__ == "__main__":
    main()
