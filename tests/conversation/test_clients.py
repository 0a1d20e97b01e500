"""Client and contact cards in the chat."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.client import Person
from services.rules.actor import Role
from storage.tables import Activity, Client, Contact, Deal
from tests.support.conversation import Talk
from tests.support.databases import Committed
from tests.support.factory import Factory

PHONE = "+380671234567"
HOSTILE = ("<b>Ромашка & Co</b> 👩‍👩‍👧‍👦 " * 20)[:300]


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


async def rows(talk: Talk, table: Any) -> list[Any]:
    """All rows as committed."""
    reader = Committed(talk.app.db.url)
    try:
        return await reader.all(table)
    finally:
        await reader.close()


async def a_client(talk: Talk, factory: Factory, person: Person, name: str = "Romashka") -> Client:
    """A client of a person, opened on the card."""
    client = await factory.client(name, await talk.actor(person))
    await person.say(f"/find {name[:30]}")
    await person.tap("🏢")
    return client


async def test_the_card_opens_a_new_deal(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    client = await a_client(talk, factory, anna)
    assert anna.last.text == "Romashka\nYou have no deals with this client.\nNo contact person yet."
    await anna.tap("➕ New deal")
    await anna.tap("B2B: new clients")
    assert anna.toast == "Deal No. 1 is made."
    assert "Romashka · deal No. 1" in anna.last.text
    (deal,) = await rows(talk, Deal)
    assert deal.client_id == client.id
    await anna.tap("More")
    await anna.tap("Client")
    assert "1 deal" in anna.last.text
    assert anna.has_button("▫️ Romashka · Presentation")


async def test_contacts_are_added_and_changed(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await a_client(talk, factory, anna)
    await anna.tap("➕ Contact person")
    await anna.say("Ivan 0671234567 director")
    assert "👤 Ivan, director\nRomashka\n+380 67 123 4567" in anna.last.text
    await anna.tap("E-mail")
    await anna.say("ivan@")
    assert "not an e-mail address" in anna.last.text
    await anna.say("ivan@romashka.ua")
    assert "ivan@romashka.ua" in anna.last.text
    await anna.tap("E-mail")
    await anna.tap("Take it away")
    assert "ivan@romashka.ua" not in anna.last.text
    await anna.tap("Name")
    await anna.say("Ivan Petrov")
    await anna.tap("Client")
    assert "👤 Ivan Petrov, director · +380 67 123 4567" in anna.last.text
    await anna.tap("More")
    await anna.tap("➕ Contact person")
    await anna.share_contact("380501112233", "Olena", "K")
    await anna.tap("Client")
    await anna.tap("2 contact persons")
    assert anna.has_button("Olena K")
    assert [row.name for row in await rows(talk, Contact)] == ["Ivan Petrov", "Olena K"]


async def test_a_contact_gets_a_personal_link(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    client = await a_client(talk, factory, anna)
    await factory.contact(client, "Ivan", PHONE)
    await anna.say("/find ivan")
    await anna.tap("👤 1 Ivan")
    await anna.tap("Ivan")
    assert "Not in Telegram with us" in anna.last.text
    await anna.tap("Link for Telegram")
    assert "t.me/" in anna.last.text


async def test_notes_renaming_and_history(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await a_client(talk, factory, anna)
    await anna.tap("More")
    await anna.tap("✏️ Note")
    await anna.say("pays <in> time")
    assert "note: pays <in> time" in anna.last.text
    await anna.tap("More")
    await anna.tap("✏️ Note")
    await anna.send_file(b"offer", "offer.pdf", caption="our offer")
    await anna.tap("More")
    await anna.tap("Rename")
    await anna.say("ТОВ «Ёлка»")
    assert anna.last.text.startswith("Saved.\n\nТОВ «Ёлка»") or "ТОВ «Ёлка»" in anna.last.text
    await anna.tap("More")
    await anna.tap("🕓 History")
    assert "name: Romashka → ТОВ «Ёлка»" in anna.last.text
    assert [row.file for row in await rows(talk, Activity)][1]["kind"] == "document"
    await anna.say("/find елка")
    assert anna.has_button("🏢 1 ТОВ «Ёлка»")


async def test_a_button_elsewhere_ends_the_typing(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await a_client(talk, factory, anna)
    await anna.tap("More")
    await anna.tap("Rename")
    await anna.tap("Back")
    await anna.say("Not a name")
    assert "Note" in anna.last.text, "a note for the card in hand, once it is confirmed"
    assert [row.name for row in await rows(talk, Client)] == ["Romashka"]


async def test_the_head_gives_a_client_with_its_deals(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris = await talk.head(team=team)
    anna, oleg = await talk.manager("Anna", team=team), await talk.manager("Oleg", team=team)
    actor = await talk.actor(anna)
    client = await factory.client("Romashka", actor)
    await factory.deal(actor, title="Supply", client=client)
    await boris.say("/find romashka")
    await boris.tap("🏢 1 Romashka")
    assert "Owner: Anna" in boris.last.text
    await boris.tap("More")
    await boris.tap("👤 Give to…")
    await boris.tap("Oleg")
    assert "Romashka goes to Oleg. Do the open deals go along?" in boris.last.text
    await boris.tap("With 1 open deal")
    assert boris.toast == "Given to Oleg."
    await talk.pushed()
    assert oleg.last.text.startswith("👤 A client was given to you\n\nRomashka")
    assert (await rows(talk, Deal))[0].owner_id == (await talk.actor(oleg)).user_id


async def test_what_is_no_longer_mine_is_gone(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    anna, oleg = await talk.manager("Anna", team=team), await talk.manager("Oleg", team=team)
    owner = await talk.colleague("Olga", Role.ADMIN)
    client = await a_client(talk, factory, anna)
    admin, taker = await talk.actor(owner), await talk.actor(oleg)
    await talk.app.services.clients.give(admin, client.id, client.version, taker.user_id or 0)
    await anna.tap("➕ New deal")
    assert "Not found" in anna.toast
    assert "Romashka" not in anna.last.text


async def test_long_names_and_many_deals_fit(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    actor = await talk.actor(anna)
    client = await factory.client(HOSTILE, actor, segment=HOSTILE[:120], region=HOSTILE[:120])
    for _ in range(12):
        contact = await factory.contact(client, HOSTILE, position=HOSTILE[:120], email="x" * 190 + "@x.ua")
        await factory.deal(actor, title=HOSTILE, client=client, contact=contact, amount=10**14)
    await anna.say("/find ромашка")
    await anna.tap("👤")
    await anna.tap("›")
    await anna.tap("12 contact persons")
    await anna.tap("›")
    await anna.tap("<b>Ромашка")
    await anna.tap("Phone")
    await anna.tap("Back")
    await anna.tap("Client")
    assert anna.has_button("📞 Call")
