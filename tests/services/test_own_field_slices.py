"""Own lists of deals as slices (S2-61): by hand, in reports, funnels and subscriptions; what is no list is none."""

from __future__ import annotations

from typing import Any

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Invalid, NotFound
from services.report_views import When
from services.rules.actor import SYSTEM
from services.rules.field_kinds import FieldKind
from services.rules.field_values import indexed
from services.rules.indicators import By, OwnField, Slice, by_of
from services.rules.indicators.short_keys import short_key
from services.rules.periods import PeriodKind
from services.rules.subscriptions import Rhythm
from storage.tables import Deal, FieldDefinition, FieldValue
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.factory import Factory
from tests.support.fields import FieldFactory

MONTH = When()
WOOD, STEEL = short_key("1"), short_key("2")


@pytest.fixture
def fields(database: Database, clock: ShiftedClock) -> FieldFactory:
    """Makes own fields."""
    return FieldFactory(database, clock)


async def chosen(database: Database, deal: Deal, field: FieldDefinition, value: Any) -> None:
    """What a deal says in a list."""
    async with database.write(SYSTEM, deal.created_at) as work:
        kept = indexed(field.kind, value)
        work.session.add(
            FieldValue(deal_id=deal.id, field_id=field.id, value=value, text=kept.text, number=kept.number)
        )


async def three(
    database: Database, people: People, factory: Factory, fields: FieldFactory, kind: FieldKind, *values: Any
) -> FieldDefinition:
    """A list, and deals of Anna with these values in it."""
    field = await fields.field("Material", kind)
    for value in values:
        deal = await factory.deal(people.anna, amount=100_00)
        if value is not None:
            await chosen(database, deal, field, value)
    return field


async def test_a_number_by_an_own_list(
    services: Services, database: Database, people: People, factory: Factory, fields: FieldFactory
) -> None:
    field = await three(database, people, factory, fields, FieldKind.OPTION, 1, 1, 2, None)
    by = OwnField(field.id)
    view = await services.reports.table(people.boris, "pipeline_open", MONTH, (), (by,))
    assert [(row.slice[0][1].key, row.slice[0][1].name, row.value, row.n) for row in view.table.rows] == [
        ("1", "Wood", 200_00, 2), (None, "", 100_00, 1), ("2", "Steel", 100_00, 1),
    ]  # fmt: skip
    assert (view.table.by[0].name, view.total.value) == ("Material", 400_00)


async def test_it_stands_beside_another_slice_and_narrows_to_its_records(
    services: Services, database: Database, people: People, factory: Factory, fields: FieldFactory
) -> None:
    field = await three(database, people, factory, fields, FieldKind.OPTION, 1, 2)
    by = OwnField(field.id)
    his = await factory.deal(people.oleg)
    await chosen(database, his, field, 2)
    view = await services.reports.table(people.boris, "funnel_in", MONTH, (), (Slice.MANAGER, by))
    assert {tuple(item.name for _, item in row.slice): row.value for row in view.table.rows} == {
        ("Anna Manager", "Wood"): 1, ("Anna Manager", "Steel"): 1, ("Oleg Manager", "Steel"): 1,
    }  # fmt: skip
    page = await services.reports.indicator(people.boris, "funnel_in", MONTH, [(by, STEEL)])
    assert (page.report.total.value, page.chosen[0][1].name) == (2, "Steel")
    assert by not in page.slices
    found = await services.reports.records(
        people.boris, "funnel_in", MONTH, [(by, STEEL), (Slice.MANAGER, people.oleg.user_id or 0)], 1
    )
    assert [record.id for record, _ in found.records] == [his.id]
    nothing = await services.reports.records(people.boris, "funnel_in", MONTH, [(by, 0)], 1)
    assert nothing.total == 0


async def test_several_ticks_are_a_part_of_their_own_so_that_parts_add_up(
    services: Services, database: Database, people: People, factory: Factory, fields: FieldFactory
) -> None:
    field = await three(database, people, factory, fields, FieldKind.OPTIONS, [1], [1, 2], [1, 2], None)
    by = OwnField(field.id)
    view = await services.reports.table(people.boris, "funnel_in", MONTH, (), (by,))
    assert {row.slice[0][1].name: row.value for row in view.table.rows} == {"Wood": 1, "Wood + Steel": 2, "": 1}
    assert sum(int(row.value or 0) for row in view.table.rows) == view.total.value == 4
    page = await services.reports.indicator(people.boris, "funnel_in", MONTH, [(by, short_key(",1,2,"))])
    assert (page.report.total.value, page.chosen[0][1].name) == (2, "Wood + Steel")


