"""The steps of logging a call, inside an open transaction; `services/calls.py` puts them together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services import activities, call_plan, lead_steps, tasks_core
from services.call_views import CallCard, card
from services.errors import NotFound, Stale
from services.policy import Policy
from services.rules import attempts, worktime
from services.rules.kinds import ActivityKind, CallOutcome, Direction, StageKind, TaskKind
from services.rules.target import Target
from storage import sales as sale_rows
from storage import work as task_rows
from storage.tables import Client, Deal, Lead
from storage.unit_of_work import Work

Record = Deal | Lead | Client


@dataclass(frozen=True, slots=True)
class Logged:
    """A recorded outcome and the next card.

    After an unreached call `attempt` of `attempts` comes at `planned_at`; `exhausted`: the last try was in vain and
    a decision is due. `version` is the record's as of now. `asked`: the head of this name decides whether it moves.
    """

    activity_id: int | None
    name: str
    target: Target
    version: int
    planned_at: datetime | None
    attempt: int
    attempts: int
    next: CallCard | None
    asked: str | None = None

    @property
    def exhausted(self) -> bool:
        """True when the attempt sequence is over."""
        return self.planned_at is None


async def name_of(work: Work, row: Record) -> str:
    """What people call the record: a deal by its client."""
    if not isinstance(row, Deal):
        return row.name
    return (await sale_rows.client_name(work, row.client_id) if row.client_id else None) or row.title


def client_of(row: Record) -> int | None:
    """The client a record belongs to."""
    return row.id if isinstance(row, Client) else row.client_id


async def get_open(work: Work, target: Target) -> Record:
    """A record that is being worked on. Raises NotFound, Stale for a closed one."""
    row = await sale_rows.target(work, target)
    if row is None:
        raise NotFound(target.kind)
    if isinstance(row, Deal) and row.status is not StageKind.OPEN:
        raise Stale("deal_closed", status=row.status, at=row.closed_at)
    if isinstance(row, Lead) and row.closed_at is not None:
        raise Stale("lead_closed", status=row.status, at=row.closed_at)
    return row


async def get_current(work: Work, target: Target, version: int) -> Record:
    """The record as the card showed it. Whoever calls a waiting inquiry has taken it. Raises NotFound, Stale."""
    row = await get_open(work, target)
    if row.version != version:
        raise Stale
    if isinstance(row, Lead) and row.owner_id is None:
        lead_steps.take(work, row)
        await lead_steps.tell_asker(work, row)
    return row


async def log_call(
    work: Work,
    rules: Policy,
    target: Target,
    outcome: CallOutcome,
    direction: Direction,
    result: str | None = None,
    text: str = "",
) -> int:
    """Record the contact and close the task it was planned by: an agreed meeting that was held is a meeting.

    Returns the activity's id.
    """
    task = await task_rows.next_contact(work, target)
    reached = outcome is CallOutcome.REACHED
    met = task is not None and task.kind is TaskKind.MEETING and reached and task.due_at <= work.now
    done = await activities.record(
        work,
        target,
        ActivityKind.MEETING if met else ActivityKind.CALL,
        direction=None if met else direction,
        outcome=None if met else outcome,
        result=result,
        text=text,
        task_id=task.id if task else None,
    )
    if task is not None:
        await tasks_core.close(work, rules, task, result=outcome.value)
    return done


async def log_reached(work: Work, rules: Policy, target: Target, result: str, *, logged: bool) -> int | None:
    """Record a call that reached the client and how it ended; of a recorded one only the ending."""
    if not logged:
        return await log_call(work, rules, target, CallOutcome.REACHED, Direction.OUT, result)
    latest = await task_rows.last_activities(work, target, 1)
    if not latest or latest[0].user_id != work.actor.user_id:
        return None
    latest[0].result = result
    return latest[0].id


async def plan_contact(
    work: Work,
    row: Record,
    target: Target,
    at: datetime,
    *,
    promised: bool,
    attempt: int = 0,
    kind: TaskKind = TaskKind.CALL,
    called: bool = False,
) -> None:
    """Set the next contact, for the record's owner. `called`: the one before was closed with the call just logged."""
    owner_id = row.owner_id or work.actor.user_id
    plan = tasks_core.set_contact if called else tasks_core.plan_contact
    await plan(work, target, at, owner_id, kind=kind, promised=promised, attempt=attempt, client_id=client_of(row))


async def tries_in_vain(work: Work, target: Target, row: Record) -> int:
    """Unreached calls since the client was last reached, this one included."""
    if not isinstance(row, Client):
        return row.attempts
    return await task_rows.unreached_in_a_row(work, target)


def thinking_until(work: Work, rules: Policy) -> datetime:
    """When somebody who thinks it over is called again."""
    zone = rules.zone_of(work.actor.zone)
    return worktime.round_up(worktime.add_days(rules.calendar, zone, work.now, rules.settings.thinking_days), 5)


async def next_card(work: Work, rules: Policy, skip: int = 0) -> CallCard | None:
    """The card of the list's first contact, or of the one `skip` places further."""
    planned = await call_plan.plan(work, rules, skip)
    skip = skip if skip < planned.total else 0
    found = planned.lines(skip, 1)
    if not found:
        return None
    target = call_plan.target_of(found[0].candidate)
    return await card(work, target, found[0], skip + 1, planned)


async def card_of(work: Work, rules: Policy, target: Target) -> CallCard:
    """The call card of one contact, with its place when it has a slot today. Raises NotFound."""
    planned = await call_plan.plan(work, rules)
    place, placed = 0, None
    for number, item in enumerate(planned.placed, 1):
        if call_plan.target_of(item.candidate) == target:
            place, placed = number, item
            break
    shown = await card(work, target, placed, place, planned)
    if shown is None:
        raise NotFound(target.kind)
    return shown


async def receipt(
    work: Work,
    rules: Policy,
    row: Record,
    target: Target,
    activity_id: int | None,
    at: datetime | None,
    tries: int = 0,
) -> Logged:
    """What was written down, and the next card planned anew."""
    await work.session.flush()
    return Logged(
        activity_id=activity_id,
        name=await name_of(work, row),
        target=target,
        version=row.version,
        planned_at=at,
        attempt=tries + 1,
        attempts=attempts.TRIES,
        next=await next_card(work, rules),
    )
