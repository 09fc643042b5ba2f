"""What the tests of the studio's pages share. A page NAME has test_NAME.py with a class derived from PageCase, NAME.mjs, which drives the
browser with browser.mjs, and its word in meson.build. Skipped, and said so, where there is no Chromium, no node, or the program was built
without its pages. LIMNER_SHOTS=DIR keeps the screenshots."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
from harness import PROGRAM, SOURCE, Case, main  # noqa: E402, F401

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NODE = shutil.which("node")
PLAYWRIGHT = SOURCE / "src/studio/web/node_modules/playwright-core"
LACKS = [name for name, found in (("Chromium", CHROMIUM), ("node", NODE), ("playwright-core (npm ci)", PLAYWRIGHT.is_dir())) if not found]
if os.environ.get("LIMNER_PAGES") == "0":
    LACKS.append("studio in this program: it was built without its pages")


class PageCase(Case):
    def setUp(self):
        super().setUp()
        if LACKS:
            self.skipTest("there is no " + ", no ".join(LACKS))

    def small_project(self, packs=1, side=256, **more):
        """A fresh project with pictures of its first @packs prompt packs, small and quickly made."""
        project = self.project(**more)
        paths = sorted((project / "inputs/prompts").glob("*.json"))
        for path in paths:
            path.write_text(re.sub(r'("(?:width|height)": *)\d+', rf"\g<1>{side}", path.read_text(encoding="utf-8")), encoding="utf-8")
        for path in paths[:packs]:
            self.limner("-C", project, "generate", path.stem, timeout=400)
        return project

    def serve(self, project, *words):
        """Starts the studio; its address is self.url. It is ended with the test; self.stop() ends it before."""
        errors = open(self.folder / "errors", "w+", encoding="utf-8")
        self.addCleanup(errors.close)
        self.server = subprocess.Popen([PROGRAM, "-C", str(project), "serve", *words], env=self.environment, stdout=subprocess.PIPE, stderr=errors,
                                       encoding="utf-8")
        server = self.server
        self.addCleanup(lambda: (server.terminate(), server.wait(timeout=60), server.stdout.close()))
        self.url = self.server.stdout.readline().split()[-1]
        self.server.stdout.readline()  # comes after what is said on standard error
        if "without the studio's pages" in self.told:
            self.skipTest("the program was built without its pages")

    @property
    def told(self):
        return (self.folder / "errors").read_text(encoding="utf-8")

    def stop(self):
        """Ends the server, and looks whether it complained."""
        self.server.terminate()
        self.server.wait(timeout=60)
        for word in ("CRITICAL", "AddressSanitizer", "LeakSanitizer", "runtime error"):
            self.assertNotIn(word, self.told)

    def run_script(self, command, timeout, obey):
        """What the script printed last. A line that is no JSON is a word for @obey, after which the script goes on."""
        said = ""
        with open(self.folder / "script-errors", "w+", encoding="utf-8") as errors:
            process = subprocess.Popen(command, env={**self.environment, "PATH": os.environ["PATH"]}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       stderr=errors, encoding="utf-8", errors="replace")
            end = threading.Timer(timeout, process.kill)
            end.start()
            try:
                with process:
                    for said in process.stdout:
                        if not said.startswith("{"):
                            obey(said.strip())
                            process.stdin.write("\n")
                            process.stdin.flush()
            finally:
                end.cancel()
            errors.seek(0)
            self.assertEqual(process.returncode, 0, said + errors.read() + self.told)
        return said

    def sit(self, name, *words, timeout=300, obey=None):
        """Runs NAME.mjs in the browser, with @words in its argv; returns what it saw. No page may complain, overflow or keep anybody out.
        Other words that it prints, a line each, are for @obey."""
        shots = pathlib.Path(os.environ.get("LIMNER_SHOTS", self.folder / "shots"))
        shots.mkdir(parents=True, exist_ok=True)
        script = str(pathlib.Path(__file__).with_name(f"{name}.mjs"))
        said = self.run_script([NODE, script, str(PLAYWRIGHT), CHROMIUM, self.url, str(shots), *map(str, words)], timeout, obey)
        seen = json.loads(said)
        self.shots = set(seen.pop("screenshots"))
        self.assertEqual((seen.pop("overflows"), seen.pop("nameless"), seen.pop("complaints"), seen.pop("barriers")), ([], [], [], []))
        return seen
