"""/menu, /help, /me, /cancel, and the buttons that do what commands do."""

from __future__ import annotations

from typing import Any

from aiogram import Dispatcher, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Chat, Message

from bot.telegram.show import Show
from bot.ui import menu as ui
from bot.ui import menu_pages
from bot.ui.callbacks import Menu
from bot.ui.setup_links import SetUpShow
from bot.ui.words import Words
from handlers.access import command, commands_for
from services import Services
from services.rules.actor import Actor

router = Router(name="menu")


@router.message(command("menu"))
async def menu(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """The main menu."""
    await show(ui.menu(actor, commands_for(actor.role), words, await services.start.view(actor)))


@router.callback_query(Menu.filter())
async def back_to_menu(callback: CallbackQuery, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """The main menu in place of what was there."""
    await show(ui.menu(actor, commands_for(actor.role), words, await services.start.view(actor)))


@router.callback_query(SetUpShow.filter())
async def set_up(callback: CallbackQuery, actor: Actor, show: Show, words: Words) -> None:
    """Everything that is set up."""
    await show(menu_pages.set_up(commands_for(actor.role), words))


@router.callback_query(ui.Go.filter())
async def go(callback: CallbackQuery, callback_data: ui.Go, dispatcher: Dispatcher, **data: Any) -> Any:
    """Pass the press on as the command it stands for; its own filter looks at the role."""
    typed = Message(
        message_id=callback.message.message_id if callback.message else 0,
        date=data["words"].now,
        chat=Chat(id=callback.from_user.id, type="private"),
        from_user=callback.from_user,
        text=f"/{callback_data.command}",
    ).as_(data["bot"])
    return await dispatcher.propagate_event(update_type="message", event=typed, dispatcher=dispatcher, **data)


@router.message(command("help"))
async def help_(message: Message, actor: Actor, show: Show, words: Words) -> None:
    """What the bot does for this role."""
    await show(ui.help_screen(actor, commands_for(actor.role), words))


@router.message(command("me"))
async def me(message: Message, actor: Actor, services: Services, show: Show, words: Words) -> None:
    """Who am I here."""
    await show(ui.me_screen(await services.people.me(actor), words))


@router.message(command("cancel"))
async def cancel(message: Message, actor: Actor, show: Show, words: Words, state: FSMContext) -> None:
    """Leave whatever waits for a text."""
    left = await state.get_state()
    await state.clear()
    await show(ui.cancelled(left, words, reply_keyboard=left is not None and not actor.is_staff))
