"""A copy of a database in use, and whether a file is a whole one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.backup import copy, database_path, fault


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite+aiosqlite:////a/b.db", Path("/a/b.db")),
        ("sqlite+aiosqlite:///b.db", Path("b.db")),
        ("sqlite+aiosqlite://", None),
        ("postgresql+asyncpg://x/y", None),
    ],
)
def test_where_a_database_lies(url: str, path: Path | None) -> None:
    assert database_path(url) == path


def test_a_copy_is_of_one_moment_and_one_file(tmp_path: Path) -> None:
    live = tmp_path / "live.db"
    with closing(sqlite3.connect(live)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE t (x TEXT)")
        writer.executemany("INSERT INTO t VALUES (?)", [("x" * 1000,)] * 3000)
        writer.commit()
        writer.execute("INSERT INTO t VALUES ('not committed')")
        told: list[tuple[int, int]] = []
        copy(live, tmp_path / "copy.db", on_progress=lambda done, whole: told.append((done, whole)))
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copied:
        assert copied.execute("SELECT count(*) FROM t").fetchone() == (3000,)
    assert fault(tmp_path / "copy.db") is None
    assert not (tmp_path / "copy.db-wal").exists()
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_broken_file_says_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE t (x TEXT)")
        made.executemany("INSERT INTO t VALUES (?)", [("x" * 500,)] * 500)
        made.execute("CREATE INDEX i ON t (x)")
        made.commit()
    content = bytearray(path.read_bytes())
    content[4096 * 5 : 4096 * 6] = bytes(4096)
    path.write_bytes(content)
    assert fault(path) is not None
    path.write_text("not a database at all " * 100)
    assert fault(path) == "file is not a database"
    assert fault(tmp_path / "missing.db") == "unable to open database file"
