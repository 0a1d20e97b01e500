"""Measuring and telling: medians, percentiles, one line a figure with its goal."""

from __future__ import annotations

import platform
import resource
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value beside its goal."""

    name: str
    value: float
    unit: str
    goal: str
    reached: bool
    note: str = ""

    def line(self) -> str:
        """The figure as a line of the table."""
        mark = "ok  " if self.reached else "MISS"
        return f"{mark} {self.name:<58} {self.value:>10.3f} {self.unit:<6} goal {self.goal:<12} {self.note}"


async def timed(act: Callable[[], Awaitable[object]], rounds: int = 7) -> float:
    """The median seconds of `rounds` runs, after one that does not count."""
    await act()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        await act()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


async def timed_with_cpu(act: Callable[[], Awaitable[object]], rounds: int = 7) -> tuple[float, float]:
    """The median seconds of `rounds` runs, and the processor seconds this process (with SQLite) had in a mean one.

    On a machine that is busy with other things the first grows, the second does not.
    """
    before = time.process_time()
    seconds = await timed(act, rounds)
    return seconds, (time.process_time() - before) / (rounds + 1)


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def resident_mb() -> float:
    """The most memory this process has held, in megabytes.

    Not `ru_maxrss`: a started program inherits that of the process that started it, so a child of a large test run
    would seem as large as the run.
    """
    peak = next((line for line in _lines("/proc/self/status") if line.startswith("VmHWM:")), None)
    if peak is None:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(peak.split()[1]) / 1024


def conditions() -> str:
    """What the figures were measured on."""
    model = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "?"
    )
    cores = sum(line.startswith("processor") for line in _lines("/proc/cpuinfo"))
    return f"Python {platform.python_version()}, {cores} cores ({model}), load {_load()}, {platform.system()}"


def _load() -> str:
    return next(iter(_lines("/proc/loadavg")), "?").split(" ")[0]


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text().splitlines() if file.exists() else []
