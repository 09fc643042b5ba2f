"""LLaVA 1.5: LazySupervisedDataset of llava.train.train, template v1, with a sentencepiece tokenizer trained on
the spot.

LLaVA masks a whole row when its own token arithmetic does not come out even; such a row has no answer left and
shows here.
"""

import os
import tempfile
from types import SimpleNamespace

import expected

NAME = "LLaVA"
ENVIRONMENT = "llava"
REQUIREMENTS = (
    "transformers==4.36.2",
    "torch",
    "numpy<2",
    "pillow",
    "sentencepiece",
    "protobuf",
    "einops",
    "requests",
    "psutil",
)
BARE_REQUIREMENTS = (
    "llava-torch==1.2.2.post1",
    "accelerate==0.21.0",
)  # without what they pin: torch 2.0.1, gradio, …
FORMATS = ("llava",)
PRELOAD = ("llava.train.train", "sentencepiece")


def tokenizer(folder, corpus):
    import sentencepiece
    from transformers import LlamaTokenizer

    path = os.path.join(folder, "corpus.txt")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(corpus))
    sentencepiece.SentencePieceTrainer.train(
        input=path,
        model_prefix=os.path.join(folder, "tokenizer"),
        model_type="bpe",
        vocab_size=600,
        hard_vocab_limit=False,
        byte_fallback=True,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        add_dummy_prefix=True,
        allow_whitespace_only_pieces=True,
        character_coverage=1.0,
        max_sentence_length=1 << 20,
        minloglevel=2,
    )
    made = LlamaTokenizer(os.path.join(folder, "tokenizer.model"), legacy=True, model_max_length=1 << 20)
    made.pad_token = made.unk_token
    return made


class Opened:
    """Stands in for PIL.Image in LLaVA's module and remembers what it opened."""

    def __init__(self, image_module):
        self.image_module, self.digests = image_module, []

    def open(self, path):
        image = self.image_module.open(path)
        self.digests.append(expected.pixels(image))
        return image

    def new(self, *args):
        return self.image_module.new(*args)


def row_of(item, raw, digests, tokenizer):
    from llava.constants import IMAGE_TOKEN_INDEX

    ids, labels = item["input_ids"].tolist(), item["labels"].tolist()
    if ids.count(IMAGE_TOKEN_INDEX) != 1:
        raise ValueError(f"{raw['id']}: {ids.count(IMAGE_TOKEN_INDEX)} image positions")
    after = ids[ids.index(IMAGE_TOKEN_INDEX) + 1 :]
    question = tokenizer.decode(after).split(" ASSISTANT:", 1)[0].strip()
    answer = (
        tokenizer.decode([i for i in labels if i >= 0]).removesuffix("</s>").removeprefix(" ")
    )  # the template's own space
    return expected.Row(question, answer, None, None, tuple(digests))


def load(export):
    from llava import conversation
    from llava.train import train
    from transformers import CLIPImageProcessor

    conversation.default_conversation = conversation.conv_templates["v1"]
    settings = SimpleNamespace(
        is_multimodal=True,
        image_folder=str(export),
        image_processor=CLIPImageProcessor(),
        image_aspect_ratio="pad",
        mm_use_im_start_end=False,
    )
    image_module, groups = train.Image, {}
    for path, config, split in expected.row_files(export):
        raw = expected.read_rows(export / path)
        with tempfile.TemporaryDirectory() as folder:
            tokens = tokenizer(
                folder, [turn["value"].replace("\n", " ") for row in raw for turn in row["conversations"]]
            )
            rows = train.LazySupervisedDataset(str(export / path), tokens, settings)
            groups[config, split] = []
            for i in range(len(rows)):
                train.Image = Opened(image_module)
                groups[config, split].append(row_of(rows[i], raw[i], train.Image.digests, tokens))
    return groups
