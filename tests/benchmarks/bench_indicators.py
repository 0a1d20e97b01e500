"""The numbers of a company of a million deals, five million activities and three million moves, on SQLite.

Times are of this process's processor (SQLite works in it): on a machine that does other things as well wall-clock times
say more about those. Beside each indicator stands one bare SQL pass over the same rows (`bare_passes`).

It measures in a process of its own, because other benchmarks before it would count as its memory.
"""

from __future__ import annotations

import asyncio
import json
import resource
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from multiprocessing import active_children
from typing import Any, Final

from bot.calculating import apart
from bot.memory import settle_down
from services.clock import ShiftedClock
from services.forecast_order import Wanted
from services.forecasts import Forecasts
from services.indicators import Indicators
from services.rules import periods
from services.rules.actor import Actor, Role
from services.rules.indicators import INDICATORS, Slice
from services.rules.periods import Period, PeriodKind
from services.summaries import Summaries
from storage.unit_of_work import Database
from tests.benchmarks.bare_passes import BarePasses, facts_of
from tests.benchmarks.company_data import DEALS, NOW, path
from tests.benchmarks.measure import Figure, resident_mb

ZONE: Final = "Europe/Kyiv"
HEAD: Final = Actor(Role.HEAD, user_id=2, zone=ZONE)
LEADER: Final = Actor(Role.HEAD, user_id=2, team_ids=frozenset({1}), zone=ZONE)
MONTHS: Final = tuple(periods.containing(PeriodKind.MONTH, day) for day in (NOW.date(), date(2026, 10, 5)))
"""The running one and the one before it: of the second it is asked what was open when it ended."""
TICK: Final = 0.005


async def run() -> list[Figure]:
    """Make the company's file if it is not there, and measure in a new process."""
    await _process("tests.benchmarks.company_data")
    told = await _process("tests.benchmarks.bench_indicators")
    return [Figure(**one) for one in json.loads(told)]


async def _process(module: str) -> bytes:
    started = await asyncio.create_subprocess_exec(sys.executable, "-m", module, stdout=asyncio.subprocess.PIPE)
    told, _ = await started.communicate()
    if started.returncode:
        raise RuntimeError(f"{module} ended with {started.returncode}")
    return told


async def measured() -> list[Figure]:
    """All figures on the file."""
    settle_down()  # as the bot does once it is loaded
    db, clock = Database(f"sqlite+aiosqlite:///{path()}"), ShiftedClock(NOW)
    indicators, passes = Indicators(db, clock), BarePasses(path(), ZONE, NOW)
    figures = await _singles(indicators, passes)
    figures += await _catalogue(indicators, passes)
    figures += await _summaries(Summaries(db, clock))
    most = resident_mb()
    figures.append(Figure("memory while all that was worked out", most, "MB", "< 500 MB", most < 500))
    figures += await _stalls(indicators, Summaries(db, clock), Forecasts(db, clock, apart))
    await db.close()
    return figures


async def cpu(act: Callable[[], Awaitable[object]], rounds: int = 3) -> float:
    """The median processor seconds of `rounds` runs, after one that does not count."""
    await act()
    taken = []
    for _ in range(rounds):
        begun = time.process_time()
        await act()
        taken.append(time.process_time() - begun)
    return statistics.median(taken)


# -------------------------------------------------------------------------------------------------------- indicators
async def _singles(indicators: Indicators, passes: BarePasses) -> list[Figure]:
    """Each for a month by manager (costs: by channel), for the head of the whole company; the worse of two months."""
    figures = []
    for code, indicator in INDICATORS.items():
        by = (Slice.MANAGER if Slice.MANAGER in indicator.slices else Slice.CHANNEL,)
        worst, beside = 0.0, 0.0
        for month in MONTHS:

            async def table(code: str = code, month: Period = month, by: tuple[Slice, ...] = by) -> None:
                await indicators.table(HEAD, code, month, by)

            taken = await cpu(table)
            if taken > worst:
                worst, beside = taken, passes.seconds(facts_of(indicator), month)
        note = f"bare pass {beside:.3f} s, {worst / max(beside, 1e-4):.1f} times"
        figures.append(Figure(f"{code}, a month by {by[0].value}", worst, "s CPU", "< 1 s", worst < 1, note))
    return figures


