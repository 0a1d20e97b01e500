"""Due dates follow their date field or event (S2-35…S2-38); one moved by hand stays until that changes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services import Services, activities, due_following, tasks_core
from services import policy as policies
from services.clock import ShiftedClock
from services.errors import Invalid, NotFound, Stale
from services.rules import due, sources
from services.rules.actor import SYSTEM
from services.rules.due import DueRule, Offset, Unit
from services.rules.field_kinds import FieldKind
from services.rules.kinds import ActivityKind, Direction, PromiseState, TaskKind, TaskStatus
from services.rules.target import Target
from services.rules.worktime import round_up
from storage import company
from storage import sales as sale_rows
from storage.tables import (
    Deal,
    DealEvent,
    FieldDefinition,
    FieldValue,
    HistoryEntry,
    Promise,
    StageTask,
    Task,
)
from storage.unit_of_work import Database, Work
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.factory import Factory

ENTERED = datetime(2026, 11, 24, 8, tzinfo=UTC)
DAY = timedelta(days=1)


class Ground:
    """A deal at a stage whose tasks hang on all kinds of things."""

    def __init__(
        self, database: Database, clock: ShiftedClock, services: Services, people: People, factory: Factory
    ) -> None:
        self.database, self.clock, self.services = database, clock, services
        self.anna, self.factory = people.anna, factory
        self.deal_id = 0

    async def rule(self, *rules: DueRule, **values: Any) -> list[int]:
        """Put tasks with these rules on the second stage instead of its own; returns their ids."""
        stage = (await self.factory.stages())[1]
        async with self.database.write(SYSTEM, self.clock.now()) as work:
            for row in await due_rows(work, stage.id):
                row.archived_at = self.clock.now()
            made = [
                StageTask(stage_id=stage.id, position=number, title=f"Task {number}", due=due.to_json(rule), **values)
                for number, rule in enumerate(rules)
            ]
            work.session.add_all(made)
            await work.session.flush()
            return [row.id for row in made]

    async def rule_after(self, stage_task_id: int) -> None:
        """One more task, four working hours after another one is done."""
        stage = (await self.factory.stages())[1]
        async with self.database.write(SYSTEM, self.clock.now()) as work:
            rule = due.after_event(sources.of_task(stage_task_id), hours=4)
            work.session.add(StageTask(stage_id=stage.id, position=99, title="Task then", due=due.to_json(rule)))

    async def field(self, kind: FieldKind = FieldKind.DATE) -> int:
        """An own field of deals."""
        async with self.database.write(SYSTEM, self.clock.now()) as work:
            row = FieldDefinition(name="Event date", kind=kind)
            work.session.add(row)
            await work.session.flush()
            return row.id

    async def enter(self) -> Deal:
        """A deal that has come to the stage."""
        deal = await self.factory.deal(self.anna, stage=1)
        self.deal_id = deal.id
        return deal

    async def say(self, field_id: int, value: date | datetime | None) -> None:
        """Fill a field as the fields' service does: store the value, have the dates follow."""
        async with self.database.write(self.anna, self.clock.now()) as work:
            deal = await work.session.get_one(Deal, self.deal_id)
            stored = await value_of(work, deal.id, field_id)
            stored.value = value.isoformat() if value is not None else None
            stored.moment = value if isinstance(value, datetime) else None
            await due_following.follow(work, await policies.load(work), deal)

    async def expect(self, day: date | None) -> None:
        """Change the expected day."""
        card = await self.services.deals.card(self.anna, self.deal_id)
        await self.services.deals.set_expected_close(self.anna, self.deal_id, card.version, day)

    async def happen(self, code: str) -> int:
        """One tap on the deal's card."""
        card = await self.services.deals.card(self.anna, self.deal_id)
        return (await self.services.deal_events.note(self.anna, self.deal_id, card.version, code)).undo_id

    async def tasks(self) -> Sequence[Task]:
        """The deal's tasks of the stage, as they are."""
        async with self.database.read(SYSTEM, self.clock.now()) as work:
            found = await sale_rows.deal(work, self.deal_id)
            assert found is not None
            return await stage_tasks_of(work, self.deal_id)

    async def task(self) -> Task:
        """The only open one."""
        (found,) = [row for row in await self.tasks() if row.status is TaskStatus.OPEN]
        return found


async def due_rows(work: Work, stage_id: int) -> Sequence[StageTask]:
    """A stage's tasks in use."""
    return await company.stage_tasks(work, stage_id)


