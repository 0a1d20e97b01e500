"""Costs of channels, payments, traits of clients, costs of products from files: taken once, the bad told with why."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from services.rules.import_cost_words import purpose
from services.rules.import_dates import month_of
from services.rules.import_fields import Field, Kind
from services.rules.kinds import CostKind
from storage.tables import Channel, ChannelCost, Client, Deal, HistoryEntry, Payment, Product
from tests.importing.exports import take_in, tallies
from tests.support.factory import Factory

COSTS = """Канал;Месяц;Статья;Сумма;Комментарий
Сайт;2026-09;контекст;120 000,50;
Выставка «Агро»;октябрь 2026;выставка;45к;стенд
Сайт;2026-10;звонки;5000;
Сайт;2026-09;контекст;1;
;2026-09;;1;
Сайт;2026-11;;-5;
Сайт;сентябрь;;5;
"""
PERIODS = """channel,from,to,spend
Radio,2026-09-01,2026-09-14,700
Radio,2026-09-20,2026-09-10,700
Radio,2026-10-05,,30
"""
DEALS = """id,deal name,client,stage,amount,created
D1,Greenhouse,Acorn,Negotiation,1000,2026-09-01
D2,Fence,Birch,Negotiation,500,2026-09-01
D3,Fence,Cedar,Negotiation,500,2026-09-01
"""
PAYMENTS = """deal id,deal name,client,amount,due date,payment date,comment
D1,,,400,2026-10-01,2026-10-02,by card
D1,,,600,2026-12-01,,
,Fence,Birch,500,,2026-10-03,
,Fence,,500,2026-10-03,,
D9,,,1,2026-10-03,,
D1,,,0,2026-10-03,,
D1,,,5,,,
D1,,,5,,2027-10-03,
"""


def written(folder: Path, **files: str) -> Path:
    """Write files by name."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


async def test_costs_by_months_come_in_with_the_bad_lines_told(importing, admin, tmp_path, committed, channel_names):
    path = written(tmp_path / "a", costs=COSTS)
    proposal, receipt = await take_in(importing, admin, path)
    assert [table.kind for table in proposal.mapping.tables] == [Kind.COSTS]
    assert tallies(receipt) == {Kind.COSTS: (3, 0, 0, 4)}
    assert [(bad.line, bad.code) for bad in receipt.bad_rows] == [
        (5, "duplicate"), (6, "no_channel"), (7, "no_amount"), (8, "date"),
    ]  # fmt: skip
    names = await channel_names()
    assert {(names[row.channel_id], row.kind, row.amount, row.from_day, row.to_day) for row in
            await committed.all(ChannelCost)} == {
        ("Сайт", CostKind.ADVERTISING, 120_000_50, date(2026, 9, 1), date(2026, 9, 30)),
        ("Выставка «Агро»", CostKind.EXHIBITION, 45_000_00, date(2026, 10, 1), date(2026, 10, 31)),
        ("Сайт", CostKind.PHONE, 5_000_00, date(2026, 10, 1), date(2026, 10, 31)),
    }  # fmt: skip
    _, again = await take_in(importing, admin, path)
    assert tallies(again) == {Kind.COSTS: (0, 0, 3, 4)}
    written(tmp_path / "a", costs=COSTS.replace("5000", "6000"))
    _, changed = await take_in(importing, admin, path)
    assert tallies(changed) == {Kind.COSTS: (0, 1, 2, 4)}
    assert await committed.count(ChannelCost) == 3


async def test_costs_between_two_days_count_in_the_spend(importing, admin, tmp_path, services, committed):
    path = written(tmp_path / "a", spend=PERIODS)
    proposal = await importing.analyse(admin, path)
    rehearsal = await importing.dry_run(admin, proposal.scan, proposal.mapping)
    assert await committed.count(ChannelCost) == 0
    receipt = await importing.run(admin, proposal.scan, proposal.mapping)
    assert tallies(rehearsal) == tallies(receipt) == {Kind.COSTS: (2, 0, 0, 1)}
    assert [(bad.line, bad.code) for bad in receipt.bad_rows] == [(3, "days")]
    assert {(row.from_day, row.to_day) for row in await committed.all(ChannelCost)} == {
        (date(2026, 9, 1), date(2026, 9, 14)), (date(2026, 10, 5), date(2026, 10, 5)),
    }  # fmt: skip


