"""Who is behind a chat, for the outbox."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from services.rules.kinds import LeadStatus
from services.rules.target import Target
from storage.tables import Client, Contact, Lead, User
from storage.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class Concern:
    """The client, or else the open lead, a chat belongs to, and who looks after it."""

    target: Target
    owner_id: int | None
    owner_zone: str | None


async def contact_chat(work: Work, contact_id: int) -> int | None:
    """The chat of a contact who connected it."""
    return await work.session.scalar(select(Contact.telegram_id).where(Contact.id == contact_id))


async def concern_of_chat(work: Work, chat_id: int) -> Concern | None:
    """Whose chat it is; the first one, if several records know it."""
    client = (
        select(Client.id, Client.owner_id, User.zone)
        .join(Contact, Contact.client_id == Client.id)
        .outerjoin(User, User.id == Client.owner_id)
        .where(Contact.telegram_id == chat_id)
        .order_by(Contact.id)
        .limit(1)
    )
    row = (await work.session.execute(client)).first()
    if row is not None:
        return Concern(Target("client", row[0]), row[1], row[2])
    lead = (
        select(Lead.id, Lead.owner_id, User.zone)
        .outerjoin(User, User.id == Lead.owner_id)
        .where(Lead.telegram_id == chat_id, Lead.status.in_((LeadStatus.NEW, LeadStatus.TAKEN)))
        .order_by(Lead.id.desc())
        .limit(1)
    )
    row = (await work.session.execute(lead)).first()
    return Concern(Target("lead", row[0]), row[1], row[2]) if row is not None else None
