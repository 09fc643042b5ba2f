"""A story comes in from the tools it was written with, is shown, comes in again after changes, and nobody's work is lost."""
import html
import json
import sqlite3

from harness import SOURCE, Case, main

TWEE = """:: StoryTitle
The Fog

:: StoryData
{ "ifid": "D674C58C-DEFA-4F70-B7A2-27742230C0FC", "format": "%s", "format-version": "3.3.7", "start": "Quay" }

%s"""

QUAY = """:: Quay [spine] {"position":"1,2"}
Fog. 👩‍🚀 שלום <b>bold</b>
[[Climb->Stairs]]
[[Cellar<-Go down]]

:: Stairs [climax]
Up.

:: Cellar
Down. \\:: no header
\\:: no header either
"""


class Story(Case):
    def setUp(self):
        super().setUp()
        self.limner("init", "shoals")
        self.game = self.folder / "games" / "shoals"
        self.path = self.game / "story" / "story.yaml"

    def story(self, *words, status=0):
        return self.limner("story", *words, cwd=self.game, status=status)

    def bring(self, name, text, *words, status=0):
        path = self.folder / name
        if isinstance(text, bytes):
            path.write_bytes(text)
        else:
            path.write_text(text, encoding="utf-8")
        return self.story("import", path, *words, status=status)

    def shown(self):
        shown = self.story("show", "--json").json
        return {passage["id"]: passage for passage in shown["passages"]}, shown

    # -- Twee --

    def test_twee_becomes_a_story_and_the_file_is_kept(self):
        self.bring("fog.twee", TWEE % ("Harlowe", QUAY))
        passages, shown = self.shown()
        self.assertEqual(list(passages), ["Quay", "Stairs", "Cellar"])
        self.assertEqual((shown["title"], shown["start"], shown["endings"]), ("The Fog", "Quay", 2))
        self.assertTrue(passages["Quay"]["spine"])
        self.assertEqual([(c["label"], c["to"]) for c in passages["Quay"]["choices"]], [("Climb", "Stairs"), ("Go down", "Cellar")])
        self.assertEqual((self.game / "story" / "original" / "fog.twee").read_bytes(), (self.folder / "fog.twee").read_bytes())
        self.assertIn("      :: no header either\n", self.path.read_text(encoding="utf-8"))

    def test_variables_and_links_of_each_format_are_read(self):
        cases = {
            "Harlowe": '(set: $met to true)\n(link: "Take it")[(set: $key to true)(goto: "B")]\n(if: $key)[[[Open->C]]]\n',
            "SugarCube": '<<set $met to true>>\n<<link "Take it" "B">><<set $key to true>><</link>>\n<<if $key>>[[Open|C]]<</if>>\n',
            "SugarCube setter": '<<set $met = true>>\n[[Take it|B][$key to true]]\n<<if $key is true>>[[C<-Open]]<</if>>\n',
        }
        for name, text in cases.items():
            with self.subTest(name):
                self.bring("x.twee", TWEE % (name, ":: Quay\n" + text + "\n:: B\nb\n\n:: C\nc\n"), "--replace")
                passages, _ = self.shown()
                self.assertEqual(passages["Quay"]["grants"], ["met"])
                self.assertEqual([(c["label"], c["to"], c["requires"], c["grants"]) for c in passages["Quay"]["choices"]],
                                 [("Take it", "B", [], ["key"]), ("Open", "C", ["key"], [])])

    def test_chapbook_and_snowman_variables_are_read(self):
        self.bring("c.twee", TWEE % ("Chapbook", ":: Quay\nmet: true\ngold: 3\n--\nFog.\n\n[if met]\n[[Go->B]]\n\n[continue]\n[[C]]\n\n:: B\n\n:: C\n"))
        passages, _ = self.shown()
        self.assertEqual(passages["Quay"]["grants"], ["met"])
        self.assertEqual([c["requires"] for c in passages["Quay"]["choices"]], [["met"], []])
        self.bring("s.twee", TWEE % ("Snowman", ":: Quay\n<% s.met = true; %>[[B]] [x](y)\n\n:: B\n"), "--replace")
        self.assertEqual(self.shown()[0]["Quay"]["grants"], ["met"])

    def test_a_code_mark_that_holds_nothing_is_text(self):
        self.bring("s.twee", TWEE % ("Snowman", ":: Quay\n<% %>[[B]] <%>pp\n\n:: B\n"))
        self.assertEqual([c["to"] for c in self.shown()[0]["Quay"]["choices"]], ["B"])

    def test_what_is_no_link_is_none(self):
        self.bring("x.twee", TWEE % ("SugarCube", ":: Quay\n<!-- [[a]] -->/* [[b]] */{{{[[c]]}}}<script>[[d]]</script>\n"
                                     "[[out->https://example.org]] [[t|$var]] [[\n]] [[]] [[e\n]]\n"))
        self.assertEqual(self.shown()[0]["Quay"]["choices"], [])

    # -- Twine --

    def twine(self, passages, more="", start=2):
        data = "".join(f'<tw-passagedata pid="{i}" name="{html.escape(name)}" tags="{tags}" position="1,1">{html.escape(text)}</tw-passagedata>'
                       for i, (name, tags, text) in enumerate(passages, 1))
        return ('<!doctype html><html><script>var x = "<tw-storydata name=no></tw-storydata>";</script>'
                f'<tw-storydata ifid="AB-1" name="A &amp; B" format="Harlowe" startnode="{start}" options=""tags="" hidden>'
                f'<style>p{{}}</style>{data}</tw-storydata>{more}</html>')

    def test_published_twine_is_read_whatever_the_order_of_its_attributes(self):
        self.bring("p.html", self.twine([("Two & \"three\"", "", "b"), ("Begin", "spine", 'I < you &amp; [[go->Two & "three"]]')]))
        passages, shown = self.shown()
        self.assertEqual((shown["title"], shown["start"]), ("A & B", "Begin"))
        self.assertEqual(passages["Begin"]["choices"][0]["to"], 'Two & "three"')
        self.assertIn("I < you &amp; go", self.path.read_text())

    def test_of_an_archive_the_first_story_is_taken_and_the_rest_is_told(self):
        result = self.bring("p.html", self.twine([("a", "", "x")], more=self.twine([("b", "", "y")])))
        self.assertEqual(list(self.shown()[0]), ["a"])
        self.assertIn("further story", result.out)

    # -- QuestFoundry --

    def graph(self, name="graph.db", prose="They meet."):
        path = self.folder / name
        base = sqlite3.connect(path)
        base.executescript("""PRAGMA journal_mode=WAL;
            CREATE TABLE nodes (node_id TEXT PRIMARY KEY, type TEXT, data JSON);
            CREATE TABLE edges (id INTEGER PRIMARY KEY AUTOINCREMENT, edge_type TEXT, from_id TEXT, to_id TEXT, data JSON);
            CREATE TABLE meta (key TEXT, value TEXT);""")
        nodes = [("vision", "vision", {"genre": "tragedy", "tone": ["tense"], "themes": ["loyalty"]}),
                 ("voice::voice", "voice", {"story_title": "The Bridge"}),
                 ("character::aldric", "entity", {"raw_id": "aldric", "concept": "Aldric — a scholar", "category": "character",
                                                  "hair": "silver", "overlays": [{"when": ["state_flag::x_committed"], "details": {"mood": "grim"}}]}),
                 ("state_flag::x_committed", "state_flag", {"derived_from": "consequence::x"}),
                 ("consequence::x", "consequence", {"description": "she knows"}),
                 ("beat::1", "beat", {"scene_type": "climax"}),
                 ("arc::s", "arc", {"arc_type": "spine", "sequence": ["beat::1"]}),
                 ("passage::a", "passage", {"raw_id": "a", "prose": prose, "entities": ["character::aldric"]}),
                 ("passage::b", "passage", {"raw_id": "b", "prose": "End."})]
        base.executemany("INSERT INTO nodes VALUES (?, ?, ?)", [(i, t, json.dumps({"type": t, **d})) for i, t, d in nodes])
        edges = [("choice", "passage::a", "passage::b", json.dumps({"label": "Go", "requires": [], "grants": ["state_flag::x_committed"]})),
                 ("grouped_in", "beat::1", "passage::a", None)]
        base.executemany("INSERT INTO edges (edge_type, from_id, to_id, data) VALUES (?, ?, ?, ?)", edges)
        base.execute("INSERT INTO meta VALUES ('last_stage', '\"fill\"')")
        base.commit()
        return path, base

    def test_a_graph_of_questfoundry_is_read_with_what_stands_in_its_log(self):
        path, base = self.graph()
        before = path.read_bytes()
        self.story("import", path)
        passages, shown = self.shown()
        self.assertEqual((shown["title"], shown["start"]), ("The Bridge", "passage::a"))
        self.assertTrue(passages["passage::a"]["spine"])
        self.assertEqual(passages["passage::a"]["scene_type"], "climax")
        self.assertEqual(passages["passage::a"]["score"], 5)
        self.assertEqual(shown["entities"][0]["name"], "Aldric")
        self.assertEqual(shown["codewords"][0]["tracks"], ["she knows"])
        self.assertEqual(path.read_bytes(), before)
        base.close()
        kept = sqlite3.connect(f"file:{self.game}/story/original/graph.db?immutable=1", uri=True)
        self.assertEqual(kept.execute("SELECT count(*) FROM nodes").fetchone(), (9,))

    def test_what_is_no_graph_is_told(self):
        path = self.folder / "other.db"
        base = sqlite3.connect(path)
        base.execute("CREATE TABLE x (y)")
        base.commit()
        base.close()
        self.assertIn("no graph of QuestFoundry", self.story("import", path, status=3).err)
        path.write_bytes(path.read_bytes()[:700] + b"\xff" * 400)
        self.story("import", path, status=3)
        self.assertFalse((self.game / "story").exists())

    # -- Again --

    def test_imported_again_it_tells_what_changed_and_keeps_what_was_added_by_hand(self):
        self.bring("fog.twee", TWEE % ("Harlowe", QUAY))
        text = self.path.read_text(encoding="utf-8")
        self.path.write_text(text.replace("\npassages:", "\nentities:\n  - { id: lamp, type: object }\npassages:", 1)
                             .replace("  - id: Cellar\n", "  - id: Cellar\n    appears: [lamp]\n", 1), encoding="utf-8")
        result = self.bring("fog.twee", TWEE % ("Harlowe", QUAY.replace("Up.", "Up, up.") + "\n:: Attic\nx\n"), "--json").json
        self.assertEqual(result["changes"], ["+ passage Attic", "~ passage Stairs: prose"])
        passages, shown = self.shown()
        self.assertEqual(passages["Cellar"]["appears"], ["lamp"])
        self.assertEqual([entity["id"] for entity in shown["entities"]], ["lamp"])

    def test_work_that_would_be_lost_is_listed_and_nothing_is_written(self):
        self.bring("fog.twee", TWEE % ("Harlowe", QUAY))
        self.path.write_text(self.path.read_text(encoding="utf-8").replace("      Up.", "      Up by hand."), encoding="utf-8")
        before = self.tree(self.game)
        error = self.bring("fog.twee", TWEE % ("Harlowe", QUAY), status=5).err
        self.assertIn("~ passage Stairs: prose", error)
        self.assertEqual(self.tree(self.game), before)
        self.bring("fog.twee", TWEE % ("Harlowe", QUAY), "--replace")
        self.assertNotIn("by hand", self.path.read_text(encoding="utf-8"))

    def test_a_side_file_says_what_twee_cannot(self):
        (self.folder / "side.yaml").write_text("vision: { genre: gothic }\nentities: [ { id: lamp, type: object, name: The Lamp } ]\n"
                                               "passages: [ { id: Stairs, appears: [lamp], scene_type: climax } ]\n")
        self.bring("fog.twee", TWEE % ("Harlowe", QUAY), "--with", self.folder / "side.yaml")
        self.assertEqual(self.shown()[0]["Stairs"]["appears"], ["lamp"])

    def test_our_own_file_stays_as_it_was_written(self):
        text = "# mine\npassages:\n  - { id: a, prose: x }   # remark\n"
        self.bring("mine.yaml", text)
        self.assertEqual(self.path.read_text(), text)

    def test_a_dry_run_writes_nothing(self):
        self.bring("fog.twee", TWEE % ("Harlowe", QUAY), "--dry-run")
        self.assertFalse((self.game / "story").exists())

    # -- Checking --

    def sample(self):
        self.story("import", SOURCE / "data" / "demo" / "story" / "salt-lantern.yaml")
        self.write(self.game / "story" / "codex" / "all.yaml", (SOURCE / "data" / "demo" / "story" / "salt-lantern-codex.yaml").read_text(encoding="utf-8"))

    def test_the_sample_story_is_ready_and_tells_nothing_too_early(self):
        self.sample()
        report = self.story("check", "--json").json
        self.assertEqual(report["findings"], [])
        self.assertEqual((report["codex_entries"], report["questions_not_exact"]), (7, 0))
        passages, shown = self.shown()
        self.assertTrue(25 <= len(passages) <= 40)
        self.assertEqual((shown["unreachable"], shown["broken_choices"]), (0, 0))
        self.assertGreaterEqual(shown["endings"], 4)
        self.assertTrue(all(codeword["earnable"] for codeword in shown["codewords"]))

    def test_a_spoiler_is_told_with_file_line_and_way(self):
        self.sample()
        self.write(self.game / "story" / "briefs" / "b.yaml", "\n- id: quay\n  passage: landing\n  caption: Where the Marigold is missed\n  entities: [aldo]\n")
        result = self.story("check", status=3)
        self.assertIn("story/briefs/b.yaml:2: caption of quay: tells “Marigold” to a reader without codeword knows_marigold; "
                      "the shortest way: landing", result.out)
        self.assertIn("shows Aldo Venn, who is not in “landing”", result.out)
        self.assertIn("2 errors in the story", result.err)

    def test_each_prerequisite_is_proved(self):
        whole = ("vision: { genre: g, tone: t, themes: h }\nentities: [ { id: e, type: object, concept: c } ]\n"
                 "codewords: [ { id: k, tracks: x } ]\npassages:\n  - { id: a, prose: x, appears: [e], choices: [ { to: b, grants: [k] } ] }\n"
                 "  - { id: b, prose: y }\n")
        self.bring("s.yaml", whole)
        self.assertEqual(self.story("check", "--json").json["findings"], [])
        for check, find, replace, says in [
                ("vision", "genre: g, ", "", "no genre"), ("vision", "tone: t, ", "", "no tone"),
                ("passages", "prose: y", "prose: ' '", "no prose"), ("entities", ", concept: c", "", "neither concept nor details"),
                ("codewords", "grants: [k]", "grants: [k, q]", "not defined"),
                ("codewords", "grants: [k]", "requires: [k]", "nobody can earn it, and choices ask for it"),
                ("appears", "appears: [e]", "appears: [e, z]", "no entity"), ("appears", "appears: [e], ", "", "nothing says who appears where"),
                ("structure", "to: b", "to: c", "leads to “c”, which is no passage"), ("structure", "vision:", "start: x\nvision:", "“x” is no passage")]:
            with self.subTest(says):
                self.assertIn(find, whole)
                self.bring("s.yaml", whole.replace(find, replace, 1), "--replace")
                report = self.story("check", "--json", status=3).json
                self.assertGreater(report["errors_of"][check], 0)
                self.assertTrue(any(says in finding["found"] for finding in report["findings"]), report["findings"])

    def test_ten_thousand_passages_with_hundreds_of_briefs_are_proved(self):
        passages = [{"id": f"p{i}", "prose": f"Room {i}. Keeper{i % 50} is here.", "appears": [f"e{i % 50}"],
                     "choices": [{"to": f"p{j}", "grants": [f"c{i % 40}"] if j % 3 == 0 else [], "requires": [f"c{i % 40}"] if j % 7 == 0 else []}
                                 for j in (i + 1, i + 2, i // 2) if j < 10000]} for i in range(10000)]
        entities = [{"id": f"e{i}", "type": "character", "name": f"Keeper{i}", "concept": "x"} for i in range(50)]
        self.write(self.folder / "big.json", {"vision": {"genre": "g", "tone": "t", "themes": "h"}, "entities": entities, "start": "p0",
                                              "codewords": [{"id": f"c{i}", "tracks": "x"} for i in range(40)], "passages": passages})
        self.story("import", self.folder / "big.json")
        self.write(self.game / "story" / "codex" / "c.json", [{"id": f"x{i}{r}", "entity": f"e{i}", "rank": r, "content": "x",
                                                                "visible_when": [f"c{k % 40}" for k in range(i, i + r - 1)]}
                                                               for i in range(50) for r in (1, 2, 3)])
        self.write(self.game / "story" / "briefs" / "b.json", [{"id": f"b{i}", "passage": f"p{i * 20}", "caption": f"Keeper{i % 50 + 1} waits", "entities": []}
                                                                for i in range(500)])
        report = self.limner("story", "check", "--json", cwd=self.game, status=0).json
        self.assertGreaterEqual(report["questions"], 50)
        self.assertGreater(len(report["findings"]), 0)
        self.assertEqual(self.story("show", "--json").json["unreachable"], 0)

    # -- Bad input --

    def test_without_a_story_it_says_how_to_get_one(self):
        self.assertIn("limner story import FILE", self.story("show", status=3).err)

    def test_hostile_files_are_refused_with_a_reason_or_read(self):
        for name, text in [("a.twee", b"\xff\xfe:: x\n"), ("b.twee", b":: x\0y\n"), ("c.twee", b""), ("d.txt", b"hello"),
                           ("e.html", b"<tw-storydata"), ("f.html", b"<tw-storydata><tw-passagedata name='"),
                           ("g.json", b"{" * 5000), ("h.yaml", b"passages: 3\n"), ("i.twee", b":: \n:: [\n::\n")]:
            with self.subTest(name):
                error = self.bring(name, text, status=3).err
                self.assertIn(name, error)
        self.assertFalse((self.game / "story").exists())
        for name, text in [("j.twee", ":: a\n" + "[[" * 20000), ("k.twee", ":: a\n" + "[[a]]" * 20000),
                           ("l.twee", TWEE % ("Harlowe", ":: a\n" + "(if: $x)[" * 20000)),
                           ("m.twee", TWEE % ("SugarCube", ":: a\n" + "<<if $x>>" * 20000 + "<</if>>" * 20000)),
                           ("n.twee", TWEE % ("Harlowe", ":: a\n" + "(" * 50000)), ("o.twee", ":: a\n" + "[[\n" * 20000 + "]]")]:
            with self.subTest(name):
                self.bring(name, text, "--replace")

    def test_circles_missing_targets_and_no_start_are_shown(self):
        self.bring("x.yaml", "passages:\n  - { id: a, choices: [ { to: b }, { to: gone } ] }\n  - { id: b, choices: [ { to: a } ] }\n")
        shown = self.shown()[1]
        self.assertEqual((shown["start"], shown["unreachable"], shown["broken_choices"]), (None, 2, 1))
        self.assertIn("(no such passage)", self.story("show").out)


if __name__ == "__main__":
    main()
