"""Setting up what a stage asks for: its tasks, their dates, who does them and who looks at them (S2-26…S2-39)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from services import due_sources
from services.clock import Clock
from services.errors import Invalid, NotFound, Stale
from services.rules import due, sources
from services.rules.actor import Actor
from services.rules.due import Binding, DueRule, Offset
from services.rules.kinds import CONTACT_KINDS, TaskKind
from services.rules.responsible import Controller, Responsible
from services.rules.sources import Source
from services.rules.views import Named
from services.setup_core import Done, Edit, only_admin, place
from services.stage_task_views import StageTaskList, StageTaskView, teams_there, view, views
from storage import company
from storage import stage_tasks as rows
from storage.tables import Stage, StageTask
from storage.unit_of_work import Database, Work

TITLE_LIMIT: Final = 200
INSTRUCTION_LIMIT: Final = 1000
MOST: Final = 10
"""Tasks of one stage: more is no stage but a project."""
KINDS: Final = (TaskKind.TODO, TaskKind.CALL, TaskKind.MEETING)
FIRST_RULE: Final = due.after_entering(days=1)


@dataclass(frozen=True, slots=True)
class Changed:
    """A task after an edit, and what takes the edit back; `done` is None when nothing changed."""

    task: StageTaskView
    done: Done | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A task with what a rule may hang on, or whom it may name."""

    task: StageTaskView
    sources: tuple[Source, ...] = ()
    people: tuple[Named, ...] = ()


PARTS: Final = frozenset({"title", "instruction", "kind", "due", "responsible", "controller"})
"""What of a task can be changed, as the list of changes names it."""


