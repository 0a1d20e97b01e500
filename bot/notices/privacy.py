"""Somebody outside had the own data erased."""

from __future__ import annotations

from bot.notices import Params, notice
from bot.ui import privacy as ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor


@notice("forgotten")
async def forgotten(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    """To the admins and to whoever looked after the person."""
    return ui.told(params, words)
