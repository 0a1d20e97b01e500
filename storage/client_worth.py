"""What is said of clients for the order of calls, written by the database itself (S0-25)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import case, delete, func, insert, literal, or_, select

from services.rules.client_worth import AS_ALL
from services.rules.kinds import StageKind
from storage.facts.deals import once
from storage.facts.expressions import known
from storage.tables import Client, ClientWorth, Deal
from storage.types import code
from storage.unit_of_work import Work


async def refill(work: Work, weights: Mapping[str, int]) -> int:
    """Write the rows anew: the average won deal of each client, the weight of its segment; returns how many."""
    bought = (
        select(
            Deal.client_id.label("client_id"),
            (func.sum(func.coalesce(Deal.amount, 0)) / func.count()).label("usual"),
        )
        .where(Deal.client_id.is_not(None), *once(lambda deal: [deal.status == code(StageKind.WON)]))
        .group_by(Deal.client_id)
        .subquery()
    )
    usual = func.coalesce(bought.c.usual, 0)
    weight = case(dict(weights), value=known(Client.segment), else_=AS_ALL) if weights else literal(AS_ALL)
    found = (
        select(Client.id, usual, weight)
        .outerjoin(bought, bought.c.client_id == Client.id)
        .where(or_(usual > 0, weight != AS_ALL))
    )
    await work.session.execute(delete(ClientWorth))
    await work.session.execute(insert(ClientWorth).from_select(["client_id", "usual", "weight"], found))
    return await work.session.scalar(select(func.count()).select_from(ClientWorth)) or 0
