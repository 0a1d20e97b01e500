"""What a channel costs: kind, amount, days (S4-03)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Final

from pydantic import Field

from bot.ui import flows, kit, ordered, problems
from bot.ui.callbacks import VoronkaCallback
from bot.ui.channel_links import ADMINS, ChannelOpen
from bot.ui.i18n import N_
from bot.ui.layout import cut
from bot.ui.paging import pager
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.words import Words, capital
from services.channel_costs import CostCard, CostLine, CostPage
from services.rules.kinds import CostKind
from services.rules.periods import PeriodKind, containing, shifted

KINDS: Final = {
    "a": CostKind.ADVERTISING, "p": CostKind.PHONE, "m": CostKind.MAILING, "e": CostKind.EXHIBITION,
    "o": CostKind.OTHER,
}  # fmt: skip
"""Letters of buttons."""
LETTERS: Final = {kind: letter for letter, kind in KINDS.items()}
SPANS: Final = ("m", "l", "w", "d")
"""This month, last month, this week, today."""


class CostsShow(VoronkaCallback, prefix="cos1", roles=ADMINS):
    """A page (from 1) of what a channel cost."""

    channel: int
    page: int = 1


class CostNew(VoronkaCallback, prefix="con1", roles=ADMINS):
    """A new one: what was it for?"""

    channel: int


class CostNewOf(VoronkaCallback, prefix="cok1", roles=ADMINS):
    """A new one of this kind: how much?"""

    channel: int
    letter: Annotated[str, Field(max_length=1)] = "a"


class CostNewFor(VoronkaCallback, prefix="coy1", roles=ADMINS):
    """A new one of this kind and amount, for these days: a letter of `SPANS`."""

    channel: int
    letter: Annotated[str, Field(max_length=1)] = "a"
    amount: int
    span: Annotated[str, Field(max_length=1)] = "m"


class CostOpen(VoronkaCallback, prefix="coo1", roles=ADMINS):
    """One of them."""

    cost: int


class CostAsk(VoronkaCallback, prefix="coa1", roles=ADMINS):
    """What shall it be: its k(ind), a(mount), d(ays)?"""

    cost: int
    what: Annotated[str, Field(max_length=1)] = "a"


class CostKindSet(VoronkaCallback, prefix="coc1", roles=ADMINS):
    """It was for this."""

    cost: int
    ver: int
    letter: Annotated[str, Field(max_length=1)] = "a"


class CostDaysSet(VoronkaCallback, prefix="cod1", roles=ADMINS):
    """For these days: a letter of `SPANS`."""

    cost: int
    ver: int
    span: Annotated[str, Field(max_length=1)] = "m"


class CostDelete(VoronkaCallback, prefix="cox1", roles=ADMINS):
    """Strike it out; that can be taken back."""

    cost: int
    ver: int


class CostUndo(VoronkaCallback, prefix="cou1", roles=ADMINS):
    """Take the last deed back."""

    undo: int


CHANGES: Final = (CostAsk, CostKindSet, CostDaysSet, CostDelete)
"""Buttons of one cost; a stale one redraws it."""


def kind_name(kind: CostKind, w: Words) -> str:
    """What the money was spent on."""
    return {
        CostKind.ADVERTISING: w.p_("cost", "Advertising"),
        CostKind.PHONE: w.p_("cost", "Phone"),
        CostKind.MAILING: w.p_("cost", "Mailings"),
        CostKind.EXHIBITION: w.p_("cost", "Exhibitions"),
        CostKind.OTHER: w.p_("cost", "Other"),
    }[kind]


def span_days(span: str, today: date) -> tuple[date, date]:
    """First and last day of a button's span."""
    if span == "d":
        return today, today
    if span == "w":
        return _both(containing(PeriodKind.WEEK, today).start, 7)
    month = containing(PeriodKind.MONTH, today)
    chosen = shifted(month, -1) if span == "l" else month
    return chosen.start, chosen.last


def _both(first: date, days: int) -> tuple[date, date]:
    return first, first + timedelta(days=days - 1)


def days_text(first: date, last: date, w: Words) -> str:
    """The days a cost is for: a whole month by its name, one day, or from one to another."""
    month = containing(PeriodKind.MONTH, first)
    if (first, last) == (month.start, month.last):
        return capital(w.month(first))
    return w.date(first) if first == last else f"{w.date(first)} – {w.date(last)}"


def page(view: CostPage, w: Words, *, undo: int | None = None) -> Screen:
    """What a channel cost; a press opens one."""
    rows: Rows = tuple(
        (Button(cut(f"{kind_name(line.kind, w)} · {w.money(line.amount)} · {days_text(line.first, line.last, w)}"),
                data=CostOpen(cost=line.id)),)
        for line in view.lines
    )  # fmt: skip
    turn = pager(lambda number: CostsShow(channel=view.channel.id, page=number), view.page, view.pages)
    add = ordered.new_button(w.p_("button", "Add a cost"), CostNew(channel=view.channel.id))
    back = Button(w.p_("button", "To the channel"), data=ChannelOpen(channel=view.channel.id))
    data = None if undo is None else CostUndo(undo=undo)
    rows = (*rows, *turn, (add,), *ordered.undo_row(data, w), (back,))
    return Screen(render("channels/costs.j2", w, view=view), rows=rows)


