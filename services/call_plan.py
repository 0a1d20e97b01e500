"""Planning a manager's call list from the rows, inside an open transaction (S3-14…S3-24)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import starmap

from services.policy import Policy
from services.rules import attempts, call_list, worktime
from services.rules.call_list import Block, Candidate, ListRules, Placed, Tail
from services.rules.target import Target
from storage import call_list as rows
from storage.unit_of_work import Work

MOST = 150
"""More calls than fit any day: of each unpromised block only so many are read."""


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The planned list. `unread` candidates come after those read: they are counted, not looked at.

    `made`: calls out since the day began.
    """

    placed: tuple[Placed, ...]
    tail: Tail
    unread: int
    made: int

    @property
    def cut(self) -> int:
        """How many do not fit the day."""
        return len(self.tail) + self.unread

    @property
    def total(self) -> int:
        """All candidates due today."""
        return len(self.placed) + self.cut

    def lines(self, offset: int, limit: int) -> list[Placed]:
        """A page: what fits, then what does not."""
        shown = list(self.placed[offset : offset + limit])
        if len(shown) < limit:
            shown += self.tail.take(limit - len(shown), max(0, offset - len(self.placed)))
        return shown


async def plan(work: Work, policy: Policy, depth: int = 0) -> DayPlan:
    """The actor's list as of now: what was agreed, what waits for an answer, then what is worth calling.

    `depth` is how far down the list somebody looks, in lines.
    """
    zone = policy.zone_of(work.actor.zone)
    start, end = worktime.local_day_bounds(worktime.local_day(work.now, zone), zone)
    repeat = policy.settings.repeat_days
    found, unread = await rows.candidates(
        work,
        (start, end),
        tries=attempts.TRIES,
        most=MOST + depth,
        interval_days=repeat,
        rested_since=end - timedelta(days=repeat),
    )
    lengths, made = await rows.calls_so_far(work, start)
    rules = ListRules(
        call_minutes=call_list.usual_call_minutes(lengths, policy.settings.call_minutes),
        order=tuple(Block(number) for number in policy.settings.block_order),
        missed_first=policy.settings.missed_first,
    )
    working = worktime.remaining(policy.calendar, zone, work.now)
    planned = call_list.plan(starmap(Candidate, found), work.now, zone, working, rules)
    return DayPlan(planned.placed, planned.cut, unread, made)


def target_of(candidate: Candidate) -> Target:
    """What a candidate is about."""
    return Target(candidate.kind, candidate.id)
