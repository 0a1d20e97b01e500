"""Inquiries in the chat: two taps from whatever comes, the card, taking, converting."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from services.rules.kinds import LeadStatus
from storage.tables import Activity, Client, Deal, Lead
from tests.support.conversation import Talk
from tests.support.databases import Committed
from tests.support.factory import Factory

PHONE = "+380671234567"
HOSTILE = ("<b>Ромашка & Co</b> 👩‍👩‍👧‍👦 " * 20)[:300]


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
    assert "Left: the new inquiry" in anna.last.text
    await anna.say("/new")
    await anna.tap("Open inquiries")
    assert "You have no open inquiries" in anna.last.text or "Nobody waits" in anna.last.text
    await anna.say("Ivan")
    assert "did not understand" in anna.last.text
    assert await rows(talk) == []


async def test_a_known_phone_ends_the_questions(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await factory.lead(await talk.actor(anna), name="Petro", phone=PHONE)
    await anna.say("/new")
    await anna.say("Ivan")
    await anna.say("0671234567")
    assert "Known already\n\nPetro" in anna.last.text
    await anna.say("Ivan")
    assert "did not understand" in anna.last.text


# -------------------------------------------------------------------------------------------------------------- taking
async def test_a_strangers_request_is_pushed_taken_and_answered(talk: Talk) -> None:
    anna, oleg = await talk.manager(), await talk.manager("Oleg")
    sam = await talk.stranger("Sam", phone=PHONE)
    await sam.start()
    await sam.say("Sam")
    await sam.tap("📱 Send my number")
    await sam.say("Three doors")
    await talk.pushed()
    for seller in (anna, oleg):
        assert seller.last.text.startswith("🆕 New inquiry\n\nSam")
        assert "⏱ answer by 10:15, 15 min left" in seller.last.text
    await anna.tap("Take")
    assert anna.toast == "Yours. The person who asked hears your name."
    assert not anna.has_button("Take")
    await talk.pushed()
    assert "Anna has taken your request" in sam.last.text
    await oleg.tap("Take")
    assert oleg.toast == "Anna was faster and has taken it."
    assert "Nobody waits for an answer" in oleg.last.text


async def test_who_calls_a_waiting_inquiry_has_taken_it(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    sam = await talk.stranger("Sam")
    await sam.start()
    lead = await factory.lead(name="Sam", inbound=True, telegram_id=sam.id)
    await anna.say("/today")
    await anna.tap("Sam")
    await anna.tap("📵 No answer")
    await talk.pushed()
    assert "Anna has taken your request" in sam.last.text
    assert (await rows(talk))[0].id == lead.id


async def test_who_is_refused_hears_nothing(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    sam = await talk.stranger("Sam")
    await sam.start()
    await factory.lead(name="Sam", inbound=True, telegram_id=sam.id)
    await anna.say("/new")
    await anna.tap("Open inquiries")
    await anna.tap("Sam")
    await anna.tap("Refusal")
    await anna.tap("Mistaken request")
    await talk.pushed()
    assert "has taken your request" not in sam.last.text


async def test_a_missed_limit_is_said_in_words(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await factory.lead(name="Late", inbound=True)
    talk.clock.advance(timedelta(minutes=40))
    await anna.say("/new")
    await anna.tap("Open inquiries")
    assert "Late — 🔴 the answer was due today 10:15, 25 min late" in anna.last.text
    await anna.tap("Late")
    assert "🔴 the answer was due today 10:15, 25 min late" in anna.last.text


async def test_the_head_gives_an_inquiry(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna = await talk.colleague("Boris", "head", team=team), await talk.colleague("Anna", "manager", team=team)  # type: ignore[arg-type]
    await factory.lead(name="Ivan", team_id=team)
    await boris.say("/new")
    await boris.tap("Open inquiries")
    await boris.tap("Ivan")
    await boris.tap("More")
    await boris.tap("👤 Give to…")
    await boris.tap("Anna")
    assert boris.toast == "Given to Anna."
    assert "Has it: Anna" in boris.last.text
    await talk.pushed()
    assert anna.last.text.startswith("👤 An inquiry was given to you\n\nIvan")


# ---------------------------------------------------------------------------------------------------------- converting
async def test_an_inquiry_becomes_a_deal_in_two_taps(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await anna.say("Ivan 0671234567 doors")
    await anna.tap("✅ Create")
    await anna.tap("Make a deal")
    assert "Client, contact and deal are made at once." in anna.last.text
    assert not anna.has_button("As a new client")
    await anna.tap("B2B: new clients")
    assert anna.toast == "Client and deal No. 1 are made."
    assert anna.last.text.startswith("doors · deal No. 1\nIvan")
    (client,) = await rows(talk, Client)
    (deal,) = await rows(talk, Deal)
    assert deal.client_id == client.id


async def test_a_known_client_is_offered(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    actor = await talk.actor(anna)
    client = await factory.client("Romashka", actor)
    await factory.contact(client, "Ivan", PHONE)
    await factory.lead(actor, name="Vanya", phone=PHONE)
    await anna.say("/new")
    await anna.tap("Open inquiries")
    await anna.tap("Vanya")
    await anna.tap("Make a deal")
    assert "The client is known: Romashka. The deal goes there." in anna.last.text
    await anna.tap("As a new client")
    assert "A new client is made" in anna.last.text
    await anna.tap("For the known client")
    await anna.tap("B2B: new clients")
    assert anna.toast == "Deal No. 1 is made."
    assert len(await rows(talk, Client)) == 1


async def test_a_call_ends_in_a_deal(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await factory.lead(name="Ivan", inbound=True)
    await anna.say("/next")
    await anna.tap("✅ We talked")
    await anna.tap("Make a deal")
    await anna.tap("B2C: new clients")
    assert "The list is done" in anna.last.text
    (call,) = await rows(talk, Activity)
    assert (call.result, call.deal_id) == ("deal", 1)
    await anna.say("wants it by Friday")
    assert (await rows(talk, Activity))[0].text == "wants it by Friday"


async def test_stale_buttons_say_so_and_redraw(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await anna.say("Ivan 0671234567 doors")
    await anna.tap("✅ Create")
    card = anna.last
    convert = next(button["data"] for row in card.keyboard for button in row if button["text"] == "Make a deal")
    await anna.tap("Make a deal")
    question = anna.last
    chosen = question.keyboard[0][0]["data"]
    await anna.press_data(question, chosen)
    await anna.press_data(anna.last, chosen)
    assert "closed already" in anna.toast
    assert "Became a deal today 10:00" in anna.last.text
    await anna.press_data(anna.last, convert)
    assert anna.has_button("Deal")
    assert len(await rows(talk, Deal)) == 1


async def test_names_and_needs_of_any_length_are_shown(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    actor = await talk.actor(anna)
    await factory.lead(actor, name=HOSTILE, need=HOSTILE * 10, inbound=True)
    await anna.say("/new")
    await anna.tap("Open inquiries")
    await anna.tap("<b>Ромашка")
    await anna.tap("More")
    await anna.tap("Rename")
    await anna.say("x" * 101)
    assert "100 characters at most" in anna.last.text
    await anna.say("Ivan")
    assert anna.last.text.startswith("<i>") or "Ivan · inquiry" in anna.last.text
    for field, typed in (("Phone", "0671234567"), ("What is needed", "<i>windows</i>")):
        await anna.tap("More")
        await anna.tap(field)
        await anna.say(typed)
    assert "+380 67 123 4567" in anna.last.text
    assert "<i>windows</i>" in anna.last.text
