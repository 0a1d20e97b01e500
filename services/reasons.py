"""Why clients refuse and why they buy: the company's lists, and who else is told (S2-81, S2-82, S4-06, S4-09)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from services import list_edits, policy
from services.clock import Clock
from services.errors import Denied, Invalid, NotFound, Stale
from services.list_edits import Listed
from services.names import free_name
from services.rules.actor import Actor, Role
from services.rules.checks import CheckBy
from services.rules.views import Named
from services.setup_core import Done, Edit, place
from storage import company
from storage import reasons as rows
from storage.reasons import Reason
from storage.tables import Department, LossReason, WinReason
from storage.unit_of_work import Database, Work

MOST: Final = 40
"""Reasons of one list in use: nobody chooses among more."""


class ReasonList(StrEnum):
    """The lists of reasons."""

    LOSS = "loss"
    WIN = "win"


TABLES: Final[dict[ReasonList, type[Reason]]] = {ReasonList.LOSS: LossReason, ReasonList.WIN: WinReason}


@dataclass(frozen=True, slots=True)
class ReasonView:
    """A reason; `place` counts from 1 among those in use (0: archived), `used` is how often it was named.

    `for_deals`, `for_leads`: where it is offered; a win reason is one of deals.
    """

    list: ReasonList
    id: int
    version: int
    name: str
    place: int
    last: bool
    for_deals: bool
    for_leads: bool
    department: Named | None
    used: int
    archived: bool
    undo: int | None = field(default=None, compare=False)
    """Takes the change back that led to this."""


@dataclass(frozen=True, slots=True)
class DepartmentView:
    """A department and who is told there."""

    id: int
    version: int
    name: str
    people: tuple[Named, ...]
    reasons: tuple[str, ...]
    undo: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class CheckRules:
    """How refusals are checked: `share` of them in percent, by whom."""

    share: int
    by: CheckBy


class Reasons:
    """Reads and changes the lists; for admins."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def all(self, actor: Actor, which: ReasonList) -> tuple[ReasonView, ...]:
        """A list: what is in use in its order, then what is archived. Raises Denied."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await _list(work, which)

    async def get(self, actor: Actor, which: ReasonList, reason_id: int) -> ReasonView:
        """One reason. Raises Denied, NotFound."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await _view(work, which, reason_id)

    async def add(self, actor: Actor, which: ReasonList, name: str) -> ReasonView:
        """Put a reason at the end. Raises Denied, Invalid (name_bad, sales_reason_exists, too_many_sales_reasons)."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            found = [row for row in await rows.all_of(work, TABLES[which]) if row.archived_at is None]
            if len(found) >= MOST:
                raise Invalid("too_many_sales_reasons", limit=MOST)
            position = 1 + max((row.position for row in found), default=0)
            row = TABLES[which](name=_free_name(found, name), position=position)
            edit = _edit(work, which, "added", row.name)
            await edit.make(row)
            return await _changed(work, which, edit, row)

    async def rename(self, actor: Actor, which: ReasonList, reason_id: int, version: int, name: str) -> ReasonView:
        """Call it differently, also where it was named already. Raises Denied, NotFound, Stale, Invalid."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _current(work, which, reason_id, version)
            others = [item for item in await rows.all_of(work, TABLES[which]) if item.id != row.id]
            called = _free_name([item for item in others if item.archived_at is None], name)
            edit = _edit(work, which, "renamed", row.name, new=called)
            edit.set(row, name=called)
            return await _changed(work, which, edit, row)

    async def move(self, actor: Actor, which: ReasonList, reason_id: int, version: int, by: int) -> ReasonView:
        """Change places with the one above (-1) or below (1). Raises Denied, NotFound, Stale."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _current(work, which, reason_id, version)
            found = [item for item in await rows.all_of(work, TABLES[which]) if item.archived_at is None]
            edit = _edit(work, which, "moved", row.name)
            if row.archived_at is None:
                at = found.index(row)
                to = min(max(at + (1 if by > 0 else -1), 0), len(found) - 1)
                found.insert(to, found.pop(at))
                place(edit, found)
            return await _changed(work, which, edit, row)

    async def offer(self, actor: Actor, reason_id: int, version: int, *, deals: bool, leads: bool) -> ReasonView:
        """Say where a refusal reason is offered. Raises Denied, NotFound, Stale, Invalid("reason_nowhere")."""
        _only_admin(actor)
        if not deals and not leads:
            raise Invalid("reason_nowhere")
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _current(work, ReasonList.LOSS, reason_id, version)
            await _not_the_last(work, row, deals=not deals, leads=not leads)
            edit = _edit(work, ReasonList.LOSS, "changed", row.name)
            edit.set(row, for_deals=deals, for_leads=leads)
            return await _changed(work, ReasonList.LOSS, edit, row)

    async def tell(
        self, actor: Actor, which: ReasonList, reason_id: int, version: int, department_id: int
    ) -> ReasonView:
        """Say which department hears of it, 0 for none. Raises Denied, NotFound, Stale."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _current(work, which, reason_id, version)
            if department_id and await rows.department(work, department_id) is None:
                raise NotFound("department")
            edit = _edit(work, which, "changed", row.name)
            edit.set(row, department_id=department_id or None)
            return await _changed(work, which, edit, row)

    async def archive(
        self, actor: Actor, which: ReasonList, reason_id: int, version: int, *, back: bool = False
    ) -> ReasonView:
        """Offer it no more, or again with `back`; where it was named it stays.

        Raises Denied, NotFound, Stale, Invalid (reason_last, sales_reason_exists).
        """
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _current(work, which, reason_id, version)
            found = [item for item in await rows.all_of(work, TABLES[which]) if item.archived_at is None]
            edit = _edit(work, which, "restored" if back else "archived", row.name)
            if back and row.archived_at is not None:
                edit.set(row, name=_free_name(found, row.name), archived_at=None)
                found.insert(min(row.position, len(found)), row)  # where it stood
                place(edit, found)
            elif not back and row.archived_at is None:
                await _not_the_last(work, row, deals=True, leads=True)
                edit.set(row, archived_at=work.now)
            return await _changed(work, which, edit, row)

    # -------------------------------------------------------------------------------------------------- departments
    async def departments(self, actor: Actor) -> tuple[DepartmentView, ...]:
        """Who else is told. Raises Denied."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return tuple([await _department(work, row) for row in await rows.departments(work)])

    async def department(self, actor: Actor, department_id: int) -> DepartmentView:
        """One of them. Raises Denied, NotFound."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return await _department(work, await _found(work, department_id))

    async def add_department(self, actor: Actor, name: str) -> DepartmentView:
        """A new one. Raises Denied, Invalid (name_bad, department_exists)."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = Department(name=_free_name(await rows.departments(work), name, "department_exists"), user_ids=[])
            edit = list_edits.edit(work, Listed.DEPARTMENT, "added", row.name)
            await edit.make(row)
            return await _department(work, row, edit)

    async def rename_department(self, actor: Actor, department_id: int, version: int, name: str) -> DepartmentView:
        """Call it differently. Raises Denied, NotFound, Stale, Invalid."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _found(work, department_id, version)
            others = [item for item in await rows.departments(work) if item.id != row.id]
            called = _free_name(others, name, "department_exists")
            edit = list_edits.edit(work, Listed.DEPARTMENT, "renamed", row.name, new=called)
            edit.set(row, name=called)
            return await _department(work, row, edit)

    async def toggle(self, actor: Actor, department_id: int, version: int, user_id: int) -> DepartmentView:
        """Tell a colleague from now on, or no more. Raises Denied, NotFound, Stale."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _found(work, department_id, version)
            edit = list_edits.edit(work, Listed.DEPARTMENT, "changed", row.name)
            if user_id in row.user_ids:
                edit.set(row, user_ids=[item for item in row.user_ids if item != user_id])
            elif user_id in {person.id for person in await rows.colleagues(work)}:
                edit.set(row, user_ids=[*row.user_ids, user_id])
            else:
                raise NotFound("user")
            return await _department(work, row, edit)

    async def archive_department(self, actor: Actor, department_id: int, version: int) -> Done:
        """Tell it no more; its reasons lose it. Raises Denied, NotFound, Stale."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _found(work, department_id, version)
            edit = list_edits.edit(work, Listed.DEPARTMENT, "archived", row.name)
            edit.set(row, archived_at=work.now)
            for table in TABLES.values():
                for reason in await rows.all_of(work, table):
                    if reason.department_id == row.id:
                        edit.set(reason, department_id=None)
            return await edit.done()

    async def colleagues(self, actor: Actor) -> tuple[Named, ...]:
        """Who can be told. Raises Denied."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            return tuple(Named(row.id, row.name) for row in await rows.colleagues(work))

    # ------------------------------------------------------------------------------------------------------- checks
    async def checks(self, actor: Actor) -> CheckRules:
        """How refusals are checked. Raises Denied."""
        _only_admin(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            settings = (await policy.load(work)).settings
            return CheckRules(settings.check_share, CheckBy(settings.check_by))

    async def set_checks(self, actor: Actor, share: int, by: CheckBy) -> CheckRules:
        """Check that share of refusals (percent), by the head or by another manager (S2-84). Raises Denied."""
        _only_admin(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            settings = (await policy.load(work)).settings
            changed = settings.changed(check_share=min(max(share, 0), 100), check_by=by.value)
            await company.store_settings(work, changed.rows())
            return CheckRules(changed.check_share, by)


def _only_admin(actor: Actor) -> None:
    if actor.role is not Role.ADMIN:
        raise Denied


def _free_name(others: Sequence[Reason | Department], typed: str, taken: str = "sales_reason_exists") -> str:
    return free_name(typed, (row.name for row in others), taken)


def _edit(work: Work, which: ReasonList, what: str, name: str, **told: str) -> Edit:
    return list_edits.edit(work, Listed(which.value), what, name, **told)


async def _changed(work: Work, which: ReasonList, edit: Edit, row: Reason) -> ReasonView:
    await work.session.flush()
    return replace(await _view(work, which, row.id), undo=await list_edits.done(edit))


async def _not_the_last(work: Work, row: Reason, *, deals: bool, leads: bool) -> None:
    """A refusal always has a reason (S2-80): the last one of deals or of inquiries stays."""
    if not isinstance(row, LossReason):
        return
    others = [
        item
        for item in await rows.all_of(work, LossReason)
        if isinstance(item, LossReason) and item.id != row.id and item.archived_at is None
    ]
    if (deals and not any(item.for_deals for item in others)) or (leads and not any(item.for_leads for item in others)):
        raise Invalid("reason_last")


async def _row(work: Work, which: ReasonList, reason_id: int) -> Reason:
    row = await rows.one(work, TABLES[which], reason_id)
    if row is None:
        raise NotFound("reason")
    return row


async def _current(work: Work, which: ReasonList, reason_id: int, version: int) -> Reason:
    row = await _row(work, which, reason_id)
    if row.version != version:
        raise Stale
    return row


async def _list(work: Work, which: ReasonList) -> tuple[ReasonView, ...]:
    found = await rows.all_of(work, TABLES[which])
    used = await rows.used(work, TABLES[which])
    names = {row.id: Named(row.id, row.name) for row in await rows.departments(work)}
    in_use = [row.id for row in found if row.archived_at is None]
    return tuple(
        ReasonView(
            list=which,
            id=row.id,
            version=row.version,
            name=row.name,
            place=in_use.index(row.id) + 1 if row.archived_at is None else 0,
            last=bool(in_use) and in_use[-1] == row.id,
            for_deals=getattr(row, "for_deals", True),
            for_leads=getattr(row, "for_leads", False),
            department=names.get(row.department_id or 0),
            used=used.get(row.id, 0),
            archived=row.archived_at is not None,
        )
        for row in found
    )


async def _view(work: Work, which: ReasonList, reason_id: int) -> ReasonView:
    found = next((item for item in await _list(work, which) if item.id == reason_id), None)
    if found is None:
        raise NotFound("reason")
    return found


async def _found(work: Work, department_id: int, version: int | None = None) -> Department:
    row = await rows.department(work, department_id)
    if row is None:
        raise NotFound("department")
    if version is not None and row.version != version:
        raise Stale
    return row


async def _department(work: Work, row: Department, edit: Edit | None = None) -> DepartmentView:
    await work.session.flush()
    names = {person.id: person.name for person in await rows.colleagues(work)}
    people = tuple(Named(user_id, names[user_id]) for user_id in row.user_ids if user_id in names)
    reasons = [
        item.name
        for table in TABLES.values()
        for item in await rows.all_of(work, table)
        if item.department_id == row.id and item.archived_at is None
    ]
    undo = await list_edits.done(edit) if edit is not None else None
    return DepartmentView(row.id, row.version, row.name, people, tuple(reasons), undo)
