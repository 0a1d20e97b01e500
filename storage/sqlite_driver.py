"""SQLite with one trip to the connection's thread per statement.

SQLAlchemy's adapter of aiosqlite goes there four times for each statement (cursor, execute, fetchall, close), and once
more to begin and to roll back a transaction. Every trip costs more than most of our queries. Here a statement is run
and read at once, BEGIN goes along with the first statement, and nobody waits for the end of a transaction that is
thrown away: the thread works off its orders one by one anyway. See docs/figures.md.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from typing import Any

from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_cursor

Done = tuple[Any, int, Any]
"""Of the last statement: its columns or None, how many rows it changed, the id of the row it inserted last."""


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

    async def _execute_async(self, operation: Any, parameters: Any) -> None:
        self._rows, self._done = await self._order(_one, operation, parameters or ())

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> None:
        self._rows, self._done = await self._order(_many, operation, seq_of_parameters)

    async def _order(self, run: Any, operation: Any, parameters: Any) -> Any:
        connection: Any = self._connection
        begin, self._adapt_connection.begin = self._adapt_connection.begin, None
        return await connection._execute(run, connection._conn, begin, operation, parameters)


class QuickConnection(AsyncAdapt_aiosqlite_connection):
    """`begin` is the statement that opens the transaction the next statement belongs to."""

    __slots__ = ("begin",)
    _cursor_cls: Any = QuickCursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self.begin: str | None = None

    def commit(self) -> None:
        """Store the transaction, if anything was done in it."""
        if not self._left_untouched():
            super().commit()

    def rollback(self) -> None:
        """Throw the transaction away; later orders of this connection come after it."""
        if not self._left_untouched():
            connection: Any = self._connection
            connection._tx.put_nowait((None, connection._conn.rollback))

    def _left_untouched(self) -> bool:
        self.begin = None
        connection: Any = self._connection
        return connection._connection is None or not connection._connection.in_transaction


def _one(connection: sqlite3.Connection, begin: str | None, operation: str, parameters: Any) -> tuple[deque[Any], Done]:
    if begin is not None:
        connection.execute(begin)
    cursor = connection.execute(operation, parameters)
    rows = deque(cursor.fetchall() if cursor.description else ())
    return rows, (cursor.description, cursor.rowcount, cursor.lastrowid)


def _many(
    connection: sqlite3.Connection, begin: str | None, operation: str, parameters: Any
) -> tuple[deque[Any], Done]:
    if begin is not None:
        connection.execute(begin)
    cursor = connection.executemany(operation, parameters)
    return deque(), (None, cursor.rowcount, cursor.lastrowid)
