"""What the call list and a call card show: reading the rows of what is on the screen, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.rules.call_list import Block, Placed, Reason
from services.rules.kinds import StageKind
from services.rules.target import Target
from services.rules.views import ActivityLine, Person, StagePlace
from storage import call_list as rows
from storage import company
from storage import sales as sale_rows
from storage import work as task_rows
from storage.tables import Activity, Client, Deal, Lead, Stage, User
from storage.unit_of_work import Work

SOON = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class CallEntry:
    """One line of the list. `slot` None: does not fit today. `amount` in minor units."""

    target: Target
    name: str
    block: Block
    slot: datetime | None
    reason: Reason
    stage: str | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class CallCard:
    """The next call: who, why now, what it is about. `version` goes back with the outcome to tell a stale card."""

    target: Target
    version: int
    task_id: int | None
    place: int
    total: int
    made: int
    slot: datetime | None
    name: str
    contact: Person | None
    block: Block | None
    reason: Reason | None
    deal_title: str | None
    stage: StagePlace | None
    amount: int | None
    need: str
    last: ActivityLine | None
    attempts: int
    closed: str | None = None
    not_before: datetime | None = None
    """When the next try may be made, if that is still ahead."""


async def entries(work: Work, placed: list[Placed]) -> tuple[CallEntry, ...]:
    """Names and stages for the lines on the screen: three queries however many lines."""
    ids: dict[str, list[int]] = {"deal": [], "lead": [], "client": []}
    for item in placed:
        ids[item.candidate.kind].append(item.candidate.id)
    deals = await rows.deals_shown(work, ids["deal"]) if ids["deal"] else {}
    leads = await rows.leads_shown(work, ids["lead"]) if ids["lead"] else {}
    clients = await rows.clients_shown(work, ids["client"]) if ids["client"] else {}
    lines = []
    for item in placed:
        target = Target(item.candidate.kind, item.candidate.id)
        stage = amount = None
        if target.kind == "deal":
            row = deals[target.id]
            name, stage, amount = row.client or row.Deal.title, row.Stage.name, row.Deal.amount
        else:
            name = (leads[target.id] if target.kind == "lead" else clients[target.id]).name
        lines.append(CallEntry(target, name, item.block, item.slot_start, item.reason, stage, amount))
    return tuple(lines)


async def card(work: Work, target: Target, placed: Placed | None, place: int, total: int, made: int) -> CallCard | None:
    """The card of one contact; None when the actor may not see it."""
    row = await sale_rows.target(work, target)
    if row is None:
        return None
    task = await task_rows.next_contact(work, target)
    done = await task_rows.last_activities(work, target, 1)
    client = row if isinstance(row, Client) else await _client(work, row.client_id)
    deal = row if isinstance(row, Deal) else None
    return CallCard(
        target=target,
        version=row.version,
        task_id=task.id if task else None,
        place=place,
        total=total,
        made=made,
        slot=placed.slot_start if placed else None,
        name=client.name if client and deal else (row.title if isinstance(row, Deal) else row.name),
        contact=await sale_rows.person_of(work, row),
        block=placed.block if placed else None,
        reason=placed.reason if placed else None,
        deal_title=deal.title if deal else None,
        stage=await stage_place(work, deal.stage_id) if deal else None,
        amount=deal.amount if deal else None,
        need=row.need if isinstance(row, Lead) else "",
        last=await activity_line(work, done[0]) if done else None,
        attempts=0 if isinstance(row, Client) else row.attempts,
        closed=_closed(row),
        not_before=_ahead(work, placed),
    )


def _ahead(work: Work, placed: Placed | None) -> datetime | None:
    at = placed.candidate.attempt_at if placed else None
    return at if at is not None and at > work.now + SOON else None


def _closed(row: Deal | Lead | Client) -> str | None:
    if isinstance(row, Deal) and row.status is not StageKind.OPEN:
        return row.status.value
    if isinstance(row, Lead) and row.closed_at is not None:
        return row.status.value
    return None


async def _client(work: Work, client_id: int | None) -> Client | None:
    return await work.session.get(Client, client_id) if client_id else None


async def stage_place(work: Work, stage_id: int) -> StagePlace:
    """A stage with its number among the stages of its pipeline that a deal goes through."""
    stage = await company.stage(work, stage_id)
    if stage is None:
        raise LookupError(stage_id)
    pipeline = await company.pipeline(work, stage.pipeline_id)
    steps = [item for item in await company.stages(work, stage.pipeline_id) if item.kind is not StageKind.LOST]
    number = next((n for n, item in enumerate(steps, 1) if item.id == stage.id), _number_before(steps, stage))
    return StagePlace(stage.id, stage.name, stage.kind, number, len(steps), pipeline.name, pipeline.cycle)


def _number_before(steps: list[Stage], stage: Stage) -> int:
    return max(1, sum(item.position < stage.position for item in steps))


async def activity_line(work: Work, row: Activity) -> ActivityLine:
    """An activity with the name of who did it."""
    by = await work.session.get(User, row.user_id) if row.user_id else None
    return ActivityLine(
        row.id,
        row.kind,
        row.direction,
        row.outcome,
        row.result,
        row.at,
        by.name if by else None,
        row.text,
        bool(row.file),
    )
