"""The nightly count of stage paces: only deals won, at least twenty stays, four fifths; the flag on cards and lists."""

from __future__ import annotations

from datetime import timedelta

from services import Services
from services.clock import ShiftedClock
from services.round_views import RoundCard
from services.rules.actor import SYSTEM
from services.rules.kinds import StageKind
from storage.tables import Deal, HistoryEntry, Stage, StageTransition
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory
from tests.support.pushes import kyiv

NOW = kyiv("2026-11-24 10:00")
HOUR = timedelta(hours=1)


async def history(database: Database, stages: list[Stage], hours: list[int], status: StageKind) -> None:
    """Deals that stayed so many hours at the second stage before they went on."""
    async with database.write(SYSTEM, NOW) as work:
        for number, stay in enumerate(hours):
            deal = Deal(
                title=f"D{number}",
                search_key=f"d{number}",
                pipeline_id=stages[0].pipeline_id,
                stage_id=stages[-1].id,
                status=status,
                created_at=NOW,
                stage_entered_at=NOW,
                attempts=0,
            )
            work.session.add(deal)
            await work.session.flush()
            came = NOW - timedelta(days=90)
            work.session.add_all(
                [
                    StageTransition(deal_id=deal.id, to_stage_id=stages[1].id, at=came),
                    StageTransition(deal_id=deal.id, to_stage_id=stages[2].id, at=came + stay * HOUR),
                ]
            )


async def pace(committed: Committed, stage: Stage) -> int | None:
    """What is stored of a stage."""
    return next(row.pace_hours for row in await committed.all(Stage) if row.id == stage.id)


async def test_four_fifths_of_the_stays_of_won_deals(
    services: Services, factory: Factory, people: People, database: Database, committed: Committed
) -> None:
    stages = await factory.stages()
    await history(database, stages, list(range(1, 20)), StageKind.WON)
    await history(database, stages, [1000] * 30, StageKind.LOST)
    assert await services.stage_pace.recount(NOW) == 0, "nineteen stays tell nothing"
    await history(database, stages, [20], StageKind.WON)
    entries = len(await committed.all(HistoryEntry))
    assert await services.stage_pace.recount(NOW) == 1
    assert await pace(committed, stages[1]) == 16, "four fifths of 1…20 hours"
    assert await pace(committed, stages[2]) is None, "nobody has left that one"
    assert await services.stage_pace.recount(NOW) == 0, "nothing new"
    row = next(row for row in await committed.all(Stage) if row.id == stages[1].id)
    assert (row.version, len(await committed.all(HistoryEntry))) == (stages[1].version, entries), "no edit of the stage"


async def test_a_pace_goes_when_its_deals_are_won_no_more(
    services: Services, factory: Factory, people: People, database: Database, committed: Committed
) -> None:
    stages = await factory.stages()
    await history(database, stages, [5] * 20, StageKind.WON)
    await services.stage_pace.recount(NOW)
    assert await pace(committed, stages[1]) == 5
    async with database.write(SYSTEM, NOW) as work:
        for deal in (await committed.all(Deal))[:1]:
            (await work.session.get_one(Deal, deal.id)).status = StageKind.LOST
    await services.stage_pace.recount(NOW)
    assert await pace(committed, stages[1]) is None


async def test_the_flag_on_the_card_the_list_and_in_the_round(
    services: Services, factory: Factory, people: People, database: Database, clock: ShiftedClock
) -> None:
    stages = await factory.stages()
    deal = await factory.deal(people.anna, stage=1)
    async with database.write(SYSTEM, NOW) as work:
        (await work.session.get_one(Stage, stages[1].id)).pace_hours = 24
    assert (await services.deals.card(people.anna, deal.id)).slow is None
    clock.advance(timedelta(days=30))
    slow = (await services.deals.card(people.anna, deal.id)).slow
    assert slow is not None
    assert (slow.here.days, slow.limit, slow.own) == (30, 24 * HOUR, True)
    assert [line.slow for line in (await services.deals.list(people.anna)).lines] == [slow]
    card = await services.rounds.begin(people.boris)
    assert isinstance(card, RoundCard)
    assert card.slow == slow
