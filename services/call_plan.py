"""Planning a manager's call list from the rows, inside an open transaction (S3-14…S3-24)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from services.policy import Policy
from services.rules import attempts, call_list, worktime
from services.rules.call_list import Block, Candidate, ListRules, Placed, Tail
from services.rules.target import Target, TargetKind
from storage import call_list as rows
from storage import company
from storage.tables import Stage
from storage.unit_of_work import Work

MOST = 150
"""More calls than fit any day: of each unpromised block only so many are read."""


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The planned list. `unread` candidates come after those read: they are counted, not looked at."""

    placed: tuple[Placed, ...]
    tail: Tail
    unread: int

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
    stages = await company.all_stages(work)
    limit, repeat = len(attempts.SEQUENCE) + 1, policy.settings.repeat_days
    deals, unplanned = await rows.unplanned_deals(work, start, limit, MOST + depth)
    candidates = [_planned(row, stages) for row in await rows.planned(work, end)]
    candidates += [_deal(row, stages) for row in deals]
    candidates += [_lead(row) for row in await rows.waiting_leads(work, start, limit)]
    candidates += [
        Candidate("client", row.id, last_contact_at=row.last_contact_at, interval_days=repeat)
        for row in await rows.regular_clients(work, end - timedelta(days=repeat))
    ]
    minutes = call_list.usual_call_minutes(await rows.call_lengths(work), policy.settings.call_minutes)
    rules = ListRules(
        call_minutes=minutes,
        order=tuple(Block(number) for number in policy.settings.block_order),
        missed_first=policy.settings.missed_first,
    )
    working = worktime.remaining(policy.calendar, zone, work.now)
    planned = call_list.plan(candidates, work.now, zone, working, rules)
    return DayPlan(planned.placed, planned.cut, unplanned - len(deals))


def _planned(row: Any, stages: dict[int, Stage]) -> Candidate:
    """A call with a time: promised, or the next try of the attempt sequence, or set by the manager."""
    kind, id_ = _about(row)
    stage = stages.get(row.stage_id)
    promised = row.due_at if row.promised else None
    return Candidate(
        kind,
        id_,
        row.task_id,
        promised_at=promised,
        stage_position=stage.position if stage else 0,
        late=bool(stage and stage.late),
        probability=(stage.probability if stage else 0) / 100,
        amount=row.amount or 0,
        last_contact_at=row.deal_contact_at,
        attempt=row.attempt,
        attempt_at=None if row.promised else row.due_at,
    )


def _about(row: Any) -> tuple[TargetKind, int]:
    kinds: tuple[TargetKind, ...] = ("deal", "lead", "client")
    for kind in kinds:
        id_ = getattr(row, f"{kind}_id")
        if id_ is not None:
            return kind, id_
    raise LookupError("a call task about nothing")


def _deal(row: Any, stages: dict[int, Stage]) -> Candidate:
    stage = stages[row.stage_id]
    return Candidate(
        "deal",
        row.id,
        stage_position=stage.position,
        late=stage.late,
        probability=stage.probability / 100,
        amount=row.amount or 0,
        last_contact_at=row.last_contact_at,
        attempt=row.attempts,
    )


def _lead(row: Any) -> Candidate:
    limit = row.respond_by if row.responded_at is None else None
    return Candidate("lead", row.id, respond_by=limit, attempt=row.attempts)


def target_of(candidate: Candidate) -> Target:
    """What a candidate is about."""
    return Target(candidate.kind, candidate.id)
