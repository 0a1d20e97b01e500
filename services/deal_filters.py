"""Deals by combined conditions: each person has one filter, kept in the database, changed one condition at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.clock import Clock
from services.errors import Invalid, NotFound
from services.filter_views import (
    COMPARABLE,
    Choice,
    FilteredLine,
    FilteredPage,
    FilterView,
    Tickable,
    counted,
    known,
    spec_of,
)
from services.rules import asked, field_values, money, typed_ranges
from services.rules.actor import Actor
from services.rules.deal_conditions import (
    IDS,
    NOBODY,
    PERIODS,
    TEXT_LIMIT,
    DealConditions,
    DealStatus,
    FieldCondition,
    FieldOp,
    from_json,
    to_json,
)
from services.rules.field_values import FieldSpec
from services.rules.kinds import StageKind
from services.rules.search_key import search_key
from services.rules.worktime import local_day
from storage import deals as deal_rows
from storage import fields as field_rows
from storage import filter_lists as rows
from storage import search as search_rows
from storage.tables import SavedView
from storage.unit_of_work import Database, Work

PAGE = 8
WITH_NOBODY = ("owners", "channels")


class DealFilters:
    """Use cases of the filter."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    # --------------------------------------------------------------------------------------------------------- looking
    async def view(self, actor: Actor) -> FilterView:
        """What is set, and how many deals that finds."""
        async with self._db.read(actor, self._clock.now()) as work:
            return (await counted(work, await load(work), 0, 0))[0]

    async def found(self, actor: Actor, page: int = 1) -> FilteredPage:
        """A page of the deals that answer the filter."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await page_of(work, await load(work), page)

    async def choice(self, actor: Actor, part: str, page: int = 1, piece: str = "") -> Choice:
        """What can be ticked in a part; `piece` finds by a piece of the name. Raises NotFound("part")."""
        async with self._db.read(actor, self._clock.now()) as work:
            _may(actor, part)
            conditions, view = await known(work, await load(work))
            found = await _tickable(work, part, conditions)
            key = search_key(piece)
            if key:
                items = [one for one in found if key in search_key(one.name)][:PAGE]
                return Choice(view, part, tuple(items), 1, 1, piece)
            pages = max(1, -(-len(found) // PAGE))
            page = min(max(page, 1), pages)
            return Choice(view, part, tuple(found[(page - 1) * PAGE : page * PAGE]), page, pages)

    # -------------------------------------------------------------------------------------------------------- changing
    async def toggle(self, actor: Actor, part: str, id_: int) -> None:
        """Tick or untick one of a list. Raises NotFound for one that is not offered."""
        _may(actor, part)
        async with self._db.write(actor, self._clock.now()) as work:
            there = id_ == NOBODY if part in WITH_NOBODY and id_ == NOBODY else await rows.offers(work, part, [id_])
            if not there:
                raise NotFound(part)
            conditions = (await _present(work)).toggled(part, id_)
            if part == "pipelines" and conditions.pipelines:  # a stage of another pipeline would find nothing
                stages = await rows.offers(work, "stages", conditions.stages)
                kept = tuple(one.id for one in stages if one.group in conditions.pipelines)
                conditions = conditions.changed(stages=kept)
            await store(work, conditions)

    async def set(self, actor: Actor, **values: Any) -> FilterView:
        """Set conditions to values of their types; the rest stays."""
        return await self._change(actor, lambda conditions: conditions.changed(**values))

    async def type(self, actor: Actor, part: str, text: str) -> FilterView:
        """Set a condition to what was typed. Raises Invalid with a code that says how it is written."""
        today = local_day(self._clock.now(), actor.zone)
        value: Any
        if part == "amount":
            value, problem = typed_ranges.read_range(text, money.parse), "filter_amount"
        elif part in PERIODS:
            value = typed_ranges.read_period(text, today, ahead=part == "expected")
            problem = "filter_period"
        elif part == "quiet_days":
            value, problem = typed_ranges.read_days(text), "filter_days"
        elif part == "text":
            value = text.strip() if asked.read(text) else None
            problem = "filter_text"
            if len(text) > TEXT_LIMIT:
                raise Invalid("too_long", limit=TEXT_LIMIT)
        else:
            raise NotFound("part")
        if value is None:
            raise Invalid(problem)
        return await self.set(actor, **{part: value})

    async def begin_with_text(self, actor: Actor, text: str) -> FilterView:
        """A fresh filter of deals, open and closed, by a text that was looked for elsewhere."""
        fresh = DealConditions(status=DealStatus.ALL, text=text.strip()[:TEXT_LIMIT])
        return await self._change(actor, lambda now: fresh.changed(sort=now.sort, down=now.down))

    async def clear(self, actor: Actor, part: str) -> FilterView:
        """Ask nothing in a part any more. Raises NotFound("part")."""
        if part not in DealConditions.__dataclass_fields__:
            raise NotFound("part")
        return await self._change(actor, lambda conditions: conditions.without(part))

    async def reset(self, actor: Actor) -> FilterView:
        """Ask for all open deals again; the order stays."""
        return await self._change(actor, lambda now: DealConditions(sort=now.sort, down=now.down))

    async def set_field(self, actor: Actor, condition: FieldCondition) -> FilterView:
        """Ask something of an own field. Raises NotFound for one no longer used, or of another kind."""
        async with self._db.write(actor, self._clock.now()) as work:
            field = await _field(work, condition.field)
            if condition.op not in (FieldOp.EMPTY, FieldOp.FILLED, COMPARABLE[field.kind]):
                raise NotFound("field")
            await store(work, (await _present(work)).with_field(field.id, condition))
        return await self.view(actor)

    async def toggle_option(self, actor: Actor, field_id: int, option: int) -> FilterView:
        """Tick or untick a value of a list field. Raises NotFound."""
        async with self._db.write(actor, self._clock.now()) as work:
            field = await _field(work, field_id)
            if option not in {one.id for one in field.options}:
                raise NotFound("option")
            conditions = await _present(work)
            present = conditions.of_field(field_id)
            ticked = present.value if present and isinstance(present.value, tuple) else ()
            wanted = tuple(one for one in ticked if one != option) if option in ticked else (*ticked, option)
            condition = FieldCondition(field_id, FieldOp.ANY, wanted) if wanted else None
            await store(work, conditions.with_field(field_id, condition))
        return await self.view(actor)

    async def type_field(self, actor: Actor, field_id: int, text: str) -> FilterView:
        """Ask of an own field what was typed. Raises NotFound, Invalid with a code that says how it is written."""
        now = self._clock.now()
        async with self._db.read(actor, now) as work:
            field = await _field(work, field_id)
        op = COMPARABLE[field.kind]
        value: Any = None
        if op is FieldOp.RANGE:
            value = typed_ranges.read_range(text, _reader(field, actor, now))
        elif op is FieldOp.DAYS:
            value = typed_ranges.read_period(text, local_day(now, actor.zone), ahead=True)
        elif op is FieldOp.TEXT:
            value = text.strip()[:TEXT_LIMIT] if search_key(text) else None
        if value is None:
            codes = {FieldOp.RANGE: "filter_number", FieldOp.DAYS: "filter_period", FieldOp.TEXT: "filter_text"}
            raise Invalid(codes.get(op, "filter_option"))
        return await self.set_field(actor, FieldCondition(field_id, op, value))

    async def clear_field(self, actor: Actor, field_id: int) -> FilterView:
        """Ask nothing of an own field any more."""
        return await self._change(actor, lambda conditions: conditions.with_field(field_id, None))

    async def _change(self, actor: Actor, change: Callable[[DealConditions], DealConditions]) -> FilterView:
        async with self._db.write(actor, self._clock.now()) as work:
            await store(work, change(await _present(work)))
        return await self.view(actor)  # counted outside: on SQLite a write keeps the others waiting


# ------------------------------------------------------------------------------------------------------ shared steps
async def load(work: Work) -> DealConditions:
    """What the actor has set, as it is stored."""
    row = await rows.current(work)
    return from_json(row.conditions) if row else DealConditions()


async def store(work: Work, conditions: DealConditions) -> None:
    """Make this what the actor has set."""
    row = await rows.current(work)
    if row is not None:
        row.conditions = to_json(conditions)
    elif work.actor.user_id is not None:
        work.session.add(
            SavedView(
                user_id=work.actor.user_id, name=rows.CURRENT, conditions=to_json(conditions), created_at=work.now
            )
        )


async def page_of(work: Work, asked: DealConditions, page: int) -> FilteredPage:
    """A page (from 1) of the deals that answer conditions; the last one instead of one beyond it."""
    page = max(page, 1)
    view, ids = await counted(work, asked, PAGE, (page - 1) * PAGE)
    pages = max(1, -(-view.count // PAGE))
    if page > pages:  # fewer than when the button was drawn
        page = pages
        view, ids = await counted(work, asked, PAGE, (page - 1) * PAGE)
    return FilteredPage(view, await _lines(work, ids), page, pages, work.actor.is_leader)


async def _present(work: Work) -> DealConditions:
    """What is set, without what is gone: a change is also the moment to forget that."""
    return (await known(work, await load(work)))[0]


def _may(actor: Actor, part: str) -> None:
    if part not in IDS or (part == "owners" and not actor.is_leader):
        raise NotFound("part")


async def _field(work: Work, field_id: int) -> FieldSpec:
    row = await field_rows.field(work, field_id)
    if row is None or row.archived_at is not None:
        raise NotFound("field")
    return spec_of(row)


def _reader(field: FieldSpec, actor: Actor, now: Any) -> Callable[[str], int | None]:
    """Reads one number as the field itself would."""

    def read(text: str) -> int | None:
        try:
            return int(field_values.parse(field, text, now, actor.zone))
        except Invalid:
            return None

    return read


async def _tickable(work: Work, part: str, conditions: DealConditions) -> list[Tickable]:
    ticked = set(getattr(conditions, part))
    found = await rows.offers(work, part)
    if part == "stages" and conditions.pipelines:
        found = [one for one in found if one.group in conditions.pipelines]
    several = len({one.group for one in found}) > 1
    items = [Tickable(one.id, one.name, one.group_name if several else None, one.id in ticked) for one in found]
    nobody = [Tickable(NOBODY, "", None, NOBODY in ticked)] if part in WITH_NOBODY else []
    return items + nobody


async def _lines(work: Work, ids: tuple[int, ...]) -> tuple[FilteredLine, ...]:
    shown = await search_rows.deals_shown(work, ids)
    due = await deal_rows.first_due(work, ids)
    return tuple(_line(work, shown[one], due.get(one)) for one in ids if one in shown)


def _line(work: Work, row: Any, due: Any) -> FilteredLine:
    deal = row.Deal
    is_open = deal.status is StageKind.OPEN
    return FilteredLine(
        id=deal.id,
        title=deal.title,
        client=row.client,
        stage=row.stage,
        owner=row.owner,
        amount=deal.amount,
        status=deal.status,
        stage_entered_at=deal.stage_entered_at,
        last_contact_at=deal.last_contact_at,
        next_task_at=due,
        created_at=deal.created_at,
        overdue=is_open and due is not None and due < work.now,
        no_task=is_open and due is None,
    )
