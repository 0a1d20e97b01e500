"""Pushes about results: to the controller that a task is done, to its doer that it came back (S2-39)."""

from __future__ import annotations

from bot.notices import Params, notice
from bot.ui import controls
from bot.ui.screen import Screen
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor
from services.rules.kinds import TaskStatus


@notice("task_control")
async def task_control(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    """To the controller: done, by whom, with which result."""
    view = await services.controls.card(reader, params["task"])
    return controls.result(view, words) if view.waits else None


@notice("task_back")
async def task_back(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    """To the doer: back to work, and why."""
    card = await services.tasks.card(reader, params["task"])
    return controls.sent_back(card, words) if card.line.status is TaskStatus.OPEN and card.sent_back else None
