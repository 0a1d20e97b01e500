"""The suite's own ground: an empty database for every test, the same on both."""

from __future__ import annotations

import pytest

from services.clock import ShiftedClock
from services.rules.actor import SYSTEM
from storage.tables import Team
from storage.unit_of_work import Database
from tests.support.databases import Committed


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
