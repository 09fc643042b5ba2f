"""Runs the real program in a temporary folder. Standard library only.

A test file is a unittest module; its classes derive from Case. The program is the first argument or $LIMNER.
"""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.environ.get("LIMNER", str(pathlib.Path(__file__).resolve().parents[2] / "build" / "limner"))
SOURCE = pathlib.Path(__file__).resolve().parents[2]


class Result:
    def __init__(self, done):
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr

    @property
    def json(self):
        return json.loads(self.out)


class Case(unittest.TestCase):
    """One temporary folder per test; self.limner() runs the program in it and checks the exit status."""

    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="limner-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "LIMNER_REVIEWER": "human:tester",
            "LIMNER_CLOCK": "2026-01-02T03:04:05.000Z",
            "LIMNER_SEED": "1",
            "TESSDATA_PREFIX": str(self.folder),  # nothing to read with, so that all machines see the same
        }
        for name, value in os.environ.items():
            if name.endswith("SAN_OPTIONS"):
                self.environment[name] = value

    def limner(self, *words, status=0, cwd=None, env=None, timeout=120, input=None):
        done = subprocess.run([PROGRAM, *map(str, words)], cwd=cwd or self.folder, env={**self.environment, **(env or {})},
                              stdin=subprocess.DEVNULL if input is None else None, input=input, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=timeout, encoding="utf-8", errors="replace")
        self.assertEqual(done.returncode, status, f"limner {' '.join(map(str, words))}\n{done.stdout}\n{done.stderr}")
        for word in ("AddressSanitizer", "runtime error:", "LeakSanitizer", "GLib-CRITICAL", "GLib-GObject-CRITICAL"):
            self.assertNotIn(word, done.stderr)
        return Result(done)

    def project(self, template="game-art", name="shoals"):
        """A fresh project; returns its folder."""
        self.limner("init", name, "--template", template)
        return self.folder / "games" / name

    def write(self, path, text):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if isinstance(text, str) else json.dumps(text, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

    def read_json(self, path):
        return json.loads(path.read_text(encoding="utf-8"))

    def tree(self, folder):
        """Every file below @folder with the hash of its bytes, .limner left out."""
        return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
                for path in sorted(folder.rglob("*")) if path.is_file() and ".limner" not in path.parts}


class TapResult(unittest.TestResult):
    """Prints TAP, so that every test is counted by its own name."""

    def __init__(self, *_arguments, **_more):
        super().__init__()
        self.count = 0

    def line(self, good, test, more=""):
        self.count += 1
        print(f"{'ok' if good else 'not ok'} {self.count} {test.id()}{more}", flush=True)

    def addSuccess(self, test):
        self.line(True, test)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.line(True, test, f" # SKIP {reason}")

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            self.line(False, subtest)
            print("".join("# " + line + "\n" for line in (self.failures + self.errors)[-1][1].splitlines()), flush=True)

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.line(False, test)
        print("".join("# " + line + "\n" for line in self.failures[-1][1].splitlines()), flush=True)

    def addError(self, test, error):
        super().addError(test, error)
        self.line(False, test)
        print("".join("# " + line + "\n" for line in self.errors[-1][1].splitlines()), flush=True)


def main():
    """Runs the tests of the calling module; a word on the command line selects those whose name contains it."""
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    words = sys.argv[1:]
    tests = [test for group in suite for test in group if all(word in test.id() for word in words)]
    result = TapResult()
    for test in tests:
        test.run(result)
    print(f"1..{result.count}", flush=True)
    sys.exit(0 if result.wasSuccessful() and result.count else 1)
