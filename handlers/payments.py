"""Payments of a deal: planning, receiving, changing, taking back."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import payments as ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers import picking
from handlers.access import TYPED
from handlers.drafts import draft_of, wait_for
from handlers.picking import Picked, picked
from handlers.redraw import redraws
from services import Services
from services.errors import Invalid
from services.payments import PaymentBook
from services.rules import money, payment_plan
from services.rules.actor import Actor

router = Router(name="payments")


class PayForm(StatesGroup):
    """A text about payments is waited for: a plan, what came, a part of it, another sum."""

    plan = State()
    new = State()
    part = State()
    amount = State()


@dataclass(frozen=True)
class PayDraft:
    """Which deal, or which payment as of which version."""

    deal: int = 0
    payment: int = 0
    ver: int = 0


@router.callback_query(ui.PaysShow.filter())
async def book(
    callback: CallbackQuery,
    callback_data: ui.PaysShow,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """The payments of a deal."""
    await state.clear()
    await show(ui.book(await services.payments.book(actor, callback_data.deal), words))


@router.callback_query(ui.PayOpen.filter())
async def card(
    callback: CallbackQuery,
    callback_data: ui.PayOpen,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """One payment."""
    await state.clear()
    await show(ui.card(await services.payments.get(actor, callback_data.payment), words))


@redraws(*ui.OF_DEAL)
async def book_now(callback_data: ui.OfDeal, actor: Actor, services: Services, words: Words) -> Screen:
    """The payments as they are now."""
    return ui.book(await services.payments.book(actor, callback_data.deal), words)


@redraws(*ui.OF_PAYMENT)
async def card_now(callback_data: ui.OfPayment, actor: Actor, services: Services, words: Words) -> Screen:
    """The payment as it is now."""
    return ui.card(await services.payments.get(actor, callback_data.payment), words)


@redraws(ui.PayUndo)
async def undone_book(callback_data: ui.PayUndo, actor: Actor, services: Services, words: Words) -> Screen:
    """The payments of what was taken back before, or long ago."""
    return ui.book(
        await services.payments.book(actor, await services.payments.deal_of(actor, callback_data.undo)), words
    )


# ------------------------------------------------------------------------------------------------------------- planning
@router.callback_query(ui.PayPlan.filter())
async def ask_plan(
    callback: CallbackQuery,
    callback_data: ui.PayPlan,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """In how many parts?"""
    view = await services.payments.book(actor, callback_data.deal)
    await wait_for(state, PayForm.plan, PayDraft(deal=view.deal_id, ver=view.version))
    await show(ui.plan_question(view, words))


@router.callback_query(ui.PayPlanAs.filter())
async def ask_first(
    callback: CallbackQuery,
    callback_data: ui.PayPlanAs,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """When is the first due?"""
    await state.clear()
    view = await services.payments.book(actor, callback_data.deal)
    await show(ui.first_question(view, callback_data.shares, words))


@router.message(PayForm.plan, TYPED)
async def typed_plan(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """Shares, or sums with days."""
    draft, typed = await draft_of(state, PayDraft), message.text or ""
    shares = payment_plan.shares(typed)
    if shares is not None:
        view = await services.payments.book(actor, draft.deal)
        await state.clear()
        await show(ui.first_question(view, "-".join(map(str, shares)), words))
        return
    parts = payment_plan.sums(typed, words.today)
    if parts is None:
        raise Invalid("shares_invalid")
    await _saved(await services.payments.plan(actor, draft.deal, draft.ver, parts), show, words, state)


@router.callback_query(ui.PayPlanFrom.filter())
async def plan(
    callback: CallbackQuery,
    callback_data: ui.PayPlanFrom,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """In these parts from that day on."""
    data = callback_data
    first = ui.first_day(await services.payments.book(actor, data.deal), data.ahead, words.today)
    shares = tuple(map(int, data.shares.split("-")))
    await _saved(await services.payments.plan_shares(actor, data.deal, data.ver, shares, first), show, words, state)


# ------------------------------------------------------------------------------------------------------------ receiving
@router.callback_query(ui.PayNew.filter())
async def ask_new(
    callback: CallbackQuery,
    callback_data: ui.PayNew,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """How much came?"""
    view = await services.payments.book(actor, callback_data.deal)
    await wait_for(state, PayForm.new, PayDraft(deal=view.deal_id))
    await show(ui.new_question(view, words))


@router.message(PayForm.new, TYPED)
async def new(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """So much came."""
    draft, value = await draft_of(state, PayDraft), _amount(message)
    await _saved(await services.payments.receive_new(actor, draft.deal, value, key=once), show, words, state)


@router.callback_query(ui.PayGot.filter())
async def got(
    callback: CallbackQuery,
    callback_data: ui.PayGot,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """It came whole."""
    data = callback_data
    await _saved(await services.payments.receive(actor, data.payment, data.ver), show, words, state)


@router.callback_query(ui.PayPart.filter())
async def ask_part(
    callback: CallbackQuery,
    callback_data: ui.PayPart,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """How much of it came?"""
    view = await services.payments.get(actor, callback_data.payment)
    await wait_for(state, PayForm.part, PayDraft(view.deal_id, view.line.id, view.line.version))
    await show(ui.part_question(view, words))


@router.callback_query(ui.PayHalf.filter())
async def half(
    callback: CallbackQuery,
    callback_data: ui.PayHalf,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """That share of it came."""
    data = callback_data
    view = await services.payments.get(actor, data.payment)
    value = view.line.amount * data.percent // 100
    await _saved(await services.payments.receive(actor, data.payment, data.ver, value), show, words, state)


@router.message(PayForm.part, TYPED)
async def part(message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext) -> None:
    """So much of it came."""
    draft, value = await draft_of(state, PayDraft), _amount(message)
    await _saved(await services.payments.receive(actor, draft.payment, draft.ver, value), show, words, state)


# ------------------------------------------------------------------------------------------------------------- changing
@router.callback_query(ui.PayAmount.filter())
async def ask_amount(
    callback: CallbackQuery,
    callback_data: ui.PayAmount,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """How much shall it be?"""
    view = await services.payments.get(actor, callback_data.payment)
    await wait_for(state, PayForm.amount, PayDraft(view.deal_id, view.line.id, view.line.version))
    await show(ui.amount_question(view, words))


@router.message(PayForm.amount, TYPED)
async def amount(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """So much."""
    draft, value = await draft_of(state, PayDraft), _amount(message)
    await _saved(await services.payments.set_amount(actor, draft.payment, draft.ver, value), show, words, state)


@router.callback_query(ui.PayDue.filter())
async def ask_due(
    callback: CallbackQuery,
    callback_data: ui.PayDue,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """By when?"""
    view = await services.payments.get(actor, callback_data.payment)
    await picking.let_type(state, ui.due(view), words.now)
    await show(ui.due_question(view, words))


@picked(ui.DUE)
async def due_chosen(choice: Picked, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """By that day."""
    day = words.local(choice.moment).date()
    view = await services.payments.set_due(actor, choice.ref, choice.ver, day)
    await show(ui.book(view, words).with_toast(ui.saved_toast(words)))


@router.callback_query(ui.PayDelete.filter())
async def delete(
    callback: CallbackQuery,
    callback_data: ui.PayDelete,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Struck out; it can be taken back."""
    await _saved(await services.payments.delete(actor, callback_data.payment, callback_data.ver), show, words, state)


@router.callback_query(ui.PayUndo.filter())
async def undo(
    callback: CallbackQuery, callback_data: ui.PayUndo, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """As it was."""
    view = await services.payments.undo(actor, callback_data.undo)
    await show(ui.book(view, words).with_toast(ui.undone_toast(words)))


async def _saved(view: PaymentBook, show: Show, words: Words, state: FSMContext) -> None:
    await state.clear()
    await show(ui.book(view, words).with_toast(ui.saved_toast(words)))


def _amount(message: Message) -> int:
    value = money.parse(message.text or "")
    if not value:
        raise Invalid("amount_invalid")
    return value
