"""`main.py report`: the contract, and what it says of bad arguments."""

from __future__ import annotations

import asyncio
import csv
import json
import os
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.cli import main
from services.clock import SystemClock
from services.rules.actor import SYSTEM
from services.rules.field_kinds import FieldKind
from services.rules.indicators import INDICATORS
from storage.tables import Deal, FieldValue
from storage.unit_of_work import Database
from tests.conftest import TUESDAY
from tests.support import company, databases
from tests.support.fields import FieldFactory
from tests.support.indicator_making import Maker


@pytest.fixture
async def shop(sqlite_template: Path, tmp_path: Path, clock, monkeypatch) -> None:
    """A company with two won deals, of Anna and of nobody, and a lost one."""
    database = Database(databases.copy_sqlite(sqlite_template, tmp_path / "voronka.sqlite3"))
    await company.install(database, clock)
    people = await company.hire(database, clock)
    maker = await Maker(database, TUESDAY).open()
    product = await maker.product("Mill", "Machines")
    deal = await maker.deal("won", "2026-11-01 10:00", "2026-11-10 10:00", owner_id=people.anna.user_id, amount=100_50)
    await maker.line(deal, product, 1, None)
    await maker.deal("won", "2026-11-01 10:00", "2026-11-20 10:00", amount=50_00)
    await maker.deal("lost", "2026-11-01 10:00", "2026-11-20 10:00", owner_id=people.anna.user_id)
    await database.close()
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.delenv("BOT_TOKEN", raising=False)
    monkeypatch.chdir(tmp_path)


def asked(capsys, *arguments: str) -> str:
    assert main(["report", *arguments]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    return told.out


NOVEMBER = ("--from", "2026-11-01", "--to", "2026-12-01")


def test_json_is_the_contract(shop, capsys):
    assert json.loads(asked(capsys, "revenue", *NOVEMBER, "--format", "json")) == {
        "code": "revenue", "unit": "money", "from": "2026-11-01", "to": "2026-12-01",
        "rows": [{"slice": {}, "value": 150.5, "n": 2}],
    }  # fmt: skip
    by = json.loads(asked(capsys, "win_rate", *NOVEMBER, "--by", "manager", "--format", "json"))
    assert by["unit"] == "%"
    assert by["rows"] == [
        {"slice": {"manager": None}, "value": 100.0, "n": 1},
        {"slice": {"manager": "Anna Manager"}, "value": 50.0, "n": 2},
    ]


@pytest.mark.parametrize("by", ["--by manager --by month", "--by manager month", "--by manager,month"])
def test_slices_may_be_given_in_any_way(shop, capsys, by):
    rows = json.loads(asked(capsys, "deals_won", *NOVEMBER, *by.split(), "--format", "json"))["rows"]
    assert {tuple(row["slice"].items()) for row in rows} == {
        (("manager", "Anna Manager"), ("month", "2026-11")), (("manager", None), ("month", "2026-11")),
    }  # fmt: skip


def test_times_are_iso_strings(shop, capsys):
    def keys(by: str) -> list[str]:
        rows = json.loads(asked(capsys, "revenue", *NOVEMBER, "--by", by, "--format", "json"))["rows"]
        return [row["slice"][by] for row in rows]

    assert keys("day") == ["2026-11-10", "2026-11-20"]
    assert keys("week") == ["2026-W46", "2026-W47"]
    assert keys("month") == ["2026-11"]
    assert keys("category") == ["Machines", None]


def test_an_empty_period_is_one_row_or_none(shop, capsys):
    old = ("--from", "2020-01-01", "--to", "2020-02-01", "--format", "json")
    assert json.loads(asked(capsys, "revenue", *old))["rows"] == [{"slice": {}, "value": 0, "n": 0}]
    assert json.loads(asked(capsys, "win_rate", *old))["rows"] == [{"slice": {}, "value": None, "n": 0}]
    assert json.loads(asked(capsys, "revenue", *old, "--by", "manager"))["rows"] == []
    assert len(json.loads(asked(capsys, "revenue", "--format", "json"))["rows"]) == 1  # of the current month


def test_csv_and_table_say_the_same(shop, capsys):
    rows = list(csv.reader(StringIO(asked(capsys, "revenue", *NOVEMBER, "--by", "manager", "--format", "csv"))))
    assert rows == [["manager", "value", "n"], ["Anna Manager", "100.5", "1"], ["", "50", "1"]]
    table = asked(capsys, "revenue", *NOVEMBER, "--by", "manager")
    assert table.splitlines()[0] == "Revenue, UAH: 2026-11-01 – 2026-11-30"
    assert "Anna Manager  100.5  1" in table


def test_the_list_names_all_of_them(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LOCALE", raising=False)
    found = json.loads(asked(capsys, "--list", "--format", "json"))
    assert [row["code"] for row in found] == list(INDICATORS)
    assert found[0] | {"slices": []} == {
        "code": "leads_new", "name": "Inquiries", "unit": "n", "group": "inflow", "good": "up", "slices": [],
    }  # fmt: skip
    assert {row["unit"] for row in found} == {"n", "money", "%", "min", "days", "points"}
    assert asked(capsys, "--list").splitlines()[1].split() == ["leads_new", "Inquiries", "n"]
    monkeypatch.setenv("LOCALE", "uk")
    assert "Виручка" in asked(capsys, "--list")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["revenu"], "revenue"),
        ([], "--list"),
        (["revenue", "--by", "managers"], "manager"),
        (["revenue", "--by", "reason"], "revenue cannot"),
        (["revenue", "--from", "soon"], "2026-11-01"),
        (["revenue", "--from", "2026-13-01"], "--from"),
        (["revenue", "--to", "2026-11-01"], "--from"),
        (["revenue", "--from", "2026-11-02", "--to", "2026-11-02"], "--to"),
        (["revenue", "--from", "2026-11-02", "--to", "2026-11-01"], "--to"),
        (["revenue", "--format", "xml"], "xml"),
    ],
)
def test_a_bad_argument_gets_one_line(shop, capsys, arguments, said):
    try:
        code = main(["report", *arguments])
    except SystemExit as error:
        code = int(str(error.code))
    told = capsys.readouterr()
    assert code == 2
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert said in told.err


