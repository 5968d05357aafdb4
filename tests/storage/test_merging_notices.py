"""Two people become one: what was addressed to either reaches the one person, once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage import joining, notices, outbox, people
from storage.audience import Audience
from storage.engine import Database, Store
from storage.outbox import Settled
from storage.tables import identities
from storage.tables import outbox as rows
from tests.clock import HandClock
from tests.storage.desk import COURSE, claim_notices, new, person, released


async def joined(store: Store, clock: HandClock, one: int, other: int) -> int | None:
    """Join them: a code of the first one's chat, typed in the other's."""
    mine, theirs = [await people.reach(store, each) for each in (one, other)]
    assert mine is not None
    assert theirs is not None
    code = await joining.make_code(store, mine.identity, now=clock.now())
    return await joining.join(store, code, identity=theirs.identity, now=clock.now())


async def both(store: Store) -> tuple[int, int]:
    """Two learners of the class, reached in the chats a and b."""
    return await person(store, "a", full_name="An"), await person(store, "b", full_name="An")


@pytest.mark.parametrize("named", ["gone", "kept", "both"])
async def test_a_notice_that_names_somebody_reaches_who_they_are_now_once(
    db: Database, clock: HandClock, named: str
) -> None:
    async with db.write() as store:
        kept, gone = await both(store)
        bystander = await person(store, "c")
        people_named = {"gone": (gone,), "kept": (kept,), "both": (gone, kept)}[named]
        audience = Audience(course=COURSE, people=(*people_named, bystander))
        made = await notices.make(store, new(audience=audience), now=clock.now())
        assert made is not None
        assert await joined(store, clock, kept, gone) == kept
        assert await notices.release(store, made, now=clock.now()) == "released"
        addressed = await store.all(select(rows.c.person_id).where(rows.c.notice_id == made).order_by(rows.c.id))
        assert [row.person_id for row in addressed] == [kept, bystander]


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ("pending", "pending", [("pending", True), ("skipped", False)]),
        ("unreachable", "pending", [("unreachable", False), ("pending", True)]),
        ("refused", "pending", [("refused", False), ("pending", True)]),
        ("pending", "sent", [("skipped", False), ("sent", True)]),
        ("pending", "sending", [("skipped", False), ("sending", True)]),
        ("sent", "pending", [("sent", True), ("skipped", False)]),
        ("uncertain", "unreachable", [("uncertain", True), ("unreachable", False)]),
    ],
)
async def test_of_two_rows_of_a_notice_the_one_that_arrived_or_still_may_is_the_persons(
    db: Database, clock: HandClock, mine: str, theirs: str, expected: list[tuple[str, bool]]
) -> None:
    async with db.write() as store:
        kept, gone = await both(store)
        await released(store, clock)
        letters = await claim_notices(store, clock)
        for letter, state in zip(letters, (mine, theirs), strict=True):
            if state == "sending":
                continue
            await outbox.settle(store, [Settled(letter, state)], now=clock.now())  # type: ignore[arg-type]  # a state
        await store.run(identities.update().values(reachable=True))
        assert await joined(store, clock, kept, gone) == kept
        found = await store.all(select(rows.c.state, rows.c.person_id).order_by(rows.c.id))
        assert [(row.state, row.person_id == kept) for row in found] == expected
        assert {row.person_id for row in found} == {kept, None}


async def test_replies_that_wait_are_the_one_persons(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        kept, gone = await both(store)
        await outbox.queue(store, [outbox.Queued(gone, None, "telegram:1", "b", {})], now=clock.now())
        assert await joined(store, clock, kept, gone) == kept
        assert [tuple(row) for row in await store.all(select(rows.c.person_id, rows.c.state))] == [(kept, "pending")]


async def test_who_was_passed_by_while_a_large_notice_is_released_still_gets_it(
    db: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "AT_ONCE", 2)
    async with db.write() as store:
        at = clock.now()
        kept = await person(store, "a", full_name="An", group_id="khac")
        first = await person(store, "c", group_id="g")
        gone = await person(store, "b", full_name="An", group_id="g", course="lop-hai")
        last = await person(store, "d", group_id="g", course="lop-hai")
        audience = Audience(course="lop-hai", people=(first, gone, last))
        made = await notices.make(store, new(audience=audience), now=at)
        assert made is not None
        assert await notices.admit(store, made, behind=0, now=at) == first
        assert await joined(store, clock, kept, gone) == kept
        assert await notices.release(store, made, now=at) == "released"
        found = await store.all(select(rows.c.person_id, rows.c.state).order_by(rows.c.id))
        assert [tuple(row) for row in found] == [(first, "pending"), (kept, "pending"), (last, "pending")]
