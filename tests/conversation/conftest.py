"""The fixtures of conversation tests: `talk`, a company of nobody yet, at ten o'clock on a Tuesday."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from services.clock import ShiftedClock
from tests.support import databases
from tests.support.conversation import Talk, talking


@pytest.fixture
async def talk(sqlite_standards: Path, tmp_path: Path, clock: ShiftedClock) -> AsyncIterator[Talk]:
    """The real bot on a database file of its own, talking over HTTP to a sandbox."""
    async with talking(databases.copy_sqlite(sqlite_standards, tmp_path / "talk.sqlite3"), clock) as talk:
        yield talk


@pytest.fixture
def no_fault_of_ours(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing in the test may end in "something went wrong"."""
    yield
    assert not [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
