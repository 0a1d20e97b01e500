"""Single records of sales by id, as the actor may see them, and their lists of moves."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm.attributes import flag_modified

from services.rules.actor import Actor, Role
from services.rules.kinds import TaskStatus
from services.rules.target import Target
from services.rules.views import Person
from storage.tables import Client, Contact, Deal, Lead, StageTransition, Task, UndoAction
from storage.types import code
from storage.unit_of_work import Work
from storage.visibility import me, prepared, visible, who

Record = TypeVar("Record", Deal, Lead, Client, Contact)


async def deal(work: Work, deal_id: int) -> Deal | None:
    """A deal the actor may see, or has a task of: to do it, or to look at its result."""
    return await work.record(_deal(work.actor), {"id": deal_id} | who(work.actor))


async def lead(work: Work, lead_id: int) -> Lead | None:
    """A lead the actor may see."""
    return await work.record(_one(work.actor, Lead), {"id": lead_id} | who(work.actor))


async def client(work: Work, client_id: int) -> Client | None:
    """A client the actor may see."""
    return await work.record(_one(work.actor, Client), {"id": client_id} | who(work.actor))


async def client_name(work: Work, client_id: int) -> str | None:
    """The name of a client whose right has been checked already."""
    return next((row.name for row in await work.rows(_client_name(), {"id": client_id})), None)


@cache
def _client_name() -> Select[Any]:
    return select(Client.name).where(Client.id == bindparam("id"))


async def contact(work: Work, contact_id: int) -> Contact | None:
    """A contact person of a client the actor may see."""
    return await work.record(_one(work.actor, Contact), {"id": contact_id} | who(work.actor))


@prepared
def _deal(actor: Actor) -> Select[Deal]:
    mine = or_(
        and_(Task.assignee_id == me(actor), Task.status == code(TaskStatus.OPEN)), Task.controller_id == me(actor)
    )
    task = select(Task.id).where(Task.deal_id == Deal.id, mine).correlate(Deal).exists()
    return select(Deal).where(Deal.id == bindparam("id"), or_(visible(actor, Deal), task))


@prepared
def _one(actor: Actor, table: type[Record]) -> Select[Record]:
    return select(table).where(table.id == bindparam("id"), visible(actor, table))


async def target(work: Work, about: Target) -> Deal | Lead | Client | None:
    """The deal, lead or client a target names, if the actor may see it."""
    if about.kind == "deal":
        return await deal(work, about.id)
    if about.kind == "lead":
        return await lead(work, about.id)
    return await client(work, about.id)


async def any_target(work: Work, about: Target) -> Deal | Lead | Client:
    """The row of a target whose right has been checked already. Raises LookupError when there is none."""
    row: Deal | Lead | Client | None
    if about.kind == "deal":
        row = await work.session.get(Deal, about.id)
    elif about.kind == "lead":
        row = await work.session.get(Lead, about.id)
    else:
        row = await work.session.get(Client, about.id)
    if row is None:
        raise LookupError(about)
    return row


def touch(row: Deal | Lead | Client) -> None:
    """Raise a row's version though nothing in it changed: what was drawn from it is stale now."""
    flag_modified(row, "search_key")


async def transitions(work: Work, deal_id: int) -> Sequence[StageTransition]:
    """Every move of a deal, oldest first."""
    found = select(StageTransition).where(StageTransition.deal_id == deal_id)
    return (await work.session.scalars(found.order_by(StageTransition.at, StageTransition.id))).all()


async def undo_action(work: Work, undo_id: int, kind: str) -> UndoAction | None:
    """What the actor may take back: own deeds, and for admins everybody's."""
    row = await work.session.get(UndoAction, undo_id)
    if row is None or row.kind != kind:
        return None
    return row if work.actor.role is Role.ADMIN or row.user_id == work.actor.user_id else None


async def last_undo(work: Work, kind: str) -> UndoAction | None:
    """What the actor did last that can be taken back."""
    found = select(UndoAction).where(UndoAction.kind == kind, UndoAction.user_id == work.actor.user_id)
    return await work.session.scalar(found.order_by(UndoAction.id.desc()).limit(1))


async def main_contact(work: Work, contact_id: int | None, client_id: int | None) -> Contact | None:
    """The named contact person, else the client's first one with a phone, else the first."""
    if contact_id is not None:
        return await work.session.get(Contact, contact_id)
    if client_id is None:
        return None
    found = select(Contact).where(Contact.client_id == client_id).order_by(Contact.phone.is_(None), Contact.id)
    return await work.session.scalar(found.limit(1))


async def person_of(work: Work, row: Deal | Lead | Client) -> Person | None:
    """Whom to call about a deal, lead or client."""
    if isinstance(row, Lead):
        return Person(None, row.name, None, row.phone or row.phone_typed, row.telegram_id)
    client_id = row.id if isinstance(row, Client) else row.client_id
    found = await main_contact(work, row.contact_id if isinstance(row, Deal) else None, client_id)
    if found is None:
        return None
    return Person(found.id, found.name, found.position, found.phone or found.phone_typed, found.telegram_id)
