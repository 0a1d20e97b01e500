"""The HTML of rich messages, read into the blocks the Bot API returns."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from .errors import Json, bad_request

_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "mark": "marked",
    "sub": "subscript",
    "sup": "superscript",
    "tg-spoiler": "spoiler",
    "a": "url",
    "tg-time": "date_time",
}
_HEADINGS = {f"h{size}": size for size in range(1, 7)}
_TEXT_BLOCKS = {"p": "paragraph", "pre": "pre", "footer": "footer", "summary": "summary", "caption": "caption"}
_CONTAINERS = frozenset({"ul", "ol", "li", "blockquote", "details", "table", "thead", "tbody", "tr", "td", "th", "div"})
_ALLOWED = frozenset(_STYLES) | frozenset(_HEADINGS) | frozenset(_TEXT_BLOCKS) | _CONTAINERS | {"hr", "br"}


class _Node:
    """A tag with what stands inside it: strings and further nodes."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.inside: list[str | _Node] = []


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [_Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _ALLOWED:
            raise bad_request(f'can\'t parse rich message: Unsupported start tag "{tag}"')
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(node)
        if tag not in ("hr", "br"):
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("hr", "br"):
            return
        if self.open[-1].tag != tag or len(self.open) == 1:
            raise bad_request(f'can\'t parse rich message: Unexpected end tag "{tag}"')
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def html_blocks(source: str) -> list[Json]:
    """Read the HTML of a rich message; raises 400 for unknown, crossed and unclosed tags."""
    tree = _Tree()
    tree.feed(source)
    tree.close()
    if len(tree.open) > 1:
        tag = tree.open[-1].tag
        raise bad_request(f"can't parse rich message: Can't find end tag corresponding to start tag \"{tag}\"")
    return _blocks(tree.open[0])


def _blocks(node: _Node) -> list[Json]:
    blocks: list[Json] = []
    line: list[str | _Node] = []

    def end_line() -> None:
        if any(not isinstance(item, str) or item.strip() for item in line):
            blocks.append({"type": "paragraph", "text": _text(line)})
        line.clear()

    for item in node.inside:
        if isinstance(item, str) or item.tag in _STYLES or item.tag == "br":
            line.append(item)
            continue
        end_line()
        blocks.extend(_block(item))
    end_line()
    return blocks


def _block(node: _Node) -> list[Json]:
    tag = node.tag
    if tag in _HEADINGS:
        return [{"type": "heading", "text": _text(node.inside), "size": _HEADINGS[tag]}]
    if tag in ("p", "pre", "footer"):
        return [{"type": _TEXT_BLOCKS[tag], "text": _text(node.inside, keep=tag == "pre")}]
    if tag == "hr":
        return [{"type": "divider"}]
    if tag in ("ul", "ol"):
        items = [item for item in node.inside if isinstance(item, _Node) and item.tag == "li"]
        labels = [f"{at}." if tag == "ol" else "•" for at in range(1, len(items) + 1)]
        return [
            {
                "type": "list",
                "items": [{"label": at, "blocks": _blocks(li)} for at, li in zip(labels, items, strict=True)],
            }
        ]
    if tag == "blockquote":
        return [{"type": "blockquote", "blocks": _blocks(node)}]
    if tag == "details":
        return [_details(node)]
    return [_table(node)] if tag == "table" else _blocks(node)


def _details(node: _Node) -> Json:
    summary = [item for item in node.inside if isinstance(item, _Node) and item.tag == "summary"]
    node.inside = [item for item in node.inside if item not in summary]
    block: Json = {"type": "details", "summary": _text(summary[0].inside) if summary else "", "blocks": _blocks(node)}
    return {**block, "is_open": True} if "open" in node.attributes else block


def _table(node: _Node) -> Json:
    rows: list[_Node] = []
    caption: list[_Node] = []
    heap: list[str | _Node] = list(node.inside)
    while heap:
        item = heap.pop(0)
        if isinstance(item, str):
            continue
        if item.tag in ("thead", "tbody"):
            heap[:0] = item.inside
        elif item.tag == "tr":
            rows.append(item)
        elif item.tag == "caption":
            caption.append(item)
    table: Json = {"type": "table", "cells": [[_cell(c) for c in row.inside if isinstance(c, _Node)] for row in rows]}
    for name in ("bordered", "striped", "compact"):
        if name in node.attributes:
            table[f"is_{name}"] = True
    return {**table, "caption": _text(caption[0].inside)} if caption else table


def _cell(node: _Node) -> Json:
    cell: Json = {
        "align": node.attributes.get("align", "left"),
        "valign": node.attributes.get("valign", "middle"),
        "text": _text(node.inside),
    }
    for name in ("colspan", "rowspan"):
        if node.attributes.get(name, "").isdecimal():
            cell[name] = int(node.attributes[name])
    return {**cell, "is_header": True} if node.tag == "th" else cell


def _text(inside: list[str | _Node], *, keep: bool = False) -> Any:
    """A RichText value: a string, an object, or a list of them."""
    parts: list[Any] = []
    for item in inside:
        if isinstance(item, str):
            parts.append(item if keep else " ".join(item.split("\n")))
        elif item.tag == "br":
            parts.append("\n")
        elif item.tag in _STYLES:
            parts.append(_styled(item, keep))
    if not keep and parts and isinstance(parts[0], str):
        parts[0] = parts[0].lstrip()
    if not keep and parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip()
    parts = [part for part in parts if part != ""]
    return parts[0] if len(parts) == 1 else parts or ""


def _styled(node: _Node, keep: bool) -> Json:
    styled: Json = {"type": _STYLES[node.tag], "text": _text(node.inside, keep=keep)}
    if node.tag == "a":
        styled["url"] = node.attributes.get("href", "")
    elif node.tag == "tg-time":
        unix = node.attributes.get("unix", "")
        styled["unix_time"] = int(unix) if unix.isdecimal() else 0
        styled["date_time_format"] = node.attributes.get("format", "")
    return styled
