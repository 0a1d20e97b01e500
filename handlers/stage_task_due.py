"""Setting up when a stage's task is due: what it hangs on, how long before or after, the latest date."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import stage_task_due as ui
from bot.ui import stage_tasks as tasks_ui
from bot.ui.screen import Screen
from bot.ui.stage_task_links import StageTaskDue
from bot.ui.words import Words
from handlers.access import ADMINS, TYPED, Allowed
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from handlers.stage_tasks import StageTaskForm, as_it_is, saved
from services import Services
from services.errors import Invalid, Stale
from services.rules import offsets
from services.rules.actor import Actor
from services.rules.due import DueRule, Offset, Unit
from services.stage_tasks import Changed

router = Router(name="stage_task_due")
router.message.filter(Allowed(ADMINS))

LATEST = "-"


@dataclass(frozen=True)
class OffsetDraft:
    """A length is to be typed: for a binding and its source, or (-) for the latest date."""

    task: int
    ver: int
    binding: str
    source: str


@router.callback_query(StageTaskDue.filter())
async def ask(
    callback: CallbackQuery, callback_data: StageTaskDue, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """What does the date hang on?"""
    await show(ui.due_question(await services.stage_tasks.get(actor, callback_data.stagetask), words))


@router.callback_query(ui.StageTaskSources.filter())
async def ask_source(
    callback: CallbackQuery,
    callback_data: ui.StageTaskSources,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Which date, or which event?"""
    data = callback_data
    asks = services.stage_tasks.events if data.binding == "e" else services.stage_tasks.dates
    await show(ui.source_question(await asks(actor, data.stagetask), data.binding, data.page, words))


@router.callback_query(ui.StageTaskAmount.filter())
async def ask_amount(
    callback: CallbackQuery,
    callback_data: ui.StageTaskAmount,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """How long? A preset, or typed."""
    data = callback_data
    view = await services.stage_tasks.get(actor, data.stagetask)
    await wait_for(state, StageTaskForm.offset, OffsetDraft(view.id, view.version, data.binding, data.source))
    await show(ui.amount_question(view, data.binding, data.source, words))


@router.callback_query(ui.StageTaskLatest.filter())
async def ask_latest(
    callback: CallbackQuery,
    callback_data: ui.StageTaskLatest,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """How long at the latest?"""
    view = await services.stage_tasks.get(actor, callback_data.stagetask)
    await wait_for(state, StageTaskForm.offset, OffsetDraft(view.id, view.version, LATEST, ui.NO_SOURCE))
    await show(ui.latest_question(view, words))


@router.callback_query(ui.StageTaskDueSet.filter())
async def chosen(
    callback: CallbackQuery,
    callback_data: ui.StageTaskDueSet,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """The whole rule was pressed."""
    data = callback_data
    offset = Offset(data.amount, ui.UNITS.get(data.unit, Unit.DAYS))
    draft = OffsetDraft(data.stagetask, data.ver, data.binding, data.source)
    await saved(await _set(draft, offset, actor, services), show, words)


@router.callback_query(ui.StageTaskLatestSet.filter())
async def latest(
    callback: CallbackQuery,
    callback_data: ui.StageTaskLatestSet,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """The latest date was pressed."""
    data = callback_data
    offset = Offset(data.amount, ui.UNITS.get(data.unit, Unit.DAYS))
    await saved(await services.stage_tasks.set_fallback(actor, data.stagetask, data.ver, offset), show, words)


@router.message(StageTaskForm.offset, TYPED)
async def typed(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """A length was typed; what is none is asked for again."""
    offset = offsets.parse(message.text or "")
    if offset is None:
        raise Invalid("offset_invalid")
    draft = await draft_of(state, OffsetDraft)
    try:
        changed = await _set(draft, offset, actor, services)
    except Stale as stale:
        await as_it_is(stale, draft.task, actor, services, show, words, state)
    else:
        await state.clear()
        await saved(changed, show, words)


async def _set(draft: OffsetDraft, offset: Offset, actor: Actor, services: Services) -> Changed:
    if draft.binding == LATEST:
        return await services.stage_tasks.set_fallback(actor, draft.task, draft.ver, offset)
    binding, source = ui.BINDINGS.get(draft.binding), ui.source_of(draft.source)
    try:
        if binding is None:
            raise ValueError(draft.binding)
        rule = DueRule(binding, offset, source)
    except ValueError:
        raise Invalid("due_source_gone") from None
    return await services.stage_tasks.set_due(actor, draft.task, draft.ver, rule)


@redraws(ui.StageTaskDueSet, ui.StageTaskLatestSet)
async def page_now(
    callback_data: ui.StageTaskDueSet | ui.StageTaskLatestSet, actor: Actor, services: Services, words: Words
) -> Screen:
    """The task as it is now, after a stale button."""
    return tasks_ui.task_page(await services.stage_tasks.get(actor, callback_data.stagetask), words)
