from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.ui.charts import DayChart, ManagerCalls, _rows, day_summary
from bot.ui.words import Words
from tests.ui.conftest import WordsIn

PNG = b"\x89PNG\r\n\x1a\n"


def size(picture: bytes) -> tuple[int, int]:
    return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")


def team(count: int) -> tuple[ManagerCalls, ...]:
    return tuple(ManagerCalls(f"Менеджер {n}", n % 23, n % 7, n % 11) for n in range(count))


@pytest.mark.parametrize("locale", ["ru", "uk", "en"])
def test_a_day_is_two_pixels_a_point_on_a_phone(words_in: WordsIn, locale: str) -> None:
    picture = day_summary(
        DayChart("Пятница, 21 ноября · отдел", team(5), 412_000_00, 580_000_00, 0.7), words_in(locale)
    )
    width, height = size(picture)
    assert picture.startswith(PNG)
    assert width == 780
    assert height < 2 * width


@pytest.mark.parametrize("count", [0, 1, 30, 200])
def test_any_number_of_managers_stays_within_telegrams_bounds(w: Words, count: int) -> None:
    width, height = size(day_summary(DayChart("Day", team(count), 0), w))
    assert width + height <= 10_000
    assert height / width <= 20
    assert height <= 2600


def test_wild_names_and_figures_break_nothing(w: Words) -> None:
    managers = (
        ManagerCalls("$x_1$ \\frac{1}{2} 🎉 " + "Ы" * 300, 10**6, 0, 0),
        ManagerCalls("\n\u200d🎉", 0, 0, 5),
        ManagerCalls("Ґонта Їжак", 3, 2, 9),
    )
    for won, plan, schedule in ((-5, 0, None), (10**12, 1, 7.5), (0, 100, -1.0)):
        assert day_summary(DayChart("🎉" * 50, managers, won, plan, schedule), w).startswith(PNG)


def test_beyond_thirty_the_rest_is_summed(w: Words) -> None:
    rows = _rows(team(45), w)
    assert len(rows) == 30
    assert rows[-1].name == "16 more"
    assert sum(row.outgoing for row in rows) == sum(row.outgoing for row in team(45))


def test_pictures_may_be_drawn_in_several_threads(w: Words) -> None:
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda _: day_summary(DayChart("Day", team(3), 5), w), range(8)))
    assert len(set(drawn)) == 1


def test_matplotlib_is_not_imported_at_the_start() -> None:
    code = "import sys, bot.ui.charts; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_a_plan_the_picture_says_nothing_of_one(w: Words) -> None:
    def height(plan: int) -> int:
        picture = day_summary(DayChart("Day", (), 100_00, plan, 0.5), w)
        return int.from_bytes(picture[20:24], "big")

    assert height(0) < height(1000_00)
