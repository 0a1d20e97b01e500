"""Finding by pieces of names, phone digits and numbers."""

from __future__ import annotations

import pytest

from services import Services
from services.errors import Invalid
from services.rules.actor import Actor
from services.rules.target import Target
from tests.support.company import People
from tests.support.factory import Factory

PHONE = "+380671234567"


async def names(services: Services, actor: Actor, query: str) -> list[str]:
    """What is found, in order."""
    return [line.name for line in (await services.search.find(actor, query)).lines]


async def test_everything_is_found_together_best_first(services: Services, people: People, factory: Factory) -> None:
    client = await factory.client("Romashka", people.anna)
    ivan = await factory.contact(client, "Roman Ivanov")
    deal = await factory.deal(people.anna, title="Big Romashka order", client=client, contact=ivan)
    lead = await factory.lead(people.anna, name="Aromatic")
    page = await services.search.find(people.anna, "roma")
    assert [(line.kind, line.name) for line in page.lines] == [
        ("client", "Romashka"),
        ("contact", "Roman Ivanov"),
        ("deal", "Big Romashka order"),
        ("lead", "Aromatic"),
    ]
    assert page.lines[2].target == Target("deal", deal.id)
    assert page.lines[3].target == Target("lead", lead.id)
    contact = next(line for line in page.lines if line.kind == "contact")
    assert (contact.target, contact.about, contact.phone) == (Target("client", client.id), "Romashka", ivan.phone)


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("Семён Ёлкин", "СЕМЕН елк"),
        ("Мар’яна Коваль", "мар'яна"),
        ("Мар'яна Коваль", "марян"),
        ("ТехноЛайн  Плюс", "технолайн пл"),
        ("Їжак і Ґудзик", "їжак ґуд"),
        ("O'Brien & Sons", "obrien sons"),
        ("<b>Bold</b> 100%", "bold b 100"),
        ("🔥 Hot LLC 🔥", "hot"),
    ],
)
async def test_how_a_name_is_typed_does_not_matter(
    services: Services, people: People, factory: Factory, name: str, query: str
) -> None:
    await factory.client(name, people.anna)
    await factory.client("Somebody else", people.anna)
    assert await names(services, people.anna, query) == [name]


@pytest.mark.parametrize(
    "query",
    ["0671234567", "+380 67 123-45-67", "80671234567", "380671234567", "(067) 123", "4567", "234-56", "1234567"],
)
async def test_any_way_to_write_a_phone_finds_it(
    services: Services, people: People, factory: Factory, query: str
) -> None:
    client = await factory.client("Romashka", people.anna)
    await factory.contact(client, "Ivan", PHONE)
    await factory.contact(client, "Petro", "+380509999999")
    await factory.lead(people.anna, name="Olena", phone=PHONE)
    found = await services.search.find(people.anna, query)
    assert {(line.kind, line.name) for line in found.lines} == {("contact", "Ivan"), ("lead", "Olena")}


async def test_a_deal_is_found_by_its_number(services: Services, people: People, factory: Factory) -> None:
    deal = await factory.deal(people.anna, title="Order")
    foreign = await factory.deal(people.oleg, title="Other")
    for query in (str(deal.id), f"№{deal.id}", f"# {deal.id}", f"сделка {deal.id}", f"No. {deal.id}"):
        found = await services.search.find(people.anna, query)
        assert found.lines[0].target == Target("deal", deal.id), query
    assert await names(services, people.anna, f"№{foreign.id}") == []


@pytest.mark.parametrize("query", ["", " ", "a", "?", "'", "-", "%", "__", "🙂🙂"])
async def test_too_little_is_refused(services: Services, people: People, query: str) -> None:
    with pytest.raises(Invalid, match="query_short"):
        await services.search.find(people.anna, query)


@pytest.mark.parametrize("query", ["%%ro%%", "ro_a", "r%a", "ro' OR 1=1 --", "\\ro", "ro/"])
async def test_wildcards_are_only_characters(services: Services, people: People, factory: Factory, query: str) -> None:
    await factory.client("Alpha", people.anna)
    assert await names(services, people.anna, query) == []


async def test_everybody_finds_what_they_see(services: Services, people: People, factory: Factory) -> None:
    client = await factory.client("Secret LLC", people.oleg)
    contact = await factory.contact(client, "Secret Agent", PHONE)
    await factory.deal(people.oleg, title="Secret deal", client=client, contact=contact)
    await factory.lead(people.oleg, name="Secret lead")
    await factory.lead(name="Secret waiting")
    for query, actor, count in (
        ("secret", people.anna, 1),
        ("secret", people.oleg, 5),
        ("secret", people.boris, 5),
        ("secret", people.owner, 5),
        ("secret", people.galina, 1),
        ("0671234567", people.anna, 0),
        ("0671234567", people.boris, 1),
        ("secret", people.client, 0),
        ("secret", people.stranger, 0),
    ):
        assert (await services.search.find(actor, query)).total == count, (query, actor.name)


async def test_name_and_company_together_find_the_person(services: Services, people: People, factory: Factory) -> None:
    client = await factory.client("Romashka", people.anna)
    await factory.contact(client, "Ivan Petrov")
    await factory.contact(await factory.client("Other", people.anna), "Ivan Sydorov")
    assert await names(services, people.anna, "ivan romash") == ["Ivan Petrov"]
    assert await names(services, people.anna, "petrov ivan") == ["Ivan Petrov"]


async def test_a_person_who_is_a_client_is_shown_once(services: Services, people: People, factory: Factory) -> None:
    client = await factory.client("Ivan Petrov", people.anna, is_person=True)
    await factory.contact(client, "Ivan Petrov")
    page = await services.search.find(people.anna, "petrov")
    assert [(line.kind, line.about) for line in page.lines] == [("contact", None)]


async def test_what_is_closed_stands_last_and_converted_inquiries_do_not_stand_at_all(
    services: Services, people: People, factory: Factory
) -> None:
    refused = await factory.lead(people.anna, name="Lily")
    await services.refusals.refuse(
        people.anna, Target("lead", refused.id), refused.version, await factory.loss_reason()
    )
    await factory.lead(people.anna, name="Lily of the valley")
    converted = await factory.lead(people.anna, name="Lily converted", phone=PHONE)
    chosen = (await services.conversions.question(people.anna, converted.id)).pipelines[0].id
    await services.conversions.convert(people.anna, converted.id, converted.version, chosen)
    page = await services.search.find(people.anna, "lily")
    kinds = [(line.kind, line.name, line.closed) for line in page.lines]
    assert kinds.index(("lead", "Lily", True)) > kinds.index(("lead", "Lily of the valley", False))
    assert ("lead", "Lily converted", True) not in kinds
    assert ("contact", "Lily converted", False) in kinds


async def test_many_are_paged_and_more_than_can_be_ranked_is_said(
    services: Services, people: People, factory: Factory
) -> None:
    for number in range(9):
        await factory.client(f"Flower {number}", people.anna)
    page = await services.search.find(people.anna, "flower", 99)
    assert (page.total, page.page, page.pages, len(page.lines), page.more) == (9, 2, 2, 1, False)
    again = await services.search.find(people.anna, page.key, 2)
    assert again.lines == page.lines


async def test_a_long_query_is_cut(services: Services, people: People, factory: Factory) -> None:
    await factory.client("x" * 250, people.anna)
    assert (await services.search.find(people.anna, "x" * 4000)).total == 1
