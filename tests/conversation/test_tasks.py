"""/tasks, the task card, moving a date with its reason, the next step after the last task (S2-46, S2-47, S2-50)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.sandbox.client import Person
from services.rules.kinds import ActivityKind, TaskKind, TaskStatus
from storage.tables import Activity, Postponement, Task
from tests.support.conversation import Talk
from tests.support.databases import Committed
from tests.support.factory import Factory

HOUR = timedelta(hours=1)


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


async def stored(talk: Talk, table: type[Any]) -> list[Any]:
    """The rows of a table as they are committed."""
    reader = Committed(talk.app.db.url)
    try:
        return await reader.all(table)
    finally:
        await reader.close()


async def a_task(talk: Talk, factory: Factory, person: Person) -> None:
    """The only deal of a person with its stage's task, opened on the task's card."""
    await factory.deal(await talk.actor(person), title="Supply", client=await factory.client("Romashka"))
    await person.say("/tasks")
    await person.tap("1 Romashka")


async def test_the_lists_by_time(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    actor = await talk.actor(anna)
    deal = await factory.deal(actor, title="Supply", client=await factory.client("Romashka"))
    await factory.task(deal, actor, talk.clock.now() + HOUR)
    await factory.task(deal, actor, talk.clock.now() + 3 * HOUR)
    talk.clock.advance(2 * HOUR)
    await anna.say("/tasks")
    assert "My tasks: 🔴 overdue 1 · today 1 · later 1" in anna.last
    assert anna.last.labels[0] == "🔴 1 Romashka"
    await anna.tap("Today 1")
    assert "13:00 Romashka — Do it" in anna.last
    await anna.tap("Later 1")
    assert "tomorrow 10:00 Romashka — Prepare and hold the presentation" in anna.last
    assert "To move on" not in anna.last
    await anna.tap("1 Romashka")
    assert "To move on: The client has seen the product and named the need." in anna.last


async def test_nothing_to_do(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.say("/tasks")
    assert "Nothing more for today." in anna.last


async def test_many_tasks_by_pages(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    actor = await talk.actor(anna)
    deal = await factory.deal(actor)
    for number in range(20):
        await factory.task(deal, actor, talk.clock.now() + HOUR + timedelta(minutes=number))
    await anna.say("/tasks")
    for _ in range(2):
        await anna.tap("›")
    assert anna.has_button("3/3")
    assert anna.last.text.count("Do it") == 4


async def test_the_last_task_done_asks_for_the_next_step_at_once(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await a_task(talk, factory, anna)
    await anna.tap("✅ Done")
    assert anna.toast == "Done: Prepare and hold the presentation."
    assert "What is the next step?" in anna.last
    assert anna.last.buttons == [["General offer →"], ["📞 Call", "🤝 Meeting", "☑️ Task"], ["Skip", "‹ To the list"]]
    await anna.tap("🤝 Meeting")
    await anna.tap("Tomorrow 10:00")
    assert anna.toast == "Planned: meeting tomorrow 10:00."
    assert "Meeting — tomorrow 10:00, promised" in anna.last


async def test_skipping_leaves_the_deal_red(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await a_task(talk, factory, anna)
    await anna.tap("✅ Done")
    await anna.tap("Skip")
    assert "🔴 No task: what is the next step?" in anna.last
    await anna.say("/deals")
    assert "🔴 Romashka" in anna.last
    assert anna.has_button("🔴 No task 1")
    await anna.tap("🔴 1 Romashka")
    await anna.tap("🔴 Set the next step")
    await anna.tap("📞 Call")
    await anna.say("завтра в 11")
    assert "Call — tomorrow 11:00, promised" in anna.last
    assert "🔴" not in anna.last.text


async def test_a_task_in_own_words(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await a_task(talk, factory, anna)
    await anna.tap("✅ Done")
    await anna.tap("☑️ Task")
    await anna.say("32.13")
    assert "no such day" in anna.last
    await anna.say("25.11 16:30")
    assert "what is to be done?" in anna.last
    await anna.say("я" * 201)
    assert "200 characters at most" in anna.last
    await anna.say("<b>Send</b> & wait 🙂")
    assert "<b>Send</b> & wait 🙂 — tomorrow 16:30" in anna.last
    await anna.tap("🗓 *")
    assert anna.last.text.startswith("<b>Send</b> & wait 🙂")


async def test_a_double_tap_plans_once(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await a_task(talk, factory, anna)
    done = next(item for line in anna.last.keyboard for item in line if item["text"] == "✅ Done")
    for _ in range(2):
        await anna.press_data(anna.last, done["data"])
    assert "What is the next step?" in anna.last
    await anna.tap("📞 Call")
    preset = next(item for line in anna.last.keyboard for item in line if item["text"] == "Tomorrow 10:00")
    for _ in range(2):
        await anna.press_data(anna.last, preset["data"])
    assert "Call — tomorrow 10:00" in anna.last
    calls = [row for row in await stored(talk, Task) if row.kind is TaskKind.CALL]
    assert [row.status for row in calls] == [TaskStatus.OPEN]


async def test_a_planned_contact_is_moved_not_planned_again(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    actor = await talk.actor(anna)
    deal = await factory.deal(actor, title="Supply")
    await factory.call(deal, actor, promised=True)
    await anna.say("/deals")
    await anna.tap("*Supply*")
    await anna.tap("More")
    await anna.tap("➕ Task")
    assert "Planned: Call, today 11:00" in anna.last
    assert anna.last.buttons == [["📅 Move", "☑️ Task"], ["Back", "‹ To the list"]]


async def test_moving_needs_a_reason_chosen_or_typed(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await a_task(talk, factory, anna)
    await anna.tap("📅 Move")
    await anna.tap("Thu 10:00")
    assert "tomorrow 10:00 → Thu 26 Nov 10:00. Why?" in anna.last
    assert len(anna.last.labels) == 7
    await anna.say("waiting for the <lawyer>")
    assert "Due Thu 26 Nov 10:00" in anna.last
    assert "Moved 1 time:" in anna.last
    assert "waiting for the <lawyer>" in anna.last
    await anna.tap("📅 Move")
    await anna.say("1.11.2026")
    assert "already passed" in anna.last
    await anna.say("30.11 12:00")
    await anna.tap("Had no time")
    assert "Moved 2 times:" in anna.last
    assert [(row.comment, row.reason_id is None) for row in await stored(talk, Postponement)] == [
        ("waiting for the <lawyer>", True),
        (None, False),
    ]


async def test_a_second_tap_on_a_reason_moves_nothing(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await a_task(talk, factory, anna)
    await anna.tap("📅 Move")
    await anna.tap("Thu 10:00")
    reason = anna.last.keyboard[0][0]["data"]
    for _ in range(2):
        await anna.press_data(anna.last, reason)
    assert "changed meanwhile" in anna.toast
    assert "Due Thu 26 Nov 10:00" in anna.last
    assert len(await stored(talk, Postponement)) == 1


async def test_a_time_chosen_too_late_is_refused(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await a_task(talk, factory, anna)
    await anna.tap("📅 Move")
    talk.clock.advance(timedelta(days=1))
    await anna.tap("Today 17:00")
    assert anna.toast == "This time has already passed. Choose a later one."
    assert not await stored(talk, Postponement)


async def test_a_task_somebody_closed_meanwhile(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    await a_task(talk, factory, anna)
    await anna.tap("📅 Move")
    await boris.say("/tasks")
    await boris.tap("1 Romashka")
    assert "Responsible: Anna" in boris.last
    await boris.tap("✅ Done")
    await anna.tap("Thu 10:00")
    assert anna.toast == "This task is closed already."
    assert "Done today 10:00" in anna.last
    assert not anna.has_button("✅ Done")


async def test_a_call_is_closed_from_its_own_card(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    actor = await talk.actor(anna)
    await factory.call(await factory.deal(actor, client=await factory.client("Romashka")), actor)
    await anna.say("/tasks")
    await anna.tap("1 Romashka")
    assert not anna.has_button("✅ Done")
    await anna.tap("📞 Call")
    assert anna.has_button("✅ We talked")


async def test_a_meeting_held(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await a_task(talk, factory, anna)
    await anna.tap("✅ Done")
    await anna.tap("🤝 Meeting")
    await anna.tap("In an hour")
    talk.clock.advance(HOUR)
    await anna.tap("✅ Meeting held")
    assert anna.toast == "Done: Meeting."
    assert "What is the next step?" in anna.last
    assert [row.kind for row in await stored(talk, Activity)] == [ActivityKind.MEETING]


async def test_a_head_sees_everybodys_own_and_the_load(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris = await talk.head(team=team)
    for name, count in (("Anna", 1), ("Oleg", 3)):
        person = await talk.manager(name, team=team)
        for _ in range(count):
            await factory.deal(await talk.actor(person))
    talk.clock.advance(timedelta(days=2))
    await boris.say("/tasks")
    assert "Everybody's tasks: 🔴 overdue 4" in boris.last
    assert "(Oleg)" in boris.last
    await boris.tap("📊 Load")
    assert boris.last.text.splitlines()[1:] == [
        "🔴 Oleg — 3 tasks, overdue 3",
        "🔴 Anna — 1 task, overdue 1",
    ]
    await boris.tap("To the tasks")
    await boris.tap("👥 Only mine")
    assert "My tasks: overdue 0" in boris.last
    await boris.tap("👥 Everybody's")
    assert "Everybody's tasks" in boris.last


async def test_many_colleagues_to_choose_from(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    for number in range(12):
        await talk.manager(f"Manager {number:02}", team=team)
    await a_task(talk, factory, anna)
    await boris.say("/tasks")
    await boris.tap("1 Romashka")
    await boris.tap("👤 Hand over")
    assert boris.has_button("1/2")
    await boris.tap("›")
    await boris.tap("Manager 11")
    assert boris.toast == "Handed over to Manager 11."


async def test_the_check_of_a_refusal_opens_its_own_card(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    await a_task(talk, factory, anna)
    await anna.tap("Card")
    await anna.tap("Refusal")
    await anna.tap("Expensive")
    await boris.say("/tasks")
    await boris.tap("1 Romashka")
    assert "Reason given: Expensive" in boris.last


async def test_a_manager_has_no_button_to_hand_over(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await a_task(talk, factory, anna)
    assert not anna.has_button("👤 Hand over")
    await anna.press_data(anna.last, "tg1:1:1")
    assert "older message" in anna.toast


async def test_times_are_the_persons_own(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager(zone="Asia/Tokyo")
    actor = await talk.actor(anna)
    await factory.task(await factory.deal(actor), actor, datetime(2026, 11, 24, 9, tzinfo=UTC))
    await anna.say("/tasks")
    assert "18:00" in anna.last


async def test_the_next_step_with_an_inquiry(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    lead = await factory.lead(await talk.actor(anna), name="Petya")
    await factory.task(lead, await talk.actor(anna))
    await anna.say("/tasks")
    await anna.tap("1 Petya")
    await anna.tap("✅ Done")
    assert anna.last.buttons == [["📞 Call", "🤝 Meeting", "☑️ Task"], ["Skip", "‹ To the list"]]
    await anna.tap("📞 Call")
    await anna.tap("Tomorrow 10:00")
    assert anna.toast == "Planned: call tomorrow 10:00."
    assert "Petya" in anna.last


async def test_cancel_leaves_a_question(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await a_task(talk, factory, anna)
    await anna.tap("📅 Move")
    await anna.tap("Thu 10:00")
    await anna.say("/cancel")
    assert "Cancelled: the move of the task." in anna.last
    await anna.say("some reason")
    assert not await stored(talk, Postponement)
