"""A starter project, judged from the demo's scripted judgments and exported, made with the real limner."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from sample_export import EMBEDDABLE

DEMO = Path(__file__).resolve().parent.parent.parent / "data" / "demo"


class NotReady(Exception):
    """Why no project can be made."""


@dataclass
class Project:
    folder: Path
    exports: list


def limner(program, *arguments, folder=None):
    where = ["-C", str(folder)] if folder else []
    done = subprocess.run(
        [str(program), *where, *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "NO_COLOR": "1"},
    )
    if done.returncode:
        raise NotReady(
            f"limner {' '.join(map(str, arguments))[:80]} ended with {done.returncode}: "
            f"{(done.stderr or done.stdout).strip()[:300]}"
        )
    return done.stdout


def scores(values):
    return ",".join(
        f"{name}={value if isinstance(value, (int, float)) else '%s/%s' % (value['a'], value['b'])}"
        for name, value in values.items()
    )


def judge(program, folder):
    judged = json.loads((DEMO / "judgments.json").read_text(encoding="utf-8"))
    for j in judged["judgments"]:
        failures = ["--failures", ",".join(j["failure_modes"])] if j["failure_modes"] else []
        limner(
            program,
            "curate",
            j["id"],
            j["status"],
            j["explanation"],
            "--scores",
            scores(j["scores"]),
            *failures,
            "--confidence",
            j["confidence"],
            "--reviewer",
            judged["reviewer"],
            folder=folder,
        )


def compare(program, folder):
    compared = json.loads((DEMO / "comparisons.json").read_text(encoding="utf-8"))
    for c in compared["comparisons"]:
        marks = ["--scores", scores(c["scores"])] if c.get("scores") else []
        limner(
            program,
            "compare",
            c["a"],
            c["b"],
            c["chosen"],
            c["reasoning"],
            *marks,
            "--reviewer",
            compared["reviewer"],
            folder=folder,
        )


def make(program, scratch):
    """A judged project below @scratch, exported in every format into its own exports/ (where repo-dataset will
    meet them) and, embedded, beside it."""
    if not program.exists():
        raise NotReady(f"{program} is not built")
    limner(program, "export", "--help")
    limner(program, "init", "shoals", "--template", "game-art", folder=scratch)
    folder = next(p.parent for p in sorted(scratch.glob("**/limner.yaml")))
    for pack in sorted((folder / "inputs" / "prompts").glob("*.json")):
        limner(program, "generate", pack, folder=folder)
    judge(program, folder)
    limner(program, "canon", "bind", folder=folder)
    compare(program, folder)
    split = ("--split", "0.7,0.2,0.1")
    embedded = scratch / "embedded"
    limner(program, "export", "--format", "all", *split, folder=folder)
    limner(program, "export", "--format", ",".join(EMBEDDABLE), "--embed", *split, "--out", embedded, folder=folder)
    return Project(folder, [folder / "exports", embedded])
