#!/usr/bin/env python3
"""Loads every export with its consumers' own code and counts rows and images.

usage: run.py [--exports DIR | --self-test] [--only NAME,…] [--limner PATH]

Without options a project is made with build/limner, judged, bound, compared and exported in every format.
--exports takes the folders that lie in DIR instead. --self-test takes samples made by sample_export.py, and then
broken copies of them, each of which a consumer must notice. A consumer that cannot be installed is skipped with
its reason.
"""

import argparse
import importlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True

import consumers  # noqa: E402
import mutations  # noqa: E402
import npm_repo_dataset  # noqa: E402
import project  # noqa: E402
import sample_export  # noqa: E402
from environment import Environments, Unavailable  # noqa: E402


def one_line(text, limit):
    return " ".join(text.split())[:limit]


class Tally:
    """The table, printed as it grows, and the three numbers at its end."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        print(f"{'consumer':<16}{'export':<34}{'rows':>6}{'images':>8}  result")

    def line(self, consumer, export, rows, images, text):
        print(f"{consumer:<16}{export:<34}{rows:>6}{images:>8}  {text}", flush=True)

    def result(self, consumer, export, result, note=""):
        problems = result["problems"]
        self.line(consumer, export, result["rows"], result["images"], ("FAILED" if problems else "ok") + note)
        for problem in problems[:5]:
            print(f"{'':<16}{one_line(problem, 300)}")
        if len(problems) > 5:
            print(f"{'':<16}… and {len(problems) - 5} more")
        self.failed += bool(problems)
        self.passed += not problems

    def noticed(self, consumer, holds, result):
        problems = result["problems"]
        self.line(
            consumer,
            holds[:33],
            "",
            "",
            f"noticed: {one_line(problems[0], 90)}" if problems else "FAILED: not noticed",
        )
        self.failed += not problems
        self.passed += bool(problems)

    def skip(self, consumer, export, reason):
        self.line(consumer, export, "-", "-", f"skipped: {reason}")
        self.skipped += 1

    def finish(self):
        print(f"\n{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        return 1 if self.failed else 0


def format_of(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["format"]


def load(python, name, arguments):
    """One result per argument (see worker.py), as they come."""
    command = [str(python), str(HERE / "worker.py"), name, *map(str, arguments)]
    with tempfile.TemporaryFile() as errors, tempfile.TemporaryDirectory() as home:
        worker = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, cwd="/", env=surroundings(home)
        )
        results = 0
        for line in worker.stdout:
            results += 1
            yield json.loads(line)
        worker.wait()
        errors.seek(0)
        last = errors.read().decode(errors="replace").strip().splitlines()[-1:] or ["no message"]
        for _ in range(len(arguments) - results):
            yield {"rows": 0, "images": 0, "problems": [f"the worker stopped: {last[0][:300]}"]}


def surroundings(home):
    """The environment of a worker: caches of its own, so that no earlier run is seen."""
    import os

    return {
        **os.environ,
        "HOME": home,
        "HF_HOME": home + "/hf",
        "MODELSCOPE_CACHE": home + "/ms",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "PYTHONWARNINGS": "ignore",
    }


def check_exports(tally, environments, chosen, folders):
    for name, consumer in chosen:
        wanted = [f for f in folders if format_of(f) in consumer.FORMATS]
        if not wanted:
            continue
        try:
            python, seconds = environments.get(consumer)
        except Unavailable as reason:
            for folder in wanted:
                tally.skip(consumer.NAME, label(folder), str(reason))
            continue
        if seconds:
            print(f"# {consumer.REQUIREMENTS[0]} installed in {seconds:.0f} s")
        for folder, result in zip(wanted, load(python, name, wanted)):
            tally.result(consumer.NAME, label(folder), result)


def label(folder):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return folder.name + (" --embed" if manifest.get("embedded") and manifest["format"] != "openai" else "")


def check_broken(tally, environments, chosen, folders, out):
    for name, consumer in chosen:
        try:
            python, _ = environments.get(consumer)
        except Unavailable as reason:
            tally.skip(consumer.NAME, "broken copies", str(reason))
            continue
        by_card = name == "hf_datasets"
        cases = [
            (holds, broken, folder)
            for folder in folders
            if format_of(folder) in consumer.FORMATS or by_card
            for holds, broken in mutations.broken_copies(
                folder, out / name, mutations.CARD_MUTATIONS if by_card else mutations.MUTATIONS
            )
        ]
        arguments = [f"{broken}={folder}" for _, broken, folder in cases]
        for (holds, _, folder), result in zip(cases, load(python, name, arguments)):
            tally.noticed(consumer.NAME, f"{format_of(folder)}: {holds}", result)


def export_folders(directory):
    return sorted(p.parent for p in Path(directory).glob("**/manifest.json") if (p.parent / "units.jsonl").exists())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--exports", type=Path, help="check the export folders below this one")
    parser.add_argument(
        "--self-test", action="store_true", help="check samples and broken copies of them, without limner"
    )
    parser.add_argument("--only", default="", help="consumers by module name, comma-separated")
    parser.add_argument("--limner", type=Path, default=ROOT / "build" / "limner")
    parser.add_argument("--environments", type=Path, default=ROOT / "build" / "conformance")
    options = parser.parse_args()

    names = options.only.split(",") if options.only else (*consumers.ALL, "npm_repo_dataset")
    chosen = [(n, importlib.import_module(f"consumers.{n}")) for n in names if n != "npm_repo_dataset"]
    environments = Environments(options.environments.resolve())
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="limner-conformance-") as scratch:
        scratch = Path(scratch)
        if options.self_test:
            folders = sample_export.write_samples(scratch / "plain")
            check_exports(
                tally, environments, chosen, folders + sample_export.write_samples(scratch / "embedded", embed=True)
            )
            check_broken(tally, environments, chosen, folders, scratch / "broken")
        elif options.exports:
            check_exports(tally, environments, chosen, export_folders(options.exports))
        else:
            try:
                made = project.make(options.limner, scratch)
            except project.NotReady as reason:
                tally.result("limner", "project", {"rows": 0, "images": 0, "problems": [str(reason)]})
                return tally.finish()
            check_exports(
                tally, environments, chosen, [f for directory in made.exports for f in export_folders(directory)]
            )
            if "npm_repo_dataset" in names:
                npm_repo_dataset.check(tally, made, options.environments.resolve() / "npm")
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
