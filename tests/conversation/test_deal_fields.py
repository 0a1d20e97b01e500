"""Own fields on the deal: asked before a stage is left, interrupted and continued."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.sandbox.client import Person
from services.rules.field_kinds import FieldKind
from services.rules.kinds import StageKind
from storage.tables import Deal, FieldDefinition, FieldValue, Task
from tests.support.conversation import Talk
from tests.support.databases import Committed
from tests.support.factory import Factory
from tests.support.fields import FieldFactory

HOSTILE = "<b>Ромашка & Co</b> 👩‍👩‍👧‍👦 " * 10


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


@pytest.fixture
def fields(talk: Talk) -> FieldFactory:
    """Makes fields in the bot's own database."""
    return FieldFactory(talk.app.db, talk.clock)


async def a_deal(talk: Talk, factory: Factory, person: Person, stage: int = 0) -> Deal:
    """A deal of a person, opened on the card."""
    deal = await factory.deal(await talk.actor(person), title="Supply", stage=stage, amount=120_000_00)
    await open_card(person)
    return deal


async def open_card(person: Person) -> None:
    """The deal's card."""
    await person.say("/deals")
    await person.tap("1 Supply")


async def edit(person: Person, name: str) -> None:
    """Open one field of the deal whose card is shown."""
    await open_card(person)
    await person.tap("More")
    await person.tap("📋 Fields")
    await person.tap(f"*{name}")


async def value(talk: Talk, field: FieldDefinition) -> object:
    """What is stored for a field."""
    reader = Committed(talk.app.db.url)
    try:
        rows = await reader.all(FieldValue, FieldValue.field_id == field.id)
        return rows[0].value if rows else None
    finally:
        await reader.close()


async def stage_of(talk: Talk, deal: Deal) -> tuple[int, StageKind]:
    """Where the deal stands."""
    reader = Committed(talk.app.db.url)
    try:
        row = await reader.one(Deal, Deal.id == deal.id)
        return row.stage_id, row.status
    finally:
        await reader.close()


# ------------------------------------------------------------------------------------------------------ before a move
async def test_fields_are_asked_one_after_another_and_the_move_follows_by_itself(
    talk: Talk, factory: Factory, fields: FieldFactory
) -> None:
    """S2-52: "2 of 3", what is wrong is said, the last value carries the move out."""
    anna, stage = await talk.manager(), (await factory.stages())[0].id
    await fields.field("Delivery address", FieldKind.ADDRESS, stage=stage)
    await fields.field("Event date", FieldKind.DATE, stage=stage)
    await fields.field("Material", FieldKind.OPTION, stage=stage)
    await fields.field("Remarks")
    await a_deal(talk, factory, anna)
    assert "Missing for the next stage: Delivery address, Event date, Material" in anna.last
    await anna.tap("General offer →")
    assert "1 of 3: Delivery address" in anna.last
    await anna.say("Kyiv, Khreshchatyk 1")
    assert "2 of 3: Event date" in anna.last
    assert "Delivery address: Kyiv, Khreshchatyk 1" in anna.last
    await anna.say("31.02")
    assert "There is no such day in the calendar" in anna.last
    await anna.say("12.12.2020")
    assert "3 of 3: Material" in anna.last
    await anna.tap("Steel")
    assert anna.toast == "Stage: General offer"
    assert "2 of 9: General offer" in anna.last
    assert "Missing" not in anna.last


async def test_a_wrong_answer_brings_the_question_with_its_buttons(
    talk: Talk, factory: Factory, fields: FieldFactory
) -> None:
    """A finding: a bare line, while "Later" stood several messages above."""
    anna, stage = await talk.manager(), (await factory.stages())[0].id
    await fields.field("Area", FieldKind.NUMBER, stage=stage)
    await a_deal(talk, factory, anna)
    await anna.tap("General offer →")
    await anna.say("many")
    assert "This is not a number" in anna.last
    assert "1 of 1: Area" in anna.last
    assert anna.last.buttons[-1] == ["Later"]
    await anna.say("25,5 м²")
    assert "2 of 9: General offer" in anna.last


