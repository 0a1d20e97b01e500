"""Pushes of the heartbeat: what is due, what is late, the lists of the day, the polls."""

from __future__ import annotations

import asyncio
from datetime import date

from bot.notices import Params, notice
from bot.ui import calls, nps, reminders, rounds, summaries
from bot.ui.screen import Screen
from bot.ui.words import Words
from services import Services
from services.rules.actor import Actor
from services.rules.kinds import TaskStatus


@notice("task_due")
async def task_due(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    """To the assignee, at the due time."""
    late = await services.reminders.late(reader, params["tasks"], params["leads"])
    return reminders.due(late, params["by"], words) if late.total else None


@notice("escalation")
async def escalation(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    """To the head, after the grace period."""
    late = await services.reminders.late(reader, params["tasks"], params["leads"])
    return reminders.escalation(late, words, again=params["again"]) if late.total else None


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
    """The call list; a head without calls of own is not bothered."""
    view = await services.calls.today(reader)
    if reader.is_leader and not view.fits + view.cut:
        return None
    return calls.call_list(view, words, greeting=reader.name.split()[0] if reader.name else "")


@notice("round_morning", alone=True)
async def round_morning(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """What is overdue, in the morning."""
    return rounds.summary(await services.rounds.summary(reader), words, title=rounds.morning_title(words))


@notice("round_evening", alone=True)
async def round_evening(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """What is overdue, in the evening."""
    return rounds.summary(await services.rounds.summary(reader), words, title=rounds.evening_title(words))


@notice("evening", alone=True)
async def evening(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """The day in numbers; the team's with a picture."""
    view = await services.summaries.day(reader, date.fromisoformat(params["day"]))
    picture = await asyncio.to_thread(summaries.chart, view, words) if view.team and view.total.calls else None
    return summaries.summary(view, words, picture)


@notice("nps_ask", alone=True)
async def nps_ask(services: Services, reader: Actor, params: Params, words: Words) -> Screen | None:
    """To the client: the question."""
    view = await services.nps.question(reader, params["poll"])
    return None if view.score is not None else nps.question(view, words, again=params["again"])


@notice("nps_low", alone=True)
async def nps_low(services: Services, reader: Actor, params: Params, words: Words) -> Screen:
    """To the head and the owner: a bad score."""
    return nps.card(await services.nps.card(reader, params["poll"]), words)
