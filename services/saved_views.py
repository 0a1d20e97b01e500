"""Filters under names: saved, opened again, shared by leaders with the people they answer for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.clock import Clock
from services.deal_filters import load, page_of, store
from services.errors import Invalid, NotFound, Stale
from services.filter_views import FilteredPage, FilterView, counted, known
from services.rules.actor import Actor
from services.rules.deal_conditions import from_json, to_json
from storage import filter_lists as rows
from storage.tables import SavedView
from storage.unit_of_work import Database, Work

NAME_LIMIT = 60
MOST = 50


@dataclass(frozen=True, slots=True)
class ViewLine:
    """A saved filter. `owner`: whose it is, None for an own one; only own ones are changed."""

    id: int
    version: int
    name: str
    owner: str | None
    shared: bool
    may_share: bool


@dataclass(frozen=True, slots=True)
class ViewCard:
    """A saved filter with what it asks for."""

    line: ViewLine
    view: FilterView


class SavedViews:
    """Use cases of saved filters."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def all(self, actor: Actor) -> tuple[ViewLine, ...]:
        """Own ones first, then those shared with the actor."""
        async with self._db.read(actor, self._clock.now()) as work:
            return tuple(_line(actor, row) for row in await rows.views(work))

    async def card(self, actor: Actor, view_id: int) -> ViewCard:
        """One of them, and what it finds for the actor. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            row = await _view(work, view_id)
            view, _ = await counted(work, from_json(row.SavedView.conditions), 0, 0)
            return ViewCard(_line(actor, row), view)

    async def save(self, actor: Actor, name: str) -> ViewLine:
        """Keep what is set under a name; an own view of this name is replaced.

        Raises Invalid("empty"), Invalid("too_long"), Invalid("views_many").
        """
        name = _name(name)
        async with self._db.write(actor, self._clock.now()) as work:
            conditions, _ = await known(work, await load(work))
            row = await rows.named(work, name)
            if row is None:
                own = [one for one in await rows.views(work) if one.SavedView.user_id == actor.user_id]
                if len(own) >= MOST:
                    raise Invalid("views_many", limit=MOST)
                row = SavedView(user_id=actor.user_id or 0, name=name, conditions={}, created_at=work.now)
                work.session.add(row)
            row.conditions = to_json(conditions)
            await work.session.flush()
            return _line(actor, await _view(work, row.id))

    async def open(self, actor: Actor, view_id: int) -> FilteredPage:
        """Make it what the actor has set; what is gone meanwhile is named in `left_out`. Raises NotFound."""
        async with self._db.write(actor, self._clock.now()) as work:
            asked = from_json((await _view(work, view_id)).SavedView.conditions)
            await store(work, (await known(work, asked))[0])
        async with self._db.read(actor, self._clock.now()) as work:
            return await page_of(work, asked, 1)

    async def rename(self, actor: Actor, view_id: int, version: int, name: str) -> ViewLine:
        """Call an own one differently. Raises NotFound, Stale, Invalid."""
        name = _name(name)
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _own(work, view_id, version)
            other = await rows.named(work, name)
            if other is not None and other.id != row.id:
                raise Invalid("view_exists", name=name)
            row.name = name
            await work.session.flush()
            return _line(actor, await _view(work, view_id))

    async def share(self, actor: Actor, view_id: int, version: int, *, shared: bool) -> ViewLine:
        """Let the people the leader answers for use it, on their own records. Raises NotFound, Stale."""
        async with self._db.write(actor, self._clock.now()) as work:
            row = await _own(work, view_id, version)
            if not actor.is_leader:
                raise NotFound("view")
            row.shared = shared
            await work.session.flush()
            return _line(actor, await _view(work, view_id))

    async def delete(self, actor: Actor, view_id: int, version: int) -> None:
        """Forget an own one. Raises NotFound, Stale."""
        async with self._db.write(actor, self._clock.now()) as work:
            await work.session.delete(await _own(work, view_id, version))


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name:
        raise Invalid("empty")
    if len(name) > NAME_LIMIT:
        raise Invalid("too_long", limit=NAME_LIMIT)
    return name


async def _view(work: Work, view_id: int) -> Any:
    row = await rows.view(work, view_id)
    if row is None:
        raise NotFound("view")
    return row


async def _own(work: Work, view_id: int, version: int) -> SavedView:
    row: SavedView = (await _view(work, view_id)).SavedView
    if row.user_id != work.actor.user_id:
        raise NotFound("view")
    if row.version != version:
        raise Stale
    return row


def _line(actor: Actor, row: Any) -> ViewLine:
    view, own = row.SavedView, row.SavedView.user_id == actor.user_id
    return ViewLine(view.id, view.version, view.name, None if own else row.owner, view.shared, own and actor.is_leader)
