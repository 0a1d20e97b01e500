"""Names and phones taken out of words, however they are written."""

from __future__ import annotations

import pytest

from services.rules.forgetting import masked, masked_json, traits

WHO = traits(
    ["Иван Петров", "Ли", None],
    ["+380671112233", "067 111-22-33", "12"],
    chat_id=77,
    records={"lead": frozenset({5}), "deal": frozenset({9})},
)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("звонил Иван Петров", "звонил …"),
        ("ИВАН  ПЕТРОВ, срочно", "…, срочно"),
        ("Иван Петровский", "Иван Петровский"),
        ("тел. 067 111 22 33 вечером", "тел. … вечером"),
        ("+38 (067) 111-22-33", "…"),
        ("380671112233", "…"),
        ("0671112233456789", "0671112233456789"),
        ("номер 12, Ли", "номер 12, Ли"),
        ("без имени", "без имени"),
    ],
)
def test_words_lose_the_person(text: str, kept: str) -> None:
    """Any case, spaces and way to write a phone; longer words and what is too short stay."""
    assert masked(text, WHO) == kept


@pytest.mark.parametrize(
    "about", [{"record": ["l", 5]}, {"lead": 5}, {"options": [["c", 1], ["d", 9]]}, {"chat_id": 77}]
)
def test_a_part_about_an_own_record_keeps_no_words(about: dict[str, object]) -> None:
    """A half-typed note need not name whom it is about."""
    assert masked_json([{**about, "text": "синяя калитка", "done": True}], WHO) == [{**about, "text": "", "done": True}]


def test_other_parts_keep_theirs() -> None:
    """Only the name goes."""
    value = {"record": ["l", 6], "text": "передать Иван Петров", "deeper": {"n": 1, "at": None}, "5": ["x"]}
    assert masked_json(value, WHO) == {**value, "text": "передать …"}
