"""What was made for a story of QuestFoundry goes back into its graph.db: what its checks ask for is there, its log can be rewound to the
byte-equal tables of before, and nothing of the story changes."""
import json
import sqlite3

from fixtures import png
from harness import Case, main

SCHEMA = """
CREATE TABLE nodes (node_id TEXT PRIMARY KEY, type TEXT NOT NULL, data JSON NOT NULL, created_stage TEXT DEFAULT '', created_phase TEXT DEFAULT '',
  modified_stage TEXT DEFAULT '', modified_phase TEXT DEFAULT '');
CREATE TABLE edges (rowid INTEGER PRIMARY KEY AUTOINCREMENT, edge_type TEXT NOT NULL, from_id TEXT NOT NULL, to_id TEXT NOT NULL, data JSON,
  created_stage TEXT DEFAULT '', created_phase TEXT DEFAULT '');
CREATE TABLE meta (key TEXT PRIMARY KEY, value JSON NOT NULL);
CREATE TABLE mutations (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f','now')),
  stage TEXT NOT NULL DEFAULT '', phase TEXT NOT NULL DEFAULT '', operation TEXT NOT NULL, target_id TEXT NOT NULL, delta JSON, before_state JSON,
  rationale TEXT DEFAULT '');
"""
FLAG = "state_flag::x_committed"
OURS = ("art_direction", "entity_visual", "illustration_brief", "codex_entry", "illustration")


