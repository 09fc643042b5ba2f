"""A Qwen2-VL style processor of a few hundred tokens, so that collators run without downloading a model.

The real image processor and the real processor class of transformers, around a byte-level tokenizer without
merges: any text survives encode and decode.
"""

import re

IMAGE = "<|image_pad|>"
SPECIAL = [
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|vision_pad|>",
    IMAGE,
    "<|video_pad|>",
]

CHAT = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n"
    "{% if m['content'] is string %}{{ m['content'] }}{% else %}{% for b in m['content'] %}"
    "{% if b['type'] == 'image' %}<|vision_start|><|image_pad|><|vision_end|>{% else %}{{ b['text'] }}{% endif %}"
    "{% endfor %}{% endif %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def tokenizer():
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    core = Tokenizer(models.BPE(vocab={c: i for i, c in enumerate(alphabet)}, merges=[]))
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    core.decoder = decoders.ByteLevel()
    core.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in SPECIAL])
    made = PreTrainedTokenizerFast(
        tokenizer_object=core,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        additional_special_tokens=SPECIAL[1:],
        clean_up_tokenization_spaces=False,
    )
    made.chat_template = CHAT
    return made


def processor():
    import transformers

    image = transformers.Qwen2VLImageProcessor(min_pixels=28 * 28, max_pixels=28 * 28 * 16)
    video = transformers.Qwen2VLVideoProcessor()
    return transformers.Qwen2VLProcessor(
        image_processor=image, tokenizer=tokenizer(), video_processor=video, chat_template=CHAT
    )


ANSWER_MARK = "<|im_start|>assistant\n"
QUESTION = (  # the system turn is the default of two loaders' templates
    r"(?:<\|im_start\|>system\nYou are a helpful assistant\.<\|im_end\|>\n)?"
    r"<\|im_start\|>user\n(?:<\|vision_start\|>(?:<\|image_pad\|>)+<\|vision_end\|>)*"
)


def question_of(prompt, between=""):
    """The user's text in @prompt, which ends where the answer begins, after the images in front and @between.

    A prompt of any other shape is returned whole, so that it differs from every question."""
    found = re.fullmatch(QUESTION + between + r"(.*)<\|im_end\|>\n" + re.escape(ANSWER_MARK), prompt, re.S)
    return found.group(1) if found else prompt


def answer_of(text):
    """The answer without the template's closing mark."""
    return text.removesuffix("\n").removesuffix("<|im_end|>")
