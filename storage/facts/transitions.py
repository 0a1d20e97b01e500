"""Moves between stages as facts: which stages deals entered and how far they came, how long they stayed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select

from services.rules.indicators import Fact, Flag, Kind, Value
from services.rules.kinds import StageKind
from storage.facts.asking import Ask, Base, Column
from storage.facts.deals import OPEN, WON, yes
from storage.facts.keys import Keys
from storage.facts.rows import another
from storage.tables import Deal, Stage, StageTransition
from storage.types import code


def _base(
    ask: Ask,
    tables: Any,
    at: Any,
    conditions: tuple[ColumnElement[bool], ...],
    values: dict[Value | Flag, Column],
    span: Any = None,
) -> Base:
    """Deals at `Stage`, the stage they entered or left; none whose parent moved in the period as well."""
    parent = another(StageTransition, "of the parent")
    moved = select(parent.id).where(parent.deal_id == Deal.parent_id, parent.at >= ask.start, parent.at < ask.end)
    return Base(
        kind=Kind.DEAL,
        tables=tables,
        id=Deal.id,
        at=at,
        where=(*conditions, Stage.kind == code(StageKind.OPEN), or_(Deal.parent_id.is_(None), ~moved.exists())),
        owner=Deal.owner_id,
        client=Deal.client_id,
        key=Keys(
            ask,
            at,
            owner=Deal.owner_id,
            client=Deal.client_id,
            deal=Deal,
            stage=Stage.id,
            pipeline=Stage.pipeline_id,
        ),
        values=values,
        title=Deal.title,
        span=span,
    )


def entries(ask: Ask) -> Base:
    """Deals on the stages they entered in the period, each once a stage.

    Reached: after that the deal came to a later stage of the pipeline, or was won and still is. A stage that was
    passed over counts as reached.
    """
    move = StageTransition
    entered = (
        select(move.deal_id.label("deal_id"), move.to_stage_id.label("stage_id"), func.min(move.at).label("at"))
        .where(move.at >= ask.start, move.at < ask.end)
        .group_by(move.deal_id, move.to_stage_id)
        .subquery("entered")
    )
    later, place = another(StageTransition, "later"), another(Stage, "of the later")
    further = and_(place.pipeline_id == Stage.pipeline_id, place.position > Stage.position)
    reached = (
        select(later.id)
        .join(place, place.id == later.to_stage_id)
        .where(
            later.deal_id == entered.c.deal_id,
            later.at >= entered.c.at,
            further,
            or_(place.kind == OPEN, and_(place.kind == WON, Deal.status == WON)),
        )
        .correlate_except(later, place)
        .exists()
    )
    tables = entered.join(Deal.__table__, Deal.id == entered.c.deal_id).join(
        Stage.__table__, Stage.id == entered.c.stage_id
    )
    return _base(ask, tables, entered.c.at, (), {Flag.REACHED: yes(reached)})


def exits(ask: Ask) -> Base:
    """Deals on the stages they left, with the seconds since they entered them; None where that is not known."""
    move, entry = StageTransition, another(StageTransition, "entry")
    before = or_(entry.at < move.at, and_(entry.at == move.at, entry.id < move.id))
    entered = (
        select(func.max(entry.at))
        # "+ 0" keeps the planner off the index by stage: a deal has a few moves, a stage a million.
        .where(entry.deal_id == move.deal_id, entry.to_stage_id + 0 == move.from_stage_id, before)
        .correlate_except(entry)
        .scalar_subquery()
    )
    tables = move.__table__.join(Deal.__table__, Deal.id == move.deal_id).join(
        Stage.__table__, Stage.id == move.from_stage_id
    )
    conditions = (move.at >= ask.start, move.at < ask.end)
    return _base(ask, tables, move.at, conditions, {}, (entered, move.at))


TRANSITIONS: Final[dict[Fact, Callable[[Ask], Base]]] = {Fact.STAGE_ENTRIES: entries, Fact.STAGE_EXITS: exits}
