"""Migrations: the newest one, the tables as the program has them, and databases that are not for this program."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    DateTime,
    Integer,
    MetaData,
    Table,
    create_engine,
    select,
    text,
)

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


def test_a_database_of_the_first_schema_comes_up_with_all_that_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    engine = create_engine(sync_url(url(path)))
    with engine.connect() as connection:
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        old = MetaData()
        old.reflect(connection)
        for table in old.sorted_tables:
            if table.name != "alembic_version":
                connection.execute(table.insert(), [_row(table, number) for number in (1, 2)])
        connection.commit()
        before = _content(connection, old)
    assert len(before) == len(metadata.tables) - 8 + 1
    assert {len(rows) for name, rows in before.items() if name != "alembic_version"} == {2}
    assert migrate(url(path)) == ("0001", HEAD)
    with engine.connect() as connection:
        after = _content(connection, old)
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        turns = connection.execute(text("SELECT turn FROM outbox")).all()
    engine.dispose()
    assert after == before | {"alembic_version": [(HEAD,)]}
    assert (differences, broken, turns) == ([], [], [(None,), (None,)])


def _row(table: Table, number: int) -> dict[str, object]:
    """A row with a value in every column; what names another row names the one of the same number."""
    return {column.name: _value(column, number) for column in table.columns}


def _value(column: Column[Any], number: int) -> object:
    match column.type:
        case Boolean():
            return number == 1
        case Integer():
            return number
        case DateTime():
            return datetime(2026, 5, 22, 12, number, 0, 500)  # noqa: DTZ001  # stored without a zone, in UTC
        case JSON():
            return {"số": number}
        case _:
            return f"chữ {number}"[: getattr(column.type, "length", None)]


def _content(connection: Connection, tables: MetaData) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of these tables, by the columns that they have there."""
    return {
        table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
        for table in tables.sorted_tables
    }


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
