"""Whom a notice is for: every condition, and all of them together."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from storage import audience, outbox
from storage.audience import Audience
from storage.engine import Database, Store
from storage.outbox import Settled
from storage.tables import identities, lesson_reads, people, quiz_attempts, reflections
from tests.clock import HandClock
from tests.storage.desk import ACCOUNT, COURSE, claim_notices, person, released

NOW = HandClock().now()
PEOPLE: list[dict[str, Any]] = [
    {"full_name": "An", "group_id": "bi-thu-chi-bo", "province": "68", "commune": "1"},
    {"full_name": "Bình", "group_id": "chinh-quyen", "province": "68", "commune": "2"},
    {"full_name": "Cường", "group_id": "bi-thu-chi-bo", "province": "79", "commune": "3"},
]
READ = {"An": ("l1", "l2"), "Bình": ("l1",)}
PASSED = {"An": ("q1",), "Cường": ("q1", "q2")}
HANDED_IN = ("Bình",)


async def the_class(store: Store) -> dict[str, int]:
    made = {one["full_name"]: await person(store, f"chat {one['full_name']}", **one) for one in PEOPLE}
    made["Dung"] = await person(store, "chat Dung", full_name="Dung", role="trainer")
    made["Em"] = await person(store, "chat Em", full_name="Em", consent="declined")
    for name, lessons in READ.items():
        for lesson in lessons:
            row = {"person_id": made[name], "course": COURSE, "lesson": lesson, "opened_at": NOW, "read_at": NOW}
            await store.run(store.insert(lesson_reads).values(row))
    opened = {"person_id": made["Cường"], "course": COURSE, "lesson": "l1", "opened_at": NOW}
    await store.run(store.insert(lesson_reads).values(opened))
    for name, quizzes in PASSED.items():
        for quiz in quizzes:
            row = {"person_id": made[name], "course": COURSE, "quiz": quiz, "number": 1, "plan": [], "passed": True}
            await store.run(store.insert(quiz_attempts).values(started_at=NOW, **row))
    failed = {"person_id": made["Bình"], "course": COURSE, "quiz": "q1", "number": 1, "plan": [], "passed": False}
    await store.run(store.insert(quiz_attempts).values(started_at=NOW, **failed))
    for name, state in (("Bình", "handed_in"), ("An", "draft"), ("Cường", "taken_back")):
        row = {"person_id": made[name], "course": COURSE, "version": 1, "state": state, "topics": [], "levels": []}
        await store.run(store.insert(reflections).values(started_at=NOW, **row))
    return made


async def names(store: Store, wanted: Audience) -> list[str]:
    rows = await store.all(select(people.c.full_name).where(people.c.id.in_(audience.members(wanted))))
    return sorted(row.full_name for row in rows)


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, ["An", "Bình", "Cường"]),
        ({"groups": ("bi-thu-chi-bo",)}, ["An", "Cường"]),
        ({"groups": ("bi-thu-chi-bo", "chinh-quyen")}, ["An", "Bình", "Cường"]),
        ({"province": "68"}, ["An", "Bình"]),
        ({"communes": ("2", "3")}, ["Bình", "Cường"]),
        ({"read": ("l1",)}, ["An", "Bình"]),
        ({"read": ("l1", "l2")}, ["An"]),
        ({"unread": ("l1",)}, ["Cường"]),
        ({"unread": ("l1", "l2")}, ["Bình", "Cường"]),
        ({"passed": ("q1",)}, ["An", "Cường"]),
        ({"passed": ("q1", "q2")}, ["Cường"]),
        ({"not_passed": ("q1",)}, ["Bình"]),
        ({"not_passed": ("q1", "q2")}, ["An", "Bình"]),
        ({"reflection": "handed_in"}, ["Bình"]),
        ({"reflection": "not_handed_in"}, ["An", "Cường"]),
        ({"roles": ("trainer", "owner")}, ["Dung"]),
        ({"groups": ("bi-thu-chi-bo",), "province": "68", "read": ("l1",), "reflection": "not_handed_in"}, ["An"]),
        ({"province": "68", "communes": ("3",)}, []),
        ({"course": "khac", "read": ("l1",)}, []),
    ],
)
async def test_who_is_in_an_audience(db: Database, conditions: dict[str, Any], expected: list[str]) -> None:
    async with db.write() as store:
        await the_class(store)
        wanted = Audience(**{"course": COURSE, **conditions})
        assert await names(store, wanted) == expected
        assert Audience.model_validate(wanted.stored()) == wanted
        assert await audience.size(store, wanted) == (len(expected), 0)


async def test_named_people_who_do_not_consent_are_not_reached(db: Database) -> None:
    async with db.write() as store:
        made = await the_class(store)
        everybody = Audience(course=COURSE, people=tuple(made.values()))
        assert await names(store, everybody) == ["An", "Bình", "Cường", "Dung"]


async def test_the_size_counts_who_cannot_be_reached_and_nobody_is_no_error(db: Database) -> None:
    async with db.write() as store:
        assert await audience.size(store, Audience(course=COURSE)) == (0, 0)
        await person(store, "a")
        await person(store, "b", reachable=False)
        await person(store, None)
        assert await audience.size(store, Audience(course=COURSE)) == (3, 2)


async def test_one_person_on_two_chats_is_reached_once_where_it_works(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        both = await person(store, "hỏng", reachable=False)
        works = {"channel": "telegram", "account": ACCOUNT, "chat": "tốt", "reachable": True}
        older = clock.now().replace(hour=1)
        await store.run(store.insert(identities).values(person_id=both, last_seen_at=older, **works))
        await released(store, clock)
        assert [letter.chat for letter in await claim_notices(store, clock)] == ["tốt"]


async def test_a_resend_goes_to_those_missed_and_not_to_those_it_reached_since(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        for name in "abcd":
            await person(store, name, full_name=name)
        first = await released(store, clock)
        ends = ("sent", "refused", "uncertain", "unreachable")
        letters = await claim_notices(store, clock)
        await outbox.settle(store, [Settled(one, end) for one, end in zip(letters, ends, strict=True)], now=clock.now())  # type: ignore[arg-type]  # the four are ends
        missed = Audience(course=COURSE, not_reached_by=first)
        assert await names(store, missed) == ["b", "c", "d"]
        await released(store, clock, audience=missed, resend_of=first)
        assert await names(store, missed) == ["d"]
        resent = await claim_notices(store, clock)
        assert [letter.chat for letter in resent] == ["b", "c"]
        await outbox.settle(store, [Settled(resent[0], "sent"), Settled(resent[1], "refused")], now=clock.now())
        assert await names(store, missed) == ["c", "d"]


def test_an_unknown_condition_is_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Audience.model_validate({"course": COURSE, "group": "x"})
