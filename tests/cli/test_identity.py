"""identity: discover, gate, promote and show named subjects, on tiny pictures."""
import hashlib
import random
import subprocess
import time

import harness
from fake_provider import FakeProvider, inputs_of
from fixtures import SCORES, png, project, record

GOOD = ",".join(f"{name}=0.8" for name in SCORES)
THREE = "identity_fidelity=0.9,spec_compliance=0.8,narrative_legibility=0.8"
ALL_IC = ",".join(f"IC-{n}=pass" for n in range(1, 7))


def shot(id, view, anchor=False, **more):
    return {"id": id, "view_type": view, "shot_type": "portrait", "identity_anchor": anchor, "scene_function": "who it is",
            "prompt": f"a keeper, {view}", **more}


def packet():
    return {"lane": "cast1", "style_prefix": "oil painting", "negative_base": "photo", "defaults": {"width": 16, "height": 16},
            "subjects": [
                {"subject_name": "ada_voss", "subject_type": "named_character", "faction": "yard", "role": "crew",
                 "identity_lock": {"non_negotiable_details": [{"detail": "an eye patch", "side": "left"}],
                                   "forbidden_drift_cues": ["a smile"]},
                 "shots": [shot("ada_portrait", "anchor_portrait", True, negative_additions="hat"), shot("ada_context", "context")]},
                {"subject_name": "the_gull", "subject_type": "named_ship", "faction": "yard", "role": "ship",
                 "identity_lock": {"non_negotiable_details": ["one mast"], "recurring_identity_cues": ["a patched sail"]},
                 "shots": [shot("gull_wide", "establishing", True)]}]}


class Case(harness.Case):
    def setUp(self):
        super().setUp()
        self.home = project(self.folder / "p", [])
        self.write(self.home / "inputs/identity-packets/cast1.json", packet())

    def here(self, *words, **more):
        return self.limner("-C", self.home, *words, **more)

    def record(self, name):
        return self.read_json(self.home / "records" / f"{name}.json")

    def approve(self, name, status=0, **more):
        return self.here("curate", name, "approved", "It is her", "--scores", GOOD, status=status, **more)

    def pass_gates(self, name):
        return self.here("identity", "gate", name, ALL_IC, "--scores", THREE)


class Discover(Case):
    def test_ids_seeds_prompts_and_blocks_follow_the_packet(self):
        self.here("identity", "discover", "cast1", "--seeds", "2")
        names = ["ada_portrait_s0", "ada_portrait_s1", "ada_context_s0", "ada_context_s1", "gull_wide_s0", "gull_wide_s1"]
        self.assertEqual(sorted(path.stem for path in (self.home / "records").iterdir()), sorted(names))
        for number, name in enumerate(names):
            self.assertEqual(self.record(name)["provenance"]["seed"], 27000 + number)
        made = self.record("ada_portrait_s1")
        self.assertEqual(list(made), ["id", "schema_version", "created_at", "asset_path", "image", "provenance", "identity", "lineage",
                                      "judgment", "canon", "iteration"])
        self.assertEqual(made["schema_version"], "2.0.0")
        self.assertEqual(made["provenance"]["prompt"], "oil painting, a keeper, anchor_portrait")
        self.assertEqual(made["provenance"]["negative_prompt"], "photo, hat")
        self.assertEqual(made["provenance"]["denoise"], 1)
        self.assertNotIn("batch_index", made["provenance"])
        self.assertEqual(made["identity"]["subject_name"], "ada_voss")
        self.assertEqual(made["lineage"], {"generation_phase": "discovery", "anchor_source_image": None, "anchor_subject_version": None,
                                           "identity_persistence_score": None, "derived_from_record_id": None})
        self.assertEqual(self.record("gull_wide_s0")["identity"]["ship_name"], "the_gull")
        self.assertTrue((self.home / made["asset_path"]).is_file())

    def test_a_subject_alone_counts_from_the_start(self):
        plan = self.here("identity", "discover", "cast1", "--subject", "the_gull", "--dry-run", "--json").json
        self.assertEqual([(image["id"], image["seed"]) for image in plan["images"]],
                         [(f"gull_wide_s{n}", 27000 + n) for n in range(3)])
        self.assertEqual(list((self.home / "records").iterdir()), [])

    def test_again_goes_on_and_makes_nothing_twice(self):
        self.here("identity", "discover", "cast1", "--limit", "4")
        before = self.tree(self.home)
        self.here("identity", "discover", "cast1")
        after = self.tree(self.home)
        self.assertEqual(len([name for name in after if name.startswith("records/")]), 9)
        self.assertEqual({name: after[name] for name in before}, before)

    def test_every_problem_of_a_packet_is_told_before_any_work(self):
        broken = packet()
        del broken["lane"]
        broken["subjects"][0]["shots"][0]["view_type"] = "profile"
        broken["subjects"][0]["identity_lock"]["non_negotiable_details"][0]["side"] = "port"
        self.write(self.home / "inputs/identity-packets/cast1.json", broken)
        said = self.here("identity", "discover", "cast1", status=3).err
        for word in ("3 problems", "lane", "view_type", "side"):
            self.assertIn(word, said)
        self.assertEqual(list((self.home / "records").iterdir()), [])

    def test_unknown_names_are_answered_with_the_known(self):
        self.assertIn("Did you mean “ada_voss”?", self.here("identity", "discover", "cast1", "--subject", "ada_vos", status=3).err)
        self.assertIn("Did you mean “cast1”?", self.here("identity", "discover", "cast", status=3).err)


