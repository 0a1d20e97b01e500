"""Rich messages: blocks are kept as they are, HTML and Markdown are read into blocks."""

from __future__ import annotations

from typing import Any

from ..errors import Json, bad_request
from ..params import Params
from ..richtext import html_blocks
from ..world import World
from .registry import api_method
from .sending import deliver

RICH_LIMIT = 32768


def rich_content(given: Any) -> Json:
    """The content of a rich message; exactly one of html, markdown and blocks must be given."""
    if not isinstance(given, dict):
        raise bad_request("can't parse rich message: expected an Object")
    sources = [name for name in ("html", "markdown", "blocks") if given.get(name)]
    if len(sources) != 1:
        raise bad_request("exactly one of html, markdown and blocks must be specified in the rich message")
    source = given[sources[0]]
    if sources[0] == "blocks":
        blocks = [_block(item) for item in source] if isinstance(source, list) else []
    elif sources[0] == "html":
        blocks = html_blocks(str(source))
    else:
        blocks = [{"type": "paragraph", "text": part} for part in str(source).split("\n\n") if part.strip()]
    if not blocks:
        raise bad_request("message text is empty")
    if len(str(blocks)) > RICH_LIMIT:
        raise bad_request("message is too long")
    message: Json = {"blocks": blocks}
    if given.get("is_rtl"):
        message["is_rtl"] = True
    return {"rich_message": message}


def _block(item: Any) -> Json:
    if not isinstance(item, dict) or not isinstance(item.get("type"), str):
        raise bad_request("can't parse rich message: every block must be an Object with a type")
    block = {name: value for name, value in item.items() if value is not None}
    if "blocks" in block:
        block["blocks"] = [_block(inner) for inner in block["blocks"]]
    if block["type"] == "list":
        block["items"] = [
            {"label": "•", **entry, "blocks": [_block(inner) for inner in entry.get("blocks", [])]}
            for entry in block.get("items", [])
        ]
    return block


@api_method("sendRichMessage")
def send_rich_message(world: World, params: Params) -> Json:
    return world.api(deliver(world, params, rich_content(params.json("rich_message"))))
