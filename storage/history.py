"""Writes a HistoryEntry for every change of a tracked record, whoever makes it (design section 3).

It hangs on the session's flush, so a service cannot forget it. Bulk statements go past it and write their own.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, event, insert, inspect
from sqlalchemy.orm import Mapper, Session

from services.rules.actor import Actor
from storage import plain as statements
from storage.tables import Client, Deal, DealLine, HistoryEntry, Lead, Tracked

UNTOLD = frozenset(
    {
        "id", "version", "search_key", "last_contact_at", "attempts",
        "given_at", "nudged_at", "escalated_at", "escalated_again_at", "pace_hours",
    }
)  # fmt: skip
"""Bookkeeping fields: not part of a record's story."""


_INSERT = insert(cast(Table, HistoryEntry.__table__))


class RecordingSession(Session):
    """A session whose changes are recorded as made by `info["actor"]` at `info["now"]`."""


@event.listens_for(RecordingSession, "after_flush")
def _record(session: Session, _context: Any) -> None:
    """Write the entries of one flush at once, when new rows have their ids and old values are still known."""
    actor, now = session.info["actor"], session.info["now"]
    told = [("created", row, _values(row)) for row in session.new if isinstance(row, Tracked)]
    told += [("changed", row, found) for row in session.dirty if isinstance(row, Tracked) and (found := _changes(row))]
    told += [("deleted", row, _last(row)) for row in session.deleted if isinstance(row, Tracked)]
    if told:
        entries = [_entry(row, action, changes, actor, now) for action, row, changes in told]
        if len(entries) == 1:
            statements.execute(session.connection(), _INSERT, entries[0])
        else:
            session.connection().execute(_INSERT, entries)


def plain(value: Any) -> Any:
    """A value as JSON can carry it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def _changes(row: Any) -> dict[str, list[Any]]:
    state, found = inspect(row), {}
    for key in _told(row.__mapper__):
        if key not in state.committed_state:
            continue
        history = state.attrs[key].history
        old = history.deleted[0] if history.deleted else None
        if history.has_changes() and old != (new := getattr(row, key)):
            found[key] = [plain(old), plain(new)]
    return found


@cache
def _told(mapper: Mapper[Any]) -> tuple[str, ...]:
    return tuple(column.key for column in mapper.column_attrs if column.key not in UNTOLD)


def _values(row: Any) -> dict[str, list[Any]]:
    return {key: [None, plain(value)] for key in _told(row.__mapper__) if (value := getattr(row, key)) is not None}


def _last(row: Any) -> dict[str, list[Any]]:
    """What a deal line was when it was taken out: nothing else says any more which product that is."""
    return {key: [new, old] for key, (old, new) in _values(row).items()} if isinstance(row, DealLine) else {}


def _entry(row: Any, action: str, changes: dict[str, Any], actor: Actor, now: datetime) -> dict[str, Any]:
    return {
        "record": row.__tablename__,
        "record_id": row.id,
        "action": action,
        "changes": changes,
        "deal_id": row.id if isinstance(row, Deal) else getattr(row, "deal_id", None),
        "lead_id": row.id if isinstance(row, Lead) else getattr(row, "lead_id", None),
        "client_id": row.id if isinstance(row, Client) else getattr(row, "client_id", None),
        "user_id": actor.user_id,
        "at": now,
    }
