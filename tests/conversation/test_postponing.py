"""A second move of a date in the chat: the manager asks, the head answers in one tap, from the push or in the round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.sandbox.client import Person
from storage.tables import Task
from tests.conversation.test_tap_budget import budget
from tests.support.conversation import Talk
from tests.support.factory import Factory
from tests.support.pushes import kyiv

NOW = kyiv("2026-11-24 10:00")
HOUR = timedelta(hours=1)


@dataclass
class Pair:
    """Anna and her head Boris, and a task of hers that was moved once."""

    talk: Talk
    anna: Person
    boris: Person
    task: Task

    async def ask(self, when: str = "Tomorrow 10:00") -> None:
        """Anna moves the task from its card."""
        await self.anna.say("/tasks")
        await self.anna.tap(next(label for label in self.anna.last.labels if "Peter" in label))
        await self.anna.tap("📅 Move")
        await self.anna.tap(when)
        await self.anna.tap("Waiting for the client")


@pytest.fixture
async def pair(talk: Talk) -> Pair:
    """Tuesday, ten o'clock; the task is due at noon after its first move."""
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    actor = await talk.actor(anna)
    factory = Factory(talk.app.db, talk.clock)
    task = await factory.task(await factory.lead(actor, name="Peter"), actor, NOW + HOUR)
    await talk.app.services.tasks.postpone(actor, task.id, task.version, NOW + 2 * HOUR, comment="ill <b>")
    return Pair(talk, anna, boris, task)


async def test_the_head_agrees_in_one_tap(pair: Pair) -> None:
    await pair.ask()
    assert pair.anna.toast == "Asked Boris; the date stays until then."
    assert "Asked to move to tomorrow 10:00: Boris decides" in pair.anna.last.text
    await pair.boris.mark()
    await pair.talk.pushed()
    push = await pair.boris.until("move No. 2 asked")
    assert push.text.split("\n") == [
        "🔁 Anna: move No. 2 asked",
        "Do it — Peter",
        "today 12:00 → tomorrow 10:00",
        "Why: Waiting for the client",
        "Before: “ill <b>”",
    ]
    assert push.labels == ["✅ Agree", "Refuse", "📅 Other date", "Open"]
    await pair.anna.mark()
    async with budget(pair.boris, "head: a second move", 1):
        await pair.boris.tap("✅ Agree")
    assert pair.boris.toast == "Peter: tomorrow 10:00."
    assert "✅ Agreed: tomorrow 10:00." in pair.boris.last.text
    await pair.talk.pushed()
    told = await pair.anna.until("agreed")
    assert told.text == "✅ Boris: agreed, tomorrow 10:00.\nDo it — Peter"


async def test_the_head_refuses_with_a_word(pair: Pair) -> None:
    await pair.ask()
    await pair.talk.pushed()
    await pair.boris.tap("Refuse")
    assert pair.boris.toast == "Refused: the date stays. Type a word and Anna reads it."
    assert "✖️ Refused: the date stays today 12:00." in pair.boris.last.text
    await pair.boris.say("Call him <now>")
    assert pair.boris.last.text == "Sent to Anna."
    await pair.anna.mark()
    await pair.talk.pushed()
    told = await pair.anna.until("Call him <now>")
    assert told.text.startswith("✖️ Boris: refused, the date stays today 12:00.")
    await pair.boris.say("and this is for nobody")
    assert "Sent to Anna" not in pair.boris.last.text


async def test_the_head_sets_another_date_by_typing(pair: Pair) -> None:
    await pair.ask()
    await pair.talk.pushed()
    await pair.boris.tap("📅 Other date")
    await pair.boris.say("fri 15:00")
    assert "📅 Another date was set: Fri 27 Nov 15:00." in pair.boris.last.text
    await pair.anna.mark()
    await pair.talk.pushed()
    assert "📅 Boris: another date, Fri 27 Nov 15:00." in (await pair.anna.until("another date")).text


async def test_a_button_after_the_task_was_closed_or_moved(pair: Pair) -> None:
    await pair.ask()
    await pair.talk.pushed()
    push = pair.boris.last
    agree = next(b for row in push.keyboard for b in row if b["text"] == "✅ Agree")["data"]
    boris = await pair.talk.actor(pair.boris)
    services = pair.talk.app.services
    line = (await services.tasks.card(boris, pair.task.id)).line
    await services.tasks.postpone(boris, line.id, line.version, NOW + 7 * HOUR, comment="so")
    await pair.boris.press_data(push, agree)
    assert pair.boris.answer.alert
    assert "📅 Another date was set: today 17:00." in pair.boris.last.text
    line = (await services.tasks.card(boris, pair.task.id)).line
    await services.tasks.done(boris, line.id, line.version)
    await pair.boris.press_data(push, agree)
    assert pair.boris.answer.alert


async def test_the_third_move_comes_only_in_the_round_with_the_same_buttons(pair: Pair) -> None:
    await pair.ask()
    await pair.talk.pushed()
    await pair.boris.tap("✅ Agree")
    await pair.talk.pushed()
    await pair.boris.mark()
    await pair.ask("Today 17:00")
    await pair.talk.pushed()
    assert not any("move No. 3" in message.text for message in pair.boris.bot_messages)
    await pair.boris.say("/overdue")
    assert "1 move asked for" in pair.boris.last.text
    async with budget(pair.boris, "head: a third move in the round", 2):
        await pair.boris.tap("▶ Start the round")
        assert pair.boris.last.text.startswith("1 of 1 · 🔁 Anna: move No. 3 asked")
        assert pair.boris.last.labels == ["✅ Agree", "Refuse", "📅 Other date", "Open", "Next →", "Finish the round"]
        pair.talk.clock.advance(timedelta(seconds=5))
        await pair.boris.tap("Refuse")
    assert "1 of 1 handled in 1 min: 1 move answered." in pair.boris.last.text
    await pair.boris.say("Not again")
    assert pair.boris.last.text == "Sent to Anna."


async def test_putting_a_request_off_and_another_date_in_the_round(pair: Pair) -> None:
    await pair.ask()
    await pair.boris.say("/overdue")
    await pair.boris.tap("▶ Start the round")
    await pair.boris.tap("Next →")
    assert "1 left for later" in pair.boris.last.text
    await pair.boris.tap("▶ Go through 1 left")
    await pair.boris.tap("📅 Other date")
    await pair.boris.tap("Back")
    assert "1 of 1 · 🔁 Anna" in pair.boris.last.text
    pair.talk.clock.advance(timedelta(seconds=5))
    await pair.boris.tap("📅 Other date")
    await pair.boris.tap("Today 17:00")
    assert pair.boris.toast == "Peter: today 17:00."
    assert "1 move answered" in pair.boris.last.text
