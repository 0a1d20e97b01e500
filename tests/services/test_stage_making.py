"""Who gets a stage's task: the owner, the head, a person or the deputy, the least loaded of a team (S2-33, S2-39)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services import Services
from services.clock import ShiftedClock
from services.rules.actor import SYSTEM, Actor
from services.rules.kinds import TaskKind, TaskStatus, UserStatus
from services.rules.target import Target
from storage import company
from storage import work as rows
from storage.tables import Absence, StageTask, Task, User
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory

HOUR = timedelta(hours=1)


class Ground:
    """The first stage's task, set up by the tests."""

    def __init__(self, database: Database, clock: ShiftedClock, people: People, factory: Factory) -> None:
        self.database, self.clock, self.people, self.factory = database, clock, people, factory

    async def template(self, **values: Any) -> StageTask:
        """Set it up."""
        stage = (await self.factory.stages())[0]
        async with self.database.write(SYSTEM, self.clock.now()) as work:
            (row,) = await company.stage_tasks(work, stage.id)
            for name, value in values.items():
                setattr(row, name, value)
            return row

    async def task(self, owner: Actor | None = None) -> Task:
        """The task of a new deal."""
        deal = await self.factory.deal(owner or self.people.anna)
        async with self.database.read(SYSTEM, self.clock.now()) as work:
            (task,) = await rows.open_tasks(work, Target("deal", deal.id))
            return task

    async def away(self, who: Actor, deputy: Actor | None = None, **values: Any) -> None:
        """Somebody is away from now on."""
        now = self.clock.now()
        day = now.date()
        async with self.database.write(SYSTEM, now) as work:
            work.session.add(
                Absence(
                    user_id=who.user_id,
                    deputy_id=deputy.user_id if deputy else None,
                    from_day=day,
                    to_day=date(2026, 12, 31),
                    handed={},
                    created_at=now,
                    **{"began_at": now, **values},
                )
            )

    async def left(self, who: Actor) -> None:
        """Somebody does not work here any more."""
        async with self.database.write(SYSTEM, self.clock.now()) as work:
            (await work.session.get_one(User, who.user_id)).status = UserStatus.INACTIVE

    async def team(self, who: Actor) -> int:
        """The team of somebody."""
        async with self.database.read(SYSTEM, self.clock.now()) as work:
            return (await work.session.get_one(User, who.user_id)).team_id or 0

    async def busy(self, who: Actor, *due: datetime) -> None:
        """Somebody has tasks due then."""
        deal = await self.factory.deal(self.people.boris, pipeline="b2b_regular")
        for at in due:
            await self.factory.task(deal, who, at)


@pytest.fixture
def ground(database: Database, clock: ShiftedClock, people: People, factory: Factory) -> Ground:
    """The company with a task to set up."""
    return Ground(database, clock, people, factory)


async def test_a_named_person(ground: Ground, people: People) -> None:
    await ground.template(responsible="user", responsible_id=people.vera.user_id)
    assert (await ground.task()).assignee_id == people.vera.user_id


async def test_the_head_gets_what_an_owner_who_left_would_get(ground: Ground, people: People) -> None:
    await ground.left(people.anna)
    assert (await ground.task()).assignee_id == people.boris.user_id


async def test_the_deputy_of_a_person_who_is_away(ground: Ground, people: People) -> None:
    await ground.template(responsible="user", responsible_id=people.vera.user_id)
    await ground.away(people.vera, people.oleg)
    assert (await ground.task()).assignee_id == people.oleg.user_id


@pytest.mark.parametrize("gone", ["left", "no_deputy", "deputy_left", "deputy_away"])
async def test_the_head_when_nobody_stands_in(ground: Ground, people: People, gone: str) -> None:
    await ground.template(responsible="user", responsible_id=people.vera.user_id)
    if gone == "left":
        await ground.left(people.vera)
    else:
        await ground.away(people.vera, None if gone == "no_deputy" else people.oleg)
    if gone == "deputy_left":
        await ground.left(people.oleg)
    elif gone == "deputy_away":
        await ground.away(people.oleg, people.anna)
    assert (await ground.task()).assignee_id == people.boris.user_id


@pytest.mark.parametrize("values", [{"began_at": None}, {"ended_at": datetime(2026, 11, 24, tzinfo=UTC)}])
async def test_an_absence_to_come_or_over_does_not_count(
    ground: Ground, people: People, values: dict[str, Any]
) -> None:
    await ground.template(responsible="user", responsible_id=people.vera.user_id)
    await ground.away(people.vera, people.oleg, **values)
    assert (await ground.task()).assignee_id == people.vera.user_id


