"""Channels: links of their own, names once, archived ones no longer offered."""

from __future__ import annotations

from typing import Any

import pytest

from services import Services
from services.errors import Denied, Invalid, NotFound, Stale
from storage.tables import Channel
from tests.support.company import People
from tests.support.databases import Committed


async def test_every_channel_has_a_link_of_its_own(services: Services, people: People, committed: Committed) -> None:
    """S4-01: what comes in by a link is counted for its channel."""
    made = await services.channels.add(people.owner, "  Leaflet   in May ")
    assert made.name == "Leaflet in May"
    assert made.inquiries == 0
    tokens = [view.token for view in await services.channels.all(people.owner)]
    assert len(tokens) == len(set(tokens))
    assert made.token in tokens
    assert await committed.count(Channel) == len(tokens)


async def test_a_name_is_there_once(services: Services, people: People) -> None:
    made = await services.channels.add(people.owner, "Fair")
    with pytest.raises(Invalid, match="channel_exists"):
        await services.channels.add(people.owner, "FAIR")
    assert (await services.channels.rename(people.owner, made.id, made.version, "Fair")).token == made.token


@pytest.mark.parametrize("name", ["", "  ", "🙂", "x" * 400])
async def test_a_name_must_be_one(services: Services, people: People, name: str) -> None:
    with pytest.raises(Invalid):
        await services.channels.add(people.owner, name)


async def test_an_archived_one_is_gone_from_the_list(services: Services, people: People) -> None:
    made = await services.channels.add(people.owner, "Fair")
    await services.channels.archive(people.owner, made.id, made.version)
    assert made.id not in [view.id for view in await services.channels.all(people.owner)]
    with pytest.raises(NotFound):
        await services.channels.get(people.owner, made.id)


async def test_two_admins_at_once(services: Services, people: People) -> None:
    made = await services.channels.add(people.owner, "Fair")
    await services.channels.rename(people.owner, made.id, made.version, "Fair in spring")
    with pytest.raises(Stale):
        await services.channels.rename(people.owner, made.id, made.version, "Fair in autumn")


async def test_only_admins(services: Services, people: People) -> None:
    for call in (services.channels.all(people.boris), services.channels.add(people.anna, "Fair")):
        with pytest.raises(Denied):
            await _wait(call)


async def _wait(call: Any) -> None:
    await call
