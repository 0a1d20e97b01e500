"""The bot: composition root, Telegram's side, screens, sandbox."""

from bot import quick_aiogram

quick_aiogram.install()
