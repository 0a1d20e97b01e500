"""What the bot's process must not hold from its start on."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {
    "numpy",
    "segno",
    "PIL",
    "xlsxwriter",
    "python_calamine",
    "sqlalchemy.dialects.postgresql",
    "alembic",
    "asyncpg",
}
STARTED = """
import sys
from bot.memory import load_quickly
load_quickly()
import bot.app, bot.demo.theatre
from services.rules.worktime import holiday_dates
days = sorted(holiday_dates("PL", [2026]))
loaded = [name for name in sys.modules if name.startswith("holidays.countries.")]
print(*sorted(sys.modules), file=sys.stderr)
print(len(loaded), days[0], len(days))
"""


def test_a_start_loads_neither_what_few_days_need_nor_the_holidays_of_the_whole_world() -> None:
    ran = subprocess.run([sys.executable, "-c", STARTED], cwd=ROOT, capture_output=True, text=True, check=True)
    countries, first, days = ran.stdout.split()
    assert HEAVY & set(ran.stderr.split()) == set()
    assert int(countries) < 10
    assert (date.fromisoformat(first), int(days) > 10) == (date(2026, 1, 1), True)
