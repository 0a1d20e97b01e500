"""What funnels look like: their steps, cuts and judgements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.indicator_views import Number, SliceItem
from services.rules.funnels import Verdict
from services.rules.indicators import By
from services.rules.periods import Period
from services.slices import Chosen


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """A stage: how many deals entered it in the period and what share came further, percent.

    `days` is the median stay of those who left it, `reference` the share wanted, percent; `waiting` are the deals open
    there now and `amount` their sum in minor units, `slow` those of them that stay too long.
    """

    stage_id: int
    name: str
    entered: int
    conversion: float | None
    days: float | None
    days_p90: float | None
    waiting: int
    amount: int
    slow: int
    reference: float | None
    verdict: Verdict
    more_wins: int
    """Sales the period would have had besides with the reference's share here; tells only where it is worse."""

    @property
    def problem(self) -> bool:
        """Something is wrong here, and not by chance."""
        return self.verdict is Verdict.WORSE


@dataclass(frozen=True, slots=True)
class ReferenceInfo:
    """Where the reference comes from: the days `start` up to and with `last`, or typed."""

    id: int
    typed: bool
    start: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """A pipeline's funnel of a period. `entered`: deals created; `conversion`: share of them won by now, percent.

    `won` and `revenue` (minor units) are of the deals won in the period, `days` is their median length.
    """

    pipeline: SliceItem
    pipelines: tuple[SliceItem, ...]
    period: Period
    back: int
    chosen: Chosen
    entered: int
    won: int
    revenue: int
    conversion: float | None
    days: float | None
    steps: tuple[FunnelStep, ...]
    reference: ReferenceInfo | None
    cuts: tuple[By, ...] = ()
    """By what it can be told apart."""

    @property
    def empty(self) -> bool:
        """Nothing happened and nothing is open."""
        return not (self.entered or self.won or any(step.entered or step.waiting for step in self.steps))


@dataclass(frozen=True, slots=True)
class FunnelCutRow:
    """One part of a cut."""

    item: SliceItem
    entered: int
    won: int
    revenue: int
    conversion: Number
    days: Number


@dataclass(frozen=True, slots=True)
class FunnelCut:
    """A funnel told apart one way: the largest entry first."""

    pipeline: SliceItem
    period: Period
    back: int
    chosen: Chosen
    by: By
    rows: tuple[FunnelCutRow, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A stage of a pipeline whose conversion moved, beyond chance: percent now and before, and how many entered."""

    pipeline: SliceItem
    stage_id: int
    stage: str
    manager: SliceItem | None
    now: float
    before: float
    entered: int
    verdict: Verdict
    more_wins: int
