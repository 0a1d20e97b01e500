"""Work on many rows goes to a thread, so that others are answered meanwhile.

Python's lock is handed over every five milliseconds, so the event loop gets its turn while rows are looked through.
There is one such thread: two would share the same processor, and the loop would have to wait for both of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any, Final, TypeVar

from sqlalchemy import Select

from storage.unit_of_work import Work

T = TypeVar("T")

FEW: Final = 500
"""Rows that are looked through in less than a trip to the thread would delay, some milliseconds."""

_thread: Final = ThreadPoolExecutor(max_workers=1)


async def aside(size: int, work: Callable[[], T]) -> T:
    """Work something out of `size` rows: here if they are few, else in the thread. `work` only computes."""
    if size < FEW:
        return work()
    return await asyncio.get_running_loop().run_in_executor(_thread, work)


async def of_rows(work: Work, statement: Select[Any], made: Callable[[Iterable[Any]], T]) -> T:
    """Work something out of the rows of a statement that gives columns, not records. `made` only computes.

    Past the session: it would look through all rows at once, here.
    """
    if work.session.autoflush:
        await work.session.flush()
    result = await (await work.session.connection()).execute(statement)
    first = result.fetchmany(FEW)
    return await aside(len(first), lambda: made(chain(first, result)))
