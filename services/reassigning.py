"""Giving many deals to another person at once: by the leader's filter, with a preview, undone for 24 hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from services import closing, limits
from services.clock import Clock
from services.deal_filters import load
from services.errors import Denied, Invalid, NotFound
from services.outbox import notify_user
from services.progress import Progress
from services.rules.actor import Actor
from services.rules.deal_conditions import DealConditions
from services.rules.held import KINDS, Held, held_from_json
from services.rules.views import Named
from storage import absences as people
from storage import deal_search
from storage import deals as deal_rows
from storage import moving_work as rows
from storage.tables import User
from storage.unit_of_work import Database, Work

NAMED: Final = 5
"""Deals a message about many of them names."""


@dataclass(frozen=True, slots=True)
class Taker:
    """Somebody who can be given deals: `open` ones in hand, `limit` of them, or None; `away`: is not here now."""

    person: Named
    open: int
    limit: int | None
    away: bool


@dataclass(frozen=True, slots=True)
class ReassignPreview:
    """What would be given to whom: open deals (`found` counts all the filter finds), their tasks, by who has them.

    `clients` have no open deal but these and the taker's own: they can go along, and do `with_clients`. `clients_stay`
    for other deals' sake.
    """

    found: int
    deals: int
    tasks: int
    by_owner: tuple[tuple[str | None, int], ...]
    to: Named
    clients: int = 0
    clients_stay: int = 0
    with_clients: bool = False


@dataclass(frozen=True, slots=True)
class Reassigned:
    """Done: `undo_id` takes it back for 24 hours."""

    deals: int
    tasks: int
    to: Named
    undo_id: int
    clients: int = 0


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What came back, and how many deals did not because they were changed since."""

    deals: int
    kept: int
    clients: int = 0


class Reassigning:
    """Use cases of bulk reassignment; for leaders, over what they see."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def takers(self, actor: Actor) -> tuple[int, tuple[Taker, ...]]:
        """How many open deals the filter finds, and who could have them. Raises Denied, Invalid("nothing_to_give")."""
        _only_leader(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            held, _ = await _chosen(work)
            found = await deal_rows.takers(work)
            has = await people.open_deals(work, [row.id for row in found])
            gone = await people.away(work)
            takers = tuple(
                Taker(Named(row.id, row.name), has.get(row.id, 0), row.deal_limit, row.id in gone) for row in found
            )
            return held.count("deals"), takers

    async def preview(self, actor: Actor, to_id: int, *, with_clients: bool = True) -> ReassignPreview:
        """What would happen. Raises Denied, NotFound, Invalid (nothing_to_give, deal_limit)."""
        _only_leader(actor)
        async with self._db.read(actor, self._clock.now()) as work:
            held, found = await _chosen(work)
            to = await _taker(work, to_id)
            held = _without(held, to.id)
            await limits.room_for_deals(work, to, held.count("deals"))
            names = {row.id: row.name for row in await deal_rows.takers(work)}
            owners = tuple((names.get(who or 0), len(ids)) for who, ids in held.of("deals").items())
            ordered = tuple(sorted(owners, key=lambda pair: -pair[1]))
            clients, stay = await rows.clients_of(work, held, to.id)
            return ReassignPreview(
                found=found,
                deals=held.count("deals"),
                tasks=held.count("tasks"),
                by_owner=ordered,
                to=Named(to.id, to.name),
                clients=clients.count("clients"),
                clients_stay=stay,
                with_clients=with_clients and clients.count("clients") > 0,
            )

    async def reassign(
        self,
        actor: Actor,
        to_id: int,
        expected: int,
        *,
        clients: int = 0,
        key: str,
        progress: Progress | None = None,
    ) -> Reassigned:
        """Give them: deals with their open tasks and promises, and their clients; history on each.

        `expected` and `clients` are the previewed numbers; with 0 the clients stay where they are.
        Raises Denied, NotFound, Invalid (nothing_to_give, deal_limit, preview_changed, preview_clients_changed).
        """
        _only_leader(actor)
        async with self._db.write(actor, self._clock.now()) as work:
            to = await _taker(work, to_id)
            if not await work.once(key):
                raise Invalid("done_already")
            held = _without((await _chosen(work))[0], to.id)
            if held.count("deals") != expected:
                raise Invalid("preview_changed", now=held.count("deals"), before=expected)
            await limits.room_for_deals(work, to, expected)
            if clients:
                going, _ = await rows.clients_of(work, held, to.id)
                if going.count("clients") != clients:
                    raise Invalid("preview_clients_changed", now=going.count("clients"), before=clients)
                held = Held({**held.groups, **going.groups})
            progress = progress or Progress()
            progress.total = held.total
            given = await rows.give(work, held, to.id, progress.more)
            undo = closing.offer(work, "reassign", {"to": to.id, "held": given.to_json()})
            await work.session.flush()
            await tell(work, to.id, given, undo.id)
            for user_id in given.people - {actor.user_id}:
                await notify_user(
                    work,
                    user_id,
                    kind="work_gone",
                    params={**given.of_person(user_id), "to": to.name, "undo": undo.id},
                    dedupe_key=f"gone:{undo.id}",
                )
            return Reassigned(
                given.count("deals"), given.count("tasks"), Named(to.id, to.name), undo.id, given.count("clients")
            )

    async def undo(self, actor: Actor, undo_id: int, progress: Progress | None = None) -> TakenBack:
        """Give them back as far as they are still there and open. Raises NotFound, Stale("undo_over")."""
        async with self._db.write(actor, self._clock.now()) as work:
            undo = await closing.claim(work, undo_id, "reassign")
            held = held_from_json(undo.payload["held"])
            progress = progress or Progress()
            progress.total = held.total
            back = await rows.give_back(work, held, undo.payload["to"], progress.more)
            await tell_back(work, undo.payload["to"], back, undo.id)
            deals = back.count("deals")
            return TakenBack(deals, held.count("deals") - deals, back.count("clients"))

    async def named(self, actor: Actor, undo_id: int) -> tuple[str, ...]:
        """The largest of the deals somebody was given or lost in one go, by their clients' names; others get none."""
        async with self._db.read(actor, self._clock.now()) as work:
            undo = await rows.handing_over(work, undo_id)
            if undo is None or actor.user_id is None:
                return ()
            held = held_from_json(undo.payload["held"])
            ids = held.of("deals").get(actor.user_id, ())
            if undo.payload["to"] == actor.user_id:
                ids = held.ids("deals")
            return tuple(await rows.deal_names(work, ids, NAMED))


