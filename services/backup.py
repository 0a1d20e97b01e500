"""Backups: on demand to any place, and one a night beside the embedded database."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from services.clock import Clock
from services.errors import Denied, Invalid
from services.rules.actor import Actor, Role
from storage import backup
from storage.unit_of_work import Database

log = logging.getLogger(__name__)

KEEP: Final = 7
"""Nightly copies that stay."""


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A finished copy and its size in bytes."""

    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class ChatCopy:
    """A copy for the chat: its bytes, or None when it is too big, and then it stays beside the database."""

    name: str
    size: int
    content: bytes | None


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

    async def for_chat(self, actor: Actor, most_bytes: int) -> ChatCopy:
        """Copy the database to be sent; what is sent does not stay on the disk. Raises Denied, Invalid."""
        try:
            made = await self.make(actor, self._folder() / self._name(self._clock.now()))
        except backup.BackupFailed as error:
            log.error("backup failed: %s", error)
            raise Invalid("backup_failed") from error
        if made.size > most_bytes:
            return ChatCopy(made.path.name, made.size, None)
        content = await asyncio.to_thread(made.path.read_bytes)
        made.path.unlink(missing_ok=True)
        return ChatCopy(made.path.name, made.size, content)

    async def nightly(self, now: datetime) -> int:
        """Copy the embedded database into `backups/` beside it and drop copies older than a week.

        A PostgreSQL server has its own backups; there this does nothing.
        """
        if not self._db.is_sqlite:
            return 0
        folder = self._folder()
        await backup.copy(self._db.url, folder / self._name(now), "")
        for old in backup.older(folder, "voronka-*.db", KEEP):
            old.unlink(missing_ok=True)
        return 1

    def _folder(self) -> Path:
        """Where copies of this process lie: beside the embedded database, else under `data/`."""
        database = self._db.engine.url.database if self._db.is_sqlite else None
        return (Path(database).parent if database else Path("data")) / "backups"

    def _name(self, now: datetime) -> str:
        return f"voronka-{now:%Y%m%d-%H%M%S}.{'db' if self._db.is_sqlite else 'dump'}"
