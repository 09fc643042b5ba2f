"""Virtual environments of the consumers, below build/conformance/.

uv (itself from PyPI) fills them: it resolves in a second and hard-links every package from one cache, so that six
environments with the same torch take the room of one. PyPI's torch brings the CUDA libraries, without which it
does not import even on a machine that has no GPU: about 2.5 GB are downloaded and 7 GB stored, once.
"""

import subprocess
import sys
import time
import venv
from pathlib import Path

# One torch for all environments: the newest that every pinned consumer, and the torchaudio on PyPI, can use.
CONSTRAINTS = ("torch==2.13.0", "torchvision==0.28.0")


class Unavailable(Exception):
    """Why an environment cannot be had here."""


def run(*command):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise Unavailable(f"{Path(command[0]).name} {command[1]}: {last[:200]}")


class Environments:
    def __init__(self, root):
        self.root = root
        self.uv = root / "bootstrap" / "bin" / "uv"
        self.no_uv = None  # why there is no uv; asked for once, since an absent network answers slowly

    def bootstrap(self):
        if self.uv.exists():
            return
        try:
            if self.no_uv:
                raise self.no_uv
            venv.create(self.root / "bootstrap", with_pip=True, clear=True)
            run(self.uv.with_name("python"), "-m", "pip", "install", "--quiet", "uv")
        except subprocess.CalledProcessError as error:
            self.no_uv = Unavailable("python3 cannot make a virtual environment with pip (Debian: python3-venv)")
            raise self.no_uv from error
        except Unavailable as reason:
            self.no_uv = reason
            raise

    def install(self, python, requirements, *options):
        constraints = self.root / "constraints.txt"
        constraints.write_text("".join(c + "\n" for c in CONSTRAINTS))
        run(
            self.uv,
            "pip",
            "install",
            "--quiet",
            "--cache-dir",
            self.root / "cache",
            "--python",
            python,
            "--constraint",
            constraints,
            *options,
            *requirements,
        )

    def get(self, consumer):
        """The Python of @consumer's environment and the seconds its installation took (0 if it was there)."""
        folder = self.root / consumer.ENVIRONMENT
        python, mark = folder / "bin" / "python", folder / "installed.txt"
        wanted = "\n".join((*consumer.REQUIREMENTS, *getattr(consumer, "BARE_REQUIREMENTS", ()), *CONSTRAINTS))
        if mark.exists() and mark.read_text() == wanted:
            return python, 0.0
        started = time.monotonic()
        self.root.mkdir(parents=True, exist_ok=True)
        self.bootstrap()
        run(self.uv, "venv", "--quiet", "--clear", "--python", sys.executable, folder)
        self.install(python, consumer.REQUIREMENTS)
        if bare := getattr(consumer, "BARE_REQUIREMENTS", ()):
            self.install(python, bare, "--no-deps")
        mark.write_text(wanted)
        return python, time.monotonic() - started
