"""/fields: setting fields and bookable things up in the chat, and requiring them on a stage."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.rules.field_kinds import FieldKind
from storage.tables import FieldDefinition, Resource, StageField
from tests.support.conversation import Talk
from tests.support.databases import Committed
from tests.support.factory import Factory
from tests.support.fields import FieldFactory

HOSTILE = "<b>Ромашка & Co</b> 👍 ’"


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


@pytest.fixture
def fields(talk: Talk) -> FieldFactory:
    """Makes fields in the bot's own database."""
    return FieldFactory(talk.app.db, talk.clock)


async def rows(talk: Talk, table: type) -> list:
    """What is stored."""
    reader = Committed(talk.app.db.url)
    try:
        return await reader.all(table)
    finally:
        await reader.close()


async def test_a_field_is_added_changed_archived_and_taken_back(talk: Talk) -> None:
    olga = await talk.admin()
    await olga.say("/fields")
    assert "Nothing yet" in olga.last
    await olga.tap("➕ New field")
    await olga.tap("📍 Address")
    await olga.say("🙂")
    assert "cannot be a name" in olga.last
    await olga.say("x" * 300)
    assert "cannot be a name" in olga.last
    await olga.say(HOSTILE)
    assert HOSTILE in olga.last
    await olga.tap("Rename")
    await olga.say("Delivery address")
    assert "Delivery address" in olga.last
    await olga.tap("Undo (24 h)")
    assert HOSTILE in olga.last
    assert olga.toast == "Taken back: it is as it was."
    await olga.tap("Hint")
    await olga.say("y" * 301)
    assert "300 characters at most" in olga.last
    await olga.say("with the <floor>")
    assert "with the <floor>" in olga.last
    await olga.tap("Hint")
    await olga.tap("No hint")
    assert "floor" not in olga.last.text
    await olga.tap("Pipeline")
    await olga.tap("B2B: new clients")
    assert "Pipeline: B2B: new clients" in olga.last
    await olga.tap("Pipeline")
    await olga.tap("All pipelines")
    assert "Pipeline: all" in olga.last
    await olga.tap("Archive")
    await olga.tap("Archive")
    assert "no longer asked" in olga.last
    await olga.tap("Undo (24 h)")
    assert "Archived" not in olga.last
    await olga.tap("Archive")
    await olga.tap("Archive")
    await olga.tap("To the list")
    await olga.tap("*Ромашка*")
    await olga.tap("Use again")
    assert "Not required on any stage." in olga.last


async def test_a_list_gets_its_choices_at_once(talk: Talk) -> None:
    """S2-54: a removed choice is taken back, and its number is never used again."""
    olga = await talk.admin()
    await olga.say("/fields")
    await olga.tap("➕ New field")
    await olga.tap("☑️ List, several")
    await olga.say("Materials")
    assert "each on a line of its own" in olga.last
    await olga.say("Wood\nSteel\n wood ")
    assert "There is a choice called wood already." in olga.last
    await olga.say("Wood\nSteel\n")
    assert "Choices: Wood, Steel" in olga.last
    await olga.tap("Choices")
    await olga.tap("Steel")
    await olga.tap("Rename")
    await olga.say("WOOD")
    assert "already" in olga.last
    await olga.say("Iron")
    assert "Choices: Wood, Iron" in olga.last
    await olga.tap("Choices")
    await olga.tap("Iron")
    await olga.tap("Remove")
    assert "Choices: Wood" in olga.last
    await olga.tap("Choices")
    await olga.tap("➕ More choices")
    await olga.say("Iron")
    (stored,) = await rows(talk, FieldDefinition)
    assert [(one["id"], one["name"], one["gone"]) for one in stored.options] == [
        (1, "Wood", False), (2, "Iron", True), (3, "Iron", False),
    ]  # fmt: skip


async def test_the_order_is_changed_one_place_at_a_time(talk: Talk, fields: FieldFactory) -> None:
    olga = await talk.admin()
    for name in ("One", "Two", "Three"):
        await fields.field(name)
    await olga.say("/fields")
    await olga.tap("*Three")
    assert not olga.has_button("↓")
    await olga.tap("↑")
    await olga.tap("↑")
    assert not olga.has_button("↑")
    await olga.tap("To the list")
    assert [label[2:].strip() for label in olga.last.labels[:3]] == ["Three", "One", "Two"]


