"""The day's end in numbers, with a picture (screen 9), and the team at any moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.ui import kit, late_payments
from bot.ui.absence_buttons import AbsencesShow
from bot.ui.callbacks import LEADERS, VoronkaCallback
from bot.ui.charts import DayChart, ManagerCalls
from bot.ui.paging import paged, pager
from bot.ui.render import render
from bot.ui.rounds import RoundOpen
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import TeamNow
from bot.ui.tasks import person_button
from bot.ui.words import Words
from services.absences import AbsenceView
from services.plan_views import PlanPage
from services.rules.actor import Role
from services.rules.kinds import PlanMetric
from services.rules.periods import PeriodKind
from services.summaries import NOTHING, DayNumbers, DaySummary, PersonDay
from services.tasks import Load

PEOPLE_PAGE: Final = 12


class DayByPerson(VoronkaCallback, prefix="dp2", roles=LEADERS):
    """The numbers of a day (its ordinal) by person, a page from 1."""

    day: int
    page: int = 1


@dataclass(frozen=True, slots=True)
class Colleague:
    """What one person has in hand and did today."""

    name: str
    load: Load | None
    numbers: DayNumbers
    away: AbsenceView | None = None


def chart(view: DaySummary, w: Words, plan: PlanPage | None = None) -> DayChart:
    """What the picture of a day shows: calls per person, the sum won this month, and its plan if it is of revenue."""
    people = tuple(
        ManagerCalls(item.name, item.numbers.calls_out, item.numbers.calls_in, item.numbers.reached)
        for item in view.people
    )
    pace = plan.pace if plan is not None and plan.metric is PlanMetric.REVENUE else None
    month = (
        plan is not None and plan.period.kind is PeriodKind.MONTH and plan.period.start <= view.day < plan.period.end
    )
    if pace is None or not month:
        return DayChart(w.full_date(view.day), people, view.won_month)
    return DayChart(w.full_date(view.day), people, view.won_month, pace.plan, pace.due_share)


def summary(view: DaySummary, w: Words, picture: bytes | None = None, *, line: str = "") -> Screen:
    """The day of a manager or of the team; `line` is one more sentence, of the month's plan."""
    change = view.total.calls - view.calls_before if view.calls_before is not None else 0
    line = "\n".join(filter(None, (line, late_payments.line(view.late_payments, w))))
    text = render("summaries/day.j2", w, view=view, t=view.total, change=change, line=line)
    rows: Rows = ()
    if view.team:
        rows = ((Button(w.p_("button", "By person"), data=DayByPerson(day=view.day.toordinal())),),)
        if view.total.overdue:
            label = w.n_("Overdue: %(n)s", "Overdue: %(n)s", view.total.overdue)
            rows = ((*rows[0], Button(label, data=RoundOpen())),)
    return Screen(text, rows=(*rows, *late_payments.door(view.late_payments, w)), photo=picture)


def by_person(view: DaySummary, page: int, w: Words) -> Screen:
    """A line per person, the busiest first."""
    people = sorted(view.people, key=lambda item: (-item.numbers.calls, -item.numbers.won_sum, item.name))
    shown = paged(people, page, PEOPLE_PAGE)
    day = view.day.toordinal()
    turn = pager(lambda number: DayByPerson(day=day, page=number), shown.number, shown.count)
    team_now = Button(w.p_("button", "The team now"), data=TeamNow())
    return Screen(render("summaries/people.j2", w, view=view, people=shown.items), rows=(*turn, (team_now,)))


def team(load: Sequence[Load], view: DaySummary, page: int, w: Words, absences: Sequence[AbsenceView] = ()) -> Screen:
    """/team: who has how much in hand (S2-29, S2-30), also those with nothing or away, and what was done today."""
    away = {item.person.id: item for item in absences if item.now}
    shown = paged(_colleagues(load, view, away), page, PEOPLE_PAGE)
    day = Button(w.p_("button", "Today by person"), data=DayByPerson(day=view.day.toordinal()))
    turn = pager(lambda number: TeamNow(page=number), shown.number, shown.count)
    text = render("summaries/team.j2", w, people=shown.items, t=view.total)
    people = grid([person_button(item.load, w) for item in shown.items if item.load], 2)
    rows: Rows = (*people, *turn, (day,))
    if view.total.overdue:
        label = w.n_("Overdue: %(n)s", "Overdue: %(n)s", view.total.overdue)
        rows = (*people, *turn, (day, Button(label, data=RoundOpen())))
    table = Button("🏖 " + w.p_("button", "Absences"), data=AbsencesShow())
    return Screen(text, rows=(*rows, (table, *kit.menu_row(w)[0])))


def _colleagues(load: Sequence[Load], view: DaySummary, away: Mapping[int, AbsenceView]) -> list[Colleague]:
    """The most overdue first, then the busiest; managers without a task at the end."""
    days: dict[int, PersonDay] = {item.id: item for item in view.people}
    busy = [
        Colleague(
            item.person.name,
            item,
            days[item.person.id].numbers if item.person.id in days else NOTHING,
            away.get(item.person.id),
        )
        for item in load
    ]
    known = {item.person.id for item in load}
    free = [
        Colleague(item.name, None, item.numbers, away.get(item.id))
        for item in view.people
        if item.id not in known and item.role is Role.MANAGER
    ]
    return busy + free
