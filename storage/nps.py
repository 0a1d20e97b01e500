"""Polls after won deals: their SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, exists, select, text

from services.rules.kinds import NpsStatus, PipelineCycle, StageKind
from storage.tables import Chat, Deal, NpsPoll, Pipeline, StageTransition
from storage.unit_of_work import Work
from storage.visibility import visible

BATCH: Final = 200
_LOCK: Final = 0x4E5053  # "NPS"


async def alone(work: Work) -> None:
    """Let one process at a time look for whom to ask; SQLite has one writer anyway."""
    if work.session.get_bind().dialect.name == "postgresql":
        await work.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


async def to_ask(work: Work, won_after: datetime, won_before: datetime, asked_after: datetime) -> Sequence[Deal]:
    """Won deals without a poll. Only those a person closed here: an imported past is not asked about.

    A client who was asked after the given time is left in peace for now. A poll called off because the sale was taken
    back does not count once the deal is won again.
    """
    closed_here = exists().where(
        StageTransition.deal_id == Deal.id,
        StageTransition.to_stage_id == Deal.stage_id,
        StageTransition.user_id.is_not(None),
    )
    called_off = (NpsPoll.status == NpsStatus.CANCELLED) & (NpsPoll.sent_at < Deal.closed_at)
    asked_lately = exists().where(NpsPoll.client_id == Deal.client_id, NpsPoll.sent_at > asked_after)
    found = (
        select(Deal)
        .join(Pipeline, Pipeline.id == Deal.pipeline_id)
        .where(
            Deal.status == StageKind.WON,
            Deal.closed_at > won_after,
            Deal.closed_at <= won_before,
            Pipeline.cycle != PipelineCycle.WARM_UP,
            closed_here,
            ~exists().where(NpsPoll.deal_id == Deal.id, ~called_off),
            ~asked_lately,
        )
    )
    return (await work.session.scalars(found.order_by(Deal.closed_at, Deal.id).limit(BATCH))).all()


async def to_repeat(work: Work, sent_before: datetime, sent_after: datetime) -> Sequence[NpsPoll]:
    """Polls sent in this time, unanswered and not repeated yet."""
    found = select(NpsPoll).where(
        NpsPoll.status == NpsStatus.SENT,
        NpsPoll.sent_at <= sent_before,
        NpsPoll.sent_at > sent_after,
        NpsPoll.repeated_at.is_(None),
    )
    return (await work.session.scalars(found.order_by(NpsPoll.sent_at).limit(BATCH).with_for_update())).all()


async def undelivered(work: Work) -> Sequence[NpsPoll]:
    """Unanswered polls of clients who have blocked the bot since."""
    blocked: ColumnElement[bool] = exists().where(Chat.id == NpsPoll.chat_id, Chat.blocked_at.is_not(None))
    found = select(NpsPoll).where(NpsPoll.status == NpsStatus.SENT, blocked)
    return (await work.session.scalars(found.order_by(NpsPoll.sent_at).limit(BATCH).with_for_update())).all()


async def poll(work: Work, poll_id: int) -> NpsPoll | None:
    """A poll of a deal the actor may see."""
    return await work.session.scalar(select(NpsPoll).where(NpsPoll.id == poll_id, visible(work.actor, NpsPoll)))


async def poll_of_chat(work: Work, poll_id: int, chat_id: int | None) -> NpsPoll | None:
    """The poll a client was asked in this chat."""
    return await work.session.scalar(select(NpsPoll).where(NpsPoll.id == poll_id, NpsPoll.chat_id == chat_id))


async def poll_of_task(work: Work, task_id: int) -> NpsPoll | None:
    """The poll a manager is to ask in person."""
    return await work.session.scalar(select(NpsPoll).where(NpsPoll.task_id == task_id))


async def poll_of_deal(work: Work, deal_id: int) -> NpsPoll | None:
    """The poll about a deal whose right has been checked already."""
    return await work.session.scalar(select(NpsPoll).where(NpsPoll.deal_id == deal_id))
