"""Refusing a deal or a lead, and taking a refusal back, inside an open transaction (S2-80…S2-84)."""

from __future__ import annotations

from typing import Any

from services import closing, reason_routes, stages, tasks_core
from services.errors import Invalid, Stale
from services.policy import Policy
from services.rules import checks, worktime
from services.rules.kinds import LeadStatus, StageKind, TaskKind, TaskStatus
from services.rules.target import Target
from storage import company
from storage import refusals as refusal_rows
from storage import sales as rows
from storage.heads import acting_head_of
from storage.tables import Deal, Lead, LossReason, Refusal, Task, UndoAction, User
from storage.unit_of_work import Work

CHECK_WITHIN_DAYS = 2
"""Working days there are to check a refusal."""


async def refuse(
    work: Work, policy: Policy, target: Target, reason_id: int, memory: dict[str, Any]
) -> tuple[Refusal, UndoAction]:
    """Close a deal or lead as refused and give its head the reason to check; `memory` is `closing.remember` of before.

    Raises Invalid for a reason that is gone, Stale for a deal or lead that is closed already.
    """
    reason = await reason_of(work, reason_id)
    refusal = await record(work, policy, target, reason, check=True)
    undo = closing.offer(work, "refusal", {**memory, "refusal_id": refusal.id})
    await reason_routes.tell_of_refusal(work, reason, refusal)
    await work.session.flush()
    return refusal, undo


async def reason_of(work: Work, reason_id: int) -> LossReason:
    """A reason in use. Raises Invalid for one that is gone."""
    reason = await company.loss_reason(work, reason_id)
    if reason is None or reason.archived_at is not None:
        raise Invalid("reason_gone")
    return reason


async def record(work: Work, policy: Policy, target: Target, reason: LossReason, *, check: bool) -> Refusal:
    """Close a deal or lead as refused; with `check` its head may be given the reason to check.

    Raises Stale for a deal or lead that is closed already.
    """
    row = await rows.any_target(work, target)
    before: int | str
    if isinstance(row, Deal):
        before = await _lose(work, policy, row)
    elif isinstance(row, Lead):
        before = await _reject(work, row)
    else:
        raise Invalid("not_refusable")
    row.loss_reason_id = reason.id
    task = await _check_task(work, policy, target, row) if check else None
    refusal = Refusal(
        from_stage_id=before if isinstance(row, Deal) else None,
        reason_id=reason.id,
        amount=row.amount if isinstance(row, Deal) else None,
        user_id=work.actor.user_id,
        at=work.now,
        check_task_id=task.id if task else None,
        **target.columns,
    )
    work.session.add(refusal)
    await work.session.flush()
    return refusal


async def _lose(work: Work, policy: Policy, deal: Deal) -> int:
    if deal.status is not StageKind.OPEN:
        raise Stale("deal_closed", status=deal.status, at=deal.closed_at)
    lost = await company.closing_stage(work, deal.pipeline_id, StageKind.LOST)
    if lost is None:
        raise Invalid("no_lost_stage")
    before = deal.stage_id
    await stages.enter(work, policy, deal, lost)
    return before


async def _reject(work: Work, lead: Lead) -> str:
    if lead.status not in (LeadStatus.NEW, LeadStatus.TAKEN):
        raise Stale("lead_closed", status=lead.status, at=lead.closed_at)
    before = lead.status.value
    lead.status, lead.closed_at = LeadStatus.REJECTED, work.now
    await tasks_core.cancel_open(work, Target("lead", lead.id))
    return before


async def _check_task(work: Work, policy: Policy, target: Target, row: Deal | Lead) -> Task | None:
    """The check of this refusal; None when it is not among those the company checks."""
    times = await refusal_rows.refusals_of(work, target)
    if not checks.in_sample(f"{target.kind}:{target.id}:{times}", policy.settings.check_share):
        return None
    checker = await _checker(work, policy, row)
    zone = policy.zone_of(checker.zone if checker else None)
    due_at = worktime.add_days(policy.calendar, zone, work.now, CHECK_WITHIN_DAYS)
    check = tasks_core.make(
        work,
        target,
        TaskKind.CHECK_REFUSAL,
        due_at,
        checker.id if checker else None,
        client_id=row.client_id,
    )
    await work.session.flush()
    return check


async def _checker(work: Work, policy: Policy, row: Deal | Lead) -> User | None:
    """Another manager of the team when the company wants that and there is one, else the head."""
    if policy.settings.check_by == checks.CheckBy.PEER:
        peers = await refusal_rows.peers(work, row.owner_id)
        chosen = checks.peer([person.id for person in peers], await refusal_rows.checks_waiting(work))
        if chosen is not None:
            return next(person for person in peers if person.id == chosen)
    return await acting_head_of(work, row.owner_id)


async def reopen(work: Work, policy: Policy, refusal: Refusal, before: int | str) -> None:
    """Put a refused deal or lead back where it was (a deal whose stage is archived: on its pipeline's first stage).

    An open check is no longer needed. Raises Stale when it is not refused any more.
    """
    row = await rows.any_target(work, about(refusal))
    if isinstance(row, Deal):
        await _reopen_deal(work, policy, row, int(before))
    elif isinstance(row, Lead):
        if row.status is not LeadStatus.REJECTED:
            raise Stale("lead_closed", status=row.status, at=row.closed_at)
        row.status, row.closed_at = LeadStatus(str(before)), None
        row.loss_reason_id, row.loss_comment = None, None
    await withdraw(work, refusal)


async def withdraw(work: Work, refusal: Refusal) -> None:
    """It does not count any more; its open check is no longer needed."""
    refusal.undone_at = work.now
    check = await work.session.get(Task, refusal.check_task_id) if refusal.check_task_id else None
    if check is not None and check.status is TaskStatus.OPEN:
        await tasks_core.cancel(work, check)


async def reopened(work: Work, deal: Deal) -> None:
    """A refused deal was put on a stage again by hand: its refusal is withdrawn."""
    refusal = await refusal_rows.last_refusal(work, Target("deal", deal.id))
    if refusal is not None:
        await withdraw(work, refusal)


async def _reopen_deal(work: Work, policy: Policy, deal: Deal, stage_id: int) -> None:
    if deal.status is not StageKind.LOST:
        raise Stale("deal_closed", status=deal.status, at=deal.closed_at)
    await stages.enter(work, policy, deal, await stages.back_to(work, stage_id))


def about(refusal: Refusal) -> Target:
    """The deal or lead that was refused."""
    return Target("deal", refusal.deal_id) if refusal.deal_id else Target("lead", refusal.lead_id or 0)
