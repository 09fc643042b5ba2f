"""Taking stock of source pictures: what each is, what the plan could take from it, and putting that into the plan."""
import os
import struct

import lora_fixture as fixture
from fixtures import png_chunk, png_of
from harness import Case, main


def exif(make, model, inner):
    """An eXIf chunk: camera and, in the inner directory, rationals by tag."""
    texts = [(0x010f, make.encode() + b"\0"), (0x0110, model.encode() + b"\0")]
    at = 8 + 2 + 12 * 3 + 4
    entries, values = b"", b""
    for tag, text in texts:
        entries += struct.pack("<HHII", tag, 2, len(text), at + len(values))
        values += text
    entries += struct.pack("<HHII", 0x8769, 4, 1, at + len(values))
    start = at + len(values)
    block = b"".join(struct.pack("<HHII", tag, 5, 1, start + 2 + 12 * len(inner) + 4 + 8 * i) for i, tag in enumerate(inner))
    block = struct.pack("<H", len(inner)) + block + bytes(4) + b"".join(struct.pack("<II", *value) for value in inner.values())
    data = b"II*\0" + struct.pack("<IH", 8, 3) + entries + bytes(4) + values + block
    return png_chunk(b"eXIf", data)


class Audit(Case):
    def setUp(self):
        super().setUp()
        self.limner("init", "shoals")
        self.game = self.folder / "games" / "shoals"
        self.references = self.game / "inputs" / "references"
        self.references.mkdir(parents=True, exist_ok=True)
        (self.references / "clean.png").write_bytes(fixture.sheet().png())

    def lora(self, *words, status=0, **more):
        return self.limner("lora", *words, cwd=self.game, status=status, **more)

    def put(self, name, data):
        (self.references / name).write_bytes(data)

    def audit(self, *words):
        return {item["file"].rsplit("/", 1)[-1]: item for item in self.lora("audit", "--json", *words).json["pictures"]}

    @property
    def plan(self):
        return self.game / "dataset" / "ada" / "plan.yaml"

    def test_figures_are_found_on_a_sheet_and_on_the_annotated_one(self):
        self.put("notes.png", fixture.sheet(annotated=True).png())
        items = self.audit()
        self.assertEqual((items["clean.png"]["kind"], items["notes.png"]["kind"]), ("sheet", "annotated sheet"))
        self.assertEqual(items["clean.png"]["writing"], 0)
        self.assertGreater(items["notes.png"]["writing"], 0.02)
        for item in items.values():
            self.assertEqual((item["width"], item["height"], item["ground"], item["use"]), (1408, 768, "#ffffff", "usable"))
            self.assertEqual(len(item["figures"]), 7)
            for figure, (left, top, width, height) in zip(item["figures"], [*fixture.VIEWS.values(), *fixture.FACES.values()]):
                # Each holds its figure whole, and nothing of the next.
                self.assertLess(abs(figure["left"] + figure["width"] / 2 - left - width / 2), 30)
                self.assertGreaterEqual(figure["top"], top - 20)
                self.assertLessEqual(figure["top"] + figure["height"], top + height + 20)
                self.assertEqual(figure["framing"], "full body" if height > width else "closeup")

    def test_a_photograph_is_known_by_its_exposure_and_by_nothing_else(self):
        row = bytes((37 * x * x // 11 + 80 * (x % 3)) & 255 for x in range(3 * 700))
        self.put("camera.png", png_of(700, 600, 2, 8, row, exif("Lumen", "Box " + "é" * 60, {0x829A: (1, 250)})))
        self.put("scanner.png", png_of(700, 601, 2, 8, row, exif("Flatbed", "V600", {})))
        items = self.audit()
        self.assertEqual((items["camera.png"]["kind"], items["scanner.png"]["kind"]), ("photograph", "scene"))
        self.assertIn("a camera took it (Box " + "é" * 36 + ")", items["camera.png"]["remarks"])

    def test_each_file_is_told_what_is_wrong_with_it_and_the_rest_goes_on(self):
        canvas = fixture.Canvas(700, 1000, (120, 150, 200))
        fixture.figure(canvas, 100, 100, 500, 800, "front")
        small = fixture.Canvas(120, 110, (120, 150, 200))
        fixture.figure(small, 20, 5, 80, 100, "front")
        for name, data in (("single.png", canvas.png()), ("small.png", small.png()), ("junk.png", b"junk"), ("draft.gif", b"GIF89a"),
                           ("cut.png", fixture.sheet().png()[:3000]), ("empty.webp", b""), ("copy.png", fixture.sheet().png()),
                           ("deep.png", png_of(300, 300, 2, 16, b"\xff" * 1800)), ("giant.png", png_of(30000, 30000, 0, 8, b"\x80" * 30000)),
                           ("moving.png", canvas.png(png_chunk(b"acTL", struct.pack(">II", 1, 0)))), ("notes.txt", b"x")):
            self.put(name, data)
        items = self.audit()
        for name, use, remark in (("clean.png", "usable", None), ("single.png", "excluded", "the same picture as inputs/references/moving.png"), ("small.png", "excluded", "far too few"),
                                  ("junk.png", "excluded", "not an image"), ("draft.gif", "excluded", "save it as one of these"),
                                  ("cut.png", "excluded", "truncated"), ("empty.webp", "excluded", "empty"),
                                  ("copy.png", "excluded", "the same picture as inputs/references/clean.png"),
                                  ("deep.png", "excluded", "nothing is on it"), ("giant.png", "excluded", "30000x30000"),
                                  ("moving.png", "partial", "animated")):
            with self.subTest(name):
                self.assertEqual(items[name]["use"], use)
                self.assertEqual(items[name]["remarks"], [] if remark is None else items[name]["remarks"])
                self.assertTrue(remark is None or any(remark in text for text in items[name]["remarks"]), items[name]["remarks"])
        self.assertEqual(items["moving.png"]["kind"], "figure")
        self.assertNotIn("notes.txt", items)

    def test_what_was_found_goes_into_a_plan_and_can_be_used(self):
        self.lora("init", "ada", "--trigger", "ada_gull_v1", "--class", "young woman")
        before = self.plan.read_text(encoding="utf-8")
        self.put("later.png", fixture.sheet(annotated=True).png())
        self.put("junk.png", b"junk")
        self.assertIn("Would put 2 sources and 14 crops", self.lora("audit", "--write", "--dry-run").out)
        self.assertEqual(self.plan.read_text(encoding="utf-8"), before)
        self.lora("audit", "--write")
        text = self.plan.read_text(encoding="utf-8")
        added = [line for line in text.splitlines() if line not in before.splitlines()]
        self.assertEqual([line for line in before.splitlines() if line not in text.splitlines()], [])
        self.assertEqual(sum("id: " in line for line in added), 14)
        self.assertIn("exclude: \"not an image", text)
        self.assertEqual(self.lora("preview", "ada", "--json").json["crops"], [])
        self.lora("audit", "--write")
        self.assertEqual(self.plan.read_text(encoding="utf-8"), text)
        self.plan.write_text(text.replace(', exclude: "set view and framing as they are, then take this out"', ""), encoding="utf-8")
        crops = self.lora("preview", "ada", "--json").json["crops"]
        self.assertEqual(len(crops), 14)
        self.assertEqual([crop["remarks"] for crop in crops if crop["id"].startswith("clean") and crop["remarks"]], [])

    def test_what_a_person_wrote_stays(self):
        self.lora("init", "ada")
        text = self.plan.read_text(encoding="utf-8").replace("    crops:\n", "    crops:\n      - { id: mine, framing: bust, view: back }\n", 1)
        self.plan.write_text(text, encoding="utf-8")
        self.assertEqual(self.lora("audit", "--write", "--json").json["crops_written"], 0)
        self.assertEqual(self.plan.read_text(encoding="utf-8"), text)
        self.plan.write_text(text.replace("sources:\n", "sources: # of mine\n"), encoding="utf-8")
        self.put("more.png", fixture.sheet(annotated=True).png())
        self.lora("audit", "--write")
        self.assertIn("sources: # of mine\n", self.plan.read_text(encoding="utf-8"))
        self.assertIn("{ id: mine, framing: bust, view: back }", self.plan.read_text(encoding="utf-8"))

    def test_the_preview_remarks_on_crops_with_much_writing_and_names_a_clean_one(self):
        self.put("notes.png", fixture.sheet(annotated=True).png())
        (self.game / "dataset" / "ada").mkdir(parents=True)
        plan = fixture.plan(64, clean="clean", notes="annotated").replace("reg:\n", """\
      - { id: words, left: 770, top: 590, width: 330, height: 140, framing: bust, view: front }
      - { id: front_words, left: 20, top: 225, width: 90, height: 50, framing: full body, view: front, pose: neutral }
reg:
""", 1)
        self.plan.write_text(plan, encoding="utf-8")
        remarks = {crop["id"]: crop["remarks"] for crop in self.lora("preview", "--json").json["crops"]}
        self.assertRegex(remarks["words"], r"[2-9]\d % of it is writing: cut beside it")
        self.assertRegex(remarks["front_words"], r"[1-9]\d % of it is writing, and “clean_front” shows the same from a clean sheet")
        self.assertIn("“clean_front” shows the same", remarks["notes_front"])
        self.assertNotIn("writing", remarks["notes_front"])
        self.assertEqual(remarks["clean_front"], "")

    def test_a_plan_that_calls_an_annotated_sheet_clean_is_told(self):
        self.put("clean.png", fixture.sheet(annotated=True).png())
        self.lora("init", "ada")
        self.assertIn("correct that to `kind: annotated`", self.lora("audit").out)

    def test_pictures_elsewhere_are_looked_at_and_not_proposed(self):
        outside = self.folder / "art"
        outside.mkdir()
        os.rename(self.references / "clean.png", outside / "clean.png")
        os.symlink("/", outside / "loop")
        self.lora("init", "ada")
        result = self.lora("audit", str(outside), "--json").json
        self.assertEqual([item["file"] for item in result["pictures"]], [str(outside / "clean.png")])
        self.assertIsNone(result["proposal"])
        self.lora("audit", "nowhere", status=3)

    def test_the_contact_sheet_shows_every_picture_and_lets_nothing_in(self):
        self.put("<script>x.png", fixture.sheet().png())
        self.put("junk.png", b"junk")
        page = self.folder / "page.html"
        self.lora("audit", "--html", str(page))
        text = page.read_text(encoding="utf-8")
        self.assertEqual(text.count("<img "), 2)
        self.assertEqual(text.count("<rect "), 14)
        self.assertIn("default-src 'none'", text)
        self.assertNotIn("<script>", text)
        self.lora("audit", "--sheet")
        self.assertTrue((self.game / "exports" / "audit.html").is_file())

    def test_writing_needs_a_plan(self):
        self.assertIn("lora init", self.lora("audit", "--write", status=2).err)
        self.lora("init", "ada")
        self.lora("init", "bob")
        self.assertIn("--subject", self.lora("audit", "--write", status=2).err)
        self.lora("audit", "--write", "--subject", "bob")


if __name__ == "__main__":
    main()
