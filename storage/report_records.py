"""The cards behind records that have none of their own: activities and payments."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from services.rules.indicators import Kind
from storage.tables import Activity, Payment
from storage.unit_of_work import Work
from storage.visibility import visible


async def doors(work: Work, kind: Kind, ids: Collection[int]) -> Mapping[int, tuple[Kind, int]]:
    """The deal, inquiry or client an activity is about, the deal of a payment, by the record's id."""
    if kind is Kind.PAYMENT:
        deals = select(Payment.id, Payment.deal_id).where(Payment.id.in_(ids), visible(work.actor, Payment))
        return {row.id: (Kind.DEAL, row.deal_id) for row in await work.session.execute(deals)}
    if kind is not Kind.ACTIVITY:
        return {}
    about = select(Activity.id, Activity.deal_id, Activity.lead_id, Activity.client_id)
    found = await work.session.execute(about.where(Activity.id.in_(ids), visible(work.actor, Activity)))
    targets: dict[int, tuple[Kind, int]] = {}
    for row in found:
        for one, target in ((Kind.DEAL, row.deal_id), (Kind.LEAD, row.lead_id), (Kind.CLIENT, row.client_id)):
            if target is not None:
                targets[row.id] = (one, target)
                break
    return targets
