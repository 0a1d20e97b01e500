"""Tables in a monospaced block: narrow enough that no phone breaks a line."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

WIDTH: Final = 32
"""Letters in a line: what a phone of 390 px shows in a monospaced block."""


def cells(text: str) -> int:
    """How many places a text takes."""
    return sum(
        2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text if unicodedata.combining(char) == 0
    )


def table(rows: Sequence[Sequence[str]], *, left: int = 1, width: int = WIDTH) -> list[str]:
    """Lines of equal columns: the first `left` ones begin at the left, the others end at the right.

    The first column gives way where a line would be too long.
    """
    if not rows:
        return []
    sizes = [max(cells(row[place]) for row in rows) for place in range(len(rows[0]))]
    sizes[0] = max(1, min(sizes[0], width - sum(sizes[1:]) - sum(1 for size in sizes[1:] if size)))
    return [_line(row, sizes, left) for row in rows]


def _line(row: Sequence[str], sizes: Sequence[int], left: int) -> str:
    parts = []
    for place, (text, size) in enumerate(zip(row, sizes, strict=True)):
        if not size:
            continue
        shown = text if cells(text) <= size else _cut(text, size)
        gap = " " * (size - cells(shown))
        parts.append(shown + gap if place < left else gap + shown)
    return " ".join(parts).rstrip()


def _cut(text: str, size: int) -> str:
    while text and cells(text) > size - 1:
        text = text[:-1]
    return text.rstrip() + "…"
