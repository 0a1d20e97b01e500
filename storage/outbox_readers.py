"""Who is behind a chat, for the outbox."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from storage.tables import Client, Contact, User
from storage.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class ClientOfChat:
    """The client a chat belongs to, and who looks after it."""

    id: int
    owner_id: int | None
    owner_zone: str | None


async def contact_chat(work: Work, contact_id: int) -> int | None:
    """The chat of a contact who connected it."""
    return await work.session.scalar(select(Contact.telegram_id).where(Contact.id == contact_id))


async def client_of_chat(work: Work, chat_id: int) -> ClientOfChat | None:
    """The client whose contact has this chat; the first one, if several do."""
    found = (
        select(Client.id, Client.owner_id, User.zone)
        .join(Contact, Contact.client_id == Client.id)
        .outerjoin(User, User.id == Client.owner_id)
        .where(Contact.telegram_id == chat_id)
        .order_by(Contact.id)
        .limit(1)
    )
    row = (await work.session.execute(found)).first()
    return ClientOfChat(*row) if row is not None else None
