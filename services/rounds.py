"""The head's round: overdue tasks and deals without a task, one by one (S2-46, S2-47, S2-50)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services import policy
from services.clock import Clock
from services.errors import NotFound, Stale
from services.outbox import notify_user
from services.rules.actor import Actor
from services.rules.kinds import TaskStatus
from services.rules.views import Named, TaskLine
from services.rules.worktime import local_day, local_day_bounds
from services.task_views import task_lines
from storage import call_list as shown
from storage import company
from storage import rounds as rows
from storage import work as task_rows
from storage.unit_of_work import Database, Work


@dataclass(frozen=True, slots=True)
class RedDeal:
    """An open deal nobody has anything to do for."""

    id: int
    version: int
    title: str
    client: str | None
    stage: str
    amount: int | None
    owner: Named | None


@dataclass(frozen=True, slots=True)
class RoundCard:
    """One item of the round: an overdue task or a deal without one. `place` of `total`, counted from 1.

    `moves` are the reasons its date was moved for before; `answer` is what the manager wrote when asked why.
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


@dataclass(frozen=True, slots=True)
class RoundList:
    """The head of the round: how much there is, and whose."""

    overdue: int
    no_task: int
    by_person: tuple[tuple[str, int], ...]
    handled_today: int


class Rounds:
    """Use cases of the round. Nothing is stored of it: what was handled is no longer overdue."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def summary(self, actor: Actor) -> RoundList:
        """How much is overdue and without a task as of now, and how much the actor has handled today."""
        async with self._db.read(actor, self._clock.now()) as work:
            zone = (await policy.load(work)).zone_of(actor.zone)
            start, _ = local_day_bounds(local_day(work.now, zone), zone)
            return RoundList(
                overdue=await rows.count_overdue(work),
                no_task=await rows.count_no_task(work),
                by_person=tuple((row.name, row.n) for row in await rows.overdue_by_person(work)),
                handled_today=await rows.handled(work, start),
            )

    async def card(self, actor: Actor, place: int = 1) -> RoundCard | None:
        """The item at a place, tasks first (most overdue first), then deals by amount; None when nothing is left."""
        async with self._db.read(actor, self._clock.now()) as work:
            overdue, no_task = await rows.count_overdue(work), await rows.count_no_task(work)
            total = overdue + no_task
            if not total:
                return None
            place = place if 1 <= place <= total else 1
            if place <= overdue:
                return await self._task_card(work, place, total)
            return await self._deal_card(work, place, total, place - overdue - 1)

    async def _task_card(self, work: Work, place: int, total: int) -> RoundCard:
        task = await rows.overdue_at(work, place - 1)
        if task is None:
            raise NotFound("task")
        line = (await task_lines(work, [task]))[0]
        deal = (await shown.deals_shown(work, [task.deal_id])).get(task.deal_id) if task.deal_id else None
        reasons = {item.id: item.name for item in await company.all_postpone_reasons(work)}
        moves = tuple(
            " · ".join(part for part in (reasons.get(move.reason_id or 0), move.comment) if part)
            for move in await task_rows.postponements(work, task.id)
        )
        return RoundCard(
            place,
            total,
            line,
            None,
            deal.Stage.name if deal else None,
            deal.Deal.amount if deal else None,
            moves,
            task.asked_why_at,
            task.why,
        )

    async def _deal_card(self, work: Work, place: int, total: int, offset: int) -> RoundCard:
        row = await rows.no_task_at(work, offset)
        if row is None:
            raise NotFound("deal")
        owner = Named(row.Deal.owner_id, row.owner) if row.Deal.owner_id else None
        deal = RedDeal(row.Deal.id, row.Deal.version, row.Deal.title, row.client, row.stage, row.Deal.amount, owner)
        return RoundCard(place, total, None, deal, row.stage, row.Deal.amount, (), None, None)

    async def ask_why(self, actor: Actor, task_id: int) -> str:
        """Ask the assignee why a task is overdue; returns the name asked. Raises NotFound, Stale, Invalid."""
        async with self._db.write(actor, self._clock.now()) as work:
            task = await task_rows.task(work, task_id)
            if task is None or not actor.is_leader or task.assignee_id is None:
                raise NotFound("task")
            if task.status is not TaskStatus.OPEN:
                raise Stale("task_closed", status=task.status, at=task.done_at)
            task.asked_why_at, task.asked_why_by, task.why = work.now, actor.user_id, None
            name = (await task_rows.people_names(work, {task.assignee_id}))[task.assignee_id]
            asked = await notify_user(
                work,
                task.assignee_id,
                kind="ask_why",
                params={"task": task.id},
                dedupe_key=f"why:{task.id}:{int(work.now.timestamp())}",
            )
            if not asked:
                raise Stale("no_chat", name=name)
            return name

    async def answer_why(self, actor: Actor, task_id: int, text: str) -> None:
        """Store the assignee's answer and bring it to whoever asked. Raises NotFound."""
        async with self._db.write(actor, self._clock.now()) as work:
            task = await task_rows.task(work, task_id)
            if task is None or task.assignee_id != actor.user_id:
                raise NotFound("task")
            task.why = text.strip()[:1000]
            if task.asked_why_by is not None:
                await notify_user(
                    work,
                    task.asked_why_by,
                    kind="why_answer",
                    params={"task": task.id},
                    dedupe_key=f"why_answer:{task.id}:{int(work.now.timestamp())}",
                )
