"""Edits of the set-up, each remembered so that it can be taken back for 24 hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from services import closing
from services.errors import Denied, Invalid, NotFound, Stale
from services.rules.actor import Actor, Role
from services.rules.pipelines import flaw
from storage import edits
from storage import pipelines as rows
from storage.tables import Pipeline, Stage
from storage.unit_of_work import Work

KIND: Final = "setup"


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: a code of `bot.ui.setup_words` with what fills it; `undo_id` takes it back."""

    code: str
    told: dict[str, Any]
    undo_id: int


class Edit:
    """One edit: every change goes through it and is remembered, old and new."""

    def __init__(self, work: Work, code: str, **told: Any) -> None:
        self._work = work
        self.code = code
        self.told = told
        self._set: dict[tuple[str, int], tuple[Any, dict[str, Any]]] = {}
        self._made: list[Any] = []
        self._gone: list[tuple[str, dict[str, Any]]] = []
        self._settings: dict[str, Any] = {}
        self._moves: list[dict[str, Any]] = []

    @property
    def empty(self) -> bool:
        """True while nothing has changed."""
        return not (self._set or self._made or self._gone or self._settings or self._moves)

    def set(self, row: Any, **values: Any) -> bool:
        """Change fields of a record; False when they are so already."""
        changed = False
        for field, value in values.items():
            if getattr(row, field) == value:
                continue
            before = edits.read(row, field)
            setattr(row, field, value)
            fields = self._set.setdefault((row.__tablename__, row.id), (row, {}))[1]
            fields.setdefault(field, before)
            changed = True
        return changed

    async def make(self, row: Any) -> Any:
        """Add a record; its id is known afterwards."""
        self._work.session.add(row)
        await self._work.session.flush()
        self._made.append(row)
        return row

    async def drop(self, row: Any, *fields: str) -> None:
        """Delete a record of a table that has no archive; its fields bring it back."""
        self._gone.append((row.__tablename__, {field: edits.read(row, field) for field in fields}))
        await self._work.session.delete(row)

    async def setting(self, name: str, before: Any, value: Any) -> None:
        """Store a setting; None is its default."""
        self._settings[name] = [before, value]
        await edits.put_setting(self._work, name, value)

    def moved(self, move: dict[str, Any]) -> None:
        """Remember deals that had to go elsewhere (`services.stage_moves`)."""
        self._moves.append(move)

    async def done(self) -> Done:
        """Offer to take it back."""
        undo = closing.offer(self._work, KIND, self._payload())
        await self._work.session.flush()
        return Done(self.code, self.told, undo.id)

    def _payload(self) -> dict[str, Any]:
        changed = [
            [table, row_id, {field: [old, edits.read(row, field)] for field, old in fields.items()}]
            for (table, row_id), (row, fields) in self._set.items()
        ]
        return {
            "code": self.code,
            "told": self.told,
            "set": changed,
            "made": [[row.__tablename__, row.id] for row in self._made],
            "gone": self._gone,
            "settings": self._settings,
            "moves": self._moves,
        }


def only_admin(actor: Actor) -> None:
    """Raise Denied for anyone else."""
    if actor.role is not Role.ADMIN:
        raise Denied


async def held(work: Work, pipeline_id: int, version: int | None = None) -> Pipeline:
    """A pipeline to be changed. Raises NotFound, Stale when it has changed since it was shown."""
    row = await rows.hold(work, pipeline_id)
    if row is None:
        raise NotFound("pipeline")
    if version is not None and row.version != version:
        raise Stale
    return row


async def held_stage(work: Work, stage_id: int, version: int) -> tuple[Pipeline, Stage]:
    """A stage in use to be changed, with its pipeline. Raises NotFound, Stale."""
    seen = await work.session.get(Stage, stage_id)
    if seen is None:
        raise NotFound("stage")
    pipeline = await held(work, seen.pipeline_id)
    stage = await rows.hold_stage(work, stage_id)
    if stage is None or stage.archived_at is not None:
        raise NotFound("stage")
    if stage.version != version:
        raise Stale
    return pipeline, stage


async def check(work: Work, pipeline_id: int) -> None:
    """Raise Invalid(stage_…) when the stages, as they are now, do not make a pipeline that works."""
    await work.session.flush()
    found = flaw([stage.kind for stage in await rows.stages_of(work, pipeline_id)])
    if found is not None:
        raise Invalid(found)


def place(edit: Edit, ordered: list[Any]) -> None:
    """Number records in this order."""
    for position, row in enumerate(ordered):
        edit.set(row, position=position)
