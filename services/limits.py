"""How much one person may have in hand: asked before work is given or taken."""

from __future__ import annotations

from collections.abc import Mapping

from services.errors import Invalid
from storage import absences as rows
from storage.tables import User
from storage.unit_of_work import Work


async def room_for_deals(work: Work, user: User | None, more: int = 1) -> None:
    """Raises Invalid with the limit and what is left, when the person would have too many open deals.

    The code is "deal_limit", or "own_deal_limit" for the actor's own; nobody has any number.
    """
    if user is not None and user.deal_limit is not None:
        _check(work, user, "deal_limit", user.deal_limit, await rows.open_deals(work, [user.id]), more)


async def room_for_leads(work: Work, user: User | None, more: int = 1) -> None:
    """Raises Invalid("lead_limit") or ("own_lead_limit") when the person would have too many live inquiries."""
    if user is not None and user.lead_limit is not None:
        _check(work, user, "lead_limit", user.lead_limit, await rows.open_leads(work, [user.id]), more)


def _check(work: Work, user: User, code: str, limit: int, counts: Mapping[int, int], more: int) -> None:
    has = counts.get(user.id, 0)
    if has + more > limit:
        code = f"own_{code}" if user.id == work.actor.user_id else code
        raise Invalid(code, name=user.name, limit=limit, left=max(0, limit - has))
