"""What is asked for when forecasts are made, and what comes back: without numpy, which only the making needs.

The bot has forecasts made by another process and would hold 11 MB for nothing.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from services.forecast_views import ForecastTable
from services.rules import periods
from services.rules.periods import PeriodKind
from storage.unit_of_work import Database


@dataclass(frozen=True, slots=True)
class Wanted:
    """The days [start, end) of which something is to be said on the morning of `as_of`; a running period began before.

    `kind` is set for a whole month or quarter: it is proven by whole ones.
    """

    start: date
    end: date
    kind: PeriodKind | None = None

    @classmethod
    def days(cls, as_of: date, days: int) -> Wanted:
        """So many days from `as_of` on."""
        return cls(as_of, date.fromordinal(as_of.toordinal() + days))

    @classmethod
    def period(cls, kind: PeriodKind, as_of: date) -> Wanted:
        """The period a day lies in."""
        period = periods.containing(kind, as_of)
        return cls(period.start, period.end, kind)


@dataclass(frozen=True, slots=True)
class Order:
    """What to make: at a moment, on the morning of `as_of`, tables of these windows; `singles`: also of open deals."""

    now: datetime
    as_of: date
    wanted: tuple[Wanted, ...]
    singles: bool = False


@dataclass(frozen=True, slots=True)
class Singles:
    """Open deals by the company's own record, a row each in the order of `ids`: chances (0…1) to be won ever and within
    28 days, what each would bring (minor units), its age in days, and which are dead: older than almost all deals ever
    won at their stage."""

    ids: array[int]
    ever: array[float]
    soon: array[float]
    value: array[float]
    age: array[int]
    dead: array[int]

    @classmethod
    def nothing(cls) -> Singles:
        """Of no deal."""
        return cls(array("q"), array("d"), array("d"), array("d"), array("i"), array("b"))

    def row_of(self, deal_id: int) -> int | None:
        """The row of a deal; None of one begun today, of which nothing is known."""
        row = bisect_left(self.ids, deal_id)
        return row if row < len(self.ids) and self.ids[row] == deal_id else None


@dataclass(frozen=True, slots=True)
class Made:
    """All that was said on one morning: a table a window, and the open deals one by one."""

    as_of: date
    tables: tuple[ForecastTable, ...]
    singles: Singles
    team_of: Mapping[int, int | None]
    """By person: the team."""


Make = Callable[[Database, Order], Awaitable[Made]]


async def make_here(database: Database, order: Order) -> Made:
    """Make them in this process, as the command line does."""
    from services.forecast_making import make

    return await make(database, order)
