"""What can be booked: its name, its hours, how long one booking is."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import fields as fields_ui
from bot.ui import resources as ui
from bot.ui.resource_links import ResourceTable
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import ADMINS, TYPED, Allowed
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from services import Services
from services.field_views import ResourceView
from services.rules import hours
from services.rules.actor import Actor

router = Router(name="resources")
router.message.filter(Allowed(ADMINS))


class ResourceForm(StatesGroup):
    """Something of what can be booked is to be typed."""

    name = State()
    hours = State()


@dataclass(frozen=True)
class ResourceDraft:
    """Which one, as of which version; 0 for a new one."""

    resource: int = 0
    ver: int = 0


@router.callback_query(ResourceTable.filter())
async def table(
    callback: CallbackQuery, callback_data: ResourceTable, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """All of them."""
    await show(ui.table(await services.resources.table(actor), callback_data.page, words))


@router.callback_query(ui.ResourceOpen.filter())
async def card(
    callback: CallbackQuery, callback_data: ui.ResourceOpen, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """One of them."""
    await show(ui.card(await services.resources.get(actor, callback_data.resource), words))


@redraws(*ui.CHANGES)
async def card_now(callback_data: ui.ResourceName, actor: Actor, services: Services, words: Words) -> Screen:
    """As it is now, after a stale button."""
    return ui.card(await services.resources.get(actor, callback_data.resource), words)


@redraws(ui.ResourceUndo)
async def table_now(callback_data: ui.ResourceUndo, actor: Actor, services: Services, words: Words) -> Screen:
    """The list as it is now: there is nothing to take back."""
    return ui.table(await services.resources.table(actor), 1, words)


@router.callback_query(ui.ResourceNew.filter())
async def ask_new(callback: CallbackQuery, actor: Actor, show: Show, words: Words, state: FSMContext) -> None:
    """What is it called?"""
    await wait_for(state, ResourceForm.name, ResourceDraft())
    await show(ui.name_question(None, words))


@router.callback_query(ui.ResourceName.filter())
async def ask_name(
    callback: CallbackQuery,
    callback_data: ui.ResourceName,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What is it to be called?"""
    view = await services.resources.get(actor, callback_data.resource)
    await wait_for(state, ResourceForm.name, ResourceDraft(view.id, callback_data.ver))
    await show(ui.name_question(view, words))


@router.message(ResourceForm.name, TYPED)
async def name(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """The name of a new one or of one there is."""
    draft, typed = await draft_of(state, ResourceDraft), message.text or ""
    if draft.resource:
        view = await services.resources.rename(actor, draft.resource, draft.ver, typed)
    else:
        view = await services.resources.add(actor, typed, key=once)
    await _saved(view, show, words, state)


@router.callback_query(ui.ResourceHours.filter())
async def ask_hours(
    callback: CallbackQuery,
    callback_data: ui.ResourceHours,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """When?"""
    view = await services.resources.get(actor, callback_data.resource)
    await wait_for(state, ResourceForm.hours, ResourceDraft(view.id, view.version))
    await show(ui.hours_question(view, words))


@router.callback_query(ui.ResourceWeek.filter())
async def week(
    callback: CallbackQuery,
    callback_data: ui.ResourceWeek,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """These hours."""
    data = callback_data
    typed = hours.PRESETS[data.choice] if 0 <= data.choice < len(hours.PRESETS) else None
    await _saved(await services.resources.set_hours(actor, data.resource, data.ver, typed), show, words, state)


@router.message(ResourceForm.hours, TYPED)
async def typed_hours(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """Hours as people write them."""
    draft = await draft_of(state, ResourceDraft)
    view = await services.resources.set_hours(actor, draft.resource, draft.ver, message.text or "")
    await _saved(view, show, words, state)


async def _saved(view: ResourceView, show: Show, words: Words, state: FSMContext) -> None:
    await state.clear()
    await show(ui.card(view, words).with_toast(fields_ui.saved_toast(words)))


@router.callback_query(ui.ResourceLength.filter())
async def ask_length(
    callback: CallbackQuery,
    callback_data: ui.ResourceLength,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """How long?"""
    await show(ui.length_question(await services.resources.get(actor, callback_data.resource), words))


@router.callback_query(ui.ResourceSlot.filter())
async def length(
    callback: CallbackQuery, callback_data: ui.ResourceSlot, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """So long."""
    data = callback_data
    view = await services.resources.set_slot(actor, data.resource, data.ver, data.minutes)
    await show(ui.card(view, words).with_toast(fields_ui.saved_toast(words)))


@router.callback_query(ui.ResourceArchive.filter())
async def archive(
    callback: CallbackQuery,
    callback_data: ui.ResourceArchive,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """No more bookings; it can be taken back at once."""
    view = await services.resources.archive(actor, callback_data.resource, callback_data.ver)
    await show(ui.card(view, words).with_toast(ui.archived_toast(words)))


@router.callback_query(ui.ResourceRestore.filter())
async def restore(
    callback: CallbackQuery,
    callback_data: ui.ResourceRestore,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Bookings again."""
    view = await services.resources.restore(actor, callback_data.resource, callback_data.ver)
    await show(ui.card(view, words).with_toast(fields_ui.saved_toast(words)))


@router.callback_query(ui.ResourceUndo.filter())
async def undo(
    callback: CallbackQuery, callback_data: ui.ResourceUndo, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """As it was."""
    view = await services.resources.undo(actor, callback_data.undo)
    await show(ui.card(view, words).with_toast(fields_ui.undone_toast(words)))
