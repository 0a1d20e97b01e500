"""Recognising columns: which field each stands for, judged by its header and by what is in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz, process

from services.rules.import_dates import DateEvidence, month_of
from services.rules.import_fields import DATES, FIELDS_OF, MANY, MONEY, NUMBERS, Cell, Field, Kind
from services.rules.import_stages import stage_share
from services.rules.import_text import clean, normal
from services.rules.import_values import (
    NumberEvidence,
    currency_of,
    is_blank,
    looks_like_email,
    looks_like_phone,
    looks_like_url,
)  # fmt: skip
from services.rules.import_words import FIELD_WORDS, NAME_WORDS

SURE = 0.5
"""A field is proposed from this confidence on; below it the column is left out and shown as a question."""

SAMPLES = 300
DISTINCT = 2_000
"""Beyond so many different values a column is no list of values any more; memory stays bounded."""


class Why(StrEnum):
    """What a guess rests on."""

    HEADER = "header"
    PART = "part"
    TYPO = "typo"
    VALUES = "values"
    NOTHING = "nothing"


@dataclass(slots=True)
class ColumnFacts:
    """A column as a full scan saw it; `counts` holds rows per value, and is None once there are too many values."""

    index: int
    header: str
    filled: int = 0
    samples: list[str] = field(default_factory=list)
    typed_dates: int = 0
    counts: dict[str, int] | None = field(default_factory=dict)
    dates: DateEvidence = field(default_factory=DateEvidence)
    numbers: NumberEvidence = field(default_factory=NumberEvidence)

    def add(self, cell: Cell) -> None:
        """Take one cell in."""
        text = clean(cell)
        if is_blank(text):
            return
        self.filled += 1
        if len(self.samples) < SAMPLES:
            self.samples.append(text)
        if not isinstance(cell, str):
            self.typed_dates += hasattr(cell, "year")
        elif self.dates.dates * 2 >= self.filled - SAMPLES:
            # A long column that is clearly no date is not asked on and on.
            self.dates.add(text)
        if self.numbers.numbers * 2 >= self.filled - SAMPLES:
            self.numbers.add(text)
        if self.counts is not None:
            self.counts[text] = self.counts.get(text, 0) + 1
            if len(self.counts) > DISTINCT:
                self.counts = None

    def share(self, test: Callable[[str], object]) -> float:
        """Return the share (0-1) of samples for which `test` is true."""
        if not self.samples:
            return 0.0
        return sum(bool(test(text)) for text in self.samples) / len(self.samples)


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column is taken for; `confidence` is 0-1."""

    field: Field
    confidence: float
    why: Why


_PHRASES = list(FIELD_WORDS)


@lru_cache(maxsize=4096)
def header_fields(header: str) -> tuple[tuple[Field, float, Why], ...]:
    """Return the fields a header may stand for, the likeliest first."""
    text = normal(re.sub(r"[\(\[].*?[\)\]]", " ", header)) or normal(header)
    if not text:
        return ()
    if exact := FIELD_WORDS.get(text):
        first = 1.0 if len(exact) == 1 else 0.95
        return tuple((name, first - 0.2 * rank, Why.HEADER) for rank, name in enumerate(exact))
    if part := _part(text):
        return part
    if len(text) >= 5:
        near = process.extractOne(text, _PHRASES, scorer=fuzz.ratio, score_cutoff=88)
        if near is not None:
            return tuple((name, 0.75 - 0.2 * rank, Why.TYPO) for rank, name in enumerate(FIELD_WORDS[near[0]]))
    return ()


def _part(text: str) -> tuple[tuple[Field, float, Why], ...]:
    """Find a known phrase where its language puts the noun: last in English, first in Russian and Ukrainian."""
    words = text.split()
    for size in range(len(words) - 1, 0, -1):
        phrase = " ".join(words[-size:] if text.isascii() else words[:size])
        found = FIELD_WORDS.get(phrase)
        if found and len(phrase) > 3:
            confidence = 0.5 + 0.35 * size / len(words)
            return tuple((name, confidence - 0.2 * rank, Why.PART) for rank, name in enumerate(found))
    return ()


