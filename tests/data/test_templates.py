"""What the templates of `limner init` and the demo judgments promise, checked from the files alone.

A starter project states each fact twice: in the constitution for people, in JSON for the program. These tests hold the
two together, so that a starter can be edited by hand without quietly falling apart.
"""

import functools
import json
import re
import unittest
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data"
TEMPLATES = DATA / "templates"
STARTERS = ("game-art", "character-design", "creature-design", "architecture", "vehicle-mech")
WITH_PACKET = ("game-art", "character-design", "creature-design")
DEMO_STARTER = "game-art"
WAVES = ("wave1", "wave2")

# The thresholds every starter states in its constitution; the slack is for means such as (0.6 + 0.7 + 0.8) / 3.
APPROVE_EACH, APPROVE_MEAN, REJECT_ANY, REJECT_MEAN, SLACK = 0.6, 0.7, 0.4, 0.5, 1e-9
THRESHOLD_LINES = (
    "**Approval threshold:** All dimensions ≥ 0.6, average ≥ 0.7.",
    "**Rejection threshold:** Any dimension < 0.4, or average < 0.5.",
)

ID = re.compile(r"[A-Za-z0-9_]{1,64}")
RULE = re.compile(r"### ([A-Z]+(?:-[A-Z]+)*-\d{3}): (\S.*)")
BINDING = re.compile(r"(Scores|Fails on|Applies to|Per): (.+)")
PLACEHOLDER = re.compile(r"\[[A-Z]{3,}[^\]]*\]|@[A-Z]+@|\b(?:TODO|TBD|FIXME|XXX)\b|[Ll]orem ipsum")

PACK_KEYS = {"lane", "description", "style_prefix", "negative", "subjects", "variations", "defaults"}
PACK_DEFAULTS = {"checkpoint", "width", "height", "steps", "cfg", "sampler", "scheduler", "base_seed"}
VIEWS = {"anchor_portrait", "full_body", "context", "expression_variant", "establishing", "signature_interior",
         "functional_detail", "lived_in_proof"}
SHOT_KEYS = ("id", "view_type", "shot_type", "identity_anchor", "scene_function", "prompt")
LOCK_LISTS = {"named_character": ("non_negotiable_details", "forbidden_drift_cues"),
              "named_ship": ("non_negotiable_details", "recurring_identity_cues"),
              "named_location": ()}


def unique_keys(pairs):
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError(f"a key is given twice among {[key for key, _ in pairs]}")
    return value


def load(path):
    return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=unique_keys)


def words(text):
    return [word.strip() for word in text.split(",")]


def read_rules(text):
    """The rules of a constitution: id -> the lists on its binding lines."""
    rules, rule = {}, None
    for line in text.splitlines():
        if match := RULE.fullmatch(line):
            if match[1] in rules:
                raise ValueError(f"rule {match[1]} is defined twice")
            rule = rules[match[1]] = {"title": match[2], "prose": ""}
        elif line.startswith("#"):
            rule = None
        elif rule is not None and (match := BINDING.fullmatch(line)):
            if match[1] in rule:
                raise ValueError(f"{match[1]} stands twice under {rule['title']}")
            rule[match[1]] = words(match[2])
        elif rule is not None:
            rule["prose"] += line + "\n"
    return rules


def section(text, title):
    match = re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", text, re.M | re.S)
    return match[1] if match else ""