async def test_work_with_another_client_is_no_answer_without_a_question(
    talk: Talk, factory: Factory, fields: FieldFactory
) -> None:
    """A finding: a reminder about another client became "Wishes", and the deal moved on."""
    anna, stage = await talk.manager(), (await factory.stages())[0].id
    wishes = await fields.field("Wishes", FieldKind.TEXT, stage=stage)
    other = await factory.client("Каштан-Сервис", await talk.actor(anna))
    deal = await a_deal(talk, factory, anna)
    text = "Каштан-Сервис перезвонить завтра в 11"
    await anna.tap("General offer →")
    await anna.say(text)
    assert "is this the answer?" in anna.last
    assert await value(talk, wishes) is None
    await anna.tap("It is about Каштан-Сервис")
    await anna.tap("✅ *")
    reader = Committed(talk.app.db.url)
    try:
        assert [task.client_id for task in await reader.all(Task, Task.client_id == other.id)] == [other.id]
    finally:
        await reader.close()
    assert (await stage_of(talk, deal))[0] == stage
    await open_card(anna)
    await anna.tap("✍️ Fill in 1 field")
    await anna.say(text)
    await anna.tap("✅ It is the answer")
    assert await value(talk, wishes) == text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (FieldKind.ADDRESS, "Киев, Садовая 5, возле Каштан-Сервис"),
        (FieldKind.TEXT, "привезти завтра до 11, позвонить за час"),
        (FieldKind.TEXT, "как у Каштан-Сервис, только белые"),
    ],
)
async def test_ordinary_answers_are_taken_at_once(
    talk: Talk, factory: Factory, fields: FieldFactory, kind: FieldKind, text: str
) -> None:
    anna, stage = await talk.manager(), (await factory.stages())[0].id
    await fields.field("Wishes", kind, stage=stage)
    await factory.client("Каштан-Сервис", await talk.actor(anna))
    await a_deal(talk, factory, anna)
    await anna.tap("General offer →")
    await anna.say(text)
    assert "2 of 9: General offer" in anna.last


async def test_nothing_is_asked_when_going_back_or_refusing(talk: Talk, factory: Factory, fields: FieldFactory) -> None:
    anna, stage = await talk.manager(), (await factory.stages())[2].id
    await fields.field("Delivery address", FieldKind.ADDRESS, stage=stage)
    await a_deal(talk, factory, anna, stage=2)
    await anna.tap("More")
    await anna.tap("← Stage back")
    assert "2 of 9" in anna.last
    await anna.tap("Feedback and objections →")
    await anna.tap("Refusal")
    assert "why" in anna.last


async def test_a_flow_that_was_left_goes_on_where_it_was(talk: Talk, factory: Factory, fields: FieldFactory) -> None:
    """Values given are kept; the card says what is missing, with a button to go on."""
    anna, stage = await talk.manager(), (await factory.stages())[0].id
    first = await fields.field("Area", FieldKind.NUMBER, stage=stage)
    await fields.field("Budget", FieldKind.MONEY, stage=stage)
    await fields.field("Site", FieldKind.LINK, stage=stage)
    deal = await a_deal(talk, factory, anna)
    await anna.tap("✍️ Fill in 3 fields")
    await anna.say("12,5")
    assert "2 of 3: Budget" in anna.last
    await anna.say("/cancel")
    assert "Cancelled: the field of the deal." in anna.last
    await anna.say("300к")  # nothing is asked any more
    assert await value(talk, first) == 12500
    await open_card(anna)
    assert "Missing for the next stage: Budget, Site" in anna.last
    await anna.tap("✍️ Fill in 2 fields")
    assert "1 of 2: Budget" in anna.last
    await anna.say("/tasks")
    await anna.say("300к")  # a command does not lose the question
    assert "2 of 2: Site" in anna.last
    await anna.tap("Later")
    await anna.tap("✍️ Fill in 1 field")
    await anna.say("example.com/a?b=1")
    assert (await stage_of(talk, deal))[0] == stage, "filling in moves nothing"
    await anna.tap("General offer →")
    assert "2 of 9: General offer" in anna.last
    assert (await stage_of(talk, deal))[0] == (await factory.stages())[1].id


async def test_a_field_archived_while_it_is_asked_is_left_out(
    talk: Talk, factory: Factory, fields: FieldFactory
) -> None:
    anna, stage = await talk.manager(), (await factory.stages())[0].id
    gone = await fields.field("Old question", stage=stage)
    await fields.field("New question", stage=stage)
    last = await fields.field("Last question", FieldKind.OPTION, stage=stage)
    await a_deal(talk, factory, anna)
    await anna.tap("General offer →")
    await fields.archive(gone)
    await anna.say("an answer")
    assert "“Old question” is no longer asked." in anna.last
    assert "1 of 2: New question" in anna.last
    await anna.say("an answer")
    await fields.archive(last)
    await anna.tap("Wood")
    assert "2 of 9: General offer" in anna.last


