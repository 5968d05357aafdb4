"""The watch on secrets sees what it is there for."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from storage import invites
from storage.engine import Database
from tests.adversity.watched import Watch
from tests.bot.program import TOKEN
from tests.clock import HandClock

CODE = "DH-7K2M-9QXT-04WB"


@pytest.fixture
def watch() -> Watch:
    made = Watch()
    made.codes.append(CODE)
    return made


def record(message: str, path: str = "/elsewhere/bot/app.py") -> logging.LogRecord:
    return logging.LogRecord("bot.app", logging.INFO, path, 7, message, (), None)


@pytest.mark.parametrize(
    ("message", "found"),
    [
        (f"POST http://127.0.0.1/bot{TOKEN}/getMe", ["a token"]),
        (f"redeemed {CODE}", ["a code"]),
        ("redeemed 7k2m9qxt04wb", ["a code"]),
        (f"{TOKEN} {CODE}", ["a token", "a code"]),
        ("turn 664000 done at 19:00:22", []),
    ],
)
def test_a_record_with_a_secret_is_seen(watch: Watch, message: str, found: list[str]) -> None:
    watch.looks_at(record(message))
    assert watch.told == ([f"bot.app, line 7: {found}"] if found else [])


def test_what_a_test_itself_logs_is_not_the_programs(watch: Watch) -> None:
    watch.looks_at(record(CODE, __file__))
    assert watch.told == []


def test_databases_and_logs_are_read_to_the_end(watch: Watch, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db")) as database:
        database.execute("CREATE TABLE t (words TEXT)")
        database.execute("INSERT INTO t VALUES (?)", ("x" * 100_000 + CODE,))
        database.commit()
    (tmp_path / "run.log").write_text(f"started with {TOKEN}\n")
    (tmp_path / "clean.log").write_text("started\n")
    (tmp_path / ".env").write_text(f"DONGHANH_TELEGRAM_TOKEN={TOKEN}\n")
    assert list(watch.leaking(tmp_path)) == ["a.db: ['a code']", "run.log: ['a token']"]
    (tmp_path / "a.db").unlink()
    (tmp_path / "run.log").unlink()  # else the run's own watch would find them


async def test_the_codes_of_the_run_are_known_to_it(no_secret_is_told: Watch, db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        expires = clock.now() + timedelta(days=1)
        code = await invites.make_invite(store, "trainer", expires_at=expires, now=clock.now())
    assert no_secret_is_told.leaks(f"the code is {code}") == ["a code"]
