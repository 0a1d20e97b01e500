"""What the commands that print tables share: CSV, columns, bad arguments."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path


class BadArguments(ValueError):
    """An argument cannot be read; the message is one line that says what to give instead."""


def is_there(url: str) -> None:
    """Raise BadArguments for a file whose folder is missing: nothing is made there just to be read."""
    from storage.engine import check_url

    name = check_url(url).database
    if url.startswith("sqlite") and name and name != ":memory:" and not Path(name).parent.is_dir():
        raise BadArguments(f"Cannot use the database at {name}: there is no such folder. Check DATABASE_URL.")


def as_csv(rows: Sequence[Sequence[str]]) -> str:
    """Rows as CSV, without the last line's end."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().rstrip("\n")


def in_columns(rows: Sequence[Sequence[str]], right: int = 0) -> str:
    """Columns under each other; the last `right` ones at their right edge."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    first_right = len(widths) - right
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place >= first_right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
