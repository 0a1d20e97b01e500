"""A million rows: memory does not grow with them; minutes, so only `make test-slow` runs it."""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import time
from pathlib import Path
from typing import Any

import pytest

from services.clock import SystemClock
from services.importing.service import Importing
from services.rules.actor import SYSTEM
from storage.opening import open_database
from tests.importing import exports
from tests.support import company

MEGABYTES = 300
"""Resident memory of the whole process while it imports; Python with everything imported takes about 100."""


async def _measure(folder: Path, rows: int) -> dict[str, float]:
    database = await open_database(f"sqlite+aiosqlite:///{folder / f'{rows}.db'}")
    try:
        clock = SystemClock()
        await company.install(database, clock)
        importing = Importing(database, clock)
        path = await asyncio.to_thread(exports.write_many, folder / f"{rows}.csv", rows)
        begun = time.process_time()
        proposal = await importing.analyse(SYSTEM, path)
        analysed = time.process_time()
        receipt = await importing.run(SYSTEM, proposal.scan, proposal.mapping)
        ended = time.process_time()
    finally:
        await database.close()
    assert (receipt.new, receipt.bad) == (rows, 0)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"rows": rows, "analyse": analysed - begun, "run": ended - analysed, "wall": receipt.seconds, "mb": memory}


def _in_child(folder: Path, rows: int, answers: Any) -> None:
    answers.put(asyncio.run(_measure(folder, rows)))


def measured(folder: Path, rows: int) -> dict[str, float]:
    """Measure in a process of its own: memory once taken is not seen to shrink."""
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    child = context.Process(target=_in_child, args=(folder, rows, answers))
    child.start()
    figures: dict[str, float] = answers.get(timeout=3600)
    child.join()
    print({name: round(value, 1) for name, value in figures.items()})
    return figures


@pytest.mark.slow
def test_a_million_rows_in_bounded_memory(tmp_path: Path):
    """The pace is a figure of `make bench`; what must hold is that all rows arrive and memory does not grow."""
    small, large = measured(tmp_path, 100_000), measured(tmp_path, 1_000_000)
    assert large["mb"] < MEGABYTES
    assert large["mb"] < 2.5 * small["mb"]
