"""What closing a deal or a lead takes away, remembered so that it can be taken back for 24 hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services import policy, stages
from services.errors import NotFound, Stale
from services.rules.kinds import LeadStatus, PromiseState, StageKind, TaskStatus
from services.rules.target import Target
from storage import company
from storage import sales as rows
from storage import work as task_rows
from storage.tables import Activity, Client, Deal, Lead, Stage, UndoAction
from storage.unit_of_work import Work

UNDO_FOR = timedelta(hours=24)


async def remember(work: Work, target: Target) -> dict[str, Any]:
    """The record's place, contacts and open tasks with their promises, as JSON. Call it before anything is closed."""
    row = await rows.any_target(work, target)
    tasks = await task_rows.open_tasks(work, target)
    promises = [await task_rows.open_promise(work, task.id) for task in tasks]
    return {
        **(await _place(work, row) if isinstance(row, Deal) else {}),
        "status": row.status.value if isinstance(row, Deal | Lead) else "",
        "tasks": [task.id for task in tasks],
        "promises": [promise.id for promise in promises if promise is not None],
        "contacted": row.last_contact_at.isoformat() if row.last_contact_at else None,
        "attempts": 0 if not isinstance(row, Deal | Lead) else row.attempts,
    }


async def _place(work: Work, deal: Deal) -> dict[str, Any]:
    client = await work.session.get(Client, deal.client_id) if deal.client_id else None
    bought = client.won_at.isoformat() if client and client.won_at else None
    return {"stage": deal.stage_id, "entered": deal.stage_entered_at.isoformat(), "bought": bought}


def offer(work: Work, kind: str, payload: dict[str, Any]) -> UndoAction:
    """Let the actor take it back; the id is known after the next flush."""
    undo = UndoAction(
        kind=kind,
        payload=payload,
        user_id=work.actor.user_id,
        created_at=work.now,
        expires_at=work.now + UNDO_FOR,
    )
    work.session.add(undo)
    return undo


async def claim(work: Work, undo_id: int, kind: str) -> UndoAction:
    """The actor's undo, used up by this. Raises NotFound, Stale("undo_over") when it is used or too old."""
    undo = await rows.undo_action(work, undo_id, kind)
    if undo is None:
        raise NotFound(kind)
    if undo.undone_at is not None or undo.expires_at <= work.now:
        raise Stale("undo_over")
    undo.undone_at = work.now
    return undo


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back; `stage` names where the deal stands now that its own stage is no longer used, else None."""

    target: Target
    stage: str | None = None


async def restore(work: Work, target: Target, before: dict[str, Any]) -> Restored:
    """Put a closed deal or lead back as it was remembered: place, tasks, promises; the call of that press is gone.

    A deal whose stage is archived begins its pipeline anew. Raises Stale when it is open already or its pipeline is
    no longer used.
    """
    row = await rows.any_target(work, target)
    elsewhere = None
    if isinstance(row, Deal):
        elsewhere = await _reopen_deal(work, row, before)
    elif isinstance(row, Lead):
        if row.status is not LeadStatus.REJECTED:
            raise Stale("lead_closed", status=row.status, at=row.closed_at)
        row.status, row.closed_at = LeadStatus(before["status"]), None
    if isinstance(row, Deal | Lead):
        row.loss_reason_id, row.loss_comment = None, None
        row.attempts = before["attempts"]
        row.last_contact_at = _moment(before["contacted"])
    await _reopen_tasks(work, before)
    activity = await work.session.get(Activity, before.get("activity") or 0)
    if activity is not None:
        await work.session.delete(activity)
    if isinstance(row, Deal) and elsewhere is not None:
        await stages.begin_anew(work, await policy.load(work), row, elsewhere)
    return Restored(target, elsewhere.name if elsewhere else None)


async def _reopen_deal(work: Work, deal: Deal, before: dict[str, Any]) -> Stage | None:
    """Back on its stage; returns the stage it stands on instead of one that is gone."""
    if deal.status is StageKind.OPEN:
        raise Stale("deal_closed", status=deal.status, at=deal.closed_at)
    stage = await stages.back_to(work, before["stage"])
    stages.note_move(work, deal, await company.stage(work, deal.stage_id), stage)
    deal.stage_id, deal.status, deal.closed_at, deal.win_reason_id = stage.id, stage.kind, None, None
    deal.stage_entered_at = datetime.fromisoformat(before["entered"])
    client = await work.session.get(Client, deal.client_id) if deal.client_id else None
    if client is not None:
        client.won_at = _moment(before["bought"])
    return stage if stage.id != before["stage"] else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


async def _reopen_tasks(work: Work, before: dict[str, Any]) -> None:
    for task in await task_rows.by_ids(work, before["tasks"]):
        task.status, task.done_at, task.result = TaskStatus.OPEN, None, None
    for promise in await task_rows.promises_by_ids(work, before["promises"]):
        promise.state, promise.contacted_at, promise.late_minutes = PromiseState.OPEN, None, None
