"""The suite's own ground: an empty database for every test, the same on both."""

from __future__ import annotations

import pytest

from services.clock import ShiftedClock
from services.rules.actor import SYSTEM
from storage.tables import Deal, Task, Team
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory


@pytest.mark.parametrize("turn", [1, 2])
async def test_every_test_starts_empty_with_the_first_number(
    database: Database, committed: Committed, clock: ShiftedClock, turn: int
):
    async with database.write(SYSTEM, clock.now()) as work:
        team = Team(name="North")
        work.session.add(team)
        await work.session.flush()
        assert team.id == 1
        assert await committed.count(Team) == 0
    assert (await committed.one(Team)).name == "North"


async def test_the_company_of_the_fixtures_is_whole(people: People, factory: Factory, committed: Committed):
    deal = await factory.deal(people.anna, stage=2)
    lead = await factory.lead(inbound=True)
    await factory.call(deal, people.anna, promised=True)
    await factory.task(lead, people.oleg)
    stored = await committed.one(Deal)
    assert (stored.owner_id, stored.stage_id) == (people.anna.user_id, (await factory.stages())[2].id)
    assert people.boris.team_ids == people.anna.team_ids != people.vera.team_ids
    assert await committed.count(Task) == 4  # one done with the first stage, one of the third, the call, the lead's
