"""The day in numbers, for a manager and for the head (S0-02, S1-11, S1-12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, Final

from services import late_payments, policy
from services.clock import Clock
from services.late_payments import NOTHING_LATE, LateCount
from services.rules.actor import Actor, Role
from services.rules.kinds import UserStatus
from services.rules.worktime import local_day, local_day_bounds
from storage import people as people_rows
from storage import summaries as rows
from storage.unit_of_work import Database, Work

WEEK: Final = timedelta(days=7)
FAR: Final = timedelta(days=3660)
"""No button asks for a day further away."""


@dataclass(frozen=True, slots=True)
class DayNumbers:
    """What was done on a day. Sums in minor units; `overdue` is as of now; `promised` were due by now.

    `lost` counts refused deals and inquiries alike, as /losses does; `lost_leads` are the inquiries of them.
    """

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
    lost_leads: int = 0
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


NOTHING: Final = DayNumbers()


@dataclass(frozen=True, slots=True)
class PersonDay:
    """One person's day."""

    id: int
    name: str
    role: Role
    numbers: DayNumbers


@dataclass(frozen=True, slots=True)
class DaySummary:
    """A day: the whole, and who did what. `team`: for a leader.

    `teams` names what a head's numbers cover, when that is more than one team.

    `today` says whether the day still goes on: what is overdue is known only of now. `calls_before` are the calls of
    the same people on the same day of last week, None when nothing at all was recorded then: there is nothing to
    compare with. `won_month` is the sum won in the month up to and including the day.
    """

    day: date
    team: bool
    today: bool
    total: DayNumbers
    people: tuple[PersonDay, ...]
    calls_before: int | None
    won_month: int
    top_reason: tuple[str, int] | None
    teams: tuple[str, ...] = ()
    late_payments: LateCount = NOTHING_LATE
    """As of now: known of today only."""

    @property
    def day_before(self) -> date:
        """The day it is compared with."""
        return self.day - WEEK

    @property
    def empty(self) -> bool:
        """Nothing was recorded."""
        return self.total == NOTHING


class Summaries:
    """Use cases of the day's end."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def day(self, actor: Actor, day: date | None = None) -> DaySummary:
        """The actor's local day (today without one): own numbers for a manager, everybody's for a leader."""
        async with self._db.read(actor, self._clock.now()) as work:
            zone = (await policy.load(work)).zone_of(actor.zone)
            today = local_day(work.now, zone)
            day = min(max(day or today, today - FAR), today)
            start, end = local_day_bounds(day, zone)
            people = await rows.people_seen(work)
            ids = [row.id for row in people]
            found = await _numbers(work, ids, day, zone, today=day == today)
            before = await rows.activities(work, ids, *local_day_bounds(day - WEEK, zone))
            reason = await rows.top_reason(work, ids, start, end)
            month, _ = local_day_bounds(day.replace(day=1), zone)
            return DaySummary(
                day=day,
                team=actor.is_leader,
                today=day == today,
                total=_sum(found.values()),
                people=tuple(
                    PersonDay(row.id, row.name, row.role, found.get(row.id, NOTHING))
                    for row in people
                    if found.get(row.id, NOTHING) != NOTHING
                    or (row.role is Role.MANAGER and row.status is not UserStatus.INACTIVE)
                ),
                calls_before=sum(row.calls_out + row.calls_in for row in before) if before else None,
                won_month=sum(row.won_sum for row in await rows.won_deals(work, ids, month, end)),
                top_reason=(reason.name, reason.n) if reason else None,
                teams=await _covered(work),
                late_payments=await late_payments.counted(work) if day == today else NOTHING_LATE,
            )


async def _covered(work: Work) -> tuple[str, ...]:
    """The teams of a head, when there are several."""
    ids = work.actor.team_ids
    if not work.actor.is_leader or ids is None or len(ids) <= 1:
        return ()
    return tuple(team.name for team in await people_rows.teams(work) if team.id in ids)


async def _numbers(work: Work, people: list[int], day: date, zone: str, *, today: bool) -> dict[int | None, DayNumbers]:
    start, end = local_day_bounds(day, zone)
    collected: dict[int | None, dict[str, int]] = {}
    for found in (
        await rows.activities(work, people, start, end),
        await rows.won_deals(work, people, start, end),
        await rows.refusals(work, people, start, end),
        await rows.new_leads(work, people, start, end),
        await rows.done_tasks(work, people, start, end),
        await rows.overdue_tasks(work, people) if today else (),
        await rows.promises(work, people, start, end),
    ):
        for row in found:
            values: dict[str, Any] = dict(row._mapping)
            person = values.pop("person")
            collected.setdefault(person, {}).update({name: int(value) for name, value in values.items()})
    return {person: DayNumbers(**values) for person, values in collected.items()}


def _sum(numbers: Iterable[DayNumbers]) -> DayNumbers:
    found = list(numbers)
    return DayNumbers(**{item.name: sum(getattr(one, item.name) for one in found) for item in fields(DayNumbers)})
