"""The 51 indicators (kpi.md), each once, as a value that reports, pushes, plans and the command line all read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from services.rules.indicators.formula import (
    Count,
    Formula,
    Mean,
    Median,
    Minus,
    Outside,
    Plus,
    Ratio,
    Share,
    Sum,
)
from services.rules.indicators.kinds import TIMES, By, Fact, Flag, Good, Group, OwnField, Slice, Unit, Value


@dataclass(frozen=True, slots=True)
class Indicator:
    """One number the company is run by. `extra`: what stands beside it, by name, with its unit."""

    code: str
    group: Group
    unit: Unit
    good: Good
    slices: frozenset[Slice]
    formula: Formula
    extra: Mapping[str, tuple[Formula, Unit]] = field(default_factory=lambda: MappingProxyType({}))
    whole_company: bool = False
    """Told only to those who see everybody's records: costs belong to nobody."""

    def can(self, by: By) -> bool:
        """Whether it can be told apart so; by own lists where it counts what belongs to deals, which have them."""
        return (Slice.STAGE if isinstance(by, OwnField) else by) in self.slices


CLIENT: Final = frozenset(
    {Slice.SEGMENT, Slice.REGION, Slice.AUDIENCE, Slice.CLIENT_KIND, Slice.CLIENT_GROUP}
)  # fmt: skip
DEAL_NOW: Final = CLIENT | {
    Slice.MANAGER, Slice.TEAM, Slice.PIPELINE, Slice.STAGE, Slice.CHANNEL, Slice.PRODUCT, Slice.CATEGORY,
}  # fmt: skip
"""What a deal can be told apart by, at a moment."""
DEAL: Final = DEAL_NOW | set(TIMES)
LEAD: Final = CLIENT | {Slice.MANAGER, Slice.TEAM, Slice.CHANNEL} | set(TIMES)
COST: Final = frozenset({Slice.CHANNEL, *TIMES})
BUYER: Final = frozenset({Slice.CHANNEL, Slice.SEGMENT, Slice.REGION, Slice.AUDIENCE, Slice.CLIENT_GROUP})
"""What a client can be told apart by over all the years."""
PLANNED: Final = frozenset({Slice.MANAGER, Slice.TEAM, Slice.PIPELINE, Slice.MONTH})

_REVENUE: Final = Sum(Fact.DEALS_WON)
_MARGIN: Final = Sum(Fact.DEALS_WON, Value.MARGIN)
_SPEND: Final = Sum(Fact.COSTS)
_CHANNELS: Final = Sum(Fact.DEALS_OF_CHANNELS, Value.MARGIN)


def _count(fact: Fact) -> Formula:
    return Count(fact)


def _part(fact: Fact, flag: Flag) -> Formula:
    return Ratio(Count(fact, flag), Count(fact))


_UP, _DOWN, _EVEN = Good.UP, Good.DOWN, Good.NEUTRAL
_N, _MONEY, _PERCENT, _DAYS = Unit.COUNT, Unit.MONEY, Unit.PERCENT, Unit.DAYS
_WEIGHTED: Final[Mapping[str, tuple[Formula, Unit]]] = {
    "weighted": (Sum(Fact.DEALS_OPEN, Value.WEIGHTED), Unit.MONEY),
    "unvalued": (Count(Fact.DEALS_OPEN, Flag.UNVALUED), Unit.COUNT),
}
_LOST_MONEY: Final = {"money": (Sum(Fact.DEALS_LOST), Unit.MONEY)}
_RESPONSE: Final = {"response_rate": (_part(Fact.POLLS, Flag.ANSWERED), Unit.PERCENT)}