def table_rows(text):
    """The body rows of the Markdown tables in text, each a list of cells."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    dividers = [i for i, row in enumerate(rows) if set("".join(row)) <= set("-: ")]
    return [row for i, row in enumerate(rows) if i not in dividers and i + 1 not in dividers]


def first_match(text, tables):
    """Names of the tables, in order, one of whose patterns is found in text."""
    return [name for name, patterns in tables if any(re.search(pattern, text) for pattern in patterns)]


class Starter:
    def __init__(self, name):
        self.name = name
        self.dir = TEMPLATES / name
        self.constitution = (self.dir / "canon/constitution.md").read_text(encoding="utf-8")
        self.review = (self.dir / "canon/review-rubric.md").read_text(encoding="utf-8")
        self.rules = read_rules(self.constitution)
        self.rubric = load(self.dir / "rubric.json")
        self.lanes = load(self.dir / "lanes.json")
        self.terms = load(self.dir / "terminology.json")
        self.packs = {wave: load(self.dir / f"inputs/prompts/{wave}.json") for wave in WAVES}

    def lane_of(self, subject):
        return first_match(subject.lower(), [(lane["id"], lane["id_patterns"]) for lane in self.lanes["lanes"]])

    def groups_of(self, text, key):
        order = self.terms["id_detection_order" if key == "id_patterns" else "prompt_detection_order"]
        return first_match(text, [(name, self.terms["groups"][name][key]) for name in order])

    def subjects(self):
        return [subject for pack in self.packs.values() for subject in pack["subjects"]]

    def candidates(self):
        return {f"{subject['id']}_{variation['id']}": subject["id"] for pack in self.packs.values()
                for subject in pack["subjects"] for variation in pack["variations"]}


def each_starter(test):
    """Runs a test method once per starter, so that a fault in one does not hide those of the others."""
    @functools.wraps(test)
    def run(self):
        for starter in self.starters:
            with self.subTest(starter=starter.name):
                test(self, starter)
    return run


class StarterTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.starters = [Starter(name) for name in STARTERS]

    @each_starter
    def test_every_rule_has_prose_and_says_what_scores_it(self, starter):
        self.assertTrue(12 <= len(starter.rules) <= 20, f"{len(starter.rules)} rules; 12 to 20 are asked for")
        for rule, parts in starter.rules.items():
            self.assertGreaterEqual(len(parts["prose"].split()), 15, f"{rule} needs a paragraph of guidance")
            self.assertIn("Scores", parts, f"{rule} is scored by nothing")
            for key in ("Scores", "Fails on", "Applies to", "Per"):
                self.assertEqual(len(parts.get(key, [])), len(set(parts.get(key, []))), f"{rule}: {key} repeats itself")

    @each_starter
    def test_dimensions_of_the_constitution_are_those_of_the_rubric(self, starter):
        rows = table_rows(section(starter.constitution, "Scoring Dimensions"))
        dimensions = [row[0] for row in rows]
        self.assertEqual(dimensions, starter.rubric["dimensions"])
        self.assertTrue(5 <= len(dimensions) <= 8, dimensions)
        for dimension in dimensions:
            self.assertRegex(dimension, r"^[a-z]+(_[a-z]+)*$")
        scored = {dimension for parts in starter.rules.values() for dimension in parts["Scores"]}
        self.assertEqual(scored, set(dimensions), "each dimension must be scored by a rule, and no other")

    @each_starter
    def test_thresholds_are_stated_in_the_lines_the_program_reads(self, starter):
        lines = section(starter.constitution, "Scoring Dimensions").splitlines()
        for line in THRESHOLD_LINES:
            self.assertIn(line, lines)

    @each_starter
    def test_failures_agree_between_constitution_rubric_and_review(self, starter):
        stated = {}
        for rule, parts in starter.rules.items():
            for failure in parts.get("Fails on", ()):
                stated.setdefault(failure, []).append(rule)
        self.assertEqual(stated, starter.rubric["failure_to_rules"])
        listed = {row[0]: words(row[1]) for row in table_rows(section(starter.review, "Common Failures"))}
        self.assertEqual(stated, listed)

    @each_starter
    def test_rules_cited_in_the_review_page_exist(self, starter):
        cited = set(re.findall(r"\b[A-Z]+(?:-[A-Z]+)*-\d{3}\b", starter.review))
        self.assertEqual(cited - set(starter.rules), set())
        cited = set(starter.terms["faction_context"])
        cited.update(rule for group in starter.terms["groups"].values() for rule in group["construction"])
        self.assertEqual(cited - set(starter.rules), set())

    @each_starter
    def test_lanes_and_factions_named_by_rules_exist(self, starter):
        lanes = [lane["id"] for lane in starter.lanes["lanes"]]
        self.assertEqual(len(lanes), len(set(lanes)))
        self.assertIn(starter.lanes["default_lane"], lanes)
        for rule, parts in starter.rules.items():
            self.assertLessEqual(set(parts.get("Applies to", ())), set(lanes), rule)
            self.assertIn(parts.get("Per", ["faction"]), [[starter.terms["group_label"]]], rule)

    @each_starter
    def test_each_faction_is_described_and_can_be_found(self, starter):
        groups = starter.terms["groups"]
        for key in ("id_detection_order", "prompt_detection_order"):
            self.assertEqual(sorted(starter.terms[key]), sorted(groups))
        for name, group in groups.items():
            for key in ("material", "shapes", "wear", "id_patterns", "prompt_patterns"):
                self.assertTrue(group[key], f"{name}: {key} is empty")
            self.assertIn(f"| {name} (", section(starter.constitution, "Factions"))

    @each_starter
    def test_one_source_of_truth_for_rules(self, starter):
        self.assertFalse((starter.dir / "constitution.json").exists())

    @each_starter
    def test_packs_have_the_full_shape(self, starter):
        for wave, pack in starter.packs.items():
            self.assertEqual(set(pack), PACK_KEYS, wave)
            self.assertEqual(set(pack["defaults"]), PACK_DEFAULTS, wave)
            self.assertEqual((pack["defaults"]["width"], pack["defaults"]["height"]), (1024, 1024), wave)
            low, high = (8, 12) if wave == "wave1" else (6, 8)
            self.assertTrue(low <= len(pack["subjects"]) <= high, f"{wave}: {len(pack['subjects'])} subjects")
            self.assertIn(len(pack["variations"]), (2, 3), wave)
            for subject in pack["subjects"]:
                self.assertEqual(set(subject), {"id", "prompt"})
            for variation in pack["variations"]:
                self.assertLessEqual({"id", "loras", "note"}, set(variation))
                self.assertLessEqual(set(variation), {"id", "loras", "note", "seed_offset"})

    @each_starter
    def test_no_two_candidates_of_a_pack_share_a_seed(self, starter):
        for wave, pack in starter.packs.items():
            offsets = [variation.get("seed_offset", 0) for _ in pack["subjects"] for variation in pack["variations"]]
            seeds = [pack["defaults"]["base_seed"] + i + offset for i, offset in enumerate(offsets)]
            self.assertEqual(len(seeds), len(set(seeds)), wave)

    @each_starter
    def test_ids_are_safe_and_unique(self, starter):
        subjects = [subject["id"] for subject in starter.subjects()]
        self.assertEqual(len(subjects), len(set(subjects)))
        for name in starter.candidates():
            self.assertRegex(name, rf"^{ID.pattern}$")

    @each_starter
    def test_ids_route_to_the_lane_and_faction_they_spell(self, starter):
        for subject in starter.subjects():
            lane, group, _ = subject["id"].split("_", 2)
            self.assertEqual(starter.lane_of(subject["id"]), [lane])
            self.assertEqual(starter.groups_of(subject["id"], "id_patterns"), [group])
            self.assertEqual(starter.groups_of(subject["prompt"].lower(), "prompt_patterns"), [group], subject["id"])

    @each_starter
    def test_waves_together_reach_every_lane_and_faction(self, starter):
        spelled = [subject["id"].split("_", 2) for subject in starter.subjects()]
        self.assertEqual({parts[0] for parts in spelled}, {lane["id"] for lane in starter.lanes["lanes"]})
        self.assertEqual({parts[1] for parts in spelled}, set(starter.terms["groups"]))

    @each_starter
    def test_prompts_have_a_sensible_length(self, starter):
        for pack in starter.packs.values():
            for subject in pack["subjects"]:
                self.assertGreaterEqual(len(subject["prompt"]), 30, subject["id"])
                self.assertLessEqual(len(f"{pack['style_prefix']}, {subject['prompt']}"), 1500, subject["id"])

    @each_starter
    def test_settings_name_the_domain_and_need_no_server(self, starter):
        text = (starter.dir / "limner.yaml").read_text(encoding="utf-8")
        self.assertIn('name: "@NAME@"\n', text)
        self.assertIn(f"\ndomain: {starter.name}\n", text)
        self.assertRegex(text, r"\ndefaults:\n(  #.*\n)*  provider: sketch\n")

    @each_starter
    def test_nothing_is_left_to_fill_in(self, starter):
        for path in sorted(p for p in starter.dir.rglob("*") if p.is_file()):
            text = path.read_text(encoding="utf-8")
            if path.name == "limner.yaml":
                text = text.replace("@NAME@", "")
            self.assertIsNone(PLACEHOLDER.search(text), path)

    @each_starter
    def test_readme_walks_through_the_whole_way(self, starter):
        steps = ("limner status", "limner generate inputs/prompts/wave1.json", "limner curate", "limner canon bind",
                 "limner compare next", "limner sheet", "limner export --format all", "limner validate exports/")
        text = (starter.dir / "README.md").read_text(encoding="utf-8")
        places = [text.find(step) for step in steps]
        self.assertNotIn(-1, places)
        self.assertEqual(places, sorted(places))

    @each_starter
    def test_identity_packets_would_pass_validation(self, starter):
        path = starter.dir / "inputs/identity-packets/example.json"
        self.assertEqual(path.exists(), starter.name in WITH_PACKET)
        if path.exists():
            self.check_packet(starter, load(path))

    def check_packet(self, starter, packet):
        for key in ("lane", "description", "authority", "gates", "generation_method", "style_prefix", "negative_base"):
            self.assertTrue(packet[key], key)
        for key in ("authority", "gates"):
            self.assertTrue((starter.dir / packet[key]).is_file(), packet[key])
        shots = [shot for subject in packet["subjects"] for shot in subject["shots"]]
        self.assertEqual(len(shots), len({shot["id"] for shot in shots}))
        for subject in packet["subjects"]:
            self.assertIn(subject["faction"], starter.terms["groups"])
            self.assertTrue(subject["role"] and ID.fullmatch(subject["subject_name"]))
            for key in LOCK_LISTS[subject["subject_type"]]:
                self.assertTrue(subject["identity_lock"][key], f"{subject['subject_name']}: {key}")
            self.assertTrue(any(shot["identity_anchor"] for shot in subject["shots"]))
        for shot in shots:
            for key in SHOT_KEYS:
                self.assertIn(key, shot)
            self.assertRegex(shot["id"], rf"^{ID.pattern}$")
            self.assertIn(shot["view_type"], VIEWS)
            self.assertTrue(30 <= len(shot["prompt"]) <= 1500, shot["id"])
            if shot["view_type"] == "expression_variant":
                self.assertIn(shot["variant_intent"], ("persistence_under_shift", "role_read_shift"))
                self.assertTrue(shot["variant_constraint"])


class BlankTest(unittest.TestCase):
    blank = TEMPLATES / "blank"

    def test_the_example_pack_has_the_template_shape_and_cannot_run_unedited(self):
        pack = load(self.blank / "inputs/prompts/example.json")
        self.assertEqual(set(pack), {"wave", "description", "defaults", "subjects"})
        self.assertEqual(set(pack["defaults"]), {"checkpoint", "lora", "width", "height", "steps", "cfg", "sampler",
                                                 "scheduler", "negative"})
        for subject in pack["subjects"]:
            self.assertEqual(set(subject), {"id", "variations", "prompt"})
            self.assertIn("[DESCRIBE ", subject["prompt"])

    def test_the_constitution_has_headings_and_its_one_rule_is_a_comment(self):
        text = (self.blank / "canon/constitution.md").read_text(encoding="utf-8")
        self.assertEqual(len(read_rules(text)), 1)
        self.assertEqual(read_rules(re.sub(r"<!--.*?-->", "", text, flags=re.S)), {})
        dimensions = [row[0] for row in table_rows(section(text, "Scoring Dimensions"))]
        self.assertEqual(dimensions, load(self.blank / "rubric.json")["dimensions"])
        for line in THRESHOLD_LINES:
            self.assertIn(line, text.splitlines())

    def test_the_json_files_are_empty_but_valid(self):
        lanes = load(self.blank / "lanes.json")
        self.assertEqual([lane["id"] for lane in lanes["lanes"]], [lanes["default_lane"]])
        self.assertEqual(load(self.blank / "terminology.json")["groups"], {})
        self.assertEqual(load(self.blank / "rubric.json")["failure_to_rules"], {})


class DemoTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.starter = Starter(DEMO_STARTER)
        cls.judgments = load(DATA / "demo/judgments.json")
        cls.comparisons = load(DATA / "demo/comparisons.json")
        cls.status = {entry["id"]: entry["status"] for entry in cls.judgments["judgments"]}

    def test_both_files_say_that_no_person_judged(self):
        for document in (self.judgments, self.comparisons):
            self.assertIn("not human judgments", document["note"])
            self.assertEqual(document["reviewer"], "demo:script")
            self.assertEqual(document["template"], DEMO_STARTER)

    def test_every_candidate_is_judged_once_and_nothing_else(self):
        self.assertEqual(len(self.status), len(self.judgments["judgments"]))
        self.assertEqual(set(self.status), set(self.starter.candidates()))

    def test_each_status_is_what_its_scores_call_for(self):
        for entry in self.judgments["judgments"]:
            with self.subTest(id=entry["id"]):
                self.assertEqual(list(entry["scores"]), self.starter.rubric["dimensions"])
                scores = list(entry["scores"].values())
                self.assertTrue(all(0 <= score <= 1 for score in scores))
                low, mean = min(scores), sum(scores) / len(scores)
                if low < REJECT_ANY - SLACK or mean < REJECT_MEAN - SLACK:
                    called = "rejected"
                elif low >= APPROVE_EACH - SLACK and mean >= APPROVE_MEAN - SLACK:
                    called = "approved"
                else:
                    called = "borderline"
                self.assertEqual(entry["status"], called)
                self.assertTrue(0 <= entry["confidence"] <= 1)

    def test_failures_are_known_and_rejections_name_one(self):
        for entry in self.judgments["judgments"]:
            with self.subTest(id=entry["id"]):
                self.assertLessEqual(set(entry["failure_modes"]), set(self.starter.rubric["failure_to_rules"]))
                self.assertEqual(bool(entry["failure_modes"]), entry["status"] != "approved")

    def test_explanations_differ_and_say_something(self):
        texts = [entry["explanation"] for entry in self.judgments["judgments"]]
        self.assertEqual(len(texts), len(set(texts)))
        for text in texts:
            self.assertTrue(30 <= len(text) <= 600, text)

    def test_the_mix_is_worth_training_on(self):
        share = {status: list(self.status.values()).count(status) / len(self.status) for status in
                 ("approved", "rejected", "borderline")}
        self.assertTrue(0.5 <= share["approved"] <= 0.7 and 0.2 <= share["rejected"] <= 0.3, share)
        self.assertTrue(0.1 <= share["borderline"] <= 0.2, share)

    def test_comparisons_stay_in_one_lane_and_among_pictures_worth_comparing(self):
        seen = set()
        for entry in self.comparisons["comparisons"]:
            with self.subTest(a=entry["a"], b=entry["b"]):
                pair = frozenset((entry["a"], entry["b"]))
                self.assertEqual(len(pair), 2)
                self.assertNotIn(pair, seen)
                seen.add(pair)
                self.assertEqual(*[self.starter.lane_of(name) for name in (entry["a"], entry["b"])])
                self.assertLessEqual({self.status[name] for name in pair}, {"approved", "borderline"})
                self.assertIn(entry["chosen"], ("a", "b", "tie"))
                self.assertGreaterEqual(len(entry["reasoning"]), 30)
                for dimension, sides in entry.get("scores", {}).items():
                    self.assertIn(dimension, self.starter.rubric["dimensions"])
                    self.assertEqual(set(sides), {"a", "b"})
                    self.assertTrue(all(0 <= score <= 1 for score in sides.values()))
        self.assertGreaterEqual(len(seen), 12)
        self.assertIn("tie", [entry["chosen"] for entry in self.comparisons["comparisons"]])


    def test_the_worked_example_of_the_guide_follows_the_demo(self):
        guide = (DATA.parent / "docs/canon.md").read_text(encoding="utf-8")
        example = guide[guide.index("### A worked example"):guide.index("## Staleness")]
        name = re.search(r"`([a-z0-9_]+_v\d)`", example)[1]
        entry = next(entry for entry in self.judgments["judgments"] if entry["id"] == name)
        self.assertEqual(dict(re.findall(r"([a-z]+_[a-z]+|composition) (0\.\d\d)", example.split("| Rule |")[0])),
                         {dimension: f"{score:.2f}" for dimension, score in entry["scores"].items()})
        lane = self.starter.lane_of(name)[0]
        for rule, dimensions, mean, verdict, _ in table_rows(example):
            with self.subTest(rule=rule):
                parts = self.starter.rules[rule]
                self.assertEqual(words(dimensions), parts["Scores"])
                if lane not in parts.get("Applies to", [lane]):
                    self.assertEqual((mean, verdict), ("none", "skipped"))
                    continue
                value = sum(entry["scores"][dimension] for dimension in parts["Scores"]) / len(parts["Scores"])
                self.assertAlmostEqual(float(mean), value, places=3)
                broken = set(parts.get("Fails on", ())) & set(entry["failure_modes"])
                limits = self.starter.rubric["thresholds"]["rejected"]
                called = ("fail" if broken or value < limits["fail_ceiling"] else
                          "partial" if value < limits["partial_ceiling"] else "pass")
                self.assertEqual(verdict, called)


class LayoutTest(unittest.TestCase):
    def test_the_page_on_templates_lists_exactly_the_folders(self):
        text = (TEMPLATES / "README.md").read_text(encoding="utf-8")
        listed = re.findall(r"^\| `([a-z-]+)` \|", text, re.M)
        folders = sorted(path.name for path in TEMPLATES.iterdir() if path.is_dir())
        self.assertEqual(sorted(listed), folders)
        self.assertEqual(folders, sorted(("blank",) + STARTERS))

    def test_every_json_file_is_valid_and_ends_in_a_newline(self):
        for path in sorted(DATA.rglob("*.json")):
            with self.subTest(path=str(path.relative_to(DATA))):
                load(path)
                self.assertTrue(path.read_bytes().endswith(b"}\n"))


if __name__ == "__main__":
    unittest.main()
