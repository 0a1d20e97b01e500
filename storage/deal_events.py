"""What happened to a deal that due dates hang on, and the open tasks whose dates hang on something (S2-35…S2-37)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, func, select

from services.rules.kinds import StageKind, TaskStatus
from storage.tables import Deal, DealEvent, HistoryEntry, StageTask, Task, User
from storage.unit_of_work import Work
from storage.visibility import visible

CHUNK: Final = 5_000
"""Ids in one statement: well under the parameters both databases take."""


async def latest(work: Work, deal_id: int, codes: Collection[str]) -> dict[str, datetime]:
    """When events of these codes last happened to a deal whose right has been checked."""
    if not codes:
        return {}
    found = select(DealEvent.code, func.max(DealEvent.at).label("at")).where(
        DealEvent.deal_id == deal_id, DealEvent.code.in_(codes)
    )
    return {row.code: row.at for row in (await work.session.execute(found.group_by(DealEvent.code))).all()}


async def following(work: Work, deal_id: int) -> Sequence[Any]:
    """Open tasks of a deal whose due dates follow something: Task, the rule as JSON, the assignee's zone."""
    found = (
        select(Task, StageTask.due, User.zone)
        .join(StageTask, StageTask.id == Task.stage_task_id)
        .outerjoin(User, User.id == Task.assignee_id)
        .where(Task.deal_id == deal_id, Task.status == TaskStatus.OPEN, Task.due_from.is_not(None))
    )
    return (await work.session.execute(found.order_by(Task.id))).all()


async def deals_with_following(work: Work, ids: Sequence[int]) -> list[Deal]:
    """Those of these deals that have open tasks whose dates follow something, as they are stored now."""
    found: list[Deal] = []
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        tasks = select(Task.deal_id).where(
            Task.deal_id.in_(chunk), Task.status == TaskStatus.OPEN, Task.due_from.is_not(None)
        )
        deals = select(Deal).where(Deal.id.in_(tasks)).execution_options(populate_existing=True)
        found += (await work.session.scalars(deals.order_by(Deal.id))).all()
    return found


async def event(work: Work, event_id: int) -> DealEvent | None:
    """An event of a deal the actor may see."""
    return await work.session.scalar(select(DealEvent).where(DealEvent.id == event_id, visible(work.actor, DealEvent)))


async def forget(work: Work, deal_id: int, code: str, at: datetime) -> None:
    """Take away an event of that moment."""
    gone = delete(DealEvent).where(DealEvent.deal_id == deal_id, DealEvent.code == code, DealEvent.at == at)
    await work.session.execute(gone)


def tell(work: Work, deal_id: int, action: str, code: str) -> None:
    """Put what somebody recorded or took back into the deal's history; what comes by itself is told of elsewhere."""
    work.session.add(
        HistoryEntry(
            record=DealEvent.__tablename__,
            record_id=deal_id,
            action=action,
            changes={"code": [None, code]},
            deal_id=deal_id,
            user_id=work.actor.user_id,
            at=work.now,
        )
    )


async def open_deals_of(work: Work, client_id: int) -> Sequence[Deal]:
    """Every open deal of a client who got in touch, whoever has it."""
    found = select(Deal).where(Deal.client_id == client_id, Deal.status == StageKind.OPEN)
    return (await work.session.scalars(found.order_by(Deal.id))).all()
