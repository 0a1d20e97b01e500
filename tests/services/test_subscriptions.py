"""Subscriptions on the clock: on their rhythm, once a crossing, only what one may see; reviews of week and month."""

from __future__ import annotations

from datetime import date

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Denied, Invalid, NotFound
from services.rules.actor import SYSTEM, Actor
from services.rules.indicators import Slice
from services.rules.kinds import StageKind
from services.rules.periods import PeriodKind
from services.rules.subscriptions import Rhythm
from storage.tables import Deal, ForecastSnapshot, OutboxMessage, User
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory
from tests.support.pushes import kyiv


async def sales(database: Database, factory: Factory, owner: Actor, at: str, won: int, lost: int = 0) -> None:
    """Deals of 100 each, closed at a moment."""
    stages = {kind: (await factory.stages(kind=kind))[0] for kind in (StageKind.WON, StageKind.LOST)}
    async with database.write(SYSTEM, kyiv(at)) as work:
        for number in range(won + lost):
            kind = StageKind.WON if number < won else StageKind.LOST
            work.session.add(
                Deal(
                    title="D", search_key="d", pipeline_id=stages[kind].pipeline_id, stage_id=stages[kind].id,
                    status=kind, owner_id=owner.user_id, amount=100_00, created_at=kyiv(at), stage_entered_at=kyiv(at),
                    closed_at=kyiv(at), attempts=0,
                )
            )  # fmt: skip


async def queued(committed: Committed) -> list[OutboxMessage]:
    """What waits to be sent."""
    return [row for row in await committed.all(OutboxMessage) if row.kind == "subscription"]


async def test_a_weekly_number_comes_on_monday_morning_once(
    services: Services, people: People, factory: Factory, database: Database, committed: Committed, clock: ShiftedClock
) -> None:
    clock.set(kyiv("2026-11-20 12:00"))
    await sales(database, factory, people.anna, "2026-11-18 12:00", won=3)
    await sales(database, factory, people.oleg, "2026-11-18 12:00", won=1)
    view = await services.subscriptions.add(people.anna, "revenue", [], Rhythm.WEEK)
    for moment, expected in [
        ("2026-11-21 10:00", 0), ("2026-11-23 08:00", 0), ("2026-11-23 09:01", 1), ("2026-11-23 09:06", 0),
        ("2026-11-24 09:01", 0), ("2026-11-30 12:00", 1),
    ]:  # fmt: skip
        clock.set(kyiv(moment))
        assert await services.subscriptions.look(clock.now()) == expected, moment
    told = await services.subscriptions.told(people.anna, view.id, date(2026, 11, 23))
    assert (told.row.value, told.row.n) == (300_00, 3), "own deals only"
    assert len(await queued(committed)) == 2


async def test_a_number_lives_as_long_as_the_working_day_of_its_reader(
    services: Services, people: People, database: Database, committed: Committed, clock: ShiftedClock
) -> None:
    """Nine in Los Angeles is seven in the evening in Kyiv, where the company's day is over."""
    clock.set(kyiv("2026-11-20 12:00"))
    await services.subscriptions.add(people.anna, "revenue", [], Rhythm.DAY)
    async with database.write(SYSTEM, clock.now()) as work:
        (await work.session.get_one(User, people.anna.user_id)).zone = "America/Los_Angeles"
    clock.set(kyiv("2026-11-23 12:00"))
    assert await services.subscriptions.look(clock.now()) == 0, "it is two at night there"
    clock.set(kyiv("2026-11-23 19:05"))
    assert await services.subscriptions.look(clock.now()) == 1
    (row,) = await queued(committed)
    assert row.expires_at == kyiv("2026-11-24 04:00")


