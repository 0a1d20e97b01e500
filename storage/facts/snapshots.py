"""What was forecast: stored snapshots, for the indicators of forecasts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from services.rules.indicators import Slice
from storage.tables import ForecastSnapshot
from storage.unit_of_work import Work

LEVELS = {None: "company", Slice.TEAM: "team", Slice.MANAGER: "manager", Slice.PIPELINE: "pipeline"}


async def newest(work: Work, by: Slice | None, start: date, end: date) -> dict[int, ForecastSnapshot]:
    """The newest forecast of a period of each one of a level, by id; the company's is 0."""
    found = (
        select(ForecastSnapshot)
        .where(
            ForecastSnapshot.level == LEVELS[by],
            ForecastSnapshot.start == start,
            ForecastSnapshot.end == end,
            ForecastSnapshot.revenue.is_not(None),
        )
        .order_by(ForecastSnapshot.made_on)
    )
    return {row.level_id: row for row in await work.session.scalars(found)}


async def first(work: Work, by: Slice | None, start: date, end: date) -> Sequence[ForecastSnapshot]:
    """The first forecast of every period that lies within a time, of each one of a level."""
    found = (
        select(ForecastSnapshot)
        .where(
            ForecastSnapshot.level == LEVELS[by],
            ForecastSnapshot.start >= start,
            ForecastSnapshot.end <= end,
            ForecastSnapshot.revenue.is_not(None),
        )
        .order_by(ForecastSnapshot.made_on.desc())
    )
    rows = {(row.level_id, row.start, row.end): row for row in await work.session.scalars(found)}
    return sorted(rows.values(), key=lambda row: (row.start, row.end, row.level_id))
