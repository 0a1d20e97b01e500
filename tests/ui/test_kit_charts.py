from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from PIL import Image, ImageFont

from bot.ui import bars, charts
from bot.ui.bars import Bar, BarChart
from bot.ui.canvas import PALE, WIDTH, Box, Canvas, Diamond, Text
from bot.ui.charts import DayChart, ManagerCalls, _rows
from bot.ui.painting import FONTS, png
from bot.ui.words import Words
from tests.ui.conftest import WordsIn

PNG = b"\x89PNG\r\n\x1a\n"


def day_summary(chart: DayChart, w: Words) -> bytes:
    return png(charts.day_summary(chart, w))


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


def test_pillow_is_not_imported_at_the_start() -> None:
    code = "import sys, bot.drawing, bot.ui.charts; sys.exit('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_a_plan_the_picture_says_nothing_of_one(w: Words) -> None:
    def height(plan: int) -> int:
        picture = day_summary(DayChart("Day", (), 100_00, plan, 0.5), w)
        return int.from_bytes(picture[20:24], "big")

    assert height(0) < height(1000_00)


def test_a_bar_is_as_long_as_its_value_says(w: Words) -> None:
    three = tuple(Bar(f"Stage {n}", n, str(n)) for n in (4, 2, 0))
    shapes = bars.draw(BarChart("Funnel", "November 2026", three), w).shapes
    long, half = [one for one in shapes if isinstance(one, Box)]
    assert (half.right - half.left) * 2 == pytest.approx(long.right - long.left)
    assert long.top < long.bottom < half.top < half.bottom
    said = {one.text: one for one in shapes if isinstance(one, Text)}
    assert said["November 2026"].colour == PALE
    assert all(one.x < WIDTH and one.y < half.bottom + 100 for one in said.values())


def test_numbers_of_bars_stand_clear_of_bars_and_names(w: Words) -> None:
    line = Bar("Конкурент или мониторит цены " * 3, 5.0, "22 · 46 % · 1,3 млн ₴")
    shapes = bars.draw(BarChart("Почему клиенты отказываются", "Ноябрь 2026", (line, line)), w).shapes
    name, number = [one for one in shapes if isinstance(one, Text)][2:4]
    bar = next(one for one in shapes if isinstance(one, Box))
    assert number.y + number.size / 2 < bar.top
    fonts = [ImageFont.truetype(FONTS / file, one.size) for file, one in
             (("DejaVuSans.ttf", name), ("DejaVuSans-Bold.ttf", number))]  # fmt: skip
    assert name.x + fonts[0].getlength(name.text) < number.x - fonts[1].getlength(number.text)


def test_losses_hang_under_the_ground_line_and_nothing_leaves_its_panel() -> None:
    canvas = Canvas([1, 1])
    above, below = canvas.panels
    below.limits(-2, 2)
    below.column(0.2, 1, width=0.1, colour="#000001")
    below.column(0.4, -1, width=0.1, colour="#000002")
    below.column(0.6, 99, width=0.1, colour="#000003")
    below.column(0.8, 0, width=0.1, colour="#000004")
    boxes = [one for one in canvas.picture().shapes if isinstance(one, Box)]
    assert [(one.top, one.bottom) for one in boxes] == [(250, 300), (300, 350), (200, 300)]
    assert above.shapes == []


def test_the_painter_puts_colours_where_they_belong() -> None:
    canvas = Canvas([1])
    panel = canvas.panels[0]
    panel.bar(0.5, 0.5, left=0.25, height=0.5, colour="#0072B2")
    panel.level(0.1, 0, 1, "#D55E00", 0.1)
    panel.diamond(0.5, 0.5, 5.5, "#009E73")
    assert any(isinstance(one, Diamond) for one in canvas.picture().shapes)
    image = Image.open(BytesIO(png(canvas.picture())))
    seen = {place: image.getpixel(place) for place in ((200, 100), (190, 100), (300, 180), (390, 100), (300, 160))}
    assert list(seen.values()) == [(0, 0x72, 0xB2), (255,) * 3, (0xD5, 0x5E, 0), (0, 0x9E, 0x73), (255,) * 3]


def test_letters_that_the_font_lacks_are_left_out() -> None:
    def written(text: str) -> bytes:
        canvas = Canvas([0.5])
        canvas.panels[0].write(0.03, 0.5, text)
        return png(canvas.picture())

    assert written("Ґонта 🎉") == written("Ґонта")
    assert written("🎉") == written("")
    assert written("Ґонта") != written("Гонта")
