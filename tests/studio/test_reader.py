"""A shipped story in a real browser, from disk: played to its endings against its own gates; nothing sealed stands in its files; hostile prose
stays text; the place survives. LIMNER_SHOTS=DIR keeps the screenshots."""
import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
from fixtures import png_chunk, png_file  # noqa: E402
from harness import SOURCE, Case, main  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NODE = shutil.which("node")
PLAYWRIGHT = SOURCE / "src/studio/web/node_modules/playwright-core"
LACKS = [name for name, found in (("Chromium", CHROMIUM), ("node", NODE), ("playwright-core (npm ci)", PLAYWRIGHT.is_dir())) if not found]

DIRECTION = """style: ink wash with watercolor accents
medium: sumi-e on toned paper
palette: [deep indigo, rust orange, pale cream]
composition_notes: wide shots for the sea, close for hands
negative_defaults: text
aspect_ratio: "16:9"
"""
# The way that opens most of the codex.
WAY = ["Call on the harbour-mistress", "Ask about the wreck", "Take the key and ask who else was awake that night"]
HOSTILE = """start: a
title: "</title><script>hacked=1</script>"
entities:
  - { id: e, type: object, name: "<img src=x onerror=hacked=2>", concept: x }
codewords:
  - { id: w, tracks: x }
passages:
  - id: a
    title: "</h2><svg onload=hacked=3>"
    grants: [w]
    prose: |
      <script>hacked = 4; alert(1)</script> "</script><script>hacked=5</script>" <img src=x onerror="hacked=6"> <!-- x
      [link](javascript:hacked=7) <a href="javascript:hacked=8">x</a> <b onclick=hacked=9>y</b>
    choices: [{ to: b, label: "<iframe srcdoc='<script>hacked=10</script>'>" }]
  - id: b
    prose: "שלום 👩‍🚀 *עולם* &lt;script&gt;"
    choices: [{ to: a, label: "]]>{{story}}" }]
"""