@pytest.mark.parametrize(
    "url",
    ["sqlite+aiosqlite:////nowhere/at/all/v.db", "postgresql+asyncpg://nobody:secret@127.0.0.1:9/none", "mysql://x/y"],
)
def test_a_database_that_is_not_there_gets_one_line(capsys, monkeypatch, tmp_path, url):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    assert main(["report", "revenue"]) != 0
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert "secret" not in told.err


async def test_own_lists_of_deals_are_slices_too(shop, capsys):
    database = Database(os.environ["DATABASE_URL"])
    field = await FieldFactory(database, SystemClock()).field("Material", FieldKind.OPTION)
    async with database.write(SYSTEM, TUESDAY) as work:
        deal = await work.session.scalar(select(Deal.id).where(Deal.amount == 100_50))
        work.session.add(FieldValue(deal_id=deal, field_id=field.id, value=1, number=1))
    await database.close()
    own = f"field:{field.id}"
    for typed in (own, "material"):
        told = await asyncio.to_thread(asked, capsys, "revenue", *NOVEMBER, "--by", typed, "--format", "json")
        assert json.loads(told)["rows"] == [
            {"slice": {own: "Wood"}, "value": 100.5, "n": 1}, {"slice": {own: None}, "value": 50, "n": 1},
        ]  # fmt: skip
    table = await asyncio.to_thread(asked, capsys, "revenue", *NOVEMBER, "--by", own)
    assert table.splitlines()[1].split() == ["Material", "UAH", "n"]
    for code, said in (("revenue", f"{own} (Material)"), ("leads_new", "not about deals")):
        typed = "colour" if code == "revenue" else own
        assert await asyncio.to_thread(main, ["report", code, "--by", typed]) == 2
        assert said in capsys.readouterr().err
