"""Own fields on the deal: edited on their page, every kind with its bad inputs."""

from __future__ import annotations

import pytest

from bot.sandbox.client import Person
from services.rules.field_kinds import FieldKind
from services.rules.kinds import StageKind
from storage.tables import Booking, Deal, FieldDefinition, FieldValue
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


# ----------------------------------------------------------------------------------------------------- kind by kind
@pytest.mark.parametrize(
    ("kind", "bad", "good", "shown", "stored"),
    [
        (FieldKind.TEXT, [("x" * 1001, "1000 characters at most")], HOSTILE.strip(), "<b>Ромашка & Co</b>", None),
        (
            FieldKind.NUMBER,
            [("a lot", "not a number"), ("1.2345", "Three digits"), ("9" * 14, "too large")],
            "−1 500,25",
            "−1,500.25",
            -1_500_250,
        ),
        (FieldKind.MONEY, [("12,5,5", "not an amount"), ("-5", "not an amount")], "1,5 млн", "₴1,500,000", 150_000_000),
        (FieldKind.OPTION, [("Glass", "no such choice")], "steel", "Steel", 2),
        (FieldKind.OPTIONS, [("Wood, Glass", "no such choice")], "steel, wood", "Wood, Steel", [1, 2]),
        (
            FieldKind.DATE,
            [("31 февраля", "no such day"), ("tomorrow 10:00", "Only the day"), ("soon", "do not understand")],
            "1.3.2025",
            "1 March 2025",
            "2025-03-01",
        ),
        (
            FieldKind.MOMENT,
            [("28.03.2027 03:30", "no such time"), ("25.12", "time is needed"), ("25.12 25:00", "no such time")],
            "25.12 14:30",
            "25 December 14:30",
            "2026-12-25T12:30:00+00:00",
        ),
        (
            FieldKind.LINK,
            [("http://example.com", "https://"), ("example", "not a link"), ("javascript:alert(1)", "not a link")],
            "https://сайт.рф/п?a=<b>",
            "https://сайт.рф/п?a=<b>",
            "https://сайт.рф/п?a=<b>",
        ),
        (FieldKind.FILE, [("a text", "send a picture")], None, "", None),
        (FieldKind.BOOKING, [("tomorrow 10:00", "chosen by the buttons")], None, "", None),
    ],
    ids=lambda one: one.value if isinstance(one, FieldKind) else "",
)
async def test_a_typed_value(
    talk: Talk,
    factory: Factory,
    fields: FieldFactory,
    kind: FieldKind,
    bad: list[tuple[str, str]],
    good: str | None,
    shown: str,
    stored: object,
) -> None:
    """S2-53…S2-55, S2-58: what is wrong is said, and the question stays open."""
    anna = await talk.manager()
    field = await fields.field("Question", kind, hint="as in the <contract>")
    await a_deal(talk, factory, anna)
    await edit(anna, "Question")
    assert "as in the <contract>" in anna.last
    for typed, said in bad:
        await anna.say(typed)
        assert said in anna.last, typed
        assert await value(talk, field) is None
    if good is None:
        return
    await anna.say(good)
    assert f"Question: {shown}" in anna.last
    assert stored in (None, await value(talk, field))
    await edit(anna, "Question")
    assert f"now: {shown}" in anna.last
    await anna.tap("Empty it")
    assert "Question: —" in anna.last
    assert await value(talk, field) is None


async def test_an_address_on_the_map(talk: Talk, factory: Factory, fields: FieldFactory) -> None:
    """S2-56: typed or shared; a shared place is shown as one, both open the map."""
    anna = await talk.manager()
    field = await fields.field("Where", FieldKind.ADDRESS)
    await a_deal(talk, factory, anna)
    await edit(anna, "Where")
    await anna.sticker()
    assert "can't use this here" in anna.last
    await anna.send_file(b"%PDF", "plan.pdf")
    assert "A file does not fit here" in anna.last
    await anna.say("Львів, площа Ринок 1")
    assert "https://www.google.com/maps/search/?api=1&amp;query=%D0%9B" in anna.last.html
    await anna.tap("*Where")
    await anna.share_location(49.84, 24.03)
    assert await value(talk, field) == {"text": "49.84000, 24.03000", "lat": 49.84, "lon": 24.03}
    assert "query=49.84,24.03" in anna.last.html
    before = len(anna.bot_messages)
    await anna.tap("🗺 Map")
    assert len(anna.bot_messages) == before + 1
    assert "location" in str(anna.last.view)


