"""Handing everything open of one colleague to another, whatever its amount, with history."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, func, insert, literal, null, select, update

from services.rules.kinds import LeadStatus, OutboxStatus, StageKind, TaskStatus
from services.rules.people import OpenWork
from storage.tables import Client, Deal, HistoryEntry, Lead, OutboxMessage, Task
from storage.types import UtcDateTime
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


async def hand_over(work: Work, from_id: int, to_id: int) -> OpenWork:
    """Give every open record of one colleague to another; by statements, so that 10,000 deals are no burden."""
    await work.session.flush()
    counts = await open_work(work, from_id)
    for table in (Deal, Lead, Client, Task):
        await work.session.execute(insert(HistoryEntry).from_select(_HISTORY, _entries(work, table, from_id, to_id)))
        values: dict[str, Any] = {"version": table.version + 1}
        if table is Task:
            # The ladder of reminders begins anew, for an overdue task from now on.
            values |= {"assignee_id": to_id, "given_at": work.now}
            values |= dict.fromkeys(("nudged_at", "escalated_at", "escalated_again_at"))
        else:
            values["owner_id"] = to_id
        await work.session.execute(
            update(table).where(*_of(table, from_id)).values(values).execution_options(synchronize_session="fetch")
        )
    return counts


_HISTORY = ["record", "record_id", "action", "changes", "deal_id", "lead_id", "client_id", "user_id", "at"]


def _entries(work: Work, table: type[Any], from_id: int, to_id: int) -> Select[Any]:
    field = "assignee_id" if table is Task else "owner_id"

    def story(of: type[Any], column: str) -> Any:
        return table.id if table is of else getattr(table, column, null())

    return select(
        literal(table.__tablename__),
        table.id,
        literal("changed"),
        literal({field: [from_id, to_id]}, JSON),
        story(Deal, "deal_id"),
        story(Lead, "lead_id"),
        story(Client, "client_id"),
        literal(work.actor.user_id, HistoryEntry.user_id.type),
        literal(work.now, UtcDateTime),
    ).where(*_of(table, from_id))


async def cancel_messages(work: Work, chat_id: int, why: str) -> int:
    """Give up everything still waiting to be sent to a chat."""
    waiting = (OutboxMessage.chat_id == chat_id) & (OutboxMessage.status == OutboxStatus.WAITING)
    gone = await work.session.execute(
        update(OutboxMessage).where(waiting).values(status=OutboxStatus.EXPIRED, error=why).returning(OutboxMessage.id)
    )
    return len(gone.all())
