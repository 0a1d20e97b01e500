"""How late something is, in the working time the rules count by."""

from __future__ import annotations

from datetime import timedelta

from bot.ui.words import Words
from services.rules.lateness import Late


def late_text(late: Late | None, w: Words) -> str:
    """As "40 min", "3 h" (after the first hour no minutes), "2 working days"; empty for what is in time."""
    if late is None:
        return ""
    if late.days:
        return w.n_("%(n)s working day", "%(n)s working days", late.days)
    return w.about(timedelta(minutes=late.minutes))
