"""Taking back a change of the set-up: what a row held before, put back while nobody has changed it since."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services import closing
from services.errors import Stale
from storage.unit_of_work import Work


def held(row: Any, columns: tuple[str, ...]) -> dict[str, Any]:
    """What the columns hold now, as JSON."""
    return {name: _plain(getattr(row, name)) for name in columns}


async def offer(work: Work, kind: str, row: Any, before: dict[str, Any]) -> int | None:
    """Store the change and let the actor take it back; None when nothing changed."""
    if before == held(row, tuple(before)):
        return None
    await work.session.flush()
    undo = closing.offer(work, kind, {"id": row.id, "version": row.version, "before": before})
    await work.session.flush()
    return undo.id


async def claimed(work: Work, undo_id: int, kind: str) -> dict[str, Any]:
    """What an undo of the actor holds, used up by this. Raises NotFound, Stale("undo_over")."""
    found: dict[str, Any] = (await closing.claim(work, undo_id, kind)).payload
    return found


async def take_back(work: Work, row: Any, payload: dict[str, Any]) -> None:
    """Put back what a row held. Raises Stale("undo_changed") when it has been changed again."""
    if row.version != payload["version"]:
        raise Stale("undo_changed")
    for name, value in payload["before"].items():
        setattr(row, name, datetime.fromisoformat(value) if value is not None and name.endswith("_at") else value)
    await work.session.flush()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
