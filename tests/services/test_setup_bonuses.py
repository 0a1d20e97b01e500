"""Bonus rules in the set-up file: copied, changed from this month on, taken back; closed months stay (S1-09, S0-45)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import Services
from services.clock import ShiftedClock
from services.errors import Invalid
from services.rules import setup_toml
from services.rules.actor import SYSTEM
from services.rules.bonus import Step, parse_steps, steps_flaw, steps_from, steps_line
from services.rules.kinds import BonusBase
from services.rules.setup_schema import check
from storage.tables import BonusRule, Team
from storage.unit_of_work import Database
from tests.services.test_setup_file import read, text_of
from tests.support import company, databases
from tests.support.company import People
from tests.support.databases import Committed

STEPS = (Step(0, 200), Step(80, 300), Step(100, 550))
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


async def rules(committed: Committed) -> list[tuple[str, str, date, date | None, int | None]]:
    """All rules: base, steps, from, to, cap."""
    found = sorted(await committed.all(BonusRule), key=lambda row: (row.from_day, row.id))
    return [(row.base.value, steps_line(steps_from(row.steps)), row.from_day, row.to_day, row.cap) for row in found]


async def since_august(database: Database, clock: ShiftedClock, **values: object) -> BonusRule:
    """A rule that counts since August."""
    async with database.write(SYSTEM, clock.now()) as work:
        row = BonusRule(
            name="", base=BonusBase.REVENUE, steps=[{"from": 0, "rate": 300}], from_day=date(2026, 8, 1),
            created_at=clock.now(), **values,
        )  # fmt: skip
        work.session.add(row)
    return row


async def test_rules_are_copied_to_another_company(
    services: Services, people: People, sqlite_template: Path, tmp_path: Path, clock: ShiftedClock
) -> None:
    owner = people.owner
    everybody = await services.bonuses.add(owner, BonusBase.REVENUE, STEPS)
    pipeline = everybody.card.pipelines[0].id
    limited = await services.bonuses.add(owner, BonusBase.MARGIN, (Step(0, 1000),))
    rule = limited.card.rule
    limited = await services.bonuses.change(owner, rule.id, rule.version, pipeline=pipeline, cap=5_000_50)
    again = await services.bonuses.add(owner, BonusBase.REVENUE, STEPS)
    later = await services.bonuses.begin(owner, limited.card.rule.id, limited.card.rule.version, later=True)
    assert later.card.rule.from_day == DECEMBER
    text = await text_of(services, people)
    assert 'steps = "2; 80: 3; 100: 5.5"' in text
    assert "cap = 5000.5\nfrom = 2026-12-01" in text
    assert again.undo_id
    other = Database(databases.copy_sqlite(sqlite_template, tmp_path / "other.sqlite3"))
    try:
        await company.hire(other, clock)
        theirs = Services(other, clock)
        first = await read(theirs, people, text)
        assert [entry.name for entry in first.reading.added if entry.section == "bonus_rules"] == [
            "2; 80: 3; 100: 5.5", "10",
        ]  # fmt: skip
        assert await text_of(theirs, people) == text
        assert (await read(theirs, people, text)).done is None
    finally:
        await other.close()


async def test_a_changed_rule_counts_from_this_month_and_is_taken_back(
    services: Services, people: People, database: Database, clock: ShiftedClock, committed: Committed
) -> None:
    await since_august(database, clock)
    text = await text_of(services, people)
    done = await read(services, people, text.replace('steps = "3"', 'steps = "4; 100: 6"'))
    assert [(entry.section, entry.name) for entry in done.reading.changed] == [("bonus_rules", "4; 100: 6")]
    assert await rules(committed) == [
        ("revenue", "3", date(2026, 8, 1), NOVEMBER, None), ("revenue", "4; 100: 6", NOVEMBER, None, None),
    ]  # fmt: skip
    await services.setup_changes.undo(people.owner, done.done.undo_id)
    assert await rules(committed) == [("revenue", "3", date(2026, 8, 1), None, None)]
    assert await text_of(services, people) == text


async def test_a_rule_of_this_month_is_changed_in_place_and_one_to_come_is_added(
    services: Services, people: People, committed: Committed
) -> None:
    await services.bonuses.add(people.owner, BonusBase.REVENUE, (Step(0, 300),))
    text = await text_of(services, people)
    coming = '\n[[bonus_rules]]\nbase = "margin"\nsteps = "10"\nfrom = 2026-12-01\n'
    done = await read(services, people, text.replace('steps = "3"', 'steps = "3.25"\ncap = 900') + coming)
    assert (len(done.reading.added), len(done.reading.changed)) == (1, 1)
    assert await rules(committed) == [
        ("revenue", "3.25", NOVEMBER, DECEMBER, 900_00), ("margin", "10", DECEMBER, None, None),
    ]  # fmt: skip
    own = await text_of(services, people)
    assert (await read(services, people, own)).done is None


async def test_a_rule_of_a_team_that_is_not_here_is_left_out_with_a_hint(
    services: Services, people: People, database: Database, clock: ShiftedClock, committed: Committed
) -> None:
    async with database.write(SYSTEM, clock.now()) as work:
        team = Team(name="East")
        work.session.add(team)
    rule = '\n[[bonus_rules]]\nbase = "revenue"\nsteps = "5"\nteam = "%s"\n'
    text = await text_of(services, people) + rule % "east" + rule % "West"
    done = await read(services, people, text)
    assert [(flaw.code, flaw.params["name"]) for flaw in done.reading.hints] == [("setup_no_team", "West")]
    assert [row.team_id for row in await committed.all(BonusRule)] == [team.id]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ('base = "profit"\nsteps = "3"', "setup_choice"),
        ('base = "revenue"', "setup_missing"),
        ('base = "revenue"\nsteps = "lots"', "setup_steps"),
        ('base = "revenue"\nsteps = 3', "setup_steps"),
        ('base = "revenue"\nsteps = "80: 3"', "bonus_steps"),
        ('base = "revenue"\nsteps = "3; 100: 5; 90: 4"', "bonus_order"),
        ('base = "revenue"\nsteps = "300"', "bonus_rate"),
        ('base = "revenue"\nsteps = "3"\ncap = -5', "setup_sum"),
        ('base = "revenue"\nsteps = "3"\ncap = "5"', "setup_sum"),
        ('base = "revenue"\nsteps = "3"\nfrom = 2026-12-05', "setup_month"),
        ('base = "revenue"\nsteps = "3"\nfor = "all"', "setup_unknown"),
    ],
)
def test_a_wrong_rule_is_told(lines: str, code: str) -> None:
    text = f"format = 1\n\n[[bonus_rules]]\n{lines}\n"
    assert [flaw.code for flaw in check(setup_toml.read(text))] == [code]


@pytest.mark.parametrize(
    ("more", "code"), [('pipeline = "Nowhere"', "setup_no_such"), ("", "setup_twice")]
)  # fmt: skip
async def test_what_cannot_be_read_stops_the_file(
    services: Services, people: People, committed: Committed, more: str, code: str
) -> None:
    rule = '\n[[bonus_rules]]\nbase = "revenue"\nsteps = "5"\n'
    text = await text_of(services, people) + rule + rule + more + "\n"
    looked = await services.setup_file.look(people.owner, text.encode())
    assert code in [flaw.code for flaw in looked.reading.flaws]
    with pytest.raises(Invalid, match="setup_flaws"):
        await read(services, people, text)
    assert await committed.count(BonusRule) == 0


@given(st.lists(st.tuples(st.integers(1, 1000), st.integers(0, 10_000)), max_size=5, unique_by=lambda pair: pair[0]))
def test_steps_are_read_as_they_are_written(pairs: list[tuple[int, int]]) -> None:
    steps = (Step(0, 123), *(Step(start, rate) for start, rate in sorted(pairs)))
    assert steps_flaw(steps) is None
    assert parse_steps(steps_line(steps)) == steps
