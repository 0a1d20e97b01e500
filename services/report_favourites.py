"""Indicators a person keeps at the top of /report."""

from __future__ import annotations

from services.clock import Clock
from services.errors import Denied, Invalid
from services.rules.actor import Actor
from services.rules.indicators import INDICATORS, nearest
from storage import report_favourites as rows
from storage.unit_of_work import Database


class ReportFavourites:
    """Use cases of favourites; everybody of the staff has own ones."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def all(self, actor: Actor) -> tuple[str, ...]:
        """The codes a person keeps, in the order they were kept; what is no indicator any more is left out."""
        async with self._db.read(actor, self._clock.now()) as work:
            return tuple(code for code in await rows.of_actor(work) if code in INDICATORS)

    async def keep(self, actor: Actor, code: str, *, kept: bool) -> None:
        """Keep an indicator at the top, or no longer; twice is the same as once.

        Raises Denied, Invalid("indicator_unknown").
        """
        if not actor.is_staff or actor.user_id is None:
            raise Denied
        if code not in INDICATORS:
            raise Invalid("indicator_unknown", indicator=code, nearest=nearest(code))
        async with self._db.write(actor, self._clock.now()) as work:
            row = await rows.get(work, code)
            if kept and row is None:
                rows.keep(work, actor.user_id, code)
            elif not kept and row is not None:
                await work.session.delete(row)
