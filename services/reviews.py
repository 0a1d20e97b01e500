"""The week and the month looked back on, for heads and owners: what was done, beside the one before and the plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from services import plan_values, policy
from services.clock import Clock
from services.errors import Denied
from services.forecast_views import ForecastPage
from services.forecasts import Forecasts
from services.funnel_views import Moved
from services.funnels import Funnels
from services.indicator_views import Number, Row
from services.indicators import Indicators
from services.rules import periods
from services.rules.actor import Actor
from services.rules.indicators import INDICATORS, Indicator, Slice
from services.rules.kinds import PlanMetric
from services.rules.periods import Period, PeriodKind
from services.rules.worktime import local_day
from storage import reviews as rows
from storage.unit_of_work import Database

WEEK: Final = ("revenue", "deals_won", "win_rate", "leads_new", "calls_out", "meetings", "offers_sent")
MONTH: Final = ("revenue", "margin", "deals_won", "win_rate", "average_deal", "leads_new", "clients_new")
OWNERS: Final = ("cost_per_lead", "receivables_overdue", "nps")
"""Besides for those who see the whole company."""
NOW: Final = ("tasks_overdue", "deals_no_task")
"""As they stand when the page is read."""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """An indicator of the period and of the one before; `n` records behind it."""

    indicator: Indicator
    value: Number
    before: Number
    n: int


@dataclass(frozen=True, slots=True)
class PersonReview:
    """What a person sold in the period and in the one before, minor units."""

    name: str
    revenue: int
    won: int
    before: int


@dataclass(frozen=True, slots=True)
class Said:
    """What was forecast at a period's beginning, in minor units, and the range that should hold four times of five."""

    made_on: date
    revenue: int
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Review:
    """A week or month that is over. `plan` in minor units; `said` what was forecast of it; `moved` in the funnels.

    `ahead` is the forecast of the month that runs now, with its proof; None when nobody asked for it.
    """

    period: Period
    before: Period
    whole: bool
    lines: tuple[ReviewLine, ...]
    now: tuple[ReviewLine, ...]
    people: tuple[PersonReview, ...]
    plan: int | None
    said: Said | None
    moved: tuple[Moved, ...]
    ahead: ForecastPage | None = None

    @property
    def revenue(self) -> int:
        """Won in the period."""
        return next((int(line.value or 0) for line in self.lines if line.indicator.code == "revenue"), 0)

    @property
    def empty(self) -> bool:
        """Nothing at all was recorded in either period."""
        return not any(line.value or line.before for line in self.lines)


class Reviews:
    """Use cases of what comes on the first working day of a week or month."""

    def __init__(
        self, db: Database, clock: Clock, indicators: Indicators, funnels: Funnels, forecasts: Forecasts
    ) -> None:
        self._db = db
        self._clock = clock
        self._indicators = indicators
        self._funnels = funnels
        self._forecasts = forecasts

    async def page(self, actor: Actor, kind: PeriodKind, day: date | None = None) -> Review:
        """The same with the forecast of the month that runs now and its proof (S1-15). Raises Denied."""
        view = await self.of(actor, kind, day)
        return replace(view, ahead=await self._forecasts.page(actor))

    async def of(self, actor: Actor, kind: PeriodKind, day: date | None = None) -> Review:
        """The week or month before the one of a day (today without one), of all the actor sees. Raises Denied."""
        if not actor.is_leader:
            raise Denied
        async with self._db.read(actor, self._clock.now()) as work:
            today = day or local_day(work.now, (await policy.load(work)).settings.zone)
            period = periods.shifted(periods.containing(kind, today), -1)
            whole = plan_values.sees_all(actor)
            plan = await plan_values.of_actor(work, PlanMetric.REVENUE, period)
            said = await rows.said(work, period, whole=whole)
        before = periods.shifted(period, -1)
        codes = (WEEK if kind is PeriodKind.WEEK else MONTH) + (OWNERS if whole else ())
        values, old = [await self._indicators.many(actor, codes, one) for one in (period, before)]
        standing = await self._indicators.many(actor, NOW)
        people, others = [
            await self._indicators.many(actor, ("revenue", "deals_won"), one, (Slice.MANAGER,))
            for one in (period, before)
        ]
        return Review(
            period=period,
            before=before,
            whole=whole,
            lines=tuple(_line(code, values[code].rows[0], old[code].rows[0]) for code in codes if code in values),
            now=tuple(_line(code, standing[code].rows[0], None) for code in NOW if code in standing),
            people=_people(people["revenue"].rows, people["deals_won"].rows, others["revenue"].rows),
            plan=plan,
            said=Said(said.made_on, said.revenue, said.low, said.high) if said is not None else None,
            moved=await self._funnels.moved(actor) if kind is PeriodKind.WEEK else (),
        )


def _line(code: str, row: Row, before: Row | None) -> ReviewLine:
    return ReviewLine(INDICATORS[code], row.value, before.value if before else None, row.n)


def _people(revenue: tuple[Row, ...], won: tuple[Row, ...], before: tuple[Row, ...]) -> tuple[PersonReview, ...]:
    wins = {row.slice[0][1].key: int(row.value or 0) for row in won}
    old = {row.slice[0][1].key: int(row.value or 0) for row in before}
    names = {row.slice[0][1].key: row.slice[0][1].name for row in (*revenue, *before)}
    now = {row.slice[0][1].key: int(row.value or 0) for row in revenue}
    found = [
        PersonReview(name, now.get(key, 0), wins.get(key, 0), old.get(key, 0))
        for key, name in names.items()
        if key is not None
    ]
    return tuple(sorted(found, key=lambda person: (-person.revenue, -person.before, person.name)))
