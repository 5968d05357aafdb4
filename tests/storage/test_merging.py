"""Two people become one: every row of either is the one's, numbered so that what goes on can go on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Integer, Table, select, update

from storage import conversations, drafts, memberships, people, quizzes, reflections, situations
from storage.engine import Database, Store
from storage.joining import join, make_code
from storage.merging import merge
from storage.quizzes import Attempt
from storage.tables import audit, metadata, roles
from storage.tables import people as people_rows
from storage.tables import reflections as essays
from storage.types import Instant
from tests.clock import HandClock
from tests.storage.desk import COURSE, person

NOW = HandClock().now()
HOUR = timedelta(hours=1)
KEPT, GONE = 5001, 7001
"""Ids that nothing else in these tables has."""

BESIDE_THE_PERSON: dict[str, set[str]] = {
    "people": {"id"},  # the person itself
    "audit": {"id", "person_id"},  # history; the line of the joining says who that is now
    "code_tries": {"identity_id", "wrong"},
    "conversations": {"identity_id", "prompt"},
    "files": {"id", "size"},
    "heartbeat": {"id"},
    "identities": {"id"},
    "inbox": {"id"},
    "join_codes": {"id", "identity_id"},
    "messages_sent": {"messages"},
    "notice_sums": {"notice_id", "rows", "doubtful"},
    "notices": {"id", "resend_of", "progress_row"},
    "outbox": {"id", "notice_id", "identity_id", "instead_of", "attempts", "doubts", "turn"},
    "quiz_answers": {"attempt_id"},
    "quiz_attempts": {"id", "number", "score"},
    "reflection_parts": {"id", "reflection_id", "file_id"},
    "reflections": {"id", "version"},
    "session_changes": {"id"},
    "situation_choices": {"play_id", "place"},
    "situation_plays": {"id", "number"},
    "staff_invites": {"id"},
    "upload_links": {"id", "identity_id", "files"},
}
"""Every whole number that names no person, or may go on naming the one who was. A new column has to be judged."""
WITHOUT_PEOPLE = {
    "audit.detail", "conversations.choices", "conversations.data", "notices.body", "outbox.body", "quiz_answers.picked",
    "quiz_attempts.plan", "reflections.levels", "reflections.topics",
}  # fmt: skip
NAMES_PEOPLE = {"notices.audience"}


def columns() -> Iterable[tuple[Table, Column[Any]]]:
    """Every whole number there is that may name a person."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            number = isinstance(column.type, Integer) and not isinstance(column.type, Boolean)
            if number and column.name not in BESIDE_THE_PERSON.get(table.name, set()):
                yield table, column


def test_every_column_that_may_name_a_person_is_known() -> None:
    assert {f"{table.name}.{column.name}" for table, column in columns()} == {
        "files.person_id", "identities.person_id", "lesson_reads.person_id", "memberships.person_id", "notices.author",
        "outbox.person_id", "quiz_attempts.person_id", "reflections.person_id", "roles.person_id",
        "session_changes.changed_by", "situation_plays.person_id", "staff_invites.used_by",
    }  # fmt: skip
    assert {
        f"{column.table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, JSON)
    } == WITHOUT_PEOPLE | NAMES_PEOPLE


async def test_nothing_names_the_one_who_is_gone(db: Database) -> None:
    """A row of `gone`'s in every table that has a column for a person, by the tables themselves."""
    async with db.write() as store:
        for id_ in (KEPT, GONE):
            await store.run(store.insert(people_rows).values(id=id_, created_at=NOW, consent="given", course=COURSE))
        filled = list(dict.fromkeys(table for table, _ in columns()))
        for table in filled:
            await store.run(store.insert(table).values(_row(table, {"audience": {"course": COURSE, "people": [GONE]}})))
        await merge(store, KEPT, GONE, now=NOW)
        for table in filled:
            [row] = await store.all(select(table))
            named = {column.name: row._mapping[column.name] for of, column in columns() if of is table}
            assert (table.name, named) == (table.name, dict.fromkeys(named, KEPT))
            assert GONE not in row._mapping.values()
            assert row._mapping.get("audience", {}).get("people", [KEPT]) == [KEPT]
        assert await store.all(select(people_rows.c.id)) == [(KEPT,)]


