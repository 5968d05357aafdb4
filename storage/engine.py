"""The database: writers one after the other who share commits, readers beside them, and who is told after a commit."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import CursorResult, Dialect, Executable, Row, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.sql.dml import UpdateBase

from storage.line import Line
from storage.prepared import Prepared, Values

Listener = Callable[[frozenset[str]], None]
"""Told the names of the tables that a transaction wrote to, once it is on disk."""


_DIALECT: Dialect = sqlite.dialect()

LOCKED_SECONDS = 2.0
"""So long a transaction waits for another process that holds the database. Whoever needs it tries again; a stop must
not wait for it several times over and still take more than ten seconds."""
READER_SECONDS = 60.0
"""So long a reader waits for a connection that other readers have."""
SHARED = 200
"""At most so many writers share a commit."""
SHARED_SECONDS = 0.02
"""Nobody waits longer than this for others to join, on top of what they do themselves."""


class DatabaseUnavailable(Exception):
    """The database takes nothing now: it is locked by another process, or its disk is full. Trying again may help."""


class Closed(Exception):
    """The database was given back: nothing is read or written by this object any more. Trying again can't help."""


class Unusable(Exception):
    """The database can't be opened, or is none; the text says why in the driver's words."""


class Aside(Exception):
    """A turn needs what a query over many rows finds, and the other writers must not wait for that.

    Whoever opened the transaction asks it as a reader, and begins again with what was found (`Database.write`).
    """

    def __init__(self, key: str, statement: Executable) -> None:
        super().__init__("to be asked aside")
        self.key, self.statement = key, statement


Asides = dict[str, Sequence[Row[Any]]]
"""What was found aside, by its question."""


class Store:
    """One open transaction. It never leaves the block that opened it.

    `long=True` says that a statement may touch many rows: it runs beside the loop, so that nobody else waits for it.
    """

    def __init__(self, line: Line, asides: Asides | None = None) -> None:
        self._line, self._asides = line, asides
        self.touched: set[str] = set()

    async def run(self, statement: Executable, rows: Any = None, *, long: bool = False) -> CursorResult[Any]:
        """Execute one statement, with `rows` as its parameters where given (a dict, or a list for many)."""
        if isinstance(statement, UpdateBase):
            self.touched.add(str(statement.table))
        if long:
            return await self._line.beside(lambda: self._line.statements.execute(statement, rows))
        return self._line.statements.execute(statement, rows)

    async def all(self, statement: Executable | Prepared, *, long: bool = False, **values: Any) -> Sequence[Row[Any]]:
        """Every row that the statement gives. `values` are for the names in a prepared one."""
        if isinstance(statement, Prepared):
            return statement.all(self._line.raw, values)
        if long:
            return await self._line.beside(lambda: self._line.statements.execute(statement).all())
        return (await self.run(statement)).all()

    async def aside(self, statement: Executable) -> Sequence[Row[Any]]:
        """Every row of a query over many rows, whose answer may be a moment older than this transaction.

        Raises Aside in a transaction whose opener asks such questions as a reader.
        """
        if self._asides is None:
            return await self.all(statement, long=True)
        compiled = statement.compile(dialect=_DIALECT)  # type: ignore[attr-defined]  # every query has it
        key = f"{compiled} {compiled.params}"
        if key not in self._asides:
            raise Aside(key, statement)
        return self._asides[key]

    async def first(self, statement: Executable | Prepared, *, long: bool = False, **values: Any) -> Row[Any] | None:
        """The first row, or None."""
        if isinstance(statement, Prepared):
            found: Row[Any] | None = statement.first(self._line.raw, values)
            return found
        return (await self.run(statement, long=long)).first()

    async def value(self, statement: Executable | Prepared, *, long: bool = False, **values: Any) -> Any:
        """The first column of the first row, or None."""
        row = await self.first(statement, long=long, **values)
        return None if row is None else row[0]

    async def change(self, statement: Prepared, **values: Any) -> int:
        """Run a prepared INSERT, UPDATE or DELETE. How many rows it changed."""
        return self._changing(statement).run(self._line.raw, values).rowcount

    async def change_each(self, statement: Prepared, rows: Sequence[Values]) -> int:
        """Run it once for each of the rows. How many it changed in all."""
        return self._changing(statement).run_many(self._line.raw, rows).rowcount

    async def added(self, statement: Executable | Prepared, **values: Any) -> int:
        """Run an INSERT of one row and give its new id."""
        if isinstance(statement, Prepared):
            id_ = self._changing(statement).run(self._line.raw, values).lastrowid
            assert id_ is not None
            return id_
        key = (await self.run(statement)).inserted_primary_key
        assert key is not None
        return int(key[0])

    def _changing(self, statement: Prepared) -> Prepared:
        assert statement.table is not None, "a SELECT changes nothing"
        self.touched.add(statement.table)
        return statement

    def insert(self, table: Table) -> sqlite.Insert:
        """The dialect's INSERT, which knows ON CONFLICT."""
        return sqlite.insert(table)


