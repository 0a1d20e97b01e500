"""Edits of the company's lists are taken back within 24 hours: reasons, departments, channels, teams."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Stale
from services.reasons import ReasonList
from services.rules.actor import SYSTEM
from services.rules.field_kinds import FieldKind
from storage.tables import Channel, Department, LossReason, PostponeReason, StageField, Team, User
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory

LOSS = ReasonList.LOSS
Deed = Callable[[Services, People], Awaitable[int | None]]


async def first_reason(services: Services, people: People) -> Any:
    return (await services.reasons.all(people.owner, LOSS))[0]


async def add_reason(services: Services, people: People) -> int | None:
    return (await services.reasons.add(people.owner, LOSS, "Too slow")).undo


async def rename_reason(services: Services, people: People) -> int | None:
    view = await first_reason(services, people)
    return (await services.reasons.rename(people.owner, LOSS, view.id, view.version, "Other words")).undo


async def move_reason(services: Services, people: People) -> int | None:
    view = await first_reason(services, people)
    return (await services.reasons.move(people.owner, LOSS, view.id, view.version, 1)).undo


async def offer_reason(services: Services, people: People) -> int | None:
    view = await first_reason(services, people)
    return (await services.reasons.offer(people.owner, view.id, view.version, deals=True, leads=False)).undo


async def archive_reason(services: Services, people: People) -> int | None:
    view = await first_reason(services, people)
    return (await services.reasons.archive(people.owner, LOSS, view.id, view.version)).undo


async def archive_department(services: Services, people: People) -> int | None:
    """Its reasons have it again afterwards."""
    view = (await services.reasons.departments(people.owner))[0]
    return (await services.reasons.archive_department(people.owner, view.id, view.version)).undo_id


async def tell_department(services: Services, people: People) -> int | None:
    view = (await services.reasons.departments(people.owner))[0]
    return (await services.reasons.toggle(people.owner, view.id, view.version, people.anna.user_id or 0)).undo


async def add_move_reason(services: Services, people: People) -> int | None:
    return (await services.postpone_reasons.add(people.owner, "The lawyer is away")).undo


async def shift_move_reason(services: Services, people: People) -> int | None:
    view = (await services.postpone_reasons.all(people.owner))[0]
    return (await services.postpone_reasons.shift(people.owner, view.id, view.version, 1)).undo


async def archive_move_reason(services: Services, people: People) -> int | None:
    view = (await services.postpone_reasons.all(people.owner))[0]
    return (await services.postpone_reasons.archive(people.owner, view.id, view.version)).undo


async def add_channel(services: Services, people: People) -> int | None:
    return (await services.channels.add(people.owner, "Fair")).undo


async def rename_channel(services: Services, people: People) -> int | None:
    view = (await services.channels.all(people.owner))[0]
    return (await services.channels.rename(people.owner, view.id, view.version, "Fair")).undo


async def archive_channel(services: Services, people: People) -> int | None:
    view = (await services.channels.all(people.owner))[0]
    return (await services.channels.archive(people.owner, view.id, view.version)).undo_id


async def add_team(services: Services, people: People) -> int | None:
    return (await services.teams.add(people.owner, "West")).undo


async def rename_team(services: Services, people: People) -> int | None:
    view = (await services.teams.all(people.owner))[0]
    return (await services.teams.rename(people.owner, view.id, "West")).undo


async def put_team_under(services: Services, people: People) -> int | None:
    first, second = (await services.teams.all(people.owner))[:2]
    return (await services.teams.set_parent(people.owner, first.id, second.id)).undo


DEEDS: list[Deed] = [
    add_reason, rename_reason, move_reason, offer_reason, archive_reason, archive_department, tell_department,
    add_move_reason, shift_move_reason, archive_move_reason, add_channel, rename_channel, archive_channel, add_team,
    rename_team, put_team_under,
]  # fmt: skip


async def lists(committed: Committed) -> dict[str, Any]:
    """What is in use, as it is stored."""
    found = {}
    for table in (LossReason, PostponeReason, Department, Channel, Team):
        rows = [row for row in await committed.all(table) if getattr(row, "archived_at", None) is None]
        names = [c.key for c in table.__table__.columns if c.key not in ("version",)]
        found[table.__name__] = [[getattr(row, name) for name in names] for row in rows]
    return found


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
async def test_an_edit_is_taken_back(services: Services, people: People, committed: Committed, deed: Deed) -> None:
    before = await lists(committed)
    undo = await deed(services, people)
    assert undo is not None
    assert await lists(committed) != before
    taken = await services.setup_changes.undo(people.owner, undo)
    assert taken.kept == 0
    assert await lists(committed) == before
    with pytest.raises(Stale, match="undo_over"):
        await services.setup_changes.undo(people.owner, undo)


async def test_all_edits_are_listed_for_a_day(services: Services, people: People, clock: ShiftedClock) -> None:
    await add_channel(services, people)
    undo = await archive_move_reason(services, people)
    codes = [line.code for line in await services.setup_changes.all(people.owner)]
    assert codes[:2] == ["list_archived", "list_added"]
    clock.advance(timedelta(hours=24, minutes=1))
    assert await services.setup_changes.all(people.owner) == []
    with pytest.raises(Stale, match="undo_over"):
        await services.setup_changes.undo(people.owner, undo or 0)


async def test_nothing_changed_leaves_nothing_to_take_back(services: Services, people: People) -> None:
    view = await first_reason(services, people)
    same = await services.reasons.rename(people.owner, LOSS, view.id, view.version, view.name)
    assert (same.name, same.undo) == (view.name, None)


async def test_a_name_given_to_another_since_is_not_there_twice(services: Services, people: People) -> None:
    view = await first_reason(services, people)
    gone = await services.reasons.archive(people.owner, LOSS, view.id, view.version)
    await services.reasons.add(people.owner, LOSS, view.name)
    with pytest.raises(Stale, match="undo_clash"):
        await services.setup_changes.undo(people.owner, gone.undo or 0)
    assert (await services.reasons.get(people.owner, LOSS, view.id)).archived


async def test_a_refusal_keeps_a_reason(services: Services, people: People) -> None:
    """S2-80: taking back the last reason of all would leave none."""
    added = await services.reasons.add(people.owner, LOSS, "The only one")
    for view in await services.reasons.all(people.owner, LOSS):
        if view.id != added.id:
            fresh = await services.reasons.get(people.owner, LOSS, view.id)
            await services.reasons.archive(people.owner, LOSS, fresh.id, fresh.version)
    with pytest.raises(Stale, match="undo_clash"):
        await services.setup_changes.undo(people.owner, added.undo or 0)


async def test_a_team_with_people_stays(
    services: Services, people: People, database: Database, clock: ShiftedClock
) -> None:
    team = await services.teams.add(people.owner, "West")
    async with database.write(SYSTEM, clock.now()) as work:
        (await work.session.get_one(User, people.anna.user_id)).team_id = team.id
    taken = await services.setup_changes.undo(people.owner, team.undo or 0)
    assert taken.kept == 1
    assert (await services.teams.get(people.owner, team.id)).size == 1


async def test_no_team_comes_under_itself(services: Services, people: People) -> None:
    first, second = (await services.teams.all(people.owner))[:2]
    moved = await services.teams.set_parent(people.owner, first.id, second.id)
    out = await services.teams.set_parent(people.owner, first.id, None)
    await services.teams.set_parent(people.owner, second.id, first.id)
    with pytest.raises(Stale, match="undo_clash"):
        await services.setup_changes.undo(people.owner, out.undo or 0)
    assert moved.undo


async def test_what_a_stage_asks_for_is_taken_back(
    services: Services, people: People, committed: Committed, factory: Factory
) -> None:
    """S2-52: a tick set by mistake, and one taken away by mistake."""
    stage = (await factory.stages())[0].id
    field = (await services.fields.add(people.owner, FieldKind.TEXT, "Budget", key="f")).spec.id
    ticked = await services.fields.require(people.owner, stage, field, on=True)
    again = await services.fields.require(people.owner, stage, field, on=True)
    assert (again.required, again.undo) == (1, None), "it is so already"
    await services.setup_changes.undo(people.owner, ticked.undo or 0)
    assert await committed.count(StageField) == 0
    await services.fields.require(people.owner, stage, field, on=True)
    off = await services.fields.require(people.owner, stage, field, on=False)
    assert await committed.count(StageField) == 0
    taken = await services.setup_changes.undo(people.owner, off.undo or 0)
    assert (taken.kept, await committed.count(StageField)) == (0, 1)
