"""What happened with a deal, a lead or a client, in words (S2-43)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Final

from markupsafe import escape

from bot.ui import layout, problems
from bot.ui.callbacks import STAFF, VoronkaCallback
from bot.ui.history_words import TEXT_MOST, change_text, told_changes
from bot.ui.i18n import N_
from bot.ui.paging import pager
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, Sent, grid
from bot.ui.targets import HistoryOpen, OpenCard, short_code
from bot.ui.words import Words, capital, short
from services.history import PAGE, HistoryLine, HistoryPage, StoredFile
from services.rules.kinds import ActivityKind, CallOutcome, Direction
from services.rules.views import ActivityLine

LINE_MOST: Final = 300
"""Characters of one line of a history: a page of ten fits a message."""


class FileShow(VoronkaCallback, prefix="hf1", roles=STAFF):
    """Send what was kept with a note once more: a voice message, a picture, a file."""

    activity: int


_RESULTS: Final[dict[str, Callable[[Words], str]]] = {
    "call": lambda w: w.p_("call ended with", "agreed to talk"),
    "meeting": lambda w: w.p_("call ended with", "meeting agreed"),
    "offer": lambda w: w.p_("call ended with", "offer wanted"),
    "thinking": lambda w: w.p_("call ended with", "thinks it over"),
    "sale": lambda w: w.p_("call ended with", "sale"),
    "refusal": lambda w: w.p_("call ended with", "refusal"),
    "deal": lambda w: w.p_("call ended with", "deal"),
    "payment": lambda w: w.p_("call ended with", "payment"),
}

_EVENTS: Final[dict[str, Callable[[Words], str]]] = {
    ActivityKind.MEETING: lambda w: w.p_("event", "meeting held"),
    ActivityKind.OFFER: lambda w: w.p_("event", "offer sent"),
    ActivityKind.MESSAGE: lambda w: w.p_("event", "message"),
    ActivityKind.NOTE: lambda w: w.p_("event", "note"),
    ActivityKind.FILE: lambda w: w.p_("event", "file"),
}


def activity_text(line: ActivityLine, w: Words) -> str:
    """One event in words, plain text: "call, thinks it over: asks for a discount"."""
    parts = [_what(line, w)]
    if line.result in _RESULTS:
        parts.append(_RESULTS[line.result](w))
    told = ", ".join(parts) + (" 📎" if line.has_file else "")
    return f"{told}: {short(line.text, TEXT_MOST)}" if line.text else told


def _what(line: ActivityLine, w: Words) -> str:
    if line.kind != ActivityKind.CALL:
        return _EVENTS[line.kind](w)
    if line.direction is Direction.IN:
        return w.p_("event", "the client called")
    if line.outcome is CallOutcome.NOT_REACHED:
        return w.p_("event", "call, no answer")
    return w.p_("event", "call, talked")


# ------------------------------------------------------------------------------------------------------------- a page
def history(view: HistoryPage, w: Words) -> Screen:
    """A page of everything that happened, newest first, by days; what one press changed is one line."""
    told = lines_of(view, w)
    days = [(capital(w.day(day)), list(lines)) for day, lines in groupby(told, lambda item: w.local(item[0].at).date())]
    kind = short_code(view.target.kind)
    turn = pager(lambda page: HistoryOpen(kind=kind, id=view.target.id, page=page), view.page, view.pages)
    back = Button(w.p_("button", "Back"), data=OpenCard(kind=kind, id=view.target.id))
    files = file_rows([line.event for line in view.lines if line.event is not None], w)
    return Screen(render("history/page.j2", w, view=view, days=days), rows=(*files, *turn, (back,)))


def lines_of(view: HistoryPage, w: Words) -> list[tuple[HistoryLine, str]]:
    """The lines of a page with their words."""
    return [(lines[0], short(text, LINE_MOST)) for lines in _presses(view.lines) for text in _texts(lines, w) if text]


def _presses(lines: Sequence[HistoryLine]) -> list[list[HistoryLine]]:
    """Lines of one moment and one person together."""
    return [list(group) for _, group in groupby(lines, lambda line: (line.at, line.by))]


def _texts(lines: list[HistoryLine], w: Words) -> list[str]:
    return [told_changes(lines, w), *(activity_text(line.event, w) for line in lines if line.event is not None)]


def line_text(line: HistoryLine, w: Words) -> str:
    """One thing that happened, in words, plain text; empty for what is only bookkeeping."""
    return activity_text(line.event, w) if line.event is not None else change_text(line, w)


# ---------------------------------------------------------------------------------------------------------------- files
def file_rows(events: Sequence[ActivityLine], w: Words, most: int = PAGE) -> Rows:
    """Buttons that send what was kept with the latest notes once more."""
    return grid([_file_button(event, w) for event in events if event.has_file][:most], 2)


def _file_button(event: ActivityLine, w: Words) -> Button:
    label = layout.share(short(event.text, 40), tail=w.when(event.at), most=layout.ROW - 3)
    return Button(f"📎 {label}", data=FileShow(activity=event.id))


def stored_file(file: StoredFile, w: Words) -> Screen:
    """What was kept, with its note, whose and of when."""
    head = f"<b>{escape(short(file.about, 80))}</b> · {w.when(file.at)}"
    by = f", {escape(short(file.by, 40))}" if file.by else ""
    text = f"\n{escape(short(file.text, 600))}" if file.text else ""
    return Screen(f"{head}{by}{text}", sent=Sent(file.kind, file.file_id))


problems.add({"file_gone": N_("Telegram no longer keeps this file.")})
