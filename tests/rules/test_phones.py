"""Phones to E.164, found in texts, searched by any of their digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules.phones import find_all, mask, parse, search_digits


class TestParse:
    @pytest.mark.parametrize(
        ("typed", "country", "e164"),
        [
            ("067 123-45-67", "UA", "+380671234567"),
            ("(067) 123 45 67", "UA", "+380671234567"),
            ("+380 67 123-45-67", "UA", "+380671234567"),
            ("+380 67 123-45-67", "RU", "+380671234567"),
            ("8 (067) 123-45-67", "UA", "+380671234567"),
            ("380671234567", "UA", "+380671234567"),
            ("380671234567", "RU", "+380671234567"),
            ("00380671234567", "UA", "+380671234567"),
            ("67 123 45 67", "UA", "+380671234567"),
            ("٠٦٧١٢٣٤٥٦٧", "UA", "+380671234567"),
            ("тел.: 0671234567", "UA", "+380671234567"),
            ("8 912 345-67-89", "RU", "+79123456789"),
            ("79123456789", "RU", "+79123456789"),
            ("9123456789", "RU", "+79123456789"),
            ("89123456789", "UA", "+79123456789"),
            ("+49 151 23456789", "UA", "+4915123456789"),
            ("+380\u00a067\u2011123\u201145\u201167", "UA", "+380671234567"),
        ],
    )
    def test_to_e164(self, typed, country, e164):
        phone = parse(typed, country)
        assert phone is not None
        assert phone.e164 == e164
        assert phone.typed == typed

    @pytest.mark.parametrize("typed", ["067 123-45-67 доб. 12", "067 123-45-67, дод 12", "+380671234567 ext 12"])
    def test_extension(self, typed):
        phone = parse(typed, "UA")
        assert phone is not None
        assert (phone.e164, phone.extension) == ("+380671234567", "12")

    @pytest.mark.parametrize(
        "typed",
        [
            *["", "12", "Ромашка", "20.11.2026", "20.11.2026 9:00", "120 000", "1 500 000", "1-800-FLOWERS", "+"],
            *["+1 555 0100", "Иван 067 123-45-67", "0671234567 " * 5, "067 123 45", "(((", "+999 123 456 789"],
        ],
    )
    def test_not_a_phone(self, typed):
        assert parse(typed, "UA") is None

    @given(st.integers(10**8, 10**9 - 1), st.sampled_from(["+380{}", "0{}", "80{}", "+7 9{}", "8 (9{})"]))
    def test_idempotent(self, digits, shape):
        phone = parse(shape.format(digits), "UA")
        if phone is not None:
            again = parse(phone.e164, "UA")
            assert again is not None
            assert again.e164 == phone.e164

    @given(st.text(max_size=60))
    def test_never_raises(self, text):
        parse(text, "UA")
        find_all(text, "UA")
        search_digits(text)


class TestFindAll:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("Иван 067 123-45-67, +380501234567 и снова 0671234567", ["+380671234567", "+380501234567"]),
            ("0671234567 0501234567", ["+380671234567", "+380501234567"]),
            ("Иван 8 067 123-45-67", ["+380671234567"]),
            ("380671234567\n380501234567", ["+380671234567", "+380501234567"]),
            ("перезвонить 20.11.2026 в 9:00, бюджет 120 000 грн, заказ 1234567", []),
        ],
    )
    def test_several(self, text, found):
        assert [phone.e164 for phone in find_all(text, "UA")] == found


class TestSearch:
    @pytest.mark.parametrize(
        ("stored", "typed"),
        [
            ("+79123456789", "8 912 345"),
            ("+79123456789", "+7 912"),
            ("+79123456789", "79123"),
            ("+79123456789", "6789"),
            ("+380671234567", "0671234567"),
            ("+380671234567", "067 12"),
            ("+380671234567", "8 067 123"),
            ("+380671234567", "380 67 123"),
            ("+380671234567", "(+380) 67"),
            ("+380671234567", "123-45"),
            ("+4915123456789", "0151 234"),
            ("+4915123456789", "0049 151 234"),
        ],
    )
    def test_any_piece(self, stored, typed):
        assert search_digits(typed)
        assert search_digits(typed) in search_digits(stored)

    def test_other_numbers_are_not_found(self):
        assert search_digits("0671234568") not in search_digits("+380671234567")

    @given(st.integers(10**8, 10**9 - 1), st.integers(5, 9))
    def test_what_is_typed_on_is_found(self, digits, length):
        for prefix, stored in (("0", f"+380{digits}"), ("380", f"+380{digits}"), ("8", f"+79{digits}")):
            typed = prefix + stored.removeprefix("+380").removeprefix("+7")[:length]
            assert search_digits(typed) in search_digits(stored)


def test_mask():
    assert mask("+380671234567") == "+380…67"
    assert mask("12345") == "…"
