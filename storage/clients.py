"""Clients and their contacts: what a client card is drawn from."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from services.rules.kinds import StageKind
from storage.tables import Chat, Client, Contact, Deal
from storage.unit_of_work import Work
from storage.visibility import visible


async def contacts(work: Work, client_id: int, limit: int, offset: int = 0) -> Sequence[Contact]:
    """A client's contacts, those with a phone first, oldest first."""
    found = select(Contact).where(Contact.client_id == client_id).order_by(Contact.phone.is_(None), Contact.id)
    return (await work.session.scalars(found.limit(limit).offset(offset))).all()


async def count_contacts(work: Work, client_id: int) -> int:
    """How many contacts a client has."""
    found = select(func.count()).select_from(Contact).where(Contact.client_id == client_id)
    return await work.session.scalar(found) or 0


async def contact_and_client(work: Work, contact_id: int) -> tuple[Contact, Client] | None:
    """A contact of a client the actor may see, with that client."""
    found = (
        select(Contact, Client)
        .join(Client, Client.id == Contact.client_id)
        .where(Contact.id == contact_id, visible(work.actor, Client))
    )
    row = (await work.session.execute(found)).first()
    return (row[0], row[1]) if row is not None else None


async def same_phone(work: Work, client_id: int, phone: str, besides: int = 0) -> Contact | None:
    """Another contact of the same client with this phone."""
    found = select(Contact).where(Contact.client_id == client_id, Contact.phone == phone, Contact.id != besides)
    return await work.session.scalar(found.limit(1))


async def newest_contact(work: Work, client_id: int) -> Contact | None:
    """The contact added last."""
    found = select(Contact).where(Contact.client_id == client_id).order_by(Contact.id.desc())
    return await work.session.scalar(found.limit(1))


async def chats_open(work: Work, chat_ids: set[int]) -> set[int]:
    """Which of these chats the bot may write to."""
    found = select(Chat.id).where(Chat.id.in_(chat_ids), Chat.blocked_at.is_(None))
    return set(await work.session.scalars(found)) if chat_ids else set()


async def won(work: Work, client_id: int) -> tuple[int, int]:
    """How many of a client's deals the actor sees are won, and their sum in minor units."""
    found = select(func.count(), func.coalesce(func.sum(Deal.amount), 0)).where(
        Deal.client_id == client_id, Deal.status == StageKind.WON, visible(work.actor, Deal)
    )
    count, amount = (await work.session.execute(found)).one()
    return count or 0, int(amount or 0)


async def open_deals(work: Work, client_id: int) -> Sequence[Deal]:
    """A client's open deals the actor sees."""
    found = select(Deal).where(Deal.client_id == client_id, Deal.status == StageKind.OPEN, visible(work.actor, Deal))
    return (await work.session.scalars(found.order_by(Deal.id))).all()