class Gates(Case):
    def setUp(self):
        super().setUp()
        self.here("identity", "discover", "cast1")

    def test_approval_asks_for_every_gate_and_score(self):
        said = self.approve("ada_portrait_s0", status=5).err
        for word in ("IC-1 is not judged", "IC-6 is not judged", "identity_fidelity has no score"):
            self.assertIn(word, said)
        self.assertIsNone(self.record("ada_portrait_s0")["judgment"])
        self.pass_gates("ada_portrait_s0")
        self.approve("ada_portrait_s0")
        self.assertEqual(self.record("ada_portrait_s0")["asset_path"], "outputs/approved/ada_portrait_s0.png")

    def override(self, name, **more):
        return self.here("curate", name, "approved", "All the same", "--scores", GOOD, "--override", "the collar is in shadow", **more)

    def test_a_failed_gate_is_named_and_no_reason_overrides_it(self):
        self.pass_gates("ada_portrait_s0")
        self.here("identity", "gate", "ada_portrait_s0", "IC-4=fail:a clean collar, too clean")
        self.assertIn("IC-4 failed (a clean collar, too clean)", self.approve("ada_portrait_s0", status=5).err)
        self.assertIn("no override stands in for a gate", self.override("ada_portrait_s0", status=5).err)
        self.assertIsNone(self.record("ada_portrait_s0")["judgment"])
        self.here("identity", "gate", "ada_portrait_s0", "IC-4=pass")
        self.override("ada_portrait_s0")

    def test_low_identity_scores_need_a_reason(self):
        self.here("identity", "gate", "ada_portrait_s0", ALL_IC, "--scores", THREE.replace("0.9", "0.5"))
        self.assertIn("identity_fidelity 0.5 is below 0.6", self.approve("ada_portrait_s0", status=5).err)
        self.override("ada_portrait_s0")
        self.assertEqual(self.record("ada_portrait_s0")["judgment"]["override_reason"], "the collar is in shadow")

    def test_persistence_is_looked_at_again_at_approval(self):
        self.pass_gates("ada_portrait_s0")
        for name in ("ada_portrait_s1", "ada_portrait_s2", "ada_context_s0", "ada_context_s1", "ada_context_s2"):
            self.here("curate", name, "rejected", "Somebody else", "--scores", GOOD.replace("0.8", "0.3"))
        self.assertIn("IC-3 needs 2 images", self.approve("ada_portrait_s0", status=5).err)
        self.here("curate", "--undo", "ada_context_s1")
        self.approve("ada_portrait_s0")

    def test_verdicts_are_of_the_picture_they_were_said_of(self):
        self.pass_gates("ada_portrait_s0")
        (self.home / "outputs/candidates/ada_portrait_s0.png").write_bytes(png(16, 16))
        self.assertIn("IC-1 was said of another picture", self.approve("ada_portrait_s0", status=5).err)
        self.pass_gates("ada_portrait_s0")
        self.approve("ada_portrait_s0")

    def test_an_approval_does_not_come_back_past_a_gate(self):
        self.pass_gates("ada_portrait_s0")
        self.approve("ada_portrait_s0")
        said = self.here("identity", "gate", "ada_portrait_s0", "IC-6=fail:anybody").err
        self.assertIn("is approved, and this speaks against it: IC-6 failed (anybody)", said)
        self.here("curate", "ada_portrait_s0", "borderline", "Perhaps", "--scores", GOOD.replace("0.8", "0.65"))
        self.assertIn("IC-6 failed", self.here("curate", "--undo", "ada_portrait_s0", status=5).err)
        self.here("identity", "gate", "ada_portrait_s0", "IC-6=pass")
        self.here("curate", "--undo", "ada_portrait_s0")
        self.assertEqual(self.record("ada_portrait_s0")["judgment"]["status"], "approved")

    def test_an_approval_without_its_gates_is_not_exported(self):
        for name in ("ada_portrait_s0", "ada_portrait_s1", "ada_context_s0", "ada_context_s1"):
            self.pass_gates(name)
            self.approve(name)
        self.here("identity", "gate", "ada_portrait_s1", "IC-4=fail:too clean")
        (self.home / "outputs/approved/ada_context_s0.png").write_bytes(png(16, 16))
        written = self.record("ada_context_s1")
        del written["identity_gates"]["IC-2"]
        self.write(self.home / "records/ada_context_s1.json", written)
        self.here("canon", "bind")
        for more in ((), ("--allow-incomplete",)):
            done = self.here("export", "--format", "trl", *more)
            for word in ("1 gate_failed", "1 gate_stale", "1 gate_open"):
                self.assertIn(word, done.out)
            self.assertIn("ada_portrait_s1 is left out: approved, but IC-4 failed (too clean)", done.err)
        rows = list((self.home / "exports").rglob("*.json*"))
        self.assertTrue(rows)
        said = {f["file"]: f["found"] for f in self.here("doctor", "--json").json["findings"] if f["field"] == "identity_gates"}
        self.assertEqual(sorted(said), ["records/ada_context_s0.json", "records/ada_context_s1.json", "records/ada_portrait_s1.json"])

    def test_rejecting_needs_no_gate(self):
        self.here("curate", "ada_portrait_s0", "rejected", "Somebody else", "--scores", GOOD.replace("0.8", "0.3"))

    def test_a_verdict_has_reviewer_time_and_reason(self):
        self.here("identity", "gate", "ada_portrait_s0", "IC-1=pass", "IC-2=fail:\"reads as a guard\"")
        gates = self.record("ada_portrait_s0")["identity_gates"]
        image = hashlib.sha256((self.home / "outputs/candidates/ada_portrait_s0.png").read_bytes()).hexdigest()
        self.assertEqual(gates["IC-1"], {"verdict": "pass", "reason": None, "reviewer": "human:tester",
                                         "reviewed_at": "2026-01-02T03:04:05.000Z", "image_sha256": image})
        self.assertEqual(gates["IC-2"]["reason"], "reads as a guard")

    def test_persistence_needs_two_images(self):
        for name in ("ada_portrait_s1", "ada_portrait_s2", "ada_context_s0", "ada_context_s1", "ada_context_s2"):
            (self.home / "records" / f"{name}.json").unlink()
        self.assertIn("needs 2 images of ada_voss", self.here("identity", "gate", "ada_portrait_s0", "IC-3=pass", status=5).err)
        self.here("identity", "gate", "ada_portrait_s0", "IC-3=fail:alone")

    def test_gates_of_another_kind_and_images_without_identity_are_refused(self):
        self.write(self.home / "records/y_b_v1.json", record("y_b_v1"))
        self.assertIn("IL-1", self.here("identity", "gate", "gull_wide_s0", "IC-1=pass", status=2).err)
        self.assertIn("no image of a named", self.here("identity", "gate", "y_b_v1", "IC-1=pass", status=3).err)
        self.assertIn("only a follow-on", self.here("identity", "gate", "gull_wide_s0", "--persistence", "0.9", status=3).err)
        self.here("identity", "gate", "gull_wide_s0", "--scores", "composition=1", status=3)

    def test_dry_run_writes_nothing(self):
        before = self.tree(self.home)
        lacks = self.here("identity", "gate", "ada_portrait_s0", ALL_IC, "--dry-run", "--json").json["lacks"]
        self.assertEqual(len(lacks), 3)
        self.assertEqual(self.tree(self.home), before)


