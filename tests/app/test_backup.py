"""A backup is one consistent state of the database, and appears only when it is whole."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from services.backup import KEEP, Backup
from services.clock import ShiftedClock
from services.errors import Denied
from services.rules.actor import SYSTEM, Actor, Role
from storage.backup import BackupFailed
from storage.tables import Team
from storage.unit_of_work import Database


async def test_a_copy_made_while_others_write_is_consistent(
    sqlite_database: Database, clock: ShiftedClock, tmp_path: Path
) -> None:
    done = asyncio.Event()

    async def write_pairs() -> None:
        number = 0
        while not done.is_set():
            async with sqlite_database.write(SYSTEM, clock.now()) as work:
                work.session.add_all([Team(name=f"a{number}"), Team(name=f"b{number}")])
            number += 1

    writing = asyncio.ensure_future(write_pairs())
    backup = Backup(sqlite_database, clock)
    for number in range(5):
        made = await backup.make(SYSTEM, tmp_path / f"{number}.db")
        await asyncio.sleep(0.02)
        with closing(sqlite3.connect(made.path)) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert copy.execute("SELECT count(*) % 2 FROM teams").fetchone() == (0,)
    done.set()
    await writing
    assert sorted(path.name for path in tmp_path.glob("?.db")) == [f"{number}.db" for number in range(5)]


async def test_a_folder_gets_a_dated_file(sqlite_database: Database, clock: ShiftedClock, tmp_path: Path) -> None:
    made = await Backup(sqlite_database, clock).make(SYSTEM, tmp_path)
    assert made.path == tmp_path / "voronka-20261124-080000.db"
    assert made.size == made.path.stat().st_size > 10_000


async def test_nothing_else_is_overwritten(sqlite_database: Database, clock: ShiftedClock, tmp_path: Path) -> None:
    backup = Backup(sqlite_database, clock)
    letter = tmp_path / "letter.txt"
    letter.write_text("dear Ivan")
    with pytest.raises(BackupFailed, match="is no backup"):
        await backup.make(SYSTEM, letter)
    assert letter.read_text() == "dear Ivan"
    with pytest.raises(BackupFailed, match="the database itself"):
        await backup.make(SYSTEM, Path(sqlite_database.engine.url.database or ""))
    with pytest.raises(Denied):
        await backup.make(Actor(Role.HEAD), tmp_path / "x.db")
    before = await backup.make(SYSTEM, tmp_path / "x.db")
    assert (await backup.make(SYSTEM, tmp_path / "x.db")).path == before.path


async def test_a_week_of_nightly_copies_stays(sqlite_database: Database, clock: ShiftedClock, tmp_path: Path) -> None:
    backup = Backup(sqlite_database, clock)
    for _ in range(KEEP + 3):
        assert await backup.nightly(clock.now()) == 1
        clock.advance(timedelta(days=1))
    kept = sorted(path.name for path in (tmp_path / "backups").iterdir())
    assert len(kept) == KEEP
    assert kept[-1].startswith("voronka-20261203")


async def test_a_server_without_pg_dump_says_so(
    postgres_database: Database, clock: ShiftedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    backup = Backup(postgres_database, clock)
    with pytest.raises(BackupFailed, match="pg_dump is not installed"):
        await backup.make(SYSTEM, tmp_path / "x.dump")
    assert await backup.nightly(clock.now()) == 0
    assert list(tmp_path.glob("x*")) == []
