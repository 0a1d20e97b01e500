"""What tables and columns are taken for."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.rules.import_columns import ColumnFacts, Why, assign, table_kind
from services.rules.import_fields import Field, Kind
from services.rules.import_headers import header_row
from services.rules.import_twins import TwinWhy, propose_from, propose_twins

EXPORTS = {
    "amoCRM": (
        Kind.DEALS,
        "ID:id;Название сделки:title;Компания:client;Основной контакт:contact;Ответственный:owner;Этап сделки:stage;"
        "Воронка:pipeline;Бюджет ₽:amount;Дата создания сделки:created;Дата закрытия:closed;Причина отказа:reason;"
        "Теги:ignore;Источник:channel;Рабочий телефон:phone;Рабочий email:email;Кем создана:ignore",
    ),
    "Pipedrive": (
        Kind.DEALS,
        "Deal - Title:title;Deal - Value:amount;Deal - Organization:client;Deal - Contact person:contact;"
        "Deal - Stage:stage;Deal - Status:status;Deal - Owner:owner;Deal - Deal created:created;Deal - Won time:closed;"
        "Deal - Lost reason:reason;Deal - Expected close date:expected;Deal - Probability:ignore",
    ),
    "HubSpot": (
        Kind.DEALS,
        "Record ID:id;Deal Name:title;Deal Stage:stage;Pipeline:pipeline;Amount:amount;Close Date:closed;"
        "Create Date:created;Deal owner:owner;Associated Company:client;Probability (%):ignore",
    ),
    "Salesforce": (
        Kind.DEALS,
        "Opportunity Name:title;Account Name:client;Stage:stage;Fiscal Period:ignore;Amount:amount;Close Date:closed;"
        "Created Date:created;Lead Source:channel;Opportunity Owner:owner",
    ),
    "own table": (
        Kind.DEALS,
        "Менеджер:owner;Клиент:client;Статус:status;Сумма сделки:amount;Дата:created;Коментар:comment",
    ),
    "price list": (Kind.PRODUCTS, "Код:id;Назва:product;Категорія:series;Ціна, грн:price"),
    "contacts": (Kind.CONTACTS, "ПІБ:contact;Телефон:phone;Пошта:email;Компанія:client;Посада:position"),
    "clients": (Kind.CLIENTS, "Найменування:client;ЄДРПОУ:tax_id;Телефон:phone;Місто:city;Менеджер:owner"),
    "people": (Kind.PEOPLE, "Имя:owner;Отдел:team;Руководитель:head;Телефон:phone"),
    "1C": (
        Kind.LINES,
        "Номер заказа:document;Дата:created;Контрагент:client;Номенклатура:product;Количество:quantity;Цена:price;"
        "Сумма:amount;Менеджер:owner",
    ),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_exports_are_recognised_by_their_headers(name):
    kind, text = EXPORTS[name]
    expected = dict(part.rsplit(":", 1) for part in text.split(";"))
    columns = [ColumnFacts(index, header) for index, header in enumerate(expected)]
    found, sure = table_kind(columns, "export.csv")
    assert (found, sure > 0.4) == (kind, True)
    assert {facts.header: guess.field.value for facts, guess in zip(columns, assign(columns, kind), strict=True)} == (
        expected
    )


def column(header: str, *values: str, index: int = 0) -> ColumnFacts:
    facts = ColumnFacts(index, header)
    for value in values:
        facts.add(value)
    return facts


def only(facts: ColumnFacts, kind: Kind = Kind.DEALS) -> Field:
    return assign([facts], kind)[0].field


def test_values_speak_where_headers_are_silent():
    assert only(column("x", "067 123 45 67", "+380 44 123 45 67")) is Field.PHONE
    assert only(column("y", "a@b.ua", "c@d.com")) is Field.EMAIL
    assert only(column("z", "Won", "Lost", "Переговоры")) is Field.STAGE
    assert only(column("w", "Anna", "Boris")) is Field.IGNORE


def test_values_refute_a_header():
    assert only(column("Amount", "Anna", "Boris")) is Field.IGNORE
    assert only(column("Created", "Anna", "Boris")) is Field.IGNORE
    assert only(column("Phone", "no", "yes")) is Field.IGNORE


def test_a_misspelt_header_is_still_read():
    guess = assign([column("Oportunity name")], Kind.DEALS)[0]
    assert (guess.field, guess.why) == (Field.TITLE, Why.TYPO)


def test_manager_is_the_head_only_beside_an_agent():
    people = [ColumnFacts(0, "manager"), ColumnFacts(1, "sales_agent")]
    assert [guess.field for guess in assign(people, Kind.PEOPLE)] == [Field.HEAD, Field.OWNER]
    assert only(ColumnFacts(0, "manager")) is Field.OWNER


def test_each_field_is_given_once():
    columns = [ColumnFacts(index, name) for index, name in enumerate(("Close date", "Closed at", "Phone", "Mobile"))]
    fields = [guess.field for guess in assign(columns, Kind.DEALS)]
    assert fields == [Field.CLOSED, Field.IGNORE, Field.PHONE, Field.PHONE]


def test_nobody_knows_what_a_table_of_weather_is():
    columns = [ColumnFacts(index, name) for index, name in enumerate(("station", "wind", "rain"))]
    assert table_kind(columns, "weather.csv")[0] is Kind.UNKNOWN


def test_memory_of_a_column_is_bounded():
    facts = column("id", *(str(number) for number in range(5000)))
    assert facts.counts is None
    assert len(facts.samples) == 300
    assert facts.filled == 5000


def test_headers_under_titles():
    assert header_row([["Отчёт по сделкам"], [], ["ID", "Сумма", "Этап"], ["1", "2", "Won"]]) == 2
    assert header_row([["ID", "Сумма", "Этап"], ["1", "2", "Won"]]) == 0
    assert header_row([["Deals 2026", "", ""], ["Owner", "Stage", "Amount"]]) == 1
    assert header_row([["1", "Anna", "2026-01-02"], ["2", "Boris", "2026-01-03"]]) is None
    assert header_row([]) is None


def test_twins_against_another_file():
    fixes = propose_from({"GTXPro": 1060, "GTX Basic": 3, "Zeta": 1}, ["GTX Pro", "GTX Basic", "GTX Plus Pro"])
    assert [(fix.wrong, fix.right, fix.rows, fix.why) for fix in fixes] == [
        ("GTXPro", "GTX Pro", 1060, TwinWhy.SPELLING)
    ]
    legal = propose_from({"Ромашка": 2}, ["ТОВ «Ромашка»", "Лютик"])
    assert [(fix.right, fix.why) for fix in legal] == [("ТОВ «Ромашка»", TwinWhy.LEGAL)]


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("GTX 500", ["GTX 600"]),  # numbers are not spelt wrong
        ("Анна", ["Инна"]),  # short names differ by a letter
        ("Kindle", ["Kindly", "Kindla"]),  # two are as near
        ("Marten", ["Martha"]),
    ],
)
def test_what_is_no_twin(value, known):
    assert propose_from({value: 1}, known) == []


def test_twins_within_a_column():
    values = {
        "retail": 40,
        "entertainmnet": 2,
        "entertainment": 20,
        "medical": 30,
        "medicine": 29,
        "Retail": 1,
        "technolgy": 12,
    }
    fixes = {
        fix.wrong: (fix.right, fix.why)
        for fix in propose_twins(values, ["retail", "medical", "medicine", "technology"])
    }
    assert fixes == {"entertainmnet": ("entertainment", TwinWhy.TWIN), "technolgy": ("technology", TwinWhy.LIST)}


def test_a_known_word_is_never_corrected():
    assert propose_twins({"Iran": 1, "Iraq": 500, "Austria": 1, "Australia": 900}, ["Iran", "Iraq", "Austria"]) == []


def test_source_files_stay_readable():
    for path in Path("services/rules").glob("import_*.py"):
        assert len(path.read_text().splitlines()) <= 400, path
