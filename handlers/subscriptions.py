"""Subscriptions to numbers: how often, a threshold, the list; and who sold what in a review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import report_filters, reviews
from bot.ui import subscriptions as ui
from bot.ui.reports.buttons import CODES
from bot.ui.words import Words
from handlers.access import TYPED
from handlers.drafts import draft_of, wait_for
from services import Services
from services.rules.actor import Actor

router = Router(name="subscriptions")


class ThresholdForm(StatesGroup):
    """A number is awaited."""

    number = State()


@dataclass(frozen=True)
class ThresholdDraft:
    """Which number it is about."""

    sign: str
    narrow: str
    above: bool


@router.callback_query(ui.SubscriptionsShow.filter())
async def table(
    callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """All of the person's; nothing is waited for any more."""
    await state.clear()
    await show(ui.table(await services.subscriptions.all(actor), words))


@router.callback_query(ui.SubscribeAsk.filter())
async def ask(
    callback: CallbackQuery,
    callback_data: ui.SubscribeAsk,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """How often?"""
    await state.clear()
    wanted = report_filters.unpack(callback_data.narrow)
    await show(ui.question(await services.subscriptions.draft(actor, CODES[callback_data.sign], wanted), words))


@router.callback_query(ui.SubscribeDo.filter())
async def subscribe(
    callback: CallbackQuery,
    callback_data: ui.SubscribeDo,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """On a rhythm."""
    wanted, rhythm = report_filters.unpack(callback_data.narrow), ui.RHYTHMS[callback_data.rhythm]
    view = await services.subscriptions.add(actor, CODES[callback_data.sign], wanted, rhythm)
    await show(ui.card(view, words, fresh=True))


@router.callback_query(ui.ThresholdAsk.filter())
async def ask_threshold(
    callback: CallbackQuery,
    callback_data: ui.ThresholdAsk,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Under or over which number?"""
    data = callback_data
    view = await services.subscriptions.draft(actor, CODES[data.sign], report_filters.unpack(data.narrow))
    await wait_for(state, ThresholdForm.number, ThresholdDraft(data.sign, data.narrow, data.above))
    await show(ui.threshold_question(view, above=data.above, w=words))


@router.message(ThresholdForm.number, TYPED)
async def threshold(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The typed number."""
    draft = await draft_of(state, ThresholdDraft)
    view = await services.subscriptions.add_typed(
        actor, CODES[draft.sign], report_filters.unpack(draft.narrow), message.text or "", above=draft.above
    )
    await state.clear()
    await show(ui.card(view, words, fresh=True))


@router.callback_query(ui.SubscriptionOpen.filter())
async def card(
    callback: CallbackQuery,
    callback_data: ui.SubscriptionOpen,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """One of them."""
    await show(ui.card(await services.subscriptions.card(actor, callback_data.subscription), words))


@router.callback_query(ui.SubscriptionEnd.filter())
async def end(
    callback: CallbackQuery,
    callback_data: ui.SubscriptionEnd,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """No more of it."""
    await services.subscriptions.end(actor, callback_data.subscription)
    await show(ui.table(await services.subscriptions.all(actor), words))


@router.callback_query(reviews.ReviewShow.filter())
async def review(
    callback: CallbackQuery,
    callback_data: reviews.ReviewShow,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """The last week or month, asked for."""
    await show(reviews.shown(await services.reviews.page(actor, reviews.KINDS[callback_data.span]), words))


@router.callback_query(reviews.ReviewPeople.filter())
async def by_person(
    callback: CallbackQuery,
    callback_data: reviews.ReviewPeople,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Who sold what in a review's period, as a message beside it."""
    data = callback_data
    view = await services.reviews.of(actor, reviews.KINDS[data.span], date.fromordinal(data.day))
    await show.answer()
    await show.new(reviews.people(view, data.day, words))
