"""Taking back what was done to single rows: one added goes, one deleted comes back, a changed one is as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services import closing
from services.errors import Stale
from storage.unit_of_work import Work

State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Touched:
    """A row that is being changed and what it held before; `before` is None for a new one."""

    row: Any
    before: State | None
    gone: bool = False


def held(row: Any) -> State:
    """What a row holds now, as JSON: everything but its key and version."""
    names = [column.key for column in row.__table__.columns if column.key not in ("id", "version")]
    return {name: _plain(getattr(row, name)) for name in names}


async def described(work: Work, touched: Sequence[Touched]) -> list[dict[str, Any]]:
    """What happened to these rows, as JSON for an undo; call it when all is changed."""
    await work.session.flush()
    return [{"id": one.row.id, "before": one.before, "after": None if one.gone else held(one.row)} for one in touched]


async def offer(work: Work, kind: str, about: int, touched: Sequence[Touched]) -> int | None:
    """Let the actor take it back; `about` is the record whose card shows it. None when nothing changed."""
    rows = [row for row in await described(work, touched) if row["before"] != row["after"]]
    if not rows:
        return None
    undo = closing.offer(work, kind, {"about": about, "rows": rows})
    await work.session.flush()
    return undo.id


async def take_back(work: Work, table: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    """Put rows back as they were. Raises Stale("undo_changed") when one has been changed again."""
    for told in rows:
        row = await work.session.get(table, told["id"])
        if (held(row) if row is not None else None) != told["after"]:
            raise Stale("undo_changed")
        if row is None:
            work.session.add(table(**_values(told["before"])))
        elif told["before"] is None:
            await work.session.delete(row)
        else:
            for name, value in _values(told["before"]).items():
                setattr(row, name, value)
    await work.session.flush()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _values(state: State) -> State:
    """The row's values from JSON: names say which are moments and days."""
    found = dict(state)
    for name, value in state.items():
        if value is not None and name.endswith("_at"):
            found[name] = datetime.fromisoformat(value)
        elif value is not None and name.endswith("_day"):
            found[name] = date.fromisoformat(value)
    return found
