"""What the keys of slices are called: also what is archived or has left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import select

from services.rules.indicators import By, Fact, OwnField, Slice
from storage.facts import own_fields
from storage.tables import Channel, LossReason, Pipeline, Product, Stage, Team, User, WinReason
from storage.unit_of_work import Work

_TABLES: Final[dict[By, Any]] = {
    Slice.MANAGER: User,
    Slice.TEAM: Team,
    Slice.PIPELINE: Pipeline,
    Slice.CHANNEL: Channel,
    Slice.PRODUCT: Product,
}


async def names(work: Work, by: By, keys: Collection[Any], fact: Fact) -> dict[Any, str]:
    """Names by key; a stage with its pipeline where another stage has its name. Reasons are those of the fact."""
    if isinstance(by, OwnField):
        return await own_fields.names(work, by.id, keys)
    if by is Slice.STAGE:
        return await _stages(work, keys)
    if by is Slice.REASON:
        table: Any = WinReason if fact is Fact.DEALS_WON else LossReason
    else:
        table = _TABLES[by]
    found = await work.session.execute(select(table.id, table.name).where(table.id.in_(keys)))
    return {row.id: row.name for row in found}


async def _stages(work: Work, keys: Collection[int]) -> dict[int, str]:
    statement = select(Stage.id, Stage.name, Pipeline.name.label("pipeline")).join(
        Pipeline, Pipeline.id == Stage.pipeline_id
    )
    found = (await work.session.execute(statement.where(Stage.id.in_(keys)))).all()
    called = Counter(row.name for row in found)
    return {row.id: f"{row.name} · {row.pipeline}" if called[row.name] > 1 else row.name for row in found}
