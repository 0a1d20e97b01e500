"""The history of a deal, lead or client: who, when, from what, to what (S2-43)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from services import due_sources
from services.clock import Clock
from services.errors import NotFound
from services.field_steps import spec_of
from services.rules import sources
from services.rules.actor import Actor
from services.rules.field_values import FieldSpec
from services.rules.kinds import TaskKind
from services.rules.sources import Source
from services.rules.target import Target
from services.rules.views import ActivityLine
from storage import deals as rows
from storage import field_values
from storage import fields as field_rows
from storage import products as product_rows
from storage import sales as sale_rows
from storage.tables import Activity, Deal, DealLine, FieldValue, HistoryEntry, Task, User
from storage.unit_of_work import Database, Work
from storage.work import target_of

PAGE = 10
OF_A_PRESS = 9
"""As many lines of one press are told together over the end of a page: fewer than a page, so that none is empty."""

REFERS: Final = {
    "owner_id": "user", "assignee_id": "user", "checked_by": "user", "entered_by": "user",
    "stage_id": "stage", "from_stage_id": "stage", "pipeline_id": "pipeline",
    "loss_reason_id": "loss_reason", "reason_id": "loss_reason", "checked_reason_id": "loss_reason",
    "client_id": "client", "contact_id": "contact", "channel_id": "channel", "team_id": "team",
    "product_id": "product",
}  # fmt: skip
"""Fields that hold an id, and of what; in the history they are shown by name."""

Value = str | int | float | bool | datetime | date | list[Any] | dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after; ids are replaced by names, moments are aware datetimes."""

    field: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened.

    Either `event` (a call, a note …), or a change of a `record` (its table's name): `action` is created, changed or
    deleted. A change of a task carries its title and kind and, where its date was moved, the reason.
    """

    at: datetime
    by: str | None
    event: ActivityLine | None = None
    record: str = ""
    record_id: int = 0
    action: str = ""
    changes: tuple[Change, ...] = ()
    task_title: str = ""
    task_kind: TaskKind | None = None
    reason: str = ""
    follows: Source | None = None
    """A due date was counted anew because this date or event changed."""
    field: FieldSpec | None = None
    """The own field whose value changed; `changes` hold its value before and after."""
    product: str = ""
    """What is sold in the deal line that changed; its cost is told to nobody."""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page (from 1), newest first."""

    target: Target
    name: str
    lines: tuple[HistoryLine, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What was kept with a note: its kind and id at Telegram, the note, about whom, by whom and when."""

    kind: str
    file_id: str
    text: str
    about: str
    by: str | None
    at: datetime


class History:
    """Reading what happened; it is written by itself (storage/history.py)."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def page(self, actor: Actor, target: Target, page: int = 1) -> HistoryPage:
        """A page of the history: changes and events together. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            row = await sale_rows.target(work, target)
            if row is None:
                raise NotFound(target.kind)
            pages = max(1, -(-await rows.story_count(work, target.kind, target.id) // PAGE))
            page = min(max(page, 1), pages)
            found = await _whole_presses(work, target, (page - 1) * PAGE)
            if not found and page > 1:  # all of it belongs to the press before
                page = pages = page - 1
                found = await _whole_presses(work, target, (page - 1) * PAGE)
            name = row.title if isinstance(row, Deal) else row.name
            return HistoryPage(target, name, await _lines(work, found), page, pages)

    async def file(self, actor: Actor, activity_id: int) -> StoredFile:
        """What was kept with an activity of a record the actor sees. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            activity = await work.session.get(Activity, activity_id)
            row = await sale_rows.target(work, target_of(activity)) if activity is not None else None
            if activity is None or row is None or not activity.file:
                raise NotFound("file")
            by = await work.session.get(User, activity.user_id) if activity.user_id is not None else None
            about = row.title if isinstance(row, Deal) else row.name
            kind, file_id = activity.file["kind"], activity.file["file_id"]
            return StoredFile(kind, file_id, activity.text, about, by.name if by else None, activity.at)


async def _whole_presses(work: Work, target: Target, first: int) -> list[HistoryEntry | Activity]:
    """The lines of a page, with all of what one press changed on the page where it begins."""
    before = 1 if first else 0
    found = await rows.story(work, target.kind, target.id, before + PAGE + OF_A_PRESS + 1, first - before)
    end = min(before + PAGE, len(found))
    return found[before + _continued(found, before) : end + _continued(found, end)]


def _continued(found: list[HistoryEntry | Activity], at: int) -> int:
    """How many lines from `at` on were written by the same press as the one before them; 0 for too many."""
    if at == 0 or at >= len(found) or isinstance(found[at - 1], Activity):
        return 0
    press = (found[at - 1].at, found[at - 1].user_id)
    rest = found[at:]
    count = next(
        (n for n, row in enumerate(rest) if isinstance(row, Activity) or (row.at, row.user_id) != press), len(rest)
    )
    return count if count <= OF_A_PRESS else 0


async def _lines(work: Work, found: list[HistoryEntry | Activity]) -> tuple[HistoryLine, ...]:
    """Everything named: a few queries however many lines."""
    lines = {row.record_id for row in found if isinstance(row, HistoryEntry) and _is_line(row)}
    sold = await product_rows.of_lines(work, lines)
    names = await rows.names(work, _mentioned(found, sold.values()))
    entries = [row for row in found if isinstance(row, HistoryEntry) and row.record == Task.__tablename__]
    tasks = await rows.tasks_by_id(work, {row.record_id for row in entries})
    reasons = await rows.move_reasons(work, {row.record_id for row in entries if "due_at" in row.changes})
    specs = await _fields(work, found)
    followed = await due_sources.named(work, filter(None, map(_follows, entries)))
    return tuple(
        _event(row, names)
        if isinstance(row, Activity)
        else replace(_told(row, names, tasks, reasons, specs, sold), follows=followed.get(_follows(row)))
        for row in found
    )


def _is_line(row: HistoryEntry) -> bool:
    return row.record == DealLine.__tablename__


def _sold(row: HistoryEntry, names: dict[tuple[str, int], str], sold: dict[int, int]) -> HistoryLine:
    """A line of what is sold: its product, without the cost, which managers do not see."""
    told = _change(row, names, {}, {})
    changes = tuple(change for change in told.changes if change.field in ("quantity", "price"))
    return replace(told, changes=changes, product=names.get(("product", sold.get(row.record_id, 0)), ""))


def _follows(row: HistoryEntry) -> str:
    """What a moved due date followed; empty where nothing was followed."""
    told = row.changes.get("due_from") if row.action == "changed" and "due_at" in row.changes else None
    return sources.noted(str(told[1])) if told and told[1] else ""


async def _fields(work: Work, found: list[HistoryEntry | Activity]) -> dict[int, FieldSpec]:
    """The fields of the values that changed, by the value's id."""
    ids = {row.record_id for row in found if isinstance(row, HistoryEntry) and row.record == FieldValue.__tablename__}
    values = await field_values.by_ids(work, ids)
    defined = await field_rows.by_ids(work, {row.field_id for row in values.values()})
    return {id_: spec_of(defined[row.field_id]) for id_, row in values.items()}


def _told(
    row: HistoryEntry,
    names: dict[tuple[str, int], str],
    tasks: dict[int, Task],
    reasons: dict[tuple[int, datetime], str],
    specs: dict[int, FieldSpec],
    sold: dict[int, int],
) -> HistoryLine:
    """A change; that of an own field's value with the field, and nothing beside the value."""
    if _is_line(row):
        return _sold(row, names, sold)
    if row.record != FieldValue.__tablename__:
        return _change(row, names, tasks, reasons)
    old, new = row.changes.get("value", (None, None))
    return HistoryLine(
        at=row.at,
        by=names.get(("user", row.user_id or 0)),
        record=row.record,
        record_id=row.record_id,
        action=row.action,
        changes=(Change("value", old, new),),
        field=specs.get(row.record_id),
    )


def _mentioned(found: list[HistoryEntry | Activity], products: Iterable[int]) -> dict[str, set[int]]:
    wanted: dict[str, set[int]] = {kind: set() for kind in rows.NAMED}
    wanted["product"].update(products)
    for row in found:
        if row.user_id is not None:
            wanted["user"].add(row.user_id)
        if isinstance(row, HistoryEntry):
            for field, values in row.changes.items():
                if field in REFERS:
                    wanted[REFERS[field]].update(value for value in values if value is not None)
    return wanted


def _event(row: Activity, names: dict[tuple[str, int], str]) -> HistoryLine:
    by = names.get(("user", row.user_id or 0))
    line = ActivityLine(row.id, row.kind, row.direction, row.outcome, row.result, row.at, by, row.text, bool(row.file))
    return HistoryLine(row.at, by, event=line)


def _change(
    row: HistoryEntry,
    names: dict[tuple[str, int], str],
    tasks: dict[int, Task],
    reasons: dict[tuple[int, datetime], str],
) -> HistoryLine:
    task = tasks.get(row.record_id) if row.record == Task.__tablename__ else None
    return HistoryLine(
        at=row.at,
        by=names.get(("user", row.user_id or 0)),
        record=row.record,
        record_id=row.record_id,
        action=row.action,
        changes=tuple(
            Change(field, *(_value(field, value, names) for value in values)) for field, values in row.changes.items()
        ),
        task_title=task.title if task else "",
        task_kind=task.kind if task else None,
        reason=reasons.get((row.record_id, row.at), "") if task and "due_at" in row.changes else "",
    )


def _value(field: str, value: Any, names: dict[tuple[str, int], str]) -> Value:
    if value is None:
        return None
    if field in REFERS:
        return names.get((REFERS[field], value), f"#{value}")
    if field == "expected_close":
        return date.fromisoformat(value)
    if field.endswith("_at") or field == "respond_by":
        return datetime.fromisoformat(value)
    found: Value = value
    return found
