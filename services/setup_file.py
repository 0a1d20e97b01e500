"""The whole set-up as one readable file: written, looked at, read in (S2-21, S0-45)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from services import policy
from services.clock import Clock
from services.errors import Invalid
from services.rules import setup_schema, setup_toml
from services.rules.actor import Actor
from services.rules.settings import CompanySettings
from services.rules.setup_schema import Flaw
from services.rules.setup_toml import Document, NotToml
from services.rules.worktime import local_day
from services.setup_core import Done, Edit, only_admin
from services.setup_export import document
from services.setup_import import Reader
from services.setup_reading import Reading
from storage import pipelines as rows
from storage.setup_file import everything
from storage.unit_of_work import Database, Work

LIMIT: Final = 1_000_000
"""Bytes of a set-up file."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file would do, or did; `lines` says where its flaws and hints are. `done` takes it back."""

    reading: Reading
    lines: dict[setup_toml.Path, int]
    done: Done | None = None

    def line(self, flaw: Flaw) -> int:
        """The line of a flaw, or of the nearest table around it; 0 for the file as a whole."""
        path = flaw.path
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)


class _Rehearsed(Exception):
    """Reading was only tried."""


class SetupFile:
    """Writes and reads the file; for admins."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def export(self, actor: Actor) -> Document:
        """Everything that is in use. Raises Denied."""
        only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            settings = (await policy.load(work)).settings
            return document(await everything(work), settings, _month(work, settings))

    async def look(self, actor: Actor, content: bytes) -> Looked:
        """What reading the file would do; nothing is written. Raises Denied, Invalid: setup_too_big, setup_not_text,
        setup_not_toml (line).
        """
        only_admin(actor)
        text, given, flaws = _understood(content)
        lines = setup_toml.lines(text)
        if flaws:
            return Looked(Reading(flaws=flaws), lines)
        reading = Reading()
        try:
            async with self._db.write(actor, self._clock.now()) as work:
                reading = (await _read(work, given))[0]
                raise _Rehearsed
        except _Rehearsed:
            return Looked(reading, lines)

    async def read(self, actor: Actor, content: bytes) -> Looked:
        """Read the file in: all of it or, with any flaw, nothing. Raises Denied, Invalid as `look`, and setup_flaws."""
        only_admin(actor)
        text, given, flaws = _understood(content)
        if flaws:
            raise Invalid("setup_flaws", n=len(flaws))
        async with self._db.write(actor, self._clock.now()) as work:
            reading, edit = await _read(work, given)
            if reading.flaws:
                raise Invalid("setup_flaws", n=len(reading.flaws))
            await work.session.flush()
            return Looked(reading, setup_toml.lines(text), None if edit.empty else await edit.done())


def is_setup(name: str) -> bool:
    """Tell a set-up file by its name."""
    return name.casefold().endswith(".toml")


def _understood(content: bytes) -> tuple[str, Document, list[Flaw]]:
    if len(content) > LIMIT:
        raise Invalid("setup_too_big")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise Invalid("setup_not_text") from None
    try:
        given = setup_toml.read(text)
    except NotToml as error:
        raise Invalid("setup_not_toml", line=error.line) from None
    return text, given, setup_schema.check(given)


async def _read(work: Work, given: Document) -> tuple[Reading, Edit]:
    await rows.hold_all(work)
    edit = Edit(work, "setup_imported")
    settings = (await policy.load(work)).settings
    reader = Reader(work, edit, await everything(work), settings, _month(work, settings))
    return await reader.run(given), edit


def _month(work: Work, settings: CompanySettings) -> date:
    """The first day of the company's month."""
    return local_day(work.now, settings.zone).replace(day=1)
