"""Lesson reads on a real database: the first time of reading is kept, the last time of opening counts."""

from __future__ import annotations

from datetime import timedelta

from storage import lessons, people
from storage.engine import Database
from storage.lessons import Reading
from tests.clock import HandClock


async def test_opening_and_reading(db: Database, clock: HandClock) -> None:
    now = clock.now()
    later, last = now + timedelta(minutes=1), now + timedelta(minutes=2)
    async with db.write() as store:
        person = (await people.meet(store, channel="telegram", account="t", chat="1", now=now)).id
        await lessons.opened(store, person, "lop", "a", now=now)
        await lessons.opened(store, person, "lop", "b", now=later)
        await lessons.opened(store, person, "lop", "a", now=last)
        assert await lessons.readings(store, person, "lop") == [Reading("a", last), Reading("b", later)]
        assert await lessons.mark_read(store, person, "lop", "b", now=later) is True
        assert await lessons.mark_read(store, person, "lop", "b", now=last) is False
        assert await lessons.mark_read(store, person, "lop", "c", now=now) is True
        await lessons.opened(store, person, "lop", "b", now=last)
        assert await lessons.readings(store, person, "lop") == [
            Reading("a", last),
            Reading("b", later, later),
            Reading("c", now, now),
        ]
        assert await lessons.readings(store, person, "lop-khac") == []
        assert await lessons.readings(store, person + 1, "lop") == []
