"""Messages the outbox itself causes."""

from __future__ import annotations

from bot.notices import Params, notice
from bot.ui import jobs as ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor


@notice("staff_unreachable")
async def staff_unreachable(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """To an admin: a colleague blocked the bot."""
    return ui.staff_unreachable(params["name"], words)
