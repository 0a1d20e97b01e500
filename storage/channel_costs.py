"""What channels cost: their SQL (S4-03)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from services.rules.kinds import CostKind
from storage.tables import ChannelCost
from storage.unit_of_work import Work


async def page(work: Work, channel_id: int, limit: int, offset: int) -> Sequence[ChannelCost]:
    """Costs of a channel, the latest days first."""
    found = select(ChannelCost).where(ChannelCost.channel_id == channel_id)
    found = found.order_by(ChannelCost.from_day.desc(), ChannelCost.id.desc())
    return (await work.session.scalars(found.limit(limit).offset(offset))).all()


async def totals(work: Work, channel_id: int) -> tuple[int, int]:
    """How many costs a channel has, and their sum in minor units."""
    found = select(func.count(), func.coalesce(func.sum(ChannelCost.amount), 0))
    count, total = (await work.session.execute(found.where(ChannelCost.channel_id == channel_id))).one()
    return count, int(total)


async def one(work: Work, cost_id: int) -> ChannelCost | None:
    """A cost by id."""
    return await work.session.get(ChannelCost, cost_id)


async def overlapping(
    work: Work, channel_id: int, kind: CostKind, first: date, last: date, besides: int
) -> ChannelCost | None:
    """The latest other cost of the same channel and kind that covers one of these days."""
    found = select(ChannelCost).where(
        ChannelCost.channel_id == channel_id,
        ChannelCost.kind == kind,
        ChannelCost.from_day <= last,
        ChannelCost.to_day >= first,
        ChannelCost.id != besides,
    )
    return await work.session.scalar(found.order_by(ChannelCost.from_day.desc(), ChannelCost.id.desc()).limit(1))
