"""One connection to the embedded database: short statements run at once, what may take long in its own thread."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Self, TypeVar

import aiosqlite
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

T = TypeVar("T")

STATEMENTS_KEPT = 500
"""Prepared statements that a connection keeps (the driver's own default is 128)."""


class _Thread(aiosqlite.Connection):
    """The driver's connection, whose thread can be given work of ours too."""

    async def do(self, work: Callable[[], T]) -> T:
        result: T = await self._execute(work)  # type: ignore[no-untyped-call]  # the driver leaves it so
        return result

    async def gone(self) -> None:
        """Wait for the thread of a connection that could not be made: it still speaks to this loop once."""
        await asyncio.to_thread(self._thread.join)


class Line:
    """A connection. Whoever holds it, holds it alone: it is never used from two places at once.

    A statement that touches a few rows takes some microseconds, less than handing it to a thread and back. So it runs
    where it is asked for. Opening, beginning, committing (they wait for other processes and for the disk) and
    statements that touch many rows go `beside` the loop.
    """

    def __init__(self, raw: sqlite3.Connection, thread: _Thread, statements: Connection) -> None:
        self.raw, self.statements = raw, statements
        self._thread = thread

    @classmethod
    async def open(cls, path: Path | str, *, busy_seconds: float) -> Self:
        """Connect. Raises sqlite3.OperationalError where the file can't be opened, or is locked for so long."""
        made: list[sqlite3.Connection] = []

        def connect() -> sqlite3.Connection:
            made.append(_connect(path, busy_seconds))
            return made[0]

        thread = _Thread(connect, iter_chunk_size=64)
        try:
            await thread
        except sqlite3.Error:
            await thread.gone()
            raise
        engine = create_engine(
            "sqlite://",
            creator=lambda: made[0],
            poolclass=StaticPool,
            pool_reset_on_return=None,
            isolation_level="AUTOCOMMIT",  # transactions are the database's matter
        )
        return cls(made[0], thread, engine.connect())

    async def beside(self, work: Callable[[], T]) -> T:
        """Have `work` done in the connection's thread.

        A cancelled caller still waits for its end: nobody else may use the connection before. It is cancelled also
        where the work failed, and the failure is the cause: who swallowed the one would try again for ever.
        """
        task = asyncio.ensure_future(self._thread.do(work))
        cancelled: asyncio.CancelledError | None = None
        while not task.done():
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError as late:
                cancelled = late
        if cancelled is not None:
            raise cancelled from task.exception()
        return task.result()

    async def close(self) -> None:
        """Give the connection back. The last one of a database puts its log away."""
        self.statements.close()
        await self._thread.close()


def _connect(path: Path | str, busy_seconds: float) -> sqlite3.Connection:
    """Open a connection in the mode that P1–P3 rest on: WAL, each commit synced, keys enforced.

    What is deleted is overwritten too: somebody asked to be forgotten.

    Source: https://sqlite.org/pragma.html#pragma_synchronous (FULL in WAL survives a power cut).
    """
    raw = sqlite3.connect(
        path,
        timeout=busy_seconds,  # switching to WAL may have to wait already
        isolation_level=None,  # the driver's implicit BEGIN is off: ours says IMMEDIATE where it writes
        check_same_thread=False,
        cached_statements=STATEMENTS_KEPT,
    )
    try:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            raw.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        raw.close()
        raise
    return raw
