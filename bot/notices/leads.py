"""Messages about inquiries and clients: a new one, one that was given."""

from __future__ import annotations

from bot.notices import Params, notice
from bot.ui import clients as clients_ui
from bot.ui import leads as ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor


@notice("lead_new", alone=True)
async def lead_new(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    """To sellers who may take it, or to the owner the client has already; nothing once somebody has answered."""
    card = await services.leads.card(reader, params["lead"])
    waits = card.live and card.responded_at is None and (card.owner is None or card.mine)
    return ui.new_inquiry(card, words) if waits else None


@notice("lead_given", alone=True)
async def lead_given(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    """To whoever was given an inquiry."""
    card = await services.leads.card(reader, params["lead"])
    return ui.given(card, words) if card.live and card.mine else None


@notice("client_given", alone=True)
async def client_given(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """To whoever was given a client."""
    return clients_ui.given(await services.clients.card(reader, params["client"]), words)