def is_name(header: str) -> bool:
    """Tell a header that says only "name": the kind of the table says whose."""
    return normal(header) in NAME_WORDS


_NAMED: dict[Kind, Field] = {
    Kind.DEALS: Field.TITLE, Kind.CLIENTS: Field.CLIENT, Kind.CONTACTS: Field.CONTACT,
    Kind.PRODUCTS: Field.PRODUCT, Kind.PEOPLE: Field.OWNER, Kind.LINES: Field.PRODUCT, Kind.PAYMENTS: Field.TITLE,
    Kind.COSTS: Field.CHANNEL,
}  # fmt: skip


def column_fields(facts: ColumnFacts, kind: Kind) -> list[Guess]:
    """Return what the column may be in a table of this kind, the likeliest first; nothing when it is anyone's guess."""
    allowed = FIELDS_OF[kind]
    guesses: dict[Field, Guess] = {}
    if is_name(facts.header) and kind in _NAMED:
        guesses[_NAMED[kind]] = Guess(_NAMED[kind], 0.95, Why.HEADER)
    for name, confidence, why in header_fields(facts.header):
        if name in allowed and name not in guesses:
            guesses[name] = Guess(name, confidence * _support(facts, name), why)
    if not any(guess.confidence >= SURE for guess in guesses.values()):
        for name, confidence in _by_values(facts):
            if name in allowed:
                guesses[name] = Guess(name, confidence, Why.VALUES)
    return sorted(guesses.values(), key=lambda guess: -guess.confidence)


def _date_share(facts: ColumnFacts) -> float:
    return (facts.typed_dates + facts.dates.dates) / facts.filled if facts.filled else 0.0


_WORDY = frozenset(
    {Field.STAGE, Field.STATUS, Field.PIPELINE, Field.REASON, Field.OWNER, Field.TEAM, Field.HEAD, Field.CHANNEL,
     Field.CONTACT, Field.SEGMENT, Field.CITY, Field.SERIES}
)  # fmt: skip
"""Fields that hold names or words."""


def _support(facts: ColumnFacts, name: Field) -> float:
    """Return how far the values bear the header out: 1 fully, 0.2 they say otherwise."""
    if not facts.filled:
        return 0.9
    if name in DATES:
        good = max(_date_share(facts), facts.share(_serial_like), facts.share(month_of) if name is Field.FROM else 0.0)
    elif name in MONEY:
        good = facts.share(NumberEvidence().add)
    elif name in NUMBERS:
        good = facts.share(lambda text: text.lstrip("-+")[:1].isdigit())  # "3 pcs" counts
    elif name is Field.PHONE:
        good = facts.share(lambda text: sum(char.isdigit() for char in text) >= 5)
    elif name is Field.EMAIL:
        good = facts.share(looks_like_email)
    elif name is Field.CURRENCY:
        good = facts.share(currency_of)
    elif name in _WORDY:
        # "Employees" is how many, not who; a name is no number, date or address.
        good = 1.0 - max(_date_share(facts), facts.share(str.isdigit), facts.share(looks_like_email))
    else:
        good = 1.0
    return 1.0 if good >= 0.5 else 0.2


def _serial_like(text: str) -> bool:
    return text[:5].isdigit() and len(text.split(".")[0]) in {5, 8} and text.replace(".", "").isdigit()


def _by_values(facts: ColumnFacts) -> Iterable[tuple[Field, float]]:
    """Yield what the values alone suggest; never more than "propose and ask"."""
    if facts.filled < 2:
        return
    if facts.share(looks_like_email) >= 0.6:
        yield Field.EMAIL, 0.6
    elif _date_share(facts) >= 0.8:
        yield Field.CREATED, 0.5 if not facts.header else 0.4
    elif facts.share(looks_like_phone) >= 0.6:
        yield Field.PHONE, 0.6
    elif facts.share(currency_of) >= 0.9:
        yield Field.CURRENCY, 0.5
    elif facts.share(lambda text: looks_like_url(text) and ("/" in text or "www." in text)) >= 0.6:
        yield Field.WEBSITE, 0.5
    elif facts.counts and len(facts.counts) <= 40 and stage_share(list(facts.counts)) >= 0.6:
        yield Field.STAGE, 0.55


