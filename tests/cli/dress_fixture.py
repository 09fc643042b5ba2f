"""The worked example of the dress workflow as a story, and a project that holds it."""
import json
import urllib.parse

from harness import Case

STORY = """title: The bridge
start: opening
vision: { genre: tragedy, tone: [tense, bittersweet], themes: [loyalty] }
entities:
  - id: protagonist
    type: character
    name: Mira
    concept: a young scribe who left the court
    base: { hair: short and dark, hands: ink-stained }
  - id: mentor_aldric
    type: character
    name: Aldric
    concept: a travelling scholar
    base: { robe: burgundy }
    overlays:
      - when: [met_aldric]
        details: { past: once a court advisor }
      - when: [discovered_betrayal]
        details: { truth: he orchestrated the fall of king Osric }
codewords:
  - { id: met_aldric, tracks: she has spoken with the scholar, entities: [mentor_aldric] }
  - { id: discovered_betrayal, tracks: she knows who let the king fall, entities: [mentor_aldric], reveals: [orchestrated] }
passages:
  - id: opening
    prose: The road ends at an inn, and in the inn sits a man with a satchel.
    spine: true
    appears: [protagonist, mentor_aldric]
    choices: [ { to: bridge_confrontation, label: Follow him, grants: [met_aldric] } ]
  - id: bridge_confrontation
    prose: They meet in the middle. Neither of them looks down.
    spine: true
    scene_type: climax
    appears: [protagonist, mentor_aldric]
    choices: [ { to: ending, label: Ask him, grants: [discovered_betrayal] } ]
  - id: ending
    prose: She goes on alone.
    spine: true
    appears: [protagonist]
"""

ART = {
    "style": "ink wash with watercolor accents",
    "medium": "traditional Japanese sumi-e",
    "palette": ["deep indigo", "rust orange", "ash grey"],
    "composition_notes": "Wide shots for landscapes, close-up for emotional moments",
    "negative_defaults": "photorealistic, text, modern clothing, bright colors",
    "aspect_ratio": "16:9",
}

MIRA = {
    "entity": "protagonist",
    "description": "Young woman in her 20s, short dark hair, determined expression",
    "distinguishing_features": ["jade pendant", "ink-stained fingers"],
    "color_associations": ["deep indigo", "jade green"],
    "reference_prompt_fragment": "young woman, short dark hair, jade pendant, ink-stained fingers, determined expression",
}

ALDRIC = {
    "entity": "mentor_aldric",
    "description": "Tall gaunt man in his 60s, silver-streaked beard, scar over left eye",
    "distinguishing_features": ["scar across left eyebrow", "worn leather satchel"],
    "color_associations": ["deep burgundy", "aged gold"],
    "reference_prompt_fragment": "tall gaunt elderly man, silver beard, scar over left eye, burgundy robes, leather satchel",
}

BRIDGE = {
    "subject": "Protagonist and Aldric face each other on the crumbling stone bridge at twilight",
    "entities": ["protagonist", "mentor_aldric"],
    "composition": "wide shot, two figures silhouetted against sunset, bridge spanning a gorge",
    "mood": "tense, bittersweet",
    "category": "scene",
    "caption": "The bridge where loyalties shatter",
    "negative": "modern architecture, happy expressions",
    "visually_striking": False,
    "emotionally_pivotal": True,
    "dialogue_heavy": False,
}

CODEX = {
    "entries": [
        {"rank": 1, "visible_when": [], "title": "The scholar",
         "content": "A traveling scholar who offers guidance to those in need."},
        {"rank": 2, "visible_when": ["met_aldric"], "title": "The exile",
         "content": "Claims to be a former court advisor, exiled for speaking truth to power."},
        {"rank": 3, "visible_when": ["discovered_betrayal"], "title": "The truth",
         "content": "His exile was self-imposed: he left the court after he had orchestrated the king's downfall."},
    ]
}


class DressCase(Case):
    def setUp(self):
        super().setUp()
        self.limner("init", "shoals")
        self.game = self.folder / "games" / "shoals"
        self.story = self.game / "story"
        self.bring(STORY)

    def bring(self, text):
        self.write(self.story / "story.yaml", text)
        self.bytes = (self.story / "story.yaml").read_bytes()

    def dress(self, *words, status=0, **more):
        result = self.limner("dress", *words, cwd=self.game, status=status, **more)
        self.assertEqual((self.story / "story.yaml").read_bytes(), self.bytes, "dress changed the story")
        return result

    def settle(self, text):
        """What limner.yaml says, from now on."""
        self.write(self.game / "limner.yaml", "name: shoals\n" + text)

    def script(self, keys, answers=()):
        """A chat model of prepared answers."""
        self.settle("defaults: {chat: script}\nchat: {script: {file: answers.json}}\n")
        self.write(self.game / "answers.json", {"keys": keys, "answers": list(answers)})

    def serve(self, server, kind="openai", more=""):
        """The chat model of a stand-in server."""
        self.settle(f'defaults: {{chat: {kind}}}\nchat: {{{kind}: {{base_url: "{server.url}/v1", model: fake-chat{more}}}}}\n')
        self.environment["OPENAI_API_KEY"] = self.environment["ANTHROPIC_API_KEY"] = "sk-fake"

    def tell(self, server, answer, match="", times=1):
        text = answer if isinstance(answer, str) else json.dumps(answer)
        server.call(f"/_fake/chat?times={times}&match=" + urllib.parse.quote(match), text.encode(), method="POST")

    def look(self, art=ART, visuals=(MIRA, ALDRIC)):
        """The look, written by hand."""
        path = self.folder / "look.json"
        self.write(path, {"art_direction": art, "visuals": list(visuals)})
        return path

    def directed(self):
        """A project whose look is made and approved."""
        self.dress("direct", "--from", self.look())
        self.dress("approve", "direction", "--yes")
