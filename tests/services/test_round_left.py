"""What the heads have not handled by the evening is told to the owner: grouped, once a day (S2-46, S2-51)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from services import Services, tasks_core
from services.clock import ShiftedClock
from services.errors import Denied
from services.rules.actor import SYSTEM, Role
from services.rules.target import Target
from storage.tables import Task, TeamSeat, User
from storage.unit_of_work import Database
from tests.services.test_reminders import due, heart
from tests.support.company import OWNER, People
from tests.support.factory import Factory
from tests.support.pushes import Heart, Push, kyiv

__all__ = ["heart"]

DAY = date(2026, 11, 24)
EVENING = kyiv("2026-11-24 18:00")


async def evening(heart: Heart, at: datetime = EVENING) -> list[Push]:
    """What the owner is told at the end of the day."""
    return [push for push in await heart.at(at, "digests.queue") if push.kind == "round_left"]


async def test_the_owner_hears_once_what_each_head_has_left(
    heart: Heart, services: Services, factory: Factory, people: People, database: Database, clock: ShiftedClock
) -> None:
    for owner in (people.anna, people.oleg, people.vera):
        await due(factory, owner, kyiv("2026-11-24 11:00"))
    deal = await factory.deal(people.vera)
    async with database.write(SYSTEM, clock.now()) as work:
        await tasks_core.cancel_open(work, Target("deal", deal.id))
    (push,) = await evening(heart)
    assert push.chat_id == OWNER
    found = await services.rounds.left(people.owner, date.fromisoformat(push.params["day"]))
    assert [(left.heads, left.overdue, left.no_task) for left in found] == [
        (("Boris Head",), 2, 0),
        (("Galina Head",), 1, 1),
    ]
    assert await evening(heart, EVENING + timedelta(minutes=5)) == []
    assert len(await evening(heart, EVENING + timedelta(days=1))) == 1, "the next day anew"


async def test_what_was_handled_is_not_told(
    heart: Heart, services: Services, factory: Factory, people: People, clock: ShiftedClock
) -> None:
    asked, given, moved = [await due(factory, people.anna, kyiv("2026-11-24 11:00")) for _ in range(3)]
    await due(factory, people.anna, kyiv("2026-11-24 17:30"))  # after the evening round had begun
    clock.set(kyiv("2026-11-24 12:00"))
    await services.rounds.ask_why(people.boris, asked.id)
    await services.tasks.give(people.boris, given.id, given.version, people.oleg.user_id or 0)
    await services.tasks.postpone(people.boris, moved.id, moved.version, kyiv("2026-11-25 11:00"), comment="x")
    assert await evening(heart) == []


async def test_two_heads_of_a_team_are_told_of_together(
    heart: Heart, services: Services, factory: Factory, people: People, database: Database, clock: ShiftedClock
) -> None:
    async with database.write(SYSTEM, clock.now()) as work:
        boris = await work.session.get_one(User, people.boris.user_id)
        second = User(name="Ada Head", role=Role.HEAD, team_id=boris.team_id, created_at=work.now)
        work.session.add(second)
    await due(factory, people.anna, kyiv("2026-11-24 11:00"))
    clock.set(EVENING)
    (left,) = await services.rounds.left(people.owner, DAY)
    assert (left.heads, left.total) == (("Ada Head", "Boris Head"), 1)


async def test_each_thing_is_counted_once_at_the_head_responsible_first(
    services: Services, factory: Factory, people: People, database: Database, clock: ShiftedClock
) -> None:
    """Boris has South as a further team: what Galina's people have is still hers. A task of nobody is nobody's."""
    async with database.write(SYSTEM, clock.now()) as work:
        vera = await work.session.get_one(User, people.vera.user_id)
        work.session.add(TeamSeat(user_id=people.boris.user_id, team_id=vera.team_id))
    for owner in (people.anna, people.vera, people.vera, people.galina):
        await due(factory, owner, kyiv("2026-11-24 11:00"))
    nobodys = await due(factory, people.vera, kyiv("2026-11-24 11:00"))
    bare = await factory.deal(people.vera)
    async with database.write(SYSTEM, clock.now()) as work:
        (await work.session.get_one(Task, nobodys.id)).assignee_id = None
        await tasks_core.cancel_open(work, Target("deal", bare.id))
    clock.set(EVENING)
    assert [(left.heads, left.overdue, left.no_task) for left in await services.rounds.left(people.owner, DAY)] == [
        (("Galina Head",), 3, 1),
        ((), 1, 0),
        (("Boris Head",), 1, 0),
    ]


async def test_only_the_owner_is_told(services: Services, people: People) -> None:
    with pytest.raises(Denied):
        await services.rounds.left(people.boris, DAY)
