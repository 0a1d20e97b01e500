"""The card of a deal, lead, client or task, whichever it is."""

from __future__ import annotations

from bot.ui import clients as clients_ui
from bot.ui import deals as deals_ui
from bot.ui import leads as leads_ui
from bot.ui import nps as nps_ui
from bot.ui import refusals as refusals_ui
from bot.ui import tasks as tasks_ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor
from services.rules.kinds import TaskKind
from services.rules.target import Target


async def record_card(target: Target, actor: Actor, services: Services, words: Words) -> Screen:
    """The record as it is now. Raises NotFound."""
    if target.kind == "deal":
        return deals_ui.deal_card(await services.deals.card(actor, target.id), words)
    if target.kind == "lead":
        return leads_ui.lead_card(await services.leads.card(actor, target.id), words)
    return clients_ui.client_card(await services.clients.card(actor, target.id), words)


async def task_card(task_id: int, actor: Actor, services: Services, words: Words) -> Screen:
    """The card a task is closed from. Raises NotFound."""
    card = await services.tasks.card(actor, task_id)
    if card.line.kind is TaskKind.CHECK_REFUSAL:
        return refusals_ui.check_card(await services.refusals.check_card(actor, task_id), words)
    if card.line.kind is TaskKind.NPS:
        return nps_ui.card(await services.nps.task_card(actor, task_id), words)
    return tasks_ui.task_card(card, words)
