"""curate, canon, compare, status and doctor on small projects."""
import json
import os
import subprocess

from fixtures import SCORES, png, project, record
from harness import PROGRAM, Case, main

GOOD = ",".join(f"{name}=0.8" for name in SCORES)


def scores(**changed):
    return ",".join(f"{name}={changed.get(name, 0.8)}" for name in SCORES)


class Curate(Case):
    def setUp(self):
        super().setUp()
        self.game = project(self.folder / "games" / "yard", [record("y_hand_v1"), record("y_hand_v2"), record("ship_tug_v1")])

    def record(self, id="y_hand_v1"):
        return self.read_json(self.game / "records" / f"{id}.json")

    def test_figures_count_days_scores_and_packs(self):
        project = self.project()
        pack = sorted((project / "inputs/prompts").glob("*.json"))[0].stem
        for number, (day, scores) in enumerate((("2026-04-12", {"silhouette_clarity": 1.0, "wear_level": 0.4}), ("2026-04-12", {"silhouette_clarity": 0.62}), ("2026-04-14", None))):
            record = {"id": f"crate_{number}", "asset_path": f"outputs/candidates/crate_{number}.png", "created_at": f"{day}T10:00:00.000Z",
                      "provenance": {"workflow_id": pack if number else "other"}}
            if scores:
                record["judgment"] = {"status": "approved", "reviewer": "human:ada", "reviewed_at": "2026-04-15T10:00:00.000Z", "explanation": "x",
                                      "criteria_scores": scores, "failure_modes": []}
            self.write(project / "records" / f"crate_{number}.json", record)
        original = {"id": "reg_1", "asset_path": "outputs/lora/reg_1.png", "created_at": "2026-04-20T10:00:00.000Z", "provenance": {}}
        self.write(project / "records" / "reg_1.json", original)

        figures = self.limner("-C", project, "status", "--figures", "--json").json
        self.assertEqual(figures["days"], [{"day": "2026-04-12", "made": 2, "judged": 0}, {"day": "2026-04-14", "made": 1, "judged": 0},
                                           {"day": "2026-04-15", "made": 0, "judged": 2}])
        spread = {each["name"]: each for each in figures["dimensions"]}
        self.assertEqual((spread["silhouette_clarity"]["judged"], spread["silhouette_clarity"]["mean"]), (2, 0.81))
        self.assertEqual([at for at, n in enumerate(spread["silhouette_clarity"]["bins"]) if n], [12, 19])
        self.assertEqual((spread["wear_level"]["bins"][8], spread["composition"]["judged"]), (1, 0))
        self.assertEqual([(each["name"], each["candidate"], each["approved"]) for each in figures["packs"]], [("other", 0, 1), (pack, 1, 1)])
        self.assertIn("silhouette_clarity", self.limner("-C", project, "status", "--figures").out)

    def test_a_judgment_is_written_and_the_image_moves(self):
        self.limner("curate", "y_hand_v1", "approved", "Layers read.", "--scores", GOOD, "--failures", "generic", "--notes", "more salt",
                    "--confidence", "0.8")
        judgment = self.record()["judgment"]
        self.assertEqual(list(judgment), ["status", "reviewer", "reviewed_at", "explanation", "criteria_scores", "failure_modes",
                                          "improvement_notes", "confidence"])
        self.assertEqual((judgment["reviewer"], judgment["confidence"], judgment["failure_modes"]), ("human:tester", 0.8, ["generic"]))
        self.assertEqual(self.record()["asset_path"], "outputs/approved/y_hand_v1.png")
        self.assertTrue((self.game / "outputs/approved/y_hand_v1.png").exists())
        self.assertFalse((self.game / "outputs/candidates/y_hand_v1.png").exists())

    def test_every_byte_outside_the_judgment_stays(self):
        path = self.game / "records" / "y_hand_v1.json"
        odd = path.read_text().replace('"cfg": 2.0', '"cfg":   2.00').replace('"iteration": null', '"iteration": null,\n  "mine": {"x":1e2}')
        path.write_text(odd)
        self.limner("curate", "y_hand_v1", "approved", "Fine.", "--scores", GOOD)
        text = path.read_text()
        for piece in ('"cfg":   2.00', '"mine": {"x":1e2}'):
            self.assertIn(piece, text)
        self.assertEqual(odd[:odd.index('"asset_path"')], text[:text.index('"asset_path"')])

    def test_statuses_the_scores_contradict_are_refused_and_nothing_changes(self):
        before = self.tree(self.game)
        for status, given, reason in (
                ("approved", scores(composition=0.59), "composition"), ("approved", scores(composition=0.39), "rejected"),
                ("approved", ",".join(f"{n}=0.65" for n in SCORES), "mean"), ("rejected", GOOD, "approved"),
                ("borderline", GOOD, "approved"), ("borderline", scores(wear_level=0.2), "rejected")):
            done = self.limner("curate", "y_hand_v1", status, "Why not.", "--scores", given, status=5)
            self.assertIn(reason, done.err, (status, given))
        self.assertEqual(self.tree(self.game), before)

    def test_the_edges_of_the_thresholds(self):
        mean = dict(zip(SCORES, [0.6, 0.8] * 4))
        self.limner("curate", "y_hand_v1", "approved", "On both limits.", "--scores", ",".join(f"{k}={v}" for k, v in mean.items()))
        self.limner("curate", "y_hand_v2", "borderline", "Just not.", "--scores", scores(composition=0.4))

    def test_an_override_is_recorded(self):
        self.limner("curate", "y_hand_v1", "approved", "Keep it.", "--scores", scores(composition=0.5), "--override", "the crop is on purpose")
        self.assertEqual(self.record()["judgment"]["override_reason"], "the crop is on purpose")

    def test_bad_scores_are_named(self):
        for given, status, reason in (
                (GOOD.replace("composition", "compositon"), 3, "composition"), (scores(composition=1.5), 3, "composition"),
                (scores(composition="nan"), 2, "composition"), ("composition=0.8", 3, "silhouette_clarity"), ("=0.8", 2, "expected"),
                (GOOD + ",composition=0.7", 2, "twice")):
            done = self.limner("curate", "y_hand_v1", "approved", "x", "--scores", given, status=status)
            self.assertIn(reason, done.err, given)

    def test_an_unknown_failure_mode_names_the_nearest(self):
        self.assertIn("Did you mean “too_clean”?",
                      self.limner("curate", "y_hand_v1", "approved", "x", "--scores", GOOD, "--failures", "to_clean", status=3).err)

    def test_an_unknown_id_names_the_nearest(self):
        self.assertIn("y_hand_v1", self.limner("curate", "y_hand_v", "approved", "x", "--scores", GOOD, status=3).err)

    def test_ids_that_are_no_file_names_are_refused(self):
        for id in ("../records/y_hand_v1", "a/b", "..", "a\nb", "x" * 300):
            self.limner("curate", id, "approved", "x", "--scores", GOOD, status=3)

    def test_an_unknown_verdict_or_an_empty_reason_is_usage(self):
        self.assertIn("approved", self.limner("curate", "y_hand_v1", "aproved", "x", "--scores", GOOD, status=2).err)
        self.limner("curate", "y_hand_v1", "approved", " ", "--scores", GOOD, status=2)

    def test_a_dry_run_checks_and_writes_nothing(self):
        before = self.tree(self.game)
        self.assertIn("candidate → approved", self.limner("curate", "y_hand_v1", "approved", "x", "--scores", GOOD, "--dry-run").out)
        self.limner("curate", "y_hand_v1", "approved", "x", "--scores", scores(composition=0.1), "--dry-run", status=5)
        self.assertEqual(self.tree(self.game), before)

    def test_earlier_judgments_stay_and_undo_goes_back_through_them(self):
        self.limner("curate", "y_hand_v1", "approved", "First.", "--scores", GOOD)
        self.limner("curate", "y_hand_v1", "rejected", "Second.", "--scores", scores(wear_level=0.1))
        self.assertEqual([j["explanation"] for j in self.record()["judgment_history"]], ["First."])
        self.limner("curate", "--undo")
        self.assertEqual(self.record()["judgment"]["explanation"], "First.")
        self.assertTrue((self.game / "outputs/approved/y_hand_v1.png").exists())
        self.limner("curate", "y_hand_v1", "--undo")
        self.assertIsNone(self.record()["judgment"])
        self.assertEqual([j["explanation"] for j in self.record()["judgment_undone"]], ["Second.", "First."])
        self.assertTrue((self.game / "outputs/candidates/y_hand_v1.png").exists())
        self.limner("curate", "--undo", status=3)

    def test_a_missing_image_is_said_and_the_record_judged(self):
        (self.game / "outputs/candidates/y_hand_v1.png").unlink()
        self.assertIn("nowhere", self.limner("curate", "y_hand_v1", "approved", "x", "--scores", GOOD).err)
        self.assertEqual(self.record()["judgment"]["status"], "approved")

    def test_list_shows_what_waits(self):
        rows = self.limner("curate", "--list", "--json").json
        self.assertEqual([(r["id"], r["lane"], r["faction"]) for r in rows],
                         [("ship_tug_v1", "ship", "yard"), ("y_hand_v1", "costume", "yard"), ("y_hand_v2", "costume", "yard")])

    def test_a_page_of_what_waits(self):
        rows = self.limner("curate", "--list", "--limit", "1", "--offset", "1", "--json").json
        self.assertEqual([(r["id"], r["lane"], bool(r["prompt"])) for r in rows], [("y_hand_v1", "costume", True)])
        self.assertIn("1 of 3 that wait.", self.limner("curate", "--list", "--limit", "1").out)
        self.limner("curate", "y_hand_v1", "approved", "x", "--scores", GOOD)
        self.assertEqual([r["id"] for r in self.limner("curate", "--list", "--limit", "2", "--json").json],
                         ["ship_tug_v1", "y_hand_v2"])

    def test_the_reviewer_is_the_person_never_a_constant(self):
        self.limner("curate", "y_hand_v1", "approved", "x", "--scores", GOOD, "--reviewer", "Grace")
        self.assertEqual(self.record()["judgment"]["reviewer"], "human:Grace")
        (self.game / "limner.yaml").write_text("name: yard\nreviewer: human:Joan\n")
        self.limner("curate", "y_hand_v2", "approved", "x", "--scores", GOOD, env={"LIMNER_REVIEWER": ""})
        self.assertEqual(self.record("y_hand_v2")["judgment"]["reviewer"], "human:Joan")

    def test_a_verdict_at_top_level_is_read_and_kept_when_judged_again(self):
        old = record("y_old_v1")
        del old["judgment"]
        old.update(judgment=None, verdict="approved", scores={n: 0.8 for n in SCORES}, explanation="Old shape.", failures=[], curator="script",
                   curated_at="2026-01-01T00:00:00.000Z")
        self.write(self.game / "records/y_old_v1.json", old)
        self.assertEqual(self.limner("status", "--json").json["statuses"]["approved"], 1)
        self.limner("curate", "y_old_v1", "rejected", "New shape.", "--scores", scores(wear_level=0.1))
        new = self.record("y_old_v1")
        self.assertEqual(new["judgment_history"][0]["explanation"], "Old shape.")
        self.assertNotIn("verdict", new)


