"""OpenAI: the request types of its Python package, and the limits of its fine-tuning guide. The service itself is
not called.
"""

import base64
import binascii
import io

import expected

NAME = "openai"
ENVIRONMENT = "openai"
REQUIREMENTS = ("openai==3.51.0", "pydantic", "pillow")
FORMATS = ("openai",)
PRELOAD = ("openai.types.chat", "pydantic")

MEDIA = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
IMAGE_LIMIT, IMAGES_PER_ROW, ROWS_WITH_IMAGES = 10_000_000, 10, 50_000


def image(url):
    from PIL import Image

    head, _, text = url.partition(",")
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(f"image is not base64: {error}") from error
    opened = Image.open(io.BytesIO(data))
    if head != f"data:{MEDIA.get(opened.format)};base64":
        raise ValueError(f"{head} in front of a {opened.format}")
    if opened.mode not in ("RGB", "RGBA") or len(data) > IMAGE_LIMIT:
        raise ValueError(f"image of mode {opened.mode} and {len(data)} bytes")
    return opened


def row_of(raw, adapter):
    if set(raw) != {"messages"}:
        raise ValueError(f"keys {sorted(raw)}, only messages is allowed")
    for message in adapter.validate_python(raw["messages"]):
        if not isinstance(message["content"], str):
            list(message["content"])  # pydantic checks the blocks only as they are read
    user, assistant = raw["messages"]
    if (user["role"], assistant["role"]) != ("user", "assistant"):
        raise ValueError(f"roles {user['role']}, {assistant['role']}")
    texts = [b["text"] for b in user["content"] if b["type"] == "text"]
    images = [image(b["image_url"]["url"]) for b in user["content"] if b["type"] == "image_url"]
    if not 1 <= len(images) <= IMAGES_PER_ROW:
        raise ValueError(f"{len(images)} images in a row")
    return expected.Row("".join(texts), assistant["content"], None, None, tuple(expected.pixels(i) for i in images))


def load(export):
    from openai.types.chat import (
        ChatCompletionAssistantMessageParam,
        ChatCompletionUserMessageParam,
    )
    from pydantic import TypeAdapter

    adapter = TypeAdapter(list[ChatCompletionUserMessageParam | ChatCompletionAssistantMessageParam])
    groups = {}
    for path, config, split in expected.row_files(export):
        rows = expected.read_rows(export / path)
        if len(rows) > ROWS_WITH_IMAGES:
            raise ValueError(f"{path}: {len(rows)} rows with images")
        groups[config, split] = [row_of(row, adapter) for row in rows]
    return groups
