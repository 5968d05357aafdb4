"""The migration to courses side by side: whoever was registered is of the one course that the database was for."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine, text

from storage.migrating import HEAD, configuration, migrate, sync_url

OLD = "INSERT INTO people (id, created_at, group_id, consent_version, registered_at) VALUES"
AT = "'2026-05-14 01:00:00.000000'"
READ = f"INSERT INTO lesson_reads (person_id, course, lesson, opened_at) VALUES (1, 'lop-moi', 'x', {AT})"


@pytest.mark.parametrize(("traces", "course"), [([], "lop-664"), ([READ], "lop-moi")])
def test_registered_people_become_members(tmp_path: Path, traces: list[str], course: str) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'old.db'}"
    engine = create_engine(sync_url(url))
    with engine.connect() as connection:
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(text(f"{OLD} (1, {AT}, 'chinh-quyen', 'v1', {AT}), (2, {AT}, 'chinh-quyen', 'v1', NULL)"))
        for trace in traces:
            connection.execute(text(trace))
        connection.commit()
    assert migrate(url) == ("0001", HEAD)
    with engine.connect() as connection:
        members = connection.execute(text("SELECT person_id, course, group_id, consent_version FROM memberships")).all()
        people = connection.execute(text("SELECT id, course, group_id FROM people ORDER BY id")).all()
    engine.dispose()
    assert [tuple(row) for row in members] == [(1, course, "chinh-quyen", "v1")]
    assert [tuple(row) for row in people] == [(1, course, "chinh-quyen"), (2, None, "chinh-quyen")]
