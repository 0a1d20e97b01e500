"""Making a task: the one place where the columns of a new one are set."""

from __future__ import annotations

from datetime import datetime

from services.rules.kinds import TaskKind, TaskStatus
from services.rules.target import Target
from storage.tables import Task
from storage.unit_of_work import Work


def make(
    work: Work,
    target: Target,
    kind: TaskKind,
    due_at: datetime,
    assignee_id: int | None,
    *,
    title: str = "",
    instruction: str = "",
    client_id: int | None = None,
    stage_task_id: int | None = None,
    promised: bool = False,
    attempt: int = 0,
    waits_for: str | None = None,
) -> Task:
    """Add an open task; its id is known after the next flush."""
    columns = {"client_id": client_id, **target.columns}
    row = Task(
        kind=kind,
        status=TaskStatus.OPEN,
        title=title,
        instruction=instruction,
        due_at=due_at,
        first_due_at=due_at,
        assignee_id=assignee_id,
        stage_task_id=stage_task_id,
        promised=promised,
        attempt=attempt,
        waits_for=waits_for,
        created_by=work.actor.user_id,
        created_at=work.now,
        **columns,
    )
    work.session.add(row)
    return row
