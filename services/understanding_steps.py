"""Writing down what a text meant, inside an open transaction: by the same steps that the buttons take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from services import activities, events, payment_steps, postponing, tasks_core
from services import call_steps as steps
from services.call_steps import Record
from services.errors import Invalid
from services.policy import Policy
from services.rules import attempts, sources
from services.rules.kinds import ActivityKind, CallOutcome, Direction, StageKind, TaskKind
from services.rules.target import Target
from services.rules.understanding import Intent
from services.task_views import judge_of
from storage import deal_events
from storage import sales as sale_rows
from storage import work as task_rows
from storage.tables import Client, Deal
from storage.unit_of_work import Work

PAID: Final = "payment"
"""The result of a note that tells of a payment."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What is to be written: `when` is the next contact (UTC), `amount` in minor units, `text` as typed.

    `done`: a meeting was held, a payment came in. `talked`: the client was spoken to. `files` are attachments of the
    chat.
    """

    intent: Intent
    when: datetime | None = None
    amount: int | None = None
    text: str = ""
    done: bool = False
    talked: bool = False
    files: tuple[dict[str, Any], ...] = ()

    @property
    def needs_when(self) -> bool:
        """True for what is planned: it is nothing without a time."""
        return self.intent is Intent.CALL_BACK or (self.intent is Intent.MEETING and not self.done)

    @property
    def sets_amount(self) -> bool:
        """True where the sum is the deal's; of a payment it is what came in, of a note anything."""
        return self.intent in (Intent.OFFER_SENT, Intent.MEETING, Intent.REACHED, Intent.CALL_BACK)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written of a record.

    `planned_at`: the next contact as it is planned now; `asked`: the head who is asked to let it be moved. `open_end`:
    a deal or lead that has no next contact.
    """

    target: Target
    name: str
    intent: Intent
    done: bool
    planned_at: datetime | None
    asked: str | None
    files: int
    open_end: bool


async def write(work: Work, rules: Policy, row: Record, target: Target, meant: Meant) -> Written:
    """Record the facts, plan the next contact. Raises Invalid (past, when_needed, not_refusable)."""
    if meant.needs_when and meant.when is None:
        raise Invalid("when_needed")
    if meant.when is not None and meant.when <= work.now and meant.intent is not Intent.NOTE:
        raise Invalid("past")
    planned_at, asked = await _DOING[meant.intent](work, rules, row, target, meant)
    if meant.amount is not None and meant.sets_amount and isinstance(row, Deal):
        row.amount = meant.amount
    await work.session.flush()
    has_next = isinstance(row, Client) or await task_rows.next_contact(work, target) is not None
    return Written(
        target=target,
        name=await steps.name_of(work, row),
        intent=meant.intent,
        done=meant.done,
        planned_at=planned_at,
        asked=asked,
        files=len(meant.files),
        open_end=not has_next,
    )


Planned = tuple[datetime | None, str | None]


async def _call_back(work: Work, rules: Policy, row: Record, target: Target, meant: Meant) -> Planned:
    if meant.talked:
        await steps.log_call(work, rules, target, CallOutcome.REACHED, Direction.OUT, "call", meant.text)
    elif meant.text:
        await activities.record(work, target, ActivityKind.NOTE, text=meant.text)
    return await _next(work, row, target, meant, contacted=meant.talked)


async def _reached(work: Work, rules: Policy, row: Record, target: Target, meant: Meant) -> Planned:
    result = "call" if meant.when is not None else None
    await steps.log_call(work, rules, target, CallOutcome.REACHED, Direction.OUT, result, meant.text)
    return await _next(work, row, target, meant, contacted=True)


async def _not_reached(work: Work, rules: Policy, row: Record, target: Target, meant: Meant) -> Planned:
    await steps.log_call(work, rules, target, CallOutcome.NOT_REACHED, Direction.OUT, text=meant.text)
    if isinstance(row, Client):
        sale_rows.touch(row)  # no counter of its own changes, yet what was drawn before is stale
    tries = await steps.tries_in_vain(work, target, row)
    at = meant.when or attempts.next_attempt(tries, work.now, rules.calendar, rules.zone_of(work.actor.zone))
    if at is not None:
        await steps.plan_contact(work, row, target, at, promised=False, attempt=tries, called=True)
    return at, None


async def _meeting(work: Work, rules: Policy, row: Record, target: Target, meant: Meant) -> Planned:
    if not meant.done:
        if meant.talked:
            await steps.log_call(work, rules, target, CallOutcome.REACHED, Direction.OUT, "meeting", meant.text)
        elif meant.text:
            await activities.record(work, target, ActivityKind.NOTE, text=meant.text)
        return await _next(work, row, target, meant, contacted=True, kind=TaskKind.MEETING)
    planned = await task_rows.next_contact(work, target)
    held = planned if planned is not None and planned.kind is TaskKind.MEETING else None
    await activities.record(
        work, target, ActivityKind.MEETING, text=meant.text, task_id=held.id if held is not None else None
    )
    if held is not None:
        await tasks_core.close(work, rules, held)
    return await _next(work, row, target, meant, contacted=True)


async def _offer(work: Work, rules: Policy, row: Record, target: Target, meant: Meant) -> Planned:
    await activities.record(work, target, ActivityKind.OFFER, direction=Direction.OUT, result="sent", text=meant.text)
    return await _next(work, row, target, meant, contacted=True)


async def _payment(work: Work, rules: Policy, row: Record, target: Target, meant: Meant) -> Planned:
    result = PAID if meant.done else None
    await activities.record(work, target, ActivityKind.NOTE, text=meant.text, result=result)
    if meant.done and isinstance(row, Deal) and row.status is StageKind.OPEN:
        await work.session.flush()
        await events.record(work, rules, row, sources.PAYMENT)
        deal_events.tell(work, row.id, "created", sources.PAYMENT)
        came = meant.amount or await payment_steps.expected(work, row, guess=False)
        if came:
            await payment_steps.receive(work, row, came)
    return await _next(work, row, target, meant, contacted=meant.done)


async def _refusal(work: Work, rules: Policy, row: Record, target: Target, meant: Meant) -> Planned:
    """The words of it; the reason is chosen next, and closes the record."""
    if isinstance(row, Client):
        raise Invalid("not_refusable")
    await activities.record(work, target, ActivityKind.NOTE, text=meant.text)
    return None, None


async def _note(work: Work, rules: Policy, row: Record, target: Target, meant: Meant) -> Planned:
    texts = [meant.text] + [""] * max(0, len(meant.files) - 1)
    for text, file in zip(texts, meant.files or (None,), strict=False):
        kind = ActivityKind.FILE if file else ActivityKind.NOTE
        await activities.record(work, target, kind, text=text, file=file)
    return None, None


_DOING: Final = {
    Intent.CALL_BACK: _call_back,
    Intent.REACHED: _reached,
    Intent.NOT_REACHED: _not_reached,
    Intent.MEETING: _meeting,
    Intent.OFFER_SENT: _offer,
    Intent.PAYMENT: _payment,
    Intent.REFUSAL: _refusal,
    Intent.NOTE: _note,
}


async def _next(
    work: Work,
    row: Record,
    target: Target,
    meant: Meant,
    *,
    contacted: bool,
    kind: TaskKind = TaskKind.CALL,
) -> Planned:
    """The next contact at the time that was said; one that stood before gives way where there was a contact.

    Otherwise it is moved, the text being the reason (S2-47), which may need the head's word.
    """
    if meant.when is None:
        return None, None
    earlier = await task_rows.next_contact(work, target)
    if earlier is None or contacted:
        await steps.plan_contact(work, row, target, meant.when, promised=True, kind=kind)
        return meant.when, None
    if earlier.due_at == meant.when:
        return meant.when, None
    request = await postponing.move(work, earlier, meant.when, comment=meant.text or None)
    if request is None:
        return meant.when, None
    judge = await judge_of(work, earlier)
    return earlier.due_at, judge.name if judge else ""
