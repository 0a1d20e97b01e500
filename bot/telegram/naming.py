"""What the bot is called, for links to it."""

from __future__ import annotations

from aiogram import Bot


async def username(bot: Bot) -> str:
    """The bot's name in t.me links; asked of Telegram once."""
    return (await bot.me()).username or ""
