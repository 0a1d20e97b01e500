"""Polls after won deals: their SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from services.rules.kinds import NpsStatus, PipelineCycle, StageKind
from storage.tables import Deal, NpsPoll, Pipeline, StageTransition
from storage.unit_of_work import Work
from storage.visibility import visible

BATCH = 200


async def to_ask(work: Work, won_after: datetime, won_before: datetime) -> Sequence[Deal]:
    """Won deals without a poll. Only those a person closed here: an imported past is not asked about."""
    closed_here = exists().where(
        StageTransition.deal_id == Deal.id,
        StageTransition.to_stage_id == Deal.stage_id,
        StageTransition.user_id.is_not(None),
    )
    found = (
        select(Deal)
        .join(Pipeline, Pipeline.id == Deal.pipeline_id)
        .where(
            Deal.status == StageKind.WON,
            Deal.closed_at > won_after,
            Deal.closed_at <= won_before,
            Pipeline.cycle != PipelineCycle.WARM_UP,
            closed_here,
            ~exists().where(NpsPoll.deal_id == Deal.id),
        )
    )
    return (await work.session.scalars(found.order_by(Deal.closed_at).limit(BATCH))).all()


async def to_repeat(work: Work, sent_before: datetime) -> Sequence[NpsPoll]:
    """Polls sent so long ago, unanswered and not repeated yet."""
    found = select(NpsPoll).where(
        NpsPoll.status == NpsStatus.SENT, NpsPoll.sent_at <= sent_before, NpsPoll.repeated_at.is_(None)
    )
    return (await work.session.scalars(found.order_by(NpsPoll.sent_at).limit(BATCH))).all()


async def poll(work: Work, poll_id: int) -> NpsPoll | None:
    """A poll of a deal the actor may see."""
    return await work.session.scalar(select(NpsPoll).where(NpsPoll.id == poll_id, visible(work.actor, NpsPoll)))


async def poll_of_chat(work: Work, poll_id: int, chat_id: int | None) -> NpsPoll | None:
    """The poll a client was asked in this chat."""
    return await work.session.scalar(select(NpsPoll).where(NpsPoll.id == poll_id, NpsPoll.chat_id == chat_id))


async def poll_of_task(work: Work, task_id: int) -> NpsPoll | None:
    """The poll a manager is to ask in person."""
    return await work.session.scalar(select(NpsPoll).where(NpsPoll.task_id == task_id))
