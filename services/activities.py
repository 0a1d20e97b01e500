"""Recording what happened with a client: the facts every report and the call list are computed from."""

from __future__ import annotations

from typing import Any

from services import events
from services.rules.kinds import ActivityKind, CallOutcome, Direction
from services.rules.target import Target
from storage import sales as rows
from storage import work as task_rows
from storage.tables import Client, Deal, Lead
from storage.unit_of_work import Work

CONTACTS = frozenset({ActivityKind.CALL, ActivityKind.MEETING, ActivityKind.OFFER, ActivityKind.MESSAGE})


async def record(
    work: Work,
    target: Target,
    kind: ActivityKind,
    *,
    direction: Direction | None = None,
    outcome: CallOutcome | None = None,
    result: str | None = None,
    text: str = "",
    task_id: int | None = None,
    seconds: int | None = None,
    file: dict[str, Any] | None = None,
) -> int:
    """Add an activity and bring what hangs on it up to date; returns its id.

    A contact sets `last_contact_at`; an unreached call counts as an attempt instead, a reached one starts the count
    anew; a lead's first outgoing contact stops its response limit (S2-04).
    """
    row = await rows.any_target(work, target)
    client_id = row.client_id if isinstance(row, Deal | Lead) else row.id
    about = {"deal_id": None, "lead_id": None, "client_id": client_id, **target.columns}
    activity_id = await task_rows.add_activity(
        work,
        {
            "kind": kind,
            "direction": direction,
            "outcome": outcome,
            "result": result,
            "text": text,
            "at": work.now,
            "user_id": work.actor.user_id,
            "task_id": task_id,
            "seconds": seconds,
            "file": file,
            "contact_id": getattr(row, "contact_id", None),
            **about,
        },
    )
    if kind in CONTACTS:
        await _touch(work, row, client_id, direction, outcome)
        await _happened(work, row, client_id, kind, direction)
    return activity_id


async def _happened(
    work: Work, row: Deal | Lead | Client, client_id: int | None, kind: ActivityKind, direction: Direction | None
) -> None:
    """Due dates may wait for it (S2-37): an offer that went out, a client who got in touch."""
    deal = row if isinstance(row, Deal) else None
    if direction is Direction.IN:
        await events.client_answered(work, deal, client_id)
    elif kind is ActivityKind.OFFER and deal is not None:
        await events.document_sent(work, deal)


async def _touch(
    work: Work,
    row: Deal | Lead | Client,
    client_id: int | None,
    direction: Direction | None,
    outcome: CallOutcome | None,
) -> None:
    reached = outcome is not CallOutcome.NOT_REACHED
    if not isinstance(row, Client):
        row.attempts = 0 if reached else row.attempts + 1
    if reached:
        row.last_contact_at = work.now
        client = await work.session.get(Client, client_id) if client_id else None
        if client is not None:
            client.last_contact_at = work.now
    if isinstance(row, Lead) and row.responded_at is None and direction is not Direction.IN:
        row.responded_at = work.now