async def test_a_deal_moved_by_somebody_else_meanwhile_is_not_moved_twice(
    talk: Talk, factory: Factory, fields: FieldFactory
) -> None:
    team, stage = await talk.team(), (await factory.stages())[0].id
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    field = await fields.field("Area", FieldKind.NUMBER, stage=stage)
    deal = await a_deal(talk, factory, anna)
    await anna.tap("General offer →")
    await talk.app.services.deals.rename(await talk.actor(boris), deal.id, deal.version, "Supply anew")
    await anna.say("12")
    assert "This has changed meanwhile" in anna.last
    assert "1 of 9" in anna.last
    assert await value(talk, field) == 12000
    await anna.tap("General offer →")
    assert "2 of 9" in anna.last


async def test_a_sale_waits_for_the_fields_too(talk: Talk, factory: Factory, fields: FieldFactory) -> None:
    anna, stage = await talk.manager(), (await factory.stages())[4].id
    await fields.field("Contract number", stage=stage)
    deal = await factory.deal(await talk.actor(anna), title="Supply", stage=4)
    await anna.say("/next")
    await anna.tap("✅ We talked")
    await anna.tap("Sale")
    assert "1 of 1: Contract number" in anna.last
    assert (await stage_of(talk, deal))[1] is StageKind.OPEN
    await anna.say("17/2026")
    assert "Won" in anna.last or "Sold" in anna.last, anna.last.text
    assert (await stage_of(talk, deal))[1] is StageKind.WON


async def test_a_list_without_choices_holds_nobody_up(talk: Talk, factory: Factory, fields: FieldFactory) -> None:
    anna, stage = await talk.manager(), (await factory.stages())[0].id
    await fields.field("Material", FieldKind.OPTION, stage=stage, options=[])
    await a_deal(talk, factory, anna)
    await anna.tap("General offer →")
    assert "2 of 9" in anna.last


async def test_a_redelivered_answer_is_not_taken_for_the_next_question(
    talk: Talk, factory: Factory, fields: FieldFactory
) -> None:
    anna, stage = await talk.manager(), (await factory.stages())[0].id
    await fields.field("First", stage=stage)
    second = await fields.field("Second", stage=stage)
    await a_deal(talk, factory, anna)
    await anna.tap("General offer →")
    await anna.say("an answer")
    await talk.client.redeliver(anna.update_id)
    assert await value(talk, second) is None
    await anna.refresh()
    assert "2 of 2: Second" in anna.last


async def test_an_old_button_of_a_question_that_is_over(talk: Talk, factory: Factory, fields: FieldFactory) -> None:
    anna = await talk.manager()
    field = await fields.field("Material", FieldKind.OPTION)
    await a_deal(talk, factory, anna)
    await edit(anna, "Material")
    asked = anna.last
    data = next(item["data"] for line in asked.keyboard for item in line if item["text"] == "Wood")
    await anna.say("/cancel")
    await anna.press_data(asked, data)
    assert anna.toast == "This question is over. Open the field again."
    assert await value(talk, field) is None
    await anna.tap("*Material")
    assert any("Press one." in screen.text for screen in anna.bot_messages)


async def test_the_history_reads_like_a_persons(talk: Talk, factory: Factory, fields: FieldFactory) -> None:
    anna = await talk.manager()
    await fields.field("Event date", FieldKind.DATE)
    await a_deal(talk, factory, anna)
    await fields.field("Area", FieldKind.NUMBER)
    await edit(anna, "Event date")
    await anna.say("12.12")
    await anna.tap("*Area")
    await anna.say("7")
    talk.clock.advance(timedelta(minutes=1))
    await anna.tap("*Event date")
    await anna.say("13.12")
    talk.clock.advance(timedelta(minutes=1))
    await anna.tap("*Event date")
    await anna.tap("Empty it")
    await open_card(anna)
    await anna.tap("More")
    await anna.tap("🕓 History")
    assert "“Event date”: — → 12 December" in anna.last
    assert "“Area”: — → 7" in anna.last
    assert "“Event date”: 12 December → 13 December" in anna.last
    assert "“Event date”: 13 December → —" in anna.last