def png(width, height, shade):
    rows = b"".join(b"\0" + bytes(value for x in range(width) for value in ((x * 160 // width + shade) % 256, y * 90 // height + 60, 150 - y * 90 // height))
                    for y in range(height))
    return png_file(width, height, rows, extra=png_chunk(b"tEXt", b"parameters\0the secret prompt of the painter"))


class Reader(Case):
    def setUp(self):
        super().setUp()
        self.limner("init", "salt")
        self.game = self.folder / "games" / "salt"

    def ship(self, *words, status=0):
        return self.limner("ship", *words, cwd=self.game, status=status)

    def dress(self, passages):
        story = self.game / "story"
        for name in ("salt-lantern.yaml", "salt-lantern-codex.yaml"):
            text = (SOURCE / "data/demo/story" / name).read_text(encoding="utf-8")
            self.write(story / "story.yaml" if name == "salt-lantern.yaml" else story / "codex" / name, text)
        self.write(story / "art-direction.yaml", DIRECTION)
        self.captions = {}
        for i, passage in enumerate(passages):
            asset = f"assets/{i:016x}.png"
            (self.game / "assets").mkdir(exist_ok=True)
            (self.game / asset).write_bytes(png(320 + 16 * i, 180, 40 * i))
            self.captions[passage] = f"Where the tide {i} kept {passage} for itself"
            self.write(story / "illustrations" / f"{passage}.json",
                       {"id": f"ill_{passage}", "brief": f"ib_{passage}", "passage": passage, "asset": asset, "caption": self.captions[passage]})

    def lacks_reader(self):
        done = self.limner("ship", "--dry-run", "--json", "-f", "all", cwd=self.game)
        if "without the reader" in done.err:
            self.skipTest("the program was built without the reader")

    # -- In the files --

    def sealed_texts(self, story):
        """Everything a page must not show: all but title and the codex that is open from the start."""
        for passage in story["passages"]:
            yield from (line for line in passage["prose"].split("\n") if len(line) > 12)
            yield passage["title"]
            yield from (choice["label"] for choice in passage["choices"])
        yield from self.captions.values()
        yield from (word["id"] for word in story["codewords"])
        yield from (entry[key] for entry in story["codex"] for key in ("content", "title") if entry["visible_when"])

    def test_nothing_sealed_stands_in_the_files(self):
        self.dress(["landing", "crossing", "steps"])
        self.lacks_reader()
        self.ship("-f", "json")
        story = self.read_json(self.game / "exports/the-salt-lantern-json/story.json")
        for words, n_files in (([], 5), (["--single"], 2)):
            self.ship("-f", "html", *words)
            files = [path for path in (self.game / "exports/the-salt-lantern-html").rglob("*") if path.is_file()]
            self.assertEqual(len(files), n_files)
            raw = b"".join(path.read_bytes() for path in files)
            self.assertTrue(b"Ask him anything about the wind" in raw)  # a rank 1 entry: the search below would find others
            texts = [text for text in self.sealed_texts(story) if len(text) > 6]
            self.assertGreater(len(texts), 150)
            for text in texts:
                for shape in self.shapes(text):
                    self.assertFalse(shape in raw, text)
            for picture in (self.game / "assets").iterdir():
                for part in (picture.read_bytes()[100:160], b"the secret prompt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"):
                    for shape in self.shapes(part):
                        self.assertFalse(shape in raw, part)

    @staticmethod
    def shapes(text):
        plain = text if isinstance(text, bytes) else text.encode()
        yield plain
        if plain is not text:
            yield json.dumps(text)[1:-1].encode()
        for shift in range(3):
            coded = base64.b64encode(b"x" * shift + plain)[4:-4]
            if len(coded) > 10:
                yield coded

    def test_another_word_seals_everything_anew(self):
        self.dress(["landing"])
        self.lacks_reader()
        self.ship("-f", "html")
        page = self.game / "exports/the-salt-lantern-html/the-salt-lantern.html"
        first = page.read_text(encoding="utf-8")
        path = self.game / "story/story.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("Nobody waves.", "Somebody waves."), encoding="utf-8")
        self.ship("-f", "html")
        second = page.read_text(encoding="utf-8")
        lines = {line for line in first.split("\n") if len(line) > 200}
        self.assertEqual([line[:60] for line in second.split("\n") if len(line) > 200 and line in lines and '"' == line[0]], [])

    def test_a_picture_that_is_gone_is_told_before_anything_is_written(self):
        self.dress(["landing"])
        next((self.game / "assets").iterdir()).unlink()
        self.assertIn("picture of passage “landing”", self.ship("-f", "json", status=3).err)
        self.assertFalse((self.game / "exports").exists() and any((self.game / "exports").iterdir()))

    def test_its_cipher_is_the_one_of_the_rfc(self):
        esbuild = SOURCE / "src/studio/web/node_modules/.bin/esbuild"
        if not NODE or not esbuild.exists():
            self.skipTest("there is no node, or no esbuild (npm ci)")
        subprocess.run([esbuild, SOURCE / "src/dress/reader/cipher.ts", "--bundle", "--format=esm", f"--outfile={self.folder}/cipher.mjs", "--log-level=warning"],
                       check=True, timeout=60)
        done = subprocess.run([NODE, pathlib.Path(__file__).with_name("cipher.mjs"), self.folder / "cipher.mjs"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=60, encoding="utf-8")
        self.assertEqual(done.stdout, "right\n")

    # -- In the browser --

    def plan(self):
        pictured = ["landing", "ask_wreck", "crossing"]
        self.dress(pictured)
        self.lacks_reader()
        self.ship("-f", "html,json")
        self.ship("-f", "html", "--single", "--name", "single")
        self.ship("-f", "html", "--name", "lost")
        exports = self.game / "exports"
        for script in (exports / "lost-html/pictures").iterdir():
            script.unlink()
        page = (exports / "the-salt-lantern-html/the-salt-lantern.html")
        damaged = self.folder / "damaged.html"
        damaged.write_text(page.read_text(encoding="utf-8").replace('"start":[', '"start":[9', 1), encoding="utf-8")
        story = self.read_json(exports / "the-salt-lantern-json/story.json")
        text = (self.game / "story/story.yaml").read_text(encoding="utf-8")
        for name, old, new in (("typo", "Nobody waves.", "Nobody at all waves."), ("changed", "label: Ask about the wreck", "label: Ask about the ship")):
            self.write(self.game / "story/story.yaml", text.replace(old, new))
            self.ship("-f", "html", "--name", name)
        self.write(self.game / "story/story.yaml", HOSTILE)
        shutil.rmtree(self.game / "story/codex")
        shutil.rmtree(self.game / "story/illustrations")
        self.write(self.game / "story/codex/e.yaml", "- { id: c, entity: e, rank: 1, title: \"<svg onload=hacked=11>\", content: \"<script>hacked=12</script>\" }\n")
        self.ship("-f", "html", "--name", "hostile")
        return {"page": page.as_uri(), "story": str(exports / "the-salt-lantern-json/story.json"), "single": (exports / "single-html/single.html").as_uri(),
                "typo": (exports / "typo-html/typo.html").as_uri(), "changed": (exports / "changed-html/changed.html").as_uri(),
                "lost": (exports / "lost-html/lost.html").as_uri(), "damaged": damaged.as_uri(), "hostile": (exports / "hostile-html/hostile.html").as_uri(),
                "way": self.richest_way(story), "pictureAt": 2}

    def richest_way(self, story):
        """The way through WAY that opens the most entries, by a bounded search."""
        passages = {passage["id"]: passage for passage in story["passages"]}

        def earned(held, words):
            return held | frozenset(words)

        best, front, seen = (0, []), [(story["start"], earned(frozenset(), passages[story["start"]]["grants"]), [])], set()
        while front:
            at, held, way = front.pop(0)
            n_open = sum(set(entry["visible_when"]) <= held for entry in story["codex"])
            if passages[at]["is_ending"] and (n_open, -len(way)) > (best[0], -len(best[1])) and way[:2] == WAY[:2]:
                best = (n_open, way)
            for choice in passages[at]["choices"]:
                if set(choice["requires"]) <= held and (way + [choice["label"]])[:2] == WAY[:len(way) + 1][:2]:
                    state = (choice["to"], earned(earned(held, choice["grants"]), passages[choice["to"]]["grants"]))
                    if state not in seen:
                        seen.add(state)
                        front.append((*state, way + [choice["label"]]))
        return best[1]

    def test_it_plays(self):
        if LACKS:
            self.skipTest("there is no " + ", no ".join(LACKS))
        plan = self.plan()
        shots = pathlib.Path(os.environ.get("LIMNER_SHOTS", self.folder / "shots"))
        shots.mkdir(parents=True, exist_ok=True)
        (self.folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
        done = subprocess.run([NODE, str(pathlib.Path(__file__).with_name("reader.mjs")), str(PLAYWRIGHT), CHROMIUM, str(self.folder / "plan.json"), str(shots)],
                              env={**self.environment, "PATH": os.environ["PATH"]}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300,
                              encoding="utf-8", errors="replace")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        seen = json.loads(done.stdout.splitlines()[-1])
        self.assertGreaterEqual(len(seen["endings"]), 2)
        self.assertGreaterEqual(seen["found"], 2)
        self.assertEqual(seen["picture"][1:], [self.captions["ask_wreck"], "blob:"])
        self.assertEqual(seen["trail"], len(plan["way"]) + 1)
        self.assertEqual(seen["changed"], ["The harbour office", "The story has changed since. You are at the last place that is still there."])
        self.assertIn("keeps nothing for this page", seen["denied"])
        self.assertIn("This is no place", seen["noPlace"])
        self.assertEqual(seen["faults"], [])
        self.assertIn("<script>hacked = 4; alert(1)</script>", seen["hostile"][0])
        self.assertIn("javascript:hacked=7", seen["hostile"][0])
        self.assertIn("עולם", seen["hostile"][1])
        self.assertEqual(seen["executed"][:2], [None, 0])
        self.assertIn(self.captions["ask_wreck"], seen["lost"])
        self.assertIn("damaged", seen["damaged"])
        self.assertEqual(seen["complaints"], [])


if __name__ == "__main__":
    main()
