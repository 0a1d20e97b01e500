"""/find in the chat."""

from __future__ import annotations

import pytest

from tests.support.conversation import Talk
from tests.support.factory import Factory

PHONE = "+380671234567"


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


async def test_find_asks_and_goes_on_asking(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    actor = await talk.actor(anna)
    client = await factory.client("Ромашка", actor)
    await factory.contact(client, "Пётр <Ильин>", PHONE)
    await factory.deal(actor, title="Поставка", client=client, amount=120_000_00)
    await anna.say("/find")
    assert "What do I look for?" in anna.last.text
    await anna.say("РОМ")
    assert anna.last.text.startswith("“РОМ”: 1 found")
    await anna.say("петр")
    assert "👤 Пётр <Ильин>, Ромашка · +380 67 123 4567" in anna.last.text
    await anna.say("123-45")
    assert anna.has_button("👤 1 Пётр <Ильин>")
    await anna.say("№1")
    assert "💼 Поставка, Ромашка · No. 1, Presentation · ₴120,000" in anna.last.text
    await anna.tap("💼 1 Ромашка")
    assert "deal No. 1" in anna.last.text
    await anna.say("ром")
    assert "deal No. 1" in anna.last.text, "a name alone opens its card"


async def test_nothing_and_too_little(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.say("/find <i>nobody</i>")
    assert anna.last.text.startswith("Nothing found for “<i>nobody</i>”.")
    await anna.say("%")
    assert "Too little to look for: at least 2" in anna.last.text
    await anna.say("x" * 4000)
    assert "Nothing found" in anna.last.text
    await anna.say("/cancel")
    assert "Cancelled: the search" in anna.last.text


async def test_pages_turn_also_weeks_later(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    actor = await talk.actor(anna)
    for number in range(10):
        await factory.client(f"Дуже довга назва з багатьма словами номер {number}", actor)
    await anna.say("/find дуже довга назва з багатьма словами номер")
    assert "10 found" in anna.last.text
    found = anna.last.id
    await anna.say("/cancel")
    await anna.tap("›")
    page = next(message for message in anna.messages if message.id == found)
    assert "2/2" in page.labels
    assert len([label for label in page.labels if label.startswith("🏢")]) == 2
    await anna.say("номер 3")
    assert "1 found" in anna.last.text


async def test_a_manager_finds_only_own_records_and_the_head_sees_whose(talk: Talk, factory: Factory) -> None:
    team = await talk.team()
    boris, anna = await talk.head(team=team), await talk.manager(team=team)
    oleg = await talk.manager("Oleg", team=team)
    await factory.client("Romashka", await talk.actor(oleg))
    await anna.say("/find romashka")
    assert "Nothing found" in anna.last.text
    await boris.say("/find romashka")
    assert "🏢 Romashka (Oleg)" in boris.last.text


async def test_outsiders_have_no_search(talk: Talk, factory: Factory) -> None:
    ivan = await talk.buyer()
    await ivan.say("/find romashka")
    assert "no such command" in ivan.last.text
