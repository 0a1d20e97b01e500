"""Channel costs: for admins, once only, what cannot be is refused, and every deed is taken back."""

from __future__ import annotations

from datetime import date

import pytest

from services import Services
from services.channel_costs import CostCard
from services.errors import Denied, Invalid, NotFound, Stale
from services.rules.kinds import CostKind
from storage.tables import ChannelCost
from tests.support.company import People
from tests.support.databases import Committed

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


async def a_cost(services: Services, people: People, key: str = "k") -> CostCard:
    """15 000 for advertising in November."""
    return await services.channel_costs.add(people.owner, 1, CostKind.ADVERTISING, 15_000_00, FIRST, LAST, key=key)


async def test_a_cost_is_there_once(services: Services, people: People, committed: Committed) -> None:
    made = await a_cost(services, people)
    assert made.overlap is None
    with pytest.raises(Stale):
        await a_cost(services, people)
    assert await committed.count(ChannelCost) == 1
    second = await a_cost(services, people, "other")
    assert second.overlap is not None
    assert second.overlap.id == made.cost.id
    view = await services.channel_costs.page(people.owner, 1)
    assert (view.count, view.total) == (2, 30_000_00)


@pytest.mark.parametrize(("amount", "first", "last"), [(0, FIRST, LAST), (-1, FIRST, LAST), (1, LAST, FIRST)])
async def test_what_cannot_be(services: Services, people: People, amount: int, first: date, last: date) -> None:
    with pytest.raises(Invalid):
        await services.channel_costs.add(people.owner, 1, CostKind.PHONE, amount, first, last, key="k")


async def test_every_deed_is_taken_back(services: Services, people: People) -> None:
    costs, made = services.channel_costs, await a_cost(services, people)
    changed = await costs.set_amount(people.owner, made.cost.id, made.cost.version, 1_00)
    with pytest.raises(Stale, match="undo_changed"):
        await costs.undo(people.owner, made.undo or 0)
    await costs.undo(people.owner, changed.undo or 0)
    back = await costs.get(people.owner, made.cost.id)
    assert back.cost.amount == 15_000_00
    channel, undo = await costs.delete(people.owner, made.cost.id, back.cost.version)
    with pytest.raises(NotFound):
        await costs.get(people.owner, made.cost.id)
    assert await costs.undo(people.owner, undo) == channel == 1
    line = (await costs.page(people.owner, 1)).lines[0]
    assert (line.kind, line.amount, line.first, line.last) == (CostKind.ADVERTISING, 15_000_00, FIRST, LAST)
    with pytest.raises(Stale):
        await costs.undo(people.owner, undo)


async def test_two_admins_at_once(services: Services, people: People) -> None:
    made = await a_cost(services, people)
    await services.channel_costs.set_kind(people.owner, made.cost.id, made.cost.version, CostKind.PHONE)
    with pytest.raises(Stale):
        await services.channel_costs.set_days(people.owner, made.cost.id, made.cost.version, FIRST, FIRST)


async def test_only_admins(services: Services, people: People) -> None:
    for actor in (people.boris, people.anna):
        with pytest.raises(Denied):
            await services.channel_costs.page(actor, 1)
        with pytest.raises(Denied):
            await services.channel_costs.undo(actor, 1)
