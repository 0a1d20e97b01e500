"""What /plan shows, as values; sums in minor units, or deals where the metric counts deals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.bonus_views import BonusView
from services.rules.kinds import PlanMetric
from services.rules.periods import Period
from services.rules.plan_pace import OpenDeal, Pace
from services.rules.plans import Planned, Unit
from services.rules.views import Named


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the period is likely to end with, and the range that holds four times of five, where it is known."""

    value: int
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One line of a team's page; `pace` and `planned` are None where there is no plan."""

    unit: Unit
    name: str
    fact: int
    pace: Pace | None
    planned: Planned | None


@dataclass(frozen=True, slots=True)
class PlanChange:
    """A plan was set, changed or (new None) taken away; `by` None: by the system."""

    at: datetime
    by: str | None
    old: int | None
    new: int | None


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan with everything about it.

    `name` is empty for the company; `home` marks the page of all a head of several teams has. `rows` are those whose
    plans add up to it (pipelines where `directions`), `below` their sum, `missing` who of them has none. `version` is
    that of the plan's own row, 0 without one. `running`: the period goes on; `begun`: it is not all in the future.
    """

    unit: Unit
    name: str
    metric: PlanMetric
    period: Period
    begun: bool
    running: bool
    fact: int
    planned: Planned | None
    pace: Pace | None
    version: int
    may_set: bool
    home: bool = False
    directions: bool = False
    own: bool = False
    rows: tuple[PlanRow, ...] = ()
    below: int | None = None
    missing: tuple[Named, ...] = ()
    outlook: Outlook | None = None
    closers: tuple[OpenDeal, ...] = ()
    bonus: BonusView | None = None
    changes: tuple[PlanChange, ...] = ()
    up: Unit | None = None
    uncosted: int = 0
    """Won deals of the person whose cost is not known, where the plan counts margin."""

    @property
    def gap(self) -> int | None:
        """By how much the plans below are more than the plan set here; None where one of them is missing."""
        if self.below is None or self.planned is None or not self.planned.own:
            return None
        return self.below - self.planned.value