async def stage_tasks_of(work: Work, deal_id: int) -> Sequence[Task]:
    """Tasks made by the second stage."""
    found = select(Task).where(Task.deal_id == deal_id, Task.title.like("Task %")).order_by(Task.id)
    return (await work.session.scalars(found)).all()


async def value_of(work: Work, deal_id: int, field_id: int) -> FieldValue:
    """The stored value of a field, a new one if there is none."""
    found = await work.session.scalar(
        select(FieldValue).where(FieldValue.deal_id == deal_id, FieldValue.field_id == field_id)
    )
    if found is None:
        found = FieldValue(deal_id=deal_id, field_id=field_id)
        work.session.add(found)
    return found


@pytest.fixture
def ground(database: Database, clock: ShiftedClock, services: Services, people: People, factory: Factory) -> Ground:
    """The company with a stage to set up."""
    return Ground(database, clock, services, people, factory)


def kyiv(day: int, hour: int, month: int = 12) -> datetime:
    """A winter hour of Kyiv as UTC."""
    return datetime(2026, month, day, hour - 2, tzinfo=UTC)


async def test_the_expected_date(ground: Ground) -> None:
    await ground.rule(due.before_date(sources.EXPECTED_CLOSE, days=1, fallback=Offset(5)))
    await ground.enter()
    task = await ground.task()
    assert (task.due_at, task.waits_for, task.due_from) == (kyiv(1, 10), "expected_close", "expected_close=")
    await ground.expect(date(2026, 12, 11))
    task = await ground.task()
    assert (task.due_at, task.waits_for, task.moves) == (kyiv(10, 18), None, 0)
    await ground.expect(date(2026, 12, 18))
    assert (await ground.task()).due_at == kyiv(17, 18)
    await ground.expect(None)
    task = await ground.task()
    assert (task.due_at, task.waits_for) == (kyiv(1, 10), "expected_close")


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (FieldKind.DATE, date(2026, 12, 4), kyiv(2, 18)),
        (FieldKind.MOMENT, kyiv(4, 15), kyiv(2, 15)),
    ],
)
async def test_own_fields(ground: Ground, kind: FieldKind, value: date, expected: datetime) -> None:
    field = await ground.field(kind)
    await ground.rule(due.before_date(sources.of_field(field), days=2))
    await ground.enter()
    assert (await ground.task()).waits_for == f"field:{field}"
    await ground.say(field, value)
    assert (await ground.task()).due_at == expected


async def test_a_date_known_before_the_stage_is_entered(ground: Ground) -> None:
    await ground.rule(due.on_date(sources.EXPECTED_CLOSE))
    deal = await ground.factory.deal(ground.anna)
    ground.deal_id = deal.id
    await ground.expect(date(2026, 12, 11))
    card = await ground.services.deals.card(ground.anna, deal.id)
    await ground.services.deals.step(ground.anna, deal.id, card.version, 1)
    task = await ground.task()
    assert (task.due_at, task.waits_for) == (kyiv(11, 18), None)


@pytest.mark.parametrize("code", sources.EVENTS)
async def test_an_event_with_one_tap_and_taken_back(ground: Ground, committed: Committed, code: str) -> None:
    await ground.rule(due.after_event(code, days=1, fallback=Offset(10)))
    await ground.enter()
    assert (await ground.task()).due_at == kyiv(8, 10)
    ground.clock.advance(timedelta(hours=3))
    undo = await ground.happen(code)
    task = await ground.task()
    assert (task.due_at, task.waits_for) == (kyiv(25, 13, 11), None)
    assert (await committed.one(DealEvent, DealEvent.code == code)).user_id == ground.anna.user_id
    await ground.services.deal_events.undo(ground.anna, undo)
    task = await ground.task()
    assert (task.due_at, task.waits_for) == (kyiv(8, 10), code)
    assert await committed.count(DealEvent, DealEvent.code == code) == 0
    with pytest.raises(Stale, match="undo_over"):
        await ground.services.deal_events.undo(ground.anna, undo)


async def test_a_double_tap_records_once(ground: Ground, committed: Committed, people: People) -> None:
    await ground.enter()
    card = await ground.services.deals.card(ground.anna, ground.deal_id)
    await ground.services.deal_events.note(ground.anna, card.id, card.version, sources.PAYMENT)
    with pytest.raises(Stale):
        await ground.services.deal_events.note(ground.anna, card.id, card.version, sources.PAYMENT)
    assert await committed.count(DealEvent, DealEvent.code == sources.PAYMENT) == 1
    with pytest.raises(NotFound):
        await ground.services.deal_events.note(people.oleg, card.id, card.version + 1, sources.PAYMENT)
    with pytest.raises(Invalid):
        await ground.services.deal_events.note(ground.anna, card.id, card.version + 1, "task_done:1")


