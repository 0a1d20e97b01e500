"""Column types that behave the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ColumnElement, DateTime, Dialect, Integer, String, literal_column
from sqlalchemy.types import TypeDecorator

BigId = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit key; SQLite autoincrements only what it calls INTEGER."""

Money = BigInteger
"""Integer minor units (kopecks, cents): SQLite's NUMERIC is a float (engineering trap 6)."""

Json = JSON


def code(value: StrEnum) -> ColumnElement[Any]:
    """A value of a closed list as a part of the statement's text: a bound parameter would be made anew at every run."""
    return literal_column(f"'{value.value}'")


def codes(values: Iterable[StrEnum]) -> list[ColumnElement[Any]]:
    """Several of them, for `in_`."""
    return [code(value) for value in values]


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python; on SQLite a fixed-width text that sorts and compares as time.

    Raises ValueError for a naive value: a moment without a zone is a bug.

    SQLite's texts are made and read here: a screen needs hundreds, and SQLAlchemy's way takes five times as long.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def bind_processor(self, dialect: Dialect) -> Any:
        return _to_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a naive datetime cannot be stored")
    return value.astimezone(UTC)


def _to_text(value: datetime | None) -> str | None:
    # Without the offset, which would break comparisons.
    return None if value is None else _utc(value).replace(tzinfo=None).isoformat(" ", "microseconds")


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


class _Members(dict[Any, Any]):
    """A closed list by its codes; nothing stands for nothing."""

    def __init__(self, enum: type[StrEnum]) -> None:
        super().__init__({member.value: member for member in enum})
        self[None] = None
        self._enum = enum

    def __missing__(self, key: Any) -> StrEnum:
        return self._enum(key)


class Code(TypeDecorator[StrEnum]):
    """A StrEnum stored as its short text; no database enum, so adding a value needs no migration."""

    impl = String(24)
    cache_ok = True

    def __init__(self, enum: type[StrEnum]) -> None:
        super().__init__()
        self.enum = enum

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return _Members(self.enum).__getitem__

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.enum(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.enum(value)

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        return self
