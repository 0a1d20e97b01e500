"""Makes the demo's database: `python -m bot.demo URL [DIR]`, a process of its own beside the one that starts.

So the demo is ready sooner, and what the filling needs of memory is gone with it. On success one line of JSON goes to
stdout (`Cast`); a failure is told on stderr in one line.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.demo.axis import HISTORY_DAYS
from bot.demo.company import fill
from bot.demo.stage import PEOPLE, Cast
from bot.settings import BadSettings, load_settings_without_bot
from bot.ui.standards import standards
from bot.ui.words import Words
from services import policy
from services.errors import Problem
from services.policy import Policy
from services.rules.actor import SYSTEM
from services.rules.settings import CompanySettings
from services.rules.worktime import intervals, local_day
from storage import company
from storage.opening import open_database
from storage.unit_of_work import Database

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


async def make(url: str, now: datetime, folder: Path | None = None) -> Cast:
    """Migrate, put in the standards, fill in the company or that of an export; return when and with whom it begins."""
    database = await open_database(url)
    try:
        begins = await _install(database, now)
        people = PEOPLE
        if folder is None:
            await fill(database, begins)
        else:
            from bot.demo.imported import bring

            people = await bring(database, begins, folder)
    finally:
        await database.close()
    return Cast(begins, people)


async def _install(database: Database, now: datetime) -> datetime:
    """The first start, as it would have been before all of the history."""
    locale = load_settings_without_bot().locale
    chosen = CompanySettings(locale=locale)
    async with database.write(SYSTEM, now - timedelta(days=HISTORY_DAYS + 1)) as work:
        await company.store_settings(work, chosen.changed(installed=True).rows())
        await company.install(work, standards(Words(locale, chosen.zone, work.now, chosen.currency)))
        return morning(await policy.load(work), now)


def main(url: str, folder: str = "") -> int:
    """Fill the database and tell how it begins; return the exit code."""
    try:
        cast = asyncio.run(make(url, datetime.now(UTC), Path(folder) if folder else None))
    except BadSettings as error:
        print("; ".join(error.lines), file=sys.stderr)
        return 2
    except Problem as error:
        from bot.ui.problems import problem_text

        print(problem_text(error, Words("en", "UTC", datetime.now(UTC))), file=sys.stderr)
        return 2
    print(cast.to_json())
    return 0
