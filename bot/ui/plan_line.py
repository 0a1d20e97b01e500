"""The plan in one line: of the morning's list and of the day's end."""

from __future__ import annotations

from bot.ui.period_names import period_name
from bot.ui.plan_words import brief
from bot.ui.words import Words
from services.plan_views import PlanPage


def plan_line(view: PlanPage, w: Words, *, bonus: bool = True) -> str:
    """ "November 2026: 620K of 900K, 69 % (74 % by today) · forecast 96–108 % · bonus 12K"; "" without both."""
    parts = []
    if view.pace is not None and view.pace.done is not None:
        said = w._(
            "%(period)s: %(fact)s of %(plan)s, %(share)s",
            period=period_name(view.period, w),
            fact=brief(view.fact, view.metric, w),
            plan=brief(view.pace.plan, view.metric, w),
            share=w.percent(view.pace.done),
        )
        if view.running and view.pace.due_share is not None:
            said += " " + w._("(%(share)s by today)", share=w.percent(view.pace.due_share))
        parts.append(said)
        if coming := _coming(view, w):
            parts.append(w._("forecast %(share)s", share=coming))
    if bonus and view.bonus is not None:
        parts.append(w._("bonus %(sum)s", sum=w.money_short(view.bonus.earned)))
    return " · ".join(parts)


def _coming(view: PlanPage, w: Words) -> str:
    """What the period will likely end with, as a share of its plan: "96–108 %"; "" where nothing is known."""
    if view.outlook is None or view.pace is None or view.pace.plan <= 0:
        return ""
    plan = view.pace.plan
    low, high = view.outlook.low, view.outlook.high
    if low is None or high is None:
        return w.percent(view.outlook.value / plan)
    return f"{w.number(round(low * 100 / plan))}–{w.percent(high / plan)}"
