"""Two free dates of a report: a calendar of days gone, the first day, then the last."""

from __future__ import annotations

import calendar as months
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Protocol

from aiogram.filters.callback_data import CallbackData

from bot.ui.callbacks import Ignore
from bot.ui.indicator_names import NAMES
from bot.ui.reports.buttons import CODES, EPOCH, ReportDates, ReportShow, when_code
from bot.ui.screen import Button, Screen, Style
from bot.ui.words import Words, capital
from services.report_views import When
from services.rules.periods import PeriodKind

EARLIEST: Final = 2001


class Asked(Protocol):
    """A button of the calendar: a month (years × 12 + month − 1, 0: the present one), the first day once chosen."""

    month: int
    first: int


@dataclass(frozen=True, slots=True)
class Whose:
    """What the days are of: its title, where a way back leads, and what the two days open."""

    title: str
    asked: Any
    back: CallbackData
    done: Callable[[str], CallbackData]


def calendar(asked: ReportDates, today: date, w: Words) -> Screen:
    """Two days of an indicator."""
    about = {"sign": asked.sign, "narrow": asked.narrow}
    title = w._(NAMES[CODES[asked.sign]])
    return two_days(Whose(title, asked, ReportShow(**about), lambda span: ReportShow(**about, span=span)), today, w)


def two_days(whose: Whose, today: date, w: Words) -> Screen:
    """A month of days; those to come are not there."""
    asked = whose.asked
    number = asked.month or _number(today)
    number = min(max(number, EARLIEST * 12), _number(today))
    first = date(number // 12, number % 12 + 1, 1)
    begun = _begun(asked)
    weeks = months.Calendar().monthdatescalendar(first.year, first.month)
    names = tuple(Button(capital(w.weekday(day)), data=Ignore()) for day in weeks[0])
    rows = tuple(tuple(_day(day, first, whose, begun, today, w) for day in week) for week in weeks)
    turn = [Button("‹", data=_at(asked, month=number - 1)), Button(w.month(first), data=Ignore())]
    if number < _number(today):
        turn.append(Button("›", data=_at(asked, month=number + 1)))
    question = (
        w._("From which day?")
        if begun is None
        else w._("From %(day)s. Until which day, it included?", day=w.date(begun))
    )
    title = w.html("<b>%(name)s</b>", name=whose.title)
    back = whose.back if begun is None else _at(asked, first=0)
    return Screen(
        f"{title}\n{question}", rows=(tuple(turn), names, *rows, (Button(w.p_("button", "Back"), data=back),))
    )


def _day(day: date, first: date, whose: Whose, begun: date | None, today: date, w: Words) -> Button:
    if day.month != first.month or day > today or (begun is not None and day < begun):
        return Button("·", data=Ignore())
    style: Style | None = "primary" if day in (begun, today) else None
    if begun is None:
        data = _at(whose.asked, first=(day - EPOCH).days, month=_number(day))
        return Button(str(day.day), data=data, style=style)
    when = When(PeriodKind.DATES, start=begun, days=(day - begun).days + 1)
    return Button(str(day.day), data=whose.done(when_code(when)), style=style)


def _begun(asked: Asked) -> date | None:
    # The app may send any number: what no calendar has is no first day.
    return EPOCH + timedelta(days=asked.first) if 0 < asked.first < 40_000 else None


def _at(asked: Any, **values: int) -> CallbackData:
    found: CallbackData = asked.model_copy(update=values)
    return found


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1
