"""Feeds the scripted example judgments and comparisons of a folder to the program, one command each.

Usage: demo-judge.py PROGRAM FOLDER. They are marked as examples: their reviewer is “demo:script”.
"""
import json
import pathlib
import subprocess
import sys


def run(*words):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    judgments = json.loads((folder / "judgments.json").read_text(encoding="utf-8"))["judgments"]
    comparisons = json.loads((folder / "comparisons.json").read_text(encoding="utf-8"))["comparisons"]
    for each in judgments:
        scores = ",".join(f"{name}={value}" for name, value in each["scores"].items())
        words = ["curate", each["id"], each["status"], each["explanation"], "--scores", scores]
        if each.get("failure_modes"):
            words += ["--failures", ",".join(each["failure_modes"])]
        if each.get("confidence") is not None:
            words += ["--confidence", str(each["confidence"])]
        run(program, *words)
    for each in comparisons:
        words = ["compare", each["a"], each["b"], each["chosen"], each["reasoning"]]
        if each.get("scores"):
            words += ["--scores", ",".join(f"{name}={pair['a']}/{pair['b']}" for name, pair in each["scores"].items())]
        run(program, *words)
    counts = {status: sum(each["status"] == status for each in judgments) for status in ("approved", "rejected", "borderline")}
    print(", ".join(f"{count} {status}" for status, count in counts.items()) + f"; {len(comparisons)} comparisons")


main()
