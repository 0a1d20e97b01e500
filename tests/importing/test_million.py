"""A million rows: memory does not grow with them; minutes, so only `make test-slow` runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.bench_importing import Import, measured

MEGABYTES = 400
"""Resident memory of the whole process while it imports: about 120 with everything imported, 64 for the database's
pages, and the keys of the file's rows, about 100 for a million."""


def imported(folder: Path, rows: int) -> Import:
    """All of the rows, in a process of its own."""
    done = measured(folder, rows=rows)
    print(done)
    assert (done.rows, done.bad) == (rows, 0)
    return done


@pytest.mark.slow
def test_a_million_rows_in_bounded_memory(tmp_path: Path):
    """The pace is a figure of `make bench`; what must hold is that all rows arrive and memory does not grow."""
    small, large = imported(tmp_path, 100_000), imported(tmp_path, 1_000_000)
    assert large.mb < MEGABYTES
    assert large.mb < 2.5 * small.mb