async def _catalogue(indicators: Indicators, passes: BarePasses) -> list[Figure]:
    figures = []
    facts = dict.fromkeys(fact for one in INDICATORS.values() for fact in facts_of(one))
    for month in MONTHS:
        for by in ((), (Slice.MANAGER,)):

            async def catalogue(month: Period = month, by: tuple[Slice, ...] = by) -> None:
                await indicators.many(HEAD, list(INDICATORS), month, by)

            taken, beside = await cpu(catalogue, 1), passes.seconds(facts, month)
            what = f"the whole catalogue, {month.start:%Y-%m}, {'by manager' if by else 'in one row each'}"
            note = f"bare passes {beside:.2f} s, {taken / beside:.1f} times; each fact is counted once"
            figures.append(Figure(what, taken, "s CPU", "< 20 s", taken < 20, note))
    return figures


async def _summaries(summaries: Summaries) -> list[Figure]:
    figures = []
    for whose, actor in (("the whole company", HEAD), ("one team", LEADER)):
        taken = await cpu(lambda actor=actor: summaries.day(actor))  # type: ignore[misc]
        figures.append(Figure(f"the head's summary of the day, {whose}", taken, "s CPU", "< 2 s", taken < 2))
    return figures


# ------------------------------------------------------------------------------------------------------------ stalls
async def _stalls(indicators: Indicators, summaries: Summaries, forecasts: Forecasts) -> list[Figure]:
    """How long nobody else would be answered: what the loop's own thread computes between two ticks."""

    async def reports() -> None:
        await asyncio.gather(*(indicators.many(HEAD, list(INDICATORS), month, (Slice.MANAGER,)) for month in MONTHS))
        for actor in (HEAD, LEADER):
            await summaries.day(actor)

    admin = Actor(Role.ADMIN, user_id=1, zone=ZONE)
    figures = [await _stall("reports", reports())]
    before = _children()
    day = NOW.date()
    figures.append(await _stall("a forecast", _discarded(forecasts.table(admin, day, Wanted.days(day, 28)))))
    await _ended()
    taken = _children() - before
    note = "from the file, with its proof, in a process of its own"
    figures.append(Figure(f"forecast of {DEALS:,} deals", taken, "s CPU", "< 60 s", taken < 60, note))
    return figures


async def _discarded(coroutine: Coroutine[Any, Any, object]) -> None:
    await coroutine


async def _stall(what: str, work: Coroutine[Any, Any, None]) -> Figure:
    own, late = list[float](), list[float]()

    async def tick() -> None:
        while True:
            begun, wall = time.thread_time(), time.perf_counter()
            await asyncio.sleep(TICK)
            own.append(time.thread_time() - begun)
            late.append(time.perf_counter() - wall - TICK)

    ticking = asyncio.ensure_future(tick())
    await asyncio.sleep(0)
    await work
    ticking.cancel()
    with suppress(asyncio.CancelledError):
        await ticking
    most = max(own) * 1000
    slow = sum(one > 0.05 for one in late)
    note = f"the loop's own computing; by the clock {max(late) * 1000:.0f} ms, {slow} of {len(late):,} ticks over 50 ms"
    return Figure(f"longest stall while making {what}", most, "ms", "< 50 ms", most < 50, note)


async def _ended() -> None:
    """Wait until the processes have gone: only then their time is known."""
    while active_children():  # noqa: ASYNC110 - processes set no event
        await asyncio.sleep(0.02)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    print(json.dumps([asdict(one) for one in asyncio.run(measured())]))
