"""What was erased is gone from the disk too: the database's log is emptied."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from storage.backup import database_path


def empty_log(url: str) -> bool:
    """Move the embedded database's log into its file and cut it to nothing. Blocks. False where it was in use.

    The log keeps the pages of old transactions, and with them what people had erased.
    Source: https://sqlite.org/pragma.html#pragma_wal_checkpoint
    """
    path = database_path(url)
    if path is None or not path.exists():
        return True
    try:
        with closing(sqlite3.connect(path, timeout=1)) as connection:
            connection.execute("PRAGMA secure_delete=ON")
            busy: int = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError:
        return False
    return busy == 0
