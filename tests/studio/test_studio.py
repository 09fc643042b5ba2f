"""The studio's pages in a real browser: a sitting of five pictures without the mouse, checked on disk. Skipped, and said so, where there is
no Chromium, no node, or the program was built without its pages. LIMNER_SHOTS=DIR keeps the screenshots."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
from harness import PROGRAM, SOURCE, Case, main  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NODE = shutil.which("node")
PLAYWRIGHT = SOURCE / "src/studio/web/node_modules/playwright-core"
LACKS = [name for name, found in (("Chromium", CHROMIUM), ("node", NODE), ("playwright-core (npm ci)", PLAYWRIGHT.is_dir())) if not found]
if os.environ.get("LIMNER_PAGES") == "0":
    LACKS.append("studio in this program: it was built without its pages")


class Studio(Case):
    def setUp(self):
        super().setUp()
        if LACKS:
            self.skipTest("there is no " + ", no ".join(LACKS))

    def serve(self, project):
        errors = open(self.folder / "errors", "w+", encoding="utf-8")
        self.addCleanup(errors.close)
        process = subprocess.Popen([PROGRAM, "-C", str(project), "serve"], env=self.environment, stdout=subprocess.PIPE, stderr=errors,
                                   encoding="utf-8")
        self.addCleanup(lambda: (process.terminate(), process.communicate(timeout=60)))
        self.url = process.stdout.readline().split()[-1]
        process.stdout.readline()  # comes after what is said on standard error
        return process

    @property
    def told(self):
        return (self.folder / "errors").read_text(encoding="utf-8")

    def test_five_pictures_are_judged_without_the_mouse(self):
        project = self.project()
        for pack in (project / "inputs/prompts").glob("*.json"):
            pack.write_text(re.sub(r": 1024", ": 256", pack.read_text(encoding="utf-8")), encoding="utf-8")
        self.limner("-C", project, "generate", sorted((project / "inputs/prompts").glob("*.json"))[0].stem, timeout=400)
        process = self.serve(project)
        if "without the studio's pages" in self.told:
            self.skipTest("the program was built without its pages")
        shots = pathlib.Path(os.environ.get("LIMNER_SHOTS", self.folder / "shots"))
        shots.mkdir(parents=True, exist_ok=True)
        done = subprocess.run([NODE, str(pathlib.Path(__file__).with_name("review.mjs")), str(PLAYWRIGHT), CHROMIUM, self.url, str(shots)],
                              env={**self.environment, "PATH": os.environ["PATH"]}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300,
                              encoding="utf-8", errors="replace")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        seen = json.loads(done.stdout.splitlines()[-1])

        judgments = [self.read_json(project / "records" / f"{id}.json") for id in seen["judged"]]
        self.assertEqual([each["judgment"]["status"] for each in judgments], ["approved", "rejected", "rejected", "borderline", "approved", "approved"])
        self.assertEqual([each["judgment"]["explanation"] for each in judgments],
                         ["Reads at once; the lamp holds it.", "Too clean.", "Hm.", "Nearly.", "Quick.", "First."])
        self.assertEqual({each["judgment"]["reviewer"] for each in judgments}, {"human:tester"})
        self.assertEqual(sorted(set(judgments[0]["judgment"]["criteria_scores"].values())), [0.8, 0.9])
        self.assertEqual(len(judgments[0]["judgment"]["criteria_scores"]), seen["nDimensions"])
        self.assertEqual(len(judgments[1]["judgment"]["failure_modes"]), 1)
        self.assertIsNone(judgments[2]["judgment"].get("override_reason"))
        self.assertEqual(list(judgments[3]["judgment"]["criteria_scores"].values())[-1], 0.65)
        self.assertEqual(len(judgments[3]["judgment_undone"]), 1)
        for each in judgments:
            self.assertTrue((project / each["asset_path"]).exists(), each["asset_path"])
        findings = self.limner("-C", project, "doctor", "--json").json.get("findings", [])
        self.assertEqual([each for each in findings if each["severity"] != "info"], [])

        self.assertEqual(seen["token"], "", "the token stays in the address bar")
        self.assertIn("the scores call for rejected", seen["refusal"])
        self.assertIn("changed by somebody else", seen["conflict"])
        self.assertEqual(judgments[5]["id"], seen["conflictOn"])
        self.assertNotIn("judgment_history", judgments[5])
        self.assertIn("100 %", seen["zoom"])
        self.assertLess(sum(map(int, re.findall(r"\d+", seen["darkGround"])[:3])), 150)
        self.assertEqual((seen["overflows"], seen["nameless"], seen["complaints"]), (False, [], []))
        self.assertEqual(len(list(shots.glob("*.png"))), 7)
        process.terminate()
        process.wait(timeout=60)
        for word in ("CRITICAL", "AddressSanitizer", "LeakSanitizer", "runtime error"):
            self.assertNotIn(word, self.told)


if __name__ == "__main__":
    main()
