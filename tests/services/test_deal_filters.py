"""The filter of deals and saved filters: what each role may set and see, what is gone meanwhile, bad input."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Invalid, NotFound, Stale
from services.rules.actor import SYSTEM
from services.rules.deal_conditions import (
    NOBODY,
    DealConditions,
    DealSort,
    DealStatus,
    FieldCondition,
    FieldOp,
    Period,
    Range,
    TaskMark,
    to_json,
)
from services.rules.field_kinds import FieldKind
from storage.tables import FieldDefinition, Product, SavedView, Stage, User
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.factory import Factory

Storing = Callable[..., Awaitable[None]]


@pytest.fixture
def put(database: Database, clock: ShiftedClock) -> Storing:
    """Stores rows as they are."""

    async def put(*rows: Any) -> None:
        async with database.write(SYSTEM, clock.now()) as work:
            work.session.add_all(rows)

    return put


async def archive(database: Database, clock: ShiftedClock, table: type[Any], id_: int) -> None:
    """Take something out of use."""
    async with database.write(SYSTEM, clock.now()) as work:
        (await work.session.get_one(table, id_)).archived_at = clock.now()


async def test_everybody_has_a_filter_of_their_own(services: Services, people: People, factory: Factory) -> None:
    await factory.deal(people.anna, amount=300_000_00)
    await factory.deal(people.oleg, amount=10_000_00)
    await factory.deal(people.vera, amount=500_000_00)
    view = await services.deal_filters.set(people.boris, amount=Range(least=100_000_00))
    assert (view.count, view.amount) == (1, 300_000_00)
    assert (await services.deal_filters.view(people.owner)).count == 3
    assert (await services.deal_filters.set(people.owner, amount=Range(least=100_000_00))).count == 2
    assert (await services.deal_filters.view(people.oleg)).count == 1
    assert (await services.deal_filters.view(people.client)).count == 0
    assert (await services.deal_filters.reset(people.boris)).count == 2


async def test_pages_of_what_was_found(services: Services, people: People, factory: Factory) -> None:
    deals = [await factory.deal(people.anna, amount=number * 100) for number in range(1, 11)]
    await services.deal_filters.set(people.anna, sort=DealSort.AMOUNT, down=False)
    first, last = [await services.deal_filters.found(people.anna, number) for number in (1, 99)]
    assert [line.id for line in first.lines] == [deal.id for deal in deals[:8]]
    assert ([line.id for line in last.lines], last.page, last.pages) == ([deal.id for deal in deals[8:]], 2, 2)
    assert (await services.deal_filters.found(people.anna, -5)).page == 1
    line = first.lines[0]
    assert (line.client, line.stage, line.owner, line.no_task) == (
        deals[0].title,
        "Presentation",
        "Anna Manager",
        False,
    )


async def test_lists_are_ticked_and_only_leaders_tick_people(
    services: Services, people: People, factory: Factory
) -> None:
    await factory.deal(people.anna)
    await factory.deal(people.oleg)
    with pytest.raises(NotFound):
        await services.deal_filters.toggle(people.anna, "owners", people.anna.user_id or 0)
    with pytest.raises(NotFound):
        await services.deal_filters.choice(people.anna, "owners")
    with pytest.raises(NotFound):
        await services.deal_filters.toggle(people.boris, "owners", people.vera.user_id or 0)
    with pytest.raises(NotFound):
        await services.deal_filters.toggle(people.boris, "sort", 1)
    await services.deal_filters.toggle(people.boris, "owners", people.anna.user_id or 0)
    assert (await services.deal_filters.view(people.boris)).count == 1
    await services.deal_filters.toggle(people.boris, "owners", people.oleg.user_id or 0)
    assert (await services.deal_filters.view(people.boris)).count == 2
    choice = await services.deal_filters.choice(people.boris, "owners")
    assert [(item.name, item.ticked) for item in choice.items] == [
        ("Anna Manager", True),
        ("Boris Head", False),
        ("Oleg Manager", True),
        ("", False),
    ]
    assert [item.name for item in (await services.deal_filters.choice(people.boris, "owners", piece="OLE")).items] == [
        "Oleg Manager"
    ]
    await services.deal_filters.toggle(people.boris, "owners", NOBODY)
    assert (await services.deal_filters.view(people.boris)).conditions.owners[-1] == NOBODY


async def test_stages_are_those_of_the_ticked_pipelines(services: Services, people: People, factory: Factory) -> None:
    new, retail = await factory.stages("b2b_new"), await factory.stages("b2c_new")
    await services.deal_filters.toggle(people.anna, "stages", new[0].id)
    await services.deal_filters.toggle(people.anna, "stages", retail[0].id)
    everything = await services.deal_filters.choice(people.anna, "stages")
    assert everything.items[0].group is not None
    await services.deal_filters.toggle(people.anna, "pipelines", retail[0].pipeline_id)
    assert (await services.deal_filters.view(people.anna)).conditions.stages == (retail[0].id,)
    choice = await services.deal_filters.choice(people.anna, "stages", page=77)
    assert {item.group for item in choice.items} == {None}
    assert choice.page == choice.pages


async def test_typed_conditions(services: Services, people: People, factory: Factory) -> None:
    await factory.deal(people.anna, title="Ромашка", amount=60_000_00)
    filters = services.deal_filters
    assert (await filters.type(people.anna, "amount", "50-70к")).count == 1
    assert (await filters.type(people.anna, "created", "24.11.2026")).conditions.created == Period(
        date(2026, 11, 24), date(2026, 11, 24)
    )
    assert (await filters.type(people.anna, "text", "РОМ")).count == 1
    assert (await filters.type(people.anna, "quiet_days", "2 weeks")).count == 0
    assert (await filters.clear(people.anna, "quiet_days")).count == 1
    for part, typed, code in (
        ("amount", "lots", "filter_amount"),
        ("created", "31.02", "filter_period"),
        ("quiet_days", "-1", "filter_days"),
        ("text", "?", "filter_text"),
        ("text", "x" * 101, "too_long"),
    ):
        with pytest.raises(Invalid) as problem:
            await filters.type(people.anna, part, typed)
        assert problem.value.code == code
    for part in ("status", "unknown"):
        with pytest.raises(NotFound):
            await filters.type(people.anna, part, "x")
    with pytest.raises(NotFound):
        await filters.clear(people.anna, "__class__")
    fresh = await filters.begin_with_text(people.anna, "ромашка")
    assert fresh.conditions == DealConditions(status=DealStatus.ALL, text="ромашка")


async def test_own_fields(
    services: Services, people: People, factory: Factory, put: Storing, database: Database, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    options = [{"id": 1, "name": "Kyiv"}, {"id": 2, "name": "Lviv"}]
    city = FieldDefinition(name="City", kind=FieldKind.OPTION, options=options)
    area = FieldDefinition(name="Area", kind=FieldKind.NUMBER, options=[])
    day = FieldDefinition(name="Day", kind=FieldKind.DATE, options=[])
    word = FieldDefinition(name="Word", kind=FieldKind.TEXT, options=[])
    await put(city, area, day, word)
    filters = services.deal_filters
    assert (await filters.toggle_option(people.anna, city.id, 2)).count == 0
    assert (await filters.toggle_option(people.anna, city.id, 1)).conditions.fields[0].value == (2, 1)
    await filters.toggle_option(people.anna, city.id, 1)
    assert (await filters.toggle_option(people.anna, city.id, 2)).conditions.fields == ()
    view = await filters.type_field(people.anna, area.id, "1,5-10")
    assert view.conditions.of_field(area.id) == FieldCondition(area.id, FieldOp.RANGE, Range(1500, 10_000))
    assert (await filters.clear_field(people.anna, area.id)).count == 1
    assert (await filters.type_field(people.anna, day.id, "до 1.12.2026")).count == 0
    await filters.set_field(people.anna, FieldCondition(day.id, FieldOp.EMPTY))
    assert [line.id for line in (await filters.found(people.anna)).lines] == [deal.id]
    assert (await filters.type_field(people.anna, word.id, "Так")).count == 0
    for field, typed in ((area, "x"), (day, "soon"), (word, "!"), (city, "Kyiv")):
        with pytest.raises(Invalid):
            await filters.type_field(people.anna, field.id, typed)
    with pytest.raises(NotFound):
        await filters.toggle_option(people.anna, city.id, 99)
    with pytest.raises(NotFound):
        await filters.set_field(people.anna, FieldCondition(area.id, FieldOp.TEXT, "x"))
    await archive(database, clock, FieldDefinition, area.id)
    with pytest.raises(NotFound):
        await filters.type_field(people.anna, area.id, "5")


async def test_what_is_gone_is_left_out_and_named(
    services: Services, people: People, factory: Factory, put: Storing, database: Database, clock: ShiftedClock
) -> None:
    """A stage, a person, a field, an option, a product: the rest of the filter still holds."""
    await factory.deal(people.anna, amount=300_000_00)
    stage = (await factory.stages())[4]
    rose = Product(name="Rose", search_key="rose")
    city = FieldDefinition(name="City", kind=FieldKind.OPTION, options=[{"id": 1, "name": "Kyiv"}])
    await put(rose, city)
    asked = DealConditions(
        stages=(stage.id, 99_999),
        owners=(people.vera.user_id or 0, people.oleg.user_id or 0),
        products=(rose.id,),
        channels=(NOBODY,),
        fields=(FieldCondition(city.id, FieldOp.ANY, (7,)), FieldCondition(888, FieldOp.FILLED)),
        amount=Range(least=100),
    )
    view = SavedView(user_id=people.boris.user_id, name="Old", conditions=to_json(asked), created_at=clock.now())
    await put(view)
    await archive(database, clock, Stage, stage.id)
    await archive(database, clock, Product, rose.id)
    card = await services.saved_views.card(people.boris, view.id)
    assert card.view.conditions == DealConditions(
        owners=(people.oleg.user_id or 0,), channels=(NOBODY,), amount=Range(least=100)
    )
    assert [(one.part, one.name) for one in card.view.left_out] == [
        ("stages", stage.name),
        ("stages", None),
        ("owners", None),
        ("products", "Rose"),
        ("fields", "City"),
        ("fields", None),
    ]
    page = await services.saved_views.open(people.boris, view.id)
    assert page.view.left_out == card.view.left_out
    assert (await services.deal_filters.view(people.boris)).left_out == ()


async def test_a_colleague_who_left_is_left_out(
    services: Services, people: People, database: Database, clock: ShiftedClock
) -> None:
    await services.deal_filters.toggle(people.boris, "owners", people.oleg.user_id or 0)
    async with database.write(SYSTEM, clock.now()) as work:
        (await work.session.get_one(User, people.oleg.user_id)).status = "inactive"  # type: ignore[assignment]
    view = await services.deal_filters.view(people.boris)
    assert [(one.part, one.name) for one in view.left_out] == [("owners", "Oleg Manager")]
    assert view.conditions.owners == ()


async def test_saved_filters(services: Services, people: People) -> None:
    views = services.saved_views
    await services.deal_filters.set(people.anna, task=TaskMark.NONE)
    line = await views.save(people.anna, "  No   task ")
    assert (line.name, line.owner, line.shared, line.may_share) == ("No task", None, False, False)
    await services.deal_filters.set(people.anna, task=TaskMark.OVERDUE)
    again = await views.save(people.anna, "No task")
    assert (again.id, again.version) == (line.id, 2)
    with pytest.raises(Stale):
        await views.rename(people.anna, line.id, line.version, "Late")
    late = await views.rename(people.anna, line.id, again.version, "Late")
    other = await views.save(people.anna, "Other")
    for name, code in (("Late", "view_exists"), ("", "empty"), ("x" * 61, "too_long")):
        with pytest.raises(Invalid) as problem:
            await views.rename(people.anna, other.id, other.version, name)
        assert problem.value.code == code
    for colleague in (people.oleg, people.boris, people.owner):
        assert await views.all(colleague) == ()
        with pytest.raises(NotFound):
            await views.card(colleague, line.id)
        with pytest.raises(NotFound):
            await views.delete(colleague, line.id, late.version)
    with pytest.raises(NotFound):
        await views.share(people.anna, line.id, late.version, shared=True)
    await views.delete(people.anna, line.id, late.version)
    assert [one.name for one in await views.all(people.anna)] == ["Other"]


async def test_nobody_keeps_filters_without_end(services: Services, people: People) -> None:
    for number in range(50):
        await services.saved_views.save(people.anna, f"V{number}")
    with pytest.raises(Invalid) as problem:
        await services.saved_views.save(people.anna, "One more")
    assert problem.value.code == "views_many"


async def test_a_shared_filter_reaches_own_people_and_runs_on_their_own_deals(
    services: Services, people: People, factory: Factory
) -> None:
    views = services.saved_views
    await factory.deal(people.anna, amount=300_000_00)
    await factory.deal(people.oleg, amount=400_000_00)
    await services.deal_filters.set(people.boris, amount=Range(least=100_000_00))
    line = await views.save(people.boris, "Big")
    line = await views.share(people.boris, line.id, line.version, shared=True)
    for colleague, amount in ((people.anna, 300_000_00), (people.oleg, 400_000_00)):
        assert [(one.name, one.owner) for one in await views.all(colleague)] == [("Big", "Boris Head")]
        assert (await views.open(colleague, line.id)).view.amount == amount
    for outsider in (people.vera, people.galina):
        assert await views.all(outsider) == ()
        with pytest.raises(NotFound):
            await views.open(outsider, line.id)
    with pytest.raises(NotFound):
        await views.rename(people.anna, line.id, line.version, "Mine now")
    await views.share(people.boris, line.id, line.version, shared=False)
    assert await views.all(people.anna) == ()


async def test_what_an_admin_shares_reaches_everybody(services: Services, people: People) -> None:
    line = await services.saved_views.save(people.owner, "All")
    await services.saved_views.share(people.owner, line.id, line.version, shared=True)
    for colleague in (people.vera, people.galina, people.anna):
        assert [one.name for one in await services.saved_views.all(colleague)] == ["All"]
