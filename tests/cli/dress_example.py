"""The worked example of dress-stage.txt, its art direction, briefs and codex written by hand."""

STORY = """title: The bridge
vision: { genre: tragedy, tone: [tense, bittersweet], themes: [loyalty] }
entities:
  - { id: protagonist, type: character, concept: a young scribe }
  - id: mentor_aldric
    type: character
    name: Aldric
    concept: a travelling scholar
    overlays: [ { when: [discovered_betrayal], details: { guilt: he let the king fall } } ]
codewords:
  - { id: met_aldric, tracks: they met }
  - { id: discovered_betrayal, tracks: she knows who let the king fall, reveals: [orchestrating] }
passages:
  - id: opening
    prose: It begins at a desk.
    appears: [protagonist]
    choices: [ { to: bridge_confrontation, grants: [met_aldric] } ]
  - id: bridge_confrontation
    prose: Aldric waits in the middle of the bridge.
    spine: true
    scene_type: climax
    appears: [protagonist, mentor_aldric]
    choices: [ { to: ending, grants: [discovered_betrayal] } ]
  - { id: ending, prose: It ends where the road ends. }
"""

DIRECTION = """style: ink wash with watercolor accents
medium: traditional Japanese sumi-e
palette: [deep indigo, rust orange, ash grey]
composition_notes: Wide shots for landscapes, close-up for emotional moments
negative_defaults: photorealistic, text, modern clothing, bright colors
aspect_ratio: "16:9"
"""

VISUALS = """# those who appear
- entity: protagonist
  description: Young woman in her 20s, short dark hair, determined expression
  distinguishing_features: [jade pendant, ink-stained fingers]
  color_associations: [deep indigo, jade green]
  reference_prompt_fragment: young woman, short dark hair, jade pendant, ink-stained fingers, determined expression
- entity: mentor_aldric
  description: Tall gaunt man in his 60s, silver-streaked beard, scar over left eye
  distinguishing_features: [scar across left eyebrow, worn leather satchel]
  color_associations: [deep burgundy, aged gold]
  reference_prompt_fragment: tall gaunt elderly man, silver beard, scar over left eye, burgundy robes, leather satchel
"""

BRIEFS = """# by hand
- id: ib_bridge
  # the one that matters
  passage: bridge_confrontation
  priority: 1
  category: scene
  subject: Protagonist and Aldric face each other on the crumbling stone bridge at twilight
  entities: [protagonist, mentor_aldric]
  composition: wide shot, two figures silhouetted against sunset, bridge spanning a gorge
  mood: tense, bittersweet
  negative: modern architecture, happy expressions
  caption: The bridge where loyalties shatter

# and the others
- { id: ib_opening, passage: opening, priority: 2, subject: A desk at dawn, composition: close, mood: calm,
    caption: Where it began, entities: [protagonist] }
- id: ib_ending
  passage: ending
  priority: 3
  subject: An empty road
  composition: wide
  mood: still
  caption: |
    The road ends here.

    # and so does this
"""

CODEX = """- id: aldric_basic
  entity: mentor_aldric
  rank: 1
  content: A traveling scholar who offers guidance to those in need.
- id: aldric_background
  entity: mentor_aldric
  rank: 2
  visible_when: [met_aldric]
  content: Claims to be a former court advisor, exiled for speaking truth to power.
- id: aldric_truth
  entity: mentor_aldric
  rank: 3
  visible_when: [discovered_betrayal]
  content: His exile was self-imposed, he left the court after orchestrating the king's downfall.
- { id: protagonist_basic, entity: protagonist, rank: 1, content: A scribe with ink on her fingers. }
"""

PROMPT = """young woman, short dark hair, jade pendant, ink-stained fingers, determined expression
and tall gaunt elderly man, silver beard, scar over left eye, burgundy robes, leather satchel
face each other on the crumbling stone bridge at twilight,
wide shot, two figures silhouetted against sunset, bridge spanning a gorge,
tense, bittersweet,
ink wash with watercolor accents, traditional Japanese sumi-e style,
deep indigo, rust orange, ash grey palette"""

NEGATIVE = "modern architecture, happy expressions, photorealistic, text, modern clothing, bright colors"


def write(case, game, config=""):
    """Puts it all into the project @game, with small pictures."""
    case.write(game / "limner.yaml", "name: bridge\ndress: { size: 128 }\n" + config)
    case.write(game / "story/story.yaml", STORY)
    case.write(game / "story/art-direction.yaml", DIRECTION)
    case.write(game / "story/visuals/all.yaml", VISUALS)
    case.write(game / "story/briefs/all.yaml", BRIEFS)
    case.write(game / "story/codex/all.yaml", CODEX)