async def test_several_options_are_ticked(talk: Talk, factory: Factory, fields: FieldFactory) -> None:
    """S2-54."""
    anna = await talk.manager()
    field = await fields.field("Materials", FieldKind.OPTIONS)
    await a_deal(talk, factory, anna)
    await edit(anna, "Materials")
    await anna.tap("✅ Done")
    assert anna.toast == "Nothing is ticked. Tick at least one."
    await anna.tap("▫️ Steel")
    await anna.tap("▫️ Wood")
    await anna.tap("☑️ Steel")
    await anna.tap("▫️ Steel")
    await anna.tap("✅ Done")
    assert await value(talk, field) == [1, 2]
    assert "Materials: Wood, Steel" in anna.last


async def test_a_day_and_a_moment_from_the_calendar(talk: Talk, factory: Factory, fields: FieldFactory) -> None:
    """S2-55; leaving the calendar by "Back" does not lose the move."""
    anna, stage = await talk.manager(), (await factory.stages())[0].id
    day = await fields.field("Event", FieldKind.DATE, stage=stage)
    moment = await fields.field("Delivery", FieldKind.MOMENT, stage=stage)
    await a_deal(talk, factory, anna)
    await anna.tap("General offer →")
    await anna.tap("📅 Calendar")
    await anna.tap("Back")
    assert "1 of 2: Event" in anna.last
    await anna.tap("Tomorrow")
    assert "2 of 2: Delivery" in anna.last
    await anna.tap("📅 Calendar")
    await anna.tap("30")
    await anna.tap("11:00")
    await anna.tap("11:15")
    assert "2 of 9" in anna.last
    assert await value(talk, day) == "2026-11-25"
    assert await value(talk, moment) == "2026-11-30T09:15:00+00:00"


async def test_a_file_is_kept_and_sent_back(talk: Talk, factory: Factory, fields: FieldFactory) -> None:
    """S2-58: with its name and size limits."""
    anna = await talk.manager()
    field = await fields.field("Contract", FieldKind.FILE)
    await a_deal(talk, factory, anna)
    await edit(anna, "Contract")
    await anna.voice()
    assert "Only pictures and documents" in anna.last
    await anna.send_file(b"MZ", "setup.exe")
    assert "Programs are not kept" in anna.last
    await anna.send_file(b"x", "x" * 147 + ".pdf")
    assert "name is too long" in anna.last
    await anna.share_location()
    assert "does not fit here" in anna.last
    await anna.send_file(b"%PDF-1.4", "договір <1>.pdf")
    assert "Contract: договір <1>.pdf" in anna.last
    stored = await value(talk, field)
    assert isinstance(stored, dict)
    assert (stored["kind"], stored["size"]) == ("document", 8)
    await anna.tap("📎 Send it")
    assert "договір" in str(anna.last.view)


# ------------------------------------------------------------------------------------------------------------ bookings
async def test_a_free_time_is_booked_moved_and_given_back(talk: Talk, factory: Factory, fields: FieldFactory) -> None:
    """S2-57."""
    anna = await talk.manager()
    field = await fields.field("Assembly", FieldKind.BOOKING)
    await a_deal(talk, factory, anna)
    await edit(anna, "Assembly")
    assert anna.has_button("Today · 7")  # 11:00 … 17:00
    await anna.tap("Tomorrow · 9")
    assert "10:00" in anna.last.labels
    await anna.tap("10:00")
    assert "Assembly: Van 1, 25 November 10:00–11:00" in anna.last
    await anna.tap("*Assembly")
    await anna.tap("Tomorrow · 8")
    assert "10:00" not in anna.last.labels
    await anna.tap("15:00")
    assert "25 November 15:00–16:00" in anna.last
    await anna.tap("*Assembly")
    await anna.tap("Further ›")
    assert not anna.has_button("Tomorrow")
    await anna.tap("‹ From today")
    await anna.tap("Cancel booking")
    assert await value(talk, field) is None
    await anna.tap("*Assembly")
    assert anna.has_button("Tomorrow · 9")


async def test_a_time_taken_meanwhile_shows_what_is_free(talk: Talk, factory: Factory, fields: FieldFactory) -> None:
    anna, oleg = await talk.manager(), await talk.manager("Oleg")
    field = await fields.field("Assembly", FieldKind.BOOKING)
    await a_deal(talk, factory, anna)
    other = await factory.deal(await talk.actor(oleg), title="Other")
    await edit(anna, "Assembly")
    await anna.tap("Tomorrow · 9")
    starts = talk.clock.now().replace(day=25)
    await talk.app.services.deal_fields.book(await talk.actor(oleg), other.id, field.id, 0, starts)
    await anna.tap("10:00")
    assert anna.toast == "This time has just been taken. Here is what is free now."
    assert anna.has_button("Tomorrow · 8")
    reader = Committed(talk.app.db.url)
    assert await reader.count(Booking) == 1
    await reader.close()
