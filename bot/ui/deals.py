"""The deal card, the lists of deals, and the questions on a deal."""

from __future__ import annotations

from typing import Final

from bot.ui import problems
from bot.ui.callbacks import LEADERS, STAFF, VoronkaCallback
from bot.ui.calls import CallIncoming, CallOpen
from bot.ui.history import activity_text
from bot.ui.i18n import N_
from bot.ui.refusals import RefuseAsk
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen
from bot.ui.targets import HistoryOpen, OpenCard, StepAsk, TaskOpen
from bot.ui.tasks import TaskDone, done_label, task_button, task_title
from bot.ui.words import Words, short
from services.deals import DealCard
from services.rules.kinds import StageKind, TaskKind
from services.rules.views import StagePlace, TaskLine

TASKS_SHOWN: Final = 3
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


class DealMove(VoronkaCallback, prefix="dv1", roles=STAFF):
    """Move a deal to a stage."""

    id: int
    ver: int
    stage: int


class DealAmount(VoronkaCallback, prefix="da1", roles=STAFF):
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


class DealGive(VoronkaCallback, prefix="dp1", roles=LEADERS):
    """To whom? A page (from 1) of people."""

    id: int
    page: int = 1


class DealGiveTo(VoronkaCallback, prefix="dq1", roles=LEADERS):
    """Give a deal to a person."""

    id: int
    ver: int
    user: int


# ------------------------------------------------------------------------------------------------------------ the card
def deal_card(card: DealCard, w: Words) -> Screen:
    """Everything about one deal, and the likeliest things to do with it."""
    text = render(
        "deals/card.j2",
        w,
        card=card,
        bar=stage_bar(card.stage),
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
    first = (call, _next_button(card, w)) if card.next_stage else (call,)
    more = Button(w.p_("button", "More"), data=DealMore(id=card.id))
    refuse = Button(w.p_("button", "Refusal"), data=RefuseAsk(kind="d", id=card.id, ver=card.version), style="danger")
    return (first, *_task_rows(card, w), (more, refuse))


def _next_button(card: DealCard, w: Words) -> Button:
    name = short(card.next_stage.name if card.next_stage else "", 40)
    move = DealStep(id=card.id, ver=card.version, by=1)
    if card.wins_next:
        return Button(f"🎉 {name}", data=move, style="success")
    return Button(f"{name} →", data=move, style=None if card.no_task else "primary")


def _task_rows(card: DealCard, w: Words) -> Rows:
    if card.no_task:
        ask = StepAsk(kind="d", id=card.id)
        return ((Button("🔴 " + w.p_("button", "Set the next step"), data=ask, style="primary"),),)
    return tuple(_task_row(task, w) for task in card.tasks[:TASKS_SHOWN])


def _task_row(task: TaskLine, w: Words) -> tuple[Button, ...]:
    """A task that is closed here: done and its card; the others have cards of their own."""
    if task.kind in (TaskKind.TODO, TaskKind.MEETING):
        done = Button(done_label(task, w), data=TaskDone(task=task.id, ver=task.version))
        return (done, Button("🗓 " + w.p_("button", "Task"), data=TaskOpen(task=task.id)))
    return (task_button(task, w),)


def _closed_rows(card: DealCard, w: Words) -> Rows:
    move = Button("↩️ " + w.p_("button", "Back to a stage"), data=DealStages(id=card.id))
    more = Button(w.p_("button", "More"), data=DealMore(id=card.id))
    tasks = tuple((task_button(task, w),) for task in card.tasks[:TASKS_SHOWN])
    return (*tasks, (move, more))


# ----------------------------------------------------------------------------------------------------- what else to do
def more(card: DealCard, w: Words) -> Screen:
    """The same card with everything else that can be done."""
    rows: Rows = _changes(card, w) if card.status is StageKind.OPEN else ()
    note = Button("✏️ " + w.p_("button", "Note"), data=DealNote(id=card.id))
    history = Button("🕓 " + w.p_("button", "History"), data=HistoryOpen(kind="d", id=card.id))
    rows += ((note, history),)
    last = [Button(w.p_("button", "Back"), data=OpenCard(kind="d", id=card.id))]
    if card.client:
        last.insert(0, Button(w.p_("button", "Client"), data=OpenCard(kind="c", id=card.client.id)))
    if card.may_give:
        rows += ((Button("👤 " + w.p_("button", "Give to…"), data=DealGive(id=card.id)),),)
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
        (
            Button(w.p_("button", "Amount"), data=DealAmount(id=card.id)),
            Button(w.p_("button", "Expected date"), data=DealDate(id=card.id)),
        ),
        (
            Button("➕ " + w.p_("button", "Task"), data=StepAsk(kind="d", id=card.id)),
            Button(w.p_("button", "Rename"), data=DealTitle(id=card.id)),
        ),
    )


problems.add(
    {
        "stage_end": N_("There is no further stage this way."),
        "stage_gone": N_("This stage is no longer used. Choose another one."),
    }
)
