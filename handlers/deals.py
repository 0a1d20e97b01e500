"""Deals: the lists, the card, moving through stages, changing what is on the card, notes, handing over."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import deal_lists
from bot.ui import deals as ui
from bot.ui import steps as steps_ui
from bot.ui.problems import problem_text
from bot.ui.screen import Screen
from bot.ui.targets import OpenCard
from bot.ui.words import Words
from handlers import picking
from handlers.access import TYPED, command
from handlers.albums import answered_by
from handlers.drafts import draft_of, wait_for
from handlers.field_flow import Chat, ask_missing
from handlers.picking import Picked, picked
from handlers.redraw import redraws
from handlers.sent import SENT, file_of, words_of
from handlers.states import DealForm
from services import Services
from services.deals import DealCard
from services.errors import Invalid, Stale
from services.field_steps import FieldsMissing
from services.rules import money
from services.rules.actor import Actor
from services.rules.target import Target

router = Router(name="deals")


@dataclass(frozen=True)
class DealDraft:
    """Which deal is being changed, as of which version."""

    deal: int
    ver: int


# ----------------------------------------------------------------------------------------------------- lists and card
@router.message(command("deals"))
async def deals(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """The open deals."""
    found = await services.deals.list(actor)
    await show(deal_lists.deal_list(found, words, await services.saved_views.all(actor)))


@router.callback_query(deal_lists.DealTable.filter())
async def table(
    callback: CallbackQuery,
    callback_data: deal_lists.DealTable,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """A page of a list."""
    choice = deal_lists.CHOICES.get(callback_data.choice, "open")
    found = await services.deals.list(actor, choice, callback_data.page)
    await show(deal_lists.deal_list(found, words, await services.saved_views.all(actor)))


@router.callback_query(OpenCard.filter(F.kind == "d"))
async def open_card(
    callback: CallbackQuery, callback_data: OpenCard, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """The card."""
    await show(ui.deal_card(await services.deals.card(actor, callback_data.id), words))


@redraws(*ui.BUTTONS)
async def card_now(
    callback_data: ui.DealButton,
    actor: Actor,
    services: Services,
    words: Words,
) -> Screen:
    """The card as it is now, after a stale button."""
    return ui.deal_card(await services.deals.card(actor, callback_data.id), words)


@router.callback_query(ui.DealMore.filter())
async def more(
    callback: CallbackQuery, callback_data: ui.DealMore, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Everything else."""
    await show(ui.more(await services.deals.card(actor, callback_data.id), words))


