"""Forecasts are made in a process of their own: thousands of deals and numpy would hold up everybody's answers."""

from __future__ import annotations

import asyncio
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from services.forecast_order import Made, Order, make_here
from storage.unit_of_work import Database


async def apart(database: Database, order: Order) -> Made:
    """Make forecasts in a new process, which is gone afterwards. Raises BrokenProcessPool if that dies."""
    loop = asyncio.get_running_loop()
    pool = ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))
    try:
        # Even starting a process takes its time.
        future = await loop.run_in_executor(None, pool.submit, _made, database.url, order)
        return await asyncio.wrap_future(future)
    finally:
        pool.shutdown(wait=False)


def _made(url: str, order: Order) -> Made:
    return asyncio.run(_with_database(url, order))


async def _with_database(url: str, order: Order) -> Made:
    database = Database(url)
    try:
        return await make_here(database, order)
    finally:
        await database.close()