class StageTasks:
    """Use cases of the set-up; for admins."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    # ------------------------------------------------------------------------------------------------------- looking
    async def list(self, actor: Actor, stage_id: int) -> StageTaskList:
        """The tasks of a stage. Raises Denied, NotFound."""
        only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            stage = await _stage(work, stage_id)
            pipeline = await company.pipeline(work, stage.pipeline_id)
            found = await company.stage_tasks(work, stage.id)
            return StageTaskList(Named(stage.id, stage.name), pipeline.name, await views(work, stage, found))

    async def get(self, actor: Actor, task_id: int) -> StageTaskView:
        """One of them. Raises Denied, NotFound."""
        only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await view(work, await _task(work, task_id))

    async def dates(self, actor: Actor, task_id: int) -> Choice:
        """The date fields its due date may hang on. Raises Denied, NotFound."""
        return await self._choice(actor, task_id, events=False)

    async def events(self, actor: Actor, task_id: int) -> Choice:
        """The events its due date may hang on. Raises Denied, NotFound."""
        return await self._choice(actor, task_id, events=True)

    async def _choice(self, actor: Actor, task_id: int, *, events: bool) -> Choice:
        only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            task = await _task(work, task_id)
            pipeline_id = (await _stage(work, task.stage_id)).pipeline_id
            found = await (
                due_sources.events(work, pipeline_id, task.id) if events else due_sources.dates(work, pipeline_id)
            )
            return Choice(await view(work, task), sources=found)

    async def people(self, actor: Actor, task_id: int) -> Choice:
        """Whom it may name. Raises Denied, NotFound."""
        only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            task = await _task(work, task_id)
            people = tuple(Named(row.id, row.name) for row in await rows.people(work))
            return Choice(await view(work, task), people=people)

    async def teams(self, actor: Actor, task_id: int) -> Choice:
        """The teams whose least loaded it may go to. Raises Denied, NotFound."""
        only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            task = await _task(work, task_id)
            return Choice(await view(work, task), people=await teams_there(work))

    # ------------------------------------------------------------------------------------------------------- editing
    async def add(self, actor: Actor, stage_id: int, title: str, *, key: str) -> Changed:
        """Add a to-do of the owner, due a working day after entering; `key` makes it once only.

        Raises Denied, NotFound, Invalid("empty"), Invalid("too_long"), Invalid("stage_tasks_many").
        """
        only_admin(actor)
        title = _line(title)
        async with self._db.write(actor, self._clock.now()) as work:
            stage = await _stage(work, stage_id)
            found = await company.stage_tasks(work, stage.id)
            if not await work.once(key) and found:
                return Changed(await view(work, max(found, key=lambda row: row.id)), None)
            if len(found) >= MOST:
                raise Invalid("stage_tasks_many", limit=MOST)
            row = StageTask(
                stage_id=stage.id,
                position=1 + max((row.position for row in found), default=-1),
                title=title,
                due=due.to_json(FIRST_RULE),
            )
            edit = Edit(work, "task_added", name=title, stage=stage.name)
            await edit.make(row)
            done = await edit.done()
            return Changed(await view(work, row), done)

    async def rename(self, actor: Actor, task_id: int, version: int, title: str) -> Changed:
        """Change the title. Raises Denied, NotFound, Stale, Invalid("empty"), Invalid("too_long")."""
        return await self._set(actor, task_id, version, title=_line(title))

    async def instruct(self, actor: Actor, task_id: int, version: int, text: str) -> Changed:
        """Say what exactly must be done to move on (S2-27). Raises Denied, NotFound, Stale, Invalid("too_long")."""
        text = text.strip()
        if len(text) > INSTRUCTION_LIMIT:
            raise Invalid("too_long", limit=INSTRUCTION_LIMIT)
        return await self._set(actor, task_id, version, instruction=text)

    async def set_kind(self, actor: Actor, task_id: int, version: int, kind: TaskKind) -> Changed:
        """A to-do, a call or a meeting; a deal has one next contact, so a stage asks for one at most.

        Raises Denied, NotFound, Stale, Invalid("stage_has_contact").
        """
        if kind not in KINDS:
            raise Invalid("invalid")
        return await self._set(actor, task_id, version, kind=kind)

    async def set_due(self, actor: Actor, task_id: int, version: int, rule: DueRule) -> Changed:
        """Set what the due date hangs on; the deadline while that is unknown stays as it was.

        Raises Denied, NotFound, Stale, Invalid("due_source_gone").
        """
        fallback = (await self._rule(actor, task_id)).fallback
        kept = DueRule(rule.binding, rule.offset, rule.source, fallback)
        return await self._set(actor, task_id, version, due=due.to_json(kept))

    async def set_fallback(self, actor: Actor, task_id: int, version: int, offset: Offset) -> Changed:
        """Set the deadline while the date or event is not known. Raises Denied, NotFound, Stale."""
        rule = await self._rule(actor, task_id)
        if rule.binding is Binding.AFTER_ENTERING:
            raise Stale
        changed = DueRule(rule.binding, rule.offset, rule.source, offset)
        return await self._set(actor, task_id, version, due=due.to_json(changed))

    async def _rule(self, actor: Actor, task_id: int) -> DueRule:
        only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return due.from_json((await _task(work, task_id)).due)

    async def set_responsible(
        self, actor: Actor, task_id: int, version: int, mode: Responsible, ref: int | None = None
    ) -> Changed:
        """Set who gets it. Raises Denied, NotFound, Stale, also for a person or team that is gone."""
        wanted = (ref or 0) if mode in (Responsible.USER, Responsible.TEAM) else None
        return await self._set(actor, task_id, version, responsible=mode.value, responsible_id=wanted)

    async def set_controller(
        self, actor: Actor, task_id: int, version: int, mode: Controller | None, ref: int | None = None
    ) -> Changed:
        """Set who looks at the result (S2-39). Raises Denied, NotFound, Stale."""
        wanted = (ref or 0) if mode is Controller.USER else None
        return await self._set(actor, task_id, version, controller=mode.value if mode else None, controller_id=wanted)

    async def move(self, actor: Actor, task_id: int, version: int, by: int) -> Changed:
        """Move it up (−1) or down (1) among its stage's tasks. Raises Denied, NotFound, Stale."""
        only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            task = await _current(work, task_id, version)
            ordered = [*await company.stage_tasks(work, task.stage_id)]
            at = next(number for number, row in enumerate(ordered) if row.id == task.id)
            to = min(max(at + (1 if by > 0 else -1), 0), len(ordered) - 1)
            ordered.insert(to, ordered.pop(at))
            edit = Edit(work, "task_moved", name=task.title)
            place(edit, ordered)
            return await _finished(work, task, edit)

    async def archive(self, actor: Actor, task_id: int, version: int) -> tuple[StageTaskList, Done]:
        """Ask for it no more; open tasks made of it stay. Raises Denied, NotFound, Stale."""
        only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            task = await _current(work, task_id, version)
            stage = await _stage(work, task.stage_id)
            edit = Edit(work, "task_archived", name=task.title, stage=stage.name)
            edit.set(task, archived_at=work.now)
            await work.session.flush()
            done = await edit.done()
            pipeline = await company.pipeline(work, stage.pipeline_id)
            found = await company.stage_tasks(work, stage.id)
            return StageTaskList(Named(stage.id, stage.name), pipeline.name, await views(work, stage, found)), done

    async def _set(self, actor: Actor, task_id: int, version: int, **values: Any) -> Changed:
        only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            task = await _current(work, task_id, version)
            await _check(work, task, values)
            stage, parts = await _stage(work, task.stage_id), sorted(values.keys() & PARTS)
            edit = Edit(work, "task_set", name=values.get("title", task.title), stage=stage.name, parts=parts)
            edit.set(task, **values)
            return await _finished(work, task, edit)


