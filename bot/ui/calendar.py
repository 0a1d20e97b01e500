"""/calendar: when the company works."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from pydantic import Field

from bot.ui import flows, kit, ordered, problems
from bot.ui.callbacks import VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen
from bot.ui.settings import ADMINS
from bot.ui.words import Words, short
from bot.ui.zones import country_name
from services.calendar import CalendarLine, CalendarView
from services.rules.special_days import DayKind

PAGE: Final = 8
KINDS: Final = {"o": DayKind.OFF, "w": DayKind.WORKING, "s": DayKind.SHORT}


class CalendarShow(VoronkaCallback, prefix="cal1", roles=ADMINS):
    """The days that differ; a page from 1."""

    page: int = 1


class CalendarAdd(VoronkaCallback, prefix="cal2", roles=ADMINS):
    """Which days become o(ff), w(orking) or s(hort)?"""

    means: Annotated[str, Field(max_length=1, pattern="^[ows]$")]


class CalendarForget(VoronkaCallback, prefix="cal4", roles=ADMINS):
    """Let days (ordinals of the first and the last) be as usual."""

    first: int
    last: int


class CalendarUndo(VoronkaCallback, prefix="cal5", roles=ADMINS):
    """Put days back as they were before they were changed."""

    calendar_undo: int


def hours_of(spans: tuple[tuple[str, str], ...], w: Words) -> str:
    """ "9:00–18:00", or "day off"."""
    return ", ".join(f"{start}–{end}" for start, end in spans) if spans else w._("day off")


def view_of(view: CalendarView, page: int, w: Words) -> Screen:
    """What differs in the year to come."""
    shown = paged(view.lines, page, PAGE)
    lines = [(item, days_of(item, w), hours_of(item.hours, w)) for item in shown.items]
    replaced = [(days_of(item, w), item.name, hours_of(item.hours, w)) for item in view.replaced]
    week = [(w.weekday(date(2024, 1, 1 + n)), hours_of(spans, w)) for n, spans in enumerate(view.hours)]
    rows: Rows = tuple(
        (
            Button(
                f"✕ {days_of(item, w)} {short(item.name, 16)}".rstrip(),
                data=CalendarForget(first=item.first.toordinal(), last=item.last.toordinal()),
            ),
        )
        for item in shown.items
        if item.own
    )
    turn = pager(lambda number: CalendarShow(page=number), shown.number, shown.count)
    add: Rows = (
        (Button(w.p_("button", "Add a day off"), data=CalendarAdd(means="o"), style="primary"),),
        (
            Button(w.p_("button", "Working day"), data=CalendarAdd(means="w")),
            Button(w.p_("button", "Short day"), data=CalendarAdd(means="s")),
        ),
    )
    text = render(
        "calendar/view.j2",
        w,
        view=view,
        lines=lines,
        week=_grouped(week),
        replaced=replaced,
        country=country_name(view.country, w),
    )
    undo = ordered.undo_row(CalendarUndo(calendar_undo=view.undo) if view.undo else None, w)
    return Screen(text, rows=(*rows, *turn, *add, *undo, *kit.menu_row(w)))


def days_of(item: CalendarLine, w: Words) -> str:
    """ "31 Dec", or "31 Dec – 8 Jan 2027"."""
    return w.day(item.first) if item.first == item.last else f"{w.date(item.first)} – {w.date(item.last)}"


def _grouped(week: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Neighbouring weekdays with the same hours on one line."""
    found: list[tuple[str, str, str]] = []
    for name, hours in week:
        if found and found[-1][2] == hours:
            found[-1] = (found[-1][0], name, hours)
        else:
            found.append((name, name, hours))
    return [(first if first == last else f"{first}–{last}", hours) for first, last, hours in found]


_QUESTIONS: Final = {
    DayKind.OFF: N_("Which days are off? Write one or several: 25.12, or 31.12 – 8.01 Holidays."),
    DayKind.WORKING: N_("Which day off is worked? Write it, with hours if they differ: 19.12, or 19.12 10-15."),
    DayKind.SHORT: N_("Which day is short? Write it with its hours: 31.12 9-13."),
}


def question(kind: DayKind, w: Words) -> Screen:
    """Which days?"""
    back = Button(w.p_("button", "Back"), data=CalendarShow())
    return kit.note(w._(_QUESTIONS[kind]), ((back,),))


flows.add({"CalendarForm": N_("days of the calendar")})
problems.add(
    {
        "days_bad": N_("I did not understand the days. Write them like 25.12, or 31.12 – 8.01 Holidays."),
        "days_past": N_("Those days have passed."),
        "days_many": N_("%(most)s days at once are the most. Write a shorter time."),
        "short_hours": N_("Write the hours, too: 31.12 9-13."),
    }
)
