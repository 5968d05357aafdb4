"""A question over many rows is asked aside: its writer begins again with the answer, and nobody waits for it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, insert, select

from storage import audience
from storage.audience import Audience
from storage.engine import Aside, Asides, Database
from storage.tables import people
from tests.clock import HandClock
from tests.storage.desk import COURSE, person

COUNT = select(func.count()).select_from(people)


async def test_a_writer_with_asides_is_undone_and_begins_again_with_the_answer(db: Database) -> None:
    asides: Asides = {}

    async def write() -> list[tuple[int]]:
        async with db.write(asides=asides) as store:
            await store.run(insert(people).values(created_at=HandClock().now()))
            return [tuple(row) for row in await store.aside(COUNT)]

    with pytest.raises(Aside) as needed:
        await write()
    async with db.read() as store:
        asides[needed.value.key] = await store.all(needed.value.statement, long=True)
    assert await write() == [(0,)]
    async with db.read() as store:
        assert [tuple(row) for row in await store.aside(COUNT)] == [(1,)]


async def test_questions_that_differ_only_in_a_value_are_two(db: Database) -> None:
    async with db.write() as store:
        await person(store, "a", group_id="x")
    keys = set()
    for group in "xyx":
        async with db.write(asides={}) as store:
            with pytest.raises(Aside) as needed:
                await audience.size(store, Audience(course=COURSE, groups=(group,)))
        keys.add(needed.value.key)
    assert len(keys) == 2
