"""A consistent copy of the database while everybody goes on working."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL

from storage.engine import check_url

_MAGIC = b"SQLite format 3\x00"


class BackupFailed(Exception):
    """No copy was made; the message says why, in one line."""


async def copy(database_url: str, target: Path, name: str) -> Path:
    """Write a copy to the file `target`, or under `name` into the folder `target`; return where it is.

    It appears only when it is whole. SQLite: a database file that can be used at once. PostgreSQL: a dump for
    `pg_restore`. Raises BackupFailed.
    """
    url = check_url(database_url)
    target = target / name if _is_folder(target) else target
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if url.get_backend_name() == "sqlite":
            await asyncio.to_thread(_copy_sqlite, Path(url.database or ""), unfinished, target)
        else:
            await _dump_postgres(url, unfinished)
        unfinished.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(f"No backup was made: {error}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def _is_folder(path: Path) -> bool:
    return path.is_dir()


def _copy_sqlite(source: Path, unfinished: Path, target: Path) -> None:
    if not source.is_file():
        raise BackupFailed(f"No backup was made: there is no database at {source}")
    if target.exists():
        if target.samefile(source):
            raise BackupFailed("No backup was made: the target is the database itself")
        with target.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                raise BackupFailed(f"No backup was made: {target} exists and is no backup")
    unfinished.unlink(missing_ok=True)
    # The backup API reads one state of the database, whatever is written meanwhile; copying a live WAL file does not.
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True, timeout=15)) as reading,
        closing(sqlite3.connect(unfinished)) as writing,
    ):
        reading.backup(writing, pages=-1)
        writing.execute("PRAGMA journal_mode=DELETE")
        verdict = writing.execute("PRAGMA quick_check").fetchone()[0]
    if verdict != "ok":
        raise BackupFailed(f"No backup was made: the copy is damaged ({verdict})")


async def _dump_postgres(url: URL, unfinished: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupFailed("No backup was made: pg_dump is not installed here; it comes with the PostgreSQL client.")
    address = url.set(drivername="postgresql", password=None).render_as_string()
    environment = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    process = await asyncio.create_subprocess_exec(
        program,
        "--format=custom",
        f"--file={unfinished}",
        f"--dbname={address}",
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, words = await process.communicate()
    if process.returncode:
        lines = words.decode(errors="replace").strip().splitlines() or [f"pg_dump ended with {process.returncode}"]
        raise BackupFailed(f"No backup was made: {lines[-1]}")


def older(folder: Path, pattern: str, keep: int) -> list[Path]:
    """Files of a folder that fit, without the `keep` newest by name."""
    return sorted(folder.glob(pattern))[:-keep]
