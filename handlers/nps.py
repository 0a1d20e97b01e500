"""NPS: the client's answer, and the one a manager enters."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import nps as ui
from bot.ui.targets import NpsOpen
from bot.ui.words import Words
from handlers.access import TYPED
from services import Services
from services.rules.actor import Actor

router = Router(name="nps")


class Reason(StatesGroup):
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
    await state.set_state(Reason.client)
    await state.set_data({"poll": view.id})
    await show(ui.why(view, words))


@router.callback_query(ui.NpsSkip.filter())
async def skip(
    callback: CallbackQuery,
    callback_data: ui.NpsSkip,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """No reason."""
    view = await services.nps.reason(actor, callback_data.poll, None)
    await state.clear()
    await show(ui.thanks(view, words))


@router.message(Reason.client, TYPED)
async def reason(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The client's reason."""
    data = await state.get_data()
    await state.clear()
    await show(ui.thanks(await services.nps.reason(actor, int(data["poll"]), message.text), words))


@router.callback_query(NpsOpen.filter())
async def open_card(
    callback: CallbackQuery, callback_data: NpsOpen, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """The scores a manager may enter."""
    await show(ui.card(await services.nps.task_card(actor, callback_data.task), words))


@router.callback_query(ui.NpsEnter.filter())
async def enter(
    callback: CallbackQuery,
    callback_data: ui.NpsEnter,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """What the client said in person."""
    await show(ui.card(await services.nps.enter(actor, callback_data.task, callback_data.score), words))


@router.callback_query(ui.NpsWhy.filter())
async def ask_reason(
    callback: CallbackQuery, callback_data: ui.NpsWhy, show: Show, words: Words, state: FSMContext
) -> None:
    """The manager adds the reason."""
    await state.set_state(Reason.manager)
    await state.set_data({"poll": callback_data.poll})
    await show.new(ui.ask_reason(words))


@router.message(Reason.manager, TYPED)
async def enter_reason(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The reason the client said in person."""
    data = await state.get_data()
    view = await services.nps.enter_reason(actor, int(data["poll"]), message.text or "")
    await state.clear()
    await show(ui.card(view, words))
