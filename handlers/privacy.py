"""/stop, /mydata and /forget: what people outside decide about themselves."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import privacy as ui
from bot.ui.words import Words
from handlers.access import command
from handlers.states import changed_by_others
from services import Services
from services.rules.actor import Actor

router = Router(name="privacy")


@router.message(command("stop"))
async def stop(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """No polls and news any more."""
    await services.privacy.stop(actor)
    await show(ui.stopped(words))


@router.callback_query(ui.PeaceOff.filter())
async def resume(callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """They may come again."""
    await services.privacy.resume(actor)
    await show(ui.resumed(words))


@router.message(command("mydata"))
async def my_data(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """What is stored of the person."""
    await show(ui.own_data(await services.privacy.data(actor), words))


@router.callback_query(ui.DataFile.filter())
async def as_file(callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """All of it as a file."""
    await show.new(ui.data_file(await services.privacy.data(actor), words))


@router.message(command("forget"))
async def ask(message: Message, show: Show, words: Words) -> None:
    """Are you sure?"""
    await show(ui.forget_question(words))


@router.callback_query(ui.Forget.filter())
async def forget(
    callback: CallbackQuery,
    callback_data: ui.Forget,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Erased after the second press."""
    if not callback_data.sure:
        await show(ui.forget_question(words))
        return
    done = await services.privacy.forget(actor)
    changed_by_others(state)
    await state.clear()
    await show(ui.forgotten(done, words))
