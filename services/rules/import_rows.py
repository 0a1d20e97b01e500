"""One row of a file read by its mapping: values by field, or why it is bad and where."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from services.rules.import_dates import BadValue, DateOrder, moment, month_of, whole_month
from services.rules.import_fields import DATES, DAYS, MONEY, NOTES, NUMBERS, Cell, Field
from services.rules.import_mapping import ColumnMap, Mapping, TableMap
from services.rules.import_text import clean, normal
from services.rules.import_values import currency_in, currency_of, emails, is_blank, minor_units, number, phones
from services.rules.import_words import MONTHS

LONG = 300
SHORT = 120
_LENGTHS = {
    Field.TITLE: LONG, Field.CLIENT: LONG, Field.CONTACT: LONG, Field.PRODUCT: LONG, Field.OWNER: LONG,
    Field.HEAD: LONG, Field.WEBSITE: LONG, Field.PARENT: LONG, Field.COMMENT: 4000, Field.ADDRESS: 1000,
}  # fmt: skip
_UNIT = re.compile(r"(?<=\d)\s*[^\W\d_]+\.?$")


class Odd(StrEnum):
    """What is strange in a row that is good all the same; counted and told in the receipt."""

    CUT = "cut"  # a text longer than its field
    CHARACTERS = "characters"  # broken characters
    PHONE = "phone"  # no telephone number, kept as typed
    EMAIL = "email"  # no address, left out
    CURRENCY = "currency"  # money in another currency than the company's, the number is taken as it is
    FIXED = "fixed"  # a value corrected by the mapping


class Phone(NamedTuple):
    """A number as E.164 (None when it is none) and as it was typed."""

    e164: str | None
    typed: str


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that cannot be taken: `line` in the file, the column's header and value, and a code of why."""

    line: int
    code: str
    header: str = ""
    value: str = ""


@dataclass(slots=True)
class Record:
    """A row that can be taken. Money is minor units, times are aware UTC, quantities thousandths."""

    line: int
    values: dict[Field, Any]
    notes: list[str] = field(default_factory=list)
    odd: list[Odd] = field(default_factory=list)
    until: date | None = None
    """The end of the month that stands where a first day is asked for."""

    def text(self, name: Field) -> str:
        """Return a text field, empty when there is none."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""


Parse = Callable[[Cell, str, Record], Any]


class RowReader:
    """Reads the rows of one table; built once, as everything that can be decided before the first row is."""

    def __init__(self, table: TableMap, mapping: Mapping) -> None:
        self._width = len(table.columns)
        self._zone = ZoneInfo(mapping.zone)
        self._shift = mapping.shift_days
        self._country = mapping.country
        self._currency = mapping.currency
        self._columns = [
            (column, self._parser(table, column)) for column in table.columns if column.field is not Field.IGNORE
        ]

    def read(self, line: int, cells: Sequence[Cell]) -> Record | Bad:
        """Return the row's values, or the first reason it cannot be taken."""
        if len(cells) > self._width and any(clean(cell) for cell in cells[self._width :]):
            return Bad(line, "columns", value=str(len(cells)))
        record = Record(line, {})
        for column, parse in self._columns:
            if column.index >= len(cells):
                continue
            cell = cells[column.index]
            text = clean(cell)
            if is_blank(text):
                continue
            try:
                value = parse(cell, text, record)
            except BadValue as error:
                return Bad(line, error.code, column.header, text[:80])
            if value is not None and column.field not in record.values:
                record.values[column.field] = value
            elif value is not None and isinstance(value, list):
                record.values[column.field] += value
        return record

    def _parser(self, table: TableMap, column: ColumnMap) -> Parse:
        name = column.field
        if name in DATES:
            return self._date(column)
        if name in MONEY:
            return self._money(column)
        if name in NUMBERS:
            return self._quantity(column)
        if name is Field.PHONE:
            return self._phone
        if name is Field.EMAIL:
            return _email
        if name is Field.CURRENCY:
            return _currency(self._currency)
        if name in NOTES:
            return _note(column.header)
        return _text(table.fixes.get(name, {}), _LENGTHS.get(name, SHORT))

    def _date(self, column: ColumnMap) -> Parse:
        order, zone, is_day = column.dates or DateOrder.DMY, self._zone, column.field in DAYS
        shift = timedelta(days=self._shift)

        def read(cell: Cell) -> datetime | date | None:
            at = moment(cell, order, zone)
            if at is None:
                return None
            # Shifted by the wall clock, so that noon stays noon when the clocks change.
            local = at.astimezone(zone) + shift
            return local.date() if is_day else local.astimezone(UTC)

        remembered = lru_cache(maxsize=8192)(read)
        if column.field is Field.FROM:
            return _begin(remembered, read, whole=normal(column.header) in MONTHS)
        return lambda cell, text, _: remembered(text) if isinstance(cell, str) else read(cell)

    def _money(self, column: ColumnMap) -> Parse:
        ours = self._currency

        def parse(cell: Cell, text: str, record: Record) -> int | None:
            value = minor_units(text if isinstance(cell, str) else cell, column.mark)
            if isinstance(cell, str) and not text[-1].isdigit() | text[0].isdigit():
                named = currency_in(text)
                if named and ours and named != ours:
                    record.odd.append(Odd.CURRENCY)
            return value

        return parse

    def _quantity(self, column: ColumnMap) -> Parse:
        def parse(cell: Cell, text: str, _record: Record) -> int | None:
            if text.isascii() and text.isdigit() and len(text) < 9:
                return int(text) * 1000
            value = number(_UNIT.sub("", text) if isinstance(cell, str) else cell, column.mark)
            if value is not None and abs(value) > 10**12:
                raise BadValue("number")
            return None if value is None else round(value * 1000)

        return parse

    def _phone(self, _cell: Cell, text: str, record: Record) -> list[Phone]:
        found = phones(text, self._country)
        if not found:
            record.odd.append(Odd.PHONE)
            return [Phone(None, text[:64])]
        return [Phone(e164, text[:64]) for e164 in found]


def _begin(remembered: Callable[[str], Any], read: Callable[[Cell], Any], *, whole: bool) -> Parse:
    """The first day of a period; a month, or any day under a header that says so, is the whole month."""

    def parse(cell: Cell, text: str, record: Record) -> date | None:
        month = month_of(text) if isinstance(cell, str) else None
        if month is None:
            day = remembered(text) if isinstance(cell, str) else read(cell)
            if day is None or not whole:
                return cast("date | None", day)
            month = whole_month(day)
        record.until = month[1]
        return month[0]

    return parse


def _email(_cell: Cell, text: str, record: Record) -> str | None:
    found = emails(text)
    if not found or len(found[0]) > 200:
        record.odd.append(Odd.EMAIL)
        return None
    return found[0]


def _currency(ours: str) -> Parse:
    def parse(_cell: Cell, text: str, record: Record) -> str | None:
        named = currency_of(text)
        if ours and named and named != ours:
            record.odd.append(Odd.CURRENCY)
        return named

    return parse


def _note(header: str) -> Parse:
    def parse(_cell: Cell, text: str, record: Record) -> None:
        record.notes.append(f"{header}: {text[:4000]}")

    return parse


def _text(fixes: Any, length: int) -> Parse:
    def parse(_cell: Cell, text: str, record: Record) -> str:
        if "\ufffd" in text:
            record.odd.append(Odd.CHARACTERS)
        if text in fixes:
            record.odd.append(Odd.FIXED)
            text = fixes[text]
        if len(text) > length:
            record.odd.append(Odd.CUT)
            text = text[: length - 1].rstrip() + "…"
        return text

    return parse
