"""What things are called: a task by its title or kind, a deal's state by its outcome or stage."""

from __future__ import annotations

from typing import Final

from aiogram.filters.callback_data import CallbackData

from bot.ui import layout
from bot.ui.call_reasons import which_try
from bot.ui.i18n import N_
from bot.ui.screen import Button
from bot.ui.words import Words
from services.rules.attempts import TRIES
from services.rules.kinds import StageKind, TaskKind
from services.rules.views import TaskLine

MARK: Final = 2.8
"""The width of an emoji and a space before a label."""
TITLE: Final = 7.0
"""Less of a title than this tells nothing."""

KINDS: Final[dict[TaskKind, str]] = {
    TaskKind.CALL: N_("Call"),
    TaskKind.MEETING: N_("Meeting"),
    TaskKind.TODO: N_("Task"),
    TaskKind.NPS: N_("Ask for a score"),
    TaskKind.CHECK_REFUSAL: N_("Check a refusal"),
    TaskKind.UNREACHABLE: N_("Cannot be written to in Telegram: call"),
}


def task_title(task: TaskLine, w: Words) -> str:
    """The title as people read it; a call after unreached ones says which try it is."""
    title = task.title or w._(KINDS[task.kind])
    return f"{title}, {which_try(task.attempt + 1, TRIES, w)}" if task.attempt else title


def deal_state(status: StageKind | None, stage: str, w: Words) -> str:
    """Where a deal stands: a closed one is won or refused, whatever its last stage is called (S2-24)."""
    if status is StageKind.WON:
        return w.p_("deal", "won")
    return w.p_("deal", "refused") if status is StageKind.LOST else stage


def numbered(number: int, name: str, data: CallbackData, mark: str = "") -> Button:
    """The door to a line of a list's text: its number, then whom it is about, two to a row."""
    return Button(layout.cut(f"{mark}{number} {name}", layout.room(2)), data=data)


def deal_label(title: str, client: str | None, amount: int | None, w: Words) -> str:
    """What tells a deal from its neighbours: the client in full if there is room, the title, the amount."""
    tail, most = w.money_short(amount) if amount else "", layout.ROW - MARK
    if not client or client == title:
        return layout.share(title, tail=tail, most=most)
    left = most - layout.width(f"{client} · ") - (layout.width(f" · {tail}") if tail else 0.0)
    if left < min(TITLE, layout.width(title)):
        return layout.share(client, tail=tail, most=most)
    return " · ".join(part for part in (client, layout.cut(title, left), tail) if part)
