"""Contact persons: the list, the card, adding and changing one, the personal link."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import contacts as ui
from bot.ui import toasts
from bot.ui.problems import problem_text
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import TYPED
from handlers.clients import ClientDraft, ClientForm
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from services import Services
from services.errors import Stale
from services.rules.actor import Actor

router = Router(name="contacts")


@dataclass(frozen=True)
class ContactDraft:
    """Which contact is being changed, as of which version; `what` of `bot.ui.contacts.FIELDS`."""

    contact: int
    ver: int
    what: str


@router.callback_query(ui.ContactTable.filter())
async def table(
    callback: CallbackQuery, callback_data: ui.ContactTable, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """A page of a client's contacts."""
    await show(ui.contact_list(await services.clients.contacts(actor, callback_data.client, callback_data.page), words))


@router.callback_query(ui.ContactOpen.filter())
async def open_contact(
    callback: CallbackQuery, callback_data: ui.ContactOpen, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """One contact."""
    await show(ui.contact_card(await services.clients.contact(actor, callback_data.id), words))


@redraws(*ui.BUTTONS)
async def card_now(callback_data: ui.ContactButton, actor: Actor, services: Services, words: Words) -> Screen:
    """The contact as it is now, after a stale button."""
    return ui.contact_card(await services.clients.contact(actor, callback_data.id), words)


@router.callback_query(ui.ContactAdd.filter())
async def ask_new(
    callback: CallbackQuery,
    callback_data: ui.ContactAdd,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Who is it?"""
    card = await services.clients.card(actor, callback_data.client)
    await wait_for(state, ClientForm.contact, ClientDraft(card.id, card.version))
    await show(ui.add_question(card.id, card.name, words))


@router.message(ClientForm.contact, TYPED | F.contact)
async def new(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """A typed line or a shared contact."""
    draft = await draft_of(state, ClientDraft)
    shared = message.contact
    typed = " ".join(part for part in (shared.first_name, shared.last_name) if part) if shared else message.text or ""
    card = await services.clients.add_contact(
        actor,
        draft.client,
        typed,
        phone=f"+{shared.phone_number.lstrip('+')}" if shared else "",
        chat_id=shared.user_id if shared else None,
        key=once,
    )
    await state.clear()
    await show(ui.contact_card(card, words).with_toast(toasts.added(words)))


@router.callback_query(ui.ContactAsk.filter())
async def ask_field(
    callback: CallbackQuery,
    callback_data: ui.ContactAsk,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What is to stand there?"""
    card = await services.clients.contact(actor, callback_data.id)
    await wait_for(state, ClientForm.field, ContactDraft(card.id, card.version, callback_data.what))
    await show(ui.field_question(card, callback_data.what, words))


@router.message(ClientForm.field, TYPED)
async def field(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The name, phone, position or e-mail."""
    draft = await draft_of(state, ContactDraft)
    what = ui.FIELDS[draft.what]
    try:
        card = await services.clients.set_contact(actor, draft.contact, draft.ver, what, message.text or "")
        toast = toasts.saved(words)
    except Stale as stale:
        card = await services.clients.contact(actor, draft.contact)
        toast = problem_text(stale, words)
    await state.clear()
    await show(ui.contact_card(card, words).with_toast(toast))


@router.callback_query(ui.ContactClear.filter())
async def clear(
    callback: CallbackQuery, callback_data: ui.ContactClear, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Take it away."""
    what = ui.FIELDS[callback_data.what]
    card = await services.clients.set_contact(actor, callback_data.id, callback_data.ver, what, "")
    await show(ui.contact_card(card, words).with_toast(toasts.saved(words)))
