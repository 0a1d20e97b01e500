"""Looking at results: right, or back to work with a reason (S2-39)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services import control, events, policy
from services.clock import Clock
from services.errors import Invalid, NotFound, Stale
from services.handing import hand_task
from services.outbox import notify_user
from services.policy import Policy
from services.redating import redate
from services.rules.actor import Actor
from services.rules.kinds import CONTACT_KINDS, TaskStatus, UserStatus
from services.rules.views import Named, TaskLine
from services.rules.worktime import add_days, round_up
from services.task_views import TaskCard, task_card, task_lines
from storage import control as rows
from storage import work as task_rows
from storage.tables import Deal, Task, User
from storage.unit_of_work import Database, Work

PAGE: Final = 8
REASON_LIMIT: Final = 500


@dataclass(frozen=True, slots=True)
class ToCheck:
    """A result that waits: the task, when it was done."""

    task: TaskLine
    done_at: datetime


@dataclass(frozen=True, slots=True)
class CheckPage:
    """A page (from 1) of what waits for the actor."""

    lines: tuple[ToCheck, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Checked:
    """A task as its controller sees it; `waits` for a word, `by` is who did it, `left` others wait as well."""

    card: TaskCard
    by: Named | None
    waits: bool
    left: int


class Controls:
    """Use cases of whoever controls tasks."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def page(self, actor: Actor, page: int = 1) -> CheckPage:
        """What waits for the actor's look, the oldest first."""
        async with self._db.read(actor, self._clock.now()) as work:
            total = await rows.count(work)
            pages = max(1, -(-total // PAGE))
            page = min(max(page, 1), pages)
            found = await rows.page(work, PAGE, (page - 1) * PAGE)
            lines = await task_lines(work, found)
            done = (row.done_at or work.now for row in found)
            return CheckPage(tuple(map(ToCheck, lines, done)), total, page, pages)

    async def card(self, actor: Actor, task_id: int) -> Checked:
        """The result of one task. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await _checked(work, await _task(work, task_id))

    async def accept(self, actor: Actor, task_id: int, version: int) -> Checked:
        """The result is right. Raises NotFound, Stale."""
        async with self._db.write(actor, self._clock.now()) as work:
            task = await _waiting(work, task_id, version)
            task.accepted_at = work.now
            await work.session.flush()
            return await _checked(work, task)

    async def send_back(self, actor: Actor, task_id: int, version: int, reason: str) -> Checked:
        """Back to work: the task is open again, its doer is told why; a due date gone by is set a working day ahead.

        Raises NotFound, Stale, Invalid("empty"), Invalid("too_long").
        """
        reason = reason.strip()
        if not reason:
            raise Invalid("empty")
        if len(reason) > REASON_LIMIT:
            raise Invalid("too_long", limit=REASON_LIMIT)
        async with self._db.write(actor, self._clock.now()) as work:
            task = await _waiting(work, task_id, version)
            if task.kind in CONTACT_KINDS and await task_rows.next_contact(work, task_rows.target_of(task)) is not None:
                raise Stale("contact_planned")
            rules = await policy.load(work)
            await _reopen(work, rules, task, reason)
            await work.session.flush()
            if task.assignee_id is not None:
                await notify_user(
                    work,
                    task.assignee_id,
                    kind="task_back",
                    params={"task": task.id},
                    dedupe_key=f"task_back:{task.id}:{work.now.isoformat()}",
                )
            return await _checked(work, task)


async def _reopen(work: Work, rules: Policy, task: Task, reason: str) -> None:
    done_at = task.done_at
    task.status, task.done_at, task.sent_back = TaskStatus.OPEN, None, reason
    doer = await work.session.get(User, task.assignee_id) if task.assignee_id else None
    if doer is None or doer.status is not UserStatus.ACTIVE:
        deal = await work.session.get(Deal, task.deal_id) if task.deal_id else None
        await hand_task(work, task, (deal.owner_id if deal else None) or work.actor.user_id or 0)
    zone = rules.zone_of(doer.zone if doer else None)
    ahead = round_up(add_days(rules.calendar, zone, work.now, 1), 5)
    await redate(work, task, task.due_at if task.due_at > work.now else ahead)
    await work.session.flush()
    await events.task_reopened(work, rules, task, done_at)


async def _task(work: Work, task_id: int) -> Task:
    task = await rows.task(work, task_id)
    if task is None:
        raise NotFound("task")
    return task


async def _waiting(work: Work, task_id: int, version: int) -> Task:
    task = await _task(work, task_id)
    if task.version != version or not control.waits(task):
        raise Stale
    return task


async def _checked(work: Work, task: Task) -> Checked:
    card = await task_card(work, task)
    return Checked(card, card.line.assignee, control.waits(task), await rows.count(work))
