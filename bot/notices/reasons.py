"""Messages about reasons: why a client refused or bought (S4-09), and that a check found another one."""

from __future__ import annotations

from bot.notices import Params, notice
from bot.ui import reasons as ui
from bot.ui import refusals
from bot.ui.screen import Screen
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor
from services.rules.target import Target


@notice("reason_told")
async def reason_told(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """To the people of a department, unless it was taken back meanwhile."""
    if "refusal" in params:
        return ui.told(await services.reason_routes.of_refusal(reader, params["refusal"]), words)
    return ui.told(await services.reason_routes.of_win(reader, params["deal"]), words)


@notice("refusal_corrected")
async def refusal_corrected(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """To whoever refused: the check found another reason."""
    kind, id_ = params["target"]
    texts = {key: params[key] for key in ("name", "said", "counts", "by")}
    return refusals.corrected(Target(kind, id_), texts, words)
