"""Taking edits of the set-up back: what somebody has changed since is left alone and counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services import closing, list_edits, stage_moves
from services.clock import Clock
from services.errors import Invalid, NotFound, Stale
from services.progress import Progress
from services.rules.actor import Actor
from services.rules.pipelines import flaw
from services.setup_core import KIND, only_admin
from services.setup_views import ChangeLine, Taken
from storage import edits
from storage import pipelines as rows
from storage import work as work_rows
from storage.tables import Pipeline, Stage, StageField, StageTask
from storage.unit_of_work import Database, Work


class SetupChanges:
    """What was changed in the set-up within 24 hours, and taking it back; for admins."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def all(self, actor: Actor) -> list[ChangeLine]:
        """Everybody's edits of the last 24 hours, newest first. Raises Denied."""
        only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            found = await edits.recent(work, KIND, closing.UNDO_FOR)
            names = await work_rows.people_names(work, {row.user_id for row in found if row.user_id})
            return [
                ChangeLine(
                    undo_id=row.id,
                    code=row.payload["code"],
                    told=row.payload["told"],
                    at=row.created_at,
                    by=names.get(row.user_id or 0, ""),
                    over=row.undone_at is not None,
                )
                for row in found
            ]

    async def one(self, actor: Actor, undo_id: int) -> ChangeLine:
        """An edit that can still be taken back. Raises Denied, NotFound, Stale("undo_over")."""
        line = next((line for line in await self.all(actor) if line.undo_id == undo_id), None)
        if line is None:
            raise NotFound("setup")
        if line.over:
            raise Stale("undo_over")
        return line

    async def undo(self, actor: Actor, undo_id: int, progress: Progress | None = None) -> Taken:
        """Take an edit back. Raises Denied, NotFound, Stale: undo_over, undo_clash (the pipeline would not work)."""
        only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            action = await closing.claim(work, undo_id, KIND)
            back = _Undo(work, action.payload, progress or Progress())
            try:
                await back.run()
            except Invalid as error:
                raise Stale("undo_clash") from error
            told = action.payload["told"]
            return Taken(action.payload["code"], told, back.kept, back.returned, back.stayed, back.pipeline)


async def recent_count(work: Work) -> int:
    """How many edits can be taken back."""
    return sum(1 for row in await edits.recent(work, KIND, closing.UNDO_FOR) if row.undone_at is None)


class _Undo:
    """Plays an edit backwards."""

    def __init__(self, work: Work, payload: dict[str, Any], progress: Progress) -> None:
        self._work = work
        self._payload = payload
        self._progress = progress
        progress.total = sum(len(moved["deals"]) for moved in payload["moves"])
        self._touched: dict[int, None] = {}
        self._lists: set[type[Any]] = set()
        self.kept = self.returned = self.stayed = 0

    @property
    def pipeline(self) -> int | None:
        """The pipeline to look at afterwards."""
        return next(iter(self._touched), None)

    async def run(self) -> None:
        """Fields, records, settings, then the deals: their stage has to be there."""
        await rows.hold_all(self._work)
        for table, row_id, fields in self._payload["set"]:
            await self._put_back(table, row_id, fields)
        await self._take_away()
        for table, values in self._payload["gone"]:
            await self._bring(table, values)
        await self._settings()
        await self._work.session.flush()
        for moved in self._payload["moves"]:
            back = await stage_moves.bring_back(self._work, moved, self._progress)
            self.returned += back.returned
            self.stayed += back.stayed
        await self._check()

    async def _put_back(self, table: str, row_id: int, fields: dict[str, Sequence[Any]]) -> None:
        row = await self._held(table, row_id)
        if row is None:
            self.kept += 1
            return
        await self._touch(row)
        if isinstance(row, Stage) and "kind" in fields and any(await rows.deals_on(self._work, row.id)):
            fields = {name: pair for name, pair in fields.items() if name != "kind"}
            self.kept += 1
        for name, (old, new) in fields.items():
            if edits.read(row, name) == new:
                edits.put(row, name, old)
            elif name != "position":
                self.kept += 1

    async def _take_away(self) -> None:
        """What was made goes, last things first, unless deals stand there."""
        made = [await self._held(table, row_id) for table, row_id in reversed(self._payload["made"])]
        used = {row.id for row in made if isinstance(row, Pipeline) and await rows.all_deals(self._work, row.id)}
        for row in made:
            if row is None or getattr(row, "archived_at", None) is not None:
                continue
            home = await self._home(row)
            if (home in used) or (isinstance(row, Stage) and (await rows.deals_on(self._work, row.id))[0]):
                self.kept += 1
                continue
            await self._touch(row)
            if not await edits.remove(self._work, row):
                self.kept += 1

    async def _held(self, table: str, row_id: int) -> Any:
        """A record; a stage is held, so that no deal comes to it while it goes."""
        if table == Stage.__tablename__:
            return await rows.hold_stage(self._work, row_id)
        return await edits.row(self._work, table, row_id)

    async def _home(self, row: Any) -> int | None:
        """The pipeline a record belongs to."""
        if isinstance(row, Pipeline):
            return row.id
        if isinstance(row, StageTask | StageField):
            row = await self._work.session.get(Stage, row.stage_id)
        return row.pipeline_id if isinstance(row, Stage) else None

    async def _bring(self, table: str, values: dict[str, Any]) -> None:
        row = edits.TABLES[table]()
        for name, value in values.items():
            edits.put(row, name, value)
        if not await edits.bring(self._work, row):
            self.kept += 1

    async def _settings(self) -> None:
        stored = await edits.settings(self._work) if self._payload["settings"] else {}
        for name, (old, new) in self._payload["settings"].items():
            if stored.get(name) == new:
                await edits.put_setting(self._work, name, old)
            else:
                self.kept += 1

    async def _touch(self, row: Any) -> None:
        if type(row) in list_edits.TABLES.values():
            self._lists.add(type(row))
        home = await self._home(row)
        if home is not None:
            self._touched[home] = None

    async def _check(self) -> None:
        """Every pipeline in use works, no open deal stands where nobody looks, and every list is one."""
        await list_edits.check(self._work, self._lists)
        for pipeline_id in self._touched:
            pipeline = await self._work.session.get(Pipeline, pipeline_id)
            if pipeline is None:
                raise NotFound("pipeline")
            if pipeline.archived_at is not None:
                if await rows.open_deals(self._work, pipeline_id):
                    raise Invalid("undo_clash")
                continue
            stages = await rows.stages_of(self._work, pipeline_id)
            counts = await rows.deals_by_stage(self._work, pipeline_id)
            lost = counts.keys() - {stage.id for stage in stages}
            if flaw([stage.kind for stage in stages]) or any(counts[stage_id][0] for stage_id in lost):
                raise Invalid("undo_clash")
        if not await rows.with_counts(self._work, archived=False):
            raise Invalid("undo_clash")
