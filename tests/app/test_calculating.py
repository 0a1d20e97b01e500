"""Forecasts made by a process of its own, which the rest of the suite makes in the process of the tests."""

from __future__ import annotations

from dataclasses import replace

from bot.calculating import apart
from services.clock import ShiftedClock
from services.forecast_order import Order, Wanted, make_here
from services.rules.worktime import local_day
from storage.unit_of_work import Database
from tests.support.company import SETTINGS, People
from tests.support.selling import Selling


async def test_another_process_makes_the_same_and_is_gone(
    database: Database, clock: ShiftedClock, people: People
) -> None:
    await Selling(database, clock, [people.anna, people.oleg]).days(20)
    day = local_day(clock.now(), SETTINGS.zone)
    order = Order(clock.now(), day, (Wanted.days(day, 28),), singles=True)
    made, expected = await apart(database, order), await make_here(database, order)
    assert expected.singles is not None
    assert made.singles == expected.singles
    assert [replace(table, seconds=0) for table in made.tables] == [
        replace(table, seconds=0) for table in expected.tables
    ]
