"""Refusals counted: by reason, manager, channel, stage, and what their checks said (S2-83, S2-84, S4-08)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select

from services.rules.loss_cuts import LossCut
from storage.tables import Channel, Client, Deal, Lead, LossReason, Pipeline, Refusal, Stage, User
from storage.unit_of_work import Work
from storage.visibility import visible

REASON: Final = func.coalesce(Refusal.checked_reason_id, Refusal.reason_id)
"""What the check said counts; without one, what the manager said."""
OWNER: Final = func.coalesce(Deal.owner_id, Lead.owner_id, Refusal.user_id)
CHANNEL: Final = func.coalesce(Deal.channel_id, Lead.channel_id)

_KEYS: Final[dict[LossCut, Any]] = {
    LossCut.REASON: REASON,
    LossCut.MANAGER: OWNER,
    LossCut.CHANNEL: CHANNEL,
    LossCut.STAGE: Refusal.from_stage_id,
}
_NAMES: Final[dict[LossCut, tuple[Any, Any]]] = {
    LossCut.REASON: (LossReason.id, LossReason.name),
    LossCut.MANAGER: (User.id, User.name),
    LossCut.CHANNEL: (Channel.id, Channel.name),
}


def standing(work: Work, start: datetime, end: datetime) -> list[ColumnElement[bool]]:
    """Refusals of the time that were not taken back, seen by the actor."""
    return [Refusal.at >= start, Refusal.at < end, Refusal.undone_at.is_(None), visible(work.actor, Refusal)]


def joined(found: Any) -> Select[Any]:
    """Refusals beside the deal or the inquiry each is of."""
    whole: Select[Any] = (
        found.select_from(Refusal)
        .outerjoin(Deal, Deal.id == Refusal.deal_id)
        .outerjoin(Lead, Lead.id == Refusal.lead_id)
    )
    return whole


async def cut(work: Work, by: LossCut, start: datetime, end: datetime) -> Sequence[Any]:
    """Rows (key or None, deals, leads, money in minor units) of one cut, the most first."""
    key = _KEYS[by].label("key")
    found = joined(
        select(
            key,
            func.count(Refusal.deal_id).label("deals"),
            func.count(Refusal.lead_id).label("leads"),
            func.coalesce(func.sum(Refusal.amount), 0).label("money"),
        )
    )
    statement = found.where(*standing(work, start, end)).group_by(key).order_by(func.count().desc(), key)
    rows: Sequence[Any] = (await work.session.execute(statement)).all()
    return rows


async def names(work: Work, by: LossCut, keys: Sequence[int]) -> dict[int, str]:
    """What the keys of a cut are called; also what is archived or has left."""
    column, name = _NAMES[by]
    return {row[0]: row[1] for row in await work.session.execute(select(column, name).where(column.in_(keys)))}


async def stage_names(work: Work, keys: Sequence[int]) -> dict[int, tuple[str, str]]:
    """What stages and their pipelines are called."""
    found = select(Stage.id, Stage.name, Pipeline.name).join(Pipeline, Pipeline.id == Stage.pipeline_id)
    return {row[0]: (row[1], row[2]) for row in await work.session.execute(found.where(Stage.id.in_(keys)))}


async def totals(work: Work, start: datetime, end: datetime) -> tuple[int, int, int]:
    """Deals, leads and money refused in a time."""
    found = select(
        func.count(Refusal.deal_id), func.count(Refusal.lead_id), func.coalesce(func.sum(Refusal.amount), 0)
    ).where(*standing(work, start, end))
    deals, leads, money = (await work.session.execute(found)).one()
    return deals, leads, money or 0


async def verdicts(work: Work, start: datetime, end: datetime) -> Sequence[Any]:
    """Rows (said, checked, result, n) of the refusals of a time that were checked; those sent back to work too."""
    found = (
        select(
            Refusal.reason_id.label("said"),
            Refusal.checked_reason_id.label("checked"),
            Refusal.check_result.label("result"),
            func.count().label("n"),
        )
        .where(
            Refusal.at >= start,
            Refusal.at < end,
            Refusal.check_result.is_not(None),
            visible(work.actor, Refusal),
        )
        .group_by(Refusal.reason_id, Refusal.checked_reason_id, Refusal.check_result)
    )
    rows: Sequence[Any] = (await work.session.execute(found)).all()
    return rows


async def page(
    work: Work, by: LossCut, key: int | None, start: datetime, end: datetime, limit: int, offset: int
) -> Sequence[Any]:
    """The refusals behind a number, the dearest first, then the newest."""
    shown: Any = select(Refusal, Deal.title.label("deal"), Lead.name.label("lead"), Client.name.label("client"))
    found = joined(shown).outerjoin(Client, Client.id == func.coalesce(Deal.client_id, Lead.client_id))
    statement = (
        found.where(*standing(work, start, end), _KEYS[by].is_not_distinct_from(key))
        .order_by(func.coalesce(Refusal.amount, 0).desc(), Refusal.at.desc(), Refusal.id.desc())
        .limit(limit)
        .offset(offset)
    )
    rows: Sequence[Any] = (await work.session.execute(statement)).all()
    return rows


async def count(work: Work, by: LossCut, key: int | None, start: datetime, end: datetime) -> int:
    """How many refusals are behind a number."""
    found = joined(select(func.count()))
    statement = found.where(*standing(work, start, end), _KEYS[by].is_not_distinct_from(key))
    return await work.session.scalar(statement) or 0
