"""Names and quiet hours as people type them."""

from __future__ import annotations

from datetime import time

import pytest

from services.rules.people import NAME_LIMIT, OpenWork, clean_name, parse_quiet


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Анна", "Анна"),
        ("  Anna \n  Maria\t", "Anna Maria"),
        ("О'Коннор-Ли 2", "О'Коннор-Ли 2"),
        ("Ann\u202ea", "Ann a"),
        ("李", "李"),
        ("Яна 👩\u200d👧", "Яна 👩\u200d👧"),
        ("", None),
        (" … !", None),
        ("🙂", None),
        ("x" * NAME_LIMIT, "x" * NAME_LIMIT),
        ("x" * (NAME_LIMIT + 1), None),
    ],
)
def test_names(typed: str, name: str | None) -> None:
    assert clean_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("21-8", (time(21), time(8))),
        ("21:30 – 07:00", (time(21, 30), time(7))),
        ("с 22 до 7", (time(22), time(7))),
        ("22.00 по 6.15", (time(22), time(6, 15))),
        ("from 20 to 9", (time(20), time(9))),
        ("21 8", (time(21), time(8))),
        ("13-14", (time(13), time(14))),
        ("22-24", (time(22), time(0))),
        ("8-8", None),
        ("0-24", None),
        ("25-8", None),
        ("21:60-8", None),
        ("21", None),
        ("always", None),
        ("", None),
    ],
)
def test_quiet_hours(typed: str, hours: tuple[time, time] | None) -> None:
    assert parse_quiet(typed) == hours


def test_open_work_adds_up() -> None:
    assert OpenWork(1, 2, 3, 4).total == 10
    assert OpenWork().total == 0
