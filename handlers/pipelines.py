"""/pipelines: directions of sales, made and changed in the chat (S2-18…S2-24)."""

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
from bot.ui import pipelines as ui
from bot.ui.screen import Screen
from bot.ui.setup_links import PipelineOpen
from bot.ui.words import Words
from handlers.access import ADMINS, TYPED, Allowed, command
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from services import Services
from services.errors import Invalid, Stale
from services.pipelines import Changed
from services.rules.actor import Actor

router = Router(name="pipelines")
router.message.filter(Allowed(ADMINS))


class PipelineForm(StatesGroup):
    """A pipeline waits for its name."""

    new = State()
    name = State()


@dataclass(frozen=True)
class PipelineDraft:
    """A new pipeline's set of stages, or the pipeline to be renamed as it was shown."""

    code: str = ""
    pipeline: int = 0
    ver: int = 0


async def _done(changed: Changed, show: Show, words: Words) -> None:
    done, view = changed
    await show(setup_words.after(ui.page(view, 1, words), done, words))


@router.message(command("pipelines"))
async def table(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """All of them."""
    await show(ui.table(await services.pipelines.all(actor), 1, words))


@router.callback_query(buttons.PipelinesShow.filter())
async def page_of_table(
    callback: CallbackQuery,
    callback_data: buttons.PipelinesShow,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """A page of the list."""
    archived = callback_data.archived
    found = await services.pipelines.all(actor, archived=archived)
    await show(ui.table(found, callback_data.page, words, archived=archived))


@router.callback_query(PipelineOpen.filter())
async def page(
    callback: CallbackQuery, callback_data: PipelineOpen, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """One with its stages."""
    view = await services.pipelines.page(actor, callback_data.pipeline)
    await show(ui.page(view, callback_data.page, words))


@redraws(
    buttons.PipelineName, buttons.PipelinePut, buttons.PipelineCycleSet, buttons.PipelineDrop, buttons.PipelineInto,
    buttons.PipelineRoutes, buttons.PipelineBack, buttons.PipelineGone, buttons.StageNew,
)  # fmt: skip
async def page_now(callback_data: Any, actor: Actor, services: Services, words: Words) -> Screen:
    """The pipeline as it is now, after a stale button."""
    return ui.page(await services.pipelines.page(actor, callback_data.pipeline), 1, words)


@redraws(PipelineOpen, buttons.PipelineRoute, buttons.PipelineRouteTo)
async def table_now(actor: Actor, services: Services, words: Words) -> Screen:
    """The list, when a pipeline is not there any more."""
    return ui.table(await services.pipelines.all(actor), 1, words)


# ------------------------------------------------------------------------------------------------------- a new one
@router.callback_query(buttons.PipelineSets.filter())
async def sets(callback: CallbackQuery, show: Show, words: Words) -> None:
    """From which stages?"""
    await show(ui.set_question(words))


@router.callback_query(buttons.PipelineNew.filter(~F.sure))
async def ask_new_name(
    callback: CallbackQuery, callback_data: buttons.PipelineNew, show: Show, words: Words, state: FSMContext
) -> None:
    """What is it called?"""
    if callback_data.code not in ui.sets(words):
        raise Invalid("invalid")
    await wait_for(state, PipelineForm.new, PipelineDraft(code=callback_data.code))
    await show(ui.new_name_question(callback_data.code, words))


@router.callback_query(buttons.PipelineNew.filter(F.sure))
async def add_as_called(
    callback: CallbackQuery,
    callback_data: buttons.PipelineNew,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Under the set's own name."""
    if callback_data.code not in ui.sets(words):
        raise Invalid("invalid")
    standard = await _standard(callback_data.code, actor, services, words)
    await _done(await services.pipelines.add(actor, standard.name, standard), show, words)


@router.message(PipelineForm.new, TYPED)
async def add(message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> None:
    """The name of a new one."""
    draft = await draft_of(state, PipelineDraft)
    standard = await _standard(draft.code, actor, services, words)
    changed = await services.pipelines.add(actor, message.text or "", standard)
    await state.clear()
    await _done(changed, show, words)


async def _standard(code: str, actor: Actor, services: Services, words: Words) -> Any:
    """The set in the company's language: everybody will read its stages."""
    settings = (await services.company.policy(actor)).settings
    return ui.sets(replace(words, locale=settings.locale))[code]


# ---------------------------------------------------------------------------------------------------------- changing
@router.callback_query(buttons.PipelineName.filter())
async def ask_name(
    callback: CallbackQuery,
    callback_data: buttons.PipelineName,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What shall it be called?"""
    view = await services.pipelines.page(actor, callback_data.pipeline)
    draft = PipelineDraft(pipeline=callback_data.pipeline, ver=callback_data.ver)
    await wait_for(state, PipelineForm.name, draft)
    await show(ui.name_question(view, words))


@router.message(PipelineForm.name, TYPED)
async def rename(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The new name."""
    draft = await draft_of(state, PipelineDraft)
    try:
        changed = await services.pipelines.rename(actor, draft.pipeline, draft.ver, message.text or "")
    except Stale as error:
        view = await services.pipelines.page(actor, draft.pipeline)
        await wait_for(state, PipelineForm.name, replace(draft, ver=view.version))
        await show(kit.problem(error, words))
        await show(ui.name_question(view, words))
        return
    await state.clear()
    await _done(changed, show, words)


@router.callback_query(buttons.PipelinePut.filter())
async def put(
    callback: CallbackQuery,
    callback_data: buttons.PipelinePut,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """One place up, or down."""
    by = 1 if callback_data.down else -1
    changed = await services.pipelines.move(actor, callback_data.pipeline, callback_data.ver, by)
    await _done(changed, show, words)


@router.callback_query(buttons.PipelineCycleSet.filter(F.cycle == "-"))
async def ask_cycle(
    callback: CallbackQuery,
    callback_data: buttons.PipelineCycleSet,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """How long do its deals live?"""
    await show(ui.cycle_question(await services.pipelines.page(actor, callback_data.pipeline), words))


@router.callback_query(buttons.PipelineCycleSet.filter())
async def cycle(
    callback: CallbackQuery,
    callback_data: buttons.PipelineCycleSet,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """This kind of cycle."""
    cycle = ui.CYCLE_CODES[callback_data.cycle]
    changed = await services.pipelines.set_cycle(actor, callback_data.pipeline, callback_data.ver, cycle)
    await _done(changed, show, words)


# --------------------------------------------------------------------------------------------------------- archiving
@router.callback_query(buttons.PipelineDrop.filter(~F.sure))
async def ask_drop(
    callback: CallbackQuery,
    callback_data: buttons.PipelineDrop,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Are you sure, and where do its deals go?"""
    choice = await services.pipelines.choice(actor, callback_data.pipeline)
    await show(ui.drop_question(choice, callback_data.page, words))


@router.callback_query(buttons.PipelineDrop.filter(F.sure))
async def drop(
    callback: CallbackQuery,
    callback_data: buttons.PipelineDrop,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Archived; the receipt stays with its way back."""
    done, _ = await services.pipelines.archive(actor, callback_data.pipeline, callback_data.ver)
    if done is not None:
        await show(setup_words.receipt(done, words))
    await show.new(ui.table(await services.pipelines.all(actor), 1, words))


@router.callback_query(buttons.PipelineBack.filter())
async def back(
    callback: CallbackQuery,
    callback_data: buttons.PipelineBack,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """In use again."""
    changed = await services.pipelines.restore(actor, callback_data.pipeline, callback_data.ver)
    await _done(changed, show, words)


@router.callback_query(buttons.PipelineGone.filter())
async def gone(
    callback: CallbackQuery,
    callback_data: buttons.PipelineGone,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Its archived stages."""
    view = await services.pipelines.page(actor, callback_data.pipeline)
    await show(ui.gone(view, callback_data.page, words))


# ------------------------------------------------------------------------------------------------------- taking back
@router.callback_query(buttons.SetupUndo.filter())
async def undo(
    callback: CallbackQuery,
    callback_data: buttons.SetupUndo,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Take an edit back."""
    taken = await watched(show, words, lambda at: services.setup_changes.undo(actor, callback_data.undo, at))
    await show(setup_words.taken_back(taken, words))


@router.callback_query(buttons.SetupChanges.filter())
async def changes(
    callback: CallbackQuery,
    callback_data: buttons.SetupChanges,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """What was changed within 24 hours."""
    await show(setup_words.changes(await services.setup_changes.all(actor), callback_data.page, words))


@router.callback_query(buttons.SetupUndoAsk.filter())
async def ask_undo(
    callback: CallbackQuery,
    callback_data: buttons.SetupUndoAsk,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Really take it back?"""
    line = await services.setup_changes.one(actor, callback_data.undo)
    await show(setup_words.undo_question(line, callback_data.page, words))


@redraws(buttons.SetupUndo, buttons.SetupUndoAsk)
async def changes_now(actor: Actor, services: Services, words: Words) -> Screen:
    """What can still be taken back, after a button that no longer works."""
    return setup_words.changes(await services.setup_changes.all(actor), 1, words)
