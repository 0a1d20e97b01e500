"""The nightly count of what calls are put in order by: past deals of a client, earnings of its segment (S0-25)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from services import policy
from services.indicator_values import values
from services.rules import client_worth, periods
from services.rules.actor import SYSTEM
from services.rules.indicators import Slice
from services.rules.worktime import local_day
from storage import client_worth as rows
from storage.unit_of_work import Database, Work


class ClientWorths:
    """A job of the heartbeat."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def recount(self, now: datetime) -> int:
        """Write anew what is said of clients; returns of how many something is."""
        async with self._db.read(SYSTEM, now) as work:
            weights = await _weights(work)
        async with self._db.write(SYSTEM, now) as work:
            return await rows.refill(work, weights)


async def _weights(work: Work) -> Mapping[str, int]:
    """The segments that earn more or less than the company, by the last year."""
    tomorrow = local_day(work.now, (await policy.load(work)).settings.zone) + periods.DAY
    year = periods.between(periods.year_back(tomorrow), tomorrow)
    company = (await values(work, "profitability", year)).get(())
    earned = await values(work, "profitability", year, (Slice.SEGMENT,))
    sales = await values(work, "deals_won", year, (Slice.SEGMENT,))
    found = {
        str(key[0]): client_worth.weight(int(sales.get(key) or 0), _number(value), _number(company))
        for key, value in earned.items()
        if key[0] is not None
    }
    return {name: percent for name, percent in found.items() if percent != client_worth.AS_ALL}


def _number(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]
