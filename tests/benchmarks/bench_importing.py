"""Imports: the Maven company if its tables are beside this checkout, then tables that are ten times as long each.

Each runs in a process of its own, as memory once taken is not seen to shrink. `BENCH_ROWS=1000000` goes up to that;
without it the last table has 100,000 rows.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.clock import SystemClock
from services.importing.service import Importing
from services.rules.actor import SYSTEM
from storage.opening import open_database
from tests.benchmarks.measure import Figure, resident_mb
from tests.importing import exports
from tests.support import company

MAVEN = Path(__file__).parents[3] / "shared" / "data" / "maven"
FEWEST = 10_000
MOST = int(os.environ.get("BENCH_ROWS", "100000"))
LINEAR = 1.25
"""What a row of a table ten times as long may cost more: the indexes grow deeper."""


@dataclass(frozen=True)
class Import:
    """What one cost: processor seconds of looking at the table and of taking it in, wall-clock seconds, megabytes."""

    rows: int
    bad: int
    analyse: float
    run: float
    wall: float
    mb: float

    @property
    def cpu(self) -> float:
        """Processor seconds in all."""
        return self.analyse + self.run


async def _import(folder: Path, source: Path | None, rows: int) -> Import:
    database = await open_database(f"sqlite+aiosqlite:///{folder / f'{rows}.db'}")
    try:
        clock = SystemClock()
        await company.install(database, clock)
        importing = Importing(database, clock)
        path = source or exports.write_many(folder / f"{rows}.csv", rows)
        wall, begun = time.perf_counter(), time.process_time()
        proposal = await importing.analyse(SYSTEM, path)
        analysed = time.process_time()
        receipt = await importing.run(SYSTEM, proposal.scan, proposal.mapping)
        ended, wall = time.process_time(), time.perf_counter() - wall
    finally:
        await database.close()
    return Import(receipt.new, receipt.bad, analysed - begun, ended - analysed, wall, resident_mb())


def _in_child(folder: Path, source: Path | None, rows: int, answers: Any) -> None:
    answers.put(asyncio.run(_import(folder, source, rows)))


def measured(folder: Path, source: Path | None = None, rows: int = 0) -> Import:
    """Import a path, or a table made of so many rows."""
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    child = context.Process(target=_in_child, args=(folder, source, rows, answers))
    child.start()
    done: Import = answers.get(timeout=3600)
    child.join()
    return done


async def run() -> list[Figure]:
    """Seconds for the company; then seconds, memory, and the price of a row against a tenth of the rows."""
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        if MAVEN.is_dir():
            done = measured(Path(folder), MAVEN)
            note = f"{done.rows} records of all kinds, {done.cpu:.2f} s of processor time"
            figures.append(Figure("import of 6,356 opportunities", done.wall, "s", "< 10 s", done.wall < 10, note))
        rows, before = FEWEST, 0.0
        while rows <= MOST:
            done = measured(Path(folder), rows=rows)
            each = done.cpu / rows
            if before:
                ratio = each / before
                note = f"{done.cpu:.1f} s of processor time, {done.wall:.1f} s in all, {done.mb:.0f} MB"
                name = f"import of {rows:,} rows, a row against a tenth of them"
                figures.append(Figure(name, ratio, "", f"<= {LINEAR}", ratio <= LINEAR, note))
            rows, before = rows * 10, each
    return figures
