"""The npm tool @mcptoolshop/repo-dataset reads the project folder and must find every image of every unit that
limner exports.
"""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from expected import read_rows

NAME = "repo-dataset"
PACKAGE = "@mcptoolshop/repo-dataset@1.2.1"


def install(root):
    """Path of its command line, or the reason there is none."""
    command = root / "node_modules" / "@mcptoolshop" / "repo-dataset" / "dist" / "cli.js"
    if command.exists():
        return command, None
    if not shutil.which("npm"):
        return None, "npm is not installed"
    root.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(root), PACKAGE],
        capture_output=True,
        text=True,
    )
    return (
        (command, None)
        if command.exists()
        else (None, f"npm: {(done.stderr.strip().splitlines() or ['no message'])[-1][:200]}")
    )


def rows_of(command, project, format_name, *options):
    with tempfile.TemporaryDirectory() as out:
        done = subprocess.run(
            [
                "node",
                str(command),
                "visual",
                "generate",
                str(project),
                "--format",
                format_name,
                "--no-copy-images",
                "--output",
                out,
                "--json",
                *options,
            ],
            capture_output=True,
            text=True,
        )
        rows = Path(out) / "dataset.jsonl"
        if done.returncode or not rows.exists():
            raise RuntimeError(
                f"repo-dataset ended with {done.returncode}: {(done.stderr or done.stdout).strip()[-300:]}"
            )
        return read_rows(rows)


def ties(project):
    """Unit ids of comparisons without a winner, which it leaves out by design."""
    found = [json.loads(p.read_text(encoding="utf-8")) for p in sorted((project / "comparisons").glob("*.json"))]
    return {f"preference:{c['id']}" for c in found if c["chosen"] == "tie"}


def borderline(project):
    """Assets that it calls unjudged for want of a top-level failure mode: only --allow-incomplete keeps them."""
    found = [json.loads(p.read_text(encoding="utf-8")) for p in sorted((project / "records").glob("*.json"))]
    return {r["id"] for r in found if (r.get("judgment") or {}).get("status") == "borderline"}


def exported_units(exports):
    """{unit id: (task, assets)} that a person recorded, over all formats."""
    units = {}
    for path in sorted(p for directory in exports for p in directory.glob("**/units.jsonl")):
        for unit in read_rows(path):
            if unit["origin"] == "human":
                units[unit["id"]] = (unit["task"], tuple(unit["assets"]))
    return units


def found_assets(rows):
    """What it made rows of: single images, and pairs in their order, by base name."""
    names = [tuple(Path(i).stem for i in row["images"]) for row in rows]
    return {n[0] for n in names if len(n) == 1}, {n for n in names if len(n) == 2}


def problems_of(project, strict, lenient):
    """@strict: its rows by its default rule (image, canon and judgment); @lenient: with --allow-incomplete."""
    without_winner, undecided = ties(project.folder), borderline(project.folder)
    singles, _ = found_assets(strict)
    all_singles, pairs = found_assets(lenient)
    problems = []
    for name, (_, assets) in sorted(exported_units(project.exports).items()):
        if len(assets) == 1 and assets[0] not in (all_singles if assets[0] in undecided else singles):
            problems.append(f"{name}: image {assets[0]} is not in its output")
        if len(assets) == 2 and assets not in pairs and name not in without_winner:
            problems.append(f"{name}: pair {' + '.join(assets)} is not in its output")
    return problems


def check(tally, project, root):
    command, reason = install(root)
    if reason:
        tally.skip(NAME, project.folder.name, reason)
        return
    try:
        strict = rows_of(command, project.folder, "trl")
        lenient = rows_of(command, project.folder, "trl", "--allow-incomplete")
        problems = problems_of(project, strict, lenient)
    except RuntimeError as error:
        strict, problems = [], [str(error)]
    tally.result(
        NAME,
        project.folder.name,
        {"rows": len(strict), "images": len({i for r in strict for i in r["images"]}), "problems": problems},
    )
