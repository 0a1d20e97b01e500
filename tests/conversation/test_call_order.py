"""The order of calls as an admin sets it in /settings (S3-23), and which try a call is."""

from __future__ import annotations

from datetime import timedelta

from bot.sandbox.client import Person
from bot.ui.call_order import CallOrderPut
from tests.support.conversation import Talk
from tests.support.factory import Factory


async def names(person: Person) -> list[str]:
    """Who is on the call list, in this order."""
    await person.say("/today")
    return [line.split(" — ")[0].split(" ", 1)[1] for line in person.last.text.splitlines() if " — " in line]


async def test_clients_before_deals_near_closing(talk: Talk) -> None:
    olga, anna = await talk.admin(), await talk.manager()
    factory, actor = Factory(talk.app.db, talk.clock), await talk.actor(anna)
    await factory.deal(actor, client=await factory.client("Near"), stage=4)
    old = talk.clock.now() - timedelta(days=90)
    await factory.client("Regular", owner=actor, won_at=old, last_contact_at=old)
    assert await names(anna) == ["Near", "Regular"]
    await olga.say("/settings")
    await olga.tap("Order of calls")
    assert "1. Close to a deal\n2. Regular clients\n3. Earlier stages\n4. New, not called yet" in olga.last.text
    await olga.tap("↑ Regular clients")
    assert olga.toast == "Saved."
    assert "1. Regular clients\n2. Close to a deal" in olga.last.text
    assert await names(anna) == ["Regular", "Near"]
    await olga.press_data(olga.last, CallOrderPut(block=5, place=0).pack())
    assert "1. Regular clients\n2. Close to a deal" in olga.last.text, "a double tap moves it once"
    await olga.press_data(olga.last, CallOrderPut(block=2, place=0).pack())
    assert await names(anna) == ["Regular", "Near"], "what is promised is no block to be moved"


async def test_missed_promises_before_new_inquiries(talk: Talk) -> None:
    olga, anna = await talk.admin(), await talk.manager()
    factory, actor = Factory(talk.app.db, talk.clock), await talk.actor(anna)
    missed = await factory.deal(actor, client=await factory.client("Missed"))
    await factory.call(missed, actor, talk.clock.now() - timedelta(minutes=30), promised=True)
    await factory.lead(actor, name="Inquiry", inbound=True)
    assert await names(anna) == ["Inquiry", "Missed"]
    await olga.say("/settings")
    await olga.tap("Order of calls")
    assert "First of all new inquiries" in olga.last.text
    await olga.tap("Missed promises first")
    assert "First of all the promises that were missed" in olga.last.text
    assert await names(anna) == ["Missed", "Inquiry"]
    await olga.tap("✓ Missed promises first")
    assert "First of all new inquiries" in olga.last.text
    await olga.tap("Back")
    assert "My settings" in olga.last.text


async def test_which_try_it_is_stands_on_the_card_and_on_the_list(talk: Talk) -> None:
    """Also when the call stands on the list for a promise."""
    anna = await talk.manager()
    factory, actor = Factory(talk.app.db, talk.clock), await talk.actor(anna)
    deal = await factory.deal(actor, client=await factory.client("Silent"), stage=4)
    await anna.say("/next")
    await anna.tap("📵 No answer")
    await talk.later(minutes=45)
    await anna.say("/next")
    assert "Why now: try 2 of 6" in anna.last
    await anna.say("/deals")
    await anna.tap("1 Silent")
    assert "Call, try 2 of 6 — today 10:45" in anna.last
    await anna.say("/next")
    await anna.tap("📵 No answer")
    await factory.call(deal, actor, talk.clock.now() + timedelta(hours=1), promised=True)
    await anna.say("/next")
    assert "Why now: promised at 11:45, try 3 of 6" in anna.last
    assert await names(anna) == ["Silent"]
    assert "Silent — promised at 11:45, try 3 of 6" in anna.last
