"""Bulk reading and writing for imports: whole batches in one statement each, past the session and its history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Row, bindparam, case, func, insert, select, text, update

from services.rules.kinds import PromiseState, TaskKind, TaskStatus
from storage.engine import CACHED, PAGES
from storage.history import plain
from storage.tables import Base, Client, HistoryEntry, Promise, Task, Versioned
from storage.unit_of_work import Work

PARAMETERS = 5_000
"""Values of one IN list: well under the limit of both databases."""

ROOM = 64 * 2**20
"""Bytes of the file that SQLite keeps while it imports."""

LASTING = (TaskKind.CHECK_REFUSAL, TaskKind.NPS)
"""Tasks that live on when their deal is closed."""

SOURCE = "source"
"""The entry of a history row's changes that says from which file they came."""


@asynccontextmanager
async def roomy(work: Work) -> AsyncIterator[None]:
    """Meanwhile SQLite keeps more of the file; PostgreSQL has its own ways.

    The rows' names and phones come in no order, so they change pages all over the indexes; with little room each page
    is written out and read again many times: of 200,000 rows a row cost a fifth more than of 30,000, and so on.
    """
    if work.session.get_bind().dialect.name != "sqlite":
        yield
        return
    await _keep(work, ROOM, CACHED + ROOM)
    try:
        yield
    finally:
        await _keep(work, PAGES, CACHED)


async def _keep(work: Work, pages: int, limit: int) -> None:
    await work.session.execute(text(f"PRAGMA soft_heap_limit={limit}"))
    await work.session.execute(text(f"PRAGMA cache_size=-{pages // 1024}"))


class Keys:
    """Hands out keys of one table before its rows are written, so that rows of a batch can point to each other.

    On SQLite the open immediate transaction keeps other writers out, so counting on is safe; on PostgreSQL the
    sequence gives them. A rehearsal gets negative ones, which no row has.
    """

    def __init__(self, table: type[Any], *, rehearsal: bool) -> None:
        self._table = table
        self._rehearsal = rehearsal
        self._next = -1 if rehearsal else 0
        self._pool: list[int] = []

    async def prepare(self, work: Work, count: int) -> None:
        """Make sure that `count` keys can be taken."""
        if self._rehearsal or len(self._pool) >= count:
            return
        if work.session.get_bind().dialect.name == "sqlite":
            self._next = self._next or (await work.session.scalar(select(func.max(self._table.id))) or 0) + 1
            return
        sequence = text("select nextval(pg_get_serial_sequence(:name, 'id')) from generate_series(1, :count)")
        wanted = {"name": self._table.__tablename__, "count": count - len(self._pool)}
        self._pool = [*reversed((await work.session.scalars(sequence, wanted)).all()), *self._pool]

    def take(self) -> int:
        """Return a key nobody else will get."""
        if self._pool or not self._next:  # on PostgreSQL there is only the pool
            return self._pool.pop()
        key, self._next = self._next, self._next + (-1 if self._rehearsal else 1)
        return key