class _Commit:
    """A transaction that writers share: how many did, what they wrote to, and a future of its end."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.done: asyncio.Future[None] = loop.create_future()
        self.touched: set[str] = set()
        self._writers, self._until = 0, loop.time() + SHARED_SECONDS

    @property
    def full(self) -> bool:
        """Whether those who come now shall have another one."""
        return self._writers >= SHARED or asyncio.get_running_loop().time() >= self._until

    def joined(self, touched: set[str]) -> None:
        """A writer is done, having written to these tables."""
        self._writers += 1
        self.touched |= touched

    def end(self, failed: Exception | None) -> None:
        """It is on disk, or everything in it is undone for that reason."""
        if self.done.done():
            return
        if failed is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(failed)
            self.done.exception()  # seen: a writer that was cancelled does not come for it


class Database:
    """Opens transactions. Writers take turns in the order of asking; readers see the last commit.

    Writers that wait at the same moment share one commit: syncing the disk is what a commit costs. Each is undone by
    itself if it raises, and each leaves its block only once it is on disk.
    """

    def __init__(self, url: str, *, readers: int = 4) -> None:
        """Opens nothing yet. Raises Unusable for an address that is not the embedded database's."""
        self.url, self._path = url, _path(url)
        self._turn, self._asking = asyncio.Lock(), 0
        self._writer: Line | None = None
        self._shared: _Commit | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self._readers, self._free = list[Line](), asyncio.Semaphore(readers)
        self._listeners: list[Listener] = []
        self._closed = False

    def listen(self, listener: Listener) -> None:
        """Have `listener` called after each commit that wrote something."""
        self._listeners.append(listener)

    @asynccontextmanager
    async def write(self, *, alone: bool = False, asides: Asides | None = None) -> AsyncIterator[Store]:
        """One transaction that may write: on disk at the end of the block, undone if it raises.

        `alone`: it may take long, so that those before it are not kept waiting for its end. `asides`: what was found
        aside so far; with it, the block may raise Aside. Raises DatabaseUnavailable, and Closed after `close`; nothing
        was written then.
        """
        with _told_apart():
            await self._ask()
            try:
                if self._closed:
                    raise Closed
                if alone:
                    await self._commit()
                line, shared = await self._begun()
                with _part(line, Store(line, asides), shared) as store:
                    yield store
            finally:
                try:
                    if alone or not self._asking or self._ripe():
                        await self._commit()
                finally:
                    self._turn.release()
            await asyncio.shield(shared.done)

    def _ripe(self) -> bool:
        """Whether nobody else is to join: there were enough, or an error (a full disk) undid all that was shared."""
        line, shared = self._writer, self._shared
        return line is not None and shared is not None and (shared.full or not line.raw.in_transaction)

    async def _ask(self) -> None:
        """Wait for the turn to write. Who gives up sees to it that what waits for their joining is committed."""
        self._asking += 1
        try:
            await self._turn.acquire()
        except asyncio.CancelledError:
            task = asyncio.create_task(self._close_shared())
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)
            raise
        finally:
            self._asking -= 1

    async def _close_shared(self) -> None:
        async with self._turn:
            if not self._asking:
                await self._commit()

    async def _begun(self) -> tuple[Line, _Commit]:
        if self._writer is None:
            self._writer = await Line.open(self._path, busy_seconds=LOCKED_SECONDS)
        line = self._writer
        if self._shared is None:
            try:
                await line.beside(lambda: line.raw.execute("BEGIN IMMEDIATE"))
            finally:
                if line.raw.in_transaction:  # also where the caller was cancelled meanwhile
                    self._shared = _Commit()
        assert self._shared is not None
        return line, self._shared

    async def _commit(self) -> None:
        """Put on disk what writers share, and let them go on. Raises nothing of it: each of them is told."""
        line, shared, self._shared = self._writer, self._shared, None
        if line is None or shared is None:
            return
        raw = line.raw
        try:
            await line.beside(lambda: _committed(raw))
        except sqlite3.OperationalError as failed:
            shared.end(DatabaseUnavailable(str(failed)))
            return
        except sqlite3.Error as wrong:
            shared.end(wrong)
            return
        except asyncio.CancelledError as late:
            if isinstance(late.__cause__, sqlite3.Error):
                shared.end(DatabaseUnavailable(str(late.__cause__)))
            else:
                self._tell(shared)  # it is on disk all the same
            raise
        self._tell(shared)

    def _tell(self, shared: _Commit) -> None:
        shared.end(None)
        for listener in self._listeners if shared.touched else ():
            listener(frozenset(shared.touched))

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Store]:
        """One transaction that only reads: everything in it is of the same moment.

        Raises DatabaseUnavailable, and Closed after `close`.
        """
        with _told_apart():
            async with self._reader() as line:
                raw = line.raw
                try:
                    await line.beside(lambda: raw.executescript("BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1"))
                    yield Store(line)
                finally:
                    if raw.in_transaction:
                        raw.execute("ROLLBACK")

    @asynccontextmanager
    async def _reader(self) -> AsyncIterator[Line]:
        try:
            async with asyncio.timeout(READER_SECONDS):
                await self._free.acquire()
        except TimeoutError:
            raise DatabaseUnavailable("every connection is in use") from None
        try:
            if self._closed:
                raise Closed
            line = self._readers.pop() if self._readers else await Line.open(self._path, busy_seconds=LOCKED_SECONDS)
            try:
                yield line
            finally:
                await self._kept(line)
        finally:
            self._free.release()

    async def _kept(self, line: Line) -> None:
        """A reader is done with its connection: for the next one, unless there is none any more."""
        if self._closed:
            await line.close()
        else:
            self._readers.append(line)

    async def close(self) -> None:
        """Give every connection back, once those who asked before have written. Nothing is open afterwards."""
        try:
            async with asyncio.timeout(LOCKED_SECONDS):
                await self._turn.acquire()
        except TimeoutError:
            self._closed = True  # somebody holds a transaction without end; it is undone
        else:
            await self._put_away()
        writer, self._writer = self._writer, None
        for line in [*self._readers, *([writer] if writer else [])]:
            await line.close()
        self._readers.clear()

    async def _put_away(self) -> None:
        """Commit what writers share, with their turn in hand; whoever comes after is told."""
        self._closed = True
        try:
            await self._commit()
        finally:
            self._turn.release()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def _path(url: str) -> Path:
    """The database's file. Raises Unusable for an address that is not an embedded database's."""
    try:
        parsed = make_url(url)
    except ArgumentError as unknown:
        raise Unusable(str(unknown)) from unknown
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise Unusable(f"{parsed.drivername}: only sqlite+aiosqlite is known")
    return Path(parsed.database)


