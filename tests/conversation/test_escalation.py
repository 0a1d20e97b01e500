"""The ladder as people see it: a reminder, one message to the head, the second one with "hand over" first (S0-41)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest

from bot.sandbox.client import Person
from storage.tables import Task, User
from tests.support.conversation import Talk
from tests.support.factory import Factory
from tests.support.pushes import kyiv


@dataclass
class Team:
    """Boris and his two managers, Anna and Oleg, in one team."""

    talk: Talk
    factory: Factory
    boris: Person
    anna: Person
    oleg: Person

    async def call(self, name: str, owner: Person, at: datetime, *, promised: bool = False) -> Task:
        """A call to a client."""
        actor = await self.talk.actor(owner)
        return await self.factory.call(await self.factory.client(name, owner=actor), actor, at, promised=promised)

    async def mark(self) -> None:
        """What comes from now on is new."""
        for person in (self.boris, self.anna, self.oleg):
            await person.mark()


@pytest.fixture
async def team(talk: Talk) -> Team:
    """The team, at ten o'clock on Tuesday."""
    id_ = await talk.team()
    boris = await talk.head(team=id_)
    anna, oleg = await talk.manager("Anna", team=id_), await talk.manager("Oleg", team=id_)
    await talk.at(talk.clock.now())  # the morning's lists are out of the way
    return Team(talk, Factory(talk.app.db, talk.clock), boris, anna, oleg)


def count(person: Person, words: str) -> int:
    """How many messages of the bot have these words."""
    return sum(words in message.text for message in person.bot_messages)


async def test_a_reminder_at_the_due_time_leads_to_the_card(team: Team) -> None:
    await team.call("Romashka", team.anna, kyiv("2026-11-24 11:00"), promised=True)
    await team.call("Lily", team.anna, kyiv("2026-11-24 11:00"))
    await team.talk.at(kyiv("2026-11-24 11:00"))
    push = team.anna.last
    assert push.text.startswith("🔔 Due now:\ntoday 11:00 — Romashka: Call, promised\ntoday 11:00 — Lily: Call")
    assert push.labels == ["Romashka", "Lily"]
    await team.anna.tap("Romashka")
    assert "Romashka" in team.anna.last.text
    await team.anna.tap("Lily", message=push)
    assert "Lily" in team.anna.last.text, "the list stays, for its other entries"
    await team.talk.later(minutes=1)
    assert count(team.anna, "Due now") == 1


async def test_a_reminder_of_one_thing_turns_into_its_card(team: Team) -> None:
    await team.call("Romashka", team.anna, kyiv("2026-11-24 11:00"))
    await team.talk.at(kyiv("2026-11-24 11:00"))
    push = team.anna.last
    await team.anna.tap("Romashka")
    assert team.anna.last.id == push.id
    assert count(team.anna, "Due now") == 0


async def test_one_message_for_the_head_and_remind_them(team: Team) -> None:
    for hour in (10, 11):
        await team.call(f"Anna's {hour}", team.anna, kyiv(f"2026-11-24 {hour}:30"), promised=True)
    await team.call("Oleg's", team.oleg, kyiv("2026-11-24 11:30"))
    for time in ("10:30", "11:30", "12:30"):
        await team.talk.at(kyiv(f"2026-11-24 {time}"))
    pushes = [message.text for message in team.boris.bot_messages if message.text.startswith("⏰")]
    assert len(pushes) == 2
    assert pushes[0] == "⏰ 1 left undone\nAnna — Anna's 10: Call, today 10:30"
    assert pushes[1] == "⏰ 2 left undone\nAnna — Anna's 11: Call, today 11:30\nOleg — Oleg's: Call, today 11:30"
    await team.mark()
    await team.boris.tap("Remind them")
    assert team.boris.toast == "2 people reminded."
    await team.talk.pushed()
    reminder = await team.anna.until("reminds you")
    assert reminder.text.startswith("🔔 Boris reminds you:\ntoday 10:30 — Anna's 10: Call, promised")
    assert "Anna's 11" in reminder.text
    assert "Oleg's" in (await team.oleg.until("reminds you")).text


