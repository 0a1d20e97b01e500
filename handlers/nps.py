"""NPS: the client's answer, and the one a manager enters."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import deals as deals_ui
from bot.ui import nps as ui
from bot.ui.screen import Screen
from bot.ui.targets import NpsOpen
from bot.ui.words import Words
from handlers.access import TYPED
from handlers.answers import await_answer, awaited
from handlers.redraw import redraws
from services import Services
from services.rules.actor import Actor

router = Router(name="nps")

CLIENT_WITHIN: Final = timedelta(hours=3)
"""What a client writes later is a new matter, not the reason of a score."""
MANAGER_WITHIN: Final = timedelta(minutes=20)


class NpsReason(StatesGroup):
    """A text is the reason of a score."""

    client = State()
    manager = State()


@router.callback_query(ui.NpsScore.filter())
async def score(
    callback: CallbackQuery,
    callback_data: ui.NpsScore,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """The client's score; the reason is asked of everybody (S2-68)."""
    view = await services.nps.score(actor, callback_data.poll, callback_data.score)
    await await_answer(state, NpsReason.client, words.now, CLIENT_WITHIN, poll=view.id)
    await show(ui.why(view, words))


@router.callback_query(ui.NpsAsk.filter())
async def ask_now(
    callback: CallbackQuery, callback_data: ui.NpsAsk, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Ask the client of a won deal now."""
    status = await services.nps.ask_now(actor, callback_data.deal)
    await show((await deal_now(callback_data, actor, services, words)).with_toast(ui.asked_toast(status, words)))


@redraws(ui.NpsAsk)
async def deal_now(callback_data: ui.NpsAsk, actor: Actor, services: Services, words: Words) -> Screen:
    """The deal as it is now."""
    return deals_ui.deal_card(await services.deals.card(actor, callback_data.deal), words)


@router.callback_query(ui.NpsChange.filter())
async def change(
    callback: CallbackQuery, callback_data: ui.NpsChange, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Another score was meant."""
    view = await services.nps.question(actor, callback_data.poll)
    await show(ui.thanks(view, words) if view.answered else ui.question(view, words))


@router.callback_query(ui.NpsSkip.filter())
async def skip(
    callback: CallbackQuery, callback_data: ui.NpsSkip, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """No reason."""
    await show(ui.thanks(await services.nps.reason(actor, callback_data.poll, None), words))


@redraws(ui.NpsScore, ui.NpsSkip)
async def question_now(
    callback_data: ui.NpsScore | ui.NpsSkip, actor: Actor, services: Services, words: Words
) -> Screen:
    """The poll as it stands, after a stale button."""
    return ui.asked(await services.nps.question(actor, callback_data.poll), words)


@router.message(NpsReason.client, TYPED)
async def reason(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The client's reason."""
    asked = await awaited(state, words.now)
    await show(ui.thanks(await services.nps.reason(actor, int(asked["poll"]), message.text), words))


@router.callback_query(NpsOpen.filter())
async def open_card(
    callback: CallbackQuery, callback_data: NpsOpen, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """The scores a manager may enter."""
    await show(await card_now(callback_data, actor, services, words))


@router.callback_query(ui.NpsEnter.filter())
async def enter(
    callback: CallbackQuery, callback_data: ui.NpsEnter, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """What the client said in person."""
    await show(ui.card(await services.nps.enter(actor, callback_data.task, callback_data.score), words))


@router.callback_query(ui.NpsGiveUp.filter())
async def give_up(
    callback: CallbackQuery, callback_data: ui.NpsGiveUp, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """There will be no score."""
    await show(ui.card(await services.nps.give_up(actor, callback_data.task), words))


@redraws(NpsOpen, ui.NpsEnter, ui.NpsGiveUp)
async def card_now(
    callback_data: NpsOpen | ui.NpsEnter | ui.NpsGiveUp, actor: Actor, services: Services, words: Words
) -> Screen:
    """The card as it is now."""
    return ui.card(await services.nps.task_card(actor, callback_data.task), words)


@router.callback_query(ui.NpsWhy.filter())
async def ask_reason(
    callback: CallbackQuery,
    callback_data: ui.NpsWhy,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """The manager adds the reason."""
    view = await services.nps.reason_wanted(actor, callback_data.poll)
    await await_answer(state, NpsReason.manager, words.now, MANAGER_WITHIN, poll=view.id)
    await show.new(ui.ask_reason(view, words))


@router.message(NpsReason.manager, TYPED)
async def enter_reason(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The reason the client said in person."""
    asked = await awaited(state, words.now)
    await show(ui.card(await services.nps.enter_reason(actor, int(asked["poll"]), message.text or ""), words))
