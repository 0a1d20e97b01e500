"""Setting up when a stage's task is due: after entering, before a date, on a date, after an event (S2-34…S2-37)."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import Field

from bot.ui import layout
from bot.ui.callbacks import VoronkaCallback
from bot.ui.due_words import after_entering, bare, due_text, offset_text, source_text
from bot.ui.paging import paged, pager
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.setup_links import ADMINS
from bot.ui.stage_task_links import StageTaskDue, StageTaskOpen
from bot.ui.titles import MARK
from bot.ui.words import Words, short
from services.rules import sources
from services.rules.due import Binding, Offset, Unit
from services.rules.sources import Source
from services.stage_task_views import StageTaskView
from services.stage_tasks import Choice

BINDINGS: Final = {
    "a": Binding.AFTER_ENTERING,
    "b": Binding.BEFORE_DATE,
    "o": Binding.ON_DATE,
    "e": Binding.AFTER_EVENT,
}
UNITS: Final = {"m": Unit.MINUTES, "h": Unit.HOURS, "d": Unit.DAYS}
_CODES: Final = {"x": sources.EXPECTED_CLOSE, "p": sources.PAYMENT, "d": sources.DOCUMENT, "a": sources.ANSWER}
NO_SOURCE: Final = "-"

Letter = Annotated[str, Field(max_length=1)]
SourceCode = Annotated[str, Field(max_length=12, pattern=r"^(-|[xpda]|[ft]\d{1,11})$")]


class StageTaskSources(VoronkaCallback, prefix="skv1", roles=ADMINS):
    """A page of date fields (for b, o) or events (e) to choose from."""

    stagetask: int
    binding: Letter = "b"
    page: int = 1


class StageTaskAmount(VoronkaCallback, prefix="ska1", roles=ADMINS):
    """How long after entering, before the date, after the event?"""

    stagetask: int
    binding: Letter = "a"
    source: SourceCode = NO_SOURCE


class StageTaskDueSet(VoronkaCallback, prefix="sks1", roles=ADMINS):
    """Set the whole rule."""

    stagetask: int
    ver: int
    binding: Letter = "a"
    source: SourceCode = NO_SOURCE
    amount: Annotated[int, Field(ge=0, le=20_000)] = 1
    unit: Letter = "d"


class StageTaskLatest(VoronkaCallback, prefix="skx1", roles=ADMINS):
    """How long after entering is it due while the date or event is not known?"""

    stagetask: int


class StageTaskLatestSet(VoronkaCallback, prefix="sky1", roles=ADMINS):
    """Set that."""

    stagetask: int
    ver: int
    amount: Annotated[int, Field(ge=0, le=20_000)] = 3
    unit: Letter = "d"


def _presets(*lengths: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(length[:-1]), length[-1]) for length in lengths)


PRESETS: Final = {
    "a": _presets("15m", "1h", "4h", "1d", "2d", "3d", "5d", "10d"),
    "b": _presets("2h", "1d", "2d", "3d", "5d", "7d", "14d"),
    "e": _presets("0d", "1h", "4h", "1d", "2d", "3d", "5d"),
}
LATEST: Final = _presets("1d", "2d", "3d", "5d", "10d", "20d")


def code_of(source: str) -> str:
    """A source as button data carry it."""
    field, task = sources.field_id(source), sources.stage_task_id(source)
    if field is not None or task is not None:
        return f"f{field}" if field is not None else f"t{task}"
    return next((code for code, known in _CODES.items() if known == source), NO_SOURCE)


def source_of(code: str) -> str:
    """The source button data mean; empty for none."""
    numbered = re.fullmatch(r"([ft])(\d+)", code)
    if numbered is None:
        return _CODES.get(code, "")
    make = sources.of_field if numbered[1] == "f" else sources.of_task
    return make(int(numbered[2]))


def due_question(view: StageTaskView, w: Words) -> Screen:
    """What does the date hang on? The four bindings, and the deadline while it is not known."""
    rule = view.due.rule
    text = w.html("<b>%(task)s</b> is due %(when)s.", task=short(view.title, 100), when=due_text(view.due, w))
    rows: Rows = (
        (Button(_on(rule.binding is Binding.AFTER_ENTERING) + w.p_("button", "Time after entering the stage"),
                data=StageTaskAmount(stagetask=view.id)),),
        (Button(_on(rule.binding is Binding.BEFORE_DATE) + w.p_("button", "Time before a date"),
                data=StageTaskSources(stagetask=view.id)),
         Button(_on(rule.binding is Binding.ON_DATE) + w.p_("button", "On the day of a date field"),
                data=StageTaskSources(stagetask=view.id, binding="o"))),
        (Button(_on(rule.binding is Binding.AFTER_EVENT) + w.p_("button", "After an event"),
                data=StageTaskSources(stagetask=view.id, binding="e")),),
    )  # fmt: skip
    if rule.binding is not Binding.AFTER_ENTERING:
        latest = after_entering(rule.fallback, w)
        text += "\n" + w.html("Until %(what)s is known: %(latest)s.", what=_what(view, w), latest=latest)
        ask = StageTaskLatest(stagetask=view.id)
        rows += ((Button(w.p_("button", "Latest: %(length)s", length=offset_text(rule.fallback, w)), data=ask),),)
    text += "\n" + w.html("When the date or event changes, the dates of open tasks follow it.")
    return Screen(str(text), rows=(*rows, _back(view, w)))


def _on(chosen: bool) -> str:
    return "✓ " if chosen else ""


def _what(view: StageTaskView, w: Words) -> str:
    return source_text(view.due.source or Source(view.due.rule.source), w)


def _back(view: StageTaskView, w: Words) -> tuple[Button, ...]:
    return (Button(w.p_("button", "Back"), data=StageTaskOpen(stagetask=view.id)),)


def source_question(choice: Choice, binding: str, page: int, w: Words) -> Screen:
    """Which date, or which event?"""
    view, shown = choice.task, paged(choice.sources, page)
    rows: Rows = tuple(
        (Button(_source_label(item, view, w), data=_chosen(view, binding, item)),) for item in shown.items
    )
    turn = pager(
        lambda number: StageTaskSources(stagetask=view.id, binding=binding, page=number), shown.number, shown.count
    )
    if binding == "e":
        text = w._("After which event? Managers record the first three with one tap in the deal's card.")
    else:
        text = w._("Which date? Own date fields are made in /fields.")
    back = Button(w.p_("button", "Back"), data=StageTaskDue(stagetask=view.id))
    return Screen(
        str(w.html("<b>%(task)s</b>: %(text)s", task=short(view.title, 100), text=text)), rows=(*rows, *turn, (back,))
    )


def _source_label(item: Source, view: StageTaskView, w: Words) -> str:
    return _on(item.code == view.due.rule.source) + layout.cut(bare(item, w), layout.ROW - MARK)


def _chosen(view: StageTaskView, binding: str, item: Source) -> VoronkaCallback:
    if binding == "o":
        return StageTaskDueSet(
            stagetask=view.id, ver=view.version, binding=binding, source=code_of(item.code), amount=0
        )
    return StageTaskAmount(stagetask=view.id, binding=binding, source=code_of(item.code))


def amount_question(view: StageTaskView, binding: str, source: str, w: Words) -> Screen:
    """How long?"""
    buttons = [
        Button(
            _length(amount, unit, w),
            data=StageTaskDueSet(
                stagetask=view.id, ver=view.version, binding=binding, source=source, amount=amount, unit=unit
            ),
        )
        for amount, unit in PRESETS.get(binding, PRESETS["a"])
    ]
    back = StageTaskDue(stagetask=view.id)
    if binding == "a":
        question = w._("how long after entering the stage?")
    elif binding == "e":
        question = w._("how long after the event?")
    else:
        question = w._("how long before the date?")
    return _lengths(view, question, buttons, back, w)


def latest_question(view: StageTaskView, w: Words) -> Screen:
    """The deadline while the date or event is not known."""
    buttons = [
        Button(
            _length(amount, unit, w),
            data=StageTaskLatestSet(stagetask=view.id, ver=view.version, amount=amount, unit=unit),
        )
        for amount, unit in LATEST
    ]
    question = w._(
        "how long after entering the stage is it due at the latest, while %(what)s is not known?", what=_what(view, w)
    )
    return _lengths(view, question, buttons, StageTaskDue(stagetask=view.id), w)


def _lengths(view: StageTaskView, question: str, buttons: list[Button], back: VoronkaCallback, w: Words) -> Screen:
    text = w.html("<b>%(task)s</b>: %(question)s", task=short(view.title, 100), question=question)
    text += "\n" + w.html("Or type it: 2 days, 4 hours, 30 min. Days and hours are working ones, unless before a date.")
    return Screen(str(text), rows=(*grid(buttons, 4), (Button(w.p_("button", "Back"), data=back),)))


def _length(amount: int, unit: str, w: Words) -> str:
    return offset_text(Offset(amount, UNITS[unit]), w)
