"""Exports of other shapes on both databases: deals with contacts and bad rows, no ids, invoices, clients, contacts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import openpyxl

from services.importing.ledger import Strange
from services.rules.import_fields import Kind
from services.rules.import_rows import Odd
from services.rules.kinds import StageKind
from storage.tables import (
    Activity,
    Channel,
    Client,
    Contact,
    Deal,
    DealLine,
    LossReason,
    Pipeline,
    Product,
    Refusal,
    User,
)  # fmt: skip
from tests.importing import exports
from tests.importing.exports import take_in, tallies


async def test_a_russian_export_with_bad_rows(importing, admin, tmp_path, committed):
    path = tmp_path / "amo.csv"
    path.write_text(exports.AMO, encoding="cp1251")
    _, receipt = await take_in(importing, admin, path)
    assert tallies(receipt)[Kind.DEALS] == (3, 0, 0, 5)
    assert [(bad.line, bad.code, bad.header, bad.value) for bad in receipt.bad_rows] == [
        (6, "amount", "Бюджет", "восемь"),
        (7, "date", "Дата создания", "31.02.2026"),
        (8, "duplicate", "", "501"),
        (9, "columns", "", "15"),
        (10, "no_stage", "", ""),
    ]
    won = await committed.one(Deal, Deal.external_id == "501")
    assert (won.title, won.amount, won.status) == ("Поставка окон", 12_000_050, StageKind.WON)
    contact = await committed.one(Contact, Contact.id == won.contact_id)
    assert (contact.name, contact.phone, contact.phone_typed, contact.email) == (
        "Иван Петров", "+380671234567", "067 123-45-67", "ivan@romashka.ua",
    )  # fmt: skip
    person = await committed.one(Deal, Deal.external_id == "502")
    client = await committed.one(Client, Client.id == person.client_id)
    assert (client.name, client.is_person, person.amount) == ("Пётр Ильин", True, 4_500_000)
    assert person.created_at == datetime(2026, 2, 17, 8, 30, tzinfo=UTC)
    lost = await committed.one(Deal, Deal.external_id == "503")
    reason = await committed.one(LossReason, LossReason.id == lost.loss_reason_id)
    refusal = await committed.one(Refusal)
    assert (reason.name, refusal.deal_id, refusal.amount, refusal.at) == ("Дорого", lost.id, 800_000, lost.closed_at)
    assert {channel.name for channel in await committed.all(Channel)} >= {"Сайт", "Рекомендация", "Радио"}
    again = await take_in(importing, admin, path)
    assert (again[1].new, again[1].update, again[1].skip, again[1].bad) == (0, 0, 3, 5)


async def test_rows_without_an_id_are_known_again(importing, admin, tmp_path, committed):
    path = tmp_path / "deals.csv"
    head = "Клиент;Этап;Сумма;Дата создания\n"
    path.write_text(head + "Ромашка;Переговоры;100;01.02.2026\nРомашка;Переговоры;100;01.02.2026\n", encoding="utf-8")
    await take_in(importing, admin, path)
    path.write_text(head + "Ромашка;Выиграно;150;01.02.2026\nРомашка;Переговоры;100;01.02.2026\n", encoding="utf-8")
    _, receipt = await take_in(importing, admin, path)
    assert (receipt.new, receipt.update, receipt.skip) == (0, 1, 1)
    assert sorted((deal.status, deal.amount) for deal in await committed.all(Deal)) == [
        (StageKind.OPEN, 10_000), (StageKind.WON, 15_000),
    ]  # fmt: skip


async def test_invoice_lines_become_won_deals(importing, admin, tmp_path, committed):
    path = tmp_path / "lines.csv"
    path.write_text(exports.INVOICES, encoding="utf-8")
    _, receipt = await take_in(importing, admin, path)
    assert tallies(receipt)[Kind.LINES] == (4, 0, 0, 1)
    assert (receipt.odd[Strange.RETURNS], receipt.odd[Strange.NO_CLIENT]) == (1, 1)
    deal = await committed.one(Deal, Deal.external_id == "536365")
    assert (deal.amount, deal.status) == (6 * 255 + 2 * 339 + 765, StageKind.WON)
    assert [line.quantity for line in await committed.all(DealLine, DealLine.deal_id == deal.id)] == [6000, 2000, 1000]
    client = await committed.one(Client, Client.id == deal.client_id)
    assert (client.external_id, client.region) == ("17850", "United Kingdom")
    again = await take_in(importing, admin, path)
    assert (again[1].new, again[1].skip) == (0, 4)


async def test_clients_and_contacts_meet_those_who_are_here(importing, admin, tmp_path, committed):
    clients = "ID;Название;Телефон;Контактное лицо;Город;ИНН\n"
    clients += "C7;LILY LLC;+380501112233;Katya;Київ;123\nC8;Роза;0445556677;;Львів;\n"
    (tmp_path / "clients.csv").write_text(clients, encoding="utf-8")
    (tmp_path / "contacts.csv").write_text(
        "ФИО;Телефон;Email;Компания;Должность\nКатерина;050 111 22 33;k@lily.ua;Lily LLC;директор\n"
        "Новый;044 555 66 99;n@rosa.ua;Роза;\nЛюдина;067 000 11 22;;;\n",
        encoding="utf-8",
    )
    _, receipt = await take_in(importing, admin, tmp_path)
    assert tallies(receipt) == {Kind.CLIENTS: (1, 1, 0, 0), Kind.CONTACTS: (2, 1, 0, 0)}
    lily = await committed.one(Client, Client.search_key == "lily llc")
    katya = await committed.one(Contact, Contact.phone == "+380501112233")
    assert (lily.external_id, lily.region, katya.name, katya.email, katya.position) == (
        "C7", "Київ", "Katya Client", "k@lily.ua", "директор",
    )  # fmt: skip
    person = await committed.one(Client, Client.name == "Людина")
    assert person.is_person


async def test_a_workbook_with_typed_cells(importing, admin, tmp_path, committed):
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Угоди")
    sheet.append(["Угоди за рік"])
    sheet.append(["ID", "Клієнт", "Етап", "Сума", "Валюта", "Дата створення", "Телефон"])
    sheet.append([501, "Ромашка", "Виграно", 1200.5, "UAH", date(2026, 2, 5), 380671234567])
    sheet.append([502, "Роза", "Переговори", "1 200,50 грн", "USD", date(2026, 2, 6), "—"])
    sheet.append([503, "Роза", "Переговори", True, "UAH", date(2026, 2, 6), None])
    book.create_sheet("Клієнти").append(["Клієнт", "Місто"])
    book["Клієнти"].append(["Ромашка", "Львів"])
    book.save(tmp_path / "crm.xlsx")
    proposal, receipt = await take_in(importing, admin, tmp_path / "crm.xlsx")
    assert [table.sheet for table in proposal.mapping.tables] == ["Угоди", "Клієнти"]
    assert tallies(receipt) == {Kind.CLIENTS: (1, 0, 0, 0), Kind.DEALS: (2, 0, 0, 1)}
    assert [(bad.sheet, bad.line, bad.code) for bad in receipt.bad_rows] == [("Угоди", 5, "amount")]
    assert receipt.odd[Odd.CURRENCY] == 1
    first, second = await committed.all(Deal)
    assert (first.external_id, first.amount, first.created_at) == ("501", 120_050, datetime(2026, 2, 5, 10, tzinfo=UTC))
    assert (second.amount, second.created_at) == (120_050, datetime(2026, 2, 6, 10, tzinfo=UTC))
    assert (await committed.one(Contact, Contact.name == "Ромашка")).phone == "+380671234567"


async def test_status_pipeline_quantity_and_expected_close(importing, admin, tmp_path, committed):
    path = tmp_path / "deals.csv"
    path.write_text(
        "Deal - Title,Deal - Organization,Deal - Stage,Deal - Status,Pipeline,Product,Quantity,Price,Created,"
        "Close date,Expected close date,Notes\n"
        "One,Acorn,Proposal,Won,Warm-up,Box,3 pcs,10.50,2026-01-02,2026-01-01,,hello\n"
        "Two,Acorn,Proposal,Open,B2C: new clients,Box,2,10.50,2026-01-02,2026-02-01,,\n"
        "Three,Acorn,Proposal,Open,Nowhere,Box,x,10.50,2026-01-02,,2026-03-01,\n"
        "Four,Acorn,,,,Box,,,,,2026-03-01,\n"
        "Five,Acorn,Proposal,Lost,,,,,,,,\n",
        encoding="utf-8",
    )
    _, receipt = await take_in(importing, admin, path)
    assert tallies(receipt)[Kind.DEALS] == (3, 0, 0, 2)
    assert [(bad.line, bad.code) for bad in receipt.bad_rows] == [(4, "number"), (5, "no_stage")]
    one, two, five = await committed.all(Deal)
    pipelines = {row.id: row.name for row in await committed.all(Pipeline)}
    assert (one.status, one.amount, pipelines[one.pipeline_id]) == (StageKind.WON, 3150, "Warm-up")
    assert one.created_at < one.closed_at  # the file closed it before it began
    assert (two.status, two.expected_close, pipelines[two.pipeline_id]) == (
        StageKind.OPEN, date(2026, 2, 1), "B2C: new clients",
    )  # fmt: skip
    assert (five.status, five.created_at, five.closed_at is not None) == (StageKind.LOST, five.created_at, True)
    assert (await committed.one(DealLine, DealLine.deal_id == one.id)).quantity == 3000
    assert (await committed.one(Activity)).text == "Notes: hello"
    for odd in (Strange.TURNED, Strange.OPEN_CLOSED, Strange.NO_CREATED, Strange.NO_CLOSED, Strange.NO_OWNER):
        assert receipt.odd[odd], odd


async def test_people_and_prices_change_with_their_files(importing, admin, tmp_path, committed):
    people, prices = tmp_path / "team.csv", tmp_path / "price.csv"
    people.write_text("ID,Employee,Department,Phone\nE1,Ada Stone,Sales,\nE2,Ada Stone,Sales,\nE3,,Sales,\n", "utf-8")
    prices.write_text("SKU;Товар;Категорія;Ціна;Собівартість\nS1;Ящик;Тара;10,50;7\nS2;;Тара;1;1\n", "utf-8")
    _, first = await take_in(importing, admin, tmp_path)
    assert tallies(first) == {Kind.PEOPLE: (1, 0, 0, 2), Kind.PRODUCTS: (1, 0, 0, 1)}
    people.write_text("ID,Employee,Department,Phone\nE1,Ada Stone,Sales,+380671234567\n", "utf-8")
    prices.write_text("SKU;Товар;Категорія;Ціна;Собівартість\nS1;Ящик;Тара;12;7\n", "utf-8")
    _, second = await take_in(importing, admin, tmp_path)
    assert tallies(second) == {Kind.PEOPLE: (0, 1, 0, 0), Kind.PRODUCTS: (0, 1, 0, 0)}
    ada = await committed.one(User, User.name == "Ada Stone")
    box = await committed.one(Product, Product.external_id == "S1")
    assert (ada.external_id, ada.phone, box.price, box.cost, box.version) == ("E1", "+380671234567", 1200, 700, 2)


async def test_a_closing_date_alone_means_won(importing, admin, tmp_path, committed):
    path = tmp_path / "sales.csv"
    path.write_text("Deal name,Client,Amount,Close date\nOne,Acorn,5,2026-01-02\nTwo,Acorn,5,\n", "utf-8")
    _, receipt = await take_in(importing, admin, path)
    assert tallies(receipt)[Kind.DEALS] == (1, 0, 0, 1)
    assert (await committed.one(Deal)).status is StageKind.WON
