"""What stages ask for, as it is set up: the SQL of stage tasks and of what their rules name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from services.rules.actor import Role
from services.rules.kinds import UserStatus
from storage.tables import Stage, StageTask, Team, User
from storage.unit_of_work import Work


async def one(work: Work, task_id: int) -> StageTask | None:
    """A stage task by id, an archived one too."""
    return await work.session.get(StageTask, task_id)


async def by_ids(work: Work, ids: Collection[int]) -> dict[int, StageTask]:
    """Stage tasks by id, archived ones too."""
    if not ids:
        return {}
    return {row.id: row for row in await work.session.scalars(select(StageTask).where(StageTask.id.in_(ids)))}


async def of_pipeline(work: Work, pipeline_id: int) -> Sequence[tuple[StageTask, str]]:
    """The tasks in use of all stages in use of a pipeline, with their stages' names, in order."""
    found = (
        select(StageTask, Stage.name)
        .join(Stage, Stage.id == StageTask.stage_id)
        .where(Stage.pipeline_id == pipeline_id, Stage.archived_at.is_(None), StageTask.archived_at.is_(None))
        .order_by(Stage.position, Stage.id, StageTask.position, StageTask.id)
    )
    return [(row.StageTask, row.name) for row in (await work.session.execute(found)).all()]


async def people(work: Work) -> Sequence[Any]:
    """Ids and names of everybody who may get a stage's task or look at one, by name."""
    found = select(User.id, User.name).where(
        User.status != UserStatus.INACTIVE, User.role.in_((Role.MANAGER, Role.HEAD, Role.ADMIN))
    )
    return (await work.session.execute(found.order_by(User.name, User.id))).all()


async def users(work: Work, ids: Collection[int]) -> dict[int, User]:
    """Colleagues by id, those who left too."""
    return {row.id: row for row in await work.session.scalars(select(User).where(User.id.in_(ids)))} if ids else {}


async def teams(work: Work, ids: Collection[int]) -> dict[int, str]:
    """Names of teams by id."""
    if not ids:
        return {}
    found = select(Team.id, Team.name).where(Team.id.in_(ids))
    return {row.id: row.name for row in (await work.session.execute(found)).all()}
