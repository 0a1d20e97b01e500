"""Two free dates of a report: a calendar of days gone, the first day, then the last."""

from __future__ import annotations

import calendar as months
from datetime import date, timedelta
from typing import Any

from bot.ui.callbacks import Ignore
from bot.ui.indicator_names import NAMES
from bot.ui.reports.buttons import CODES, EPOCH, ReportDates, ReportShow, when_code
from bot.ui.screen import Button, Screen, Style
from bot.ui.words import Words, capital
from services.report_views import When
from services.rules.periods import PeriodKind

EARLIEST = 2001


def calendar(asked: ReportDates, today: date, w: Words) -> Screen:
    """A month of days; those to come are not there."""
    number = asked.month or _number(today)
    number = min(max(number, EARLIEST * 12), _number(today))
    first = date(number // 12, number % 12 + 1, 1)
    begun = _begun(asked)
    weeks = months.Calendar().monthdatescalendar(first.year, first.month)
    names = tuple(Button(capital(w.weekday(day)), data=Ignore()) for day in weeks[0])
    rows = tuple(tuple(_day(day, first, asked, begun, today, w) for day in week) for week in weeks)
    turn = [Button("‹", data=_at(asked, month=number - 1)), Button(w.month(first), data=Ignore())]
    if number < _number(today):
        turn.append(Button("›", data=_at(asked, month=number + 1)))
    question = (
        w._("From which day?")
        if begun is None
        else w._("From %(day)s. Until which day, it included?", day=w.date(begun))
    )
    title = w.html("<b>%(name)s</b>", name=w._(NAMES[CODES[asked.sign]]))
    back = ReportShow(sign=asked.sign, narrow=asked.narrow) if begun is None else _at(asked, first=0)
    return Screen(
        f"{title}\n{question}", rows=(tuple(turn), names, *rows, (Button(w.p_("button", "Back"), data=back),))
    )


def _day(day: date, first: date, asked: ReportDates, begun: date | None, today: date, w: Words) -> Button:
    if day.month != first.month or day > today or (begun is not None and day < begun):
        return Button("·", data=Ignore())
    style: Style | None = "primary" if day in (begun, today) else None
    if begun is None:
        return Button(str(day.day), data=_at(asked, first=(day - EPOCH).days, month=_number(day)), style=style)
    when = When(PeriodKind.DATES, start=begun, days=(day - begun).days + 1)
    return Button(
        str(day.day), data=ReportShow(sign=asked.sign, span=when_code(when), narrow=asked.narrow), style=style
    )


def _begun(asked: ReportDates) -> date | None:
    # The app may send any number: what no calendar has is no first day.
    return EPOCH + timedelta(days=asked.first) if 0 < asked.first < 40_000 else None


def _at(asked: ReportDates, **values: Any) -> ReportDates:
    return asked.model_copy(update=values)


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1
