"""Segment, region, audience, person or company: from the client's card, by known values or typed."""

from __future__ import annotations

from storage.tables import Client
from tests.support.conversation import Talk
from tests.support.databases import Committed
from tests.support.factory import Factory


async def test_a_client_is_told_apart(talk: Talk) -> None:
    factory, anna = Factory(talk.app.db, talk.clock), await talk.manager()
    actor = await talk.actor(anna)
    await factory.client("Other", owner=actor, segment="HoReCa", region="Kyiv")
    client = await factory.client("Romashka", owner=actor)
    await factory.contact(client)
    await anna.say("/find Romashka")
    await anna.tap("*Romashka*")
    await anna.tap("More")
    await anna.tap("🏷 Segment, region, audience")
    await anna.tap("Segment: —")
    await anna.tap("HoReCa")
    await anna.tap("Region: —")
    await anna.say("  kyiv ")
    await anna.tap("Audience: —")
    await anna.say("🙂")
    assert "Audience" not in str(anna.last.keyboard), "it is still asked"
    await anna.say("Hotels")
    await anna.tap("Person")
    reader = Committed(talk.app.db.url)
    row = await reader.one(Client, Client.id == client.id)
    assert (row.segment, row.region, row.audience, row.is_person) == ("HoReCa", "Kyiv", "Hotels", True)
    await reader.close()
    await anna.tap("To the client")
    assert "HoReCa · Kyiv · Hotels" in anna.last.text
    await anna.tap("More")
    await anna.tap("🏷 Segment, region, audience")
    await anna.tap("Segment: HoReCa")
    await anna.tap("None")
    await anna.tap("Undo (24 h)")
    await anna.tap("Segment: HoReCa")
    await anna.tap("None")
    await anna.tap("Segment: —")
