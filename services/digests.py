"""What comes by itself at its time of the person's day: the call list, the head's rounds, the day's end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from services import policy
from services.outbox import notify_user
from services.policy import Policy
from services.round_views import HeadLeft, left_by_head
from services.rules.actor import SYSTEM, Role
from services.rules.first_days import is_first
from services.rules.periods import PeriodKind
from services.rules.worktime import intervals, local_day, local_day_bounds, to_utc
from storage import digests as rows
from storage.absences import away
from storage.tables import User
from storage.unit_of_work import Database, Work

SELLERS: Final = frozenset({Role.MANAGER, Role.HEAD})
ROUND_BEFORE_END: Final = timedelta(minutes=60)
"""The evening round leaves an hour to work through it."""
MORNING_ROUND: Final = timedelta(hours=3)
"""How long after the start of work a morning round is still one."""
EVENING: Final = timedelta(hours=3)
"""How long after the end of work the day's summary is still made."""
READ_BY: Final = timedelta(hours=18)
"""A summary held by somebody's quiet hours is read next morning; its title names its day."""
KEEP: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Slot:
    """A digest of one kind for the person's local `day`: made from `at` until `until`, sent until `worth` (UTC)."""

    kind: str
    day: date
    at: datetime
    until: datetime
    worth: datetime


def slots(rules: Policy, user: User, day: date, *, leads: bool, watches: bool = False) -> Iterator[Slot]:
    """The digests of a person's local day; none on a day off (S0-02, S2-46).

    `leads`: goes through the rounds; `watches`: hears what others have left undone in theirs.

    A machine that slept sends the morning's list as long as the day goes on, and skips what is over.
    """
    zone = rules.zone_of(user.zone)
    spans = intervals(rules.calendar, zone, day)
    if not spans:
        return
    begin, end = spans[0][0], spans[-1][1]
    quiet = to_utc(day, time.fromisoformat(user.quiet_from or rules.settings.quiet_from), zone)
    # Where people work into the quiet hours, the round comes before them: held until morning it would be worthless.
    evening_until = quiet if begin < quiet < end else end
    evening_at = max(begin, evening_until - ROUND_BEFORE_END)
    if user.role in SELLERS:
        yield Slot("morning", day, begin, end, end)
    if leads:
        morning_until = min(begin + MORNING_ROUND, evening_at)
        yield Slot("round_morning", day, begin, morning_until, morning_until)
        yield Slot("round_evening", day, evening_at, evening_until, evening_until)
    if leads or watches:
        for kind, name in ((PeriodKind.WEEK, "week_review"), (PeriodKind.MONTH, "month_review")):
            if is_first(rules.calendar, kind, day):
                yield Slot(name, day, begin, end, end)
    if watches:
        yield Slot("round_left", day, end, end + EVENING, end + READ_BY)
    if user.role in SELLERS or leads:
        yield Slot("evening", day, end, end + EVENING, end + READ_BY)


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
            queued = 0
            for user, slot in await _due(work, now):
                if not await rows.claim(work, user.id, slot.day, slot.kind):
                    continue  # another process was faster
                if slot.kind == "round_left" and not await left(work, user.zone, slot.day):
                    continue
                queued += await notify_user(
                    work,
                    user.id,
                    kind=slot.kind,
                    params={"day": slot.day.isoformat()},
                    dedupe_key=f"{slot.kind}:{slot.day}",
                    expires_at=slot.worth,
                )
            await rows.forget(work, (now - KEEP).date())
            return queued


async def left(work: Work, zone: str | None, day: date) -> tuple[HeadLeft, ...]:
    """What the heads have not handled on a day of somebody in this zone, as of now."""
    rules = await policy.load(work)
    zone = rules.zone_of(zone)
    spans = intervals(rules.calendar, zone, day)
    begin, end = (spans[0][0], spans[-1][1]) if spans else local_day_bounds(day, zone)
    return await left_by_head(work, begin, end - ROUND_BEFORE_END)


async def _due(work: Work, now: datetime) -> list[tuple[User, Slot]]:
    rules = await policy.load(work)
    made = await rows.made(work, (now - timedelta(days=2)).date())
    gone = await away(work)
    staff = [user for user in await rows.staff_with_chat(work) if user.id not in gone]
    # In a company without a head of sales the admins go through the rounds.
    leading = Role.HEAD if any(user.role is Role.HEAD for user in staff) else Role.ADMIN
    return [
        (user, slot)
        for user in staff
        for day in _days(now, rules.zone_of(user.zone))
        for slot in slots(
            rules, user, day, leads=user.role is leading, watches=user.role is Role.ADMIN and leading is Role.HEAD
        )
        if slot.at <= now < slot.until and (user.id, slot.day, slot.kind) not in made
    ]


def _days(now: datetime, zone: str) -> tuple[date, date]:
    """Today and yesterday: the summary of a day that ends at midnight is made after it."""
    today = local_day(now, zone)
    return today - timedelta(days=1), today