def _row(table: Table, given: Mapping[str, Any]) -> dict[str, Any]:
    """A row with what it needs, and `gone` wherever a person may stand."""
    persons = {column.name for of, column in columns() if of is table}
    row = {column.name: _value(column) for column in table.columns if not column.nullable and not column.primary_key}
    row |= {column.name: "x" for column in table.primary_key if column.name not in persons | {"id"}}
    state = {"state": "planned"} if table.name == "notices" else {}
    return row | dict.fromkeys(persons, GONE) | state | {name: given[name] for name in given if name in table.c}


def _value(column: Column[Any]) -> object:
    if isinstance(column.type, Instant):
        return NOW
    if isinstance(column.type, JSON):
        return []
    return 1 if isinstance(column.type, Integer | Boolean) else "x"


async def joined(store: Store, one: int, other: int, now: datetime = NOW) -> int | None:
    """Join them: a code of the first one's chat, typed in the other's."""
    mine, theirs = [await people.reach(store, each) for each in (one, other)]
    assert mine is not None
    assert theirs is not None
    return await join(store, await make_code(store, mine.identity, now=now), identity=theirs.identity, now=now)


async def both(store: Store) -> tuple[int, int]:
    """Two learners of the class."""
    return await person(store, "một", full_name="An"), await person(store, "hai", full_name="An")


async def attempt(store: Store, who: int, number: int, right: Sequence[bool], *, ended: bool = False) -> Attempt:
    """An attempt at a quiz with these answers."""
    await quizzes.start(store, who, COURSE, "q", number=number, plan=(("x", ("A",)), ("y", ("A",))), now=NOW)
    made = (await quizzes.attempts(store, who, COURSE, "q"))[-1]
    for question, is_right in zip("xy", right, strict=False):
        await quizzes.grade(store, made.id, question, "A" if is_right else "B", right="A", now=NOW)
    if ended:
        await quizzes.finish(store, made.id, score=sum(right), passed=all(right), now=NOW)
    return made


async def test_attempts_are_numbered_as_they_were_begun_and_the_one_that_came_furthest_stays_open(db: Database) -> None:
    async with db.write() as store:
        one, other = await both(store)
        first = await attempt(store, other, 1, [True, True], ended=True)
        second = await attempt(store, one, 1, [True])
        third = await attempt(store, other, 2, [True, False])
        assert await joined(store, one, other) == one
        tries = await quizzes.attempts(store, one, COURSE, "q")
        assert [(each.id, each.number, each.ended_at, each.score, each.passed) for each in tries] == [
            (first.id, 1, NOW, 2, True), (second.id, 2, NOW, 1, False), (third.id, 3, None, None, None),
        ]  # fmt: skip
        assert [len(await quizzes.answers(store, each.id)) for each in tries] == [2, 1, 2]
        assert await quizzes.start(store, one, COURSE, "q", number=4, plan=(), now=NOW)


async def test_an_attempt_in_which_nothing_was_answered_costs_no_try(db: Database) -> None:
    async with db.write() as store:
        one, other = await both(store)
        await attempt(store, one, 1, [])
        begun = await attempt(store, other, 1, [True])
        assert await joined(store, one, other) == one
        tries = await quizzes.attempts(store, one, COURSE, "q")
        assert [(each.id, each.number, each.ended_at) for each in tries] == [(begun.id, 1, None)]


async def test_a_play_that_came_further_stays_open_whosever_it_is(db: Database) -> None:
    async with db.write() as store:
        one, other = await both(store)
        for who, decisions in ((one, 1), (other, 2)):
            await situations.start(store, who, COURSE, "s", number=1, now=NOW)
            [play] = await situations.plays(store, who, COURSE)
            for place in range(decisions):
                await situations.decide(store, play.id, place + 1, "n", "A", now=NOW)
        assert await joined(store, one, other) == one
        played = await situations.plays(store, one, COURSE)
        assert [(each.number, each.decided, each.ended_at) for each in played] == [(1, 1, NOW), (2, 2, None)]


