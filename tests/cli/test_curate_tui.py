"""Judging in the terminal: the real program on a pseudo-terminal, driven by keys, its screen read back."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
import unittest

from fixtures import png
from harness import PROGRAM, Case, main

IDS = ["vessel_tide_barge_v1", "vessel_tide_barge_v2", "vessel_tide_barge_v3"]
PATIENCE = 60
ENTER, ESCAPE = "\r", "\x1b"


class Screen:
    """As much of a terminal as the program uses: cells that are written at places."""

    def __init__(self, rows, columns):
        self.rows, self.columns = rows, columns
        self.cells = [[" "] * columns for _ in range(rows)]
        self.row = self.column = 0
        self.rest = ""

    def feed(self, text):
        text, self.rest = self.rest + text, ""
        at = 0
        while at < len(text):
            if text[at] != "\x1b":
                self.put(text[at])
                at += 1
                continue
            found = re.match(r"\x1b\[([?0-9;]*)([A-Za-z])|\x1b[P_\]^].*?(\x1b\\|\x07)|\x1b[()][A-Z0-9]|\x1b[=>78]", text[at:], re.S)
            if found is None:
                self.rest = text[at:]
                return
            self.act(found.group(2), found.group(1))
            at += found.end()

    def put(self, letter):
        if letter == "\r":
            self.column = 0
        elif letter == "\n":
            self.row += 1
        elif letter >= " " and self.row < self.rows and self.column < self.columns:
            self.cells[self.row][self.column] = letter
            self.column += 1

    def act(self, kind, words):
        if kind == "H":
            place = [int(word) for word in words.split(";") if word] or [1, 1]
            self.row, self.column = place[0] - 1, place[1] - 1
        elif kind == "J":
            self.cells = [[" "] * self.columns for _ in range(self.rows)]

    @property
    def text(self):
        return "\n".join("".join(row).rstrip() for row in self.cells)


# Starts a program as a shell does: a group of its own in the foreground, and who started it hears of stops.
SHELL = """
import os, signal, sys, time
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
child = os.fork()
if child == 0:
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpgrp())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    os.execv(sys.argv[2], sys.argv[2:])
while True:
    _, status = os.waitpid(child, os.WUNTRACED)
    if not os.WIFSTOPPED(status):
        sys.exit(os.WEXITSTATUS(status))
    os.tcsetpgrp(0, os.getpgrp())
    open(sys.argv[1] + ".stopped", "w").close()
    while not os.path.exists(sys.argv[1] + ".go"):
        time.sleep(0.01)
    os.tcsetpgrp(0, child)
    os.kill(child, signal.SIGCONT)