async def test_the_least_loaded_of_a_team_today(ground: Ground, people: People, clock: ShiftedClock) -> None:
    now = clock.now()
    await ground.template(responsible="team", responsible_id=await ground.team(people.anna))
    await ground.busy(people.anna, now - HOUR, now + HOUR)
    await ground.busy(people.oleg, now + HOUR, *(now + timedelta(days=3),) * 5)  # later days do not count
    assert (await ground.task(people.vera)).assignee_id == people.oleg.user_id


async def test_ties_go_by_id_and_tasks_are_shared(ground: Ground, people: People) -> None:
    await ground.template(
        responsible="team",
        responsible_id=await ground.team(people.anna),
        due={"binding": "after_entering", "amount": 1, "unit": "hours"},
    )
    found = [(await ground.task(people.vera)).assignee_id for _ in range(4)]
    assert found == [people.anna.user_id, people.oleg.user_id] * 2


async def test_who_is_away_or_left_gets_nothing(ground: Ground, people: People, clock: ShiftedClock) -> None:
    await ground.template(responsible="team", responsible_id=await ground.team(people.anna))
    await ground.busy(people.oleg, *(clock.now() + HOUR,) * 3)
    await ground.away(people.anna, people.oleg)
    assert (await ground.task(people.vera)).assignee_id == people.oleg.user_id
    await ground.left(people.oleg)
    assert (await ground.task(people.vera)).assignee_id == people.boris.user_id  # the team's head
    await ground.left(people.boris)
    assert (await ground.task(people.vera)).assignee_id == people.galina.user_id  # the owner's head


async def test_several_tasks_of_a_stage(
    ground: Ground, people: People, services: Services, factory: Factory, database: Database, clock: ShiftedClock
) -> None:
    first = await ground.template()
    async with database.write(SYSTEM, clock.now()) as work:
        work.session.add(
            StageTask(
                stage_id=first.stage_id,
                position=1,
                title="Approve",
                due={"binding": "after_entering", "amount": 0, "unit": "days"},
                responsible="head",
                controller="user",
                controller_id=people.owner.user_id,
            )
        )
    deal = await factory.deal(people.anna)
    found = (await services.deals.card(people.anna, deal.id)).tasks
    assert [(task.title, task.assignee and task.assignee.id) for task in found] == [
        ("Approve", people.boris.user_id),
        ("Prepare and hold the presentation", people.anna.user_id),
    ]
    card = await services.tasks.card(people.boris, found[0].id)
    assert card.controller is not None
    assert card.controller.id == people.owner.user_id


@pytest.mark.parametrize(
    ("controller", "named", "owner", "expected"),
    [
        ("head", None, "anna", "boris"),
        ("head", None, "boris", "owner"),
        ("user", "oleg", "anna", "oleg"),
        ("user", "anna", "anna", "boris"),  # nobody looks at own results
        (None, None, "anna", None),
    ],
)
async def test_who_looks_at_the_result(
    ground: Ground, people: People, controller: str | None, named: str | None, owner: str, expected: str | None
) -> None:
    controller_id = getattr(people, named).user_id if named else None
    await ground.template(controller=controller, controller_id=controller_id)
    task = await ground.task(getattr(people, owner))
    assert task.controller_id == (getattr(people, expected).user_id if expected else None)


async def test_a_call_the_client_was_told_of_stays_and_carries_what_the_stage_asks(
    ground: Ground, people: People, services: Services, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna, stage=1)
    call = await factory.call(deal, people.anna, promised=True)
    await ground.template(kind=TaskKind.CALL)
    card = await services.deals.card(people.anna, deal.id)
    card = await services.deals.step(people.anna, deal.id, card.version, -1)
    (line,) = card.tasks
    assert (line.id, line.due_at, line.promised, line.title) == (
        call.id,
        call.due_at,
        True,
        "Prepare and hold the presentation",
    )
    await services.deals.step(people.anna, deal.id, card.version, 1)
    stored = await committed.one(Task, Task.id == call.id)
    assert stored.status is TaskStatus.OPEN  # what was agreed is not done by moving the deal


async def test_a_call_that_was_only_planned_gives_way(
    ground: Ground, people: People, services: Services, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna, stage=1)
    call = await factory.call(deal, people.anna)
    await ground.template(kind=TaskKind.CALL)
    card = await services.deals.card(people.anna, deal.id)
    card = await services.deals.step(people.anna, deal.id, card.version, -1)
    (line,) = card.tasks
    assert (line.kind, line.title) == (TaskKind.CALL, "Prepare and hold the presentation")
    assert (await committed.one(Task, Task.id == call.id)).status is TaskStatus.CANCELLED
