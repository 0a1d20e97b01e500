"""The control of dates looked back on: how often dates are moved and why, which promises were kept (S2-47, S3-19)."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from bot.ui import kit
from bot.ui.callbacks import LEADERS, STAFF, VoronkaCallback
from bot.ui.layout import ROW, share
from bot.ui.paging import paged, pager
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import TaskOpen
from bot.ui.titles import MARK, task_title
from bot.ui.words import Words, capital
from services.moves import MovesOf, MovesPage, MovesReport
from services.promises import Kept, PromisePage, PromiseReport

CODES: Final = {"w": "week", "f": "weeks4", "m": "month"}
SPAN: Final = {name: code for code, name in CODES.items()}
Period = Annotated[str, Field(max_length=1, pattern="^[wfm]$")]
PEOPLE: Final = 8
REASONS: Final = 6


class ReportsShow(VoronkaCallback, prefix="rps1", roles=STAFF):
    """/report by a button."""


class MovesShow(VoronkaCallback, prefix="mvr1", roles=LEADERS):
    """How often dates were moved in a period, a page (from 1) of people."""

    period: Period = "w"
    page: int = 1


class MovesBy(VoronkaCallback, prefix="mvb1", roles=LEADERS):
    """The moves of a person (0: of everybody)."""

    colleague: int
    period: Period
    page: int = 1


class MovesFor(VoronkaCallback, prefix="mvf1", roles=LEADERS):
    """The moves for a reason; 0 are typed ones."""

    why: int
    period: Period
    page: int = 1


class PromisesShow(VoronkaCallback, prefix="prr1", roles=LEADERS):
    """How promises were kept in a period, a page (from 1) of people."""

    period: Period = "w"
    page: int = 1


class PromisesOf(VoronkaCallback, prefix="prp1", roles=STAFF):
    """The promises of a person; 0 is oneself."""

    colleague: int = 0
    period: Period = "w"
    page: int = 1


def period_name(name: str, w: Words) -> str:
    """A period, as buttons and titles name it."""
    if name == "week":
        return w.p_("period", "this week")
    return w.p_("period", "4 weeks") if name == "weeks4" else w.p_("period", "this month")


def _tabs(chosen: str, data: MovesShow | PromisesShow | PromisesOf, w: Words) -> tuple[Button, ...]:
    """The other periods."""
    return tuple(
        Button(capital(period_name(name, w)), data=data.model_copy(update={"period": code, "page": 1}))
        for code, name in CODES.items()
        if name != chosen
    )


# --------------------------------------------------------------------------------------------------------------- moves
def moves(view: MovesReport, page: int, w: Words) -> Screen:
    """By person and by reason; each opens its moves."""
    data = MovesShow(period=SPAN[view.period])
    people = paged(view.by_person, page, PEOPLE)
    reasons = view.by_reason[:REASONS]
    text = render("control/moves.j2", w, view=view, period=period_name(view.period, w), people=people.items)
    rows: Rows = grid([_who(item, data, w) for item in people.items], 2)
    rows += pager(lambda number: data.model_copy(update={"page": number}), people.number, people.count)
    rows += grid([_why(item, data, w) for item in reasons], 2)
    back = Button(w.p_("button", "To the reports"), data=ReportsShow())
    return Screen(text, rows=(*rows, _tabs(view.period, data, w), (back,)))


def _who(item: MovesOf, data: MovesShow, w: Words) -> Button:
    label = share(item.who.name if item.who else "", tail=w.number(item.moves), most=ROW / 2 - 1)
    return Button(label, data=MovesBy(colleague=item.who.id if item.who else 0, period=data.period))


def _why(item: MovesOf, data: MovesShow, w: Words) -> Button:
    name = w._("“%(text)s”", text=item.who.name) if item.who else w._("in own words")
    label = share(name, tail=w.number(item.moves))
    return Button(label, data=MovesFor(why=item.who.id if item.who else 0, period=data.period))


def move_lines(view: MovesPage, data: MovesBy | MovesFor, w: Words) -> Screen:
    """The moves of a person or for a reason; each opens its task."""
    lines = [(line, task_title(line.task, w)) for line in view.lines]
    name = view.name if view.name is not None else w._("in own words")
    text = render("control/move_lines.j2", w, view=view, lines=lines, name=name, period=period_name(view.period, w))
    tasks = {line.task.id: line.task for line in view.lines}
    rows: Rows = tuple(
        (Button(share(task.about, task_title(task, w), most=ROW - MARK), data=TaskOpen(task=task.id)),)
        for task in tasks.values()
    )
    rows += pager(lambda page: data.model_copy(update={"page": page}), view.page, view.pages)
    back = Button(w.p_("button", "Back"), data=MovesShow(period=data.period))
    return Screen(text, rows=(*rows, (back,)), place=data.model_copy(update={"page": view.page}))


# ------------------------------------------------------------------------------------------------------------ promises
def promises(view: PromiseReport, page: int, w: Words) -> Screen:
    """The rate of everybody; a name opens what was missed."""
    data = PromisesShow(period=SPAN[view.period])
    people = paged(view.people, page, PEOPLE)
    text = render("control/promises.j2", w, view=view, period=period_name(view.period, w), people=people.items)
    buttons = [
        Button(
            share(item.person.name, tail=_rate(item.numbers, w), most=ROW / 2 - 1),
            data=PromisesOf(colleague=item.person.id, period=data.period),
        )
        for item in people.items
    ]
    rows: Rows = grid(buttons, 2)
    rows += pager(lambda number: data.model_copy(update={"page": number}), people.number, people.count)
    back = Button(w.p_("button", "To the reports"), data=ReportsShow())
    return Screen(text, rows=(*rows, _tabs(view.period, data, w), (back,)))


def person_promises(view: PromisePage, w: Words, *, leader: bool) -> Screen:
    """One person's rate over the periods, its trend, and what was missed, each to be opened."""
    data = PromisesOf(colleague=0 if view.own else view.person.id, period=SPAN[view.period])
    rates = [(period_name(name, w), kept) for name, kept in view.rates.items()]
    lines = [(line, task_title(line.task, w)) for line in view.lines]
    text = render("control/person.j2", w, view=view, rates=rates, lines=lines, period=period_name(view.period, w),
                  told=any(kept.total for _, kept in rates))  # fmt: skip
    tasks = {line.task.id: line.task for line in view.lines}
    rows: Rows = tuple(
        (Button(share(task.about, task_title(task, w), most=ROW - MARK), data=TaskOpen(task=task.id)),)
        for task in tasks.values()
    )
    rows += pager(lambda page: data.model_copy(update={"page": page}), view.page, view.pages)
    rows += (_tabs(view.period, data, w),)
    if leader and not view.own:
        rows += ((Button(w.p_("button", "Back"), data=PromisesShow(period=data.period)),),)
    last = () if leader and not view.own else kit.menu_row(w)
    return Screen(text, rows=(*rows, *last), place=data.model_copy(update={"page": view.page}))


def _rate(kept: Kept, w: Words) -> str:
    return w.percent(kept.rate) if kept.rate is not None else "—"
