"""Files of plans: long and wide, every row taken or told; saved and read back without a change; the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from bot.cli_plan import run, take
from bot.settings import load_settings
from bot.ui import plan_files as ui
from bot.ui.words import Words
from services import Services
from services.errors import Denied, Invalid
from services.plan_files import PlanFile, workbook
from services.rules.actor import SYSTEM, Actor
from services.rules.kinds import PlanMetric, PlanScope
from services.rules.periods import PeriodKind
from services.rules.plans import COMPANY, Slot, Unit
from storage.tables import Plan, User
from storage.unit_of_work import Database
from tests.conftest import TUESDAY
from tests.support.company import People
from tests.support.databases import Committed

NOVEMBER = Slot(PeriodKind.MONTH, date(2026, 11, 1))


def written(folder: Path, text: str, name: str = "plans.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def told(found: PlanFile) -> list[tuple[str, str, str, int | None]]:
    return [(line.name, line.metric.value, line.period.start.isoformat(), line.new) for line in found.lines]


async def look(services: Services, by: Actor, path: Path) -> PlanFile:
    return await services.plan_files.look(by, path, path.name)


async def test_a_long_table(services: Services, people: People, tmp_path: Path, committed: Committed) -> None:
    path = written(
        tmp_path,
        "Планы на ноябрь;;;;;\n"
        "Менеджер;Отдел;Направление;Показатель;Период;План\n"
        "Anna Manager;North;;выручка;ноябрь 2026;1,2 млн\n"
        "Manager Oleg;;;сделки;11.2026;12\n"
        "Vera;;;маржа;2026-11;99 500,50\n"
        ";North;;выручка;4 кв. 2026;5 млн\n"
        ";;B2C: new clients;выручка;ноябрь 2026;700 000\n"
        "Вся компания;;;выручка;2026;60 млн\n"
        ";;;;;\n",
        encoding="cp1251",
    )
    found = await look(services, people.owner, path)
    assert (told(found), found.bad) == (
        [
            ("Anna Manager", "revenue", "2026-11-01", 1_200_000_00),
            ("Oleg Manager", "deals", "2026-11-01", 12),
            ("Vera Manager", "margin", "2026-11-01", 99_500_50),
            ("North", "revenue", "2026-10-01", 5_000_000_00),
            ("B2C: new clients", "revenue", "2026-11-01", 700_000_00),
            ("", "revenue", "2026-01-01", 60_000_000_00),
        ],
        (),
    )
    assert await committed.count(Plan) == 0
    done = await services.plan_files.apply(people.owner, path, path.name)
    assert (done.new, await committed.count(Plan)) == (6, 6)
    again = await look(services, people.owner, path)
    assert (again.lines, again.same) == ((), 6)
    assert (
        await services.plans.page(people.owner, COMPANY, PlanMetric.REVENUE, Slot(PeriodKind.YEAR, date(2026, 1, 1)))
    ).planned
    back = await services.plan_setting.undo(people.owner, done.undo_id or 0)
    assert len(back.lines) == 6


async def test_a_wide_workbook_with_months_as_columns(services: Services, people: People, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Manager", "Nov 2026", date(2026, 12, 1), "Q1 2027", "Total"])
    sheet.append(["Anna Manager", 100000, 120000.5, 400000, 620000.5])
    sheet.append(["Oleg Manager", None, "-", 300000, 300000])
    book.save(tmp_path / "plans.xlsx")
    found = await look(services, people.boris, tmp_path / "plans.xlsx")
    assert told(found) == [
        ("Anna Manager", "revenue", "2026-11-01", 100_000_00), ("Anna Manager", "revenue", "2026-12-01", 120_000_50),
        ("Anna Manager", "revenue", "2027-01-01", 400_000_00), ("Oleg Manager", "revenue", "2027-01-01", 300_000_00),
    ]  # fmt: skip
    assert found.bad == ()


async def test_metrics_as_columns(services: Services, people: People, tmp_path: Path) -> None:
    path = written(tmp_path, "Кому,Месяц,Выручка,Сделки,Маржа\nAnna,ноябрь,100к,12,40к\n")
    assert [(metric, value) for _, metric, _, value in told(await look(services, people.boris, path))] == [
        ("revenue", 100_000_00), ("deals", 12), ("margin", 40_000_00),
    ]  # fmt: skip


async def test_every_bad_row_is_told(services: Services, people: People, database: Database, tmp_path: Path) -> None:
    async with database.write(SYSTEM, TUESDAY) as work:
        (await work.session.get_one(User, people.vera.user_id)).name = "Anna Other"
    path = written(
        tmp_path,
        "who;metric;period;plan\n"
        "Nobody;revenue;2026-11;1\n"
        "Anna;revenue;2026-11;1\n"
        "Oleg;weather;2026-11;1\n"
        "Oleg;deals;someday;1\n"
        "Oleg;deals;2026-11;1,5\n"
        "Oleg;deals;2026-11;\n"
        ";deals;2026-11;5\n"
        "Oleg;deals;2026-11;5\n"
        "Oleg;deals;11.2026;6\n"
        "Oleg;deals;ноябрь 2026;5\n"
        '"Oleg;deals;2026-12;5\n',
    )
    found = await look(services, people.owner, path)
    assert told(found) == [("Oleg Manager", "deals", "2026-11-01", 5)]
    assert [(item.line, item.code) for item in found.bad] == [
        (2, "plan_file_unknown"), (3, "plan_file_many"), (4, "plan_file_metric"), (5, "plan_file_period"),
        (6, "plan_file_value"), (7, "plan_file_empty"), (8, "plan_file_nobody"), (10, "plan_file_twice"),
        (12, "plan_file_quote"),
    ]  # fmt: skip


async def test_a_head_sets_only_what_is_the_heads(services: Services, people: People, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "who;team;pipeline;metric;period;plan\nVera Manager;;;deals;2026-11;1\n;South;;deals;2026-11;1\n"
        ";;B2C: new clients;deals;2026-11;1\nCompany;;;deals;2026-11;1\nAnna Manager;;;deals;2026-11;1\n",
    )
    found = await look(services, people.boris, path)
    assert ([line.name for line in found.lines], [item.line for item in found.bad]) == (["Anna Manager"], [2, 3, 4, 5])
    for actor in (people.anna, people.client):
        with pytest.raises(Denied):
            await services.plan_files.apply(actor, path, path.name)


@pytest.mark.parametrize("text", ["", "a;b\n1;2\n", "who;comment\nAnna;1\n", "just words\n"])
async def test_other_tables_are_told(services: Services, people: People, tmp_path: Path, text: str) -> None:
    with pytest.raises(Invalid):
        await look(services, people.owner, written(tmp_path, text))


@pytest.mark.parametrize("locale", ["en", "ru", "uk"])
async def test_what_is_saved_is_read_back_the_same(
    services: Services, people: People, tmp_path: Path, locale: str
) -> None:
    quarter, half = Slot(PeriodKind.QUARTER, date(2026, 4, 1)), Slot(PeriodKind.HALF_YEAR, date(2026, 7, 1))
    anna, oleg = (Unit(PlanScope.USER, who.user_id or 0) for who in (people.anna, people.oleg))
    for unit, slot, metric, value in (
        (COMPANY, Slot(PeriodKind.YEAR, date(2026, 1, 1)), PlanMetric.REVENUE, 10**12 + 1),
        (Unit(PlanScope.TEAM, min(people.boris.team_ids or {0})), quarter, PlanMetric.MARGIN, 5_00),
        (Unit(PlanScope.PIPELINE, 1), half, PlanMetric.DEALS, 90),
        (anna, NOVEMBER, PlanMetric.REVENUE, 0),
        *((oleg, Slot(PeriodKind.MONTH, date(2026, n, 1)), PlanMetric.DEALS, n) for n in range(1, 13)),
    ):
        await services.plan_setting.put(people.owner, unit, metric, slot, value, 0)
    w = Words(locale, "Europe/Kyiv", TUESDAY)
    saved = await services.plan_files.export(people.owner, NOVEMBER)
    path = tmp_path / "saved.xlsx"
    path.write_bytes(workbook("Plan", ui.headers(w), ui.table(saved, w)))
    found = await look(services, people.owner, path)
    assert (found.same, found.lines, found.bad) == (16, (), ())
    assert {row[1] for row in (await services.plan_files.export(people.boris, NOVEMBER)).rows} == {
        "North", "Anna Manager", "Oleg Manager",
    }  # fmt: skip


async def test_the_command_line(services: Services, people: People, tmp_path: Path) -> None:
    said: list[str] = []
    complained: list[str] = []
    path = written(tmp_path, "who;metric;period;plan\nAnna Manager;deals;2026-11;5\nX;deals;2026-11;5\n")
    code = await take(services, SYSTEM, path, dry_run=True, out=said.append, bad=complained.append)
    assert (code, said) == (1, ["Plans that would be set: 1 new, 0 changed, 0 the same, 1 bad"])
    assert complained == ["line 3: nobody and nothing here is called “X”"]
    code = await take(services, SYSTEM, path, dry_run=False, out=said.append, bad=complained.append)
    assert (code, said[1]) == (1, "Plans set: 1 new, 0 changed, 0 the same, 1 bad")
    good = written(tmp_path, "who;metric;period;plan\nAnna Manager;deals;2026-11;6\n")
    assert await take(services, SYSTEM, good, dry_run=False, out=said.append, bad=complained.append) == 0
    assert said[2] == "Plans set: 0 new, 1 changed, 0 the same, 0 bad"
    wrong = written(tmp_path, "a;b\n1;2\n")
    assert await take(services, SYSTEM, wrong, dry_run=False, out=said.append, bad=complained.append) == 2


@pytest.mark.parametrize(("name", "line"), [("none.csv", "There is no file"), ("plans.pdf", "is no table")])
def test_a_wrong_file_is_told_in_one_line(
    tmp_path: Path, name: str, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if name.endswith(".pdf"):
        written(tmp_path, "x", name)
    settings = load_settings(None, bot_token="0:none", database_url=f"sqlite+aiosqlite:///{tmp_path}/x.db")
    assert run(settings, tmp_path / name, dry_run=False) == 2
    complained = capsys.readouterr().err
    assert line in complained
    assert complained.count("\n") == 1
