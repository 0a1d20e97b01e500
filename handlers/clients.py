"""Clients: the card, a new deal, notes, the name, handing over."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import clients as ui
from bot.ui import deals as deals_ui
from bot.ui import toasts
from bot.ui.problems import problem_text
from bot.ui.screen import Screen
from bot.ui.targets import OpenCard
from bot.ui.words import Words
from handlers.access import TYPED
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from handlers.sent import SENT, file_of, words_of
from services import Services
from services.errors import NotFound, Stale
from services.rules.actor import Actor

router = Router(name="clients")


class ClientForm(StatesGroup):
    """Something of a client or its contacts is to be typed or sent."""

    note = State()
    name = State()
    contact = State()
    field = State()


@dataclass(frozen=True)
class ClientDraft:
    """Which client is being changed, as of which version."""

    client: int
    ver: int


# ------------------------------------------------------------------------------------------------------------ the card
@router.callback_query(OpenCard.filter(F.kind == "c"))
async def open_card(
    callback: CallbackQuery, callback_data: OpenCard, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """The card."""
    await show(ui.client_card(await services.clients.card(actor, callback_data.id), words))


@router.callback_query(ui.ClientDeals.filter())
async def deals_page(
    callback: CallbackQuery, callback_data: ui.ClientDeals, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """The card with another page of the deals."""
    await show(ui.client_card(await services.clients.card(actor, callback_data.id, callback_data.page), words))


@redraws(*ui.BUTTONS)
async def card_now(callback_data: ui.ClientButton, actor: Actor, services: Services, words: Words) -> Screen:
    """The card as it is now, after a stale button."""
    return ui.client_card(await services.clients.card(actor, callback_data.id), words)


@router.callback_query(ui.ClientMore.filter())
async def more(
    callback: CallbackQuery, callback_data: ui.ClientMore, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Everything else."""
    await show(ui.more(await services.clients.card(actor, callback_data.id), words))


# ---------------------------------------------------------------------------------------------------------- a new deal
@router.callback_query(ui.ClientNewDeal.filter())
async def ask_pipeline(
    callback: CallbackQuery, callback_data: ui.ClientNewDeal, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """In which pipeline?"""
    name, pipelines = await services.clients.pipelines(actor, callback_data.id)
    await show(ui.pipeline_question(callback_data.id, name, pipelines, words))


@router.callback_query(ui.ClientNewDealIn.filter())
async def new_deal(
    callback: CallbackQuery,
    callback_data: ui.ClientNewDealIn,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    once: str,
) -> None:
    """The deal is open; its card follows."""
    card = await services.deals.create(actor, callback_data.id, callback_data.pipeline, key=once)
    await show(deals_ui.deal_card(card, words).with_toast(ui.new_deal_toast(card.id, words)))


# ------------------------------------------------------------------------------------------------ what is on the card
@router.callback_query(ui.ClientNote.filter())
async def ask_note(
    callback: CallbackQuery,
    callback_data: ui.ClientNote,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What is to be noted?"""
    card = await services.clients.card(actor, callback_data.id)
    await wait_for(state, ClientForm.note, ClientDraft(card.id, card.version))
    await show(ui.note_question(card, words))


@router.message(ClientForm.note, SENT)
async def note(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """A note, a voice message, a picture, a file."""
    draft = await draft_of(state, ClientDraft)
    card = await services.clients.note(actor, draft.client, words_of(message), key=once, file=file_of(message))
    await state.clear()
    await show(ui.client_card(card, words).with_toast(toasts.noted(words)))


@router.callback_query(ui.ClientName.filter())
async def ask_name(
    callback: CallbackQuery,
    callback_data: ui.ClientName,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What is the client called?"""
    card = await services.clients.card(actor, callback_data.id)
    await wait_for(state, ClientForm.name, ClientDraft(card.id, card.version))
    await show(ui.name_question(card, words))


@router.message(ClientForm.name, TYPED)
async def name(message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> None:
    """The name."""
    draft = await draft_of(state, ClientDraft)
    try:
        card = await services.clients.rename(actor, draft.client, draft.ver, message.text or "")
        toast = toasts.saved(words)
    except Stale as stale:
        card = await services.clients.card(actor, draft.client)
        toast = problem_text(stale, words)
    await state.clear()
    await show(ui.client_card(card, words).with_toast(toast))


# -------------------------------------------------------------------------------------------------------- handing over
@router.callback_query(ui.ClientGive.filter())
async def ask_taker(
    callback: CallbackQuery, callback_data: ui.ClientGive, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Who takes it?"""
    await show(ui.takers(await services.clients.give_choice(actor, callback_data.id), callback_data.page, words))


@router.callback_query(ui.ClientGiveAsk.filter())
async def ask_deals(
    callback: CallbackQuery, callback_data: ui.ClientGiveAsk, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """With the open deals or without?"""
    asked = await services.clients.give_choice(actor, callback_data.id)
    taker = next((person for person in asked.people if person.id == callback_data.user), None)
    if taker is None:
        raise NotFound("user")
    await show(ui.deals_question(asked, taker, words))


@router.callback_query(ui.ClientGiveTo.filter())
async def give(
    callback: CallbackQuery, callback_data: ui.ClientGiveTo, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Somebody else has it now."""
    data = callback_data
    card = await services.clients.give(actor, data.id, data.ver, data.user, with_deals=data.deals)
    await show(ui.client_card(card, words).with_toast(ui.given_toast(card, words)))
