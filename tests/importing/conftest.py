"""Fixtures of the import tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.clock import ShiftedClock
from services.importing.service import Importing
from services.rules.actor import Actor
from storage.unit_of_work import Database
from tests.importing import exports
from tests.support.company import People


@pytest.fixture
def importing(database: Database, clock: ShiftedClock) -> Importing:
    """The capability on the test's database."""
    return Importing(database, clock)


@pytest.fixture
def admin(people: People) -> Actor:
    """Who imports."""
    return people.owner


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four files that belong together, with the usual faults."""
    return exports.write_maven_like(tmp_path / "company")
