"""Finding anything: /find, then a typed piece of it."""

from __future__ import annotations

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import find as ui
from bot.ui.words import Words
from handlers.access import TYPED, command
from services import Services
from services.rules.actor import Actor
from services.rules.understanding import says_what_to_do

router = Router(name="find")


class Finding(StatesGroup):
    """What is typed is looked for."""

    query = State()


@router.message(command("find"))
async def find(
    message: Message,
    command: CommandObject,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Ask what for, unless it stands beside the command."""
    await state.set_state(Finding.query)
    if command.args:
        await show(ui.found(await services.search.find(actor, command.args), words))
    else:
        await show(ui.question(words))


@router.message(Finding.query, TYPED)
async def typed(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """What was found; the next text is looked for again. A sentence that finds nothing is read as one."""
    text = message.text or ""
    found = await services.search.find(actor, text)
    if not found.total and says_what_to_do(text, words.now, actor.zone, actor.locale):
        raise SkipHandler
    await show(ui.found(found, words))


@router.callback_query(ui.FindPage.filter())
async def page(
    callback: CallbackQuery,
    callback_data: ui.FindPage,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Another page."""
    await state.set_state(Finding.query)
    await show(ui.found(await services.search.find(actor, callback_data.key, callback_data.page), words))
