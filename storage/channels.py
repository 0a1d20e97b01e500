"""Channels and how many inquiries each has brought: their SQL."""

from __future__ import annotations

from sqlalchemy import func, select

from storage.tables import Channel, Lead
from storage.unit_of_work import Work


async def with_inquiries(work: Work) -> list[tuple[Channel, int]]:
    """Channels in use, in order, each with the number of inquiries from it."""
    brought = select(Lead.channel_id, func.count().label("n")).group_by(Lead.channel_id).subquery()
    found = (
        select(Channel, func.coalesce(brought.c.n, 0))
        .outerjoin(brought, brought.c.channel_id == Channel.id)
        .where(Channel.archived_at.is_(None))
        .order_by(Channel.position, Channel.id)
    )
    return [(row[0], row[1]) for row in (await work.session.execute(found)).all()]


async def channel(work: Work, channel_id: int) -> Channel | None:
    """One by id, also one no longer in use."""
    return await work.session.get(Channel, channel_id)


async def inquiries(work: Work, channel_id: int) -> int:
    """How many inquiries came from a channel."""
    found = select(func.count()).select_from(Lead).where(Lead.channel_id == channel_id)
    return await work.session.scalar(found) or 0
