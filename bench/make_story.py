"""A made-up story of any length: spines and side ways, choices that ask for codewords, codex entries that open with them. The same numbers give the
same story."""
import random

NAMES = ["Alda", "Brann", "Cerys", "Dov", "Edda", "Fenn", "Gala", "Hob", "Isolt", "Jory"]
WORDS = "the old light over water turns and nobody on the stair knows why it should be so cold tonight".split()


def make_passage(source, n, passages, codewords):
    passage = {"id": f"p{n}", "prose": " ".join(source.choice(WORDS) for _ in range(60)) + ".", "appears": [f"e{n % len(NAMES)}"], "spine": n % 5 == 0}
    if n < passages - 3:
        passage["choices"] = [{"to": f"p{min(passages - 1, n + source.randint(1, 20))}", "label": f"Way {way}"} for way in range(3)]
        if n % 7 == 0:
            passage["choices"][0]["grants"] = [f"w{source.randrange(codewords)}"]
        if n % 11 == 0:
            passage["choices"][2]["requires"] = [f"w{source.randrange(codewords)}"]
    return passage


def make_story(passages, codewords=40, seed=1):
    """(story, codex) as they would stand in JSON."""
    source = random.Random(seed)
    story = {"title": "The long way", "start": "p0", "vision": {"genre": "gothic", "tone": ["wry"]},
             "entities": [{"id": f"e{n}", "type": "character", "name": name, "concept": "one of ten"} for n, name in enumerate(NAMES)],
             "codewords": [{"id": f"w{n}", "tracks": "something was found", "entities": [f"e{n % len(NAMES)}"], "reveals": [f"Secret{n}"]}
                           for n in range(codewords)],
             "passages": [make_passage(source, n, passages, codewords) for n in range(passages)]}
    codex = []
    for n, name in enumerate(NAMES):
        codex.append({"id": f"c{n}", "entity": f"e{n}", "rank": 1, "content": f"{name} is about."})
        codex += [{"id": f"c{n}_{w}", "entity": f"e{n}", "rank": 2 + at, "visible_when": [f"w{w}"], "content": f"Of Secret{w} it is told here."}
                  for at, w in enumerate(range(n, codewords, len(NAMES)))]
    return story, codex
