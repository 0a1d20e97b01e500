"""An answer to everything: the last router, for what no feature took."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.enums import ContentType
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import kit
from bot.ui.callbacks import Ignore
from bot.ui.words import Words
from handlers.access import is_command
from handlers.late import offered

router = Router(name="fallback")

_READABLE = {
    ContentType.TEXT, ContentType.CONTACT, ContentType.LOCATION, ContentType.VOICE, ContentType.PHOTO,
    ContentType.DOCUMENT, ContentType.STICKER, ContentType.ANIMATION, ContentType.VIDEO, ContentType.VIDEO_NOTE,
    ContentType.AUDIO, ContentType.POLL, ContentType.DICE, ContentType.VENUE, ContentType.STORY,
}  # fmt: skip


@router.callback_query(Ignore.filter())
async def ignore(callback: CallbackQuery, show: Show) -> None:
    """A label: nothing to do."""
    await show.answer()


@router.callback_query()
async def old_button(callback: CallbackQuery, show: Show, words: Words) -> None:
    """A button of an earlier version, or of a flow that is over."""
    await show.new(kit.old_button(words))


@router.message(is_command)
async def unknown_command(message: Message, show: Show, words: Words) -> None:
    """A command nobody has, or another role's: the two look alike."""
    await show.new(kit.unknown_command(words))


@router.message(F.text)
async def unknown_text(message: Message, show: Show, words: Words, state: FSMContext) -> None:
    """A text nobody waited for, or waits for any more."""
    if not await offered(message, state, show, words):
        await show.new(kit.not_understood(words))


@router.message(F.content_type.in_(_READABLE))
async def unreadable(message: Message, show: Show, words: Words) -> None:
    """A sticker, a picture, a poll: something a person sent, but nothing to work with."""
    await show.new(kit.only_text(words))


@router.message()
async def service_message(message: Message) -> None:
    """Telegram's own notices (pinned, timer, theme) need no answer."""


@router.edited_message()
async def edited(message: Message, show: Show, words: Words) -> None:
    """An edited message was read when it came."""
    await show.new(kit.edited(words))
