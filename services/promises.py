"""Promises: kept, late by so many minutes, broken; the rate per person and its trend (S3-19)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from services import policy
from services.clock import Clock
from services.errors import Denied, NotFound
from services.rules.actor import Actor
from services.rules.kinds import PromiseState
from services.rules.periods import RUNNING, running_moments
from services.rules.views import Named, TaskLine
from services.task_views import task_lines
from storage import promises as rows
from storage.unit_of_work import Database, Work

PAGE: Final = 6


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of promises; `late_minutes` is the average of the late ones."""

    kept: int = 0
    late: int = 0
    broken: int = 0
    late_minutes: int | None = None

    @property
    def total(self) -> int:
        """All whose time has come."""
        return self.kept + self.late + self.broken

    @property
    def rate(self) -> float | None:
        """The share kept in time; None without any."""
        return self.kept / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class PersonPromises:
    """A person's promises of a period."""

    person: Named
    numbers: Kept


@dataclass(frozen=True, slots=True)
class PromiseReport:
    """The promises of a period (`rules.periods.RUNNING`) of everybody the actor sees, the most broken first."""

    period: str
    total: Kept
    people: tuple[PersonPromises, ...]


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A promise that was not kept in time."""

    task: TaskLine
    promised_at: datetime
    state: PromiseState
    late_minutes: int | None


@dataclass(frozen=True, slots=True)
class PromisePage:
    """A person's rate over every period, and a page (from 1) of what was missed in the chosen one; `own`: the actor."""

    person: Named
    own: bool
    period: str
    rates: dict[str, Kept]
    lines: tuple[PromiseLine, ...]
    total: int
    page: int
    pages: int

    @property
    def trend(self) -> float | None:
        """This week's rate less that of the last four weeks; None while one of them is unknown."""
        now, before = self.rates["week"].rate, self.rates["weeks4"].rate
        return None if now is None or before is None else now - before


class Promises:
    """Use cases of the reports."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def report(self, actor: Actor, period: str = "week") -> PromiseReport:
        """Everybody the actor sees. Raises Denied for those who lead nobody."""
        if not actor.is_leader:
            raise Denied
        period = period if period in RUNNING else RUNNING[0]
        async with self._db.read(actor, self._clock.now()) as work:
            found = await rows.totals(work, await _span(work, period))
            people = tuple(PersonPromises(Named(row.id, row.name), _kept(row)) for row in found)
            return PromiseReport(period, _sum([item.numbers for item in people]), people)

    async def of(self, actor: Actor, person: int | None = None, period: str = "week", page: int = 1) -> PromisePage:
        """One person's; without one, the actor's own. Raises NotFound."""
        person = person or actor.user_id or 0
        period = period if period in RUNNING else RUNNING[0]
        async with self._db.read(actor, self._clock.now()) as work:
            user = await rows.person(work, person)
            if user is None:
                raise NotFound("user")
            spans = {name: await _span(work, name) for name in RUNNING}
            rates = {
                name: _kept(next(iter(await rows.totals(work, span, person)), None)) for name, span in spans.items()
            }
            total = await rows.count_missed(work, spans[period], person)
            pages = max(1, -(-total // PAGE))
            page = min(max(page, 1), pages)
            found = await rows.missed(work, spans[period], person, PAGE, (page - 1) * PAGE)
            tasks = await task_lines(work, [row.Task for row in found])
            lines = tuple(
                PromiseLine(task, row.Promise.promised_at, row.Promise.state, row.Promise.late_minutes)
                for task, row in zip(tasks, found, strict=True)
            )
            own = person == actor.user_id
            return PromisePage(Named(user.id, user.name), own, period, rates, lines, total, page, pages)


async def _span(work: Work, period: str) -> tuple[datetime, datetime]:
    return running_moments(period, work.now, (await policy.load(work)).zone_of(work.actor.zone))


def _kept(row: Any | None) -> Kept:
    if row is None:
        return Kept()
    return Kept(row.kept, row.late, row.broken, None if row.minutes is None else round(row.minutes))


def _sum(found: list[Kept]) -> Kept:
    late = sum(item.late for item in found)
    minutes = sum((item.late_minutes or 0) * item.late for item in found)
    return Kept(
        sum(item.kept for item in found),
        late,
        sum(item.broken for item in found),
        round(minutes / late) if late else None,
    )
