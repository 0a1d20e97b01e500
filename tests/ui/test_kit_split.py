"""How a row of buttons too wide for a phone is broken."""

from __future__ import annotations

from bot.ui.layout import split

LONG = "Двенадцать букв"


def test_the_fuller_row_comes_first():
    """A lone button on top looked like the chief one."""
    assert split([1, 2, 3], [LONG] * 3) == [[1, 2], [3]]
    assert split([1, 2], ["Да", "Нет"]) == [[1, 2]]
