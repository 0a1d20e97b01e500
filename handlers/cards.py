"""The card of a deal, lead or client, whichever it is."""

from __future__ import annotations

from bot.ui import clients as clients_ui
from bot.ui import deals as deals_ui
from bot.ui import leads as leads_ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor
from services.rules.target import Target


async def record_card(target: Target, actor: Actor, services: Services, words: Words) -> Screen:
    """The record as it is now. Raises NotFound."""
    if target.kind == "deal":
        return deals_ui.deal_card(await services.deals.card(actor, target.id), words)
    if target.kind == "lead":
        return leads_ui.lead_card(await services.leads.card(actor, target.id), words)
    return clients_ui.client_card(await services.clients.card(actor, target.id), words)
