"""While a head is away, what a head is needed for reaches the next one who is here, up to the owner."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services import Services
from services.clock import ShiftedClock
from services.rules.checks import CheckBy
from services.rules.kinds import TaskKind
from services.rules.target import Target
from services.rules.worktime import local_day
from storage.tables import Task
from tests.services.test_reminders import LADDER, due, heart
from tests.support.company import BORIS, OWNER, People
from tests.support.databases import Committed
from tests.support.factory import Factory
from tests.support.pushes import Heart, kyiv

__all__ = ["heart"]


def today(clock: ShiftedClock) -> date:
    return local_day(clock.now(), "Europe/Kyiv")


@pytest.fixture
async def away(services: Services, people: People, clock: ShiftedClock) -> None:
    """Boris is away from today on; Oleg does his work."""
    day, oleg = today(clock), people.oleg.user_id
    await services.absences.plan(people.owner, people.boris.user_id or 0, day, day + timedelta(days=5), oleg, key="b")


@pytest.mark.usefixtures("away")
async def test_late_work_is_told_to_the_owner(heart: Heart, factory: Factory, people: People) -> None:
    await due(factory, people.anna, kyiv("2026-11-24 11:00"))
    await heart.at(kyiv("2026-11-24 11:00"), *LADDER)
    pushes = await heart.at(kyiv("2026-11-24 12:00"), *LADDER)
    assert [push.chat_id for push in pushes if push.kind == "escalation"] == [OWNER]


async def test_and_to_the_head_once_back(
    heart: Heart, services: Services, factory: Factory, people: People, clock: ShiftedClock
) -> None:
    day = today(clock)
    view = await services.absences.plan(people.owner, people.boris.user_id or 0, day, day, None, key="b")
    await services.absences.end(people.owner, view.id, view.version)
    await due(factory, people.anna, kyiv("2026-11-24 11:00"))
    await heart.at(kyiv("2026-11-24 11:00"), *LADDER)
    pushes = await heart.at(kyiv("2026-11-24 12:00"), *LADDER)
    assert [push.chat_id for push in pushes if push.kind == "escalation"] == [BORIS]


@pytest.mark.usefixtures("away")
async def test_a_refusal_is_checked_by_who_is_here(
    services: Services, factory: Factory, people: People, committed: Committed
) -> None:
    deal, reason = await factory.deal(people.anna), await factory.loss_reason()
    await services.refusals.refuse(people.anna, Target("deal", deal.id), deal.version, reason)
    check = await committed.one(Task, Task.kind == TaskKind.CHECK_REFUSAL)
    assert check.assignee_id == people.owner.user_id


async def test_a_colleague_who_is_away_checks_nothing(
    services: Services, factory: Factory, people: People, committed: Committed, clock: ShiftedClock
) -> None:
    day = today(clock)
    await services.reasons.set_checks(people.owner, 100, CheckBy.PEER)
    await services.absences.plan(people.boris, people.oleg.user_id or 0, day, day, None, key="o")
    deal, reason = await factory.deal(people.anna), await factory.loss_reason()
    await services.refusals.refuse(people.anna, Target("deal", deal.id), deal.version, reason)
    check = await committed.one(Task, Task.kind == TaskKind.CHECK_REFUSAL)
    assert check.assignee_id == people.boris.user_id


@pytest.mark.usefixtures("away")
async def test_a_second_move_is_asked_of_who_is_here(
    services: Services, factory: Factory, people: People, heart: Heart, clock: ShiftedClock
) -> None:
    task = await due(factory, people.anna, kyiv("2026-11-24 17:00"))
    move = services.tasks.postpone
    await move(people.anna, task.id, task.version, kyiv("2026-11-25 11:00"), comment="asked for it")
    again = await services.tasks.card(people.anna, task.id)
    await heart.new()
    await move(people.anna, task.id, again.line.version, kyiv("2026-11-26 11:00"), comment="asked again")
    assert OWNER in {push.chat_id for push in await heart.new()}
