"""The head's round: overdue tasks and deals without a task, one by one (S2-46, S2-47, S2-50)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from services import policy
from services.clock import Clock
from services.errors import Invalid, NotFound, Stale
from services.outbox import notify_user
from services.rules.actor import Actor
from services.rules.kinds import TaskStatus
from services.rules.presets import next_contact_presets
from services.rules.rounds import Handled, Item, handled
from services.rules.views import Named, TaskLine
from services.rules.worktime import local_day
from services.task_views import task_lines
from storage import call_list as shown
from storage import company
from storage import rounds as rows
from storage import sales as sale_rows
from storage import work as task_rows
from storage.rounds import Scope
from storage.tables import Task
from storage.unit_of_work import Database, Work

LASTS: Final = timedelta(hours=12)
"""A round that began earlier is over; the next button begins a new one."""
LAST_SECOND: Final = 2**33
"""No button tells of a later moment."""
ASK_AGAIN: Final = timedelta(hours=1)
ANSWER_LIMIT: Final = 1000
PEOPLE_SHOWN: Final = 6


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
    """One item of the round: an overdue task or a deal without one. `place` of `total`, counted from 1.

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
    """How much there is, and whose (a person of None is nobody)."""

    overdue: int
    no_task: int
    by_person: tuple[tuple[str | None, int], ...]


@dataclass(frozen=True, slots=True)
class _Round:
    scope: Scope
    done: tuple[Handled, ...]
    began_at: datetime


class Rounds:
    """Use cases of the round. What was handled follows from the history, so other ways of doing it count as well."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def summary(self, actor: Actor) -> RoundList:
        """How much is overdue and without a task as of now."""
        async with self._db.read(actor, self._clock.now()) as work:
            return RoundList(
                overdue=(await rows.count_overdue(work))[0],
                no_task=(await rows.count_bare(work))[0],
                by_person=tuple((row.name, row.n) for row in await rows.overdue_by_person(work, PEOPLE_SHOWN)),
            )

    async def begin(self, actor: Actor, told_at: int = 0) -> RoundCard | RoundReceipt:
        """Begin a round, over everything or over what the actor was told of at a moment (seconds since 1970)."""
        async with self._db.write(actor, self._clock.now()) as work:
            told = datetime.fromtimestamp(min(told_at, LAST_SECOND), UTC) if told_at > 0 else None
            await rows.begin(work, told)
            return await _next(work, _Round(Scope(told), (), work.now))

    async def next(self, actor: Actor, since: datetime) -> RoundCard | RoundReceipt:
        """The first item that is neither handled nor put off, or the receipt. Without a round one began at `since`."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await _next(work, await _standing(work, since))

    async def skip(self, actor: Actor, kind: Item, id_: int) -> RoundCard | RoundReceipt:
        """Leave an item for later; returns the next one. Raises NotFound for one the actor does not see."""
        async with self._db.write(actor, self._clock.now()) as work:
            seen = await (task_rows.task(work, id_) if kind == "t" else sale_rows.deal(work, id_))
            if seen is None:
                raise NotFound("task" if kind == "t" else "deal")
            row = await rows.current(work, work.now - LASTS, lock=True)
            if row is None:
                await rows.begin(work, None)
                row = await rows.current(work, work.now - LASTS, lock=True)
            if row is not None and f"{kind}{id_}" not in row.skipped:
                row.skipped = [*row.skipped, f"{kind}{id_}"]
                await work.session.flush()
            return await _next(work, await _standing(work, work.now))

    async def ask_why(self, actor: Actor, task_id: int) -> str:
        """Ask the assignee why a task is overdue; returns the name asked. A second press within the hour asks nothing.

        Raises NotFound, Invalid("asks_nobody") for an own task or nobody's, Stale for a closed one, Stale("no_chat").
        """
        async with self._db.write(actor, self._clock.now()) as work:
            task = await task_rows.task(work, task_id)
            if task is None or not actor.is_leader:
                raise NotFound("task")
            if task.status is not TaskStatus.OPEN:
                raise Stale("task_closed", status=task.status, at=task.done_at)
            if task.assignee_id is None or task.assignee_id == actor.user_id:
                raise Invalid("asks_nobody")
            name = (await task_rows.people_names(work, {task.assignee_id}))[task.assignee_id]
            if task.asked_why_at and task.why is None and work.now - task.asked_why_at < ASK_AGAIN:
                return name
            task.asked_why_at, task.asked_why_by, task.why = work.now, actor.user_id, None
            asked = await notify_user(
                work,
                task.assignee_id,
                kind="ask_why",
                params={"task": task.id},
                dedupe_key=f"why:{task.id}:{work.now.isoformat()}",
            )
            if not asked:
                raise Stale("no_chat", name=name)
            return name

    async def question(self, actor: Actor, task_id: int) -> TaskLine:
        """The late task the actor was asked about. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            return (await task_lines(work, [await _asked(work, task_id)]))[0]

    async def answer_why(self, actor: Actor, task_id: int, text: str) -> None:
        """Store the assignee's answer and bring it to whoever asked. Raises NotFound, Invalid("empty")."""
        if not text.strip():
            raise Invalid("empty")
        async with self._db.write(actor, self._clock.now()) as work:
            task = await _asked(work, task_id)
            task.why = text.strip()[:ANSWER_LIMIT]
            if task.asked_why_by is not None:
                await notify_user(
                    work,
                    task.asked_why_by,
                    kind="why_answer",
                    params={"task": task.id},
                    dedupe_key=f"why_answer:{task.id}:{work.now.isoformat()}",
                )