async def test_a_workbook_of_costs_with_real_dates(importing, admin, tmp_path, committed):
    path = tmp_path / "costs.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "dd.mm.yyyy"})
        page.write_row(0, 0, ["Канал", "Месяц", "Расход"])
        page.write_string(1, 0, "Сайт")
        page.write_datetime(1, 1, date(2026, 9, 1), day)
        page.write_number(1, 2, 99.9)
    _, receipt = await take_in(importing, admin, path)
    assert tallies(receipt) == {Kind.COSTS: (1, 0, 0, 0)}
    cost = await committed.one(ChannelCost)
    assert (cost.amount, cost.from_day, cost.to_day) == (99_90, date(2026, 9, 1), date(2026, 9, 30))


async def test_payments_of_deals_in_the_same_import(importing, admin, tmp_path, committed):
    path = written(tmp_path / "a", deals=DEALS, payments=PAYMENTS)
    proposal = await importing.analyse(admin, path)
    assert {table.kind for table in proposal.mapping.tables} == {Kind.DEALS, Kind.PAYMENTS}
    rehearsal = await importing.dry_run(admin, proposal.scan, proposal.mapping)
    receipt = await importing.run(admin, proposal.scan, proposal.mapping)
    assert tallies(receipt)[Kind.PAYMENTS] == (3, 0, 0, 5)
    assert tallies(rehearsal) == tallies(receipt)
    assert [(bad.line, bad.code) for bad in receipt.bad_rows] == [
        (5, "many_deals"), (6, "no_deal"), (7, "no_amount"), (8, "no_days"), (9, "not_yet"),
    ]  # fmt: skip
    first = await committed.one(Deal, Deal.external_id == "D1")
    found = await committed.all(Payment, Payment.deal_id == first.id)
    assert {(row.planned, row.due_day, row.received, row.received_at) for row in found} == {
        (400_00, date(2026, 10, 1), 400_00, datetime(2026, 10, 2, 9, tzinfo=UTC)),
        (600_00, date(2026, 12, 1), None, None),
    }  # fmt: skip
    assert {row.note for row in found} == {"comment: by card", ""}
    told = await committed.all(HistoryEntry, HistoryEntry.record == "payments")
    assert {row.deal_id for row in told} >= {first.id}


async def test_a_second_file_tells_what_was_paid_meanwhile(importing, admin, tmp_path, committed):
    await take_in(importing, admin, written(tmp_path / "a", deals=DEALS, payments=PAYMENTS))
    _, again = await take_in(importing, admin, written(tmp_path / "b", payments=PAYMENTS))
    assert tallies(again) == {Kind.PAYMENTS: (0, 0, 3, 5)}
    paid = "deal id,amount,due date,payment date\nD1,600,2026-12-01,2026-11-20\nD1,50,,2026-11-20\nD1,50,,2026-11-20\n"
    _, later = await take_in(importing, admin, written(tmp_path / "c", payments=paid))
    assert tallies(later) == {Kind.PAYMENTS: (2, 1, 0, 0)}, "two equal payments are two"
    _, once_more = await take_in(importing, admin, written(tmp_path / "c", payments=paid))
    assert tallies(once_more) == {Kind.PAYMENTS: (0, 0, 3, 0)}
    assert sum(row.received or 0 for row in await committed.all(Payment)) == 400_00 + 600_00 + 500_00 + 100_00


async def test_an_own_deal_is_named_by_its_number_with_the_sign(
    importing, admin, people, database, clock, tmp_path, committed
):
    deal = await Factory(database, clock).deal(people.anna)
    text = f"deal number,amount,due date\n№{deal.id},100,2026-12-01\n{deal.id},100,2026-12-01\n"
    _, receipt = await take_in(importing, admin, written(tmp_path / "a", payments=text))
    assert [(bad.line, bad.code) for bad in receipt.bad_rows] == [(3, "no_deal")], "a bare number is another program's"
    assert [row.deal_id for row in await committed.all(Payment)] == [deal.id]


