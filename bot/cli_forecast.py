"""`main.py forecast`: what will be won, as JSON, CSV or a table (a stable contract, issue "numbers" section 6)."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from bot.cli_tables import BadArguments, as_csv, in_columns, is_there
from services.forecast_order import Wanted
from services.forecast_views import ForecastRow, ForecastTable, Level
from services.rules.money import MINOR
from services.rules.periods import PeriodKind

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.ui.words import Words

BAD_ARGUMENTS: Final = 2
MOST_DAYS: Final = 366
YEARS: Final = range(1970, 2200)
KINDS: Final = {"month": PeriodKind.MONTH, "quarter": PeriodKind.QUARTER}
COLUMNS: Final = ("level", "name", "forecast_revenue", "low", "high", "forecast_wins", "template_revenue")
UNKNOWN: Final = "—"
COMPANY: Final = "Company"
"""Of a company that has not said its name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A forecast as asked for; `as_of` None: today; `days` None: the period of the kind."""

    as_of: date | None
    days: int | None
    kind: PeriodKind
    by: Level

    def wanted(self, as_of: date) -> Wanted:
        """The window."""
        return Wanted.period(self.kind, as_of) if self.days is None else Wanted.days(as_of, self.days)


def run(settings: Settings, as_of: str | None, days: str | None, period: str | None, by: str, form: str) -> int:
    """Print a forecast; return the exit code."""
    from storage.opening import CannotOpen

    try:
        asked = read(as_of, days, period, by)
        is_there(settings.database_url)
        print(asyncio.run(_made(settings, asked, form)))  # noqa: T201 - this is the command line
    except (BadArguments, CannotOpen) as error:
        print(" ".join(str(error).split()), file=sys.stderr)  # noqa: T201
        return BAD_ARGUMENTS
    return 0


def read(as_of: str | None, days: str | None, period: str | None, by: str) -> Asked:
    """Check the arguments. Raises BadArguments."""
    if days is not None and period is not None:
        raise BadArguments("Give --days or --period, not both.")
    if period is not None and period.casefold() not in KINDS:
        raise BadArguments(f"--period {period!r} is unknown; it can be month or quarter.")
    if by.casefold() not in {level.value for level in Level}:
        raise BadArguments(f"--by {by!r} is unknown; it can be company, team, manager or pipeline.")
    return Asked(_date(as_of), _days(days), KINDS[(period or "month").casefold()], Level(by.casefold()))


def _days(typed: str | None) -> int | None:
    if typed is None:
        return None
    if not (typed.isascii() and typed.isdecimal() and 1 <= int(typed) <= MOST_DAYS):
        raise BadArguments(f"--days {typed!r} is no number of days; give one from 1 to {MOST_DAYS}.")
    return int(typed)


def _date(typed: str | None) -> date | None:
    if typed is None:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise BadArguments(f"--as-of {typed!r} is no date; give one like 2026-11-01.") from None
    if day.year not in YEARS:
        raise BadArguments(f"--as-of {typed} is too far away.")
    return day


async def _made(settings: Settings, asked: Asked, form: str) -> str:
    from bot.ui.words import Words
    from services import Services
    from services.clock import SystemClock
    from services.rules.actor import SYSTEM
    from services.rules.worktime import local_day
    from storage.opening import open_database

    database = await open_database(settings.database_url)
    try:
        services = Services(database, SystemClock())
        company = (await services.company.policy(SYSTEM)).settings
        today = local_day(services.clock.now(), company.zone)
        as_of = asked.as_of or today
        if as_of > today:
            raise BadArguments(f"--as-of {as_of} has not come yet; today is {today}.")
        table = await services.forecasts.table(SYSTEM, as_of, asked.wanted(as_of))
    finally:
        await database.close()
    rows = [as_json(row, table) for row in table.rows if row.level is asked.by]
    if form == "json":
        return json.dumps(rows, ensure_ascii=False)
    if form == "csv":
        return _csv(rows)
    return _shown(rows, table, Words(settings.locale, company.zone, services.clock.now(), company.currency))


# ------------------------------------------------------------------------------------------------------ the contract
def as_json(row: ForecastRow, table: ForecastTable) -> dict[str, Any]:
    """A row of the contract: money in major units, shares from 0 to 1, None where nothing can be known yet."""
    proof = row.proof
    return {
        "level": row.level.value,
        "name": row.name or (COMPANY if row.level is Level.COMPANY else ""),
        "from": table.start.isoformat(),
        "to": table.end.isoformat(),
        "forecast_revenue": major(row.revenue),
        "forecast_wins": row.wins,
        "low": major(row.low),
        "high": major(row.high),
        "template_revenue": major(row.template),
        "fact_revenue": major(row.fact),
        "fact_wins": row.fact_wins,
        "methods": {name: major(value) for name, value in row.methods.items()},
        "backtest": {
            "accuracy": _share(proof.accuracy),
            "worst": _share(proof.worst),
            "template_accuracy": _share(proof.template_accuracy),
            "possible": _share(proof.possible),
            "periods": proof.periods,
            "wins": proof.wins,
            "note": _note(row),
        },
        "seconds": table.seconds,
    }


def major(value: int | None) -> int | float | None:
    """Minor units as major ones."""
    if value is None:
        return None
    return value // MINOR if value % MINOR == 0 else value / MINOR


def _share(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _note(row: ForecastRow) -> str:
    proof = row.proof
    if row.revenue is None:
        return f"cannot be known yet: {proof.periods} of 3 such periods have finished"
    if proof.accuracy is None:
        return "no such window has finished that could be forecast from a past of its own"
    if proof.possible is not None and proof.possible < 0.9:
        return f"with so few wins nobody can be better than {proof.possible:.0%}"
    return ""


def _csv(rows: list[dict[str, Any]]) -> str:
    methods = list(dict.fromkeys(name for row in rows for name in row["methods"]))
    back = ("accuracy", "worst", "template_accuracy", "possible", "periods", "wins", "note")
    plain = [name for name in (rows[0] if rows else {}) if name not in {"methods", "backtest"}]
    lines = [[*plain, *(f"method_{name}" for name in methods), *(f"backtest_{name}" for name in back)]]
    for row in rows:
        cells = [row[name] for name in plain] + [row["methods"].get(name) for name in methods]
        cells += [row["backtest"][name] for name in back]
        lines.append(["" if cell is None else str(cell) for cell in cells])
    return as_csv(lines)


def _shown(rows: list[dict[str, Any]], table: ForecastTable, w: Words) -> str:
    head = [*COLUMNS, "accuracy", "worst", "template"]
    lines = [head]
    for row in rows:
        shares = [row["backtest"][name] for name in ("accuracy", "worst", "template_accuracy")]
        money = [UNKNOWN if row[name] is None else w.number(row[name], 0) for name in COLUMNS[2:]]
        shown = [UNKNOWN if share is None else f"{max(share, 0):.0%}" for share in shares]
        lines.append([row["level"], row["name"] or UNKNOWN, *money, *shown])
    last = date.fromordinal(table.end.toordinal() - 1)
    title = f"{table.start} – {last}, as of {table.as_of} (made in {table.seconds} s)"
    notes = dict.fromkeys(
        row["backtest"]["note"] for row in rows if row["backtest"]["note"] and row["forecast_revenue"] is None
    )
    return "\n".join([title, in_columns(lines, right=len(head) - 2), *notes])
