"""The day in numbers, for a manager and for the head (S0-02, S1-11, S1-12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from services import policy
from services.clock import Clock
from services.rules.actor import Actor, Role
from services.rules.worktime import local_day, local_day_bounds
from storage import summaries as rows
from storage.unit_of_work import Database, Work


@dataclass(frozen=True, slots=True)
class DayNumbers:
    """What was done on a day. Sums in minor units; `overdue` as of now; `promised` were due by now."""

    calls_out: int = 0
    calls_in: int = 0
    reached: int = 0
    reached_out: int = 0
    meetings: int = 0
    offers: int = 0
    leads: int = 0
    won: int = 0
    won_sum: int = 0
    lost: int = 0
    lost_sum: int = 0
    tasks_done: int = 0
    overdue: int = 0
    kept: int = 0
    late: int = 0
    promised: int = 0

    @property
    def calls(self) -> int:
        """Calls in both directions."""
        return self.calls_out + self.calls_in

    @property
    def reach_rate(self) -> float | None:
        """Reached outgoing calls among outgoing ones; None without any."""
        return self.reached_out / self.calls_out if self.calls_out else None


@dataclass(frozen=True, slots=True)
class PersonDay:
    """One person's day."""

    id: int
    name: str
    role: Role
    numbers: DayNumbers


@dataclass(frozen=True, slots=True)
class DaySummary:
    """A day: the whole, who did what (those with anything to show), the same day's calls a week ago."""

    day: date
    team: bool
    total: DayNumbers
    people: tuple[PersonDay, ...]
    calls_before: int
    top_reason: tuple[str, int] | None


class Summaries:
    """Use cases of the day's end."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def day(self, actor: Actor, day: date | None = None) -> DaySummary:
        """The actor's local day (today without one): own numbers for a manager, everybody's for a leader."""
        async with self._db.read(actor, self._clock.now()) as work:
            zone = (await policy.load(work)).zone_of(actor.zone)
            day = day or local_day(work.now, zone)
            start, end = local_day_bounds(day, zone)
            people = await rows.sellers(work)
            ids = [row.id for row in people]
            found = await _numbers(work, ids, day, zone)
            shown = tuple(
                PersonDay(row.id, row.name, row.role, found.get(row.id, DayNumbers()))
                for row in people
                if row.role is Role.MANAGER or found.get(row.id, DayNumbers()) != DayNumbers()
            )
            reason = await rows.top_reason(work, ids, start, end)
            before = await rows.activities(work, ids, *local_day_bounds(day - timedelta(days=7), zone))
            return DaySummary(
                day=day,
                team=actor.is_leader,
                total=_sum(found.values()),
                people=shown,
                calls_before=sum(row.calls_out + row.calls_in for row in before),
                top_reason=(reason.name, reason.n) if reason else None,
            )


async def _numbers(work: Work, ids: list[int], day: date, zone: str) -> dict[int | None, DayNumbers]:
    start, end = local_day_bounds(day, zone)
    collected: dict[int | None, dict[str, int]] = {}
    for found in (
        await rows.activities(work, ids, start, end),
        await rows.closed_deals(work, ids, start, end),
        await rows.new_leads(work, ids, start, end),
        await rows.done_tasks(work, ids, start, end),
        await rows.overdue_tasks(work, ids),
        await rows.promises(work, ids, start, end),
    ):
        for row in found:
            values: dict[str, Any] = dict(row._mapping)
            person = values.pop("person")
            collected.setdefault(person, {}).update({name: int(value) for name, value in values.items()})
    return {person: DayNumbers(**values) for person, values in collected.items()}


def _sum(numbers: Iterable[DayNumbers]) -> DayNumbers:
    found = list(numbers)
    return DayNumbers(**{item.name: sum(getattr(one, item.name) for one in found) for item in fields(DayNumbers)})
