"""What a request of an outsider touches: the rows behind the own chat, read past the visibility of colleagues."""

from __future__ import annotations

from sqlalchemy import select

from services.rules.kinds import LeadStatus
from storage.tables import Client, Contact, HistoryEntry, Lead, User
from storage.unit_of_work import Work


async def contact(work: Work, contact_id: int) -> Contact | None:
    """The contact behind the chat of the person who acts."""
    return await work.session.get(Contact, contact_id)


async def client(work: Work, client_id: int) -> Client | None:
    """The client of that contact."""
    return await work.session.get(Client, client_id)


async def lead_with_owner(work: Work, lead_id: int) -> tuple[Lead, User] | None:
    """A lead that somebody took, with that colleague; a refused one is nobody's to look forward to."""
    taken = (Lead.id == lead_id) & (Lead.status != LeadStatus.REJECTED)
    found = select(Lead, User).join(User, User.id == Lead.owner_id).where(taken)
    row = (await work.session.execute(found)).first()
    return (row[0], row[1]) if row is not None else None


async def said_of_self(work: Work, chat_id: int) -> tuple[str | None, str | None]:
    """Name and phone as the person of a chat gave them with the newest own request, whatever colleagues made of it."""
    found = (
        select(HistoryEntry.changes)
        .join(Lead, (Lead.id == HistoryEntry.record_id) & (HistoryEntry.record == Lead.__tablename__))
        .where(Lead.telegram_id == chat_id, HistoryEntry.action == "created", HistoryEntry.user_id.is_(None))
        .order_by(HistoryEntry.id.desc())
        .limit(1)
    )
    said = await work.session.scalar(found) or {}
    return said.get("name", (None, None))[1], said.get("phone", (None, None))[1]
