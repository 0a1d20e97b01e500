"""Refusals: recording one with its reason, taking it back, and the head's check (S2-80…S2-84)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services import activities, call_steps, closing, policy, refusals_core, tasks_core
from services.call_steps import Record
from services.call_views import CallCard
from services.clock import Clock
from services.closing import Restored
from services.errors import Invalid, NotFound, Stale
from services.outbox import notify_user
from services.policy import Policy
from services.rules import spoken_reason
from services.rules.actor import Actor
from services.rules.kinds import ActivityKind, CheckResult, TaskKind, TaskStatus
from services.rules.target import Target
from services.rules.views import Named
from storage import company
from storage import refusals as refusal_rows
from storage import sales as rows
from storage import work as task_rows
from storage.tables import Deal, Lead, LossReason, Refusal, Stage, Task, UndoAction, User
from storage.unit_of_work import Database, Work


@dataclass(frozen=True, slots=True)
class RefusalQuestion:
    """What is asked before a refusal is recorded."""

    target: Target
    version: int
    name: str
    reasons: tuple[Named, ...]
    proposed: Named | None = None
    """The reason that was said in passing."""


@dataclass(frozen=True, slots=True)
class RefusalDone:
    """A recorded refusal: `amount` in minor units, `undo_id` takes it back until `undo_until`."""

    target: Target
    refusal_id: int
    undo_id: int
    undo_until: datetime
    name: str
    reason: str
    comment: str | None
    amount: int | None
    checker: str | None
    next: CallCard | None


@dataclass(frozen=True, slots=True)
class RefusalCheck:
    """A refusal to be verified; `result` is set once it has been."""

    task_id: int
    version: int
    target: Target
    name: str
    contact_phone: str | None
    manager: str | None
    at: datetime
    stage: str | None
    amount: int | None
    reason: Named
    comment: str | None
    result: CheckResult | None
    checked_reason: str | None
    reasons: tuple[Named, ...]
    opens: bool
    """Whether the checker may see the whole record: a colleague may while the check is open."""
    moved_to: str | None = None
    """Where the deal stands that came back to work while its own stage was no longer used."""


class Refusals:
    """Use cases of refusing and checking."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def question(self, actor: Actor, target: Target, said: str = "") -> RefusalQuestion:
        """The reasons to choose from, and which of them the words `said` name.

        Raises NotFound, Stale for a closed deal or lead.
        """
        async with self._db.read(actor, self._clock.now()) as work:
            row = await call_steps.get_open(work, target)
            found = await company.loss_reasons(work, leads=target.kind == "lead")
            reasons = tuple(Named(item.id, item.name) for item in found)
            name, proposed = await call_steps.name_of(work, row), spoken_reason.named(said, reasons) if said else None
            return RefusalQuestion(target, row.version, name, reasons, proposed)

    async def refuse(
        self,
        actor: Actor,
        target: Target,
        version: int,
        reason_id: int,
        *,
        talked: bool = False,
        said: str = "",
        once: str | None = None,
    ) -> RefusalDone:
        """Close a deal or lead as refused; with `talked` the call that led to it is recorded too.

        `said` are the words it was told in, kept as a note; `once` makes it once only.
        Raises NotFound, Stale (heard_written: a second time), Invalid("reason_gone").
        """
        async with self._db.write(actor, self._clock.now()) as work:
            if once is not None and not await work.once(once):
                raise Stale("heard_written")
            rules = await policy.load(work)
            row = await call_steps.get_current(work, target, version)
            memory = await closing.remember(work, target)
            if talked:
                memory["activity"] = await call_steps.log_reached(work, rules, target, "refusal", logged=False)
            if said:
                await activities.record(work, target, ActivityKind.NOTE, text=said)
            refusal, undo = await refusals_core.refuse(work, rules, target, reason_id, memory)
            return await _receipt(work, rules, target, row, refusal, undo)

    async def receipt(self, actor: Actor, target: Target) -> RefusalDone | None:
        """The actor's own last refusal once more, if it is this record's and still stands. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            row = await rows.target(work, target)
            if row is None:
                raise NotFound(target.kind)
            undo = await rows.last_undo(work, "refusal")
            refusal = await refusal_rows.last_refusal(work, target) if undo and target.kind != "client" else None
            if undo is None or refusal is None or undo.payload["refusal_id"] != refusal.id:
                return None
            return await _receipt(work, await policy.load(work), target, row, refusal, undo)

    async def comment(self, actor: Actor, refusal_id: int, text: str) -> str:
        """Add a word to a refusal; returns the record's name. Raises NotFound, Invalid("empty")."""
        async with self._db.write(actor, self._clock.now()) as work:
            refusal = await refusal_rows.refusal(work, refusal_id)
            if refusal is None:
                raise NotFound("refusal")
            if not text.strip():
                raise Invalid("empty")
            row = await rows.any_target(work, refusals_core.about(refusal))
            refusal.comment = "\n".join(part for part in (refusal.comment, text.strip()) if part)
            if isinstance(row, Deal | Lead):
                row.loss_comment = refusal.comment
            return await call_steps.name_of(work, row)

    async def undo(self, actor: Actor, undo_id: int) -> Restored:
        """Take a refusal back within its 24 hours; tasks, promises and the place in the list are as before.

        Raises NotFound, Stale("undo_over"), Stale when it is changed.
        """
        async with self._db.write(actor, self._clock.now()) as work:
            undo = await closing.claim(work, undo_id, "refusal")
            refusal = await refusal_rows.refusal(work, undo.payload["refusal_id"])
            if refusal is None:
                raise NotFound("refusal")
            target = refusals_core.about(refusal)
            back = await closing.restore(work, target, undo.payload)
            await refusals_core.withdraw(work, refusal)
            return back

    async def check_card(self, actor: Actor, task_id: int) -> RefusalCheck:
        """What the head has to verify. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await _check_card(work, *await _check(work, task_id))

    async def check(
        self, actor: Actor, task_id: int, version: int, result: CheckResult, reason_id: int | None = None
    ) -> RefusalCheck:
        """Give the verdict: confirmed, corrected (to `reason_id`), or back to work (S2-84).

        Raises NotFound, Stale when somebody was faster, Invalid("reason_gone").
        """
        async with self._db.write(actor, self._clock.now()) as work:
            rules = await policy.load(work)
            task, refusal = await _check(work, task_id)
            if not actor.is_leader and task.assignee_id != actor.user_id:
                raise NotFound("task")
            if task.status is not TaskStatus.OPEN or task.version != version:
                raise Stale("task_closed", status=task.status, at=task.done_at)
            refusal.check_result, refusal.checked_by, refusal.checked_at = result, actor.user_id, work.now
            refusal.checked_reason_id = refusal.reason_id
            if result is CheckResult.CORRECTED:
                await _correct(work, refusal, reason_id)
                await _tell_corrected(work, refusal)
            await tasks_core.close(work, rules, task, result=result)
            if result is CheckResult.BACK_TO_WORK:
                before = refusal.from_stage_id if refusal.deal_id else "taken"
                await refusals_core.reopen(work, rules, refusal, before or "taken")
            await work.session.flush()
            return await _check_card(work, task, refusal)


async def _receipt(
    work: Work, rules: Policy, target: Target, row: Record, refusal: Refusal, undo: UndoAction
) -> RefusalDone:
    reason = await _reason(work, refusal.reason_id)
    task = await work.session.get(Task, refusal.check_task_id) if refusal.check_task_id else None
    checker = await work.session.get(User, task.assignee_id) if task and task.assignee_id else None
    return RefusalDone(
        target=target,
        refusal_id=refusal.id,
        undo_id=undo.id,
        undo_until=undo.expires_at,
        name=await call_steps.name_of(work, row),
        reason=reason.name,
        comment=refusal.comment,
        amount=refusal.amount,
        checker=checker.name if checker else None,
        next=await call_steps.next_card(work, rules),
    )


async def _reason(work: Work, reason_id: int) -> LossReason:
    reason = await company.loss_reason(work, reason_id)
    if reason is None:
        raise Invalid("reason_gone")
    return reason


async def _correct(work: Work, refusal: Refusal, reason_id: int | None) -> None:
    reason = await _reason(work, reason_id or 0)
    refusal.checked_reason_id = reason.id
    row = await rows.any_target(work, refusals_core.about(refusal))
    if isinstance(row, Deal | Lead):
        row.loss_reason_id = reason.id


async def _tell_corrected(work: Work, refusal: Refusal) -> None:
    """Whoever refused learns which reason counts now."""
    if refusal.user_id is None or refusal.user_id == work.actor.user_id or refusal.checked_reason_id is None:
        return
    target = refusals_core.about(refusal)
    row = await rows.any_target(work, target)
    said, counts = await _reason(work, refusal.reason_id), await _reason(work, refusal.checked_reason_id)
    await notify_user(
        work,
        refusal.user_id,
        kind="refusal_corrected",
        params={
            "name": await call_steps.name_of(work, row),
            "said": said.name,
            "counts": counts.name,
            "by": work.actor.name,
            "target": [target.kind, target.id],
        },
        dedupe_key=f"corrected:{refusal.id}",
    )


async def _check(work: Work, task_id: int) -> tuple[Task, Refusal]:
    task = await task_rows.task(work, task_id)
    refusal = await refusal_rows.refusal_of_task(work, task_id) if task else None
    if task is None or refusal is None or task.kind is not TaskKind.CHECK_REFUSAL:
        raise NotFound("task")
    return task, refusal


async def _check_card(work: Work, task: Task, refusal: Refusal) -> RefusalCheck:
    target = refusals_core.about(refusal)
    row = await rows.any_target(work, target)
    manager = await work.session.get(User, refusal.user_id) if refusal.user_id else None
    stage = await work.session.get(Stage, refusal.from_stage_id) if refusal.from_stage_id else None
    reason = await _reason(work, refusal.reason_id)
    checked = await company.loss_reason(work, refusal.checked_reason_id) if refusal.checked_reason_id else None
    person = await rows.person_of(work, row)
    found = await company.loss_reasons(work, leads=target.kind == "lead")
    back = refusal.check_result == CheckResult.BACK_TO_WORK
    return RefusalCheck(
        task_id=task.id,
        version=task.version,
        target=target,
        name=await call_steps.name_of(work, row),
        contact_phone=person.phone if person else None,
        manager=manager.name if manager else None,
        at=refusal.at,
        stage=stage.name if stage else None,
        amount=refusal.amount,
        reason=Named(reason.id, reason.name),
        comment=refusal.comment,
        result=CheckResult(refusal.check_result) if refusal.check_result else None,
        checked_reason=checked.name if checked else None,
        reasons=tuple(Named(item.id, item.name) for item in found if item.id != refusal.reason_id),
        opens=await rows.target(work, target) is not None,
        moved_to=await _moved_to(work, row, stage) if back else None,
    )


async def _moved_to(work: Work, row: Record, before: Stage | None) -> str | None:
    now = await company.stage(work, row.stage_id) if isinstance(row, Deal) else None
    gone = before is not None and now is not None and now.id != before.id and before.archived_at is not None
    return now.name if now is not None and gone else None
