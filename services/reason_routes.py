"""Why clients refuse or buy reaches the services it is about: production, delivery, service (S4-09)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from services.clock import Clock
from services.errors import NotFound
from services.outbox import notify_user
from services.rules.actor import Actor
from services.rules.kinds import StageKind
from services.rules.target import Target
from storage import reasons as rows
from storage import refusals as refusal_rows
from storage import sales as sale_rows
from storage.tables import Client, Deal, Lead, LossReason, Refusal, WinReason
from storage.unit_of_work import Database, Work

PATIENCE: Final = timedelta(minutes=10)
"""Until a department is told: a word may be added meanwhile, or the refusal taken back."""


@dataclass(frozen=True, slots=True)
class ReasonTold:
    """What a department hears: no phones, no links; it is about the reason. `amount` in minor units."""

    department: str
    won: bool
    name: str
    client: str | None
    amount: int | None
    reason: str
    comment: str | None


async def tell_of_refusal(work: Work, reason: LossReason, refusal: Refusal) -> None:
    """Queue the word to the reason's department, if it has one."""
    await _tell(work, reason.department_id, "refusal", refusal.id, {"refusal": refusal.id})


async def tell_of_win(work: Work, reason: WinReason, deal: Deal) -> None:
    """Queue the word to the reason's department, if it has one."""
    await _tell(work, reason.department_id, "win", deal.id, {"deal": deal.id})


async def _tell(work: Work, department_id: int | None, what: str, about: int, params: dict[str, int]) -> None:
    department = await rows.department(work, department_id) if department_id else None
    for user_id in department.user_ids if department else ():
        await notify_user(
            work,
            user_id,
            kind="reason_told",
            dedupe_key=f"reason:{what}:{about}",
            params=params,
            due_at=work.now + PATIENCE,
        )


class ReasonRoutes:
    """What a queued word to a department says when it is sent."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def of_refusal(self, actor: Actor, refusal_id: int) -> ReasonTold:
        """A refusal as it stands now. Raises NotFound when it was taken back or is not for the reader any more."""
        async with self._db.read(actor, self._clock.now()) as work:
            refusal = await refusal_rows.any_refusal(work, refusal_id)
            if refusal is None or refusal.undone_at is not None:
                raise NotFound("refusal")
            reason = await rows.one(work, LossReason, refusal.checked_reason_id or refusal.reason_id)
            about = Target("deal", refusal.deal_id) if refusal.deal_id else Target("lead", refusal.lead_id or 0)
            return await _told(work, reason, about, refusal.amount, refusal.comment, won=False)

    async def of_win(self, actor: Actor, deal_id: int) -> ReasonTold:
        """A won deal. Raises NotFound when it is not won any more or is not for the reader."""
        async with self._db.read(actor, self._clock.now()) as work:
            about = Target("deal", deal_id)
            deal = await sale_rows.any_target(work, about)
            if not isinstance(deal, Deal) or deal.status is not StageKind.WON or deal.win_reason_id is None:
                raise NotFound("deal")
            reason = await rows.one(work, WinReason, deal.win_reason_id)
            return await _told(work, reason, about, deal.amount, None, won=True)


async def _told(
    work: Work, reason: rows.Reason | None, about: Target, amount: int | None, comment: str | None, *, won: bool
) -> ReasonTold:
    department = await rows.department(work, reason.department_id) if reason and reason.department_id else None
    if reason is None or department is None or work.actor.user_id not in department.user_ids:
        raise NotFound("department")
    row = await sale_rows.any_target(work, about)
    client = await work.session.get(Client, row.client_id) if isinstance(row, Deal | Lead) and row.client_id else None
    name = row.title if isinstance(row, Deal) else row.name
    return ReasonTold(department.name, won, name, client.name if client else None, amount, reason.name, comment)