class Promote(Case):
    def setUp(self):
        super().setUp()
        self.here("identity", "discover", "cast1")

    def promote(self, name, *words, **more):
        return self.here("identity", "promote", name, *words, **more)

    def test_only_what_is_approved(self):
        self.assertIn("not judged", self.promote("ada_portrait_s0", status=5).err)
        self.pass_gates("ada_portrait_s0")
        self.approve("ada_portrait_s0")
        before = self.record("ada_portrait_s0")
        self.promote("ada_portrait_s0")
        after = self.record("ada_portrait_s0")
        self.assertEqual((after["lineage"]["generation_phase"], after["lineage"]["anchor_subject_version"]), ("anchor", "ada_voss_v1"))
        self.assertTrue(after["identity"]["identity_anchor"])
        self.assertNotIn("override_reason", after["lineage"]["promotion"])
        for key in before:
            if key not in ("lineage", "identity"):
                self.assertEqual(after[key], before[key])
        self.assertIn("is the anchor ada_voss_v1 already", self.promote("ada_portrait_s0").out)
        self.assertEqual(self.record("ada_portrait_s0"), after)

    def test_versions_count_and_an_override_is_kept(self):
        self.promote("ada_portrait_s0", "--override", "the face is right")
        self.promote("ada_portrait_s2", "--override", "a better face")
        self.promote("gull_wide_s1", "--override", "the hull")
        self.assertEqual([self.record(name)["lineage"]["anchor_subject_version"] for name in
                          ("ada_portrait_s0", "ada_portrait_s2", "gull_wide_s1")], ["ada_voss_v1", "ada_voss_v2", "the_gull_v1"])
        self.assertEqual(self.record("ada_portrait_s2")["lineage"]["promotion"],
                         {"promoted_by": "human:tester", "promoted_at": "2026-01-02T03:04:05.000Z", "override_reason": "a better face"})

    def start(self, *words):
        return subprocess.Popen([harness.PROGRAM, "-C", str(self.home), *words], env=self.environment, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)

    def test_promotions_at_once_count_one_after_the_other(self):
        names = ["ada_portrait_s0", "ada_portrait_s1", "ada_portrait_s2", "ada_context_s0", "ada_context_s1"]
        running = [self.start("identity", "promote", name, "--override", "the face") for name in names]
        self.assertEqual([process.wait(60) for process in running], [0] * len(names))
        self.assertEqual(sorted(self.record(name)["lineage"]["anchor_subject_version"] for name in names),
                         [f"ada_voss_v{number}" for number in range(1, 6)])
        self.assertEqual([f for f in self.here("doctor", "--json").json["findings"] if f["field"] == "lineage"], [])

    def test_a_killed_promotion_is_whole_or_not_at_all(self):
        chance = random.Random(7)
        for name in ("ada_portrait_s0", "ada_portrait_s1", "ada_portrait_s2", "ada_context_s0", "ada_context_s1", "ada_context_s2"):
            process = self.start("identity", "promote", name, "--override", "the face")
            time.sleep(chance.uniform(0.002, 0.03))
            process.kill()
            process.wait(60)
            record = self.record(name)
            anchor = record["lineage"]["generation_phase"] == "anchor"
            self.assertEqual(record["lineage"]["anchor_subject_version"] is not None, anchor)
            self.assertEqual("promotion" in record["lineage"], anchor)
            self.promote(name, "--override", "the face")  # again, and all is well
        versions = {self.record(path.stem)["lineage"]["anchor_subject_version"] for path in (self.home / "records").glob("ada_*.json")}
        self.assertEqual(versions, {f"ada_voss_v{number}" for number in range(1, 7)})

    def test_dry_run_writes_nothing(self):
        before = self.tree(self.home)
        self.assertEqual(self.promote("ada_portrait_s0", "--override", "x", "--dry-run", "--json").json["version"], "ada_voss_v1")
        self.assertEqual(self.tree(self.home), before)

    def test_show_tells_anchor_lineage_and_views(self):
        self.promote("ada_portrait_s1", "--override", "the face")
        ada, gull = self.here("identity", "show", "--json").json
        self.assertEqual((ada["subject_name"], ada["anchor"], gull["anchor"]), ("ada_voss", "ada_portrait_s1", None))
        self.assertEqual(ada["images"][0]["id"], "ada_portrait_s1")
        self.assertEqual([(view["view"], view["candidate"]) for view in ada["views"]], 
                         [("anchor_portrait", 3), ("full_body", 0), ("context", 3), ("expression_variant", 0)])
        self.assertEqual(ada["sided_details"], [{"detail": "an eye patch", "side": "left"}])
        self.assertEqual(self.record("ada_portrait_s0")["identity"]["sided_details"], ada["sided_details"])
        self.assertNotIn("sided_details", self.record("gull_wide_s0")["identity"])
        self.here("identity", "gate", "ada_portrait_s1", "IC-1=pass,IC-2=fail:a guard")
        said = self.here("identity", "show", "ada_voss").out
        for line in ("Anchor  ada_portrait_s1 (ada_voss_v1)", "Sides   left: an eye patch", "★ ada_portrait_s1", "●✗○○○○", "· ada_context_s0",
                     "Next    show that it persists: limner identity follow-on PACKET --subject ada_voss"):
            self.assertIn(line, said)
        self.assertIn("Did you mean “ada_voss”?", self.here("identity", "show", "ada_vos", status=3).err)

    def test_the_lineage_as_a_picture(self):
        self.promote("ada_portrait_s1", "--override", "the face")
        picture = self.folder / "ada.png"
        self.here("identity", "show", "ada_voss", "--picture", picture)
        self.assertTrue(picture.read_bytes().startswith(b"\x89PNG"))
        self.assertIn("ends in .png", self.here("identity", "show", "ada_voss", "--picture", self.folder / "ada.jpg", status=2).err)
        self.assertIn("of whom?", self.here("identity", "show", "--picture", picture, status=2).err)

    def test_doctor_finds_illegal_lineage_and_approvals_without_gates(self):
        self.promote("ada_portrait_s0", "--override", "x")
        copy = self.record("ada_portrait_s1") | {"lineage": self.record("ada_portrait_s0")["lineage"]}
        copy["identity"]["identity_anchor"] = True
        self.write(self.home / "records/ada_portrait_s1.json", copy)
        stray = self.record("gull_wide_s0")
        stray["lineage"] |= {"generation_phase": "follow_on", "anchor_source_image": "a.png", "anchor_subject_version": "the_gull_v1",
                             "derived_from_record_id": "ada_portrait_s0"}
        self.write(self.home / "records/gull_wide_s0.json", stray)
        approved = record("y_c_v1", "approved", identity=stray["identity"], lineage=self.record("gull_wide_s1")["lineage"])
        self.write(self.home / "records/y_c_v1.json", approved)
        found = self.here("doctor", "--json", status=3).json["findings"]
        said = {(finding["file"], finding["severity"]): finding["found"] for finding in found if finding["field"] in
                ("lineage", "identity_gates")}
        self.assertIn("another anchor", said["records/ada_portrait_s0.json", "error"])
        self.assertIn("another anchor", said["records/ada_portrait_s1.json", "error"])
        self.assertIn("which shows ada_voss", said["records/gull_wide_s0.json", "error"])
        self.assertIn("IL-1 is not judged", said["records/y_c_v1.json", "warning"])


