"""Archiving a pipeline whose deals go to another one: what goes where is proposed, and chosen by hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from bot.telegram.progress import watched
from bot.telegram.show import Show
from bot.ui import pipeline_buttons as buttons
from bot.ui import pipeline_moves as ui
from bot.ui import pipelines as pipelines_ui
from bot.ui import setup_words
from bot.ui.words import Words
from services import Services
from services.errors import Stale
from services.rules.actor import Actor
from services.setup_views import PipelineMove, Route

router = Router(name="pipeline_moves")

_PLACE: Final = "routes"


@dataclass(frozen=True)
class Routes:
    """What an admin has chosen by hand: from stage to stage, by id (JSON has keys of text)."""

    pipeline: int
    into: int
    own: dict[str, int] = field(default_factory=dict)

    @property
    def chosen(self) -> dict[int, int]:
        """The same for the service."""
        return {int(stage): goal for stage, goal in self.own.items()}


def _place(state: FSMContext) -> FSMContext:
    """Apart from the conversation: the choice outlives whatever is pressed and typed between."""
    return FSMContext(storage=state.storage, key=replace(state.key, destiny=_PLACE))


async def _kept(state: FSMContext) -> Routes | None:
    data = await _place(state).get_data()
    return Routes(**data) if data else None


async def _routes(state: FSMContext, pipeline: int, into: int) -> Routes:
    """The choice for these two; for others it begins anew."""
    kept = await _kept(state)
    if kept is not None and (kept.pipeline, kept.into) == (pipeline, into):
        return kept
    fresh = Routes(pipeline, into)
    await _place(state).set_data(vars(fresh))
    return fresh


async def _asked(
    state: FSMContext, actor: Actor, services: Services, stage: int, into: int
) -> tuple[Routes, PipelineMove, Route]:
    """The plan and the stage that is asked about. Raises Stale when no plan is open or no deal stands there."""
    kept = await _kept(state)
    if kept is None or (into and kept.into != into):
        raise Stale("old_button")
    move = await services.pipelines.plan(actor, kept.pipeline, kept.into, kept.chosen)
    route = next((one for one in move.routes if one.stage.id == stage), None)
    if route is None:
        raise Stale
    return kept, move, route


@router.callback_query(buttons.PipelineInto.filter(F.sign == ""))
async def ask(
    callback: CallbackQuery,
    callback_data: buttons.PipelineInto,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What would go where."""
    routes = await _routes(state, callback_data.pipeline, callback_data.into)
    await show(ui.question(await services.pipelines.plan(actor, routes.pipeline, routes.into, routes.chosen), words))


@router.callback_query(buttons.PipelineRoutes.filter())
async def by_hand(
    callback: CallbackQuery,
    callback_data: buttons.PipelineRoutes,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Stage by stage."""
    routes = await _routes(state, callback_data.pipeline, callback_data.into)
    move = await services.pipelines.plan(actor, routes.pipeline, routes.into, routes.chosen)
    await show(ui.routes(move, callback_data.page, words))


@router.callback_query(buttons.PipelineRoute.filter())
async def ask_goal(
    callback: CallbackQuery,
    callback_data: buttons.PipelineRoute,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Where do the deals of this stage go?"""
    _, move, route = await _asked(state, actor, services, callback_data.stage, callback_data.into)
    await show(ui.goal_question(move, route, callback_data.page, words))


@router.callback_query(buttons.PipelineRouteTo.filter())
async def choose(
    callback: CallbackQuery,
    callback_data: buttons.PipelineRouteTo,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """There."""
    kept, move, _ = await _asked(state, actor, services, callback_data.stage, 0)
    if callback_data.goal not in {goal.id for goal in move.goals}:
        raise Stale
    chosen = replace(kept, own={**kept.own, str(callback_data.stage): callback_data.goal})
    await _place(state).set_data(vars(chosen))
    move = await services.pipelines.plan(actor, chosen.pipeline, chosen.into, chosen.chosen)
    await show(ui.routes(move, ui.page_with(move, callback_data.stage), words))


@router.callback_query(buttons.PipelineInto.filter())
async def done(
    callback: CallbackQuery,
    callback_data: buttons.PipelineInto,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Archived as it was shown; the receipt stays with its way back."""
    data = callback_data
    routes = await _routes(state, data.pipeline, data.into)
    receipt, _ = await watched(
        show,
        words,
        lambda at: services.pipelines.archive(
            actor, data.pipeline, data.ver, data.into, own=routes.chosen, sign=data.sign, progress=at
        ),
    )
    await _place(state).clear()
    if receipt is not None:
        await show(setup_words.receipt(receipt, words))
    await show.new(pipelines_ui.table(await services.pipelines.all(actor), 1, words))
