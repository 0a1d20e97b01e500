"""Moments as people type them, in three languages."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules import when, when_words
from services.rules import worktime as wt
from services.rules.when import Failure, When
from tests.rules.moments import KYIV, MOMENTS, kyiv, local

NOW = kyiv("2026-11-18 12:00")  # a Wednesday


def said(text, now=NOW):
    found = when.parse(text, now, KYIV)
    if isinstance(found, Failure):
        return found.value
    return local(found.at) + ("" if found.has_time else " day")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("завтра в 10", "2026-11-19 10:00"),
        ("Завтра, в 10:00!", "2026-11-19 10:00"),
        ("пт 15:00", "2026-11-20 15:00"),
        ("25.12 11:00", "2026-12-25 11:00"),
        ("25.12 в 11", "2026-12-25 11:00"),
        ("25.12", "2026-12-25 10:00 day"),
        ("18.11", "2026-11-18 12:00 day"),
        ("17.11", "2027-11-17 10:00 day"),
        ("29.02", "2028-02-29 10:00 day"),
        ("20.11.2026 9:00", "2026-11-20 09:00"),
        ("20.11.26 9:00", "2026-11-20 09:00"),
        ("2026-12-25 10:00", "2026-12-25 10:00"),
        ("12/25", "2026-12-25 10:00 day"),
        ("1/12/2026 15:00", "2026-12-01 15:00"),
        ("12/25/2026 15:00", "2026-12-25 15:00"),
        ("25 декабря", "2026-12-25 10:00 day"),
        ("25 грудня о 15 годині", "2026-12-25 15:00"),
        ("25-го декабря 2026 года в 11", "2026-12-25 11:00"),
        ("December 25th, 2026 at 3 pm", "2026-12-25 15:00"),
        ("25th of december", "2026-12-25 10:00 day"),
        ("may 5", "2027-05-05 10:00 day"),
        ("25 числа в 10", "2026-11-25 10:00"),
        ("18-го", "2026-11-18 12:00 day"),
        ("31-го", "2026-12-31 10:00 day"),
        ("сегодня 17", "2026-11-18 17:00"),
        ("сегодня", "2026-11-18 12:00 day"),
        ("послезавтра", "2026-11-20 10:00 day"),
        ("the day after tomorrow at noon", "2026-11-20 12:00"),
        ("післязавтра о 9:30", "2026-11-20 09:30"),
        ("понедельник", "2026-11-23 10:00 day"),
        ("mon 9:30", "2026-11-23 09:30"),
        ("у п'ятницю о 15", "2026-11-20 15:00"),
        ("в пʼятницю", "2026-11-20 10:00 day"),
        ("среда", "2026-11-25 10:00 day"),
        ("среда 15:00", "2026-11-18 15:00"),
        ("среда 11:00", "2026-11-25 11:00"),
        ("пн 23.11 10:00", "2026-11-23 10:00"),
        ("пн 24.11 10:00", "no_such_date"),
        ("в следующую пятницу в 11", "2026-11-27 11:00"),
        ("next fri", "2026-11-27 10:00 day"),
        ("на следующей неделе", "2026-11-23 10:00 day"),
        ("next week, tuesday 9:00", "2026-11-24 09:00"),
        ("next 25.12", "not_understood"),
        ("next", "not_understood"),
        ("пн вт", "not_understood"),
    ],
)
def test_days(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("через 2 часа", "2026-11-18 14:00"),
        ("через час", "2026-11-18 13:00"),
        ("через полчаса", "2026-11-18 12:30"),
        ("через пів години", "2026-11-18 12:30"),
        ("через полтора часа", "2026-11-18 13:30"),
        ("через 1,5 часа", "2026-11-18 13:30"),
        ("+1.5ч", "2026-11-18 13:30"),
        ("через 1 час 30 минут", "2026-11-18 13:30"),
        ("за 2 години", "2026-11-18 14:00"),
        ("in half an hour", "2026-11-18 12:30"),
        ("in two hours", "2026-11-18 14:00"),
        ("через пару часов", "2026-11-18 14:00"),
        ("через 2 дня", "2026-11-20 10:00 day"),
        ("через 2 дня в 11", "2026-11-20 11:00"),
        ("через 2 дня 11", "2026-11-20 11:00"),
        ("через неделю", "2026-11-25 10:00 day"),
        ("за тиждень о 15", "2026-11-25 15:00"),
        ("через месяц", "2026-12-18 10:00 day"),
        ("in 2 months", "2027-01-18 10:00 day"),
        ("через полтора дня", "not_understood"),
        ("через 1.2.26 часа", "not_understood"),
        ("через 2 часа завтра", "not_understood"),
        ("через 2 дня завтра", "not_understood"),
        ("через год", "not_understood"),
        ("через", "not_understood"),
    ],
)
def test_from_now(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15:00", "2026-11-18 15:00"),
        ("11:00", "2026-11-19 11:00"),
        ("15.30", "2026-11-18 15:30"),
        ("в 15-30", "2026-11-18 15:30"),
        ("завтра в 11.10", "2026-11-19 11:10"),
        ("в 11.10 завтра", "2026-11-19 11:10"),
        ("11.10", "2027-10-11 10:00 day"),
        ("в 3", "2026-11-18 15:00"),
        ("завтра 3:00", "2026-11-19 03:00"),
        ("завтра в час", "2026-11-19 13:00"),
        ("завтра в десять", "2026-11-19 10:00"),
        ("at ten tomorrow", "2026-11-19 10:00"),
        ("15 часов 30 минут", "2026-11-18 15:30"),
        ("15 год 30 хв", "2026-11-18 15:30"),
        ("at 10 o'clock", "2026-11-19 10:00"),
        ("завтра в 3 дня", "2026-11-19 15:00"),
        ("завтра в 11 дня", "2026-11-19 11:00"),
        ("завтра вечером в 7", "2026-11-19 19:00"),
        ("завтра в 10 утра", "2026-11-19 10:00"),
        ("tomorrow 10am", "2026-11-19 10:00"),
        ("tomorrow 9:30 p.m.", "2026-11-19 21:30"),
        ("12 am tomorrow", "2026-11-19 00:00"),
        ("12 pm tomorrow", "2026-11-19 12:00"),
        ("tomorrow 10 o'clock", "2026-11-19 10:00"),
        ("завтра утром", "2026-11-19 10:00"),
        ("завтра зранку", "2026-11-19 10:00"),
        ("завтра в обед", "2026-11-19 13:00"),
        ("завтра после обеда", "2026-11-19 14:00"),
        ("in the evening", "2026-11-18 17:00"),
        ("завтра утром вечером", "not_understood"),
        ("завтра в полтора", "not_understood"),
        ("10:00 11:00", "not_understood"),
        ("10 11", "not_understood"),
        ("15:00 30 минут", "not_understood"),
    ],
)
def test_times(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("", "not_understood"),
        ("Ромашка", "not_understood"),
        ("🙂", "not_understood"),
        ("завтра позвонить", "not_understood"),
        ("декабрь", "not_understood"),
        ("завтра в 10 " * 9, "not_understood"),
        ("12345", "not_understood"),
        ("сегодня 9", "past"),
        ("20.11.2020", "past"),
        ("01.01.0001 10:00", "past"),
        ("1.1.2030", "too_far"),
        ("19.11.2028 13:00", "too_far"),
        ("31.12.9999", "too_far"),
        ("через 9999 месяцев", "too_far"),
        ("31.02", "no_such_date"),
        ("31.02.2027", "no_such_date"),
        ("0.12", "no_such_date"),
        ("45.12", "no_such_date"),
        ("5.13/", "not_understood"),
        ("32-го", "no_such_date"),
        ("32 декабря", "no_such_date"),
        ("25:00", "no_such_time"),
        ("завтра в 25", "no_such_time"),
        ("завтра 10:60", "no_such_time"),
        ("28.03.2027 03:30", "no_such_time"),
    ],
)
def test_failures(text, failure):
    assert said(text) == failure


def test_summer_time():
    night = kyiv("2027-03-27 23:00")
    assert said("завтра 3:30", night) == "no_such_time"
    assert said("завтра 4:00", night) == "2027-03-28 04:00"
    found = when.parse("31.10.2027 03:30", NOW, KYIV)
    assert isinstance(found, When)
    assert found.at == kyiv("2027-10-31 03:30"), "the first of the two"


def test_usual_time_of_a_day():
    found = when.parse("завтра", NOW, KYIV, usual=time(9, 30))
    assert found == When(kyiv("2026-11-19 09:30"), has_time=False)


def test_a_word_means_one_thing_in_its_table():
    tables = (when_words.DAYS, when_words.WEEKDAYS, when_words.MONTHS)
    for table in tables:
        for other in tables:
            assert table is other or not set(table) & set(other)


@given(MOMENTS, st.integers(1, 700 * 24 * 60))
def test_what_the_bot_writes_it_reads(now, ahead):
    at = wt.to_local((now + timedelta(minutes=ahead)).replace(second=0, microsecond=0), KYIV)
    if at.fold:
        return
    for text in (f"{at:%d.%m.%Y %H:%M}", f"{at:%Y-%m-%d %H:%M}", f"{at:%d.%m.%Y} в {at:%H:%M}"):
        found = when.parse(text, now, KYIV)
        assert isinstance(found, When)
        assert wt.to_local(found.at, KYIV) == at


WORDS = st.sampled_from(
    sorted(
        {*when_words.DAYS, *when_words.WEEKDAYS, *when_words.MONTHS, *when_words.UNITS, *when_words.NUMBERS}
        | {*when_words.PARTS, *when_words.AFTER, *when_words.NEXT, *when_words.FILLERS, *when_words.ORDINALS}
        | {"10", "25", "15:00", "25.12", "15.30", "31.02", "2026-12-25", "2026", "9999", "0", "1.2.26", ","}
    )
)


@given(MOMENTS, st.lists(WORDS, max_size=6).map(" ".join) | st.text(max_size=20))
def test_any_words_give_a_moment_to_come_or_a_failure(now, text):
    found = when.parse(text, now, KYIV)
    if isinstance(found, When):
        assert now <= found.at <= now + timedelta(days=731)
