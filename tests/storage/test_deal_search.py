"""Combined conditions against a plain loop over random deals, for every role."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from services.clock import ShiftedClock
from services.rules.actor import Actor
from services.rules.deal_conditions import DealConditions, DealStatus, FieldCondition, FieldOp
from storage import deal_search
from storage.unit_of_work import Database
from tests.support import random_deals
from tests.support.company import People
from tests.support.random_deals import Ground

TRIES = 120


def teams(people: People) -> dict[int, int]:
    """Whose team is which, by what their heads see."""
    found: dict[int, int] = {}
    for head, members in ((people.boris, (people.anna, people.oleg)), (people.galina, (people.vera,))):
        (team,) = head.team_ids or (0,)
        found |= {one.user_id or 0: team for one in (head, *members)}
    return found


@pytest.mark.parametrize("seed", [1, 2])
async def test_random_conditions_find_what_a_plain_loop_finds(
    database: Database, clock: ShiftedClock, people: People, seed: int
) -> None:
    dice = random.Random(seed)
    ground = await random_deals.make(database, people, clock.now(), dice)
    found_some = 0
    for _ in range(TRIES):
        actor = dice.choice((people.owner, people.boris, people.galina, people.anna, people.client))
        actor = replace(actor, zone=dice.choice(("Europe/Kyiv", "Pacific/Auckland", "America/Los_Angeles")))
        asked = random_deals.conditions(ground, dice)
        wanted = random_deals.expected(ground, actor, teams(people), asked)
        await _same(database, ground, actor, asked, [made.row.id for made in wanted])
        found_some += bool(wanted) and asked.narrowed
    assert found_some > TRIES / 4


async def _same(database: Database, ground: Ground, actor: Actor, asked: DealConditions, wanted: list[int]) -> None:
    amounts = {made.row.id: made.row.amount or 0 for made in ground.deals}
    async with database.read(actor, ground.now) as work:
        assert await deal_search.ids(work, asked) == wanted, (actor.role, asked)
        first = await deal_search.page(work, asked, 8, 0)
        second = await deal_search.page(work, asked, 8, 8)
    total = sum(amounts[one] for one in wanted)
    assert (first.count, first.amount, list(first.ids)) == (len(wanted), total, wanted[:8]), asked
    assert (second.count, second.amount, list(second.ids)) == (len(wanted), total, wanted[8:16]), asked


async def test_an_own_field_that_does_not_exist_finds_nothing(
    database: Database, clock: ShiftedClock, people: People
) -> None:
    """Ignoring it would find more than was asked for, and a bulk action would touch it."""
    await random_deals.make(database, people, clock.now(), random.Random(3), count=3)
    asked = DealConditions(status=DealStatus.ALL, fields=(FieldCondition(999, FieldOp.FILLED),))
    async with database.read(people.owner, clock.now()) as work:
        assert await deal_search.ids(work, asked) == []
