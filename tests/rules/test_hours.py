"""Working hours as typed in Russian, Ukrainian and English."""

from __future__ import annotations

import pytest

from services.rules.hours import PRESETS, Week, parse
from services.rules.settings import WEEK


def week(first: int, last: int, *spans: tuple[str, str]) -> Week:
    """These spans from one ISO weekday to another, counted from 0."""
    return tuple(spans if first <= day <= last else () for day in range(7))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("пн-пт 9-18", WEEK),
        ("Mon–Fri 09:00–18:00", WEEK),
        ("понедельник - пятница с 9 до 18", WEEK),
        ("понеділок-п’ятниця 9-18", WEEK),
        ("понеділок - пятниця з 9 до 18", WEEK),
        ("пн. - сб. 10-19", week(0, 5, ("10:00", "19:00"))),
        ("Пн-Сб 10.30-19.15", week(0, 5, ("10:30", "19:15"))),
        ("ежедневно 10-20", week(0, 6, ("10:00", "20:00"))),
        ("щодня 10-20", week(0, 6, ("10:00", "20:00"))),
        ("daily 10 to 20", week(0, 6, ("10:00", "20:00"))),
        ("вс 8-24", week(6, 6, ("08:00", "00:00"))),
        ("нд 8-12", week(6, 6, ("08:00", "12:00"))),
        ("пн-пт 9-13, 14-18", week(0, 4, ("09:00", "13:00"), ("14:00", "18:00"))),
        ("mon-fri 9-18, sat 10-15", (*week(0, 4, ("09:00", "18:00"))[:5], (("10:00", "15:00"),), ())),
        ("пн-чт 9-18 и пт 9-17", (*WEEK[:4], (("09:00", "17:00"),), (), ())),
        ("сб-пн 10-12", tuple((("10:00", "12:00"),) if day in {0, 5, 6} else () for day in range(7))),
        *((preset, parse(preset)) for preset in PRESETS),
    ],
)
def test_a_week_is_read(typed: str, expected: Week | None) -> None:
    assert parse(typed) == expected


@pytest.mark.parametrize(
    "typed",
    ["", "9-18", "пн-пт", "пн-пт 18-9", "пн-пт 9-9", "пн-пт 9-25", "пн-пт 9:70-18", "xx-пт 9-18", "пн 9-18 когда-то",
     "пн 9-14, 13-18", "ежедневно-пт 9-18", "пн-пт 9-18 <b>", "%(name)s 9-18", "пн " * 500],
)  # fmt: skip
def test_what_is_no_week(typed: str) -> None:
    assert parse(typed) is None


def test_presets_are_weeks() -> None:
    assert all(parse(preset) is not None for preset in PRESETS)