async def test_after_a_working_day_hand_over_comes_first(team: Team) -> None:
    await team.call("Romashka", team.anna, kyiv("2026-11-24 11:00"))
    for time in ("2026-11-24 11:00", "2026-11-24 12:00"):
        await team.talk.at(kyiv(time))
    assert team.boris.last.labels[0] == "Sort out"
    await team.mark()
    await team.talk.at(kyiv("2026-11-25 12:00"))
    push = await team.boris.until("Hand over?")
    assert push.text == "🔴 1 still undone after a working day. Hand over?\nAnna — Romashka: Call, yesterday 11:00"
    assert push.labels[0] == "Hand over"
    await team.boris.tap("Hand over", message=push)
    assert team.boris.last.id != push.id, "what was told stays"
    assert team.boris.last.text.startswith("1 of 1 · Anna · 🔴 1 working day late\nCall — Romashka")
    assert "Hand over" in team.boris.last.labels, "and on the card as well"
    await team.boris.tap("Hand over")
    await team.boris.tap("Oleg")
    assert team.boris.toast == "Handed over to Oleg."
    assert "1 of 1 handled" in team.boris.last.text
    await team.mark()
    told = count(team.boris, "left undone")
    await team.talk.later(minutes=1)
    assert "Romashka" in (await team.oleg.until("Due now")).text
    assert count(team.boris, "left undone") == told, "who handed over is not told at once"


async def test_what_is_done_before_the_message_is_sent_is_not_told(team: Team) -> None:
    task = await team.call("Romashka", team.anna, kyiv("2026-11-24 11:00"))
    team.talk.clock.set(kyiv("2026-11-24 11:00"))
    await team.talk.app.beat()
    await team.talk.app.services.tasks.postpone(
        await team.talk.actor(team.anna), task.id, task.version, kyiv("2026-11-24 15:00"), comment="asked for it"
    )
    await team.talk.pushed()
    assert count(team.anna, "Due now") == 0


async def test_an_inquiry_is_told_of_at_its_limit_and_opened_from_there(team: Team) -> None:
    boris = await team.talk.actor(team.boris)
    id_ = next(iter(boris.team_ids or ()))
    await team.factory.lead(inbound=True, team_id=id_, name="Peter")
    await team.talk.at(kyiv("2026-11-24 10:15"))
    push = await team.boris.until("left undone")
    assert push.text == "⏰ 1 left undone\nInquiry Peter: nobody has taken it, to be answered by today 10:15"
    assert push.labels == ["Peter"], "there is nobody to remind"
    await team.boris.tap("Peter")
    assert "Peter" in team.boris.last.text


async def test_at_night_nobody_is_woken_and_in_the_morning_all_comes_together(team: Team) -> None:
    """Boris's own zone is six hours ahead: his evening's escalation waits for his morning."""
    boris = await team.talk.actor(team.boris)
    async with team.talk.app.db.write(boris, team.talk.clock.now()) as work:
        (await work.session.get_one(User, boris.user_id)).zone = "Asia/Novosibirsk"
    await team.call("Romashka", team.anna, kyiv("2026-11-24 14:30"))
    await team.mark()
    for time in ("14:30", "15:30", "20:00"):
        await team.talk.at(kyiv(f"2026-11-24 {time}"))
    assert count(team.boris, "left undone") == 0, "20:30 in Novosibirsk"
    await team.talk.at(kyiv("2026-11-25 03:30"))
    assert "Romashka" in (await team.boris.until("left undone")).text


async def test_an_old_reminder_button_says_that_nothing_is_late(team: Team) -> None:
    task = await team.call("Romashka", team.anna, kyiv("2026-11-24 11:00"))
    for time in ("11:00", "12:00"):
        await team.talk.at(kyiv(f"2026-11-24 {time}"))
    await team.talk.app.services.tasks.postpone(
        await team.talk.actor(team.anna), task.id, task.version, kyiv("2026-11-24 15:00"), comment="asked for it"
    )
    await team.boris.tap("Remind them")
    assert team.boris.toast == "Nothing of this is late any more."
    assert team.boris.answer.alert
    await team.boris.tap("Sort out")
    assert "Nothing is overdue" in team.boris.last.text
