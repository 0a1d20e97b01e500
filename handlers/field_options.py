"""The choices of a list: adding, renaming, removing."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import field_links as to
from bot.ui import fields as ui
from bot.ui.words import Words
from handlers.access import ADMINS, TYPED, Allowed
from handlers.drafts import draft_of, wait_for
from handlers.fields import FieldSetUp, FieldSetUpDraft
from services import Services
from services.errors import Stale
from services.field_views import FieldView
from services.rules.actor import Actor
from services.rules.field_values import Option

router = Router(name="field_options")
router.message.filter(Allowed(ADMINS))


@router.callback_query(to.ListOptions.filter())
async def options(
    callback: CallbackQuery,
    callback_data: to.ListOptions,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """All of them."""
    await show(ui.options(await services.fields.get(actor, callback_data.field), callback_data.page, words))


@router.callback_query(to.OptionAdd.filter())
async def ask_options(
    callback: CallbackQuery,
    callback_data: to.OptionAdd,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Which choices?"""
    view = await services.fields.get(actor, callback_data.field)
    await wait_for(state, FieldSetUp.options, FieldSetUpDraft(view.spec.id, callback_data.ver))
    await show(ui.options_question(view, words))


@router.message(FieldSetUp.options, TYPED)
async def add(message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> None:
    """More choices, one a line."""
    draft = await draft_of(state, FieldSetUpDraft)
    view = await services.fields.add_options(actor, draft.field, draft.ver, message.text or "")
    await state.clear()
    await show(ui.card(view, words).with_toast(ui.saved_toast(words)))


@router.callback_query(to.OptionOpen.filter())
async def option(
    callback: CallbackQuery, callback_data: to.OptionOpen, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """One of them."""
    view = await services.fields.get(actor, callback_data.field)
    await show(ui.option_card(view, _offered(view, callback_data.option), words))


@router.callback_query(to.OptionName.filter())
async def ask_name(
    callback: CallbackQuery,
    callback_data: to.OptionName,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What is it to be called?"""
    view, data = await services.fields.get(actor, callback_data.field), callback_data
    found = _offered(view, data.option)
    await wait_for(state, FieldSetUp.option, FieldSetUpDraft(data.field, data.ver, option=data.option))
    await show(ui.option_question(view, found, words))


@router.message(FieldSetUp.option, TYPED)
async def name(message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> None:
    """A new name for a choice."""
    draft = await draft_of(state, FieldSetUpDraft)
    typed = message.text or ""
    view = await services.fields.rename_option(actor, draft.field, draft.ver, draft.option, typed)
    await state.clear()
    await show(ui.card(view, words).with_toast(ui.saved_toast(words)))


@router.callback_query(to.OptionDrop.filter())
async def drop(
    callback: CallbackQuery, callback_data: to.OptionDrop, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """It is offered no more; the card lets it be taken back."""
    data = callback_data
    view = await services.fields.drop_option(actor, data.field, data.ver, data.option)
    await show(ui.card(view, words).with_toast(ui.saved_toast(words)))


def _offered(view: FieldView, option: int) -> Option:
    found = next((one for one in view.spec.offered if one.id == option), None)
    if found is None:
        raise Stale("field_option_gone")
    return found
