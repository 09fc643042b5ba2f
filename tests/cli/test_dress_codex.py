"""The encyclopedia opens in tiers and tells nothing too early; what a model cannot do within three tries is done without it."""
import json
import threading

from dress_fixture import BRIDGE, CODEX, STORY, DressCase
from fake_provider import FakeProvider
from harness import main

MIRA = {"entries": [{"rank": 1, "visible_when": [], "content": "A scribe on the road, with ink on her fingers."}]}
SCRIPT = {"codex:mentor_aldric": CODEX, "codex:protagonist": MIRA}
MINIMAL = "- id: mentor_aldric_1\n  entity: mentor_aldric\n  rank: 1\n  content: A travelling scholar.\n"


def tier(rank, content, *codewords):
    return {"rank": rank, "visible_when": list(codewords), "content": content}


def instead(which, **changed):
    return {"entries": [{**entry, **changed} if entry["rank"] == which else entry for entry in CODEX["entries"]]}


class Codex(DressCase):
    def setUp(self):
        super().setUp()
        self.directed()

    def codex(self, entity="mentor_aldric"):
        return (self.story / "codex" / f"{entity}.yaml").read_text(encoding="utf-8")

    def states(self, result):
        return {item["id"]: item["state"] for item in result.json["items"]}

    def asked(self, server):
        return [question["messages"] for question in server.json("/_fake/chat")]

    # -- the spec's worked example --

    def test_the_scholar_has_three_tiers(self):
        self.script(SCRIPT)
        result = self.dress("codex")
        self.assertIn("3 tiers: open, met_aldric, discovered_betrayal", result.out)
        self.assertEqual(self.codex(), """- id: mentor_aldric_1
  entity: mentor_aldric
  rank: 1
  title: The scholar
  content: A traveling scholar who offers guidance to those in need.
- id: mentor_aldric_2
  entity: mentor_aldric
  rank: 2
  visible_when: [met_aldric]
  title: The exile
  content: "Claims to be a former court advisor, exiled for speaking truth to power."
- id: mentor_aldric_3
  entity: mentor_aldric
  rank: 3
  visible_when: [discovered_betrayal]
  title: The truth
  content: |-
    His exile was self-imposed: he left the court after he had orchestrated the king's downfall.
""")
        self.assertEqual(self.limner("story", "check", "--json", cwd=self.game).json["spoilers"], 0)

    def test_the_plan_comes_from_the_codewords_that_touch_the_entity(self):
        with FakeProvider() as server:
            self.serve(server)
            self.tell(server, CODEX, "Aldric")
            self.tell(server, MIRA, "Mira")
            self.dress("codex")
            told = {("mentor_aldric" if "called Aldric" in messages[1]["content"] else "protagonist"): messages[1]["content"] for messages in self.asked(server)}
        self.assertIn("- rank 2: visible_when [met_aldric]\n- rank 3: visible_when [discovered_betrayal]\n", told["mentor_aldric"])
        self.assertIn("never say before it: orchestrated", told["mentor_aldric"])
        self.assertNotIn("rank 2", told["protagonist"])

    # -- a wrong answer goes back, twice --

    def test_a_spoiler_goes_back_with_the_order_of_knowledge(self):
        leak = instead(1, content="A scholar who orchestrated something.")
        with FakeProvider() as server:
            self.serve(server)
            self.tell(server, leak, "called Aldric")
            self.tell(server, CODEX, "called Aldric")
            self.tell(server, MIRA, "called Mira")
            self.assertEqual(self.states(self.dress("codex", "--json"))["mentor_aldric"], "made")
            told = max((messages for messages in self.asked(server)), key=len)[-1]["content"]
        self.assertIn("tells “orchestrated” to a reader without codeword discovered_betrayal", told)
        self.assertIn("rank 1 (everybody), then rank 2 (met_aldric), then rank 3 (discovered_betrayal)", told)

    def test_after_two_retries_there_is_the_basic_description(self):
        wrong = {
            "a spoiler": instead(1, content="He orchestrated it."),
            "an overlay's own words": instead(1, content="He was once a court advisor, they say."),
            "a name only an overlay says": instead(2, content="He will not speak of Osric."),
            "no story's voice": instead(1, content="Aldric is a character who mentors the protagonist."),
            "leaning on another": instead(2, content="As mentioned above, he was exiled."),
            "rank 1 gated": instead(1, visible_when=["met_aldric"]),
            "rank 2 open": instead(2, visible_when=[]),
            "a codeword of nobody": instead(2, visible_when=["no_such"]),
            "a rank twice": instead(3, rank=2),
            "no rank 1": {"entries": [CODEX["entries"][1]]},
            "too many tiers": {"entries": [tier(i, f"Something else, {i}.", *(["met_aldric"] if i > 1 else [])) for i in range(1, 9)]},
            "prose": "He is a scholar.",
            "half": json.dumps(CODEX)[:100],
            "nothing": {"entries": []},
        }
        for kind, answer in wrong.items():
            with self.subTest(kind), FakeProvider() as server:
                self.serve(server)
                self.tell(server, answer, times=0)
                result = self.dress("codex", "--entity", "mentor_aldric", "--json")
                self.assertEqual(len(self.asked(server)), 3)
                self.assertEqual(self.states(result), {"mentor_aldric": "minimal"})
                self.assertIn("mentor_aldric: only the minimal form", result.err)
                self.assertEqual(self.codex(), MINIMAL)

    def test_the_basic_description_tells_nothing_either(self):
        self.bring(STORY.replace("concept: a travelling scholar", "concept: the man who orchestrated the fall"))
        self.dress("approve", "direction", "--yes")
        self.script({})
        self.dress("codex", "--entity", "mentor_aldric")
        self.assertIn("content: Aldric.\n", self.codex())

    def test_faults_of_a_server(self):
        for fault, status, state in (("chat-refusal:times=all", 0, "minimal"), ("chat-length:times=all", 0, "minimal"), ("401", 4, "to do"),
                                     ("429:times=all,retry_after=1", 1, "failed"), ("500:times=all", 1, "failed"), ("500", 0, "made"),
                                     ("chat-fence", 0, "made"), ("chat-prose:times=2", 0, "made"), ("chat-half:times=3", 0, "minimal")):
            with self.subTest(fault), FakeProvider(fault) as server:
                self.serve(server)
                self.tell(server, CODEX, times=0)
                path = self.story / "codex" / "mentor_aldric.yaml"
                path.unlink(missing_ok=True)
                result = self.dress("codex", "--entity", "mentor_aldric", "--json", status=status)
                self.assertEqual(self.states(result)["mentor_aldric"], state, result.err)
                self.assertEqual(path.exists(), state in ("made", "minimal"))

    # -- what is there already --

    def test_only_what_is_missing_or_stale_is_made_and_nothing_of_a_person(self):
        self.script(SCRIPT)
        self.dress("codex")
        self.assertEqual(set(self.states(self.dress("codex", "--json")).values()), {"fresh"})
        path = self.story / "codex" / "protagonist.yaml"
        path.write_text(path.read_text().replace("ink on", "black ink on"))
        mine = path.read_bytes()
        self.bring(STORY.replace("burgundy", "green").replace("ink-stained", "clean"))
        self.dress("approve", "direction", "--yes")
        self.assertEqual(self.states(self.dress("codex", "--json")), {"mentor_aldric": "made", "protagonist": "by hand"})
        self.dress("codex", "--all")
        self.assertEqual(path.read_bytes(), mine)

    def test_entries_that_stand_with_others_are_a_persons(self):
        self.write(self.story / "codex" / "all.yaml", "- { id: x, entity: protagonist, rank: 1, content: mine }\n")
        self.script(SCRIPT)
        self.assertEqual(self.states(self.dress("codex", "--json"))["protagonist"], "by hand")
        self.assertFalse((self.story / "codex" / "protagonist.yaml").exists())

    def test_it_runs_beside_the_briefs(self):
        results = []
        with FakeProvider() as server:
            self.serve(server)
            self.tell(server, CODEX, "about this entity", times=0)
            self.tell(server, BRIDGE, "Plan the picture", times=0)
            threads = [threading.Thread(target=lambda word=word: results.append(self.dress(word, "--json"))) for word in ("brief", "codex")]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(len(results), 2)
        self.assertEqual(len(list((self.story / "briefs").iterdir())), 3)
        self.assertEqual(len(list((self.story / "codex").iterdir())), 2)
        self.assertEqual({tuple(json.loads(line)) for line in (self.story / "made.jsonl").read_text().splitlines()},
                         {("file", "content", "from", "by", "at")})

    # -- before --

    def test_it_needs_gate_1_a_vision_and_somebody_to_write_about(self):
        self.script(SCRIPT)
        self.dress("approve", "direction", "--reject", "too dark")
        self.assertIn("Gate 1", self.dress("codex", status=5).err)
        self.bring("vision: { genre: x, tone: y, themes: z }\npassages: [ { id: a, prose: b } ]\n")
        for path in (self.story / "visuals").iterdir():
            path.unlink()
        self.dress("approve", "direction", "--yes")
        self.assertIn("names no entities", self.dress("codex", status=3).err)

    def test_a_second_opinion_warns(self):
        self.script({**SCRIPT, "opinion:codex:mentor_aldric:1": {"in_voice": True, "tells_too_much": True, "why": "It winks."}})
        self.assertIn("the model finds that the entry of rank 1 tells too much: It winks.", self.dress("codex", "--ask-model").out)


if __name__ == "__main__":
    main()
