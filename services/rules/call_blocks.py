"""The blocks of the call list: where a candidate belongs today, and the order inside each block (S3-14…S3-24)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from heapq import heapify, heappop
from math import floor
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from services.rules.client_worth import AS_ALL
from services.rules.worktime import local_day, local_day_bounds

DAY = timedelta(days=1)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
QUARTER = DAY.total_seconds() / 4
"""Seconds of an interval of one day; `overdue` is in them."""
NEVER = datetime.max.replace(tzinfo=UTC)


class Block(IntEnum):
    """Where a candidate belongs; design section 4."""

    INBOUND = 0  # an inquiry with a running response limit
    APPOINTMENT = 1  # promised for later today (S3-16)
    MISSED_TODAY = 2  # promised for today, time passed (S3-17)
    MISSED_BEFORE = 3  # promised yesterday, the day before, … (S3-18)
    HOT = 4  # later stages (S3-20)
    REGULAR = 5  # clients whose repeat contact is due
    EARLY = 6  # earlier stages (S3-21)
    COLD = 7  # new, never reached (S3-22)


class Candidate(NamedTuple):
    """What decides a place in the list; a named tuple because 10,000 of them are made for one screen.

    `stage_position` grows along the pipeline, `late` marks later stages; `probability` is 0…1, `amount` minor units.
    `last_contact_at`: when the person was last reached, None means never. `interval_days`: a regular client's rhythm.
    `attempt` counts the tries in vain since the last contact; `attempt_at` is when the next one may be made.
    `free`: an inquiry nobody has taken yet; whoever calls first has it. `usual` is what the client paid for a deal
    before, on average, in minor units, 0 for who never bought; `weight`: what the segment earns, 100 as the company.
    """

    kind: Literal["lead", "deal", "client"]
    id: int
    task_id: int | None = None
    respond_by: datetime | None = None
    promised_at: datetime | None = None
    stage_position: float = 0
    late: bool = False
    probability: float = 0
    amount: int = 0
    last_contact_at: datetime | None = None
    interval_days: int | None = None
    attempt: int = 0
    attempt_at: datetime | None = None
    free: bool = False
    usual: int = 0
    weight: int = AS_ALL
    not_before: datetime | None = None

    @property
    def worth(self) -> float:
        """What is to be won: this deal and, of a client, one more as usual; by what the segment earns (S0-25)."""
        return (self.amount + self.usual) * self.weight / AS_ALL

    @property
    def earliest(self) -> datetime | None:
        """Not to be called before this: the next try of the sequence, or an explicit bound."""
        if self.attempt_at is None or self.not_before is None:
            return self.attempt_at or self.not_before
        return max(self.attempt_at, self.not_before)


@dataclass(frozen=True, slots=True)
class Today:
    """The moment of planning and the person's local day around it (UTC bounds)."""

    now: datetime
    zone: str
    start: datetime
    end: datetime

    @classmethod
    def at(cls, now: datetime, zone: str) -> Today:
        """The local day of `now`."""
        return cls(now, zone, *local_day_bounds(local_day(now, zone), zone))


def block_of(candidate: Candidate, today: Today) -> Block | None:
    """The block of a candidate; None when it is not due today."""
    promised = candidate.promised_at
    if promised is not None and promised >= today.now:
        return Block.APPOINTMENT if promised < today.end else None
    earliest = candidate.earliest
    if earliest is not None and earliest >= today.end:
        return None
    if candidate.respond_by is not None:
        return Block.INBOUND
    if promised is not None:
        return Block.MISSED_TODAY if promised >= today.start else Block.MISSED_BEFORE
    return _unpromised(candidate, today)


def _unpromised(candidate: Candidate, today: Today) -> Block | None:
    if candidate.late:
        return Block.HOT
    last = candidate.last_contact_at
    if candidate.interval_days is not None:
        due = last is None or last + candidate.interval_days * DAY < today.end
        return Block.REGULAR if due else None
    if candidate.kind == "client" and candidate.earliest is None:
        return None  # a client without a rhythm is called only when somebody planned it
    return Block.COLD if last is None else Block.EARLY


def best_first(block: Block, candidates: list[Candidate], today: Today) -> Iterator[Candidate]:
    """The candidates of a block in order, sorted lazily: a day holds fifty calls, not ten thousand."""
    key = _key(block, today)
    heap = [(key(c), c.kind, c.id, c.task_id or 0, n) for n, c in enumerate(candidates)]
    heapify(heap)
    while heap:
        yield candidates[heappop(heap)[4]]


def _key(block: Block, today: Today) -> Callable[[Candidate], tuple[object, ...]]:
    """What goes first inside a block; the table of design section 4."""
    zone = ZoneInfo(today.zone)

    def overdue(c: Candidate) -> float:
        elapsed = (today.now - (c.last_contact_at or LONG_AGO)).total_seconds()
        return -elapsed / max(1, c.interval_days or 1)

    def about_as_overdue(c: Candidate) -> int:
        return floor(overdue(c) / QUARTER)

    def day_before(c: Candidate) -> int:
        return -(c.promised_at or LONG_AGO).astimezone(zone).toordinal()

    keys: dict[Block, Callable[[Candidate], tuple[object, ...]]] = {
        Block.INBOUND: lambda c: (c.respond_by,),
        Block.APPOINTMENT: lambda c: (c.promised_at,),
        Block.MISSED_TODAY: lambda c: (c.promised_at,),
        Block.MISSED_BEFORE: lambda c: (day_before(c), c.promised_at),
        Block.HOT: lambda c: (-c.stage_position, -c.probability * c.worth),
        # Of those about as overdue, to a quarter of the interval, the dearest; else a day more would decide.
        Block.REGULAR: lambda c: (about_as_overdue(c), -c.worth, overdue(c)),
        Block.EARLY: lambda c: (-c.stage_position, c.last_contact_at),
        # Tries already begun come at their time, before names nobody has called yet.
        Block.COLD: lambda c: (c.attempt_at or NEVER, -c.attempt),
    }
    return keys[block]
