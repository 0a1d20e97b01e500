"""Making a client, a contact and a deal of an inquiry."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Invalid, NotFound, Stale
from services.leads import Inquiry
from services.rules.kinds import ActivityKind, LeadStatus, TaskStatus
from storage.tables import Activity, Channel, Client, Contact, Deal, Lead, Task
from tests.support.company import STRANGER, People
from tests.support.databases import Committed
from tests.support.factory import Factory

PHONE = "+380671234567"


async def pipeline(services: Services, people: People, lead: Lead) -> int:
    return (await services.conversions.question(people.anna, lead.id)).pipelines[0].id


async def test_an_inquiry_becomes_client_contact_and_deal(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    channel = (await services.leads.channels(people.anna))[1]
    lead = await factory.lead(people.anna, name="Ivan", phone=PHONE, need="three\ndoors", channel_id=channel.id)
    call = await factory.call(lead, people.anna, promised=True)
    await services.leads.note(people.anna, lead.id, "in a hurry", key="m:1")
    done = await services.conversions.convert(
        people.anna, lead.id, lead.version, await pipeline(services, people, lead)
    )
    client = await committed.one(Client, Client.id == done.client_id)
    contact = await committed.one(Contact, Contact.client_id == client.id)
    deal = await committed.one(Deal)
    assert (client.name, client.owner_id, done.new_client) == ("Ivan", people.anna.user_id, True)
    assert (contact.name, contact.phone) == ("Ivan", PHONE)
    assert (deal.id, deal.title, deal.client_id, deal.contact_id) == (
        done.deal_id, "Three doors", client.id, contact.id
    )  # fmt: skip
    assert (deal.lead_id, deal.channel_id, deal.owner_id) == (lead.id, channel.id, people.anna.user_id)
    row = await committed.one(Lead)
    assert (row.status, row.client_id, row.contact_id) == (LeadStatus.CONVERTED, client.id, contact.id)
    moved = await committed.one(Task, Task.id == call.id)
    assert (moved.deal_id, moved.lead_id, moved.status) == (deal.id, None, TaskStatus.OPEN)
    note = await committed.one(Activity)
    assert (note.deal_id, note.lead_id, note.client_id) == (deal.id, lead.id, client.id)
    card = await services.leads.card(people.anna, lead.id)
    assert (card.deal_id, card.live) == (deal.id, False)


async def test_a_long_text_gives_a_short_name_and_stays_whole_as_a_note(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    said = "Добрый день! Нужны 5 скамеек для двора ОСББ, тел 067 555 44 33, Ольга. Смотрела на https://example.com/a"
    lead = await factory.lead(people.anna, name="Ольга Р.", phone=PHONE, need=said)
    chosen = await pipeline(services, people, lead)
    await services.conversions.convert(people.anna, lead.id, lead.version, chosen)
    deal, note = await committed.one(Deal), await committed.one(Activity)
    assert deal.title == "Нужны 5 скамеек для двора ОСББ, Ольга"
    assert (note.kind, note.text, note.deal_id) == (ActivityKind.NOTE, said, deal.id)


async def test_the_call_that_led_to_it_is_recorded(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    lead = await factory.lead(inbound=True, telegram_id=STRANGER)
    call = await factory.call(lead, people.anna)
    chosen = await pipeline(services, people, lead)
    done = await services.conversions.convert(people.anna, lead.id, lead.version, chosen, talked=True)
    said = await committed.one(Activity)
    assert (said.id, said.kind, said.result, said.deal_id) == (
        done.activity_id, ActivityKind.CALL, "deal", done.deal_id
    )  # fmt: skip
    assert (await committed.one(Task, Task.id == call.id)).status is TaskStatus.DONE
    assert (await committed.one(Lead)).owner_id == people.anna.user_id
    assert (await committed.one(Deal)).last_contact_at == clock.now()


async def test_a_known_client_gets_the_deal_unless_a_new_one_is_wanted(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    client = await factory.client("Romashka", people.anna)
    contact = await factory.contact(client, "Ivan", PHONE)
    first = await factory.lead(people.anna, name="Vanya", phone=PHONE)
    asked = await services.conversions.question(people.anna, first.id)
    assert (asked.known, asked.client) == (True, "Romashka")
    chosen = asked.pipelines[0].id
    done = await services.conversions.convert(people.anna, first.id, asked.version, chosen)
    assert (done.client_id, done.new_client) == (client.id, False)
    assert (await committed.one(Deal)).contact_id == contact.id
    second = await factory.lead(people.anna, name="Vanya", phone=PHONE)
    fresh = await services.conversions.convert(people.anna, second.id, second.version, chosen, fresh=True)
    assert fresh.new_client
    assert fresh.client_id != client.id


async def test_a_colleagues_client_is_not_named(services: Services, people: People, factory: Factory) -> None:
    client = await factory.client("Secret LLC", people.oleg)
    await factory.contact(client, "Ivan", PHONE)
    lead = await factory.lead(people.anna, phone=PHONE)
    asked = await services.conversions.question(people.anna, lead.id)
    assert (asked.known, asked.client, asked.keeper) == (True, None, "Oleg Manager")


async def test_converting_twice_or_into_nothing_is_refused(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    lead = await factory.lead(people.anna)
    chosen = await pipeline(services, people, lead)
    with pytest.raises(Invalid, match="pipeline_gone"):
        await services.conversions.convert(people.anna, lead.id, lead.version, 999)
    await services.conversions.convert(people.anna, lead.id, lead.version, chosen)
    with pytest.raises(Stale, match="lead_closed"):
        await services.conversions.convert(people.anna, lead.id, lead.version, chosen)
    with pytest.raises(NotFound):
        await services.conversions.question(people.oleg, lead.id)
    assert await committed.count(Deal) == 1


async def test_two_conversions_at_once_make_one_deal(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    lead = await factory.lead(people.anna)
    chosen = await pipeline(services, people, lead)

    async def convert() -> bool:
        try:
            await services.conversions.convert(people.anna, lead.id, lead.version, chosen)
        except Stale:
            return False
        return True

    assert sorted(await asyncio.gather(convert(), convert())) == [False, True]
    assert await committed.count(Deal) == 1


async def test_the_inquiry_keeps_its_channel_after_the_channel_is_gone(
    services: Services, people: People, factory: Factory, database: Any, clock: ShiftedClock
) -> None:
    channel = (await services.leads.channels(people.anna))[0]
    lead = await factory.lead(people.anna, channel_id=channel.id)
    async with database.write(people.owner, clock.now()) as work:
        (await work.session.get_one(Channel, channel.id)).archived_at = clock.now()
    assert (await services.leads.card(people.anna, lead.id)).channel == channel.name
    assert channel.id not in {item.id for item in await services.leads.channels(people.anna)}
    with pytest.raises(Invalid, match="channel_gone"):
        await services.leads.add(people.anna, replace(Inquiry("Ivan"), channel_id=channel.id), once="a")
