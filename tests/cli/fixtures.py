"""Small projects made by the tests themselves."""
import json
import struct
import zlib

SCORES = ["silhouette_clarity", "palette_adherence", "material_fidelity", "faction_read", "wear_level", "style_consistency",
          "clothing_logic", "composition"]


def png_chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_file(width, height, lines, kind=2, depth=8, extra=b"", level=6):
    """A PNG file of @lines, the rows each behind the byte of a filter; @kind is PNG's: 0 grey, 2 RGB, 3 palette, 6 RGB with alpha.
    @extra: chunks that stand before the pixels."""
    return (b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)) + extra
            + png_chunk(b"IDAT", zlib.compress(lines, level)) + png_chunk(b"IEND", b""))


def png_of(width, height, kind, depth, row, extra=b""):
    """A PNG file whose rows are all the bytes @row."""
    return png_file(width, height, (b"\0" + row) * height, kind, depth, extra, level=1)


def png(width=8, height=8, colour=(120, 90, 60)):
    """An RGB PNG of one colour."""
    return png_file(width, height, (b"\0" + bytes(colour) * width) * height)


CONSTITUTION = """# Salt Yard

## Rules

### RND-001: Painted
Brush marks show.
Scores: style_consistency

### MAT-001: Salt-worn
Surfaces are dull.
Scores: material_fidelity, wear_level
Fails on: too_clean

### CLO-001: Layers
Layers lie in order.
Scores: clothing_logic
Applies to: costume
Per: faction

## Scoring Dimensions

| Dimension | What it measures |
|---|---|
""" + "".join(f"| {name} | {name.replace('_', ' ')} |\n" for name in SCORES) + """
**Approval threshold:** All dimensions ≥ 0.6, average ≥ 0.7.
**Rejection threshold:** Any dimension < 0.4, or average < 0.5.
"""

RUBRIC = {"dimensions": SCORES, "failure_to_rules": {"too_clean": ["MAT-001"], "generic": []}}
LANES = {"default_lane": "costume", "lanes": [{"id": "costume", "id_patterns": []}, {"id": "ship", "id_patterns": ["^ship_"]}]}
TERMS = {"group_label": "faction", "groups": {"yard": {"material": "salted", "id_patterns": ["^y_"], "prompt_patterns": ["yard"]}}}


def record(id, status=None, score=0.8, scores=None, folder=None, **more):
    """A record in the reference layout; @status None is a candidate."""
    judgment = None
    if status:
        judgment = {"status": status, "reviewer": "human:ada", "reviewed_at": "2026-01-01T00:00:00.000Z",
                    "explanation": f"{id} reads as {status}.",
                    "criteria_scores": scores if scores is not None else {name: score for name in SCORES},
                    "failure_modes": [], "improvement_notes": None, "confidence": 0.9}
    folder = folder or {None: "candidates"}.get(status, status)
    return {"id": id, "schema_version": "1.0.0", "created_at": "2026-01-01T00:00:00.000Z",
            "asset_path": f"outputs/{folder}/{id}.png", "image": {"format": "png", "width": 8, "height": 8, "bytes": 75},
            "provenance": {"workflow_id": "wave1", "checkpoint": "x.safetensors", "loras": [], "prompt": f"a yard hand, {id}",
                           "negative_prompt": "", "seed": 1, "steps": 8, "cfg": 2.0, "sampler": "euler", "scheduler": "karras",
                           "width": 8, "height": 8},
            "judgment": judgment, "canon": None, "iteration": None, **more}


def project(folder, records, images=True):
    """Writes a project of @records into @folder, each with an image of its own colour."""
    for path, data in {"limner.yaml": "name: yard\n", "canon/constitution.md": CONSTITUTION, "rubric.json": RUBRIC, "lanes.json": LANES,
                       "terminology.json": TERMS}.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(data if isinstance(data, str) else json.dumps(data, indent=2) + "\n", encoding="utf-8")
    (folder / "records").mkdir(exist_ok=True)
    for number, each in enumerate(records):
        (folder / "records" / f"{each['id']}.json").write_text(json.dumps(each, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        image = folder / each["asset_path"]
        if images:
            image.parent.mkdir(parents=True, exist_ok=True)
            image.write_bytes(png(colour=(number * 37 % 256, number * 91 % 256, 80)))
    return folder
