"""The drawing process: it stays a while after a picture, it is gone after that, and it is never needed to end."""

from __future__ import annotations

import asyncio
import os
import time
from datetime import UTC, datetime

from bot.drawing import Studio
from bot.ui.words import Words

WORDS = Words("en", "Europe/Kyiv", datetime(2026, 11, 21, 9, tzinfo=UTC))


def which(_: object, w: Words) -> bytes:
    """Which process draws."""
    return str(os.getpid()).encode()


async def test_the_next_picture_finds_the_process_warm() -> None:
    studio = Studio()
    first, *others = [await studio.draw(which, None, WORDS) for _ in range(3)]
    assert set(others) == {first}
    assert first != str(os.getpid()).encode()
    studio.close()


async def test_the_process_ends_when_nobody_wants_pictures() -> None:
    studio = Studio(warm=0.05)
    first = await studio.draw(which, None, WORDS)
    await asyncio.sleep(0.2)
    second = await studio.draw(which, None, WORDS)
    assert second != first
    studio.close()


async def test_drawing_leaves_the_event_loop_free() -> None:
    studio = Studio()
    longest = 0.0

    async def beat() -> None:
        nonlocal longest
        while True:
            before = time.process_time()  # of this process: what others take of a busy machine does not count
            await asyncio.sleep(0.005)
            longest = max(longest, time.process_time() - before)

    beating = asyncio.get_running_loop().create_task(beat())
    await studio.draw(which, None, WORDS)
    beating.cancel()
    studio.close()
    assert longest < 0.05
