"""A copy of an embedded database while it is in use, and a look at whether a copy is whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

PAGES = 256
_NO_ROOM = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE}  # the second: not even for the log's index


class NotCopied(Exception):
    """The copy could not be made; the text says why in the driver's words. `full`: its disk has no room left."""

    def __init__(self, failed: sqlite3.Error) -> None:
        super().__init__(str(failed))
        self.full = getattr(failed, "sqlite_errorcode", None) in _NO_ROOM


def database_path(url: str) -> Path | None:
    """The file of an embedded database, or None for another kind."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    return Path(parsed.database)


def copy(source: Path, target: Path, *, on_progress: Callable[[int, int], None]) -> None:
    """Copy the database page by page, as of one moment, however much is written meanwhile.

    `on_progress` is told (pages done, pages in all). Raises NotCopied. Source: https://sqlite.org/backup.html
    """
    try:
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copied:
            live.backup(copied, pages=PAGES, progress=lambda _, left, whole: on_progress(whole - left, whole))
            copied.execute("PRAGMA journal_mode=DELETE")  # the copy is one file, without a log beside it
    except sqlite3.Error as failed:
        raise NotCopied(failed) from failed


def fault(path: Path) -> str | None:
    """What is wrong with a database's file, or None where it is whole."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as opened:
            found = opened.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as broken:
        return str(broken)
    return None if found == "ok" else str(found)
