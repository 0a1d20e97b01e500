"""/pipelines: the list, one pipeline with its stages, a new one, archiving (S2-18…S2-24)."""

from __future__ import annotations

from typing import Final

from bot.ui import flows, kit, ordered
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.pipeline_buttons import (
    PipelineBack,
    PipelineCycleSet,
    PipelineDrop,
    PipelineGone,
    PipelineInto,
    PipelineName,
    PipelineNew,
    PipelinePut,
    PipelineSets,
    PipelinesShow,
    SetupChanges,
    StageBack,
    StageNew,
)
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.setup_file import SetupFileShow
from bot.ui.setup_links import PipelineOpen, StageOpen
from bot.ui.setup_words import CYCLES, MARKS
from bot.ui.standards import empty, ready_made
from bot.ui.titles import numbered
from bot.ui.words import Words, short
from services.rules.kinds import PipelineCycle
from services.rules.standards import PipelineStandard
from services.setup_views import PipelineChoice, PipelineList, PipelinePage, StageLine

CYCLE_CODES: Final = {"l": PipelineCycle.LONG, "s": PipelineCycle.SHORT, "w": PipelineCycle.WARM_UP}


def table(found: PipelineList, page: int, w: Words, *, archived: bool = False) -> Screen:
    """All pipelines, or the archived ones; a press opens one."""
    shown = paged(found.lines, page, ordered.PAGE)
    rows: Rows = tuple(
        (ordered.line(item.name, w.number(item.deals), PipelineOpen(pipeline=item.id)),) for item in shown.items
    )
    turn = pager(lambda number: PipelinesShow(page=number, archived=archived), shown.number, shown.count)
    text = render("pipelines/table.j2", w, found=found.lines, archived=archived)
    if archived:
        return Screen(text, rows=(*rows, *turn, (Button(w.p_("button", "Back"), data=PipelinesShow()),)))
    add = (ordered.new_button(w.p_("button", "New pipeline"), PipelineSets()),)
    more = [
        Button(w.p_("button", "Archive (%(n)s)", n=found.archived), data=PipelinesShow(archived=True)),
        Button(w.p_("button", "Changes (%(n)s)", n=found.changes), data=SetupChanges()),
    ]
    some = tuple(button for button, number in zip(more, (found.archived, found.changes), strict=True) if number)
    file = (Button(w.p_("button", "Set-up file"), data=SetupFileShow()),)
    return Screen(text, rows=(*rows, *turn, add, (*some, *file), *kit.menu_row(w)))


def page(view: PipelinePage, number: int, w: Words) -> Screen:
    """One with its stages, by pages; a press opens a stage."""
    shown = paged(view.stages, number, ordered.PAGE)
    about = {"pipeline": view.id, "ver": view.version}
    rows: Rows = grid([_stage(number, line) for number, line in enumerate(shown.items, shown.first)], 2)
    lines = [(number, _mark(line), line) for number, line in enumerate(shown.items, shown.first)]
    turn = pager(lambda to: PipelineOpen(pipeline=view.id, page=to), shown.number, shown.count)
    text = render("pipelines/page.j2", w, view=view, lines=lines, cycle=w._(CYCLES[view.cycle]))
    to_list = (Button(w.p_("button", "To the list"), data=PipelinesShow(archived=view.archived)),)
    if view.archived:
        return Screen(text, rows=ordered.archived_rows(PipelineBack(**about), to_list, w))
    gone = Button(w.p_("button", "Archived (%(n)s)", n=len(view.gone)), data=PipelineGone(pipeline=view.id))
    own: Rows = (
        *rows,
        *turn,
        (ordered.new_button(w.p_("button", "New stage"), StageNew(pipeline=view.id)),),
        to_list,
    )
    change = (
        Button(w.p_("button", "Rename"), data=PipelineName(**about)),
        Button(w.p_("button", "Cycle"), data=PipelineCycleSet(**about)),
        *((gone,) if view.gone else ()),
    )
    place = ordered.place(view.place, view.of, lambda down: PipelinePut(**about, down=down))
    rest = ordered.page_rows((change,), (), w, place=place, archive=PipelineDrop(**about))
    return Screen(text, rows=own, folded=rest, again=PipelineOpen(pipeline=view.id, page=shown.number))


