"""A task gets another due date: what the old one meant to the client and to the reminders ends with it."""

from __future__ import annotations

from datetime import datetime

from services.rules.kinds import PromiseState
from storage import work as rows
from storage.tables import Promise, Task
from storage.unit_of_work import Work


async def redate(work: Work, row: Task, at: datetime) -> None:
    """Set the due date; the ladder of reminders begins anew.

    A promise whose time has passed is broken by it, one still to come is moved; the new time is a promise again.
    """
    promise = await rows.open_promise(work, row.id)
    if promise is not None:
        promise.state = PromiseState.MOVED if promise.promised_at > work.now else PromiseState.BROKEN
        work.session.add(Promise(task_id=row.id, user_id=row.assignee_id, promised_at=at, made_at=work.now))
    row.due_at = at
    row.nudged_at = row.escalated_at = row.escalated_again_at = None
