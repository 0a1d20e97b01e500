"""Whoever controls a task is asked to look at its result (S2-39); the steps that others take in their transaction."""

from __future__ import annotations

from services.outbox import notify_user
from services.rules.kinds import TaskStatus, UserStatus
from storage.heads import acting_head_of
from storage.tables import Task, User
from storage.unit_of_work import Work


async def ask(work: Work, task: Task) -> None:
    """A task was done: its controller is told, unless the controller did it.

    For a controller who has left, the head of whoever has the task looks at it.
    """
    if task.controller_id is None:
        return
    controller = await work.session.get(User, task.controller_id)
    if controller is None or controller.status is not UserStatus.ACTIVE:
        controller = await acting_head_of(work, task.assignee_id)
        task.controller_id = controller.id if controller is not None else None
    if controller is None:
        return
    if controller.id == work.actor.user_id:
        task.accepted_at = work.now
        return
    await notify_user(
        work,
        controller.id,
        kind="task_control",
        params={"task": task.id},
        dedupe_key=f"task_control:{task.id}:{work.now.isoformat()}",
    )


def waits(task: Task) -> bool:
    """True for a result its controller has still to look at."""
    return task.status is TaskStatus.DONE and task.controller_id is not None and task.accepted_at is None
