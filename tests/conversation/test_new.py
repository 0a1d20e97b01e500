"""A new inquiry in the chat: two taps from whatever comes, or /new step by step."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiogram.fsm.context import FSMContext

from bot.app import build
from services.rules.kinds import LeadStatus
from storage.tables import Activity, Lead
from tests.support.conversation import Talk
from tests.support.databases import Committed
from tests.support.factory import Factory

PHONE = "+380671234567"


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


async def rows(talk: Talk, table: Any = Lead) -> list[Any]:
    """All rows as committed."""
    reader = Committed(talk.app.db.url)
    try:
        return await reader.all(table)
    finally:
        await reader.close()


# ----------------------------------------------------------------------------------------------- two taps to a lead
async def test_a_forwarded_message_is_a_lead_in_one_tap(talk: Talk) -> None:
    anna, ivan = await talk.manager(), await talk.stranger("Ivan")
    await anna.begin_taps("lead from a forwarded message", 2)
    await anna.forward("Need 3 doors, call 067 123 45 67", author=ivan)
    assert "New inquiry: Ivan, +380 67 123 4567?" in anna.last.text
    await anna.tap("✅ Create")
    assert await anna.taps() <= 2
    assert anna.toast == "The inquiry is yours."
    assert "Ivan · inquiry No. 1" in anna.last.text
    (lead,) = await rows(talk)
    assert (lead.name, lead.phone, lead.telegram_id) == ("Ivan", PHONE, ivan.id)
    assert lead.need == "Need 3 doors, call 067 123 45 67"
    assert lead.status is LeadStatus.TAKEN


async def test_several_forwarded_messages_of_one_author_are_one_lead(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.forward("Hello, need doors", author="Hidden Ivan")
    first = anna.last
    await anna.forward("my number is 0671234567", author="Hidden Ivan")
    assert "Hidden Ivan, +380 67 123 4567" in anna.last.text
    await anna.forward("And I need a window", author="Somebody Else")
    assert "Somebody Else" in anna.last.text
    await anna.tap("✅ Create", message=first)
    (lead,) = await rows(talk)
    assert lead.need == "Hello, need doors\nmy number is 0671234567"
    assert lead.phone == PHONE


async def test_a_forwarded_picture_is_kept_with_the_lead(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.say("0671234567 Ivan")
    await anna.tap("✅ Create")
    await anna.tap("More")
    await anna.tap("✏️ Note")
    await anna.voice()
    assert anna.has_button("📞 Call")
    (note,) = await rows(talk, Activity)
    assert note.file["kind"] == "voice"
    assert note.lead_id == 1


async def test_a_shared_contact_is_a_lead_in_one_tap(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.share_contact("380671234567", "Ivan", "Petrov")
    assert "New inquiry: Ivan Petrov, +380 67 123 4567?" in anna.last.text
    await anna.tap("✅ Create")
    (lead,) = await rows(talk)
    assert (lead.name, lead.phone) == ("Ivan Petrov", PHONE)


async def test_a_typed_phone_is_a_lead_in_one_tap_and_other_texts_are_not(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.say("hello there")
    assert "did not understand" in anna.last.text
    await anna.say("order 123456789012")
    assert "did not understand" in anna.last.text
    await anna.say("Ivan 067 123-45-67 needs <doors>")
    assert "New inquiry: Ivan, +380 67 123 4567?\nneeds <doors>" in anna.last.text
    await anna.tap("✅ Create")
    assert "Asks for: needs <doors>" in anna.last.text


async def test_pressing_twice_and_again_later_makes_one(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.forward("doors", author="Ivan")
    message = anna.last
    data = next(button["data"] for row in message.keyboard for button in row if "Create" in button["text"])
    await asyncio.gather(anna.press_data(message, data), anna.press_data(message, data))
    talk.clock.advance(timedelta(days=3))
    await anna.press_data(message, data)
    assert "Ivan · inquiry No. 1" in anna.last.text
    assert len(await rows(talk)) == 1


async def test_a_waiting_lead_survives_other_conversations(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.forward("doors", author="Ivan")
    waiting = anna.last
    await anna.say("/find")
    await anna.say("nothing")
    await anna.say("/cancel")
    await anna.tap("✅ Create", message=waiting)
    assert len(await rows(talk)) == 1


async def test_other_changes_what_was_read(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.forward("doors please", author="Vanya")
    await anna.tap("Other")
    await anna.tap("Name")
    await anna.say("Ivan Petrov")
    await anna.tap("Phone")
    await anna.say("12")
    assert "not a phone number" in anna.last.text
    await anna.say("0671234567")
    await anna.tap("What is needed")
    await anna.say("three doors")
    await anna.tap("Channel")
    await anna.tap("Back")
    await anna.tap("Channel")
    await anna.tap("Website")
    assert "Ivan Petrov, +380 67 123 4567?\nWebsite\nthree doors" in anna.last.text
    await anna.tap("✅ Create")
    (lead,) = await rows(talk)
    assert (lead.name, lead.phone, lead.need) == ("Ivan Petrov", PHONE, "three doors")
    assert lead.channel_id is not None


async def test_no_inquiry_after_all(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.forward("happy birthday", author="Mum")
    message = anna.last
    await anna.tap("Other")
    await anna.tap("No inquiry")
    assert "no inquiry was added" in anna.last.text
    data = message.keyboard[0][0]["data"]
    await anna.press_data(anna.last, data)
    assert "no longer at hand" in anna.toast
    assert await rows(talk) == []


async def test_a_message_without_author_or_text_asks_for_them(talk: Talk) -> None:
    anna = await talk.manager()
    oleg = await talk.manager("Oleg")
    await anna.forward("somebody wants doors", author=oleg)
    assert "name and phone unknown" in anna.last.text
    assert not anna.has_button("✅ Create")
    await anna.tap("Name")
    await anna.say("Ivan")
    await anna.tap("✅ Create")
    assert "Asks for: somebody wants doors" in anna.last.text


# --------------------------------------------------------------------------------------------------------------- known
async def test_a_known_phone_shows_the_card_that_is_there(talk: Talk, factory: Factory) -> None:
    anna, oleg = await talk.manager(), await talk.manager("Oleg")
    actor = await talk.actor(anna)
    await factory.lead(actor, name="Ivan", phone=PHONE)
    client = await factory.client("Romashka", actor)
    await factory.contact(client, "Petro", "+380501112233")
    await anna.say("0671234567")
    assert anna.last.text.startswith("ℹ️ Known already\n\nIvan · inquiry No. 1")
    await anna.share_contact("380501112233", "Petro")
    assert anna.last.text.startswith("ℹ️ Known already\n\nRomashka")
    assert anna.has_button("➕ New deal")
    for phone in ("0671234567", "0501112233"):
        await oleg.say(phone)
        assert oleg.last.text == "Known already: works with Anna."
        assert oleg.last.keyboard == []
    assert len(await rows(talk)) == 1


async def test_what_became_known_meanwhile_is_not_doubled(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await anna.say("Ivan 0671234567")
    await factory.lead(await talk.actor(anna), name="Ivan", phone=PHONE)
    await anna.tap("✅ Create")
    assert "Known already" in anna.last.text
    assert len(await rows(talk)) == 1


# ---------------------------------------------------------------------------------------------------------------- /new
async def test_new_asks_step_by_step(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.say("/new")
    assert "who is it?" in anna.last.text
    await anna.say("Ivan Petrov")
    assert "Ivan Petrov: which phone?" in anna.last.text
    await anna.say("067 123 45 67")
    assert "what is needed?" in anna.last.text
    await anna.say("doors")
    await anna.tap("Website")
    assert anna.toast == "The inquiry is yours."
    assert "Website" in anna.last.text
    (lead,) = await rows(talk)
    assert (lead.name, lead.phone, lead.need) == ("Ivan Petrov", PHONE, "doors")


async def test_everything_but_name_or_phone_is_skipped(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.say("/new")
    await anna.tap("Skip")
    assert not anna.has_button("Skip")
    await anna.share_contact("380671234567", "Ivan")
    await anna.tap("Skip")
    await anna.tap("Skip")
    (lead,) = await rows(talk)
    assert (lead.name, lead.phone, lead.need, lead.channel_id) == ("Ivan", PHONE, "", None)


async def test_one_line_is_enough(talk: Talk) -> None:
    anna = await talk.manager()
    for begin in ("/new", "/new Olena 0509876543"):
        await anna.say(begin)
        if begin == "/new":
            await anna.say("Ivan +380671234567 needs doors")
        await anna.tap("✅ Create")
    assert [(lead.name, lead.need) for lead in await rows(talk)] == [("Ivan", "needs doors"), ("Olena", "")]


async def test_cancel_leaves_and_a_button_elsewhere_leaves_too(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.say("/new")
    await anna.say("🙂")
    assert "cannot be a name" in anna.last.text
    await anna.say("/cancel")
    assert "Cancelled: the new inquiry" in anna.last.text
    await anna.say("/new")
    await anna.tap("Open inquiries")
    assert "You have no open inquiries" in anna.last.text or "Nobody waits" in anna.last.text
    await anna.say("Ivan")
    assert "Nobody found for “Ivan”" in anna.last.text
    assert await rows(talk) == []


async def test_a_known_phone_ends_the_questions(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await factory.lead(await talk.actor(anna), name="Petro", phone=PHONE)
    await anna.say("/new")
    await anna.say("Ivan")
    await anna.say("0671234567")
    assert "Known already\n\nPetro" in anna.last.text
    await anna.say("Ivan")
    assert "Nobody found for “Ivan”" in anna.last.text


async def test_a_forwarded_table_is_still_an_import(talk: Talk) -> None:
    olga = await talk.admin()
    await olga.send_file(b"Client;Phone\nRomashka;0671234567\n", "clients.csv")
    assert "New inquiry" not in olga.last.text


async def test_a_draft_survives_a_restart(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.say("/new")
    await anna.say("Ivan")
    await anna.forward("windows", author="Olena")
    waiting = anna.last
    again = await build(talk.app.settings, talk.clock, background=False)
    try:
        state = again.dispatcher.fsm.resolve_context(again.bot, anna.id, anna.id)
        assert state is not None
        numbers = [key for key, draft in (await _kept(state)).items() if draft["inquiry"]["name"]]
        assert len(numbers) == 2
    finally:
        await again.close()
    await anna.tap("✅ Create", message=waiting)
    assert [lead.name for lead in await rows(talk)] == ["Olena"]


async def _kept(state: FSMContext) -> dict[str, Any]:
    return await FSMContext(storage=state.storage, key=replace(state.key, destiny="inquiries")).get_data()
