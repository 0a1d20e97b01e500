"""How plans are said: values, metrics, bars that read at a glance."""

from __future__ import annotations

from typing import Final

from bot.ui.i18n import N_
from bot.ui.words import Words
from services.plan_views import PlanPage
from services.rules.kinds import PlanMetric
from services.rules.plan_pace import Pace
from services.rules.plans import COMPANY, step_of

METRICS: Final = {
    PlanMetric.REVENUE: N_("revenue"),
    PlanMetric.DEALS: N_("number of deals"),
    PlanMetric.MARGIN: N_("margin"),
}
BAR: Final = 12
ROW_BAR: Final = 5


def value(amount: int, metric: PlanMetric, w: Words) -> str:
    """A sum in full, or a number of deals: "1 200 000 ₴", "12 deals"."""
    return w.n_("%(n)s deal", "%(n)s deals", amount) if metric is PlanMetric.DEALS else w.money(amount)


def brief(amount: int, metric: PlanMetric, w: Words) -> str:
    """The same where there is little room."""
    return w.number(amount) if metric is PlanMetric.DEALS else w.money_short(amount)


def near(amount: int, metric: PlanMetric) -> int:
    """What is only worked out, without cents: the next whole unit of the currency, so that nothing is missing."""
    step = step_of(metric)
    return -(-amount // step) * step


def metric_name(metric: PlanMetric, w: Words) -> str:
    """What is counted."""
    return w._(METRICS[metric])


def bar(share: float | None, cells: int = BAR) -> str:
    """A bar of so many cells, full from 100 % on: "███████░░░░░"."""
    full = min(cells, max(0, int((share or 0.0) * cells + 1e-9)))
    return "█" * full + "░" * (cells - full)


def arrow(pace: Pace | None) -> str:
    """Whether it is ahead of where it should be today, or behind."""
    if pace is None:
        return ""
    return "↑" if pace.ahead >= 0 else "↓"


def whose(view: PlanPage, w: Words) -> str:
    """Whose page it is: a name, "The whole company", "My teams"; empty for the reader's own."""
    if view.own:
        return ""
    if view.unit == COMPANY:
        return w._("My teams") if view.home else w._("The whole company")
    return view.name


def named(name: str, w: Words) -> str:
    """A name, or what the company is called among names."""
    return name or w._("The whole company")


def rate(hundredths: int, w: Words) -> str:
    """A bonus rate: 550 is "5.5 %"."""
    return w.percent(hundredths / 10_000, 2)
