"""`main.py forecast`: the stable contract, and one line about whatever cannot be read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli import main
from bot.cli_forecast import read
from bot.cli_tables import BadArguments
from services.clock import ShiftedClock
from services.forecast_views import Level
from services.rules.periods import PeriodKind
from storage.unit_of_work import Database
from tests.support import company, databases
from tests.support.selling import Selling

Run = Callable[..., "Done"]


@pytest.fixture(scope="module")
async def address(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A company with four months of sales that ended some days ago."""
    url = databases.copy_sqlite(sqlite_template, tmp_path_factory.mktemp("forecast") / "voronka.sqlite3")
    database, clock = Database(url), ShiftedClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
    try:
        await company.install(database, clock)
        people = await company.hire(database, clock)
        await Selling(database, clock, [people.anna, people.vera]).days(120)
    finally:
        await database.close()
    return url


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(address: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command, on the company unless another address is given."""
    monkeypatch.delenv("BOT_TOKEN", raising=False)

    def command(*arguments: str, url: str = address) -> Done:
        monkeypatch.setenv("DATABASE_URL", url)
        try:
            code = main(["forecast", *arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        told = capsys.readouterr()
        return Done(code, told.out, told.err)

    return command


def test_rows_of_the_contract(run: Run) -> None:
    done = run("--as-of", "2026-06-20", "--days", "28", "--by", "manager", "--format", "json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert {row["name"] for row in rows} == {"Anna Manager", "Vera Manager"}
    for row in rows:
        assert row["level"] == "manager"
        assert row["low"] <= row["forecast_revenue"] <= row["high"]
        assert row["forecast_wins"] > 0
        assert row["template_revenue"] >= 0
        assert row["methods"]["last_28"] >= 0
        assert {"accuracy", "periods", "wins"} <= row["backtest"].keys()
        assert row["backtest"]["periods"] >= 3
        assert row["seconds"] > 0


def test_a_month_of_the_company_as_csv_and_as_a_table(run: Run) -> None:
    month = ("--as-of", "2026-06-20", "--period", "month")
    (whole,) = csv.DictReader(io.StringIO(run(*month, "--format", "csv").stdout))
    assert (whole["level"], whole["name"], whole["from"], whole["to"]) == (
        "company",
        "Romashka",
        "2026-06-01",
        "2026-07-01",
    )
    shown = run(*month).stdout
    assert "2026-06-01 – 2026-06-30" in shown
    assert "Romashka" in shown


def test_below_three_periods_there_are_no_numbers_and_no_error(run: Run) -> None:
    done = run("--as-of", "2026-04-01", "--days", "28", "--format", "json")
    assert done.returncode == 0
    (row,) = json.loads(done.stdout)
    assert row["forecast_revenue"] is row["forecast_wins"] is row["low"] is row["high"] is None
    assert row["backtest"]["accuracy"] is None
    assert row["backtest"]["periods"] < 3
    assert "cannot be known yet" in row["backtest"]["note"]


@pytest.mark.parametrize(
    ("arguments", "about"),
    [
        (("--as-of", "20.06.2026"), "20.06.2026"),
        (("--as-of", "0001-01-01"), "too far"),
        (("--as-of", "2150-01-01"), "not come yet"),
        (("--days", "0"), "--days"),
        (("--days", "many"), "--days"),
        (("--period", "year"), "--period"),
        (("--days", "28", "--period", "month"), "not both"),
        (("--by", "channel"), "--by"),
        (("--format", "xml"), "xml"),
    ],
)
def test_what_cannot_be_read_is_one_line(run: Run, arguments: tuple[str, ...], about: str) -> None:
    done = run(*arguments)
    assert done.returncode != 0
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert about in done.stderr


def test_a_database_that_is_not_there(run: Run) -> None:
    done = run(url="sqlite+aiosqlite:////nowhere/at/all.db")
    assert done.returncode != 0
    assert len(done.stderr.strip().splitlines()) == 1


def test_arguments() -> None:
    assert read(None, None, None, "company").kind is PeriodKind.MONTH
    asked = read("2026-06-20", None, "Quarter", "TEAM")
    assert (asked.kind, asked.by) == (PeriodKind.QUARTER, Level.TEAM)
    day = asked.as_of
    assert day is not None
    wanted = asked.wanted(day)
    assert (wanted.start.isoformat(), wanted.end.isoformat()) == ("2026-04-01", "2026-07-01")
    week = read("2026-06-20", "7", None, "company").wanted(day)
    assert (week.start, week.end) == (day, day + timedelta(days=7))
    with pytest.raises(BadArguments):
        read(None, "367", None, "company")