async def test_an_offer_is_a_document_sent(ground: Ground) -> None:
    await ground.rule(due.after_event(sources.DOCUMENT, days=2))
    await ground.enter()
    card = await ground.services.deals.card(ground.anna, ground.deal_id)
    await ground.services.deals.offer_sent(ground.anna, card.id, card.version)
    assert (await ground.task()).due_at == kyiv(26, 10, 11)


async def test_a_client_who_writes_has_answered_in_every_open_deal(ground: Ground) -> None:
    await ground.rule(due.after_event(sources.ANSWER, hours=1))
    deal = await ground.enter()
    async with ground.database.write(ground.anna, ground.clock.now()) as work:
        await activities.record(
            work, Target("client", deal.client_id or 0), ActivityKind.MESSAGE, direction=Direction.IN, text="yes"
        )
    assert (await ground.task()).due_at == kyiv(24, 11, 11)


async def test_after_another_task_is_done_and_when_it_is_not_done_after_all(ground: Ground, people: People) -> None:
    (first,) = await ground.rule(due.after_entering(days=1), controller="head")
    await ground.rule_after(first)
    await ground.enter()
    done, waiting = await ground.tasks()
    ground.clock.advance(timedelta(hours=2))
    await ground.services.tasks.done(ground.anna, done.id, done.version)
    _, waiting = await ground.tasks()
    assert (waiting.due_at, waiting.waits_for) == (kyiv(24, 16, 11), None)
    done, _ = await ground.tasks()
    await ground.services.controls.send_back(people.boris, done.id, done.version, "no signature")
    _, waiting = await ground.tasks()
    assert waiting.waits_for == sources.of_task(first)


async def test_history_says_what_was_followed(ground: Ground) -> None:
    field = await ground.field()
    await ground.rule(due.on_date(sources.of_field(field)))
    await ground.enter()
    ground.clock.advance(timedelta(minutes=5))
    await ground.say(field, date(2026, 12, 4))
    page = await ground.services.history.page(ground.anna, Target("deal", ground.deal_id))
    line = next(line for line in page.lines if line.record == "tasks" and line.action == "changed")
    assert line.follows == sources.Source(f"field:{field}", "Event date")
    assert not line.reason


async def test_markers_and_promise_begin_anew(ground: Ground, committed: Committed) -> None:
    await ground.rule(due.on_date(sources.EXPECTED_CLOSE, fallback=Offset(1)), kind=TaskKind.CALL)
    await ground.enter()
    task = await ground.task()
    async with ground.database.write(SYSTEM, ground.clock.now()) as work:
        row = await work.session.get_one(Task, task.id)
        row.nudged_at = row.escalated_at = row.escalated_again_at = ground.clock.now()
        work.session.add(Promise(task_id=row.id, promised_at=row.due_at, made_at=ground.clock.now()))
    await ground.expect(date(2026, 12, 11))
    task = await ground.task()
    assert (task.nudged_at, task.escalated_at, task.escalated_again_at) == (None, None, None)
    promises = await committed.all(Promise)
    assert [(row.state, row.promised_at) for row in promises] == [
        (PromiseState.MOVED, kyiv(25, 10, 11)),
        (PromiseState.OPEN, kyiv(11, 18)),
    ]


async def test_a_date_moved_by_hand_stays_until_its_field_changes(ground: Ground) -> None:
    await ground.rule(due.on_date(sources.EXPECTED_CLOSE))
    await ground.enter()
    await ground.expect(date(2026, 12, 11))
    moved = kyiv(14, 12)
    async with ground.database.write(ground.anna, ground.clock.now()) as work:
        await tasks_core.postpone(work, await work.session.get_one(Task, (await ground.task()).id), moved, comment="x")
    await ground.happen(sources.PAYMENT)
    await ground.expect(date(2026, 12, 11))
    assert (await ground.task()).due_at == moved
    await ground.expect(date(2026, 12, 18))
    task = await ground.task()
    assert (task.due_at, task.moves) == (kyiv(18, 18), 1)


