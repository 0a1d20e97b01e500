"""How much one person may have in hand: asked before work is given or taken."""

from __future__ import annotations

from services.errors import Invalid
from storage import absences as rows
from storage.tables import User
from storage.unit_of_work import Work


async def room_for_deals(work: Work, user: User, more: int = 1) -> None:
    """Raises Invalid("deal_limit") with the limit and what is left, when the person would have too many open deals."""
    if user.deal_limit is None:
        return
    has = (await rows.open_deals(work, [user.id])).get(user.id, 0)
    if has + more > user.deal_limit:
        raise Invalid("deal_limit", name=user.name, limit=user.deal_limit, left=max(0, user.deal_limit - has))


async def room_for_leads(work: Work, user: User, more: int = 1) -> None:
    """Raises Invalid("lead_limit") when the person would have too many live inquiries."""
    if user.lead_limit is None:
        return
    has = (await rows.open_leads(work, [user.id])).get(user.id, 0)
    if has + more > user.lead_limit:
        raise Invalid("lead_limit", name=user.name, limit=user.lead_limit, left=max(0, user.lead_limit - has))
