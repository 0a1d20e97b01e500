"""What reports are made of: rows of a table, a report of one indicator, and the records behind a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from services.rules.indicators import By, Indicator, Kind, Unit
from services.rules.periods import Period

Number = int | float | None
"""Money in whole minor units, counts whole, percent 0…100; None: there is no value ("—")."""


@dataclass(frozen=True, slots=True)
class SliceItem:
    """One key of a slice: `key` is an id, a text or an ISO time ("2017-03", "2017-W10", "2017-03-05").

    None, with an empty name: it is not known. The names of client kinds and groups are their codes.
    """

    key: int | str | None
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: `n` records behind the value; `extra` is what stands beside it, by name, in its unit."""

    slice: tuple[tuple[By, SliceItem], ...]
    value: Number
    n: int
    p90: float | None = None
    extra: Mapping[str, Number] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Table:
    """An indicator of a period by slices; without any, one row."""

    code: str
    period: Period
    by: tuple[By, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a line."""

    period: Period
    value: Number
    n: int


@dataclass(frozen=True, slots=True)
class Report:
    """An indicator at a glance. `before` is that of `compared`: the period before, or as many first days of it.

    `year_ago` None: data do not reach so far. `plan` in the indicator's unit. `history` is 12 periods, this one last.
    """

    indicator: Indicator
    period: Period
    total: Row
    compared: Period
    before: Row
    year_ago: Row | None
    plan: Number
    history: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One record behind a number; `at` is its moment, or its day (planned payments, costs).

    `amount` in minor units, None for what has none.
    """

    kind: Kind
    id: int
    title: str
    client: str | None
    at: datetime | date
    amount: int | None


@dataclass(frozen=True, slots=True)
class Records:
    """A page (from 1) of the records behind a number, the newest first."""

    code: str
    period: Period
    records: tuple[Record, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Listing:
    """All records behind a number for a file, the newest first: each with its parts (manager, stage …) in the order of
    `by`. `total` may be more than there are `records`: a file ends somewhere.
    """

    code: str
    period: Period
    by: tuple[By, ...]
    records: tuple[tuple[Record, tuple[SliceItem, ...]], ...]
    total: int


def unit_of_extra(indicator: Indicator, name: str) -> Unit:
    """The unit of what stands beside an indicator."""
    return indicator.extra[name][1]
