"""Steps on inquiries inside an open transaction: taking one, telling sellers of a new one, finding a known person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from services.outbox import notify, notify_user
from services.rules.kinds import LeadStatus
from services.rules.target import Target
from storage import leads as rows
from storage.tables import Client, Contact, Lead
from storage.unit_of_work import Work

SELLERS_MOST = 50
"""In a bigger team a message to everybody helps nobody: the call list shows the inquiry first anyway."""
NEWS_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Known:
    """Whose a phone or chat is already.

    `target` is what the actor may open; None when a colleague has it: then `owner` is the one thing told, and None
    there means that nobody looks after it.
    """

    target: Target | None
    owner: str | None


def take(work: Work, lead: Lead) -> None:
    """Make the actor the owner of an inquiry that waits."""
    lead.owner_id, lead.status = work.actor.user_id, LeadStatus.TAKEN


async def tell_asker(work: Work, lead: Lead) -> bool:
    """Queue word to the person who asked in the chat that somebody has taken it; once for one inquiry."""
    if not await rows.open_chat(work, lead.telegram_id):
        return False
    return await notify(
        work,
        chat_id=lead.telegram_id or 0,
        kind="lead_taken",
        params={"lead": lead.id},
        dedupe_key=f"lead_taken:{lead.id}",
        expires_at=work.now + NEWS_FOR,
    )


async def tell_sellers(work: Work, lead: Lead) -> int:
    """Queue word of a new inquiry: to its owner, or to everybody who may take it; returns to how many."""
    people = [lead.owner_id] if lead.owner_id else await rows.sellers(work, lead.team_id, SELLERS_MOST)
    told = 0
    for user_id in people:
        told += await notify_user(
            work,
            user_id,
            kind="lead_new",
            params={"lead": lead.id},
            dedupe_key=f"lead_new:{lead.id}",
            expires_at=work.now + NEWS_FOR,
        )
    return told


async def known(work: Work, phone: str | None, chat_id: int | None) -> Known | None:
    """Say whether a phone (E.164) or chat belongs to an inquiry being worked on or to a client already.

    What the actor may open comes first: an inquiry before a client.
    """
    leads = await rows.live_leads(work, phone, chat_id)
    clients = await rows.contacts_with_client(work, phone, chat_id)
    for row in leads:
        if row.seen:
            return Known(Target("lead", row.Lead.id), await rows.owner_name(work, row.Lead.owner_id))
    for row in clients:
        if row.seen:
            return Known(Target("client", row.Client.id), await rows.owner_name(work, row.Client.owner_id))
    if leads or clients:
        owner_id = leads[0].Lead.owner_id if leads else clients[0].Client.owner_id
        return Known(None, await rows.owner_name(work, owner_id))
    return None


async def known_client(work: Work, lead: Lead) -> tuple[Client, Contact, bool] | None:
    """The client and contact an inquiry leads to, and whether the actor may see that client."""
    found = await rows.contacts_with_client(work, lead.phone, lead.telegram_id)
    own = [row for row in found if row.Contact.id == lead.contact_id]
    for row in own + sorted(found, key=lambda row: not row.seen):
        return row.Client, row.Contact, bool(row.seen)
    contact = await work.session.get(Contact, lead.contact_id) if lead.contact_id else None
    client = await work.session.get(Client, contact.client_id) if contact else None
    if client is None or contact is None:
        return None
    return client, contact, await rows.sees_client(work, client.id)
