"""Makes the demo company's database: `python -m bot.demo.filler URL`, a process of its own beside the one that starts.

So the demo is ready sooner, and what the filling needs of memory is gone with it. On success one line goes to stdout:
the moment (ISO 8601) at which the demo begins.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta

from bot.demo.axis import HISTORY_DAYS
from bot.demo.company import fill
from bot.settings import load_settings_without_bot
from bot.ui.standards import standards
from bot.ui.words import Words
from services import policy
from services.policy import Policy
from services.rules.actor import SYSTEM
from services.rules.settings import CompanySettings
from services.rules.worktime import intervals, local_day
from storage import company
from storage.opening import open_database

BEFORE_OPENING = timedelta(minutes=2)
LATE = timedelta(hours=3)


def morning(rules: Policy, now: datetime) -> datetime:
    """Two minutes before a working day begins: today's, unless today is a day off or nearly over; then the next."""
    zone = rules.settings.zone
    day = local_day(now, zone)
    while True:
        spans = intervals(rules.calendar, zone, day)
        if spans and spans[-1][1] - LATE > now:
            return spans[0][0] - BEFORE_OPENING
        day += timedelta(days=1)


async def make(url: str, now: datetime) -> datetime:
    """Migrate, put in the standards, fill in the company; return the moment at which its day begins."""
    locale = load_settings_without_bot().locale
    database = await open_database(url)
    try:
        chosen = CompanySettings(locale=locale)
        async with database.write(SYSTEM, now - timedelta(days=HISTORY_DAYS + 1)) as work:
            await company.store_settings(work, chosen.changed(installed=True).rows())
            await company.install(work, standards(Words(locale, chosen.zone, work.now, chosen.currency)))
            begins = morning(await policy.load(work), now)
        await fill(database, begins)
    finally:
        await database.close()
    return begins


if __name__ == "__main__":
    print(asyncio.run(make(sys.argv[1], datetime.now(UTC))).isoformat())
