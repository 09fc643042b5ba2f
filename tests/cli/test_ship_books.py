"""The books a story is shipped as, EPUB and the printed gamebook: their structure, that the numbers and words add up, and that what is gated
stands where only its word leads."""
import io
import re
import zipfile
from xml.etree import ElementTree

from fixtures import png
from harness import SOURCE, Case, main

SALT = SOURCE / "data/demo/story/salt-lantern.yaml"
CODEX = SOURCE / "data/demo/story/salt-lantern-codex.yaml"
XHTML = "{http://www.w3.org/1999/xhtml}"
HOSTILE = """title: <script>alert(1)</script> & "Doors"
entities: [{ id: cat, type: character, name: "<b>Cat</b>" }]
passages:
  - id: a
    prose: "<img src=x onerror=alert(1)> \\u0001 & *so* ملح 👩‍🚀\\n\\n---\\n\\n> quoted"
    choices: [{ to: b, label: "Go </a><script>", grants: [<key>] }, { to: a, label: Wait, is_return: true }]
  - { id: b, prose: End., choices: [{ to: c, label: In, requires: [<key>] }] }
  - { id: c, prose: "" }
"""


class Books(Case):
    def setUp(self):
        super().setUp()
        self.limner("init", "tale")
        self.game = self.folder / "games" / "tale"

    def story(self, text, codex=None):
        self.write(self.game / "story" / "story.yaml", text)
        if codex:
            self.write(self.game / "story" / "codex" / "all.yaml", codex)

    def ship(self, format, *words, status=0):
        return self.limner("-C", self.game, "ship", "--format", format, *words, status=status)

    def epub(self):
        self.ship("epub")
        path, = self.game.glob("exports/*-epub/*.epub")
        return path.read_bytes()

    def pages(self, bytes):
        """The pages by name, as trees; every XML file is parsed."""
        with zipfile.ZipFile(io.BytesIO(bytes)) as book:
            self.assertIsNone(book.testzip())
            return {name.removeprefix("OEBPS/").removesuffix(".xhtml"): ElementTree.fromstring(book.read(name))
                    for name in book.namelist() if name.endswith((".xhtml", ".opf", ".xml"))}

    def text(self, tree):
        return "".join(tree.itertext())

    # -- EPUB --

    def test_an_epub_begins_with_its_type_and_lists_every_file(self):
        self.story(SALT.read_text(encoding="utf-8"), CODEX.read_text(encoding="utf-8"))
        bytes = self.epub()
        self.assertEqual(bytes[30:58], b"mimetypeapplication/epub+zip")
        pages = self.pages(bytes)
        package = pages["package.opf"]
        listed = [item.get("href") for item in package.iter("{http://www.idpf.org/2007/opf}item")]
        with zipfile.ZipFile(io.BytesIO(bytes)) as book:
            self.assertEqual(sorted(listed), sorted(name.removeprefix("OEBPS/") for name in book.namelist()
                                                    if name.startswith("OEBPS/") and not name.endswith(".opf")))
        self.assertEqual(bytes, self.epub())

    def test_every_way_through_the_story_is_a_link(self):
        self.story(SALT.read_text(encoding="utf-8"))
        pages = self.pages(self.epub())
        sections = {name: page for name, page in pages.items() if re.fullmatch(r"s\d+", name)}
        self.assertEqual(len(sections), 33)
        links = [a.get("href") for page in sections.values() for a in page.iter(XHTML + "a")]
        shown = self.limner("-C", self.game, "story", "show", "--json").json
        self.assertEqual(len(links), sum(len(passage["choices"]) for passage in shown["passages"]))
        self.assertLessEqual({link.removesuffix(".xhtml") for link in links}, set(sections))
        self.assertIn("The packet boat sets you down", self.text(sections["s1"]))
        ends = [page for page in sections.values() if "The end" in self.text(page)]
        self.assertEqual(len(ends), sum(not passage["choices"] for passage in shown["passages"]))

    def test_gated_entries_have_pages_of_their_own_and_words_that_open_them(self):
        self.story(SALT.read_text(encoding="utf-8"), CODEX.read_text(encoding="utf-8"))
        pages = self.pages(self.epub())
        secret = "She had a daughter aboard the Marigold"
        holder, = [name for name, page in pages.items() if secret in self.text(page)]
        self.assertRegex(holder, r"^c\d+$")
        spine = {ref.get("idref"): ref.get("linear") for ref in pages["package.opf"].iter("{http://www.idpf.org/2007/opf}itemref")}
        self.assertEqual(spine[holder], "no")
        codex = self.text(pages["codex"])
        word = re.search(r"Isca Marrow.*?If you have the word ([A-Z]+):", codex, re.S).group(1)
        givers = [name for name, page in pages.items() if f"Write down {word}" in self.text(page)]
        self.assertTrue(givers)
        prose = SALT.read_text(encoding="utf-8").casefold()
        for word in set(re.findall(r"Write down ([A-Z]+)", "".join(map(self.text, pages.values())))):
            self.assertNotIn(word.casefold(), prose)

    def test_markup_in_a_story_stays_text(self):
        self.story(HOSTILE, "- { id: c1, entity: cat, rank: 1, content: '<script>x</script>' }\n")
        pages = self.pages(self.epub())
        self.assertFalse([element for page in pages.values() for element in page.iter() if element.tag in (XHTML + "script", XHTML + "b")])
        first = next(page for page in pages.values() if "ملح" in self.text(page))
        self.assertIn("<img src=x onerror=alert(1)>", self.text(first))
        self.assertEqual([element.text for element in first.iter(XHTML + "em")], ["so"])
        self.ship("gamebook")

    def test_pictures_go_along_with_their_captions(self):
        self.story("title: T\npassages:\n  - { id: a, prose: Here., choices: [{ to: b, label: Go }] }\n  - { id: b, prose: There. }\n")
        (self.game / "assets").mkdir()
        (self.game / "assets" / "0011223344556677.png").write_bytes(png(64, 36))
        self.write(self.game / "story" / "briefs" / "a.yaml", "id: ib_a\npassage: a\nsubject: s\ncomposition: c\ncaption: Where it begins\npriority: 1\n")
        self.write(self.game / "story" / "illustrations" / "a.json", {
            "id": "illustration_a", "brief": "ib_a", "passage": "a", "asset": "assets/0011223344556677.png", "caption": "Where it begins",
            "category": "scene", "made_from": {}})
        image, = self.pages(self.epub())["s1"].iter(XHTML + "img")
        self.assertEqual(image.get("alt"), "Where it begins")
        bytes = self.epub()
        with zipfile.ZipFile(io.BytesIO(bytes)) as book:
            self.assertIn("OEBPS/" + image.get("src"), book.namelist())
        self.ship("gamebook")
        self.assertIn(b"/Subtype /Image", self.pdf())

    # -- The gamebook --

    def pdf(self):
        path, = self.game.glob("exports/*-gamebook/*.pdf")
        return path.read_bytes()

    def test_a_gamebook_has_a_place_for_every_section_and_the_paper_asked_for(self):
        self.story(SALT.read_text(encoding="utf-8"), CODEX.read_text(encoding="utf-8"))
        self.ship("gamebook")
        first = self.pdf()
        names = set(re.findall(rb"\((s\d+|c\d+)\)", first))
        self.assertLessEqual({b"s%d" % n for n in range(1, 34)}, names)
        self.assertIn(b"419.53", first)
        self.ship("gamebook")
        self.assertEqual(self.pdf(), first)
        self.ship("gamebook", "--paper", "letter")
        self.assertIn(b"612 792", self.pdf())

    def test_without_a_start_no_book_is_made(self):
        self.story("passages:\n  - { id: a, prose: x, choices: [{ to: b, label: g }] }\n  - { id: b, prose: x, choices: [{ to: a, label: g }] }\n")
        for format in ("epub", "gamebook"):
            self.assertIn("no start", self.ship(format, status=3).err)
        self.assertFalse((self.game / "exports").exists() and any((self.game / "exports").iterdir()))


if __name__ == "__main__":
    main()
