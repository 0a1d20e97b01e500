"""What a reporting period is called: every number says its period."""

from __future__ import annotations

from bot.ui.words import Words, capital
from services.rules.periods import Period, PeriodKind


def period_name(period: Period, w: Words) -> str:
    """ "November 2026", "Q4 2026", "16–22 Nov 2026"; names begin in lower case where the language has it so."""
    kind = period.kind
    if kind is PeriodKind.DAY:
        return w.full_date(period.start)
    if kind is PeriodKind.MONTH:
        return capital(w.month(period.start))
    if kind is PeriodKind.QUARTER:
        return w._("Q%(n)s %(year)s", n=(period.start.month + 2) // 3, year=period.start.year)
    if kind is PeriodKind.HALF_YEAR:
        half = 1 if period.start.month == 1 else 2
        return w._("Half-year %(n)s of %(year)s", n=half, year=period.start.year)
    if kind is PeriodKind.YEAR:
        return str(period.start.year)
    if period.start == period.last:
        return w.date(period.start)
    return f"{w.date(period.start)} – {w.date(period.last)}"
