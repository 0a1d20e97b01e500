"""The weekly audit to the owner."""

from __future__ import annotations

from bot.notices import Params, notice
from bot.ui import audit as ui
from bot.ui.screen import Screen
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor


@notice("audit_weekly", alone=True)
async def audit_weekly(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """How the standards are kept, beside the week before."""
    return ui.report(await services.audit.report(reader), words, weekly=True)
