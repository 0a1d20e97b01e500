"""Calling a poll off inside an open transaction."""

from __future__ import annotations

from services import tasks_core
from services.rules.kinds import NpsStatus, TaskStatus
from storage import nps as rows
from storage.tables import Task
from storage.unit_of_work import Work


async def call_off(work: Work, deal_id: int) -> None:
    """The deal is not won after all: an unanswered poll and the task to ask are no longer needed."""
    poll = await rows.poll_of_deal(work, deal_id)
    if poll is None or poll.score is not None:
        return
    poll.status = NpsStatus.CANCELLED
    task = await work.session.get(Task, poll.task_id) if poll.task_id else None
    if task is not None and task.status is TaskStatus.OPEN:
        await tasks_core.cancel(work, task)
