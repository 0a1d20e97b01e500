"""Tasks: the lists, doing one, the next step after the last one, moving a date with its reason (S2-26…S2-33, S2-47)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services import activities, call_steps, late_payments, policy, postponing, tasks_core
from services.clock import Clock
from services.errors import Invalid, NotFound, Stale
from services.handing import hand_task
from services.late_payments import NOTHING_LATE, LateCount
from services.rules.actor import Actor
from services.rules.kinds import CONTACT_KINDS, ActivityKind, StageKind, TaskKind, TaskStatus
from services.rules.presets import next_contact_presets
from services.rules.target import Target
from services.rules.views import Named, TaskLine
from services.rules.worktime import local_day, local_day_bounds
from services.task_views import TaskCard, opens, task_card, task_lines
from storage import company
from storage import control as control_rows
from storage import deals as deal_rows
from storage import promises as promise_rows
from storage import sales as sale_rows
from storage import tasks as rows
from storage import work as task_rows
from storage.tables import Deal, Task
from storage.unit_of_work import Database, Work

PAGE = 8
LISTS = ("overdue", "today", "later", "done")
TITLE_LIMIT = 200
OWN_WAY = (TaskKind.CALL, TaskKind.CHECK_REFUSAL, TaskKind.NPS)
"""Closed by what came of them: a logged call, a verdict, a score."""


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One page (from 1) of one of the lists, how many tasks each list has; `mine`: only the actor's own.

    `person`: only those of this colleague.
    """

    choice: str
    mine: bool
    lines: tuple[TaskLine, ...]
    counts: dict[str, int]
    page: int
    pages: int
    whose: bool
    to_check: int = 0
    """Results that wait for the actor's look (S2-39)."""
    person: Named | None = None
    late_payments: LateCount = NOTHING_LATE
    """Of the actor's deals; those seen, for a leader who looks at everybody's."""


@dataclass(frozen=True, slots=True)
class TaskDone:
    """A closed task. `next_step`: its deal or lead has nothing left to do, so the next step is asked for (S2-50)."""

    card: TaskCard
    next_step: Target | None


@dataclass(frozen=True, slots=True)
class DateQuestion:
    """What is asked when a date is moved or set: likely moments and, for moving a `task`, the company's reasons.

    For a next step, `task` is the contact that is planned already: it is moved, not planned again.
    """

    name: str
    version: int
    moments: tuple[datetime, ...]
    reasons: tuple[Named, ...] = ()
    task: TaskLine | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """Open tasks of one person (S2-29)."""

    person: Named
    open: int
    overdue: int
    today: int


