"""The way back: a card opened from a list leads to exactly that list and page, whatever is pressed or typed between."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.sandbox.client import Person
from services.rules.actor import Actor
from services.rules.field_kinds import FieldKind
from tests.support.conversation import Talk
from tests.support.factory import Factory
from tests.support.fields import FieldFactory

BACK = "‹ To the list"


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


async def ten_deals(talk: Talk, factory: Factory, person: Person) -> Actor:
    """More deals than a page shows."""
    actor = await talk.actor(person)
    for number in range(10):
        await factory.deal(actor, title=f"Deal {number}", client=await factory.client(f"Client {number}"))
    return actor


async def test_a_deal_leads_back_to_its_page(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await ten_deals(talk, factory, anna)
    await anna.say("/deals")
    await anna.tap("›")
    page = anna.last.text
    await anna.tap("2 Client*")
    for label in ("More", "🕓 History", "Back", "More", "Client"):
        await anna.tap(label)
        assert anna.has_button(BACK), label
    await anna.tap(BACK)
    assert anna.last.text == page
    assert not anna.has_button(BACK)


async def test_the_card_after_a_typed_answer_leads_back_too(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await ten_deals(talk, factory, anna)
    await anna.say("/deals")
    await anna.tap("›")
    await anna.tap("1 Client*")
    await anna.tap("More")
    await anna.tap("Amount")
    await anna.say("12500")
    assert "₴12,500" in anna.last.text
    await anna.tap(BACK)
    assert anna.has_button("2/2")


async def test_a_card_that_was_in_no_list_has_no_way_back(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await ten_deals(talk, factory, anna)
    await anna.say("/deals")
    await anna.tap("1 Client*")
    await anna.tap(BACK)
    await anna.tap("Menu")
    await anna.tap("Me*") if anna.has_button("Me") else await anna.tap("Help")
    assert not anna.has_button(BACK)


async def test_a_filter_a_report_and_a_task_list_are_led_back_to(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    actor = await ten_deals(talk, factory, anna)
    await anna.say("/deals")
    for label in ("🔎 Filter", "Show 10 deals", "›", "1 Client*", BACK):
        await anna.tap(label)
    assert anna.has_button("2/2")
    deal = await factory.deal(actor, title="Late", client=await factory.client("Lily"))
    await factory.task(deal, actor, talk.clock.now() + timedelta(minutes=5))
    talk.clock.advance(timedelta(hours=1))
    await anna.say("/tasks")
    await anna.tap("Later 11")
    page = anna.last.text
    await anna.tap("3 *")
    assert not anna.has_button(BACK)  # the card's own button leads there
    await anna.tap("To the tasks")
    assert anna.last.text == page


async def test_a_search_is_led_back_to(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    actor = await talk.actor(anna)
    name = "Теплицы и парники Северодонецка"
    await factory.deal(actor, title="Supply", client=await factory.client(name))
    await anna.say(f"/find {name}")
    found = anna.last.text
    await anna.tap("🏢 1 *")
    assert not anna.last.text.startswith("“")
    await anna.tap(BACK)
    assert anna.last.text.split(":")[1] == found.split(":")[1]


async def test_folded_buttons_stay_open_while_the_list_goes_on(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    await ten_deals(talk, factory, anna)
    await anna.say("/deals")
    assert not anna.has_button("Won 0")
    await anna.tap("More ▾")
    await anna.tap("Won 0")
    assert anna.has_button("Refused 0")
    await anna.tap("Less ▴")
    assert not anna.has_button("Refused 0")
    assert "Won 0" in anna.last.text


async def test_an_answer_to_a_question_left_by_a_button_is_offered_for_it(talk: Talk, factory: Factory) -> None:
    anna = await talk.manager()
    actor = await talk.actor(anna)
    fields = FieldFactory(talk.app.db, talk.clock)
    await fields.field("Area", FieldKind.NUMBER)
    await factory.deal(actor, title="Supply", client=await factory.client("Romashka"))
    for press in ("/deals", "1 Romashka", "More", "📋 Fields", "*Area*"):
        await (anna.say(press) if press.startswith("/") else anna.tap(press))
    question = anna.last
    await anna.say("/deals")
    await anna.tap("1 Romashka")
    assert anna.last.id != question.id
    await anna.say("25.5")
    assert "Was this meant for it" in anna.last
    await anna.tap("Yes, use it")
    assert "25.5" in anna.last