@contextmanager
def _part(line: Line, store: Store, shared: _Commit) -> Iterator[Store]:
    """One writer's part of a shared transaction: undone by itself if it raises."""
    raw = line.raw
    raw.execute("SAVEPOINT part")
    try:
        yield store
    except BaseException:
        if raw.in_transaction:
            raw.execute("ROLLBACK TO part")
            raw.execute("RELEASE part")
        raise  # where an error (a full disk) undid the whole transaction, the commit tells all who had a part in it
    raw.execute("RELEASE part")
    shared.joined(store.touched)


def _committed(raw: sqlite3.Connection) -> None:
    """Commit. Raises sqlite3.Error; everything is undone then."""
    if not raw.in_transaction:
        raise sqlite3.OperationalError("the disk is full, or another error undid the transaction")
    try:
        raw.execute("COMMIT")
    except sqlite3.Error:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raise


@contextmanager
def _told_apart() -> Iterator[None]:
    """What trying again may cure becomes DatabaseUnavailable; a statement that is wrong in itself stays an error."""
    try:
        yield
    except OperationalError as failed:
        if getattr(failed.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
            raise
        raise DatabaseUnavailable(str(failed.orig)) from failed
    except sqlite3.OperationalError as failed:
        if getattr(failed, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
            raise
        raise DatabaseUnavailable(str(failed)) from failed
