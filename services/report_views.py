"""What /report shows: its first page, an indicator, a table, a board, and the records behind a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.indicator_views import Listing, Record, Report, Row, SliceItem, Table
from services.rules.indicators import By, Indicator, Kind
from services.rules.periods import Period, PeriodKind
from services.rules.report_sets import BoardKind, Goal
from services.rules.segments import Advice
from services.slices import Chosen


@dataclass(frozen=True, slots=True)
class When:
    """A period as a button asks for it: that many periods ago, or `days` days from `start`."""

    kind: PeriodKind = PeriodKind.MONTH
    back: int = 0
    start: date | None = None
    days: int = 0


@dataclass(frozen=True, slots=True)
class Glance:
    """An indicator with its value, and the one of the days compared with."""

    indicator: Indicator
    now: Row
    before: Row


@dataclass(frozen=True, slots=True)
class ReportHome:
    """The first page: the set of the company's goal; `goal` None for a seller's own numbers."""

    goal: Goal | None
    period: Period
    compared: Period
    glances: tuple[Glance, ...]
    boards: tuple[BoardKind, ...]
    favourites: int
    count: int
    """Of all indicators there are for the reader."""


@dataclass(frozen=True, slots=True)
class ReportList:
    """A part of the catalogue with this month's values."""

    period: Period
    compared: Period
    glances: tuple[Glance, ...]


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """One indicator; `slices` are those it can be told apart by here."""

    report: Report
    when: When
    chosen: Chosen
    slices: tuple[By, ...]
    favourite: bool
    running: bool
    """The period is not over."""
    leader: bool = True
    due: float | None = None
    """Of a running period the share of its working time that is over, 0…1: so much of a plan is due by now."""


@dataclass(frozen=True, slots=True)
class TablePage:
    """An indicator told apart; `before` are the values of the days compared with, by keys."""

    indicator: Indicator
    when: When
    chosen: Chosen
    table: Table
    total: Row
    slices: tuple[By, ...]
    before: Mapping[tuple[int | str | None, ...], Row]
    compared: Period
    due: float | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """The card behind a record."""

    kind: Kind
    id: int


@dataclass(frozen=True, slots=True)
class RecordsPage:
    """A page of the records behind a number, each with its door; None where there is no card."""

    indicator: Indicator
    when: When
    chosen: Chosen
    period: Period
    records: tuple[tuple[Record, Door | None], ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class RecordsFile:
    """All records behind a number, for a file."""

    indicator: Indicator
    chosen: Chosen
    listing: Listing


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One line of a board: the rows of its columns by code."""

    item: SliceItem
    rows: Mapping[str, Row]
    advice: Advice | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """Several indicators by one slice."""

    kind: BoardKind
    when: When
    period: Period
    by: By
    columns: tuple[Indicator, ...]
    lines: tuple[BoardLine, ...]
    whole: Mapping[str, Row]
