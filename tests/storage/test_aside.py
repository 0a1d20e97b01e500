"""Work on many rows is done beside the event loop; on few at once."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import literal, select

from services.rules.actor import SYSTEM
from storage.aside import FEW, aside, of_rows
from storage.unit_of_work import Database


async def test_few_rows_are_worked_through_at_once_and_many_in_the_thread() -> None:
    here = threading.get_ident()
    assert await aside(FEW - 1, threading.get_ident) == here
    there = {await aside(FEW, threading.get_ident) for _ in range(3)}
    assert len(there) == 1
    assert here not in there


async def test_the_loop_goes_on_meanwhile() -> None:
    begun, gone_on = threading.Event(), threading.Event()

    def work() -> bool:
        begun.set()
        return gone_on.wait(10)

    async def others() -> None:
        while not begun.is_set():  # noqa: ASYNC110 - set by the thread
            await asyncio.sleep(0)
        gone_on.set()

    waited, _ = await asyncio.gather(aside(FEW, work), others())
    assert waited


async def test_what_goes_wrong_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        await aside(FEW, lambda: 1 // 0)


@pytest.mark.parametrize("count", [1, FEW - 1, FEW, 3 * FEW + 1])
async def test_every_row_of_a_result_is_there_in_its_order(database: Database, count: int) -> None:
    numbers = select(literal(0).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n + 1 < count))
    statement = select(numbers.c.n).order_by(numbers.c.n)
    async with database.read(SYSTEM, datetime(2026, 11, 24, tzinfo=UTC)) as work:
        found, thread = await of_rows(work, statement, lambda rows: ([row.n for row in rows], threading.get_ident()))
        assert (await work.session.scalar(select(literal(7)))) == 7
    assert found == list(range(count))
    assert (thread == threading.get_ident()) is (count < FEW)