# -------------------------------------------------------------------------------------------------------------- stages
@router.callback_query(ui.DealStep.filter())
async def step(
    callback: CallbackQuery,
    callback_data: ui.DealStep,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """The next stage, or the one before: one tap, unless fields have to be filled first."""
    by = 1 if callback_data.by > 0 else -1
    try:
        card = await services.deals.step(actor, callback_data.id, callback_data.ver, by)
    except FieldsMissing as missing:
        await ask_missing(missing, Chat(actor, services, show, words, state))
        return
    await show(ui.deal_card(card, words).with_toast(ui.moved_toast(card, words)))


@router.callback_query(ui.DealStages.filter())
async def stages(
    callback: CallbackQuery, callback_data: ui.DealStages, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Which stage?"""
    await show(ui.stage_question(await services.deals.stage_choice(actor, callback_data.id), words))


@router.callback_query(ui.DealStagePage.filter())
async def stage_page(
    callback: CallbackQuery, callback_data: ui.DealStagePage, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """More stages to choose from."""
    asked = await services.deals.stage_choice(actor, callback_data.id)
    await show(ui.stage_question(asked, words, callback_data.page))


@router.callback_query(ui.DealMove.filter())
async def move(
    callback: CallbackQuery,
    callback_data: ui.DealMove,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """To any stage; forward only when what this one requires is filled."""
    try:
        card = await services.deals.move(actor, callback_data.id, callback_data.ver, callback_data.stage)
    except FieldsMissing as missing:
        await ask_missing(missing, Chat(actor, services, show, words, state))
        return
    await show(ui.deal_card(card, words).with_toast(ui.moved_toast(card, words)))


# ------------------------------------------------------------------------------------------------ what is on the card
@router.callback_query(ui.DealAmount.filter())
async def ask_amount(
    callback: CallbackQuery,
    callback_data: ui.DealAmount,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """How much?"""
    card = await services.deals.card(actor, callback_data.id)
    await wait_for(state, DealForm.amount, DealDraft(card.id, card.version))
    await show(ui.amount_question(card, words))


@router.message(DealForm.amount, TYPED)
async def amount(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The amount."""
    value = money.parse(message.text or "")
    if value is None:
        raise Invalid("amount_invalid")
    draft = await draft_of(state, DealDraft)
    try:
        card = await services.deals.set_amount(actor, draft.deal, draft.ver, value)
    except Stale as stale:
        await _as_it_is(stale, draft, actor, services, show, words, state)
    else:
        await _saved(card, show, words, state)


@router.callback_query(ui.DealTitle.filter())
async def ask_title(
    callback: CallbackQuery,
    callback_data: ui.DealTitle,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What is it to be called?"""
    card = await services.deals.card(actor, callback_data.id)
    await wait_for(state, DealForm.title, DealDraft(card.id, card.version))
    await show(ui.title_question(card, words))


@router.message(DealForm.title, TYPED)
async def title(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The title."""
    draft = await draft_of(state, DealDraft)
    try:
        card = await services.deals.rename(actor, draft.deal, draft.ver, message.text or "")
    except Stale as stale:
        await _as_it_is(stale, draft, actor, services, show, words, state)
    else:
        await _saved(card, show, words, state)


async def _saved(card: DealCard, show: Show, words: Words, state: FSMContext) -> None:
    await state.clear()
    await show(ui.deal_card(card, words).with_toast(ui.saved_toast(words)))


async def _as_it_is(
    stale: Stale, draft: DealDraft, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """Somebody was faster: what was typed is not stored, the card says how it is now."""
    await state.clear()
    card = await services.deals.card(actor, draft.deal)
    await show(ui.deal_card(card, words).with_toast(problem_text(stale, words)))


@router.callback_query(ui.DealDate.filter())
async def ask_date(
    callback: CallbackQuery,
    callback_data: ui.DealDate,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """When is the sale expected?"""
    card = await services.deals.card(actor, callback_data.id)
    await picking.let_type(state, ui.expected(card), words.now)
    await show(ui.date_question(card, words))


@picked(ui.EXPECTED)
async def date_chosen(choice: Picked, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """The day."""
    day = words.local(choice.moment).date()
    try:
        card = await services.deals.set_expected_close(actor, choice.ref, choice.ver, day)
        toast = ui.saved_toast(words)
    except Stale as stale:
        card = await services.deals.card(actor, choice.ref)
        toast = problem_text(stale, words)
    await show(ui.deal_card(card, words).with_toast(toast))


# ------------------------------------------------------------------------------------------------------ what happened
@router.callback_query(ui.DealOffer.filter())
async def offer(
    callback: CallbackQuery,
    callback_data: ui.DealOffer,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """An offer went out; a deal with nothing left to do is asked for its next call at once (S2-50)."""
    card = await services.deals.offer_sent(actor, callback_data.id, callback_data.ver)
    screen = ui.deal_card(card, words)
    if card.no_task:
        target = Target("deal", card.id)
        await picking.let_type(state, steps_ui.pick(target, "c"), words.now)
        asked = await services.tasks.step_question(actor, target)
        screen = steps_ui.time_question(asked, target, "c", words, offer=True)
    await show(screen.with_toast(ui.offer_toast(words)))


@router.callback_query(ui.DealNote.filter())
async def ask_note(
    callback: CallbackQuery,
    callback_data: ui.DealNote,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What is to be noted?"""
    card = await services.deals.card(actor, callback_data.id)
    await wait_for(state, DealForm.note, DealDraft(card.id, card.version))
    await show(ui.note_question(card, words))


@router.message(DealForm.note, SENT)
async def note(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """A note, a voice message, a picture, a file."""
    draft = await draft_of(state, DealDraft)
    card = await services.deals.note(actor, draft.deal, words_of(message), key=once, file=file_of(message))
    await answered_by(message, state, draft.deal)
    await state.clear()
    await show(ui.deal_card(card, words).with_toast(ui.noted_toast(words)))


# -------------------------------------------------------------------------------------------------------- handing over
@router.callback_query(ui.DealGive.filter())
async def ask_taker(
    callback: CallbackQuery, callback_data: ui.DealGive, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Who takes it?"""
    await show(ui.takers(await services.deals.give_choice(actor, callback_data.id), callback_data.page, words))


@router.callback_query(ui.DealGiveTo.filter())
async def give(
    callback: CallbackQuery, callback_data: ui.DealGiveTo, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Somebody else has it now."""
    card = await services.deals.give(actor, callback_data.id, callback_data.ver, callback_data.user)
    await show(ui.deal_card(card, words).with_toast(ui.given_toast(card, words)))