def _line(typed: str) -> str:
    title = " ".join(typed.split())
    if not title:
        raise Invalid("empty")
    if len(title) > TITLE_LIMIT:
        raise Invalid("too_long", limit=TITLE_LIMIT)
    return title


async def _check(work: Work, task: StageTask, values: dict[str, Any]) -> None:
    """What a value names must be there."""
    if values.get("kind") in CONTACT_KINDS:
        others = [row for row in await company.stage_tasks(work, task.stage_id) if row.id != task.id]
        if any(row.kind in CONTACT_KINDS for row in others):
            raise Invalid("stage_has_contact")
    if "due" in values:
        await _check_source(work, task, due.from_json(values["due"]))
    team_id = values["responsible_id"] if values.get("responsible") == Responsible.TEAM else None
    if team_id is not None and team_id not in await rows.teams(work, [team_id]):
        raise NotFound("team")
    people = [values["responsible_id"]] if values.get("responsible") == Responsible.USER else []
    people += [values["controller_id"]] if values.get("controller") == Controller.USER else []
    known = {row.id for row in await rows.people(work)} if people else set()
    if not known.issuperset(people):
        raise NotFound("user")


async def _check_source(work: Work, task: StageTask, rule: DueRule) -> None:
    if not rule.source:
        return
    source = (await due_sources.named(work, [rule.source]))[rule.source]
    fits = sources.is_known(rule.source) and sources.is_event(rule.source) == (rule.binding is Binding.AFTER_EVENT)
    if source.gone or not fits or sources.stage_task_id(rule.source) == task.id:
        raise Invalid("due_source_gone")


async def _finished(work: Work, task: StageTask, edit: Edit) -> Changed:
    await work.session.flush()
    done = None if edit.empty else await edit.done()
    return Changed(await view(work, task), done)


async def _stage(work: Work, stage_id: int) -> Stage:
    stage = await company.stage(work, stage_id)
    if stage is None or stage.archived_at is not None:
        raise NotFound("stage")
    return stage


async def _task(work: Work, task_id: int) -> StageTask:
    task = await rows.one(work, task_id)
    if task is None or task.archived_at is not None:
        raise NotFound("task")
    return task


async def _current(work: Work, task_id: int, version: int) -> StageTask:
    task = await _task(work, task_id)
    if task.version != version:
        raise Stale
    return task
