"""Callback data, keyboards, paging, confirming."""

from __future__ import annotations

import importlib
import pkgutil
from enum import Enum
from typing import Any

import pytest
from annotated_types import MaxLen
from pydantic.fields import FieldInfo

import bot.ui
from bot.ui.callbacks import EVERYONE, REGISTRY, STAFF, Ignore, Menu, VoronkaCallback, prefix_of
from bot.ui.confirm import confirm
from bot.ui.markup import inline_keyboard, markup_of, reply_keyboard
from bot.ui.paging import clamp, paged, pager, pages
from bot.ui.screen import Button, Screen, grid
from bot.ui.words import Words

MAX_ID = 2**31 - 1

for module in pkgutil.walk_packages(bot.ui.__path__, "bot.ui."):
    importlib.import_module(module.name)


def longest(kind: type[VoronkaCallback]) -> VoronkaCallback:
    """Make the longest data a class can carry: maximal ids, the longest codes."""
    return kind.model_construct(**{name: _longest(kind, name, field) for name, field in kind.model_fields.items()})


def _longest(kind: type[VoronkaCallback], name: str, field: FieldInfo) -> Any:
    options = getattr(field.annotation, "__args__", None) or (field.annotation,)
    literals = [option for option in options if isinstance(option, str)]
    if literals:
        return max(literals, key=len)
    for option in options:
        if isinstance(option, type) and issubclass(option, Enum):
            return max(option, key=lambda member: len(str(member.value)))
        if option is bool:
            return True
        if option is int:
            return MAX_ID
        if option is str:
            limits = [rule.max_length for rule in field.metadata if isinstance(rule, MaxLen)]
            assert limits, f"{kind.__name__}.{name}: a string needs a max_length"
            return "x" * limits[0]
    raise AssertionError(f"{kind.__name__}.{name}: {field.annotation} does not belong into callback data")


@pytest.mark.parametrize("prefix", sorted(REGISTRY))
def test_every_button_fits_64_bytes_with_maximal_ids(prefix: str) -> None:
    assert len(longest(REGISTRY[prefix]).pack().encode()) <= 64


@pytest.mark.parametrize("prefix", sorted(REGISTRY))
def test_every_button_has_a_versioned_prefix_and_somebody_who_may_press_it(prefix: str) -> None:
    assert prefix[-1].isdigit()
    assert prefix[0].isalpha()
    assert len(prefix) <= 5
    assert REGISTRY[prefix].roles


def test_a_button_must_say_who_may_press_it() -> None:
    with pytest.raises(TypeError, match="which roles"):

        class Nobodys(VoronkaCallback, prefix="zz1"):
            pass


def test_a_prefix_is_taken_once() -> None:
    with pytest.raises(TypeError, match="is taken"):

        class Another(VoronkaCallback, prefix="mn1", roles=EVERYONE):
            pass


def test_the_prefix_of_unreadable_data_is_still_found() -> None:
    assert prefix_of("old9:1:2") == "old9"
    assert prefix_of("") == ""


def test_keyboards_keep_telegrams_limits() -> None:
    many = tuple(Button(str(n), data=Ignore()) for n in range(20))
    keyboard = inline_keyboard((many,))
    assert keyboard is not None
    assert [len(row) for row in keyboard.inline_keyboard] == [8, 8, 4]
    with pytest.raises(ValueError, match="page the list"):
        inline_keyboard(grid(many * 6, 8))
    assert inline_keyboard(()) is None


def test_labels_are_cut_and_never_empty() -> None:
    keyboard = inline_keyboard(((Button("ё" * 300, data=Ignore()), Button("\n", data=Ignore())),))
    assert keyboard is not None
    first, second = keyboard.inline_keyboard[0]
    assert len(first.text) == 48
    assert second.text == "…"


def test_buttons_carry_what_they_say() -> None:
    row = (
        Button("Copy", copy="+" * 300),
        Button("Site", url="https://example.com"),
        Button("Search", search="rom"),
        Button("Won", data=Menu(), style="success"),
    )
    keyboard = inline_keyboard((row,))
    assert keyboard is not None
    copy, site, search, won = keyboard.inline_keyboard[0]
    assert copy.copy_text is not None
    assert len(copy.copy_text.text) == 256
    assert site.url == "https://example.com"
    assert search.switch_inline_query_current_chat == "rom"
    assert (won.callback_data, won.style) == ("mn1", "success")
    with pytest.raises(ValueError, match="exactly one"):
        inline_keyboard(((Button("Nothing"),),))


def test_reply_keyboards_ask_for_contact_and_fold_away() -> None:
    keyboard = reply_keyboard(((Button("Share", request="contact"), Button("Here", request="location"), Button("No")),))
    share, here, no = keyboard.keyboard[0]
    assert share.request_contact
    assert here.request_location
    assert not no.request_contact
    assert keyboard.one_time_keyboard
    removed = markup_of(Screen("x", remove_reply=True))
    assert removed is not None
    assert removed.model_dump(exclude_none=True)["remove_keyboard"]


@pytest.mark.parametrize(
    "parts",
    [
        {"text": " "},
        {"text": "x", "photo": b"1", "document": object()},
        {"text": "x", "rows": ((Button("a", data=Menu()),),), "reply": ((Button("b"),),)},
    ],
)
def test_impossible_screens_are_refused(parts: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"screen|inline"):
        Screen(**parts)


def test_pages_are_clamped_and_turned() -> None:
    assert (pages(0), pages(8), pages(9)) == (1, 1, 2)
    assert (clamp(99, 20), clamp(-1, 20)) == (3, 1)
    page = paged(list(range(20)), 3)
    assert (page.items, page.number, page.count, page.first) == ((16, 17, 18, 19), 3, 3, 17)
    assert paged([], 1).items == ()

    def to_page(_number: int) -> Menu:
        return Menu()

    assert pager(to_page, 1, 1) == ()
    assert [[button.text for button in row] for row in pager(to_page, 2, 7)] == [["‹", "2/7", "›"]]
    assert [button.text for button in pager(to_page, 1, 7)[0]] == ["1/7", "›"]
    assert [button.text for button in pager(to_page, 7, 7)[0]] == ["‹", "7/7"]


def test_dangerous_confirmation_stands_last_and_red(w: Words) -> None:
    screen = confirm("Delete <b>Romashka</b>?", "Delete", Menu(), Ignore(), w)
    assert [(row[0].text, row[0].style) for row in screen.rows] == [("Back", None), ("Delete", "danger")]
    mild = confirm("Send?", "Send", Menu(), Ignore(), w, danger=False)
    assert [(row[0].text, row[0].style) for row in mild.rows] == [("Send", "success"), ("Back", None)]


def test_roles_are_those_of_the_class() -> None:
    class Kitten(VoronkaCallback, prefix="kt9", roles=STAFF):
        cat: int

    try:
        assert Kitten.roles == STAFF
        assert Kitten.unpack(Kitten(cat=5).pack()).cat == 5
    finally:
        del REGISTRY["kt9"]
