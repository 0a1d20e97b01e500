"""The set-up as one file: written, read into another company, edited by hand, taken back (S2-21, S0-45)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from services import Services
from services.clock import ShiftedClock
from services.errors import Denied, Invalid, Stale
from services.rules import due, setup_toml
from services.rules.actor import SYSTEM
from services.rules.due import Binding, DueRule, Offset, Unit
from services.rules.field_kinds import FieldKind
from services.rules.kinds import PipelineCycle, StageKind, TaskKind
from services.rules.pipelines import flaw
from services.rules.setup_schema import check
from storage.tables import (
    CalendarDay,
    Department,
    FieldDefinition,
    LossReason,
    Pipeline,
    Resource,
    Stage,
    StageField,
    StageTask,
    WinReason,
)
from storage.unit_of_work import Database
from tests.conftest import TUESDAY
from tests.support import company, databases
from tests.support.company import People
from tests.support.databases import Committed
from tests.support.examples import examples
from tests.support.factory import Factory


async def text_of(services: Services, people: People) -> str:
    """The company's file."""
    return setup_toml.write(await services.setup_file.export(people.owner), {"": "Voronka", "pipelines": "a\nb"})


async def read(services: Services, people: People, text: str) -> Any:
    """Read a file in."""
    return await services.setup_file.read(people.owner, text.encode())


async def furnish(database: Database, clock: ShiftedClock) -> None:
    """Something of every section."""
    async with database.write(SYSTEM, clock.now()) as work:
        works = Department(name="Warehouse", user_ids=[])
        room = Resource(name="Hall", hours=[[["10:00", "14:00"]]] * 5 + [[], []], slot_minutes=30)
        work.session.add_all([works, room, WinReason(name="Near", position=50)])
        await work.session.flush()
        options = [{"id": 3, "name": "Red", "gone": False}, {"id": 1, "name": "Old", "gone": True}]
        event = FieldDefinition(name="Event", kind=FieldKind.DATE, position=0, hint="When?", pipeline_id=1)
        rows = [
            event,
            FieldDefinition(name="Colour", kind=FieldKind.OPTIONS, position=1, options=options),
            FieldDefinition(name="Room", kind=FieldKind.BOOKING, position=2, resource_id=room.id),
            CalendarDay(day=date(2026, 12, 31), name="Short day", hours=[["09:00", "13:00"]]),
            CalendarDay(day=date(2027, 1, 1), name="New Year", hours=None),
            LossReason(name="Too slow", position=99, department_id=works.id, for_leads=False),
        ]
        work.session.add_all(rows)
        await work.session.flush()
        stages = [row.id for row in await _rows(work, Stage) if row.pipeline_id == 1]
        first = next(row for row in await _rows(work, StageTask) if row.stage_id == stages[0])
        work.session.add(StageField(stage_id=stages[1], field_id=event.id, position=0))
        for number, rule in enumerate(
            (
                due.before_date(f"field:{event.id}", days=2, fallback=Offset(5)),
                due.after_event(f"task_done:{first.id}", hours=4),
                due.on_date("expected_close"),
                due.after_event("payment_received", minutes=30),
            )
        ):
            values = {"title": f"Extra {number}", "due": due.to_json(rule), "controller": "head"}
            work.session.add(StageTask(stage_id=stages[2], position=number + 1, **values))


async def _rows(work: Any, table: Any) -> list[Any]:
    return list(await work.session.scalars(select(table).order_by(table.id)))


