"""What a period is likely to end with: the newest of the forecasts stored every morning."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from services.plan_views import Outlook
from services.rules.kinds import PlanMetric, PlanScope
from services.rules.periods import Period
from services.rules.plans import Unit
from storage import plans as rows
from storage.unit_of_work import Work

FRESH: Final = timedelta(days=4)
"""An older forecast says nothing of today; a long weekend is bridged."""
LEVELS: Final = {
    PlanScope.COMPANY: "company", PlanScope.TEAM: "team", PlanScope.USER: "manager", PlanScope.PIPELINE: "pipeline",
}  # fmt: skip


async def of(work: Work, unit: Unit, metric: PlanMetric, period: Period) -> Outlook | None:
    """The forecast of a unit's period; None where there is none yet, and for margin, which is not forecast."""
    found = await rows.snapshot(work, LEVELS[unit.scope], unit.id, period.start, period.end, work.now.date() - FRESH)
    if found is None or metric is PlanMetric.MARGIN:
        return None
    if metric is PlanMetric.DEALS:
        return None if found.wins is None else Outlook(round(found.wins))
    return None if found.revenue is None else Outlook(found.revenue, found.low, found.high)