_WEIGHTS: dict[Kind, dict[Field, float]] = {
    Kind.DEALS: {
        Field.STAGE: 0.5, Field.STATUS: 0.35, Field.PIPELINE: 0.3, Field.EXPECTED: 0.3, Field.REASON: 0.3,
        Field.TITLE: 0.25, Field.AMOUNT: 0.2, Field.CLOSED: 0.2, Field.CLIENT: 0.1, Field.CREATED: 0.05,
        Field.ID: 0.05, Field.OWNER: 0.05,
    },
    Kind.LINES: {
        Field.DOCUMENT: 0.4, Field.QUANTITY: 0.25, Field.PRODUCT: 0.15, Field.PRODUCT_ID: 0.15, Field.PRICE: 0.15,
        Field.CREATED: 0.05, Field.CLIENT_ID: 0.05, Field.STAGE: -0.5, Field.STATUS: -0.3, Field.EXPECTED: -0.5,
    },
    Kind.PRODUCTS: {
        Field.PRODUCT: 0.35, Field.PRICE: 0.3, Field.SERIES: 0.2, Field.COST: 0.2, Field.UNIT: 0.2,
        Field.PRODUCT_ID: 0.15, Field.CLIENT: -0.5, Field.QUANTITY: -0.15, Field.CREATED: -0.2, Field.DOCUMENT: -0.4,
        Field.STAGE: -0.6, Field.OWNER: -0.4, Field.PHONE: -0.4,
    },
    Kind.PEOPLE: {
        Field.OWNER: 0.45, Field.HEAD: 0.4, Field.TEAM: 0.3, Field.POSITION: 0.1, Field.EMAIL: 0.1, Field.PHONE: 0.05,
        Field.AMOUNT: -0.5, Field.STAGE: -0.7, Field.STATUS: -0.2, Field.CLIENT: -0.5, Field.PRODUCT: -0.5,
        Field.TAX_ID: -0.6, Field.WEBSITE: -0.4, Field.SEGMENT: -0.4, Field.ADDRESS: -0.2, Field.PARENT: -0.4,
    },
    Kind.CLIENTS: {
        Field.CLIENT: 0.45, Field.SEGMENT: 0.25, Field.PARENT: 0.3, Field.TAX_ID: 0.3, Field.WEBSITE: 0.2,
        Field.REGION: 0.15, Field.CITY: 0.15, Field.ADDRESS: 0.15, Field.PHONE: 0.1, Field.EMAIL: 0.05,
        Field.STAGE: -0.6, Field.AMOUNT: -0.2, Field.CLOSED: -0.4, Field.PRODUCT: -0.3, Field.POSITION: -0.1,
        Field.TITLE: -0.2,
    },
    Kind.CONTACTS: {
        Field.CONTACT: 0.4, Field.PHONE: 0.25, Field.EMAIL: 0.25, Field.POSITION: 0.25, Field.CLIENT: 0.05,
        Field.STAGE: -0.7, Field.AMOUNT: -0.5, Field.SEGMENT: -0.3, Field.TAX_ID: -0.4, Field.PRODUCT: -0.5,
    },
}  # fmt: skip

