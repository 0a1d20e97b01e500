"""SQLite without a trip to another thread for every statement.

SQLAlchemy's adapter of aiosqlite goes to the connection's thread four times for each statement (cursor, execute,
fetchall, close), and once more to begin and to roll back a transaction. A trip costs more than most of our queries,
and two threads that fight for Python's lock cost as much again. Here a statement is run and read in one go, BEGIN goes
along with the first one, and a statement known to be quick runs at once where it is asked for. To the thread go

- a statement until it has shown there that it is quick, and again from when it was not; and whatever neither only reads
  nor writes single rows,
- the first of a writing transaction while another process writes, and a COMMIT that may wait for the disk: after more
  than single rows, and about every fiftieth one, which moves what was written from SQLite's log to its file,
- many rows at once, and everything of a connection whose thread is still at work for somebody who was cancelled.

A quick query that takes long this time (another manager has more deals) is broken off and goes to the thread as well,
in the same transaction: the event loop is not held up for more than `LONG`. See docs/figures.md.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from time import perf_counter, thread_time
from typing import Any, Final, TypeVar, cast

from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    SQLiteDialect_aiosqlite,
)
from sqlalchemy.util.concurrency import await_

QUICK: Final = 0.002
"""Seconds of a statement that does not need the thread."""
LONG: Final = 0.02
"""Seconds after which a query that runs here is broken off."""
STEPS: Final = 10_000
"""Steps of SQLite's machine from one look at the time to the next; less than a millisecond."""
TURN: Final = 0.005
"""Seconds of a transaction until others have a turn."""
MANY: Final = 50
"""Rows written at once that are worth a trip."""
REMEMBERED: Final = 2000
"""Statements of which is known that they are quick."""
COMMITS: Final = 50
"""Small ones until SQLite looks whether its log has become long; they write some twenty pages each."""
LOG_PAGES: Final = 1000
"""A long log."""
PATIENCE: Final = 15
"""Seconds that a statement waits for another process."""

READ: Final = "BEGIN DEFERRED"
WRITE: Final = "BEGIN IMMEDIATE"

_READS: Final = re.compile(r"SELECT\b.*|WITH\b(?!.*\b(INSERT|UPDATE|DELETE|REPLACE)\b).*", re.DOTALL)
_SINGLE: Final = re.compile(
    r'INSERT INTO "?\w+"? \([^()]*\) VALUES .*|'
    r'(UPDATE|DELETE FROM) "?(?P<table>\w+)"? .*WHERE "?(?P=table)"?\.id = \?( AND \w+\.version = \?)?( RETURNING .*)?',
    re.DOTALL,
)
"""Writes a row, or as many as stand in its text."""

Done = tuple[Any, int, Any]
"""Of the last statement: its columns or None, how many rows it changed, the id of the row it inserted last."""

Answer = tuple[deque[Any], Done]
Run = Callable[[sqlite3.Connection, str, Any], Answer]

T = TypeVar("T")

_quick: dict[str, bool] = {}
"""Statements that were quick the last time, and whether they only read."""


class _Nothing:
    def __await__(self) -> Generator[Any, Any, None]:
        yield from ()


_NOTHING: Final = _Nothing()


@dataclass(slots=True)
class Log:
    """SQLite's log of a file: how many commits it had since it was last looked at."""

    commits: int = 0


class QuickCursor(AsyncAdapt_aiosqlite_cursor):
    """A cursor that has read everything when `execute` returns."""

    __slots__ = ("_done",)
    _adapt_connection: QuickConnection

    def __init__(self, connection: QuickConnection) -> None:
        self._adapt_connection = connection
        self._connection = connection._connection
        self._rows = deque()
        self._done: Done = (None, -1, None)

    @property
    def description(self) -> Any:
        """The columns of the last statement; None when it gives no rows."""
        return self._done[0]

    @property
    def rowcount(self) -> int:
        """How many rows the last statement changed."""
        return self._done[1]

    @property
    def lastrowid(self) -> Any:
        """The id of the row inserted last."""
        return self._done[2]

    async def _async_soft_close(self) -> None:
        """Nothing is open."""

    def close(self) -> None:
        """Forget what was not fetched; nothing is open."""
        self._rows.clear()

    def execute(self, operation: Any, parameters: Any = None) -> None:
        """Run a statement and read its rows."""
        self._rows, self._done = self._adapt_connection.run(_one, operation, parameters or ())

    def executemany(self, operation: Any, seq_of_parameters: Any) -> None:
        """Run a statement with each of the parameters."""
        few = len(seq_of_parameters) <= MANY
        self._rows, self._done = self._adapt_connection.run(_many, operation, seq_of_parameters, here=few)


