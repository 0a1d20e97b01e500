"""Own fields, their values and resources for tests."""

from __future__ import annotations

from typing import Any

from services.clock import Clock
from services.rules.actor import SYSTEM
from services.rules.field_kinds import FieldKind
from storage.tables import FieldDefinition, Resource, StageField
from storage.unit_of_work import Database

CHOICES = [{"id": 1, "name": "Wood", "gone": False}, {"id": 2, "name": "Steel", "gone": False}]


class FieldFactory:
    """Makes fields; `stage` requires them there."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._made = 0

    async def field(
        self, name: str, kind: FieldKind = FieldKind.TEXT, *, stage: int | None = None, **values: Any
    ) -> FieldDefinition:
        """A field of every pipeline; a list of two options, a booking of a resource of its own."""
        self._made += 1
        if kind in (FieldKind.OPTION, FieldKind.OPTIONS):
            values.setdefault("options", CHOICES)
        if kind is FieldKind.BOOKING and "resource_id" not in values:
            values["resource_id"] = (await self.resource(f"Van {self._made}")).id
        async with self._database.write(SYSTEM, self._clock.now()) as work:
            row = FieldDefinition(name=name, kind=kind, position=self._made, **values)
            work.session.add(row)
            await work.session.flush()
            if stage is not None:
                work.session.add(StageField(stage_id=stage, field_id=row.id))
        return row

    async def resource(self, name: str = "Van", **values: Any) -> Resource:
        """Something to be booked by the hour, in the company's hours."""
        async with self._database.write(SYSTEM, self._clock.now()) as work:
            row = Resource(name=name, **{"slot_minutes": 60, "hours": None, **values})
            work.session.add(row)
        return row

    async def archive(self, field: FieldDefinition) -> None:
        """Ask for it no more."""
        async with self._database.write(SYSTEM, self._clock.now()) as work:
            (await work.session.get_one(FieldDefinition, field.id)).archived_at = self._clock.now()
