"""`main.py understand`: the contract, and what it says of bad arguments."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bot.cli import main

NOW = ("--now", "2026-11-24T10:00", "--tz", "Europe/Kyiv", "--lang", "ru")


def understood(capsys, text, *more):
    assert main(["understand", text, *(more or NOW)]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_line_becomes_json(capsys):
    assert understood(capsys, "Ромашка перезвонить завтра в 11, просят скидку") == {
        "intent": "call_back",
        "when": "2026-11-25T11:00:00",
        "amount": None,
        "name": "Ромашка",
        "rest": "просят скидку",
    }


def test_amounts_are_in_major_units(capsys):
    assert understood(capsys, "оплатили 1 234,50 грн")["amount"] == 1234.5
    assert understood(capsys, "оплатили 45 000 Вектор")["amount"] == 45000


def test_what_is_over_is_no_moment_to_come(capsys):
    found = understood(capsys, "вчера звонил Егорову, не ответил")
    assert (found["intent"], found["when"], found["name"]) == ("not_reached", None, "Егорову")


def test_the_moment_is_by_the_clocks_of_the_zone(capsys):
    found = understood(capsys, "call in an hour", "--now", "2026-11-24T08:00:00Z", "--tz", "Asia/Tokyo", "--lang", "en")
    assert found["when"] == "2026-11-24T18:00:00"


@pytest.mark.parametrize(
    "wrong",
    [("--now", "tomorrow"), ("--now", "0001-01-01"), ("--tz", "Mars/Base"), ("--tz", "../etc"), ("--lang", "de")],
)
def test_a_bad_argument_gets_one_line(capsys, wrong):
    assert main(["understand", "завтра", *wrong]) == 2
    told = capsys.readouterr()
    assert not told.out
    assert len(told.err.splitlines()) == 1
    assert wrong[0] in told.err


def test_neither_telegram_nor_the_database_is_loaded():
    code = (
        "import sys; from bot.cli import main; main(['understand', 'завтра']); "
        "sys.exit(bool({'aiogram', 'sqlalchemy', 'jinja2'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