async def handed_in(store: Store, who: int, at: datetime, *, text: str = "bài") -> str:
    draft = await drafts.begin(store, who, COURSE, now=at)
    await drafts.add_text(store, draft.id, "van-de", text, now=at)
    receipt = f"TH-{draft.id}"
    assert await drafts.hand_in(store, draft.id, receipt=receipt, late=False, now=at)
    return receipt


@pytest.mark.parametrize("first", ["kept", "gone"])
async def test_the_essay_that_stands_is_the_newest_version_and_a_draft_comes_after_it(db: Database, first: str) -> None:
    async with db.write() as store:
        one, other = await both(store)
        earlier, later = (one, other) if first == "kept" else (other, one)
        old = await handed_in(store, earlier, NOW)
        new = await handed_in(store, later, NOW + HOUR)
        draft = await drafts.begin(store, earlier, COURSE, now=NOW + 2 * HOUR)
        assert await joined(store, one, other) == one
        rows = await store.all(select(essays.c.receipt, essays.c.state, essays.c.version).order_by(essays.c.version))
        assert [tuple(row) for row in rows] == [(old, "replaced", 1), (new, "handed_in", 2), (None, "draft", 3)]
        latest = await reflections.latest(store, one, COURSE)
        assert latest is not None
        assert (latest.receipt, latest.text("van-de")) == (new, "bài")
        assert await drafts.hand_in(store, draft.id, receipt="TH-x", late=False, now=NOW + 3 * HOUR)
        latest = await reflections.latest(store, one, COURSE)
        assert latest is not None
        assert (latest.receipt, latest.state, latest.version) == ("TH-x", "handed_in", 3)
        counts = [row.state for row in await store.all(select(essays.c.state).order_by(essays.c.version))]
        assert counts == ["replaced", "replaced", "handed_in"]


async def test_an_essay_that_one_took_back_does_not_hide_the_one_that_the_other_handed_in(db: Database) -> None:
    async with db.write() as store:
        one, other = await both(store)
        stands = await handed_in(store, one, NOW)
        await handed_in(store, other, NOW + HOUR)
        taken = await reflections.latest(store, other, COURSE)
        assert taken is not None
        assert await drafts.take_back(store, taken.id)
        assert await joined(store, one, other) == one
        latest = await reflections.latest(store, one, COURSE)
        assert latest is not None
        assert (latest.receipt, latest.state) == (stands, "handed_in")


AREAS: dict[str, tuple[tuple[str | None, ...], tuple[str | None, ...], tuple[str | None, ...], list[Any] | None]] = {
    "the wider one": (("68", "24781"), ("68", None), ("68", None), None),
    "the wider one, whosever it is": ((None, None), ("68", "24781"), (None, None), None),
    "of two as wide the one given last": (
        ("68", "24781"), ("68", "25126"), ("68", "25126"), [["coordinator", "68", "24781"]],
    ),
    "elsewhere": (("68", None), ("82", "28249"), ("68", None), [["coordinator", "82", "28249"]]),
}  # fmt: skip


@pytest.mark.parametrize("which", AREAS)
async def test_of_two_areas_of_a_role_the_audit_names_the_one_that_is_left(db: Database, which: str) -> None:
    mine, theirs, expected, left = AREAS[which]
    async with db.write() as store:
        one, other = await both(store)
        for who, area, at in ((one, mine, NOW), (other, theirs, NOW + HOUR)):
            row = {"role": "coordinator", "province": area[0], "commune": area[1], "given_at": at}
            await store.run(store.insert(roles).values(person_id=who, **row))
        await store.run(store.insert(roles).values(person_id=other, role="trainer", given_at=NOW))
        assert await joined(store, one, other) == one
        met = await people.reach(store, one)
        assert met is not None
        held = {role.name: (role.province, role.commune) for role in met.roles}
        assert held == {"coordinator": expected, "trainer": (None, None)}
        line = await store.first(select(audit).where(audit.c.action == "joined"))
        assert line is not None
        assert (line.detail["roles"], line.detail.get("areas_left")) == (2, left)


