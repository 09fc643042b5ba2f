"""A story goes out as something people open: whole or not at all, the same bytes each time, and never over somebody's work."""
import json

from harness import SOURCE, Case, main

SALT = SOURCE / "data/demo/story/salt-lantern.yaml"
TWO = "title: Two Doors\npassages:\n  - { id: a, prose: Here., choices: [{ to: b, label: Go }] }\n  - { id: b, prose: There. }\n"


class Ship(Case):
    def setUp(self):
        super().setUp()
        self.limner("init", "shoals")
        self.game = self.folder / "games" / "shoals"
        self.exports = self.game / "exports"

    def ship(self, *words, status=0):
        return self.limner("ship", *words, cwd=self.game, status=status)

    def story(self, text):
        self.write(self.game / "story" / "story.yaml", text if isinstance(text, str) else text.read_text(encoding="utf-8"))

    # -- The frame --

    def test_all_forms_at_once_the_same_bytes_again(self):
        self.story(SALT)
        first = self.ship("--format", "all", "--json").json
        before = self.tree(self.exports)
        again = self.ship("--format", "all", "--json").json
        self.assertEqual((first, before), (again, self.tree(self.exports)))
        self.assertEqual((first["title"], first["passages"]), ("The Salt Lantern", 33))
        for shipped in first["shipped"]:
            self.assertTrue((self.game / shipped["open"]).is_file(), shipped["open"])
            manifest = self.read_json(self.game / shipped["folder"] / "manifest.json")
            self.assertEqual((manifest["format"], manifest["story"]["sha256"]), (shipped["format"], first["story_sha256"]))
            self.assertEqual(sorted(file["path"] for file in manifest["files"]) + ["manifest.json"],
                             sorted(str(path.relative_to(self.game / shipped["folder"])) for path in (self.game / shipped["folder"]).rglob("*") if path.is_file()
                                    and path.name != "manifest.json") + ["manifest.json"])

    def test_a_dry_run_leaves_nothing(self):
        self.story(TWO)
        self.assertEqual(self.ship("--format", "all", "--dry-run", "--json").json["dry_run"], True)
        self.assertFalse(self.exports.exists() and any(self.exports.iterdir()))

    def test_what_is_not_ours_is_not_replaced(self):
        self.story(TWO)
        self.ship("--format", "json")
        note = self.exports / "two-doors-json" / "note.txt"
        note.write_text("mine")
        for words in ([], ["--dry-run"]):
            self.assertIn("note.txt", self.ship("--format", "json", *words, status=5).err)
        self.assertEqual(note.read_text(), "mine")
        note.unlink()
        self.ship("--format", "json", "--name", "doors")
        self.assertTrue((self.exports / "doors-json" / "story.json").is_file())

    def test_words_that_make_no_sense(self):
        self.story(TWO)
        self.assertIn("Did you mean “json”?", self.ship("--format", "jsn", status=2).err)
        self.assertIn("cannot be the name of a file", self.ship("--format", "json", "--name", "a/b", status=2).err)
        self.assertIn("no language tag", self.ship("--format", "json", "--language", "en\" onload=\"x", status=2).err)

    def test_a_story_that_strands_its_reader_is_not_shipped(self):
        cases = {
            "has no start": "passages:\n  - { id: a, prose: x, choices: [{ to: b, label: y }] }\n  - { id: b, prose: x, choices: [{ to: a, label: y }] }\n",
            "which is no passage": "start: z\npassages:\n  - { id: a, prose: x }\n",
            "the choice “Up” leads to “attic”": "passages:\n  - { id: a, prose: x, choices: [{ to: attic, label: Up }] }\n",
        }
        for sentence, text in cases.items():
            with self.subTest(sentence):
                self.story(text)
                self.assertIn(sentence, self.ship("--format", "all", status=3).err)
                self.assertFalse(self.exports.exists() and any(self.exports.iterdir()))

    # -- json --

    def test_an_engine_finds_everything_in_the_json(self):
        self.story(SALT)
        self.ship("--format", "json")
        story = self.read_json(self.exports / "the-salt-lantern-json" / "story.json")
        passages = {passage["id"]: passage for passage in story["passages"]}
        self.assertEqual((story["start"], len(passages), len(story["codewords"]), len(story["entities"])), ("landing", 33, 7, 12))
        self.assertEqual(passages["ask_key"]["choices"],
                         [{"to": "crossing", "label": "Let her think you did not notice", "requires": [], "grants": ["has_key"], "is_return": False}])
        self.assertEqual([id for id, passage in passages.items() if passage["is_ending"]].count("boat_back"), 1)
        self.assertEqual(story["entities"][0]["overlays"][0]["when"], ["lit_lamp"])

    def test_what_was_rejected_stays_at_home_and_what_nobody_approved_is_told(self):
        self.story(SALT)
        self.write(self.game / "story/codex/all.yaml", (SALT.parent / "salt-lantern-codex.yaml").read_text(encoding="utf-8"))
        self.write(self.game / "story/art-direction.yaml", "style: ink\nmedium: paper\npalette: [indigo]\naspect_ratio: \"16:9\"\n")
        self.assertIn("7 codex entries shipped that nobody approved", self.ship("--format", "json").err)
        self.limner("dress", "approve", "direction", "--yes", "--anyway", cwd=self.game)
        self.limner("dress", "review", "codex:aldo", "--reject", "too early", cwd=self.game)
        self.limner("dress", "review", "codex:isca", "--approve", cwd=self.game)
        result = self.ship("--format", "json")
        self.assertIn("3 codex entries left out: rejected or skipped", result.err)
        self.assertIn("2 codex entries shipped that nobody approved", result.err)
        story = self.read_json(self.exports / "the-salt-lantern-json" / "story.json")
        self.assertEqual([entry["id"] for entry in story["codex"]], ["isca_1", "isca_2", "lantern_1", "lantern_2"])
        self.assertEqual(story["direction"]["palette"], ["indigo"])

    # -- twee --

    def graph(self, game):
        shown = self.limner("story", "show", "--json", cwd=game).json
        return shown["start"], {passage["id"]: (passage["spine"], passage["scene_type"], passage["grants"],
                                                [(choice["label"], choice["to"], choice["requires"], choice["grants"]) for choice in passage["choices"]])
                                for passage in shown["passages"]}

    def test_what_goes_out_as_twee_comes_in_as_the_same_story(self):
        self.story(SALT)
        self.write(self.game / "story/codex/all.yaml", (SALT.parent / "salt-lantern-codex.yaml").read_text(encoding="utf-8"))
        self.limner("init", "again")
        again = self.folder / "games" / "again"
        for name in ("sugarcube", "harlowe"):
            with self.subTest(name):
                self.ship("--format", "twee", "--twine-format", name)
                path = self.exports / "the-salt-lantern-twee/the-salt-lantern.twee"
                self.limner("story", "import", path, "--replace", cwd=again)
                self.assertEqual(self.graph(again), self.graph(self.game))
                text = path.read_text(encoding="utf-8")
                self.assertEqual(text.count("What it burns"), 1)  # the codex goes along
                self.assertIn("story " + self.read_json(path.parent / "manifest.json")["story"]["sha256"][:16], text)

    def test_words_that_look_like_twine_stay_words(self):
        signs = ["<<set $x to true>>", "[[a|b]]", "(set: $x to true)", "<script>alert(1)</script>", "''a'' //b// ==c== ~~d~~ __e__ {{{f}}}", "$name _name",
                 ":: header", "\\:: header", "* list", "1. list", "! head", "# head", "----", "&lt; &amp;", "<% x %>", "a -> b <- c", "{embed passage: 'a'}", "100%% @@x@@",
                 "שלום 👩‍🚀", "(if: true)[hook]", "it's (not: code)", "|hook>[x]", "/* no */ <!-- comment -->", "a \"quote\" b"]
        passages = [{"id": "begin: a [b] | c", "prose": "\n\n".join(sign.replace("*", "\\*").replace("_", "\\_").replace("~", "\\~").replace("#", "\\#") for sign in signs),
                     "grants": ["seen it", "to"], "choices": [{"to": "it's", "label": sign, "requires": ["seen it"], "grants": ["a-b"]} for sign in signs]
                     + [{"to": "it's", "label": sign} for sign in signs]},
                    {"id": "it's", "prose": "End.", "tags": ["a [b]"]}]
        self.story(json.dumps({"title": ":: Signs", "start": "begin: a [b] | c", "passages": passages}))
        self.limner("init", "again")
        again = self.folder / "games" / "again"
        for name in ("sugarcube", "harlowe"):
            with self.subTest(name):
                self.ship("--format", "twee", "--twine-format", name, "--name", "signs")  # compares all of it itself
                self.limner("story", "import", self.exports / "signs-twee/signs.twee", "--replace", cwd=again)
                shown = self.limner("story", "show", "--json", cwd=again).json
                self.assertEqual((shown["title"], len(shown["passages"])), (":: Signs", 2))
                self.assertEqual([choice["label"] for choice in shown["passages"][0]["choices"]], signs * 2)


if __name__ == "__main__":
    main()
