"""Steps of a poll inside an open transaction: sending it, asking by a task instead, taking a score, the alert."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from services import events, tasks_core
from services.errors import Invalid
from services.outbox import notify_contact, notify_user
from services.policy import Policy
from services.rules import worktime
from services.rules.kinds import NpsStatus, StageKind, TaskKind
from services.rules.nps import SCALES, Band, band
from services.rules.target import Target
from services.rules.worktime import NoWorkingTime
from storage import nps as rows
from storage.heads import acting_head_of, reachable_head_of
from storage.tables import Deal, NpsPoll, User
from storage.unit_of_work import Work

ASK_WITHIN: Final = timedelta(days=14)
"""A deal won longer ago is not asked about any more."""
ASK_BY_TASK_DAYS: Final = 1
NOT_ASKED: Final = timedelta(days=1)
"""So long after the sale the question should have been asked by itself."""


async def may_ask(work: Work, deal: Deal) -> bool:
    """A deal won a while ago whose client nobody has asked."""
    if deal.status is not StageKind.WON or deal.closed_at is None or deal.closed_at > work.now - NOT_ASKED:
        return False
    return await rows.poll_of_deal(work, deal.id) is None


async def send(work: Work, poll: NpsPoll, *, again: bool) -> bool:
    """Queue the question; False when the client cannot be written to."""
    if poll.contact_id is None:
        return False
    return await notify_contact(
        work,
        poll.contact_id,
        kind="nps_ask",
        params={"poll": poll.id, "again": again},
        dedupe_key=f"nps:{poll.id}:{int(poll.sent_at.timestamp())}:{again}",
        expires_at=poll.sent_at + ASK_WITHIN,
    )


async def by_task(work: Work, rules: Policy, poll: NpsPoll) -> None:
    """A client who is not in Telegram is asked by the deal's owner (S2-64)."""
    deal = await work.session.get_one(Deal, poll.deal_id)
    owner = await work.session.get(User, deal.owner_id) if deal.owner_id else await acting_head_of(work, None)
    try:
        zone = rules.zone_of(owner.zone if owner else None)
        due_at = worktime.add_days(rules.calendar, zone, work.now, ASK_BY_TASK_DAYS)
    except NoWorkingTime:
        due_at = work.now + timedelta(days=ASK_BY_TASK_DAYS)
    target, assignee = Target("deal", poll.deal_id), owner.id if owner else None
    task = tasks_core.make(work, target, TaskKind.NPS, due_at, assignee, client_id=poll.client_id)
    await work.session.flush()
    poll.task_id, poll.status = task.id, NpsStatus.BY_TASK


async def take(work: Work, poll: NpsPoll, score: int) -> None:
    """Set the score and tell of a bad one at once. Raises Invalid("no_such_score")."""
    scale = SCALES[poll.scale]
    if score not in scale.scores:
        raise Invalid("no_such_score")
    before, poll.score, poll.scored_at = poll.score, score, work.now
    await events.client_answered(work, await work.session.get_one(Deal, poll.deal_id), None)
    if before is not None and band(before, scale) is Band.DETRACTOR and before != score:
        await alert(work, poll, before=before)
    elif before != score:
        await alert(work, poll)


async def alert(work: Work, poll: NpsPoll, *, before: int | None = None, with_reason: bool = False) -> None:
    """A low score goes to the head and the deal's owner at once, once more with its reason, and when it is corrected.

    Whoever entered it needs no telling.
    """
    scale = SCALES[poll.scale]
    if poll.score is None or (band(poll.score, scale) is not Band.DETRACTOR and before is None):
        return
    deal = await work.session.get_one(Deal, poll.deal_id)
    head = await reachable_head_of(work, deal.owner_id)
    for user_id in {deal.owner_id, head.id if head else None} - {None, work.actor.user_id}:
        await notify_user(
            work,
            user_id or 0,
            kind="nps_low",
            params={"poll": poll.id, "before": before},
            dedupe_key=f"nps_low:{poll.id}:{poll.score}:{before}:{with_reason}",
            urgent=True,
        )
