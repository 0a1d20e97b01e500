"""Plans, who they are for, and the open deals that may fill them: their SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.exc import IntegrityError

from services.rules.actor import Role
from services.rules.errors import Stale
from services.rules.kinds import PlanMetric, PlanScope, StageKind, UserStatus
from services.rules.plans import Slot, Structure, Unit, structure
from services.rules.worktime import DAY
from storage.tables import Absence, Client, Deal, ForecastSnapshot, HistoryEntry, Pipeline, Plan, Stage, Team, User
from storage.types import code
from storage.unit_of_work import Work
from storage.visibility import visible

CANDIDATES: Final = 60
"""Open deals looked at for the three that may close a gap: the dearest by probability, many of them may be dead."""


async def values(
    work: Work, start: date, end: date, metric: PlanMetric | None = None
) -> dict[PlanMetric, dict[tuple[Unit, Slot], int]]:
    """Every plan that begins in a time, by metric."""
    found = select(Plan.metric, Plan.scope, Plan.scope_id, Plan.kind, Plan.start, Plan.value).where(
        Plan.start >= start, Plan.start < end, Plan.value.is_not(None)
    )
    if metric is not None:
        found = found.where(Plan.metric == metric)
    rows: dict[PlanMetric, dict[tuple[Unit, Slot], int]] = {}
    for which, scope, scope_id, kind, begin, value in await work.session.execute(found):
        rows.setdefault(which, {})[Unit(scope, scope_id), Slot(kind, begin)] = value or 0
    return rows


async def structure_of(work: Work, start: date, end: date) -> Structure:
    """Teams, pipelines in use, and who sells: managers who have not left, and whoever has a plan in the time."""
    teams = {row.id: row.parent_id for row in await work.session.execute(select(Team.id, Team.parent_id))}
    planned = select(Plan.scope_id).where(
        Plan.scope == PlanScope.USER, Plan.start >= start, Plan.start < end, Plan.value.is_not(None)
    )
    sells = and_(User.role == Role.MANAGER, User.status != UserStatus.INACTIVE)
    people = select(User.id, User.team_id).where(or_(sells, User.id.in_(planned))).order_by(User.name, User.id)
    pipelines = select(Pipeline.id).where(Pipeline.archived_at.is_(None)).order_by(Pipeline.position, Pipeline.id)
    return structure(
        teams,
        {row.id: row.team_id for row in await work.session.execute(people)},
        tuple(await work.session.scalars(pipelines)),
    )


async def names(work: Work, units: Iterable[Unit]) -> dict[Unit, str]:
    """What people, teams and pipelines are called; the company has no name here."""
    wanted: dict[PlanScope, list[int]] = {}
    for unit in units:
        wanted.setdefault(unit.scope, []).append(unit.id)
    tables: dict[PlanScope, Any] = {
        PlanScope.USER: User, PlanScope.TEAM: Team, PlanScope.PIPELINE: Pipeline,
    }  # fmt: skip
    found: dict[Unit, str] = {}
    for scope, table in tables.items():
        if scope in wanted:
            named = select(table.id, table.name).where(table.id.in_(wanted[scope]))
            found |= {Unit(scope, row.id): row.name for row in await work.session.execute(named)}
    return found


async def all_named(work: Work) -> dict[PlanScope, list[tuple[int, str, int | None]]]:
    """Everybody a file may name: people who have not left with their team, teams, pipelines in use."""
    people = select(User.id, User.name, User.team_id).where(User.status != UserStatus.INACTIVE).order_by(User.id)
    teams = select(Team.id, Team.name, Team.parent_id).order_by(Team.id)
    pipelines = select(Pipeline.id, Pipeline.name).where(Pipeline.archived_at.is_(None)).order_by(Pipeline.id)
    return {
        PlanScope.USER: [(row.id, row.name, row.team_id) for row in await work.session.execute(people)],
        PlanScope.TEAM: [(row.id, row.name, row.parent_id) for row in await work.session.execute(teams)],
        PlanScope.PIPELINE: [(row.id, row.name, None) for row in await work.session.execute(pipelines)],
    }


async def teams_of(work: Work, user_ids: Sequence[int]) -> dict[int, int | None]:
    """The teams of people."""
    found = select(User.id, User.team_id).where(User.id.in_(user_ids))
    return {row.id: row.team_id for row in await work.session.execute(found)}


# ------------------------------------------------------------------------------------------------------ one plan
async def row(work: Work, metric: PlanMetric, unit: Unit, slot: Slot) -> Plan | None:
    """The stored plan of a unit and period, also one that was taken away."""
    return await work.session.scalar(
        select(Plan).where(
            Plan.metric == metric,
            Plan.scope == unit.scope,
            Plan.scope_id == unit.id,
            Plan.kind == slot.kind,
            Plan.start == slot.start,
        )
    )


async def add(work: Work, plan: Plan) -> None:
    """Store a new plan. Raises Stale when somebody has set the same one meanwhile."""
    try:
        async with work.session.begin_nested():
            work.session.add(plan)
    except IntegrityError:
        raise Stale from None


async def changes(work: Work, plan_id: int, limit: int) -> Sequence[Any]:
    """The latest changes of a plan with who made them (entry, name or None), the newest first."""
    found = (
        select(HistoryEntry, User.name)
        .outerjoin(User, User.id == HistoryEntry.user_id)
        .where(HistoryEntry.record == Plan.__tablename__, HistoryEntry.record_id == plan_id)
        .order_by(HistoryEntry.id.desc())
        .limit(limit)
    )
    return (await work.session.execute(found)).all()


# ------------------------------------------------------------------------------------------------- days and deals
async def absences(work: Work, user_ids: Sequence[int], start: date, end: date) -> dict[int, list[tuple[date, date]]]:
    """First and last days these people are away in a time; one who came back early was away until then."""
    found = select(Absence).where(
        Absence.user_id.in_(user_ids),
        Absence.cancelled_at.is_(None),
        Absence.from_day < end,
        Absence.to_day >= start,
    )
    away: dict[int, list[tuple[date, date]]] = {}
    for item in await work.session.scalars(found):
        back = item.ended_at.date() - DAY if item.ended_at is not None else item.to_day
        away.setdefault(item.user_id, []).append((item.from_day, min(item.to_day, back)))
    return away


def _owned(unit: Unit) -> ColumnElement[bool]:
    return Deal.owner_id == unit.id if unit.scope is PlanScope.USER else Deal.pipeline_id == unit.id


async def open_deals(work: Work, unit: Unit, metric: PlanMetric) -> Sequence[Any]:
    """Open deals of a person or pipeline the actor sees, the likeliest to help first, as `OpenDeal` has them."""
    worth = Stage.probability * func.coalesce(Deal.amount, 0)
    order = (Stage.probability.desc(), worth.desc()) if metric is PlanMetric.DEALS else (worth.desc(),)
    found = (
        select(
            Deal.id,
            Deal.title,
            Client.name.label("client"),
            func.coalesce(Deal.amount, 0).label("amount"),
            Stage.probability,
            Deal.stage_entered_at,
            Deal.last_contact_at,
            case((Stage.pace_hours.is_not(None), Stage.pace_hours), else_=Stage.expected_hours).label("slow_hours"),
        )
        .join(Stage, Stage.id == Deal.stage_id)
        .outerjoin(Client, Client.id == Deal.client_id)
        .where(Deal.status == code(StageKind.OPEN), _owned(unit), Stage.probability > 0, visible(work.actor, Deal))
        .order_by(*order, Deal.id)
        .limit(CANDIDATES)
    )
    rows: Sequence[Any] = (await work.session.execute(found)).all()
    return rows


async def snapshot(
    work: Work, level: str, level_id: int, start: date, end: date, since: date
) -> ForecastSnapshot | None:
    """The newest stored forecast of a period, made on that day or later."""
    found = select(ForecastSnapshot).where(
        ForecastSnapshot.level == level,
        ForecastSnapshot.level_id == level_id,
        ForecastSnapshot.start == start,
        ForecastSnapshot.end == end,
        ForecastSnapshot.made_on >= since,
    )
    return await work.session.scalar(found.order_by(ForecastSnapshot.made_on.desc()).limit(1))
