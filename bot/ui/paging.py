"""Long lists by pages: which rows are on a page, and the buttons ‹ 2/7 ›."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from aiogram.filters.callback_data import CallbackData

from bot.ui.callbacks import Ignore
from bot.ui.screen import Button, Rows

T = TypeVar("T")

PAGE_SIZE = 8


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list; pages count from 1."""

    items: tuple[T, ...]
    number: int
    count: int
    first: int
    """The number, from 1, of the page's first item in the whole list."""


def pages(total: int, size: int = PAGE_SIZE) -> int:
    """Return how many pages `total` rows make; an empty list has one, empty."""
    return max(1, -(-total // size))


def clamp(number: int, total: int, size: int = PAGE_SIZE) -> int:
    """Return the nearest page that exists: an old button may ask for one that is gone."""
    return min(max(number, 1), pages(total, size))


def paged(items: Sequence[T], number: int, size: int = PAGE_SIZE) -> Page[T]:
    """Cut a page out of a whole list."""
    number = clamp(number, len(items), size)
    start = (number - 1) * size
    return Page(tuple(items[start : start + size]), number, pages(len(items), size), start + 1)


def pager(to_page: Callable[[int], CallbackData], number: int, count: int) -> Rows:
    """Return the row ‹ 2/7 ›, nothing when there is one page. `to_page` makes the feature's own button data."""
    if count <= 1:
        return ()
    row = [Button(f"{number}/{count}", data=Ignore())]
    if number > 1:
        row.insert(0, Button("‹", data=to_page(number - 1)))
    if number < count:
        row.append(Button("›", data=to_page(number + 1)))
    return (tuple(row),)
