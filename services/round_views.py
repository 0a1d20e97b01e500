"""What the head's round shows: its cards and its receipt."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from services import policy, postponing
from services.errors import Stale
from services.late_payments import NOTHING_LATE, LateCount
from services.postponing import MoveRequest
from services.rules.heads import Post, responsible
from services.rules.kinds import StageKind
from services.rules.lateness import Late
from services.rules.presets import next_contact_presets
from services.rules.rounds import Handled
from services.rules.stage_pace import Slow, judge
from services.rules.views import Named, TaskLine
from services.rules.worktime import local_day
from services.task_views import move_reasons, task_lines
from storage import call_list as shown
from storage import people
from storage import postponing as requests
from storage import rounds as rows
from storage.rounds import Scope
from storage.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class RedDeal:
    """An open deal nobody has anything to do for."""

    id: int
    version: int
    title: str
    client: str | None
    owner: Named | None


@dataclass(frozen=True, slots=True)
class RoundCard:
    """One item of the round: an overdue task, a deal without one, or a `request` to move a date once more.

    `place` of `total`, counted from 1.
    `moves` are the reasons its date was moved for before, `answer` what the assignee wrote when asked why.
    `next_at` is the likeliest new date. `again`: the head was told twice. `own`: it is the actor's own.
    """

    place: int
    total: int
    task: TaskLine | None
    deal: RedDeal | None
    stage: str | None
    amount: int | None
    moves: tuple[str, ...]
    asked_at: datetime | None
    answer: str | None
    next_at: datetime | None
    again: bool
    own: bool
    request: MoveRequest | None = None
    slow: Slow | None = None
    late: Late | None = None


@dataclass(frozen=True, slots=True)
class RoundReceipt:
    """The end of a round: what was handled since it began, and what was left for later."""

    done: Mapping[Handled, int]
    left: int
    lasted: timedelta

    @property
    def handled(self) -> int:
        """All that was handled."""
        return sum(self.done.values())


@dataclass(frozen=True, slots=True)
class RoundList:
    """How much there is, and whose overdue tasks (a person of None is nobody).

    `asked` of the overdue ones wait for the actor's word about another date, as do all the `requests`.
    """

    overdue: int
    no_task: int
    by_person: tuple[tuple[str | None, int], ...]
    requests: int = 0
    asked: int = 0
    payments: LateCount = NOTHING_LATE

    @property
    def early(self) -> int:
        """Requests to move the date of a task that is not overdue yet."""
        return self.requests - self.asked

    @property
    def total(self) -> int:
        """Items of a round over all of it: a task whose move is asked for is one."""
        return self.overdue + self.no_task + self.early


@dataclass(frozen=True, slots=True)
class HeadLeft:
    """What stayed undone after the evening round of a head, or of several heads of the same team.

    Each thing is counted once, where it is answered for first; without `heads` it is nobody's.
    """

    heads: tuple[str, ...]
    overdue: int
    no_task: int
    requests: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.overdue + self.no_task + self.requests


async def left_by_head(work: Work, since: datetime, until: datetime) -> tuple[HeadLeft, ...]:
    """What each head was to handle between two moments and has not, most first; each thing once (S2-46).

    A head of several teams answers for a further one only when it has no head of its own.
    """
    overdue = {row.who: row.n for row in await rows.overdue_left(work, since, until)}
    bare = {row.who: row.n for row in await rows.bare_left(work)}
    requests_ = {row.who: row.n for row in await rows.requests_left(work)}
    heads = await rows.heads(work)
    whose = overdue.keys() | bare.keys() | requests_.keys()
    team_of = await rows.teams_of(work, {who for who in whose if who is not None})
    posts = [Post(row.id, row.team_id, bool(row.further)) for row in heads]
    parents = {team.id: team.parent_id for team in await people.teams(work)}
    found: dict[tuple[int, ...], Counter[str]] = defaultdict(Counter)
    for who in whose:
        first = responsible(team_of.get(who), parents, posts) if who is not None else ()
        if who is not None and not first:
            continue  # the owner's own, or a team nobody leads: no head has left it
        found[first]["overdue"] += overdue.get(who, 0)
        found[first]["no_task"] += bare.get(who, 0)
        if who not in first:  # a head's own request waits for whoever is above
            found[first]["requests"] += requests_.get(who, 0)
    names = {row.id: row.name for row in heads}
    told = [
        HeadLeft(tuple(names[id_] for id_ in ids), n["overdue"], n["no_task"], n["requests"])
        for ids, n in found.items()
        if n.total()
    ]
    return tuple(sorted(told, key=lambda left: (-left.total, left.heads)))


async def request_card(work: Work, scope: Scope, place: int, total: int) -> RoundCard:
    """The request ahead that has waited longest."""
    row = await requests.first(work, *rows.requests_ahead(scope))
    if row is None:
        raise Stale
    asked = await postponing.view(work, row)
    return RoundCard(
        place=place,
        total=total,
        task=None,
        deal=None,
        stage=None,
        amount=None,
        moves=asked.earlier,
        asked_at=None,
        answer=None,
        next_at=None,
        again=False,
        own=False,
        request=asked,
    )


async def task_card(work: Work, scope: Scope, place: int, total: int) -> RoundCard:
    """The first overdue task ahead."""
    task = await rows.first_overdue(work, scope)
    if task is None:
        raise Stale
    line = (await task_lines(work, [task]))[0]
    deal = (await shown.deals_shown(work, [task.deal_id])).get(task.deal_id) if task.deal_id else None
    # What was asked before the date was last moved is settled.
    asked_at = task.asked_why_at if task.asked_why_at and task.asked_why_at >= task.due_at else None
    return RoundCard(
        place=place,
        total=total,
        task=line,
        deal=None,
        stage=deal.stage if deal else None,
        amount=deal.amount if deal else None,
        moves=await move_reasons(work, task),
        asked_at=asked_at,
        answer=task.why if asked_at else None,
        next_at=await _next_day(work),
        again=task.escalated_again_at is not None,
        own=task.assignee_id == work.actor.user_id,
        late=await policy.late_of(work, task.assignee_id, task.due_at, work.now),
        slow=judge(deal.stage_entered_at, work.now, deal.pace_hours, deal.expected_hours)
        if deal and deal.status is StageKind.OPEN
        else None,
    )


async def deal_card(work: Work, scope: Scope, place: int, total: int) -> RoundCard:
    """The first deal without a task ahead."""
    row = await rows.first_bare(work, scope)
    if row is None:
        raise Stale
    owner = Named(row.Deal.owner_id, row.owner) if row.Deal.owner_id else None
    return RoundCard(
        place=place,
        total=total,
        task=None,
        deal=RedDeal(row.Deal.id, row.Deal.version, row.Deal.title, row.client, owner),
        stage=row.stage,
        amount=row.Deal.amount,
        moves=(),
        asked_at=None,
        answer=None,
        next_at=await _next_day(work),
        again=False,
        own=row.Deal.owner_id == work.actor.user_id,
        slow=judge(row.Deal.stage_entered_at, work.now, row.pace_hours, row.expected_hours),
    )


async def _next_day(work: Work) -> datetime | None:
    """The morning of the next working day, which is where most dates are moved to."""
    rules = await policy.load(work)
    zone = rules.zone_of(work.actor.zone)
    moments = (preset.at for preset in next_contact_presets(work.now, rules.calendar, zone))
    return next((at for at in moments if local_day(at, zone) > local_day(work.now, zone)), None)
