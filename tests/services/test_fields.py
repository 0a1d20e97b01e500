"""Setting fields up: admins only, names once, versions, and what is taken back."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import timedelta

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Denied, Invalid, NotFound, Stale
from services.rules.field_kinds import FieldKind
from storage.tables import FieldDefinition
from tests.support.company import People
from tests.support.databases import Committed


async def _wait(call: Awaitable[object]) -> None:
    await call


async def test_only_admins(services: Services, people: People) -> None:
    made = await services.fields.add(people.owner, FieldKind.TEXT, "Area", key="1")
    van = await services.resources.add(people.owner, "Van", key="2")
    for actor in (people.boris, people.anna, people.client):
        for call in (
            services.fields.table(actor),
            services.fields.get(actor, made.spec.id),
            services.fields.add(actor, FieldKind.TEXT, "Other", key="3"),
            services.fields.archive(actor, made.spec.id, made.version),
            services.fields.require(actor, 1, made.spec.id, on=True),
            services.fields.undo(actor, 1),
            services.resources.table(actor),
            services.resources.archive(actor, van.id, van.version),
        ):
            with pytest.raises(Denied):
                await _wait(call)


async def test_a_name_is_there_once_and_a_message_adds_one(
    services: Services, people: People, committed: Committed
) -> None:
    add = services.fields.add
    made = await add(people.owner, FieldKind.TEXT, "  Floor   area ", key="1")
    assert made.spec.name == "Floor area"
    with pytest.raises(Invalid, match="field_exists"):
        await add(people.owner, FieldKind.DATE, "FLOOR AREA", key="2")
    with pytest.raises(Stale):
        await add(people.owner, FieldKind.TEXT, "Another", key="1")
    for bad in ("", "🙂", "x" * 101):
        with pytest.raises(Invalid, match="name_bad"):
            await add(people.owner, FieldKind.TEXT, bad, key="3")
    await services.fields.archive(people.owner, made.spec.id, made.version)
    again = await add(people.owner, FieldKind.DATE, "Floor area", key="4")
    with pytest.raises(Invalid, match="field_exists"):
        await services.fields.restore(people.owner, made.spec.id, made.version + 1)
    assert again.spec.id != made.spec.id
    assert await committed.count(FieldDefinition) == 2


async def test_ids_of_options_are_never_used_again(services: Services, people: People) -> None:
    """S2-54."""
    view = await services.fields.add(people.owner, FieldKind.OPTION, "Material", key="1")
    view = await services.fields.add_options(people.owner, view.spec.id, view.version, "Wood\nSteel")
    view = await services.fields.drop_option(people.owner, view.spec.id, view.version, 2)
    view = await services.fields.add_options(people.owner, view.spec.id, view.version, "Steel")
    assert [(one.id, one.name, one.gone) for one in view.spec.options] == [
        (1, "Wood", False), (2, "Steel", True), (3, "Steel", False),
    ]  # fmt: skip
    for bad, code in (("wood", "option_exists"), ("\n \n", "empty"), ("🙂", "name_bad")):
        with pytest.raises(Invalid, match=code):
            await services.fields.add_options(people.owner, view.spec.id, view.version, bad)
    with pytest.raises(Stale, match="field_option_gone"):
        await services.fields.rename_option(people.owner, view.spec.id, view.version, 2, "Iron")
    many = "\n".join(f"Choice {number}" for number in range(60))
    with pytest.raises(Invalid, match="options_many"):
        await services.fields.add_options(people.owner, view.spec.id, view.version, many)


async def test_every_change_is_taken_back_for_a_day(services: Services, people: People, clock: ShiftedClock) -> None:
    view = await services.fields.add(people.owner, FieldKind.TEXT, "Area", key="1")
    renamed = await services.fields.rename(people.owner, view.spec.id, view.version, "Floor area")
    archived = await services.fields.archive(people.owner, view.spec.id, renamed.version)
    assert archived.undo is not None
    assert renamed.undo is not None
    with pytest.raises(Stale, match="undo_changed"):
        await services.fields.undo(people.owner, renamed.undo)  # it has been archived since
    back = await services.fields.undo(people.owner, archived.undo)
    assert back.archived_at is None
    with pytest.raises(Stale, match="undo_over"):
        await services.fields.undo(people.owner, archived.undo)
    hinted = await services.fields.set_hint(people.owner, view.spec.id, back.version, "in metres")
    clock.advance(timedelta(hours=24))
    with pytest.raises(Stale, match="undo_over"):
        await services.fields.undo(people.owner, hinted.undo or 0)


async def test_two_admins_at_once(services: Services, people: People) -> None:
    view = await services.fields.add(people.owner, FieldKind.TEXT, "Area", key="1")
    await services.fields.set_hint(people.owner, view.spec.id, view.version, "in metres")
    with pytest.raises(Stale):
        await services.fields.rename(people.owner, view.spec.id, view.version, "Floor area")
    same = await services.fields.set_hint(people.owner, view.spec.id, view.version + 1, "in metres")
    assert same.undo is None  # nothing changed, nothing to take back


async def test_a_field_moved_to_another_pipeline_is_no_longer_required_elsewhere(
    services: Services, people: People
) -> None:
    first, second = (await services.fields.pipelines(people.owner))[:2]
    view = await services.fields.add(people.owner, FieldKind.TEXT, "Area", key="1")
    view = await services.fields.set_pipeline(people.owner, view.spec.id, view.version, second.id)
    assert view.pipeline == second
    with pytest.raises(NotFound):
        await services.fields.set_pipeline(people.owner, view.spec.id, view.version, 900_000)
    assert first.id != second.id


async def test_hours_and_length_of_what_is_booked(services: Services, people: People) -> None:
    view = await services.resources.add(people.owner, "Van", key="1")
    with pytest.raises(Invalid, match="resource_exists"):
        await services.resources.add(people.owner, "VAN", key="2")
    with pytest.raises(Invalid, match="hours_bad"):
        await services.resources.set_hours(people.owner, view.id, view.version, "always")
    view = await services.resources.set_hours(people.owner, view.id, view.version, "mon-sun 10-20")
    assert view.hours == ((("10:00", "20:00"),),) * 7
    with pytest.raises(Invalid, match="number_invalid"):
        await services.resources.set_slot(people.owner, view.id, view.version, 7)
    taken = await services.resources.undo(people.owner, view.undo or 0)
    assert taken.hours is None
    gone = await services.resources.archive(people.owner, view.id, taken.version)
    assert [one.name for one in (await services.resources.table(people.owner)).archived] == ["Van"]
    assert (await services.resources.restore(people.owner, gone.id, gone.version)).archived_at is None
