"""The head's round in the chat: new date with a reason, hand over, ask why, open, skip, receipt; three taps at most."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.sandbox.client import Person
from services import tasks_core
from services.rules.actor import SYSTEM
from services.rules.target import Target
from storage.tables import Deal, Postponement, Task
from tests.support.conversation import Talk
from tests.support.factory import Factory
from tests.support.pushes import kyiv

NOW = kyiv("2026-11-24 10:00")
HOUR = timedelta(hours=1)


@dataclass
class Team:
    """Boris with Anna and Oleg, and what they left undone."""

    talk: Talk
    factory: Factory
    boris: Person
    anna: Person
    oleg: Person

    async def late(self, name: str, hours: int = 24, owner: Person | None = None) -> Task:
        """A call overdue since so many hours."""
        actor = await self.talk.actor(owner or self.anna)
        return await self.factory.call(await self.factory.client(name, owner=actor), actor, NOW - hours * HOUR)

    async def bare(self, title: str) -> Deal:
        """A deal without a task."""
        actor = await self.talk.actor(self.anna)
        deal = await self.factory.deal(actor, title=title, client=await self.factory.client("Lily", owner=actor))
        async with self.talk.app.db.write(SYSTEM, self.talk.clock.now()) as work:
            await tasks_core.cancel_open(work, Target("deal", deal.id))
        return deal

    async def begin(self) -> str:
        """Boris starts the round from /overdue; the first card."""
        await self.boris.say("/overdue")
        await self.boris.tap("▶ Start the round")
        return self.boris.last.text

    async def rows(self, table: type[Any]) -> list[Any]:
        """All rows of a table."""
        async with self.talk.app.db.read(SYSTEM, self.talk.clock.now()) as work:
            return list(await work.session.scalars(select(table)))


@pytest.fixture
async def team(talk: Talk) -> Team:
    """The team, at ten o'clock on Tuesday."""
    id_ = await talk.team()
    boris = await talk.head(team=id_)
    anna, oleg = await talk.manager("Anna", team=id_), await talk.manager("Oleg", team=id_)
    return Team(talk, Factory(talk.app.db, talk.clock), boris, anna, oleg)


@asynccontextmanager
async def budget(person: Person, flow: str, most: int) -> AsyncIterator[None]:
    """Fail when a flow takes more taps than it may."""
    await person.begin_taps(flow, most)
    yield
    taps = await person.taps()
    assert 0 < taps <= most, f"{flow}: {taps} taps, at most {most}\n{person.screen}"


async def test_the_whole_round_with_its_receipt(team: Team) -> None:
    """5 moved, 2 handed over, 1 asked: as the receipt of screen 6 says."""
    for number in range(8):
        await team.late(f"Client {number}", 40 - number)
    first = await team.begin()
    assert first.startswith("1 of 8 · Anna · 🔴 1 working day late\nCall — Client 0\nDue")
    team.talk.clock.advance(timedelta(seconds=10))
    for number in range(5):
        assert f"{number + 1} of 8" in team.boris.last.text
        assert f"Client {number}" in team.boris.last.text
        await team.boris.tap("Tomorrow 10:00")
        assert "it moves to tomorrow 10:00. Why?" in team.boris.last.text
        await team.boris.tap("Client asked")
        assert team.boris.toast == f"Client {number}: tomorrow 10:00."
        team.talk.clock.advance(timedelta(seconds=30))
    for number in (5, 6):
        assert f"Client {number}" in team.boris.last.text
        await team.boris.tap("Hand over")
        assert f"Client {number}: who takes it over?" in team.boris.last.text
        await team.boris.tap("Oleg")
    assert "8 of 8" in team.boris.last.text
    team.talk.clock.advance(timedelta(seconds=80))
    await team.boris.tap("Ask why")
    assert team.boris.toast == "Anna is asked. The answer comes here."
    assert team.boris.last.text == "✅ 8 of 8 handled in 4 min: 5 moved, 2 handed over, 1 asked."
    assert team.boris.last.labels == []


