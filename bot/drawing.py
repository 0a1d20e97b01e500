"""Pictures are drawn in a process of their own: the bot's memory stays small and nobody waits for its answers.

A picture a day per team does not pay for keeping matplotlib (some 60 MB) for ever; but who looks at one picture looks
at the next, so the process stays for a while after the last one.
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


WARM: Final = 90.0
"""Seconds the process stays after the last picture: the next one comes several times faster."""


class Studio:
    """One drawing process, there while pictures are wanted and a little longer."""

    def __init__(self, warm: float = WARM) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._wanted = 0
        self._warm = warm
        self._end: asyncio.TimerHandle | None = None

    async def draw(self, what: Callable[[Chart, Words], bytes], chart: Chart, w: Words) -> bytes:
        """Draw a chart; a PNG."""
        self._stay()
        self._pool = pool = self._pool or ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))
        self._wanted += 1
        loop = asyncio.get_running_loop()
        try:
            said = (w.locale, w.zone, w.now, w.currency)
            # Even starting a process takes its time.
            drawn = await loop.run_in_executor(None, pool.submit, _draw, what, chart, said)
            return await asyncio.wrap_future(drawn)
        except BrokenProcessPool:
            if self._pool is pool:
                self._pool = None  # the next picture gets a new process
            raise
        finally:
            self._wanted -= 1
            if not self._wanted:
                self._stay()
                self._end = loop.call_later(self._warm, self.close)

    def close(self) -> None:
        """End the process, unless it draws; the next picture starts another one."""
        self._stay()
        if self._pool is not None and not self._wanted:
            self._pool.shutdown(wait=False)
            self._pool = None

    def _stay(self) -> None:
        if self._end is not None:
            self._end.cancel()
            self._end = None


STUDIO: Final = Studio()
draw: Final = STUDIO.draw


async def draw_day(chart: DayChart, w: Words) -> bytes:
    """Draw the picture of a day; a PNG."""
    return await draw(day_summary, chart, w)


def _draw(what: Callable[[Chart, Words], bytes], chart: Chart, said: tuple[object, ...]) -> bytes:
    return what(chart, Words(*said))  # type: ignore[arg-type]
