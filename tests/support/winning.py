"""Won deals at a moment of the past, for numbers."""

from __future__ import annotations

from datetime import datetime

from services.rules.actor import Actor
from services.rules.kinds import StageKind
from services.rules.search_key import search_key
from storage import company
from storage.tables import Deal, DealLine
from storage.unit_of_work import Database


async def won(
    database: Database,
    owner: Actor,
    amount: int | None,
    at: datetime,
    *,
    pipeline: str = "b2b_new",
    cost: int | None = None,
) -> int:
    """A deal of this amount (minor units) won at a moment; with `cost` it has one line of that price and cost."""
    async with database.write(owner, at) as work:
        chosen = next(row for row in await company.pipelines(work) if row.code == pipeline)
        stage = next(row for row in await company.stages(work, chosen.id) if row.kind is StageKind.WON)
        deal = Deal(
            title="Won",
            search_key=search_key("Won"),
            pipeline_id=chosen.id,
            stage_id=stage.id,
            status=StageKind.WON,
            owner_id=owner.user_id,
            amount=amount,
            created_at=at,
            stage_entered_at=at,
            closed_at=at,
        )
        work.session.add(deal)
        await work.session.flush()
        if cost is not None:
            work.session.add(DealLine(deal_id=deal.id, quantity=1000, price=amount, cost=cost))
        return deal.id
