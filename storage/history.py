"""Writes a HistoryEntry for every change of a tracked record, whoever makes it (design section 3).

It hangs on the session's flush, so a service cannot forget it. Bulk statements go past it and write their own.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from services.rules.actor import Actor
from storage.tables import Base, Client, Deal, HistoryEntry, Lead, Tracked

UNTOLD = frozenset(
    {
        "id", "version", "search_key", "last_contact_at", "attempts",
        "given_at", "nudged_at", "escalated_at", "escalated_again_at",
    }
)  # fmt: skip
"""Bookkeeping fields: not part of a record's story."""


def watch_changes(session: Session, actor: Actor, now: datetime) -> None:
    """Record changes made through `session` as made by `actor` at `now`."""
    created: list[Base] = []

    @event.listens_for(session, "before_flush")
    def note_updates(session: Session, _context: Any, _instances: Any) -> None:
        created.extend(row for row in session.new if isinstance(row, Tracked))  # type: ignore[misc]
        for row in list(session.dirty) + list(session.deleted):
            if not isinstance(row, Tracked):
                continue
            gone = row in session.deleted
            changes = {} if gone else _changes(row)
            if gone or changes:
                session.add(_entry(row, "deleted" if gone else "changed", changes, actor, now))

    @event.listens_for(session, "after_flush_postexec")
    def note_creations(session: Session, _context: Any) -> None:
        rows, created[:] = list(created), []
        for row in rows:
            session.add(_entry(row, "created", _values(row), actor, now))


def plain(value: Any) -> Any:
    """A value as JSON can carry it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def _changes(row: Any) -> dict[str, list[Any]]:
    found = {}
    for attribute in inspect(row).attrs:
        if attribute.key in UNTOLD or not attribute.history.has_changes():
            continue
        old = attribute.history.deleted[0] if attribute.history.deleted else None
        if old != attribute.value:
            found[attribute.key] = [plain(old), plain(attribute.value)]
    return found


def _values(row: Any) -> dict[str, list[Any]]:
    keys = [column.key for column in inspect(row).mapper.column_attrs if column.key not in UNTOLD]
    return {key: [None, plain(getattr(row, key))] for key in keys if getattr(row, key) is not None}


def _entry(row: Any, action: str, changes: dict[str, Any], actor: Actor, now: datetime) -> HistoryEntry:
    return HistoryEntry(
        record=row.__tablename__,
        record_id=row.id,
        action=action,
        changes=changes,
        deal_id=row.id if isinstance(row, Deal) else getattr(row, "deal_id", None),
        lead_id=row.id if isinstance(row, Lead) else getattr(row, "lead_id", None),
        client_id=row.id if isinstance(row, Client) else getattr(row, "client_id", None),
        user_id=actor.user_id,
        at=now,
    )
