"""The yardstick: an aiogram bot that makes the same Bot API calls (answer, edit) and nothing else."""

from __future__ import annotations

import asyncio
import itertools
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

TEXT = (
    "1 of 14 · 09:00 · <b>Client</b>\nContact 17 · +380 67 123 4567\nWhy now: promised at 11:00\n\n"
    "Deal No. {n}\nStage 4 of 9: Contract and invoice\nLast: 21 Nov, waits for the lawyer"
)
LABELS = (("We talked", "No answer"), ("Later", "Card"), ("📋 Number", "Skip"))
dispatcher = Dispatcher()
numbers = itertools.count()


def keyboard() -> InlineKeyboardMarkup:
    """Six buttons, as on a call card."""
    rows = [[InlineKeyboardButton(text=label, callback_data=f"x:{label}") for label in row] for row in LABELS]
    return InlineKeyboardMarkup(inline_keyboard=rows)


@dispatcher.message()
async def said(message: Message) -> None:
    """The first screen."""
    await message.answer(TEXT.format(n=next(numbers)), parse_mode="HTML", reply_markup=keyboard())


@dispatcher.callback_query()
async def pressed(callback: CallbackQuery) -> None:
    """Answer and edit."""
    await callback.answer("ok")
    if isinstance(callback.message, Message):
        await callback.message.edit_text(TEXT.format(n=next(numbers)), parse_mode="HTML", reply_markup=keyboard())


async def main(base: str, token: str) -> None:
    """Poll the stand-in until killed."""
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(base)))
    await dispatcher.start_polling(bot, handle_signals=False, polling_timeout=5)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
