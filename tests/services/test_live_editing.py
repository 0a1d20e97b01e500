"""Whatever admins do to pipelines, and managers meanwhile with deals: no open deal is ever lost (S2-21)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ui.standards import empty
from services import Services
from services.clock import ShiftedClock
from services.errors import Problem
from services.rules.kinds import StageKind
from services.rules.pipelines import flaw
from services.setup_core import Done
from storage.importing import add
from storage.tables import Deal, HistoryEntry, Pipeline, Stage, StageTransition, Task
from storage.unit_of_work import Database
from tests.conftest import TUESDAY
from tests.services.test_pipelines import W
from tests.support import databases, ready
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.examples import examples
from tests.support.factory import Factory

ACTS = ("add", "rename", "place", "kind", "archive", "restore", "undo", "undo", "deal", "deal", "drop", "back", "new")
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=14)


@dataclass
class Company:
    """A company in which one step after another is taken, whether it is allowed or not."""

    services: Services
    clock: ShiftedClock
    people: People
    reader: Committed
    undo: list[int] = field(default_factory=list)

    async def step(self, act: str, a: int, b: int) -> None:
        """Take it; what is refused changes nothing."""
        self.clock.advance(timedelta(minutes=1))
        with suppress(Problem):
            done = await self._do(act, a, b)
            if done is not None:
                self.undo.append(done.undo_id)

    async def _do(self, act: str, a: int, b: int) -> Done | None:
        owner, setup, lines = self.people.owner, self.services.stage_setup, self.services.pipelines
        if act in {"add", "new"}:
            pipelines = await self.reader.all(Pipeline)
            if act == "new":
                return (await lines.add(owner, f"Pipeline {a} {b}", empty(W)))[0]
            return (await setup.add(owner, pipelines[a % len(pipelines)].id, f"Stage {b}"))[0]
        if act == "undo":
            if self.undo:
                await self.services.setup_changes.undo(owner, self.undo[a % len(self.undo)])
            return None
        if act in {"drop", "back"}:
            rows = await self.reader.all(Pipeline)
            row, to = rows[a % len(rows)], rows[b % len(rows)]
            if act == "back":
                return (await lines.restore(owner, row.id, row.version))[0]
            return (await lines.archive(owner, row.id, row.version, to.id))[0]
        if act == "deal":
            deals = await self.reader.all(Deal)
            deal = deals[a % len(deals)]
            there = await self.reader.all(Stage, Stage.pipeline_id == deal.pipeline_id)
            await self.services.deals.move(owner, deal.id, deal.version, there[b % len(there)].id)
            return None
        return await self._stage(act, a, b)

    async def _stage(self, act: str, a: int, b: int) -> Done | None:
        owner, setup = self.people.owner, self.services.stage_setup
        standing = {deal.pipeline_id for deal in await self.reader.all(Deal)}
        stages = [row for row in await self.reader.all(Stage) if row.pipeline_id in standing]
        stage = stages[a % len(stages)]
        if act == "rename":
            return (await setup.rename(owner, stage.id, stage.version, f"Named {b}"))[0]
        if act == "place":
            return (await setup.move(owner, stage.id, stage.version, b % 12))[0]
        if act == "kind":
            return (await setup.set_kind(owner, stage.id, stage.version, list(StageKind)[b % 3]))[0]
        if act == "restore":
            return (await setup.restore(owner, stage.id, stage.version))[0]
        return (await setup.archive(owner, stage.id, stage.version, stages[b % len(stages)].id))[0]

    async def check(self) -> None:
        """Every deal stands on a stage of its pipeline that means what its status says; open ones on one in use."""
        stages = {row.id: row for row in await self.reader.all(Stage)}
        live = {row.id for row in await self.reader.all(Pipeline) if row.archived_at is None}
        for deal in await self.reader.all(Deal):
            stage = stages[deal.stage_id]
            assert (stage.pipeline_id, stage.kind) == (deal.pipeline_id, deal.status)
            assert deal.status is not StageKind.OPEN or (stage.archived_at is None and deal.pipeline_id in live)
        for pipeline_id in live:
            own = [row for row in stages.values() if row.pipeline_id == pipeline_id and row.archived_at is None]
            assert flaw([row.kind for row in sorted(own, key=lambda row: (row.position, row.id))]) is None
        assert live


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the companies of all examples lie."""
    return tmp_path_factory.mktemp("companies")


@settings(max_examples=examples(6), deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
async def test_no_open_deal_is_ever_lost(steps: list[tuple[str, int, int]], sqlite_people: Path, places: Path) -> None:
    await _live(steps, sqlite_people, places)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
async def test_no_open_deal_is_ever_lost_at_length(
    steps: list[tuple[str, int, int]], sqlite_people: Path, places: Path
) -> None:
    await _live(steps, sqlite_people, places)


async def _live(steps: list[tuple[str, int, int]], sqlite_people: Path, places: Path) -> None:
    file = places / f"{len(list(places.iterdir()))}.sqlite3"
    database, clock = Database(databases.copy_sqlite(sqlite_people, file)), ShiftedClock(TUESDAY)
    reader, people = Committed(database.url), ready.people()
    try:
        factory = Factory(database, clock)
        for pipeline, stage in (("b2b_new", 0), ("b2b_new", 1), ("b2b_new", 1), ("short", 0), ("short", 2)):
            await factory.deal(people.anna, pipeline=pipeline, stage=stage)
        here = Company(Services(database, clock), clock, people, reader)
        for step in steps:
            await here.step(*step)
            await here.check()
    finally:
        await reader.close()
        await database.close()


@pytest.mark.parametrize("many", [300, pytest.param(10_000, marks=pytest.mark.slow)])
async def test_thousands_of_deals_move_at_once_and_back(
    database: Database,
    services: Services,
    people: People,
    factory: Factory,
    committed: Committed,
    clock: ShiftedClock,
    many: int,
) -> None:
    left, goal = (await factory.stages())[1:3]
    deals = [
        {
            "title": f"Deal {number}", "search_key": f"deal {number}", "pipeline_id": left.pipeline_id,
            "stage_id": left.id, "status": StageKind.OPEN, "owner_id": people.anna.user_id, "created_at": clock.now(),
            "stage_entered_at": clock.now() - timedelta(minutes=number), "attempts": 0, "version": 1,
        }
        for number in range(many)
    ]  # fmt: skip
    async with database.write(people.owner, clock.now()) as work:
        await add(work, Deal, deals)
    done, _ = await services.stage_setup.archive(people.owner, left.id, left.version, goal.id)
    assert await committed.count(Deal, Deal.stage_id == goal.id) == many
    assert await committed.count(Task, Task.status == "open") == many
    assert await committed.count(StageTransition) == many
    assert await committed.count(HistoryEntry, HistoryEntry.record == "deals") == many
    assert done is not None
    clock.advance(timedelta(minutes=1))
    taken = await services.setup_changes.undo(people.owner, done.undo_id)
    assert (taken.returned, taken.stayed) == (many, 0)
    rows = await committed.all(Deal, Deal.stage_id == left.id)
    assert [row.stage_entered_at for row in rows] == [row["stage_entered_at"] for row in deals]
    assert await committed.count(Task, Task.status == "open") == 0