class Tasks:
    """Use cases of tasks."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def list(
        self,
        actor: Actor,
        choice: str | None = None,
        page: int = 1,
        *,
        mine: bool = True,
        person: int | None = None,
    ) -> TaskPage:
        """A page of tasks: overdue, today, later or done today; without a choice the first open list that has any.

        Of a `person` for leaders. Raises NotFound for one the actor does not see.
        """
        async with self._db.read(actor, self._clock.now()) as work:
            day = await _day(work)
            colleague = await _colleague(work, person) if person is not None else None
            whose = person if person is not None else actor.user_id if mine else None
            counts = {name: await rows.count(work, name, day, whose) for name in LISTS}
            if choice not in LISTS:
                choice = next((name for name in LISTS[:3] if counts[name]), "today")
            pages = max(1, -(-counts[choice] // PAGE))
            page = min(max(page, 1), pages)
            found = await rows.page(work, choice, day, whose, PAGE, (page - 1) * PAGE)
            lines = await task_lines(work, found)
            to_check = await control_rows.count(work)
            leads = actor.is_leader
            late = await late_payments.counted(work) if person is None and not (leads and mine) else NOTHING_LATE
            return TaskPage(choice, mine, lines, counts, page, pages, leads, to_check, colleague, late)

    async def load(self, actor: Actor) -> tuple[Load, ...]:
        """Open, overdue and today's tasks per person (S2-29, S2-30)."""
        async with self._db.read(actor, self._clock.now()) as work:
            found = await rows.load(work, (await _day(work))[1])
            return tuple(Load(Named(row.id, row.name), row.open, row.overdue, row.today) for row in found)

    async def card(self, actor: Actor, task_id: int) -> TaskCard:
        """The card. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await task_card(work, await _task(work, task_id))

    async def done(self, actor: Actor, task_id: int, version: int, result: str | None = None) -> TaskDone:
        """Close a task as done; a meeting is recorded as held.

        Raises NotFound, Stale, Invalid("task_own_way") for kinds that are closed by their outcome.
        """
        async with self._db.write(actor, self._clock.now()) as work:
            task = await _current(work, task_id, version)
            if task.kind in OWN_WAY:
                raise Invalid("task_own_way")
            if task.kind is TaskKind.MEETING and task.status is TaskStatus.OPEN:
                await activities.record(work, task_rows.target_of(task), ActivityKind.MEETING, task_id=task.id)
            await tasks_core.close(work, await policy.load(work), task, result=result)
            await work.session.flush()
            return TaskDone(await task_card(work, task), await _needs_step(work, task))

    async def after(self, actor: Actor, task_id: int) -> TaskDone:
        """How a task stands, and whether its deal or lead waits for a next step. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            task = await _task(work, task_id)
            return TaskDone(await task_card(work, task), await _needs_step(work, task))

    async def add(
        self, actor: Actor, target: Target, kind: TaskKind, at: datetime, *, title: str = "", key: str
    ) -> TaskCard:
        """Add a task, or set the next contact (call, meeting).

        `key` makes it once only, and so does an equal task that is open: a double tap adds nothing.
        Raises NotFound, Stale for a closed record or a contact planned already, Invalid("past"), Invalid("too_long").
        """
        title = " ".join(title.split())
        if len(title) > TITLE_LIMIT:
            raise Invalid("too_long", limit=TITLE_LIMIT)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await call_steps.get_open(work, target)
            if at <= work.now:
                raise Invalid("past")
            same = await _equal(work, target, kind, at, title)
            if same is not None or not await work.once(key):
                return await task_card(work, same or await _newest(work, target))
            owner_id, client_id = row.owner_id or actor.user_id, call_steps.client_of(row)
            if kind in CONTACT_KINDS:
                if await task_rows.next_contact(work, target) is not None:
                    raise Stale("contact_planned")
                task = await tasks_core.plan_contact(
                    work, target, at, owner_id, kind=kind, promised=True, client_id=client_id
                )
            else:
                task = tasks_core.make(work, target, kind, at, owner_id, title=title, client_id=client_id)
            await work.session.flush()
            return await task_card(work, task)

    async def date_question(self, actor: Actor, task_id: int) -> DateQuestion:
        """What is asked to move a task's date. Raises NotFound, Stale for a closed one."""
        async with self._db.read(actor, self._clock.now()) as work:
            task = await _task(work, task_id)
            if task.status is not TaskStatus.OPEN:
                raise Stale("task_closed", status=task.status, at=task.done_at)
            line = (await task_lines(work, [task]))[0]
            reasons = tuple(Named(item.id, item.name) for item in await company.postpone_reasons(work))
            return DateQuestion(line.about, task.version, await _moments(work), reasons, line)

    async def step_question(self, actor: Actor, target: Target) -> DateQuestion:
        """Likely moments of a next step. Raises NotFound, Stale for a closed record."""
        async with self._db.read(actor, self._clock.now()) as work:
            row = await call_steps.get_open(work, target)
            planned = await task_rows.next_contact(work, target)
            lines = await task_lines(work, [planned] if planned else [])
            return DateQuestion(
                await call_steps.name_of(work, row), row.version, await _moments(work), task=next(iter(lines), None)
            )

    async def postpone(
        self,
        actor: Actor,
        task_id: int,
        version: int,
        at: datetime,
        *,
        reason_id: int | None = None,
        comment: str | None = None,
    ) -> TaskCard:
        """Move the due date for a reason, or ask the head for it: then the card says so (S2-47).

        Raises NotFound, Stale, Invalid("past"), Invalid("reason_needed").
        """
        async with self._db.write(actor, self._clock.now()) as work:
            task = await _current(work, task_id, version)
            await postponing.move(work, task, at, reason_id=reason_id, comment=comment)
            return await task_card(work, task)

    async def takers(self, actor: Actor, task_id: int) -> tuple[int, tuple[Named, ...]]:
        """The task's version and to whom it may be given; leaders only. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            task = await _task(work, task_id)
            if not actor.is_leader:
                raise NotFound("task")
            people = await deal_rows.takers(work)
            return task.version, tuple(Named(row.id, row.name) for row in people if row.id != task.assignee_id)

    async def give(self, actor: Actor, task_id: int, version: int, user_id: int) -> TaskCard:
        """Give one task to somebody else. Raises NotFound, Stale."""
        async with self._db.write(actor, self._clock.now()) as work:
            task = await _current(work, task_id, version)
            taker = next((row for row in await deal_rows.takers(work) if row.id == user_id), None)
            if not actor.is_leader or taker is None:
                raise NotFound("task")
            if task.status is not TaskStatus.OPEN:
                raise Stale("task_closed", status=task.status, at=task.done_at)
            await hand_task(work, task, taker.id)
            await work.session.flush()
            return await task_card(work, task)


async def _day(work: Work) -> tuple[datetime, datetime]:
    zone = (await policy.load(work)).zone_of(work.actor.zone)
    return local_day_bounds(local_day(work.now, zone), zone)


async def _colleague(work: Work, user_id: int) -> Named:
    user = await promise_rows.person(work, user_id) if work.actor.is_leader else None
    if user is None:
        raise NotFound("user")
    return Named(user.id, user.name)


async def _moments(work: Work) -> tuple[datetime, ...]:
    rules = await policy.load(work)
    presets = next_contact_presets(work.now, rules.calendar, rules.zone_of(work.actor.zone))
    return tuple(preset.at for preset in presets)


async def _task(work: Work, task_id: int) -> Task:
    task = await task_rows.task(work, task_id)
    if task is None:
        raise NotFound("task")
    return task


async def _current(work: Work, task_id: int, version: int) -> Task:
    task = await _task(work, task_id)
    if task.version != version:
        raise Stale
    return task


async def _equal(work: Work, target: Target, kind: TaskKind, at: datetime, title: str) -> Task | None:
    """An open task that says the same."""
    found = await task_rows.open_tasks(work, target)
    return next((row for row in found if (row.kind, row.due_at, row.title) == (kind, at, title)), None)


async def _newest(work: Work, target: Target) -> Task:
    """The open task added last: what a repeated message added. Raises Stale when it is closed already."""
    found = await task_rows.open_tasks(work, target)
    if not found:
        raise Stale("task_closed")
    return max(found, key=lambda row: row.id)


async def _needs_step(work: Work, task: Task) -> Target | None:
    """The task's open deal or lead when nothing is left to do for it."""
    target = task_rows.target_of(task)
    if target.kind == "client":
        return None
    row = await sale_rows.any_target(work, target)
    if isinstance(row, Deal) and not await opens(work, row):
        return None  # the step after it is up to whoever has the deal
    closed = row.status is not StageKind.OPEN if isinstance(row, Deal) else getattr(row, "closed_at", None) is not None
    return None if closed or await task_rows.count_open(work, target) else target
