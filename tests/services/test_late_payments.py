"""Payments past due: whose they are, since when, and where they are told (S0-04)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Denied
from services.late_payments import PAGE, LateCount
from services.rules.actor import SYSTEM, Actor
from services.rules.kinds import StageKind
from services.rules.worktime import local_day
from storage.tables import Deal, Payment
from storage.unit_of_work import Database
from tests.support.company import SETTINGS, People
from tests.support.factory import Factory

DAY = timedelta(days=1)


@pytest.fixture
def promise(database: Database, clock: ShiftedClock, factory: Factory):
    """Plan a payment of somebody's new deal, due so many days from today; `paid` when it came."""

    async def make(owner: Actor, days: int | None, amount: int = 100_00, *, paid: bool = False) -> Deal:
        made = await factory.deal(owner)
        async with database.write(SYSTEM, clock.now()) as work:
            due = None if days is None else local_day(clock.now(), SETTINGS.zone) + days * DAY
            work.session.add(
                Payment(
                    deal_id=made.id, planned=amount, due_day=due, created_at=clock.now(),
                    received=amount if paid else None, received_at=clock.now() if paid else None,
                )
            )  # fmt: skip
        return made

    return make


async def test_only_what_is_past_due_and_unpaid_is_late(
    services: Services, database: Database, people: People, promise
) -> None:
    late = await promise(people.anna, -3)
    for days, paid in ((0, False), (1, False), (None, False), (-5, True)):
        await promise(people.anna, days, paid=paid)
    lost = await promise(people.anna, -9)
    async with database.write(SYSTEM, lost.created_at) as work:
        (await work.session.get_one(Deal, lost.id)).status = StageKind.LOST  # it owes nothing
    view = await services.late_payments.page(people.anna)
    assert [(one.deal_id, one.days, one.amount) for one in view.lines] == [(late.id, 3, 100_00)]
    assert view.total == LateCount(1, 100_00)
    table = await services.indicators.table(people.anna, "receivables_overdue")
    assert (table.rows[0].value, table.rows[0].n) == (100_00, 1)


async def test_everybody_has_own_ones_in_sight_and_a_head_those_of_the_team(
    services: Services, people: People, promise
) -> None:
    for owner, days in ((people.anna, -1), (people.oleg, -4), (people.vera, -2)):
        await promise(owner, days)
    assert (await services.late_payments.count(people.anna)).n == 1
    head = await services.late_payments.page(people.boris)
    assert [(one.days, one.owner) for one in head.lines] == [(4, "Oleg Manager"), (1, "Anna Manager")]
    assert head.team
    assert (await services.late_payments.count(people.owner)).n == 3
    for actor in (people.client, people.stranger):
        with pytest.raises(Denied):
            await services.late_payments.page(actor)


async def test_they_stand_in_the_tasks_the_round_and_the_day(
    services: Services, people: People, clock: ShiftedClock, promise
) -> None:
    await promise(people.anna, -1)
    one = LateCount(1, 100_00)
    assert (await services.tasks.list(people.anna)).late_payments == one
    assert (await services.tasks.list(people.boris, mine=False)).late_payments == one
    assert (await services.tasks.list(people.boris, mine=True)).late_payments.n == 0
    assert (await services.tasks.list(people.oleg)).late_payments.n == 0
    assert (await services.tasks.list(people.boris, mine=False, person=people.anna.user_id)).late_payments.n == 0
    assert (await services.rounds.summary(people.boris)).payments == one
    today = local_day(clock.now(), SETTINGS.zone)
    assert (await services.summaries.day(people.boris, today)).late_payments == one
    assert (await services.summaries.day(people.boris, today - DAY)).late_payments.n == 0


async def test_many_are_turned_page_by_page(services: Services, people: People, promise) -> None:
    for days in range(1, PAGE + 2):
        await promise(people.anna, -days)
    first, last = [await services.late_payments.page(people.anna, number) for number in (1, 99)]
    assert (len(first.lines), first.pages, last.page) == (PAGE, 2, 2)
    assert [one.days for one in (*first.lines, *last.lines)] == list(range(PAGE + 1, 0, -1))
