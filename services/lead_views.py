"""What lists and cards of inquiries show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services import policy
from services.call_views import last_lines
from services.rules.kinds import LeadStatus
from services.rules.lateness import Late
from services.rules.target import Target
from services.rules.views import ActivityLine, Named, TaskLine
from services.task_views import task_lines
from storage import leads as rows
from storage import sales as sale_rows
from storage import work as task_rows
from storage.tables import Lead, LossReason, User
from storage.unit_of_work import Work

LAST = 3


@dataclass(frozen=True, slots=True)
class LeadCard:
    """Everything about one inquiry.

    `respond_by` is the response limit, running until `responded_at` is set (S2-04). `client` is the known client it
    leads to, None when the actor may not see that one. `deal_id`: what it became.
    """

    id: int
    version: int
    name: str
    phone: str | None
    phone_typed: str | None
    channel: str | None
    need: str
    status: LeadStatus
    owner: Named | None
    mine: bool
    created_at: datetime
    respond_by: datetime | None
    responded_at: datetime | None
    closed_at: datetime | None
    client: Named | None
    deal_id: int | None
    loss_reason: str | None
    loss_comment: str | None
    next: TaskLine | None
    last: tuple[ActivityLine, ...]
    in_chat: bool
    may_give: bool
    late: Late | None = None
    """How late the first answer is."""

    @property
    def live(self) -> bool:
        """True while it is being worked on."""
        return self.status in (LeadStatus.NEW, LeadStatus.TAKEN)


@dataclass(frozen=True, slots=True)
class LeadLine:
    """An inquiry in a list; `red`: not answered in time, or something of it is overdue."""

    id: int
    name: str
    phone: str | None
    channel: str | None
    owner: str | None
    need: str
    created_at: datetime
    respond_by: datetime | None
    responded_at: datetime | None
    red: bool = False
    late: Late | None = None


@dataclass(frozen=True, slots=True)
class LeadPage:
    """One page (from 1) of one of the lists, and how many inquiries each has; `whose`: owners differ."""

    choice: str
    lines: tuple[LeadLine, ...]
    counts: dict[str, int]
    page: int
    pages: int
    whose: bool


async def line(work: Work, row: Lead, channel: str | None, owner: str | None, *, red: bool = False) -> LeadLine:
    """A lead as lists show it."""
    return LeadLine(
        id=row.id,
        name=row.name,
        phone=row.phone or row.phone_typed,
        channel=channel,
        owner=owner,
        need=row.need,
        created_at=row.created_at,
        respond_by=row.respond_by,
        responded_at=row.responded_at,
        red=red,
        late=await _late(work, row),
    )


async def _late(work: Work, row: Lead) -> Late | None:
    waits = row.responded_at is None and row.closed_at is None
    return await policy.late_of(work, row.owner_id, row.respond_by, work.now) if waits else None


async def card(work: Work, lead: Lead) -> LeadCard:
    """A lead as its card shows it."""
    target = Target("lead", lead.id)
    owner = await work.session.get(User, lead.owner_id) if lead.owner_id else None
    reason = await work.session.get(LossReason, lead.loss_reason_id) if lead.loss_reason_id else None
    client = await sale_rows.client(work, lead.client_id) if lead.client_id else None
    planned = await task_rows.next_contact(work, target)
    lines = await task_lines(work, [planned] if planned else [])
    return LeadCard(
        id=lead.id,
        version=lead.version,
        name=lead.name,
        phone=lead.phone,
        phone_typed=lead.phone_typed,
        channel=await rows.channel_name(work, lead.channel_id),
        need=lead.need,
        status=lead.status,
        owner=Named(owner.id, owner.name) if owner else None,
        mine=lead.owner_id is not None and lead.owner_id == work.actor.user_id,
        created_at=lead.created_at,
        respond_by=lead.respond_by,
        late=await _late(work, lead),
        responded_at=lead.responded_at,
        closed_at=lead.closed_at,
        client=Named(client.id, client.name) if client else None,
        deal_id=await rows.deal_of(work, lead.id) if lead.status is LeadStatus.CONVERTED else None,
        loss_reason=reason.name if reason else None,
        loss_comment=lead.loss_comment,
        next=lines[0] if lines else None,
        last=await last_lines(work, target, LAST),
        in_chat=await rows.open_chat(work, lead.telegram_id),
        may_give=work.actor.is_leader,
    )
