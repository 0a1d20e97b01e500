"""What a deal keeps besides words, shown again: a place on the map, a picture, a document."""

from __future__ import annotations

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from bot.telegram.outgoing import stubbornly


async def send_place(bot: Bot, chat_id: int, latitude: float, longitude: float) -> None:
    """Show a place as Telegram shows places (S2-56)."""
    await stubbornly(lambda: bot.send_location(chat_id, latitude, longitude))


async def send_file(bot: Bot, chat_id: int, kind: str, file_id: str) -> bool:
    """Send a stored picture or document; False when Telegram does not have it any more."""
    send = bot.send_photo if kind == "photo" else bot.send_document
    try:
        await stubbornly(lambda: send(chat_id, file_id))
    except TelegramBadRequest:
        return False
    return True
