"""Texts with entities and rich blocks as safe HTML for the page, and as plain words for transcripts."""

from __future__ import annotations

from html import escape
from typing import Any

from .errors import Json
from .html import sort_entities

_TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ('<span class="spoiler">', "</span>"),
    "code": ("<code>", "</code>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ('<blockquote class="expandable">', "</blockquote>"),
    "hashtag": ('<span class="hashtag">', "</span>"),
    "mention": ('<span class="mention">', "</span>"),
    "text_mention": ('<span class="mention">', "</span>"),
    "marked": ("<mark>", "</mark>"),
    "subscript": ("<sub>", "</sub>"),
    "superscript": ("<sup>", "</sup>"),
}


def to_html(text: str, entities: list[Json]) -> str:
    """Nested HTML of a text. Line ends stay `\\n`: the page shows them by `white-space: pre-wrap`."""
    units = text.encode("utf-16-le", "surrogatepass")
    return _span(units, 0, len(units) // 2, sort_entities(entities))


def _slice(units: bytes, begin: int, end: int) -> str:
    return units[begin * 2 : end * 2].decode("utf-16-le", "replace")


def _span(units: bytes, begin: int, end: int, entities: list[Json]) -> str:
    parts: list[str] = []
    at, index = begin, 0
    while index < len(entities):
        entity = entities[index]
        start, stop = max(entity["offset"], at), min(entity["offset"] + entity["length"], end)
        inner = index + 1
        while inner < len(entities) and entities[inner]["offset"] < stop:
            inner += 1
        if start < stop:
            before, after = _tags(entity, _slice(units, start, stop))
            parts.append(escape(_slice(units, at, start)))
            parts.append(before + _span(units, start, stop, entities[index + 1 : inner]) + after)
            at = stop
        index = inner
    parts.append(escape(_slice(units, at, end)))
    return "".join(parts)


def _link(url: str) -> tuple[str, str]:
    safe = url if url.lower().startswith(("http://", "https://", "tg://", "tel:", "mailto:")) else f"http://{url}"
    return f'<a href="{escape(safe)}" target="_blank" rel="noopener noreferrer">', "</a>"


def _tags(entity: Json, words: str) -> tuple[str, str]:
    match entity["type"]:
        case "pre":
            language = entity.get("language")
            return (f'<pre><code class="language-{escape(language)}">' if language else "<pre><code>"), "</code></pre>"
        case "text_link":
            return _link(str(entity["url"]))
        case "url":
            return _link(words)
        case "email":
            return _link(f"mailto:{words}")
        case "phone_number":
            return _link("tel:" + "".join(c for c in words if c.isdigit() or c == "+"))
        case "bot_command":
            return f'<a class="command" data-command="{escape(words)}">', "</a>"
        case "date_time":
            shape = escape(str(entity.get("date_time_format", "")))
            return f'<time class="tg-time" data-unix="{int(entity["unix_time"])}" data-format="{shape}">', "</time>"
        case kind:
            return _TAGS.get(kind, ("", ""))


def rich_html(blocks: list[Json]) -> str:
    """The blocks of a rich message."""
    return "".join(map(_block_html, blocks))


def _block_html(block: Json) -> str:
    text = rich_text_html(block.get("text", ""))
    match block["type"]:
        case "heading":
            size = min(max(int(block.get("size", 1)), 1), 6)
            return f"<h{size}>{text}</h{size}>"
        case "divider":
            return "<hr>"
        case "list":
            items = (f"<li>{escape(str(i.get('label', '')))} {rich_html(i['blocks'])}</li>" for i in block["items"])
            return f'<ul class="rich-list">{"".join(items)}</ul>'
        case "table":
            rows = "".join(f"<tr>{''.join(map(_cell_html, row))}</tr>" for row in block["cells"])
            caption = block.get("caption")
            head = f"<caption>{rich_text_html(caption)}</caption>" if caption else ""
            return f'<table class="rich-table">{head}{rows}</table>'
        case "details":
            opened = " open" if block.get("is_open") else ""
            summary = rich_text_html(block.get("summary", ""))
            return f"<details{opened}><summary>{summary}</summary>{rich_html(block.get('blocks', []))}</details>"
        case "blockquote":
            return f"<blockquote>{rich_html(block.get('blocks', []))}</blockquote>"
        case "expandable_blockquote":
            return f'<blockquote class="expandable">{text}</blockquote>'
        case "pre":
            return f"<pre><code>{text}</code></pre>"
        case "footer":
            return f"<footer>{text}</footer>"
        case _:
            return f"<p>{text}</p>"


def _cell_html(cell: Json) -> str:
    tag = "th" if cell.get("is_header") else "td"
    spans = "".join(f' {name}="{int(cell[name])}"' for name in ("colspan", "rowspan") if cell.get(name))
    align = escape(str(cell.get("align", "left")))
    return f'<{tag}{spans} style="text-align:{align}">{rich_text_html(cell.get("text", ""))}</{tag}>'


def rich_text_html(text: Any) -> str:
    """A RichText value: string, list or object."""
    if isinstance(text, list):
        return "".join(map(rich_text_html, text))
    if not isinstance(text, dict):
        return escape(str(text))
    inner = rich_text_html(text.get("text", ""))
    if text.get("type") == "url":
        before, after = _link(str(text.get("url", "")))
    elif text.get("type") == "date_time":
        before, after = _tags({**text, "type": "date_time"}, "")
    else:
        before, after = _TAGS.get(str(text.get("type")), ("", ""))
    return f"{before}{inner}{after}"


def rich_plain(value: Any) -> str:
    """The words of rich blocks, a line a block, table cells apart by ` | `."""
    if isinstance(value, list):
        return "".join(map(rich_plain, value))
    if not isinstance(value, dict):
        return str(value)
    match value.get("type"):
        case "table":
            rows = (" | ".join(rich_plain(cell.get("text", "")) for cell in row) for row in value["cells"])
            return "\n".join(rows) + "\n"
        case "list":
            return "".join(f"{item.get('label', '')} {rich_plain(item['blocks'])}" for item in value["items"])
        case "details":
            return f"{rich_plain(value.get('summary', ''))}\n{rich_plain(value.get('blocks', []))}"
        case "divider":
            return "\n"
        case "paragraph" | "heading" | "footer" | "pre" | "expandable_blockquote":
            return rich_plain(value.get("text", "")) + "\n"
        case _:
            return rich_plain(value.get("blocks") or value.get("text", ""))