class Canon(Case):
    def setUp(self):
        super().setUp()
        self.game = project(self.folder / "games" / "yard", [
            record("y_a_v1", "approved"), record("y_b_v1", "rejected", 0.3), record("ship_tug_v1", "approved"), record("y_c_v1")])

    def bind(self, *words):
        return self.limner("canon", "bind", "--json", *words).json

    def canon(self, id):
        return self.read_json(self.game / "records" / f"{id}.json")["canon"]

    def test_binding_by_hand(self):
        report = self.bind()
        self.assertEqual((report["bound"], report["not bindable"]), (3, 1))
        canon = self.canon("y_a_v1")
        self.assertEqual([(a["rule_id"], a["verdict"], a["score"]) for a in canon["assertions"]],
                         [("RND-001", "pass", 0.8), ("MAT-001", "pass", 0.8), ("CLO-001", "pass", 0.8)])
        self.assertEqual((canon["faction"], canon["pass_count"], canon["assertion_count"]), ("yard", 3, 3))
        self.assertEqual([a["verdict"] for a in self.canon("y_b_v1")["assertions"]], ["fail"] * 3)
        self.assertEqual([a["rule_id"] for a in self.canon("ship_tug_v1")["assertions"]], ["RND-001", "MAT-001"])
        bound = self.read_json(self.game / "records/y_a_v1.json")
        self.assertEqual(bound["canon_assertions"], bound["canon"]["assertions"])
        self.assertTrue(bound["canon_explanation"].startswith("Approved: passes 3/3"))

    def test_a_second_bind_touches_nothing(self):
        self.bind()
        before = self.tree(self.game)
        self.assertEqual((self.bind()["bound"], self.bind("--dry-run")["bound"]), (0, 0))
        self.assertEqual(self.tree(self.game), before)

    def test_editing_a_costume_rule_makes_costumes_stale_and_leaves_ships(self):
        self.bind()
        path = self.game / "canon/constitution.md"
        path.write_text(path.read_text().replace("Scores: clothing_logic", "Scores: clothing_logic, composition"))
        self.assertEqual(self.limner("status", "--json").json["bindings"]["stale (rules)"], 2)
        before = self.tree(self.game)
        self.assertEqual(self.bind()["bound"], 2)
        changed = {name for name, hash in self.tree(self.game).items() if before[name] != hash}
        self.assertEqual(changed, {"records/y_a_v1.json", "records/y_b_v1.json"})

    def test_judging_again_makes_one_stale(self):
        self.bind()
        self.limner("curate", "y_a_v1", "approved", "Again.", "--scores", GOOD)
        self.assertEqual(self.limner("status", "--json").json["bindings"]["stale (judgment)"], 1)
        self.assertEqual(self.bind()["bound"], 1)

    def test_force_binds_again_what_is_fresh(self):
        self.bind()
        self.assertEqual(self.bind("--force")["bound"], 3)

    def test_a_binding_of_another_tool_counts_as_stale(self):
        path = self.game / "records/y_a_v1.json"
        each = self.read_json(path)
        each["canon"] = {"bound_by": "canon-bind-v1", "assertions": [{"rule_id": "RND-001", "verdict": "pass", "score": 0.8}]}
        self.write(path, each)
        self.assertEqual(self.limner("status", "--json").json["bindings"]["stale (foreign)"], 1)

    def test_a_broken_record_is_named_and_the_others_are_bound(self):
        self.write(self.game / "records/y_broken.json", '{"id": "y_broken",')
        done = self.limner("canon", "bind", status=1)
        self.assertIn("records/y_broken.json:1", done.err)
        self.assertIsNotNone(self.canon("y_a_v1"))

    def test_a_broken_canon_stops_the_bind_and_names_the_place(self):
        before = self.tree(self.game / "records")
        self.write(self.game / "lanes.json", '{"lanes": [{"id": "x", "id_patterns": ["[oops"]}]}')
        self.assertIn("[oops", self.limner("canon", "bind", status=3).err)
        self.assertIn("[oops", self.limner("canon", "check", status=3).out)
        self.assertEqual(self.tree(self.game / "records"), before)

    def test_show_names_coverage_and_examples(self):
        shown = self.limner("canon", "show", "MAT-001", "--json").json
        self.assertEqual((shown["pass"], shown["fail"], shown["best"][0]["score"], shown["worst"][0]["id"]), (2, 1, 0.8, "y_b_v1"))
        self.assertIn("Did you mean “MAT-001”?", self.limner("canon", "show", "MAT-01", status=3).err)

    def test_list_has_every_rule(self):
        self.assertEqual([r["rule"] for r in self.limner("canon", "list", "--json").json], ["RND-001", "MAT-001", "CLO-001"])


