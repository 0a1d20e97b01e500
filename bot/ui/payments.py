"""Payments of a deal: what is planned, what came, what is late (S0-04)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Final, get_args

from pydantic import Field

from bot.ui import flows, kit, ordered, picker, problems
from bot.ui.callbacks import STAFF, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.layout import cut
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import OpenCard
from bot.ui.words import Words, capital, short
from services.payments import PaymentBook, PaymentCard, PaymentLine

SHARES: Final = ("100", "50-50", "30-70", "50-30-20")
AHEAD: Final = (0, 3, 7, 14)
"""Days from today on which the first part may be due."""
LINES: Final = 10
"""Payments with a button of their own."""


class PaysShow(VoronkaCallback, prefix="pys1", roles=STAFF):
    """The payments of a deal."""

    deal: int


class PayPlan(VoronkaCallback, prefix="pyp1", roles=STAFF):
    """Plan: in how many parts?"""

    deal: int


class PayPlanAs(VoronkaCallback, prefix="pya1", roles=STAFF):
    """In these parts: when is the first due?"""

    deal: int
    shares: Annotated[str, Field(max_length=11, pattern=r"^\d{1,3}(-\d{1,3}){0,3}$")] = "100"


class PayPlanFrom(VoronkaCallback, prefix="pyf1", roles=STAFF):
    """In these parts, the first due that many days from now; −1: when the sale is expected."""

    deal: int
    ver: int
    shares: Annotated[str, Field(max_length=11, pattern=r"^\d{1,3}(-\d{1,3}){0,3}$")] = "100"
    ahead: int = 0


class PayNew(VoronkaCallback, prefix="pyn1", roles=STAFF):
    """Money came: how much?"""

    deal: int


class PayOpen(VoronkaCallback, prefix="pyo1", roles=STAFF):
    """One payment."""

    payment: int


class PayGot(VoronkaCallback, prefix="pyg1", roles=STAFF):
    """It came whole."""

    payment: int
    ver: int


class PayPart(VoronkaCallback, prefix="pyt1", roles=STAFF):
    """A part of it came: how much?"""

    payment: int


class PayHalf(VoronkaCallback, prefix="pyh1", roles=STAFF):
    """A half or another share (percent) of it came."""

    payment: int
    ver: int
    percent: int = 50


class PayAmount(VoronkaCallback, prefix="pym1", roles=STAFF):
    """How much shall it be?"""

    payment: int


class PayDue(VoronkaCallback, prefix="pyd1", roles=STAFF):
    """By when?"""

    payment: int


class PayDelete(VoronkaCallback, prefix="pyx1", roles=STAFF):
    """Strike it out; that can be taken back."""

    payment: int
    ver: int


class PayUndo(VoronkaCallback, prefix="pyu1", roles=STAFF):
    """Take the last deed back."""

    undo: int


OfDeal = PayPlan | PayPlanAs | PayPlanFrom | PayNew
OfPayment = PayGot | PayPart | PayHalf | PayAmount | PayDue | PayDelete
OF_DEAL: Final = get_args(OfDeal)
OF_PAYMENT: Final = get_args(OfPayment)
"""Buttons of a deal's payments, and of one; stale ones redraw them."""

DUE: Final = picker.purpose("payday", lambda ref, _ver: PayDue(payment=ref), with_time=False)


def book(view: PaymentBook, w: Words) -> Screen:
    """All payments of a deal, and what to do next."""
    text = render("deals/payments.j2", w, view=view, lines=[(line, _when(line, w)) for line in view.lines[:LINES]])
    rows: Rows = tuple((_button(line, w),) for line in view.lines[:LINES])
    waiting = view.planned > 0
    got = Button("💰 " + w.p_("button", "Money came"), data=PayNew(deal=view.deal_id),
                 style="primary" if waiting or view.left == 0 else None)  # fmt: skip
    again = w.p_("button", "Plan anew") if waiting else w.p_("button", "Plan payments")
    plan = Button("🗓 " + again, data=PayPlan(deal=view.deal_id), style=None if waiting else "primary")
    undo = ordered.undo_row(None if view.undo is None else PayUndo(undo=view.undo), w)
    back = Button(w.p_("button", "To the deal"), data=OpenCard(kind="d", id=view.deal_id))
    return Screen(text, rows=(*rows, (got, plan), *undo, (back,)))


def _button(line: PaymentLine, w: Words) -> Button:
    mark = "✅" if line.received_at is not None else "🔴" if line.overdue else "▫️"
    return Button(cut(f"{mark} {w.money(line.amount)} · {_when(line, w)}"), data=PayOpen(payment=line.id))


def _when(line: PaymentLine, w: Words) -> str:
    if line.received_at is not None:
        return w.date(w.local(line.received_at).date())
    return w.day(line.due) if line.due is not None else w._("no day set")


