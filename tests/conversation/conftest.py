"""The fixture of all conversation tests: `talk`, a company of nobody yet, at ten o'clock on a Tuesday."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.clock import ShiftedClock
from tests.support import databases
from tests.support.conversation import Talk, talking


@pytest.fixture
async def talk(sqlite_template: Path, tmp_path: Path, clock: ShiftedClock) -> AsyncIterator[Talk]:
    """The real bot on a database file of its own, talking over HTTP to a sandbox."""
    async with talking(databases.copy_sqlite(sqlite_template, tmp_path / "talk.sqlite3"), clock) as talk:
        yield talk
