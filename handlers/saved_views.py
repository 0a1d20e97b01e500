"""Saved filters: opening, naming, sharing, deleting."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import deal_filters as filter_ui
from bot.ui import saved_views as ui
from bot.ui.problems import problem_text
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import TYPED
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from handlers.states import ViewForm
from services import Services
from services.errors import Stale
from services.rules.actor import Actor

router = Router(name="saved_views")


@dataclass(frozen=True)
class ViewDraft:
    """Which saved filter gets the typed name, as of which version."""

    view: int
    ver: int


@router.callback_query(ui.ViewList.filter())
async def views(
    callback: CallbackQuery, callback_data: ui.ViewList, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """All of them."""
    await show(ui.view_list(await services.saved_views.all(actor), callback_data.page, words))


@router.callback_query(ui.ViewShow.filter())
async def card(
    callback: CallbackQuery, callback_data: ui.ViewShow, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """One of them."""
    await show(ui.view_card(await services.saved_views.card(actor, callback_data.view), words))


@redraws(ui.ViewRename, ui.ViewShare, ui.ViewDeleteAsk, ui.ViewDelete)
async def card_now(
    callback_data: ui.ViewRename | ui.ViewShare | ui.ViewDeleteAsk | ui.ViewDelete,
    actor: Actor,
    services: Services,
    words: Words,
) -> Screen:
    """The card as it is now."""
    return ui.view_card(await services.saved_views.card(actor, callback_data.view), words)


@redraws(ui.ViewOpen, ui.ViewShow)
async def views_now(actor: Actor, services: Services, words: Words) -> Screen:
    """What there is still, after one is gone."""
    return ui.view_list(await services.saved_views.all(actor), 1, words)


@router.callback_query(ui.ViewOpen.filter())
async def open_view(
    callback: CallbackQuery, callback_data: ui.ViewOpen, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """What it finds; with a word about what is gone meanwhile."""
    await show(filter_ui.found(await services.saved_views.open(actor, callback_data.view), words))


@router.callback_query(ui.ViewSave.filter())
async def ask_name(callback: CallbackQuery, show: Show, words: Words, state: FSMContext) -> None:
    """Under which name?"""
    await state.set_state(ViewForm.name)
    await show(ui.name_question(words))


@router.message(ViewForm.name, TYPED)
async def save(message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> None:
    """Saved under the typed name."""
    line = await services.saved_views.save(actor, message.text or "")
    await state.clear()
    screen = ui.view_card(await services.saved_views.card(actor, line.id), words)
    await show(screen.with_toast(ui.saved_toast(line, words)))


@router.callback_query(ui.ViewRename.filter())
async def ask_new_name(
    callback: CallbackQuery,
    callback_data: ui.ViewRename,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """How to call it?"""
    found = await services.saved_views.card(actor, callback_data.view)
    await wait_for(state, ViewForm.rename, ViewDraft(callback_data.view, callback_data.ver))
    await show(ui.name_question(words, found.line.name))


@router.message(ViewForm.rename, TYPED)
async def rename(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """Called as typed."""
    draft = await draft_of(state, ViewDraft)
    try:
        await services.saved_views.rename(actor, draft.view, draft.ver, message.text or "")
    except Stale as stale:  # renamed or shared meanwhile, in another message
        await state.clear()
        screen = ui.view_card(await services.saved_views.card(actor, draft.view), words)
        await show(screen.with_toast(problem_text(stale, words)))
        return
    await state.clear()
    await show(ui.view_card(await services.saved_views.card(actor, draft.view), words))


@router.callback_query(ui.ViewShare.filter())
async def share(
    callback: CallbackQuery, callback_data: ui.ViewShare, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Shared, or no longer."""
    line = await services.saved_views.share(actor, callback_data.view, callback_data.ver, shared=callback_data.shared)
    screen = ui.view_card(await services.saved_views.card(actor, line.id), words)
    await show(screen.with_toast(ui.shared_toast(line, words)))


@router.callback_query(ui.ViewDeleteAsk.filter())
async def ask_delete(
    callback: CallbackQuery,
    callback_data: ui.ViewDeleteAsk,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Sure?"""
    await show(ui.delete_question(await services.saved_views.card(actor, callback_data.view), words))


@router.callback_query(ui.ViewDelete.filter())
async def delete(
    callback: CallbackQuery, callback_data: ui.ViewDelete, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Gone."""
    await services.saved_views.delete(actor, callback_data.view, callback_data.ver)
    screen = ui.view_list(await services.saved_views.all(actor), 1, words)
    await show(screen.with_toast(ui.deleted_toast(words)))
