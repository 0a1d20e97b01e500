"""Values of own fields: rights, versions, conditions for lists, and bookings that are never made twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from services import Services, booking_steps, policy
from services.clock import ShiftedClock
from services.errors import Invalid, NotFound, Stale
from services.field_steps import FieldsMissing, spec_of
from services.rules import due, sources
from services.rules.field_kinds import FieldKind
from services.rules.kinds import StageKind
from services.rules.target import Target
from storage.field_values import matches, values_of
from storage.tables import Booking, Deal, FieldDefinition, FieldValue, StageTask, Task
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory
from tests.support.fields import FieldFactory

TEN = datetime(2026, 11, 25, 8, tzinfo=UTC)
"""Wednesday, ten o'clock in Kyiv."""


@pytest.fixture
def fields(database: Database, clock: ShiftedClock, people: People) -> FieldFactory:
    """Makes fields."""
    return FieldFactory(database, clock)


async def test_only_who_sees_the_deal_sees_and_gives_its_values(
    services: Services, people: People, factory: Factory, fields: FieldFactory
) -> None:
    deal, field = await factory.deal(people.anna), await fields.field("Area", FieldKind.NUMBER)
    own = services.deal_fields
    await own.type_in(people.anna, deal.id, field.id, 0, "12", key="1")
    assert (await own.page(people.boris, deal.id)).lines[0].value == 12_000
    for call in (
        own.page(people.oleg, deal.id),
        own.question(people.oleg, deal.id, field.id),
        own.type_in(people.oleg, deal.id, field.id, 1, "13", key="2"),
        own.clear(people.vera, deal.id, field.id, 1),
        own.value(people.client, deal.id, field.id),
    ):
        with pytest.raises(NotFound):
            await _wait(call)


async def _wait(call: Awaitable[object]) -> None:
    await call


async def test_of_two_people_with_one_field_one_is_told(
    services: Services, people: People, factory: Factory, fields: FieldFactory, committed: Committed
) -> None:
    deal, field = await factory.deal(people.anna), await fields.field("Area", FieldKind.NUMBER)
    asked = await services.deal_fields.question(people.anna, deal.id, field.id)
    await services.deal_fields.type_in(people.boris, deal.id, field.id, asked.version, "12", key="1")
    with pytest.raises(Stale):
        await services.deal_fields.type_in(people.anna, deal.id, field.id, asked.version, "13", key="2")
    assert (await committed.one(FieldValue)).number == 12_000


async def test_two_first_answers_at_once(
    database: Database,
    services: Services,
    clock: ShiftedClock,
    people: People,
    factory: Factory,
    fields: FieldFactory,
    committed: Committed,
) -> None:
    deal, field = await factory.deal(people.anna), await fields.field("Area", FieldKind.NUMBER)
    other = Services(Database(database.url), clock)
    results = await asyncio.gather(
        services.deal_fields.type_in(people.anna, deal.id, field.id, 0, "12", key="1"),
        other.deal_fields.type_in(people.boris, deal.id, field.id, 0, "13", key="2"),
        return_exceptions=True,
    )
    await other.db.close()
    assert sorted(type(one).__name__ for one in results) == ["FieldLine", "Stale"]
    assert await committed.count(FieldValue) == 1


async def test_a_field_of_another_pipeline_or_no_longer_used_is_not_asked(
    services: Services, people: People, factory: Factory, fields: FieldFactory
) -> None:
    deal = await factory.deal(people.anna)
    elsewhere = (await factory.stages("b2b_regular"))[0].pipeline_id
    other = await fields.field("Elsewhere", pipeline_id=elsewhere)
    gone = await fields.field("Gone")
    await services.deal_fields.type_in(people.anna, deal.id, gone.id, 0, "kept", key="1")
    await fields.archive(gone)
    for field in (other, gone):
        with pytest.raises(Stale, match="field_gone"):
            await services.deal_fields.type_in(people.anna, deal.id, field.id, 0, "x", key="2")
    (line,) = (await services.deal_fields.page(people.anna, deal.id)).lines
    assert (line.spec.name, line.value, line.live) == ("Gone", "kept", False)


