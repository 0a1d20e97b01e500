"""docs/requirements.md: every requirement has its row, and what the rows name exists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
TEXT: Final = (ROOT / "docs/requirements.md").read_text("utf-8")
ROWS: Final = [
    [cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if re.match(r"\| S\d-", line)
]
LAST: Final = {"S0": 68, "S1": 20, "S2": 85, "S3": 30, "S4": 25}
"""The ids of the customer's list: from 01 to the last of each text."""
STATE: Final = re.compile(r"\*\*works\*\*$|\*\*(part|answered here)\*\*: .{10,}|\*\*later\*\*: (issue \d|no issue yet)")


def test_every_requirement_has_its_row_once_and_in_order() -> None:
    assert [row[0] for row in ROWS] == [f"{text}-{n:02d}" for text, last in LAST.items() for n in range(1, last + 1)]


def test_every_file_named_is_there() -> None:
    named = {path for row in ROWS for path in re.findall(r"`([\w./]+)`", f"{row[2]} {row[3]}")}
    assert sorted(path for path in named if not (ROOT / path).is_file()) == []


def test_rows_say_how_it_stands() -> None:
    assert [row[0] for row in ROWS if len(row) != 5 or not STATE.match(row[4])] == []


def test_what_works_says_where_it_lives() -> None:
    assert [row[0] for row in ROWS if row[4].startswith("**works**") and row[2] == "—"] == []


def test_the_sum_at_the_top_is_right() -> None:
    kinds = [re.findall(r"\*\*(.+?)\*\*", row[4])[0] for row in ROWS]
    said = re.search(r"Of (\d+): (\d+) work, (\d+) work in part, (\d+) are answered here, (\d+) come later", TEXT)
    assert said is not None
    counted = (len(kinds), *(kinds.count(kind) for kind in ("works", "part", "answered here", "later")))
    assert tuple(map(int, said.groups())) == counted
