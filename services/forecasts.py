"""Forecasts of revenue and won deals, with their proof, for whoever may see them (S1-02…S1-07, S1-15…S1-19)."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import Any, Final

from services import forecast_open, plan_values, policy
from services.clock import Clock
from services.errors import Denied, NotFound
from services.forecast_order import Made, Make, Order, Wanted, make_here
from services.forecast_views import (
    DAYS,
    PERIODS,
    ForecastPage,
    ForecastRow,
    ForecastTable,
    Kept,
    Level,
    OpenPage,
    Proof,
    Span,
)
from services.rules import periods
from services.rules.actor import SYSTEM, Actor, Role
from services.rules.kinds import PlanMetric, PlanScope
from services.rules.periods import Period, PeriodKind
from services.rules.plans import COMPANY, Unit
from services.rules.worktime import local_day, local_day_bounds
from storage import forecast_deals as rows
from storage.unit_of_work import Database, Work

SCOPES: Final = {Level.TEAM: PlanScope.TEAM, Level.MANAGER: PlanScope.USER, Level.PIPELINE: PlanScope.PIPELINE}
KEPT_BACK: Final = timedelta(days=400)


def wanted(span: Span, as_of: date) -> Wanted:
    """The window of a span on a morning."""
    return Wanted.days(as_of, DAYS[span]) if span in DAYS else Wanted.period(PERIODS[span], as_of)


class Forecasts:
    """`making` reads and calculates; the bot gives one that does it in a process of its own.

    What is said on a morning holds for the day: it is made once, and anew when deals of the past are imported.
    """

    def __init__(self, db: Database, clock: Clock, making: Make = make_here) -> None:
        self._db = db
        self._clock = clock
        self._making = making
        self._one = asyncio.Lock()
        self._mark: tuple[date, tuple[int, int]] | None = None
        self._today: Made | None = None

    # ---------------------------------------------------------------------------------------------- the command line
    async def table(self, actor: Actor, as_of: date, window: Wanted) -> ForecastTable:
        """Every level of one window as it was on a morning. Raises Denied for anyone but an admin."""
        if actor.role is not Role.ADMIN:
            raise Denied
        return (await self._making(self._db, Order(self._clock.now(), as_of, (window,)))).tables[0]

    # ------------------------------------------------------------------------------------------------------ the chat
    async def page(
        self, actor: Actor, span: Span = Span.MONTH, level: Level | None = None, key: int | None = None
    ) -> ForecastPage:
        """A forecast with its proof. Without a level: the company, a head's team, or one's own.

        Raises Denied, NotFound for what the actor does not see.
        """
        name = await self._name(actor, level, key)  # before anything is made: what is not seen is refused at once
        made = await self.today(actor)
        table = made.tables[tuple(Span).index(span)]
        choices = tuple(row for row in table.rows if sees(actor, made, row.level, row.key))
        if level is None:
            level, key = home(actor, choices)
        row = table.row(level, key) or _blank(level, key, name or actor.name, table)
        async with self._db.read(actor, self._clock.now()) as work:
            totals = await forecast_open.totals(work, made.singles, row.level, row.key)
            plan, kept = None, tuple[Kept, ...]()
            if span in PERIODS:
                plan = await _plan(work, row, Period(PERIODS[span], table.start, table.end))
                kept = await _kept(work, made, row)
        return ForecastPage(span, table, row, choices, totals, plan, kept)

    async def open_deals(
        self, actor: Actor, span: Span, level: Level, key: int | None, page: int = 1, *, dead: bool = False
    ) -> OpenPage:
        """The open deals behind a forecast, or the dead among them: the dearest first. Raises Denied, NotFound."""
        view = await self.page(actor, span, level, key)
        made = await self.today(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await forecast_open.page(work, made.singles, view, page, dead=dead)

    async def stages(self, actor: Actor, span: Span, level: Level, key: int | None) -> OpenPage:
        """The open deals behind a forecast by their stages. Raises Denied, NotFound."""
        view = await self.page(actor, span, level, key)
        made = await self.today(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await forecast_open.by_stage(work, made.singles, view)

    # ------------------------------------------------------------------------------------------------------- the job
    async def keep(self, now: datetime) -> int:
        """Keep this morning's forecasts, so that they can be compared with what comes; returns how many.

        The first run of a day does it, however late: what is said is that of the morning.
        """
        async with self._db.read(SYSTEM, now) as work:
            day, bounds = await self._morning(work)
            if await rows.has_snapshots(work, day) or not (await rows.mark(work, bounds))[1]:
                return 0
        made = await self.today(SYSTEM)
        found = _snapshots(made, now)
        async with self._db.write(SYSTEM, now) as work:
            if await rows.has_snapshots(work, day):
                return 0
            await rows.keep(work, found)
        return len(found)

    # --------------------------------------------------------------------------------------------------------- today
    async def today(self, actor: Actor) -> Made:
        """All that is said this morning, of the whole company: callers show what the actor may see. Raises Denied."""
        if not actor.is_staff:
            raise Denied
        async with self._one:
            now = self._clock.now()
            async with self._db.read(SYSTEM, now) as work:
                day, begins = await self._morning(work)
                mark = (day, await rows.mark(work, begins))
            if self._today is None or mark != self._mark:
                windows = (*(wanted(span, day) for span in Span), Wanted.period(PeriodKind.WEEK, day))
                self._today = await self._making(self._db, Order(now, day, windows, singles=True))
                self._mark = mark
            return self._today

    async def _morning(self, work: Work) -> tuple[date, datetime]:
        zone = (await policy.load(work)).settings.zone
        day = local_day(work.now, zone)
        return day, local_day_bounds(day, zone)[0]

    async def _name(self, actor: Actor, level: Level | None, key: int | None) -> str | None:
        """What a forecast is called that the actor may see; None for where one begins. Raises Denied, NotFound."""
        if not actor.is_staff:
            raise Denied
        if level is None or (level is Level.COMPANY and plan_values.sees_all(actor)):
            return None
        own = level is Level.MANAGER or (level is Level.TEAM and key in (actor.team_ids or ()))
        async with self._db.read(actor, self._clock.now()) as work:
            seen = key is not None and (own or plan_values.sees_all(actor))
            name = await rows.name_of(work, level.value, key) if seen and key is not None else None
        if name is None or level is Level.COMPANY:
            raise NotFound("forecast")
        return name


def sees(actor: Actor, made: Made, level: Level, key: int | None) -> bool:
    """Whether a forecast is the actor's to see: the own one, those of own teams and their people; for admins all."""
    if plan_values.sees_all(actor):
        return True
    if level is Level.MANAGER and key is not None and key == actor.user_id:
        return actor.is_staff
    if actor.role is not Role.HEAD or actor.team_ids is None or key is None:
        return False
    if level is Level.TEAM:
        return key in actor.team_ids
    return level is Level.MANAGER and made.team_of.get(key) in actor.team_ids


