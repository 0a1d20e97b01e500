"""Segment, region, audience of a client: changed, and taken back unless somebody was faster (S0-18…S0-20)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import NotFound, Stale
from tests.support.company import People
from tests.support.factory import Factory


async def test_the_last_change_is_taken_back_once(services: Services, people: People, factory: Factory) -> None:
    client = await factory.client("Romashka", owner=people.anna)
    first = await services.client_traits.write(people.anna, client.id, client.version, "segment", "Farms")
    second = await services.client_traits.write(people.anna, client.id, first.card.version, "segment", "Shops")
    same = await services.client_traits.write(people.anna, client.id, second.card.version, "segment", "shops")
    assert same.undo is None
    with pytest.raises(NotFound):
        await services.client_traits.undo(people.oleg, second.undo or 0)
    assert (await services.client_traits.undo(people.anna, second.undo or 0)).segment == "Farms"
    with pytest.raises(Stale):
        await services.client_traits.undo(people.anna, second.undo or 0)
    assert (await services.client_traits.undo(people.anna, first.undo or 0)).segment is None


async def test_what_was_changed_since_stays(services: Services, people: People, factory: Factory) -> None:
    client = await factory.client("Romashka", owner=people.anna)
    mine = await services.client_traits.write(people.anna, client.id, client.version, "region", "Kyiv")
    await services.client_traits.write(people.boris, client.id, mine.card.version, "region", "Lviv")
    with pytest.raises(Stale, match="undo_changed"):
        await services.client_traits.undo(people.anna, mine.undo or 0)
    assert (await services.clients.card(people.anna, client.id)).region == "Lviv"


async def test_a_person_or_a_company_is_taken_back_within_a_day(
    services: Services, people: People, factory: Factory, clock: ShiftedClock
) -> None:
    client = await factory.client("Ivan", owner=people.anna)
    done = await services.client_traits.set_person(people.anna, client.id, client.version, person=True)
    assert done.card.is_person
    clock.advance(timedelta(hours=25))
    with pytest.raises(Stale, match="undo_over"):
        await services.client_traits.undo(people.anna, done.undo or 0)
