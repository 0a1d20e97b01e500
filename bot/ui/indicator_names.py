"""What indicators, their groups, units and slices are called (kpi.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.ui import problems
from bot.ui.i18n import N_
from bot.ui.words import Words
from services.rules.indicators import By, ClientKind, Group, OwnField, Slice, Unit

NAMES: Final[dict[str, str]] = {
    "leads_new": N_("Inquiries"),
    "leads_qualified": N_("Qualified leads"),
    "lead_conversion": N_("Lead conversion"),
    "lead_response": N_("First response"),
    "lead_sla_breaches": N_("Missed response limit"),
    "channel_spend": N_("Marketing spend"),
    "cost_per_lead": N_("Cost per inquiry"),
    "calls_out": N_("Outgoing calls"),
    "calls_in": N_("Incoming calls"),
    "reach_rate": N_("Reach rate"),
    "meetings": N_("Meetings and presentations"),
    "offers_sent": N_("Offers sent"),
    "tasks_done": N_("Tasks done"),
    "tasks_on_time": N_("Done on time"),
    "tasks_overdue": N_("Overdue tasks"),
    "reschedules": N_("Reschedules"),
    "deals_no_task": N_("Deals without a task"),
    "funnel_in": N_("Entered the funnel"),
    "deals_won": N_("Won deals"),
    "deals_lost": N_("Lost deals"),
    "win_rate": N_("Win rate"),
    "funnel_conversion": N_("Overall conversion"),
    "stage_conversion": N_("Stage-to-stage conversion"),
    "deal_length": N_("Deal length"),
    "stage_length": N_("Stage length"),
    "loss_reasons": N_("Refusal reasons"),
    "win_reasons": N_("Winning reasons"),
    "revenue": N_("Revenue"),
    "average_deal": N_("Average deal"),
    "margin": N_("Margin"),
    "profitability": N_("Profitability"),
    "payments_plan": N_("Payments due"),
    "payments_fact": N_("Payments received"),
    "payments_completion": N_("Payment plan"),
    "receivables_overdue": N_("Overdue receivables"),
    "plan_revenue": N_("Revenue plan"),
    "plan_deals": N_("Deal-count plan"),
    "plan_margin": N_("Margin plan"),
    "pipeline_open": N_("Open pipeline"),
    "forecast": N_("Forecast"),
    "forecast_accuracy": N_("Forecast accuracy"),
    "bonus": N_("Expected bonus"),
    "clients_new": N_("New clients"),
    "acquisition_cost": N_("Acquisition cost"),
    "contacts_per_win": N_("Contacts to win"),
    "time_to_decision": N_("Time to decision"),
    "purchase_interval": N_("Purchase periodicity"),
    "repeat_revenue": N_("Repeat revenue"),
    "lifetime_value": N_("Lifetime value"),
    "romi": N_("Return on marketing"),
    "nps": N_("NPS"),
}

GROUPS: Final[dict[Group, str]] = {
    Group.INFLOW: N_("Inflow"),
    Group.ACTIVITY: N_("Activity"),
    Group.FUNNEL: N_("Funnel"),
    Group.MONEY: N_("Money"),
    Group.CLIENTS: N_("Clients"),
}

SLICES: Final[dict[Slice, str]] = {
    Slice.MANAGER: N_("Manager"),
    Slice.TEAM: N_("Team"),
    Slice.PIPELINE: N_("Pipeline"),
    Slice.STAGE: N_("Stage"),
    Slice.CHANNEL: N_("Channel"),
    Slice.PRODUCT: N_("Product"),
    Slice.CATEGORY: N_("Product category"),
    Slice.SEGMENT: N_("Segment"),
    Slice.REGION: N_("Region"),
    Slice.AUDIENCE: N_("Audience"),
    Slice.CLIENT_KIND: N_("New or current client"),
    Slice.CLIENT_GROUP: N_("Client group A/B/C"),
    Slice.REASON: N_("Reason"),
    Slice.MONTH: N_("Month"),
    Slice.WEEK: N_("Week"),
    Slice.DAY: N_("Day"),
}

KINDS: Final[dict[ClientKind, str]] = {
    ClientKind.NEW: N_("New clients"),
    ClientKind.CURRENT: N_("Current clients"),
}


def indicator_name(code: str, w: Words) -> str:
    """An indicator as people call it."""
    return w._(NAMES[code])


def group_name(group: Group, w: Words) -> str:
    """A part of the catalogue."""
    return w._(GROUPS[group])


def slice_name(by: By, w: Words) -> str:
    """By what a table is told apart."""
    return by.name if isinstance(by, OwnField) else w._(SLICES[by])


def unit_name(unit: Unit, w: Words) -> str:
    """The short name of a unit, as a column has it."""
    if unit is Unit.MONEY:
        return w.currency
    return {
        Unit.COUNT: w.p_("unit", "n"),
        Unit.PERCENT: "%",
        Unit.MINUTES: w.p_("unit", "min"),
        Unit.DAYS: w.p_("unit", "days"),
        Unit.POINTS: w.p_("unit", "points"),
    }[unit]


def _unknown(w: Words, params: Mapping[str, object]) -> str:
    code, near = str(params["indicator"]), str(params["nearest"])
    return w._("There is no indicator %(code)s. Did you mean %(near)s?", code=code, near=near)


def _senseless(w: Words, params: Mapping[str, object]) -> str:
    name = indicator_name(str(params["indicator"]), w)
    by = params["name"] or slice_name(Slice(str(params["slice"])), w)
    return w._("“%(name)s” cannot be told apart by “%(by)s”.", name=name, by=by)


problems.add({"indicator_unknown": _unknown, "slice_senseless": _senseless})
