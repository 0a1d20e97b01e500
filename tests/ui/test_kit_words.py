from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.ui.words import NBSP, Words, capital, fill, short
from tests.ui.conftest import SATURDAY, WordsIn


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("locale", "minor", "currency", "shown"),
    [
        ("ru", 12_000_000, "UAH", "120 000 ₴"),
        ("uk", 12_000_000, "UAH", "120 000 ₴"),
        ("uk", 12_000_050, "RUB", "120 000,50 ₽"),
        ("en", 120_000, "EUR", "€1,200"),
        ("en", 120_005, "EUR", "€1,200.05"),
        ("en", -120_000, "EUR", "−€1,200"),
        ("ru", -50, "USD", "−0,50 $"),
        ("en", 5000, "JPY", "¥5,000"),
        ("ru", 120_000, "PLN", "1 200 zł"),
        ("en", 120_000, "PLN", "1,200 zł"),
        ("en", 0, "UAH", "₴0"),
    ],
)
def test_money_is_shown_with_its_sign_and_no_empty_cents(
    words_in: WordsIn, locale: str, minor: int, currency: str, shown: str
) -> None:
    assert plain(words_in(locale).money(minor, currency)) == shown


def test_short_money_for_charts_and_buttons(words_in: WordsIn) -> None:
    assert plain(words_in("ru").money_short(123_456_789_00)) == "123,5 млн ₴"
    assert plain(words_in("en").money_short(340_000_00, "EUR")) == "€340K"
    assert plain(words_in("en").money_short(9_999_00, "EUR")) == "€9,999"


@pytest.mark.parametrize(
    ("shift", "shown"),
    [
        (timedelta(hours=6), "today 17:00"),
        (timedelta(hours=23), "tomorrow 10:00"),
        (timedelta(hours=-24), "yesterday 11:00"),
        (timedelta(days=3), "Tue 24 Nov 11:00"),
        (timedelta(days=20), "11 Dec 11:00"),
        (timedelta(days=80), "9 Feb 2027 11:00"),
    ],
)
def test_moments_are_told_from_the_persons_day(w: Words, shift: timedelta, shown: str) -> None:
    assert w.when(SATURDAY + shift) == shown


def test_russian_dates_are_numeric(words_in: WordsIn) -> None:
    w = words_in("ru")
    assert w.when(SATURDAY + timedelta(days=3)) == "вт 24.11 11:00"
    assert w.date(date(2027, 2, 9)) == "09.02.2027"
    assert w.full_date(date(2026, 11, 20)) == "Пятница, 20 ноября"
    assert w.month(date(2026, 11, 20)) == "Ноябрь 2026"


def test_the_day_is_the_persons_own() -> None:
    late = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)  # 00:30 of the 21st in Kyiv, still the 20th in London
    assert Words("en", "Europe/Kyiv", SATURDAY).when(late) == "today 00:30"
    assert Words("en", "Europe/London", SATURDAY).when(late) == "yesterday 22:30"


def test_naive_datetimes_are_refused(w: Words) -> None:
    with pytest.raises(ValueError, match="naive"):
        w.time(datetime(2026, 11, 21, 9))  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(40, "40 с"), (2400, "40 мин"), (4800, "1 ч 20 мин"), (3600, "1 ч"), (2 * 86400, "2 дня"), (5 * 86400, "5 дней")],
)
def test_durations_have_the_right_plural(words_in: WordsIn, seconds: int, shown: str) -> None:
    assert plain(words_in("ru").duration(seconds)) == shown


def test_distances_from_now(words_in: WordsIn, w: Words) -> None:
    assert w.ago(SATURDAY) == "just now"
    assert words_in("ru").ago(SATURDAY - timedelta(minutes=5)) == "5 минут назад"
    assert words_in("uk").ago(SATURDAY + timedelta(hours=2)) == "через 2 години"


def test_phones_percents_and_numbers(words_in: WordsIn, w: Words) -> None:
    assert w.phone("+380671234567") == "+380 67 123 4567"
    assert w.phone("12") == "12"
    assert plain(words_in("ru").percent(0.62)) == "62 %"
    assert words_in("uk").percent(0.625, 1) == "62,5%"
    assert w.number(1_234_567) == "1,234,567"
    assert w.number(-2.5) == "−2.5"


def test_time_tag_carries_the_instant_and_a_readable_fallback(w: Words) -> None:
    assert str(w.tg_time(SATURDAY)) == '<tg-time unix="1795251600" format="t">11:00</tg-time>'
    assert str(w.tg_time(SATURDAY, "wdt")) == '<tg-time unix="1795251600" format="wdt">today 11:00</tg-time>'


def test_html_texts_escape_what_people_typed(w: Words) -> None:
    assert str(w.html("<b>%(name)s</b>", name="<Ltd> & Co")) == "<b>&lt;Ltd&gt; &amp; Co</b>"


def test_counts_choose_the_form_and_are_grouped(w: Words) -> None:
    assert w.n_("%(n)s call", "%(n)s calls", 1) == "1 call"
    assert w.n_("%(n)s call", "%(n)s calls", 5000) == "5,000 calls"


def test_a_translation_with_a_broken_placeholder_gives_way_to_english(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="bot.ui.words"):  # whatever an earlier test has set up
        assert fill("%(nome)s", "Hi %(name)s", {"name": "Anna"}) == "Hi Anna"
    assert "bad placeholders" in caplog.text
    with pytest.raises(KeyError):
        fill("%(name)s", "%(name)s", {})


def test_long_names_are_cut_and_flattened() -> None:
    assert short("a" * 300, 20) == "a" * 19 + "…"
    assert short("two\nlines") == "two lines"
    assert capital("ёлка") == "Ёлка"
