"""Pictures are drawn in a process of their own: the bot's memory stays small and nobody waits for its answers.

A picture a day per team does not pay for keeping matplotlib (some 60 MB) in the bot for ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Final, TypeVar

from bot.ui.charts import DayChart, day_summary
from bot.ui.words import Words

Chart = TypeVar("Chart")


class Studio:
    """One drawing process, there only while pictures are wanted: at the day's end all heads want theirs at once."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._wanted = 0

    async def draw(self, what: Callable[[Chart, Words], bytes], chart: Chart, w: Words) -> bytes:
        """Draw a chart; a PNG."""
        self._pool = pool = self._pool or ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))
        self._wanted += 1
        try:
            said = (w.locale, w.zone, w.now, w.currency)
            return await asyncio.get_running_loop().run_in_executor(pool, _draw, what, chart, said)
        except BrokenProcessPool:
            self._pool = None  # the next picture gets a new process
            raise
        finally:
            self._wanted -= 1
            if not self._wanted:
                pool.shutdown(wait=False)
                self._pool = None


draw: Final = Studio().draw


async def draw_day(chart: DayChart, w: Words) -> bytes:
    """Draw the picture of a day; a PNG."""
    return await draw(day_summary, chart, w)


def _draw(what: Callable[[Chart, Words], bytes], chart: Chart, said: tuple[object, ...]) -> bytes:
    return what(chart, Words(*said))  # type: ignore[arg-type]
