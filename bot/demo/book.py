"""Collects the rows of the made-up company as plain dicts, with the history every change would have left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Any, Final

from services.rules.kinds import TaskStatus
from storage.bulk import add_columns
from storage.history import UNTOLD, plain
from storage.tables import (
    Activity,
    Base,
    BonusRule,
    Booking,
    ChannelCost,
    Chat,
    Client,
    ClientLink,
    Contact,
    Deal,
    DealLine,
    FieldDefinition,
    FieldValue,
    HistoryEntry,
    Lead,
    NpsPoll,
    Payment,
    Plan,
    Postponement,
    Product,
    Promise,
    Refusal,
    Resource,
    StageField,
    StageTransition,
    Task,
    Team,
    Tracked,
    User,
)
from storage.unit_of_work import Work

Row = dict[str, Any]

ORDER: Final[dict[type[Base], str]] = {
    Team: "", User: "", Chat: "", Product: "", Client: "created_at", Contact: "created_at", ClientLink: "",
    Lead: "created_at", Deal: "created_at", DealLine: "", StageTransition: "at", Task: "created_at",
    Postponement: "at", Promise: "made_at", Activity: "at", Refusal: "at", NpsPoll: "sent_at",
    Resource: "", FieldDefinition: "", StageField: "", FieldValue: "", Booking: "",
    ChannelCost: "", Payment: "", Plan: "", BonusRule: "",
}  # fmt: skip
"""Tables in the order in which their rows are stored, each with what its keys grow by ("": as they were added)."""

STORY: Final = ("record", "record_id", "action", "changes", "deal_id", "lead_id", "client_id", "user_id", "at")


@cache
def blank(table: type[Base]) -> Row:
    """A row with nothing but the defaults."""
    return {
        column.name: column.default.arg if column.default is not None and column.default.is_scalar else None
        for column in table.__table__.columns
    }


class Book:
    """Rows by table. A reference to another row is the row itself until everything is stored."""

    def __init__(self) -> None:
        self.rows: dict[type[Base], list[Row]] = {table: [] for table in ORDER}
        self._story: list[tuple[datetime, type[Base], Row, str, Row, Row | None]] = []
        self._born: dict[int, Row] = {}
        self._gone: set[int] = set()

    def add(self, table: type[Base], *, by: Row | None = None, born: datetime | None = None, **values: Any) -> Row:
        """Add a row; with `born`, the moment, a tracked one is written into the history as created by `by`."""
        row = {**blank(table), **values}
        self.rows[table].append(row)
        if born is not None and issubclass(table, Tracked):
            self._born[id(row)] = dict(row)
            self._story.append((born, table, row, "created", self._born[id(row)], by))
        return row

    def rewrite(self, row: Row, **values: Any) -> None:
        """Have a row been so from its beginning."""
        row.update(values)
        self._born[id(row)].update(values)

    def change(self, table: type[Base], row: Row, at: datetime, by: Row | None, **values: Any) -> None:
        """Change a row and write what changed into the history."""
        changes = {
            name: [row[name], new]
            for name, new in values.items()
            if row[name] is not new and row[name] != new and name not in UNTOLD
        }
        row.update(values)
        if changes:
            self._story.append((at, table, row, "changed", changes, by))

    def forget(self, row: Row) -> None:
        """Have a row never been there; nothing may refer to it."""
        self._gone.add(id(row))

    def kept(self, table: type[Base]) -> list[Row]:
        """The rows of a table that have been there."""
        return [row for row in self.rows[table] if id(row) not in self._gone]

    async def store(self, work: Work) -> None:
        """Number the rows, resolve the references and write everything."""
        for table, key in ORDER.items():
            rows = self.rows[table] = self.kept(table)
            if key:
                rows.sort(key=lambda row: row[key])
            if "id" in blank(table) and table is not Chat:
                for number, row in enumerate(rows, 1):
                    row["id"] = number
        for table in ORDER:
            if self.rows[table]:
                await add_columns(work, table, _columns(table, self.rows[table]))
        story = zip(*self._history(), strict=True)
        await add_columns(work, HistoryEntry, dict(zip(STORY, story, strict=True)))

    def _history(self) -> Iterable[tuple[Any, ...]]:
        """The story, oldest first. What was planned for records closed long ago is left out: nobody reads it."""
        for at, table, row, action, values, by in sorted(self._story, key=lambda entry: entry[0]):
            if id(row) in self._gone or (table is Task and _is_over(row)):
                continue
            yield (
                table.__tablename__,
                row["id"],
                action,
                _created(values) if action == "created" else _changed(values),
                row["id"] if table is Deal else _key(row.get("deal_id")),
                row["id"] if table is Lead else _key(row.get("lead_id")),
                row["id"] if table is Client else _key(row.get("client_id")),
                _key(by),
                at,
            )


def _is_over(task: Row) -> bool:
    about = task["deal_id"] or task["lead_id"]
    return task["status"] is not TaskStatus.OPEN and bool(about) and about["closed_at"] is not None


def _columns(table: type[Base], rows: list[Row]) -> dict[str, Sequence[Any]]:
    """The values of each column, references as keys."""
    names = tuple(blank(table))
    values: dict[str, Sequence[Any]] = dict(zip(names, zip(*map(itemgetter(*names), rows), strict=True), strict=True))
    for column in table.__table__.columns:
        # A plan is for a person or a team: its key is one of several tables.
        if column.foreign_keys or column.name == "scope_id":
            values[column.name] = tuple([_key(value) for value in values[column.name]])
    return values


def _key(value: Any) -> Any:
    return value["id"] if isinstance(value, dict) else value


def _created(values: Row) -> dict[str, list[Any]]:
    return {name: [None, _plain(value)] for name, value in values.items() if value is not None and name not in UNTOLD}


def _changed(values: Row) -> dict[str, list[Any]]:
    return {name: [_plain(old), _plain(new)] for name, (old, new) in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return _moment(value)
    return plain(_key(value))


@cache
def _moment(value: datetime) -> str:
    return value.isoformat()