class QuickConnection(AsyncAdapt_aiosqlite_connection):
    """Runs statements here or in the thread that aiosqlite keeps for the connection, never in both at a time."""

    __slots__ = ("_asked", "_begin", "_deadline", "_done", "_log", "_small", "_turn")

    def __init__(self, dbapi: Any, connection: Any, log: Log) -> None:
        super().__init__(dbapi, connection)
        self._log = log
        self._begin: str | None = None
        self._small = False
        self._asked = self._done = 0  # what the thread was given and has done; each is counted by one side only
        self._turn = self._deadline = 0.0

    def cursor(self, server_side: bool = False) -> Any:
        """One that reads at once; who streams gets the same."""
        return QuickCursor(self)

    def begin(self) -> None:
        """Open a transaction, together with the next statement."""
        self._begin, self._small = READ, True
        self._turn = perf_counter()

    def write(self) -> None:
        """Have the transaction take the write lock, unless it has begun already."""
        if self._begin is not None:
            self._begin = WRITE

    def run(self, run: Run, operation: str, parameters: Any, *, here: bool = True) -> Answer:
        """Run a statement and read its rows: here, if that cannot take long and the thread is idle."""
        try:
            if here and operation in _quick and self._asked == self._done and self._begun_here():
                self._pause()
                return self._here(run, operation, parameters)
            self._small = self._small and operation in _quick
            return self._there(_timed, self._begun(), run, operation, parameters)
        except Exception as error:
            self._handle_exception(error)

    def _begun_here(self) -> bool:
        """Begin the transaction unless it has begun; False when another process writes."""
        begin, conn = self._begin, cast(sqlite3.Connection, self._connection._conn)
        if begin is WRITE:
            conn.execute("PRAGMA busy_timeout=0")
            try:
                conn.execute(begin)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                return False
            finally:
                conn.execute(f"PRAGMA busy_timeout={PATIENCE * 1000}")
        elif begin is not None:
            conn.execute(begin)
        self._begin = None
        return True

    def _pause(self) -> None:
        """Let others have a turn if it is time. SQLAlchemy insists that a driver for asyncio awaits something."""
        if perf_counter() - self._turn > TURN:
            await_(asyncio.sleep(0))
            self._turn = perf_counter()
        else:
            await_(_NOTHING)

    def _here(self, run: Run, operation: str, parameters: Any) -> Answer:
        link: Any = self._connection
        conn: sqlite3.Connection = link._conn
        began = thread_time()  # a busy machine makes no statement slow
        reads = _quick.get(operation, False)
        if reads:  # SQLite answers the breaking off of anything else by throwing the whole transaction away
            self._deadline = perf_counter() + LONG
            conn.set_progress_handler(self._late, STEPS)
        try:
            answer = run(conn, operation, parameters)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
        else:
            _judge(operation, thread_time() - began)
            return answer
        finally:
            if reads:
                conn.set_progress_handler(None, 0)
        return self._there(_timed, None, run, operation, parameters)

    def _begun(self) -> str | None:
        begin, self._begin = self._begin, None
        return begin

    def _late(self) -> bool:
        return perf_counter() > self._deadline

    def _there(self, run: Callable[..., T], *args: Any) -> T:
        """Have the thread do something with the connection, and wait for it. Raises ValueError when it is closed."""
        link: Any = self._connection
        if not link._running:
            raise ValueError("Connection closed")
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._order(done, partial(run, link._conn, *args))
        try:
            return await_(done)
        finally:
            self._turn = perf_counter()

    def _order(self, done: asyncio.Future[Any] | None, run: Callable[[], Any]) -> None:
        link: Any = self._connection
        link._tx.put_nowait((done, partial(self._counted, run)))
        self._asked += 1

    def _counted(self, run: Callable[[], Any]) -> Any:
        try:
            return run()
        finally:
            self._done += 1

    def commit(self) -> None:
        """Store the transaction, if anything was done in it."""
        if self._left_untouched():
            return
        try:
            if self._asked == self._done and self._small and 0 < self._log.commits < COMMITS:
                self._log.commits += 1
                cast(sqlite3.Connection, self._connection._conn).commit()
            else:
                # The first commit after a look waits for the disk as well: the log may begin anew.
                look = not self._small or self._log.commits > 0
                self._log.commits = 0 if look else 1
                self._there(_commit, look)
        except Exception as error:
            self._handle_exception(error)

    def rollback(self) -> None:
        """Throw the transaction away; what the thread is still at work on comes before."""
        if self._left_untouched():
            return
        link: Any = self._connection
        if self._asked == self._done:
            link._conn.rollback()
        else:
            self._order(None, link._conn.rollback)

    def _left_untouched(self) -> bool:
        self._begin = None
        link: Any = self._connection
        return link._connection is None or not (self._asked != self._done or link._connection.in_transaction)


def _judge(operation: str, seconds: float) -> None:
    if seconds > QUICK:
        _quick.pop(operation, None)
    elif operation not in _quick:
        reads = _READS.fullmatch(operation) is not None
        if reads or _SINGLE.fullmatch(operation):
            if len(_quick) >= REMEMBERED:
                _quick.clear()
            _quick[operation] = reads


def _timed(conn: sqlite3.Connection, begin: str | None, run: Run, operation: str, parameters: Any) -> Answer:
    """In the thread: by its processor time, as it may wait for Python's lock."""
    if begin is not None:
        conn.execute(begin)
    began = thread_time()
    answer = run(conn, operation, parameters)
    _judge(operation, thread_time() - began)
    return answer


def _commit(conn: sqlite3.Connection, look: bool) -> None:
    if look:
        conn.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES}")
    try:
        conn.commit()
    finally:
        if look:
            conn.execute("PRAGMA wal_autocheckpoint=0")


def _one(conn: sqlite3.Connection, operation: str, parameters: Any) -> Answer:
    cursor = conn.execute(operation, parameters)
    rows = deque(cursor.fetchall() if cursor.description else ())
    return rows, (cursor.description, cursor.rowcount, cursor.lastrowid)


def _many(conn: sqlite3.Connection, operation: str, parameters: Any) -> Answer:
    cursor = conn.executemany(operation, parameters)
    return deque(), (None, cursor.rowcount, cursor.lastrowid)


class QuickDialect(SQLiteDialect_aiosqlite):
    """SQLite over such connections; a transaction begins with its first statement."""

    driver = "quick"
    supports_statement_cache = True

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._log = Log()

    def connect(self, *arguments: Any, **options: Any) -> Any:
        """Open a connection and its thread."""
        opened: Any = super().connect(*arguments, **options)
        return QuickConnection(self.dbapi, opened._connection, self._log)

    def do_begin(self, dbapi_connection: Any) -> None:
        """Open a transaction."""
        dbapi_connection.begin()
