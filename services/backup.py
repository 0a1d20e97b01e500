"""Backups: on demand to any place, and one a night beside the embedded database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from services.clock import Clock
from services.errors import Denied
from services.rules.actor import Actor, Role
from storage import backup
from storage.unit_of_work import Database

KEEP: Final = 7
"""Nightly copies that stay."""


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A finished copy and its size in bytes."""

    path: Path
    size: int


class Backup:
    """Makes consistent copies while the bot is working."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def make(self, actor: Actor, target: Path) -> BackupFile:
        """Copy the database to a file, or into a folder under a dated name. Raises Denied, storage's BackupFailed."""
        if actor.role is not Role.ADMIN:
            raise Denied
        path = await backup.copy(self._db.url, target, self._name(self._clock.now()))
        return BackupFile(path, path.stat().st_size)

    async def nightly(self, now: datetime) -> int:
        """Copy the embedded database into `backups/` beside it and drop copies older than a week.

        A PostgreSQL server has its own backups; there this does nothing.
        """
        path = self._db.engine.url.database
        if not self._db.is_sqlite or not path:
            return 0
        folder = Path(path).parent / "backups"
        await backup.copy(self._db.url, folder / self._name(now), "")
        for old in backup.older(folder, "voronka-*.db", KEEP):
            old.unlink(missing_ok=True)
        return 1

    def _name(self, now: datetime) -> str:
        return f"voronka-{now:%Y%m%d-%H%M%S}.{'db' if self._db.is_sqlite else 'dump'}"
