"""What comes by itself at its time of the person's day: the call list, the head's rounds, the day's end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services import policy
from services.outbox import notify_user
from services.policy import Policy
from services.rules.actor import SYSTEM, Role
from services.rules.worktime import intervals, local_day
from storage import reminders as rows
from storage.tables import User
from storage.unit_of_work import Database, Work

SELLERS = frozenset({Role.MANAGER, Role.HEAD})
ROUND_BEFORE_END = timedelta(minutes=60)
"""The evening round leaves an hour to work through it."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A digest of one kind: worth sending from `at` until `until` (UTC) on the person's local `day`."""

    kind: str
    day: date
    at: datetime
    until: datetime


def slots(rules: Policy, user: User, now: datetime) -> Iterator[Slot]:
    """The digests of a person's local day; none on a day off (S0-02, S2-46).

    A machine that slept sends the morning's list as long as the day goes on and skips what is over.
    """
    zone = rules.zone_of(user.zone)
    day = local_day(now, zone)
    spans = intervals(rules.calendar, zone, day)
    if not spans:
        return
    begin, end = spans[0][0], spans[-1][1]
    midnight = end + timedelta(hours=3)
    if user.role in SELLERS:
        yield Slot("morning", day, begin, end)
    if user.role is Role.HEAD:
        yield Slot("round_morning", day, begin, begin + timedelta(hours=3))
        yield Slot("round_evening", day, end - ROUND_BEFORE_END, end)
    if user.role in SELLERS:
        yield Slot("evening", day, end, midnight)


class Digests:
    """The job that queues what is due; the unique key (person, local date, kind) makes each one come once."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def queue(self, now: datetime) -> int:
        """Queue every digest whose time has come; returns how many."""
        async with self._db.read(SYSTEM, now) as work:
            if not await _due(work, now):
                return 0
        async with self._db.write(SYSTEM, now) as work:
            found = await _due(work, now)
            for user, slot in found:
                rows.add_digest(work, user.id, slot.day, slot.kind)
                await notify_user(
                    work,
                    user.id,
                    kind=slot.kind,
                    params={"day": slot.day.isoformat()},
                    dedupe_key=f"{slot.kind}:{slot.day}",
                    expires_at=slot.until,
                )
            return len(found)


async def _due(work: Work, now: datetime) -> list[tuple[User, Slot]]:
    rules = await policy.load(work)
    made = await rows.digests_made(work, (now - timedelta(days=2)).date())
    return [
        (user, slot)
        for user in await rows.staff_with_chat(work)
        for slot in slots(rules, user, now)
        if slot.at <= now < slot.until and (user.id, slot.day, slot.kind) not in made
    ]
