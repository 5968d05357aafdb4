"""Drafts and hand-ins in the database: what is conditional stays so, and file rows go when nothing names them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from handlers.messages import Stored
from storage import drafts, files, people
from storage.engine import Database, Store
from storage.reflections import Reflection, draft, latest, numbered
from storage.tables import files as file_rows
from tests.clock import HandClock

FILE = Stored("a" * 64, 9, "application/pdf", "bai.pdf")


@pytest.fixture
async def store(db: Database) -> AsyncIterator[Store]:
    async with db.write() as store:
        yield store


@pytest.fixture
async def begun(store: Store, clock: HandClock) -> Reflection:
    person = await people.meet(store, channel="telegram", account="telegram:1", chat="1", now=clock.now())
    return await drafts.begin(store, person.id, "lop-664", now=clock.now())


async def test_what_is_handed_in_can_not_be_changed(store: Store, clock: HandClock, begun: Reflection) -> None:
    now = clock.now()
    await drafts.add_text(store, begun.id, "van-de", "Đường hỏng.", now=now)
    assert await drafts.choose_topics(store, begun.id, ["cd1"])
    assert await drafts.hand_in(store, begun.id, receipt="TH-1", late=False, now=now)
    before = await numbered(store, begun.person, begun.course, begun.id)
    assert before is not None
    refused = [
        await drafts.hand_in(store, begun.id, receipt="TH-2", late=True, now=now),
        await drafts.choose_topics(store, begun.id, ["cd2"]),
        await drafts.choose_levels(store, begun.id, ["xa"]),
        await drafts.remove_piece(store, begun.id, before.pieces[0].id),
        await drafts.clear_part(store, begun.id, "van-de", through=before.pieces[0].id),
        await drafts.discard(store, begun.id),
    ]
    assert refused == [False] * 6
    assert await numbered(store, begun.person, begun.course, begun.id) == before


async def test_taking_back_happens_once(store: Store, clock: HandClock, begun: Reflection) -> None:
    assert not await drafts.take_back(store, begun.id)
    await drafts.hand_in(store, begun.id, receipt="TH-1", late=False, now=clock.now())
    assert await drafts.take_back(store, begun.id)
    assert not await drafts.take_back(store, begun.id)


async def test_a_hand_in_replaces_only_the_same_persons(store: Store, clock: HandClock, begun: Reflection) -> None:
    now = clock.now()
    other = await people.meet(store, channel="telegram", account="telegram:1", chat="2", now=now)
    theirs = await drafts.begin(store, other.id, begun.course, now=now)
    await drafts.hand_in(store, theirs.id, receipt="TH-2", late=False, now=now)
    await drafts.hand_in(store, begun.id, receipt="TH-1", late=False, now=now)
    second = await drafts.begin(store, begun.person, begun.course, now=now)
    await drafts.hand_in(store, second.id, receipt="TH-3", late=True, now=now)
    kept = [
        await numbered(store, begun.person, begun.course, begun.id),
        await latest(store, begun.person, begun.course),
        await latest(store, other.id, begun.course),
    ]
    assert [reflection and (reflection.receipt, reflection.state) for reflection in kept] == [
        ("TH-1", "replaced"),
        ("TH-3", "handed_in"),
        ("TH-2", "handed_in"),
    ]
    assert await draft(store, begun.person, begun.course) is None


async def test_a_files_row_goes_with_the_last_piece_that_names_it(
    store: Store, clock: HandClock, begun: Reflection
) -> None:
    now = clock.now()
    assert await drafts.add_file(store, begun.id, "essay", begun.person, FILE, now=now)
    assert not await drafts.add_file(store, begun.id, "essay", begun.person, FILE, now=now)
    await drafts.hand_in(store, begun.id, receipt="TH-1", late=False, now=now)
    second = await drafts.begin(store, begun.person, begun.course, now=now)
    assert await drafts.discard(store, second.id)
    assert await files.known(store) == {FILE.sha256}
    await drafts.take_back(store, begun.id)
    third = await drafts.begin(store, begun.person, begun.course, now=now)
    assert [file.name for file in third.files("essay")] == ["bai.pdf"]


async def test_a_file_is_kept_with_its_sender(store: Store, clock: HandClock, begun: Reflection) -> None:
    id_ = await files.keep(store, begun.person, FILE, clock.now())
    row = await store.first(select(file_rows).where(file_rows.c.id == id_))
    assert row is not None
    assert tuple(row) == (id_, begun.person, "a" * 64, 9, "application/pdf", "bai.pdf", clock.now())
