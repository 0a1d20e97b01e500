"""Money, dates, phones and stage names as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules.import_dates import BadValue, DateEvidence, DateOrder, moment
from services.rules.import_stages import stage_meaning
from services.rules.import_text import name_key, normal, squashed, without_legal_form
from services.rules.import_values import NumberEvidence, currency_in, emails, looks_like_phone, minor_units, phones
from services.rules.kinds import StageKind

KYIV = ZoneInfo("Europe/Kyiv")


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1 234,50", 123450),
        ("1\u00a0234,50", 123450),
        ("1\u202f234,50 ₴", 123450),
        ("1,234.50", 123450),
        ("1.234,50 €", 123450),
        ("1'234.50", 123450),
        ("$1,200", 120000),
        ("120к", 12_000_000),
        ("120 тыс. грн", 12_000_000),
        ("1,2 млн ₽", 120_000_000),
        ("1.5m", 150_000_000),
        ("(100)", -10000),
        ("-5", -500),
        ("−5,5", -550),
        ("0.125", 13),
        ("1054.0", 105400),
        ("₴ 500", 50000),
        ("500 UAH", 50000),
        ("1 234 567", 123456700),
        ("—", None),
        ("n/a", None),
    ],
)
def test_money_in_minor_units(text, minor):
    assert minor_units(text) == minor


@pytest.mark.parametrize("text", ["abc", "12 шт", "12.05.2026", "1e5", "--", "99999999999999999"])
def test_what_is_no_money(text):
    with pytest.raises(BadValue) as caught:
        minor_units(text)
    assert caught.value.code == "amount"


def test_money_of_a_workbook_is_a_number():
    assert minor_units(1054.1) == 105410
    assert minor_units(0.1 + 0.2) == 30
    with pytest.raises(BadValue):
        minor_units(float("nan"))


def test_the_column_decides_what_a_lone_mark_means():
    assert minor_units("1,234", ",") == 123
    assert minor_units("1,234", ".") == 123400
    evidence = NumberEvidence()
    for text in ("1,234", "12,50", "7"):
        assert evidence.add(text)
    assert evidence.mark() == ","
    assert NumberEvidence().mark() == ""


@given(st.integers(-(10**14), 10**14))
def test_money_survives_its_spellings(minor):
    whole, cents = divmod(abs(minor), 100)
    sign = "-" if minor < 0 else ""
    assert minor_units(f"{sign}{whole}.{cents:02}", ".") == minor
    assert minor_units(f"{sign}{whole:,}.{cents:02}") == minor
    assert minor_units(f"{sign}{whole:,}".replace(",", " ") + f",{cents:02}") == minor


def test_currency_named_in_the_sum():
    assert [currency_in(text) for text in ("$1,200", "500 грн", "500", "1,2 млн ₽")] == ["USD", "UAH", None, "RUB"]


@pytest.mark.parametrize(
    ("text", "order", "utc"),
    [
        ("2026-11-21", DateOrder.YMD, datetime(2026, 11, 21, 10, tzinfo=UTC)),
        ("21.11.2026", DateOrder.DMY, datetime(2026, 11, 21, 10, tzinfo=UTC)),
        ("21.11.26 14:05", DateOrder.DMY, datetime(2026, 11, 21, 12, 5, tzinfo=UTC)),
        ("03/04/2026", DateOrder.DMY, datetime(2026, 4, 3, 9, tzinfo=UTC)),
        ("03/04/2026", DateOrder.MDY, datetime(2026, 3, 4, 10, tzinfo=UTC)),
        ("11/21/2026 2:05 PM", DateOrder.MDY, datetime(2026, 11, 21, 12, 5, tzinfo=UTC)),
        ("21 ноября 2026 г.", DateOrder.DMY, datetime(2026, 11, 21, 10, tzinfo=UTC)),
        ("3 липня 2026", DateOrder.DMY, datetime(2026, 7, 3, 9, tzinfo=UTC)),
        ("Nov 21, 2026", DateOrder.DMY, datetime(2026, 11, 21, 10, tzinfo=UTC)),
        ("21-Nov-26", DateOrder.DMY, datetime(2026, 11, 21, 10, tzinfo=UTC)),
        ("2026-11-21T10:00:00Z", DateOrder.YMD, datetime(2026, 11, 21, 10, tzinfo=UTC)),
        ("2026-11-21 10:00:00+03:00", DateOrder.YMD, datetime(2026, 11, 21, 7, tzinfo=UTC)),
        ("46347", DateOrder.DMY, datetime(2026, 11, 21, 10, tzinfo=UTC)),
        ("46347.5", DateOrder.DMY, datetime(2026, 11, 21, 10, tzinfo=UTC)),
        (46347.25, DateOrder.DMY, datetime(2026, 11, 21, 4, tzinfo=UTC)),
        (date(2026, 11, 21), DateOrder.DMY, datetime(2026, 11, 21, 10, tzinfo=UTC)),
        ("0000-00-00", DateOrder.YMD, None),
        ("", DateOrder.YMD, None),
    ],
)
def test_dates_in_many_spellings(text, order, utc):
    assert moment(text, order, KYIV) == utc


@pytest.mark.parametrize("text", ["31.02.2026", "13/13/2026", "soon", "21.11.0026", "12", "2026-13-01", "1/2/3"])
def test_what_is_no_date(text):
    with pytest.raises(BadValue) as caught:
        moment(text, DateOrder.DMY, KYIV)
    assert caught.value.code == "date"


def evidence_of(*texts: str) -> DateEvidence:
    evidence = DateEvidence()
    for text in texts:
        evidence.add(text)
    return evidence


def test_the_whole_column_decides_the_order():
    assert evidence_of("01/02/2026", "01/13/2026").order() == (DateOrder.MDY, True)
    assert evidence_of("01/02/2026", "13/01/2026").order() == (DateOrder.DMY, True)
    assert evidence_of("01/02/2026").order() == (DateOrder.DMY, False)
    assert evidence_of("01/02/2026").order(DateOrder.MDY) == (DateOrder.MDY, False)
    assert evidence_of("01.02.2026").order(DateOrder.MDY) == (DateOrder.DMY, True)
    assert evidence_of("1/2/2026 3:00 PM").order() == (DateOrder.MDY, False)


@given(st.dates(date(1971, 1, 1), date(2099, 12, 31)))
def test_a_date_is_noon_of_that_day_in_every_spelling(day):
    expected = datetime(day.year, day.month, day.day, 12, tzinfo=KYIV).astimezone(UTC)
    for text, order in (
        (day.isoformat(), DateOrder.YMD),
        (f"{day:%d.%m.%Y}", DateOrder.DMY),
        (f"{day:%m/%d/%Y}", DateOrder.MDY),
        (f"{day:%Y%m%d}", DateOrder.DMY),
    ):
        assert moment(text, order, KYIV) == expected


def test_phones_become_e164():
    assert phones("+38 (067) 123-45-67, 044 123 45 67", "UA") == ["+380671234567", "+380441234567"]
    assert phones("380671234567", "UA") == ["+380671234567"]
    assert phones("8 912 345-67-89", "RU") == ["+79123456789"]
    assert phones("перезвонить", "UA") == []
    assert emails("Ivan@Firm.UA; two@firm.ua") == ["ivan@firm.ua", "two@firm.ua"]
    assert [looks_like_phone(text) for text in ("0671234567", "2017-03-01", "21.11.2026", "1054.0", "12 345")] == [
        True, False, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Won", StageKind.WON),
        ("Closed Won", StageKind.WON),
        ("closedwon", StageKind.WON),
        ("Успешно реализовано", StageKind.WON),
        ("Виграно", StageKind.WON),
        ("Оплачен", StageKind.WON),
        ("Lost", StageKind.LOST),
        ("Closed Lost", StageKind.LOST),
        ("Not won", StageKind.LOST),
        ("Закрыто и не реализовано", StageKind.LOST),
        ("Сделка провалена", StageKind.LOST),
        ("Відмова клієнта", StageKind.LOST),
        ("Engaging", StageKind.OPEN),
        ("Prospecting", StageKind.OPEN),
        ("Ожидаем оплату", StageKind.OPEN),
        ("Не оплачено", StageKind.OPEN),
        ("Принимают решение", StageKind.OPEN),
        ("Программа лояльности", StageKind.OPEN),
    ],
)
def test_what_a_stage_means(name, kind):
    assert stage_meaning(name).kind is kind


def test_stages_know_their_order():
    names = ["Prospecting", "Первичный контакт", "Engaging", "Встреча", "Proposal", "Переговоры", "Договор", "Оплата"]
    progress = [stage_meaning(name).progress for name in names]
    assert progress == sorted(progress)
    assert not stage_meaning("Зелёный").sure


def test_names_are_compared_without_their_dress():
    assert normal("Deal - Owner") == normal("dealOwner") == normal("DEAL_OWNER") == "deal owner"
    assert name_key("ТОВ «Ёлка»") == "тов елка"
    assert squashed("GTX Pro") == squashed("gtxpro")
    assert without_legal_form("ТОВ Ромашка") == without_legal_form("Ромашка, ООО") == "ромашка"
