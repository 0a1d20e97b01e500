"""What a colleague who leaves has in hand, and what is still to be said to them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select, update

from services.rules.kinds import LeadStatus, OutboxStatus, StageKind, TaskStatus
from services.rules.people import OpenWork
from storage.tables import Client, Deal, Lead, OutboxMessage, Task
from storage.unit_of_work import Work


def _owner(table: type[Any]) -> Any:
    return table.assignee_id if table is Task else table.owner_id


def _open(table: type[Any]) -> ColumnElement[bool] | None:
    if table is Deal:
        return Deal.status == StageKind.OPEN
    if table is Lead:
        return Lead.status.in_((LeadStatus.NEW, LeadStatus.TAKEN))
    if table is Task:
        return Task.status == TaskStatus.OPEN
    return None


def _of(table: type[Any], user_id: int) -> list[ColumnElement[bool]]:
    still = _open(table)
    return [_owner(table) == user_id] + ([] if still is None else [still])


async def open_work(work: Work, user_id: int) -> OpenWork:
    """Count what a colleague has in hand."""
    numbers = [
        await work.session.scalar(select(func.count()).select_from(table).where(*_of(table, user_id)))
        for table in (Deal, Lead, Client, Task)
    ]
    return OpenWork(*(number or 0 for number in numbers))


async def cancel_messages(work: Work, chat_id: int, why: str) -> int:
    """Give up everything still waiting to be sent to a chat."""
    waiting = (OutboxMessage.chat_id == chat_id) & (OutboxMessage.status == OutboxStatus.WAITING)
    gone = await work.session.execute(
        update(OutboxMessage).where(waiting).values(status=OutboxStatus.EXPIRED, error=why).returning(OutboxMessage.id)
    )
    return len(gone.all())