async def test_what_a_stage_requires_stops_a_move_and_a_sale_and_writes_nothing(
    services: Services, people: People, factory: Factory, fields: FieldFactory, committed: Committed
) -> None:
    """S2-52."""
    stages = await factory.stages()
    field = await fields.field("Area", FieldKind.NUMBER, stage=stages[1].id)
    deal = await factory.deal(people.anna, stage=1)
    target = Target("deal", deal.id)
    before = await committed.all(Booking), await committed.one(Deal, Deal.id == deal.id)
    for call in (
        services.deals.step(people.anna, deal.id, deal.version, 1),
        services.deals.move(people.anna, deal.id, deal.version, stages[5].id),
        services.calls.sale(people.anna, target, deal.version),
    ):
        with pytest.raises(FieldsMissing) as missing:
            await _wait(call)
        assert [one.id for one in missing.value.fields] == [field.id]
        assert missing.value.version == deal.version
    assert (await committed.one(Deal, Deal.id == deal.id)).version == before[1].version
    back = await services.deals.step(people.anna, deal.id, deal.version, -1)
    forth = await services.deals.step(people.anna, deal.id, back.version, 1)
    assert [one.name for one in forth.missing] == ["Area"]
    await services.deal_fields.type_in(people.anna, deal.id, field.id, 0, "12", key="1")
    await services.deal_fields.clear(people.anna, deal.id, field.id, 1)
    with pytest.raises(FieldsMissing):
        await services.deals.step(people.anna, deal.id, forth.version, 1)
    await services.deal_fields.type_in(people.anna, deal.id, field.id, 2, "12", key="2")
    sold = await services.calls.sale(people.anna, target, forth.version)
    assert (await services.deals.card(people.anna, sold.deal_id)).status is StageKind.WON


async def test_a_removed_option_stays_readable_and_is_not_chosen_again(
    services: Services, people: People, factory: Factory, fields: FieldFactory
) -> None:
    deal, field = await factory.deal(people.anna), await fields.field("Material", FieldKind.OPTION)
    await services.deal_fields.choose(people.anna, deal.id, field.id, 0, [2])
    await services.fields.drop_option(people.owner, field.id, field.version, 2)
    (line,) = (await services.deal_fields.page(people.anna, deal.id)).lines
    assert next(one.name for one in line.spec.options if one.id == line.value) == "Steel"
    with pytest.raises(Invalid, match="field_option_gone"):
        await services.deal_fields.choose(people.anna, deal.id, field.id, 1, [2])