async def test_traits_of_clients_and_costs_of_products(importing, admin, tmp_path, committed):
    clients = "client,segment,audience,region\nAcorn,Retail,Families,Kyiv\nBirch,,Hotels,\n"
    products = "product,category,price,cost\nTable,Oak,12000,8000\nChair,Oak,3000,\n"
    await take_in(importing, admin, written(tmp_path / "a", clients=clients, products=products))
    rows = {row.name: (row.segment, row.audience, row.region) for row in await committed.all(Client)}
    assert rows.items() >= {"Acorn": ("Retail", "Families", "Kyiv"), "Birch": (None, "Hotels", None)}.items()
    costs = "товар;себестоимость\nTable;8500\nChair;2000\n"
    _, receipt = await take_in(importing, admin, written(tmp_path / "b", costs=costs, clients=clients))
    assert tallies(receipt) == {Kind.PRODUCTS: (0, 2, 0, 0), Kind.CLIENTS: (0, 0, 2, 0)}
    assert {row.name: (row.price, row.cost) for row in await committed.all(Product)} == {
        "Table": (12_000_00, 8_500_00), "Chair": (3_000_00, 2_000_00),
    }  # fmt: skip


async def test_a_failure_takes_everything_back(importing, admin, tmp_path, committed, monkeypatch):
    path = written(tmp_path / "a", costs=PERIODS, deals=DEALS)
    proposal = await importing.analyse(admin, path)

    async def fails(_self: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("services.importing.money.CostStep.finish", fails)
    with pytest.raises(OSError, match="full"):
        await importing.run(admin, proposal.scan, proposal.mapping)
    assert await committed.count(ChannelCost) == 0
    assert await committed.count(Deal) == 0


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", CostKind.ADVERTISING), ("Реклама в Google", CostKind.ADVERTISING), ("Таргет", CostKind.ADVERTISING),
        ("phone", CostKind.PHONE), ("Обзвон базы", CostKind.PHONE), ("Розсилка", CostKind.MAILING),
        ("Виставка", CostKind.EXHIBITION), ("Подарки", CostKind.OTHER), ("other", CostKind.OTHER),
    ],
)  # fmt: skip
def test_what_money_was_spent_on(text: str, kind: CostKind):
    assert purpose(text) is kind


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)), ("02.2028", date(2028, 2, 1), date(2028, 2, 29)),
        ("Ноябрь 2026", date(2026, 11, 1), date(2026, 11, 30)),
        ("грудень 2026 р.", date(2026, 12, 1), date(2026, 12, 31)),
        ("Nov 2026", date(2026, 11, 1), date(2026, 11, 30)),
    ],
)  # fmt: skip
def test_months(text: str, first: date, last: date):
    assert month_of(text) == (first, last)


@pytest.mark.parametrize("text", ["", "2026", "13.2026", "2026-00", "ноябрь", "Ромашка 2026", "01.11.2026", "0001-01"])
def test_what_is_no_month(text: str):
    assert month_of(text) is None


@pytest.fixture
def channel_names(committed):
    """What channels are called, by id."""

    async def read() -> dict[int, str]:
        return {row.id: row.name for row in await committed.all(Channel)}

    return read


async def test_the_fields_are_recognised_in_three_languages(importing, admin, tmp_path):
    heads = {
        "a": ("channel,purpose,expenses,period start,period end", "Site,ads,5,2026-09-01,2026-09-30"),
        "b": ("канал,вид расхода,расход,дата с,дата по", "Сайт,реклама,5,01.09.2026,30.09.2026"),
        "c": ("канал,вид витрат,витрати,з дати,по дату", "Сайт,реклама,5,01.09.2026,30.09.2026"),
    }
    for name, lines in heads.items():
        path = written(tmp_path / name, table="\n".join(lines))
        table = (await importing.analyse(admin, path)).mapping.tables[0]
        assert table.kind is Kind.COSTS
        assert [column.field for column in table.columns] == [
            Field.CHANNEL, Field.PURPOSE, Field.AMOUNT, Field.FROM, Field.UNTIL,
        ]  # fmt: skip
    heads = {
        "d": ("номер сделки,сумма,срок оплаты,дата оплаты", "7,5,01.09.2026,30.09.2026"),
        "e": ("номер угоди,сума,строк оплати,дата оплати", "7,5,01.09.2026,30.09.2026"),
    }
    for name, lines in heads.items():
        path = written(tmp_path / name, table="\n".join(lines))
        table = (await importing.analyse(admin, path)).mapping.tables[0]
        assert [column.field for column in table.columns] == [Field.DEAL_ID, Field.AMOUNT, Field.DUE, Field.PAID]