class Compare(Case):
    def setUp(self):
        super().setUp()
        self.game = project(self.folder / "games" / "yard", [record("y_a_v1", "approved"), record("y_b_v1", "approved")])

    def test_a_comparison_is_recorded_with_both_paths(self):
        self.limner("compare", "y_a_v1", "y_b_v1", "a", "More salt.", "--scores", "wear_level=0.9/0.6")
        path, = (self.game / "comparisons").iterdir()
        each = self.read_json(path)
        self.assertEqual((each["id"], each["chosen"], each["asset_b_path"], each["criteria_scores"], each["source"]),
                         (path.stem, "a", "outputs/approved/y_b_v1.png", {"wear_level": {"a": 0.9, "b": 0.6}}, "human"))

    def test_what_cannot_be_compared_is_refused(self):
        for words, status in ((("y_a_v1", "y_a_v1", "a", "x"), 3), (("y_a_v1", "nobody", "a", "x"), 3), (("y_a_v1", "y_b_v1", "c", "x"), 2),
                              (("y_a_v1", "y_b_v1", "a", ""), 2), (("y_a_v1", "y_b_v1", "a", "x", "--scores", "wear=0.1/0.2"), 3),
                              (("y_a_v1", "y_b_v1", "a", "x", "--scores", "wear_level=2/0.2"), 2), (("y_a_v1", "y_b_v1", "a"), 2)):
            self.limner("compare", *words, status=status)
        self.assertFalse((self.game / "comparisons").exists() and any((self.game / "comparisons").iterdir()))

    def test_ids_never_collide_between_writers(self):
        running = [subprocess.Popen([PROGRAM, "compare", "y_a_v1", "y_b_v1", "tie", f"writer {n}"], cwd=self.game, env=self.environment,
                                    stdout=subprocess.DEVNULL) for n in range(8)]
        self.assertEqual([each.wait() for each in running], [0] * 8)
        self.assertEqual(len({self.read_json(p)["reasoning"] for p in (self.game / "comparisons").iterdir()}), 8)

    def test_the_last_one_of_the_reviewer_is_taken_back_and_kept_aside(self):
        made = [self.limner("compare", "y_a_v1", "y_b_v1", winner, "So.", "--reviewer", who, "--json").json["id"]
                for winner, who in (("a", "human:ada"), ("b", "human:ada"), ("tie", "human:bo"))]
        folder = self.game / "comparisons"
        self.assertIn("Would take back", self.limner("compare", "undo", "--reviewer", "human:ada", "--dry-run").out)
        self.assertEqual(len(list(folder.glob("*.json"))), 3)
        undone = self.limner("compare", "undo", "--reviewer", "human:ada", "--json").json
        self.assertEqual((undone["id"], undone["chosen"]), (made[1], "b"))
        self.assertEqual(sorted(path.stem for path in folder.glob("*.json")), sorted([made[0], made[2]]))
        self.assertEqual(self.read_json(folder / "undone" / f"{made[1]}.json"), undone)
        self.limner("compare", "undo", made[2], "--reviewer", "human:ada")
        self.limner("compare", "undo", made[2], status=3)
        self.limner("compare", "undo", "../limner", status=3)
        # A number that comes again and is taken back again hides nothing.
        again = folder / f"{made[1]}.json"
        again.write_bytes((folder / "undone" / again.name).read_bytes())
        self.limner("compare", "undo", made[1])
        self.assertEqual(len(list((folder / "undone").iterdir())), 3)
        self.limner("compare", "undo", "--reviewer", "human:ada")
        self.assertIn("no comparison", self.limner("compare", "undo", "--reviewer", "human:ada", status=3).err)
        self.limner("doctor")


