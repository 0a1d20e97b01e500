"""Pictures and files are made in a process of their own: the bot's memory stays small and nobody waits for its answers.

Who looks at one picture looks at the next, so the process stays for a while after the last one. It gets values and
knows nothing of the bot: neither words nor catalogues nor records, so that it is soon there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Final, TypeVar

from bot.ui import painting
from bot.ui.canvas import Picture

Value = TypeVar("Value")


WARM: Final = 90.0
"""Seconds the process stays after the last picture: the next one comes several times faster."""


class Studio:
    """One drawing process, there while pictures are wanted and a little longer."""

    def __init__(self, warm: float = WARM) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._wanted = 0
        self._warm = warm
        self._end: asyncio.TimerHandle | None = None

    async def draw(self, picture: Picture) -> bytes:
        """Make a PNG of what is laid out."""
        return await self.make(painting.png, picture)

    async def make(self, how: Callable[[Value], bytes], what: Value) -> bytes:
        """Make a file of a value; `how` is a function of a module."""
        self._stay()
        self._pool = pool = self._pool or ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))
        self._wanted += 1
        loop = asyncio.get_running_loop()
        try:
            # Even starting a process takes its time.
            made = await loop.run_in_executor(None, pool.submit, how, what)
            return await asyncio.wrap_future(made)
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
