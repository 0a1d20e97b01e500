"""Segments, regions and audiences a company's clients have."""

from __future__ import annotations

from sqlalchemy import func, select

from storage.tables import Client
from storage.unit_of_work import Work


async def known(work: Work, trait: str, limit: int) -> list[str]:
    """Values of `segment`, `region` or `audience`, the commonest first."""
    column = {"segment": Client.segment, "region": Client.region, "audience": Client.audience}[trait]
    found = select(column).select_from(Client).where(column.is_not(None), column != "").group_by(column)
    values = await work.session.scalars(found.order_by(func.count().desc(), column).limit(limit))
    return [value for value in values if value]