"""


class Sitting:
    """The program on a terminal of its own."""

    def __init__(self, case, project, *words, rows=24, columns=80, env=None, shell=()):
        self.case = case
        self.main, self.side = pty.openpty()
        self.size(rows, columns)
        self.before = termios.tcgetattr(self.side)
        self.raw = ""
        environment = {**case.environment, "TERM": "xterm-256color", **(env or {})}
        self.process = subprocess.Popen([*shell, PROGRAM, "-C", str(project), "curate", *words], stdin=self.side, stdout=self.side,
                                        stderr=self.side, env=environment, preexec_fn=self.own_terminal)
        case.addCleanup(self.end)

    def own_terminal(self):
        os.setsid()
        fcntl.ioctl(self.side, termios.TIOCSCTTY, 0)

    def size(self, rows, columns):
        fcntl.ioctl(self.side, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen = Screen(rows, columns)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for fd in (self.main, self.side):
            os.close(fd)

    def read(self, wait):
        ready, _, _ = select.select([self.main], [], [], wait)
        if not ready:
            return False
        piece = os.read(self.main, 65536).decode("utf-8", "surrogateescape")
        self.raw += piece
        self.screen.feed(piece)
        return True

    def until(self, *words, line=None):
        """Reads until every word stands on the screen at once, or on that line of it."""
        stop = time.monotonic() + PATIENCE

        def shown():
            lines = self.screen.text.split("\n")
            return self.screen.text if line is None else lines[line] if line < len(lines) else ""

        while not all(word in shown() for word in words):
            if time.monotonic() > stop or (not self.read(0.2) and self.process.poll() is not None and not self.read(0)):
                self.case.fail(f"waited for {words!r}; the screen:\n{self.screen.text}")
        return self.screen.text

    def keys(self, text):
        os.write(self.main, text.encode())

    def ended(self, status=0):
        stop = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < stop:
            self.read(0.1)
        while self.read(0.05):
            pass
        self.case.assertEqual(self.process.poll(), status, self.screen.text)
        self.case.assertEqual(termios.tcgetattr(self.side), self.before, "the terminal is as it was")
        for on, off in (("\x1b[?1049h", "\x1b[?1049l"), ("\x1b[?25l", "\x1b[?25h"), ("\x1b[?2004h", "\x1b[?2004l")):
            self.case.assertGreater(self.raw.rfind(off), self.raw.rfind(on), f"{off!r} comes after {on!r}")
        return self.raw[self.raw.rfind("\x1b[?1049l"):]


class Curate(Case):
    def three_waiting(self, canon=None):
        project = self.project()
        for index, name in enumerate(IDS):
            self.write(project / "records" / f"{name}.json", {
                "id": name, "created_at": "2026-01-01T00:00:00.000Z", "asset_path": f"outputs/candidates/{name}.png",
                "image": {"format": "png", "width": 32, "height": 24, "bytes": 100},
                "provenance": {"workflow_id": "wave1", "batch_index": index, "prompt": f"a barge \x1b[2J number {index}"},
                "judgment": None, "canon": None})
            picture = project / "outputs/candidates" / f"{name}.png"
            picture.parent.mkdir(parents=True, exist_ok=True)
            picture.write_bytes(png(32, 24, (40 * index, 120, 200)))
        return project

    def judgment(self, project, name):
        return self.read_json(project / "records" / f"{name}.json")["judgment"]

    def places(self, project):
        return {path.stem: path.parent.name for path in (project / "outputs").rglob("*.png")}

    def test_two_are_judged_one_is_taken_back(self):
        project = self.three_waiting()
        sitting = Sitting(self, project)
        sitting.until(IDS[0], "1 of 3 · 0 judged", "vessel · tide")
        sitting.keys("8888888")
        sitting.until("mean 0.80 → approved")
        sitting.keys(ENTER)
        sitting.until("Why:")
        sitting.keys("Square hull, quit stance" + ENTER)
        sitting.until(IDS[1], "1 judged")
        sitting.keys("3333333" + "fb" + ENTER)
        sitting.until("→ rejected", "plastic_render")
        sitting.keys("eGloss" + ENTER + ENTER)
        sitting.until(IDS[2], "2 judged")
        self.assertEqual(self.judgment(project, IDS[1])["failure_modes"], ["plastic_render"])
        self.assertEqual(self.places(project)[IDS[1]], "rejected")
        sitting.keys("u")
        sitting.until(IDS[1], "1 judged", "its judgment is taken back", "→ rejected")
        sitting.keys("q")
        said = sitting.ended()
        self.assertIn("1 image judged, 2 are left.", said)
        first = self.judgment(project, IDS[0])
        self.assertEqual((first["status"], first["explanation"], first["reviewer"]),
                         ("approved", "Square hull, quit stance", "human:tester"))
        self.assertIsNone(self.judgment(project, IDS[1]))
        self.assertEqual(self.places(project), {IDS[0]: "approved", IDS[1]: "candidates", IDS[2]: "candidates"})

    def test_it_goes_on_where_it_stopped_and_undo_reaches_back(self):
        project = self.three_waiting()
        sitting = Sitting(self, project)
        sitting.until(IDS[0])
        sitting.keys("8888888" + "eGood" + ENTER + ENTER)
        sitting.until(IDS[1])
        sitting.keys("q")
        sitting.ended()
        again = Sitting(self, project)
        again.until(IDS[1], "1 of 2 · 0 judged")
        again.keys("u")
        again.until(IDS[0], "taken back", "mean 0.80", "Good")
        again.keys("q")
        again.ended()
        self.assertEqual(self.places(project)[IDS[0]], "candidates")

    def test_a_contradiction_is_refused_on_the_screen_until_a_reason_is_given(self):
        project = self.three_waiting()
        sitting = Sitting(self, project)
        sitting.until(IDS[0])
        sitting.keys("2888888" + "a" + "eI like it" + ENTER + ENTER)
        sitting.until("0.2 is below 0.4", "the scores call for rejected, not\napproved")
        self.assertIsNone(self.judgment(project, IDS[0]))
        sitting.keys("oA study of blur" + ENTER + ENTER)
        sitting.until(IDS[1], "1 judged")
        self.assertEqual(self.judgment(project, IDS[0])["override_reason"], "A study of blur")
        sitting.keys("q")
        sitting.ended()

    def test_the_screen_follows_the_size_of_the_window(self):
        sitting = Sitting(self, self.three_waiting())
        sitting.until(IDS[0])
        sitting.size(45, 140)
        sitting.until("? keys", line=44)  # what stands elsewhere was drawn for the old size
        self.assertIn(IDS[0], sitting.screen.text)
        sitting.size(10, 40)
        sitting.until("This window has 40 columns and")
        sitting.keys("q")
        sitting.ended()

    def test_project_text_cannot_steer_the_terminal(self):
        sitting = Sitting(self, self.three_waiting())
        sitting.until(IDS[0])
        drawn = sitting.raw.count("\x1b[2J")
        sitting.keys("p")
        sitting.until("a barge", "number 0")
        self.assertEqual(sitting.raw.count("\x1b[2J"), drawn)
        sitting.keys("xq")
        sitting.ended()

    def test_a_missing_picture_is_said_and_can_be_judged(self):
        project = self.three_waiting()
        (project / "outputs/candidates" / f"{IDS[0]}.png").unlink()
        sitting = Sitting(self, project)
        sitting.until(IDS[0], "no image on disk")
        sitting.keys("8888888" + "eFrom memory" + ENTER + ENTER)
        sitting.until(IDS[1])
        sitting.keys("q")
        sitting.ended()
        self.assertEqual(self.judgment(project, IDS[0])["status"], "approved")

    def test_what_somebody_else_judged_meanwhile_is_not_judged_over_unseen(self):
        project = self.three_waiting()
        sitting = Sitting(self, project)
        sitting.until(IDS[0])
        dimensions = self.dimensions(project)
        self.limner("-C", project, "curate", IDS[0], "approved", "mine", "--scores", ",".join(f"{name}=0.9" for name in dimensions))
        sitting.keys("3333333" + "eTheirs" + ENTER + ENTER)
        sitting.until("was changed by somebody else", "now approved")
        self.assertEqual(self.judgment(project, IDS[0])["explanation"], "mine")
        sitting.keys("q")
        sitting.ended()

    def dimensions(self, project):
        return self.read_json(project / "rubric.json")["dimensions"]

    def test_a_dry_run_writes_nothing(self):
        project = self.three_waiting()
        before = self.tree(project)
        sitting = Sitting(self, project, "--dry-run")
        sitting.until(IDS[0], "dry run")
        sitting.keys("8888888" + "eGood" + ENTER + ENTER)
        sitting.until(IDS[1])
        sitting.keys("u")
        sitting.until("taken back")
        sitting.keys("q")
        self.assertIn("dry run", sitting.ended())
        self.assertEqual(self.tree(project), before)

    def test_without_colour_no_colour_is_used(self):
        sitting = Sitting(self, self.three_waiting(), env={"NO_COLOR": "1"})
        sitting.until(IDS[0])
        sitting.keys("8373888")
        sitting.until("mean")
        sitting.keys("q")
        sitting.ended()
        self.assertIsNone(re.search(r"\x1b\[[0-9;]*(3[0-8]|4[0-8])[;m]", sitting.raw))

    def test_the_editor_writes_the_reason(self):
        project = self.three_waiting()
        editor = self.folder / "editor.sh"
        editor.write_text('#!/bin/sh\nprintf "two\\nlines\\n" > "$1"\n', encoding="utf-8")
        editor.chmod(0o755)
        sitting = Sitting(self, project, env={"EDITOR": str(editor), "VISUAL": ""})
        sitting.until(IDS[0])
        sitting.keys("8888888E")
        sitting.until("two lines")
        sitting.keys(ENTER)
        sitting.until(IDS[1])
        sitting.keys("q")
        sitting.ended()
        self.assertEqual(self.judgment(project, IDS[0])["explanation"], "two lines")

    def test_a_signal_to_end_brings_the_terminal_back(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            project = self.three_waiting() if number == signal.SIGTERM else project
            sitting = Sitting(self, project)
            sitting.until(IDS[0], "?")
            sitting.process.send_signal(number)
            self.assertIn("stopped", sitting.ended(status=1))

    def test_a_killed_sitting_leaves_every_picture_in_one_place_with_its_record(self):
        project = self.three_waiting()
        sitting = Sitting(self, project)
        sitting.until(IDS[0])
        sitting.keys("8888888" + "eGood" + ENTER + ENTER + "7777777" + "eFine" + ENTER + ENTER)
        sitting.until("1 judged")
        sitting.process.kill()
        sitting.process.wait()
        self.limner("-C", project, "status")
        places = self.places(project)
        self.assertEqual(sorted(places), IDS)
        for name in IDS:
            judgment = self.judgment(project, name)
            self.assertEqual(places[name], judgment["status"] if judgment else "candidates")
        self.limner("-C", project, "doctor")

    def test_a_stop_gives_the_terminal_back_and_going_on_takes_it_again(self):
        mark = str(self.folder / "mark")
        sitting = Sitting(self, self.three_waiting(), shell=(sys.executable, "-c", SHELL, mark))
        sitting.until(IDS[0])
        sitting.keys("\x1a")
        stop = time.monotonic() + PATIENCE
        while not os.path.exists(mark + ".stopped") and time.monotonic() < stop:
            sitting.read(0.05)
        while sitting.read(0.05):
            pass
        self.assertEqual(termios.tcgetattr(sitting.side), sitting.before)
        self.assertGreater(sitting.raw.rfind("\x1b[?1049l"), sitting.raw.rfind("\x1b[?1049h"))
        sitting.screen = Screen(24, 80)
        open(mark + ".go", "w").close()
        sitting.until(IDS[0], "? keys")
        sitting.keys("q")
        sitting.ended()

    def test_a_stop_that_nobody_could_end_is_none(self):
        sitting = Sitting(self, self.three_waiting())
        sitting.until(IDS[0])
        sitting.keys("\x1a8888888")
        sitting.until("mean 0.80")
        sitting.keys("q")
        sitting.ended()

    def test_without_a_terminal_it_says_what_to_do_instead(self):
        done = self.limner("-C", self.three_waiting(), "curate", status=2)
        self.assertIn("needs a terminal", done.err)
        self.assertIn("--list", done.err)

    def test_nothing_waiting_is_said(self):
        sitting = Sitting(self, self.project())
        stop = time.monotonic() + PATIENCE
        while sitting.process.poll() is None and time.monotonic() < stop:
            sitting.read(0.1)
        while sitting.read(0.05):
            pass
        self.assertIn("Nothing waits for judgment.", sitting.raw)
        self.assertEqual(sitting.process.returncode, 0)


if __name__ == "__main__":
    main()
