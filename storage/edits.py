"""Fields of set-up records as JSON and back, by the names of their tables: for taking edits back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Date, delete, select
from sqlalchemy.exc import IntegrityError

from storage.history import plain
from storage.tables import (
    BonusRule,
    CalendarDay,
    Channel,
    Department,
    FieldDefinition,
    LossReason,
    Pipeline,
    PostponeReason,
    Resource,
    Setting,
    Stage,
    StageField,
    StageTask,
    Team,
    UndoAction,
    WinReason,
)
from storage.types import Code, UtcDateTime
from storage.unit_of_work import Work

TABLES: Final[dict[str, type[Any]]] = {
    table.__tablename__: table
    for table in (
        BonusRule, CalendarDay, Channel, Department, FieldDefinition, LossReason, Pipeline, PostponeReason, Resource,
        Stage, StageField, StageTask, Team, WinReason,
    )
}  # fmt: skip


def read(row: Any, field: str) -> Any:
    """A field as JSON can carry it."""
    return plain(getattr(row, field))


def put(row: Any, field: str, value: Any) -> None:
    """Set a field from its JSON."""
    kind = row.__table__.c[field].type
    if value is not None:
        if isinstance(kind, Code):
            value = kind.enum(value)
        elif isinstance(kind, UtcDateTime):
            value = datetime.fromisoformat(value)
        elif isinstance(kind, Date):
            value = date.fromisoformat(value)
    setattr(row, field, value)


async def row(work: Work, table: str, row_id: int) -> Any:
    """A record by its table's name and its id; None when there is none."""
    return await work.session.get(TABLES[table], row_id)


async def everything(work: Work, table: type[Any]) -> list[Any]:
    """All records of a table of the set-up, also archived ones."""
    return list(await work.session.scalars(select(table)))


async def remove(work: Work, row: Any) -> bool:
    """Use a record no more: archived where its table knows that, else deleted; False when something hangs on it."""
    if hasattr(row, "archived_at"):
        row.archived_at = work.now
        return True
    try:
        async with work.session.begin_nested():
            await work.session.delete(row)
    except IntegrityError:
        return False
    return True


async def bring(work: Work, row: Any) -> bool:
    """Add a record that was deleted; False when another one has taken its place meanwhile."""
    try:
        async with work.session.begin_nested():
            work.session.add(row)
    except IntegrityError:
        return False
    return True


async def settings(work: Work) -> dict[str, Any]:
    """Stored settings by name."""
    return {item.name: item.value for item in await work.session.scalars(select(Setting))}


async def put_setting(work: Work, name: str, value: Any) -> None:
    """Store a setting; None brings its default back."""
    if value is None:
        await work.session.execute(delete(Setting).where(Setting.name == name))
        return
    stored = await work.session.get(Setting, name)
    if stored is None:
        work.session.add(Setting(name=name, value=value, updated_at=work.now))
    else:
        stored.value, stored.updated_at = value, work.now


async def recent(work: Work, kind: str, within: timedelta) -> Sequence[UndoAction]:
    """What anybody did of a kind lately, newest first; for admins."""
    found = select(UndoAction).where(UndoAction.kind == kind, UndoAction.created_at > work.now - within)
    return (await work.session.scalars(found.order_by(UndoAction.id.desc()))).all()
