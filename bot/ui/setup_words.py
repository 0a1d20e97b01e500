"""What an edit of the set-up did, in a sentence: after it was done, and in the list of what can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from aiogram.filters.callback_data import CallbackData

from bot.ui import kit, ordered, problems
from bot.ui.channels import ChannelsShow
from bot.ui.confirm import confirm
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.people_buttons import TeamsShow
from bot.ui.pipeline_buttons import PipelinesShow, SetupChanges, SetupUndo, SetupUndoAsk
from bot.ui.reason_lists import ReasonsShow
from bot.ui.reasons import DepartmentsShow
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.setup_links import PipelineOpen
from bot.ui.targets import PostponeReasonsShow
from bot.ui.words import Words, short
from services.rules.kinds import PipelineCycle, StageKind
from services.setup_core import Done
from services.setup_views import ChangeLine, Taken

CYCLES: Final = {
    PipelineCycle.LONG: N_("long: days and weeks"),
    PipelineCycle.SHORT: N_("short: minutes and hours"),
    PipelineCycle.WARM_UP: N_("warm-up: months"),
}
KINDS: Final = {StageKind.OPEN: N_("open"), StageKind.WON: N_("won"), StageKind.LOST: N_("refused")}
MARKS: Final = {StageKind.OPEN: "", StageKind.WON: "✓ ", StageKind.LOST: "✗ "}

TEXTS: Final[dict[str, str]] = {
    "pipeline_added": N_("Pipeline “%(name)s” added"),
    "pipeline_renamed": N_("Pipeline “%(name)s” is now called “%(new)s”"),
    "pipeline_cycle": N_("Pipeline “%(name)s”: cycle %(cycle)s"),
    "pipeline_moved": N_("Pipeline “%(name)s” has another place"),
    "pipeline_archived": N_("Pipeline “%(name)s” archived"),
    "pipeline_restored": N_("Pipeline “%(name)s” is in use again"),
    "stage_added": N_("Stage “%(name)s” added"),
    "stage_renamed": N_("Stage “%(name)s” is now called “%(new)s”"),
    "stage_described": N_("Stage “%(name)s”: description changed"),
    "stage_hours": N_("Stage “%(name)s”: expected time %(time)s"),
    "stage_chance": N_("Stage “%(name)s”: probability %(probability)s %%"),
    "stage_late": N_("Stage “%(name)s” is %(hot)s now"),
    "stage_kind": N_("Stage “%(name)s” now means “%(kind)s”"),
    "stage_moved": N_("Stage “%(name)s” has another place"),
    "stage_archived": N_("Stage “%(name)s” archived"),
    "stage_restored": N_("Stage “%(name)s” is in use again"),
    "task_added": N_("Task “%(name)s” added to the stage “%(stage)s”"),
    "task_changed": N_("Task “%(name)s” of a stage changed"),
    "task_set": N_("Task “%(name)s” of the stage “%(stage)s”: %(parts)s"),
    "task_moved": N_("Task “%(name)s” has another place on its stage"),
    "task_archived": N_("Task “%(name)s” taken off the stage “%(stage)s”"),
    "stage_required": N_("Stage “%(stage)s” asks for “%(name)s”"),
    "stage_not_required": N_("Stage “%(stage)s” does not ask for “%(name)s”"),
    "setup_imported": N_("Set-up file read in"),
    "list_added": N_("“%(name)s” added"),
    "list_renamed": N_("“%(name)s” is now called “%(new)s”"),
    "list_moved": N_("“%(name)s” has another place"),
    "list_changed": N_("“%(name)s” changed"),
    "list_archived": N_("“%(name)s” archived"),
    "list_restored": N_("“%(name)s” is in use again"),
}

LISTS: Final = {
    "loss": (N_("Why they refuse"), ReasonsShow(which="l")),
    "win": (N_("Why they buy"), ReasonsShow(which="w")),
    "moves": (N_("Why dates move"), PostponeReasonsShow()),
    "department": (N_("Departments"), DepartmentsShow()),
    "channel": (N_("Channels"), ChannelsShow()),
    "team": (N_("Teams"), TeamsShow()),
}
"""Lists whose edits are told with their names, and where each is."""


PARTS: Final = {
    "title": N_("new title"),
    "instruction": N_("new instruction"),
    "kind": N_("another kind"),
    "due": N_("another due date"),
    "responsible": N_("somebody else does it"),
    "controller": N_("somebody else looks at it"),
}


def said(code: str, told: Mapping[str, object], w: Words) -> str:
    """The edit in a sentence, names cut to a line."""
    values = {key: short(value, 60) if isinstance(value, str) else value for key, value in told.items()}
    if code == "stage_kind":
        values["kind"] = w._(KINDS[StageKind(str(told["kind"]))])
    if code == "pipeline_cycle":
        values["cycle"] = w._(CYCLES[PipelineCycle(str(told["cycle"]))])
    if code == "stage_hours":
        hours = told.get("expected_hours")
        values["time"] = w.duration(timedelta(hours=hours)) if isinstance(hours, int) else "—"
    if code == "stage_late":
        values["hot"] = w._("hot") if told.get("late") else w._("not hot")
    if code == "task_set":
        parts = told.get("parts")
        values["parts"] = ", ".join(w._(PARTS[part]) for part in (parts if isinstance(parts, list) else []))
    text = w._(TEXTS[code], **values)
    if code.startswith("list_"):
        text = w._("%(list)s: %(what)s", list=w._(LISTS[str(told["list"])][0]), what=text)
    deals = told.get("deals")
    if isinstance(deals, int) and deals:
        text += ", " + w.n_("%(n)s deal moved", "%(n)s deals moved", deals)
    return text


def undo_row(done: Done | None, w: Words) -> Rows:
    """The button that takes the edit back; nothing for one that changed nothing."""
    return ordered.undo_row(SetupUndo(undo=done.undo_id) if done else None, w)


def after(screen: Screen, done: Done | None, w: Words) -> Screen:
    """A page after an edit: what was done stands first, and can be taken back from here."""
    if done is None:
        return screen.with_toast(w._("It is so already."))
    told = w.html("<i>%(told)s.</i>", told=said(done.code, done.told, w))
    rows = ordered.with_undo(screen.rows, SetupUndo(undo=done.undo_id), w)
    return replace(screen, text=f"{told}\n\n{screen.text}", rows=rows)


def receipt(done: Done, w: Words) -> Screen:
    """What was done, in a message of its own: the way back stays at hand."""
    return kit.note(said(done.code, done.told, w) + ".", undo_row(done, w))


def taken_back(taken: Taken, w: Words) -> Screen:
    """What taking it back did, and what it could not do."""
    text = render("pipelines/taken.j2", w, taken=taken, said=said(taken.code, taken.told, w))
    on: CallbackData = PipelineOpen(pipeline=taken.pipeline) if taken.pipeline else PipelinesShow()
    if taken.code.startswith("list_"):
        on = LISTS[str(taken.told["list"])][1]
    return Screen(text, rows=((Button(w.p_("button", "Open"), data=on),),))


def changes(found: list[ChangeLine], page: int, w: Words) -> Screen:
    """What was changed within 24 hours; a press takes it back."""
    shown = paged(found, page)
    lines = [(shown.first + at, line, said(line.code, line.told, w)) for at, line in enumerate(shown.items)]
    undo = [
        Button(
            w.p_("button", "Undo %(number)s", number=number), data=SetupUndoAsk(undo=line.undo_id, page=shown.number)
        )
        for number, line, _ in lines
        if not line.over
    ]
    rows = grid(undo, 3)
    turn = pager(lambda number: SetupChanges(page=number), shown.number, shown.count)
    back = (Button(w.p_("button", "To the list"), data=PipelinesShow()),)
    return Screen(render("pipelines/changes.j2", w, lines=lines), rows=(*rows, *turn, back))


def undo_question(line: ChangeLine, page: int, w: Words) -> Screen:
    """Really take this one back?"""
    text = w.html("Take back: %(what)s?", what=said(line.code, line.told, w))
    do = SetupUndo(undo=line.undo_id)
    return confirm(str(text), w.p_("button", "Take it back"), do, SetupChanges(page=page), w, danger=False)


def _has_deals(w: Words, params: Mapping[str, object]) -> str:
    n = int(str(params["n"]))
    return w.n_("%(n)s open deal is here: choose where it goes.", "%(n)s open deals are here: choose where they go.", n)


def _kind_deals(w: Words, params: Mapping[str, object]) -> str:
    n = int(str(params["n"]))
    return w.n_(
        "%(n)s deal stands here, and would be won, lost or reopened with it. Make a new stage and archive this one.",
        "%(n)s deals stand here, and would be won, lost or reopened with it. Make a new stage and archive this one.",
        n,
    )


problems.add(
    {
        "pipeline_exists": N_("There is a pipeline called %(name)s already. Choose another name."),
        "pipeline_last": N_("This is the last pipeline in use. Make another one first."),
        "pipeline_has_deals": _has_deals,
        "stage_exists": N_("This pipeline has a stage called %(name)s already. Choose another name."),
        "stage_has_deals": _has_deals,
        "stage_kind_deals": _kind_deals,
        "stage_first_open": N_("The first stage must be an open one: new deals begin there."),
        "stage_won_needed": N_("A pipeline needs a stage for won deals. Make another one first."),
        "stage_lost_needed": N_("A pipeline needs a stage for refused deals. Make another one first."),
        "hours_typed": N_("Write days or hours: 3, 3 days, 8 h. Nothing expected: 0."),
        "percent_typed": N_("Write a whole number of percent from 0 to 100."),
        "undo_clash": N_("This cannot be taken back any more: later changes need it. Change it by hand."),
    }
)
