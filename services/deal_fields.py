"""Own fields of a deal: reading them, filling one, booking a time (S2-52…S2-60)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services import booking_steps, doors, due_following, field_steps, policy
from services.clock import Clock
from services.errors import Invalid, NotFound, Stale
from services.rules import field_values as rules
from services.rules.actor import Actor
from services.rules.field_kinds import FieldKind
from services.rules.field_values import FieldSpec, Value
from services.rules.kinds import StageKind
from services.rules.worktime import local_day, to_local
from storage import field_values as values
from storage import fields as rows
from storage.tables import Deal, FieldValue
from storage.unit_of_work import Database, Work

PAGE = 8
DATED = frozenset({FieldKind.DATE, FieldKind.MOMENT, FieldKind.BOOKING})
"""Kinds that due dates of tasks may follow."""


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of a deal and its value, None when empty. `missing`: required to leave the stage, and empty.

    `live` is False for a field no longer used, or of another pipeline, whose value stays readable.
    """

    spec: FieldSpec
    value: Value
    required: bool
    missing: bool
    live: bool


@dataclass(frozen=True, slots=True)
class DealFieldsPage:
    """A page (from 1) of a deal's fields; `missing` of all of them are needed for the next stage."""

    deal_id: int
    version: int
    title: str
    is_open: bool
    lines: tuple[FieldLine, ...]
    missing: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class FieldQuestion:
    """A field that is asked for. `version` of its value goes with the answer: 0 while there is none.

    For a booking `days` have free times, each with how many; `later`: they do not begin today.
    """

    deal_id: int
    title: str
    spec: FieldSpec
    value: Value
    version: int
    days: tuple[tuple[date, int], ...] = ()
    later: bool = False


@dataclass(frozen=True, slots=True)
class SlotQuestion:
    """The free times of a day."""

    deal_id: int
    title: str
    spec: FieldSpec
    day: date
    starts: tuple[datetime, ...]


