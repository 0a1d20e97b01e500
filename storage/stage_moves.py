"""Many deals from one stage to another in a few statements, with their moves, tasks and history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import case, select, update

from services.rules.kinds import PromiseState, StageKind, TaskStatus
from storage.history import plain
from storage.importing import add, change
from storage.tables import Deal, HistoryEntry, Promise, Stage, StageTransition, Task
from storage.unit_of_work import Work
from storage.visibility import visible

CHUNK = 5_000


def chunks(values: Collection[Any]) -> Iterator[list[Any]]:
    """Cut into lists that one IN can hold."""
    left = iter(values)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


async def standing(work: Work, stage_id: int) -> Sequence[Any]:
    """The open deals of a stage: what is needed to move them and to bring them back."""
    found = select(
        Deal.id, Deal.pipeline_id, Deal.stage_id, Deal.owner_id, Deal.client_id, Deal.stage_entered_at
    ).where(visible(work.actor, Deal), Deal.stage_id == stage_id, Deal.status == StageKind.OPEN)
    return (await work.session.execute(found.order_by(Deal.id))).all()


async def deals(work: Work, ids: Collection[int]) -> list[Deal]:
    """These deals, by id."""
    found: list[Deal] = []
    for chunk in chunks(ids):
        statement = select(Deal).where(visible(work.actor, Deal), Deal.id.in_(chunk)).order_by(Deal.id)
        found += await work.session.scalars(statement)
    return found


async def still_there(work: Work, deal_ids: Collection[int], stage_id: int, since: datetime) -> set[int]:
    """Which of these deals are open and have stood on a stage since a moment."""
    found: set[int] = set()
    for chunk in chunks(deal_ids):
        there = select(Deal.id).where(
            visible(work.actor, Deal),
            Deal.id.in_(chunk),
            Deal.stage_id == stage_id,
            Deal.status == StageKind.OPEN,
            Deal.stage_entered_at == since,
        )
        found.update(await work.session.scalars(there))
    return found


async def move(work: Work, deals: Sequence[Any], to: Stage, entered: dict[int, datetime] | None = None) -> None:
    """Put deals (rows of `standing`) on a stage, each noted as a move; `entered` says since when, by default now."""
    if not deals:
        return
    new = {"stage_id": to.id, "pipeline_id": to.pipeline_id, "status": to.kind}
    if entered is not None:
        await change(work, Deal, ((deal.id, {**new, "stage_entered_at": entered[deal.id]}) for deal in deals))
    else:
        values = {**new, "stage_entered_at": work.now, "version": Deal.version + 1}
        for chunk in chunks([deal.id for deal in deals]):
            await _run(work, update(Deal).where(Deal.id.in_(chunk)).values(**values))
    user_id, now = work.actor.user_id, work.now
    moves = [
        {"deal_id": deal.id, "from_stage_id": deal.stage_id, "to_stage_id": to.id, "user_id": user_id, "at": now}
        for deal in deals
    ]
    await add(work, StageTransition, moves)
    await _note(work, "deals", "changed", [(deal.id, deal.id, _changes(deal, to)) for deal in deals])


def _changes(deal: Any, to: Stage) -> dict[str, list[Any]]:
    changes: dict[str, list[Any]] = {"stage_id": [deal.stage_id, to.id]}
    if deal.pipeline_id != to.pipeline_id:
        changes["pipeline_id"] = [deal.pipeline_id, to.pipeline_id]
    return changes


async def stage_tasks_of(work: Work, deal_ids: Collection[int]) -> dict[int, tuple[int, int | None]]:
    """Open tasks that a stage made for these deals: by task its deal and its open promise."""
    found: dict[int, tuple[int, int | None]] = {}
    for chunk in chunks(deal_ids):
        tasks = (
            select(Task.id, Task.deal_id, Promise.id.label("promise"))
            .outerjoin(Promise, (Promise.task_id == Task.id) & (Promise.state == PromiseState.OPEN))
            .where(
                visible(work.actor, Task),
                Task.deal_id.in_(chunk),
                Task.status == TaskStatus.OPEN,
                Task.stage_task_id.is_not(None),
            )
        )
        found.update({row.id: (row.deal_id, row.promise) for row in await work.session.execute(tasks)})
    return found


async def cancel(work: Work, tasks: dict[int, tuple[int, int | None]]) -> None:
    """These tasks are no longer needed; what they promised counts as agreed anew unless its time has passed."""
    state = case((Promise.promised_at > work.now, PromiseState.MOVED.value), else_=PromiseState.BROKEN.value)
    for chunk in chunks([promise for _, promise in tasks.values() if promise is not None]):
        await _run(work, update(Promise).where(Promise.id.in_(chunk)).values(state=state))
    new = {"status": TaskStatus.CANCELLED, "done_at": work.now}
    for chunk in chunks(tasks):
        await _run(work, update(Task).where(Task.id.in_(chunk)).values(**new, version=Task.version + 1))
    changes = {"status": [TaskStatus.OPEN.value, TaskStatus.CANCELLED.value], "done_at": [None, plain(work.now)]}
    await _note(work, "tasks", "changed", [(id_, deal_id, changes) for id_, (deal_id, _) in tasks.items()])


async def reopen(work: Work, tasks: Collection[int], promises: Collection[int], since: datetime) -> None:
    """Open tasks again that were cancelled at a moment, and what they promised."""
    for chunk in chunks(tasks):
        mine = (visible(work.actor, Task), Task.id.in_(chunk), Task.status == TaskStatus.CANCELLED)
        found = select(Task.id, Task.deal_id).where(*mine, Task.done_at == since)
        there = (await work.session.execute(found)).all()
        values = {"status": TaskStatus.OPEN, "done_at": None}
        await _run(
            work,
            update(Task).where(Task.id.in_([row.id for row in there])).values(**values, version=Task.version + 1),
        )
        changes = {"status": [TaskStatus.CANCELLED.value, TaskStatus.OPEN.value], "done_at": [plain(since), None]}
        await _note(work, "tasks", "changed", [(row.id, row.deal_id, changes) for row in there])
    for chunk in chunks(promises):
        await _run(work, update(Promise).where(Promise.id.in_(chunk)).values(state=PromiseState.OPEN))


async def make_tasks(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    """Insert tasks of deals; all rows name the same columns."""
    await add(work, Task, rows)


async def _run(work: Work, statement: Any) -> None:
    await work.session.execute(statement.execution_options(synchronize_session=False))


async def _note(
    work: Work, record: str, action: str, entries: Iterable[tuple[int, int | None, dict[str, list[Any]]]]
) -> None:
    """Write what the session would have written to the history."""
    rows = [
        {
            "record": record,
            "record_id": record_id,
            "action": action,
            "changes": changes,
            "deal_id": deal_id,
            "lead_id": None,
            "client_id": None,
            "user_id": work.actor.user_id,
            "at": work.now,
        }
        for record_id, deal_id, changes in entries
    ]
    await add(work, HistoryEntry, rows)