async def test_three_taps_from_the_push_whatever_is_done(team: Team) -> None:
    await team.late("First", 40)
    await team.late("Second", 30)
    await team.bare("Supply")
    await team.boris.mark()
    await team.talk.at(kyiv("2026-11-24 17:00"))
    push = await team.boris.until("Evening round")
    assert push.text == "Evening round: 2 overdue tasks, 1 deal without a task\nAnna — 2"
    async with budget(team.boris, "head: a new date with its reason", 3):
        await team.boris.tap("▶ Start the round")
        await team.boris.tap("Tomorrow 10:00")
        await team.boris.tap("Could not reach")
    await team.boris.say("/overdue")
    async with budget(team.boris, "head: hand over", 3):
        await team.boris.tap("▶ Start the round")
        await team.boris.tap("Hand over")
        await team.boris.tap("Oleg")
    async with budget(team.boris, "head: a call for a bare deal", 1):
        assert "🔴 no task\nSupply — Lily" in team.boris.last.text
        await team.boris.tap("Call: tomorrow 10:00")
        assert team.boris.toast == "Call set: tomorrow 10:00."
    assert "handled in 1 min: 1 handed over, 1 call set." in team.boris.last.text


async def test_the_round_may_be_finished_early(team: Team) -> None:
    for number in range(3):
        await team.late(f"Client {number}", 40 - number)
    await team.begin()
    await team.boris.tap("Tomorrow 10:00")
    await team.boris.tap("Client asked")
    await team.boris.tap("Finish the round")
    assert team.boris.last.text == "✅ 1 of 3 handled in 1 min: 1 moved.\n2 left for later."
    await team.boris.tap("▶ Go through 2 left")
    assert "Client 1" in team.boris.last.text


async def test_a_typed_date_and_a_typed_reason(team: Team) -> None:
    await team.late("Romashka")
    await team.begin()
    await team.boris.tap("📅 Other date")
    assert "Romashka: to which date?" in team.boris.last.text
    await team.boris.say("fri 15:00")
    assert "it moves to Fri 27 Nov 15:00. Why?" in team.boris.last.text
    await team.boris.say("The lawyer is ill <until> Friday")
    assert "Romashka: Fri 27 Nov 15:00." in team.boris.last.text
    assert "1 of 1 handled" in team.boris.last.text
    (moved,) = await team.rows(Postponement)
    assert (moved.comment, moved.to_at) == ("The lawyer is ill <until> Friday", kyiv("2026-11-27 15:00"))


async def test_a_date_from_the_calendar_keeps_its_place_in_the_round(team: Team) -> None:
    await team.late("First", 40)
    await team.late("Second", 30)
    await team.begin()
    await team.boris.tap("Next →")
    assert "2 of 2" in team.boris.last.text
    await team.boris.tap("📅 Other date")
    await team.boris.tap("📅 Other time")
    await team.boris.tap("27")
    await team.boris.tap("15:00")
    await team.boris.tap("15:30")
    assert "Second: it moves to Fri 27 Nov 15:30. Why?" in team.boris.last.text
    await team.boris.tap("Waiting for the client")
    assert "1 of 2 handled in 1 min: 1 moved.\n1 left for later." in team.boris.last.text
    await team.boris.tap("▶ Go through 1 left")
    assert "1 of 1" in team.boris.last.text
    assert "First" in team.boris.last.text


async def test_without_a_reason_nothing_moves(team: Team) -> None:
    task = await team.late("Romashka")
    await team.begin()
    await team.boris.tap("Tomorrow 10:00")
    await team.boris.tap("Back")
    assert "1 of 1" in team.boris.last.text
    await team.boris.say("a text meant for nobody")
    assert await team.rows(Postponement) == []
    assert (await team.rows(Task))[0].due_at == task.due_at


async def test_a_reason_typed_much_later_is_none(team: Team) -> None:
    await team.late("Romashka")
    await team.begin()
    await team.boris.tap("Tomorrow 10:00")
    await team.talk.later(minutes=21)
    await team.boris.say("Good morning everybody")
    assert await team.rows(Postponement) == []


async def test_asking_why_brings_the_answer_back(team: Team) -> None:
    await team.late("Romashka", 30)
    await team.late("Lily", 20)
    await team.begin()
    await team.boris.mark()
    await team.boris.tap("Ask why")
    await team.talk.pushed()
    question = team.anna.last
    assert question.text == "❓ Why is this late?\nCall — Romashka, yesterday 04:00"
    await team.anna.tap("Answer")
    await team.anna.say("Their office has moved")
    assert team.anna.last.text == "Sent."
    await team.talk.pushed()
    answer = await team.boris.until("Their office has moved")
    assert answer.text.startswith("💬 Anna: Call — Romashka")
    await team.boris.tap("Open", message=answer)
    assert "Their office has moved" in team.boris.last.text, "on the task's card as well"
    await team.begin()
    assert "Asked why:\nTheir office has moved" in team.boris.last.text


