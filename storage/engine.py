"""The database: one writer with short transactions, several readers, and who is told after a commit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from sqlite3 import SQLITE_ERROR
from typing import Any, Self

from sqlalchemy import CursorResult, Executable, Row, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.sql.dml import UpdateBase

Listener = Callable[[frozenset[str]], None]
"""Told the names of the tables that a transaction wrote to, once it is on disk."""


LOCKED_SECONDS = 2.0
"""So long a statement waits for another process that holds the database. Whoever needs it tries again; a stop must not
wait for it several times over and still take more than ten seconds."""


class DatabaseUnavailable(Exception):
    """The database takes nothing now: it is locked by another process, or its disk is full. Trying again may help."""


class Unusable(Exception):
    """The database can't be opened, or is none; the text says why in the driver's words."""


class Store:
    """One open transaction. It never leaves the block that opened it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.touched: set[str] = set()

    async def run(self, statement: Executable, rows: Any = None) -> CursorResult[Any]:
        """Execute one statement, with `rows` as its parameters where given (a dict, or a list for many)."""
        if isinstance(statement, UpdateBase):
            self.touched.add(str(statement.table))
        return await self._connection.execute(statement, rows)

    async def all(self, statement: Executable) -> Sequence[Row[Any]]:
        """Every row that the statement gives."""
        return (await self.run(statement)).all()

    async def first(self, statement: Executable) -> Row[Any] | None:
        """The first row, or None."""
        return (await self.run(statement)).first()

    async def value(self, statement: Executable) -> Any:
        """The first column of the first row, or None."""
        row = await self.first(statement)
        return None if row is None else row[0]

    async def added(self, statement: Executable) -> int:
        """Run an INSERT of one row and give its new id."""
        key = (await self.run(statement)).inserted_primary_key
        assert key is not None
        return int(key[0])

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """The dialect's INSERT, which knows ON CONFLICT (both dialects spell it alike)."""
        if self._connection.dialect.name == "postgresql":
            return postgresql.insert(table)
        return sqlite.insert(table)


class Database:
    """Opens transactions. Writers take turns in the order of asking; readers see the last commit."""

    def __init__(self, url: str, *, readers: int = 4) -> None:
        """Opens nothing yet. Raises Unusable for an address that no driver here understands."""
        self.url = url
        try:
            self.embedded = make_url(url).get_backend_name() == "sqlite"
            self._writer = self._engine(size=1, begin="BEGIN IMMEDIATE")
            self._reader = self._engine(size=readers, begin="BEGIN")
        except (ArgumentError, ImportError) as unknown:
            raise Unusable(str(unknown)) from unknown
        self._turn = asyncio.Lock()
        self._listeners: list[Listener] = []

    def _engine(self, *, size: int, begin: str) -> AsyncEngine:
        engine = create_async_engine(self.url, pool_size=size, max_overflow=0, pool_timeout=60)
        if self.embedded:
            event.listen(engine.sync_engine, "connect", _prepare)
            event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine

    def listen(self, listener: Listener) -> None:
        """Have `listener` called after each commit that wrote something."""
        self._listeners.append(listener)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Store]:
        """One transaction that may write: committed at the end of the block, undone if it raises.

        Raises DatabaseUnavailable; nothing was written then.
        """
        with _told_apart():
            async with self._turn, self._writer.begin() as connection:
                store = Store(connection)
                yield store
        touched = frozenset(store.touched)
        for listener in self._listeners if touched else ():
            listener(touched)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Store]:
        """One transaction that only reads: everything in it is of the same moment. Raises DatabaseUnavailable."""
        with _told_apart():
            async with self._reader.connect() as connection:
                yield Store(connection)

    @asynccontextmanager
    async def idle(self, seconds: float) -> AsyncIterator[None]:
        """Nothing is being written within the block, unless that can't be had in so many seconds.

        A task that is cancelled in the middle of a statement costs its connection: within this block, none is.
        """
        try:
            async with asyncio.timeout(seconds):
                await self._turn.acquire()
        except TimeoutError:
            yield
            return
        try:
            yield
        finally:
            self._turn.release()

    async def close(self) -> None:
        """Give every connection back. Nothing is open afterwards."""
        await self._writer.dispose()
        await self._reader.dispose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


@contextmanager
def _told_apart() -> Iterator[None]:
    """What trying again may cure becomes DatabaseUnavailable; a statement that is wrong in itself stays an error."""
    try:
        yield
    except NoConnectionFree as failed:
        raise DatabaseUnavailable("every connection is in use") from failed
    except OperationalError as failed:
        if getattr(failed.orig, "sqlite_errorcode", None) == SQLITE_ERROR:
            raise
        raise DatabaseUnavailable(str(failed.orig)) from failed


def _prepare(connection: Any, _record: object) -> None:
    """Put a new SQLite connection into the mode that P1–P3 rest on: WAL, each commit synced, keys enforced.

    What is deleted is overwritten too: somebody asked to be forgotten.

    Source: https://sqlite.org/pragma.html#pragma_synchronous (FULL in WAL survives a power cut).
    """
    connection.isolation_level = None  # the driver's implicit BEGIN is off: ours says IMMEDIATE where it writes
    cursor = connection.cursor()
    patience = f"busy_timeout={round(LOCKED_SECONDS * 1000)}"  # first: switching to WAL may have to wait already
    for pragma in (patience, "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
