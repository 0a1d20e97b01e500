"""Choosing a moment: presets first, then month, hour and quarter; one picker for every flow.

A flow registers a `Purpose` and shows `presets(...)` rows under its own question. The navigation keeps the question's
text and is handled once (`handlers/picking.py`); the choice reaches the flow's function of `handlers.picking.picked`,
whether it was pressed or typed.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.ui import flows
from bot.ui.callbacks import STAFF, Ignore, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.words import Words, capital
from services.rules.worktime import WorkCalendar, to_utc

MONTHS_AHEAD: Final = 24
FIRST_HOUR: Final = 7
LAST_HOUR: Final = 23
QUARTERS: Final = (0, 15, 30, 45)
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Code = Annotated[str, Field(max_length=6, pattern=r"^[a-z0-9]+$")]
BackTo = Callable[[int, int], CallbackData]


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a moment is picked for. `back` makes the button that leaves the picker, from record id and version."""

    code: str
    back: BackTo | None = None
    with_time: bool = True
    """False picks a day; its moment is the local noon."""


PURPOSES: Final[dict[str, Purpose]] = {}


def purpose(code: str, back: BackTo | None = None, *, with_time: bool = True) -> Purpose:
    """Register a purpose; `code` is at most six small letters or digits and lives in old buttons for ever."""
    if code in PURPOSES:
        raise ValueError(f"picker purpose {code!r} is taken")
    PURPOSES[code] = Purpose(code, back, with_time)
    return PURPOSES[code]


class PickAt(VoronkaCallback, prefix="pa1", roles=STAFF):
    """A chosen moment, in minutes since 1970, for a record as of a version."""

    purpose: Code
    ref: int
    ver: int
    at: int

    @property
    def moment(self) -> datetime:
        """The chosen moment in UTC."""
        return EPOCH + timedelta(minutes=self.at)


class PickMonth(VoronkaCallback, prefix="pm1", roles=STAFF):
    """Show a month: years × 12 + month − 1; 0 is the present one."""

    purpose: Code
    ref: int
    ver: int
    month: int


class PickDay(VoronkaCallback, prefix="pd1", roles=STAFF):
    """Show the hours of a day (its ordinal)."""

    purpose: Code
    ref: int
    ver: int
    day: int


class PickHour(VoronkaCallback, prefix="ph1", roles=STAFF):
    """Show the quarters of an hour."""

    purpose: Code
    ref: int
    ver: int
    day: int
    hour: int


@dataclass(frozen=True, slots=True)
class Pick:
    """What is being picked: the purpose, the record and the version its screen was drawn from."""

    purpose: Purpose
    ref: int
    ver: int = 0

    def at(self, moment: datetime) -> PickAt:
        """Return the button data of a chosen moment (aware; seconds are dropped)."""
        minutes = (moment - EPOCH) // timedelta(minutes=1)
        return PickAt(purpose=self.purpose.code, ref=self.ref, ver=self.ver, at=minutes)

    def month(self, number: int = 0) -> PickMonth:
        """Return the button data that shows a month."""
        return PickMonth(purpose=self.purpose.code, ref=self.ref, ver=self.ver, month=number)

    def day(self, day: date) -> PickDay:
        """Return the button data that shows the hours of a day."""
        return PickDay(purpose=self.purpose.code, ref=self.ref, ver=self.ver, day=day.toordinal())

    def hour(self, day: date, hour: int) -> PickHour:
        """Return the button data that shows the quarters of an hour."""
        return PickHour(purpose=self.purpose.code, ref=self.ref, ver=self.ver, day=day.toordinal(), hour=hour)


def presets(pick: Pick, moments: Sequence[datetime], w: Words, columns: int = 2) -> Rows:
    """Return preset buttons and the one that opens the calendar; moments not ahead are left out."""
    buttons = [Button(label(moment, w), data=pick.at(moment)) for moment in moments if moment > w.now]
    rows = grid(buttons, columns)
    opener = Button("📅 " + w.p_("button", "Other time"), data=pick.month())
    return (*rows, (opener,))


