"""Stages of a pipeline: what they are called and mean, their order, archiving (S2-23…S2-25)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.progress import watched
from bot.telegram.show import Show
from bot.ui import kit, setup_words
from bot.ui import pipeline_buttons as buttons
from bot.ui import pipelines as pipelines_ui
from bot.ui import stage_setup as ui
from bot.ui.screen import Screen
from bot.ui.setup_links import StageOpen
from bot.ui.words import Words
from handlers.access import ADMINS, TYPED, Allowed
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from services import Services
from services.errors import Invalid, NotFound, Stale
from services.rules.actor import Actor
from services.stage_setup import Changed, StageSetup

router = Router(name="stage_setup")
router.message.filter(Allowed(ADMINS))


class StageForm(StatesGroup):
    """A stage waits for a text."""

    new = State()
    value = State()


@dataclass(frozen=True)
class StageDraft:
    """The pipeline of a new stage, or a stage as it was shown and what of it is being typed."""

    pipeline: int = 0
    stage: int = 0
    ver: int = 0
    what: str = ""


async def _done(changed: Changed, show: Show, words: Words) -> None:
    done, view = changed
    await show(setup_words.after(ui.card(view, words), done, words))


@router.callback_query(StageOpen.filter())
async def card(
    callback: CallbackQuery, callback_data: StageOpen, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """One stage."""
    await show(ui.card(await services.stage_setup.card(actor, callback_data.stage), words))


@redraws(
    StageOpen, buttons.StageAsk, buttons.StageHours, buttons.StageChance, buttons.StagePut, buttons.StageHot,
    buttons.StageKinds, buttons.StageKindSet, buttons.StageDrop, buttons.StageInto, buttons.StageBack,
)  # fmt: skip
async def card_now(callback_data: Any, actor: Actor, services: Services, words: Words) -> Screen:
    """The stage as it is now; the list of pipelines when it is no longer used."""
    try:
        return ui.card(await services.stage_setup.card(actor, callback_data.stage), words)
    except NotFound:
        return pipelines_ui.table(await services.pipelines.all(actor), 1, words)


# ---------------------------------------------------------------------------------------------------------- a new one
@router.callback_query(buttons.StageNew.filter())
async def ask_new(
    callback: CallbackQuery,
    callback_data: buttons.StageNew,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What is it called?"""
    view = await services.pipelines.page(actor, callback_data.pipeline)
    await wait_for(state, StageForm.new, StageDraft(pipeline=view.id))
    await show(ui.new_question(view, words))