def card(view: PaymentCard, w: Words) -> Screen:
    """One payment."""
    line = view.line
    about = {"payment": line.id, "ver": line.version}
    text = render("deals/payment.j2", w, view=view, line=line, when=_when(line, w))
    rows: Rows = ()
    if line.received_at is None:
        rows = (
            (
                Button("✅ " + w.p_("button", "Received"), data=PayGot(**about), style="success"),
                Button(w.p_("button", "A part"), data=PayPart(payment=line.id)),
            ),
            (
                Button(w.p_("button", "Due day"), data=PayDue(payment=line.id)),
                Button(w.p_("button", "Amount"), data=PayAmount(payment=line.id)),
            ),
        )
    else:
        rows = ((Button(w.p_("button", "Amount"), data=PayAmount(payment=line.id)),),)
    back = (Button(w.p_("button", "To the payments"), data=PaysShow(deal=view.deal_id)),)
    delete = (Button(w.p_("button", "Delete"), data=PayDelete(**about), style="danger"),)
    return Screen(text, rows=(*rows, back, delete))


# ------------------------------------------------------------------------------------------------------------ questions
def plan_question(view: PaymentBook, w: Words) -> Screen:
    """In how many parts?"""
    text = render("deals/payment_plan.j2", w, view=view, left=(view.amount or 0) - view.received)
    buttons = [
        Button(w.p_("button", "In one sum") if one == "100" else one.replace("-", " / "),
               data=PayPlanAs(deal=view.deal_id, shares=one))
        for one in SHARES
    ]  # fmt: skip
    rows = grid(buttons, 2) if view.amount and view.amount > view.received else ()
    return Screen(text, rows=(*rows, _back(view, w)))


def first_question(view: PaymentBook, shares: str, w: Words) -> Screen:
    """When is the first part due?"""
    about = {"deal": view.deal_id, "ver": view.version, "shares": shares}
    days = [(ahead, w.today + timedelta(days=ahead)) for ahead in AHEAD]
    if view.expected_close is not None and view.expected_close > w.today:
        days.append((-1, view.expected_close))
    buttons = [Button(capital(w.day(day)), data=PayPlanFrom(**about, ahead=ahead)) for ahead, day in days]
    if shares.count("-"):
        text = w._("When is the first part due? The others follow month by month; each day can be changed.")
    else:
        text = w._("When is it due?")
    back = Button(w.p_("button", "Back"), data=PayPlan(deal=view.deal_id))
    return kit.note(text, (*grid(buttons, 2), (back,)))


def first_day(view: PaymentBook, ahead: int, today: date) -> date:
    """The day a button of `first_question` stands for."""
    if ahead < 0:
        return view.expected_close or today
    return today + timedelta(days=min(ahead, 3650))


def new_question(view: PaymentBook, w: Words) -> Screen:
    """How much came?"""
    text = w.html("<b>%(title)s</b>: how much came? Write it: 50k, 12 500.", title=short(view.title, 100))
    return Screen(str(text), rows=(_back(view, w),))


def part_question(view: PaymentCard, w: Words) -> Screen:
    """How much of it came?"""
    line = view.line
    text = w.html(
        "<b>%(amount)s</b> were planned. How much came? Press or write it: the rest stays planned.",
        amount=w.money(line.amount),
    )
    halves = tuple(
        Button(w.money(line.amount * percent // 100),
               data=PayHalf(payment=line.id, ver=line.version, percent=percent))
        for percent in (50, 30)
    )  # fmt: skip
    return Screen(str(text), rows=(halves, _back_to(view, w)))


def amount_question(view: PaymentCard, w: Words) -> Screen:
    """How much shall it be?"""
    text = w._("How much? It is %(now)s now. Write it: 15k, 12 500.", now=w.money(view.line.amount))
    return kit.note(text, (_back_to(view, w),))


def due_question(view: PaymentCard, w: Words) -> Screen:
    """By when?"""
    pick = due(view)
    buttons = [
        Button(capital(w.day(day)), data=pick.at(datetime.combine(day, time(12), w.tz)))
        for day in (w.today + timedelta(days=ahead) for ahead in AHEAD)
    ]
    calendar = Button("📅 " + w.p_("button", "Other day"), data=pick.month())
    text = w._("By when is it due? Press or write the day.")
    return kit.note(text, (*grid(buttons, 2), (calendar,), _back_to(view, w)))


def due(view: PaymentCard) -> picker.Pick:
    """What a chosen or typed day is for."""
    return picker.Pick(DUE, view.line.id, view.line.version)


def _back(view: PaymentBook, w: Words) -> tuple[Button, ...]:
    return (Button(w.p_("button", "Back"), data=PaysShow(deal=view.deal_id)),)


def _back_to(view: PaymentCard, w: Words) -> tuple[Button, ...]:
    return (Button(w.p_("button", "Back"), data=PayOpen(payment=view.line.id)),)


def saved_toast(w: Words) -> str:
    """It is stored."""
    return w._("Saved.")


def undone_toast(w: Words) -> str:
    """It is as it was."""
    return w._("Taken back.")


flows.add({"PayForm": N_("the payment")})
problems.add(
    {
        "amount_needed": N_(
            "The deal has no amount left to be paid. Set its amount, or write the sums with their days."
        ),
        "shares_invalid": N_("Write shares (30/70), or sums with days: 50k 10.12, 70k 20.01."),
    }
)