def home(actor: Actor, choices: tuple[ForecastRow, ...]) -> tuple[Level, int | None]:
    """Where somebody begins: the company, the first of own teams, or oneself."""
    if plan_values.sees_all(actor):
        return Level.COMPANY, None
    if actor.role is Role.HEAD:
        team = next((row.key for row in choices if row.level is Level.TEAM), None)
        if team is not None:
            return Level.TEAM, team
    return Level.MANAGER, actor.user_id


def _blank(level: Level, key: int | None, name: str, table: ForecastTable) -> ForecastRow:
    """The row of those who have had no deal yet."""
    whole = table.row(Level.COMPANY, None)
    proof = Proof(whole.proof.periods if whole else 0, 0)
    return ForecastRow(level, key, name, 0, 0, None, None, None, None, None, None, 0, proof)


async def _plan(work: Work, row: ForecastRow, period: Period) -> int | None:
    unit = COMPANY if row.level is Level.COMPANY else Unit(SCOPES[row.level], row.key or 0)
    return await plan_values.value(work, PlanMetric.REVENUE, unit, period)


async def _kept(work: Work, made: Made, row: ForecastRow) -> tuple[Kept, ...]:
    """Finished periods of which something was really said, newest first."""
    said = await rows.first_said(work, row.level.value, row.key or 0, made.as_of - KEPT_BACK, made.as_of)
    points = [point for point in row.proof.points if (point.start, point.end) in said]
    return tuple(Kept(point.start, point.end, said[point.start, point.end], point.came) for point in points)


def _snapshots(made: Made, now: datetime) -> list[dict[str, Any]]:
    found = dict[tuple[str, int, date, date], dict[str, Any]]()
    for table in made.tables:
        if table.end - table.start == timedelta(days=DAYS[Span.WEEK]) and table.start != _monday(made.as_of):
            continue  # seven days from any weekday are never looked at again
        for row in table.rows:
            if row.level is not Level.COMPANY and (row.key is None or row.revenue is None):
                continue
            place = (row.level.value, row.key or 0, table.start, table.end)
            found.setdefault(place, {
                "made_on": made.as_of, "level": place[0], "level_id": place[1], "start": table.start, "end": table.end,
                "revenue": row.revenue, "wins": row.wins, "low": row.low, "high": row.high,
                "template_revenue": row.template, "at": now,
            })  # fmt: skip
    return list(found.values())


def _monday(day: date) -> date:
    return periods.containing(PeriodKind.WEEK, day).start