_WEIGHTS |= {
    Kind.PAYMENTS: {
        Field.PAID: 0.45, Field.DUE: 0.4, Field.DEAL_ID: 0.3, Field.AMOUNT: 0.2, Field.TITLE: 0.05, Field.CLIENT: 0.05,
        Field.STAGE: -0.7, Field.PRODUCT: -0.4, Field.QUANTITY: -0.3, Field.CHANNEL: -0.3, Field.PHONE: -0.4,
        Field.OWNER: -0.1, Field.CLOSED: -0.3, Field.PIPELINE: -0.5,
    },
    Kind.COSTS: {
        Field.CHANNEL: 0.3, Field.FROM: 0.35, Field.UNTIL: 0.2, Field.PURPOSE: 0.3, Field.AMOUNT: 0.2,
        Field.CLIENT: -0.5, Field.STAGE: -0.7, Field.STATUS: -0.4, Field.TITLE: -0.3, Field.PRODUCT: -0.5,
        Field.PHONE: -0.5, Field.OWNER: -0.3, Field.CONTACT: -0.5, Field.QUANTITY: -0.3, Field.PAID: -0.2,
    },
}  # fmt: skip

_FILE_WORDS: dict[Kind, str] = {
    Kind.DEALS: r"deal|pipeline|opportunit|funnel|сделк|угод|воронк|продаж",
    Kind.CLIENTS: r"account|client|customer|compan|клиент|клієнт|компани|компані|контрагент",
    Kind.CONTACTS: r"contact|person|контакт",
    Kind.PRODUCTS: r"product|goods|price|catalog|товар|номенклатур|прайс|услуг|послуг",
    Kind.PEOPLE: r"team|user|people|agent|staff|employee|manager|сотрудник|менеджер|співробітник|команд",
    Kind.LINES: r"line|invoice|order|purchase|retail|заказ|накладн|замовл|покупк|чек",
    Kind.PAYMENTS: r"payment|оплат|платеж|платіж",
    Kind.COSTS: r"cost|spend|budget|расход|затрат|витрат|бюджет",
}


def table_kind(columns: Sequence[ColumnFacts], file_name: str) -> tuple[Kind, float]:
    """Return what a row of the table describes and how sure it is (0-1); `UNKNOWN` when no kind fits."""
    claimed: dict[Field, float] = {}
    named = False
    for facts in columns:
        named = named or is_name(facts.header)
        for name, confidence, _ in header_fields(facts.header):
            claimed[name] = max(claimed.get(name, 0.0), confidence * _support(facts, name))
    if not any(name in claimed for name in (Field.STAGE, Field.STATUS)):
        for facts in columns:
            for name, confidence in _by_values(facts):
                claimed.setdefault(name, confidence * 0.7)
    scores = {kind: _score(kind, claimed, file_name, named=named) for kind in _WEIGHTS}
    kind = max(scores, key=lambda name: scores[name])
    return (kind, min(1.0, scores[kind])) if scores[kind] >= 0.4 else (Kind.UNKNOWN, 0.0)


def _score(kind: Kind, claimed: Mapping[Field, float], file_name: str, *, named: bool) -> float:
    weights = _WEIGHTS[kind]
    score = sum(weights.get(name, 0.0) * confidence for name, confidence in claimed.items())
    if named:
        score += max(0.0, weights.get(_NAMED[kind], 0.0))
    words = normal(re.sub(r"\.\w{2,4}(\.gz)?$", "", file_name))
    if score > 0 and re.search(_FILE_WORDS[kind], words):
        score += 0.2
    return score


def assign(columns: Sequence[ColumnFacts], kind: Kind) -> list[Guess]:
    """Return one guess per column: each field once (save `MANY`), the surest claim first."""
    claims = sorted(
        ((guess, facts.index) for facts in columns for guess in column_fields(facts, kind)),
        key=lambda claim: (-claim[0].confidence, claim[1]),
    )
    taken: dict[int, Guess] = {}
    used: set[Field] = set()
    for guess, index in claims:
        free = guess.field not in used or guess.field in MANY
        if index not in taken and free and guess.confidence >= SURE:
            taken[index] = guess
            used.add(guess.field)
    nothing = Guess(Field.IGNORE, 0.0, Why.NOTHING)
    return [taken.get(facts.index, nothing) for facts in columns]
