"""A day's lists and summaries in the chat: the call list, the rounds, the day's end with its picture (S0-02, S1-11)."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.drawing import draw
from bot.sandbox.client import Person
from bot.ui.charts import DayChart, ManagerCalls, day_summary
from bot.ui.words import Words
from services.clock import ShiftedClock
from services.rules.actor import SYSTEM
from services.rules.kinds import ActivityKind, CallOutcome, Direction, StageKind
from storage.tables import Activity, Deal, User
from tests.support import databases
from tests.support.conversation import Talk, talking
from tests.support.factory import Factory
from tests.support.pushes import kyiv


@dataclass
class Team:
    """Boris with Anna and Oleg."""

    talk: Talk
    factory: Factory
    boris: Person
    anna: Person
    oleg: Person

    @property
    def people(self) -> tuple[Person, ...]:
        """All of them."""
        return self.boris, self.anna, self.oleg

    async def calls(self, who: Person, reached: int, missed: int, at: datetime) -> None:
        """Outgoing calls."""
        actor = await self.talk.actor(who)
        outcomes = [CallOutcome.REACHED] * reached + [CallOutcome.NOT_REACHED] * missed
        call, out = ActivityKind.CALL, Direction.OUT
        await self.talk.add(
            *(Activity(kind=call, direction=out, outcome=one, at=at, user_id=actor.user_id) for one in outcomes)
        )

    async def won(self, who: Person, amount: int, at: datetime) -> None:
        """A sale."""
        deal = await self.factory.deal(await self.talk.actor(who), amount=amount)
        async with self.talk.app.db.write(SYSTEM, self.talk.clock.now()) as work:
            row = await work.session.get_one(Deal, deal.id)
            row.status, row.closed_at = StageKind.WON, at


async def make(talk: Talk) -> Team:
    """The team."""
    id_ = await talk.team()
    boris = await talk.head(team=id_)
    anna, oleg = await talk.manager("Anna", team=id_), await talk.manager("Oleg", team=id_)
    return Team(talk, Factory(talk.app.db, talk.clock), boris, anna, oleg)


@pytest.fixture
async def team(talk: Talk) -> Team:
    """The team, at seven in the morning."""
    talk.clock.set(kyiv("2026-11-24 07:00"))
    return await make(talk)


def titles(person: Person) -> Counter[str]:
    """The first line of every message of the bot."""
    return Counter(message.text.split("\n")[0].rstrip(".") for message in person.bot_messages)


async def test_the_morning(team: Team) -> None:
    anna = await team.talk.actor(team.anna)
    await team.factory.call(await team.factory.client("Romashka", owner=anna), anna, kyiv("2026-11-24 11:00"))
    for person in team.people:
        await person.mark()
    await team.talk.at(kyiv("2026-11-24 09:00"))
    assert "Romashka" in (await team.anna.until("Good morning, Anna")).text
    assert "Nobody is waiting for a call today" in (await team.oleg.until("Good morning, Oleg")).text
    assert (await team.boris.until("Morning round")).text.endswith(
        "nothing is overdue and every deal has its next step."
    )
    assert titles(team.boris)["Good morning, Boris"] == 0, "a head without calls has no call list"
    await team.talk.at(kyiv("2026-11-24 09:01"))
    assert titles(team.anna)["Good morning, Anna"] == 1


async def test_who_wakes_late_is_not_wished_a_good_morning(team: Team) -> None:
    anna = await team.talk.actor(team.anna)
    await team.factory.call(await team.factory.client("Romashka", owner=anna), anna, kyiv("2026-11-24 16:00"))
    await team.talk.at(kyiv("2026-11-24 15:00"))
    assert team.anna.last.text.startswith("Calls today, 15:00")
    assert titles(team.oleg)["Calls today, 15:00"] == 0, "nothing to say in the afternoon"


async def test_the_days_end(team: Team) -> None:
    await team.calls(team.anna, 3, 1, kyiv("2026-11-24 12:00"))
    await team.calls(team.oleg, 1, 1, kyiv("2026-11-24 12:00"))
    await team.calls(team.oleg, 2, 0, kyiv("2026-11-17 12:00"))
    await team.won(team.anna, 500_000_00, kyiv("2026-11-24 15:00"))
    await team.won(team.anna, 100_000_00, kyiv("2026-11-03 15:00"))
    for person in team.people:
        await person.mark()
    await team.talk.at(kyiv("2026-11-24 18:00"))
    own = await team.anna.until("Tuesday, 24 November")
    assert own.photo is None
    assert own.text == (
        "Tuesday, 24 November\n4 calls: 4 out, 0 in · reached 75%\n"
        "0 meetings · 0 offers · 0 new inquiries\nWon: 1, ₴500,000\nRefused: 0\nTasks done: 0 · overdue: 0"
    )
    whole = await team.boris.until("Tuesday, 24 November")
    assert whole.photo is not None
    assert whole.text.startswith(
        "Tuesday, 24 November · the team\n6 calls: 6 out, 0 in · reached 67%\n↑ 4 calls more than on 17 Nov\n"
    )
    await team.boris.tap("By person")
    assert team.boris.last.text == (
        "Tuesday, 24 November · by person\nAnna: 4 calls (reached 75%), won ₴500,000\nOleg: 2 calls (reached 50%)"
    )
    assert whole.photo is not None, "the picture stays"
    await team.boris.tap("The team now")
    assert team.boris.last.text.startswith("The team now\n6 calls today · won ₴500,000 · overdue: 0\n\n")


async def test_the_round_begins_beside_the_picture(team: Team) -> None:
    anna = await team.talk.actor(team.anna)
    await team.factory.call(await team.factory.client("Lily", owner=anna), anna, kyiv("2026-11-24 17:00"))
    await team.talk.at(kyiv("2026-11-24 18:00"))
    picture = await team.boris.until("the team")
    await team.boris.tap("Overdue: 1", message=picture)
    assert "Lily" in team.boris.last.text
    await team.boris.tap("By person", message=picture)
    assert "by person" in team.boris.last.text


async def test_a_day_with_nothing_is_said_gently(team: Team) -> None:
    await team.talk.at(kyiv("2026-11-24 18:00"))
    assert team.oleg.last.text == "Tuesday, 24 November\nNothing was recorded today. Tomorrow is another day."
    assert team.boris.last.photo is None
    assert "Nothing was recorded." in team.boris.last.text


@pytest.mark.parametrize(("managers", "pages"), [(14, 2), pytest.param(58, 5, marks=pytest.mark.slow)])
async def test_dozens_of_managers(team: Team, managers: int, pages: int) -> None:
    id_ = next(iter((await team.talk.actor(team.boris)).team_ids or ()))
    for number in range(managers):
        person = await team.talk.manager(f"Manager with quite a long name {number:02}", team=id_)
        if number % 2:
            await team.calls(person, 2, 1, kyiv("2026-11-24 12:00"))
    await team.talk.at(kyiv("2026-11-24 18:00"))
    summary = await team.boris.until("the team")
    assert summary.photo is not None
    assert len(summary.text) < 1024
    await team.boris.tap("By person")
    assert f"1/{pages}" in team.boris.last.labels
    await team.boris.tap("›")
    assert f"2/{pages}" in team.boris.last.labels
    await team.boris.say("/team")
    assert f"1/{pages}" in team.boris.last.labels
    await team.boris.tap("›")
    assert "no tasks" in team.boris.last.text


async def test_own_quiet_hours_keep_the_summary_until_morning(team: Team) -> None:
    await team.oleg.say("/settings")
    async with team.talk.app.db.write(SYSTEM, team.talk.clock.now()) as work:
        row = await work.session.get_one(User, (await team.talk.actor(team.oleg)).user_id)
        row.quiet_from, row.quiet_to = "17:30", "08:00"
    await team.calls(team.oleg, 2, 0, kyiv("2026-11-24 12:00"))
    await team.oleg.mark()
    await team.talk.at(kyiv("2026-11-24 18:00"))
    assert titles(team.oleg)["Tuesday, 24 November"] == 0
    await team.talk.at(kyiv("2026-11-25 08:00"))
    held = await team.oleg.until("Tuesday, 24 November")
    assert "2 calls" in held.text
    assert "overdue" not in held.text, "what is overdue is known of now, not of yesterday"


@pytest.mark.slow  # the same day by day, on both databases: tests/services/test_digests.py, test_reminders.py
async def test_a_whole_week_beaten_every_hour(team: Team) -> None:
    """Five working days, a weekend: each message once a day, none on days off, whatever is written and missed."""
    anna = await team.talk.actor(team.anna)
    for day in range(24, 29):
        client = await team.factory.client(f"Client {day}", owner=anna)
        await team.factory.call(client, anna, kyiv(f"2026-11-{day} 11:00"), promised=True)
    end = kyiv("2026-11-30 22:00")
    while team.talk.clock.now() < end:
        team.talk.clock.advance(timedelta(hours=1))
        await team.talk.app.beat()
        await team.talk.app.deliver()
    await team.talk.client.settle()
    days = ["Tuesday, 24", "Wednesday, 25", "Thursday, 26", "Friday, 27"]
    evenings = {f"{day} November" for day in days} | {"Monday, 30 November"}
    for person in (team.anna, team.oleg):
        found = titles(person)
        assert found[f"Good morning, {person.name}"] == 5
        assert {title for title in found if title.endswith("November")} == evenings
        assert all(found[title] == 1 for title in evenings)
    heads = titles(team.boris)
    assert sum(n for title, n in heads.items() if title.startswith("Morning round")) == 5
    assert sum(n for title, n in heads.items() if title.startswith("Evening round")) == 5
    assert sum(n for title, n in heads.items() if title.endswith("· the team")) == 5
    told = [message.text for message in team.boris.bot_messages if "left undone" in message.text]
    assert [text.split("— ")[1].split(":")[0] for text in told] == [f"Client {day}" for day in range(24, 28)] + [
        "Client 28"
    ]
    again = [message.text for message in team.boris.bot_messages if "Hand over?" in message.text]
    assert len(again) == 4, (
        "one a working day; the Saturday's call was told of on Monday and is told of again on Tuesday"
    )


async def test_a_restart_in_the_middle_of_the_day(sqlite_template: Path, tmp_path: Path) -> None:
    """What was sent is not sent again; what was queued and not sent is; a round goes on where it stood."""
    url = databases.copy_sqlite(sqlite_template, tmp_path / "restart.sqlite3")
    clock = ShiftedClock(kyiv("2026-11-24 08:00"))
    async with talking(url, clock) as talk:
        team = await make(talk)
        anna = await talk.actor(team.anna)
        for name in ("First", "Second"):
            await team.factory.call(await team.factory.client(name, owner=anna), anna, kyiv("2026-11-23 12:00"))
        await talk.at(kyiv("2026-11-24 09:00"))
        assert titles(team.anna)["Good morning, Anna"] == 1
        await team.boris.tap("▶ Start the round")
        await team.boris.tap("Next →")
        clock.set(kyiv("2026-11-24 17:00"))
        await talk.app.beat()  # queued, and the power fails
        ids = {person.name: person.id for person in team.people}
    async with talking(url, clock) as talk:
        people = {name: await talk.stranger(name, id=id_) for name, id_ in ids.items()}
        for person in people.values():
            await person.start()
        await talk.at(kyiv("2026-11-24 17:05"))
        head, seller = people["Boris"], people["Anna"]
        assert titles(seller)["Good morning, Anna"] == 0
        assert [title for title in titles(head) if title.startswith("Evening round")] == [
            "Evening round: 2 overdue tasks"
        ]
        await head.say("/overdue")
        assert "2 overdue tasks" in head.last.text


async def test_without_the_picture_the_numbers_come(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: object) -> bytes:
        raise OSError("no processes left")

    monkeypatch.setattr("bot.notices.reminders.draw", fails)
    await team.calls(team.anna, 3, 1, kyiv("2026-11-24 12:00"))
    await team.talk.at(kyiv("2026-11-24 18:00"))
    summary = await team.boris.until("the team")
    assert summary.photo is None
    assert "4 calls" in summary.text


async def test_pictures_wanted_at_once_are_all_drawn() -> None:
    chart = DayChart("Tuesday", (ManagerCalls("Anna", 3, 1, 2),), 100_00)
    words = Words("en", "Europe/Kyiv", kyiv("2026-11-24 18:00"))
    pictures = await asyncio.gather(*(draw(day_summary(chart, words)) for _ in range(3)))
    assert {picture[:4] for picture in pictures} == {b"\x89PNG"}