async def test_a_threshold_is_told_once_until_it_comes_back(
    services: Services, people: People, factory: Factory, database: Database, clock: ShiftedClock
) -> None:
    clock.set(kyiv("2026-11-20 12:00"))
    await sales(database, factory, people.anna, "2026-11-18 12:00", won=1, lost=9)
    await services.subscriptions.add_typed(people.boris, "win_rate", [], "20 %", above=False)
    clock.set(kyiv("2026-11-23 09:05"))
    assert await services.subscriptions.look(clock.now()) == 1
    clock.set(kyiv("2026-11-24 09:05"))
    assert await services.subscriptions.look(clock.now()) == 0
    await sales(database, factory, people.anna, "2026-11-24 12:00", won=20)
    clock.set(kyiv("2026-11-25 09:05"))
    assert await services.subscriptions.look(clock.now()) == 0, "it came back"
    await sales(database, factory, people.anna, "2026-11-25 12:00", won=0, lost=200)
    clock.set(kyiv("2026-11-26 09:05"))
    assert await services.subscriptions.look(clock.now()) == 1


async def test_few_records_cross_no_ratio(
    services: Services, people: People, factory: Factory, database: Database, clock: ShiftedClock
) -> None:
    clock.set(kyiv("2026-11-20 12:00"))
    await sales(database, factory, people.anna, "2026-11-18 12:00", won=0, lost=4)
    await services.subscriptions.add_typed(people.boris, "win_rate", [], "20", above=False)
    clock.set(kyiv("2026-11-23 09:05"))
    assert await services.subscriptions.look(clock.now()) == 0


async def test_bad_numbers_foreign_ones_and_too_many(services: Services, people: People) -> None:
    with pytest.raises(Invalid, match="threshold_unclear"):
        await services.subscriptions.add_typed(people.boris, "win_rate", [], "much", above=True)
    with pytest.raises(NotFound):
        await services.subscriptions.add(people.boris, "nonsense", [], Rhythm.DAY)
    with pytest.raises(NotFound):
        await services.subscriptions.add(
            people.anna, "revenue", [(Slice.MANAGER, people.oleg.user_id or 0)], Rhythm.DAY
        )
    view = await services.subscriptions.add(people.boris, "revenue", [], Rhythm.DAY)
    with pytest.raises(NotFound):
        await services.subscriptions.end(people.anna, view.id)
    await services.subscriptions.end(people.boris, view.id)
    assert await services.subscriptions.all(people.boris) == ()


async def test_the_month_is_closed_against_what_was_said_of_it(
    services: Services, people: People, factory: Factory, database: Database, clock: ShiftedClock
) -> None:
    clock.set(kyiv("2026-12-01 09:05"))
    await sales(database, factory, people.anna, "2026-11-18 12:00", won=3, lost=1)
    await sales(database, factory, people.anna, "2026-10-18 12:00", won=2)
    async with database.write(SYSTEM, clock.now()) as work:
        for made_on, said in ((date(2026, 11, 1), 330_00), (date(2026, 11, 20), 300_00)):
            work.session.add(
                ForecastSnapshot(
                    made_on=made_on, level="company", level_id=0, start=date(2026, 11, 1), end=date(2026, 12, 1),
                    revenue=said, low=200_00, high=400_00, at=clock.now(),
                )
            )  # fmt: skip
    view = await services.reviews.of(SYSTEM, PeriodKind.MONTH)
    assert view.said is not None
    assert (view.revenue, view.said.revenue, view.said.made_on) == (300_00, 330_00, date(2026, 11, 1))
    line = next(line for line in view.lines if line.indicator.code == "revenue")
    assert (line.value, line.before) == (300_00, 200_00)
    assert [(person.revenue, person.before) for person in view.people] == [(300_00, 200_00)]
    with pytest.raises(Denied):
        await services.reviews.of(people.anna, PeriodKind.MONTH)


async def test_monday_and_the_first_of_the_month_bring_the_reviews(
    services: Services, people: People, committed: Committed, clock: ShiftedClock
) -> None:
    for moment, kinds in [
        ("2026-11-23 09:00", {"week_review"}),
        ("2026-11-24 09:00", {"week_review"}),
        ("2026-12-01 09:00", {"week_review", "month_review"}),
    ]:
        clock.set(kyiv(moment))
        await services.digests.queue(clock.now())
        got = {row.kind for row in await committed.all(OutboxMessage)} & {"week_review", "month_review"}
        assert got == kinds, moment
    weekly = [row for row in await committed.all(OutboxMessage) if row.kind == "week_review"]
    assert len({row.chat_id for row in weekly}) == len(weekly), "one Monday, one message each"
