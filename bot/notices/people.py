"""Messages about people: a changed role, a colleague who came in, who took a request."""

from __future__ import annotations

from bot.notices import Params, notice
from bot.ui import people as ui
from bot.ui import requests as requests_ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor


@notice("role_changed")
async def role_changed(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    """To a colleague: what they are now; nothing for somebody who has left meanwhile."""
    return ui.role_changed(reader.role, words) if reader.is_staff else None


@notice("access_closed", alone=True)
async def access_closed(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """To somebody who was deactivated; not sent any more once they are let back in."""
    return ui.access_closed(await services.colleagues.gatekeeper(reader), words)


@notice("access_back", alone=True)
async def access_back(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    """To somebody who works here again; nothing when that was taken back meanwhile."""
    return ui.access_back(words) if reader.is_staff else None


@notice("colleague_arrived")
async def colleague_arrived(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """To the admin who made the invitation."""
    person = await services.colleagues.card(reader, params["user"])
    return ui.arrived(person.name, person.role, words)


@notice("lead_taken", alone=True)
async def lead_taken(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """To whoever left the request: a name to expect."""
    return requests_ui.taken(await services.requests.taker(reader, params["lead"]), words)


@notice("request_more")
async def request_more(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """To the owner of a request: its author has written again."""
    name = await services.requests.asker(reader, params["lead"])
    return requests_ui.more(params["lead"], name, params["text"], words)
