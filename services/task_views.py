"""Tasks as lists and cards show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services import due_sources, policy
from services.due_sources import DueView
from services.rules.kinds import StageKind, TaskStatus
from services.rules.lateness import Late
from services.rules.views import Named, TaskLine
from storage import company
from storage import postponing as requests
from storage import sales as sale_rows
from storage import work as rows
from storage.heads import head_of, reachable_head_of
from storage.tables import Deal, Task, User
from storage.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class Move:
    """One move of a due date, with its reason in words."""

    at: datetime
    from_at: datetime
    to_at: datetime
    by: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class AskedMove:
    """A further move of the date that waits for a word of `head`, the one who decides; the date stays until then."""

    to_at: datetime
    head: str


@dataclass(frozen=True, slots=True)
class TaskCard:
    """Everything about one task."""

    line: TaskLine
    created_at: datetime
    done_at: datetime | None
    result: str | None
    deal_stage: str | None
    amount: int | None
    moves: tuple[Move, ...]
    may_give: bool
    mine: bool
    asked_why_at: datetime | None
    why: str | None
    deal_status: StageKind | None = None
    asked: AskedMove | None = None
    due: DueView | None = None
    """What the date hangs on."""
    waits: bool = False
    """…has not happened or is not known yet: the date is the latest one."""
    controller: Named | None = None
    accepted_at: datetime | None = None
    sent_back: str | None = None
    late: Late | None = None
    """How late it is, or was when it was done."""
    opens: bool = True
    """The actor may open the card of the deal, lead or client."""


async def task_lines(work: Work, found: Sequence[Task]) -> tuple[TaskLine, ...]:
    """Tasks with the names of what they are about and of who is to do them: one query however many tasks."""
    names = await rows.names_around(work, [row.id for row in found]) if found else {}
    lines = []
    for row in found:
        about, assignee, hot = names[row.id]
        lines.append(
            TaskLine(
                id=row.id,
                version=row.version,
                kind=row.kind,
                status=row.status,
                title=row.title,
                due_at=row.due_at,
                overdue=row.status is TaskStatus.OPEN and row.due_at < work.now,
                promised=row.promised,
                assignee=Named(row.assignee_id, assignee) if row.assignee_id else None,
                target=rows.target_of(row),
                about=about,
                moves=row.moves,
                instruction=row.instruction,
                hot=hot,
                done_at=row.done_at,
                controlled=row.controller_id not in (None, work.actor.user_id),
                attempt=row.attempt,
            )
        )
    return tuple(lines)


async def task_card(work: Work, task: Task) -> TaskCard:
    """The card of one task."""
    line = (await task_lines(work, [task]))[0]
    found = await rows.postponements(work, task.id)
    reasons = {item.id: item.name for item in await company.all_postpone_reasons(work)} if found else {}
    named = {row.user_id for row in found if row.user_id} | {task.controller_id or 0} - {0}
    people = await rows.people_names(work, named) if named else {}
    moves = tuple(
        Move(
            row.at,
            row.from_at,
            row.to_at,
            people.get(row.user_id or 0),
            _in_words(reasons.get(row.reason_id or 0), row.comment),
        )
        for row in found
    )
    deal = await work.session.get(Deal, task.deal_id) if task.deal_id else None
    stage = await company.stage(work, deal.stage_id) if deal else None
    return TaskCard(
        line=line,
        created_at=task.created_at,
        done_at=task.done_at,
        result=task.result,
        deal_stage=stage.name if stage else None,
        amount=deal.amount if deal else None,
        moves=moves,
        may_give=work.actor.is_leader,
        mine=task.assignee_id == work.actor.user_id,
        late=await policy.late_of(work, task.assignee_id, task.due_at, task.done_at or work.now),
        asked_why_at=task.asked_why_at,
        why=task.why,
        deal_status=deal.status if deal else None,
        asked=await _asked(work, task) if task.moves and task.status is TaskStatus.OPEN else None,
        due=await _due(work, task),
        waits=task.waits_for is not None and task.status is TaskStatus.OPEN,
        controller=Named(task.controller_id, people.get(task.controller_id, "")) if task.controller_id else None,
        accepted_at=task.accepted_at,
        sent_back=task.sent_back,
        opens=await opens(work, deal),
    )


async def opens(work: Work, deal: Deal | None) -> bool:
    """Whether the actor may open what a task is about; a colleague's deal only while it has a task for the actor."""
    return deal is None or deal.owner_id == work.actor.user_id or await sale_rows.deal(work, deal.id) is not None


async def _due(work: Work, task: Task) -> DueView | None:
    """The rule the date comes from; nothing for one that was moved by hand and follows nothing."""
    if task.stage_task_id is None or task.promised or (task.moves and task.due_from is None):
        return None
    return await due_sources.of_task(work, task.stage_task_id)


async def judge_of(work: Work, task: Task) -> User | None:
    """Who decides on a further move of a task: the nearest head of its assignee, who is never the assignee.

    None in a company without anyone to ask.
    """
    person = task.assignee_id or work.actor.user_id
    found = await reachable_head_of(work, person) or await head_of(work, person)
    return None if found is None or found.id in (person, work.actor.user_id) else found


async def _asked(work: Work, task: Task) -> AskedMove | None:
    row = await requests.waiting_of(work, task.id)
    head = await judge_of(work, task) if row is not None else None
    return AskedMove(row.to_at, head.name if head else "") if row is not None else None


async def reason_of(work: Work, reason_id: int | None, comment: str | None) -> str:
    """A reason for moving a date, in words."""
    names = {item.id: item.name for item in await company.all_postpone_reasons(work)} if reason_id else {}
    return _in_words(names.get(reason_id or 0), comment)


async def move_reasons(work: Work, task: Task) -> tuple[str, ...]:
    """Why a task's date was moved so far, oldest first."""
    found = await rows.postponements(work, task.id) if task.moves else ()
    names = {item.id: item.name for item in await company.all_postpone_reasons(work)} if found else {}
    return tuple(_in_words(names.get(row.reason_id or 0), row.comment) for row in found)


def _in_words(reason: str | None, comment: str | None) -> str:
    return " · ".join(part for part in (reason, comment) if part)
