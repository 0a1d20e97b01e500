"""Stage tasks in the chat: set up by the admin, done by the manager, looked at by the head (S2-26…S2-39)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox.client import Person
from services.rules import due, sources
from services.rules.field_kinds import FieldKind
from services.rules.kinds import TaskStatus
from storage import company
from storage.tables import Deal, FieldDefinition, StageTask, Task
from tests.conversation.test_tasks import stored
from tests.support.conversation import Talk
from tests.support.factory import Factory

PRESENTATION = "Prepare and hold the presentation"


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


async def at_tasks(talk: Talk, olga: Person) -> None:
    """From /pipelines to the tasks of the first stage."""
    await olga.say("/pipelines")
    await olga.tap("B2B: new clients*")
    await olga.tap("1 Presentation")
    await olga.tap("Tasks (1)")


async def template(talk: Talk, factory: Factory, **values: object) -> None:
    """Set up the first stage's task without the chat."""
    stage = (await factory.stages())[0]
    async with talk.app.db.write(await talk.actor(await talk.admin("Setup")), talk.clock.now()) as work:
        for row in await company.stage_tasks(work, stage.id):
            for name, value in values.items():
                setattr(row, name, value)


async def the_template(talk: Talk, title: str = PRESENTATION) -> StageTask:
    """A stage task as it is stored."""
    return next(row for row in await stored(talk, StageTask) if row.title == title)


async def test_from_the_pipeline_to_a_task_and_back(talk: Talk) -> None:
    olga = await talk.admin()
    await at_tasks(talk, olga)
    assert "1 task" in olga.last
    assert f"1. {PRESENTATION} — 1 working day after entering the stage · the deal's owner" in olga.last
    await olga.tap(f"1. {PRESENTATION}*")
    assert "Due: 1 working day after entering the stage" in olga.last
    assert "To move on: The client has seen the product and named the need." in olga.last
    await olga.tap("To the list")
    await olga.tap("To the stage")
    assert olga.has_button("Tasks (1)")


async def test_a_new_task_is_typed_and_refined(talk: Talk) -> None:
    olga = await talk.admin()
    await talk.manager("Vera")
    await at_tasks(talk, olga)
    await olga.tap("➕ New task")
    await olga.say("я" * 201)
    assert "200 characters at most" in olga.last
    await olga.say("Send the <brief> 🙂")
    assert "Send the <brief> 🙂" in olga.last
    assert "It is not said yet what exactly must be done" in olga.last
    await olga.tap("✏️ What exactly")
    await olga.say("The client has <b>signed</b> the brief.")
    assert "To move on: The client has <b>signed</b> the brief." in olga.last
    await olga.tap("Kind")
    await olga.tap("📞 Call")
    assert "· Call" in olga.last
    await olga.tap("👤 Who does it")
    await olga.tap("A person…")
    await olga.tap("Vera")
    assert "Done by: Vera" in olga.last
    await olga.tap("👁 Who checks")
    await olga.tap("The head")
    assert "Looked at by: the head" in olga.last
    await olga.tap("↑")
    await olga.tap("To the list")
    assert "1. Send the <brief> 🙂" in olga.last
    row = await the_template(talk, "Send the <brief> 🙂")
    assert (row.kind, row.responsible, row.controller) == ("call", "user", "head")


async def test_the_four_bindings(talk: Talk) -> None:
    olga = await talk.admin()
    await talk.add(FieldDefinition(name="Event <date>", kind=FieldKind.DATE))
    await at_tasks(talk, olga)
    await olga.tap(f"1. {PRESENTATION}*")
    await olga.tap("📅 Due")
    await olga.tap("✓ Time after entering the stage")
    await olga.tap("3 days")
    assert "Due: 3 working days after entering the stage" in olga.last
    await olga.tap("📅 Due")
    await olga.tap("Time before a date")
    await olga.tap("Event <date>")
    await olga.say("soon")
    assert "not a length of time" in olga.last
    await olga.say("2 дня")
    assert "Due: 2 days before «Event <date>»" in olga.last
    assert "Not known yet: 3 working days after entering the stage at the latest" in olga.last
    await olga.tap("📅 Due")
    await olga.tap("Latest: 3 days")
    await olga.tap("10 days")
    assert "Not known yet: 10 working days after entering the stage at the latest" in olga.last
    await olga.tap("📅 Due")
    await olga.tap("On the day of a date field")
    await olga.tap("Expected date")
    assert "Due: on the day of «Expected date»" in olga.last
    await olga.tap("📅 Due")
    await olga.tap("After an event")
    assert olga.has_button("Done: Get feedback")
    await olga.tap("Payment received")
    await olga.tap("4 hours")
    assert "Due: 4 working hours after «Payment received»" in olga.last
    assert due.from_json((await the_template(talk)).due) == due.after_event(
        sources.PAYMENT, hours=4, fallback=due.Offset(10)
    )


async def test_archived_and_taken_back(talk: Talk) -> None:
    olga = await talk.admin()
    await at_tasks(talk, olga)
    await olga.tap(f"1. {PRESENTATION}*")
    await olga.tap("Archive")
    await olga.tap("Archive")
    assert "Nothing is asked for here" in olga.last
    undo = next(item for line in olga.last.keyboard for item in line if "Undo" in item["text"])
    for _ in range(2):
        await olga.press_data(olga.last, undo["data"])
    assert f"1. {PRESENTATION}" in olga.last
    assert (await the_template(talk)).archived_at is None


