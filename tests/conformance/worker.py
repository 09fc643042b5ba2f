"""Runs inside a consumer's environment: loads exports with it and prints one JSON line per folder with what
differs.

usage: worker.py CONSUMER EXPORT[=PRISTINE]...

With =PRISTINE the rows are held against those of another folder: the self-test loads a broken copy and wants to
hear of it from the consumer alone. Each folder is loaded in a forked child: the imports, by far the longest part,
happen once, and no registry, cache or working directory of one folder reaches the next.
"""

import contextlib
import importlib
import json
import os
import sys
import tempfile
import traceback
from pathlib import Path

import expected


def check(consumer, export, pristine):
    want, problems = expected.read(pristine)
    got = consumer.load(export)
    problems = problems + expected.differences(want, got)
    rows = [row for group in got.values() for row in group]
    return {"rows": len(rows), "images": sum(len(row.images) for row in rows), "problems": problems}


def child(consumer, argument, pipe):
    export, _, pristine = argument.partition("=")
    with tempfile.TemporaryDirectory() as cache, contextlib.redirect_stdout(sys.stderr):  # loaders chat on stdout
        if "datasets" in sys.modules:
            sys.modules["datasets"].config.HF_DATASETS_CACHE = cache
        try:
            result = check(consumer, Path(export).resolve(), Path(pristine or export).resolve())
        except Exception as error:
            traceback.print_exc()
            result = {"rows": 0, "images": 0, "problems": [f"{type(error).__name__}: {str(error)[:300]}"]}
    os.write(pipe, json.dumps(result).encode())


def in_child(consumer, argument):
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        try:
            child(consumer, argument, writing)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        text = pipe.read()
    _, status = os.waitpid(process, 0)
    return text.decode() or json.dumps(
        {"rows": 0, "images": 0, "problems": [f"the loader ended the process (status {status})"]}
    )


def main():
    consumer = importlib.import_module(f"consumers.{sys.argv[1]}")
    os.environ.update(
        OMP_NUM_THREADS="1",
        TOKENIZERS_PARALLELISM="false",
        HF_HUB_OFFLINE="1",
        CUDA_VISIBLE_DEVICES="",
        WANDB_MODE="disabled",
        **getattr(consumer, "SETTINGS", {}),
    )
    with contextlib.redirect_stdout(sys.stderr):
        for module in consumer.PRELOAD:
            importlib.import_module(module)
    for argument in sys.argv[2:]:
        print(in_child(consumer, argument), flush=True)


if __name__ == "__main__":
    main()