async def test_a_funnel_by_an_own_list(
    services: Services, database: Database, people: People, factory: Factory, fields: FieldFactory
) -> None:
    field = await three(database, people, factory, fields, FieldKind.OPTION, 1, 1, 2)
    by = OwnField(field.id)
    view = await services.funnels.funnel(people.boris)
    assert view.cuts[-1] == by
    pipeline = int(view.pipeline.key or 0)
    cut = await services.funnels.cut(people.boris, pipeline, PeriodKind.MONTH, 0, (), by)
    assert [(row.item.name, row.entered) for row in cut.rows] == [("Wood", 2), ("Steel", 1)]
    narrowed = await services.funnels.funnel(people.boris, pipeline, PeriodKind.MONTH, 0, [(by, WOOD)])
    assert (narrowed.entered, narrowed.steps[0].waiting) == (2, 2)
    _, records = await services.funnels.records(people.boris, pipeline, PeriodKind.MONTH, 0, [(by, WOOD)], "i", 1)
    assert records.total == 2


async def test_a_list_of_another_pipeline_is_no_cut_of_this_one(
    services: Services, people: People, factory: Factory, fields: FieldFactory
) -> None:
    view = await services.funnels.funnel(people.boris)
    here, there = (int(one.key or 0) for one in view.pipelines[:2])
    await fields.field("Here", FieldKind.OPTION, pipeline_id=here)
    await fields.field("There", FieldKind.OPTION, pipeline_id=there)
    names = [one.name for one in (await services.funnels.funnel(people.boris, here)).cuts if isinstance(one, OwnField)]
    assert names == ["Here"]


@pytest.mark.parametrize("kind", [FieldKind.TEXT, FieldKind.DATE, FieldKind.MONEY])
async def test_what_is_no_list_tells_nothing_apart(
    services: Services, people: People, fields: FieldFactory, kind: FieldKind
) -> None:
    field = await fields.field("Comment", kind)
    by: By = OwnField(field.id)
    page = await services.reports.indicator(people.boris, "funnel_in", MONTH)
    assert by not in page.slices
    with pytest.raises(NotFound):
        await services.reports.table(people.boris, "funnel_in", MONTH, (), (by,))
    with pytest.raises(NotFound):
        await services.reports.indicator(people.boris, "funnel_in", MONTH, [(by, WOOD)])
    with pytest.raises(NotFound):
        await services.funnels.cut(people.boris, 0, PeriodKind.MONTH, 0, (), OwnField(987_654))


async def test_inquiries_and_costs_have_no_own_fields(services: Services, people: People, fields: FieldFactory) -> None:
    by = OwnField((await fields.field("Material", FieldKind.OPTION)).id)
    for code in ("leads_new", "channel_spend", "plan_revenue"):
        assert by not in (await services.reports.indicator(people.owner, code, MONTH)).slices
        with pytest.raises(Invalid, match="slice_senseless"):
            await services.reports.table(people.owner, code, MONTH, (), (by,))


async def test_a_list_no_longer_in_use_still_tells_apart_from_an_old_button(
    services: Services, database: Database, people: People, factory: Factory, fields: FieldFactory
) -> None:
    field = await three(database, people, factory, fields, FieldKind.OPTION, 1, 2)
    by = OwnField(field.id)
    await fields.archive(field)
    assert by not in (await services.reports.indicator(people.boris, "funnel_in", MONTH)).slices
    assert (await services.reports.indicator(people.boris, "funnel_in", MONTH, [(by, WOOD)])).report.total.value == 1


async def test_a_part_is_subscribed_to(
    services: Services, database: Database, people: People, factory: Factory, fields: FieldFactory
) -> None:
    field = await three(database, people, factory, fields, FieldKind.OPTION, 1)
    made = await services.subscriptions.add(people.anna, "funnel_in", [(OwnField(field.id), WOOD)], Rhythm.WEEK)
    assert [(by.value, item.name) for by, item in made.chosen] == [(f"field:{field.id}", "Wood")]
    assert [one.chosen for one in await services.subscriptions.all(people.anna)] == [made.chosen]


def test_a_slice_is_read_back_from_what_is_stored() -> None:
    assert by_of(OwnField(7, "Material").value) == OwnField(7)
    assert by_of("manager") is Slice.MANAGER
    with pytest.raises(ValueError, match="managers"):
        by_of("managers")
