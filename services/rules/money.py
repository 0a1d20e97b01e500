"""Money as people type it, in minor units; and shares that add up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

MINOR = 100
MAX_MINOR = 10**15
"""Ten thousand milliards: anything larger is a typing error."""

_THOUSANDS = "к k т тыс тис тр тысяч тысячи тысяча тисяч тисячі тисяча thousand grand"
_MILLIONS = "м m млн mln mn million миллион миллиона миллионов мільйон мільйона мільйони мільйонів лям"
_SCALES = {
    **dict.fromkeys(_THOUSANDS.split(), 10**3),
    **dict.fromkeys(_MILLIONS.split(), 10**6),
    **dict.fromkeys(("млрд", "bn", "billion", "миллиард", "мільярд"), 10**9),
}
_CURRENCY_WORDS = (
    "₴ грн гривен гривень гривны гривні uah ₽ р руб рубль рубля рублей rub $ usd доллар доллара долларов долл доларів"
    " € eur евро євро £ gbp ₸ тенге тг kzt zł pln"
)
_CURRENCIES = frozenset(_CURRENCY_WORDS.split())
_SHAPE = re.compile(r"([^\W\d_]+|[$€£₴₽₸])?\s*([0-9][0-9 .,'’]*)(.*)")
_WORD = re.compile(r"[^\W\d_]+|[$€£₴₽₸]")
_BETWEEN_WORDS = re.compile(r"[\s.]*")


def parse(text: str) -> int | None:
    """Minor units of "120к", "1,5 млн", "120 000", "1 234,50 ₴", "$1,234.50"; None if the text is anything else.

    A single mark before exactly three digits groups thousands (1,500 is 1500) unless a scale follows (1,500 млн).
    """
    shape = _SHAPE.fullmatch(" ".join(text.casefold().split()))
    if shape is None or _BETWEEN_WORDS.fullmatch(_WORD.sub("", shape[3])) is None:
        return None
    words = _WORD.findall(shape[3])
    scale = _SCALES.get(words[0]) if words else None
    currencies = [shape[1]] if shape[1] else []
    currencies += words[1:] if scale else words
    number = _number(shape[2].strip(" .,'’"), scaled=scale is not None)
    if number is None or len(currencies) > 1 or not _CURRENCIES.issuperset(currencies):
        return None
    minor = int((number * (scale or 1) * MINOR).quantize(Decimal(1), ROUND_HALF_UP))
    return minor if minor <= MAX_MINOR else None


def decimal(text: str) -> Decimal | None:
    """A plain number by the same rules, perhaps below zero: "12,5", "−3", "1 500"; "1,500" is 1500."""
    plain = " ".join(text.split()).replace("−", "-")
    negative = plain.startswith("-")
    digits = plain.removeprefix("-").strip()
    if not re.fullmatch(r"[0-9][0-9 .,'’]*", digits):
        return None
    found = _number(digits, scaled=False)
    return -found if found is not None and negative else found


def _number(text: str, *, scaled: bool) -> Decimal | None:
    if len(text) > 30:
        return None
    mark = _decimal_mark(text, scaled=scaled)
    whole, _, fraction = text.rpartition(mark) if mark else (text, "", "0")
    separators = set(re.findall(r"[^0-9]", whole))
    groups = re.split(r"[^0-9]", whole)
    grouped = 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    if len(separators) > 1 or (separators and not grouped) or not fraction.isdecimal():
        return None
    return Decimal(f"{''.join(groups)}.{fraction}")


def _decimal_mark(text: str, *, scaled: bool) -> str:
    """The character before the fraction; empty when there is none."""
    last = max(text.rfind("."), text.rfind(","))
    if last < 0 or text.count(text[last]) > 1:
        return ""
    mark, before, after = text[last], text[:last], text[last + 1 :]
    thousands = len(after) == 3 and before.isdecimal() and len(before) <= 3 and before != "0"
    return "" if thousands and not scaled else mark


def split(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """The total in shares proportional to the weights (≥ 0, all zero: equal), to the last unit (largest remainder)."""
    if not weights:
        return ()
    if min(weights) < 0:
        raise ValueError("a weight cannot be negative")
    parts = list(weights) if any(weights) else [1] * len(weights)
    whole = sum(parts)
    shares = [abs(total) * part // whole for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda n: -(abs(total) * parts[n] % whole))
    for n in by_remainder[: abs(total) - sum(shares)]:
        shares[n] += 1
    return tuple(share if total >= 0 else -share for share in shares)
