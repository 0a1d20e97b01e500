"""A channel's costs: entering, changing, striking out, taking back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import channel_costs as ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import ADMINS, TYPED, Allowed
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from services import Services
from services.channel_costs import CostCard
from services.errors import Invalid
from services.rules import money
from services.rules.actor import Actor
from services.rules.kinds import CostKind
from services.rules.typed_ranges import read_period

router = Router(name="channel_costs")
router.message.filter(Allowed(ADMINS))


class CostForm(StatesGroup):
    """A cost waits for a text."""

    amount = State()
    days = State()


@dataclass(frozen=True)
class CostDraft:
    """Which cost, as of which version; 0 for a new one, of which the channel, kind and amount are known."""

    channel: int
    cost: int = 0
    ver: int = 0
    letter: str = "a"
    amount: int = 0


@router.callback_query(ui.CostsShow.filter())
async def page(
    callback: CallbackQuery, callback_data: ui.CostsShow, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """What a channel cost."""
    view = await services.channel_costs.page(actor, callback_data.channel, callback_data.page)
    await show(ui.page(view, words))


@router.callback_query(ui.CostOpen.filter())
async def card(
    callback: CallbackQuery,
    callback_data: ui.CostOpen,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """One of them."""
    await state.clear()
    await show(ui.card(await services.channel_costs.get(actor, callback_data.cost), words))


@redraws(*ui.CHANGES)
async def card_now(callback_data: ui.CostAsk, actor: Actor, services: Services, words: Words) -> Screen:
    """The cost as it is now, after a stale button."""
    return ui.card(await services.channel_costs.get(actor, callback_data.cost), words)


@redraws(ui.CostUndo)
async def page_now(callback_data: ui.CostUndo, actor: Actor, services: Services, words: Words) -> Screen:
    """The channel's costs as they are: there is nothing to take back."""
    channel = await services.channel_costs.channel_of(actor, callback_data.undo)
    return ui.page(await services.channel_costs.page(actor, channel), words)


# -------------------------------------------------------------------------------------------------------- a new one
@router.callback_query(ui.CostNew.filter())
async def ask_kind(
    callback: CallbackQuery,
    callback_data: ui.CostNew,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What was it for?"""
    await state.clear()
    await show(ui.kind_question(await services.channel_costs.page(actor, callback_data.channel), words))


@router.callback_query(ui.CostNewOf.filter())
async def ask_amount(
    callback: CallbackQuery,
    callback_data: ui.CostNewOf,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """How much?"""
    view = await services.channel_costs.page(actor, callback_data.channel)
    await wait_for(state, CostForm.amount, CostDraft(callback_data.channel, letter=callback_data.letter))
    await show(ui.amount_question(view, _kind(callback_data.letter), words))


@router.message(CostForm.amount, TYPED)
async def amount(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The amount: of a cost there is, or of a new one, which is asked for its days next."""
    value, draft = money.parse(message.text or ""), await draft_of(state, CostDraft)
    if not value:
        raise Invalid("amount_invalid")
    if draft.cost:
        await _saved(await services.channel_costs.set_amount(actor, draft.cost, draft.ver, value), show, words, state)
        return
    view = await services.channel_costs.page(actor, draft.channel)
    await wait_for(state, CostForm.days, CostDraft(draft.channel, letter=draft.letter, amount=value))
    await show(ui.days_question(view, _kind(draft.letter), value, words))


@router.callback_query(ui.CostNewFor.filter())
async def add(
    callback: CallbackQuery,
    callback_data: ui.CostNewFor,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
    once: str,
) -> None:
    """For these days."""
    data, days = callback_data, ui.span_days(callback_data.span, words.today)
    kind = _kind(data.letter)
    await _saved(
        await services.channel_costs.add(actor, data.channel, kind, data.amount, *days, key=once), show, words, state
    )


@router.message(CostForm.days, TYPED)
async def typed_days(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext, once: str
) -> None:
    """Two dates, or one."""
    draft, days = await draft_of(state, CostDraft), _days(message.text or "", words.today)
    if draft.cost:
        view = await services.channel_costs.set_days(actor, draft.cost, draft.ver, *days)
    else:
        kind = _kind(draft.letter)
        view = await services.channel_costs.add(actor, draft.channel, kind, draft.amount, *days, key=once)
    await _saved(view, show, words, state)


# ----------------------------------------------------------------------------------------------------- one there is
@router.callback_query(ui.CostAsk.filter())
async def ask(
    callback: CallbackQuery,
    callback_data: ui.CostAsk,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What shall it be?"""
    view = await services.channel_costs.get(actor, callback_data.cost)
    draft = CostDraft(view.channel.id, view.cost.id, view.cost.version)
    if callback_data.what in "ad":
        await wait_for(state, CostForm.amount if callback_data.what == "a" else CostForm.days, draft)
    await show(ui.question(view, callback_data.what, words))


@router.callback_query(ui.CostKindSet.filter())
async def set_kind(
    callback: CallbackQuery,
    callback_data: ui.CostKindSet,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """It was for this."""
    data = callback_data
    await _saved(
        await services.channel_costs.set_kind(actor, data.cost, data.ver, _kind(data.letter)), show, words, state
    )


@router.callback_query(ui.CostDaysSet.filter())
async def set_days(
    callback: CallbackQuery,
    callback_data: ui.CostDaysSet,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """For these days."""
    data, days = callback_data, ui.span_days(callback_data.span, words.today)
    await _saved(await services.channel_costs.set_days(actor, data.cost, data.ver, *days), show, words, state)


@router.callback_query(ui.CostDelete.filter())
async def delete(
    callback: CallbackQuery, callback_data: ui.CostDelete, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Struck out; it can be taken back."""
    channel, undo = await services.channel_costs.delete(actor, callback_data.cost, callback_data.ver)
    screen = ui.page(await services.channel_costs.page(actor, channel), words, undo=undo)
    await show(screen.with_toast(ui.deleted_toast(words)))


@router.callback_query(ui.CostUndo.filter())
async def undo(
    callback: CallbackQuery, callback_data: ui.CostUndo, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """As it was."""
    channel = await services.channel_costs.undo(actor, callback_data.undo)
    screen = ui.page(await services.channel_costs.page(actor, channel), words)
    await show(screen.with_toast(ui.undone_toast(words)))


async def _saved(view: CostCard, show: Show, words: Words, state: FSMContext) -> None:
    await state.clear()
    await show(ui.card(view, words).with_toast(ui.saved_toast(view, words)))


def _kind(letter: str) -> CostKind:
    if letter not in ui.KINDS:
        raise Invalid("invalid")
    return ui.KINDS[letter]


def _days(typed: str, today: date) -> tuple[date, date]:
    found = read_period(typed, today)
    if found is None or found.since is None or found.until is None:
        raise Invalid("days_invalid")
    return found.since, found.until
