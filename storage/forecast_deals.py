"""Open deals beside their forecast, and forecasts kept to be compared with what came: their SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, true

from services.rules.kinds import StageKind
from storage.tables import Client, Deal, ForecastSnapshot, Pipeline, Stage, Team, UndoAction, User
from storage.types import code
from storage.unit_of_work import Work
from storage.visibility import visible


async def mark(work: Work, before: datetime) -> tuple[int, int]:
    """Changes when deals come that were begun before a moment: the newest id, and how many there are."""
    found = select(func.max(Deal.id), func.count()).select_from(Deal).where(Deal.created_at < before)
    newest, count = (await work.session.execute(found)).one()
    return int(newest or 0), int(count)


async def name_of(work: Work, level: str, key: int) -> str | None:
    """What a person the actor sees, a team or a pipeline is called; None without it."""
    if level == "manager":
        found = select(User.name).where(User.id == key, visible(work.actor, User))
    else:
        table = Team if level == "team" else Pipeline
        found = select(table.name).where(table.id == key)
    return await work.session.scalar(found)


async def open_deals(work: Work, level: str, key: int | None) -> Sequence[Any]:
    """Open deals the actor sees of a company, team, manager or pipeline: id, stage, amount or 0, probability."""
    found = (
        select(Deal.id, Deal.stage_id, func.coalesce(Deal.amount, 0), Stage.probability)
        .join(Stage, Stage.id == Deal.stage_id)
        .where(Deal.status == code(StageKind.OPEN), visible(work.actor, Deal), _of(level, key))
        .order_by(Deal.id)
    )
    return (await work.session.execute(found)).all()


async def shown(work: Work, ids: Sequence[int]) -> dict[int, Any]:
    """Deals as lists name them, by id: title, client, stage, owner, amount, probability."""
    found = (
        select(
            Deal.id,
            Deal.title,
            Client.name.label("client"),
            Stage.name.label("stage"),
            User.name.label("owner"),
            Deal.amount,
            Stage.probability,
        )
        .join(Stage, Stage.id == Deal.stage_id)
        .outerjoin(Client, Client.id == Deal.client_id)
        .outerjoin(User, User.id == Deal.owner_id)
        .where(Deal.id.in_(ids), visible(work.actor, Deal))
    )
    return {row.id: row for row in await work.session.execute(found)}


def _of(level: str, key: int | None) -> ColumnElement[bool]:
    if level == "manager":
        return Deal.owner_id == key
    if level == "team":
        return Deal.owner_id.in_(select(User.id).where(User.team_id == key))
    return Deal.pipeline_id == key if level == "pipeline" else true()


async def has_snapshots(work: Work, day: date) -> bool:
    """Whether forecasts of a morning are kept already."""
    found = select(ForecastSnapshot.id).where(ForecastSnapshot.made_on == day).limit(1)
    return await work.session.scalar(found) is not None


async def keep(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    """Write forecasts of a morning."""
    if rows:
        await work.session.execute(insert(ForecastSnapshot), list(rows))


async def first_said(work: Work, level: str, level_id: int, since: date, until: date) -> dict[tuple[date, date], int]:
    """What was said first of every period of a level that began since a day and is over: by (start, end)."""
    found = (
        select(ForecastSnapshot)
        .where(
            ForecastSnapshot.level == level,
            ForecastSnapshot.level_id == level_id,
            ForecastSnapshot.start >= since,
            ForecastSnapshot.end <= until,
            ForecastSnapshot.revenue.is_not(None),
        )
        .order_by(ForecastSnapshot.made_on.desc())
    )
    return {(row.start, row.end): row.revenue or 0 for row in await work.session.scalars(found)}


async def by_owner(work: Work, ids: Sequence[int]) -> dict[int | None, list[int]]:
    """Deals that are seen by who has them."""
    found: dict[int | None, list[int]] = {}
    rows = select(Deal.owner_id, Deal.id).where(Deal.id.in_(ids), visible(work.actor, Deal)).order_by(Deal.id)
    for row in await work.session.execute(rows):
        found.setdefault(row.owner_id, []).append(row.id)
    return found


async def closed_together(work: Work, undo_id: int) -> UndoAction | None:
    """What was closed in one go, whoever did it."""
    return await work.session.scalar(
        select(UndoAction).where(UndoAction.id == undo_id, UndoAction.kind == "dead_deals")
    )
