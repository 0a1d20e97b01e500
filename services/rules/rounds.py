"""What somebody handled of a round, read from the history of changes (S2-46): only what happened counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

Item = Literal["t", "d", "r"]
"""A task, a deal or a request to move a date, as buttons and the stored round name it."""


class Handled(StrEnum):
    """What became of an item; of several things the first of this list counts."""

    CLOSED = "closed"
    MOVED = "moved"
    GIVEN = "given"
    PLANNED = "planned"
    ASKED = "asked"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Change:
    """One change by the person who goes round. `fields` maps names to [old, new], moments as ISO text."""

    record: str
    id: int
    action: str
    fields: Mapping[str, Sequence[Any]]
    at: datetime
    deal_id: int | None


@dataclass(frozen=True, slots=True)
class TaskLife:
    """When a task was there: `done_at` is also the time it was no longer needed."""

    id: int
    deal_id: int | None
    due_at: datetime
    created_at: datetime
    done_at: datetime | None

    def open_at(self, at: datetime) -> bool:
        """Whether it was waiting just before that moment."""
        return self.created_at < at and (self.done_at is None or self.done_at >= at)


def handled(changes: Iterable[Change], tasks: Iterable[TaskLife]) -> tuple[dict[int, Handled], dict[int, Handled]]:
    """Tasks that were overdue and deals that had no task when they were handled, and how, by id.

    `changes` in their order; `tasks` are those they name and all of the deals they name.
    """
    lives = {task.id: task for task in tasks}
    of_deal: dict[int, list[TaskLife]] = defaultdict(list)
    for task in lives.values():
        if task.deal_id is not None:
            of_deal[task.deal_id].append(task)
    done_tasks: dict[int, Handled] = {}
    done_deals: dict[int, Handled] = {}
    story: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        if change.record == "tasks":
            story[change.id].append(change)
        found = _of_bare_deal(change, of_deal)
        if found is not None:
            deal_id = change.id if change.record == "deals" else change.deal_id or 0
            done_deals[deal_id] = _first(found, done_deals.get(deal_id)) or found
    for id_, own in story.items():
        found = _of_task(own, lives.get(id_))
        if found is not None:
            done_tasks[id_] = found
    return done_tasks, done_deals


def _of_task(changes: list[Change], life: TaskLife | None) -> Handled | None:
    moves = [change.fields["due_at"] for change in changes if change.action == "changed" and "due_at" in change.fields]
    if life is None:
        return None
    due_at = datetime.fromisoformat(str(moves[0][0])) if moves else life.due_at
    best: Handled | None = None
    for change in changes:
        if change.action != "changed":
            continue
        if due_at < change.at:
            best = _first(best, *_deeds(change))
        if "due_at" in change.fields:
            due_at = datetime.fromisoformat(str(change.fields["due_at"][1]))
    return best


def _deeds(change: Change) -> Iterable[Handled]:
    for name, deed in (
        ("status", Handled.CLOSED),
        ("due_at", Handled.MOVED),
        ("assignee_id", Handled.GIVEN),
        ("asked_why_at", Handled.ASKED),
    ):
        if name in change.fields:
            yield deed


def _of_bare_deal(change: Change, of_deal: Mapping[int, list[TaskLife]]) -> Handled | None:
    """What was done for a deal that had no task at that moment."""
    if change.record == "tasks" and change.action == "created" and change.deal_id is not None:
        deed, deal_id = Handled.PLANNED, change.deal_id
    elif change.record == "deals" and change.action == "changed" and {"status", "owner_id"} & change.fields.keys():
        deed, deal_id = (Handled.CLOSED if "status" in change.fields else Handled.GIVEN), change.id
    else:
        return None
    return None if any(task.open_at(change.at) for task in of_deal[deal_id]) else deed


def _first(*found: Handled | None) -> Handled | None:
    order = list(Handled)
    return min((deed for deed in found if deed is not None), key=order.index, default=None)
