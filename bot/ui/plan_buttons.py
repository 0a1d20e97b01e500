"""Buttons of plans, and what they say in letters: whose plan, of what, for which period."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final

from pydantic import Field

from bot.ui.callbacks import LEADERS, STAFF, VoronkaCallback
from services.errors import NotFound
from services.plan_setting import Way
from services.rules.kinds import PlanMetric, PlanScope
from services.rules.periods import Period, PeriodKind
from services.rules.plans import COMPANY, Slot, Unit

SCOPES: Final = {
    "c": PlanScope.COMPANY, "t": PlanScope.TEAM, "u": PlanScope.USER, "p": PlanScope.PIPELINE, "d": PlanScope.COMPANY,
}  # fmt: skip
METRICS: Final = {"r": PlanMetric.REVENUE, "n": PlanMetric.DEALS, "m": PlanMetric.MARGIN}
SPANS: Final = {
    "m": PeriodKind.MONTH, "q": PeriodKind.QUARTER, "h": PeriodKind.HALF_YEAR, "y": PeriodKind.YEAR,
}  # fmt: skip
WAYS: Final = {
    "r": Way.RAISE, "s": Way.SEASON, "e": Way.EVEN, "p": Way.PARTS, "m": Way.MONTHS, "y": Way.MONTHS_SEASON,
}  # fmt: skip
METRIC_CODES: Final = {metric: letter for letter, metric in METRICS.items()}
SPAN_CODES: Final = {kind: letter for letter, kind in SPANS.items()}
SCOPE_CODES: Final = {
    PlanScope.COMPANY: "c", PlanScope.TEAM: "t", PlanScope.USER: "u", PlanScope.PIPELINE: "p",
}  # fmt: skip
WAY_CODES: Final = {way: letter for letter, way in WAYS.items()}
TAKEN_AWAY: Final = -1

ScopeCode = Annotated[str, Field(max_length=1, pattern="^[ctupd]$")]
MetricCode = Annotated[str, Field(max_length=1, pattern="^[rnm]$")]
SpanCode = Annotated[str, Field(max_length=1, pattern="^[mqhy]$")]
WayCode = Annotated[str, Field(max_length=1, pattern="^[rsepmy]$")]


class PlanShow(VoronkaCallback, prefix="pln1", roles=STAFF):
    """A plan's page; `of` "d" is the company by directions. `page` of its list, from 1."""

    of: ScopeCode
    whose: int
    metric: MetricCode
    span: SpanCode
    begin: int
    page: int = 1


class PlanPicture(VoronkaCallback, prefix="pln2", roles=STAFF):
    """The page's plans and facts as a picture."""

    of: ScopeCode
    whose: int
    metric: MetricCode
    span: SpanCode
    begin: int


class PlanAsk(VoronkaCallback, prefix="pln3", roles=LEADERS):
    """Set one plan: what to, of what is proposed, or typed."""

    of: ScopeCode
    whose: int
    metric: MetricCode
    span: SpanCode
    begin: int


class PlanPut(VoronkaCallback, prefix="pln4", roles=LEADERS):
    """Set one plan to this value; −1 takes it away."""

    of: ScopeCode
    whose: int
    metric: MetricCode
    span: SpanCode
    begin: int
    value: int
    ver: int


class PlanWays(VoronkaCallback, prefix="pln5", roles=LEADERS):
    """Set the plans of all below: how?"""

    of: ScopeCode
    whose: int
    metric: MetricCode
    span: SpanCode
    begin: int


class PlanTry(VoronkaCallback, prefix="pln6", roles=LEADERS):
    """What would this way set?"""

    of: ScopeCode
    whose: int
    metric: MetricCode
    span: SpanCode
    begin: int
    way: WayCode
    percent: int


class PlanApply(VoronkaCallback, prefix="pln7", roles=LEADERS):
    """Set what was shown; `total` is its sum."""

    of: ScopeCode
    whose: int
    metric: MetricCode
    span: SpanCode
    begin: int
    way: WayCode
    percent: int
    total: int


class PlanFill(VoronkaCallback, prefix="pln8", roles=LEADERS):
    """Give those without a plan the last one."""

    of: ScopeCode
    whose: int
    metric: MetricCode
    span: SpanCode
    begin: int


class PlanCopy(VoronkaCallback, prefix="pln9", roles=LEADERS):
    """Copy the whole set to the next period."""

    of: ScopeCode
    whose: int
    metric: MetricCode
    span: SpanCode
    begin: int


class PlanUndo(VoronkaCallback, prefix="plu1", roles=LEADERS):
    """Take back what was set."""

    undo: int


class PlanFiles(VoronkaCallback, prefix="plf1", roles=LEADERS):
    """Plans as a file, out and in."""

    of: ScopeCode
    whose: int
    metric: MetricCode
    span: SpanCode
    begin: int


class PlanSave(VoronkaCallback, prefix="plg1", roles=LEADERS):
    """Write the year's plans into a file."""

    of: ScopeCode
    whose: int
    metric: MetricCode
    span: SpanCode
    begin: int


class PlanRead(VoronkaCallback, prefix="pla1", roles=LEADERS):
    """Set what the file says."""


class PlanForget(VoronkaCallback, prefix="plx1", roles=LEADERS):
    """Forget the file."""


About = (
    PlanShow | PlanPicture | PlanAsk | PlanPut | PlanWays | PlanTry | PlanApply | PlanFill | PlanCopy | PlanFiles
    | PlanSave
)  # fmt: skip


def about(unit: Unit, metric: PlanMetric, period: Period, *, directions: bool = False) -> dict[str, Any]:
    """The fields of a button that say which plan is meant."""
    return {
        "of": "d" if directions else SCOPE_CODES[unit.scope],
        "whose": unit.id,
        "metric": METRIC_CODES[metric],
        "span": SPAN_CODES[period.kind],
        "begin": period.start.year * 100 + period.start.month,
    }


def unit_of(data: About) -> Unit:
    """Whose plan a button is about."""
    scope = SCOPES[data.of]
    return COMPANY if scope is PlanScope.COMPANY else Unit(scope, data.whose)


def metric_of(data: About) -> PlanMetric:
    """What it counts."""
    return METRICS[data.metric]


def slot_of(data: About) -> Slot:
    """For which period. Raises NotFound for a month there is none of."""
    year, month = divmod(data.begin, 100)
    if not (1 <= month <= 12 and 2000 <= year < 2100):
        raise NotFound("plan")
    return Slot(SPANS[data.span], date(year, month, 1))
