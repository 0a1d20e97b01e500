"""What was forecast of a period when it began."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select

from services.rules.periods import Period
from storage.tables import ForecastSnapshot
from storage.unit_of_work import Work

FRESH: Final = timedelta(days=3)
"""A forecast made in the first days of a period was made at its start: the company may not have been awake before."""


async def said(work: Work, period: Period, *, whole: bool) -> Any:
    """The first forecast of the period made at its start: of the company, or of the only team the actor sees."""
    teams = sorted(work.actor.team_ids or ())
    if not whole and len(teams) != 1:
        return None
    level, level_id = ("company", 0) if whole else ("team", teams[0])
    found = select(ForecastSnapshot).where(
        ForecastSnapshot.level == level,
        ForecastSnapshot.level_id == level_id,
        ForecastSnapshot.start == period.start,
        ForecastSnapshot.end == period.end,
        ForecastSnapshot.made_on < period.start + FRESH,
        ForecastSnapshot.revenue.is_not(None),
    )
    return (await work.session.scalars(found.order_by(ForecastSnapshot.made_on).limit(1))).first()
