"""The grammar of typed moments: tokens, and what they say. `when` turns what is said into a moment."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import date, timedelta

from services.rules import when_words as words
from services.rules.when_days import Failure, Refused, dated, day_first, months_later, next_dated
from services.rules.when_phrases import NAMED, rewritten
from services.rules.when_words import Part

MAX_TYPED = 80
DAY = timedelta(days=1)

_TOKEN = re.compile(
    r"(?P<iso>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})(?![0-9])"
    r"|(?P<dotted>[0-9]{1,2}[./][0-9]{1,2}(?:[./](?:[0-9]{4}|[0-9]{2}))?)(?![0-9])"
    r"|(?P<clock>[0-9]{1,2}[:-][0-9]{2})(?![0-9])"
    r"|(?P<number>[0-9]{1,4})(?![0-9])"
    r"|(?P<word>[^\W\d_]+|\+)"
    r"|(?P<space>[\s,.;()!–-]+)"
)
_APOSTROPHES = re.compile("['’ʼ`]")
_DECIMAL_COMMA = re.compile(r"((?:через|за|in|\+) ?[0-9]),([0-9])(?![0-9])")


@dataclass(slots=True)
class Said:
    """What a text says: a day (from today), a weekday, hour and minute, a part of the day, or a time span from now."""

    day: Callable[[date], date] | None = None
    weekday: int | None = None
    next_week: bool = False
    hour: int | None = None
    minute: int | None = None
    part: Part | None = None
    elapsed: timedelta | None = None


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


_END = _Token("end", "")


def read(text: str) -> Said:
    """What the text says. Raises Refused when a part of it is not understood or contradicts another."""
    return _Reader(_tokens(text)).read()


def _tokens(text: str) -> list[_Token]:
    plain = _APOSTROPHES.sub("", " ".join(text.casefold().split()).replace("ё", "е"))
    for phrase, word in words.PHRASES.items():
        plain = plain.replace(phrase, word)
    if len(plain) > MAX_TYPED:
        raise _puzzled()
    plain = rewritten(_DECIMAL_COMMA.sub(r"\1.\2", plain))
    found, at = [], 0
    while at < len(plain):
        match = _TOKEN.match(plain, at)
        if match is None:
            raise _puzzled()
        if match.lastgroup != "space":
            found.append(_Token(str(match.lastgroup), match.group()))
        at = match.end()
    return found


class _Reader:
    """Takes tokens from the left; each rule takes what it knows, or nothing."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._said = Said()

    def read(self) -> Said:
        rules = (
            self._after,
            self._named,
            self._weekday,
            self._date,
            self._month,
            self._number,
            self._part,
            self._filler,
        )
        while self._at < len(self._tokens):
            if not any(rule() for rule in rules):
                raise _puzzled()
        return self._said

    # ---------------------------------------------------------------------------------------------------- taking
    def _next(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else _END

    def _before(self) -> str:
        return self._tokens[self._at - 1].text if self._at else ""

    def _take(self, kind: str) -> str | None:
        """The next token if it is of the kind."""
        token = self._next()
        if token.kind != kind:
            return None
        self._at += 1
        return token.text

    def _word(self, known: Container[str]) -> str | None:
        """The next token if it is one of these words."""
        token = self._next()
        if token.kind != "word" or token.text not in known:
            return None
        self._at += 1
        return token.text

    # ----------------------------------------------------------------------------------------------------- rules
    def _after(self) -> bool:
        """через 2 часа, in half an hour, через 1 час 30 минут, +2 дня."""
        before = self._at
        if self._word(words.AFTER) is None:
            return False
        if not self._span():
            self._at = before  # "in the morning"
            return False
        while self._next().kind == "number" and self._span():
            pass
        return True

    def _span(self) -> bool:
        """An amount and a unit; the amount may be missing (через час)."""
        before = self._at
        if self._word(words.HALF_AN_HOUR):
            return self._later(timedelta(minutes=30))
        amount = self._amount()
        word = self._word(words.UNITS)
        if word is None:
            self._at = before
            return False
        unit = words.UNITS[word]
        if unit in ("minute", "hour"):
            return self._later(timedelta(minutes=amount * (60 if unit == "hour" else 1)))
        if amount != int(amount):
            raise _puzzled()
        count = int(amount)
        if unit == "month":
            return self._on(lambda today: months_later(today, count))
        return self._on(lambda today: today + count * (7 if unit == "week" else 1) * DAY)

    def _amount(self) -> float:
        digits = self._take("number") or self._take("dotted")
        if digits is not None:
            try:
                return float(digits)
            except ValueError:
                raise _puzzled() from None
        amount = 1.0
        while word := self._word(words.NUMBERS):  # half an hour: a half, one
            amount *= words.NUMBERS[word]
        return amount

    def _later(self, span: timedelta) -> bool:
        self._said.elapsed = (self._said.elapsed or timedelta()) + span
        return True

    def _on(self, day: Callable[[date], date]) -> bool:
        if self._said.day is not None:
            raise _puzzled()
        self._said.day = day
        return True

    def _named(self) -> bool:
        """сегодня, завтра, the day after tomorrow; в конце месяца, в январе."""
        named = self._word(NAMED)
        if named is not None:
            return self._on(NAMED[named])
        word = self._word(words.DAYS)
        if word is None:
            return False
        return self._on(lambda today: today + words.DAYS[word] * DAY)

    def _weekday(self) -> bool:
        """пн, в следующую пятницу, на следующей неделе."""
        following = self._word(words.NEXT) is not None
        if following:
            self._said.next_week = True
            if words.UNITS.get(self._next().text) == "week":
                self._at += 1
                return True
        word = self._word(words.WEEKDAYS)
        if word is None and not following:
            return False
        if word is None or self._said.weekday is not None:
            raise _puzzled()
        self._said.weekday = words.WEEKDAYS[word]
        return True

    def _date(self) -> bool:
        """2026-12-25, 25.12, 25/12/26; 15.30 is a time when no date can be meant."""
        clock_expected = self._said.day is not None or self._before() in words.AT
        iso = self._take("iso")
        if iso is not None:
            year, month, number = (int(part) for part in iso.split("-"))
            return self._on(dated(number, month, year))
        dotted = self._take("dotted")
        if dotted is None:
            return False
        first, second, *rest = (int(part) for part in re.split("[./]", dotted))
        if rest:
            return self._on(dated(*day_first(dotted, first, second), rest[0] + (2000 if rest[0] < 100 else 0)))
        is_time = first < 24 and second < 60 and len(dotted.rpartition(".")[2]) == 2 and "/" not in dotted
        if is_time and (second > 12 or second == 0 or clock_expected):
            return self._clock(first, second)
        return self._on(dated(*day_first(dotted, first, second)))

    def _month(self) -> bool:
        """December 25th, 2026."""
        word = self._word(words.MONTHS)
        if word is None:
            return False
        number = self._take("number")
        if number is None:
            raise _puzzled()
        self._word(words.ORDINALS)
        return self._on(dated(int(number), words.MONTHS[word], self._year()))

    def _number(self) -> bool:
        """9:30; 25 декабря, 25-го, 25 числа; an hour: 10, 15 годині, в десять; minutes after it."""
        clock = self._take("clock")
        if clock is not None:
            hour, minute = (int(part) for part in re.split("[:-]", clock))
            return self._clock(hour, minute)
        digits = self._take("number")
        if digits is None:
            return self._spoken_hour()
        number = int(digits)
        ordinal = self._word(words.ORDINALS)
        self._word({"of"})
        month = self._word(words.MONTHS)
        if month is not None:
            return self._on(dated(number, words.MONTHS[month], self._year()))
        if ordinal is not None:
            return self._on(next_dated(number))
        return self._hour(number)

    def _spoken_hour(self) -> bool:
        """в десять, в час."""
        if self._word(words.ONE_O_CLOCK):
            return self._clock(1, None)
        word = self._word(words.NUMBERS)
        if word is None:
            return False
        number = words.NUMBERS[word]
        if number != int(number):
            raise _puzzled()
        return self._hour(int(number))

    def _hour(self, number: int) -> bool:
        if self._said.hour is not None:  # 15 часов 30 минут
            if self._said.minute is not None or words.UNITS.get(self._next().text) != "minute":
                raise _puzzled()
            self._at += 1
            self._said.minute = number
            return True
        self._word(words.CLOCK_HOURS)
        return self._clock(number, None)

    def _clock(self, hour: int, minute: int | None) -> bool:
        if self._said.hour is not None:
            raise _puzzled()
        self._said.hour, self._said.minute = hour, minute
        return True

    def _year(self) -> int | None:
        token = self._next()
        if token.kind != "number" or len(token.text) != 4:
            return None
        self._at += 1
        return int(token.text)

    def _part(self) -> bool:
        """утром, in the afternoon, 7 вечера, pm."""
        word = self._word(words.PARTS)
        if word is None:
            return False
        if self._said.part is not None:
            raise _puzzled()
        self._said.part = words.PARTS[word]
        return True

    def _filler(self) -> bool:
        return self._word(words.FILLERS | words.YEARS) is not None


def _puzzled() -> Refused:
    return Refused(Failure.NOT_UNDERSTOOD)
