"""Setting up what a stage asks for: every part, the order, archiving, taking back; what it names is there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Denied, Invalid, NotFound, Stale
from services.rules import due, sources
from services.rules.actor import SYSTEM
from services.rules.due import Binding, DueRule, Offset, Unit
from services.rules.field_kinds import FieldKind
from services.rules.kinds import StageKind, TaskKind, UserStatus
from services.rules.responsible import Controller, Responsible
from services.stage_tasks import MOST
from storage.tables import FieldDefinition, Pipeline, Stage, StageTask, Task, Team, User
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory


@pytest.fixture
async def stage(factory: Factory) -> int:
    """The first stage: it has one task."""
    return (await factory.stages())[0].id


async def test_a_task_is_added_and_refined(services: Services, people: People, stage: int) -> None:
    owner, tasks = people.owner, services.stage_tasks
    added = (await tasks.add(owner, stage, "  Send\n the <brief> ", key="m1")).task
    assert (added.title, added.place, added.of, added.kind) == ("Send the <brief>", 2, 2, TaskKind.TODO)
    assert (added.due.rule, added.responsible.mode, added.controller) == (due.after_entering(days=1), "owner", None)
    view = (await tasks.instruct(owner, added.id, added.version, "The client has the brief.\nSigned.")).task
    view = (await tasks.rename(owner, view.id, view.version, "Brief")).task
    view = (await tasks.set_kind(owner, view.id, view.version, TaskKind.MEETING)).task
    rule = due.before_date(sources.EXPECTED_CLOSE, days=2)
    view = (await tasks.set_due(owner, view.id, view.version, rule)).task
    view = (await tasks.set_fallback(owner, view.id, view.version, Offset(7))).task
    view = (await tasks.set_responsible(owner, view.id, view.version, Responsible.USER, people.vera.user_id)).task
    changed = await tasks.set_controller(owner, view.id, view.version, Controller.HEAD)
    view = changed.task
    assert changed.done is not None
    assert (view.title, view.instruction, view.kind) == (
        "Brief",
        "The client has the brief.\nSigned.",
        TaskKind.MEETING,
    )
    assert view.due.rule == DueRule(Binding.BEFORE_DATE, Offset(2), sources.EXPECTED_CLOSE, Offset(7))
    assert view.responsible.named is not None
    assert (view.responsible.named.name, view.controller and view.controller.mode) == ("Vera Manager", "head")
    view = (await tasks.set_due(owner, view.id, view.version, due.on_date(sources.EXPECTED_CLOSE))).task
    assert view.due.rule.fallback == Offset(7)  # it stays when the rule changes


async def test_a_message_delivered_twice_adds_once(services: Services, people: People, stage: int) -> None:
    first = await services.stage_tasks.add(people.owner, stage, "Brief", key="m1")
    second = await services.stage_tasks.add(people.owner, stage, "Brief", key="m1")
    assert (second.task.id, second.done) == (first.task.id, None)


@pytest.mark.parametrize(("title", "code"), [(" \n ", "empty"), ("x" * 201, "too_long")])
async def test_bad_titles(services: Services, people: People, stage: int, title: str, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        await services.stage_tasks.add(people.owner, stage, title, key="m1")


async def test_a_stage_has_so_many_tasks_at_most(services: Services, people: People, stage: int) -> None:
    for number in range(MOST - 1):
        await services.stage_tasks.add(people.owner, stage, "Task", key=f"m{number}")
    with pytest.raises(Invalid, match="stage_tasks_many"):
        await services.stage_tasks.add(people.owner, stage, "Task", key="m")


async def test_the_order(services: Services, people: People, stage: int) -> None:
    owner, tasks = people.owner, services.stage_tasks
    first = (await tasks.list(owner, stage)).tasks[0]
    for title in ("B", "C"):
        await tasks.add(owner, stage, title, key=title)
    view = (await tasks.move(owner, first.id, first.version, 1)).task
    assert view.place == 2
    assert [task.title for task in (await tasks.list(owner, stage)).tasks] == ["B", first.title, "C"]
    last = (await tasks.list(owner, stage)).tasks[2]
    assert (await tasks.move(owner, last.id, last.version, 1)).done is None  # it is the last already
    assert (await tasks.move(owner, last.id, last.version, -1)).task.place == 2


async def test_archived_and_taken_back(
    services: Services, people: People, stage: int, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    await factory.deal(people.anna)
    first = (await services.stage_tasks.list(people.owner, stage)).tasks[0]
    view, done = await services.stage_tasks.archive(people.owner, first.id, first.version)
    assert view.tasks == ()
    bare = await factory.deal(people.anna)
    assert await committed.count(Task, Task.deal_id == bare.id) == 0
    assert await committed.count(Task) == 1  # open tasks stay
    with pytest.raises(NotFound):
        await services.stage_tasks.rename(people.owner, first.id, first.version, "x")
    clock.advance(timedelta(hours=23))
    await services.setup_changes.undo(people.owner, done.undo_id)
    assert len((await services.stage_tasks.list(people.owner, stage)).tasks) == 1


async def test_a_change_is_taken_back_unless_it_was_changed_since(
    services: Services, people: People, stage: int, clock: ShiftedClock
) -> None:
    owner, tasks = people.owner, services.stage_tasks
    first = (await tasks.list(owner, stage)).tasks[0]
    changed = await tasks.set_due(owner, first.id, first.version, due.after_entering(hours=4))
    assert changed.done is not None
    taken = await services.setup_changes.undo(owner, changed.done.undo_id)
    assert taken.kept == 0
    view = await tasks.get(owner, first.id)
    assert view.due.rule == first.due.rule
    changed = await tasks.rename(owner, first.id, view.version, "A")
    again = await tasks.rename(owner, first.id, changed.task.version, "B")
    assert changed.done is not None
    assert again.task.title == "B"
    assert (await services.setup_changes.undo(owner, changed.done.undo_id)).kept == 1
    assert (await tasks.get(owner, first.id)).title == "B"
    late = await tasks.rename(owner, first.id, (await tasks.get(owner, first.id)).version, "C")
    clock.advance(timedelta(hours=24))
    assert late.done is not None
    with pytest.raises(Stale, match="undo_over"):
        await services.setup_changes.undo(owner, late.done.undo_id)


async def test_two_editors_at_once(services: Services, people: People, stage: int) -> None:
    first = (await services.stage_tasks.list(people.owner, stage)).tasks[0]
    await services.stage_tasks.rename(people.owner, first.id, first.version, "A")
    with pytest.raises(Stale):
        await services.stage_tasks.rename(people.owner, first.id, first.version, "B")
    with pytest.raises(Stale):
        await services.stage_tasks.archive(people.owner, first.id, first.version)


async def test_only_admins(services: Services, people: People, stage: int) -> None:
    first = (await services.stage_tasks.list(people.owner, stage)).tasks[0]
    for actor in (people.boris, people.anna, people.client, people.stranger):
        with pytest.raises(Denied):
            await services.stage_tasks.list(actor, stage)
        with pytest.raises(Denied):
            await services.stage_tasks.rename(actor, first.id, first.version, "x")
        with pytest.raises(Denied):
            await services.stage_tasks.archive(actor, first.id, first.version)


async def test_what_a_date_may_hang_on(
    services: Services, people: People, stage: int, factory: Factory, database: Database, clock: ShiftedClock
) -> None:
    foreign = (await factory.stages("short"))[0].pipeline_id
    async with database.write(SYSTEM, clock.now()) as work:
        for name, kind, values in (
            ("Event date", FieldKind.DATE, {}),
            ("Call at", FieldKind.MOMENT, {}),
            ("Colour", FieldKind.TEXT, {}),
            ("Old", FieldKind.DATE, {"archived_at": clock.now()}),
            ("Foreign", FieldKind.DATE, {"pipeline_id": foreign}),
        ):
            work.session.add(FieldDefinition(name=name, kind=kind, **values))
    first = (await services.stage_tasks.list(people.owner, stage)).tasks[0]
    dates = await services.stage_tasks.dates(people.owner, first.id)
    assert [item.name or item.code for item in dates.sources] == ["expected_close", "Event date", "Call at"]
    events = await services.stage_tasks.events(people.owner, first.id)
    assert [item.code for item in events.sources[:3]] == list(sources.EVENTS)
    assert first.title not in [item.name for item in events.sources]
    assert "Get feedback" in [item.name for item in events.sources]


@pytest.mark.parametrize(
    "rule",
    [
        due.on_date("field:999"),
        due.after_event("task_done:999999"),
        due.after_event("expected_close"),
        due.on_date("payment_received"),
        due.on_date("moonrise"),
    ],
)
async def test_a_source_that_is_none(services: Services, people: People, stage: int, rule: DueRule) -> None:
    first = (await services.stage_tasks.list(people.owner, stage)).tasks[0]
    with pytest.raises(Invalid, match="due_source_gone"):
        await services.stage_tasks.set_due(people.owner, first.id, first.version, rule)


async def test_a_task_does_not_wait_for_itself(services: Services, people: People, stage: int) -> None:
    first = (await services.stage_tasks.list(people.owner, stage)).tasks[0]
    rule = due.after_event(sources.of_task(first.id), days=1)
    with pytest.raises(Invalid, match="due_source_gone"):
        await services.stage_tasks.set_due(people.owner, first.id, first.version, rule)


async def test_what_is_named_and_gone_is_shown(
    services: Services, people: People, stage: int, database: Database, clock: ShiftedClock
) -> None:
    owner, tasks = people.owner, services.stage_tasks
    first = (await tasks.list(owner, stage)).tasks[0]
    async with database.write(SYSTEM, clock.now()) as work:
        field = FieldDefinition(name="Event date", kind=FieldKind.DATE)
        team = Team(name="Lawyers")
        work.session.add_all([field, team])
        await work.session.flush()
    view = (await tasks.set_due(owner, first.id, first.version, due.on_date(sources.of_field(field.id)))).task
    view = (await tasks.set_responsible(owner, view.id, view.version, Responsible.TEAM, team.id)).task
    assert view.responsible.named is not None
    assert view.responsible.named.name == "Lawyers"
    view = (await tasks.set_responsible(owner, view.id, view.version, Responsible.USER, people.oleg.user_id)).task
    view = (await tasks.set_controller(owner, view.id, view.version, Controller.USER, people.oleg.user_id)).task
    async with database.write(SYSTEM, clock.now()) as work:
        (await work.session.get_one(FieldDefinition, field.id)).archived_at = clock.now()
        (await work.session.get_one(User, people.oleg.user_id)).status = UserStatus.INACTIVE
    view = await tasks.get(owner, view.id)
    assert view.due.source == sources.Source(f"field:{field.id}", "Event date", gone=True)
    assert view.responsible.gone
    assert view.controller is not None
    assert view.controller.gone
    with pytest.raises(NotFound):
        await tasks.set_responsible(owner, view.id, view.version, Responsible.USER, people.oleg.user_id)
    with pytest.raises(NotFound):
        await tasks.set_responsible(owner, view.id, view.version, Responsible.TEAM, 999)


async def test_one_contact_a_stage(services: Services, people: People, stage: int) -> None:
    owner, tasks = people.owner, services.stage_tasks
    first = (await tasks.list(owner, stage)).tasks[0]
    await tasks.set_kind(owner, first.id, first.version, TaskKind.CALL)
    second = (await tasks.add(owner, stage, "Meet", key="m")).task
    with pytest.raises(Invalid, match="stage_has_contact"):
        await tasks.set_kind(owner, second.id, second.version, TaskKind.MEETING)


async def test_an_archived_stage(
    services: Services, people: People, stage: int, database: Database, clock: ShiftedClock
) -> None:
    async with database.write(SYSTEM, clock.now()) as work:
        (await work.session.get_one(Stage, stage)).archived_at = clock.now()
    with pytest.raises(NotFound):
        await services.stage_tasks.list(people.owner, stage)
    with pytest.raises(NotFound):
        await services.stage_tasks.add(people.owner, stage, "x", key="m")


async def test_a_fallback_needs_something_to_wait_for(services: Services, people: People, stage: int) -> None:
    first = (await services.stage_tasks.list(people.owner, stage)).tasks[0]
    with pytest.raises(Stale):
        await services.stage_tasks.set_fallback(people.owner, first.id, first.version, Offset(4, Unit.HOURS))


async def test_two_hundred_stages_and_their_events(
    services: Services, people: People, stage: int, factory: Factory, database: Database, clock: ShiftedClock
) -> None:
    pipeline_id = (await factory.stages())[0].pipeline_id
    async with database.write(SYSTEM, clock.now()) as work:
        assert await work.session.get(Pipeline, pipeline_id) is not None
        for number in range(200):
            row = Stage(pipeline_id=pipeline_id, name=f"S{number}", kind=StageKind.OPEN, position=100 + number)
            work.session.add(row)
            await work.session.flush()
            rule = due.to_json(due.after_entering(days=1))
            work.session.add(StageTask(stage_id=row.id, title=f"T{number}", due=rule))
    first = (await services.stage_tasks.list(people.owner, stage)).tasks[0]
    assert len((await services.stage_tasks.events(people.owner, first.id)).sources) > 200
