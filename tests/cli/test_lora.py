"""From reference sheets to a training folder: our own character goes through plan, preview, approval, crops, captions, flips."""
import os
import random
import signal
import struct
import subprocess
import time
import zlib

import lora_fixture as fixture
from fixtures import png_chunk, png_of
from harness import PROGRAM, Case, main

TRAIN = "dataset/ada/train/10_ada_gull_v1"


def read_png(path):
    """Width, height and rows of an 8-bit RGB PNG, undoing its filters."""
    data, at, packed = path.read_bytes(), 8, b""
    width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
    assert (depth, kind) == (8, 2), (depth, kind)
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at:at + 8])
        packed += data[at + 8:at + 8 + length] if name == b"IDAT" else b""
        at += 12 + length
    raw, rows, stride = zlib.decompress(packed), [], 3 * width
    above = bytearray(stride)
    for y in range(height):
        line = raw[y * (stride + 1):(y + 1) * (stride + 1)]
        row = bytearray(line[1:])
        for x in range(stride):
            a, b, c = (row[x - 3] if x >= 3 else 0), above[x], (above[x - 3] if x >= 3 else 0)
            paeth = min(((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c)))[2]
            row[x] = (row[x] + (0, a, b, (a + b) // 2, paeth)[line[0]]) & 255
        rows.append(row)
        above = row
    return width, height, [[tuple(row[3 * x:3 * x + 3]) for x in range(width)] for row in rows]


class Lora(Case):
    def setUp(self):
        super().setUp()
        self.limner("init", "shoals")
        self.game = self.folder / "games" / "shoals"
        fixture.write(self.game, size=64)
        self.set = self.game / "dataset" / "ada"
        self.train = self.game / TRAIN

    def lora(self, *words, status=0, **more):
        return self.limner("lora", *words, cwd=self.game, status=status, **more)

    def edit(self, find, replace, count=1):
        path = self.set / "plan.yaml"
        text = path.read_text(encoding="utf-8")
        self.assertGreaterEqual(text.count(find), 1, find)
        path.write_text(text.replace(find, replace, count), encoding="utf-8")

    def plan(self, text):
        (self.set / "plan.yaml").write_text(text, encoding="utf-8")

    def one(self, name, data, kind="clean", more=""):
        """A plan of one whole picture."""
        (self.game / "inputs" / "references" / name).write_bytes(data)
        self.plan("trigger: ada_gull_v1\nclass: thing\nsize: 64\nbackground: \"#0000ff\"\nsources:\n"
                  f"  - file: inputs/references/{name}\n    kind: {kind}\n    crops:\n"
                  f"      - {{ id: a, framing: full body, view: front{more} }}\n")

    # -- Beginning --

    def test_init_writes_a_plan_with_remarks_that_can_be_read_and_lists_the_sheets(self):
        for template in ("character", "object"):
            with self.subTest(template):
                self.lora("init", template, "--template", template, "--class", "young woman")
                text = (self.game / "dataset" / template / "plan.yaml").read_text(encoding="utf-8")
                self.assertIn("trigger: " + template + "_v1", text)
                self.assertIn('- file: "inputs/references/clean.png"', text)
                self.assertNotIn("@", text)
                self.lora("crop", template, "--dry-run")
        self.assertIn("*.png", (self.game / "dataset" / ".gitignore").read_text())

    def test_the_remarks_of_the_plan_are_yaml_once_their_signs_are_taken_away(self):
        self.lora("init", "eve")
        path = self.game / "dataset" / "eve" / "plan.yaml"
        text = path.read_text(encoding="utf-8")
        for line in text.splitlines():
            bare = line[1:]
            if line.startswith("#") and bare.startswith("  ") and (":" in bare):
                text = text.replace(line, bare, 1)
        path.write_text(text, encoding="utf-8")
        result = self.lora("crop", "eve", "--dry-run", "--json").json
        self.assertEqual([image["id"] for image in result["images"]], ["front_view"])

    def test_init_never_replaces_a_plan(self):
        before = (self.set / "plan.yaml").read_bytes()
        self.assertIn("left as it is", self.lora("init", "ada", status=1).err)
        self.assertEqual((self.set / "plan.yaml").read_bytes(), before)

    def test_init_refuses_what_a_trainer_would_split(self):
        for words in (["x", "--trigger", "a b"], ["x", "--trigger", "a,b"], ["x y"], ["../x"], ["x", "--class", "a,b"]):
            with self.subTest(words):
                self.lora("init", *words, status=3)
        self.assertEqual([path.name for path in (self.game / "dataset").iterdir() if path.is_dir()], ["ada"])

    def test_every_problem_of_a_plan_is_told_at_once_with_its_line(self):
        self.edit("left: 30", "left: -1")
        self.edit("view: back", "view: behind")
        self.edit("trigger: ada_gull_v1", "trigger: ada gull")
        error = self.lora("crop", status=3).err
        for part in ("3 problems", "plan.yaml:1: trigger", "left: the number -1", "text “behind”"):
            self.assertIn(part, error)

    # -- Approving --

    def test_only_what_was_seen_is_cropped(self):
        self.assertIn("not approved yet", self.lora("crop", status=5).err)
        self.assertIn("nothing was looked at", self.lora("preview", "--approve", status=5).err)
        self.lora("preview")
        self.lora("preview", "--approve")
        self.assertEqual(self.read_json(self.set / "approval.json")["crops"]["clean_front"]["by"], "human:tester")
        self.lora("crop")
        self.edit("left: 30, top: 40", "left: 31, top: 40")
        self.assertIn("1 crop changed since the approval (clean_front)", self.lora("crop", status=5).err)
        self.assertIn("shows something else", self.lora("preview", "--approve", status=5).err)
        self.lora("crop", "--yes")

    def test_another_sheet_under_the_same_name_has_to_be_seen_again(self):
        self.lora("preview")
        self.lora("preview", "--approve")
        (self.game / "inputs/references/clean.png").write_bytes(fixture.sheet(annotated=True).png())
        self.assertIn("7 crops changed", self.lora("crop", status=5).err)

    def test_the_preview_shows_every_crop_and_says_what_may_be_wrong(self):
        self.edit("left: 30, top: 40, width: 300", "left: 110, top: 40, width: 300")
        self.edit("left: 540, top: 570, width: 180", "left: 1300, top: 570, width: 180")
        result = self.lora("preview", "--json", status=1).json
        remarks = {crop["id"]: crop["remarks"] for crop in result["crops"]}
        self.assertIn("touches its edge (left)", remarks["clean_front"])
        self.assertIn("overlaps “clean_three_quarter”", remarks["clean_front"])
        self.assertIn("leaves the sheet by 72 pixels on the right", remarks["clean_surprised"])
        self.assertEqual(remarks["clean_back"], "")
        self.assertIn("“clean_back” shows the same from a clean one", remarks["notes_back"])
        page = (self.set / "preview.html").read_text(encoding="utf-8")
        self.assertEqual(page.count("<figure"), 14)
        self.assertNotIn("<script", page)

    def test_the_preview_as_a_picture(self):
        self.lora("preview", "--png", "--source", "inputs/references/clean.png")
        width, height, rows = read_png(self.set / "preview.png")
        self.assertEqual(width, 1240)
        self.assertIn((230, 25, 75), {pixel for row in rows for pixel in row})
        self.assertLess(height, 1000)

    # -- Cropping --

    def test_crops_are_exact_squares_of_what_the_plan_names(self):
        self.lora("crop", "--yes")
        self.assertEqual(sorted(path.name for path in self.train.iterdir()), [f"ada_{i:03}.png" for i in range(1, 15)])
        width, height, rows = read_png(self.train / "ada_001.png")
        self.assertEqual((width, height), (64, 64))
        # 300 x 500 comes to 38 x 64 with bars of 13 pixels; her right bracer is on the picture's left.
        self.assertEqual({rows[y][x] for y in range(64) for x in (0, 12, 51, 63)}, {(255, 255, 255)})
        for colour, x, y in ((fixture.BRACER, 90, 288), (fixture.PAD, 211, 422)):
            found = rows[round((y - 40) / 500 * 64)][13 + round((x - 30) / 300 * 38)]
            self.assertLess(max(abs(a - b) for a, b in zip(found, colour)), 16, (found, colour))

    def test_the_same_command_again_makes_nothing_and_the_same_bytes_from_nothing(self):
        self.lora("crop", "--yes")
        before = self.tree(self.set)
        self.assertEqual(self.lora("crop", "--yes", "--json").json["existing"], 14)
        for path in self.train.iterdir():
            path.unlink()
        self.assertEqual(self.lora("crop", "--yes", "--json").json["sheets"], 2)
        self.assertEqual(self.tree(self.set), before)

    def test_an_image_keeps_its_number_whatever_happens_around_it(self):
        self.lora("crop", "--yes")
        back = (self.train / "ada_004.png").read_bytes()
        text = (self.set / "plan.yaml").read_text(encoding="utf-8")
        lines = text.splitlines(keepends=True)
        at = next(i for i, line in enumerate(lines) if "id: clean_front" in line)
        lines[at:at + 2] = ["      - { id: added, left: 0, top: 0, width: 50, height: 60, framing: bust, view: back }\n"]
        self.plan("".join(lines))
        result = self.lora("crop", "--yes", "--json").json
        self.assertEqual({image["id"]: image["file"] for image in result["images"]}["added"], "ada_015.png")
        self.assertEqual((self.train / "ada_004.png").read_bytes(), back)
        self.assertEqual(result["stale"], ["ada_001.png"])
        self.assertEqual(self.lora("crop", "--yes", "--prune", "--json").json["pruned"], 1)
        self.assertFalse((self.train / "ada_001.png").exists())
        self.plan(text)
        self.lora("crop", "--yes")
        self.assertTrue((self.train / "ada_001.png").exists())

    def test_an_image_changed_by_hand_is_left(self):
        self.lora("crop", "--yes")
        mine = self.train / "ada_002.png"
        mine.write_bytes(mine.read_bytes() + b"retouched")
        self.edit("size: 64", "size: 72")
        result = self.lora("crop", "--yes", status=1)
        self.assertIn("ada_002.png is not what limner wrote", result.err)
        self.assertTrue(mine.read_bytes().endswith(b"retouched"))
        self.assertEqual(read_png(self.train / "ada_003.png")[0], 72)
        self.lora("crop", "--yes", "--force")
        self.assertEqual(read_png(mine)[0], 72)

    def test_somebody_elses_file_is_never_pruned(self):
        self.lora("crop", "--yes")
        self.write(self.train / "photo.jpg", "mine")
        result = self.lora("crop", "--yes", "--prune", "--json")
        self.assertEqual(result.json["stale"], ["photo.jpg"])
        self.assertTrue((self.train / "photo.jpg").exists())

    def test_other_repeats_rename_the_folder_so_that_no_trainer_reads_two(self):
        self.lora("crop", "--yes")
        self.lora("caption")
        self.edit("trigger: ada_gull_v1\n", "trigger: ada_gull_v1\nrepeats: 12\n")
        self.lora("crop", "--yes")
        self.assertEqual([path.name for path in (self.set / "train").iterdir()], ["12_ada_gull_v1"])
        self.assertEqual(len(list((self.set / "train/12_ada_gull_v1").iterdir())), 28)

    def test_caches_of_a_replaced_picture_go(self):
        self.lora("crop", "--yes")
        for name in ("ada_001_0064x0064_sd.npz", "ada_002_0064x0064_sd.npz", "ada_001_flip_0064x0064_sd.npz"):
            self.write(self.train / name, "cache")
        self.edit("left: 30, top: 40", "left: 29, top: 40")
        self.lora("crop", "--yes")
        self.assertEqual(sorted(path.name for path in self.train.glob("*.npz")),
                         ["ada_001_flip_0064x0064_sd.npz", "ada_002_0064x0064_sd.npz"])

    def test_excluded_sources_and_crops_are_not_made(self):
        self.edit("    kind: annotated", "    kind: annotated\n    exclude: writing on it")
        self.edit("framing: full body, pose: neutral }", "framing: full body, pose: neutral, exclude: double }")
        self.assertEqual(len(self.lora("crop", "--yes", "--json").json["images"]), 6)

    def test_a_killed_run_is_finished_by_the_next(self):
        self.edit("size: 64", "size: 1024")
        self.lora("crop", "--yes")
        whole = self.tree(self.set)
        dice = random.Random(3)
        for _ in range(8):
            for path in [*self.train.iterdir(), self.set / "made.json"]:
                path.unlink()
            process = subprocess.Popen([PROGRAM, "lora", "crop", "--yes"], cwd=self.game, env=self.environment,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(dice.uniform(0, 0.3))
            process.send_signal(signal.SIGKILL)
            process.wait()
            for path in self.train.glob("ada_*.png"):
                self.assertIn("IEND", path.read_bytes()[-12:].decode("latin-1"))
            self.lora("crop", "--yes")
            found = self.tree(self.set)
            self.assertEqual({name: hash for name, hash in found.items() if "tmp" not in name}, whole)

    def kill_while_files_change(self, *words):
        """Kills the command in the middle of replacing files; how many of the training folder it had replaced."""
        before = {path: path.read_bytes() for path in self.train.iterdir()}

        def replaced():
            return sum(path.read_bytes() != data for path, data in before.items())
        process = subprocess.Popen([PROGRAM, "lora", *words], cwd=self.game, env=self.environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and not replaced():
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
        return replaced()

    def test_what_a_killed_run_had_replaced_is_known_when_the_plan_changed_again(self):
        self.lora("crop", "--yes")
        self.edit("size: 64", "size: 1024")
        self.assertGreater(self.kill_while_files_change("crop", "--yes"), 0)
        self.edit("size: 1024", "size: 72")
        self.lora("crop", "--yes")
        self.assertEqual({read_png(path)[0] for path in self.train.glob("ada_*.png")}, {72})
        self.assertNotIn("coming", (self.set / "made.json").read_text(encoding="utf-8"))

    def test_captions_of_a_killed_run_are_no_work_of_hands(self):
        self.lora("crop", "--yes")
        self.lora("caption")
        self.edit("trigger: ada_gull_v1\n", "trigger: ada_gull_v1\nbackground_tag: grey background\n")
        self.kill_while_files_change("caption")
        self.edit("background_tag: grey", "background_tag: blue")
        self.lora("caption")
        for path in self.train.glob("*.txt"):
            self.assertIn("blue background", path.read_text(encoding="utf-8"))

    # -- Bad input --

    def test_what_cannot_be_cut_is_named_and_the_rest_goes_on(self):
        references = self.game / "inputs" / "references"
        cases = {
            "missing.png": None, "empty.png": b"", "text.png": b"not a picture", "anim.gif": b"GIF89a" + bytes(40),
            "cut.png": (references / "clean.png").read_bytes()[:2000],
            "huge.png": png_of(1, 1, 2, 8, b"\0\0\0").replace(struct.pack(">II", 1, 1), struct.pack(">II", 60000, 60000)),
        }
        for name, data in cases.items():
            with self.subTest(name):
                if data is not None:
                    (references / name).write_bytes(data)
                self.plan(fixture.plan(64, clean="clean") .replace("reg:\n", f"  - file: inputs/references/{name}\n    crops:\n"
                          "      - { id: bad, framing: bust, view: front }\nreg:\n"))
                result = self.lora("crop", "--yes", "--json", status=1)
                self.assertEqual([image["id"] for image in result.json["images"] if image["state"] == "failed"], ["bad"])
                self.assertIn(name, str(result.json["problems"]))
                self.assertEqual(len(list(self.train.glob("*.png"))), 7)

    def test_a_crop_outside_its_sheet_is_named(self):
        self.edit("width: 300, height: 500", "width: 300, height: 5000")
        result = self.lora("crop", "--yes", status=1)
        self.assertIn("plan.yaml:17: clean_front: the rectangle reaches from 30,40 to 330,5040, but the picture has only 1408 x 768",
                      result.err)
        self.assertEqual(len(list(self.train.glob("*.png"))), 13)

    def test_sixteen_bits_grey_palette_and_alpha_become_eight_bit_rgb_over_the_background(self):
        plte = png_chunk(b"PLTE", bytes([9, 8, 7]))
        for name, data, expected in (
                ("deep.png", png_of(8, 4, 2, 16, struct.pack(">HHH", 0x1234, 0x8080, 0xffff) * 8), (0x12, 0x80, 0xff)),
                ("grey.png", png_of(8, 4, 0, 8, b"\x40" * 8), (0x40, 0x40, 0x40)),
                ("palette.png", png_of(8, 4, 3, 8, b"\0" * 8, plte), (9, 8, 7)),
                ("clear.png", png_of(8, 4, 6, 8, bytes([200, 0, 0, 0]) * 8), (0, 0, 255)),
                ("half.png", png_of(8, 4, 6, 8, bytes([200, 100, 0, 255]) * 8), (200, 100, 0))):
            with self.subTest(name):
                self.one(name, data)
                self.lora("crop", "--yes", "--force")
                _width, _height, rows = read_png(self.train / "ada_001.png")
                self.assertEqual(rows[0][0], (0, 0, 255))
                for found, wanted in zip(rows[32][32], expected):
                    self.assertAlmostEqual(found, wanted, delta=1)

    def test_a_picture_stored_on_its_side_is_cut_upright(self):
        turned = struct.pack("<2sHIHHHIII", b"II", 42, 8, 1, 0x0112, 3, 1, 6, 0)
        row = bytes([255, 0, 0]) * 4 + bytes([0, 255, 0]) * 4
        self.one("side.png", png_of(8, 8, 2, 8, row, png_chunk(b"eXIf", turned)))
        self.lora("crop", "--yes")
        rows = read_png(self.train / "ada_001.png")[2]
        self.assertEqual([rows[4][4], rows[4][60], rows[60][4], rows[60][60]], [(255, 0, 0)] * 2 + [(0, 255, 0)] * 2)

    def test_an_animation_gives_its_first_picture_and_is_remarked_on(self):
        self.one("moving.png", png_of(8, 8, 2, 8, bytes([9, 9, 9]) * 8, png_chunk(b"acTL", struct.pack(">II", 1, 0))))
        self.assertIn("animated", self.lora("preview", "--json").json["crops"][0]["remarks"])
        self.lora("crop", "--yes")
        self.assertEqual(read_png(self.train / "ada_001.png")[2][5][5], (9, 9, 9))

    def test_links_do_not_lead_out_of_the_project(self):
        outside = self.folder / "outside"
        outside.mkdir()
        (self.set / "train").mkdir()
        os.symlink(outside, self.train)
        self.lora("crop", "--yes", status=3)
        self.lora("caption", status=1)
        self.assertEqual(list(outside.iterdir()), [])
        os.rename(self.set, outside / "ada")
        os.symlink(outside / "ada", self.set)
        before = self.tree(outside)
        for words in (["crop", "--yes"], ["preview"], ["caption", "--add", "x"], ["flip"]):
            subprocess.run([PROGRAM, "lora", *words], cwd=self.game, env=self.environment, capture_output=True)
        self.assertEqual(self.tree(outside), before)

    # -- Captions --

    def caption(self, number):
        return (self.train / f"ada_{number:03}.txt").read_text(encoding="utf-8")

    def test_captions_say_what_the_plan_says(self):
        self.lora("caption")
        self.assertEqual(self.caption(1), "ada_gull_v1, full body, front view, neutral pose, white background\n")
        self.assertEqual(self.caption(6), "ada_gull_v1, closeup, front view, angry expression, white background\n")
        self.assertEqual(len(list(self.train.glob("*.txt"))), 14)

    def test_a_caption_edited_by_hand_is_left_until_taken_or_replaced(self):
        self.lora("caption")
        (self.train / "ada_003.txt").write_text("ada_gull_v1, striding, 雪\n", encoding="utf-8")
        self.edit("ada_gull_v1\n", "ada_gull_v1\nbackground_tag: snow\n")
        result = self.lora("caption", status=1)
        self.assertIn("“ada_gull_v1, striding, 雪”", result.err)
        self.assertIn("--take", result.err)
        self.assertEqual(self.caption(3), "ada_gull_v1, striding, 雪\n")
        self.assertTrue(self.caption(1).endswith("snow\n"))
        self.lora("caption", "--take")
        self.assertIn('caption: "ada_gull_v1, striding, 雪"', (self.set / "plan.yaml").read_text(encoding="utf-8"))
        self.lora("caption")
        self.assertEqual(self.caption(3), "ada_gull_v1, striding, 雪\n")
        (self.train / "ada_001.txt").write_text("mine\n", encoding="utf-8")
        self.lora("caption", "--replace-edited")
        self.assertTrue(self.caption(1).startswith("ada_gull_v1, "))

    def test_further_lines_are_never_lost(self):
        self.lora("caption")
        both = self.caption(1) + "and what I thought of it\n"
        (self.train / "ada_001.txt").write_text(both, encoding="utf-8")
        for words in ((), ("--take",)):
            self.assertIn("several lines", self.lora("caption", *words, status=1).err)
            self.assertEqual(self.caption(1), both)
        self.lora("caption", "--replace-edited")
        self.assertEqual(self.caption(1) + "and what I thought of it\n", both)

    def test_bytes_a_trainer_would_keep_are_repaired_and_broken_ones_named(self):
        self.lora("caption")
        text = self.caption(1).strip()
        (self.train / "ada_001.txt").write_bytes(b"\xef\xbb\xbf" + text.encode() + b"\r\n")
        self.lora("caption")
        self.assertEqual((self.train / "ada_001.txt").read_bytes(), text.encode() + b"\n")
        (self.train / "ada_001.txt").write_bytes(b"\xff\xfe")
        self.assertIn("not UTF-8", self.lora("caption", status=1).err)
        self.lora("caption", "--replace-edited")
        self.assertEqual(self.caption(1).strip(), text)

    def test_bulk_changes_go_through_the_plan_and_back(self):
        self.lora("caption")
        plan, captions = (self.set / "plan.yaml").read_bytes(), self.tree(self.train)
        shown = self.lora("caption", "--find", "neutral pose", "--replace", "standing", "--dry-run", "--json").json
        self.assertEqual(len(shown), 8)
        self.assertEqual((self.set / "plan.yaml").read_bytes(), plan)
        self.lora("caption", "--find", "neutral pose", "--replace", "standing")
        self.lora("caption", "--add", "looking left", "--only", "clean_side")
        self.lora("caption", "--remove", "White Background")
        self.assertEqual(self.caption(3), "ada_gull_v1, full body, right side view, standing, looking left\n")
        for _ in range(3):
            self.lora("caption", "--undo")
        self.assertEqual((self.set / "plan.yaml").read_bytes(), plan)
        self.assertEqual(self.tree(self.train), captions)
        self.lora("caption", "--undo", status=3)

    def test_a_change_that_was_noted_and_never_came_about_is_not_in_the_way_of_undo(self):
        plan = (self.set / "plan.yaml").read_bytes()
        self.lora("caption", "--add", "x")
        noted, = self.set.parents[1].glob(".limner/lora-undo-*.json")
        steps = self.read_json(noted)
        self.write(noted, [*steps, {"what": "killed", "before": (self.set / "plan.yaml").read_text(encoding="utf-8"), "after": "0" * 64}])
        self.lora("caption", "--undo")
        self.assertEqual((self.set / "plan.yaml").read_bytes(), plan)
        self.assertEqual(self.read_json(noted), [])

    def test_undo_loses_nothing_that_came_later(self):
        self.lora("caption", "--add", "x")
        self.edit("class: young woman", "class: old woman")
        self.assertIn("was edited since", self.lora("caption", "--undo", status=1).err)

    def test_the_trigger_word_cannot_be_edited_away(self):
        before = self.tree(self.set)
        self.assertIn("does not begin with the trigger", self.lora("caption", "--remove", "ada_gull_v1", status=5).err)
        self.assertIn("one tag", self.lora("caption", "--add", "a, b", status=2).err)
        self.lora("caption", "--find", "x", "--undo", status=2)
        self.assertEqual(self.tree(self.set), before)

    def test_an_editor_changes_captions(self):
        self.lora("caption", "--edit", env={"EDITOR": "sed -i 's/front view/seen from the front/'", "VISUAL": ""})
        self.assertIn("seen from the front", self.caption(1))
        self.assertIn("line 1", self.lora("caption", "--edit", status=3, env={"EDITOR": "sh -c 'echo nonsense > $0'", "VISUAL": ""}).err)

    def test_lint_names_what_is_wrong_with_captions(self):
        self.lora("caption")
        for number, text in ((1, "full body, ada_gull_v1\n"), (2, "ada_gull_v1, front view, full body\n"), (3, "ada_gull_v1, a, A\n"),
                             (4, "ada_gull_v1, leather bracer\n"), (5, ""), (6, "ada_gull_v1, one\ntwo\n")):
            (self.train / f"ada_{number:03}.txt").write_text(text, encoding="utf-8")
        self.write(self.set / "reg/1_young_woman/r.txt", "x")
        self.edit("prompt: a young woman", "prompt: a ginger-hair woman")
        error = self.lora("caption", "--lint", status=3)
        for part in ("ada_001.txt:1: trigger", "ada_002.txt:1: order", "ada_003.txt:1: tags", "ada_004.txt:1: features: “bracer”",
                     "ada_005.txt:1: an empty caption", "ada_006.txt:2: more than one line", "reg/1_young_woman/r.txt",
                     "reg.prompt: “ginger hair”"):
            self.assertIn(part, error.out)

    # -- Flips --

    def test_only_what_shows_nothing_one_sided_is_mirrored(self):
        self.edit("expression: angry", "expression: angry, tags: [looking left]")
        self.lora("crop", "--yes")
        self.lora("flip")
        self.assertEqual(sorted(path.name for path in self.train.glob("*_flip.png")), [f"ada_{i:03}_flip.png" for i in (4, 5, 6, 7)])
        self.assertTrue((self.train / "ada_006_flip.txt").read_text().endswith("looking right\n"))
        _width, _height, rows = read_png(self.train / "ada_006.png")
        self.assertEqual(read_png(self.train / "ada_006_flip.png")[2], [row[::-1] for row in rows])
        self.assertEqual(self.lora("flip", "--json").json["existing"], 4)
        self.assertEqual(self.lora("crop", "--yes", "--json").json["stale"], [])

    def test_what_would_put_a_detail_on_the_wrong_side_is_refused_though_asked_for(self):
        self.lora("crop", "--yes")
        result = self.lora("flip", "--only", "clean_front", status=5)
        self.assertIn("“teal bracer”, which sits on the subject's right side", result.out)
        self.edit("trigger:", "flips: [clean_side, clean_back]\ntrigger:")
        self.lora("flip", status=5)
        self.assertEqual([path.name for path in self.train.glob("*_flip.png")], ["ada_004_flip.png"])

    def test_a_copy_that_became_wrong_is_told(self):
        self.lora("crop", "--yes")
        self.lora("flip")
        self.edit("- { name: ginger hair }", "- { name: parting, side: left }")
        self.assertEqual(self.lora("crop", "--yes", "--json").json["stale"],
                         sorted(f"ada_{i:03}_flip.{ending}" for i in (4, 5, 6, 7) for ending in ("png", "txt")))
        self.lora("crop", "--yes", "--prune")
        self.assertEqual(list(self.train.glob("*_flip.*")), [])

    def test_dry_runs_write_nothing(self):
        self.lora("crop", "--yes")
        before = self.tree(self.game)
        self.lora("flip", "--dry-run")
        self.lora("caption", "--dry-run")
        self.edit("size: 64", "size: 96")
        after_edit = self.tree(self.game)
        self.lora("crop", "--dry-run")
        self.assertEqual(self.tree(self.game), after_edit)
        self.assertEqual({name for name in before if before[name] != after_edit.get(name)}, {"dataset/ada/plan.yaml"})


if __name__ == "__main__":
    main()
