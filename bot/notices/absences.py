"""Messages about work that changes hands: an absence begins or ends, deals were given in bulk."""

from __future__ import annotations

from bot.notices import Params, notice
from bot.ui import absences as ui
from bot.ui import reassigning
from bot.ui.screen import Screen
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor


@notice("absence", alone=True)
async def absence(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """To whoever goes or comes back, and to the deputy; not when it was called off."""
    return ui.notice(await services.absences.notice(reader, params["absence"], back=params["back"]), words)


@notice("work_given", alone=True)
async def work_given(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """To whoever was given deals of others."""
    return reassigning.given(params["deals"], params["leads"], params["clients"], params["tasks"], words)


@notice("work_back", alone=True)
async def work_back(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """To whom it was taken back from."""
    return reassigning.taken(params["deals"], params["leads"], params["clients"], params["tasks"], words)
