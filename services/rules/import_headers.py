"""Finding the row of headers when titles, filters and empty lines stand above it."""

from __future__ import annotations

from collections.abc import Sequence

from services.rules.import_columns import header_fields, is_name
from services.rules.import_fields import Cell
from services.rules.import_text import clean
from services.rules.import_values import NumberEvidence, is_blank, looks_like_email, looks_like_phone

DEPTH = 30
"""How many first rows are looked through."""


def header_row(rows: Sequence[Sequence[Cell]]) -> int | None:
    """Return the index of the header row among the first rows of a table, None when there are no headers.

    The row with the most known header words wins; without any, the first full row of text above fuller data.
    """
    width = max((_filled(row) for row in rows), default=0)
    best, best_score = None, 0.0
    for index, row in enumerate(rows[:DEPTH]):
        known, other = _header_words(row)
        if known + other < 1 or _data_like(row):
            continue
        # A title above the table may hold one known word ("Deals 2026"); headers fill most of the width.
        score = known + (0.3 * other if known else 0.0)
        if _filled(row) * 2 >= width and score > best_score:
            best, best_score = index, score
    if best is not None:
        return best
    for index, row in enumerate(rows[:DEPTH]):
        if _filled(row) == width and width:
            return None if _data_like(row) else index
    return None


def headers_of(row: Sequence[Cell]) -> list[str]:
    """Return the header texts with empty ones at the end cut off."""
    headers = [clean(cell) for cell in row]
    while headers and not headers[-1]:
        headers.pop()
    return headers


def _filled(row: Sequence[Cell]) -> int:
    return sum(bool(clean(cell)) for cell in row)


def _header_words(row: Sequence[Cell]) -> tuple[float, int]:
    known, other = 0.0, 0
    for cell in row:
        text = clean(cell)
        if not text:
            continue
        fields = header_fields(text) if len(text) <= 80 else ()
        if fields or is_name(text):
            known += fields[0][1] if fields else 0.9
        else:
            other += 1
    return known, other


def _data_like(row: Sequence[Cell]) -> bool:
    """Tell a row of data: it holds a date, a sum, a phone or an address; headers never do."""
    for cell in row:
        if cell is None or isinstance(cell, str):
            text = clean(cell)
            if is_blank(text):
                continue
            if looks_like_email(text) or looks_like_phone(text) or NumberEvidence().add(text):
                return True
            if len(text) > 5 and text[:4].isdigit() and text[4] in "-./":
                return True
        else:
            return True
    return False
