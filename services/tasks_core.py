"""Steps on tasks that other services take inside their own transaction: make, close, cancel, plan the next contact."""

from __future__ import annotations

from datetime import datetime

from services import control, events, task_making
from services.errors import Invalid, Stale
from services.policy import Policy
from services.redating import redate
from services.rules.kinds import PromiseState, TaskKind, TaskStatus
from services.rules.promises import judge
from services.rules.target import Target
from storage import work as rows
from storage.tables import Postponement, Promise, Task
from storage.unit_of_work import Work

make = task_making.make


async def plan_contact(
    work: Work,
    target: Target,
    at: datetime,
    assignee_id: int | None,
    *,
    promised: bool,
    attempt: int = 0,
    client_id: int | None = None,
    kind: TaskKind = TaskKind.CALL,
) -> Task:
    """Set the next contact (a call or a meeting) in place of an earlier one; a promised time becomes a Promise."""
    earlier = await rows.next_contact(work, target)
    if earlier is not None:
        await cancel(work, earlier)
    return await set_contact(
        work, target, at, assignee_id, promised=promised, attempt=attempt, client_id=client_id, kind=kind
    )


async def set_contact(
    work: Work,
    target: Target,
    at: datetime,
    assignee_id: int | None,
    *,
    promised: bool,
    attempt: int = 0,
    client_id: int | None = None,
    kind: TaskKind = TaskKind.CALL,
) -> Task:
    """Set the next contact where none is planned. Only a promised one has its id at once."""
    row = make(work, target, kind, at, assignee_id, promised=promised, attempt=attempt, client_id=client_id)
    if promised:
        await work.session.flush()
        work.session.add(
            Promise(task_id=row.id, user_id=assignee_id, promised_at=at, made_at=work.now, state=PromiseState.OPEN)
        )
    return row


async def close(work: Work, policy: Policy, row: Task, *, result: str | None = None) -> None:
    """Mark a task done; a promised contact is judged kept or late (S3-19). Raises Stale when it is closed already.

    What waits for it gets its date (S2-37), and its controller is asked to look at it (S2-39).
    """
    if row.status is not TaskStatus.OPEN:
        raise Stale("task_closed", status=row.status, at=row.done_at)
    row.status, row.done_at, row.result = TaskStatus.DONE, work.now, result
    await settle_promise(work, policy, row, contacted=True)
    await events.task_done(work, policy, row)
    await control.ask(work, row)


async def cancel(work: Work, row: Task) -> None:
    """Mark a task no longer needed; what it promised counts as agreed anew unless its time has passed."""
    row.status, row.done_at = TaskStatus.CANCELLED, work.now
    promise = await rows.open_promise(work, row.id)
    if promise is not None:
        promise.state = PromiseState.MOVED if promise.promised_at > work.now else PromiseState.BROKEN


async def cancel_open(work: Work, target: Target, *, keep: tuple[TaskKind, ...] = ()) -> int:
    """Cancel the open tasks of a closed deal or lead (decided: they are "no longer needed"); returns how many."""
    found = [row for row in await rows.open_tasks(work, target) if row.kind not in keep]
    for row in found:
        await cancel(work, row)
    return len(found)


async def settle_promise(work: Work, policy: Policy, row: Task, *, contacted: bool) -> None:
    """Write what became of the promise a call task carries."""
    promise = await rows.open_promise(work, row.id)
    if promise is None:
        return
    verdict = judge(
        promise.promised_at,
        work.now if contacted else None,
        work.now,
        grace_minutes=policy.settings.promise_grace_minutes,
        calendar=policy.calendar,
        zone=policy.zone_of(work.actor.zone),
    )
    promise.state, promise.late_minutes = verdict.state, verdict.late_minutes
    promise.contacted_at = work.now if contacted else None


def check_move(work: Work, row: Task, at: datetime, *, reason_id: int | None, comment: str | None) -> None:
    """A date is moved on an open task, to a time to come, for a reason. Raises Stale, Invalid: past, reason_needed."""
    if row.status is not TaskStatus.OPEN:
        raise Stale("task_closed", status=row.status, at=row.done_at)
    if at <= work.now:
        raise Invalid("past")
    if reason_id is None and not (comment or "").strip():
        raise Invalid("reason_needed")


async def postpone(
    work: Work,
    row: Task,
    at: datetime,
    *,
    reason_id: int | None = None,
    comment: str | None = None,
    by: int | None = None,
) -> Postponement:
    """Move a due date, always with its reason (S2-47); the ladder of reminders begins anew. `by` wanted it so.

    Raises Stale for a closed task, Invalid("past"), Invalid("reason_needed"). A promise whose time has passed is
    broken by it, one still to come is moved; the new time of a promised contact is a promise again.
    """
    check_move(work, row, at, reason_id=reason_id, comment=comment)
    moved = Postponement(
        task_id=row.id,
        user_id=by or work.actor.user_id,
        reason_id=reason_id,
        comment=comment,
        from_at=row.due_at,
        to_at=at,
        at=work.now,
    )
    work.session.add(moved)
    await redate(work, row, at)
    row.moves += 1
    await work.session.flush()
    return moved