async def test_an_event_taken_back_gives_a_hand_moved_date_back(ground: Ground) -> None:
    await ground.rule(due.after_event(sources.PAYMENT, days=1))
    await ground.enter()
    moved = kyiv(14, 12)
    async with ground.database.write(ground.anna, ground.clock.now()) as work:
        await tasks_core.postpone(work, await work.session.get_one(Task, (await ground.task()).id), moved, comment="x")
    undo = await ground.happen(sources.PAYMENT)
    assert (await ground.task()).due_at == kyiv(25, 10, 11)
    await ground.services.deal_events.undo(ground.anna, undo)
    assert (await ground.task()).due_at == moved


async def test_closed_tasks_and_tasks_of_other_deals_stay(ground: Ground, committed: Committed) -> None:
    await ground.rule(due.on_date(sources.EXPECTED_CLOSE))
    other = await ground.enter()
    await ground.enter()
    task = await ground.task()
    await ground.services.tasks.done(ground.anna, task.id, task.version)
    await ground.expect(date(2026, 12, 18))
    for row in await committed.all(Task, Task.title == "Task 0"):
        assert row.due_at == row.first_due_at, row.deal_id == other.id


async def test_nothing_is_written_when_nothing_changed(ground: Ground, committed: Committed) -> None:
    await ground.rule(due.on_date(sources.EXPECTED_CLOSE))
    await ground.enter()
    before = await committed.count(HistoryEntry)
    async with ground.database.write(ground.anna, ground.clock.now()) as work:
        deal = await work.session.get_one(Deal, ground.deal_id)
        assert await due_following.follow(work, await policies.load(work), deal) == []
    assert await committed.count(HistoryEntry) == before


# ------------------------------------------------------------------------------------------------------------ property
RULES = (
    due.before_date(sources.EXPECTED_CLOSE, days=3, fallback=Offset(4)),
    due.on_date(sources.EXPECTED_CLOSE),
    due.after_event(sources.PAYMENT, days=2),
    due.after_event(sources.DOCUMENT, hours=3, fallback=Offset(1)),
    due.after_event(sources.ANSWER, minutes=15, fallback=Offset(30, Unit.MINUTES)),
    due.after_entering(days=2),
)


@pytest.mark.parametrize("seed", range(6))
async def test_after_any_changes_the_dates_are_those_of_the_final_state(ground: Ground, seed: int) -> None:
    chance = random.Random(seed)
    day_field, time_field = await ground.field(), await ground.field(FieldKind.MOMENT)
    own = (due.before_date(sources.of_field(day_field), days=1), due.before_date(sources.of_field(time_field), hours=2))
    ids = await ground.rule(*RULES, *own)
    await ground.rule_after(ids[0])
    await ground.enter()
    undoable: list[tuple[int, datetime]] = []
    for _ in range(14):
        ground.clock.advance(timedelta(minutes=chance.choice([0, 7, 90, 1500])))
        deed = chance.randrange(6)
        day = chance.choice([None, date(2026, 11, 20), date(2026, 12, 6), date(2027, 1, 1), date(2026, 12, 15)])
        if deed == 0:
            await ground.expect(day)
        elif deed == 1:
            await ground.say(day_field, day)
        elif deed == 2:
            await ground.say(time_field, day and datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC))
        elif deed == 3:
            undoable.append((await ground.happen(chance.choice(sources.EVENTS)), ground.clock.now()))
        elif deed == 4 and undoable and ground.clock.now() - undoable[-1][1] < DAY:
            await ground.services.deal_events.undo(ground.anna, undoable.pop()[0])
        elif deed == 5:
            task = next((row for row in await ground.tasks() if row.stage_task_id == ids[0]), None)
            if task is not None and task.status is TaskStatus.OPEN:
                await ground.services.tasks.done(ground.anna, task.id, task.version)
        await assert_final(ground)


async def assert_final(ground: Ground) -> None:
    """Every open task is due when its rule says so for what the deal's fields and events say now."""
    async with ground.database.read(SYSTEM, ground.clock.now()) as work:
        rules = await policies.load(work)
        deal = await work.session.get_one(Deal, ground.deal_id)
        for task in await stage_tasks_of(work, deal.id):
            if task.status is not TaskStatus.OPEN:
                continue
            template = await work.session.get_one(StageTask, task.stage_task_id)
            rule = due.from_json(template.due)
            told = await due_following.known(work, deal, [rule])
            events = {code: at for code, at in told.items() if at is None or isinstance(at, datetime)}
            expected = due.due_at(
                rule, rules.calendar, rules.settings.zone, entered_at=task.created_at, dates=told, events=events
            )
            assert task.due_at == round_up(expected, 5), (rule, told)
            assert task.waits_for == due.waits_for(rule, told, events)
