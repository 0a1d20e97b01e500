"""Texts as Telegram keeps them: cleaned, trimmed, limited, with entities of HTML and the ones it finds by itself."""

from __future__ import annotations

import re

from . import html
from .errors import Json, bad_request
from .html import utf16_length
from .params import Params

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_RAW_LIMIT = 32768
_ENTITY_LIMIT = 100

_TO_SPACE = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]")
_VANISHING = re.compile("[\r\u2028-\u202e]")
_INVISIBLE = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u206f\u3164\ufeff\uffa0]*"
)
_CODE = frozenset({"pre", "code"})
_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<email>(?<![\w.+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})"
    r"|(?P<url>\bhttps?://[^\s<>\"«»]+[^\s<>\"«».,!?;:)]"
    r"|(?<![\w@.])(?:[a-z0-9-]+\.)+(?:com|org|net|me|ru|ua|io|info)(?:/[^\s<>\"]*)?(?![\w.@]))"
    r"|(?P<mention>(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{3,31}\b)"
    r"|(?P<hashtag>(?<![\w&#])#(?=\w*[^\W\d_])\w{1,256})"
    r"|(?P<phone_number>(?<![\w+\d])\+\d[\d\s()-]{7,18}\d(?!\d))",
    re.IGNORECASE,
)
_HINT = re.compile(r"[/@#.+]")


def message_text(params: Params, field: str = "text") -> tuple[str, list[Json]]:
    """The text of a message: 1-4096 characters after parsing; raises the 400s Telegram answers with."""
    raw = params.text(field)
    if not raw:
        raise bad_request("message text is empty")
    text, entities = formatted(raw, params.text("parse_mode"), params.json("entities"))
    if not text:
        raise bad_request("text must be non-empty")
    if len(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return text, entities


def message_caption(params: Params) -> tuple[str, list[Json]]:
    """The caption of a picture or file: 0-1024 characters after parsing."""
    text, entities = formatted(params.text("caption"), params.text("parse_mode"), params.json("caption_entities"))
    if len(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return text, entities


def formatted(raw: str, parse_mode: str, given: object) -> tuple[str, list[Json]]:
    """Parse, clean, trim and complete one text."""
    if len(raw) > _RAW_LIMIT or len(raw.encode("utf-8", "surrogatepass")) > _RAW_LIMIT:
        raise bad_request("text is too long")
    mode = parse_mode.lower()
    if mode == "html":
        try:
            text, entities = html.parse(raw)
        except html.HtmlError as error:
            raise bad_request(f"can't parse entities: {error}") from None
    elif mode in {"", "none"}:
        text, entities = raw, [dict(item) for item in given] if isinstance(given, list) else []
    elif mode in {"markdown", "markdownv2"}:
        raise bad_request("the sandbox reads parse_mode HTML only")
    else:
        raise bad_request("unsupported parse_mode")
    text, entities = _clean(text, entities)
    text, entities = _trim(text, entities)
    entities = _untangled(entities)
    return text, html.sort_entities(entities + found(text, entities))[:_ENTITY_LIMIT]


def found(text: str, known: list[Json]) -> list[Json]:
    """Commands, links, mentions, hashtags and phones that Telegram marks by itself outside code and links."""
    if not _HINT.search(text):
        return []
    closed = [
        (e["offset"], e["offset"] + e["length"])
        for e in known
        if e["type"] in _CODE or e["type"] in {"text_link", "text_mention", "custom_emoji", "date_time"}
    ]
    result: list[Json] = []
    for match in _FOUND.finditer(text):
        offset, length = utf16_length(text[: match.start()]), utf16_length(match[0])
        if not any(begin < offset + length and offset < end for begin, end in closed):
            result.append({"type": match.lastgroup, "offset": offset, "length": length})
    return result


def _clean(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    text = _TO_SPACE.sub(" ", text)
    if not _VANISHING.search(text):
        return text, entities
    # Each of these is one UTF-16 unit: what stands before an offset moves it back by one.
    gone = [utf16_length(text[: match.start()]) for match in _VANISHING.finditer(text)]
    for entity in entities:
        begin, end = entity["offset"], entity["offset"] + entity["length"]
        entity["offset"] = begin - sum(place < begin for place in gone)
        entity["length"] = end - sum(place < end for place in gone) - entity["offset"]
    return _VANISHING.sub("", text), [e for e in entities if e["length"] > 0]


def _trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    if _INVISIBLE.fullmatch(text):
        return "", []
    text = text.rstrip()
    size = utf16_length(text)
    kept = [e for e in entities if e["offset"] < size]
    for entity in kept:
        entity["length"] = min(entity["length"], size - entity["offset"])
    first = min((e["offset"] for e in kept), default=size)
    leading = min(len(text) - len(text.lstrip(" \n")), first)
    for entity in kept:
        entity["offset"] -= leading
    return text[leading:], kept


def _untangled(entities: list[Json]) -> list[Json]:
    """Nothing may stand inside code, and a quote not inside a quote: Telegram drops what does."""
    result: list[Json] = []
    for entity in html.sort_entities(entities):
        begin, end = entity["offset"], entity["offset"] + entity["length"]
        around = [r["type"] for r in result if r["offset"] <= begin and end <= r["offset"] + r["length"]]
        if any(kind in _CODE for kind in around):
            continue
        if entity["type"].endswith("blockquote") and any(kind.endswith("blockquote") for kind in around):
            continue
        result.append(entity)
    return result
