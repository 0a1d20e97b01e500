"""Indicators people keep at the top of /report."""

from __future__ import annotations

from sqlalchemy import select

from storage.tables import ReportFavourite
from storage.unit_of_work import Work


async def of_actor(work: Work) -> list[str]:
    """Codes of the actor's favourites, in the order they were kept."""
    found = select(ReportFavourite.indicator).where(ReportFavourite.user_id == work.actor.user_id)
    return list(await work.session.scalars(found.order_by(ReportFavourite.at, ReportFavourite.indicator)))


async def get(work: Work, code: str) -> ReportFavourite | None:
    """One of the actor's favourites."""
    if work.actor.user_id is None:
        return None
    return await work.session.get(ReportFavourite, (work.actor.user_id, code))


def keep(work: Work, user_id: int, code: str) -> None:
    """Keep one more."""
    work.session.add(ReportFavourite(user_id=user_id, indicator=code, at=work.now))