@router.message(StageForm.new, TYPED)
async def add(message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> None:
    """Its name."""
    draft = await draft_of(state, StageDraft)
    changed = await services.stage_setup.add(actor, draft.pipeline, message.text or "")
    await state.clear()
    await _done(changed, show, words)


# ----------------------------------------------------------------------------------------------------------- changing
@router.callback_query(buttons.StageAsk.filter())
async def ask(
    callback: CallbackQuery,
    callback_data: buttons.StageAsk,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What shall it be?"""
    view = await services.stage_setup.card(actor, callback_data.stage)
    draft = StageDraft(stage=view.id, ver=callback_data.ver, what=callback_data.what)
    await wait_for(state, StageForm.value, draft)
    await show(ui.question(view, callback_data.what, words))


@router.message(StageForm.value, TYPED)
async def typed(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """It was written."""
    draft = await draft_of(state, StageDraft)
    try:
        changed = await _write(services.stage_setup, actor, draft, (message.text or "").strip())
    except NotFound:
        await state.clear()
        raise
    except Stale as error:
        view = await services.stage_setup.card(actor, draft.stage)
        await wait_for(state, StageForm.value, replace(draft, ver=view.version))
        await show(kit.problem(error, words))
        await show(ui.question(view, draft.what, words))
        return
    await state.clear()
    await _done(changed, show, words)


async def _write(setup: StageSetup, actor: Actor, draft: StageDraft, text: str) -> Changed:
    stage, ver = draft.stage, draft.ver
    if draft.what == "n":
        return await setup.rename(actor, stage, ver, text)
    if draft.what == "d":
        return await setup.describe(actor, stage, ver, "" if text == "-" else text)
    if draft.what == "h":
        return await setup.set_hours(actor, stage, ver, text)
    if draft.what == "c":
        return await setup.set_chance(actor, stage, ver, text)
    return await setup.move(actor, stage, ver, _place(text))


def _place(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Invalid("number_invalid")
    return int(text)


@router.callback_query(buttons.StageHours.filter())
async def hours(
    callback: CallbackQuery,
    callback_data: buttons.StageHours,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """So long, by a button."""
    span = f"{callback_data.hours} h" if callback_data.hours else "0"
    changed = await services.stage_setup.set_hours(actor, callback_data.stage, callback_data.ver, span)
    await _done(changed, show, words)


@router.callback_query(buttons.StageChance.filter())
async def chance(
    callback: CallbackQuery,
    callback_data: buttons.StageChance,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """So likely, by a button."""
    percent = str(callback_data.percent)
    changed = await services.stage_setup.set_chance(actor, callback_data.stage, callback_data.ver, percent)
    await _done(changed, show, words)


@router.callback_query(buttons.StagePut.filter())
async def put(
    callback: CallbackQuery, callback_data: buttons.StagePut, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """One place up, or down."""
    view = await services.stage_setup.card(actor, callback_data.stage)
    to = view.place + (1 if callback_data.down else -1)
    await _done(await services.stage_setup.move(actor, view.id, callback_data.ver, to), show, words)


@router.callback_query(buttons.StageHot.filter())
async def hot(
    callback: CallbackQuery, callback_data: buttons.StageHot, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Hot, or not."""
    setup = services.stage_setup
    await _done(await setup.set_late(actor, callback_data.stage, callback_data.ver, late=callback_data.on), show, words)


@router.callback_query(buttons.StageKinds.filter())
async def ask_kind(
    callback: CallbackQuery,
    callback_data: buttons.StageKinds,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """What does it mean?"""
    await show(ui.kind_question(await services.stage_setup.card(actor, callback_data.stage), words))


@router.callback_query(buttons.StageKindSet.filter())
async def set_kind(
    callback: CallbackQuery,
    callback_data: buttons.StageKindSet,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """It means this."""
    kind = ui.MEANS[callback_data.means]
    changed = await services.stage_setup.set_kind(actor, callback_data.stage, callback_data.ver, kind)
    await _done(changed, show, words)


# ---------------------------------------------------------------------------------------------------------- archiving
@router.callback_query(buttons.StageDrop.filter(~F.sure))
async def ask_drop(
    callback: CallbackQuery,
    callback_data: buttons.StageDrop,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Are you sure, and where do its deals go?"""
    choice = await services.stage_setup.choice(actor, callback_data.stage)
    await show(ui.drop_question(choice, callback_data.page, words))


@router.callback_query(buttons.StageInto.filter(~F.sure))
async def ask_into(
    callback: CallbackQuery,
    callback_data: buttons.StageInto,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """How many deals go there?"""
    choice = await services.stage_setup.choice(actor, callback_data.stage)
    goal = next((line for line in choice.others if line.id == callback_data.into), None)
    if goal is None:
        raise NotFound("stage")
    await show(ui.move_question(choice.stage, goal, words))


@router.callback_query(buttons.StageDrop.filter(F.sure))
@router.callback_query(buttons.StageInto.filter(F.sure))
async def drop(
    callback: CallbackQuery,
    callback_data: buttons.StageDrop | buttons.StageInto,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Archived; the receipt stays with its way back."""
    into = callback_data.into if isinstance(callback_data, buttons.StageInto) else None
    done, view = await watched(
        show,
        words,
        lambda at: services.stage_setup.archive(actor, callback_data.stage, callback_data.ver, into, progress=at),
    )
    if done is not None:
        await show(setup_words.receipt(done, words))
    await show.new(pipelines_ui.page(view, 1, words))


@router.callback_query(buttons.StageBack.filter())
async def back(
    callback: CallbackQuery,
    callback_data: buttons.StageBack,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """In use again."""
    changed = await services.stage_setup.restore(actor, callback_data.stage, callback_data.ver)
    await _done(changed, show, words)
