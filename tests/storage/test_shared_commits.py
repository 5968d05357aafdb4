"""Writers that wait at the same moment share a commit: each by itself, all of them on disk before they go on."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from storage.engine import Database, DatabaseUnavailable, Store
from storage.tables import people
from tests.clock import HandClock

NOW = HandClock().now()


async def add(store: Store, name: str) -> None:
    await store.run(insert(people).values(created_at=NOW, full_name=name))


def on_disk(db: Database) -> list[str]:
    """What another process sees now."""
    with closing(sqlite3.connect(db.url.removeprefix("sqlite+aiosqlite:///"))) as other:
        return [row[0] for row in other.execute("SELECT full_name FROM people ORDER BY id")]


def commits(db: Database) -> list[frozenset[str]]:
    """Filled with an entry for each commit that wrote something."""
    heard: list[frozenset[str]] = []
    db.listen(heard.append)
    return heard


async def test_many_writers_share_few_commits_and_each_is_on_disk_when_it_goes_on(db: Database) -> None:
    heard, missing = commits(db), list[str]()

    async def write(name: str) -> None:
        async with db.write() as store:
            await add(store, name)
        if name not in on_disk(db):
            missing.append(name)

    names = [f"{number:03}" for number in range(100)]
    await asyncio.gather(*(write(name) for name in names))
    assert (on_disk(db), missing) == (names, [])
    assert 1 <= len(heard) <= 20


async def test_one_that_raises_takes_nobody_with_it(db: Database) -> None:
    async def write(number: int) -> None:
        async with db.write() as store:
            await add(store, str(number))
            if number % 3 == 0:
                raise ValueError(number)

    ended = await asyncio.gather(*(write(number) for number in range(9)), return_exceptions=True)
    assert [str(one) for one in ended if isinstance(one, ValueError)] == ["0", "3", "6"]
    assert on_disk(db) == ["1", "2", "4", "5", "7", "8"]


async def test_a_writer_that_gives_up_waiting_leaves_nobody_uncommitted(db: Database) -> None:
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with db.write() as store:
            await add(store, "An")
            inside.set()
            await go_on.wait()

    async def second() -> None:
        async with db.write() as store:
            await add(store, "Bình")

    one = asyncio.create_task(first())
    await inside.wait()
    other = asyncio.create_task(second())
    await asyncio.sleep(0)
    go_on.set()
    other.cancel()
    async with asyncio.timeout(2):
        await one
    with pytest.raises(asyncio.CancelledError):
        await other
    assert on_disk(db) == ["An"]


async def test_a_commit_that_fails_is_told_to_all_who_had_a_part_in_it(db: Database) -> None:
    """A row whose parent is missing, allowed until the commit, makes the commit fail for everybody."""

    async def write(number: int) -> None:
        async with db.write() as store:
            if number == 0:
                await store.run(text("PRAGMA defer_foreign_keys=ON"))
                await store.run(
                    text("INSERT INTO roles (person_id, role, given_at) VALUES (999, 'trainer', '2026-05-22 12:00:00')")
                )
            await add(store, str(number))

    ended = await asyncio.gather(*(write(number) for number in range(3)), return_exceptions=True)
    assert [str(one) for one in ended] == ["FOREIGN KEY constraint failed"] * 3
    assert on_disk(db) == []
    async with db.write() as store:
        await add(store, "An")
    assert on_disk(db) == ["An"]


async def test_a_full_disk_undoes_the_shared_transaction_for_all_and_then_work_goes_on(db: Database) -> None:
    async with db.write() as store:
        await add(store, "trước")
        pages = await store.value(text("PRAGMA page_count"))
        await store.run(text(f"PRAGMA max_page_count={pages}"))

    async def write(number: int) -> str:
        try:
            async with db.write() as store:
                await add(store, str(number) * (20 if number != 2 else 200_000))
        except DatabaseUnavailable as failed:
            return str(failed)
        return "kept"

    ended = await asyncio.gather(*(write(number) for number in range(4)))
    assert ended[2] == "database or disk is full"
    assert on_disk(db) == ["trước", *(str(number) * 20 for number in range(4) if ended[number] == "kept")]
    async with db.write() as store:
        await store.run(text("PRAGMA max_page_count=1000000"))
        await add(store, "sau")
    assert on_disk(db)[-1] == "sau"


async def test_who_takes_long_begins_only_when_those_before_are_on_disk(db: Database) -> None:
    seen: list[list[str]] = []

    async def short(name: str) -> None:
        async with db.write() as store:
            await add(store, name)

    async def long() -> None:
        async with db.write(alone=True) as store:
            seen.append(on_disk(db))
            await add(store, "lâu")

    await asyncio.gather(short("a"), short("b"), long(), short("c"))
    assert (seen, on_disk(db)) == ([["a", "b"]], ["a", "b", "lâu", "c"])


async def test_a_long_statement_keeps_the_loop_free(db: Database) -> None:
    count = text(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT count(*) FROM n"
    )
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.005)
            ticks += 1

    ticking = asyncio.create_task(tick())
    async with db.read() as store:
        assert await store.value(count, long=True) == 3_000_000
    ticking.cancel()
    assert ticks >= 5


async def test_a_cancelled_reader_gives_its_connection_back(db: Database, tmp_path: Path) -> None:
    async def read() -> None:
        async with db.read() as store:
            await store.all(select(people))
            await asyncio.Event().wait()

    for _ in range(10):
        task = asyncio.create_task(read())
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.wait([task])
    async with asyncio.timeout(2), db.read() as store:
        assert await store.all(select(people)) == []