class Rank(Case):
    def setUp(self):
        super().setUp()
        self.game = project(self.folder / "games" / "yard", [record(f"y_{c}_v1", "approved") for c in "abcd"] + [record("ship_x_v1")])
        for a, b in ("ab", "ab", "bc", "ac"):
            self.limner("compare", f"y_{a}_v1", f"y_{b}_v1", "a", "Better.")

    def test_who_wins_stands_above_with_an_interval_around_its_strength(self):
        rows = self.limner("compare", "rank", "--json").json
        self.assertEqual([row["id"] for row in rows], ["y_a_v1", "y_b_v1", "y_c_v1"])
        for row in rows:
            self.assertLess(row["low"], row["strength"])
            self.assertLess(row["strength"], row["high"])
        self.assertEqual((rows[0]["wins"], rows[0]["losses"], rows[1]["wins"]), (3, 0, 1))

    def test_a_circle_is_named(self):
        self.limner("compare", "y_c_v1", "y_a_v1", "a", "Now this.")
        self.limner("compare", "y_c_v1", "y_a_v1", "a", "And again.")
        self.assertIn("y_a_v1 > y_b_v1 > y_c_v1 > y_a_v1", self.limner("compare", "rank").out)

    def test_the_next_pair_is_new_of_one_lane_and_stays_the_same_until_answered(self):
        pair = self.limner("compare", "next", "--json").json
        self.assertEqual(pair, self.limner("compare", "next", "--json").json)
        self.assertIn("y_d_v1", (pair["a"], pair["b"]))
        self.assertNotIn("ship_x_v1", (pair["a"], pair["b"]))
        self.limner("compare", pair["a"], pair["b"], "tie", "Alike.")
        after = self.limner("compare", "next", "--json").json
        self.assertNotEqual({pair["a"], pair["b"]}, {after["a"], after["b"]})

    def test_an_unknown_lane_names_the_nearest(self):
        self.assertIn("Did you mean “costume”?", self.limner("compare", "rank", "--lane", "costum", status=3).err)

    def test_one_image_is_no_pair(self):
        self.limner("compare", "next", "--lane", "ship", status=3)


