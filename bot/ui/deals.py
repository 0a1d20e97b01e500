"""The deal card and the questions on a deal."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Final, get_args

from bot.ui import deal_events, flows, layout, nps, pace, picker, problems
from bot.ui.callbacks import LEADERS, STAFF, VoronkaCallback
from bot.ui.calls import CallIncoming, CallOpen
from bot.ui.client_links import link_button
from bot.ui.deal_fields import fields_button, go_on_button
from bot.ui.deal_lines import LinesShow
from bot.ui.history import activity_text, file_rows
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.payments import PaysShow
from bot.ui.refusals import RefuseAsk
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import HistoryOpen, OpenCard, StepAsk, TaskOpen
from bot.ui.tasks import done_data, done_label, task_button
from bot.ui.titles import MARK, task_title
from bot.ui.wins import WinAsk, win_rows
from bot.ui.words import Words, capital, short
from services.deals import DealCard, GiveChoice, StageChoice
from services.rules.kinds import StageKind, TaskKind
from services.rules.views import Named, StagePlace, TaskLine

TASKS_SHOWN: Final = 3
STAGES_SHOWN: Final = 14
"""Buttons of a page of stages: the usual pipelines need no second one."""
BAR_MOST: Final = 12


class DealStep(VoronkaCallback, prefix="ds1", roles=STAFF):
    """Move a deal one stage on (1) or back (−1)."""

    id: int
    ver: int
    by: int


class DealMore(VoronkaCallback, prefix="dm1", roles=STAFF):
    """Everything else that can be done with a deal."""

    id: int


class DealStages(VoronkaCallback, prefix="dg1", roles=STAFF):
    """The stages to choose from."""

    id: int


class DealStagePage(VoronkaCallback, prefix="dgp1", roles=STAFF):
    """Another page of the stages to choose from, from 1."""

    id: int
    page: int


class DealMove(VoronkaCallback, prefix="dv1", roles=STAFF):
    """Move a deal to a stage."""

    id: int
    ver: int
    stage: int


class DealAmount(VoronkaCallback, prefix="dam1", roles=STAFF):
    """Ask for the amount."""

    id: int


class DealDate(VoronkaCallback, prefix="dd1", roles=STAFF):
    """Ask when the sale is expected."""

    id: int


class DealTitle(VoronkaCallback, prefix="dt1", roles=STAFF):
    """Ask for a new title."""

    id: int


class DealNote(VoronkaCallback, prefix="dn1", roles=STAFF):
    """Ask for a note."""

    id: int


class DealOffer(VoronkaCallback, prefix="df1", roles=STAFF):
    """An offer went out."""

    id: int
    ver: int


class DealGive(VoronkaCallback, prefix="dgv1", roles=LEADERS):
    """To whom? A page (from 1) of people."""

    id: int
    page: int = 1


class DealGiveTo(VoronkaCallback, prefix="dq1", roles=LEADERS):
    """Give a deal to a person."""

    id: int
    ver: int
    user: int


DealButton = (
    DealStep | DealMore | DealStages | DealStagePage | DealMove | DealAmount | DealDate | DealTitle | DealNote
    | DealOffer | DealGive | DealGiveTo
)  # fmt: skip
BUTTONS: Final = get_args(DealButton)
"""Every button of the card; a stale one redraws it."""

EXPECTED: Final = picker.purpose("dlexp", lambda ref, _ver: DealDate(id=ref), with_time=False)


# ------------------------------------------------------------------------------------------------------------ the card
def deal_card(card: DealCard, w: Words) -> Screen:
    """Everything about one deal, and the likeliest things to do with it."""
    text = render(
        "deals/card.j2",
        w,
        card=card,
        bar=stage_bar(card.stage),
        pace=pace.sentence(card.slow, w),
        days=(w.today - w.local(card.stage_entered_at).date()).days,
        late=card.status is StageKind.OPEN and card.expected_close is not None and card.expected_close < w.today,
        tasks=[(task, task_title(task, w)) for task in card.tasks[:TASKS_SHOWN]],
        more_tasks=max(0, len(card.tasks) - TASKS_SHOWN),
        events=[(event, activity_text(event, w)) for event in card.last],
    )
    return Screen(text, rows=_open_rows(card, w) if card.status is StageKind.OPEN else _closed_rows(card, w))


def stage_bar(place: StagePlace) -> str:
    """Where a deal stands, as ▰▰▰▱▱."""
    count = min(place.count, BAR_MOST)
    filled = max(1, round(place.number * count / max(1, place.count)))
    return "▰" * filled + "▱" * (count - filled)


def _open_rows(card: DealCard, w: Words) -> Rows:
    call = Button("📞 " + w.p_("button", "Call"), data=CallOpen(kind="d", id=card.id))
    first = (call, next_button(card, w)) if card.next_stage else (call,)
    more = Button(w.p_("button", "More"), data=DealMore(id=card.id))
    refuse = Button(w.p_("button", "Refusal"), data=RefuseAsk(kind="d", id=card.id, ver=card.version), style="danger")
    fill = ((go_on_button(card.id, card.version, len(card.missing), w),),) if card.missing else ()
    return (first, *fill, *_task_rows(card, w), *file_rows(card.last, w, most=1), (more, refuse))


def next_button(card: DealCard, w: Words) -> Button:
    """One stage on: the label names it, or that the deal is won; for a card with a `next_stage`."""
    name = short(card.next_stage.name if card.next_stage else "", 40)
    move = DealStep(id=card.id, ver=card.version, by=1)
    if card.wins_next:
        return Button("🎉 " + w.p_("button", "Won"), data=move, style="success")
    return Button(f"{name} →", data=move, style=None if card.no_task else "primary")


def _task_rows(card: DealCard, w: Words) -> Rows:
    if card.no_task:
        ask = StepAsk(kind="d", id=card.id)
        return ((Button("🔴 " + w.p_("button", "Set the next step"), data=ask, style="primary"),),)
    return tuple(_task_row(task, w) for task in card.tasks[:TASKS_SHOWN])


def _task_row(task: TaskLine, w: Words) -> tuple[Button, ...]:
    """A task that is closed here: done and its card; the others have cards of their own."""
    if task.kind in (TaskKind.TODO, TaskKind.MEETING):
        done = Button(done_label(task, w), data=done_data(task))
        when = Button("🗓 " + w.when(task.due_at), data=TaskOpen(task=task.id))
        beside = max(map(layout.width, (done.text, when.text))) <= layout.room(2)
        return (done, when if beside else task_button(task, w))
    return (task_button(task, w),)


def _closed_rows(card: DealCard, w: Words) -> Rows:
    move = Button("↩️ " + w.p_("button", "Back to a stage"), data=DealStages(id=card.id))
    more = Button(w.p_("button", "More"), data=DealMore(id=card.id))
    tasks = tuple((task_button(task, w),) for task in card.tasks[:TASKS_SHOWN])
    ask = nps.ask_rows(card.id, w, may=card.may_ask)
    return (*win_rows(card.id, card.win_reasons), *ask, *tasks, *file_rows(card.last, w, most=1), (move, more))


# ----------------------------------------------------------------------------------------------------- what else to do
def more(card: DealCard, w: Words) -> Screen:
    """The same card with everything else that can be done."""
    rows: Rows = _changes(card, w) if card.status is StageKind.OPEN else ()
    if card.win_reason is not None:
        rows += ((Button(w.p_("button", "Why they bought"), data=WinAsk(id=card.id)),),)
    note = Button("✏️ " + w.p_("button", "Note"), data=DealNote(id=card.id))
    history = Button("🕓 " + w.p_("button", "History"), data=HistoryOpen(kind="d", id=card.id))
    rows += ((note, history),)
    rows += (
        (
            Button("📦 " + w.p_("button", "Products"), data=LinesShow(deal=card.id)),
            Button("💰 " + w.p_("button", "Payments"), data=PaysShow(deal=card.id)),
            *((fields_button(card.id, w),) if card.fields else ()),
        ),
    )
    last = [Button(w.p_("button", "Back"), data=OpenCard(kind="d", id=card.id))]
    if card.client:
        last.insert(0, Button(w.p_("button", "Client"), data=OpenCard(kind="c", id=card.client.id)))
    if card.may_give:
        rows += ((Button("👤 " + w.p_("button", "Hand over"), data=DealGive(id=card.id)),),)
    if card.contact and card.contact.id and not card.contact.telegram_id:
        rows += ((link_button(card.contact.id, w),),)
    return Screen(deal_card(card, w).text, rows=(*rows, tuple(last)))


def _changes(card: DealCard, w: Words) -> Rows:
    back = Button("← " + w.p_("button", "Stage back"), data=DealStep(id=card.id, ver=card.version, by=-1))
    any_stage = Button(w.p_("button", "Any stage"), data=DealStages(id=card.id))
    incoming = CallIncoming(kind="d", id=card.id, ver=card.version)
    return (
        (back, any_stage) if card.stage.number > 1 else (any_stage,),
        (
            Button("📨 " + w.p_("button", "Offer sent"), data=DealOffer(id=card.id, ver=card.version)),
            Button("☎️ " + w.p_("button", "Client called"), data=incoming),
        ),
        *deal_events.buttons(card, w),
        (
            Button(w.p_("button", "Amount"), data=DealAmount(id=card.id)),
            Button(w.p_("button", "Expected date"), data=DealDate(id=card.id)),
        ),
        (
            Button("➕ " + w.p_("button", "Task"), data=StepAsk(kind="d", id=card.id)),
            Button(w.p_("button", "Rename"), data=DealTitle(id=card.id)),
        ),
    )


# ------------------------------------------------------------------------------------------------------------ questions
def stage_question(asked: StageChoice, w: Words, page: int = 0) -> Screen:
    """To which stage? First the page of the stage it is at."""
    now = next((n for n, (stage, _) in enumerate(asked.stages) if stage.id == asked.current), 0)
    shown = paged(asked.stages, page or now // STAGES_SHOWN + 1, STAGES_SHOWN)
    buttons = [
        Button(_stage_label(stage, kind, w, current=stage.id == asked.current),
               data=DealMove(id=asked.deal_id, ver=asked.version, stage=stage.id),
               style="success" if kind is StageKind.WON else None)
        for stage, kind in shown.items
    ]  # fmt: skip
    turn = pager(lambda number: DealStagePage(id=asked.deal_id, page=number), shown.number, shown.count)
    text = w.html("<b>%(title)s</b>: which stage is it at?", title=short(asked.title, 100))
    back = Button(w.p_("button", "Back"), data=DealMore(id=asked.deal_id))
    return Screen(str(text), rows=(*grid(buttons, 1), *turn, (back,)))


def _stage_label(stage: Named, kind: StageKind, w: Words, *, current: bool) -> str:
    won = kind is StageKind.WON
    name = w.p_("button", "Won: %(stage)s", stage=stage.name) if won else stage.name
    return ("✓ " if current else "🎉 " if won else "") + layout.cut(name, layout.ROW - MARK)


def amount_question(card: DealCard, w: Words) -> Screen:
    """How much?"""
    now = w.money(card.amount) if card.amount is not None else ""
    return _typed(card, render("deals/amount.j2", w, card=card, now=now), w)


def title_question(card: DealCard, w: Words) -> Screen:
    """What is it to be called?"""
    text = w.html("<b>%(title)s</b>: what is the deal to be called? Write it.", title=short(card.title, 300))
    return _typed(card, str(text), w)


def note_question(card: DealCard, w: Words) -> Screen:
    """What is to be noted?"""
    text = w.html(
        "<b>%(title)s</b>: write the note, say it in a voice message, or send a photo or a file.",
        title=short(card.title, 100),
    )
    return _typed(card, str(text), w)


def _typed(card: DealCard, text: str, w: Words) -> Screen:
    return Screen(text, rows=((Button(w.p_("button", "Back"), data=DealMore(id=card.id)),),))


def date_question(card: DealCard, w: Words) -> Screen:
    """When is the sale expected? A week, two, the ends of this month and the next; or the calendar."""
    pick = expected(card)
    buttons = [Button(capital(w.day(day)), data=pick.at(_noon(day, w))) for day in _likely_days(w.today)]
    calendar = Button("📅 " + w.p_("button", "Other day"), data=pick.month())
    back = Button(w.p_("button", "Back"), data=DealMore(id=card.id))
    return Screen(render("deals/date.j2", w, card=card), rows=(*grid(buttons, 2), (calendar,), (back,)))


def expected(card: DealCard) -> picker.Pick:
    """What a chosen or typed day is for."""
    return picker.Pick(EXPECTED, card.id, card.version)


def _likely_days(today: date) -> list[date]:
    ends = [date(year, month, monthrange(year, month)[1]) for year, month in _months(today, 2)]
    return sorted({today + timedelta(days=7), today + timedelta(days=14), *ends} - {today})


def _months(today: date, count: int) -> list[tuple[int, int]]:
    first = today.year * 12 + today.month - 1
    return [(number // 12, number % 12 + 1) for number in range(first, first + count)]


def _noon(day: date, w: Words) -> datetime:
    return datetime.combine(day, time(12), w.tz)


def takers(asked: GiveChoice, page: int, w: Words) -> Screen:
    """Who takes the deal?"""
    shown = paged(asked.people, page)
    buttons = [
        Button(short(item.name, 40), data=DealGiveTo(id=asked.id, ver=asked.version, user=item.id))
        for item in shown.items
    ]
    turn = pager(lambda number: DealGive(id=asked.id, page=number), shown.number, shown.count)
    back = Button(w.p_("button", "Back"), data=DealMore(id=asked.id))
    text = w.html("<b>%(title)s</b>: who takes the deal with its open tasks?", title=short(asked.title, 100))
    return Screen(str(text), rows=(*grid(buttons, 2), *turn, (back,)))


def moved_toast(card: DealCard, w: Words) -> str:
    """Where the deal stands now."""
    if card.status is not StageKind.WON:
        return w._("Stage: %(name)s", name=short(card.stage.name, 100))
    if card.amount:
        return "🎉 " + w._("Won: %(amount)s!", amount=w.money(card.amount))
    return "🎉 " + w._("Won! The amount is not set yet.")


def saved_toast(w: Words) -> str:
    """What was typed is stored."""
    return w._("Saved.")


def offer_toast(w: Words) -> str:
    """The offer is recorded."""
    return w._("Noted: the offer is sent.")


def noted_toast(w: Words) -> str:
    """The note is stored."""
    return w._("Noted.")


def given_toast(card: DealCard, w: Words) -> str:
    """Who has it now."""
    return w._("Handed over to %(name)s.", name=short(card.owner.name if card.owner else "", 60))


flows.add({"DealForm": N_("the change of the deal")})
problems.add(
    {
        "stage_end": N_("There is no further stage this way."),
        "stage_gone": N_("This stage is no longer used. Choose another one."),
    }
)