@pytest.mark.parametrize(
    ("mine", "theirs", "stands"),
    [
        (("given", 0), ("withdrawn", 1), ("withdrawn", 1)),
        (("withdrawn", 0), ("given", 1), ("given", 1)),
        (("given", 0), ("declined", 1), ("given", 0)),
        (("declined", 1), ("given", 0), ("given", 0)),
        ((None, 0), ("declined", 1), ("declined", 1)),
    ],
)
async def test_the_consent_that_stands(
    db: Database, mine: tuple[str | None, int], theirs: tuple[str | None, int], stands: tuple[str, int]
) -> None:
    async with db.write() as store:
        ids = [
            await person(store, chat, consent=consent, consent_at=NOW + hours * HOUR, registered_at=None, course=None)
            for chat, (consent, hours) in (("một", mine), ("hai", theirs))
        ]
        await merge(store, ids[0], ids[1], now=NOW)
        [row] = await store.all(select(people_rows.c.consent, people_rows.c.consent_at))
        assert tuple(row) == (stands[0], NOW + stands[1] * HOUR)


async def test_of_a_class_of_both_the_later_consent_stands(db: Database) -> None:
    async with db.write() as store:
        one, other = await both(store)
        for who, version, at in ((one, "1", NOW), (other, "2", NOW + HOUR)):
            await people.set_consent(store, who, "given", version=version, now=at)
        assert await joined(store, one, other) == one
        met = await people.reach(store, one)
        assert met is not None
        assert (met.consent, met.consent_version, met.consent_at) == ("given", "2", NOW + HOUR)


async def stands_at(store: Store, chat: int, step: str) -> None:
    await conversations.stand(store, chat, step=step, data={"part": "x"}, prompt=3, choices=[("a", "A")], now=NOW)


@pytest.mark.parametrize(
    ("about", "goes_on"),
    [
        ({}, True),
        ({"course": "lop-hai"}, False),
        ({"registered_at": None}, False),
        ({"role": "trainer"}, True),
    ],
)
async def test_which_open_steps_go_on(db: Database, about: dict[str, Any], goes_on: bool) -> None:
    async with db.write() as store:
        one, other = await person(store, "một", full_name="An"), await person(store, "hai", **about)
        chats = [await people.reach(store, each) for each in (one, other)]
        for chat in chats:
            assert chat is not None
            await stands_at(store, chat.identity, "essay_part")
        assert await joined(store, one, other) == one
        now = [await conversations.standing(store, chat.identity) for chat in chats if chat is not None]
        gone_on = ("essay_part", 3, (("a", "A"),))
        assert [(talk.step, talk.prompt, talk.choices) for talk in now] == [
            gone_on, gone_on if goes_on else (None, 3, ()),
        ]  # fmt: skip


async def test_the_class_of_who_stays_is_shown_and_the_others_is_kept(db: Database) -> None:
    async with db.write() as store:
        one = await person(store, "một", group_id="g", course="lop-hai")
        other = await person(store, "hai", group_id="h")
        await store.run(update(people_rows).where(people_rows.c.id == one).values(position=None, full_name=None))
        await store.run(update(people_rows).where(people_rows.c.id == other).values(position="Trưởng thôn"))
        assert await joined(store, one, other) == one
        met = await people.reach(store, one)
        assert met is not None
        assert (met.course, met.group, met.position) == ("lop-hai", "g", "Trưởng thôn")
        assert {(each.course, each.group) for each in await memberships.of(store, one)} == {
            ("lop-hai", "g"), (COURSE, "h"),
        }  # fmt: skip