async def add(work: Work, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows; all of them name the same columns."""
    if rows:
        connection = await work.session.connection()
        await connection.execute(insert(table.__table__), rows)  # type: ignore[arg-type]


async def change(work: Work, table: type[Any], rows: Iterable[tuple[int, dict[str, Any]]]) -> None:
    """Update rows by id, each with its own columns; versions go up as with any other change."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row_id, new in rows:
        groups[tuple(sorted(new))].append({"key": row_id, **{f"new_{name}": value for name, value in new.items()}})
    connection = await work.session.connection()
    columns = table.__table__.c
    for names, parameters in groups.items():
        values: dict[str, Any] = {name: bindparam(f"new_{name}", type_=columns[name].type) for name in names}
        if issubclass(table, Versioned):
            values["version"] = columns.version + 1
        statement = update(table.__table__).where(columns.id == bindparam("key")).values(values)
        await connection.execute(statement, parameters)


async def find(
    work: Work, table: type[Any], column: str, values: Collection[Any], fields: Sequence[str]
) -> Sequence[Row[Any]]:
    """Return the wanted fields of rows whose `column` is one of `values`, oldest first."""
    columns = table.__table__.c
    found: list[Row[Any]] = []
    for chunk in _chunks(values):
        statement = select(*(columns[name] for name in fields)).where(columns[column].in_(chunk)).order_by(columns.id)
        found += (await work.session.execute(statement)).all()
    return found


async def everything(
    work: Work, table: type[Any], fields: Sequence[str], limit: int | None = None
) -> Sequence[Row[Any]]:
    """Return the wanted fields of all rows of a table, oldest first; for tables that are short by nature."""
    columns = table.__table__.c
    statement = select(*(columns[name] for name in fields)).order_by(columns.id).limit(limit)
    return (await work.session.execute(statement)).all()


async def note_changes(
    work: Work, record: str, action: str, source: str, entries: Iterable[tuple[int, dict[str, Any], dict[str, Any]]]
) -> None:
    """Write history rows of (record id, {field: [old, new]}, {deal_id …}); each says which file it came from."""
    rows = [
        {
            "record": record,
            "record_id": record_id,
            "action": action,
            "changes": {name: [plain(old), plain(new)] for name, (old, new) in changes.items()}
            | {SOURCE: [None, source]},
            "deal_id": about.get("deal_id"),
            "lead_id": None,
            "client_id": about.get("client_id"),
            "user_id": work.actor.user_id,
            "at": work.now,
        }
        for record_id, changes, about in entries
    ]
    await add(work, HistoryEntry, rows)


async def said_before(work: Work, record: str, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return what files last said of records: {id: {field: value}}, from the history."""
    said: dict[int, dict[str, Any]] = defaultdict(dict)
    for chunk in _chunks(ids):
        statement = (
            select(HistoryEntry.record_id, HistoryEntry.changes)
            .where(HistoryEntry.record == record, HistoryEntry.record_id.in_(chunk))
            .order_by(HistoryEntry.id)
        )
        for record_id, changes in await work.session.execute(statement):
            if SOURCE in changes:
                said[record_id].update({name: pair[1] for name, pair in changes.items()})
    return said


async def end_tasks(work: Work, deal_ids: Collection[int]) -> None:
    """Cancel the open tasks of deals that a file has closed; a time promised in them is broken or agreed anew."""
    for chunk in _chunks(deal_ids):
        mine = (Task.deal_id.in_(chunk), Task.status == TaskStatus.OPEN, Task.kind.not_in(LASTING))
        promises = update(Promise).where(
            Promise.task_id.in_(select(Task.id).where(*mine)), Promise.state == PromiseState.OPEN
        )
        state = case((Promise.promised_at > work.now, PromiseState.MOVED.value), else_=PromiseState.BROKEN.value)
        for statement in (
            promises.values(state=state),
            update(Task).where(*mine).values(status=TaskStatus.CANCELLED, done_at=work.now, version=Task.version + 1),
        ):
            await work.session.execute(statement.execution_options(synchronize_session=False))


@dataclass(slots=True)
class ClientFacts:
    """What new deals tell about their client: first seen, last purchase, and who sold last (else met last)."""

    first: datetime
    won: datetime | None = None
    owner: tuple[bool, datetime, int] | None = None

    def add(self, created: datetime, closed: datetime | None, owner_id: int | None, *, won: bool) -> None:
        """Take a deal in."""
        self.first = min(self.first, created)
        if won and closed is not None:
            self.won = max(self.won or closed, closed)
        if owner_id is not None:
            candidate = (won, closed or created, owner_id)
            self.owner = max(self.owner or candidate, candidate)


async def settle_clients(work: Work, facts: dict[int, ClientFacts]) -> None:
    """Bring clients up to date with what their deals tell; an owner is given only to one that has none.

    A purchase counts as a contact: whoever bought was spoken to.
    """
    client = Client.__table__.c
    first, won, owner = (bindparam(name, type_=client[like].type) for name, like in _SETTLED)
    seen = update(Client.__table__).where(client.id == bindparam("key")).values(  # type: ignore[arg-type]
        owner_id=func.coalesce(client.owner_id, owner),
        created_at=case((client.created_at > first, first), else_=client.created_at),
    )  # fmt: skip
    bought = update(Client.__table__).where(client.id == bindparam("key")).values(  # type: ignore[arg-type]
        won_at=case((client.won_at > won, client.won_at), else_=won),
        last_contact_at=case((client.last_contact_at > won, client.last_contact_at), else_=won),
    )  # fmt: skip
    connection = await work.session.connection()
    told = [{"key": key, "first": item.first, "owner": item.owner and item.owner[2]} for key, item in facts.items()]
    sold = [{"key": key, "won": item.won} for key, item in facts.items() if item.won is not None]
    for statement, parameters in ((seen, told), (bought, sold)):
        if parameters:
            await connection.execute(statement, parameters)


_SETTLED = (("first", "created_at"), ("won", "won_at"), ("owner", "owner_id"))


def _chunks(values: Collection[Any]) -> Iterator[list[Any]]:
    left = iter(values)
    while chunk := list(islice(left, PARAMETERS)):
        yield chunk
