"""What tells clients apart in reports: segment, region, audience, person or company (S0-18…S0-20, S0-31)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from zlib import crc32

from services import client_views, closing, doors
from services.client_views import ClientCard
from services.clock import Clock
from services.errors import Invalid, NotFound, Stale
from services.rules.actor import Actor
from services.rules.contacts import one_line
from storage import client_traits as rows
from storage import sales as sale_rows
from storage.tables import Client
from storage.unit_of_work import Database, Work

UNDO: Final = "client_trait"
PERSON: Final = "is_person"
TRAITS: Final = ("segment", "region", "audience")
VALUE_MOST: Final = 120
OFFERED: Final = 12
"""So many of the company's values are offered, the commonest."""


@dataclass(frozen=True, slots=True)
class TraitChoice:
    """Which segment, region or audience: the company's known values, each with a number that stays its own."""

    id: int
    version: int
    name: str
    trait: str
    now: str | None
    known: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class TraitDone:
    """The client as it is now; `undo` takes the change back for 24 hours, None when nothing changed."""

    card: ClientCard
    undo: int | None


class ClientTraits:
    """Choosing and changing them. Everything raises NotFound for a client the actor does not see."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def choice(self, actor: Actor, client_id: int, trait: str) -> TraitChoice:
        """The values to choose from. Raises Invalid for an unknown trait."""
        _check(trait)
        async with self._db.read(actor, self._clock.now()) as work:
            row = await doors.client_of(work, client_id)
            known = await rows.known(work, trait, OFFERED)
            numbered = tuple((number_of(value), value) for value in known)
            return TraitChoice(row.id, row.version, row.name, trait, getattr(row, trait), numbered)

    async def choose(self, actor: Actor, client_id: int, version: int, trait: str, number: int) -> TraitDone:
        """One of the values offered; 0 takes it away. Raises Stale, also for a value nobody has any more."""
        _check(trait)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await doors.current_client(work, client_id, version)
            known = {number_of(value): value for value in await rows.known(work, trait, OFFERED)}
            if number and number not in known:
                raise Stale
            return await _changed(work, row, trait, known[number] if number else None)

    async def write(self, actor: Actor, client_id: int, version: int, trait: str, typed: str) -> TraitDone:
        """A typed value; one that differs from a known one only in case is that one.

        Raises Stale, Invalid (empty, too_long).
        """
        _check(trait)
        value = one_line(typed)
        if not any(char.isalnum() for char in value):
            raise Invalid("empty")
        if len(value) > VALUE_MOST:
            raise Invalid("too_long", limit=VALUE_MOST)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await doors.current_client(work, client_id, version)
            same = (one for one in await rows.known(work, trait, 500) if one.casefold() == value.casefold())
            return await _changed(work, row, trait, next(same, value))

    async def set_person(self, actor: Actor, client_id: int, version: int, *, person: bool) -> TraitDone:
        """A person, or a company. Raises Stale."""
        async with self._db.write(actor, self._clock.now()) as work:
            row = await doors.current_client(work, client_id, version)
            return await _changed(work, row, PERSON, person)

    async def undo(self, actor: Actor, undo_id: int) -> ClientCard:
        """Take a change back within 24 hours. Raises NotFound, Stale (undo_over, undo_changed)."""
        async with self._db.write(actor, self._clock.now()) as work:
            taken = (await closing.claim(work, undo_id, UNDO)).payload
            row = await doors.client_of(work, taken["client"])
            if getattr(row, taken["trait"]) != taken["after"]:
                raise Stale("undo_changed")
            setattr(row, taken["trait"], taken["before"])
            await work.session.flush()
            return await client_views.card(work, row)

    async def client_of(self, actor: Actor, undo_id: int) -> int:
        """The client an undo is about. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            undo = await sale_rows.undo_action(work, undo_id, UNDO)
            if undo is None:
                raise NotFound("client")
            return int(undo.payload["client"])


def number_of(value: str) -> int:
    """A value's own number for a button: the same however the list around it changes, never 0."""
    return crc32(value.encode()) & 0x7FFFFFFF or 1


def _check(trait: str) -> None:
    if trait not in TRAITS:
        raise Invalid("invalid")


async def _changed(work: Work, row: Client, trait: str, value: str | bool | None) -> TraitDone:
    before, undo = getattr(row, trait), None
    if before != value:
        setattr(row, trait, value)
        undo = closing.offer(work, UNDO, {"client": row.id, "trait": trait, "before": before, "after": value})
    await work.session.flush()
    return TraitDone(await client_views.card(work, row), undo.id if undo is not None else None)
