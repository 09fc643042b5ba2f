#!/usr/bin/env python3
"""Writes a project of made-up records to measure on: make_project.py FOLDER RECORDS [SIDE [PICTURES]].

The records have the form and size that real ones have (about 2.5 KB, 7.4 KB once bound), and the canon is kept in
constitution.json, rubric.json, lanes.json and terminology.json, so that other programs bind them, too. The same
arguments make the same bytes. With SIDE, every record has a picture of its own of SIDE × SIDE pixels; with PICTURES,
there are only so many different ones, each under the names of many records (hard links), so that there is room for 100,000.
"""
import json
import pathlib
import random
import struct
import sys
import zlib

DIMENSIONS = ["silhouette_clarity", "palette_adherence", "material_fidelity", "faction_read", "wear_level",
              "style_consistency", "clothing_logic", "composition"]
FACTIONS = {
    "tide": ("Salvaged (driftwood, tarred rope, green bronze)", "Hulls, knots, long low curves", "Salted and mended"),
    "lamp": ("Blown (glass, wax, thin polished brass)", "Rings, tapers, drops", "Sooted at the edges, wiped each morning"),
    "quarry": ("Cut (slate, lime, iron wedges)", "Blocks, steps, right angles", "Chipped where hands have been"),
    "orchard": ("Grown (grafted wood, bark, woven reed)", "Branching, arches, overlapping leaves", "Weathered, never broken"),
}
LANES = {"costume": (), "ship": ("ship", "hull"), "interior": ("int", "room"), "station": ("port", "quay"),
         "equipment": ("tool", "gear"), "prop": ("prop", "sign"), "environment": ("env", "shore")}
# name, category, what it asks for, the dimensions that score it, whether factions differ in it
RULES = [
    ("RND-001", "rendering", "Painted, with visible strokes", ["style_consistency"], False),
    ("RND-002", "rendering", "One warm light from the upper left", ["composition"], False),
    ("RND-003", "rendering", "Muted colours under a grey sky", ["palette_adherence"], False),
    ("RND-004", "rendering", "The whole subject, on plain ground", ["composition"], False),
    ("RND-005", "rendering", "Readable when small", ["silhouette_clarity"], False),
    ("MAT-001", "material", "Surfaces speak of who made them", ["material_fidelity", "faction_read"], True),
    ("MAT-002", "material", "Wear tells of use", ["wear_level"], True),
    ("SHP-001", "shape", "Shapes belong to the faction", ["silhouette_clarity", "faction_read"], True),
    ("COL-001", "color", "The faction's own colours lead", ["palette_adherence", "faction_read"], True),
    ("COL-002", "color", "Two colours and an accent", ["palette_adherence"], True),
    ("COL-003", "color", "Nothing glows without a reason", ["palette_adherence", "wear_level"], False),
    ("CLO-001", "clothing", "Layers follow the weather", ["clothing_logic"], False),
    ("CLO-002", "clothing", "Made the way the faction makes things", ["clothing_logic", "material_fidelity"], True),
    ("CLO-003", "clothing", "Worked in, not dressed up", ["clothing_logic", "wear_level"], False),
]
FAILURES = {"too_clean": ["MAT-002", "CLO-003"], "wrong_material": ["MAT-001"], "wrong_palette": ["COL-001", "COL-002"],
            "photographic": ["RND-001"], "cropped": ["RND-004"], "faction_unreadable": ["SHP-001", "COL-001"]}
WORDS = ("weathered oilskin coat brass buckle rope lantern slate boots patched sail copper pipe reed basket salt stain "
         "wide brim hat canvas satchel iron hook glass float tarred seam wool scarf grey morning low tide harbour wall "
         "careful hands quiet posture worn edges mended strap dull bronze chalk marks heavy gloves narrow stair").split()
NEGATIVE = ("photograph, photo, 3d render, smooth plastic surfaces, neon glow, bright saturated colours, clean new cloth, "
            "dramatic pose, crowd, busy background, text, watermark, blurry, low quality, extra limbs, cut off feet, "
            "modern street clothes, logo, lens flare, vignette, frame, border, chibi, cartoon outline")
SIDE = 1024


def write_json(path, value):
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_canon(folder):
    def rule(row):
        name, category, text, dims, specific = row
        return {"id": name, "category": category, "desc": text, "dims": dims, "faction_specific": specific,
                "rationale_pass": f"{text}: " + ("${groupMaterial} (${scorePct}%)" if specific else "yes (${scorePct}%)"),
                "rationale_fail": f"{text}: not to be seen (${{scorePct}}%)"}

    write_json(folder / "project.json", {"name": folder.name, "display_name": "Bench", "domain": "game-art",
                                         "version": "1.0.0", "description": "Made to measure on.", "defaults": {
                                             "checkpoint": "painter.safetensors", "loras": [], "width": SIDE,
                                             "height": SIDE, "steps": 8, "cfg": 2.0, "sampler": "euler",
                                             "scheduler": "normal", "comfy_url": "http://127.0.0.1:8188"}})
    write_json(folder / "constitution.json", {"version": "1.0.0", "rules": [rule(row) for row in RULES]})
    write_json(folder / "rubric.json", {"dimensions": DIMENSIONS, "thresholds": {
        "approved": {"pass": 0.7, "partial": 0.5}, "borderline": {"pass": 0.7, "partial": 0.5},
        "rejected": {"fail_ceiling": 0.4, "partial_ceiling": 0.6}}, "failure_to_rules": FAILURES})
    write_json(folder / "lanes.json", {"default_lane": "costume", "lanes": [
        {"id": lane, "label": lane.title(), "description": f"All that is {lane}",
         "id_patterns": [f"^{prefix}_" for prefix in prefixes]} for lane, prefixes in LANES.items()]})
    write_json(folder / "terminology.json", {
        "group_label": "faction", "id_detection_order": list(FACTIONS), "prompt_detection_order": list(FACTIONS),
        "groups": {name: {"material": material, "shapes": shapes, "wear": wear, "id_patterns": [f"_{name}_"],
                          "prompt_patterns": [f"the {name} people"],
                          "construction": {"CLO-002": f"By hand, as the {name} people do it"}}
                   for name, (material, shapes, wear) in FACTIONS.items()}})
    canon = folder / "canon"
    canon.mkdir()
    (canon / "constitution.md").write_text("# Bench\n\nThe rules are kept in `constitution.json`.\n", encoding="utf-8")


