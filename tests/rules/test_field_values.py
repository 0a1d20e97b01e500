"""Reading values of own fields: every kind with what it takes and what it refuses, and why."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules.errors import Invalid
from services.rules.field_kinds import FieldKind
from services.rules.field_values import FieldSpec, Indexed, Option, chosen, file, indexed, noon, parse, place

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
KYIV = "Europe/Kyiv"
OPTIONS = (Option(1, "Дерево"), Option(2, "Сталь"), Option(3, "Стекло", gone=True), Option(4, "👍"))


def spec(kind: FieldKind) -> FieldSpec:
    """A field of this kind."""
    return FieldSpec(7, "Question", kind, options=OPTIONS)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (FieldKind.TEXT, "  two\nlines <b>&</b> ", "two\nlines <b>&</b>"),
        (FieldKind.NUMBER, "12", 12_000),
        (FieldKind.NUMBER, "12,5", 12_500),
        (FieldKind.NUMBER, "25,5 м²", 25_500),
        (FieldKind.NUMBER, "25 квадратов", 25_000),
        (FieldKind.NUMBER, "40 кв. м", 40_000),
        (FieldKind.NUMBER, "12м2", 12_000),
        (FieldKind.NUMBER, "30 %", 30_000),
        (FieldKind.NUMBER, "5.5 sq ft", 5_500),
        (FieldKind.NUMBER, "−0.125", -125),
        (FieldKind.NUMBER, "1 500", 1_500_000),
        (FieldKind.NUMBER, "1,500", 1_500_000),
        (FieldKind.MONEY, "120к", 120_000_00),
        (FieldKind.MONEY, "1 234,50 ₴", 1_234_50),
        (FieldKind.OPTION, "сталь", 2),
        (FieldKind.OPTION, " 👍 ", 4),
        (FieldKind.OPTIONS, "Сталь; дерево", [1, 2]),
        (FieldKind.OPTIONS, "Сталь, сталь", [2]),
        (FieldKind.DATE, "25.12", "2026-12-25"),
        (FieldKind.DATE, "1.1.2020", "2020-01-01"),
        (FieldKind.DATE, "29.02.2028", "2028-02-29"),
        (FieldKind.DATE, "завтра", "2026-11-25"),
        (FieldKind.DATE, "12 грудня", "2026-12-12"),
        (FieldKind.MOMENT, "25.12 14:30", "2026-12-25T12:30:00+00:00"),
        (FieldKind.MOMENT, "1.7.2020 10:00", "2020-07-01T07:00:00+00:00"),
        (FieldKind.MOMENT, "25.10.2026 03:30", "2026-10-25T00:30:00+00:00"),  # happens twice: the first
        (FieldKind.ADDRESS, "Київ,\nХрещатик 1", {"text": "Київ, Хрещатик 1", "lat": None, "lon": None}),
        (FieldKind.LINK, "example.com/a", "https://example.com/a"),
        (FieldKind.LINK, "HTTPS://Example.com:8443/?q=%20", "HTTPS://Example.com:8443/?q=%20"),
        (FieldKind.LINK, "https://сайт.укр", "https://сайт.укр"),
    ],
)
def test_what_is_taken(kind: FieldKind, typed: str, value: Any) -> None:
    assert parse(spec(kind), typed, NOW, KYIV) == value


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        (FieldKind.TEXT, "   ", "empty"),
        (FieldKind.TEXT, "x" * 1001, "too_long"),
        (FieldKind.NUMBER, "a lot", "number_invalid"),
        (FieldKind.NUMBER, "10²", "number_invalid"),
        (FieldKind.NUMBER, "25к", "number_invalid"),
        (FieldKind.NUMBER, "2 или 3", "number_invalid"),
        (FieldKind.NUMBER, "25 тыс", "number_invalid"),
        (FieldKind.NUMBER, "1.2345", "field_digits"),
        (FieldKind.NUMBER, "9" * 13, "field_number_big"),
        (FieldKind.NUMBER, "9" * 400, "number_invalid"),
        (FieldKind.MONEY, "-5", "amount_invalid"),
        (FieldKind.MONEY, "12,5,5", "amount_invalid"),
        (FieldKind.OPTION, "стекло", "field_no_option"),
        (FieldKind.OPTION, "!", "field_no_option"),
        (FieldKind.OPTIONS, ",", "field_none_ticked"),
        (FieldKind.OPTIONS, "дерево, камень", "field_no_option"),
        (FieldKind.DATE, "31.02", "field_no_such_day"),
        (FieldKind.DATE, "29.02.2027", "field_no_such_day"),
        (FieldKind.DATE, "завтра 10:00", "field_only_day"),
        (FieldKind.DATE, "1.1.3020", "field_year"),
        (FieldKind.DATE, "скоро", "date_invalid"),
        (FieldKind.MOMENT, "25.12", "field_time_needed"),
        (FieldKind.MOMENT, "28.03.2027 03:30", "field_no_such_time"),  # the clocks go forward at three in Kyiv
        (FieldKind.MOMENT, "25.12 25:00", "field_no_such_time"),
        (FieldKind.MOMENT, "31.02 10:00", "field_no_such_day"),
        (FieldKind.ADDRESS, "x" * 301, "too_long"),
        (FieldKind.LINK, "http://example.com", "field_link_https"),
        (FieldKind.LINK, "ftp://example.com", "field_link_https"),
        (FieldKind.LINK, "javascript:alert(1)", "field_link"),
        (FieldKind.LINK, "https://localhost", "field_link"),
        (FieldKind.LINK, "https://a b.com", "field_link"),
        (FieldKind.LINK, "https://me:secret@example.com", "field_link"),
        (FieldKind.LINK, "https://example.com:99999", "field_link"),
        (FieldKind.LINK, "https://[::1", "field_link"),
        (FieldKind.LINK, "https://" + "x" * 300 + ".com", "too_long"),
        (FieldKind.FILE, "contract.pdf", "field_file_needed"),
        (FieldKind.BOOKING, "завтра 10:00", "field_slot_needed"),
    ],
)
def test_what_is_refused_and_why(kind: FieldKind, typed: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(spec(kind), typed, NOW, KYIV)
    assert refused.value.code == code


def test_half_past_two_on_a_summer_time_night() -> None:
    """In Warsaw the clocks go from two to three: 02:30 is not there."""
    with pytest.raises(Invalid, match="field_no_such_time"):
        parse(spec(FieldKind.MOMENT), "28.03.2027 02:30", NOW, "Europe/Warsaw")


@given(st.sampled_from(list(FieldKind)), st.text(max_size=60))
def test_any_text_is_a_value_or_refused(kind: FieldKind, typed: str) -> None:
    """And a value always fills exactly one of the columns it is found by."""
    try:
        value = parse(spec(kind), typed, NOW, KYIV)
    except Invalid:
        return
    found = indexed(kind, value)
    assert sum(one is not None for one in (found.text, found.number, found.moment)) == 1
    assert found.text is None or len(found.text) <= 300


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_is_read_as_it_is_written(day: date) -> None:
    assert parse(spec(FieldKind.DATE), f"{day.day}.{day.month}.{day.year}", NOW, KYIV) == day.isoformat()


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"kind": "voice", "file_id": "1"}, "field_file_kind"),
        ({"kind": "video", "file_id": "1", "name": "a.mp4"}, "field_file_kind"),
        ({}, "field_file_kind"),
        ({"kind": "document", "file_id": "1", "name": "a.EXE"}, "field_file_program"),
        ({"kind": "document", "file_id": "1", "name": "x" * 151}, "field_file_name"),
        ({"kind": "document", "file_id": "1", "name": "a.pdf", "size": 20 * 1024 * 1024 + 1}, "field_file_big"),
    ],
)
def test_files_that_are_refused(sent: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        file(sent)
    assert refused.value.code == code


def test_pictures_and_documents_are_kept() -> None:
    assert file({"kind": "photo", "file_id": "1", "size": 5}) == {
        "kind": "photo", "file_id": "1", "name": "", "size": 5,
    }  # fmt: skip
    kept = file({"kind": "document", "file_id": "2", "name": " договір\n1.pdf ", "size": 20 * 1024 * 1024})
    assert kept["name"] == "договір 1.pdf"


def test_places_on_the_map() -> None:
    assert place(50.45, -30.5) == {"text": "50.45000, -30.50000", "lat": 50.45, "lon": -30.5}
    with pytest.raises(Invalid, match="field_place"):
        place(91, 0)


def test_only_what_is_offered_can_be_chosen() -> None:
    assert chosen(spec(FieldKind.OPTIONS), [4, 1]) == [1, 4]
    for ids, code in (([3], "field_option_gone"), ([99], "field_option_gone"), ([], "field_none_ticked")):
        with pytest.raises(Invalid, match=code):
            chosen(spec(FieldKind.OPTION), ids)


def test_the_columns_values_are_found_by() -> None:
    """S2-61."""
    assert indexed(FieldKind.TEXT, "Ёлка, м’ята!") == Indexed(text="елка мята")
    assert indexed(FieldKind.OPTIONS, [1, 12]) == Indexed(text=",1,12,")
    assert indexed(FieldKind.DATE, "2026-12-25") == Indexed(moment=noon(date(2026, 12, 25)))
    booked = {"booking": 1, "resource": 1, "name": "Van", "from": NOW.isoformat(), "to": NOW.isoformat()}
    assert indexed(FieldKind.BOOKING, booked) == Indexed(moment=NOW)
    assert indexed(FieldKind.TEXT, None) == Indexed()
