"""What the company grows: revenue or profit (S0-12)."""

from __future__ import annotations

from typing import Final

from bot.ui.callbacks import VoronkaCallback
from bot.ui.render import render
from bot.ui.screen import Button, Screen
from bot.ui.settings_links import SettingsShow
from bot.ui.words import Words
from services.rules.actor import Role

ADMINS: Final = frozenset({Role.ADMIN})
REVENUE: Final = "revenue"
PROFIT: Final = "profit"


class GoalAsk(VoronkaCallback, prefix="goa1", roles=ADMINS):
    """What does the company grow?"""


class GoalSet(VoronkaCallback, prefix="gos1", roles=ADMINS):
    """Profit, or revenue."""

    profit: bool = False


def question(goal: str, w: Words) -> Screen:
    """Revenue or profit, and what that changes."""
    buttons = tuple(
        Button(("✓ " if goal == code else "") + label, data=GoalSet(profit=code == PROFIT))
        for code, label in ((REVENUE, w.p_("button", "Revenue")), (PROFIT, w.p_("button", "Profit")))
    )
    back = Button(w.p_("button", "Back"), data=SettingsShow())
    return Screen(render("people/goal.j2", w), rows=(buttons, (back,)))
