"""PostgreSQL for benchmarks: the server of the tests, started once for all suites that are run."""

from __future__ import annotations

import atexit
import os

from tests.support import shared_run
from tests.support.databases import Postgres


async def url(name: str) -> str:
    """The address of a new migrated database of this name; the server ends with the process."""
    if shared_run.VARIABLE not in os.environ:
        shared_run.begin()
        atexit.register(shared_run.end)
    return (await Postgres.start(name)).url()
