"""/report by hand: who sees which numbers, what they are narrowed to, the records and their doors, favourites."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Denied, Invalid, NotFound
from services.report_views import When
from services.reports import LONGEST, catalogue, period_of
from services.rules.actor import SYSTEM
from services.rules.indicators import INDICATORS, Kind, Slice
from services.rules.kinds import ActivityKind, Direction
from services.rules.periods import PeriodKind
from services.rules.report_sets import BOARDS, OWN, SETS, BoardKind, Goal
from services.rules.segments import LEAST, Advice
from storage.tables import Activity, Channel, ChannelCost, Deal
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.factory import Factory
from tests.support.winning import won

MONTH = When()


async def test_a_number_and_its_parts_by_hand(services: Services, people: People, factory: Factory) -> None:
    for owner in (people.anna, people.anna, people.oleg, people.vera):
        await factory.deal(owner)
    page = await services.reports.indicator(people.boris, "funnel_in", MONTH)
    assert page.report.total.value == 3  # Vera is of the other team
    assert page.running
    assert Slice.MANAGER in page.slices
    view = await services.reports.table(people.boris, "funnel_in", MONTH, (), (Slice.MANAGER,))
    assert [(row.slice[0][1].key, row.value) for row in view.table.rows] == [
        (people.anna.user_id, 2), (people.oleg.user_id, 1),
    ]  # fmt: skip
    assert view.total.value == 3


async def test_a_line_narrows_the_number_and_its_records(services: Services, people: People, factory: Factory) -> None:
    mine = await factory.deal(people.anna)
    await factory.deal(people.oleg)
    wanted = [(Slice.MANAGER, people.anna.user_id or 0)]
    page = await services.reports.indicator(people.boris, "funnel_in", MONTH, wanted)
    assert page.report.total.value == 1
    assert Slice.MANAGER not in page.slices
    found = await services.reports.records(people.boris, "funnel_in", MONTH, wanted, 1)
    assert [(record.id, door and (door.kind, door.id)) for record, door in found.records] == [
        (mine.id, (Kind.DEAL, mine.id))
    ]


async def test_a_file_has_every_record_behind_a_number_and_whose_it_is(
    services: Services, people: People, factory: Factory
) -> None:
    client = await factory.client("=Romashka")
    deals = [await factory.deal(people.anna, title=f"No. {n}", client=client, amount=100_00) for n in range(11)]
    await factory.deal(people.oleg)
    await factory.deal(people.vera)  # of another team
    found = (await services.reports.listing(people.boris, "funnel_in", MONTH, ())).listing
    assert found.total == len(found.records) == 12
    assert found.by[:2] == (Slice.MANAGER, Slice.TEAM)
    own = [(record, parts) for record, parts in found.records if parts[0].key == people.anna.user_id]
    assert {record.id for record, _ in own} == {deal.id for deal in deals}
    assert {(record.client, record.amount, parts[0].name) for record, parts in own} == {
        ("=Romashka", 100_00, "Anna Manager")
    }
    stage = found.by.index(Slice.STAGE)
    assert all(parts[stage].name for _, parts in found.records)
    wanted = [(Slice.MANAGER, people.oleg.user_id or 0)]
    assert (await services.reports.listing(people.boris, "funnel_in", MONTH, wanted)).listing.total == 1
    assert (await services.reports.listing(people.anna, "funnel_in", MONTH, wanted)).listing.total == 11
    with pytest.raises(NotFound):
        await services.reports.listing(people.boris, "channel_spend", MONTH, ())
    with pytest.raises(Denied):
        await services.reports.listing(people.client, "funnel_in", MONTH, ())


async def test_a_file_of_any_number_has_as_many_records_as_its_pages(
    services: Services, people: People, database: Database, clock: ShiftedClock
) -> None:
    deal_id = await won(database, people.anna, 100_00, clock.now() - timedelta(days=1), cost=40_00)
    async with database.write(SYSTEM, clock.now()) as work:
        channel = Channel(name="Fair", token="fair", position=90)
        work.session.add(channel)
        await work.session.flush()
        deal = await work.session.get(Deal, deal_id)
        assert deal is not None
        deal.channel_id = channel.id
        today = clock.now().date()
        work.session.add(
            ChannelCost(channel_id=channel.id, amount=500_00, from_day=today, to_day=today, created_at=clock.now())
        )
    for code in INDICATORS:
        page = await services.reports.records(people.owner, code, MONTH, (), 1)
        found = (await services.reports.listing(people.owner, code, MONTH, ())).listing
        assert (code, found.total, len(found.records)) == (code, page.total, page.total)
        assert all(len(parts) == len(found.by) for _, parts in found.records)


async def test_nobody_is_narrowed_to_whom_one_does_not_see(services: Services, people: People) -> None:
    wanted = [(Slice.MANAGER, people.vera.user_id or 0)]
    with pytest.raises(NotFound):
        await services.reports.indicator(people.boris, "funnel_in", MONTH, wanted)


async def test_a_manager_is_never_told_apart_from_colleagues(
    services: Services, people: People, factory: Factory
) -> None:
    await factory.deal(people.anna)
    await factory.deal(people.oleg)
    wanted = [(Slice.MANAGER, people.oleg.user_id or 0)]  # an old button of a head who is none any more
    page = await services.reports.indicator(people.anna, "funnel_in", MONTH, wanted)
    assert (page.report.total.value, page.chosen) == (1, ())
    assert not {Slice.MANAGER, Slice.TEAM} & set(page.slices)
    with pytest.raises(NotFound):
        await services.reports.table(people.anna, "funnel_in", MONTH, (), (Slice.MANAGER,))
    with pytest.raises(NotFound):
        await services.reports.board(people.anna, BoardKind.ACTIVITY, MONTH)


async def test_costs_are_told_only_to_those_who_see_the_company(services: Services, people: People) -> None:
    assert "romi" in catalogue(people.owner)
    for actor in (people.boris, people.anna):
        assert "romi" not in catalogue(actor)
        with pytest.raises(NotFound):
            await services.reports.indicator(actor, "romi", MONTH)
    with pytest.raises(NotFound):
        await services.reports.board(people.boris, BoardKind.CHANNELS, MONTH)
    home = await services.reports.home(people.boris)
    assert "cost_per_lead" not in {one.indicator.code for one in home.glances}
    assert BoardKind.CHANNELS not in home.boards


async def test_strangers_and_clients_see_nothing(services: Services, people: People) -> None:
    for actor in (people.client, people.stranger):
        for asked in (services.reports.home(actor), services.reports.indicator(actor, "revenue", MONTH)):
            with pytest.raises(Denied):
                await asked


async def test_a_slice_that_makes_no_sense_is_refused(services: Services, people: People) -> None:
    with pytest.raises(Invalid):
        await services.reports.table(people.owner, "channel_spend", MONTH, (), (Slice.MANAGER,))


async def test_a_call_opens_what_it_was_about(
    services: Services, people: People, factory: Factory, database: Database, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    async with database.write(people.anna, clock.now()) as work:
        work.session.add(
            Activity(
                kind=ActivityKind.CALL, direction=Direction.OUT, at=clock.now(), user_id=people.anna.user_id,
                deal_id=deal.id,
            )
        )  # fmt: skip
    found = await services.reports.records(people.boris, "calls_out", MONTH, (), 1)
    assert [(record.kind, door and (door.kind, door.id)) for record, door in found.records] == [
        (Kind.ACTIVITY, (Kind.DEAL, deal.id))
    ]


async def test_the_goal_chooses_the_set(services: Services, people: People) -> None:
    for goal in Goal:
        await services.company.change(SYSTEM, goal=goal.value)
        home = await services.reports.home(people.owner)
        assert (home.goal, tuple(one.indicator.code for one in home.glances)) == (goal, SETS[goal].codes)
        assert home.boards == SETS[goal].boards
    own = await services.reports.home(people.anna)
    assert (own.goal, tuple(one.indicator.code for one in own.glances)) == (None, OWN.codes)


def test_the_sets_name_indicators_that_can_be_told_apart_so() -> None:
    for chosen in (*SETS.values(), OWN):
        assert set(chosen.codes) <= set(INDICATORS)
    for plan in BOARDS.values():
        assert all(plan.by in INDICATORS[code].slices for code in plan.codes)


async def test_favourites_are_ones_own_and_kept_once(services: Services, people: People) -> None:
    for _ in range(2):
        await services.report_favourites.keep(people.anna, "revenue", kept=True)
    await services.report_favourites.keep(people.anna, "nps", kept=True)
    assert set(await services.report_favourites.all(people.anna)) == {"revenue", "nps"}
    assert await services.report_favourites.all(people.oleg) == ()
    assert (await services.reports.indicator(people.anna, "nps", MONTH)).favourite
    for _ in range(2):
        await services.report_favourites.keep(people.anna, "revenue", kept=False)
    assert await services.report_favourites.all(people.anna) == ("nps",)
    with pytest.raises(Invalid):
        await services.report_favourites.keep(people.anna, "nonsense", kept=True)
    with pytest.raises(Denied):
        await services.report_favourites.keep(people.client, "nps", kept=True)


async def test_a_channel_without_costs_has_no_return(
    services: Services, people: People, factory: Factory, database: Database, clock: ShiftedClock
) -> None:
    async with database.write(SYSTEM, clock.now()) as work:
        rows = [Channel(name=name, token=name.lower(), position=90) for name in ("Fair", "Radio")]
        work.session.add_all(rows)
        await work.session.flush()
        today = clock.now().date()
        work.session.add(
            ChannelCost(channel_id=rows[0].id, amount=500_00, from_day=today, to_day=today, created_at=clock.now())
        )
    for row in rows:
        await factory.lead(people.anna, channel_id=row.id)
    board = await services.reports.board(people.owner, BoardKind.CHANNELS, MONTH)
    found = {line.item.name: line.rows for line in board.lines}
    assert found["Fair"]["cost_per_lead"].value == 500_00
    radio = found["Radio"].get("cost_per_lead")
    assert radio is None or radio.value in (0, None)
    assert board.whole["cost_per_lead"].value == 250_00


async def test_segments_to_grow_and_to_drop(
    services: Services, people: People, factory: Factory, database: Database, clock: ShiftedClock
) -> None:
    clients = {name: await factory.client(name, segment=name) for name in ("Cafes", "Shops", "Farms", "Few")}
    costs = {"Cafes": 40_00, "Shops": 110_00, "Farms": 60_00, "Few": 10_00}
    for name, client in clients.items():
        for _ in range(LEAST if name != "Few" else 2):
            deal_id = await won(database, people.anna, 100_00, clock.now() - timedelta(days=1), cost=costs[name])
            async with database.write(SYSTEM, clock.now()) as work:
                deal = await work.session.get(Deal, deal_id)
                assert deal is not None
                deal.client_id = client.id
    board = await services.reports.board(people.boris, BoardKind.SEGMENTS, MONTH)
    said = {line.item.name: line.advice for line in board.lines}
    assert said == {"Cafes": Advice.GROW, "Shops": Advice.DROP, "Farms": Advice.GROW, "Few": Advice.SILENT}


@pytest.mark.parametrize(
    ("when", "days"),
    [
        (When(PeriodKind.MONTH, 0), (date(2026, 11, 1), date(2026, 11, 30))),
        (When(PeriodKind.QUARTER, 1), (date(2026, 7, 1), date(2026, 9, 30))),
        (When(PeriodKind.DATES, start=date(2026, 1, 5), days=10), (date(2026, 1, 5), date(2026, 1, 14))),
        (When(PeriodKind.DATES, start=date(2026, 1, 5), days=0), (date(2026, 1, 5), date(2026, 1, 5))),
        (When(PeriodKind.DAY, -3), (date(2026, 11, 21), date(2026, 11, 21))),
    ],
)
def test_periods_of_buttons(when: When, days: tuple[date, date]) -> None:
    period = period_of(when, date(2026, 11, 21))
    assert (period.start, period.last) == days


def test_no_button_asks_for_more_than_ten_years() -> None:
    long = period_of(When(PeriodKind.DATES, start=date(2000, 1, 1), days=9999), date(2026, 11, 21))
    assert long.days == LONGEST
    assert period_of(When(PeriodKind.YEAR, 999), date(2026, 11, 21)).start.year > 1600
