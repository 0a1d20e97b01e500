"""Numbers of reports as people read them: with their unit, with what changed, as a little line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.ui.words import Words
from services.indicator_views import Number
from services.rules.indicators import Good, Indicator, Unit

NONE: Final = "—"
_BARS: Final = "▁▂▃▄▅▆▇█"
_POINTED: Final = frozenset({Unit.PERCENT, Unit.POINTS})
"""Units whose changes are differences, not shares of themselves."""
LEAST: Final = 0.5
"""A change that rounds to nothing is none."""


def shown(value: Number, unit: Unit, w: Words, *, brief: bool = False) -> str:
    """A value with its unit; `brief` for tables and pictures. "—" where there is none."""
    if value is None:
        return NONE
    if unit is Unit.MONEY:
        return w.money_short(int(value)) if brief else w.money(int(value))
    if unit is Unit.PERCENT:
        return w.percent(float(value) / 100, 0 if brief or abs(value) >= 100 else 1)
    if unit is Unit.MINUTES:
        return w.duration(round(float(value) * 60))
    if unit is Unit.DAYS:
        return w.p_("unit", "%(n)s d", n=w.number(value))
    return w.number(value)


def change(indicator: Indicator, now: Number, before: Number, w: Words) -> str:
    """ "▲ 12 %", "▼ 3.5 pp"; "=" for the same, "" where nothing can be compared."""
    if now is None or before is None or not (now or before):
        return ""
    if indicator.unit in _POINTED:
        away = float(now) - float(before)
        if round(abs(away), 1) == 0:
            return "="
        size = w.number(abs(round(away, 1)))
        points = w.p_("unit", "%(n)s pp", n=size) if indicator.unit is Unit.PERCENT else size
        return f"{_sign(away)} {points}"
    if not before:
        return ""
    share = (float(now) - float(before)) / abs(float(before))
    if abs(share) * 100 < LEAST:
        return "="
    return f"{_sign(share)} {w.percent(abs(share))}"


def arrow(now: Number, before: Number) -> str:
    """One sign: ▲, ▼ or nothing."""
    if now is None or before is None or now == before:
        return ""
    return _sign(float(now) - float(before))


def judged(indicator: Indicator, now: Number, before: Number, w: Words) -> str:
    """ "better", "worse"; "" where it cannot be said."""
    good = better(indicator, now, before)
    if good is None:
        return ""
    return w._("better") if good else w._("worse")


def better(indicator: Indicator, now: Number, before: Number) -> bool | None:
    """Whether a change is a good one; None where there is none or no direction is good."""
    if now is None or before is None or now == before or indicator.good is Good.NEUTRAL:
        return None
    return (now > before) is (indicator.good is Good.UP)


def direction(indicator: Indicator, w: Words) -> str:
    """Which way is good, in words; "" for what is neither."""
    if indicator.good is Good.NEUTRAL:
        return ""
    return w._("More is better.") if indicator.good is Good.UP else w._("Less is better.")


def line(values: Sequence[Number]) -> str:
    """A line of bars; a period without a value is a dot."""
    known = [float(value) for value in values if value is not None]
    if not known:
        return ""
    low, high = min(0.0, *known), max(known)
    scale = (len(_BARS) - 1) / (high - low) if high > low else 0.0
    return "".join("·" if value is None else _BARS[round((float(value) - low) * scale)] for value in values)


def _sign(away: float) -> str:
    return "▲" if away > 0 else "▼"
