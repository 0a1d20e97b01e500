"""/pipelines: the company's directions of sales, made and changed in the chat without losing a deal (S2-18…S2-22)."""

from __future__ import annotations

from services import policy, stage_moves
from services.clock import Clock
from services.errors import Invalid, NotFound, Stale
from services.names import free_name
from services.pipeline_views import Own, choice_of, line, move_of, page_of
from services.progress import Progress
from services.rules.actor import Actor
from services.rules.kinds import PipelineCycle
from services.rules.standards import PipelineStandard
from services.setup_changes import recent_count
from services.setup_core import Done, Edit, held, only_admin, place
from services.setup_views import PipelineChoice, PipelineList, PipelineMove, PipelinePage
from storage import company
from storage import pipelines as rows
from storage.tables import Pipeline, Stage
from storage.unit_of_work import Database, Work

Changed = tuple[Done | None, PipelinePage]
"""What was done (None: it was so already) and the pipeline as it is now."""


class Pipelines:
    """Reads and changes pipelines; for admins. Every change can be taken back for 24 hours."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def all(self, actor: Actor, *, archived: bool = False) -> PipelineList:
        """The pipelines in use, or the archived ones, in order. Raises Denied."""
        only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            found = await rows.with_counts(work, archived=archived)
            lines = tuple(line(*row) for row in found)
            return PipelineList(lines, await rows.count_archived(work), await recent_count(work))

    async def page(self, actor: Actor, pipeline_id: int) -> PipelinePage:
        """One with its stages, an archived one too. Raises Denied, NotFound."""
        only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await page_of(work, await _pipeline(work, pipeline_id))

    async def check_name(self, actor: Actor, typed: str) -> str:
        """A name for a new pipeline. Raises Denied, Invalid: name_bad, pipeline_exists."""
        only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await _free_name(work, typed)

    async def add(self, actor: Actor, name: str, standard: PipelineStandard) -> Changed:
        """Make a pipeline from a set of stages, behind the others.

        Raises Denied, Invalid: name_bad, pipeline_exists.
        """
        only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            present = await rows.hold_all(work)
            name = await _free_name(work, name)
            edit = Edit(work, "pipeline_added", name=name)
            position = 1 + max((row.position for row in present if row.archived_at is None), default=-1)
            made = Pipeline(name=name, cycle=standard.cycle, position=position)
            await edit.make(made)
            for stage, tasks in company.stage_rows(made.id, standard):
                await edit.make(stage)
                for task in tasks:
                    task.stage_id = stage.id
                    await edit.make(task)
            return await edit.done(), await page_of(work, made)

    async def rename(self, actor: Actor, pipeline_id: int, version: int, name: str) -> Changed:
        """Call it differently. Raises Denied, NotFound, Stale, Invalid: name_bad, pipeline_exists."""
        only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await held(work, pipeline_id, version)
            name = await _free_name(work, name, besides=row.id)
            edit = Edit(work, "pipeline_renamed", name=row.name, new=name)
            edit.set(row, name=name)
            return await _changed(work, edit, row)

    async def set_cycle(self, actor: Actor, pipeline_id: int, version: int, cycle: PipelineCycle) -> Changed:
        """Say how long its deals live (S0-42). Raises Denied, NotFound, Stale."""
        only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await held(work, pipeline_id, version)
            edit = Edit(work, "pipeline_cycle", name=row.name, cycle=cycle.value)
            edit.set(row, cycle=cycle)
            return await _changed(work, edit, row)

    async def move(self, actor: Actor, pipeline_id: int, version: int, by: int) -> Changed:
        """Put it so many places further down, or up. Raises Denied, NotFound, Stale."""
        only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            everything = [row for row in await rows.hold_all(work) if row.archived_at is None]
            row = await held(work, pipeline_id, version)
            if row.archived_at is not None:
                raise NotFound("pipeline")
            at = everything.index(row)
            everything.insert(min(max(at + by, 0), len(everything) - 1), everything.pop(at))
            edit = Edit(work, "pipeline_moved", name=row.name)
            place(edit, everything)
            return await _changed(work, edit, row)

    async def choice(self, actor: Actor, pipeline_id: int) -> PipelineChoice:
        """Where the open deals of a pipeline to be archived may go. Raises Denied, NotFound."""
        only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await choice_of(work, await _in_use(work, pipeline_id))

    async def plan(self, actor: Actor, pipeline_id: int, to_id: int, own: Own | None = None) -> PipelineMove:
        """Which would go where: as `own` says, else by name, else by chance. Raises Denied, NotFound."""
        only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            row, to = await _in_use(work, pipeline_id), await _in_use(work, to_id)
            return (await move_of(work, row, to, own))[0]

    async def archive(
        self,
        actor: Actor,
        pipeline_id: int,
        version: int,
        to_id: int | None = None,
        *,
        own: Own | None = None,
        sign: str | None = None,
        progress: Progress | None = None,
    ) -> Changed:
        """Use a pipeline no more; its open deals go to another one, the closed ones keep its name.

        `own` says which go where, see `plan`; `sign` is that of the plan as it was shown.
        Raises Denied, NotFound, Stale, Invalid: pipeline_last, pipeline_has_deals (n).
        """
        only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            everything = await rows.hold_all(work)
            row = await held(work, pipeline_id, version)
            if row.archived_at is not None:
                raise NotFound("pipeline")
            if not any(other.archived_at is None and other.id != row.id for other in everything):
                raise Invalid("pipeline_last")
            deals = await rows.open_deals(work, row.id)
            if deals and (to_id is None or to_id == row.id):
                raise Invalid("pipeline_has_deals", n=deals)
            edit = Edit(work, "pipeline_archived", name=row.name, deals=deals)
            if deals and to_id is not None:
                move, pairs = await move_of(work, row, await _in_use(work, to_id), own)
                if sign is not None and sign != move.sign:
                    raise Stale
                progress = progress or Progress()
                progress.total = deals
                await _move_deals(work, edit, pairs, progress)
            edit.set(row, archived_at=work.now)
            return await _changed(work, edit, row)

    async def restore(self, actor: Actor, pipeline_id: int, version: int) -> Changed:
        """Use an archived pipeline again, behind the others. Raises Denied, NotFound, Stale, Invalid."""
        only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            everything = await rows.hold_all(work)
            row = await held(work, pipeline_id, version)
            await _free_name(work, row.name, besides=row.id)
            edit = Edit(work, "pipeline_restored", name=row.name)
            position = 1 + max((other.position for other in everything if other.archived_at is None), default=-1)
            edit.set(row, archived_at=None, position=position)
            return await _changed(work, edit, row)


async def _pipeline(work: Work, pipeline_id: int) -> Pipeline:
    row = await work.session.get(Pipeline, pipeline_id)
    if row is None:
        raise NotFound("pipeline")
    return row


async def _in_use(work: Work, pipeline_id: int) -> Pipeline:
    row = await _pipeline(work, pipeline_id)
    if row.archived_at is not None:
        raise NotFound("pipeline")
    return row


async def _free_name(work: Work, typed: str, *, besides: int | None = None) -> str:
    others = [row.name for row in await company.pipelines(work) if row.id != besides]
    return free_name(typed, others, "pipeline_exists")


async def _move_deals(work: Work, edit: Edit, pairs: list[tuple[Stage, Stage]], progress: Progress) -> None:
    rules = await policy.load(work)
    for stage, target in pairs:
        held_stage, goal = await rows.hold_stage(work, stage.id), await rows.hold_stage(work, target.id)
        if held_stage is not None and goal is not None:
            edit.moved(await stage_moves.move_all(work, rules, held_stage, goal, progress))


async def _changed(work: Work, edit: Edit, row: Pipeline) -> Changed:
    await work.session.flush()
    done = None if edit.empty else await edit.done()
    return done, await page_of(work, row)
