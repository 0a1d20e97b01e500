"""Money, numbers, phones and addresses of files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from services.rules.import_dates import BadValue
from services.rules.import_fields import Cell
from services.rules.import_text import clean
from services.rules.phones import find_all

MINOR = 100
_LIMIT = 10**15  # minor units: ten thousand milliards, and still exact in a 64-bit integer and a float

_NOTHING = (
    "-|–|—|.|..|?|n/a|#n/a|na|null|none|nan|nil|undefined|\\n|(blank)|(empty)|нет|немає|не указано|не указан|не указана"
    "|не вказано|пусто|порожньо|not set|(not set)|unknown|без названия|без назви"
)
_BLANKS = frozenset(_NOTHING.split("|"))

_CURRENCIES = {
    "$": "USD", "usd": "USD", "us$": "USD", "€": "EUR", "eur": "EUR", "евро": "EUR", "євро": "EUR", "£": "GBP",
    "gbp": "GBP", "₴": "UAH", "uah": "UAH", "грн": "UAH", "гривен": "UAH", "гривень": "UAH", "₽": "RUB", "rub": "RUB",
    "руб": "RUB", "р": "RUB", "рублей": "RUB", "₸": "KZT", "kzt": "KZT", "тенге": "KZT", "тг": "KZT", "zł": "PLN",
    "pln": "PLN", "byn": "BYN", "chf": "CHF", "czk": "CZK", "kč": "CZK", "try": "TRY", "₺": "TRY", "gel": "GEL",
    "₾": "GEL", "mdl": "MDL", "ron": "RON", "cny": "CNY", "jpy": "JPY", "¥": "JPY", "inr": "INR", "₹": "INR",
    "aed": "AED", "ils": "ILS", "₪": "ILS", "uzs": "UZS", "azn": "AZN", "amd": "AMD", "kgs": "KGS",
}  # fmt: skip

_SCALES = {
    "к": 10**3, "k": 10**3, "тыс": 10**3, "тис": 10**3, "thousand": 10**3, "m": 10**6, "м": 10**6, "mln": 10**6,
    "млн": 10**6, "million": 10**6, "mn": 10**6, "bn": 10**9, "b": 10**9, "млрд": 10**9,
}  # fmt: skip

_MONEY = re.compile(
    r"(?P<open>\()?(?P<sign>[-−+])?\s?(?P<before>[^\W\d_]{1,3}\.?\$?|[$€£₴₽₸₺₾¥₹₪])?\s?(?P<sign2>[-−])?"
    r"(?P<number>\d[\d\s.,'’]*|[.,]\d+)(?P<scale>[^\W\d_]+\.?)?\s?(?P<after>[^\W\d_]+\.?|[$€£₴₽₸₺₾¥₹₪])?(?P<close>\))?[.,]?-?"
)
_PLAIN = re.compile(r"-?\d+\.\d{1,2}")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^\W\d_]{2,}")
_URL = re.compile(r"(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?:[/?#]\S*)?", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d\s().\-–/]{7,24}(?:\s?(?:доб|ext|вн|x)\.?\s?\d{1,6})?", re.IGNORECASE)
_READY = re.compile(r"\+(?:380\d{9}|7[3-9]\d{9})")  # already E.164 with a fixed length: no need of the slow parser


def is_blank(text: str) -> bool:
    """Tell whether the text only says that there is nothing."""
    return not text or (len(text) < 15 and not text[0].isdigit() and text.casefold() in _BLANKS)


@dataclass(slots=True)
class NumberEvidence:
    """What a whole column says about its decimal mark."""

    numbers: int = 0
    comma: int = 0
    dot: int = 0

    def add(self, text: str) -> bool:
        """Take one cell in; return whether it looks like a number or a sum of money."""
        if text.isdigit():
            self.numbers += 1
            return True
        found = _MONEY.fullmatch(text)
        if found is None or not _known_words(found) or not _grouped(_digits(found)):
            return False
        self.numbers += 1
        mark = _own_mark(_digits(found))
        self.comma += mark == ","
        self.dot += mark == "."
        return True

    def mark(self) -> str:
        """Return the decimal mark; a single mark before three digits alone proves nothing and separates thousands."""
        if self.comma == self.dot == 0:
            return ""
        return "," if self.comma > self.dot else "."


def _digits(found: re.Match[str]) -> str:
    return re.sub(r"[\s'’]", "", found.group("number")).rstrip(".,")


def _grouped(digits: str) -> bool:
    """Tell `1.234.567` from `12.05.2026`: several dots part thousands."""
    if digits.count(".") < 2:
        return True
    groups = digits.partition(",")[0].split(".")
    return all(len(group) == 3 for group in groups[1:])


def _known_words(found: re.Match[str]) -> bool:
    words = [(found.group(name) or "").rstrip(".").casefold() for name in ("before", "scale", "after")]
    return all(not word or word in _CURRENCIES or word in _SCALES for word in words)


def _own_mark(digits: str) -> str:
    """Return the decimal mark that this number proves by itself, or an empty string."""
    comma, dot = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and dot >= 0:
        return "," if comma > dot else "."
    mark, at = (",", comma) if comma >= 0 else (".", dot)
    if at < 0 or digits.count(mark) > 1:
        return ""
    if len(digits) - at - 1 != 3 or digits[:at] in {"", "0"}:
        return mark
    return ""


def number(cell: Cell, mark: str = "") -> Decimal | None:
    """Return the cell as an exact number, None when empty; `mark` decides `1,234`. Raises `BadValue("number")`."""
    if isinstance(cell, bool):
        raise BadValue("number")
    if isinstance(cell, int | float):
        return Decimal(str(cell))
    text = clean(cell)
    if is_blank(text):
        return None
    found = _MONEY.fullmatch(text)
    if found is None or not _known_words(found):
        raise BadValue("number")
    digits = _digits(found)
    if not _grouped(digits):
        raise BadValue("number")
    decimal = _own_mark(digits) or mark
    thousands = "." if decimal == "," else ","
    digits = digits.replace(thousands, "")
    digits = digits.replace(decimal, ".") if decimal else digits.replace(".", "")
    try:
        value = Decimal(digits) * _scale(found)
    except InvalidOperation as error:
        raise BadValue("number") from error
    minus = found.group("sign") in {"-", "−"} or found.group("sign2")
    return -value if minus or (found.group("open") and found.group("close")) else value


def _scale(found: re.Match[str]) -> int:
    scale = (found.group("scale") or "").rstrip(".").casefold()
    after = (found.group("after") or "").rstrip(".").casefold()
    # "120 к" and "120 тыс. грн": the word after the number may be the scale, when it is no currency.
    if scale in _CURRENCIES:
        return 1
    return _SCALES.get(scale) or (1 if after in _CURRENCIES else _SCALES.get(after, 1))


def minor_units(cell: Cell, mark: str = "") -> int | None:
    """Return a sum of money in minor units (hundredths, half up), None when empty. Raises `BadValue("amount")`."""
    if isinstance(cell, str):
        if cell.isascii() and cell.isdigit() and len(cell) < 13:
            return int(cell) * MINOR
        if mark == "." and _PLAIN.fullmatch(cell) and len(cell) < 13:
            whole, _, part = cell.partition(".")
            cents = int(part.ljust(2, "0"))
            return int(whole) * MINOR + (-cents if whole[0] == "-" else cents)
    try:
        value = number(cell, mark)
    except BadValue as error:
        raise BadValue("amount") from error
    if value is None:
        return None
    if not value.is_finite() or abs(value) * MINOR > _LIMIT:
        raise BadValue("amount")
    return int((value * MINOR).to_integral_value(ROUND_HALF_UP))


def currency_of(text: str) -> str | None:
    """Return the ISO code a sign, code or word stands for, None when it is no currency we know."""
    return _CURRENCIES.get(text.strip().rstrip(".").casefold())


def currency_in(text: str) -> str | None:
    """Return the ISO code of the currency named inside a sum (`$1,200`, `500 грн`)."""
    found = _MONEY.fullmatch(text)
    if found is None:
        return None
    return currency_of(found.group("before") or "") or currency_of(found.group("after") or found.group("scale") or "")


def phones(text: str, country: str) -> list[str]:
    """Return the E.164 numbers in a cell, in order; `country` (ISO 3166) reads numbers without a prefix."""
    compact = re.sub(r"[\s()\-–.]", "", text)
    if _READY.fullmatch(compact):
        return [compact]
    return [phone.e164 for phone in find_all(text, country)]


def looks_like_phone(text: str) -> bool:
    """Tell a phone number from other digits: a plus, brackets, or ten digits and more that are not a plain count."""
    if not _PHONE.fullmatch(text) or any(mark in text for mark in (":", "..")):
        return False
    digits = sum(char.isdigit() for char in text)
    if not 7 <= digits <= 15:
        return False
    return text.startswith(("+", "(", "8 (", "8(", "0")) or (digits >= 10 and not re.fullmatch(r"\d+\.\d+", text))


def looks_like_email(text: str) -> bool:
    """Tell an e-mail address (the first of several in the cell)."""
    return _EMAIL.match(text) is not None


def emails(text: str) -> list[str]:
    """Return the addresses in a cell, lower-case, in order."""
    return list(dict.fromkeys(found.lower() for found in _EMAIL.findall(text)))


def looks_like_url(text: str) -> bool:
    """Tell a web address."""
    return _URL.fullmatch(text) is not None and not text.replace(".", "").isdigit()
