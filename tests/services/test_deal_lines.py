"""Products and deal lines: names once, sums to the kopeck, cost for leaders only, every change taken back (S0-23)."""

from __future__ import annotations

import pytest

from bot.ui.history import line_text
from bot.ui.words import Words
from services import Services
from services.deal_lines import LineBook
from services.errors import Denied, Invalid, NotFound, Stale
from services.products import ProductCard
from services.rules.target import Target
from tests.support.company import People
from tests.support.factory import Factory


async def a_product(services: Services, people: People, name: str = "Oak table") -> ProductCard:
    """12 000, costs 8 000."""
    made = await services.products.add(people.owner, name, key=f"add {name}")
    made = await services.products.set_price(people.owner, made.id, made.version, 12_000_00)
    return await services.products.set_cost(people.owner, made.id, made.version, 8_000_00)


async def sold(services: Services, people: People, factory: Factory) -> LineBook:
    """Anna's deal with a table."""
    product, deal = await a_product(services, people), await factory.deal(people.anna, amount=None)
    return await services.deal_lines.add(people.anna, deal.id, deal.version, product.id)


async def test_names_are_there_once_among_those_in_use(services: Services, people: People) -> None:
    made = await a_product(services, people)
    with pytest.raises(Invalid, match="product_exists"):
        await services.products.add(people.owner, "OAK  Table", key="k")
    gone = await services.products.archive(people.owner, made.id, made.version)
    again = await services.products.add(people.owner, "Oak table", key="k2")
    with pytest.raises(Invalid, match="product_exists"):
        await services.products.restore(people.owner, made.id, gone.version)
    page = await services.products.page(people.owner, "TAB oak")
    assert [(line.id, line.archived) for line in page.lines] == [(again.id, False), (made.id, True)]
    assert (await services.products.page(people.owner, "chair")).total == 0


@pytest.mark.parametrize("name", ["", "  ", "🙂", "x" * 301])
async def test_a_name_must_be_one(services: Services, people: People, name: str) -> None:
    with pytest.raises(Invalid):
        await services.products.add(people.owner, name, key="k")


async def test_changes_of_a_product_are_taken_back(services: Services, people: People) -> None:
    made = await a_product(services, people)
    changed = await services.products.set_category(people.owner, made.id, made.version, "Tables")
    assert changed.categories == ("Tables",)
    back = await services.products.undo(people.owner, changed.undo or 0)
    assert back.category is None
    with pytest.raises(Stale):
        await services.products.set_price(people.owner, made.id, made.version, 1)


async def test_only_admins_have_the_list(services: Services, people: People) -> None:
    for actor in (people.boris, people.anna):
        with pytest.raises(Denied):
            await services.products.page(actor)


async def test_sums_are_rounded_half_up_and_taken_over(services: Services, people: People, factory: Factory) -> None:
    view = await sold(services, people, factory)
    assert (view.total, view.margin) == (12_000_00, None), "a manager does not see margin"
    view = await services.deal_lines.set_price(people.anna, view.lines[0].id, view.version, 33)
    view = await services.deal_lines.set_quantity(people.anna, view.lines[0].id, view.version, 1_500)
    assert view.total == 50, "49.5 kopecks"
    view = await services.deal_lines.take_amount(people.anna, view.deal_id, view.version)
    assert view.amount == 50
    book = await services.deal_lines.book(people.boris, view.deal_id)
    assert book.margin is not None
    assert book.margin < 0


async def test_cost_is_for_leaders(services: Services, people: People, factory: Factory) -> None:
    view = await sold(services, people, factory)
    line = view.lines[0]
    assert line.cost is None
    with pytest.raises(Denied):
        await services.deal_lines.set_cost(people.anna, line.id, view.version, 1)
    view = await services.deal_lines.set_cost(people.boris, line.id, view.version, 10_000_00)
    assert view.margin == 2_000_00


async def test_changes_of_lines_are_taken_back(services: Services, people: People, factory: Factory) -> None:
    view = await sold(services, people, factory)
    with pytest.raises(Stale):
        await services.deal_lines.remove(people.anna, view.lines[0].id, view.version - 1)
    view = await services.deal_lines.remove(people.anna, view.lines[0].id, view.version)
    assert view.lines == ()
    view = await services.deal_lines.undo(people.anna, view.undo or 0)
    assert (view.total, view.lines[0].quantity) == (12_000_00, 1000)
    with pytest.raises(Invalid):
        await services.deal_lines.set_quantity(people.anna, view.lines[0].id, view.version, 0)


async def test_foreign_ones_are_not_there(services: Services, people: People, factory: Factory) -> None:
    view = await sold(services, people, factory)
    for call in (
        services.deal_lines.book(people.vera, view.deal_id),
        services.deal_lines.get(people.vera, view.lines[0].id),
        services.deal_lines.remove(people.vera, view.lines[0].id, view.version),
        services.deal_lines.undo(people.vera, view.undo or 0),
    ):
        with pytest.raises(NotFound):
            await call


async def test_the_deals_history_tells_what_was_sold_and_never_the_cost(
    services: Services, people: People, factory: Factory
) -> None:
    view = await sold(services, people, factory)
    line = view.lines[0]
    view = await services.deal_lines.set_quantity(people.anna, line.id, view.version, 2_000)
    view = await services.deal_lines.set_price(people.anna, line.id, view.version, 11_000_00)
    view = await services.deal_lines.set_cost(people.boris, line.id, view.version, 7_000_00)
    await services.deal_lines.remove(people.anna, line.id, view.version)
    page = await services.history.page(people.anna, Target("deal", view.deal_id))
    told = [
        (one.action, one.product, {change.field: (change.old, change.new) for change in one.changes})
        for one in page.lines
        if one.record == "deal_lines"
    ]
    assert told == [
        ("deleted", "Oak table", {"quantity": (2_000, None), "price": (11_000_00, None)}),
        ("changed", "Oak table", {}),
        ("changed", "Oak table", {"price": (12_000_00, 11_000_00)}),
        ("changed", "Oak table", {"quantity": (1_000, 2_000)}),
        ("created", "Oak table", {"quantity": (None, 1_000), "price": (None, 12_000_00)}),
    ]


async def test_history_says_it_in_words(services: Services, people: People, factory: Factory) -> None:
    view = await sold(services, people, factory)
    view = await services.deal_lines.set_quantity(people.anna, view.lines[0].id, view.version, 1_500)
    await services.deal_lines.remove(people.anna, view.lines[0].id, view.version)
    page = await services.history.page(people.anna, Target("deal", view.deal_id))
    w = Words("en", "Europe/Kyiv", page.lines[0].at, "UAH")
    texts = [text for line in page.lines if (text := line_text(line, w))]
    assert texts[:3] == [
        "product taken out: “Oak table”",
        "“Oak table”: 1 pcs. → 1.5 pcs.",
        "product added: “Oak table”, 1 pcs., ₴12,000",
    ]
