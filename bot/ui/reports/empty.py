"""What is said where there is no number: why, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.ui.i18n import N_
from bot.ui.words import Words

_COSTS: Final = N_("No costs are recorded for this period. An admin enters them in /channels.")
_MARGIN: Final = N_("No margin is known: the deals of this period have no products with a cost.")
_PLAN: Final = N_("No plan is set for this period.")
_PAYMENTS: Final = N_("No payments are recorded for this period. They are entered on a deal's card.")
_CLOSED: Final = N_("No deal was closed in this period.")
_WON: Final = N_("No deal was won in this period.")
WHY: Final[Mapping[str, str]] = {
    **dict.fromkeys(("channel_spend", "cost_per_lead", "acquisition_cost", "romi"), _COSTS),
    **dict.fromkeys(("margin", "profitability", "lifetime_value"), _MARGIN),
    **dict.fromkeys(("plan_revenue", "plan_deals", "plan_margin"), _PLAN),
    **dict.fromkeys(("payments_plan", "payments_fact", "payments_completion", "receivables_overdue"), _PAYMENTS),
    **dict.fromkeys(("win_rate", "time_to_decision"), _CLOSED),
    **dict.fromkeys(("revenue", "average_deal", "deals_won", "deal_length", "win_reasons", "repeat_revenue"), _WON),
    **dict.fromkeys(("clients_new", "contacts_per_win", "purchase_interval"), _WON),
    "nps": N_("Nobody answered a poll in this period."),
    "lead_response": N_("No inquiry of this period has been answered yet."),
    "bonus": N_("The bonus is in /plan."),
    "forecast": N_("No forecast was made for exactly this period: one is made every night."),
    "forecast_accuracy": N_("No forecast has been followed to the end of its period yet."),
    "loss_reasons": N_("Nobody refused in this period."),
}


def why(code: str, w: Words) -> str:
    """Why there is nothing to see."""
    return w._(WHY.get(code, N_("Nothing was recorded in this period.")))
