"""The whole set-up in a few reads: what the set-up file says, and what it is compared with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import func, select

from services.rules.kinds import UserStatus
from storage.tables import (
    BonusRule,
    CalendarDay,
    Deal,
    Department,
    FieldDefinition,
    LossReason,
    Pipeline,
    PostponeReason,
    Resource,
    Stage,
    StageField,
    StageTask,
    Team,
    User,
    WinReason,
)
from storage.unit_of_work import Work
from storage.visibility import visible

Row = TypeVar("Row")


@dataclass(slots=True)
class Everything:
    """Rows of the set-up, archived ones too; positions say the order."""

    days: list[CalendarDay]
    departments: list[Department]
    loss_reasons: list[LossReason]
    win_reasons: list[WinReason]
    postpone_reasons: list[PostponeReason]
    resources: list[Resource]
    fields: list[FieldDefinition]
    pipelines: list[Pipeline]
    stages: dict[int, list[Stage]]
    tasks: dict[int, list[StageTask]]
    required: dict[int, list[StageField]]
    users: dict[int, str]
    teams: dict[int, str]
    bonus_rules: list[BonusRule]


async def everything(work: Work) -> Everything:
    """Read all of it, in order."""
    people = select(User.id, User.name).where(visible(work.actor, User), User.status != UserStatus.INACTIVE)
    return Everything(
        days=await _rows(work, CalendarDay, CalendarDay.day),
        departments=await _rows(work, Department, Department.id),
        loss_reasons=await _rows(work, LossReason, LossReason.position),
        win_reasons=await _rows(work, WinReason, WinReason.position),
        postpone_reasons=await _rows(work, PostponeReason, PostponeReason.position),
        resources=await _rows(work, Resource, Resource.id),
        fields=await _rows(work, FieldDefinition, FieldDefinition.position),
        pipelines=await _rows(work, Pipeline, Pipeline.position),
        stages=_by(await _rows(work, Stage, Stage.position), lambda row: row.pipeline_id),
        tasks=_by(await _rows(work, StageTask, StageTask.position), lambda row: row.stage_id),
        required=_by(await _rows(work, StageField, StageField.position), lambda row: row.stage_id),
        users={row.id: row.name for row in await work.session.execute(people.order_by(User.id))},
        teams={row.id: row.name for row in await work.session.execute(select(Team.id, Team.name).order_by(Team.id))},
        bonus_rules=await _rows(work, BonusRule, BonusRule.from_day),
    )


async def _rows(work: Work, table: type[Row], order: Any) -> list[Row]:
    found = select(table).order_by(order, table.id)  # type: ignore[attr-defined]
    return list(await work.session.scalars(found))


def _by(rows: Sequence[Row], key: Callable[[Row], Hashable]) -> Any:
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


async def deals_on(work: Work, stage_id: int) -> int:
    """How many deals, open or closed, stand on a stage."""
    found = select(func.count()).select_from(Deal).where(visible(work.actor, Deal), Deal.stage_id == stage_id)
    return await work.session.scalar(found) or 0