async def test_conditions_on_values(
    database: Database,
    services: Services,
    people: People,
    factory: Factory,
    fields: FieldFactory,
    clock: ShiftedClock,
) -> None:
    """S2-61: lists and reports ask for them."""
    kinds = (
        FieldKind.TEXT, FieldKind.NUMBER, FieldKind.OPTION, FieldKind.OPTIONS, FieldKind.DATE, FieldKind.MOMENT,
    )  # fmt: skip
    made = {kind: await fields.field(kind.value, kind) for kind in kinds}
    typed = {
        FieldKind.TEXT: "Ёлки 100%",
        FieldKind.NUMBER: "12,5",
        FieldKind.OPTION: "Steel",
        FieldKind.OPTIONS: "Wood, Steel",
        FieldKind.DATE: "12.12.2026",
        FieldKind.MOMENT: "12.12.2026 10:00",
    }
    deal, empty = await factory.deal(people.anna), await factory.deal(people.anna)
    for kind, field in made.items():
        await services.deal_fields.type_in(people.anna, deal.id, field.id, 0, typed[kind], key=kind)
    await services.deal_fields.type_in(people.anna, empty.id, made[FieldKind.TEXT].id, 0, "x", key="e")
    await services.deal_fields.clear(people.anna, empty.id, made[FieldKind.TEXT].id, 1)
    noon, ten = date(2026, 12, 12), datetime(2026, 12, 12, 8, tzinfo=UTC)

    async def found(kind: FieldKind, op: str, value: object = None) -> set[int]:
        async with database.read(people.anna, clock.now()) as work:
            field = await work.session.get_one(FieldDefinition, made[kind].id)
            return set(await work.session.scalars(select(Deal.id).where(matches(field, op, value))))

    for kind in kinds:
        assert await found(kind, "filled") == {deal.id}, kind
        assert await found(kind, "empty") == {empty.id}, kind
    for kind, op, value in (
        (FieldKind.TEXT, "contains", "елки"),
        (FieldKind.TEXT, "eq", "ЁЛКИ 100"),
        (FieldKind.NUMBER, "eq", 12_500),
        (FieldKind.NUMBER, "between", (12_000, 12_500)),
        (FieldKind.NUMBER, "gt", 12_000),
        (FieldKind.OPTION, "in", [1, 2]),
        (FieldKind.OPTIONS, "eq", 2),
        (FieldKind.OPTIONS, "in", [1, 9]),
        (FieldKind.DATE, "eq", noon),
        (FieldKind.DATE, "between", (noon, noon)),
        (FieldKind.DATE, "le", noon),
        (FieldKind.MOMENT, "ge", ten),
        (FieldKind.MOMENT, "between", (ten, ten + timedelta(hours=1))),
    ):
        assert await found(kind, op, value) == {deal.id}, (kind, op)
    for kind, op, value in (
        (FieldKind.TEXT, "contains", "1%0"),
        (FieldKind.NUMBER, "lt", 12_500),
        (FieldKind.OPTIONS, "eq", 9),
        (FieldKind.DATE, "gt", noon),
        (FieldKind.MOMENT, "lt", ten),
    ):
        assert await found(kind, op, value) == set(), (kind, op)
    async with database.read(people.anna, clock.now()) as work:
        values = await values_of(work, [deal.id, empty.id])
    assert len(values[deal.id]) == len(kinds)
    assert values[empty.id] == {}


async def test_due_dates_follow_a_date_field(
    database: Database,
    services: Services,
    people: People,
    factory: Factory,
    fields: FieldFactory,
    clock: ShiftedClock,
    committed: Committed,
) -> None:
    """S2-35: a task of the stage hangs on the field, and moves when it is filled and emptied."""
    field = await fields.field("Event", FieldKind.DATE)
    stage = (await factory.stages())[1]
    rule = due.to_json(due.before_date(sources.of_field(field.id), days=1))
    async with database.write(people.owner, clock.now()) as work:
        work.session.add(StageTask(stage_id=stage.id, title="Load the van", due=rule, position=9))
    deal = await factory.deal(people.anna, stage=1)

    async def due_at() -> datetime:
        return (await committed.one(Task, Task.deal_id == deal.id, Task.title == "Load the van")).due_at

    fallback = await due_at()
    await services.deal_fields.type_in(people.anna, deal.id, field.id, 0, "11.12", key="1")
    assert (await due_at()).date() == date(2026, 12, 10)
    await services.deal_fields.clear(people.anna, deal.id, field.id, 1)
    assert await due_at() == fallback


# ------------------------------------------------------------------------------------------------------------ bookings
async def test_two_people_who_press_one_time_at_once(
    database: Database,
    services: Services,
    clock: ShiftedClock,
    people: People,
    factory: Factory,
    fields: FieldFactory,
    committed: Committed,
) -> None:
    """S2-57: two transactions on connections of their own, several times over; one of them always loses."""
    field = await fields.field("Assembly", FieldKind.BOOKING)
    other = Services(Database(database.url), clock)
    for hour in range(6):
        mine, theirs = await factory.deal(people.anna), await factory.deal(people.oleg)
        starts = TEN + timedelta(hours=hour)
        results = await asyncio.gather(
            services.deal_fields.book(people.anna, mine.id, field.id, 0, starts),
            other.deal_fields.book(people.oleg, theirs.id, field.id, 0, starts),
            return_exceptions=True,
        )
        assert sorted(type(one).__name__ for one in results) == ["FieldLine", "Stale"], results
        refused = next(one for one in results if isinstance(one, Stale))
        assert refused.code == "slot_taken"
    await other.db.close()
    assert await committed.count(Booking) == 6


