"""From a reviewed dress to pictures: gates, budget, sample, render, check, on the built-in painter and against the stand-in."""
import hashlib
import json
import os
import random
import signal
import subprocess
import time

import dress_example as example
import dress_fixture
from fake_provider import FakeProvider
from harness import PROGRAM, Case, main

KEY = "sk-test-1234567890"


class Dress(Case):
    def setUp(self):
        super().setUp()
        self.game = self.folder / "bridge"
        self.config = ""
        example.write(self, self.game)
        self.story = (self.game / "story/story.yaml").read_bytes()

    def tearDown(self):
        self.assertEqual((self.game / "story/story.yaml").read_bytes(), self.story, "the story was changed")

    def dress(self, *words, **more):
        return self.limner("-C", self.game, "dress", *words, **more)

    def configure(self, text):
        self.write(self.game / "limner.yaml", "name: bridge\ndress: { size: 128 }\n" + text)

    def openai(self, server):
        self.configure(f'defaults: {{ provider: openai }}\nproviders:\n  openai: {{ base_url: "{server.url}/v1" }}\n')
        self.environment["OPENAI_API_KEY"] = KEY

    def reviewed(self):
        self.dress("approve", "direction", "--yes")
        self.dress("review", "--all", "--yes")

    def budgeted(self, *limits):
        self.reviewed()
        self.dress("budget", *(limits or ["--priority", "1,2,3"]))

    def sampled(self, *limits):
        self.budgeted(*limits)
        self.dress("sample")
        self.dress("approve", "sample", "--yes")

    def illustrations(self):
        return {path.stem: self.read_json(path) for path in (self.game / "story/illustrations").glob("*.json")}

    def assets(self):
        return sorted(path.name for path in (self.game / "assets").glob("*"))

    def check(self):
        """The unmet rows and the rows with warnings of `dress check`."""
        done = subprocess.run([PROGRAM, "-C", str(self.game), "dress", "check", "--json"], env=self.environment,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", check=False)
        self.assertIn(done.returncode, (0, 5), done.stderr)
        rows = {row["check"]: row for row in json.loads(done.stdout)["checks"]}
        self.assertEqual(done.returncode == 0, all(row["met"] for row in rows.values()))
        return rows

    def unmet(self):
        return [name for name, row in self.check().items() if not row["met"]]

    def assert_no_orphans(self):
        made = self.illustrations()
        named = sorted({row["asset"].removeprefix("assets/") for row in made.values()})
        self.assertEqual(named, self.assets())
        for row in made.values():
            digest = hashlib.sha256((self.game / row["asset"]).read_bytes()).hexdigest()
            self.assertTrue(digest.startswith(row["asset"].removeprefix("assets/").partition(".")[0]))

    # -- The worked example --

    def test_the_worked_example_ends_in_one_picture(self):
        self.reviewed()
        self.dress("budget", "--priority", "1")
        planned = self.dress("sample", "--dry-run", "--json").json["pictures"]
        self.assertEqual((planned[0]["brief"], planned[0]["prompt"], planned[0]["negative_prompt"]),
                         ("ib_bridge", example.PROMPT, example.NEGATIVE))
        self.dress("sample")
        self.assertEqual((self.illustrations(), self.assets()), ({}, []), "a sample nobody approved is no part of the story")
        self.dress("approve", "sample", "--yes")
        self.assertIn("1 of the 1 in the budget", self.dress("render").out)
        made = self.illustrations()["ib_bridge"]
        self.assertEqual((made["passage"], made["brief"], made["caption"], made["category"], made["sample"]),
                         ("bridge_confrontation", "ib_bridge", "The bridge where loyalties shatter", "scene", True))
        self.assertEqual((made["prompt"], made["quality"], made["provider"]), (example.PROMPT, "placeholder", "sketch"))
        self.assertAlmostEqual(made["width"] / made["height"], 16 / 9, delta=0.15)
        self.assert_no_orphans()
        self.assertEqual(self.unmet(), [])
        self.assertIn("The dress is complete", self.dress("check").out)

    def test_makers_get_the_prompt_as_they_want_it(self):
        def asked(server):
            return [name.partition("|")[2] for name in server.stats()["identities"]]

        with FakeProvider() as server:
            self.configure(f'providers:\n  a1111: {{ url: "{server.url}" }}\n')
            self.budgeted("--priority", "1")
            self.dress("sample", "--provider", "a1111", "--checkpoint", "dreamshaperXL_v21TurboDPMSDE")
            self.assertEqual(asked(server), [example.PROMPT])
        record = self.read_json(next((self.game / "records").glob("*.json")))
        self.assertEqual(record["provenance"]["negative_prompt"], example.NEGATIVE)
        with FakeProvider() as server:
            self.openai(server)
            self.dress("sample", "--provider", "openai")
            self.assertEqual(asked(server), [f"{example.PROMPT}\n\nAvoid: {example.NEGATIVE}"])

    # -- Gates --

    def test_nothing_is_made_before_its_gate(self):
        self.assertIn("Gate 1", self.dress("budget", "--priority", "1", status=5).err)
        self.assertIn("Gate 1", self.dress("render", status=5).err)
        self.assertIn("no terminal", self.dress("approve", "direction", status=2).err)
        self.dress("approve", "direction", "--yes")
        self.assertIn("codex", self.dress("budget", "--priority", "1", status=5).err)
        self.dress("review", "mentor_aldric", "--approve")
        self.assertIn("ib_bridge", self.dress("budget", "--priority", "1", status=5).err)
        self.dress("review", "ib_bridge", "--approve")
        self.assertIn("how many", self.dress("budget", "--stale", status=2).err.lower())
        self.assertIn("no budget", self.dress("sample", status=5).err)
        self.dress("budget", "--none")
        self.assertIn("no pictures", self.dress("sample", status=5).err)
        self.dress("budget", "--priority", "1")
        self.assertIn("no sample", self.dress("render", status=5).err)
        self.dress("sample")
        self.assertIn("waits", self.dress("render", status=5).err)
        self.assertEqual(self.assets(), [])

    def test_an_edit_makes_an_approval_stale(self):
        self.sampled()
        self.write(self.game / "story/art-direction.yaml", "# a comment changes nothing\n" + example.DIRECTION)
        self.dress("render", "--limit", 1)
        self.write(self.game / "story/art-direction.yaml", example.DIRECTION.replace("ash grey", "gold"))
        self.assertIn("changed since", self.dress("render", status=5).err)
        self.dress("approve", "direction", "--yes")
        self.assertIn("sample", self.dress("render", status=5).err)
        self.assertEqual(len(self.check()["fresh"]["findings"]), 2)

    def test_a_direction_that_is_not_complete_is_not_approved(self):
        self.write(self.game / "story/visuals/all.yaml", example.VISUALS.partition("- entity: mentor_aldric")[0])
        self.write(self.game / "story/art-direction.yaml", example.DIRECTION.replace("ink wash with watercolor accents", "good"))
        result = self.dress("approve", "direction", "--yes", status=5)
        self.assertIn("mentor_aldric has no visual", result.err)
        self.assertIn("style", result.err)
        self.dress("approve", "direction", "--yes", "--anyway")
        self.assertEqual({"direction", "visuals"} - set(self.unmet()), set())

    def test_verdicts_are_told_to_programs(self):
        for words in (["--yes"], ["--yes"], ["--reject", "too plain"]):
            said = self.dress("approve", "direction", "--json", *words).json
            self.assertEqual((said["gate"], said["by"]), ("direction", "human:tester"))
            self.assertEqual(said["verdict"], "approved" if words == ["--yes"] else "rejected")
        self.assertIn("too plain", self.dress("budget", "--top", 1, status=5).err)

    def test_a_sample_approved_in_a_crash_becomes_an_illustration_later(self):
        self.budgeted()
        self.dress("sample")
        review = self.game / "story/reviews/sample.json"
        self.write(review, {**self.read_json(review), "verdict": "approved", "by": "human:tester"})
        self.dress("render")
        self.assertTrue(self.illustrations()["ib_bridge"]["sample"])
        self.assert_no_orphans()

    def test_a_rejected_sample_leaves_nothing_and_blocks_the_batch(self):
        self.budgeted()
        self.dress("sample")
        self.assertIn("reason", self.dress("approve", "sample", "--reject", "", status=2).err)
        self.dress("approve", "sample", "--reject", "far too bright")
        self.assertEqual((self.illustrations(), self.assets()), ({}, []))
        for words in (["render"], ["sample"]):
            self.assertIn("far too bright", self.dress(*words, status=5).err)
        self.dress("review", "ib_bridge", "--set", "mood=dark, heavy", "--approve")
        self.dress("sample")
        self.dress("approve", "sample", "--yes")
        self.dress("render")
        self.assertEqual(len(self.illustrations()), 3)
        self.assert_no_orphans()

    def test_a_failed_sample_leaves_nothing(self):
        with FakeProvider("moderation") as server:
            self.openai(server)
            self.budgeted()
            self.assertIn("could not be made", self.dress("sample", status=1).err)
        self.assertEqual((self.illustrations(), self.assets()), ({}, []))
        self.assertIn("no sample", self.dress("render", status=5).err)

    # -- Budget --

    def test_the_same_budget_again_takes_the_next(self):
        self.reviewed()
        for brief in ("ib_bridge", "ib_opening", "ib_ending"):
            self.assertEqual(self.dress("budget", "--top", 1, "--json").json["chosen"], [brief])
            if brief == "ib_bridge":
                self.dress("sample")
                self.dress("approve", "sample", "--yes")
            self.dress("render")
        self.assertEqual(len(self.illustrations()), 3)
        self.assertEqual(self.dress("budget", "--top", 1, "--json").json["chosen"], [])

    def test_a_cap_is_kept_and_counts_what_was_sent(self):
        with FakeProvider("500:path=/v1/images,skip=1,times=1") as server:
            self.openai(server)
            self.reviewed()
            price = self.dress("budget", "--top", 1, "--json", "--dry-run").json["estimated_dollars"]
            self.assertGreater(price, 0)
            self.dress("budget", "--max-cost", f"{price * 2.5:.4f}")
            self.assertEqual(len(self.read_json(self.game / "story/reviews/budget.json")["chosen"]), 2)
            self.dress("sample")
            self.dress("approve", "sample", "--yes")
            self.dress("render", status=1)
            again = self.dress("render", "--json").json
            self.assertEqual((again["left_out_by_cap"], again["made"]), (1, 0))
            self.assertEqual(len(self.read_json(self.game / "story/reviews/budget.json")["sent"]), 2)
        self.assertEqual(len(self.illustrations()), 1)

    def test_the_projects_own_limit_asks(self):
        with FakeProvider() as server:
            self.openai(server)
            text = (self.game / "limner.yaml").read_text()
            self.write(self.game / "limner.yaml", text.replace("size: 128", "size: 128, max_cost: 0.0001"))
            self.reviewed()
            self.assertIn("limner.yaml", self.dress("budget", "--priority", "1", status=5).err)
            self.dress("budget", "--priority", "1", "--yes")

    def test_what_is_skipped_or_of_no_priority_is_never_made(self):
        self.reviewed()
        self.dress("review", "ib_opening", "--skip")
        self.dress("review", "ib_ending", "--priority", 0)
        self.assertEqual(self.dress("budget", "--top", 10, "--json").json["chosen"], ["ib_bridge"])
        self.dress("review", "ending", "--priority", 1)
        self.assertEqual(self.dress("budget", "--priority", 1, "--json").json["chosen"], ["ib_bridge", "ib_ending"])

    # -- Making --

    def test_failures_are_passed_over_as_the_table_says(self):
        def reset(server, *faults):
            server.call("/_fake/clear", b"")
            for fault in faults:
                server.call("/_fake/fault", fault.encode())

        with FakeProvider() as server:
            self.openai(server)
            self.sampled()
            text = (self.game / "limner.yaml").read_text()
            self.write(self.game / "limner.yaml", text.replace("/v1\"", "/v1\", timeout: 1"))
            reset(server, "hang:path=/v1/images,times=1")
            result = self.dress("render", "--limit", 1, status=1)
            self.assertIn("1 image could not be made", result.err)
            self.assertEqual(sorted(self.illustrations()), ["ib_bridge"])
            reset(server, "moderation")
            self.dress("render", "--limit", 1, status=1)
            reset(server, "429:path=/v1/images,retry_after=0,times=1")
            self.dress("render", status=1)
            self.assertEqual(sorted(self.illustrations()), ["ib_bridge", "ib_ending"])
            self.assertIn("was refused", json.dumps(self.check()["pictures"]))
            self.assertIn("refused", self.dress("budget", "--top", 5).err)
            reset(server, "401:path=/v1/images,times=all")
            self.dress("review", "ib_opening", "--set", "subject=A desk at noon", "--approve")
            self.dress("budget", "--top", 5)
            self.dress("render", status=4)
            reset(server)
            self.dress("render")
        self.assertEqual(len(self.illustrations()), 3)
        self.assert_no_orphans()

    def test_rendering_again_makes_only_what_is_missing(self):
        self.sampled()
        self.dress("render")
        before = self.tree(self.game)
        self.dress("render")
        self.assertEqual(self.tree(self.game), before)
        (self.game / self.illustrations()["ib_ending"]["asset"]).unlink()
        self.assertEqual(self.unmet(), ["assets"])
        self.dress("render")
        self.assertEqual(self.tree(self.game), before)

    def test_what_changed_is_told_and_made_anew_when_asked(self):
        self.sampled()
        self.dress("render")
        old = self.illustrations()
        self.dress("review", "ib_ending", "--set", "subject=An empty road at night", "--approve")
        fresh = self.check()["fresh"]
        self.assertEqual(len(fresh["findings"]), 1)
        self.assertIn("brief", json.dumps(fresh))
        self.assertIn("--stale", self.dress("render").out)
        self.assertEqual(self.illustrations(), old)
        before = json.loads((self.game / "story/reviews/budget.json").read_text())
        self.assertIn("ib_ending", self.dress("budget", "--stale").out)
        after = json.loads((self.game / "story/reviews/budget.json").read_text())
        self.assertEqual(after["chosen"], ["ib_ending"])
        self.assertEqual(after.get("priority"), before.get("priority"))
        self.dress("render", "--stale")
        new = self.illustrations()
        self.assertNotEqual(new["ib_ending"]["asset"], old["ib_ending"]["asset"])
        self.assertEqual(new["ib_bridge"], old["ib_bridge"])
        self.assert_no_orphans()
        self.assertEqual(self.check()["fresh"]["findings"], [])

    def test_a_new_caption_needs_no_new_picture(self):
        self.sampled()
        self.dress("render")
        old = self.illustrations()["ib_bridge"]
        self.dress("review", "ib_bridge", "--set", "caption=Where two roads part", "--approve")
        self.dress("render")
        new = self.illustrations()["ib_bridge"]
        self.assertEqual((new["caption"], new["asset"]), ("Where two roads part", old["asset"]))

    def test_a_rejected_picture_is_made_again_from_another_seed(self):
        self.sampled()
        self.dress("render")
        old = self.illustrations()["ib_ending"]
        self.assertIn("reason", self.dress("review", "ending", "--reject-picture", "", status=2).err)
        self.dress("review", "ending", "--reject-picture", "there is a car")
        self.assertEqual(self.illustrations()["ib_ending"], old)
        self.assertEqual(self.unmet(), ["pictures"])
        self.dress("render")
        new = self.illustrations()["ib_ending"]
        self.assertEqual((new["seed"], new["prompt"]), (old["seed"] + 1, old["prompt"]))
        self.assertNotEqual(new["asset"], old["asset"])
        self.assert_no_orphans()
        self.assertEqual(self.unmet(), [])

    def test_equal_pictures_are_one_asset(self):
        self.write(self.game / "story/briefs/all.yaml", "".join(
            f"- {{ id: {name}, passage: {name}, priority: 1, subject: A road, composition: wide, mood: still, entities: [protagonist], caption: On }}\n"
            for name in ("opening", "ending")))
        self.sampled()
        self.dress("render")
        made = self.illustrations()
        self.assertEqual((len(made), len(self.assets())), (2, 1))
        self.dress("review", "ending", "--set", "mood=loud", "--approve")
        self.dress("render", "--stale")
        self.assert_no_orphans()
        self.assertEqual((len(self.assets()), self.unmet()), (2, ["briefs"]), "the bridge has no brief here")

    def test_one_alone_starts_from_its_anchor_where_the_maker_can(self):
        self.sampled("--priority", "1")
        asset = self.illustrations()["ib_bridge"]["asset"]
        self.write(self.game / "story/visuals/all.yaml", example.VISUALS.replace(
            "- entity: protagonist", f"- entity: protagonist\n  seed: 4711\n  anchor: {asset}"))
        self.dress("approve", "direction", "--yes")
        self.dress("budget", "--top", 3)
        planned = {row["brief"]: row for row in self.dress("render", "--dry-run", "--json").json["pictures"]}
        self.assertEqual((planned["ib_opening"]["reference"], planned["ib_opening"]["seed"]), (asset, 4711))
        self.assertIsNone(planned["ib_ending"]["reference"])
        self.dress("render")
        record = self.read_json(self.game / "records" / f"{self.illustrations()['ib_opening']['record']}.json")
        self.assertEqual((record["provenance"]["source_image"], record["provenance"]["seed"]), (asset, 4711))
        self.assertEqual(self.unmet(), [])

    def test_killed_at_any_moment_nothing_is_lost_or_left_over(self):
        self.sampled("--priority", "1,2,3")
        chance = random.Random(3)
        for _ in range(5):
            run = subprocess.Popen([PROGRAM, "-C", str(self.game), "dress", "render"], env=self.environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.random() * 0.15)
            run.send_signal(signal.SIGKILL)
            run.wait()
            self.assertEqual((self.game / "story/story.yaml").read_bytes(), self.story)
            named = {row["asset"].removeprefix("assets/") for row in self.illustrations().values()}
            self.assertLessEqual({name for name in self.assets() if not name.startswith(".")}, named)
        self.dress("render")
        self.assertEqual(len(self.illustrations()), 3)
        self.assert_no_orphans()

    def test_a_crash_between_illustration_and_asset_is_mended(self):
        self.sampled()
        self.dress("render")
        asset = self.game / self.illustrations()["ib_bridge"]["asset"]
        asset.unlink()
        self.write(self.game / ".limner/dress.json", {"old": None})
        self.assertIn("in its place", self.limner("-C", self.game, "status").err)
        self.assertTrue(asset.exists())
        self.assertFalse((self.game / ".limner/dress.json").exists())

    # -- Review --

    def test_edits_keep_what_stands_beside(self):
        self.dress("approve", "direction", "--yes")
        path = self.game / "story/briefs/all.yaml"
        self.dress("review", "ib_bridge", "--set", "mood=dark: heavy # not a comment")
        text = path.read_text()
        self.assertIn("# the one that matters", text)
        self.assertIn("# and the others\n- { id: ib_opening", text)
        self.assertTrue(text.endswith(example.BRIEFS.partition("# and the others")[2]))
        self.dress("review", "opening", "--set", "entities=protagonist, mentor_aldric")
        self.dress("review", "ending", "--set", "mood=")
        listed = {row["id"]: row for row in self.dress("review", "--json").json["briefs"]}
        self.assertEqual(listed["ib_bridge"]["mood"], "dark: heavy # not a comment")
        self.assertEqual(listed["ib_opening"]["entities"], ["protagonist", "mentor_aldric"])
        self.assertIsNone(listed["ib_ending"]["mood"])
        self.assertEqual(listed["ib_ending"]["caption"], "The road ends here.\n\n# and so does this\n")

    def test_edits_in_files_of_any_shape(self):
        self.dress("approve", "direction", "--yes")
        path = self.game / "story/briefs/all.yaml"
        one = "id: a\npassage: opening\nsubject: s\n"
        other = "- id: b\n  passage: ending\n  subject: t"
        for name, text, status, keeps in (
                ("a brief alone", "# first\n" + one, 0, "# first"),
                ("with CRLF", one.replace("\n", "\r\n"), 0, ""),
                ("an indented list", "  - id: a\n    passage: opening\n  " + other.replace("\n", "\n  "), 0, "  - id: b\n    passage: ending\n    subject: t"),
                ("no final newline", "- id: a\n  passage: opening\n" + other, 0, other),
                ("the last of two", other + "\n- id: a\n  passage: opening", 0, other + "\n"),
                ("in braces", "- {id: a, passage: opening}\n" + other, 0, other),
                ("over lines in braces", "- {id: a,\n  passage: opening,\n\n  subject: s}\n" + other, 0, other),
                ("a list in brackets", "[{id: a, passage: opening}, {id: b, passage: ending}]", 5, "[{id: a,"),
                ("a dash on its own line", "-\n  id: a\n  passage: opening\n" + other, 5, "-\n  id: a"),
                ("an anchor others need", "- &x\n  id: a\n  passage: opening\n- {<<: *x, id: b}", 5, "&x"),
                ("what is no brief of ours", "- id: a\n  passage: opening\n  x-mine: 5\n" + other, 5, "x-mine: 5"),
                ("broken", "- id: a\n  passage: [opening\n", 3, "[opening")):
            with self.subTest(name=name):
                path.write_bytes(text.encode())
                done = subprocess.run([PROGRAM, "-C", str(self.game), "dress", "review", "a", "--set", "mood=dark: very"],
                                      env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", check=False)
                self.assertEqual(done.returncode, status, done.stderr)
                after = path.read_bytes().decode()
                self.assertIn(keeps, after)
                if status:
                    self.assertEqual(after, text)
                else:
                    listed = {row["id"]: row for row in self.dress("review", "--json").json["briefs"]}
                    self.assertEqual(listed["a"]["mood"], "dark: very")
                    self.assertEqual("b" in listed, "id: b" in text)

    def test_edits_that_make_no_sense_change_nothing(self):
        self.dress("approve", "direction", "--yes")
        before = self.tree(self.game)
        for words, status, says in ((["ib_bridge", "--set", "category=selfie"], 3, "portrait"),
                                    (["ib_bridge", "--set", "moood=dark"], 3, "nobody reads"),
                                    (["ib_bridge", "--set", "x-mine=dark"], 2, "does not read"),
                                    (["ib_bridge", "--set", "mood"], 2, "MEMBER=VALUE"),
                                    (["ib_bridge", "--set", "id=other"], 2, "stays"),
                                    (["mentor_aldric", "--set", "rank=0"], 2, "name the one"),
                                    (["aldric_truth", "--set", "rank=zero"], 3, "rank"),
                                    (["nobody", "--approve"], 3, "nobody"),
                                    (["ib_bridge"], 2, "what is to be done"),
                                    (["--approve"], 2, "of what"),
                                    (["mentor_aldric", "--skip"], 2, "only briefs"),
                                    (["ib_bridge", "--approve", "--skip"], 2, "one verdict")):
            with self.subTest(words=words):
                self.assertIn(says, self.dress("review", *words, status=status).err)
                self.assertEqual(self.tree(self.game), before)

    def test_tiers_come_and_go(self):
        self.dress("approve", "direction", "--yes")
        path = self.game / "story/codex/all.yaml"
        self.dress("review", "protagonist", "--add-tier", "She was there: she saw it.", "--when", "discovered_betrayal", "--approve")
        codex = {row["entity"]: row for row in self.dress("review", "--json").json["codex"]}["protagonist"]
        self.assertEqual([(e["rank"], e["visible_when"]) for e in codex["entries"]], [(1, []), (2, ["discovered_betrayal"])])
        self.assertEqual(codex["state"], "approved")
        self.dress("review", "protagonist_2", "--remove")
        self.assertEqual(path.read_text(), example.CODEX)
        self.assertIn("no entry of rank 1", self.dress("review", "aldric_basic", "--set", "visible_when=met_aldric", "--approve", status=5).err)

    def test_an_editor_changes_a_brief(self):
        self.dress("approve", "direction", "--yes")
        editor = self.folder / "editor.sh"
        editor.write_text("#!/bin/sh\nsed -i 's/^mood:.*/mood: loud/' \"$1\"\n")
        editor.chmod(0o755)
        self.dress("review", "ib_bridge", "--edit", "--approve", env={"EDITOR": str(editor), "VISUAL": str(editor)})
        listed = {row["id"]: row for row in self.dress("review", "--json").json["briefs"]}
        self.assertEqual((listed["ib_bridge"]["mood"], listed["ib_bridge"]["state"]), ("loud", "approved"))
        editor.write_text("#!/bin/sh\necho 'id: other' > \"$1\"\n")
        before = self.tree(self.game)
        self.dress("review", "ib_bridge", "--edit", status=3, env={"EDITOR": str(editor), "VISUAL": str(editor)})
        self.assertEqual(self.tree(self.game), before)

    # -- Check --

    def test_the_check_names_what_is_unmet(self):
        self.assertEqual(self.unmet(), ["pictures", "gates"])
        self.sampled()
        self.dress("render")
        self.assertEqual(self.unmet(), [])
        self.write(self.game / "assets/stray.png", "x")
        made = self.game / "story/illustrations/ib_opening.json"
        self.write(made, {**self.read_json(made), "caption": "An illustration of a desk"})
        self.write(self.game / "story/codex/bad.yaml", "- { id: bad, entity: nobody, rank: 1, content: Aldric is a character who serves as the mentor. }\n")
        self.write(self.game / "story/briefs/broken.yaml", "- {")
        self.assertEqual(self.unmet(), ["readable", "captions", "entries", "diegetic", "spoilers", "assets", "gates"])

    def test_a_story_without_pictures_is_complete_too(self):
        self.reviewed()
        self.dress("budget", "--none")
        self.assertIn("without pictures", self.dress("check").out)

    def test_hostile_files_are_told_and_harm_nothing(self):
        self.write(self.game / "story/reviews/direction.json", "[]")
        self.write(self.game / "story/reviews/budget.json", {"top": -1})
        self.write(self.game / "story/reviews/sample.json", {"verdict": "approved", "style": 5})
        self.write(self.game / "story/illustrations/evil.json",
                   {"id": "x", "brief": "ib_bridge", "passage": "opening", "asset": "assets/../../evil"})
        rows = self.check()
        self.assertEqual(len(rows["readable"]["findings"]), 4)
        self.assertIn("Gate 1", self.dress("render", status=5).err)


class WorkedExample(dress_fixture.DressCase):
    """All of it, with prepared answers in place of a chat model."""

    def test_from_a_story_to_a_picture_with_the_values_of_the_document(self):
        plain = {"subject": "A road", "entities": ["protagonist"], "composition": "wide shot", "mood": "still", "category": "vista",
                 "caption": "The road goes on", "negative": "", "visually_striking": False, "emotionally_pivotal": False,
                 "dialogue_heavy": False}
        scribe = {"entries": [{"rank": 1, "visible_when": [], "title": "The scribe", "content": "Ink on her fingers, and far from court."}]}
        with FakeProvider() as server:
            self.script({"brief:opening": plain, "brief:bridge_confrontation": dress_fixture.BRIDGE, "brief:ending": plain,
                         "codex:mentor_aldric": dress_fixture.CODEX, "codex:protagonist": scribe})
            with open(self.game / "limner.yaml", "a", encoding="utf-8") as config:
                config.write(f'providers: {{ a1111: {{ url: "{server.url}" }} }}\ndress: {{ size: 128 }}\n')
            self.directed()
            self.dress("brief")
            self.dress("codex")
            listed = self.dress("review", "--json").json
            bridge = listed["briefs"][0]
            self.assertEqual((bridge["passage"], bridge["score"], bridge["priority"], bridge["reason"]),
                             ("bridge_confrontation", 6, 1, "spine +3, climax +2, emotionally pivotal +1"))
            aldric = next(row for row in listed["codex"] if row["entity"] == "mentor_aldric")
            self.assertEqual([(e["rank"], e["visible_when"]) for e in aldric["entries"]],
                             [(1, []), (2, ["met_aldric"]), (3, ["discovered_betrayal"])])
            self.dress("review", "--all", "--yes")
            self.dress("budget", "--top", 1)
            self.dress("sample", "--provider", "a1111", "--checkpoint", "dreamshaperXL_v21TurboDPMSDE")
            self.assertEqual([name.partition("|")[2] for name in server.stats()["identities"]], [example.PROMPT])
            self.dress("approve", "sample", "--yes")
            self.assertIn("by sketch", self.dress("render", "--provider", "sketch", status=5).err)
            self.dress("render")
            self.assertEqual(sum(row["renders"] for row in server.stats()["identities"].values()), 1)
        made = [self.read_json(path) for path in (self.story / "illustrations").glob("*.json")]
        self.assertEqual([(row["passage"], row["caption"], row["negative_prompt"]) for row in made],
                         [("bridge_confrontation", "The bridge where loyalties shatter", example.NEGATIVE)])
        self.assertRegex(made[0]["asset"], "^assets/[0-9a-f]{16}\\.png$")
        self.assertTrue(self.dress("check", "--json").json["complete"])


if __name__ == "__main__":
    main()
