"""From what the database says to the rows of a table: formulas worked out, shares taken, rows put in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from services.rules.indicators.formula import Atom, Cell, Formula, Median, Share, count_behind
from services.rules.indicators.kinds import TIMES, By, Slice

EPOCH: Final = date(1970, 1, 1)
Key = tuple[Any, ...]
Found = Mapping[Atom, Mapping[Key, Cell]]
"""What the database says of each atom, by key; a key without records is not there."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row before it gets names and a unit."""

    key: Key
    value: Fraction | None
    n: int
    p90: Fraction | None


def lines(formula: Formula, found: Found, by: tuple[By, ...]) -> list[Line]:
    """A line for each key something is known of; without slices exactly one."""
    columns = [(atom, found[atom]) for atom in dict.fromkeys(formula.atoms()) if atom in found]
    keys: dict[Key, None] = {key: None for _, column in columns for key in column}
    if not by:
        keys.setdefault(())
    rows = []
    for key in keys:
        cells = {atom: column[key] for atom, column in columns if key in column}
        p90 = formula.p90(cells) if isinstance(formula, Median) else None
        rows.append(Line(key, formula.value(cells), count_behind(formula, cells), p90))
    return _shares(rows, formula, by) if isinstance(formula, Share) else rows


def _shares(rows: list[Line], share: Share, by: tuple[By, ...]) -> list[Line]:
    """Each part in percent of all parts that agree in the other slices."""
    others = [place for place, one in enumerate(by) if one is not share.among]
    wholes: dict[Key, Fraction] = {}
    for row in rows:
        key = tuple(row.key[place] for place in others)
        wholes[key] = wholes.get(key, Fraction(0)) + (row.value or 0)
    out = []
    for row in rows:
        whole = wholes[tuple(row.key[place] for place in others)]
        value = row.value * 100 / whole if whole and row.value is not None else None
        out.append(Line(row.key, value, row.n, None))
    return out


def time_key(by: By, number: int) -> str:
    """The ISO name of a day, or of the week or month that begins with it."""
    day = EPOCH + timedelta(days=number)
    if by is Slice.DAY:
        return day.isoformat()
    if by is Slice.MONTH:
        return f"{day:%Y-%m}"
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def order(by: tuple[By, ...], key: Key, names: tuple[str, ...], value: Fraction | None) -> tuple[Any, ...]:
    """Time goes on; else the greatest first, what is not known last. Names are given without capitals (`casefold`)."""
    if any(one in TIMES for one in by):
        return tuple(key[n] if one in TIMES else names[n] for n, one in enumerate(by))
    return (value is None, -float(value or 0), names, tuple(map(str, key)))
