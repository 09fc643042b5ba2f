"""The commands of README.md, docs/style-workflow.md, docs/identity.md and the starters' READMEs, run as they stand; those of all other
pages, and the examples in the help, held against what the program knows.

In a page, a block of shell commands below the line “<!-- run -->” is run; blocks of one page go on in one shell. Two things are done to
be quick and to need no terminal: the packs of a new project ask for pictures of 64 × 64, and a bare `limner curate` judges what waits.
"""
import json
import os
import re
import stat
import subprocess
import sys

from harness import PROGRAM, SOURCE, Case, main

MARK = "<!-- run -->"
STARTERS = ("architecture", "character-design", "creature-design", "game-art", "vehicle-mech")

WRAPPER = """#!/bin/sh
set -e
if [ "$*" = curate ]; then exec "{python}" "{this}" --judge "{program}"; fi
"{program}" "$@"
[ "$1" != init ] || sed -i 's/: 1024/: 64/g' */*/inputs/prompts/*.json
"""


def judge_all(program):
    """What a person would do in the loop: every first variation is approved, the others are rejected."""
    with open("rubric.json", encoding="utf-8") as file:
        rubric = json.load(file)
    waiting = json.loads(subprocess.run([program, "curate", "--list", "--json"], check=True, stdout=subprocess.PIPE).stdout)
    for name in (each["id"] for each in waiting):
        good = name.endswith("_v1")
        words = [program, "curate", name, "approved" if good else "rejected", f"{name} seen.", "--scores",
                 ",".join(f"{dimension}={0.8 if good else 0.3}" for dimension in rubric["dimensions"])]
        subprocess.run(words + ([] if good else ["--failures", next(iter(rubric["failure_to_rules"]))]), check=True)


def blocks(text, mark):
    return re.findall(mark + r"```sh\n(.*?)```", text, re.S)


def spoken(text):
    """The calls of limner in a page: lines of its blocks, and what stands in backticks; without remarks, and each up to a pipe."""
    fences = re.findall(r"```[a-z]*\n(.*?)```", text, re.S)
    lines = [line.strip().removeprefix("$ ") for block in fences for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.S))
    return [re.split(r"\s+#|\s*[|;…]|\s\s+", line)[0] for line in lines if line.startswith("limner ")]