class Doctor(Case):
    def setUp(self):
        super().setUp()
        self.game = project(self.folder / "games" / "yard", [record("y_a_v1", "approved"), record("y_b_v1")])

    def findings(self, status=0):
        return self.limner("doctor", "--json", status=status).json["findings"]

    def about(self, file, status=0):
        return [f for f in self.findings(status) if f["file"] == file]

    def test_a_sound_project_has_no_errors_or_warnings(self):
        self.limner("canon", "bind")
        self.assertEqual([f for f in self.findings() if f["severity"] != "info"], [])

    def test_hostile_files_are_each_named_and_stop_nothing(self):
        self.write(self.game / "records/broken.json", '{"id": ')
        self.write(self.game / "records/list.json", "[]")
        self.write(self.game / "records/deep.json", "[" * 100000)
        (self.game / "records/binary.json").write_bytes(os.urandom(500))
        self.write(self.game / "records/empty.json", "")
        for name in ("broken", "list", "deep", "binary", "empty"):
            self.assertEqual(len(self.about(f"records/{name}.json", 3)), 1, name)

    def test_images_that_are_none_are_named(self):
        data = png()
        for name, content in (("truncated", data[:-20]), ("zero", b""), ("text", b"hello"),
                              ("huge", data[:16] + (100000).to_bytes(4, "big") * 2 + data[24:]), ("flat", data[:16] + bytes(8) + data[24:])):
            self.write(self.game / f"records/{name}.json", record(name))
            (self.game / f"outputs/candidates/{name}.png").write_bytes(content)
        for name in ("truncated", "zero", "text", "huge", "flat"):
            self.assertEqual(self.about(f"outputs/candidates/{name}.png", 3)[0]["severity"], "error", name)

    def test_records_that_disagree_are_named(self):
        self.write(self.game / "records/other.json", record("y_a_v1", "approved"))
        fields = {f["field"] for f in self.about("records/other.json", 3)} | {f["field"] for f in self.about("records/y_a_v1.json", 3)}
        self.assertLessEqual({"id", "asset_path"}, fields)

    def test_paths_that_leave_the_project_are_errors(self):
        for path in ("../../secret.png", "/etc/passwd", "outputs/../../x.png"):
            self.write(self.game / "records/y_b_v1.json", {**record("y_b_v1"), "asset_path": path})
            self.assertIn("asset_path", [f["field"] for f in self.about("records/y_b_v1.json", 3)])

    def test_symbolic_link_loops_end(self):
        (self.game / "outputs/candidates/loop").symlink_to(self.game / "outputs/candidates")
        (self.game / "records/self.json").symlink_to("self.json")
        self.assertEqual(len(self.about("records/self.json", 3)), 1)

    def test_an_interrupted_move_is_finished_and_said(self):
        path = self.game / "records/y_b_v1.json"
        self.write(path, record("y_b_v1", "rejected", 0.2))
        report = self.limner("doctor", "--json").json
        self.assertEqual(len(report["repaired"]), 1)
        self.assertTrue((self.game / "outputs/rejected/y_b_v1.png").exists())

    def test_a_dry_run_only_tells_what_would_be_repaired(self):
        self.write(self.game / "records/y_b_v1.json", record("y_b_v1", "rejected", 0.2))
        before = self.tree(self.game)
        self.assertEqual(len(self.limner("doctor", "--json", "--dry-run").json["would_repair"]), 1)
        self.assertEqual(self.tree(self.game), before)

    def test_packs_are_checked_with_line_and_placeholder(self):
        self.write(self.game / "inputs/prompts/a.json", '{\n "lane": "a",\n "subjects": [\n  {"id": "s", "prompt": "x", "variations": "two"}\n ]\n}')
        self.write(self.game / "inputs/prompts/b.json", {"lane": "b", "subjects": [{"id": "t", "prompt": "a [DESCRIBE THE HAT] man"}]})
        finding, = self.about("inputs/prompts/a.json", 3)
        self.assertEqual(finding["line"], 4)
        self.assertIn("variations must be", finding["found"])
        self.assertIn("[DESCRIBE THE HAT]", self.about("inputs/prompts/b.json", 3)[0]["found"])

    def test_packets_list_every_problem(self):
        self.write(self.game / "inputs/identity-packets/p.json", {"lane": "x", "style_prefix": "y", "negative_base": "z", "subjects": [
            {"subject_name": "ada", "subject_type": "named_character", "faction": "yard", "role": "crew",
             "identity_lock": {"non_negotiable_details": []}, "shots": [{"id": "s", "view_type": "profile"}]}]})
        fields = [f["field"].split(".")[-1] for f in self.about("inputs/identity-packets/p.json", 3)]
        for field in ("non_negotiable_details", "forbidden_drift_cues", "view_type", "shot_type", "prompt", "identity_anchor"):
            self.assertIn(field, fields)

    def test_a_comparison_without_its_record_is_an_error(self):
        self.write(self.game / "comparisons/cmp_001.json", {"id": "cmp_001", "asset_a_id": "y_a_v1", "asset_b_id": "gone", "chosen": "a"})
        self.assertEqual(self.about("comparisons/cmp_001.json", 3)[0]["field"], "asset_b_id")

    def test_a_broken_configuration_is_named(self):
        (self.game / "limner.yaml").write_text("name: [unclosed\n")
        self.assertEqual(self.about("limner.yaml", 3)[0]["severity"], "error")

    def test_nothing_is_rewritten_in_passing(self):
        self.write(self.game / "records/odd.json", {"id": "odd", "judgment": None, "verdict": "approved"})
        before = self.tree(self.game)
        for words in (["status"], ["doctor"], ["canon", "list"], ["curate", "--list"], ["canon", "bind", "--dry-run"]):
            done = subprocess.run([PROGRAM, *words], cwd=self.game, env=self.environment, capture_output=True)
            self.assertIn(done.returncode, (0, 3))
        self.assertEqual(self.tree(self.game), before)


