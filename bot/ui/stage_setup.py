"""A stage of a pipeline: its page, its questions, archiving it (S2-23…S2-25)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.ui import ordered
from bot.ui.paging import paged, pager
from bot.ui.pipeline_buttons import (
    StageAsk,
    StageChance,
    StageDrop,
    StageHot,
    StageHours,
    StageInto,
    StageKinds,
    StageKindSet,
    StagePut,
)
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.setup_links import PipelineOpen, StageFields, StageOpen, StageTasks
from bot.ui.setup_words import KINDS, MARKS
from bot.ui.words import Words
from services.rules.kinds import StageKind
from services.setup_views import PipelinePage, StageCard, StageChoice, StageLine

MEANS: Final = {"o": StageKind.OPEN, "w": StageKind.WON, "l": StageKind.LOST}
HOURS: Final = (4, 8, 24, 48, 72, 120, 168, 240)
CHANCES: Final = (5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100)


def card(view: StageCard, w: Words) -> Screen:
    """Everything that is set up on a stage, each by a button."""
    about = {"stage": view.id, "ver": view.version}
    hot = w.p_("button", "🔥 Not hot") if view.late else w.p_("button", "🔥 Hot")
    own: Rows = (
        (Button(w.p_("button", "Tasks (%(n)s)", n=len(view.tasks)), data=StageTasks(stage=view.id), style="primary"),
         Button(w.p_("button", "Fields (%(n)s)", n=len(view.fields)), data=StageFields(stage=view.id))),
        (Button(w.p_("button", "Rename"), data=StageAsk(**about, what="n")),
         Button(w.p_("button", "Description"), data=StageAsk(**about, what="d"))),
        (Button(w.p_("button", "Days"), data=StageAsk(**about, what="h")),
         Button(w.p_("button", "Chance"), data=StageAsk(**about, what="c")),
         Button(w.p_("button", "Meaning"), data=StageKinds(stage=view.id))),
        (Button(hot, data=StageHot(**about, on=not view.late)),
         Button(w.p_("button", "Place"), data=StageAsk(**about, what="p"))),
    )  # fmt: skip
    back = (Button(w.p_("button", "To the pipeline"), data=PipelineOpen(pipeline=view.pipeline.id)),)
    place = ordered.place(view.place, view.of, lambda down: StagePut(**about, down=down))
    rows = ordered.page_rows(own, back, w, place=place, archive=StageDrop(**about))
    text = render(
        "pipelines/stage.j2",
        w,
        view=view,
        kind=w._(KINDS[view.kind]),
        mark=MARKS[view.kind],
        hours=length(view.expected_hours, w),
    )
    return Screen(text, rows=rows)


def length(hours: int | None, w: Words) -> str | None:
    """Expected hours as people say them."""
    return None if hours is None else w.duration(timedelta(hours=hours))


def question(view: StageCard, what: str, w: Words) -> Screen:
    """What shall it be? Typed, or by a button."""
    about = {"stage": view.id, "ver": view.version}
    back = (Button(w.p_("button", "Back"), data=StageOpen(stage=view.id)),)
    rows: Rows = ()
    if what == "n":
        text = w.html("What shall <b>%(name)s</b> be called? Write the new name.", name=view.name)
    elif what == "d":
        text = w.html(
            "<b>%(name)s</b>: what is it, and when does a deal stand here? Write it for everyone, "
            "1000 characters at most. Nothing: -",
            name=view.name,
        )
    elif what == "p":
        text = w.html(
            "<b>%(name)s</b> is number %(place)s of %(of)s. Which place shall it have? Write the number.",
            name=view.name,
            place=view.place,
            of=view.of,
        )
    elif what == "c":
        text = w.html(
            "<b>%(name)s</b>: how many of a hundred deals that come here are won? The template of the forecast "
            "uses it. Press, or write a number from 0 to 100.",
            name=view.name,
        )
        chances = [Button(w.percent(n / 100), data=StageChance(**about, percent=n)) for n in CHANCES]
        rows = grid(chances, 4)
    else:
        text = w.html(
            "<b>%(name)s</b>: how long does a deal stay here, at most? Press, or write: 3 days, 8 h.", name=view.name
        )
        spans = [Button(str(length(n, w)), data=StageHours(**about, hours=n)) for n in HOURS]
        rows = (*grid(spans, 4), (Button(w.p_("button", "Not said"), data=StageHours(**about, hours=0)),))
    return Screen(str(text), rows=(*rows, back))


def new_question(view: PipelinePage, w: Words) -> Screen:
    """What is the new stage called?"""
    text = w.html("<b>%(name)s</b>: what is the new stage called? Write its name.", name=view.name)
    return Screen(str(text), rows=((Button(w.p_("button", "Back"), data=PipelineOpen(pipeline=view.id)),),))


def kind_question(view: StageCard, w: Words) -> Screen:
    """What does it mean?"""
    rows: Rows = tuple(
        (Button(("• " if kind is view.kind else "") + MARKS[kind] + w._(KINDS[kind]),
                data=StageKindSet(stage=view.id, ver=view.version, means=letter)),)
        for letter, kind in MEANS.items()
    )  # fmt: skip
    text = w.html(
        "What does <b>%(name)s</b> mean? On an open stage deals are worked on, on the other two they are closed. "
        "The name may be anything.",
        name=view.name,
    )
    return Screen(str(text), rows=(*rows, (Button(w.p_("button", "Back"), data=StageOpen(stage=view.id)),)))


def drop_question(choice: StageChoice, number: int, w: Words) -> Screen:
    """Are you sure? With open deals: where do they go?"""
    view = choice.stage
    about = {"stage": view.id, "ver": view.version}
    back = (Button(w.p_("button", "Back"), data=StageOpen(stage=view.id)),)
    text = render("pipelines/stage_drop.j2", w, view=view, to=None)
    if not view.open:
        do = (Button(w.p_("button", "Archive"), data=StageDrop(**about, sure=True), style="danger"),)
        return Screen(text, rows=(back, do))
    shown = paged(choice.others, number)
    rows: Rows = tuple((Button(f"→ {line.name}", data=StageInto(**about, into=line.id)),) for line in shown.items)
    turn = pager(lambda to: StageDrop(**about, page=to), shown.number, shown.count)
    return Screen(text, rows=(*rows, *turn, back))


def move_question(view: StageCard, to: StageLine, w: Words) -> Screen:
    """How many deals go where; then it is done."""
    verb = w.n_("Archive, move %(n)s deal", "Archive, move %(n)s deals", view.open)
    do = StageInto(stage=view.id, ver=view.version, into=to.id, sure=True)
    rows: Rows = (
        (Button(w.p_("button", "Back"), data=StageOpen(stage=view.id)),),
        (Button(verb, data=do, style="danger"),),
    )
    return Screen(render("pipelines/stage_drop.j2", w, view=view, to=to), rows=rows)