async def test_the_answer_comes_back_into_the_card_of_the_round_that_goes_on(team: Team) -> None:
    await team.late("Romashka", 30)
    await team.late("Lily", 20)
    await team.begin()
    team.talk.clock.advance(timedelta(seconds=10))
    await team.boris.tap("Ask why")
    card = team.boris.last
    assert "2 of 2 · Anna" in card.text, "the asked one is handled"
    await team.talk.pushed()
    await team.anna.tap("Answer")
    await team.anna.say("Their office <has> moved")
    await team.boris.tap("Next →", message=card)
    back = team.boris.last
    assert back.text.startswith("2 of 2 · Anna")
    assert "Romashka" in back.text
    assert "Asked why:\nTheir office <has> moved" in back.text
    async with budget(team.boris, "head: a new date after the answer", 2):
        await team.boris.tap("Tomorrow 10:00", message=back)
        await team.boris.tap("Could not reach", message=team.boris.last)
    assert "1 of 2 handled in 1 min: 1 moved.\n1 left for later." in team.boris.last.text


async def test_opening_a_task_and_doing_it_there_counts(team: Team) -> None:
    actor = await team.talk.actor(team.anna)
    await team.factory.task(await team.factory.lead(actor, name="Peter"), actor, NOW - 2 * HOUR)
    await team.late("Lily", 1)
    await team.begin()
    card = team.boris.last
    assert "Peter" in card.text
    await team.boris.tap("Open")
    assert team.boris.last.id != card.id, "the round stays where it is"
    await team.boris.tap("✅ Done")
    await team.boris.tap("Next →")
    assert "2 of 2" in team.boris.bot_messages[-2].text
    await team.boris.tap("Hand over")
    await team.boris.tap("Oleg")
    assert "2 of 2 handled in 1 min: 1 handed over, 1 closed." in team.boris.bot_messages[-2].text


async def test_old_buttons_say_what_changed_and_go_on(team: Team) -> None:
    first = await team.late("First", 40)
    await team.late("Second", 30)
    await team.begin()
    card = team.boris.last
    move = next(button for row in card.keyboard for button in row if button["text"] == "Tomorrow 10:00")["data"]
    give = next(button for row in card.keyboard for button in row if button["text"] == "Hand over")["data"]
    anna = await team.talk.actor(team.anna)
    await team.talk.app.services.tasks.postpone(anna, first.id, first.version, NOW + 9 * HOUR, comment="x")
    await team.boris.tap("Tomorrow 10:00")
    await team.boris.tap("Client asked")
    assert team.boris.answer.alert
    assert "Second" in team.boris.last.text
    await team.boris.tap("Next →")
    for data in (move, give):
        await team.boris.press_data(team.boris.last, data)
    assert len(await team.rows(Postponement)) == 1


async def test_a_double_tap_moves_once(team: Team) -> None:
    await team.late("First", 40)
    await team.begin()
    await team.boris.tap("Tomorrow 10:00")
    screen = team.boris.last
    reason = next(b for row in screen.keyboard for b in row if b["text"] == "Client asked")["data"]
    await team.boris.tap("Client asked")
    await team.boris.press_data(screen, reason)
    assert len(await team.rows(Postponement)) == 1
    assert "1 of 1 handled" in team.boris.last.text


async def test_more_colleagues_than_a_page(team: Team) -> None:
    for number in range(14):
        await team.talk.manager(f"Manager {number:02}", team=(await _team_of(team)))
    await team.late("Romashka")
    await team.begin()
    await team.boris.tap("Hand over")
    await team.boris.tap("›")
    await team.boris.tap("Oleg")
    assert team.boris.toast == "Handed over to Oleg."


async def _team_of(team: Team) -> int:
    return next(iter((await team.talk.actor(team.boris)).team_ids or ()))


async def test_an_answer_to_a_task_that_was_given_away(team: Team) -> None:
    task = await team.late("Romashka")
    await team.begin()
    await team.boris.tap("Ask why")
    await team.talk.pushed()
    await team.anna.tap("Answer")
    boris, oleg = await team.talk.actor(team.boris), await team.talk.actor(team.oleg)
    (row,) = await team.rows(Task)
    await team.talk.app.services.tasks.give(boris, task.id, row.version, oleg.user_id or 0)
    await team.anna.say("I was ill")
    assert "Not found" in team.anna.last.text
    await team.anna.say("I was ill")
    assert "Not found" not in team.anna.last.text, "the question is over"
