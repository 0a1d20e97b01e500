"""A set-up file sent back as it came changes nothing, whatever has happened to the company (S2-21)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from services import Services
from services.clock import ShiftedClock
from services.rules import due
from services.rules.actor import SYSTEM
from services.rules.due import Offset
from services.rules.field_kinds import FieldKind
from services.rules.kinds import UserStatus
from storage.tables import (
    CalendarDay,
    Department,
    FieldDefinition,
    LossReason,
    Resource,
    Stage,
    StageField,
    StageTask,
    Team,
    User,
)
from storage.unit_of_work import Database
from tests.conftest import TUESDAY
from tests.services.test_setup_file import build, furnish, places, read, set_ups, text_of
from tests.support import company, databases
from tests.support.company import People
from tests.support.examples import examples

__all__ = ["places"]

VERA = 6
"""The id of the last one hired."""
AGO = datetime(2026, 10, 1, tzinfo=UTC)


async def untouched(services: Services, people: People) -> Any:
    """What reading the company's own file in would do."""
    return (await services.setup_file.look(people.owner, (await text_of(services, people)).encode())).reading


def nothing(reading: Any) -> bool:
    """No flaw, no hint, no change."""
    return not (reading.flaws or reading.hints or reading.added or reading.changed)


async def test_a_furnished_company(services: Services, people: People, database: Database, clock: ShiftedClock) -> None:
    await furnish(database, clock)
    assert nothing(await untouched(services, people))


MESS: dict[str, Any] = {
    "gaps between required fields": update(StageField).values(position=StageField.position * 3 + 5),
    "a choice taken away in the middle": update(FieldDefinition)
    .where(FieldDefinition.name == "Colour")
    .values(options=[{"id": 1, "name": "Old", "gone": True}, {"id": 3, "name": "Red", "gone": False}]),
    "a due date of an archived field": update(FieldDefinition)
    .where(FieldDefinition.name == "Event")
    .values(archived_at=AGO),
    "a due date of an archived task": update(StageTask).where(StageTask.position == 0).values(archived_at=AGO),
    "an archived resource": update(Resource).values(archived_at=AGO),
    "an archived department": update(Department).values(archived_at=AGO),
    "a task of somebody who has left": update(StageTask).values(responsible="user", responsible_id=VERA),
    "a controller who has left": update(StageTask).values(controller="user", controller_id=VERA),
    "no hours on a special day": update(CalendarDay).values(hours=[]),
    "gaps between stages": update(Stage).values(position=Stage.position * 2 + 1),
    "gaps between reasons": update(LossReason).values(position=LossReason.position * 7),
    "no description": update(Stage).values(description="  x\n\ny  "),
}


@pytest.mark.parametrize("mess", MESS)
async def test_what_life_leaves_behind_is_no_change(
    services: Services, people: People, database: Database, clock: ShiftedClock, mess: str
) -> None:
    await furnish(database, clock)
    async with database.write(SYSTEM, clock.now()) as work:
        await work.session.execute(MESS[mess])
        if "left" in mess:
            (await work.session.get_one(User, people.vera.user_id)).status = UserStatus.INACTIVE
    reading = await untouched(services, people)
    assert nothing(reading), (reading.flaws, reading.hints, reading.added, reading.changed)


async def test_two_people_of_one_name(
    services: Services, people: People, database: Database, clock: ShiftedClock
) -> None:
    """The file can tell only the name: it is still the same person's task."""
    await furnish(database, clock)
    async with database.write(SYSTEM, clock.now()) as work:
        for user in await work.session.scalars(
            select(User).where(User.id.in_((people.anna.user_id, people.oleg.user_id)))
        ):
            user.name = "Same Name"
        for team in await work.session.scalars(select(Team)):
            team.name = "Same Team"
        last = max((await work.session.scalars(select(Team.id))).all())
        first, second, *_ = await work.session.scalars(select(StageTask).order_by(StageTask.id))
        first.responsible, first.responsible_id = "user", people.oleg.user_id
        second.responsible, second.responsible_id = "team", last
    assert nothing(await untouched(services, people))


@settings(max_examples=examples(8), deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=set_ups(), data=st.data())
async def test_any_company_and_any_mess(plan: dict[str, Any], data: Any, sqlite_template: Path, places: Path) -> None:
    """Rows moved apart, archived, with due dates of each other."""
    clock, number = ShiftedClock(TUESDAY), len(list(places.iterdir()))
    ours = Database(databases.copy_sqlite(sqlite_template, places / f"{number}-own.sqlite3"))
    try:
        people = await company.hire(ours, clock)
        await build(ours, plan)
        async with ours.write(SYSTEM, TUESDAY) as work:
            work.session.add(CalendarDay(day=date(2027, 1, 1), name="New Year", hours=None))
            fields = list(await work.session.scalars(select(FieldDefinition)))
            tasks = list(await work.session.scalars(select(StageTask)))
            for task in tasks:
                source = data.draw(st.sampled_from([*fields, *tasks, None]))
                if isinstance(source, FieldDefinition):
                    task.due = due.to_json(due.before_date(f"field:{source.id}", days=1, fallback=Offset(2)))
                elif source is not None:
                    task.due = due.to_json(due.after_event(f"task_done:{source.id}", hours=4))
            for row in (*fields, *tasks, *await work.session.scalars(select(LossReason))):
                row.position = data.draw(st.integers(0, 5))
                row.archived_at = data.draw(st.sampled_from([None, None, AGO]))
            for field in fields:
                names = data.draw(st.lists(st.sampled_from("abcd"), unique=True))
                if names and data.draw(st.booleans()):
                    field.kind = FieldKind.OPTION
                    gone = data.draw(st.lists(st.booleans(), min_size=len(names), max_size=len(names)))
                    field.options = [{"id": n, "name": name, "gone": gone[n]} for n, name in enumerate(names)]
        reading = await untouched(Services(ours, clock), people)
        assert nothing(reading), (reading.flaws, reading.hints, reading.added, reading.changed)
        done = await read(Services(ours, clock), people, await text_of(Services(ours, clock), people))
        assert done.done is None
    finally:
        await ours.close()
