"""How long deals later won stayed at each stage: counted by the database, stage by stage (S2-41)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Float, cast, func, select, update

from services.rules.kinds import StageKind
from services.rules.stage_pace import LEAST_STAYS, SHARE, pace_of
from storage.tables import Deal, Stage, StageTransition
from storage.unit_of_work import Work


async def paces(work: Work) -> dict[int, int]:
    """By stage: hours within which four fifths of the stays of deals later won ended; stages with enough of them."""
    stays = (
        select(
            StageTransition.to_stage_id.label("stage"),
            StageTransition.at.label("came"),
            func.lead(StageTransition.at)
            .over(partition_by=StageTransition.deal_id, order_by=(StageTransition.at, StageTransition.id))
            .label("left"),
        )
        .join(Deal, Deal.id == StageTransition.deal_id)
        .where(Deal.status == StageKind.WON)
        .subquery()
    )
    hours = _hours(work, stays.c.came, stays.c.left).label("hours")
    lasted = select(stays.c.stage, hours).where(stays.c.left.is_not(None)).subquery()
    ranked = select(
        lasted.c.stage,
        lasted.c.hours,
        func.row_number().over(partition_by=lasted.c.stage, order_by=lasted.c.hours).label("place"),
        func.count().over(partition_by=lasted.c.stage).label("stays"),
    ).subquery()
    part, whole = SHARE
    found = (
        select(ranked.c.stage, func.min(ranked.c.hours))
        .where(ranked.c.place * whole >= ranked.c.stays * part, ranked.c.stays >= LEAST_STAYS)
        .group_by(ranked.c.stage)
    )
    return {row[0]: pace_of(float(row[1])) for row in await work.session.execute(found)}


def _hours(work: Work, since: Any, until: Any) -> Any:
    if work.session.get_bind().dialect.name == "sqlite":
        return (func.julianday(until) - func.julianday(since)) * 24
    return cast(func.extract("epoch", until - since), Float) / 3600


async def stored(work: Work) -> dict[int, int | None]:
    """What the stages say now."""
    return {row.id: row.pace_hours for row in await work.session.execute(select(Stage.id, Stage.pace_hours))}


async def store(work: Work, stage_id: int, hours: int | None) -> None:
    """Write a stage's pace; neither its version nor its history move."""
    await work.session.execute(
        update(Stage)
        .where(Stage.id == stage_id)
        .values(pace_hours=hours, version=Stage.version)
        .execution_options(synchronize_session=False)
    )