class Words(Case):
    """No page and no help speaks of a command or an option that there is not."""

    def setUp(self):
        super().setUp()
        overview = self.limner().out
        self.groups = [line for line in overview.splitlines() if line and not line.startswith((" ", "Usage", "limner"))]
        names = [line[2:22].strip() for line in overview.splitlines() if line.startswith("  ") and not line.startswith("  limner")]
        self.help = {name: self.limner(*name.split(), "--help").out for name in names}

    def unknown(self, call):
        words = call.split()[1:]
        while words and (words[0].startswith("-") or words[0] == "COMMAND"):
            words = words[2 if words[0] in ("-C", "--game") else 1:]
        heads = [" ".join(words[:n]) for n in (3, 2, 1)] + (words[:1] and [words[0] + " list"])  # `limner jobs` lists them
        name = next((head for head in heads if head in self.help), None)
        if name is None:  # `limner jobs`, of a group of commands
            return [] if not words or any(each.startswith(words[0] + " ") for each in self.help) and len(words) == 1 else [words[0]]
        return [option for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", re.sub(r'"[^"]*"', "", call))
                if not re.search(re.escape(option) + r"(?![\w-])", self.help[name])]

    def test_every_call_in_the_pages_is_one_the_program_knows(self):
        wrong, calls = [], 0
        for page in (SOURCE / "README.md", SOURCE / "CHANGELOG.md", *sorted((SOURCE / "docs").glob("*.md"))):
            for call in spoken(page.read_text(encoding="utf-8")):
                calls += 1
                wrong += [f"{page.name}: {call}: {word}" for word in self.unknown(call)]
        self.assertEqual(wrong, [])
        self.assertGreater(calls, 200)

    def test_every_command_has_examples_of_its_own_that_it_knows(self):
        wrong = []
        for name, text in self.help.items():
            examples = re.findall(r"^  (limner .*)$", text.partition("\nexamples\n")[2], re.M)
            if not any(example.startswith(f"limner {name}") for example in examples):
                wrong.append(f"{name}: no example")
            wrong += [f"{name}: {example}: {word}" for example in examples for word in self.unknown(example)]
        self.assertEqual(wrong, [])

    def test_each_group_is_listed_once_and_help_fits_its_width(self):
        self.assertEqual(sorted(self.groups), sorted(set(self.groups)))
        wide = [f"{name}: {line}" for name, text in self.help.items() for line in text.partition("\nexamples\n")[0].splitlines()
                if len(line) > 118]
        self.assertEqual(wide, [])


class Docs(Case):
    def setUp(self):
        super().setUp()
        wrapper = self.folder / "bin" / "limner"
        self.write(wrapper, WRAPPER.format(python=sys.executable, this=os.path.abspath(__file__), program=PROGRAM))
        wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
        self.environment["PATH"] = f"{wrapper.parent}:{self.environment['PATH']}"

    def shell(self, script):
        """Runs @script; returns what it printed. An unknown word, a wrong id or a refused value ends it."""
        done = subprocess.run(["bash", "-euc", script], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=200, encoding="utf-8", errors="replace")
        self.assertEqual(done.returncode, 0, done.stdout[-4000:])
        return done.stdout

    def run_page(self, path, at_least):
        found = blocks((SOURCE / path).read_text(encoding="utf-8"), MARK + "\n")
        self.assertGreaterEqual(len(found), at_least)
        return self.shell("\n".join(found))

    def test_the_readme_runs(self):
        self.assertIn("Grade A", self.run_page("README.md", 1))

    def test_the_guide_runs(self):
        self.assertIn("Grade A", self.run_page("docs/style-workflow.md", 8))

    def test_the_page_on_named_subjects_runs(self):
        said = self.run_page("docs/identity.md", 1)
        for line in ("orla_portrait_s1 is the anchor orla_venn_v1.", "├─ orla_gate_v1_f0", "●●●●●✗"):
            self.assertIn(line, said)

    def test_every_pages_runnable_blocks_are_marked_in_one_way(self):
        for path in ("README.md", "docs/style-workflow.md", "docs/identity.md"):
            text = (SOURCE / path).read_text(encoding="utf-8")
            self.assertEqual(text.count(MARK), len(blocks(text, MARK + "\n")), path)

    def test_links_between_pages_lead_somewhere(self):
        def anchors(page):
            heads = re.findall(r"^#+ (.*)$", re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S), re.M)
            return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}

        broken = []
        for page in (SOURCE / "README.md", SOURCE / "CHANGELOG.md", *sorted((SOURCE / "docs").glob("*.md"))):
            text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
            for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text):
                name, _, anchor = target.partition("#")
                other = page.parent / name if name else page
                if not other.exists() or anchor and anchor not in anchors(other):
                    broken.append(f"{page.name}: {target}")
        self.assertEqual(broken, [])

    def test_every_source_file_that_a_page_names_is_there(self):
        there = {path.name for folder in ("src", "tests", "bench") for path in (SOURCE / folder).glob("**/*.[chp]*")}
        named = [(page.name, name) for page in sorted((SOURCE / "docs").glob("*.md"))
                 for name in re.findall(r"`(?:[\w-]+/)*([a-z][\w-]*\.(?:c|h|py))`", page.read_text(encoding="utf-8"))
                 if "NAME" not in name]
        self.assertGreater(len(named), 30)
        self.assertEqual([each for each in named if each[1] not in there], [])

    def test_the_steps_of_each_starter_run(self):
        for name in STARTERS:
            steps = blocks((SOURCE / "data/templates" / name / "README.md").read_text(encoding="utf-8"), "")
            self.assertEqual(len(steps), 1)
            out = self.shell(f"limner init mine-{name} --template {name}\ncd games/mine-{name}\nlimner doctor\n" + steps[0])
            self.assertEqual(out.count("Grade A"), 11, out)
            self.assertIn("exports/sheet.html", out)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--judge"]:
        judge_all(sys.argv[2])
    else:
        main()
