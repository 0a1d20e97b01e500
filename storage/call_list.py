"""What the call list is planned from: lean rows for the plan, full ones only for what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Float,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from services.rules.actor import Actor, Role
from services.rules.kinds import (
    CONTACT_KINDS,
    ActivityKind,
    CallOutcome,
    Direction,
    LeadStatus,
    StageKind,
    TaskStatus,
)
from storage.tables import Activity, Client, ClientWorth, Deal, Lead, Stage, Task
from storage.types import BigId, Money, UtcDateTime, code, codes
from storage.unit_of_work import Work
from storage.visibility import me, prepared, teams, who

LIVE = (LeadStatus.NEW, LeadStatus.TAKEN)
NOTHING = literal_column("0", Integer)
AS_ALL = literal_column("100", Integer)
USUAL, WEIGHT = func.coalesce(ClientWorth.usual, NOTHING), func.coalesce(ClientWorth.weight, AS_ALL)
HUNDRED = literal_column("100.0", Float)
FIELDS = {
    "kind": null(),
    "id": null(),
    "task_id": cast(null(), BigId),
    "respond_by": cast(null(), UtcDateTime),
    "promised_at": cast(null(), UtcDateTime),
    "stage_position": literal_column("0", Integer),
    "late": false(),
    "probability": literal_column("0.0", Float),
    "amount": cast(literal_column("0"), Money),
    "last_contact_at": cast(null(), UtcDateTime),
    "interval_days": cast(null(), Integer),
    "attempt": literal_column("0", Integer),
    "attempt_at": cast(null(), UtcDateTime),
    "free": false(),
    "usual": cast(literal_column("0"), Money),
    "weight": literal_column("100", Integer),
}
"""The fields of `rules.call_blocks.Candidate`, in their order, as they are where a candidate has none."""


async def candidates(
    work: Work, day: tuple[datetime, datetime], *, tries: int, most: int, interval_days: int, rested_since: datetime
) -> tuple[list[Any], int]:
    """The actor's candidates for a day as the fields of `Candidate`, and how many more were not read.

    Read are: planned calls and meetings due before the day's end; open deals and live leads without a planned call,
    not contacted today and tried in vain less than `tries` times (who was tried more waits for a decision); regular
    clients not contacted since `rested_since`. Of each block of deals only the first `most` by the block's own order,
    that of `rules.call_list`: nobody makes ten thousand calls a day.
    """
    values = {
        "day_start": day[0],
        "day_end": day[1],
        "tries": tries,
        "most": most,
        "interval_days": interval_days,
        "rested_since": rested_since,
    }
    found = await work.rows(_candidates(work.actor), values | who(work.actor))
    totals = [row[-1] for row in found if row[-1] is not None]
    return [row[:-1] for row in found], totals[0] - len(totals) if totals else 0


@prepared
def _candidates(actor: Actor) -> Any:
    deals, total = _unplanned_deals(actor)
    return union_all(deals, *(_without(total, one) for one in (_planned(actor), _leads(actor), _regulars(actor))))


def _without(total: ColumnElement[int], statement: Select[Any]) -> Select[Any]:
    return statement.add_columns(cast(null(), total.type))


def _fields(**given: Any) -> list[ColumnElement[Any]]:
    return [given.get(name, nothing).label(name) for name, nothing in FIELDS.items()]


def _unplanned_deals(actor: Actor) -> tuple[Select[Any], ColumnElement[int]]:
    """Deals of the actor for blocks of their own, each with the number of all of them."""
    free = (
        select(
            *_fields(
                kind=literal_column("'deal'"),
                id=Deal.id,
                stage_position=Stage.position,
                late=Stage.late,
                probability=cast(Stage.probability, Float) / HUNDRED,
                amount=func.coalesce(Deal.amount, NOTHING),
                last_contact_at=Deal.last_contact_at,
                attempt=Deal.attempts,
                usual=USUAL,
                weight=WEIGHT,
            ),
            ((func.coalesce(Deal.amount, NOTHING) + USUAL) * WEIGHT * Stage.probability).label("worth"),
        )
        .join(Stage, Stage.id == Deal.stage_id)
        .outerjoin(ClientWorth, ClientWorth.client_id == Deal.client_id)
        .where(Deal.owner_id == me(actor), Deal.status == code(StageKind.OPEN), *_untouched(Deal, Task.deal_id))
        .cte("free")
    )
    known, later = free.c.last_contact_at.is_not(None), free.c.stage_position.desc()
    blocks = (
        select(free).where(free.c.late).order_by(later, free.c.worth.desc(), free.c.id),
        select(free).where(~free.c.late, known).order_by(later, free.c.last_contact_at, free.c.id),
        select(free).where(~free.c.late, ~known).order_by(free.c.attempt.desc(), free.c.id),
    )
    total = select(func.count()).select_from(free).scalar_subquery().label("total")
    most = bindparam("most", type_=Integer)
    read = union_all(*(select(block.limit(most).subquery()) for block in blocks)).subquery()
    return select(*(read.c[name] for name in FIELDS), total), total


def _untouched(table: type[Deal | Lead], task_key: Any) -> tuple[ColumnElement[bool], ...]:
    """No call planned, nobody reached today, and not given up."""
    reached = table.last_contact_at
    return (
        table.attempts < bindparam("tries"),
        or_(reached.is_(None), reached < bindparam("day_start")),
        ~_has_open_call(task_key, table.id),
    )


def _has_open_call(column: Any, key: Any) -> ColumnElement[bool]:
    return exists().where(column == key, Task.status == code(TaskStatus.OPEN), Task.kind.in_(codes(CONTACT_KINDS)))


def _planned(actor: Actor) -> Select[Any]:
    """A call with a time: promised, or the next try of the attempt sequence, or set by the manager."""
    about = case(
        (Task.deal_id.is_not(None), literal_column("'deal'")),
        (Task.lead_id.is_not(None), literal_column("'lead'")),
        else_=literal_column("'client'"),
    )
    return (
        select(
            *_fields(
                kind=about,
                id=func.coalesce(Task.deal_id, Task.lead_id, Task.client_id),
                task_id=Task.id,
                promised_at=case((Task.promised, Task.due_at)),
                stage_position=func.coalesce(Stage.position, NOTHING),
                late=cast(func.coalesce(Stage.late, false()), Boolean),
                probability=cast(func.coalesce(Stage.probability, NOTHING), Float) / HUNDRED,
                amount=func.coalesce(Deal.amount, NOTHING),
                last_contact_at=Deal.last_contact_at,
                attempt=func.coalesce(Deal.attempts, Lead.attempts, Task.attempt),
                attempt_at=case((~Task.promised, Task.due_at)),
                usual=USUAL,
                weight=WEIGHT,
            )
        )
        .outerjoin(Deal, Deal.id == Task.deal_id)
        .outerjoin(Lead, Lead.id == Task.lead_id)
        .outerjoin(Stage, Stage.id == Deal.stage_id)
        .outerjoin(ClientWorth, ClientWorth.client_id == func.coalesce(Task.client_id, Deal.client_id))
        .where(
            Task.assignee_id == me(actor),
            Task.status == code(TaskStatus.OPEN),
            Task.kind.in_(codes(CONTACT_KINDS)),
            Task.due_at < bindparam("day_end"),
        )
    )


def _leads(actor: Actor) -> Select[Any]:
    """Inquiries not answered yet, and cold ones: the actor's, and for managers those waiting for a taker in the team.

    Heads hear of waiting ones when they are late.
    """
    mine: ColumnElement[bool] = Lead.owner_id == me(actor)
    if actor.role is Role.MANAGER:
        free = and_(Lead.owner_id.is_(None), Lead.status == code(LeadStatus.NEW))
        if actor.team_ids:
            free = and_(free, or_(Lead.team_id.is_(None), Lead.team_id.in_(teams(actor))))
        mine = or_(mine, free)
    awaited = case((Lead.responded_at.is_(None), Lead.respond_by))
    fields = _fields(
        kind=literal_column("'lead'"),
        id=Lead.id,
        respond_by=awaited,
        attempt=Lead.attempts,
        free=Lead.owner_id.is_(None),
    )
    return select(*fields).where(Lead.status.in_(codes(LIVE)), mine, *_untouched(Lead, Task.lead_id))


def _regulars(actor: Actor) -> Select[Any]:
    """Clients who have bought, have no open deal and were not contacted for long."""
    last = func.coalesce(Client.last_contact_at, Client.won_at)
    interval = cast(bindparam("interval_days"), Integer)
    fields = _fields(
        kind=literal_column("'client'"),
        id=Client.id,
        last_contact_at=last,
        interval_days=interval,
        usual=USUAL,
        weight=WEIGHT,
    )
    return (
        select(*fields)
        .outerjoin_from(Client, ClientWorth, ClientWorth.client_id == Client.id)
        .where(
            Client.owner_id == me(actor),
            Client.won_at.is_not(None),
            last < bindparam("rested_since"),
            ~exists().where(Deal.client_id == Client.id, Deal.status == code(StageKind.OPEN)),
            ~_has_open_call(Task.client_id, Client.id),
        )
    )


async def calls_so_far(work: Work, day_start: datetime) -> tuple[list[int], int]:
    """Seconds of the actor's latest reached calls that have a length, and how many calls were made since the start
    of the day."""
    values = {"day_start": day_start} | who(work.actor)
    found = await work.rows(_calls_so_far(work.actor), values)
    return [row.number for row in found if not row.made], next(row.number for row in found if row.made)


@prepared
def _calls_so_far(actor: Actor, limit: int = 200) -> Any:
    mine = and_(
        Activity.user_id == me(actor),
        Activity.kind == code(ActivityKind.CALL),
        Activity.direction == code(Direction.OUT),
    )
    lengths = select(Activity.seconds).where(
        mine, Activity.outcome == code(CallOutcome.REACHED), Activity.seconds.is_not(None), Activity.seconds > NOTHING
    )
    latest = lengths.order_by(Activity.at.desc()).limit(limit).subquery()
    today: Any = select(func.count(), literal_column("1")).where(mine, Activity.at >= bindparam("day_start"))
    return union_all(select(latest.c.seconds.label("number"), literal_column("0", Integer).label("made")), today)


async def deals_shown(work: Work, ids: Sequence[int]) -> dict[int, Any]:
    """Title, amount, client and stage of the deals on a screen."""
    found = (
        select(
            Deal.id,
            Deal.title,
            Deal.amount,
            Deal.status,
            Deal.stage_entered_at,
            Client.name.label("client"),
            Stage.name.label("stage"),
            Stage.pace_hours,
            Stage.expected_hours,
        )
        .join(Stage, Stage.id == Deal.stage_id)
        .outerjoin(Client, Client.id == Deal.client_id)
        .where(Deal.id.in_(ids))
    )
    return {row.id: row for row in (await work.session.execute(found)).all()}


async def leads_shown(work: Work, ids: Sequence[int]) -> dict[int, str]:
    """Names of the leads on a screen."""
    found = select(Lead.id, Lead.name).where(Lead.id.in_(ids))
    return {row.id: row.name for row in (await work.session.execute(found)).all()}


async def clients_shown(work: Work, ids: Sequence[int]) -> dict[int, str]:
    """Names of the clients on a screen."""
    found = select(Client.id, Client.name).where(Client.id.in_(ids))
    return {row.id: row.name for row in (await work.session.execute(found)).all()}
