"""`main.py report`: an indicator as JSON, CSV or a table (a stable contract, issue "numbers" section 6)."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from bot.cli_tables import BadArguments, as_csv, in_columns, is_there
from services.rules import periods
from services.rules.indicators import INDICATORS, By, Indicator, OwnField, Slice, Unit, nearest
from services.rules.money import MINOR
from services.rules.periods import Period, PeriodKind

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.ui.words import Words
    from services.indicator_views import Number, Table

BAD_ARGUMENTS: Final = 2
FORMATS: Final = ("table", "json", "csv")
YEARS: Final = range(1970, 2200)
DIGITS: Final = 6
"""After the point of what is no money."""
UNKNOWN: Final = "—"


@dataclass(frozen=True, slots=True)
class Asked:
    """A report as asked for; `start` None: the current month. A text in `by` must be an own list of the company."""

    indicator: Indicator
    start: date | None
    end: date | None
    by: tuple[Slice | str, ...]


def run(
    settings: Settings,
    code: str | None,
    start: str | None,
    end: str | None,
    by: Sequence[str],
    form: str,
    *,
    locale: str = "en",
) -> int:
    """Print a report, a table in this language; return the exit code."""
    from storage.opening import CannotOpen

    try:
        asked = read(code, start, end, by)
        is_there(settings.database_url)
        print(asyncio.run(_made(settings.database_url, asked, form, locale)))  # noqa: T201 - this is the command line
    except (BadArguments, CannotOpen) as error:
        print(" ".join(str(error).split()), file=sys.stderr)  # noqa: T201
        return BAD_ARGUMENTS
    return 0


def run_list(locale: str, form: str) -> int:
    """Print codes, names and units of all indicators; needs no database."""
    from bot.ui.indicator_names import NAMES

    w = _words(locale)
    rows = [
        {"code": one.code, "name": w._(NAMES[one.code]), "unit": one.unit.value, "group": one.group.value,
         "good": one.good.value, "slices": [by.value for by in Slice if by in one.slices]}
        for one in INDICATORS.values()
    ]  # fmt: skip
    shown = ("code", "name", "unit")
    if form == "json":
        text = json.dumps(rows, ensure_ascii=False, indent=1)
    elif form == "csv":
        text = as_csv([shown, *([str(row[name]) for name in shown] for row in rows)])
    else:
        text = in_columns([shown, *([str(row[name]) for name in shown] for row in rows)])
    print(text)  # noqa: T201
    return 0


# -------------------------------------------------------------------------------------------------------- arguments
def read(code: str | None, start: str | None, end: str | None, by: Sequence[str]) -> Asked:
    """Check the arguments. Raises BadArguments."""
    if code is None:
        raise BadArguments("Name an indicator, like revenue; --list shows them all.")
    indicator = INDICATORS.get(code)
    if indicator is None:
        raise BadArguments(f"There is no indicator {code!r}; the nearest is {nearest(code)}. --list shows them all.")
    slices = tuple(dict.fromkeys(_slice(name, indicator) for part in by for name in part.split(",") if name.strip()))
    first, until = _date("--from", start), _date("--to", end)
    if first is None and until is not None:
        raise BadArguments("--to needs --from as well.")
    if first is not None and until is not None and until <= first:
        raise BadArguments(f"--to {until} is not after --from {first}; the day of --to does not belong to the period.")
    return Asked(indicator, first, until, slices)


def _slice(typed: str, indicator: Indicator) -> Slice | str:
    name = typed.strip().casefold()
    if name not in {one.value for one in Slice}:
        return typed.strip()
    return _possible(Slice(name), indicator)


def _possible(by: Slice, indicator: Indicator) -> Slice:
    if by not in indicator.slices:
        possible = ", ".join(one.value for one in Slice if one in indicator.slices)
        raise BadArguments(f"{indicator.code} cannot be told apart by {by.value}; it can by {possible}.")
    return by


def own_list(typed: str, indicator: Indicator, lists: Sequence[OwnField]) -> OwnField:
    """The own list of deals meant by "field:7" or its name. Raises BadArguments."""
    found = next((one for one in lists if typed.casefold() in (one.value, one.name.casefold())), None)
    if found is None:
        near = get_close_matches(typed.casefold(), [one.value for one in Slice], n=1, cutoff=0.0)
        own = "".join(f" or {one.value} ({one.name})" for one in lists)
        raise BadArguments(f"--by {typed!r} is no slice; the nearest is {near[0] if near else 'manager'}{own}.")
    if not indicator.can(found):
        raise BadArguments(f"{indicator.code} cannot be told apart by {found.value}: it is not about deals.")
    return found


def _date(option: str, typed: str | None) -> date | None:
    if typed is None:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise BadArguments(f"{option} {typed!r} is no date; give one like 2026-11-01.") from None
    if day.year not in YEARS:
        raise BadArguments(f"{option} {typed} is too far away.")
    return day


def as_period(start: date, end: date) -> Period:
    """The two dates as a month, quarter, half-year, year, week or day where they are one, so that it has plans."""
    for kind in PeriodKind:
        if kind is not PeriodKind.DATES:
            whole = periods.containing(kind, start)
            if (whole.start, whole.end) == (start, end):
                return whole
    return periods.between(start, end)


# ------------------------------------------------------------------------------------------------------------ report
async def _made(url: str, asked: Asked, form: str, locale: str) -> str:
    from bot.ui.words import Words
    from services import Services
    from services.clock import SystemClock
    from services.rules.actor import SYSTEM
    from services.rules.worktime import local_day
    from storage.opening import open_database

    database = await open_database(url)
    try:
        services = Services(database, SystemClock())
        lists = await services.reports.own_lists(SYSTEM)
        by: list[By] = [one if isinstance(one, Slice) else own_list(one, asked.indicator, lists) for one in asked.by]
        company = (await services.company.policy(SYSTEM)).settings
        today = local_day(services.clock.now(), company.zone)
        if asked.start is None:
            period = periods.containing(PeriodKind.MONTH, today)
        else:
            end = asked.end or max(today, asked.start) + timedelta(days=1)
            period = as_period(asked.start, end)
        table = await services.indicators.table(SYSTEM, asked.indicator.code, period, dict.fromkeys(by))
    finally:
        await database.close()
    if form == "json":
        return json.dumps(as_json(table), ensure_ascii=False)
    if form == "csv":
        return as_csv(_cells(table))
    return _shown(table, Words(locale, company.zone, services.clock.now(), company.currency))


def as_json(table: Table) -> dict[str, Any]:
    """The contract: money in major units, times of slices as ISO strings, a key that is not known as null."""
    unit = INDICATORS[table.code].unit
    return {
        "code": table.code,
        "unit": unit.value,
        "from": table.period.start.isoformat(),
        "to": table.period.end.isoformat(),
        "rows": [
            {
                "slice": {by.value: item.name if item.key is not None else None for by, item in row.slice},
                "value": plain(row.value, unit),
                "n": row.n,
            }
            for row in table.rows
        ],
    }


def plain(value: Number, unit: Unit) -> Number:
    """Money in major units, the rest without the noise of floats."""
    if value is None:
        return None
    if unit is Unit.MONEY and isinstance(value, int):
        return value // MINOR if value % MINOR == 0 else value / MINOR
    return round(value, DIGITS) if isinstance(value, float) else value


def _cells(table: Table) -> list[Sequence[str]]:
    unit = INDICATORS[table.code].unit
    head = [*(by.value for by in table.by), "value", "n"]
    rows = []
    for row in table.rows:
        value = plain(row.value, unit)
        rows.append([*(item.name for _, item in row.slice), "" if value is None else str(value), str(row.n)])
    return [head, *rows]


def _shown(table: Table, w: Words) -> str:
    from bot.ui.indicator_names import indicator_name, slice_name, unit_name

    unit = INDICATORS[table.code].unit
    title = f"{indicator_name(table.code, w)}, {unit_name(unit, w)}: {table.period.start} – {table.period.last}"
    head = [*(slice_name(by, w) for by in table.by), unit_name(unit, w), "n"]
    rows = []
    for row in table.rows:
        value = plain(row.value, unit)
        said = UNKNOWN if value is None else w.number(value, 2)
        rows.append([*(item.name or UNKNOWN for _, item in row.slice), said, w.number(row.n)])
    return f"{title}\n{in_columns([head, *rows], right=2)}"


def _words(locale: str) -> Words:
    from datetime import UTC, datetime

    from bot.ui.words import Words

    return Words(locale, "UTC", datetime.now(UTC))