async def _asked(work: Work, task_id: int) -> Task:
    task = await task_rows.task(work, task_id)
    if task is None or task.assignee_id != work.actor.user_id or task.asked_why_at is None:
        raise NotFound("task")
    return task


async def _standing(work: Work, since: datetime) -> _Round:
    """Where the actor's round stands: what was handled since it began, and what was put off."""
    row = await rows.current(work, work.now - LASTS)
    began_at = row.began_at if row else min(since, work.now)
    changes = await rows.changes(work, began_at, row.began_entry if row else 0)
    tasks = {change.id for change in changes if change.record == "tasks"}
    deals = {change.deal_id for change in changes if change.deal_id is not None}
    done_tasks, done_deals = handled(changes, await rows.lives(work, tasks, deals))
    skipped = row.skipped if row else []
    scope = Scope(
        told_at=row.told_at if row else None,
        handled_tasks=frozenset(id_ for id_, deed in done_tasks.items() if deed in (Handled.GIVEN, Handled.ASKED)),
        handled_deals=frozenset(id_ for id_, deed in done_deals.items() if deed is Handled.GIVEN),
        skipped_tasks=_ids("t", skipped) - done_tasks.keys(),
        skipped_deals=_ids("d", skipped) - done_deals.keys(),
    )
    return _Round(scope, (*done_tasks.values(), *done_deals.values()), began_at)


def _ids(kind: Item, skipped: list[str]) -> frozenset[int]:
    return frozenset(int(item[1:]) for item in skipped if item[0] == kind)


async def _next(work: Work, going: _Round) -> RoundCard | RoundReceipt:
    left_tasks, tasks = await rows.count_overdue(work, going.scope)
    left_deals, deals = await rows.count_bare(work, going.scope)
    left, ahead, done = left_tasks + left_deals, tasks + deals, len(going.done)
    if not ahead:
        return RoundReceipt(Counter(going.done), left, work.now - going.began_at)
    place, total = done + (left - ahead) + 1, done + left
    if tasks:
        return await _task_card(work, going.scope, place, total)
    return await _deal_card(work, going.scope, place, total)


async def _task_card(work: Work, scope: Scope, place: int, total: int) -> RoundCard:
    task = await rows.first_overdue(work, scope)
    if task is None:
        raise Stale
    line = (await task_lines(work, [task]))[0]
    deal = (await shown.deals_shown(work, [task.deal_id])).get(task.deal_id) if task.deal_id else None
    moved = await task_rows.postponements(work, task.id) if task.moves else ()
    reasons = {item.id: item.name for item in await company.all_postpone_reasons(work)} if moved else {}
    # What was asked before the date was last moved is settled.
    asked_at = task.asked_why_at if task.asked_why_at and task.asked_why_at >= task.due_at else None
    return RoundCard(
        place=place,
        total=total,
        task=line,
        deal=None,
        stage=deal.stage if deal else None,
        amount=deal.amount if deal else None,
        moves=tuple(
            " · ".join(part for part in (reasons.get(move.reason_id or 0), move.comment) if part) for move in moved
        ),
        asked_at=asked_at,
        answer=task.why if asked_at else None,
        next_at=await _next_day(work),
        again=task.escalated_again_at is not None,
        own=task.assignee_id == work.actor.user_id,
    )


async def _deal_card(work: Work, scope: Scope, place: int, total: int) -> RoundCard:
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
    )


async def _next_day(work: Work) -> datetime | None:
    """The morning of the next working day, which is where most dates are moved to."""
    rules = await policy.load(work)
    zone = rules.zone_of(work.actor.zone)
    moments = (preset.at for preset in next_contact_presets(work.now, rules.calendar, zone))
    return next((at for at in moments if local_day(at, zone) > local_day(work.now, zone)), None)
