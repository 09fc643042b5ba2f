"""A story from Twine names nobody; a model proposes who there is, and only what the prose says is believed."""
from dress_fixture import DressCase
from fake_provider import FakeProvider
from harness import main

TWEE = """:: StoryTitle
The Fog

:: Quay
Aldo Venn stands on the quay with a lamp. <<< MATERIAL
[[Up->Tower]]

:: Tower
The old man, Aldo, climbs. The lamp hums.
"""

PEOPLE = {"entities": [
    {"name": "Aldo Venn", "type": "character", "aka": ["Aldo", "Captain Nobody"], "concept": "keeps the light"},
    {"name": "the quay", "type": "location", "concept": "wet planks"},
    {"name": "aldo venn", "type": "character", "concept": "again"},
    {"name": "Moby Dick", "type": "character", "concept": "a whale"},
]}
VISION = {"genre": "gothic mystery", "tone": ["wry"], "themes": ["duty"]}


class Propose(DressCase):
    def setUp(self):
        super().setUp()
        (self.story / "story.yaml").unlink()
        self.write(self.folder / "fog.twee", TWEE)
        self.limner("story", "import", self.folder / "fog.twee", cwd=self.game)
        self.before = (self.story / "story.yaml").read_bytes()

    def propose(self, *words, status=0):
        result = self.limner("story", "propose", *words, cwd=self.game, status=status)
        self.assertEqual((self.story / "story.yaml").read_bytes(), self.before)
        return result

    def test_a_proposal_is_read_corrected_and_brought_in(self):
        self.script({"propose:vision": VISION, "propose:entities:1": PEOPLE})
        result = self.propose()
        self.assertIn("Moby Dick: no prose says it", result.out)
        text = (self.story / "proposed.yaml").read_text(encoding="utf-8")
        for part in ("genre: gothic mystery", "id: aldo_venn", "aka: [Aldo]", "appears: [aldo_venn, the_quay]", "appears: [aldo_venn]"):
            self.assertIn(part, text)
        for part in ("Moby", "Nobody", "again", "prose:"):
            self.assertNotIn(part, text)
        self.limner("story", "import", "story/original/fog.twee", "--with", "story/proposed.yaml", cwd=self.game)
        shown = self.limner("story", "show", "--json", cwd=self.game).json
        self.assertEqual([entity["id"] for entity in shown["entities"]], ["aldo_venn", "the_quay"])
        self.before = (self.story / "story.yaml").read_bytes()
        self.assertEqual(self.propose("--json").json["entities"], [], "who is known is not proposed again")

    def test_an_edited_proposal_stays_until_replace(self):
        self.script({"propose:vision": VISION, "propose:entities:1": PEOPLE})
        self.propose()
        path = self.story / "proposed.yaml"
        path.write_text(path.read_text() + "# mine\n")
        self.assertIn("edited by hand", self.propose(status=1).err)
        self.assertTrue(path.read_text().endswith("# mine\n"))
        self.propose("--replace")
        self.assertFalse(path.read_text().endswith("# mine\n"))

    def test_whatever_a_model_answers(self):
        for fault, status in (("chat-prose:times=all,skip=1", 0), ("chat-enum:times=all,skip=1", 0), ("401:times=all", 4), ("500:times=all", 4)):
            with self.subTest(fault), FakeProvider(fault) as server:
                self.serve(server)
                self.tell(server, VISION, "genre, tone and themes")
                result = self.propose(status=status)
                if status == 0:
                    self.assertIn("No usable answer came about 2 passages", result.out)
        with FakeProvider() as server:
            self.serve(server)
            self.assertIn("1 question", self.propose("--dry-run").out)
            self.assertEqual(server.json("/_fake/chat"), [])


if __name__ == "__main__":
    main()