async def test_a_stage_requires_what_is_ticked(talk: Talk, factory: Factory, fields: FieldFactory) -> None:
    """S2-52; the way there is the stage's own page."""
    olga = await talk.admin()
    stage = (await factory.stages())[0]
    other = (await factory.stages("b2b_regular"))[0]
    await fields.field("Area")
    await fields.field("Elsewhere", pipeline_id=other.pipeline_id)
    await olga.say("/menu")
    await olga.press_data(olga.last, f"sfl1:{stage.id}")
    assert "Nothing has to be filled" in olga.last
    assert not olga.has_button("*Elsewhere")
    await olga.tap("▫️ 📝 Area")
    assert "1 field must be filled" in olga.last
    assert [(row.stage_id, row.field_id) for row in await rows(talk, StageField)] == [(stage.id, 1)]
    await olga.tap("☑️ 📝 Area")
    assert await rows(talk, StageField) == []


async def test_something_to_book_is_set_up(talk: Talk) -> None:
    """S2-57: its hours, or the company's; the length of one booking."""
    olga = await talk.admin()
    await olga.say("/fields")
    await olga.tap("➕ New field")
    await olga.tap("🗓 Booking")
    await olga.say("Assembly")
    await olga.say("/fields")
    await olga.tap("🗓 What can be booked")
    await olga.tap("➕ Add")
    await olga.say("Fitters <1>")
    assert "as the company works" in olga.last
    await olga.tap("Hours")
    await olga.say("always")
    assert "Write the days and hours like this" in olga.last
    await olga.say("пн-сб 10-19")
    assert "Mon – Sat 10:00–19:00" in olga.last
    await olga.tap("Length")
    await olga.tap("2 hr")
    assert "One booking: 2 hr" in olga.last
    await olga.tap("Archive")
    assert olga.toast == "Archived: no more bookings are taken."
    await olga.tap("Undo (24 h)")
    await olga.say("/fields")
    await olga.tap("*Assembly")
    assert "It is not set what it books" in olga.last
    await olga.tap("What it books")
    await olga.tap("Fitters <1>")
    assert "Books: Fitters <1>" in olga.last
    (stored,) = await rows(talk, Resource)
    assert (stored.slot_minutes, stored.hours[5]) == (120, [["10:00", "19:00"]])


async def test_a_booking_field_makes_what_it_books_on_the_way(talk: Talk) -> None:
    """With nothing to book there was no way on from here: now it is made in passing, and the field has it."""
    olga = await talk.admin()
    await olga.say("/fields")
    await olga.tap("➕ New field")
    await olga.tap("🗓 Booking")
    await olga.say("Assembly")
    assert "Nothing can be booked yet" in olga.last
    await olga.tap("➕ Add")
    await olga.say("<>")
    assert "name" in olga.last.text.lower()
    await olga.say("Fitters <1>")
    assert "Books: Fitters <1>" in olga.last
    await olga.tap("What it books")
    assert "✓ Fitters <1>" in olga.last.labels
    await olga.tap("➕ Add")
    await olga.say("Fitters <1>")
    await olga.say("Van")
    assert "Books: Van" in olga.last
    assert [row.name for row in await rows(talk, Resource)] == ["Fitters <1>", "Van"]


async def test_two_admins_at_once(talk: Talk, fields: FieldFactory) -> None:
    olga, petra = await talk.admin(), await talk.admin("Petra")
    await fields.field("Area")
    for person in (olga, petra):
        await person.say("/fields")
        await person.tap("*Area")
    await olga.tap("Rename")
    await olga.say("Floor area")
    await petra.tap("Archive")
    assert petra.toast == "This has changed meanwhile. Here is how it is now."
    assert "Floor area" in petra.last
    await petra.tap("Rename")
    await olga.tap("Hint")
    await olga.say("in square metres")
    await petra.say("My name for it")
    assert "This has changed meanwhile" in petra.last
    (stored,) = await rows(talk, FieldDefinition)
    assert (stored.name, stored.hint) == ("Floor area", "in square metres")


async def test_old_buttons_and_an_undo_too_late(talk: Talk, fields: FieldFactory) -> None:
    olga = await talk.admin()
    field = await fields.field("Area", FieldKind.NUMBER)
    await olga.say("/fields")
    await olga.tap("*Area")
    card = olga.last
    await fields.archive(field)
    await olga.press_data(card, f"fum1:{field.id}:1:1")
    assert "Archived" in olga.last
    await olga.tap("Use again")
    talk.clock.advance(timedelta(hours=25))
    await olga.tap("Undo (24 h)")
    assert olga.toast == "This can no longer be taken back."


async def test_a_hundred_fields_turn_pages(talk: Talk, fields: FieldFactory) -> None:
    olga = await talk.admin()
    for number in range(20):
        await fields.field(f"Question {number}")
    await olga.say("/fields")
    assert olga.has_button("1/3")
    await olga.tap("›")
    assert any("Question 8" in label for label in olga.last.labels)


async def test_managers_have_no_such_command(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.say("/fields")
    assert "no such command" in anna.last
