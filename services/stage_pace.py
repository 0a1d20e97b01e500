"""The nightly count of how long deals later won stayed at each stage (S2-41, S2-44)."""

from __future__ import annotations

from datetime import datetime

from services.rules.actor import SYSTEM
from storage import stage_pace as rows
from storage.unit_of_work import Database


class StagePace:
    """A job of the heartbeat."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def recount(self, now: datetime) -> int:
        """Write the pace of every stage anew; returns how many changed."""
        async with self._db.read(SYSTEM, now) as work:
            paces = await rows.paces(work)
        async with self._db.write(SYSTEM, now) as work:
            changed = {
                stage: paces.get(stage) for stage, old in (await rows.stored(work)).items() if paces.get(stage) != old
            }
            for stage, hours in changed.items():
                await rows.store(work, stage, hours)
            return len(changed)