class WriteBack(Case):
    def setUp(self):
        super().setUp()
        self.limner("init", "bridge")
        self.game = self.folder / "games" / "bridge"
        self.graph = self.folder / "qf" / "graph.db"
        self.make_graph()
        self.limner("-C", self.game, "story", "import", self.graph)

    def make_graph(self, more=()):
        self.graph.parent.mkdir(exist_ok=True)
        base = sqlite3.connect(self.graph)
        base.execute("PRAGMA journal_mode=WAL")
        base.executescript(SCHEMA)
        nodes = [("vision", "vision", {"genre": "tragedy"}),
                 ("character::aldric", "entity", {"raw_id": "aldric", "concept": "Aldric — a scholar", "category": "character"}),
                 ("location::bridge", "entity", {"raw_id": "bridge", "concept": "The bridge", "category": "location"}),
                 (FLAG, "state_flag", {"raw_id": "x_committed"}),
                 ("passage::a", "passage", {"raw_id": "a", "prose": "They meet.", "entities": ["character::aldric"]}),
                 ("passage::b", "passage", {"raw_id": "b", "prose": "End."}), *more]
        base.executemany("INSERT INTO nodes (node_id, type, data) VALUES (?, ?, ?)", [(i, t, json.dumps({"type": t, **d})) for i, t, d in nodes])
        base.execute("INSERT INTO edges (edge_type, from_id, to_id, data) VALUES ('choice', 'passage::a', 'passage::b', ?)",
                     (json.dumps({"label": "Go", "requires": [], "grants": [FLAG]}),))
        base.execute("INSERT INTO meta VALUES ('last_stage', '\"fill\"')")
        base.commit()
        base.close()

    def dress(self):
        story = self.game / "story"
        self.write(story / "art-direction.yaml", "style: ink wash\nmedium: sumi-e\npalette: [indigo]\ncomposition_notes: wide\n"
                   "negative_defaults: text\naspect_ratio: \"16:9\"\n")
        for entity in ("character::aldric", "location::bridge"):
            name = entity.split("::")[1]
            self.write(story / "visuals" / f"{name}.yaml", f"entity: {entity}\ndescription: d\ndistinguishing_features: [scar]\n"
                       f"color_associations: [grey]\nreference_prompt_fragment: the {name}\n")
            self.write(story / "codex" / f"{name}.yaml", f"- id: {name}_1\n  entity: {entity}\n  rank: 1\n  content: Known.\n")
        with open(story / "codex" / "aldric.yaml", "a", encoding="utf-8") as file:
            file.write(f"- id: aldric_2\n  entity: character::aldric\n  rank: 2\n  visible_when: [{FLAG}]\n  content: Secret.\n")
        for passage, priority in (("a", 1), ("b", 0)):
            self.write(story / "briefs" / f"{passage}.yaml", f"id: ib_{passage}\npassage: passage::{passage}\ncategory: scene\nsubject: s\n"
                       f"composition: wide\nmood: tense\ncaption: Here\nentities: [character::aldric]\npriority: {priority}\n")
        (self.game / "assets").mkdir(exist_ok=True)
        (self.game / "assets" / "0011223344556677.png").write_bytes(png(16, 9))
        self.write(story / "illustrations" / "a.json", {
            "id": "illustration_a", "brief": "ib_a", "passage": "passage::a", "asset": "assets/0011223344556677.png", "caption": "Here",
            "category": "scene", "quality": "placeholder", "made_from": {}})

    def back(self, *words, **more):
        return self.limner("-C", self.game, "story", "write-back", self.graph.parent, *words, **more)

    def tables(self):
        base = sqlite3.connect(self.graph)
        nodes = {row[0]: (row[1], json.loads(row[2])) for row in base.execute("SELECT node_id, type, data FROM nodes")}
        edges = sorted((t, f, to, json.loads(d) if d else None) for t, f, to, d in base.execute("SELECT edge_type, from_id, to_id, data FROM edges"))
        log = base.execute("SELECT stage, phase, operation, target_id, delta, before_state FROM mutations ORDER BY id").fetchall()
        meta = {key: json.loads(value) for key, value in base.execute("SELECT key, value FROM meta")}
        base.close()
        return nodes, edges, log, meta

    def rewind(self, nodes, edges, log):
        """The log backwards, as QuestFoundry reads it."""
        edges = [list(edge) for edge in edges]
        for _stage, _phase, operation, target, delta, before in reversed(log):
            delta, before = json.loads(delta) if delta else None, json.loads(before) if before else None
            if operation == "create_node":
                del nodes[target]
            elif operation in ("replace_node", "delete_node"):
                self.assertEqual(set(before.pop("_meta")), {"created_stage", "created_phase", "modified_stage", "modified_phase"})
                nodes[target] = (before["type"], before)
            elif operation == "add_edge":
                self.assertEqual(target, "edge:{type}:{from}:{to}".format(**delta))
                edges.remove([delta["type"], delta["from"], delta["to"], None])
            elif operation == "remove_edge":
                more = {key: value for key, value in before.items() if key not in ("type", "from", "to")}
                edges.append([before["type"], before["from"], before["to"], more or None])
            else:
                self.fail(f"QuestFoundry does not know “{operation}”")
        return nodes, sorted(map(tuple, edges))

    def test_all_that_its_checks_ask_for_is_there(self):
        self.dress()
        self.back()
        nodes, edges, _log, meta = self.tables()
        self.assertEqual({kind: sum(node[0] == kind for node in nodes.values()) for kind in OURS},
                         {"art_direction": 1, "entity_visual": 2, "illustration_brief": 2, "codex_entry": 3, "illustration": 1})
        self.assertTrue(all(data["type"] == kind for kind, data in nodes.values()))
        self.assertEqual(nodes["art_direction::main"][1]["style_exclusions"], "text")
        self.assertEqual([nodes[f"illustration_brief::{raw}"][1]["priority"] for raw in "ab"], [1, 99])
        self.assertEqual(nodes["codex::aldric_rank2"][1]["visible_when"], [FLAG])
        self.assertEqual(nodes["codex::aldric_rank1"][1]["title"], "Aldric")
        self.assertEqual({edge[:3] for edge in edges if edge[0] != "choice"},
                         {("describes_visual", "entity_visual::aldric", "character::aldric"), ("describes_visual", "entity_visual::bridge", "location::bridge"),
                          ("targets", "illustration_brief::a", "passage::a"), ("targets", "illustration_brief::b", "passage::b"),
                          ("HasEntry", "codex::aldric_rank1", "character::aldric"), ("HasEntry", "codex::aldric_rank2", "character::aldric"),
                          ("HasEntry", "codex::bridge_rank1", "location::bridge"), ("Depicts", "illustration::a", "passage::a"),
                          ("from_brief", "illustration::a", "illustration_brief::a")})
        self.assertEqual((meta["last_stage"], meta["stage_history"][-1]), ("dress", {"stage": "dress", "completed": meta["last_modified"]}))
        asset = self.graph.parent / nodes["illustration::a"][1]["asset"]
        self.assertEqual(asset.read_bytes(), (self.game / "assets" / "0011223344556677.png").read_bytes())

    def test_the_log_rewinds_to_what_was_before(self):
        before = self.tables()
        self.dress()
        self.back()
        nodes, edges, log, _meta = self.tables()
        self.assertEqual({row[0] for row in log}, {"dress"})
        self.assertEqual(self.rewind(nodes, edges, log), before[:2])

        first = self.tables()
        self.write(self.game / "story" / "visuals" / "aldric.yaml", "entity: character::aldric\ndescription: another\nreference_prompt_fragment: he\n")
        (self.game / "story" / "illustrations" / "a.json").unlink()
        self.assertIn("Made 4 changes", self.back().out)  # one replaced, an illustration gone with two edges
        nodes, edges, log, _meta = self.tables()
        self.assertNotIn("illustration::a", nodes)
        snapshot = sqlite3.connect(self.graph.parent / "snapshots" / "pre-dress.db")
        self.assertEqual(snapshot.execute("SELECT count(*) FROM nodes").fetchone(), (len(before[0]),))
        self.assertEqual(self.rewind(nodes, edges, log[len(first[2]):]), first[:2])

    def test_the_story_in_it_stays_as_it_is_and_so_does_ours(self):
        before, ours = self.tables(), self.tree(self.game)
        self.dress()
        dressed = self.tree(self.game)
        self.back()
        after = self.tables()
        self.assertEqual({id: node for id, node in after[0].items() if node[0] not in OURS}, before[0])
        self.assertEqual([edge for edge in after[1] if edge[0] == "choice"], before[1])
        self.assertEqual(self.tree(self.game), dressed)
        self.assertLess(ours.items(), dressed.items())

    def test_written_twice_nothing_is_noted_twice(self):
        self.dress()
        self.assertEqual(self.back("--dry-run", "--json").json["changes"], 18)
        self.assertEqual(self.tables()[2], [])
        self.back()
        once = self.tables()
        self.assertIn("nothing was written", self.back().out)
        self.assertEqual(self.tables(), once)
        snapshot = sqlite3.connect(self.graph.parent / "snapshots" / "pre-dress.db")
        self.assertEqual(snapshot.execute("SELECT count(*) FROM nodes").fetchone(), (6,))

    def test_half_a_dress_goes_without_its_direction(self):
        self.dress()
        (self.game / "story" / "briefs" / "b.yaml").unlink()
        told = self.back()
        self.assertIn("no brief for passage::b", told.out)
        nodes = self.tables()[0]
        self.assertNotIn("art_direction::main", nodes)
        self.assertIn("illustration::a", nodes)

    def test_an_earlier_dress_goes_but_for_its_cover(self):
        self.dress()
        base = sqlite3.connect(self.graph)
        for id, kind in (("illustration::cover", "illustration"), ("illustration::old", "illustration"), ("codex::aldric_rank9", "codex_entry")):
            base.execute("INSERT INTO nodes (node_id, type, data) VALUES (?, ?, ?)", (id, kind, json.dumps({"type": kind})))
        base.execute("INSERT INTO edges (edge_type, from_id, to_id) VALUES ('HasEntry', 'codex::aldric_rank9', 'character::aldric')")
        base.commit()
        base.close()
        self.back()
        nodes, edges, *_ = self.tables()
        self.assertIn("illustration::cover", nodes)
        self.assertFalse({"illustration::old", "codex::aldric_rank9"} & set(nodes))
        self.assertFalse([edge for edge in edges if edge[1] == "codex::aldric_rank9"])

    def test_what_cannot_be_written_changes_nothing(self):
        self.assertIn("nothing to write back", self.back(status=5).err)
        self.dress()
        before = self.tables()
        (self.game / "assets" / "0011223344556677.png").unlink()
        self.assertIn("ib_a", self.back(status=3).err)
        self.limner("-C", self.game, "story", "write-back", self.folder / "nowhere", status=3)
        self.assertEqual(self.tables(), before)
        self.assertFalse((self.graph.parent / "snapshots").exists())

    def test_the_graph_of_another_story_is_refused(self):
        self.dress()
        base = sqlite3.connect(self.graph)
        base.execute("DELETE FROM nodes WHERE node_id = 'passage::b'")
        base.commit()
        base.close()
        self.assertIn("Import it again", self.back(status=3).err)

    def test_while_another_program_writes_it_is_left_alone(self):
        self.dress()
        base = sqlite3.connect(self.graph, isolation_level=None)
        base.execute("BEGIN IMMEDIATE")
        self.assertIn("locked", self.back(status=1).err)
        base.execute("ROLLBACK")
        base.close()
        self.back()

    def test_two_that_differ_in_their_scope_only_are_told(self):
        self.graph.unlink()
        self.make_graph(more=[("object::bridge", "entity", {"raw_id": "bridge", "category": "object"})])
        self.limner("-C", self.game, "story", "import", self.graph, "--replace")
        self.dress()
        self.assertIn("differ in their scope only", self.back(status=3).err)


if __name__ == "__main__":
    main()
