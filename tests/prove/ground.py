"""A data folder to start from: an empty database that the program made, filled with people by plain SQL."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC
from pathlib import Path

from bot.rehearsal.phone import new_session
from bot.rehearsal.server import Rehearsal, serve
from tests.e2e.conftest import TOKEN, UNHURRIED
from tests.e2e.program import BEGINS, Program
from tests.prove.sides import Home, Side

FIRST_PHONE, TRAINER, COORDINATOR = 800_000_001, 790_000_001, 790_000_002
STAFF = {TRAINER: "trainer", COORDINATOR: "coordinator"}
_NOW = BEGINS.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


class Ground:
    """Recipients, a trainer and a coordinator, ready in a folder that is copied for each scene."""

    def __init__(self, folder: Path) -> None:
        self._empty = folder / "empty"

    async def made(self) -> None:
        """Let the program make its database once, and stop it."""
        self._empty.mkdir(parents=True)
        files = self._empty / "rehearsal"
        files.mkdir()
        rehearsal = Rehearsal(TOKEN, files=files, pace=UNHURRIED)
        async with serve(rehearsal) as page, new_session() as session:
            program = Program(rehearsal, page, self._empty / "data", session)
            await program.start()
            assert await program.stop() == 0

    def copied(self, folder: Path, side: Side, recipients: int) -> dict[str, int]:
        """A data folder with so many recipients, who all have a phone there too; returns their chats and phones."""
        shutil.copytree(self._empty / "data", folder, dirs_exist_ok=True)
        with closing(sqlite3.connect(folder / "donghanh.db")) as database, database:
            for phone, role in STAFF.items():
                person = _person(database, phone, side.settle(phone, staff=True), learner=False)
                database.execute("INSERT INTO roles (person_id, role, given_at) VALUES (?, ?, ?)", (person, role, _NOW))
            homes = {phone: side.settle(phone, staff=False) for phone in range(FIRST_PHONE, FIRST_PHONE + recipients)}
            for phone, home in homes.items():
                _person(database, phone, home, learner=True)
        return {home.chat: phone for phone, home in homes.items()}


def _person(database: sqlite3.Connection, phone: int, home: Home, *, learner: bool) -> int:
    registered = (_NOW, "chinh-quyen", "68", "24943", "Trưởng thôn") if learner else (None,) * 5
    cursor = database.execute(
        "INSERT INTO people (created_at, consent, consent_version, consent_at, full_name, registered_at, group_id,"
        " province, commune, position) VALUES (?, 'given', '2026-05-14', ?, ?, ?, ?, ?, ?, ?)",
        (_NOW, _NOW, f"Người {phone}", *registered),
    )
    assert cursor.lastrowid is not None
    if learner:
        database.execute("UPDATE people SET course = 'lop-664' WHERE id = ?", (cursor.lastrowid,))
        database.execute(
            "INSERT INTO memberships (person_id, course, group_id, registered_at) VALUES (?, 'lop-664', ?, ?)",
            (cursor.lastrowid, "chinh-quyen", _NOW),
        )
    database.execute(
        "INSERT INTO identities (person_id, channel, account, chat, reachable, last_seen_at) VALUES (?, ?, ?, ?, 1, ?)",
        (cursor.lastrowid, home.channel, home.account, home.chat, _NOW),
    )
    return cursor.lastrowid
