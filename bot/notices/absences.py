"""Messages about work that changes hands: an absence begins or ends, deals were given in bulk."""

from __future__ import annotations

from bot.notices import Params, notice
from bot.ui import absences as ui
from bot.ui import reassigning
from bot.ui.screen import Screen
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor
from services.rules.held import KINDS
from services.rules.people import OpenWork


@notice("absence", alone=True)
async def absence(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """To whoever goes or comes back, and to the deputy; not when it was called off."""
    return ui.notice(await services.absences.notice(reader, params["absence"], back=params["back"]), words)


@notice("work_given", alone=True)
async def work_given(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """To whoever was given deals of others."""
    return reassigning.given(_work(params), await _named(services, reader, params), words)


@notice("work_back", alone=True)
async def work_back(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """To whom it was taken back from."""
    return reassigning.taken(_work(params), words)


@notice("work_gone", alone=True)
async def work_gone(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """To whoever had it before."""
    return reassigning.gone(_work(params), params["to"], await _named(services, reader, params), words)


@notice("work_returned", alone=True)
async def work_returned(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """To whoever has it again."""
    return reassigning.returned(_work(params), words)


@notice("deals_moved")
async def deals_moved(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """To the owners of deals that went to another stage because theirs was archived, or came back."""
    return reassigning.moved(params["n"], params["from"], params["to"], words)


def _work(params: Params) -> OpenWork:
    return OpenWork(*(params[kind] for kind in KINDS))


async def _named(services: Services, reader: Actor, params: Params) -> tuple[str, ...]:
    """Which deals; a message of an earlier version does not know."""
    return await services.reassigning.named(reader, params["undo"]) if "undo" in params else ()
