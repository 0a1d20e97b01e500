"""Whoever controls a task looks at its result: right, or back to work with a reason (S2-39)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services import Services
from services.clock import ShiftedClock
from services.errors import Invalid, NotFound, Stale
from services.rules.actor import SYSTEM, Actor
from services.rules.kinds import TaskKind, TaskStatus, UserStatus
from storage import company
from storage.tables import Deal, OutboxMessage, Task, User
from storage.unit_of_work import Database
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory


@pytest.fixture
async def controlled(database: Database, clock: ShiftedClock, factory: Factory) -> None:
    """The head looks at the first stage's task."""
    await control(database, clock, factory, controller="head")


async def control(database: Database, clock: ShiftedClock, factory: Factory, **values: Any) -> None:
    """Set up the first stage's task."""
    stage = (await factory.stages())[0]
    async with database.write(SYSTEM, clock.now()) as work:
        for row in await company.stage_tasks(work, stage.id):
            for name, value in values.items():
                setattr(row, name, value)


async def done(services: Services, factory: Factory, actor: Actor, result: str | None = None) -> tuple[Deal, Task]:
    """A deal whose first task is done."""
    deal = await factory.deal(actor)
    card = await services.deals.card(actor, deal.id)
    (line,) = card.tasks
    assert line.controlled
    await services.tasks.done(actor, line.id, line.version, result)
    async with services.db.read(SYSTEM, services.clock.now()) as work:
        return deal, await work.session.get_one(Task, line.id)


