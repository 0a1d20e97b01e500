"""Pictures are drawn in a process of their own: the bot's memory stays small and nobody waits for its answers.

A picture a day per team does not pay for keeping matplotlib (some 60 MB) in the bot for ever.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from bot.ui.charts import DayChart, day_summary
from bot.ui.words import Words


async def draw_day(chart: DayChart, w: Words) -> bytes:
    """Draw the picture of a day; a PNG."""
    pool = ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))
    try:
        said = (w.locale, w.zone, w.now, w.currency)
        return await asyncio.get_running_loop().run_in_executor(pool, _draw_day, chart, said)
    finally:
        pool.shutdown(wait=False)


def _draw_day(chart: DayChart, said: tuple[object, ...]) -> bytes:
    return day_summary(chart, Words(*said))  # type: ignore[arg-type]
