"""What is typed during and after a call, and whose it is."""

from __future__ import annotations

import pytest

from bot.sandbox.client import Person
from storage.tables import Activity
from tests.support.conversation import Talk
from tests.support.databases import Committed
from tests.support.factory import Factory


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


async def noted(talk: Talk) -> list[Activity]:
    """The calls as they are committed."""
    reader = Committed(talk.app.db.url)
    try:
        return await reader.all(Activity)
    finally:
        await reader.close()


async def hot(talk: Talk, factory: Factory, person: Person, *names: str) -> None:
    """Deals at a late stage, in this order on the list."""
    actor = await talk.actor(person)
    for n, name in enumerate(names):
        await factory.deal(actor, title=name, client=await factory.client(name), stage=4, amount=(9 - n) * 100_000)


async def test_a_line_that_names_another_client_is_no_note_of_the_call(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await hot(talk, factory, anna, "Мангал-Хаус", "ТехноЛайн")
    await anna.say("/next")
    await anna.tap("✅ We talked")
    await anna.say("ТехноЛайн встреча в четверг в 14")
    assert "ТехноЛайн" in anna.last.text
    assert "Written down" not in anna.last.text
    assert await noted(talk) == []
    await anna.say("/next")
    await anna.tap("✅ We talked")
    await anna.tap("Thinking it over")
    await anna.say("Мангал-Хаус ждут счёт")
    (call,) = await noted(talk)
    assert call.text == "Мангал-Хаус ждут счёт"
    await anna.say("ТехноЛайн перезвонить завтра в 11")
    (call,) = await noted(talk)
    assert call.text == "Мангал-Хаус ждут счёт"
    await anna.say("/next")
    await anna.tap("✅ We talked")
    await anna.tap("Back")
    await anna.say("хм")
    assert len(await noted(talk)) == 1
