"""The head's round: overdue tasks and deals without a task, one by one (S2-46, S2-47, S2-50)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from services import digests, late_payments, round_views
from services.clock import Clock
from services.errors import Denied, Invalid, NotFound, Stale
from services.outbox import notify_user
from services.round_views import HeadLeft, RoundCard, RoundList, RoundReceipt
from services.rules.actor import Actor, Role
from services.rules.kinds import TaskStatus
from services.rules.rounds import Handled, Item, handled
from services.rules.views import TaskLine
from services.task_views import task_lines
from storage import postponing as requests
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
ITEMS: Final[dict[Item, str]] = {"t": "task", "d": "deal", "r": "request"}


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
            overdue, asked = await rows.count_late(work)
            return RoundList(
                overdue=overdue,
                asked=asked,
                no_task=(await rows.count_bare(work))[0],
                requests=(await rows.count_requests(work))[0],
                by_person=tuple((row.name, row.n) for row in await rows.overdue_by_person(work, PEOPLE_SHOWN)),
                payments=await late_payments.counted(work),
            )

    async def left(self, actor: Actor, day: date) -> tuple[HeadLeft, ...]:
        """What the heads have not handled on a day, for the owner. Raises Denied for others."""
        if actor.role is not Role.ADMIN:
            raise Denied
        async with self._db.read(actor, self._clock.now()) as work:
            return await digests.left(work, actor.zone, day)

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

    async def finish(self, actor: Actor, since: datetime) -> RoundReceipt:
        """The receipt, whatever is still ahead. Without a round one began at `since`."""
        async with self._db.read(actor, self._clock.now()) as work:
            going = await _standing(work, since)
            counts = [await count(work, going.scope) for count in _COUNTS]
            return _receipt(going, sum(left for left, _ in counts), work.now)

    async def skip(self, actor: Actor, kind: Item, id_: int) -> RoundCard | RoundReceipt:
        """Leave an item for later; returns the next one. Raises NotFound for one the actor does not see."""
        async with self._db.write(actor, self._clock.now()) as work:
            if not await _is_seen(work, kind, id_):
                raise NotFound(ITEMS[kind])
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


async def _is_seen(work: Work, kind: Item, id_: int) -> bool:
    if kind == "r":
        return await requests.request(work, id_) is not None
    return await (task_rows.task(work, id_) if kind == "t" else sale_rows.deal(work, id_)) is not None


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
    # Who was asked why and has answered is looked at again; an answered request is one item, whatever it moved.
    back = await rows.explained(work, {id_ for id_, deed in done_tasks.items() if deed is Handled.ASKED})
    answered = {row.id: row.task_id for row in await requests.answered_by_actor(work, began_at)}
    done_tasks = {id_: deed for id_, deed in done_tasks.items() if id_ not in back | set(answered.values())}
    skipped = row.skipped if row else []
    scope = Scope(
        told_at=row.told_at if row else None,
        handled_tasks=frozenset(id_ for id_, deed in done_tasks.items() if deed in (Handled.GIVEN, Handled.ASKED))
        | set(answered.values()),
        handled_deals=frozenset(id_ for id_, deed in done_deals.items() if deed is Handled.GIVEN),
        skipped_tasks=_ids("t", skipped) - done_tasks.keys(),
        skipped_deals=_ids("d", skipped) - done_deals.keys(),
        skipped_requests=_ids("r", skipped) - answered.keys(),
    )
    done = (*done_tasks.values(), *done_deals.values(), *[Handled.ANSWERED] * len(answered))
    return _Round(scope, done, began_at)


def _ids(kind: Item, skipped: list[str]) -> frozenset[int]:
    return frozenset(int(item[1:]) for item in skipped if item[0] == kind)


_COUNTS: Final = (rows.count_requests, rows.count_overdue, rows.count_bare)


def _receipt(going: _Round, left: int, now: datetime) -> RoundReceipt:
    return RoundReceipt(Counter(going.done), left, now - going.began_at)


async def _next(work: Work, going: _Round) -> RoundCard | RoundReceipt:
    left_asked, asked = await rows.count_requests(work, going.scope)
    left_tasks, tasks = await rows.count_overdue(work, going.scope)
    left_deals, deals = await rows.count_bare(work, going.scope)
    left, ahead, done = left_asked + left_tasks + left_deals, asked + tasks + deals, len(going.done)
    if not ahead:
        return _receipt(going, left, work.now)
    place, total = done + (left - ahead) + 1, done + left
    if asked:
        return await round_views.request_card(work, going.scope, place, total)
    if tasks:
        return await round_views.task_card(work, going.scope, place, total)
    return await round_views.deal_card(work, going.scope, place, total)