async def test_two_admins_at_one_task(talk: Talk) -> None:
    olga, petr = await talk.admin(), await talk.admin("Petr")
    for person in (olga, petr):
        await at_tasks(talk, person)
        await person.tap(f"1. {PRESENTATION}*")
    await olga.tap("✏️ What exactly")
    await petr.tap("Kind")
    await petr.tap("🤝 Meeting")
    await olga.say("Everything is agreed.")
    assert "· Meeting" in olga.last
    assert (await the_template(talk)).instruction == "The client has seen the product and named the need."
    await olga.tap("Archive")
    await petr.tap("Archive")
    await petr.tap("Archive")
    await olga.tap("Archive")
    assert "Not found" in olga.toast


async def test_a_button_leaves_the_question(talk: Talk) -> None:
    olga = await talk.admin()
    await at_tasks(talk, olga)
    await olga.tap(f"1. {PRESENTATION}*")
    await olga.tap("Title")
    await olga.tap("Back")
    await olga.say("not a title")
    assert (await the_template(talk)).title == PRESENTATION


async def test_one_tap_and_the_date_follows(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await template(talk, factory, due=due.to_json(due.after_event(sources.PAYMENT, days=1)))
    await factory.deal(await talk.actor(anna), title="Supply", client=await factory.client("Romashka"))
    await anna.say("/tasks")
    await anna.tap("1 Romashka")
    assert "⏳ Waits for «Payment received»; this is the latest date." in anna.last
    talk.clock.advance(timedelta(hours=1))
    await anna.tap("Card")
    await anna.tap("More")
    await anna.tap("💰 Paid")
    assert anna.toast == "Noted: payment received, ₴1,000. 1 date follows."
    assert f"{PRESENTATION} — tomorrow 11:00" in anna.last
    talk.clock.advance(timedelta(hours=1))
    await anna.tap("Undo (24 h)")
    assert anna.toast == "Taken back."
    assert f"{PRESENTATION} — Fri 27 Nov 10:00" in anna.last
    await anna.tap("More")
    await anna.tap("🕓 History")
    assert "Payment received" in anna.last
    assert "follows «Payment received»" in anna.last


async def test_the_head_looks_at_the_result(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    await template(talk, factory, controller="head")
    await factory.deal(await talk.actor(anna), title="Supply", client=await factory.client("Romashka"))
    await anna.say("/tasks")
    await anna.tap("1 Romashka")
    assert "Looked at by: Boris" in anna.last
    await anna.tap("✅ Done")
    assert "what is the result?" in anna.last
    await anna.say("The <director> came")
    await talk.pushed()
    assert f"Done: {PRESENTATION}" in boris.last
    assert "Anna, today 10:00" in boris.last
    assert "Result: The <director> came" in boris.last
    await boris.tap("↩️ Back to work")
    await boris.say("No offer on the <table>")
    assert "Back to work: No offer on the <table>" in boris.last
    await talk.pushed()
    assert "Boris looked at the result: back to work." in anna.last
    assert "No offer on the <table>" in anna.last
    await anna.tap("To the task")
    assert "Back to work: No offer on the <table>" in anna.last
    await anna.tap("✅ Done")
    await anna.tap("✅ Done, no words")
    await talk.pushed()
    await boris.say("/tasks")
    await boris.tap("👁 To look at: 1")
    await boris.tap("👁 Romashka*")
    right = next(item for line in boris.last.keyboard for item in line if item["text"] == "✅ Right")
    for _ in range(2):
        await boris.press_data(boris.last, right["data"])
    assert "Looked at by Boris: right." in boris.last
    await boris.say("/tasks")
    assert not boris.has_button("👁 To look at: 1")
    task = next(row for row in await stored(talk, Task) if row.title == PRESENTATION)
    assert (task.status, task.accepted_at) == (TaskStatus.DONE, talk.clock.now())


async def test_a_task_on_a_colleagues_deal(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    anna, vera = await talk.manager(team=team), await talk.manager("Vera", team=await talk.team("Lawyers"))
    vera_id = (await talk.actor(vera)).user_id
    await template(talk, factory, responsible="user", responsible_id=vera_id)
    await factory.deal(await talk.actor(anna), title="Supply", client=await factory.client("Romashka"))
    await vera.say("/tasks")
    await vera.tap("1 Romashka")
    await vera.tap("Card")
    assert "Supply" in vera.last
    await vera.tap("✅ Prepare*")
    assert f"Done: {PRESENTATION}." == vera.toast
    assert not vera.has_button("Card")
    deal = next(row for row in await stored(talk, Deal))
    await vera.press_data(vera.last, f"oc1:d:{deal.id}")
    assert "Not found" in vera.toast


async def test_an_event_in_the_night_of_summer_time(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    talk.clock.set(datetime(2027, 3, 26, 15, 0, tzinfo=UTC))  # Friday 17:00, summer time begins on Sunday
    await template(talk, factory, due=due.to_json(due.after_event(sources.ANSWER, days=1)))
    await factory.deal(await talk.actor(anna), title="Supply")
    await anna.say("/deals")
    await anna.tap("1 Supply")
    await anna.tap("More")
    await anna.tap("💬 Answered")
    task = next(row for row in await stored(talk, Task) if row.title == PRESENTATION)
    assert task.due_at == datetime(2027, 3, 29, 14, 0, tzinfo=UTC)
    assert talk.clock.now() + timedelta(hours=71) == task.due_at
