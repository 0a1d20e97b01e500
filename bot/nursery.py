"""The only place that starts detached tasks: keeps the reference, logs what fails, drains at the stop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")


class Nursery:
    """Detached tasks of one application.

    asyncio keeps only weak references to tasks, so one nobody holds may vanish half-way; and an error in a task
    nobody awaits is told only when the garbage is collected. Both end here.
    """

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def start(self, work: Coroutine[Any, Any, T], *, name: str) -> asyncio.Task[T]:
        """Run `work` beside everything else."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("task failed name=%s", task.get_name(), exc_info=error)

    async def drain(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds for every task, then cancel the rest; True when nothing was cut off."""
        if not self._tasks:
            return True
        _, late = await asyncio.wait(list(self._tasks), timeout=timeout)
        for task in late:
            log.warning("task cut off name=%s", task.get_name())
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=1)
        return not late
