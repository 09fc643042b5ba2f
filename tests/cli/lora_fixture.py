"""Draws our own character, Ada Gull, on reference sheets: four views and three faces at known places, clean or annotated.

She has a teal bracer on her right forearm and a yellow pad on her left knee, so a mirrored picture is wrong. Standard library
only. As a program: lora_fixture.py PROJECT puts sheets and a filled-in plan into a project, for trying; with --sheets, for the
demo, only sheets.
"""
import math
import pathlib
import sys

from fixtures import png_file

INK, SKIN, HAIR, CLOAK, SHIRT, LEGS, BRACER, PAD = (
    (40, 36, 44), (236, 198, 168), (214, 98, 36), (226, 224, 232), (92, 116, 148), (70, 62, 72), (0, 142, 140), (240, 196, 30))
WHITE = (255, 255, 255)

# left, top, width, height on a sheet of 1408 x 768
VIEWS = {"front": (30, 40, 300, 500), "three_quarter": (370, 40, 300, 500), "side": (710, 40, 300, 500), "back": (1050, 40, 300, 500)}
FACES = {"neutral": (60, 570, 180, 180), "angry": (300, 570, 180, 180), "surprised": (540, 570, 180, 180)}


class Canvas:
    def __init__(self, width, height, ground=WHITE):
        self.width, self.height = width, height
        self.rows = [bytearray(bytes(ground) * width) for _ in range(height)]

    def span(self, y, x0, x1, colour):
        x0, x1 = max(0, round(x0)), min(self.width, round(x1))
        if 0 <= y < self.height and x1 > x0:
            self.rows[y][3 * x0:3 * x1] = bytes(colour) * (x1 - x0)

    def box(self, x, y, width, height, colour):
        for row in range(round(y), round(y + height)):
            self.span(row, x, x + width, colour)

    def ellipse(self, cx, cy, rx, ry, colour):
        for y in range(math.floor(cy - ry), math.ceil(cy + ry) + 1):
            inside = 1 - ((y + 0.5 - cy) / ry) ** 2
            if inside > 0:
                half = rx * math.sqrt(inside)
                self.span(y, cx - half, cx + half, colour)

    def polygon(self, points, colour):
        for y in range(math.floor(min(p[1] for p in points)), math.ceil(max(p[1] for p in points))):
            cuts = sorted(a[0] + (y + 0.5 - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
                          for a, b in zip(points, points[1:] + points[:1]) if (a[1] <= y + 0.5) != (b[1] <= y + 0.5))
            for left, right in zip(cuts[::2], cuts[1::2]):
                self.span(y, left, right, colour)

    def limb(self, x0, y0, x1, y1, width, colour):
        length = math.hypot(x1 - x0, y1 - y0) or 1
        dx, dy = (y1 - y0) / length * width / 2, -(x1 - x0) / length * width / 2
        self.polygon([(x0 + dx, y0 + dy), (x1 + dx, y1 + dy), (x1 - dx, y1 - dy), (x0 - dx, y0 - dy)], colour)
        self.ellipse(x0, y0, width / 2, width / 2, colour)
        self.ellipse(x1, y1, width / 2, width / 2, colour)

    def png(self, extra=b""):
        raw = b"".join(b"\0" + bytes(row) for row in self.rows)
        return png_file(self.width, self.height, raw, extra=extra)


def face(canvas, cx, cy, r, mood, turned=0.0):
    """A head of radius r; turned is -1 (she looks to the picture's left) to 1; "back" shows hair only."""
    canvas.ellipse(cx, cy - r * 0.12, r * 1.12, r * 1.1, HAIR)
    if mood == "back":
        return
    x = cx + turned * r * 0.25
    canvas.ellipse(x, cy + r * 0.1, r * 0.82, r * 0.86, SKIN)
    canvas.ellipse(x, cy - r * 0.62, r * 0.82, r * 0.3, HAIR)
    brow = {"neutral": 0.0, "angry": 0.22, "surprised": -0.16}[mood]
    for side in (-1, 1):
        ex = x + side * r * 0.36 + turned * r * 0.12
        canvas.ellipse(ex, cy + r * 0.05, r * 0.1, r * (0.18 if mood == "surprised" else 0.12), INK)
        canvas.limb(ex - side * r * 0.16, cy - r * (0.22 - brow), ex + side * r * 0.16, cy - r * (0.22 + brow / 2), r * 0.07, INK)
    if mood == "surprised":
        canvas.ellipse(x + turned * r * 0.15, cy + r * 0.55, r * 0.15, r * 0.2, INK)
    else:
        canvas.box(x - r * 0.22 + turned * r * 0.15, cy + r * 0.52, r * 0.44, r * 0.08, INK)


def figure(canvas, left, top, width, height, view):
    """Ada in the rectangle, which she does not touch. Her right is the picture's left when she is seen from the front."""
    cx, unit = left + width / 2, height / 500
    right = -1 if view in ("front", "three_quarter") else 1
    y = lambda v: top + v * unit  # noqa: E731
    spread = {"front": 1.0, "three_quarter": 0.75, "side": 0.25, "back": 1.0}[view] * unit
    canvas.polygon([(cx - 62 * spread - 12 * unit, y(120)), (cx + 62 * spread + 12 * unit, y(120)), (cx + 92 * spread + 16 * unit, y(360)),
                    (cx - 92 * spread - 16 * unit, y(360))], CLOAK)
    for side in (-1, 1):
        canvas.limb(cx + side * 26 * spread, y(290), cx + side * 34 * spread, y(462), 34 * unit, LEGS)
    canvas.box(cx - 44 * spread - 8 * unit, y(118), 88 * spread + 16 * unit, 180 * unit, SHIRT if view != "back" else CLOAK)
    for side in (-1, 1):
        if view == "side" and side != right:
            continue
        elbow, hand = (cx + side * 84 * spread, y(210)), (cx + side * 96 * spread, y(292))
        canvas.limb(cx + side * 56 * spread, y(132), *elbow, 26 * unit, SHIRT)
        canvas.limb(*elbow, *hand, 20 * unit, SKIN)
        if side == right and view in ("front", "three_quarter", "side"):
            canvas.limb(elbow[0] + (hand[0] - elbow[0]) * 0.25, y(226), elbow[0] + (hand[0] - elbow[0]) * 0.8, y(272), 26 * unit, BRACER)
    if view in ("front", "three_quarter"):
        canvas.ellipse(cx - right * 31 * spread, y(382), 21 * unit, 22 * unit, PAD)
    if view == "back":
        canvas.polygon([(cx - 78 * unit, y(116)), (cx + 78 * unit, y(116)), (cx + 120 * unit, y(372)), (cx - 120 * unit, y(372))], CLOAK)
    face(canvas, cx, y(68), 46 * unit, "back" if view == "back" else "neutral", {"three_quarter": 0.5, "side": 1.0}.get(view, 0.0))


def notes(canvas, x, y, width, rows):
    """Lines that look like small writing, and an arrow."""
    for row in range(rows):
        at, seed = x, row * 7 + x
        while at < x + width:
            seed = (seed * 1103515245 + 12345) & 0x7fffffff
            stroke = 3 + seed % 5
            canvas.box(at, y + row * 14 + seed % 3, 2, 9 - seed % 3, INK)
            if seed & 8:
                canvas.box(at, y + row * 14 + seed % 9, stroke, 2, INK)
            at += stroke + 3
    canvas.limb(x + width + 4, y + 8, x + width + 40, y + 30, 2, INK)


def sheet(annotated=False, views=("front", "three_quarter", "side", "back"), faces=("neutral", "angry", "surprised")):
    canvas = Canvas(1408, 768)
    for view in views:
        figure(canvas, *VIEWS[view], view)
    for mood in faces:
        left, top, width, height = FACES[mood]
        face(canvas, left + width / 2, top + height / 2, width * 0.36, mood)
    if annotated:
        for left, top, _width, _height in VIEWS.values():
            notes(canvas, left + 6, top + 190, 74, 7)
        notes(canvas, 780, 600, 300, 9)
    return canvas


PLAN = """\
trigger: ada_gull_v1
class: young woman
size: {size}
counts: {{ train: [10, 20], reg: [100, 200] }}
features:
  - {{ name: teal bracer, side: right, views: [front, three quarter, right side], framings: [full body, bust], words: [bracer] }}
  - {{ name: knee pad, side: left, views: [front, three quarter, left side], framings: [full body] }}
  - {{ name: ginger hair }}
coverage:
  features: 0.4
  framing: {{ full body: 0.7, closeup: 0.3 }}
  expressions: [neutral, angry, surprised]
sources:
{sources}reg:
  prompt: a young woman standing, full body, white background
  negative: ada_gull_v1, bracer, knee pad, ginger hair, lowres
"""


def crops(prefix):
    views = {"front": "front", "three_quarter": "three quarter", "side": "right side", "back": "back"}
    out = ""
    for name, (left, top, width, height) in {**VIEWS, **FACES}.items():
        more = f"view: {views[name]}, framing: full body, pose: neutral" if name in views \
            else f"view: front, framing: closeup, expression: {name}"
        out += (f"      - {{ id: {prefix}_{name}, left: {left}, top: {top}, width: {width}, height: {height},\n"
                f"          {more} }}\n")
    return out


def plan(size=512, **sheets):
    """A plan over inputs/references/NAME.png, where each keyword is a NAME and its kind."""
    sources = "".join(f"  - file: inputs/references/{name}.png\n    kind: {kind}\n    crops:\n{crops(name)}"
                      for name, kind in sheets.items())
    return PLAN.format(size=size, sources=sources)


def write(project, size=512):
    project = pathlib.Path(project)
    references, folder = project / "inputs" / "references", project / "dataset" / "ada"
    references.mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    (references / "clean.png").write_bytes(sheet().png())
    (references / "notes.png").write_bytes(sheet(annotated=True).png())
    (folder / "plan.yaml").write_text(plan(size, clean="clean", notes="annotated"), encoding="utf-8")


def write_sheets(project):
    """Only sheets, without a plan: clean, annotated, and one of her when she was younger and had no bracer."""
    references = pathlib.Path(project) / "inputs" / "references"
    references.mkdir(parents=True, exist_ok=True)
    (references / "clean.png").write_bytes(sheet().png())
    (references / "notes.png").write_bytes(sheet(annotated=True).png())
    (references / "younger.png").write_bytes(sheet(views=("back",), faces=("neutral",)).png())


if __name__ == "__main__":
    write_sheets(sys.argv[2]) if sys.argv[1] == "--sheets" else write(sys.argv[1])
