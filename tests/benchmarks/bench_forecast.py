"""The forecast: how right it is on real data, walking over them week by week, and how long it takes.

Accuracy is 1 − WAPE: what was said is compared with what came, and the sum of the misses with the sum of what came.
"""

from __future__ import annotations

import asyncio
import os
import resource
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bot.calculating import apart
from services.clock import SystemClock
from services.forecast_order import Order, Wanted
from services.rules.forecast import Forecast, forecast
from storage.opening import open_database
from tests.benchmarks import load
from tests.benchmarks.forecast_data import DATA, Records, made_up, maven, online_retail
from tests.benchmarks.measure import Figure, resident_mb
from tests.benchmarks.selling_company import fill

DAYS = 28
MOST = int(os.environ.get("BENCH_ROWS", "100000"))
"""Stored deals of the largest company; a million takes a minute to be written."""


@dataclass
class Walk:
    """What was said on several mornings, and what came: sums by method, hits of the range, misses by manager."""

    came: list[float] = field(default_factory=list)
    said: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    hits: list[bool] = field(default_factory=list)
    manager_misses: float = 0.0
    manager_hits: list[float] = field(default_factory=list)

    def wape(self, method: str) -> float:
        """The sum of misses beside the sum of what came, where the method said anything."""
        pairs = [(said, came) for said, came in zip(self.said[method], self.came, strict=True) if not np.isnan(said)]
        return sum(abs(said - came) for said, came in pairs) / sum(came for _, came in pairs)


METHODS = ("age", "stage", "last_28", "last_91", "quarter_ago", "age_quarter_ago")


def walk(records: Records, days: int = DAYS, step: int = 7) -> Walk:
    """Forecast `days` days from every week's morning on which three such periods have passed."""
    done, deals = Walk(), records.deals
    for day in range(int(deals.closed.min()) + 3 * days, records.end - days + 1, step):
        found = forecast(records.ask(day, days))[0]
        whole, single = found["company"], found["manager"]
        if whole.revenue is None or single.revenue is None:
            continue
        came = _came(records, day, day + days)
        done.came.append(float(came.sum()))
        done.said["forecast"].append(float(whole.revenue[0]))
        done.said["template"].append(float(whole.template[0]))
        done.said["naive"].append(float(_came(records, day - days, day).sum()))
        values = {name: float(value[0]) for name, value in whole.methods.items()}
        for name in METHODS:
            done.said[name].append(values.get(name, float("nan")))
        done.said["plain mean"].append(float(np.mean(list(values.values()))))
        done.hits.append(bool(_inside(whole, came.sum(keepdims=True)).all()))
        done.manager_misses += float(np.abs(came - single.revenue).sum())
        done.manager_hits.append(float(_inside(single, came).mean()))
    return done


def _came(records: Records, start: int, end: int) -> np.ndarray:
    deals = records.deals
    won = deals.won & (deals.closed >= start) & (deals.closed < end)
    return np.bincount(deals.owner[won] - 1, deals.amount[won], records.owners)


def _inside(found: Forecast, came: np.ndarray) -> np.ndarray:
    return (found.low <= came) & (came <= found.high)


async def run() -> list[Figure]:
    """Errors and coverage on both data sets where they are; seconds of companies of two sizes, in memory and stored."""
    figures = list[Figure]()
    if DATA.is_dir():
        figures += _figures("maven", walk(maven()), 0.13, 0.36)
        figures += _figures("online retail", walk(online_retail()), 0.20, None)
    for count, owners, most in ((10_000, 30, 2.0), (1_000_000, 300, 60.0)):
        if count <= MOST:
            figures += await _from_the_database(count, owners, most)
        records = made_up(count, owners)
        begun = time.process_time()
        forecast(records.ask(records.end, DAYS))
        taken = time.process_time() - begun
        note = f"processor time of the engine alone, with the proof; {resident_mb():.0f} MB"
        figures.append(Figure(f"forecast of {count:,} deals", taken, "s", f"< {most:g} s", taken < most, note))
    return figures


async def _from_the_database(count: int, owners: int, most: float) -> list[Figure]:
    """Reading and forecasting in the process of its own, as the bot has it done; what the bot itself feels of it."""
    clock = SystemClock()
    now = clock.now()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "company.db"
        database = await open_database(f"sqlite+aiosqlite:///{path}")
        try:
            await load.install(database, clock)
            fill(path, count, owners, now)
            before, held = _children(), asyncio.Event()
            watch = asyncio.ensure_future(_longest_stall(held))
            begun = time.perf_counter()
            made = await apart(database, Order(now, now.date(), (Wanted.days(now.date(), DAYS),), singles=True))
            wall = time.perf_counter() - begun
            held.set()
            stall = await watch
        finally:
            await database.close()
    taken = 0.0
    for _ in range(200):  # the process is still ending
        await asyncio.sleep(0.05)
        if taken := _children() - before:
            break
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    note = f"processor time with its start, {wall:.1f} s in all, {memory:.0f} MB, {len(made.singles.ids):,} open deals"
    what = f"forecast of {count:,} stored deals, with the proof"
    return [
        Figure(what, taken, "s", f"< {most:g} s", taken < most, note),
        Figure(f"{what}: memory", memory, "MB", "< 500 MB", memory < 500),
        Figure(f"{what}: stall of the bot", stall * 1000, "ms", "< 50 ms", stall < 0.05),
    ]


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def _longest_stall(done: asyncio.Event) -> float:
    """The most processor time the loop's thread needed from one turn to the next: a busy machine does not change it."""
    longest = 0.0
    while not done.is_set():
        begun = time.thread_time()
        await asyncio.sleep(0.005)
        longest = max(longest, time.thread_time() - begun)
    return longest


def _figures(name: str, done: Walk, goal: float, manager_goal: float | None) -> list[Figure]:
    beside = ", ".join(f"{way} {done.wape(way):.3f}" for way in done.said if way != "forecast" and _ever(done, way))
    own, cover, times = done.wape("forecast"), float(np.mean(done.hits)), len(done.came)
    what = f"forecast error, {name}, {DAYS} days, {times} weeks"
    figures = [
        Figure(what, own, "WAPE", f"<= {goal}", own <= goal, beside),
        Figure(f"coverage of the 80 % range, {name}", cover, "", "0.70 … 0.95", 0.7 <= cover <= 0.95),
    ]
    if manager_goal is not None:
        error, covered = done.manager_misses / sum(done.came), float(np.mean(done.manager_hits))
        note = f"coverage of a manager's range {covered:.2f}"
        figures.append(
            Figure(
                f"forecast error, {name}, a manager", error, "WAPE", f"<= {manager_goal}", error <= manager_goal, note
            )
        )
    return figures


def _ever(done: Walk, way: str) -> bool:
    return not np.isnan(done.said[way]).all()
