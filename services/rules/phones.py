"""Phones: E.164 beside what was typed, found in texts, searched by any of their digits."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import (
    Leniency,
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    ValidationResult,
)

MAX_TYPED = 40
_SPOKEN = re.compile(r"^(?:тел(?:ефон)?|моб|phone|tel|mob)\.?:?\s*", re.IGNORECASE)
_DIALLED = re.compile(r"^[\d\s+()./\-\u2010-\u2015\u00a0\u202f]+$")
_PIECES = re.compile(r"\+?\d[\d\s()./\-\u2010-\u2015\u00a0\u202f]{5,22}\d")
_EXTENSION = re.compile(
    r"[\s,;]*(?:доб(?:авочный|\.)?|дод(?:атковий|\.)?|внутр?\.?|ext\.?|x|#)\s*(\d{1,7})$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Phone:
    """A number in E.164, as it was typed, and its extension digits if any."""

    e164: str
    typed: str
    extension: str | None = None


def parse(text: str, country: str) -> Phone | None:
    """The phone that the text consists of, read as in the company's country (ISO 3166 alpha-2); None if it is none.

    A number written with a plus need only be possible, any other must be valid.
    """
    typed = text.strip()
    if len(typed) > MAX_TYPED:
        return None
    number = _SPOKEN.sub("", typed)
    inner = _EXTENSION.search(number)
    if inner:
        number = number[: inner.start()]
    if not _DIALLED.match(number):
        return None
    found = _number(number, country)
    if found is None:
        return None
    return Phone(_e164(found), typed, inner.group(1) if inner else None)


def find_all(text: str, country: str) -> tuple[Phone, ...]:
    """All valid phones of a text, in order, each once."""
    found: dict[str, Phone] = {}
    for match in PhoneNumberMatcher(text, country, leniency=Leniency.VALID):
        e164 = _e164(match.number)
        found.setdefault(e164, Phone(e164, match.raw_string, match.number.extension))
    if not found:  # the matcher knows no 8-067, no 380… without a plus
        for piece in _PIECES.finditer(text):
            phone = parse(piece.group(), country)
            if phone is not None:
                found.setdefault(phone.e164, phone)
    return tuple(found.values())


def _number(text: str, country: str) -> PhoneNumber | None:
    digits = re.sub(r"\D", "", text)
    if text.lstrip(" (").startswith("+"):
        number = _read("+" + digits, country)
        return number if number and _possible(number) else None
    candidates = [digits]
    if country == "UA" and len(digits) == 11 and digits.startswith("80"):
        candidates.append(digits[1:])  # the old long-distance 8
    if len(digits) == 11 and digits[0] in "78":
        candidates.append("+7" + digits[1:])  # Russia or Kazakhstan, dialled from there
    if len(digits) >= 11:
        candidates.append("+" + digits.removeprefix("00"))  # international, without its plus
    for candidate in candidates:
        number = _read(candidate, country)
        if number and phonenumbers.is_valid_number(number):
            return number
    return None


def _read(text: str, country: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, country)
    except NumberParseException:
        return None


def _possible(number: PhoneNumber) -> bool:
    """Long enough for its country, not only for a local call within a town."""
    return phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def search_digits(text: str) -> str:
    """The digits by which a phone is looked for: without +7, 8, +380, 0 and 00 at the beginning.

    Apply it to stored numbers and to what is typed; the typed piece is then a part of the stored one. Pieces of up
    to four digits stay as they are: they may be the last ones.
    """
    typed = text.strip().lstrip("(")
    digits = re.sub(r"\D", "", typed)
    if typed.startswith("+"):
        return re.sub(r"^(?:7|380)", "", digits)
    return re.sub(r"^(?:00(?:380|7)?|380|8?0|[78])(?=\d{4})", "", digits) if len(digits) > 4 else digits


def mask(phone: str) -> str:
    """A number for logs: enough to tell two apart, too little to call."""
    return f"{phone[:4]}…{phone[-2:]}" if len(phone) > 8 else "…"