async def test_a_company_is_copied_whole(
    services: Services, people: People, database: Database, clock: ShiftedClock, sqlite_template: Path, tmp_path: Path
) -> None:
    """Exported, read into an empty company, exported again: the same text; read once more: nothing changes."""
    await furnish(database, clock)
    await services.company.change(
        people.owner, grace_minutes=45, quiet_from="21:30", hours=((("10:00", "19:00"),),) * 7
    )
    text = await text_of(services, people)
    assert 'due = "2 days before field Event; otherwise 5 days"' in text
    assert 'due = "4 hours after done Prepare and hold the presentation"' in text
    other = Database(databases.copy_sqlite(sqlite_template, tmp_path / "other.sqlite3"))
    try:
        await company.hire(other, clock)
        theirs = Services(other, clock)
        looked = await theirs.setup_file.look(people.owner, text.encode())
        assert looked.reading.flaws == []
        assert (await theirs.pipelines.all(people.owner)).lines == ()
        first = await read(theirs, people, text)
        assert len(first.reading.added) == len(looked.reading.added) > 70
        assert await text_of(theirs, people) == text
        again = await read(theirs, people, text)
        assert (again.reading.added, again.reading.changed, again.done) == ([], [], None)
    finally:
        await other.close()


async def test_a_file_of_its_own_changes_nothing(services: Services, people: People) -> None:
    looked = await read(services, people, await text_of(services, people))
    assert (looked.reading.added, looked.reading.changed, looked.done) == ([], [], None)


async def test_a_file_edited_by_hand(
    services: Services, people: People, factory: Factory, committed: Committed
) -> None:
    deal = await factory.deal(people.anna, stage=1)
    before = await text_of(services, people)
    edited = before.replace('name = "B2B: new clients"', 'name = "Factories"', 1)
    edited = edited.replace("probability = 20", "probability = 25", 1).replace(
        "grace_minutes = 60", "grace_minutes = 5", 1
    )
    edited = edited.replace('due = "1 days after entering"', 'due = "3 hours after client_answered"', 1)
    edited += '\n[[pipelines]]\nname = "Tenders"\n' + "".join(
        f'[[pipelines.stages]]\nname = "{kind}"\nkind = "{kind}"\n' for kind in StageKind
    )
    looked = await services.setup_file.look(people.owner, edited.encode())
    assert {(entry.section, entry.name) for entry in looked.reading.added} == {
        ("pipelines", "Tenders"), *(("stages", kind.value) for kind in StageKind),
    }  # fmt: skip
    assert {(entry.section, entry.name) for entry in looked.reading.changed} == {
        ("settings", "grace_minutes"), ("pipelines", "Factories"), ("stages", "General offer"),
        ("stages", "Presentation"),
    }  # fmt: skip
    assert await text_of(services, people) == before
    done = (await read(services, people, edited)).done
    stage = (await factory.stages())[1]
    assert stage.probability == 25
    assert deal.stage_id == stage.id
    taken = await services.setup_changes.undo(people.owner, done.undo_id)
    assert taken.kept == 0
    assert await text_of(services, people) == before


async def test_an_undo_after_a_day_is_too_late(services: Services, people: People, clock: ShiftedClock) -> None:
    text = (await text_of(services, people)).replace("grace_minutes = 60", "grace_minutes = 5")
    done = (await read(services, people, text)).done
    clock.advance(timedelta(days=1))
    with pytest.raises(Stale, match="undo_over"):
        await services.setup_changes.undo(people.owner, done.undo_id)


FLAWS: dict[str, tuple[str, str, str]] = {
    "a number": ("probability = 20", "probability = 120", "setup_number"),
    "a word": ("probability = 20", 'probability = "many"', "setup_number"),
    "a kind": ('kind = "won"', 'kind = "sold"', "setup_choice"),
    "a key": ("probability = 20", "chance = 20", "setup_unknown"),
    "a due": ('due = "1 days after entering"', 'due = "soon"', "setup_due"),
    "a source": ('due = "1 days after entering"', 'due = "on field Nothing"', "setup_no_source"),
    "a person": ('responsible = "owner"', 'responsible = "anybody"', "setup_who"),
    "a name": ('name = "General offer"', f'name = "{"x" * 300}"', "setup_name"),
    "no name": ('name = "General offer"', "", "setup_missing"),
    "twice": ('name = "General offer"', 'name = "Presentation"', "setup_twice"),
    "hours": ('mon = "09:00-18:00"', 'mon = "18:00-09:00"', "setup_hours"),
    "a setting": ("grace_minutes = 60", "grace_minutes = -1", "setup_value"),
    "a zone": ('zone = "Europe/Kyiv"', 'zone = "Atlantis"', "setup_value"),
    "no format": ("format = 1", "format = 2", "setup_format"),
    "no last stage": ('kind = "lost"', 'kind = "open"', "stage_lost_needed"),
}


