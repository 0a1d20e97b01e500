"""Own fields on the deal: their page, the question for one, free times to book."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, get_args

from markupsafe import escape

from bot.ui import picker
from bot.ui.callbacks import STAFF, VoronkaCallback
from bot.ui.field_texts import ASKS, ICONS, map_url, said, told
from bot.ui.paging import paged, pager
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import OpenCard
from bot.ui.understanding import HeardOpen
from bot.ui.words import Words, capital, short
from services.deal_fields import DealFieldsPage, FieldLine, FieldQuestion, SlotQuestion
from services.rules.field_kinds import FieldKind
from services.rules.worktime import to_utc

SLOTS_SHOWN: Final = 40
DAYS_SHOWN: Final = 8
"""As many as a question brings; fewer are the last."""
OPTIONS_SHOWN: Final = 24
LONG: Final = 14
"""Characters up to which two options fit beside each other."""


class FieldsOf(VoronkaCallback, prefix="fvs1", roles=STAFF):
    """A page (from 1) of a deal's fields."""

    deal: int
    page: int = 1


class FieldAsk(VoronkaCallback, prefix="fva1", roles=STAFF):
    """Ask for a field."""

    deal: int
    field: int


class FieldPick(VoronkaCallback, prefix="fvp1", roles=STAFF):
    """Choose an option, or tick it."""

    deal: int
    field: int
    option: int


class FieldTicked(VoronkaCallback, prefix="fvt1", roles=STAFF):
    """All that fits is ticked."""

    deal: int
    field: int


class FieldOptions(VoronkaCallback, prefix="fvo1", roles=STAFF):
    """Another page (from 1) of the options."""

    deal: int
    field: int
    page: int


class FieldDays(VoronkaCallback, prefix="fvd1", roles=STAFF):
    """Free days from a day (its ordinal) on; 0 is today."""

    deal: int
    field: int
    day: int


class FieldDay(VoronkaCallback, prefix="fvy1", roles=STAFF):
    """Free times of a day (its ordinal)."""

    deal: int
    field: int
    day: int
    page: int = 1


class FieldSlot(VoronkaCallback, prefix="fvk1", roles=STAFF):
    """Book the time that begins then (minutes since 1970)."""

    deal: int
    field: int
    at: int

    @property
    def moment(self) -> datetime:
        """When it begins."""
        return picker.EPOCH + timedelta(minutes=self.at)


class FieldTyped(VoronkaCallback, prefix="fvx1", roles=STAFF):
    """What was typed in this message is the answer."""

    deal: int
    field: int
    number: int


class FieldClear(VoronkaCallback, prefix="fvc1", roles=STAFF):
    """Empty a field, or give a booked time back."""

    deal: int
    field: int


class FieldShow(VoronkaCallback, prefix="fvw1", roles=STAFF):
    """Show a place on the map, send a file."""

    deal: int
    field: int


class FieldGo(VoronkaCallback, prefix="fvg1", roles=STAFF):
    """Fill in what the next stage needs."""

    deal: int
    ver: int


ValueButton = FieldPick | FieldTicked | FieldTyped | FieldOptions | FieldDays | FieldDay | FieldSlot | FieldClear
ANSWERS: Final = get_args(ValueButton)
"""Buttons under a question: they go on with it."""

PICK_DAY: Final = picker.purpose("fldday", lambda ref, ver: FieldAsk(deal=ref, field=ver), with_time=False)
PICK_MOMENT: Final = picker.purpose("fldmom", lambda ref, ver: FieldAsk(deal=ref, field=ver))


@dataclass(frozen=True, slots=True)
class Asking:
    """How a question stands: `place` of `count` before a move (0: it is only edited), what is ticked, which page."""

    place: int = 0
    count: int = 0
    ticked: tuple[int, ...] = ()
    page: int = 1


# ------------------------------------------------------------------------------------------------------------ the page
def fields_page(view: DealFieldsPage, w: Words) -> Screen:
    """All fields with their values; a press edits one."""
    lines = [(line, ICONS[line.spec.kind], told(line.spec, line.value, w)) for line in view.lines]
    rows: Rows = tuple(_line_row(view.deal_id, line, w) for line in view.lines)
    turn = pager(lambda page: FieldsOf(deal=view.deal_id, page=page), view.page, view.pages)
    back = Button(w.p_("button", "Back"), data=OpenCard(kind="d", id=view.deal_id))
    return Screen(render("fields/of_deal.j2", w, view=view, lines=lines), rows=(*rows, *turn, (back,)))


