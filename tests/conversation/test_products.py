"""/products and the products of a deal in the chat."""

from __future__ import annotations

import pytest

from bot.sandbox.client import Person
from storage.tables import Product
from tests.support.conversation import Talk
from tests.support.factory import Factory


@pytest.fixture
def factory(talk: Talk) -> Factory:
    """Makes records in the bot's own database."""
    return Factory(talk.app.db, talk.clock)


def plain(person: Person) -> str:
    """The last text and buttons with plain spaces."""
    said = f"{person.last.text} {person.last.keyboard}"
    return said.replace("\u202f", " ").replace("\xa0", " ").replace(",", " ")


async def test_a_product_is_entered_changed_archived_and_taken_back(talk: Talk) -> None:
    olga = await talk.admin()
    await olga.say("/products")
    assert "No products yet" in olga.last.text
    await olga.tap("➕ New product")
    await olga.say("Oak table")
    await olga.tap("Price")
    await olga.say("dear")
    assert "not an amount" in olga.last.text
    await olga.say("12к")
    await olga.tap("Cost")
    await olga.say("8000")
    await olga.tap("Category")
    await olga.say("Tables")
    assert "Margin" in olga.last.text
    assert "33%" in olga.last.text
    assert "Tables" in olga.last.text
    await olga.tap("Archive")
    assert "🗄" in olga.last.text
    await olga.tap("Undo (24 h)")
    assert "🗄" not in olga.last.text
    await olga.tap("To the list")
    await olga.tap("➕ New product")
    await olga.say("OAK table")
    assert "There is a product called" in olga.last.text
    await olga.say("Pine bench")
    await olga.tap("Category")
    await olga.tap("Tables")
    await olga.tap("To the list")
    await olga.tap("🔎 Search")
    await olga.say("ben")
    assert "1 product" in olga.last.text
    await olga.tap("Pine bench*")


async def test_a_deal_gets_products_and_their_sum(talk: Talk, factory: Factory) -> None:
    boris, anna = await talk.head(), await talk.manager()
    await talk.add(
        Product(name="Oak table", search_key="oak table", price=12_000_00, cost=8_000_00),
        Product(name="Pine bench", search_key="pine bench", price=1_000_00),
    )
    await factory.deal(await talk.actor(anna), title="Supply", amount=100_00)
    await anna.say("/deals")
    await anna.tap("1 Supply*")
    await anna.tap("More")
    await anna.tap("📦 Products")
    await anna.tap("➕ Product")
    await anna.say("oak")
    await anna.tap("Oak table*")
    await anna.tap("Oak table*")
    await anna.tap("3")
    assert "36 000" in plain(anna)
    assert "Margin" not in anna.last.text
    await anna.tap("Oak table*")
    assert "Cost" not in [button["text"] for row in anna.last.keyboard for button in row]
    await anna.tap("Quantity")
    await anna.say("1.5")
    await anna.tap("Oak table*")
    await anna.tap("Price")
    await anna.say("10к")
    assert "15 000" in plain(anna)
    await anna.tap("Deal amount: *")
    await anna.tap("To the deal")
    assert "15 000" in plain(anna)

    await boris.say("/deals")
    await boris.tap("1 Supply*")
    await boris.tap("More")
    await boris.tap("📦 Products")
    assert "Margin" in boris.last.text
    await boris.tap("Oak table*")
    await boris.tap("Take out")
    await boris.tap("Undo (24 h)")
    await boris.tap("Oak table*")
    await boris.tap("Cost")
    await boris.say("9 000")
    assert "10%" in boris.last.text


async def test_managers_have_no_list_of_products(talk: Talk) -> None:
    anna = await talk.manager()
    await anna.say("/products")
    assert "no such command" in anna.last.text
