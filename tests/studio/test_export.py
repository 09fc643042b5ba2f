"""The export page: what would be written, writing it, and looking at it, checked on disk."""
import json

from pages import PageCase, main


class Export(PageCase):
    def setUp(self):
        super().setUp()
        self.game = self.small_project(packs=1, side=192)
        dimensions = sorted({name for rule in self.limner("-C", self.game, "canon", "list", "--json").json for name in rule["dimensions"]})
        ids = sorted(path.stem for path in (self.game / "records").glob("*.json"))
        self.judged = ids[:-2]
        for at, id in enumerate(self.judged):
            good = at % 2 == 0
            score = "0.9" if good else "0.2"
            self.limner("-C", self.game, "curate", id, "approved" if good else "rejected", "Reads at once." if good else "Too clean for a wet place.",
                        "--scores", ",".join(f"{name}={score}" for name in dimensions))
        self.limner("-C", self.game, "canon", "bind")
        for a, b in zip(self.judged[::2], self.judged[1::2]):
            self.limner("-C", self.game, "compare", a, b, "a", "The first one holds its lamp.")

    def test_formats_are_chosen_foreseen_written_checked_and_looked_at(self):
        self.serve(self.game)
        seen = self.sit("export")
        made = sorted(path.name for path in (self.game / "exports").iterdir() if path.is_dir())
        self.assertEqual(made, ["shoals-kto", "shoals-trl"])
        self.assertIn("2unjudged", seen["leftOut"].replace(" ", "").replace("\n", ""))
        self.assertIn("No file, picture or subject of training", seen["leaks"])
        self.assertIn("sum to 0.6; expected 1", seen["refusal"])
        self.assertEqual(seen["grade"], "A")
        rows = [json.loads(line) for line in (self.game / "exports/shoals-trl/train/metadata.jsonl").read_text(encoding="utf-8").splitlines()]
        self.assertEqual(seen["foreseen"], len(rows))
        self.assertEqual(seen["rows"], len(rows))
        self.assertIn(seen["question"].split("\n")[-1], json.dumps(rows[17], ensure_ascii=False))
        self.assertEqual(seen["place"], "/export")
        self.assertEqual(self.shots, {"export-light", "export-dark", "export-rows", "export-made", "export-small"})
        self.stop()


if __name__ == "__main__":
    main()
