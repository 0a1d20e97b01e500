"""What the pages of stage tasks show: each task with the names its rules mention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services import due_sources
from services.due_sources import DueView
from services.rules import due
from services.rules.kinds import TaskKind, UserStatus
from services.rules.responsible import Controller, Responsible
from services.rules.views import Named
from storage import company, people
from storage import stage_tasks as rows
from storage.tables import Stage, StageTask, User
from storage.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class Who:
    """Who does a task or looks at it: the mode, and the person or team it names; `gone`: no longer there."""

    mode: str
    named: Named | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class StageTaskView:
    """A stage's task as it is set up; `place` of `of` from 1; `controller` None: nobody looks at the result."""

    id: int
    version: int
    stage: Named
    title: str
    instruction: str
    kind: TaskKind
    due: DueView
    responsible: Who
    controller: Who | None
    place: int
    of: int


@dataclass(frozen=True, slots=True)
class StageTaskList:
    """The tasks of a stage in order."""

    stage: Named
    pipeline: str
    tasks: tuple[StageTaskView, ...]


async def views(work: Work, stage: Stage, found: Sequence[StageTask]) -> tuple[StageTaskView, ...]:
    """The tasks of a stage, in their order: every name read once."""
    rules = {row.id: due.from_json(row.due) for row in found}
    named = await due_sources.named(work, (rule.source for rule in rules.values()))
    users = await rows.users(
        work,
        {row.responsible_id for row in found if row.responsible == Responsible.USER and row.responsible_id}
        | {row.controller_id for row in found if row.controller_id},
    )
    teams = await rows.teams(
        work, {row.responsible_id for row in found if row.responsible == Responsible.TEAM and row.responsible_id}
    )
    return tuple(
        StageTaskView(
            id=row.id,
            version=row.version,
            stage=Named(stage.id, stage.name),
            title=row.title,
            instruction=row.instruction,
            kind=row.kind,
            due=DueView(rules[row.id], named.get(rules[row.id].source)),
            responsible=_responsible(row, users, teams),
            controller=_controller(row, users),
            place=number,
            of=len(found),
        )
        for number, row in enumerate(found, 1)
    )


async def view(work: Work, task: StageTask) -> StageTaskView:
    """One task, with its place among its stage's."""
    stage = await work.session.get_one(Stage, task.stage_id)
    found = await company.stage_tasks(work, task.stage_id)
    return next(one for one in await views(work, stage, found) if one.id == task.id)


async def teams_there(work: Work) -> tuple[Named, ...]:
    """All teams by name."""
    return tuple(Named(team.id, team.name) for team in await people.teams(work))


def _responsible(row: StageTask, users: dict[int, User], teams: dict[int, str]) -> Who:
    if row.responsible == Responsible.USER:
        return _user(row.responsible, row.responsible_id, users)
    if row.responsible == Responsible.TEAM:
        name = teams.get(row.responsible_id or 0)
        return Who(row.responsible, Named(row.responsible_id or 0, name or ""), gone=name is None)
    return Who(row.responsible)


def _controller(row: StageTask, users: dict[int, User]) -> Who | None:
    if row.controller is None:
        return None
    if row.controller == Controller.USER:
        return _user(row.controller, row.controller_id, users)
    return Who(row.controller)


def _user(mode: str, user_id: int | None, users: dict[int, User]) -> Who:
    user = users.get(user_id or 0)
    gone = user is None or user.status is UserStatus.INACTIVE
    return Who(mode, Named(user_id or 0, user.name if user else ""), gone=gone)
