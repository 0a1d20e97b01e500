"""The small algebra of indicators: counts, sums and medians of facts, and what is made of them.

Numbers stay exact (integers and fractions) until the last step, so both databases and a pocket calculator agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple, Protocol

from services.rules.indicators.kinds import SCALES, Fact, Flag, Slice, Unit, Value

DAY_SECONDS: Final = 86_400


class Cell(NamedTuple):
    """What the database says of an atom in one row of a table: `n` records with a value, and the p90 of a median.

    A tuple of numbers, of which there may be a hundred thousand: the garbage collector need not look at them.
    """

    value: Fraction | int | None
    n: int
    p90: Fraction | int | None = None


EMPTY: Final = Cell(None, 0)

Cells = Mapping["Atom", Cell]


class Formula(Protocol):
    """Something that can be worked out from the cells of one row."""

    def atoms(self) -> Iterator[Atom]:
        """What the database is to be asked for."""

    def value(self, cells: Cells) -> Fraction | None:
        """The number, None where there is none."""

    def main(self) -> Atom:
        """The atom whose records are those behind the number."""


@dataclass(frozen=True, slots=True)
class _Atom:
    fact: Fact

    def atoms(self) -> Iterator[Atom]:
        """Itself."""
        yield self  # type: ignore[misc]

    def main(self) -> Atom:
        """Itself."""
        return self  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Count(_Atom):
    """How many records, or how many of them with a flag."""

    flag: Flag | None = None

    def value(self, cells: Cells) -> Fraction | None:
        """0 where there is nothing."""
        return Fraction(cells.get(self, EMPTY).value or 0)


@dataclass(frozen=True, slots=True)
class Sum(_Atom):
    """The sum of a value."""

    of: Value = Value.AMOUNT

    def value(self, cells: Cells) -> Fraction | None:
        """0 where there is nothing; None where there are records and none has the value."""
        cell = cells.get(self)
        if cell is None:
            return Fraction(0)
        return Fraction(cell.value, SCALES.get(self.of, 1)) if cell.value is not None else None


@dataclass(frozen=True, slots=True)
class Mean(_Atom):
    """The mean of a value over the records that have it."""

    of: Value

    def value(self, cells: Cells) -> Fraction | None:
        """None where no record has the value."""
        cell = cells.get(self, EMPTY)
        return Fraction(cell.value, cell.n * SCALES.get(self.of, 1)) if cell.value is not None and cell.n else None


@dataclass(frozen=True, slots=True)
class Median(_Atom):
    """The median of a value; `per`: so many seconds make one of the unit."""

    of: Value = Value.SECONDS
    per: int = DAY_SECONDS

    def value(self, cells: Cells) -> Fraction | None:
        """None where no record has the value."""
        found = cells.get(self, EMPTY).value
        return Fraction(found, self.per) if found is not None else None

    def p90(self, cells: Cells) -> Fraction | None:
        """Nine tenths of the records have at most this."""
        found = cells.get(self, EMPTY).p90
        return Fraction(found, self.per) if found is not None else None


Atom = Count | Sum | Mean | Median


@dataclass(frozen=True, slots=True)
class Plus:
    """One and the other."""

    one: Formula
    other: Formula

    def atoms(self) -> Iterator[Atom]:
        """Those of both."""
        yield from self.one.atoms()
        yield from self.other.atoms()

    def value(self, cells: Cells) -> Fraction | None:
        """None where one of them is."""
        one, other = self.one.value(cells), self.other.value(cells)
        return one + other if one is not None and other is not None else None

    def main(self) -> Atom:
        """Of the first."""
        return self.one.main()


@dataclass(frozen=True, slots=True)
class Minus:
    """One without the other."""

    one: Formula
    other: Formula

    def atoms(self) -> Iterator[Atom]:
        """Those of both."""
        yield from self.one.atoms()
        yield from self.other.atoms()

    def value(self, cells: Cells) -> Fraction | None:
        """None where one of them is."""
        one, other = self.one.value(cells), self.other.value(cells)
        return one - other if one is not None and other is not None else None

    def main(self) -> Atom:
        """Of the first."""
        return self.one.main()


@dataclass(frozen=True, slots=True)
class Ratio:
    """One by the other; in percent unless `times` says 1. No value where the other is 0 (kpi.md)."""

    of: Formula
    by: Formula
    times: int = 100
    behind: Formula | None = None
    """Whose records are behind it; by default those it is divided by."""

    def atoms(self) -> Iterator[Atom]:
        """Those of both."""
        yield from self.of.atoms()
        yield from self.by.atoms()

    def value(self, cells: Cells) -> Fraction | None:
        """None where a part of it is, or the divisor is 0."""
        of, by = self.of.value(cells), self.by.value(cells)
        return of * self.times / by if of is not None and by else None

    def main(self) -> Atom:
        """What it is divided by, unless `behind` says otherwise."""
        return (self.behind or self.by).main()


@dataclass(frozen=True, slots=True)
class Share:
    """The share in percent of each part among all; told apart by `among`, the rest of the slices stay.

    `value` is how much there is of the part: the share itself needs the other rows (`rules.indicators.tables`).
    """

    of: Formula
    among: Slice = Slice.REASON

    def atoms(self) -> Iterator[Atom]:
        """Those of the parts."""
        return self.of.atoms()

    def value(self, cells: Cells) -> Fraction | None:
        """How much there is of the part."""
        return self.of.value(cells)

    def main(self) -> Atom:
        """Of the parts."""
        return self.of.main()


@dataclass(frozen=True, slots=True)
class Outside:
    """A number that is not made of facts alone: plans, forecasts, bonuses; `services` know how. `base` is its fact."""

    base: Formula

    def atoms(self) -> Iterator[Atom]:
        """Those of its fact."""
        return self.base.atoms()

    def value(self, cells: Cells) -> Fraction | None:
        """The fact."""
        return self.base.value(cells)

    def main(self) -> Atom:
        """Of its fact."""
        return self.base.main()


def count_behind(formula: Formula, cells: Cells) -> int:
    """How many records are behind the number in a row."""
    if isinstance(formula, Share):
        return sum(cells.get(atom, EMPTY).n for atom in formula.atoms())
    atom = formula.main()
    if isinstance(atom, Count):
        return int(cells.get(atom, EMPTY).value or 0)
    return cells.get(atom, EMPTY).n


def rounded(value: Fraction | None, unit: Unit) -> int | float | None:
    """As it is shown: counts and minor units whole (halves away from 0), the rest as a float."""
    if value is None:
        return None
    if unit is Unit.MONEY or (unit is Unit.COUNT and value.denominator == 1):
        return half_up(value)
    return float(value)


def half_up(value: Fraction) -> int:
    """The nearest whole number, halves away from 0."""
    top, bottom = abs(value.numerator), value.denominator
    whole = (2 * top + bottom) // (2 * bottom)
    return whole if value >= 0 else -whole
