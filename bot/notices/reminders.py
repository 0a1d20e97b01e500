"""Pushes of the heartbeat: what is due, what is late, the lists of the day, the polls."""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import Final

from bot.drawing import draw
from bot.notices import Params, notice
from bot.ui import calls, charts, late_payments, nps, reminders, rounds, summaries
from bot.ui.plan_line import plan_line
from bot.ui.screen import Screen
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor
from services.rules.kinds import TaskStatus
from services.rules.nps import Band

log = logging.getLogger(__name__)

NOON: Final = 12


@notice("task_due")
async def task_due(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    """To the assignee, at the due time."""
    late = await services.reminders.due(reader, datetime.fromisoformat(params["at"]), params["leads"])
    return reminders.due(late, params["by"], words) if late.total else None


@notice("escalation")
async def escalation(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    """To the head, after the grace period."""
    at = datetime.fromisoformat(params["at"])
    late = await services.reminders.late(reader, at, params["people"], params["leads"])
    return reminders.escalation(late, at, words) if late.total + late.total_again else None


@notice("ask_why")
async def ask_why(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    """To the assignee: why is it late?"""
    card = await services.tasks.card(reader, params["task"])
    return rounds.question_to_assignee(card.line, words) if card.line.status is TaskStatus.OPEN else None


@notice("why_answer")
async def why_answer(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    """To the head: the answer."""
    card = await services.tasks.card(reader, params["task"])
    return rounds.answer_to_head(card.line, card.why, words) if card.why else None


@notice("morning", alone=True)
async def morning(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    """The call list; a head without calls of own is not bothered. Who comes late to it is not wished a good morning."""
    view = await services.calls.today(reader)
    early = words.local(words.now).hour < NOON
    if not view.fits + view.cut and (reader.is_leader or not early):
        return None
    late = await services.late_payments.count(reader)
    said = [plan_line(await services.plans.page(reader), words) if view.fits + view.cut else ""]
    said.append(late_payments.line(late, words))
    greeting = next(iter(reader.name.split()), "") if early else ""
    line = "\n".join(filter(None, said))
    return calls.call_list(view, words, greeting=greeting, line=line, beside=late_payments.door(late, words))


@notice("round_morning", alone=True)
async def round_morning(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """What is overdue, in the morning."""
    return rounds.summary(await services.rounds.summary(reader), words, title=rounds.morning_title(words))


@notice("round_evening", alone=True)
async def round_evening(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """What is overdue, in the evening."""
    return rounds.summary(await services.rounds.summary(reader), words, title=rounds.evening_title(words))


@notice("round_left", alone=True)
async def round_left(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    """To the owner: what the heads have left undone; nothing when all is handled."""
    found = await services.rounds.left(reader, date.fromisoformat(params["day"]))
    return rounds.left(found, words) if found else None


@notice("evening", alone=True)
async def evening(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """The day in numbers; the team's with a picture, unless it cannot be drawn: numbers late are worse than no bars."""
    view = await services.summaries.day(reader, date.fromisoformat(params["day"]))
    plan = await services.plans.page(reader)
    picture = None
    if view.team and not view.empty:
        try:
            picture = await draw(charts.day_summary(summaries.chart(view, words, plan), words))
        except Exception:
            log.exception("the picture of the day was not drawn")
    line = plan_line(plan, words, bonus=not reader.is_leader)
    return summaries.summary(view, words, picture, line=line)


@notice("nps_ask", alone=True)
async def nps_ask(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    """To the client: the question, unless it is answered or the sale was taken back meanwhile."""
    view = await services.nps.question(reader, params["poll"])
    return nps.question(view, words, again=params["again"]) if view.needed else None


@notice("nps_low", alone=True)
async def nps_low(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    """To the head and the deal's owner: a bad score, or that one was corrected."""
    view = await services.nps.card(reader, params["poll"])
    if view.band is not Band.DETRACTOR and params["before"] is None:
        return None  # corrected before this was sent
    return nps.card(view, words, before=params["before"])
