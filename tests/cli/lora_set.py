"""A finished training set of Ada Gull for tests: seven crops, copies of four of them, and twelve regularization images."""
import random

import lora_fixture as fixture
from harness import Case

TRAIN = "dataset/ada/train/10_ada_gull_v1"
REG = "dataset/ada/reg/1_young_woman"


def picture(seed, side=64):
    chance, canvas = random.Random(seed), fixture.Canvas(side, side)
    for _ in range(10):
        canvas.ellipse(chance.random() * side, chance.random() * side, chance.uniform(4, side / 3), chance.uniform(4, side / 3),
                       tuple(chance.randrange(256) for _ in range(3)))
    return canvas.png()


class SetCase(Case):
    """Nothing is wrong with the set."""

    def setUp(self):
        super().setUp()
        self.limner("init", "shoals")
        self.game = self.folder / "games" / "shoals"
        fixture.write(self.game, size=64)
        self.set = self.game / "dataset" / "ada"
        plan = fixture.plan(64, clean="clean").replace("[10, 20], reg: [100, 200]", "[5, 11], reg: [10, 20]")
        plan = plan.replace("features: 0.4", "features: 0.25").replace("full body: 0.7, closeup: 0.3", "full body: 0.45, closeup: 0.55")
        (self.set / "plan.yaml").write_text(plan + "steps: { aim: [600, 700], epochs: 3, batch: 1 }\n", encoding="utf-8")
        for words in (("preview",), ("preview", "--approve"), ("crop",), ("caption",), ("flip",)):
            self.limner("lora", words[0], "ada", *words[1:], cwd=self.game)
        self.train, self.reg = self.game / TRAIN, self.game / REG
        self.reg.mkdir(parents=True)
        for i in range(12):
            (self.reg / f"reg_{i:03}.png").write_bytes(picture(i))

    def edit(self, find, replace):
        path = self.set / "plan.yaml"
        text = path.read_text(encoding="utf-8")
        self.assertIn(find, text)
        path.write_text(text.replace(find, replace, 1), encoding="utf-8")
