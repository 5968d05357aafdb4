"""Migrations: the newest one, the tables as the program has them, and databases that are not for this program."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from storage.engine import Unusable
from storage.migrating import HEAD, NewerSchema, configuration, migrate, sync_url
from storage.tables import metadata


def url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def test_the_newest_revision_is_the_one_that_the_program_asks_for() -> None:
    assert ScriptDirectory.from_config(configuration()).get_heads() == [HEAD]


def test_migrating_an_empty_database_twice(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "donghanh.db"
    assert migrate(url(path)) == (None, HEAD)
    before = path.read_bytes()
    assert migrate(url(path)) == (HEAD, HEAD)
    assert path.read_bytes() == before


def test_the_migrations_make_exactly_the_tables(empty_database: Path) -> None:
    engine = create_engine(sync_url(url(empty_database)))
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert differences == []


def test_a_newer_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "newer.db"
    migrate(url(path))
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()
    before = path.read_bytes()
    with pytest.raises(NewerSchema, match=r"^9999$"):
        migrate(url(path))
    assert path.read_bytes() == before


def test_what_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Kính gửi " * 1000)
    with pytest.raises(Unusable, match=r"^file is not a database$"):
        migrate(url(path))
    assert path.read_text() == "Kính gửi " * 1000


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("sqlite+aiosqlite:///{file}/inside.db", "Not a directory|File exists"),
        ("postgresql+nothing://an:bimat@127.0.0.1:1/x", "No module named"),
    ],
)
def test_a_database_that_cannot_be_opened_says_why_without_a_secret(tmp_path: Path, wrong: str, why: str) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(Unusable, match=why) as raised:
        migrate(wrong.format(file=file))
    assert "bimat" not in str(raised.value)
