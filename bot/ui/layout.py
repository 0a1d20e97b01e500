"""How much of a label a phone shows: widths are estimated, long labels get rows of their own.

The unit is a small letter of usual width; a phone of 390 px shows about 34 of them in a button over the whole width.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, TypeVar

T = TypeVar("T")

ROW: Final = 34.0
"""What a button over the whole width of a phone shows."""
GAP: Final = 0.8
"""What every further button of a row takes for its edges."""

_NARROW: Final = frozenset(" .,:;'’!|ilIjїіІЇft()[]·‹›-\u00a0")
_BROAD: Final = frozenset("mwMWшщжмюыфШЩЖМЮЫФ@%…—→←")
_JOINER: Final = "\u200d"


def _of(char: str) -> float:
    if char in _NARROW:
        return 0.55
    if char in _BROAD:
        return 1.3
    kind = unicodedata.category(char)
    if kind in ("Mn", "Me", "Cf"):
        return 0.0
    if kind in ("So", "Sk") or unicodedata.east_asian_width(char) in "WF":
        return 2.2
    return 1.15 if kind == "Lu" else 1.0


@lru_cache(maxsize=4096)
def width(text: str) -> float:
    """Estimate how wide a label is; a joined emoji counts once."""
    total = sum(map(_of, text))
    return total - sum(_of(char) for before, char in pairwise(text) if before == _JOINER)


def room(buttons: int) -> float:
    """What each of so many buttons in one row shows."""
    return (ROW - GAP * (buttons - 1)) / buttons


def cut(text: str, most: float = ROW) -> str:
    """Shorten a text to a width with an ellipsis; line breaks become spaces."""
    flat = " ".join(text.split())
    if width(flat) <= most:
        return flat
    while flat and width(flat) + _of("…") > most:
        flat = flat[:-1]
    return flat.rstrip(f" ,·—-{_JOINER}") + "…"


def split(row: Sequence[T], labels: Sequence[str]) -> list[Sequence[T]]:
    """Break a row into as few rows as show every label, evenly, the fuller ones first.

    A label too long for a phone stands alone.
    """
    widths = [width(label) for label in labels]
    best: list[tuple[int, int, list[int]]] = [(0, 0, [])]
    for end in range(1, len(row) + 1):
        best.append(
            min(
                (best[start][0] + 1, max(best[start][1], end - start), [*best[start][2], -start])
                for start in range(end)
                if end - start == 1 or max(widths[start:end]) <= room(end - start)
            )
        )
    starts = [-start for start in best[-1][2]]
    return [row[start:end] for start, end in pairwise([*starts, len(row)])]


def in_columns(items: Sequence[T], labels: Sequence[str], columns: int) -> list[Sequence[T]]:
    """Lay items out in rows of at most `columns`, fewer where their labels need the place."""
    rows: list[Sequence[T]] = []
    start = 0
    while start < len(items):
        count = min(columns, len(items) - start)
        while count > 1 and max(map(width, labels[start : start + count])) > room(count):
            count -= 1
        rows.append(items[start : start + count])
        start += count
    return rows


def share(*parts: str, tail: str = "", sep: str = " · ", most: float = ROW) -> str:
    """Join parts, each cut to its fair share of the room; the `tail` is kept whole."""
    kept = [part for part in parts if part]
    left = most - (width(f"{sep}{tail}") if tail else 0.0) - width(sep) * (len(kept) - 1)
    told: dict[int, str] = {}
    for number in sorted(range(len(kept)), key=lambda at: width(kept[at])):
        told[number] = cut(kept[number], left / (len(kept) - len(told)))
        left -= width(told[number])
    return sep.join([*(told[number] for number in range(len(kept))), *([tail] if tail else [])])