class Status(Case):
    def test_the_funnel_counts(self):
        game = project(self.folder / "games" / "yard", [record("y_a_v1", "approved"), record("y_b_v1", "rejected", 0.2), record("ship_v1")])
        self.limner("canon", "bind")
        status = self.limner("status", "--json").json
        self.assertEqual(status["statuses"], {"candidate": 1, "approved": 1, "rejected": 1, "borderline": 0})
        self.assertEqual((status["ready"], status["images_missing"], status["bindings"]["fresh"]), (2, 0, 2))
        self.assertEqual([(row["name"], row["approved"]) for row in status["lanes"]], [("costume", 1), ("ship", 0)])
        (game / "outputs/approved/y_a_v1.png").rename(game / "outputs/borderline.png")
        (game / "outputs/borderline").mkdir(exist_ok=True)
        (game / "outputs/borderline.png").rename(game / "outputs/borderline/y_a_v1.png")
        moved = self.limner("status", "--json").json
        self.assertEqual((moved["images_missing"], moved["images_misplaced"], moved["ready"]), (0, 1, 1))
        (game / "outputs/borderline/y_a_v1.png").unlink()
        self.assertEqual(self.limner("status", "--json").json["ready"], 1)

    def test_an_empty_project_is_told_the_pack_it_has(self):
        game = project(self.folder / "games" / "yard", [])
        self.assertIn("write a prompt pack", self.limner("status").out)
        self.write(game / "inputs/prompts/example.json", {})
        self.assertIn("limner generate inputs/prompts/example.json", self.limner("status").out)

    def test_outside_a_project_it_says_where_it_looked(self):
        self.assertIn(str(self.folder), self.limner("status", status=3).err)

    def test_several_projects_are_listed(self):
        for name in ("one", "two"):
            project(self.folder / "games" / name, [])
        self.assertIn("two", self.limner("status", status=2).err)
        self.limner("--game", "two", "status")
        self.limner("-C", self.folder / "games" / "one" / "records", "status")


if __name__ == "__main__":
    main()