def _line_row(deal: int, line: FieldLine, w: Words) -> tuple[Button, ...]:
    about = {"deal": deal, "field": line.spec.id}
    mark = "🔴 " if line.missing else ""
    row: list[Button] = []
    if line.live:
        row.append(Button(f"{mark}{ICONS[line.spec.kind]} {short(line.spec.name, 30)}", data=FieldAsk(**about)))
    if line.value is not None and line.spec.kind is FieldKind.FILE:
        row.append(Button("📎 " + w.p_("button", "Send it"), data=FieldShow(**about)))
    if line.value is not None and line.spec.kind is FieldKind.ADDRESS:
        row.append(_map_button(deal, line, w))
    return tuple(row)


def _map_button(deal: int, line: FieldLine, w: Words) -> Button:
    label = "🗺 " + w.p_("button", "Map")
    if line.value["lat"] is None:
        return Button(label, url=map_url(line.value))
    return Button(label, data=FieldShow(deal=deal, field=line.spec.id))


# -------------------------------------------------------------------------------------------------------- the question
def question(asked: FieldQuestion, how: Asking, w: Words) -> Screen:
    """What is the value? With the buttons its kind has."""
    spec = asked.spec
    text = render(
        "fields/question.j2",
        w,
        asked=asked,
        how=how,
        now=told(spec, asked.value, w) if asked.value is not None else "",
        ask=w._(ASKS[spec.kind]),
    )
    return Screen(text, rows=(*_answers(asked, how, w), *_ends(asked, how, w)))


def doubt(asked: FieldQuestion, number: int, typed: str, other: str, w: Words) -> Screen:
    """What was typed reads as work with another client: is it the answer? `number` is the message's."""
    text = w.html("<b>%(field)s</b>: is this the answer?", field=short(asked.spec.name, 60))
    answer = FieldTyped(deal=asked.deal_id, field=asked.spec.id, number=number)
    about = w.p_("button", "It is about %(name)s", name=short(other, 30))
    rows = (
        (Button("✅ " + w.p_("button", "It is the answer"), data=answer),),
        (Button(about, data=HeardOpen(number=number), style="primary"),),
    )
    return Screen(f"{text}\n{w.html('<blockquote>%(typed)s</blockquote>', typed=short(typed, 500))}", rows=rows)


def wrong(problem: str, question_again: Screen) -> Screen:
    """What is wrong with the answer, over the question with its buttons."""
    return replace(question_again, text=f"⚠️ {escape(problem)}\n\n{question_again.text}")


def rest_kept(screen: Screen, w: Words) -> Screen:
    """The rest of an album is kept, said over what is shown."""
    told = w._("Files sent together: the others are in the deal's history.")
    return replace(screen, text=f"📎 {escape(told)}\n\n{screen.text}")


def _ends(asked: FieldQuestion, how: Asking, w: Words) -> Rows:
    """The ways out: later when it is asked before a move, else back and emptying."""
    if how.count:
        return ((Button(w.p_("button", "Later"), data=OpenCard(kind="d", id=asked.deal_id)),),)
    back = Button(w.p_("button", "Back"), data=FieldsOf(deal=asked.deal_id))
    if asked.value is None:
        return ((back,),)
    verb = w.p_("button", "Cancel booking") if asked.spec.kind is FieldKind.BOOKING else w.p_("button", "Empty it")
    clear = Button(verb, data=FieldClear(deal=asked.deal_id, field=asked.spec.id), style="danger")
    return ((back, clear),)


def _answers(asked: FieldQuestion, how: Asking, w: Words) -> Rows:
    kind = asked.spec.kind
    if kind in (FieldKind.OPTION, FieldKind.OPTIONS):
        return _options(asked, how, w)
    if kind is FieldKind.DATE:
        return _days(asked, w)
    if kind is FieldKind.MOMENT:
        pick = picker.Pick(PICK_MOMENT, asked.deal_id, asked.spec.id)
        return ((Button("📅 " + w.p_("button", "Calendar"), data=pick.month()),),)
    return _free_days(asked, w) if kind is FieldKind.BOOKING else ()


