"""Requests of strangers and clients; personal links."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.client_links import ClientLinks
from services.clock import ShiftedClock
from services.errors import Denied, Invalid, NotFound
from services.people import People
from services.requests import Received, Requests
from services.rules.actor import Actor, Role
from services.rules.kinds import LeadStatus, UserStatus
from storage.tables import Activity, Channel, Client, ClientLink, Contact, Lead, OutboxMessage, Setting, User
from storage.unit_of_work import Database
from tests.services.test_people_identity import Writer, add, user
from tests.support.databases import Committed

PHONE = "+380671234567"


@pytest.fixture
def requests(database: Database, clock: ShiftedClock) -> Requests:
    """The service under test."""
    return Requests(database, clock)


@pytest.fixture
def links(database: Database, clock: ShiftedClock) -> ClientLinks:
    """The service under test."""
    return ClientLinks(database, clock)


@pytest.fixture
async def stranger(database: Database, clock: ShiftedClock) -> Actor:
    """Somebody nobody knows."""
    return await People(database, clock).identify(100, Writer())


@pytest.fixture
async def contact(database: Database, clock: ShiftedClock) -> Contact:
    """Иван of Ромашка, whose manager is Анна."""
    anna = user(clock, 3, Role.MANAGER, name="Анна")
    await add(database, clock, anna)
    client = Client(name="Ромашка", search_key="ромашка", owner_id=anna.id, created_at=clock.now())
    await add(database, clock, client)
    ivan = Contact(client_id=client.id, name="Иван", search_key="иван", phone=PHONE, created_at=clock.now())
    await add(database, clock, ivan)
    return ivan


async def ask(requests: Requests, actor: Actor, **values: Any) -> Received:
    """Leave a request."""
    return await requests.submit(actor, **{"name": "Пётр", "phone": PHONE, "need": "Нужны двери", **values})


async def test_a_request_becomes_a_lead_with_its_channel(
    requests: Requests, stranger: Actor, database: Database, clock: ShiftedClock, committed: Committed
) -> None:
    channel = Channel(name="Сайт", token="cSITE", position=0)
    await add(database, clock, channel)
    received = await ask(requests, stranger, channel_token="cSITE", phone="067 123-45-67")
    assert (received.repeated, received.name, received.opening.open_now) == (False, "Пётр", True)
    lead = await committed.one(Lead)
    assert (lead.id, lead.name, lead.phone, lead.need) == (received.lead_id, "Пётр", PHONE, "Нужны двери")
    assert (lead.channel_id, lead.telegram_id, lead.status, lead.owner_id) == (channel.id, 100, LeadStatus.NEW, None)
    assert lead.respond_by == clock.now() + timedelta(minutes=15)


async def test_when_closed_it_says_when_somebody_comes(
    requests: Requests, stranger: Actor, database: Database, clock: ShiftedClock
) -> None:
    await add(database, clock, Setting(name="name", value="Сад и Дом", updated_at=clock.now()))
    clock.set(datetime(2026, 11, 27, 20, 0, tzinfo=UTC))  # Friday evening
    opening = (await ask(requests, stranger)).opening
    assert (opening.company, opening.open_now) == ("Сад и Дом", False)
    assert opening.opens_at == datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
    week: list[list[str]] = [[], [], [], [], [], [], []]
    await add(database, clock, Setting(name="hours", value=week, updated_at=clock.now()))
    assert (await requests.opening(stranger)).opens_at is None


async def test_a_second_request_of_the_day_is_added(
    requests: Requests, stranger: Actor, clock: ShiftedClock, committed: Committed
) -> None:
    first = await ask(requests, stranger, phone=None, need="")
    clock.advance(timedelta(hours=20))
    second = await ask(requests, stranger, need="И ещё окна")
    assert (second.lead_id, second.repeated) == (first.lead_id, True)
    lead = await committed.one(Lead)
    assert (lead.need, lead.phone) == ("И ещё окна", PHONE)
    assert (await committed.one(Activity)).text == "И ещё окна"
    clock.advance(timedelta(hours=5))
    assert not (await ask(requests, stranger)).repeated
    assert await committed.count(Lead) == 2


async def test_the_owner_hears_of_the_request_and_of_what_is_added(
    requests: Requests, stranger: Actor, contact: Contact, database: Database, clock: ShiftedClock, committed: Committed
) -> None:
    await People(database, clock).identify(3, Writer())
    received = await ask(requests, stranger)
    await ask(requests, stranger, need="И окна")
    told = [(row.kind, row.chat_id) for row in await committed.all(OutboxMessage)]
    assert told == [("lead_new", 3), ("request_more", 3)]
    anna = await People(database, clock).identify(3, Writer())
    assert await requests.asker(anna, received.lead_id) == "Пётр"
    with pytest.raises(NotFound):
        await requests.asker(stranger, received.lead_id)


async def test_a_line_joins_the_open_request_of_its_own_chat(
    requests: Requests, stranger: Actor, database: Database, clock: ShiftedClock, committed: Committed
) -> None:
    assert await requests.add_line(stranger, "И забор") is None
    received = await ask(requests, stranger)
    for _ in range(2):
        added = await requests.add_line(stranger, "И забор", once="m:100:7")
        assert added is not None
        assert (added.lead_id, added.owner) == (received.lead_id, None)
    assert (await committed.one(Lead)).need == "Нужны двери\nИ забор"
    assert [row.text for row in await committed.all(Activity)] == ["И забор"]
    other = await People(database, clock).identify(101, Writer())
    assert await requests.add_line(other, "А мне?") is None
    clock.advance(timedelta(days=1, minutes=1))
    assert await requests.add_line(stranger, "И окна") is None
    with pytest.raises(Denied):
        await requests.add_line(Actor(role=Role.MANAGER, chat_id=3, user_id=1), "x")


async def test_the_same_message_twice_makes_one_lead(requests: Requests, stranger: Actor, committed: Committed) -> None:
    ends = [await ask(requests, stranger, once="m:100:5") for _ in range(2)]
    assert ends[0].lead_id == ends[1].lead_id
    assert (await committed.one(Lead)).need == "Нужны двери"


async def test_a_shared_number_of_a_known_contact_connects_the_chat(
    requests: Requests,
    stranger: Actor,
    contact: Contact,
    database: Database,
    clock: ShiftedClock,
    committed: Committed,
) -> None:
    await ask(requests, stranger, phone_shared=True)
    lead = await committed.one(Lead)
    assert (lead.contact_id, lead.client_id) == (contact.id, contact.client_id)
    assert (await committed.one(User, User.id == lead.owner_id)).name == "Анна"
    assert (await committed.one(Contact)).telegram_id == 100
    assert (await People(database, clock).identify(100, Writer())).role is Role.CLIENT


async def test_a_typed_number_proves_nothing(
    requests: Requests, stranger: Actor, contact: Contact, database: Database, clock: ShiftedClock, committed: Committed
) -> None:
    await ask(requests, stranger)
    assert (await committed.one(Contact)).telegram_id is None
    assert (await People(database, clock).identify(100, Writer())).role is Role.STRANGER
    other = await People(database, clock).identify(101, Writer())
    assert not (await ask(requests, other)).repeated
    assert await committed.count(Lead) == 2
    third = await People(database, clock).identify(102, Writer())
    assert (await requests.known_person(third)).name is None
    said = await requests.known_person(stranger)
    assert (said.name, said.phone) == ("Пётр", contact.phone), "what was typed here, not what is known of the number"


async def test_a_client_is_known(
    requests: Requests,
    links: ClientLinks,
    stranger: Actor,
    contact: Contact,
    database: Database,
    clock: ShiftedClock,
    committed: Committed,
) -> None:
    anna = await People(database, clock).identify(3, Writer())
    token = (await links.for_contact(anna, contact.id)).token
    assert (await links.for_contact(anna, contact.id)).token == token
    connected = await links.connect(stranger, token)
    assert (connected.name, connected.again) == ("Иван", False)
    assert (await links.connect(stranger, token)).again
    client = await People(database, clock).identify(100, Writer())
    assert (client.role, client.contact_id) == (Role.CLIENT, contact.id)
    known = await requests.known_person(client)
    assert (known.name, known.has_phone) == ("Иван", True)
    await ask(requests, client, name="Иван", phone=None)
    lead = await committed.one(Lead)
    assert (lead.phone, lead.client_id, lead.status) == (PHONE, contact.client_id, LeadStatus.TAKEN)
    with pytest.raises(Invalid, match="link_used"):
        await links.connect(await People(database, clock).identify(101, Writer()), token)
    assert (await links.for_contact(anna, contact.id)).token != token
    assert (await links.for_contact(anna, contact.id)).connected


async def test_a_request_of_a_client_whose_manager_left_is_free(
    requests: Requests, stranger: Actor, contact: Contact, database: Database, clock: ShiftedClock, committed: Committed
) -> None:
    async with database.write(Actor(role=Role.ADMIN), clock.now()) as work:
        (await work.session.get_one(User, 1)).status = UserStatus.INACTIVE
    await ask(requests, stranger)
    assert (await committed.one(Lead)).owner_id is None


async def test_who_may_make_and_open_personal_links(
    links: ClientLinks, stranger: Actor, contact: Contact, database: Database, clock: ShiftedClock, committed: Committed
) -> None:
    await add(database, clock, user(clock, 4, Role.MANAGER, name="Олег"))
    people = People(database, clock)
    anna, oleg = await people.identify(3, Writer()), await people.identify(4, Writer())
    for foreign_or_missing in (contact.id, 999):
        with pytest.raises(NotFound):
            await links.for_contact(oleg, foreign_or_missing)
    with pytest.raises(Denied):
        await links.for_contact(stranger, contact.id)
    token = (await links.for_contact(anna, contact.id)).token
    with pytest.raises(Invalid, match="link_for_client"):
        await links.connect(anna, token)
    with pytest.raises(Invalid, match="link_unknown"):
        await links.connect(stranger, "pnothing")
    assert (await committed.one(ClientLink)).used_at is None


async def test_who_took_it_is_told_to_the_own_chat_only(
    requests: Requests, stranger: Actor, contact: Contact, database: Database, clock: ShiftedClock
) -> None:
    received = await ask(requests, stranger)
    assert await requests.taker(stranger, received.lead_id) == "Анна"
    other = await People(database, clock).identify(101, Writer())
    for actor, lead in ((other, received.lead_id), (stranger, 999), (Actor(role=Role.STRANGER), received.lead_id)):
        with pytest.raises(NotFound):
            await requests.taker(actor, lead)


async def test_bad_input(
    requests: Requests, stranger: Actor, database: Database, clock: ShiftedClock, committed: Committed
) -> None:
    for values in ({"name": " "}, {"phone": "позвоните"}, {"phone": "123"}):
        with pytest.raises(Invalid):
            await ask(requests, stranger, **values)
    with pytest.raises(Invalid, match="phone_invalid"):
        await requests.check_phone(stranger, "12")
    assert await requests.check_phone(stranger, "8 (067) 123 45 67") == PHONE
    await ask(requests, stranger, need="ы" * 5000, channel_token="cUNKNOWN")
    assert len((await committed.one(Lead)).need) == 1000
    for role in (Role.ADMIN, Role.HEAD, Role.MANAGER):
        with pytest.raises(Denied):
            await ask(requests, Actor(role=role, chat_id=3, user_id=1))
