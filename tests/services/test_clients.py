"""Clients and contacts: the card, changing, handing over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Invalid, NotFound, Stale
from services.rules.kinds import ActivityKind, StageKind
from storage.tables import Activity, Client, Contact, Deal, HistoryEntry, OutboxMessage, Task
from tests.support.company import CLIENT, People
from tests.support.databases import Committed
from tests.support.factory import Factory

PHONE = "+380671234567"


async def test_the_card_has_everything_of_the_client(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    client = await factory.client("Romashka", people.anna, segment="B2B")
    await factory.contact(client, "No phone", phone="+380501")
    ivan = await factory.contact(client, "Ivan", PHONE, position="director", telegram_id=CLIENT)
    for number in range(7):
        await factory.deal(people.anna, title=f"Deal {number}", client=client, contact=ivan)
    won = await factory.deal(people.anna, title="Won", client=client, contact=ivan, amount=5_000_00)
    stage = (await factory.stages(kind=StageKind.WON))[0]
    await services.deals.move(people.anna, won.id, won.version, stage.id)
    await factory.call(client, people.anna, promised=True)
    await services.clients.note(people.anna, client.id, "pays in time", key="m:1")
    card = await services.clients.card(people.anna, client.id)
    assert (card.name, card.segment, card.deals_count, card.pages) == ("Romashka", "B2B", 8, 2)
    assert (card.won_count, card.won_sum) == (1, 5_000_00)
    assert [line.in_chat for line in card.contacts] == [False, True]
    assert card.contacts[1].position == "director"
    assert card.next is not None
    assert card.next.promised
    assert card.last[0].text == "pays in time"
    assert (await services.clients.card(people.anna, client.id, 99)).page == 2


async def test_the_sum_and_deals_are_those_the_actor_sees(services: Services, people: People, factory: Factory) -> None:
    client = await factory.client("Romashka", people.anna)
    mine = await factory.deal(people.oleg, client=client)
    await factory.deal(people.anna, client=client)
    card = await services.clients.card(people.oleg, client.id)
    assert [deal.id for deal in card.deals] == [mine.id]
    assert (await services.clients.card(people.boris, client.id)).deals_count == 2


async def test_foreign_and_missing_clients_look_alike(services: Services, people: People, factory: Factory) -> None:
    client = await factory.client(owner=people.oleg)
    contact = await factory.contact(client)
    for client_id, contact_id in ((client.id, contact.id), (999, 999)):
        with pytest.raises(NotFound):
            await services.clients.card(people.anna, client_id)
        with pytest.raises(NotFound):
            await services.clients.contacts(people.anna, client_id)
        with pytest.raises(NotFound):
            await services.clients.contact(people.anna, contact_id)
        with pytest.raises(NotFound):
            await services.clients.set_contact(people.anna, contact_id, 1, "name", "x")
        with pytest.raises(NotFound):
            await services.clients.pipelines(people.anna, client_id)


async def test_a_contact_is_added_from_one_line_once(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    client = await factory.client(owner=people.anna)
    typed = "Пётр Ильин 067 123 45 67 директор"
    card = await services.clients.add_contact(people.anna, client.id, typed, key="m:1")
    assert (await services.clients.add_contact(people.anna, client.id, typed, key="m:1")).id == card.id
    row = await committed.one(Contact, Contact.client_id == client.id)
    assert (row.id, row.name, row.search_key) == (card.id, "Пётр Ильин", "петр ильин")
    assert (row.phone, row.phone_typed, row.position) == (PHONE, "067 123 45 67", "директор")


async def test_a_shared_contact_and_a_bare_name_are_added(services: Services, people: People, factory: Factory) -> None:
    client = await factory.client(owner=people.anna)
    shared = await services.clients.add_contact(people.anna, client.id, "Ivan", phone=PHONE, chat_id=CLIENT, key="m:1")
    assert (shared.name, shared.phone, shared.connected, shared.in_chat) == ("Ivan", PHONE, True, True)
    bare = await services.clients.add_contact(people.anna, client.id, "Olena", key="m:2")
    assert (bare.name, bare.phone, bare.position, bare.connected) == ("Olena", None, None, False)
    with pytest.raises(Invalid, match="contact_known"):
        await services.clients.add_contact(people.anna, client.id, f"Other {PHONE}", key="m:3")
    for typed, phone, code in (("🙂", "", "name_bad"), ("Ivan", "12", "phone_invalid")):
        with pytest.raises(Invalid, match=code):
            await services.clients.add_contact(people.anna, client.id, typed, phone=phone, key=f"m:{code}")


async def test_a_contact_is_changed_and_checked(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    client = await factory.client(owner=people.anna)
    contact = await factory.contact(client, "Ivan", PHONE)
    other = await factory.contact(client)
    card = await services.clients.set_contact(people.anna, contact.id, 1, "email", " Ivan@ROMASHKA.ua ")
    card = await services.clients.set_contact(people.anna, contact.id, card.version, "position", "head\nof sales")
    card = await services.clients.set_contact(people.anna, contact.id, card.version, "name", "Ivan Petrov")
    card = await services.clients.set_contact(people.anna, contact.id, card.version, "phone", PHONE)
    assert (card.email, card.position, card.name) == ("Ivan@romashka.ua", "head of sales", "Ivan Petrov")
    for field, typed, code in (
        ("email", "ivan", "email_invalid"),
        ("phone", "12", "phone_invalid"),
        ("phone", other.phone, "contact_known"),
        ("name", "", "name_bad"),
        ("position", "x" * 121, "too_long"),
        ("client_id", "1", "invalid"),
    ):
        with pytest.raises(Invalid, match=code):
            await services.clients.set_contact(people.anna, contact.id, card.version, field, typed or "")
    for field in ("email", "position", "phone"):
        card = await services.clients.set_contact(people.anna, contact.id, card.version, field, "")
    row = await committed.one(Contact, Contact.id == contact.id)
    assert (row.email, row.position, row.phone, row.phone_typed) == (None, None, None, None)
    with pytest.raises(Stale):
        await services.clients.set_contact(people.anna, contact.id, 1, "name", "x")
    changes = await committed.all(HistoryEntry, HistoryEntry.record == "contacts", HistoryEntry.action == "changed")
    assert {"email": [None, "Ivan@romashka.ua"]} in [entry.changes for entry in changes]


async def test_contacts_are_paged(services: Services, people: People, factory: Factory) -> None:
    client = await factory.client(owner=people.anna)
    for _ in range(9):
        await factory.contact(client)
    page = await services.clients.contacts(people.anna, client.id, 2)
    assert (page.total, page.page, page.pages, len(page.lines)) == (9, 2, 2, 1)


async def test_a_client_is_renamed(services: Services, people: People, factory: Factory, committed: Committed) -> None:
    client = await factory.client("Ivan", people.anna)
    card = await services.clients.rename(people.anna, client.id, 1, " ТОВ «Ёлка» ")
    row = await committed.one(Client, Client.id == client.id)
    assert (row.name, row.search_key) == ("ТОВ «Ёлка»", "тов елка")
    for typed, code in (("🙂", "empty"), ("x" * 301, "too_long")):
        with pytest.raises(Invalid, match=code):
            await services.clients.rename(people.anna, client.id, card.version, typed)
    with pytest.raises(Stale):
        await services.clients.rename(people.anna, client.id, 1, "Other")


async def test_notes_and_files_are_kept_once(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    client = await factory.client(owner=people.anna)
    file = {"kind": "document", "file_id": "x", "name": "offer.pdf"}
    for _ in range(2):
        await services.clients.note(people.anna, client.id, "see", key="m:1", file=file)
    note = await committed.one(Activity)
    assert (note.kind, note.text, note.file, note.client_id) == (ActivityKind.FILE, "see", file, client.id)
    with pytest.raises(Invalid, match="empty"):
        await services.clients.note(people.anna, client.id, "", key="m:2")


@pytest.mark.parametrize("with_deals", [False, True])
async def test_a_client_is_given_with_or_without_its_deals(
    services: Services, people: People, factory: Factory, committed: Committed, with_deals: bool
) -> None:
    client = await factory.client(owner=people.anna)
    deal = await factory.deal(people.anna, client=client)
    own = await factory.call(client, people.anna)
    choice = await services.clients.give_choice(people.boris, client.id)
    assert choice.open_deals == 1
    oleg = people.oleg.user_id or 0
    assert oleg in {person.id for person in choice.people}
    await services.clients.give(people.boris, client.id, choice.version, oleg, with_deals=with_deals)
    assert (await committed.one(Client, Client.id == client.id)).owner_id == oleg
    assert (await committed.one(Task, Task.id == own.id)).assignee_id == oleg
    expected = oleg if with_deals else people.anna.user_id
    assert (await committed.one(Deal)).owner_id == expected
    assert {row.assignee_id for row in await committed.all(Task, Task.deal_id == deal.id)} == {expected}
    told = await committed.one(OutboxMessage)
    assert (told.kind, told.chat_id) == ("client_given", people.oleg.chat_id)


async def test_only_leaders_give_clients(services: Services, people: People, factory: Factory) -> None:
    client = await factory.client(owner=people.anna)
    with pytest.raises(NotFound):
        await services.clients.give_choice(people.anna, client.id)
    for user in (people.vera.user_id, 999):
        with pytest.raises(NotFound):
            await services.clients.give(people.boris, client.id, client.version, user or 0)
    with pytest.raises(NotFound):
        await services.clients.give(people.anna, client.id, client.version, people.oleg.user_id or 0)


async def test_a_client_of_nobody_is_given_by_the_head(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    client = await factory.client()
    with pytest.raises(NotFound):
        await services.clients.card(people.anna, client.id)
    clock.advance(timedelta(minutes=1))
    await services.clients.give(people.boris, client.id, client.version, people.anna.user_id or 0)
    assert (await services.clients.card(people.anna, client.id)).owner is not None