@pytest.mark.parametrize("case", FLAWS)
async def test_what_is_wrong_is_told_with_its_line(services: Services, people: People, case: str) -> None:
    old, new, code = FLAWS[case]
    before = await text_of(services, people)
    text = before.replace(old, new, 1)
    assert text != before
    looked = await services.setup_file.look(people.owner, text.encode())
    assert [found.code for found in looked.reading.flaws] == [code]
    line = looked.line(looked.reading.flaws[0])
    if code not in {"setup_missing", "stage_lost_needed"}:
        assert new.partition(" = ")[0] in text.splitlines()[line - 1]
    assert line > 0
    with pytest.raises(Invalid, match="setup_flaws"):
        await read(services, people, text)
    assert await text_of(services, people) == before


async def test_a_kind_with_deals_is_not_changed(services: Services, people: People, factory: Factory) -> None:
    await factory.deal(people.anna, stage=1)
    text = await text_of(services, people)
    at = text.index('name = "General offer"')
    text = text[:at] + text[at:].replace('kind = "open"', 'kind = "won"', 1)
    looked = await services.setup_file.look(people.owner, text.encode())
    assert [found.code for found in looked.reading.flaws] == ["stage_kind_deals"]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"\xff\xfe\x00", "setup_not_text"), (b"[x", "setup_not_toml"), (b"x" * 1_000_001, "setup_too_big")],
)
async def test_what_is_no_set_up_file(services: Services, people: People, content: bytes, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        await services.setup_file.look(people.owner, content)


async def test_people_who_are_not_here_are_told(services: Services, people: People, committed: Committed) -> None:
    text = (await text_of(services, people)).replace('responsible = "owner"', 'responsible = "person: Nobody"', 1)
    looked = await read(services, people, text)
    assert [(hint.code, hint.params) for hint in looked.reading.hints] == [("setup_nobody", {"name": "Nobody"})]
    text = text.replace("person: Nobody", "person: Anna Manager")
    assert (await read(services, people, text)).reading.hints == []
    assert await committed.count(StageTask, StageTask.responsible_id == people.anna.user_id) == 1
    assert 'responsible = "person: Anna Manager"' in await text_of(services, people)


async def test_a_required_field_is_said_as_a_whole(
    services: Services, people: People, database: Database, clock: ShiftedClock, committed: Committed
) -> None:
    await furnish(database, clock)
    text = (await text_of(services, people)).replace('required = ["Event"]', 'required = ["Colour", "Room"]')
    done = (await read(services, people, text)).done
    assert await committed.count(StageField) == 2
    await services.setup_changes.undo(people.owner, done.undo_id)
    assert (await committed.one(StageField)).position == 0
    assert 'required = ["Event"]' in await text_of(services, people)


async def test_only_admins(services: Services, people: People) -> None:
    for call in (
        services.setup_file.export(people.boris),
        services.setup_file.look(people.anna, b""),
        services.setup_file.read(people.client, b""),
    ):
        with pytest.raises(Denied):
            await call


# ------------------------------------------------------------------------------------------------- any set-up there is
LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), min_size=1, max_size=30)
PROSE = st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(str.strip)
OFFSET = st.builds(Offset, st.integers(0, 9999), st.sampled_from(Unit))


def distinct(names: st.SearchStrategy[str], most: int) -> st.SearchStrategy[list[str]]:
    """Names that differ even when case does not count."""
    return st.lists(names, max_size=most, unique_by=str.casefold)


