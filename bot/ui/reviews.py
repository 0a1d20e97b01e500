"""The week and the month looked back on (Monday, the first of the month)."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

from pydantic import Field

from bot.ui import forecast, menu
from bot.ui.callbacks import LEADERS, VoronkaCallback
from bot.ui.control import ReportsShow
from bot.ui.funnel_buttons import FunnelShow
from bot.ui.indicator_names import indicator_name
from bot.ui.period_names import period_name
from bot.ui.render import render
from bot.ui.reports import values
from bot.ui.reports.buttons import CODE_OF, ReportShow
from bot.ui.screen import Button, Screen, grid
from bot.ui.words import Words
from services.reviews import Review, ReviewLine
from services.rules.periods import PeriodKind

PEOPLE: Final = 8
KINDS: Final = {"w": PeriodKind.WEEK, "m": PeriodKind.MONTH}
CODES: Final = {kind: code for code, kind in KINDS.items()}
SHOWN: Final = 5
"""Numbers before the fold; the rest opens with a tap."""
DOORS: Final = ("revenue", "deals_won", "win_rate", "leads_new")
"""Lines of the review that a button opens."""


class ReviewPeople(VoronkaCallback, prefix="rvp1", roles=LEADERS):
    """Who sold what in the week or month before that of a day (its ordinal)."""

    span: Annotated[str, Field(max_length=1, pattern="^[wm]$")]
    day: int


class ReviewShow(VoronkaCallback, prefix="rvs1", roles=LEADERS):
    """The last week or month looked back on, whenever one likes."""

    span: Annotated[str, Field(max_length=1, pattern="^[wm]$")]


def shown(view: Review, w: Words) -> Screen:
    """The same page asked for, not pushed: with a way back."""
    screen = review(view, view.period.end.toordinal(), w)
    if view.empty:
        screen = Screen(str(w.html("<b>%(period)s</b>\nNothing was recorded, nor in the period before.",
                                   period=period_name(view.period, w))))  # fmt: skip
    back = (Button(w.p_("button", "To the reports"), data=ReportsShow()),)
    return replace(screen, rows=(*screen.rows, back))


def review(view: Review, day: int, w: Words) -> Screen:
    """What was done, beside the period before and the plan."""
    text = render(
        "reviews/review.j2", w,
        view=view, period=period_name(view.period, w), before=period_name(view.before, w),
        month=view.period.kind is PeriodKind.MONTH,
        lines=[_line(line, w) for line in view.lines if line.value or line.before], shown=SHOWN,
        now=[_line(line, w) for line in view.now if line.value],
        ahead=view.ahead, coming=forecast.coming(view.ahead, w) if view.ahead is not None else "", near=forecast.near,
        bare=lambda minor: forecast.bare(minor, w),
        proof=forecast.accuracies(view.ahead.row) if view.ahead is not None else (),
    )  # fmt: skip
    span = CODES[view.period.kind]
    doors = [
        Button(indicator_name(code, w), data=ReportShow(sign=CODE_OF[code], span=f"{span}1"))
        for code in DOORS
        if any(line.indicator.code == code for line in view.lines)
    ]
    beside = [Button(w.p_("button", "By person"), data=ReviewPeople(span=span, day=day))] if view.people else []
    if view.plan is not None:
        beside.append(menu.go("plan", w))
    if view.ahead is not None:
        beside.append(menu.go("forecast", w))
    if view.moved:
        beside.append(Button(w.p_("button", "Funnel"), data=FunnelShow(pipeline=int(view.moved[0].pipeline.key or 0))))
    return Screen(text, rows=(*grid(beside, 3), *grid(doors, 2)))


def _line(line: ReviewLine, w: Words) -> tuple[str, str, str]:
    shown = values.shown(line.value, line.indicator.unit, w, brief=True)
    return indicator_name(line.indicator.code, w), shown, values.change(line.indicator, line.value, line.before, w)


def people(view: Review, day: int, w: Words) -> Screen:
    """Who sold what, the most first."""
    text = render(
        "reviews/people.j2", w,
        view=view, period=period_name(view.period, w), people=view.people[:PEOPLE * 3],
        rest=max(0, len(view.people) - PEOPLE * 3),
    )  # fmt: skip
    return Screen(text)
