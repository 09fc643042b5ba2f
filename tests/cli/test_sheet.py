"""The contact sheet: every record once, whatever its texts are, in a page that loads and runs nothing else."""
import html.parser
import re
import unittest

from fixtures import png
from harness import Case, main

HOSTILE = "</dl><script>alert(1)</script> \"quoted' <img src=x onerror=alert(2)> {{script}} & \x07\x1b[31m \u202eback"
VOID = {"meta", "link", "img", "input", "br", "rect"}


class Page(html.parser.HTMLParser):
    """What a browser would make of it: elements that close in order, cards, scripts, and every address."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.faults, self.cards, self.addresses, self.handlers = [], [], [], [], []
        self.tags, self.policy, self.words = {}, "", []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.handlers += [name for name in attributes if name.startswith("on") or name == "style"]
        self.addresses += [attributes[name] for name in ("src", "href", "action", "data-full") if name in attributes]
        if attributes.get("http-equiv") == "Content-Security-Policy":
            self.policy = attributes["content"]
        if tag == "article":
            self.cards.append({"data": attributes, "id": None, "images": 0, "text": ""})
        if tag == "img" and "article" in self.open:
            self.cards[-1]["images"] += 1
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags[tag] = self.tags.get(tag, 0) + 1

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, data):
        self.words.append(data)
        if "article" in self.open:
            self.cards[-1]["text"] += data
            if self.open[-1] == "h2":
                self.cards[-1]["id"] = data


class Sheet(Case):
    def record(self, project, name, status=None, prompt="a boat", picture=True, **judgment):
        folder = {"approved": "approved", "rejected": "rejected", "borderline": "borderline"}.get(status, "candidates")
        path = f"outputs/{folder}/{name}.png"
        said = status and {"status": status, "reviewer": "human:ada", "reviewed_at": "2026-01-02T00:00:00.000Z",
                           "explanation": "because", "criteria_scores": {}, "failure_modes": [], **judgment}
        self.write(project / "records" / f"{name}.json", {
            "id": name, "schema_version": "1.0.0", "created_at": "2026-01-01T00:00:00.000Z", "asset_path": path,
            "image": {"format": "png", "width": 32, "height": 24, "bytes": 100},
            "provenance": {"prompt": prompt, "negative_prompt": "", "seed": 18446744073709551615},
            "judgment": said or None, "canon": None})
        if picture:
            file = project / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(png(32, 24, (90, 120, 60)) if picture is True else picture)

    def small_project(self):
        project = self.project()
        self.record(project, "vessel_tide_barge_v1", "approved", criteria_scores={"composition": 0.9, "wear_level": 0.35})
        self.record(project, "vessel_tide_barge_v2", "rejected", failure_modes=["too_clean", HOSTILE], explanation=HOSTILE)
        self.record(project, "costume_reed_ferrywoman_v1", prompt=HOSTILE)
        self.record(project, "costume_reed_ferrywoman_v2", "borderline", picture=False)
        return project

    def sheet(self, project, *words, **more):
        done = self.limner("-C", project, "sheet", *words, **more)
        return (project / "exports/sheet.html").read_text(encoding="utf-8"), done

    def test_each_record_stands_on_it_once_in_the_order_of_ids(self):
        project = self.small_project()
        text, done = self.sheet(project)
        page = Page(text)
        self.assertEqual([card["id"] for card in page.cards],
                         ["costume_reed_ferrywoman_v1", "costume_reed_ferrywoman_v2", "vessel_tide_barge_v1", "vessel_tide_barge_v2"])
        self.assertEqual((page.faults, page.open), ([], []), "every element is closed in order")
        self.assertIn(str(project / "exports/sheet.html"), done.out)
        self.assertIn("18446744073709551615", page.cards[0]["text"], "a seed keeps all its digits")

    def test_cards_carry_what_the_filters_ask_for(self):
        cards = Page(self.sheet(self.small_project())[0]).cards
        self.assertEqual(cards[2]["data"]["data-status"], "approved")
        self.assertEqual(cards[2]["data"]["data-lane"], "vessel")
        self.assertEqual(cards[2]["data"]["data-faction"], "tide")
        self.assertEqual(cards[2]["data"]["data-mean"], "0.6250")
        self.assertEqual(cards[3]["data"]["data-failures"].split("\n")[0], "too_clean")
        self.assertNotIn("data-mean", cards[0]["data"], "nothing was scored")

    def test_a_missing_picture_is_a_tile_that_says_so(self):
        text, done = self.sheet(self.small_project())
        cards = Page(text).cards
        self.assertEqual([card["images"] for card in cards], [1, 0, 1, 1])
        self.assertIn("no image on disk", cards[1]["text"])
        self.assertIn("1 of them not on disk", done.out)

    def test_a_picture_that_cannot_be_read_is_named_and_stops_nothing(self):
        project = self.small_project()
        (project / "outputs/approved/vessel_tide_barge_v1.png").write_bytes(png(32, 24, (90, 120, 60))[:60])
        text, done = self.sheet(project, status=1)
        self.assertIn("cannot be read", Page(text).cards[2]["text"])
        self.assertIn("vessel_tide_barge_v1.png", done.err)
        self.assertEqual(len(Page(text).cards), 4)

    def test_hostile_text_stays_text(self):
        text, _ = self.sheet(self.small_project())
        page = Page(text)
        self.assertEqual((page.tags["script"], page.handlers), (1, []))
        self.assertNotIn("<script>alert", text)
        self.assertIsNone(re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text), "no control characters")
        self.assertIn("<script>alert(1)</script>", page.cards[0]["text"], "but it can be read")
        self.assertIn("{{script}}", page.cards[0]["text"], "the page's own slots are no language for others")

    def test_it_refers_to_nothing_on_a_network(self):
        text, _ = self.sheet(self.small_project())
        page = Page(text)
        for address in page.addresses:
            self.assertRegex(address, r"^(data:|#|\.\./outputs/)", address)
        self.assertIn("default-src 'none'", page.policy)
        self.assertRegex(page.policy, r"script-src 'sha256-[A-Za-z0-9+/]{43}='")
        self.assertNotIn("unsafe", page.policy)
        self.assertNotRegex(text, r"https?://")

    def test_the_policy_lets_its_own_script_run(self):
        import base64, hashlib
        text, _ = self.sheet(self.small_project())
        for tag in ("script", "style"):
            inside = re.search(rf"<{tag}>(.*?)</{tag}>", text, re.S).group(1)
            digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
            self.assertIn(f"{tag}-src 'sha256-{digest}'", Page(text).policy)

    def test_the_same_project_gives_the_same_bytes(self):
        project = self.small_project()
        first, _ = self.sheet(project)
        second, _ = self.sheet(project, env={"LIMNER_CLOCK": "2027-07-07T07:07:07.000Z", "LIMNER_SEED": "9"})
        self.assertEqual(first, second)

    def test_filters_choose_and_the_head_counts_what_was_chosen(self):
        project = self.small_project()
        page = Page(self.sheet(project, "--status", "approved,rejected", "--lane", "vessel", "--limit", "1")[0])
        self.assertEqual([card["id"] for card in page.cards], ["vessel_tide_barge_v1"])
        self.assertIn("the first 1 by id", "".join(page.words))
        self.limner("-C", project, "sheet", "--lane", "vesel", status=3)

    def test_beside_the_project_it_does_not_point_back(self):
        project = self.small_project()
        out = self.folder / "to-send.html"
        self.limner("-C", project, "sheet", "--out", out)
        self.assertNotIn("data-full", out.read_text(encoding="utf-8").split("<script>")[0])

    def test_an_empty_project_and_an_odd_record_are_fine(self):
        project = self.project()
        self.assertEqual(Page(self.sheet(project)[0]).cards, [])
        self.write(project / "records/odd_v1.json", {"id": "other", "judgment": {"status": "approved", "criteria_scores": {"a": None, "b": 7}}})
        self.write(project / "records/broken_v1.json", "{")
        text, done = self.sheet(project, status=1)
        self.assertEqual([card["id"] for card in Page(text).cards], ["odd_v1"])
        self.assertIn("broken_v1", done.err)


if __name__ == "__main__":
    main()
