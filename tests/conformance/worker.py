"""Runs inside a consumer's environment: loads one export with it and prints what differs as one JSON line.

usage: worker.py CONSUMER EXPORT_DIR
"""

import contextlib
import importlib
import json
import sys
import traceback
from pathlib import Path

import expected


def check(consumer, export):
    want, problems = expected.read(export)
    got = consumer.load(export)
    problems = problems + expected.differences(want, got)
    rows = [row for group in got.values() for row in group]
    images = sum(len(row.images) for row in rows if row.images is not expected.ANY)
    return {"rows": len(rows), "images": images, "problems": problems}


def main():
    name, export = sys.argv[1], Path(sys.argv[2]).resolve()
    with contextlib.redirect_stdout(sys.stderr):  # loaders chat on stdout
        try:
            result = check(importlib.import_module(f"consumers.{name}"), export)
        except Exception as error:
            traceback.print_exc()
            result = {"rows": 0, "images": 0, "problems": [f"{type(error).__name__}: {str(error)[:300]}"]}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
