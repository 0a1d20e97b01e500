"""Archiving a pipeline: which stage's deals go to which stage of the other one, proposed and chosen by hand (S2-21)."""

from __future__ import annotations

from typing import Final

from bot.ui import layout
from bot.ui.paging import PAGE_SIZE, paged, pager
from bot.ui.pipeline_buttons import PipelineInto, PipelineRoute, PipelineRoutes, PipelineRouteTo
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.setup_links import PipelineOpen
from bot.ui.words import Words, short
from services.setup_views import PipelineMove, Route

GOALS: Final = 14
"""Stages to choose from on a page."""


def question(move: PipelineMove, w: Words) -> Screen:
    """What would go where; then it is done."""
    about = {"pipeline": move.page.id, "ver": move.page.version, "into": move.to.id}
    verb = w.n_("Archive, move %(n)s deal", "Archive, move %(n)s deals", move.page.deals)
    hand = Button(w.p_("button", "Choose stages"), data=PipelineRoutes(pipeline=move.page.id, into=move.to.id))
    rows: Rows = (
        (hand, Button(w.p_("button", "Back"), data=PipelineOpen(pipeline=move.page.id))),
        (Button(verb, data=PipelineInto(**about, sign=move.sign), style="danger"),),
    )
    return Screen(render("pipelines/move.j2", w, move=move), rows=rows)


def routes(move: PipelineMove, number: int, w: Words) -> Screen:
    """The stages with deals, each with the one they go to; a press chooses another one."""
    shown = paged(move.routes, number)
    doors = [
        Button(
            layout.cut(f"{at} {short(route.stage.name, 17)} → {route.to.name}", layout.ROW), data=_route(route, move)
        )
        for at, route in enumerate(shown.items, shown.first)
    ]
    about = {"pipeline": move.page.id, "into": move.to.id}
    turn = pager(lambda to: PipelineRoutes(**about, page=to), shown.number, shown.count)
    done = Button(w.p_("button", "All set"), data=PipelineInto(**about, ver=move.page.version), style="primary")
    text = render("pipelines/routes.j2", w, move=move, routes=shown.items, first=shown.first)
    return Screen(text, rows=(*((door,) for door in doors), *turn, (done,)))


def page_with(move: PipelineMove, stage: int) -> int:
    """The page on which a stage stands."""
    place = next((at for at, route in enumerate(move.routes) if route.stage.id == stage), 0)
    return place // PAGE_SIZE + 1


def _route(route: Route, move: PipelineMove, page: int = 1) -> PipelineRoute:
    return PipelineRoute(stage=route.stage.id, into=move.to.id, page=page)


def goal_question(move: PipelineMove, route: Route, number: int, w: Words) -> Screen:
    """Where do the deals of this stage go?"""
    shown = paged(move.goals, number, GOALS)
    buttons = [
        Button(
            ("✓ " if goal.id == route.to.id else "") + short(goal.name, 30),
            data=PipelineRouteTo(stage=route.stage.id, goal=goal.id),
        )
        for goal in shown.items
    ]
    turn = pager(lambda to: _route(route, move, to), shown.number, shown.count)
    back = Button(w.p_("button", "Back"), data=PipelineRoutes(pipeline=move.page.id, into=move.to.id))
    text = w.html(
        "<b>%(stage)s</b>: %(deals)s. To which stage of %(pipeline)s?",
        stage=short(route.stage.name, 60),
        deals=w.n_("%(n)s deal", "%(n)s deals", route.deals),
        pipeline=short(move.to.name, 60),
    )
    return Screen(str(text), rows=(*grid(buttons, 2), *turn, (back,)))