_INFLOW: Final = (
    Indicator("leads_new", Group.INFLOW, _N, _UP, LEAD, _count(Fact.LEADS)),
    Indicator("leads_qualified", Group.INFLOW, _N, _UP, LEAD, _count(Fact.LEADS_CONVERTED)),
    Indicator("lead_conversion", Group.INFLOW, _PERCENT, _UP, LEAD, _part(Fact.LEADS, Flag.CONVERTED)),
    Indicator(
        "lead_response", Group.INFLOW, Unit.MINUTES, _DOWN, LEAD,
        Median(Fact.LEADS, Value.WORKING_MINUTES, 1),
    ),
    Indicator("lead_sla_breaches", Group.INFLOW, _N, _DOWN, LEAD, Count(Fact.LEADS, Flag.BREACHED)),
    Indicator("channel_spend", Group.INFLOW, _MONEY, _EVEN, COST, _SPEND, whole_company=True),
    Indicator(
        "cost_per_lead", Group.INFLOW, _MONEY, _DOWN, COST, Ratio(_SPEND, Count(Fact.LEADS), 1), whole_company=True
    ),
)  # fmt: skip
_ACTIVITY: Final = (
    Indicator("calls_out", Group.ACTIVITY, _N, _UP, DEAL, _count(Fact.CALLS_OUT)),
    Indicator("calls_in", Group.ACTIVITY, _N, _EVEN, DEAL, _count(Fact.CALLS_IN)),
    Indicator("reach_rate", Group.ACTIVITY, _PERCENT, _UP, DEAL, _part(Fact.CALLS_OUT, Flag.REACHED)),
    Indicator("meetings", Group.ACTIVITY, _N, _UP, DEAL, _count(Fact.MEETINGS)),
    Indicator("offers_sent", Group.ACTIVITY, _N, _UP, DEAL, _count(Fact.OFFERS)),
    Indicator("tasks_done", Group.ACTIVITY, _N, _UP, DEAL, _count(Fact.TASKS_DONE)),
    Indicator("tasks_on_time", Group.ACTIVITY, _PERCENT, _UP, DEAL, _part(Fact.TASKS_DUE, Flag.ON_TIME)),
    Indicator("tasks_overdue", Group.ACTIVITY, _N, _DOWN, DEAL_NOW, _count(Fact.TASKS_OVERDUE)),
    Indicator("reschedules", Group.ACTIVITY, _N, _DOWN, DEAL, _count(Fact.RESCHEDULES)),
    Indicator("deals_no_task", Group.ACTIVITY, _N, _DOWN, DEAL_NOW, _count(Fact.DEALS_NO_TASK)),
)
_FUNNEL: Final = (
    Indicator("funnel_in", Group.FUNNEL, _N, _UP, DEAL, _count(Fact.DEALS_IN)),
    Indicator("deals_won", Group.FUNNEL, _N, _UP, DEAL, _count(Fact.DEALS_WON)),
    Indicator("deals_lost", Group.FUNNEL, _N, _DOWN, DEAL, _count(Fact.DEALS_LOST)),
    Indicator("win_rate", Group.FUNNEL, _PERCENT, _UP, DEAL, _part(Fact.DEALS_CLOSED, Flag.WON)),
    Indicator("funnel_conversion", Group.FUNNEL, _PERCENT, _UP, DEAL, _part(Fact.DEALS_IN, Flag.WON)),
    Indicator("stage_conversion", Group.FUNNEL, _PERCENT, _UP, DEAL, _part(Fact.STAGE_ENTRIES, Flag.REACHED)),
    Indicator("deal_length", Group.FUNNEL, _DAYS, _DOWN, DEAL, Median(Fact.DEALS_WON)),
    Indicator("stage_length", Group.FUNNEL, _DAYS, _DOWN, DEAL, Median(Fact.STAGE_EXITS)),
    Indicator(
        "loss_reasons", Group.FUNNEL, _PERCENT, _EVEN, DEAL | {Slice.REASON},
        Share(Plus(Count(Fact.DEALS_LOST), Count(Fact.LEADS_REJECTED))), _LOST_MONEY,
    ),
    Indicator("win_reasons", Group.FUNNEL, _PERCENT, _EVEN, DEAL | {Slice.REASON}, Share(Count(Fact.DEALS_WON))),
)  # fmt: skip
_MONEY_GROUP: Final = (
    Indicator("revenue", Group.MONEY, _MONEY, _UP, DEAL, _REVENUE),
    Indicator("average_deal", Group.MONEY, _MONEY, _UP, DEAL, Ratio(_REVENUE, Count(Fact.DEALS_WON), 1)),
    Indicator("margin", Group.MONEY, _MONEY, _UP, DEAL, _MARGIN),
    Indicator("profitability", Group.MONEY, _PERCENT, _UP, DEAL, Ratio(_MARGIN, _REVENUE)),
    Indicator("payments_plan", Group.MONEY, _MONEY, _EVEN, DEAL, Sum(Fact.PAYMENTS_DUE)),
    Indicator("payments_fact", Group.MONEY, _MONEY, _UP, DEAL, Sum(Fact.PAYMENTS_RECEIVED)),
    Indicator(
        "payments_completion", Group.MONEY, _PERCENT, _UP, DEAL,
        Ratio(Sum(Fact.PAYMENTS_RECEIVED), Sum(Fact.PAYMENTS_DUE)),
    ),
    Indicator("receivables_overdue", Group.MONEY, _MONEY, _DOWN, DEAL_NOW, Sum(Fact.PAYMENTS_OVERDUE)),
    Indicator("plan_revenue", Group.MONEY, _PERCENT, _UP, PLANNED, Outside(_REVENUE)),
    Indicator("plan_deals", Group.MONEY, _PERCENT, _UP, PLANNED, Outside(Count(Fact.DEALS_WON))),
    Indicator("plan_margin", Group.MONEY, _PERCENT, _UP, PLANNED, Outside(_MARGIN)),
    Indicator("pipeline_open", Group.MONEY, _MONEY, _UP, DEAL_NOW, Sum(Fact.DEALS_OPEN), _WEIGHTED),
    Indicator(
        "forecast", Group.MONEY, _MONEY, _UP, frozenset({Slice.MANAGER, Slice.TEAM, Slice.PIPELINE}),
        Outside(_REVENUE),
    ),
    Indicator("forecast_accuracy", Group.MONEY, _PERCENT, _UP, PLANNED, Outside(_REVENUE)),
    Indicator(
        "bonus", Group.MONEY, _MONEY, _UP, frozenset({Slice.MANAGER, Slice.TEAM, Slice.MONTH}), Outside(_REVENUE)
    ),
)  # fmt: skip
_CLIENTS: Final = (
    Indicator("clients_new", Group.CLIENTS, _N, _UP, DEAL, _count(Fact.FIRST_WINS)),
    Indicator(
        "acquisition_cost", Group.CLIENTS, _MONEY, _DOWN, COST, Ratio(_SPEND, Count(Fact.FIRST_WINS), 1),
        whole_company=True,
    ),
    Indicator("contacts_per_win", Group.CLIENTS, _N, _DOWN, DEAL, Mean(Fact.FIRST_WINS, Value.CONTACTS)),
    Indicator("time_to_decision", Group.CLIENTS, _DAYS, _DOWN, DEAL, Median(Fact.DEALS_CLOSED)),
    Indicator("purchase_interval", Group.CLIENTS, _DAYS, _DOWN, DEAL, Median(Fact.REPEAT_WINS)),
    Indicator(
        "repeat_revenue", Group.CLIENTS, _PERCENT, _UP, DEAL,
        Ratio(Sum(Fact.DEALS_WON, Value.REPEAT_AMOUNT), _REVENUE),
    ),
    Indicator("lifetime_value", Group.CLIENTS, _MONEY, _UP, BUYER, Mean(Fact.BUYERS, Value.MARGIN)),
    Indicator(
        "romi", Group.CLIENTS, _PERCENT, _UP, COST, Ratio(Minus(_CHANNELS, _SPEND), _SPEND, behind=_CHANNELS),
        whole_company=True,
    ),
    Indicator(
        "nps", Group.CLIENTS, Unit.POINTS, _UP, DEAL,
        Ratio(Minus(Count(Fact.SCORES, Flag.PROMOTER), Count(Fact.SCORES, Flag.DETRACTOR)), Count(Fact.SCORES)),
        _RESPONSE,
    ),
)  # fmt: skip

INDICATORS: Final[Mapping[str, Indicator]] = MappingProxyType(
    {one.code: one for one in (*_INFLOW, *_ACTIVITY, *_FUNNEL, *_MONEY_GROUP, *_CLIENTS)}
)
"""All of them in the order of kpi.md."""


def nearest(code: str) -> str | None:
    """The indicator a mistyped code most likely means."""
    found = get_close_matches(code.casefold(), INDICATORS, n=1, cutoff=0.0)
    return found[0] if found else None