async def tell(work: Work, to_id: int, given: Held, undo_id: int) -> None:
    """Queue the word to whoever was given work by somebody else."""
    if to_id != work.actor.user_id and given.total:
        await notify_user(
            work,
            to_id,
            kind="work_given",
            params={**{kind: given.count(kind) for kind in KINDS}, "undo": undo_id},
            dedupe_key=f"given:{undo_id}",
        )


async def tell_back(work: Work, from_id: int | None, back: Held, undo_id: int) -> None:
    """Queue the word to whom work was taken back from by somebody else, and to whom it came back."""
    for user_id in back.people - {work.actor.user_id}:
        returned = back.of_person(user_id)
        await notify_user(work, user_id, kind="work_returned", params=returned, dedupe_key=f"returned:{undo_id}")
    if from_id is not None and from_id != work.actor.user_id and back.total:
        await notify_user(
            work,
            from_id,
            kind="work_back",
            params={kind: back.count(kind) for kind in KINDS},
            dedupe_key=f"back:{undo_id}",
        )


def _only_leader(actor: Actor) -> None:
    if not actor.is_leader:
        raise Denied


async def _chosen(work: Work) -> tuple[Held, int]:
    """The open deals the actor's filter finds with their tasks, and how many deals it finds in all."""
    conditions: DealConditions = await load(work)
    ids = await deal_search.ids(work, conditions)
    held = await rows.with_tasks(work, ids)
    if not held.count("deals"):
        raise Invalid("nothing_to_give")
    return held, len(ids)


def _without(held: Held, user_id: int) -> Held:
    """Nothing is given to who has it."""
    kept = Held({kind: {who: ids for who, ids in held.of(kind).items() if who != user_id} for kind in held.groups})
    if not kept.count("deals"):
        raise Invalid("nothing_to_give")
    return kept


async def _taker(work: Work, user_id: int) -> User:
    found = next((row for row in await deal_rows.takers(work) if row.id == user_id), None)
    if found is None:
        raise NotFound("user")
    return found