class FollowOn(Case):
    def setUp(self):
        super().setUp()
        self.here("identity", "discover", "cast1", "--subject", "ada_voss", "--seeds", "2")

    def follow(self, *words, **more):
        return self.here("identity", "follow-on", "cast1", "--subject", "ada_voss", *words, **more)

    def promote(self, name="ada_portrait_s1", **more):
        return self.here("identity", "promote", name, "--override", "the face", **more)

    def test_without_an_anchor_there_is_nothing_to_follow(self):
        self.assertIn("ada_voss has no anchor", self.follow(status=5).err)

    def test_records_name_anchor_picture_and_version(self):
        self.promote()
        self.follow("--seeds", "2")
        made = sorted(path.stem for path in (self.home / "records").glob("*_f*.json"))
        self.assertEqual(made, ["ada_context_v1_f0", "ada_context_v1_f1"])
        record = self.record(made[1])
        self.assertEqual(record["lineage"], {
            "generation_phase": "follow_on", "anchor_source_image": "outputs/candidates/ada_portrait_s1.png",
            "anchor_subject_version": "ada_voss_v1", "identity_persistence_score": None, "derived_from_record_id": "ada_portrait_s1"})
        made = record["provenance"]
        self.assertEqual((made["seed"], made["steps"], made["cfg"], made["denoise"], made["source_image"]),
                         (27003, 10, 2.5, 0.38, "outputs/candidates/ada_portrait_s1.png"))
        self.here("identity", "gate", "ada_context_v1_f1", "--persistence", "0.85", "--scores", "anchor_consistency=0.8")
        lineage = self.record("ada_context_v1_f1")["lineage"]
        self.assertEqual(lineage["identity_persistence_score"], 0.85)
        self.assertEqual(lineage["identity_persistence_review"]["reviewer"], "human:tester")
        self.assertEqual([f for f in self.here("doctor", "--json").json["findings"] if f["field"] == "lineage"], [])

    def test_again_makes_nothing_and_a_new_anchor_makes_new_ones(self):
        self.promote()
        self.follow()
        before = self.tree(self.home)
        self.assertIn("existed already", self.follow().out)
        self.assertEqual(self.tree(self.home), before)
        said = self.promote("ada_portrait_s0")
        self.assertIn("ada_voss_v2", said.out)
        self.assertIn("3 images follow an earlier anchor", said.out)
        self.assertIn("of the earlier version ada_voss_v1; ada_portrait_s0 took its place", self.promote("ada_portrait_s1", status=5).err)
        self.follow("--seeds", "1")
        self.assertEqual(self.record("ada_context_v2_f0")["lineage"]["derived_from_record_id"], "ada_portrait_s0")

    def test_denoise_stays_within_its_bounds(self):
        self.promote()
        for value in ("0.29", "0.46", "1"):
            self.assertIn("keeps its subject at a denoise from 0.30 to 0.45", self.follow("--denoise", value, status=2).err)
        self.follow("--denoise", "little", status=2)
        self.follow("--denoise", "0.45", "--dry-run")

    def test_a_lost_or_rejected_anchor_is_refused(self):
        self.promote()
        (self.home / "outputs/candidates/ada_portrait_s1.png").unlink()
        self.assertIn("limner restore --only ada_portrait_s1", self.follow(status=3).err)
        self.here("restore")
        self.follow("--seeds", "1")
        self.here("curate", "ada_portrait_s1", "rejected", "Not her after all", "--scores", GOOD.replace("0.8", "0.3"))
        self.assertIn("was rejected since", self.follow(status=5).err)

    def test_a_lost_follow_on_comes_back_though_its_anchor_moved(self):
        self.promote()
        self.follow("--seeds", "1")
        image = self.home / "outputs/candidates/ada_context_v1_f0.png"
        before = image.read_bytes()
        self.pass_gates("ada_portrait_s1")
        self.approve("ada_portrait_s1")
        image.unlink()
        self.here("restore")
        self.assertEqual(image.read_bytes(), before)

    def test_comfyui_gets_the_anchor_and_starts_from_it(self):
        self.promote()
        with FakeProvider() as server:
            self.follow("--provider", "comfyui", "--seeds", "1", env={"COMFY_URL": server.url})
            (name, data), = server.uploads.items()
            graph = server.prompts[0]["prompt"]
        self.assertEqual(data, (self.home / "outputs/candidates/ada_portrait_s1.png").read_bytes())
        self.assertEqual(inputs_of(graph, "LoadImage")["image"], name)
        self.assertEqual(inputs_of(graph, "KSampler")["denoise"], 0.38)
        self.assertEqual(inputs_of(graph, "EmptyLatentImage"), {})

    def test_a_picture_that_the_server_keeps_under_another_name_is_asked_for_by_that(self):
        self.promote()
        with FakeProvider("other-name") as server:
            self.follow("--provider", "comfyui", "--seeds", "1", env={"COMFY_URL": server.url})
            (name, _), = server.uploads.items()
            self.assertTrue(name.startswith("another "), name)
            self.assertEqual(inputs_of(server.prompts[0]["prompt"], "LoadImage")["image"], name)

    def test_an_upload_that_goes_wrong_makes_no_image(self):
        self.promote()
        for fault, status, word in (("500", 1, "HTTP 500"), ("401", 4, "HTTP 401")):
            with FakeProvider(f"{fault}:path=/upload,times=all") as server:
                done = self.follow("--provider", "comfyui", "--seeds", "1", "--json", env={"COMFY_URL": server.url}, status=status)
                self.assertEqual(server.prompts, [])
            self.assertIn(word, done.out + done.err)
        self.assertFalse((self.home / "records/ada_context_v1_f0.json").exists())


if __name__ == "__main__":
    harness.main()
