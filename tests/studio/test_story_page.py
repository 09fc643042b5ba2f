"""The story page: along its passages, through both gates, the codex at a state, and a budget that is looked at before it is set; checked on disk
and against the commands."""
import re

from pages import PageCase, main

STORY = """title: Fog
vision: { genre: gothic }
entities:
  - { id: keeper, type: character, name: Aldo, concept: keeps the light }
codewords:
  - { id: saw_it, tracks: the lamp was seen }
passages:
  - id: quay
    title: The quay
    spine: true
    appears: [keeper]
    prose: "Fog lies on the quay. <script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>"
    choices:
      - { to: stair, label: Climb, grants: [saw_it] }
      - { to: home, label: Stay }
  - { id: stair, title: The stair, spine: true, scene_type: climax, appears: [keeper], prose: Up. }
  - { id: home, title: Home, prose: In. }
"""
DIRECTION = """style: ink wash with salt blooms
medium: brush on rag paper
palette: [slate grey, lamp yellow]
composition_notes: wide shots with a low horizon
negative_defaults: photorealistic, lettering
aspect_ratio: "3:2"
"""
VISUAL = """entity: keeper
description: Tall old man in a patched jersey
distinguishing_features: [white beard stained by lamp smoke]
color_associations: [faded blue]
reference_prompt_fragment: tall stooped old man, white beard, patched blue jersey
"""
BRIEF = """id: ib_{0}
passage: {0}
category: scene
subject: The {0} in the fog
composition: wide shot
mood: quiet
caption: Where the {0} waits
entities: [keeper]
priority: {1}
"""
CODEX = """- { id: keeper_1, entity: keeper, rank: 1, content: He keeps the light. }
- { id: keeper_2, entity: keeper, rank: 2, visible_when: [saw_it], content: He remembers little. }
"""


class StoryPage(PageCase):
    def dressed(self):
        self.limner("init", "shoals")
        project = self.folder / "games" / "shoals"
        story = project / "story"
        self.write(story / "story.yaml", STORY)
        self.write(story / "art-direction.yaml", DIRECTION)
        self.write(story / "visuals" / "keeper.yaml", VISUAL)
        for passage, priority in (("quay", 1), ("stair", 1), ("home", 0)):
            self.write(story / "briefs" / f"{passage}.yaml", BRIEF.format(passage, priority))
        self.write(story / "codex" / "keeper.yaml", CODEX)
        return project

    def test_a_story_goes_through_its_gates(self):
        project = self.dressed()
        before = (project / "story/story.yaml").read_bytes()
        self.serve(project)
        seen = self.sit("story")

        self.assertEqual((seen["first"], seen["along"], seen["clicked"]), ("The quay", "The stair", "Home"))
        self.assertTrue(seen["script"], "what stands in prose was taken for more than text")
        self.assertIn("reason", seen["noReason"])
        direction = self.read_json(project / "story/reviews/direction.json")
        self.assertEqual((direction["verdict"], direction["by"]), ("approved", "human:tester"))

        self.assertEqual(seen["waiting"], 3)
        briefs = {brief["id"]: brief for brief in self.limner("-C", project, "dress", "review", "--json").json["briefs"]}
        self.assertEqual({id: brief["state"] for id, brief in briefs.items() if brief["priority"] > 0}, {"ib_home": "approved", "ib_quay": "approved", "ib_stair": "approved"})
        edited, = [brief for brief in briefs.values() if brief["caption"] == "Where the fog begins"]
        self.assertEqual((edited["id"], edited["priority"]), ("ib_home", 2))
        self.assertIn("caption: Where the fog begins", (project / "story/briefs" / f"{edited['passage']}.yaml").read_text(encoding="utf-8"))

        self.assertEqual((seen["locked"], seen["opened"]), (1, 0))
        self.assertEqual(self.read_json(next((project / "story/reviews/codex").iterdir()))["verdict"], "approved")
        budget = self.read_json(project / "story/reviews/budget.json")
        self.assertEqual((len(seen["plan"]), len(budget["chosen"]), budget["by"]), (3, 3, "human:tester"))
        self.assertIn("dress sample", seen["told"])
        self.assertEqual((project / "story/story.yaml").read_bytes(), before)
        self.assertLess(sum(map(int, re.findall(r"\d+", seen["darkGround"])[:3])), 150)
        self.assertEqual(self.shots, {"story-passages", "story-look", "story-briefs", "story-codex", "story-pictures", "story-dark"})
        self.stop()

    def test_without_a_story_it_says_how_to_get_one(self):
        self.limner("init", "shoals")
        self.serve(self.folder / "games" / "shoals")
        self.assertIn("story import", self.sit("story_empty")["text"])
        self.stop()


if __name__ == "__main__":
    main()
