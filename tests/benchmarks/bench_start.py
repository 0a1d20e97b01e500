"""How soon it is ready and how much memory it holds: the bot, the demo, and the demo after a day that played itself."""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from contextlib import suppress

from bot.sandbox import Sandbox
from tests.benchmarks.measure import Figure
from tests.benchmarks.stand import ROOT, Process, stand

STARTS = 5
READY, RESIDENT = 3.0, 200.0


async def run() -> list[Figure]:
    """Medians of several starts; the day is played once."""
    with tempfile.TemporaryDirectory() as folder:
        async with stand(1) as sandbox:
            url = f"sqlite+aiosqlite:///{folder}/bench.db"
            first = await _bot(sandbox, url)
            bot = [await _bot(sandbox, url) for _ in range(STARTS)]
    demo = [await _ready("Open http", "demo", "--port", "0") for _ in range(STARTS)]
    resident = await _played()
    return [
        _figure("ready with a new database", [first]),
        _figure("ready with a database that is there", bot),
        _figure("ready, the demo", demo),
        Figure("resident after a day of demo", resident, "MB", f"< {RESIDENT:.0f} MB", resident < RESIDENT, "the most"),
    ]


def _figure(name: str, starts: list[tuple[float, float, float]]) -> Figure:
    seconds, cpu, resident = (statistics.median(column) for column in zip(*starts, strict=True))
    note = f"{cpu:.2f} s of processor time, {resident:.0f} MB"
    return Figure(name, seconds, "s", f"< {READY:.0f} s", seconds < READY, note)


async def _bot(sandbox: Sandbox, url: str) -> tuple[float, float, float]:
    known = {"BOT_TOKEN": sandbox.token, "TELEGRAM_API_URL": sandbox.base_url, "DATABASE_URL": url}
    return await _ready("is ready", "run", **known)


async def _ready(word: str, *arguments: str, **environment: str) -> tuple[float, float, float]:
    """Seconds until the command says so, its processor seconds until then, and its megabytes."""
    begun = time.perf_counter()
    started = await _start(*arguments, **environment)
    assert started.stdout is not None
    try:
        while line := await started.stdout.readline():
            if word in line.decode():
                bot = Process(started.pid)
                return time.perf_counter() - begun, bot.cpu(), bot.resident_mb()
        raise RuntimeError(f"main.py {' '.join(arguments)} ended without saying {word!r}")
    finally:
        with suppress(ProcessLookupError):
            started.terminate()
        await started.communicate()


async def _played() -> float:
    """The most megabytes of the process of bot, stand-in and stage in one."""
    started = await _start("demo", "--play")
    reading, most = asyncio.ensure_future(started.communicate()), 0.0
    while not reading.done():
        with suppress(OSError, StopIteration):
            most = max(most, Process(started.pid).resident_mb())
        await asyncio.wait([reading], timeout=0.2)
    if started.returncode:
        raise RuntimeError("the day did not play itself to its end")
    return most


async def _start(*arguments: str, **environment: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "main.py", *arguments,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