def cycle_question(view: PipelinePage, w: Words) -> Screen:
    """How long do its deals live?"""
    rows: Rows = tuple(
        (
            Button(
                ("✓ " if cycle is view.cycle else "") + w._(CYCLES[cycle]),
                data=PipelineCycleSet(pipeline=view.id, ver=view.version, cycle=code),
            ),
        )
        for code, cycle in CYCLE_CODES.items()
    )
    text = w.html("<b>%(name)s</b>: how long does a deal live here?", name=short(view.name, 100))
    return Screen(str(text), rows=(*rows, (Button(w.p_("button", "Back"), data=PipelineOpen(pipeline=view.id)),)))


def _stage(number: int, line: StageLine) -> Button:
    return numbered(number, line.name, StageOpen(stage=line.id))


def _mark(line: StageLine) -> str:
    return "🔥 " if line.late else MARKS[line.kind]


def gone(view: PipelinePage, number: int, w: Words) -> Screen:
    """The stages no longer used; a press puts one back."""
    shown = paged(view.gone, number)
    again = [
        Button(w.p_("button", "Use again: %(name)s", name=line.name), data=StageBack(stage=line.id, ver=line.version))
        for line in shown.items
    ]
    rows: Rows = tuple((button,) for button in again)
    turn = pager(lambda to: PipelineGone(pipeline=view.id, page=to), shown.number, shown.count)
    text = w.html("<b>%(name)s: archived stages</b>\nA stage comes back to its former place.", name=view.name)
    back = (Button(w.p_("button", "Back"), data=PipelineOpen(pipeline=view.id)),)
    return Screen(str(text), rows=(*rows, *turn, back))


# --------------------------------------------------------------------------------------------------------- a new one
def sets(w: Words) -> dict[str, PipelineStandard]:
    """What a new pipeline may begin with, by code, in these words' language."""
    return {**ready_made(w), "empty": empty(w)}


def set_question(w: Words) -> Screen:
    """From which stages?"""
    rows: Rows = tuple((Button(item.name, data=PipelineNew(code=code)),) for code, item in sets(w).items())
    text = render("pipelines/sets.j2", w, sets=sets(w).values())
    return Screen(text, rows=(*rows, (Button(w.p_("button", "Back"), data=PipelinesShow()),)))


def new_name_question(code: str, w: Words) -> Screen:
    """What is it called?"""
    standard = sets(w)[code]
    text = w.html(
        "<b>%(name)s</b>: %(stages)s\nWhat is the new pipeline called? Write its name.",
        name=standard.name,
        stages=" → ".join(stage.name for stage in standard.stages),
    )
    rows: Rows = (
        (Button(standard.name, data=PipelineNew(code=code, sure=True), style="primary"),),
        (Button(w.p_("button", "Back"), data=PipelineSets()),),
    )
    return Screen(str(text), rows=rows)


def name_question(view: PipelinePage, w: Words) -> Screen:
    """What shall it be called?"""
    text = w.html("What shall <b>%(name)s</b> be called? Write the new name.", name=view.name)
    return Screen(str(text), rows=((Button(w.p_("button", "Back"), data=PipelineOpen(pipeline=view.id)),),))


# --------------------------------------------------------------------------------------------------------- archiving
def drop_question(choice: PipelineChoice, number: int, w: Words) -> Screen:
    """Are you sure? With open deals: where do they go?"""
    view = choice.page
    about = {"pipeline": view.id, "ver": view.version}
    back = (Button(w.p_("button", "Back"), data=PipelineOpen(pipeline=view.id)),)
    text = render("pipelines/drop.j2", w, view=view, others=len(choice.others))
    if not choice.others:
        return Screen(text, rows=(back,))
    if not view.deals:
        do = (Button(w.p_("button", "Archive"), data=PipelineDrop(**about, sure=True), style="danger"),)
        return Screen(text, rows=(back, do))
    shown = paged(choice.others, number)
    rows: Rows = tuple((Button(f"→ {item.name}", data=PipelineInto(**about, into=item.id)),) for item in shown.items)
    turn = pager(lambda to: PipelineDrop(**about, page=to), shown.number, shown.count)
    return Screen(text, rows=(*rows, *turn, back))


flows.add({"PipelineForm": N_("the pipeline's name"), "StageForm": N_("the stage's setting")})