@st.composite
def set_ups(draw: st.DrawFn) -> dict[str, Any]:
    """Rows of a whole set-up, as plain values."""
    fields = draw(distinct(LINE, 3))
    pipelines = {}
    for name in draw(st.lists(LINE, min_size=1, max_size=3, unique_by=str.casefold)):
        kinds = draw(st.lists(st.sampled_from(StageKind), min_size=3, max_size=6).filter(lambda found: not flaw(found)))
        names = draw(st.lists(LINE, min_size=len(kinds), max_size=len(kinds), unique_by=str.casefold))
        pipelines[name] = [
            {
                "name": stage, "kind": kind, "description": draw(PROSE), "probability": draw(st.integers(0, 100)),
                "late": draw(st.booleans()), "expected_hours": draw(st.none() | st.integers(1, 999)),
                "required": draw(st.lists(st.sampled_from(fields), unique=True)) if fields else [],
                "tasks": draw(st.lists(st.tuples(LINE, PROSE, OFFSET, st.sampled_from(TaskKind)), max_size=2)),
            }
            for stage, kind in zip(names, kinds, strict=True)
        ]  # fmt: skip
    return {"fields": fields, "pipelines": pipelines, "reasons": draw(distinct(LINE, 4)), "cycle": draw(CYCLES)}


CYCLES = st.sampled_from(PipelineCycle)


async def build(database: Database, plan: dict[str, Any]) -> None:
    """Store it."""
    async with database.write(SYSTEM, TUESDAY) as work:
        fields = [FieldDefinition(name=name, kind="text", position=n) for n, name in enumerate(plan["fields"])]
        work.session.add_all(fields)
        work.session.add_all(LossReason(name=name, position=n) for n, name in enumerate(plan["reasons"]))
        await work.session.flush()
        ids = {row.name: row.id for row in fields}
        for position, (name, stages) in enumerate(plan["pipelines"].items()):
            pipeline = Pipeline(name=name, cycle=plan["cycle"], position=position)
            work.session.add(pipeline)
            await work.session.flush()
            for number, item in enumerate(stages):
                plain = {key: value for key, value in item.items() if key not in {"required", "tasks"}}
                stage = Stage(pipeline_id=pipeline.id, position=number, **plain)
                work.session.add(stage)
                await work.session.flush()
                for n, wanted in enumerate(item["required"]):
                    work.session.add(StageField(stage_id=stage.id, field_id=ids[wanted], position=n))
                for n, (title, instruction, offset, kind) in enumerate(item["tasks"]):
                    rule = due.to_json(DueRule(Binding.AFTER_ENTERING, offset))
                    values = {"title": title, "instruction": instruction, "kind": kind, "due": rule}
                    work.session.add(StageTask(stage_id=stage.id, position=n, **values))


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the companies of all examples lie."""
    return tmp_path_factory.mktemp("set-ups")


@settings(max_examples=examples(5), deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=set_ups())
async def test_any_set_up_comes_back_equal(plan: dict[str, Any], sqlite_template: Path, places: Path) -> None:
    await _comes_back(plan, sqlite_template, places)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=set_ups())
async def test_very_many_set_ups_come_back_equal(plan: dict[str, Any], sqlite_template: Path, places: Path) -> None:
    await _comes_back(plan, sqlite_template, places)


async def _comes_back(plan: dict[str, Any], sqlite_template: Path, places: Path) -> None:
    clock, number = ShiftedClock(TUESDAY), len(list(places.iterdir()))
    ours = Database(databases.copy_sqlite(sqlite_template, places / f"{number}.sqlite3"))
    theirs = Database(databases.copy_sqlite(sqlite_template, places / f"{number}-copy.sqlite3"))
    try:
        people = await company.hire(ours, clock)
        await company.hire(theirs, clock)
        await build(ours, plan)
        text = await text_of(Services(ours, clock), people)
        assert check(setup_toml.read(text)) == []
        await read(Services(theirs, clock), people, text)
        assert await text_of(Services(theirs, clock), people) == text
        again = await read(Services(theirs, clock), people, text)
        assert (again.reading.added, again.reading.changed) == ([], [])
    finally:
        await ours.close()
        await theirs.close()
