"""Tasks as lists and cards show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.rules.kinds import TaskStatus
from services.rules.views import Named, TaskLine
from storage import company
from storage import work as rows
from storage.tables import Deal, Task
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


async def task_lines(work: Work, found: Sequence[Task]) -> tuple[TaskLine, ...]:
    """Tasks with the names of what they are about and of who is to do them: one query however many tasks."""
    names = await rows.names_around(work, [row.id for row in found]) if found else {}
    lines = []
    for row in found:
        about, assignee = names[row.id]
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
            )
        )
    return tuple(lines)


async def task_card(work: Work, task: Task) -> TaskCard:
    """The card of one task."""
    line = (await task_lines(work, [task]))[0]
    found = await rows.postponements(work, task.id)
    reasons = {item.id: item.name for item in await company.all_postpone_reasons(work)} if found else {}
    people = await rows.people_names(work, {row.user_id for row in found if row.user_id})
    moves = tuple(
        Move(
            row.at,
            row.from_at,
            row.to_at,
            people.get(row.user_id or 0),
            " · ".join(part for part in (reasons.get(row.reason_id or 0), row.comment) if part),
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
        asked_why_at=task.asked_why_at,
        why=task.why,
    )
