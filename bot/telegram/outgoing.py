"""A screen to Bot API calls: one way of sending for replies and pushes alike."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace as changed
from typing import Final, TypeVar

from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
)

from bot.ui.markup import inline_keyboard, markup_of
from bot.ui.render import CAPTION_LIMIT, TEXT_LIMIT, fit
from bot.ui.screen import Screen, Sent
from bot.ui.trails import place_of

T = TypeVar("T")

HTML: Final = ParseMode.HTML
PATIENCE: Final = 5
"""Seconds a person's own tap may wait for flood control; longer waits fail and say so."""
_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
_PICTURE_NAME: Final = "picture.png"


async def post(bot: Bot, chat_id: int, screen: Screen) -> Message:
    """Send a screen as a new message. Raises aiogram's exceptions as they are."""
    keyboard = markup_of(screen)
    quiet = screen.silent or None
    if screen.photo is not None:
        return await bot.send_photo(
            chat_id,
            BufferedInputFile(screen.photo, _PICTURE_NAME),
            caption=fit(screen.text, CAPTION_LIMIT),
            parse_mode=HTML,
            reply_markup=keyboard,
            disable_notification=quiet,
        )
    if screen.sent is not None:
        return await _again(bot, chat_id, screen, screen.sent)
    if screen.document is not None:
        return await bot.send_document(
            chat_id,
            BufferedInputFile(screen.document.content, screen.document.name),
            caption=fit(screen.text, CAPTION_LIMIT),
            parse_mode=HTML,
            reply_markup=keyboard,
            disable_notification=quiet,
        )
    return await bot.send_message(
        chat_id,
        fit(screen.text, TEXT_LIMIT),
        parse_mode=HTML,
        reply_markup=keyboard,
        disable_notification=quiet,
        link_preview_options=_NO_PREVIEW,
    )


async def _again(bot: Bot, chat_id: int, screen: Screen, sent: Sent) -> Message:
    """Send what Telegram keeps once more, by its id; a round video can have no caption and gets its own message."""
    send = getattr(bot, f"send_{sent.kind}")
    if sent.kind == "video_note":
        await send(chat_id, sent.file_id)
        return await post(bot, chat_id, changed(screen, sent=None))
    message: Message = await send(
        chat_id,
        sent.file_id,
        caption=fit(screen.text, CAPTION_LIMIT),
        parse_mode=HTML,
        reply_markup=inline_keyboard(screen.rows, place_of(screen)),
        disable_notification=screen.silent or None,
    )
    return message


async def replace(bot: Bot, chat_id: int, message_id: int, screen: Screen) -> None:
    """Edit a message of the same kind into `screen`. Raises aiogram's exceptions as they are."""
    keyboard: InlineKeyboardMarkup | None = inline_keyboard(screen.rows, place_of(screen))
    if screen.photo is not None:
        media = InputMediaPhoto(
            media=BufferedInputFile(screen.photo, _PICTURE_NAME),
            caption=fit(screen.text, CAPTION_LIMIT),
            parse_mode=HTML,
        )
        await bot.edit_message_media(media, chat_id=chat_id, message_id=message_id, reply_markup=keyboard)
        return
    await bot.edit_message_text(
        fit(screen.text, TEXT_LIMIT),
        chat_id=chat_id,
        message_id=message_id,
        parse_mode=HTML,
        reply_markup=keyboard,
        link_preview_options=_NO_PREVIEW,
    )


async def stubbornly(call: Callable[[], Awaitable[T]]) -> T:
    """Make a call for a waiting person: a short flood wait or one broken connection is tried once more.

    A retried sending may show a screen twice when only its confirmation was lost; a tap that shows nothing is worse.
    """
    try:
        return await call()
    except TelegramRetryAfter as error:
        if error.retry_after > PATIENCE:
            raise
        await asyncio.sleep(error.retry_after)
    except (TelegramNetworkError, TelegramServerError):
        await asyncio.sleep(0.3)
    return await call()
