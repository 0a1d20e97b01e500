"""The stages of a pipeline: made and changed in the chat; archiving one asks where its deals go (S2-21…S2-25)."""

from __future__ import annotations

from typing import Any

from services import policy, stage_moves
from services.clock import Clock
from services.errors import Invalid, NotFound, Stale
from services.names import free_name
from services.pipeline_views import card_of, page_of, stage_line
from services.progress import Progress
from services.rules.actor import Actor
from services.rules.kinds import StageKind
from services.rules.pipelines import TEXT_LIMIT, flaw, hours_of, percent_of
from services.setup_core import Done, Edit, check, held, held_stage, only_admin, place
from services.setup_views import PipelinePage, StageCard, StageChoice
from storage import pipelines as rows
from storage.tables import Stage
from storage.unit_of_work import Database, Work

Changed = tuple[Done | None, StageCard]
"""What was done (None: it was so already) and the stage as it is now."""


class StageSetup:
    """Reads and changes stages; for admins. Every change can be taken back for 24 hours."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def card(self, actor: Actor, stage_id: int) -> StageCard:
        """A stage in use. Raises Denied, NotFound."""
        only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await card_of(work, await _in_use(work, stage_id))

    async def add(self, actor: Actor, pipeline_id: int, name: str) -> Changed:
        """Make an open stage behind the last open one, with its chance.

        Raises Denied, NotFound, Invalid: name_bad, stage_exists.
        """
        only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            pipeline = await held(work, pipeline_id)
            if pipeline.archived_at is not None:
                raise NotFound("pipeline")
            ordered = list(await rows.stages_of(work, pipeline_id))
            name = _free_name(ordered, name)
            edit = Edit(work, "stage_added", name=name, pipeline=pipeline.name)
            last = max((at for at, item in enumerate(ordered) if item.kind is StageKind.OPEN), default=-1)
            chance = ordered[last].probability if last >= 0 else 0  # never below its neighbour: S1-16 sums them up
            stage = Stage(
                pipeline_id=pipeline_id, name=name, kind=StageKind.OPEN, position=last + 1, probability=chance
            )
            await edit.make(stage)
            place(edit, [*ordered[: last + 1], stage, *ordered[last + 1 :]])
            return await _changed(work, edit, stage)

    async def rename(self, actor: Actor, stage_id: int, version: int, name: str) -> Changed:
        """Call it differently. Raises Denied, NotFound, Stale, Invalid: name_bad, stage_exists."""
        only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            _, stage = await held_stage(work, stage_id, version)
            others = [item for item in await rows.stages_of(work, stage.pipeline_id) if item.id != stage.id]
            name = _free_name(others, name)
            edit = Edit(work, "stage_renamed", name=stage.name, new=name)
            edit.set(stage, name=name)
            return await _changed(work, edit, stage)

    async def describe(self, actor: Actor, stage_id: int, version: int, text: str) -> Changed:
        """Say what the stage is, for everyone (S2-25). Raises Denied, NotFound, Stale, Invalid("too_long")."""
        text = text.strip()
        if len(text) > TEXT_LIMIT:
            raise Invalid("too_long", limit=TEXT_LIMIT)
        return await self._set(actor, stage_id, version, "stage_described", description=text)

    async def set_hours(self, actor: Actor, stage_id: int, version: int, typed: str) -> Changed:
        """How long a deal is expected to stay: "3 days", "8 h"; "0": nobody knows. Raises Invalid("hours_typed")."""
        try:
            hours = None if typed.strip() == "0" else hours_of(typed)
        except ValueError:
            raise Invalid("hours_typed") from None
        return await self._set(actor, stage_id, version, "stage_hours", expected_hours=hours)

    async def set_chance(self, actor: Actor, stage_id: int, version: int, typed: str) -> Changed:
        """How many of a hundred deals here are won, by the template (S1-16). Raises Invalid("percent_typed")."""
        try:
            percent = percent_of(typed)
        except ValueError:
            raise Invalid("percent_typed") from None
        return await self._set(actor, stage_id, version, "stage_chance", probability=percent)

    async def set_late(self, actor: Actor, stage_id: int, version: int, *, late: bool) -> Changed:
        """Whether deals here are hot (S3-20). Raises Denied, NotFound, Stale."""
        return await self._set(actor, stage_id, version, "stage_late", late=late)

    async def _set(self, actor: Actor, stage_id: int, version: int, code: str, **values: Any) -> Changed:
        only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            _, stage = await held_stage(work, stage_id, version)
            edit = Edit(work, code, name=stage.name, **values)
            edit.set(stage, **values)
            return await _changed(work, edit, stage)

    async def set_kind(self, actor: Actor, stage_id: int, version: int, kind: StageKind) -> Changed:
        """What the stage means, apart from its name. Deals on it would change with it, so there must be none.

        Raises Denied, NotFound, Stale, Invalid: stage_kind_deals (n), stage_first_open, stage_won_needed,
        stage_lost_needed.
        """
        only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            _, stage = await held_stage(work, stage_id, version)
            if stage.kind is not kind:
                deals = sum(await rows.deals_on(work, stage.id), 0)
                if deals:
                    raise Invalid("stage_kind_deals", n=deals)
            edit = Edit(work, "stage_kind", name=stage.name, kind=kind.value)
            edit.set(stage, kind=kind)
            await check(work, stage.pipeline_id)
            return await _changed(work, edit, stage)

    async def move(self, actor: Actor, stage_id: int, version: int, to: int) -> Changed:
        """Put the stage on place `to`, from 1. Raises Denied, NotFound, Stale, Invalid("stage_first_open")."""
        only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            _, stage = await held_stage(work, stage_id, version)
            ordered = list(await rows.stages_of(work, stage.pipeline_id))
            ordered.remove(stage)
            ordered.insert(min(max(to, 1), len(ordered) + 1) - 1, stage)
            edit = Edit(work, "stage_moved", name=stage.name)
            place(edit, ordered)
            await check(work, stage.pipeline_id)
            return await _changed(work, edit, stage)

    async def choice(self, actor: Actor, stage_id: int) -> StageChoice:
        """Where the open deals of a stage to be archived may go. Raises Denied, NotFound, Invalid(stage_…)."""
        only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            stage = await _in_use(work, stage_id)
            left = [item for item in await rows.stages_of(work, stage.pipeline_id) if item.id != stage.id]
            found = flaw([item.kind for item in left])
            if found is not None:
                raise Invalid(found)
            counts = await rows.deals_by_stage(work, stage.pipeline_id)
            goals = [stage_line(item, counts.get(item.id, (0, 0))[0]) for item in left if item.kind is StageKind.OPEN]
            return StageChoice(await card_of(work, stage), tuple(goals))

    async def archive(
        self, actor: Actor, stage_id: int, version: int, to_id: int | None = None, *, progress: Progress | None = None
    ) -> tuple[Done | None, PipelinePage]:
        """Use a stage no more; its open deals go to another open one of the pipeline, closed ones keep its name.

        Raises Denied, NotFound, Stale, Invalid: stage_has_deals (n), stage_gone, stage_first_open, stage_won_needed,
        stage_lost_needed.
        """
        only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            pipeline, stage = await held_stage(work, stage_id, version)
            deals, _ = await rows.deals_on(work, stage.id)
            if deals and to_id is None:
                raise Invalid("stage_has_deals", n=deals)
            edit = Edit(work, "stage_archived", name=stage.name, deals=deals, pipeline=pipeline.name)
            edit.set(stage, archived_at=work.now)
            await check(work, pipeline.id)
            if deals and to_id is not None:
                goal = await rows.hold_stage(work, to_id)
                if not _may_take(goal, stage):
                    raise Invalid("stage_gone")
                assert goal is not None  # noqa: S101 - looked at just now
                progress = progress or Progress()
                progress.total = deals
                edit.moved(await stage_moves.move_all(work, await policy.load(work), stage, goal, progress))
            return await edit.done(), await page_of(work, pipeline)

    async def restore(self, actor: Actor, stage_id: int, version: int) -> Changed:
        """Use an archived stage again where it was. Raises Denied, NotFound, Stale, Invalid: stage_exists, stage_…"""
        only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            seen = await work.session.get(Stage, stage_id)
            if seen is None:
                raise NotFound("stage")
            pipeline = await held(work, seen.pipeline_id)
            stage = await rows.hold_stage(work, stage_id)
            if stage is None or stage.archived_at is None or stage.version != version:
                raise Stale
            _free_name(list(await rows.stages_of(work, pipeline.id)), stage.name)
            edit = Edit(work, "stage_restored", name=stage.name)
            edit.set(stage, archived_at=None)
            await check(work, pipeline.id)
            return await _changed(work, edit, stage)


def _may_take(goal: Stage | None, stage: Stage) -> bool:
    return (
        goal is not None
        and goal.id != stage.id
        and goal.pipeline_id == stage.pipeline_id
        and goal.archived_at is None
        and goal.kind is StageKind.OPEN
    )


async def _in_use(work: Work, stage_id: int) -> Stage:
    stage = await work.session.get(Stage, stage_id)
    if stage is None or stage.archived_at is not None:
        raise NotFound("stage")
    return stage


def _free_name(others: list[Stage], typed: str) -> str:
    return free_name(typed, (item.name for item in others), "stage_exists")


async def _changed(work: Work, edit: Edit, stage: Stage) -> Changed:
    await work.session.flush()
    done = None if edit.empty else await edit.done()
    return done, await card_of(work, stage)
