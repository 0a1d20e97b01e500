"""Messages about further moves of a date: the question to the head, the answer to the one who asked."""

from __future__ import annotations

from bot.notices import Params, notice
from bot.ui import postponing as ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor


@notice("move_ask")
async def move_ask(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    """To the head: may it move once more? Not when it is answered or closed meanwhile."""
    view = await services.postponing.get(reader, params["request"])
    return ui.request(view, words) if view.waits else None


@notice("move_answer")
async def move_answer(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    """To the one who asked: the answer."""
    view = await services.postponing.get(reader, params["request"])
    return ui.answer(view, words) if view.decided_by else None