def label(moment: datetime, w: Words) -> str:
    """Name a moment as people do: "In an hour", "Today 17:00", "Tomorrow 10:00", "Fri 10:00", "Fri 4 Dec 10:00"."""
    if abs(moment - w.now - timedelta(hours=1)) <= timedelta(minutes=10):
        return w.p_("button", "In an hour")
    days = (w.local(moment).date() - w.today).days
    if days < 2:
        return capital(w.when(moment))
    if days < 7:
        return f"{capital(w.weekday(moment))} {w.time(moment)}"
    return f"{capital(w.weekday(moment))} {w.when(moment)}"


def month_screen(text: str, pick: Pick, number: int, calendar: WorkCalendar, w: Words) -> Screen:
    """Show a month under the flow's question. Days gone are dots, days off stand in brackets, today is blue."""
    this = _month_number(w.today)
    number = min(max(number or this, this), this + MONTHS_AHEAD)
    first = date(number // 12, number % 12 + 1, 1)
    weeks = [week for week in months.Calendar().monthdatescalendar(first.year, first.month) if week[-1] >= w.today]
    names = tuple(Button(capital(w.weekday(day)), data=Ignore()) for day in weeks[0])
    rows = tuple(tuple(_day_button(day, first, pick, calendar, w) for day in week) for week in weeks)
    return Screen(text, rows=(_turn(pick, number, this, first, w), names, *rows, *_back(pick, w)))


def hour_screen(text: str, pick: Pick, day: date, calendar: WorkCalendar, w: Words) -> Screen:
    """Show the hours of a day that still lie ahead; those outside working time stand in brackets."""
    open_hours = {hour for hour in range(24) if _is_open(calendar, day, hour)}
    buttons = [
        Button(f"{hour}:00" if hour in open_hours else f"({hour}:00)", data=pick.hour(day, hour))
        for hour in range(FIRST_HOUR, LAST_HOUR + 1)
        if _moment(day, hour, QUARTERS[-1], w) > w.now
    ]
    title = Button(f"{capital(w.weekday(day))} {w.date(day)}", data=pick.month(_month_number(day)))
    return Screen(text, rows=((title,), *grid(buttons, 4), *_back(pick, w)))


def quarter_screen(text: str, pick: Pick, day: date, hour: int, w: Words) -> Screen:
    """Show the quarters of an hour that still lie ahead."""
    moments = [_moment(day, hour, minute, w) for minute in QUARTERS]
    row = tuple(Button(w.time(moment), data=pick.at(moment)) for moment in moments if moment > w.now)
    title = Button(f"{capital(w.weekday(day))} {w.date(day)}, {hour}:00", data=pick.day(day))
    return Screen(text, rows=((title,), row, *_back(pick, w)) if row else ((title,), *_back(pick, w)))


def _moment(day: date, hour: int, minute: int, w: Words) -> datetime:
    return to_utc(day, time(hour, minute), w.zone)


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _turn(pick: Pick, number: int, this: int, first: date, w: Words) -> tuple[Button, ...]:
    row = [Button(_month_name(first, w), data=Ignore())]
    if number > this:
        row.insert(0, Button("‹", data=pick.month(number - 1)))
    if number < this + MONTHS_AHEAD:
        row.append(Button("›", data=pick.month(number + 1)))
    return tuple(row)


def _month_name(first: date, w: Words) -> str:
    """As much as fits between ‹ and ›: the year is named when it is another one."""
    if first.year == w.today.year:
        return w.month(first, year=False)
    return w.month(first, short=True)


def _day_button(day: date, first: date, pick: Pick, calendar: WorkCalendar, w: Words) -> Button:
    if day.month != first.month or day < w.today:
        return Button("·", data=Ignore())
    data: CallbackData = pick.day(day) if pick.purpose.with_time else pick.at(_moment(day, 12, 0, w))
    text = str(day.day) if calendar.on(day) else f"({day.day})"
    return Button(text, data=data, style="primary" if day == w.today else None)


def _is_open(calendar: WorkCalendar, day: date, hour: int) -> bool:
    return any(start.hour <= hour and (end == time(0) or time(hour) < end) for start, end in calendar.on(day))


def _back(pick: Pick, w: Words) -> Rows:
    if pick.purpose.back is None:
        return ()
    return ((Button(w.p_("button", "Back"), data=pick.purpose.back(pick.ref, pick.ver)),),)


flows.add({"Picking": N_("the date")})
