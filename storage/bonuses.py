"""Bonus rules: their SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select

from services.rules.kinds import StageKind
from storage.tables import BonusRule, Deal, DealLine, Pipeline, Team
from storage.types import code
from storage.unit_of_work import Work
from storage.visibility import visible


async def since(work: Work, day: date) -> Sequence[BonusRule]:
    """Rules that still count on a day or later."""
    found = select(BonusRule).where(or_(BonusRule.to_day.is_(None), BonusRule.to_day > day))
    return (await work.session.scalars(found.order_by(BonusRule.from_day, BonusRule.id))).all()


async def named(work: Work, day: date) -> Sequence[Any]:
    """Rules that still count on a day or later, each with the names of its pipeline and team."""
    found = (
        select(BonusRule, Pipeline.name.label("pipeline"), Team.name.label("team"))
        .outerjoin(Pipeline, Pipeline.id == BonusRule.pipeline_id)
        .outerjoin(Team, Team.id == BonusRule.team_id)
        .where(or_(BonusRule.to_day.is_(None), BonusRule.to_day > day))
        .order_by(BonusRule.from_day, BonusRule.id)
    )
    return (await work.session.execute(found)).all()


async def rule(work: Work, rule_id: int) -> BonusRule | None:
    """One rule."""
    return await work.session.get(BonusRule, rule_id)


async def uncosted(work: Work, user_id: int, start: datetime, end: datetime) -> int:
    """How many deals a person won in a time whose cost is not known: without lines, or with one that has no cost."""
    known = select(DealLine.id).where(DealLine.deal_id == Deal.id)
    found = select(func.count()).where(
        Deal.owner_id == user_id,
        Deal.status == code(StageKind.WON),
        Deal.closed_at >= start,
        Deal.closed_at < end,
        func.coalesce(Deal.amount, 0) > 0,
        or_(~known.exists(), known.where(DealLine.cost.is_(None)).exists()),
        visible(work.actor, Deal),
    )
    return await work.session.scalar(found.select_from(Deal)) or 0