def make_record(number, chance, side):
    """The record of one picture: four in ten approved, three rejected, one borderline, two waiting."""
    lane = list(LANES)[number % len(LANES)]
    faction = list(FACTIONS)[number // 7 % len(FACTIONS)]
    prefix = LANES[lane][number % 2] if LANES[lane] else "wear"
    status = ("approved", "rejected", "approved", "candidate", "rejected", "approved", "borderline", "approved",
              "rejected", "candidate")[number // 3 % 10]
    name = f"{prefix}_{faction}_{chance.choice(WORDS)}_{number // 3:06d}_v{number % 3 + 1}"
    # Every third record has no word of its faction in its id.
    if number % 3 == 0:
        name = name.replace(f"_{faction}_", "_")
    text = " ".join(chance.choice(WORDS) for _ in range(110))
    folder = "candidates" if status == "candidate" else status
    low, high = {"approved": (0.7, 1.0), "rejected": (0.1, 0.6)}.get(status, (0.45, 0.8))
    judgment = None if status == "candidate" else {
        "status": status, "reviewer": "bench", "reviewed_at": f"2026-03-{number % 28 + 1:02d}T09:{number % 60:02d}:00.000Z",
        "explanation": f"A {chance.choice(WORDS)} {chance.choice(WORDS)} with {' '.join(chance.choice(WORDS) for _ in range(12))}.",
        "criteria_scores": {name: round(chance.uniform(low, high), 2) for name in DIMENSIONS},
        "failure_modes": sorted(chance.sample(list(FAILURES), chance.randint(1, 3))) if status == "rejected" else [],
        "improvement_notes": None, "confidence": round(chance.uniform(0.6, 1.0), 2)}
    return name, {
        "id": name, "schema_version": "1.0.0",
        "created_at": f"2026-02-{number % 28 + 1:02d}T{number % 24:02d}:{number // 24 % 60:02d}:00.000Z",
        "asset_path": f"outputs/{folder}/{name}.png",
        "image": {"format": "png", "width": side, "height": side, "bytes": side * side * 5 // 4},
        "provenance": {
            "workflow_id": f"wave-{number // 300}", "workflow_version": "1.0.0", "checkpoint": "painter.safetensors",
            "loras": [{"name": "strokes.safetensors", "weight": 0.8}],
            "prompt": f"oil painting, muted palette, the {faction} people, {text}", "negative_prompt": NEGATIVE,
            "seed": 9000 + number, "steps": 8, "cfg": 2, "sampler": "euler", "scheduler": "normal", "width": side,
            "height": side, "generation_time_ms": 8000 + number % 900, "gpu_model": "none", "batch_index": number % 300},
        "judgment": judgment, "canon": None, "iteration": None}


def make_png(number, side, noise):
    """A picture of 8 × 8 fields, different for each number; at 1024² it has the megabyte and more that painted ones have."""
    chance = random.Random(number)
    fields = [[bytes(min(255, base + i) for i in range(256)) for base in (chance.randrange(248) for _ in range(8))]
              for _ in range(8)]
    width = side * 3 // 8
    rows = []
    for y in range(side):
        grain = noise[y % len(noise)]
        rows.append(b"\0" + b"".join(grain[x * width:(x + 1) * width].translate(fields[y * 8 // side][x])
                                     for x in range(8)))
    packer = zlib.compressobj(1, zlib.DEFLATED, 15, 9, zlib.Z_HUFFMAN_ONLY)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", packer.compress(b"".join(rows)) + packer.flush()) + chunk(b"IEND", b""))


def write_images(folder, paths, side, pictures):
    chance = random.Random(1)
    noise = [bytes(chance.choices(range(2), k=side * 3)) for _ in range(61)]
    for number, relative in enumerate(paths):
        if number < pictures:
            (folder / relative).write_bytes(make_png(number, side, noise))
        else:
            (folder / relative).hardlink_to(folder / paths[number % pictures])


def make_project(folder, records, side=0, pictures=None):
    """The project must not exist yet; @side 0 makes no pictures, else as many different ones as @pictures says (None: all)."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    write_canon(folder)
    for name in ("records", "comparisons", "inputs/prompts", "outputs/candidates", "outputs/approved",
                 "outputs/rejected", "outputs/borderline"):
        (folder / name).mkdir(parents=True)
    chance = random.Random(records)
    paths = []
    for number in range(records):
        name, record = make_record(number, chance, side or SIDE)
        (folder / "records" / f"{name}.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
        paths.append(record["asset_path"])
    if side:
        write_images(folder, paths, side, pictures or records)


if __name__ == "__main__":
    make_project(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0,
                 int(sys.argv[4]) if len(sys.argv) > 4 else None)