def card(view: CostCard, w: Words) -> Screen:
    """One cost: what for, how much, which days."""
    cost = view.cost
    text = render("channels/cost.j2", w, view=view, kind=kind_name(cost.kind, w),
                  days=days_text(cost.first, cost.last, w), length=(cost.last - cost.first).days + 1,
                  other=_other(view.overlap, w))  # fmt: skip
    own: Rows = (
        (
            Button(w.p_("button", "Amount"), data=CostAsk(cost=cost.id, what="a")),
            Button(w.p_("button", "Days"), data=CostAsk(cost=cost.id, what="d")),
            Button(w.p_("button", "What for"), data=CostAsk(cost=cost.id, what="k")),
        ),
        (Button("➕ " + w.p_("button", "One more"), data=CostNew(channel=view.channel.id)),),
    )
    back = (Button(w.p_("button", "To the costs"), data=CostsShow(channel=view.channel.id)),)
    undo = ordered.undo_row(None if view.undo is None else CostUndo(undo=view.undo), w)
    delete = (Button(w.p_("button", "Delete"), data=CostDelete(cost=cost.id, ver=cost.version), style="danger"),)
    return Screen(text, rows=(*own, *undo, back, delete))


def _other(line: CostLine | None, w: Words) -> str:
    return "" if line is None else f"{w.money(line.amount)}, {days_text(line.first, line.last, w)}"


def kind_question(view: CostPage, w: Words) -> Screen:
    """What was it for?"""
    channel = view.channel.id
    buttons = [Button(kind_name(kind, w), data=CostNewOf(channel=channel, letter=key)) for key, kind in KINDS.items()]
    text = w.html("<b>%(name)s</b>: what was the money spent on?", name=view.channel.name)
    back = Button(w.p_("button", "Back"), data=CostsShow(channel=channel))
    return Screen(str(text), rows=(*grid(buttons, 2), (back,)))


def amount_question(view: CostPage, kind: CostKind, w: Words) -> Screen:
    """How much was it?"""
    text = w.html(
        "<b>%(name)s</b>, %(kind)s: how much was spent? Write it: 15k, 12 500.", name=view.channel.name,
        kind=kind_name(kind, w).lower(),
    )  # fmt: skip
    return Screen(str(text), rows=((Button(w.p_("button", "Back"), data=CostNew(channel=view.channel.id)),),))


def days_question(view: CostPage, kind: CostKind, amount: int, w: Words) -> Screen:
    """Which days was it for? The sum is spread evenly over them."""
    channel, letter = view.channel.id, LETTERS[kind]
    buttons = [
        Button(label, data=CostNewFor(channel=channel, letter=letter, amount=amount, span=span))
        for span, label in _spans(w)
    ]
    text = w.html(
        "<b>%(amount)s</b>, %(kind)s: for which days? It is spread evenly over them. Press, or write two dates: "
        "1.11-15.11.", amount=w.money(amount), kind=kind_name(kind, w).lower(),
    )  # fmt: skip
    back = Button(w.p_("button", "Back"), data=CostNewOf(channel=channel, letter=letter))
    return Screen(str(text), rows=(*grid(buttons, 2), (back,)))


def _spans(w: Words) -> list[tuple[str, str]]:
    return [
        ("m", capital(w.month(w.today))),
        ("l", capital(w.month(span_days("l", w.today)[0]))),
        ("w", w.p_("button", "This week")),
        ("d", w.p_("button", "Today")),
    ]


def question(view: CostCard, what: str, w: Words) -> Screen:
    """What shall a cost there is be?"""
    cost, back = view.cost, (Button(w.p_("button", "Back"), data=CostOpen(cost=view.cost.id)),)
    about = {"cost": cost.id, "ver": cost.version}
    if what == "k":
        kinds = [
            Button(("✓ " if kind is cost.kind else "") + kind_name(kind, w), data=CostKindSet(**about, letter=letter))
            for letter, kind in KINDS.items()
        ]
        return kit.note(w._("What was the money spent on?"), (*grid(kinds, 2), back))
    if what == "d":
        spans = [Button(label, data=CostDaysSet(**about, span=span)) for span, label in _spans(w)]
        return kit.note(w._("For which days? Press, or write two dates: 1.11-15.11."), (*grid(spans, 2), back))
    now = w.money(cost.amount)
    return kit.note(w._("How much was it? It is %(now)s now. Write it: 15k, 12 500.", now=now), (back,))


def saved_toast(view: CostCard, w: Words) -> str:
    """It is stored; perhaps it was entered twice."""
    if view.overlap is not None:
        return w._("Saved. Look: another cost of this kind covers the same days.")
    return w._("Saved.")


def deleted_toast(w: Words) -> str:
    """It is struck out."""
    return w._("Deleted.")


def undone_toast(w: Words) -> str:
    """It is as it was."""
    return w._("Taken back.")


flows.add({"CostForm": N_("the channel's cost")})
problems.add({"days_invalid": N_("Write two dates, the first one first: 1.11-15.11.")})
