"""Giving a record to somebody else, inside an open transaction: its open tasks and promises go with it."""

from __future__ import annotations

from services.rules.target import Target
from storage import work as rows
from storage.tables import Task
from storage.unit_of_work import Work


async def hand_task(work: Work, task: Task, to: int) -> None:
    """One task with its promise; the ladder of reminders begins anew, for an overdue one from now on."""
    task.assignee_id, task.given_at = to, work.now
    task.nudged_at = task.escalated_at = task.escalated_again_at = None
    await rows.hand_promise(work, task.id, to)


async def hand_tasks(work: Work, target: Target, before: int | None, to: int) -> None:
    """Open tasks of who had the record go to who has it now."""
    for task in await rows.open_tasks(work, target):
        if task.assignee_id in (before, None):
            await hand_task(work, task, to)
