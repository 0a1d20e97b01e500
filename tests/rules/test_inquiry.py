"""An inquiry in one line."""

from __future__ import annotations

import pytest

from services.rules.contacts import parse_email
from services.rules.inquiry import Line, read_line, read_message

PHONE = "+380671234567"


def plain(line: Line) -> tuple[str, str | None, str]:
    return line.name, line.phone.e164 if line.phone else None, line.need


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ivan +380671234567 needs doors", ("Ivan", PHONE, "needs doors")),
        ("Иван Петров, 067 123-45-67, двери", ("Иван Петров", PHONE, "двери")),
        ("Ромашка тел. 0671234567: окна", ("Ромашка", PHONE, "окна")),
        ("0671234567", ("", PHONE, "")),
        ("0671234567 Олена Кузьменко вікна і двері", ("Олена Кузьменко", PHONE, "вікна і двері")),
        ("0671234567 Олена, Вікна", ("Олена", PHONE, "Вікна")),
        ("+380 67 123 45 67 wants a call", ("", PHONE, "wants a call")),
        ("Ivan needs doors", ("", None, "Ivan needs doors")),
        ("", ("", None, "")),
        (
            "Добрый день, перезвоните мне пожалуйста 0671234567",
            ("", PHONE, "Добрый день, перезвоните мне пожалуйста 0671234567"),
        ),
        ("<b>Ivan</b> 0671234567", ("<b>Ivan</b>", PHONE, "")),
        ("🔥 0671234567", ("", PHONE, "🔥 0671234567")),
    ],
)
def test_a_line_says_who_where_and_what(text: str, expected: tuple[str, str | None, str]) -> None:
    assert plain(read_line(text, "UA")) == expected


def test_a_forwarded_message_is_the_need_of_its_author() -> None:
    text = "Hello! Need 3 doors. Call 067 123 45 67"
    assert plain(read_message(text, "Ivan Petrov", "UA")) == ("Ivan Petrov", PHONE, text)
    assert plain(read_message("Ivan 0671234567 doors", "", "UA")) == ("Ivan", PHONE, "Ivan 0671234567 doors")
    assert plain(read_message("no phone", "И" * 300, "UA"))[0] == "И" * 100


@pytest.mark.parametrize("typed", ["ivan@romashka.ua", " mailto:I.Van+x@ROMASHKA.com.ua ", "иван@почта.рф"])
def test_an_address_is_taken(typed: str) -> None:
    assert parse_email(typed) is not None


@pytest.mark.parametrize(
    "typed", ["", "ivan", "ivan@", "@x.ua", "a b@x.ua", "a@b", "a@b..ua", "<a@b.ua>", "a@" + "b" * 300]
)
def test_what_is_no_address_is_not(typed: str) -> None:
    assert parse_email(typed) is None


def test_a_name_after_the_phone_wins_over_small_words_before_it() -> None:
    line = read_line("завтра позвонить 0671112233 Пётр по теплице", "UA")
    assert (line.name, line.need) == ("Пётр", "завтра позвонить, по теплице")
    line = read_line("иван 0671112233 нужны двери", "UA")
    assert (line.name, line.need) == ("иван", "нужны двери")
