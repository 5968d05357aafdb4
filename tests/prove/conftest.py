"""A database in which somebody is already, and rows that are put into it by hand."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.prove.by_hand import CHAT, NOW, add


@pytest.fixture
def path(tmp_path: Path, empty_database: Path) -> Path:
    kept = tmp_path / "donghanh.db"
    kept.write_bytes(empty_database.read_bytes())
    return kept


@pytest.fixture
def database(path: Path) -> Iterator[sqlite3.Connection]:
    """Writes at once; somebody is there already, with an essay that has a receipt."""
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        add(opened, "people", id=1, created_at=NOW, registered_at=NOW)
        add(
            opened, "identities", person_id=1, channel="telegram", account="t", chat=CHAT, reachable=1, last_seen_at=NOW
        )
        essay = {"version": 1, "state": "handed_in", "topics": "[]", "levels": "[]", "receipt": "R-1"}
        add(opened, "reflections", id=1, person_id=1, course="c", started_at=NOW, **essay)
        yield opened
