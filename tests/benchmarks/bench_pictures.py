"""What a picture costs from the press on its button: the first one after the bot's start, and each further one.

Cold is everything: the new drawing process with its imports and fonts, and the layout in the bot's own process, whose
words have been in use. Times are of the processor, of both processes; by the clock is what a person waits.
"""

from __future__ import annotations

import asyncio
import resource
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing import active_children
from typing import Final

from bot.drawing import STUDIO
from bot.ui import bars, charts
from bot.ui.canvas import Picture
from bot.ui.words import Words
from tests.benchmarks.measure import Figure

ROUNDS: Final = 5
FURTHER: Final = 5
NOW: Final = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)

Layout = Callable[[], Picture]
Seconds = tuple[float, float]
"""Of the processor, and by the clock."""


async def run() -> list[Figure]:
    """The day of 30 people, and a funnel of 20 stages."""
    words = Words("uk", "Europe/Kyiv", NOW)
    people = tuple(charts.ManagerCalls(f"Менеджер {n}", 30 - n, n, 20) for n in range(30))
    day = charts.DayChart("Понеділок, 24 листопада", people, 120_000_000, 200_000_000, 0.7)
    funnel = bars.BarChart("Воронка", "24.11", tuple(bars.Bar(f"Етап {n}", 30 - n, str(n)) for n in range(20)))
    layouts: dict[str, Layout] = {
        "the day of 30 people": lambda: charts.day_summary(day, words),
        "a funnel of 20 stages": lambda: bars.draw(funnel, words),
    }
    figures = []
    for name, layout in layouts.items():
        layout()
        cold = await _median(layout, 1)
        several = await _median(layout, 1 + FURTHER)
        warm = tuple((many - one) / FURTHER for many, one in zip(several, cold, strict=True))
        for what, (spent, waited), goal in (("cold", cold, 0.7), ("warm", warm, 0.25)):
            note = f"by the clock {waited * 1000:.0f} ms"
            reached = spent < goal
            figures.append(
                Figure(f"a picture ({name}), {what}", spent * 1000, "ms CPU", f"< {goal * 1000:.0f} ms", reached, note)
            )
    return figures


async def _median(layout: Layout, times: int) -> Seconds:
    taken = [await _drawn(layout, times) for _ in range(ROUNDS)]
    return statistics.median(one for one, _ in taken), statistics.median(one for _, one in taken)


async def _drawn(layout: Layout, times: int) -> Seconds:
    spent, begun = _spent(), time.perf_counter()
    for _ in range(times):
        await STUDIO.draw(layout())
    waited = time.perf_counter() - begun
    STUDIO.close()
    while active_children():  # noqa: ASYNC110 - only when the process has gone its time is known; it sets no event
        await asyncio.sleep(0.02)
    return _spent() - spent, waited


def _spent() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
