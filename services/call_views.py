"""What the call list and a call card show: reading the rows of what is on the screen, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.call_plan import DayPlan
from services.rules.attempts import TRIES
from services.rules.call_list import Block, Placed, Reason
from services.rules.kinds import LeadStatus, StageKind
from services.rules.target import Target
from services.rules.views import ActivityLine, Person, StagePlace
from storage import call_list as rows
from storage import cards
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
    """Tries in vain since the client was last reached."""
    tries: int
    """How many there are in all."""
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
            name, stage, amount = row.client or row.title, row.stage, row.amount
        else:
            name = leads[target.id] if target.kind == "lead" else clients[target.id]
        lines.append(CallEntry(target, name, item.block, item.slot_start, item.reason, stage, amount))
    return tuple(lines)


async def card(work: Work, target: Target, placed: Placed | None, place: int, planned: DayPlan) -> CallCard | None:
    """The card of one contact; None when the actor may not see it."""
    row = await cards.call_card(work, target)
    if row is None:
        return None
    return CallCard(
        target=target,
        version=row.version,
        task_id=row.task_id,
        place=place,
        total=planned.total,
        made=planned.made,
        slot=placed.slot_start if placed else None,
        name=row.name,
        contact=person(row),
        block=placed.block if placed else None,
        reason=placed.reason if placed else None,
        deal_title=row.title,
        stage=stage_place(row) if target.kind == "deal" else None,
        amount=row.amount,
        need=row.need,
        last=_activity_line(row) if row.activity_id is not None else None,
        attempts=row.attempts,
        tries=TRIES,
        closed=_closed(row),
        not_before=_ahead(work, placed),
    )


def _ahead(work: Work, placed: Placed | None) -> datetime | None:
    at = placed.candidate.attempt_at if placed else None
    return at if at is not None and at > work.now + SOON else None


def _closed(row: Any) -> str | None:
    return None if row.status in {None, StageKind.OPEN, LeadStatus.NEW, LeadStatus.TAKEN} else str(row.status.value)


def person(row: Any) -> Person | None:
    """Whom to call, from the row of a card."""
    if row.contact_name is None:
        return None
    return Person(row.contact_id, row.contact_name, row.position, row.phone, row.telegram_id)


def stage_place(row: Any) -> StagePlace:
    """The stage of a card's row with its number among the stages of its pipeline that a deal goes through."""
    number = max(1, row.stage_number)
    return StagePlace(row.stage_id, row.stage, row.stage_kind, number, row.stage_count, row.pipeline, row.cycle)


async def last_lines(work: Work, target: Target, limit: int) -> tuple[ActivityLine, ...]:
    """What happened last with a record the caller has found, newest first."""
    return tuple(_activity_line(row) for row in await cards.last_activities(work, target, limit))


def _activity_line(row: Any) -> ActivityLine:
    return ActivityLine(
        row.activity_id,
        row.activity_kind,
        row.direction,
        row.outcome,
        row.result,
        row.at,
        row.by,
        row.text,
        bool(row.file),
    )