async def test_the_lock_holds_until_the_transaction_ends(
    database: Database, clock: ShiftedClock, people: People, factory: Factory, fields: FieldFactory
) -> None:
    """Without it both would look, see nothing, and write: the second waits while the first is between the two."""
    field = await fields.field("Assembly", FieldKind.BOOKING)
    deals = [await factory.deal(people.anna), await factory.deal(people.oleg)]
    first, second = Database(database.url), Database(database.url)
    between, order = asyncio.Event(), list[str]()

    async def slow() -> None:
        async with first.write(people.anna, clock.now()) as work:
            deal = await work.session.get_one(Deal, deals[0].id)
            await booking_steps.take(work, await policy.load(work), deal, spec_of(field), TEN)
            between.set()
            await asyncio.sleep(0.3)
            order.append("first")

    async def quick() -> None:
        await between.wait()
        async with second.write(people.oleg, clock.now()) as work:
            deal = await work.session.get_one(Deal, deals[1].id)
            try:
                await booking_steps.take(work, await policy.load(work), deal, spec_of(field), TEN)
            finally:
                order.append("second")

    results = await asyncio.gather(slow(), quick(), return_exceptions=True)
    await first.close()
    await second.close()
    assert order == ["first", "second"]
    assert results[0] is None
    assert isinstance(results[1], Stale)


async def test_moving_and_cancelling_frees_the_time(
    services: Services, people: People, factory: Factory, fields: FieldFactory, committed: Committed
) -> None:
    field = await fields.field("Assembly", FieldKind.BOOKING)
    mine, theirs = await factory.deal(people.anna), await factory.deal(people.oleg)
    book, clear = services.deal_fields.book, services.deal_fields.clear
    await book(people.anna, mine.id, field.id, 0, TEN)
    with pytest.raises(Stale, match="slot_taken"):
        await book(people.oleg, theirs.id, field.id, 0, TEN)
    await book(people.anna, mine.id, field.id, 1, TEN + timedelta(hours=1))
    await book(people.oleg, theirs.id, field.id, 0, TEN)
    await clear(people.oleg, theirs.id, field.id, 1)
    await book(people.anna, mine.id, field.id, 2, TEN)
    assert await committed.count(Booking, Booking.cancelled_at.is_(None)) == 1
    assert (await committed.one(FieldValue, FieldValue.deal_id == mine.id)).moment == TEN


async def test_only_real_slots_ahead_can_be_booked(
    services: Services, people: People, factory: Factory, fields: FieldFactory, clock: ShiftedClock
) -> None:
    field = await fields.field("Assembly", FieldKind.BOOKING)
    deal = await factory.deal(people.anna)
    for starts in (
        TEN + timedelta(minutes=30),  # no slot begins then
        TEN - timedelta(hours=5),  # before opening
        TEN - timedelta(days=1, hours=1),  # past
        TEN + timedelta(days=3),  # a Saturday
    ):
        with pytest.raises(Stale, match="slot_taken"):
            await services.deal_fields.book(people.anna, deal.id, field.id, 0, starts)
    view = await services.resources.get(people.owner, field.resource_id or 0)
    await services.resources.archive(people.owner, view.id, view.version)
    with pytest.raises(Stale, match="field_resource_gone"):
        await services.deal_fields.book(people.anna, deal.id, field.id, 0, TEN)


async def test_a_shorter_slot_does_not_overlap_a_longer_booking(
    services: Services, people: People, factory: Factory, fields: FieldFactory
) -> None:
    field = await fields.field("Assembly", FieldKind.BOOKING)
    mine, theirs = await factory.deal(people.anna), await factory.deal(people.oleg)
    await services.deal_fields.book(people.anna, mine.id, field.id, 0, TEN)
    view = await services.resources.get(people.owner, field.resource_id or 0)
    await services.resources.set_slot(people.owner, view.id, view.version, 30)
    found = await services.deal_fields.slots(people.oleg, theirs.id, field.id, TEN.date())
    assert TEN not in found.starts
    assert TEN + timedelta(minutes=30) not in found.starts
    assert TEN + timedelta(hours=1) in found.starts
    asked = await services.deal_fields.question(people.oleg, theirs.id, field.id)
    assert asked.days[1] == (date(2026, 11, 25), 16)
