"""Labels a phone shows whole."""

from __future__ import annotations

import pytest
from babel.messages.pofile import read_po

from bot.ui import layout
from bot.ui.callbacks import Ignore
from bot.ui.i18n import LOCALES, LOCALES_DIR, catalogue
from bot.ui.screen import Button, Screen, grid
from bot.ui.titles import MARK


def labels(rows: tuple[tuple[Button, ...], ...]) -> list[list[str]]:
    return [[button.text for button in row] for row in rows]


def buttons(*texts: str) -> tuple[Button, ...]:
    return tuple(Button(text, data=Ignore()) for text in texts)


def test_a_row_that_fits_stays_as_it_is() -> None:
    row = buttons("✅ Поговорили", "📵 Не взял")
    assert Screen("x", rows=(row,)).rows == (row,)


def test_a_label_too_long_for_its_row_gets_its_own() -> None:
    rows = Screen("x", rows=(buttons("Конкурент или мониторит цены", "Дубль", "Дорого"),)).rows
    assert labels(rows) == [["Конкурент или мониторит цены"], ["Дубль", "Дорого"]]


def test_four_labels_become_two_and_two_not_three_and_one() -> None:
    assert labels(Screen("x", rows=(buttons("Просрочено", "Сегодня 12", "Позже 112", "Все"),)).rows) == [
        ["Просрочено", "Сегодня 12"],
        ["Позже 112", "Все"],
    ]


def test_a_grid_keeps_its_order_and_fills_its_rows() -> None:
    laid = grid(buttons("Дорого", "Не взял", "Конкурент или мониторит цены", "Дубль", "Ошибка"), 2)
    assert labels(laid) == [["Дорого", "Не взял"], ["Конкурент или мониторит цены"], ["Дубль", "Ошибка"]]


def test_what_does_not_fit_alone_is_cut_with_an_ellipsis() -> None:
    (row,) = Screen("x", rows=(buttons("Ф" * 60),)).rows
    assert row[0].text.endswith("Ф…")
    assert layout.width(row[0].text) <= layout.ROW


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [("", 0, 0), ("23", 2, 2), ("📅", 2, 2.5), ("▶️", 2, 2.5), ("👩‍👩‍👧‍👦", 2, 2.5), ("илл", 2.5, 3.2), ("Щ", 1.2, 1.4)],
)
def test_widths_are_about_right(text: str, least: float, most: float) -> None:
    assert least <= layout.width(text) <= most


def test_a_month_stays_seven_wide() -> None:
    week = buttons("(21)", "22", "·", "24", "25", "26", "(27)")
    assert Screen("x", rows=(week,)).rows == (week,)


def test_cutting_leaves_what_fits() -> None:
    assert layout.cut("Ромашка", 20) == "Ромашка"
    assert layout.cut("Ромашка и очень длинное имя клиента", 12) == "Ромашка и…"


def test_parts_share_the_room_and_the_tail_stays_whole() -> None:
    told = layout.share("Мангал-Хаус, Ирпень", "Поставка поликарбоната и каркасов", tail="120 тыс. ₴")
    assert told.startswith("Мангал-Ха")
    assert "Постав" in told
    assert told.endswith(" · 120 тыс. ₴")
    assert layout.width(told) <= layout.ROW


def test_a_short_part_leaves_its_room_to_the_others() -> None:
    assert layout.share("Ромашка", "Поставка стульев") == "Ромашка · Поставка стульев"
    assert layout.share("", "Поставка", tail="") == "Поставка"


def _labels(locale: str) -> list[str]:
    """Every label without placeholders a catalogue holds; English ones are the msgids."""
    with (LOCALES_DIR / "ru/LC_MESSAGES/messages.po").open("rb") as file:
        english = [item for item in read_po(file, locale="ru") if item.context in ("button", "outcome")]
    ids = [(str(item.id), str(item.context)) for item in english]
    return [text for text in (catalogue(locale).gettext(*item) for item in ids) if "%(" not in text]


@pytest.mark.parametrize("locale", LOCALES)
def test_no_label_of_ours_is_longer_than_a_phone_shows(locale: str) -> None:
    said = _labels(locale)
    assert len(said) > 100
    assert [text for text in said if layout.width(text) + MARK > layout.ROW] == []
