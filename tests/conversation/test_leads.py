"""Inquiries in the chat: the card, taking, giving, converting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

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
    await anna.tap("1 Sam")
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
    await anna.tap("🔴 1 Late")
    assert "🔴 the answer was due today 10:15, 25 min late" in anna.last.text


async def test_the_head_gives_an_inquiry(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna = await talk.colleague("Boris", "head", team=team), await talk.colleague("Anna", "manager", team=team)  # type: ignore[arg-type]
    await factory.lead(name="Ivan", team_id=team)
    await boris.say("/new")
    await boris.tap("Open inquiries")
    await boris.tap("1 Ivan")
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
    assert anna.last.text.startswith("Doors · deal No. 1\nIvan")
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
    await anna.tap("1 Vanya")
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
    await anna.tap("1 <b>Ромашка &*")
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
