"""Absences: who is away until when, who works meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from bot.ui import flows, kit, problems
from bot.ui.absence_buttons import (
    AbsenceDates,
    AbsenceDeputy,
    AbsenceEnd,
    AbsenceMake,
    AbsenceNew,
    AbsenceOpen,
    AbsencesShow,
    span,
)
from bot.ui.confirm import confirm
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.people_buttons import PersonShow
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen
from bot.ui.targets import TeamNow
from bot.ui.words import Words, short
from services.absences import AbsenceView, AwayNotice
from services.rules.actor import Actor, Role
from services.rules.views import Named

PEOPLE: Final = 10


def day_of(ordinal: int) -> date:
    """The day of an ordinal from a button, within what dates can be."""
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))


def table(found: Sequence[AbsenceView], page: int, w: Words) -> Screen:
    """Who is away and who will be."""
    shown = paged(found, page)
    lines = [(item, span(item.from_day, item.to_day, w)) for item in shown.items]
    rows: Rows = tuple(
        (Button(f"{short(item.person.name, 18)} · {when}", data=AbsenceOpen(absence=item.id)),) for item, when in lines
    )
    turn = pager(lambda number: AbsencesShow(page=number), shown.number, shown.count)
    team = Button(w.p_("button", "The team now"), data=TeamNow())
    new = Button(w.p_("button", "New absence"), data=AbsenceNew(), style="primary")
    return Screen(render("absences/table.j2", w, lines=lines), rows=(*rows, *turn, (new,), (team,)))


def who(people: Sequence[Named], page: int, w: Words) -> Screen:
    """Who goes away?"""
    shown = paged(people, page, PEOPLE)
    rows: Rows = tuple((Button(short(item.name, 32), data=AbsenceDates(user=item.id)),) for item in shown.items)
    turn = pager(lambda number: AbsenceNew(page=number), shown.number, shown.count)
    back = Button(w.p_("button", "Back"), data=AbsencesShow())
    return kit.note(w._("Who goes away?"), (*rows, *turn, (back,)))


def dates(person: Named, today: date, w: Words, *, card: bool = False) -> Screen:
    """From when to when? The usual ones, or typed."""
    monday = today + timedelta(days=7 - today.weekday())
    choices = (
        (w.p_("button", "Today"), today, today),
        (w.p_("button", "Tomorrow"), today + timedelta(days=1), today + timedelta(days=1)),
        (w.p_("button", "Until Friday"), today, monday - timedelta(days=3)),
        (w.p_("button", "Next week"), monday, monday + timedelta(days=6)),
        (w.p_("button", "Two weeks from Monday"), monday, monday + timedelta(days=13)),
    )
    rows: Rows = tuple(
        (
            Button(
                f"{label} · {span(first, last, w)}",
                data=AbsenceDeputy(user=person.id, first=first.toordinal(), last=last.toordinal()),
            ),
        )
        for label, first, last in choices
        if first <= last
    )
    back = Button(w.p_("button", "Back"), data=PersonShow(user=person.id) if card else AbsencesShow())
    text = w.html(
        "When is <b>%(name)s</b> away? Press, or write both days: <code>%(example)s</code>",
        name=short(person.name, 60),
        example=f"{monday:%d.%m} – {monday + timedelta(days=11):%d.%m}",
    )
    return Screen(str(text), rows=(*rows, (back,)))


def deputy(
    person: Named,
    first: date,
    last: date,
    people: Sequence[Named],
    page: int,
    w: Words,
    absences: Sequence[AbsenceView],
) -> Screen:
    """Who works meanwhile? Who is away then, too, is marked."""
    away = {item.person.id for item in absences if item.from_day <= last and first <= item.to_day}
    about = {"user": person.id, "first": first.toordinal(), "last": last.toordinal()}
    shown = paged(people, page, PEOPLE)
    rows: Rows = tuple(
        (Button(("🏖 " if item.id in away else "") + short(item.name, 32), data=AbsenceMake(**about, deputy=item.id)),)
        for item in shown.items
    )
    turn = pager(lambda number: AbsenceDeputy(**about, page=number), shown.number, shown.count)
    head = Button(w.p_("button", "The head"), data=AbsenceMake(**about, deputy=0))
    back = Button(w.p_("button", "Back"), data=AbsenceDates(user=person.id))
    text = w.html(
        "<b>%(name)s</b>, %(when)s: who works meanwhile? Open work goes there and comes back by itself.",
        name=short(person.name, 60),
        when=span(first, last, w),
    )
    return Screen(str(text), rows=(*rows, *turn, (head,), (back,)))


def card(view: AbsenceView, actor: Actor, w: Words) -> Screen:
    """One absence; an admin may go on to the person's card."""
    label = w.p_("button", "Back at work now") if view.now else w.p_("button", "Call off")
    end = Button(label, data=AbsenceEnd(absence=view.id, ver=view.version))
    back = Button(w.p_("button", "To the list"), data=AbsencesShow())
    text = render("absences/card.j2", w, view=view, when=span(view.from_day, view.to_day, w))
    person = Button(w.p_("button", "Card"), data=PersonShow(user=view.person.id))
    return Screen(text, rows=((end,), (back, person) if actor.role is Role.ADMIN else (back,)))


def end_question(view: AbsenceView, w: Words) -> Screen:
    """Are you sure?"""
    do = AbsenceEnd(absence=view.id, ver=view.version, sure=True)
    back = AbsenceOpen(absence=view.id)
    if view.now:
        text = w.html(
            "Is <b>%(name)s</b> back? What the deputy still has of the work comes back.", name=view.person.name
        )
        return confirm(str(text), w.p_("button", "Back at work now"), do, back, w, danger=False)
    text = w.html("Call off the absence of <b>%(name)s</b>?", name=view.person.name)
    return confirm(str(text), w.p_("button", "Call off"), do, back, w)


def notice(view: AwayNotice, w: Words) -> Screen:
    """To the deputy and to the one who goes, at the beginning and at the end."""
    return Screen(render("absences/notice.j2", w, view=view, last=w.date(view.to_day)), rows=kit.menu_row(w))


flows.add({"AbsenceForm": N_("the days of an absence")})
problems.add(
    {
        "absence_days": N_("The last day comes before the first. Write them in order: 25.11 – 5.12."),
        "absence_past": N_("That day has passed. An absence begins today at the earliest."),
        "absence_long": N_("More than a year away is leaving. Deactivate the colleague instead."),
        "absence_twice": N_("%(name)s is away then already. Change that absence instead."),
        "deputy_away": N_("%(name)s is away then, too. Choose somebody else."),
        "absence_unread": N_("I did not understand the days. Write them like 25.11 – 5.12."),
    }
)
