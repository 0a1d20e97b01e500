"""What /forecast and `main.py forecast` show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from services.rules.periods import PeriodKind
from services.rules.views import Named


class Level(StrEnum):
    """What is forecast apart."""

    COMPANY = "company"
    TEAM = "team"
    MANAGER = "manager"
    PIPELINE = "pipeline"


class Span(StrEnum):
    """The days a forecast is about: the week or four weeks that begin today, or the running month or quarter."""

    WEEK = "week"
    FOUR_WEEKS = "four_weeks"
    MONTH = "month"
    QUARTER = "quarter"


DAYS: Mapping[Span, int] = {Span.WEEK: 7, Span.FOUR_WEEKS: 28}
PERIODS: Mapping[Span, PeriodKind] = {Span.MONTH: PeriodKind.MONTH, Span.QUARTER: PeriodKind.QUARTER}


@dataclass(frozen=True, slots=True)
class Point:
    """A finished window [start, end): what would have been said at its beginning, what came; minor units."""

    start: date
    end: date
    said: int
    came: int
    template: int


@dataclass(frozen=True, slots=True)
class Proof:
    """The walk-forward backtest of one row. Shares (1 is perfect); None where nothing finished was there.

    `periods` and `wins`: finished periods and won deals behind it; `possible`: the best accuracy that so few wins as
    are expected allow anybody (data.md); `points` are finished windows, newest first.
    """

    periods: int
    wins: int
    accuracy: float | None = None
    worst: float | None = None
    template_accuracy: float | None = None
    possible: float | None = None
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """One forecast. Sums in minor units; of a running period with what has come so far (`fact`, before today).

    `revenue`, `wins`, `low`, `high` are None while fewer than three such periods have finished.
    """

    level: Level
    key: int | None
    name: str
    fact: int
    fact_wins: int
    revenue: int | None
    wins: float | None
    low: int | None
    high: int | None
    low_wins: float | None
    high_wins: float | None
    template: int
    proof: Proof
    methods: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ForecastTable:
    """Forecasts of one window: days [start, end), made on the morning of `as_of`, in so many seconds."""

    as_of: date
    start: date
    end: date
    rows: tuple[ForecastRow, ...]
    seconds: float

    def row(self, level: Level, key: int | None) -> ForecastRow | None:
        """One of the rows."""
        return next((row for row in self.rows if (row.level, row.key) == (level, key)), None)


@dataclass(frozen=True, slots=True)
class OpenTotals:
    """Open deals together: how many, their sums, by stage probabilities and by the company's own record, minor units.

    `soon` is what the record expects of them within 28 days; dead ones are older than almost all deals ever won at
    their stage.
    """

    deals: int = 0
    amount: int = 0
    template: int = 0
    own: int = 0
    soon: int = 0
    dead: int = 0
    dead_amount: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished period [start, end): what the bot really said first, and what came; minor units."""

    start: date
    end: date
    said: int
    came: int


@dataclass(frozen=True, slots=True)
class ForecastPage:
    """/forecast of one row: the window, the row, what else there is to choose, and what is open behind it.

    `plan` is that of the period, minor units; `kept` are finished periods whose forecasts were stored.
    """

    span: Span
    table: ForecastTable
    row: ForecastRow
    choices: tuple[ForecastRow, ...]
    open: OpenTotals
    plan: int | None = None
    kept: tuple[Kept, ...] = ()

    @property
    def covers(self) -> float | None:
        """How many times the open deals that are not dead cover what the plan still misses; None without a gap."""
        gap = (self.plan or 0) - self.row.fact
        return (self.open.amount - self.open.dead_amount) / gap if self.plan and gap > 0 else None


@dataclass(frozen=True, slots=True)
class OpenStage:
    """Open deals of a stage; chances from 0 to 1: typed, and by the company's own record; `age`: median days."""

    pipeline: str
    name: str
    totals: OpenTotals
    typed: float
    chance: float
    age: int


@dataclass(frozen=True, slots=True)
class OpenDeal:
    """An open deal: its sum as told or as expected, both chances (0…1), age in days; None where nothing is known."""

    id: int
    name: str
    client: str | None
    stage: str
    owner: str | None
    amount: int | None
    value: int | None
    typed: float
    chance: float | None
    age: int | None
    dead: bool


@dataclass(frozen=True, slots=True)
class OpenPage:
    """A page (from 1) of open deals, or of the dead among them; with the row they are of."""

    span: Span
    level: Level
    key: int | None
    name: str
    totals: OpenTotals
    page: int
    pages: int
    deals: tuple[OpenDeal, ...] = ()
    stages: tuple[OpenStage, ...] = ()


@dataclass(frozen=True, slots=True)
class DeadQuestion:
    """What closing the dead deals would do: `deals` of them at once, for a reason; `left` stay for the next time."""

    page: OpenPage
    deals: int
    amount: int
    left: int
    by_owner: tuple[tuple[str | None, int], ...]
    reasons: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class DeadClosed:
    """Done: `undo_id` takes it back for 24 hours."""

    deals: int
    reason: str
    undo_id: int


@dataclass(frozen=True, slots=True)
class DeadTold:
    """To an owner: so many own deals, worth `amount`, were closed together; the dearest of them."""

    by: str
    reason: str
    deals: int
    amount: int
    dearest: tuple[Named, ...]
