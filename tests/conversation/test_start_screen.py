"""/menu with what is red and the day's tasks; /team opens a colleague's list; red marks (S2-29, S2-48, S2-49)."""

from __future__ import annotations

from datetime import timedelta

from services import tasks_core
from services.rules.actor import SYSTEM
from services.rules.target import Target
from tests.support.conversation import Talk
from tests.support.factory import Factory
from tests.support.pushes import kyiv

NOW = kyiv("2026-11-24 10:00")
HOUR = timedelta(hours=1)


async def test_the_managers_start_screen(talk: Talk) -> None:
    anna = await talk.manager()
    actor, factory = await talk.actor(anna), Factory(talk.app.db, talk.clock)
    client = await factory.client("Lily <b>", owner=actor)
    deal = await factory.deal(actor, title="Supply", client=client)
    async with talk.app.db.write(SYSTEM, talk.clock.now()) as work:
        await tasks_core.cancel_open(work, Target("deal", deal.id))
    lead = await factory.lead(actor, name="Peter")
    await factory.task(lead, actor, NOW - HOUR)
    for hours in range(1, 6):
        await factory.task(lead, actor, NOW + hours * HOUR)
    await anna.say("/menu")
    assert anna.last.text.split("\n") == [
        "Anna · manager",
        "Done today: 0 · to do: 6",
        "🔴 today 09:00 Peter — Do it",
        "▫️ today 11:00 Peter — Do it",
        "▫️ today 12:00 Peter — Do it",
        "▫️ today 13:00 Peter — Do it",
        "and 2 more",
    ]
    assert {"Inquiries 🔴1", "Deals 🔴1", "Tasks 🔴1"} <= set(anna.last.labels)
    await anna.tap("Tasks 🔴1")
    assert "My tasks" in anna.last.text
    await anna.tap("🔴 1 Peter")
    await anna.tap("✅ Done")
    await anna.say("/tasks")
    await anna.tap("Done today 1")
    assert "10:00 Peter — Do it" in anna.last.text
    await anna.say("/find lily")
    assert "🔴 🏢 Lily <b>" in anna.last.text
    await anna.tap("🔴 1 Lily <b>")
    assert anna.last.text.startswith("🔴 Lily <b>")


async def test_the_team_opens_a_colleagues_tasks(talk: Talk) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    actor, factory = await talk.actor(anna), Factory(talk.app.db, talk.clock)
    lead = await factory.lead(actor, name="Peter")
    await factory.task(lead, actor, NOW - HOUR)
    await factory.task(lead, actor, NOW + HOUR)
    await boris.say("/team")
    await boris.tap("Anna 🔴1")
    assert boris.last.text.startswith("Anna: 🔴 overdue 1 · today 1 · later 0")
    await boris.tap("Today 1")
    assert "11:00 Peter — Do it" in boris.last.text
    await boris.tap("The team now")
    assert "The team now" in boris.last.text


async def test_people_outside_and_those_with_nothing_to_do(talk: Talk) -> None:
    sam, olga = await talk.stranger(), await talk.admin()
    await olga.say("/menu")
    assert "What shall we do?" in olga.last.text
    await sam.start()
    await sam.say("/menu")
    assert "🔴" not in sam.screen