class DealFields:
    """Use cases of a deal's own fields. All of them raise NotFound for a deal the actor does not see.

    Those that give a value take the version of the value the question was drawn from and raise Stale when it has
    changed since, Stale("field_gone") when the field is no longer used for this deal.
    """

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def page(self, actor: Actor, deal_id: int, page: int = 1, *, at: int | None = None) -> DealFieldsPage:
        """A page of the fields with their values, or the page the field `at` is on: those in use, then what else."""
        async with self._db.read(actor, self._clock.now()) as work:
            deal = await doors.deal_of(work, deal_id)
            lines = await _lines(work, deal)
            page = next((n // PAGE + 1 for n, line in enumerate(lines) if line.spec.id == at), page)
            pages = max(1, -(-len(lines) // PAGE))
            page = min(max(page, 1), pages)
            return DealFieldsPage(
                deal_id=deal.id,
                version=deal.version,
                title=deal.title,
                is_open=deal.status is StageKind.OPEN,
                lines=tuple(lines[(page - 1) * PAGE : page * PAGE]),
                missing=sum(line.missing for line in lines),
                page=page,
                pages=pages,
            )

    async def question(self, actor: Actor, deal_id: int, field_id: int, first: date | None = None) -> FieldQuestion:
        """What is asked; for a booking the free days from `first` on."""
        async with self._db.read(actor, self._clock.now()) as work:
            deal = await doors.deal_of(work, deal_id)
            spec = await _spec(work, deal, field_id)
            row = await values.one(work, deal.id, spec.id)
            days: list[tuple[date, int]] = []
            later = False
            if spec.kind is FieldKind.BOOKING:
                company = await policy.load(work)
                resource = await booking_steps.resource_of(work, spec)
                today = local_day(work.now, company.settings.zone)
                later = first is not None and first > today
                first = first or today
                days = await booking_steps.free_days(work, company, resource, first)
            value, version = (row.value, row.version) if row else (None, 0)
            return FieldQuestion(deal.id, deal.title, spec, value, version, tuple(days), later)

    async def slots(self, actor: Actor, deal_id: int, field_id: int, day: date) -> SlotQuestion:
        """The free times of a day; the one the deal has itself is not among them."""
        async with self._db.read(actor, self._clock.now()) as work:
            deal = await doors.deal_of(work, deal_id)
            spec = await _spec(work, deal, field_id)
            resource = await booking_steps.resource_of(work, spec)
            found = await booking_steps.free_on(work, await policy.load(work), resource, day)
            return SlotQuestion(deal.id, deal.title, spec, day, tuple(start for start, _ in found))

    async def value(self, actor: Actor, deal_id: int, field_id: int) -> FieldLine:
        """One value to be shown in full: a place on the map, a file. Raises Invalid("field_empty")."""
        async with self._db.read(actor, self._clock.now()) as work:
            deal = await doors.deal_of(work, deal_id)
            line = next((one for one in await _lines(work, deal) if one.spec.id == field_id), None)
            if line is None:
                raise NotFound("field")
            if line.value is None:
                raise Invalid("field_empty")
            return line

    # ------------------------------------------------------------------------------------------------- giving values
    async def type_in(
        self, actor: Actor, deal_id: int, field_id: int, version: int, typed: str, *, key: str
    ) -> FieldLine:
        """A typed value; `key` (the message) makes it once only. Raises Invalid with what is wrong."""
        async with self._db.write(actor, self._clock.now()) as work:
            zone = (await policy.load(work)).zone_of(actor.zone)
            return await _give(
                work, deal_id, field_id, version, lambda spec: rules.parse(spec, typed, work.now, zone), key
            )

    async def choose(self, actor: Actor, deal_id: int, field_id: int, version: int, options: list[int]) -> FieldLine:
        """Options that were pressed or ticked. Raises Invalid("field_none_ticked"), Invalid("field_option_gone")."""
        async with self._db.write(actor, self._clock.now()) as work:
            return await _give(work, deal_id, field_id, version, lambda spec: _chosen(spec, options))

    async def pick(self, actor: Actor, deal_id: int, field_id: int, version: int, moment: datetime) -> FieldLine:
        """A day or moment from the calendar."""
        async with self._db.write(actor, self._clock.now()) as work:
            zone = (await policy.load(work)).zone_of(actor.zone)
            return await _give(work, deal_id, field_id, version, lambda spec: _picked(spec, moment, zone))

    async def share_place(
        self, actor: Actor, deal_id: int, field_id: int, version: int, place: tuple[float, float], *, key: str
    ) -> FieldLine:
        """A place shared on the map: latitude, longitude. Raises Invalid("field_no_place") for another kind."""
        async with self._db.write(actor, self._clock.now()) as work:
            return await _give(work, deal_id, field_id, version, lambda spec: _placed(spec, place), key)

    async def attach(
        self, actor: Actor, deal_id: int, field_id: int, version: int, sent: dict[str, Any], *, key: str
    ) -> FieldLine:
        """A picture or document. Raises Invalid with what is wrong with it."""
        async with self._db.write(actor, self._clock.now()) as work:
            return await _give(work, deal_id, field_id, version, lambda spec: _filed(spec, sent), key)

    async def book(self, actor: Actor, deal_id: int, field_id: int, version: int, starts_at: datetime) -> FieldLine:
        """Take a free time, in place of an earlier one. Raises Stale("slot_taken")."""
        async with self._db.write(actor, self._clock.now()) as work:
            deal, spec, row = await _asked(work, deal_id, field_id, version)
            if spec.kind is not FieldKind.BOOKING:
                raise Stale
            taken = await booking_steps.take(work, await policy.load(work), deal, spec, starts_at)
            return await _store(work, deal, spec, row, taken)

    async def clear(self, actor: Actor, deal_id: int, field_id: int, version: int) -> FieldLine:
        """Empty a field; a booked time is free again."""
        async with self._db.write(actor, self._clock.now()) as work:
            deal, spec, row = await _asked(work, deal_id, field_id, version)
            if spec.kind is FieldKind.BOOKING:
                await booking_steps.give_back(work, deal, spec)
            return await _store(work, deal, spec, row, None)


async def _spec(work: Work, deal: Deal, field_id: int) -> FieldSpec:
    row = await rows.field(work, field_id)
    if row is None:
        raise NotFound("field")
    if row.archived_at is not None or row.pipeline_id not in (None, deal.pipeline_id):
        raise Stale("field_gone", name=row.name)
    return field_steps.spec_of(row)


async def _lines(work: Work, deal: Deal) -> list[FieldLine]:
    around = {one.id: one for one in await rows.around_deal(work, deal)}
    filled = (await values.values_of(work, [deal.id]))[deal.id]
    found = await rows.by_ids(work, set(around) | set(filled))
    order = [*around, *(one for one in sorted(filled) if one not in around)]
    is_open = deal.status is StageKind.OPEN
    return [
        FieldLine(
            spec=field_steps.spec_of(found[one]),
            value=filled[one].value if one in filled else None,
            required=one in around and bool(around[one].required),
            missing=is_open and one in around and field_steps.lacks(around[one]),
            live=one in around,
        )
        for one in order
    ]


async def _asked(work: Work, deal_id: int, field_id: int, version: int) -> tuple[Deal, FieldSpec, FieldValue | None]:
    deal = await doors.deal_of(work, deal_id)
    await rows.lock_deal(work, deal.id)
    spec = await _spec(work, deal, field_id)
    row = await values.one(work, deal.id, spec.id)
    if (row.version if row else 0) != version:
        raise Stale
    return deal, spec, row


async def _give(
    work: Work, deal_id: int, field_id: int, version: int, value: Callable[[FieldSpec], Value], key: str | None = None
) -> FieldLine:
    deal, spec, row = await _asked(work, deal_id, field_id, version)
    if key is not None and not await work.once(key):
        raise Stale
    return await _store(work, deal, spec, row, value(spec))


async def _store(work: Work, deal: Deal, spec: FieldSpec, row: FieldValue | None, value: Value) -> FieldLine:
    if row is not None or value is not None:
        field_steps.write(work, deal, spec, row, value)
        await work.session.flush()
        if spec.kind in DATED:
            await due_following.follow(work, await policy.load(work), deal)
    return FieldLine(spec, value, required=False, missing=False, live=True)


def _chosen(spec: FieldSpec, options: list[int]) -> Value:
    if spec.kind not in field_steps.LISTS:
        raise Stale
    return rules.chosen(spec, options)


def _picked(spec: FieldSpec, moment: datetime, zone: str) -> Value:
    if spec.kind is FieldKind.DATE:
        return to_local(moment, zone).date().isoformat()
    if spec.kind is not FieldKind.MOMENT:
        raise Stale
    return moment.isoformat()


def _placed(spec: FieldSpec, place: tuple[float, float]) -> Value:
    if spec.kind is not FieldKind.ADDRESS:
        raise Invalid("field_no_place")
    return rules.place(*place)


def _filed(spec: FieldSpec, sent: dict[str, Any]) -> Value:
    if spec.kind is not FieldKind.FILE:
        raise Invalid("field_no_file")
    return rules.file(sent)
