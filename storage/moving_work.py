"""Giving many records to other people at once, with history, by statements: 10,000 deals are no burden."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import JSON, func, insert, literal, null, select, update

from services.rules.held import Held, grouped
from services.rules.kinds import LeadStatus, PromiseState, StageKind, TaskStatus
from services.rules.people import OpenWork
from storage.tables import Client, Deal, HistoryEntry, Lead, Promise, Task, UndoAction
from storage.types import UtcDateTime
from storage.unit_of_work import Work

TABLES: Final[dict[str, type[Any]]] = {"deals": Deal, "leads": Lead, "clients": Client, "tasks": Task}
PIECE: Final = 5_000
"""Ids in one statement: well under the number of parameters databases take."""
_HISTORY: Final = ["record", "record_id", "action", "changes", "deal_id", "lead_id", "client_id", "user_id", "at"]


def _owner(table: type[Any]) -> Any:
    return table.assignee_id if table is Task else table.owner_id


def _still(table: type[Any]) -> Any:
    """What of a table is work in hand."""
    if table is Deal:
        return Deal.status == StageKind.OPEN
    if table is Lead:
        return Lead.status.in_((LeadStatus.NEW, LeadStatus.TAKEN))
    return Task.status == TaskStatus.OPEN if table is Task else Client.id > 0


async def in_hand(work: Work, user_id: int) -> Held:
    """Everything open somebody answers for."""
    return Held(
        {
            kind: {
                user_id: list(
                    await work.session.scalars(
                        select(table.id).where(_owner(table) == user_id, _still(table)).order_by(table.id)
                    )
                )
            }
            for kind, table in TABLES.items()
        }
    )


async def count_in_hand(work: Work, user_id: int) -> OpenWork:
    """How much open work somebody answers for."""
    numbers = [
        await work.session.scalar(
            select(func.count()).select_from(table).where(_owner(table) == user_id, _still(table))
        )
        for table in TABLES.values()
    ]
    return OpenWork(*(number or 0 for number in numbers))


async def with_tasks(work: Work, deal_ids: Sequence[int]) -> Held:
    """Open deals among these by who has them, and the open tasks of those deals that the same people have."""
    deals: list[tuple[int, int | None]] = []
    tasks: list[tuple[int, int | None]] = []
    for piece in _pieces(deal_ids):
        found = select(Deal.id, Deal.owner_id).where(Deal.id.in_(piece), Deal.status == StageKind.OPEN)
        deals += [(row[0], row[1]) for row in await work.session.execute(found)]
        of_owner = (
            select(Task.id, Task.assignee_id)
            .join(Deal, Deal.id == Task.deal_id)
            .where(
                Deal.id.in_(piece), Task.status == TaskStatus.OPEN, Task.assignee_id.is_not_distinct_from(Deal.owner_id)
            )
        )
        tasks += [(row[0], row[1]) for row in await work.session.execute(of_owner)]
    return Held({"deals": grouped(deals), "tasks": grouped(tasks)})


async def clients_of(work: Work, held: Held, to_id: int) -> tuple[Held, int]:
    """Clients that can go along with deals, by who has them, and how many of those deals' clients have to stay.

    Those of whoever has the deals now; they stay when a further open deal of theirs stays with a colleague.
    """
    going: dict[int, int | None] = {}
    deals = set(held.ids("deals"))
    for piece in _pieces(sorted(deals)):
        found = (
            select(Client.id, Client.owner_id)
            .join(Deal, Deal.client_id == Client.id)
            .where(Deal.id.in_(piece), Client.owner_id.is_not_distinct_from(Deal.owner_id))
        )
        going |= {row.id: row.owner_id for row in await work.session.execute(found)}
    stay: set[int] = set()
    for piece in _pieces(sorted(going)):
        others = select(Deal.client_id, Deal.id).where(
            Deal.client_id.in_(piece), Deal.status == StageKind.OPEN, Deal.owner_id.is_distinct_from(to_id)
        )
        stay |= {row.client_id for row in await work.session.execute(others) if row.id not in deals}
    return Held({"clients": grouped((id_, who) for id_, who in going.items() if id_ not in stay)}), len(stay)


async def handing_over(work: Work, undo_id: int) -> UndoAction | None:
    """What was handed over in one go."""
    found = select(UndoAction).where(UndoAction.id == undo_id, UndoAction.kind.in_(("reassign", "departure")))
    return await work.session.scalar(found)


async def deal_names(work: Work, deal_ids: Sequence[int], limit: int) -> list[str]:
    """What the largest of these deals are called: by their clients."""
    found: list[Any] = []
    for piece in _pieces(deal_ids):
        named = (
            select(func.coalesce(Client.name, Deal.title).label("name"), Deal.amount, Deal.id)
            .select_from(Deal)
            .outerjoin(Client, Client.id == Deal.client_id)
            .where(Deal.id.in_(piece))
            .order_by(Deal.amount.desc().nulls_last(), Deal.id)
            .limit(limit)
        )
        found += (await work.session.execute(named)).all()
    found.sort(key=lambda row: (-(row.amount or 0), row.id))
    return [row.name for row in found[:limit]]


async def tasks_of(work: Work, deal_ids: Sequence[int], lead_ids: Sequence[int], user_id: int) -> list[int]:
    """Open tasks of these deals and leads that somebody has."""
    found: list[int] = []
    for column, ids in ((Task.deal_id, deal_ids), (Task.lead_id, lead_ids)):
        for piece in _pieces(ids):
            open_ones = select(Task.id).where(
                column.in_(piece), Task.status == TaskStatus.OPEN, Task.assignee_id == user_id
            )
            found += list(await work.session.scalars(open_ones))
    return found


async def give(work: Work, held: Held, to_id: int | None, done: Callable[[int], None] | None = None) -> Held:
    """Give the records that are still open and still with who is said to have them; returns those given.

    `done` hears of every piece how many records it was about.

    Rows of these tables that the session has loaded before are stale afterwards.
    """
    await work.session.flush()
    given: dict[str, dict[int | None, list[int]]] = {}
    for kind, table in TABLES.items():
        for who, ids in held.of(kind).items():
            for piece in _pieces(ids):
                moved = await _give(work, table, piece, who, to_id)
                if moved:
                    given.setdefault(kind, {}).setdefault(who, []).extend(moved)
                if done is not None:
                    done(len(piece))
    return Held(given)


async def give_back(work: Work, held: Held, from_id: int | None, done: Callable[[int], None] | None = None) -> Held:
    """Give records back to who had them before, as far as `from_id` still has them and they are open."""
    given: dict[str, dict[int | None, list[int]]] = {}
    await work.session.flush()
    for kind, table in TABLES.items():
        for who, ids in held.of(kind).items():
            for piece in _pieces(ids):
                moved = await _give(work, table, piece, from_id, who)
                if moved:
                    given.setdefault(kind, {}).setdefault(who, []).extend(moved)
                if done is not None:
                    done(len(piece))
    return Held(given)


async def _give(work: Work, table: type[Any], ids: Sequence[int], from_id: int | None, to_id: int | None) -> list[int]:
    if from_id == to_id:
        return []
    these = [table.id.in_(ids), _owner(table).is_not_distinct_from(from_id), _still(table)]
    await work.session.execute(insert(HistoryEntry).from_select(_HISTORY, _entries(work, table, these, from_id, to_id)))
    values: dict[str, Any] = {"version": table.version + 1}
    if table is Task:
        # The ladder of reminders begins anew, for an overdue task from now on.
        values |= {"assignee_id": to_id, "given_at": work.now}
        values |= dict.fromkeys(("nudged_at", "escalated_at", "escalated_again_at"))
    else:
        values["owner_id"] = to_id
    changed = update(table).where(*these).values(values).returning(table.id)
    moved = list(await work.session.scalars(changed.execution_options(synchronize_session=False)))
    if table is Task and moved:
        await work.session.execute(
            update(Promise)
            .where(Promise.task_id.in_(moved), Promise.state == PromiseState.OPEN)
            .values(user_id=to_id)
            .execution_options(synchronize_session=False)
        )
    return moved


def _entries(work: Work, table: type[Any], these: list[Any], from_id: int | None, to_id: int | None) -> Any:
    field = "assignee_id" if table is Task else "owner_id"

    def story(of: type[Any], column: str) -> Any:
        return table.id if table is of else getattr(table, column, null())

    return (
        select(
            literal(table.__tablename__),
            table.id,
            literal("changed"),
            literal({field: [from_id, to_id]}, JSON),
            story(Deal, "deal_id"),
            story(Lead, "lead_id"),
            story(Client, "client_id"),
            literal(work.actor.user_id, HistoryEntry.user_id.type),
            literal(work.now, UtcDateTime),
        )
        .where(*these)
        .order_by(table.id)
    )


def _pieces(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), PIECE):
        yield ids[start : start + PIECE]