def _options(asked: FieldQuestion, how: Asking, w: Words) -> Rows:
    about = {"deal": asked.deal_id, "field": asked.spec.id}
    several = asked.spec.kind is FieldKind.OPTIONS
    shown = paged(asked.spec.offered, how.page, OPTIONS_SHOWN)
    buttons = [
        Button(
            ("☑️ " if option.id in how.ticked else "▫️ " if several else "") + short(option.name, 40),
            data=FieldPick(**about, option=option.id),
        )
        for option in shown.items
    ]
    turn = pager(lambda page: FieldOptions(**about, page=page), shown.number, shown.count)
    rows = (*grid(buttons, 2 if all(len(button.text) <= LONG for button in buttons) else 1), *turn)
    if not several:
        return rows
    done = Button("✅ " + w.p_("button", "Done"), data=FieldTicked(**about), style="primary" if how.ticked else None)
    return (*rows, (done,))


def _days(asked: FieldQuestion, w: Words) -> Rows:
    pick = picker.Pick(PICK_DAY, asked.deal_id, asked.spec.id)
    days = [w.today, w.today + timedelta(days=1), w.today + timedelta(days=7), w.today + timedelta(days=14)]
    buttons = [Button(capital(w.day(day)), data=pick.at(_noon(day, w))) for day in days]
    return (*grid(buttons, 2), (Button("📅 " + w.p_("button", "Calendar"), data=pick.month()),))


def _noon(day: date, w: Words) -> datetime:
    return to_utc(day, datetime.min.time().replace(hour=12), w.zone)


# ------------------------------------------------------------------------------------------------------------ bookings
def _free_days(asked: FieldQuestion, w: Words) -> Rows:
    about = {"deal": asked.deal_id, "field": asked.spec.id}
    buttons = [
        Button(
            capital(w.day(day)) + " · " + w.n_("%(n)s free", "%(n)s free", count),
            data=FieldDay(**about, day=day.toordinal()),
        )
        for day, count in asked.days
    ]
    turn = [Button("‹ " + w.p_("button", "From today"), data=FieldDays(**about, day=0))] if asked.later else []
    if len(asked.days) == DAYS_SHOWN:
        turn.append(
            Button(w.p_("button", "Further") + " ›", data=FieldDays(**about, day=asked.days[-1][0].toordinal() + 1))
        )
    return (*grid(buttons, 2), *((tuple(turn),) if turn else ()))


def slots(asked: SlotQuestion, how: Asking, w: Words) -> Screen:
    """Which time of the day?"""
    about = {"deal": asked.deal_id, "field": asked.spec.id}
    shown = paged(asked.starts, how.page, SLOTS_SHOWN)
    buttons = [
        Button(w.time(start), data=FieldSlot(**about, at=(start - picker.EPOCH) // timedelta(minutes=1)))
        for start in shown.items
    ]
    turn = pager(lambda page: FieldDay(**about, day=asked.day.toordinal(), page=page), shown.number, shown.count)
    back = Button(w.p_("button", "Other day"), data=FieldDays(**about, day=0))
    text = render("fields/slots.j2", w, asked=asked, how=how)
    return Screen(text, rows=(*grid(buttons, 4), *turn, (back,)))


# ------------------------------------------------------------------------------------------------------------- toasts
def saved_toast(line: FieldLine, w: Words) -> str:
    """What is stored now."""
    if line.value is None:
        return w._("%(name)s: emptied.", name=short(line.spec.name, 60))
    return f"{short(line.spec.name, 60)}: {short(said(line.spec, line.value, w), 100)}"


def go_on_button(deal: int, version: int, missing: int, w: Words) -> Button:
    """Fill in what is missing, on the deal's card."""
    label = "✍️ " + w.n_("Fill in %(n)s field", "Fill in %(n)s fields", missing)
    return Button(label, data=FieldGo(deal=deal, ver=version), style="primary")


def fields_button(deal: int, w: Words) -> Button:
    """To the page of the fields."""
    return Button("📋 " + w.p_("button", "Fields"), data=FieldsOf(deal=deal))


def lost_toast(w: Words) -> str:
    """The file is gone from Telegram."""
    return w._("Telegram no longer has this file. Send it once more.")
