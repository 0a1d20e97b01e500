"""Finding out whether a phone or a chat is known already, whoever keeps the record: duplicates must not arise."""

from __future__ import annotations

from sqlalchemy import select

from services.rules.kinds import LeadStatus
from storage.tables import Contact, Lead
from storage.unit_of_work import Work

LIVE = (LeadStatus.NEW, LeadStatus.TAKEN)


async def contact_by_phone(work: Work, phone: str) -> Contact | None:
    """The oldest contact person with this E.164 number, not limited to what the actor sees."""
    return await work.session.scalar(select(Contact).where(Contact.phone == phone).order_by(Contact.id).limit(1))


async def contact_by_chat(work: Work, chat_id: int) -> Contact | None:
    """The contact person who writes from this chat."""
    return await work.session.scalar(
        select(Contact).where(Contact.telegram_id == chat_id).order_by(Contact.id).limit(1)
    )


async def live_lead(work: Work, *, phone: str | None, chat_id: int | None) -> Lead | None:
    """The newest lead still being worked on with this number or chat, not limited to what the actor sees."""
    for column, value in ((Lead.telegram_id, chat_id), (Lead.phone, phone)):
        if value is None:
            continue
        found = select(Lead).where(column == value, Lead.status.in_(LIVE)).order_by(Lead.id.desc()).limit(1)
        lead = await work.session.scalar(found)
        if lead is not None:
            return lead
    return None
