"""Every indicator of random companies, by every slice, against an independent computation (issue "numbers" 7)."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services import policy
from services.clock import ShiftedClock
from services.indicator_views import Table
from services.rules import periods
from services.rules.actor import SYSTEM
from services.rules.indicators import INDICATORS, By, OwnField, Unit
from services.rules.indicators.formula import Outside
from storage.unit_of_work import Database
from tests.support.indicator_facts import Facts
from tests.support.indicator_making import Maker, fill

CODES = [code for code, one in INDICATORS.items() if not isinstance(one.formula, Outside)]
ZONES = ("Europe/Kyiv", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe")
"""Summer time ends in the first two within the days the companies live, begins in the last one, by half an hour."""
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def answer(table: Table) -> dict[tuple[Any, ...], tuple[Any, int]]:
    """A table as the oracle has it."""
    return {tuple(item.key for _, item in row.slice): (row.value, row.n) for row in table.rows}


def agree(ours: dict[Any, Any], theirs: dict[Any, Any], unit: Unit) -> bool:
    """The same keys, the same numbers of records, and the same values."""
    if ours.keys() != theirs.keys():
        return False
    for key, (value, n) in ours.items():
        other, m = theirs[key]
        if n != m or (value is None) != (other is None):
            return False
        if value is not None and (value != other if unit is Unit.MONEY else value != pytest.approx(float(other))):
            return False
    return True


def spans(dice: random.Random) -> tuple[date, date]:
    """A month, a few days around a change of clocks, all there is, or the days that still run."""
    month = periods.containing(periods.PeriodKind.MONTH, date(2026, dice.choice((9, 10, 11)), 1))
    last = date(2026, 10, 24) + timedelta(days=dice.randint(0, 2))
    return dice.choice(
        (
            (month.start, month.end),
            (last, last + timedelta(days=dice.randint(1, 9))),
            (date(2026, 7, 1), date(2026, 12, 1)),
            (date(2026, 11, 20), date(2026, 12, 5)),
        )
    )


@pytest.mark.parametrize("seed", range(4))
async def test_the_numbers_are_those_of_an_independent_computation(
    database: Database, people, clock: ShiftedClock, services, committed, seed: int
):
    dice = random.Random(seed)
    zone = ZONES[seed % len(ZONES)]
    maker = await Maker(database, NOW).open(zone)
    await fill(maker, people, dice)
    async with database.read(SYSTEM, NOW) as work:
        calendar = (await policy.load(work)).calendar
    oracle = await Facts.read(committed, zone, NOW, calendar)
    first, until = spans(dice)
    period = periods.between(first, until)
    wrong = []
    for code in CODES:
        slices: list[By] = [*sorted(INDICATORS[code].slices)]
        slices += [own for own in map(OwnField, oracle.lists) if INDICATORS[code].can(own)]
        for by in [(), *((one,) for one in dice.sample(slices, min(4, len(slices)))), tuple(dice.sample(slices, 2))]:
            ours = answer(await services.indicators.table(SYSTEM, code, period, by))
            theirs = oracle.table(code, first, until, [one.value for one in by])
            if not agree(ours, theirs, INDICATORS[code].unit):
                odd = [(key, ours.get(key), theirs.get(key)) for key in {*ours, *theirs}]
                odd = [one for one in odd if one[1] != one[2]][:3]
                wrong.append(f"{code} by {'+'.join(one.value for one in by)} {first}…{until}: {odd}")
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(wrong[:15])