@pytest.mark.usefixtures("controlled")
async def test_the_controller_is_told_and_finds_it_right(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    _, task = await done(services, factory, people.anna, "the director came")
    assert task.controller_id == people.boris.user_id
    message = await committed.one(OutboxMessage, OutboxMessage.kind == "task_control")
    assert (message.chat_id, message.params) == (people.boris.chat_id, {"task": task.id})
    assert (await services.tasks.list(people.boris, mine=False)).to_check == 1
    assert (await services.tasks.list(people.anna)).to_check == 0
    page = await services.controls.page(people.boris)
    assert [(line.task.id, line.done_at) for line in page.lines] == [(task.id, clock.now())]
    view = await services.controls.card(people.boris, task.id)
    assert (view.waits, view.by and view.by.name, view.card.result) == (True, "Anna Manager", "the director came")
    view = await services.controls.accept(people.boris, task.id, view.card.line.version)
    assert (view.waits, view.card.accepted_at, view.left) == (False, clock.now(), 0)
    with pytest.raises(Stale):
        await services.controls.accept(people.boris, task.id, view.card.line.version)


@pytest.mark.usefixtures("controlled")
async def test_back_to_work_opens_it_again_with_the_reason(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal, task = await done(services, factory, people.anna)
    clock.set(datetime(2026, 11, 27, 9, tzinfo=UTC))
    for text, code in (("  ", "empty"), ("x" * 501, "too_long")):
        with pytest.raises(Invalid, match=code):
            await services.controls.send_back(people.boris, task.id, task.version, text)
    await services.controls.send_back(people.boris, task.id, task.version, "no signature on page 2")
    stored = await committed.one(Task, Task.id == task.id)
    assert (stored.status, stored.done_at, stored.moves) == (TaskStatus.OPEN, None, 0)
    assert stored.due_at == datetime(2026, 11, 30, 9, tzinfo=UTC)  # a working day ahead: Friday to Monday
    card = await services.tasks.card(people.anna, task.id)
    assert card.sent_back == "no signature on page 2"
    message = await committed.one(OutboxMessage, OutboxMessage.kind == "task_back")
    assert message.chat_id == people.anna.chat_id
    assert not (await services.deals.card(people.anna, deal.id)).no_task
    await services.tasks.done(people.anna, task.id, card.line.version, "signed")
    assert (await services.controls.page(people.boris)).total == 1


@pytest.mark.usefixtures("controlled")
async def test_a_due_date_still_to_come_stays(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    _, task = await done(services, factory, people.anna)
    await services.controls.send_back(people.boris, task.id, task.version, "not yet")
    assert (await committed.one(Task, Task.id == task.id)).due_at == task.due_at


@pytest.mark.usefixtures("controlled")
async def test_moving_the_deal_on_asks_the_controller_too(services: Services, people: People, factory: Factory) -> None:
    deal = await factory.deal(people.anna)
    await services.deals.step(people.anna, deal.id, deal.version, 1)
    assert (await services.controls.page(people.boris)).total == 1


@pytest.mark.usefixtures("controlled")
async def test_who_does_it_is_not_asked_about_it(
    services: Services, people: People, factory: Factory, committed: Committed, clock: ShiftedClock
) -> None:
    deal = await factory.deal(people.anna)
    (line,) = (await services.deals.card(people.boris, deal.id)).tasks
    assert not line.controlled
    await services.tasks.done(people.boris, line.id, line.version)
    assert (await committed.one(Task, Task.id == line.id)).accepted_at == clock.now()
    assert await committed.count(OutboxMessage, OutboxMessage.kind == "task_control") == 0


@pytest.mark.usefixtures("controlled")
async def test_others_do_not_find_it(services: Services, people: People, factory: Factory) -> None:
    _, task = await done(services, factory, people.anna)
    for actor in (people.anna, people.oleg, people.galina, people.owner, people.client):
        with pytest.raises(NotFound):
            await services.controls.card(actor, task.id)
        with pytest.raises(NotFound):
            await services.controls.accept(actor, task.id, task.version)
        with pytest.raises(NotFound):
            await services.controls.send_back(actor, task.id, task.version, "x")


async def test_a_named_controller_of_another_team_may_open_the_deal(
    services: Services, people: People, factory: Factory, database: Database, clock: ShiftedClock
) -> None:
    await control(database, clock, factory, controller="user", controller_id=people.vera.user_id)
    deal, task = await done(services, factory, people.anna)
    view = await services.controls.card(people.vera, task.id)
    assert view.card.opens
    assert (await services.deals.card(people.vera, deal.id)).id == deal.id
    other = await factory.deal(people.oleg, pipeline="b2b_regular")
    with pytest.raises(NotFound):
        await services.deals.card(people.vera, other.id)


async def test_the_results_of_a_controller_who_left_are_the_heads(
    services: Services, people: People, factory: Factory, database: Database, clock: ShiftedClock
) -> None:
    await control(database, clock, factory, controller="user", controller_id=people.oleg.user_id)
    _, task = await done(services, factory, people.anna)
    async with database.write(SYSTEM, clock.now()) as work:
        (await work.session.get_one(User, people.oleg.user_id)).status = UserStatus.INACTIVE
    assert (await services.controls.page(people.boris)).total == 1
    assert (await services.controls.page(people.galina)).total == 0
    await services.controls.accept(people.boris, task.id, task.version)


async def test_a_controller_who_left_before_is_replaced_by_the_head(
    services: Services, people: People, factory: Factory, database: Database, clock: ShiftedClock
) -> None:
    await control(database, clock, factory, controller="user", controller_id=people.oleg.user_id)
    deal = await factory.deal(people.anna)
    async with database.write(SYSTEM, clock.now()) as work:
        (await work.session.get_one(User, people.oleg.user_id)).status = UserStatus.INACTIVE
    (line,) = (await services.deals.card(people.anna, deal.id)).tasks
    await services.tasks.done(people.anna, line.id, line.version)
    assert (await services.controls.page(people.boris)).total == 1


@pytest.mark.usefixtures("controlled")
async def test_back_to_work_for_somebody_who_left_goes_to_the_owner(
    services: Services, people: People, factory: Factory, database: Database, clock: ShiftedClock, committed: Committed
) -> None:
    deal, task = await done(services, factory, people.anna)
    async with database.write(SYSTEM, clock.now()) as work:
        (await work.session.get_one(User, people.anna.user_id)).status = UserStatus.INACTIVE
        (await work.session.get_one(Deal, deal.id)).owner_id = people.oleg.user_id
    await services.controls.send_back(people.boris, task.id, task.version, "page 2")
    assert (await committed.one(Task, Task.id == task.id)).assignee_id == people.oleg.user_id


async def test_a_contact_is_not_opened_beside_another_one(
    services: Services, people: People, factory: Factory, database: Database, clock: ShiftedClock
) -> None:
    await control(database, clock, factory, controller="head", kind=TaskKind.MEETING)
    deal, task = await done(services, factory, people.anna)
    await factory.call(deal, people.anna, clock.now() + timedelta(hours=5))
    with pytest.raises(Stale, match="contact_planned"):
        await services.controls.send_back(people.boris, task.id, task.version, "once more")
