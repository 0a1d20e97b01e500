"""What due dates wait for happened to a deal: recorded, and the dates follow (S2-37)."""

from __future__ import annotations

from datetime import datetime

from services import policy as policies
from services.due_following import Followed, follow
from services.policy import Policy
from services.rules import sources
from storage import deal_events as rows
from storage.tables import Deal, DealEvent, Task
from storage.unit_of_work import Work


async def record(work: Work, policy: Policy, deal: Deal, code: str) -> tuple[DealEvent, list[Followed]]:
    """Record an event of a deal; the dates that hang on it follow. Returns what followed, as it was."""
    happened = DealEvent(deal_id=deal.id, code=code, user_id=work.actor.user_id, at=work.now)
    work.session.add(happened)
    return happened, await follow(work, policy, deal)


async def task_done(work: Work, policy: Policy, task: Task) -> None:
    """A stage's task was done: dates of other tasks may hang on that."""
    deal = await _deal_of(work, task)
    if deal is not None and task.stage_task_id is not None:
        await record(work, policy, deal, sources.of_task(task.stage_task_id))


async def task_reopened(work: Work, policy: Policy, task: Task, done_at: datetime | None) -> None:
    """…it is not done after all: the dates wait again."""
    deal = await _deal_of(work, task)
    if deal is None or task.stage_task_id is None or done_at is None:
        return
    await rows.forget(work, deal.id, sources.of_task(task.stage_task_id), done_at)
    await follow(work, policy, deal)


async def document_sent(work: Work, deal: Deal) -> None:
    """An offer or another document went out."""
    await record(work, await policies.load(work), deal, sources.DOCUMENT)


async def client_answered(work: Work, deal: Deal | None, client_id: int | None) -> None:
    """The client got in touch: about this deal, or, when it is not said about which, about all that are open."""
    found = [deal] if deal is not None else await rows.open_deals_of(work, client_id) if client_id else []
    rules = await policies.load(work) if found else None
    for one in found:
        if rules is not None:
            await record(work, rules, one, sources.ANSWER)


async def _deal_of(work: Work, task: Task) -> Deal | None:
    return await work.session.get(Deal, task.deal_id) if task.deal_id and task.stage_task_id else None
