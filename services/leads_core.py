"""Making a lead inside an open transaction: from a request of a stranger, a shared contact, a typed phone."""

from __future__ import annotations

from services.policy import Policy
from services.rules import worktime
from services.rules.kinds import LeadStatus
from services.rules.phones import Phone
from services.rules.search_key import search_key
from storage import known
from storage.tables import Lead
from storage.unit_of_work import Work

KEY_LIMIT = 300
"""As long as the column; a few letters become several in a key."""


async def create(
    work: Work,
    policy: Policy,
    *,
    name: str,
    phone: Phone | None = None,
    phone_typed: str | None = None,
    need: str = "",
    channel_id: int | None = None,
    owner_id: int | None = None,
    telegram_id: int | None = None,
    team_id: int | None = None,
    inbound: bool = False,
) -> Lead:
    """Add a lead. An inbound one gets a response limit in working minutes (S2-04); one with an owner is taken.

    The client and contact are filled in when the phone or the chat is known. Whether a lead that is still being
    worked on exists already is the caller's question (`known.live_lead`).
    """
    contact = await known.contact_by_chat(work, telegram_id) if telegram_id else None
    if contact is None and phone is not None:
        contact = await known.contact_by_phone(work, phone.e164)
    limit = None
    if inbound:
        minutes = policy.settings.response_minutes
        limit = worktime.add_minutes(policy.calendar, policy.settings.zone, work.now, minutes)
    lead = Lead(
        name=name,
        search_key=search_key(name)[:KEY_LIMIT],
        phone=phone.e164 if phone else None,
        phone_typed=phone_typed,
        need=need,
        channel_id=channel_id,
        owner_id=owner_id,
        team_id=team_id,
        telegram_id=telegram_id,
        client_id=contact.client_id if contact else None,
        contact_id=contact.id if contact else None,
        status=LeadStatus.TAKEN if owner_id else LeadStatus.NEW,
        respond_by=limit,
        attempts=0,
        created_at=work.now,
    )
    work.session.add(lead)
    await work.session.flush()
    return lead
