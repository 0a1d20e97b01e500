"""The day's end in numbers, with a picture (screen 9), and the team at any moment."""

from __future__ import annotations

from bot.ui.callbacks import LEADERS, VoronkaCallback
from bot.ui.charts import DayChart, ManagerCalls, day_summary
from bot.ui.render import render
from bot.ui.rounds import RoundOpen
from bot.ui.screen import Button, Rows, Screen
from bot.ui.words import Words
from services.summaries import DaySummary
from services.tasks import Load


class DayByPerson(VoronkaCallback, prefix="dp1", roles=LEADERS):
    """The numbers of a day (its ordinal) by person."""

    day: int


def chart(view: DaySummary, w: Words) -> bytes:
    """The picture of a day: calls per person and the sum won. Call it in a thread."""
    people = tuple(
        ManagerCalls(item.name, item.numbers.calls_out, item.numbers.calls_in, item.numbers.reached)
        for item in view.people
    )
    return day_summary(DayChart(w.full_date(view.day), people, view.total.won_sum), w)


def summary(view: DaySummary, w: Words, picture: bytes | None = None) -> Screen:
    """The day of a manager or of the team."""
    text = render("summaries/day.j2", w, view=view, t=view.total, change=view.total.calls - view.calls_before)
    rows: Rows = ()
    if view.team:
        by_person = Button(w.p_("button", "By person"), data=DayByPerson(day=view.day.toordinal()))
        rows = ((by_person,),)
        if view.total.overdue:
            label = w.n_("Overdue: %(n)s", "Overdue: %(n)s", view.total.overdue)
            rows = ((by_person, Button(label, data=RoundOpen())),)
    return Screen(text, rows=rows, photo=picture)


def by_person(view: DaySummary, w: Words) -> Screen:
    """A line or two per person."""
    return Screen(render("summaries/people.j2", w, view=view, shown=view.people[:25], more=len(view.people) - 25))


def team(load: tuple[Load, ...], view: DaySummary, w: Words) -> Screen:
    """/team: who has how much in hand (S2-29, S2-30) and what was done today."""
    day = Button(w.p_("button", "Today by person"), data=DayByPerson(day=view.day.toordinal()))
    return Screen(render("summaries/team.j2", w, load=load[:30], more=len(load) - 30, t=view.total), rows=((day,),))
