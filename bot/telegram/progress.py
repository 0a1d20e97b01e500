"""A long action in answer to a press: while it lasts, the pressed message shows how far it has come."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from aiogram.exceptions import TelegramAPIError

from bot.telegram.show import Show
from bot.ui import progress as ui
from bot.ui.words import Words
from services.progress import Progress

log = logging.getLogger(__name__)

EVERY: Final = 1.5
"""Seconds between two edits: a chat bears one message a second."""

Result = TypeVar("Result")


async def watched(
    show: Show, w: Words, act: Callable[[Progress], Awaitable[Result]], *, every: float = EVERY
) -> Result:
    """Do it; what takes no longer than `every` is done without a word. Raises what it raises."""
    at, over = Progress(), asyncio.Event()
    came: list[Result] = []
    failed: list[Exception] = []
    async with asyncio.TaskGroup() as group:
        group.create_task(_tell(show, w, at, over, every))
        try:
            came.append(await act(at))
        except Exception as error:  # raised again outside the group, which would wrap it
            failed.append(error)
        finally:
            over.set()
    for problem in failed:
        raise problem
    return came[0]


async def _tell(show: Show, w: Words, at: Progress, over: asyncio.Event, every: float) -> None:
    """An edit that has begun is finished: the receipt comes after it."""
    shown = (-1, -1)
    while True:
        try:
            async with asyncio.timeout(every):
                await over.wait()
            return
        except TimeoutError:
            pass
        if (at.done, at.total) == shown:
            continue
        shown = (at.done, at.total)
        try:
            await show(ui.screen(at.done, at.total, w))
        except TelegramAPIError as error:
            log.info("progress not shown: %s", type(error).__name__)
