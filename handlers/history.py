"""The history of a deal, lead or client, by pages."""

from __future__ import annotations

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery

from bot.telegram.show import Show
from bot.ui import history as ui
from bot.ui.targets import HistoryOpen, kind_of
from bot.ui.words import Words
from services import Services
from services.errors import Invalid
from services.rules.actor import Actor
from services.rules.target import Target

router = Router(name="history")


@router.callback_query(HistoryOpen.filter())
async def page(
    callback: CallbackQuery, callback_data: HistoryOpen, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """A page, newest first."""
    target = Target(kind_of(callback_data.kind), callback_data.id)
    await show(ui.history(await services.history.page(actor, target, callback_data.page), words))


@router.callback_query(ui.FileShow.filter())
async def file(
    callback: CallbackQuery, callback_data: ui.FileShow, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """A voice message, a picture or a file once more, in a message of its own."""
    stored = await services.history.file(actor, callback_data.activity)
    try:
        await show.new(ui.stored_file(stored, words))
    except TelegramBadRequest as error:
        raise Invalid("file_gone") from error
