"""Open deals of clients, and what somebody had in hand last: for texts that name no deal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from services.rules.kinds import StageKind
from storage.tables import Activity, Deal
from storage.unit_of_work import Work
from storage.visibility import visible

MOST = 200


async def open_deals(work: Work, client_ids: Sequence[int]) -> dict[int, list[int]]:
    """Ids of the open deals the actor sees, by client, the newest first."""
    if not client_ids:
        return {}
    found = (
        select(Deal.client_id, Deal.id)
        .where(Deal.client_id.in_(client_ids), Deal.status == StageKind.OPEN, visible(work.actor, Deal))
        .order_by(Deal.id.desc())
        .limit(MOST)
    )
    by_client: dict[int, list[int]] = {}
    for client_id, deal_id in (await work.session.execute(found)).all():
        by_client.setdefault(client_id or 0, []).append(deal_id)
    return by_client


async def last_activity(work: Work, since: datetime) -> Any | None:
    """The actor's own latest activity since then: its deal, lead and client."""
    found = (
        select(Activity.deal_id, Activity.lead_id, Activity.client_id)
        .where(Activity.user_id == work.actor.user_id, Activity.at >= since, visible(work.actor, Activity))
        .order_by(Activity.at.desc(), Activity.id.desc())
        .limit(1)
    )
    return (await work.session.execute(found)).first()
