"""Two chats of one person: codes, and that nothing of what either did is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from storage import drafts, joining, lessons, memberships, notices, people, quizzes, situations
from storage.audience import Audience
from storage.engine import Database, Store
from storage.notices import NewNotice
from storage.tables import audit, lesson_reads, quiz_attempts, reflection_parts, reflections, roles
from storage.tables import people as people_rows
from tests.clock import HandClock

COURSE = "lop-664"


async def person(
    store: Store, clock: HandClock, channel: str, chat: str, *, name: str | None = None, course: str = COURSE
) -> people.Person:
    met = await people.meet(store, channel=channel, account=f"{channel}:1", chat=chat, now=clock.now())
    if name is not None:
        await people.set_consent(store, met.id, "given", version="1", now=clock.now())
        await people.register(
            store, met.id, course=course, now=clock.now(), full_name=name, group_id="g", province="68", commune="24943"
        )
    return met


async def test_a_code_joins_once_within_half_an_hour(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        one = await person(store, clock, "telegram", "1", name="An")
        other = await person(store, clock, "zalo", "a")
        code = await joining.make_code(store, one.identity, now=clock.now())
        assert joining.looks_like_code(f" {code.lower()} ")
        assert not joining.looks_like_code("DH-7K2M-9QXT-04WB")
        at = clock.now()
        assert await joining.join(store, code, identity=one.identity, now=at) is None
        assert await joining.join(store, "LK-0000-0000", identity=other.identity, now=at) is None
        assert await joining.join(store, code, identity=other.identity, now=at + timedelta(minutes=31)) is None
        assert await joining.join(store, code, identity=other.identity, now=at) == one.id
        assert await joining.join(store, code, identity=other.identity, now=at) is None
        joined = await people.of_identity(store, other.identity)
        assert (joined.id, joined.full_name, joined.registered) == (one.id, "An", True)
        assert await store.value(select(func.count()).select_from(people_rows)) == 1
        line = await store.first(select(audit).where(audit.c.action == "joined"))
        assert line is not None
        assert (line.person_id, line.subject, line.detail["chats"]) == (one.id, f"person:{other.id}", 1)


async def test_what_both_did_is_merged(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        one = await person(store, clock, "telegram", "1", name="An")
        other = await person(store, clock, "zalo", "a", name="An Zalo")
        at = clock.now()
        for who, known in ((one, ("a", "b")), (other, ("b", "c"))):
            for lesson in known:
                await lessons.mark_read(store, who.id, COURSE, lesson, now=at)
            await quizzes.start(store, who.id, COURSE, "q", number=1, plan=(("x", ("A",)),), now=at)
            [attempt] = await quizzes.attempts(store, who.id, COURSE)
            assert await quizzes.grade(store, attempt.id, "x", "A", right="A", now=at)
            await store.run(store.insert(roles).values(
                person_id=who.id, role="coordinator", province=None if who is other else "68", given_at=at
            ))  # fmt: skip
            draft = await drafts.begin(store, who.id, COURSE, now=at)
            await drafts.choose_topics(store, draft.id, ["cd1"] if who is one else ["cd2"])
            await drafts.add_text(store, draft.id, "van-de", f"của {who.channel}", now=at)
        code = await joining.make_code(store, other.identity, now=at)
        assert await joining.join(store, code, identity=one.identity, now=at) == one.id

        read = await store.all(select(lesson_reads.c.person_id, lesson_reads.c.lesson).order_by(lesson_reads.c.lesson))
        assert [tuple(row) for row in read] == [(one.id, "a"), (one.id, "b"), (one.id, "c")]
        tries = await store.all(
            select(quiz_attempts.c.number, quiz_attempts.c.ended_at, quiz_attempts.c.score).order_by(
                quiz_attempts.c.number
            )
        )
        assert [tuple(row) for row in tries] == [(1, None, None), (2, at, 1)]
        [essay] = await store.all(select(reflections))
        assert (essay.person_id, essay.state, essay.topics) == (one.id, "draft", ["cd1", "cd2"])
        texts = await store.all(select(reflection_parts.c.text).order_by(reflection_parts.c.id))
        assert [row.text for row in texts] == ["của telegram", "của zalo"]
        joined = await people.of_identity(store, one.identity)
        assert [(role.name, role.province) for role in joined.roles] == [("coordinator", None)]


async def test_the_classes_of_both_and_what_both_played(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        one = await person(store, clock, "telegram", "1", name="An")
        first = clock.now()
        clock.move(minutes=1)
        other = await person(store, clock, "zalo", "a", name="An", course="lop-hai")
        at = clock.now()
        for who in (one, other):
            await situations.start(store, who.id, COURSE, "s", number=1, now=at)
            [play] = await situations.plays(store, who.id, COURSE)
            await situations.decide(store, play.id, 1, "n", "A", now=at)
        code = await joining.make_code(store, one.identity, now=at)
        assert await joining.join(store, code, identity=other.identity, now=at) == one.id

        of = [(each.course, each.group, each.registered_at) for each in await memberships.of(store, one.id)]
        assert of == [(COURSE, "g", first), ("lop-hai", "g", at)]
        joined = await people.of_identity(store, other.identity)
        assert (joined.course, joined.group, joined.registered_at) == (COURSE, "g", first)
        played = await situations.plays(store, one.id, COURSE, "s")
        assert [(each.number, each.decided, each.ended_at) for each in played] == [(1, 1, None), (2, 1, at)]
        line = await store.first(select(audit).where(audit.c.action == "joined"))
        assert line is not None
        assert (line.detail["classes"], line.detail["situations"]) == (1, 1)


async def test_of_a_class_that_both_are_of_the_earlier_registration_stands(db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        one = await person(store, clock, "telegram", "1", name="An")
        first = clock.now()
        clock.move(minutes=1)
        other = await person(store, clock, "zalo", "a", name="An")
        code = await joining.make_code(store, other.identity, now=clock.now())
        assert await joining.join(store, code, identity=one.identity, now=clock.now()) == one.id
        assert [(each.course, each.registered_at) for each in await memberships.of(store, one.id)] == [(COURSE, first)]
        assert (await people.of_identity(store, other.identity)).registered_at == first


@pytest.mark.parametrize("later", ["telegram", "zalo"])
async def test_the_essay_that_was_handed_in_last_stands(db: Database, clock: HandClock, later: str) -> None:
    async with db.write() as store:
        at = clock.now()
        both = [await person(store, clock, channel, "1", name="An") for channel in ("telegram", "zalo")]
        for who in both:
            draft = await drafts.begin(store, who.id, COURSE, now=at)
            handed = at + timedelta(hours=who.channel == later)
            values = {"state": "handed_in", "receipt": who.channel, "handed_in_at": handed, "late": False}
            await store.run(reflections.update().where(reflections.c.id == draft.id).values(**values))
        code = await joining.make_code(store, both[0].identity, now=at)
        assert await joining.join(store, code, identity=both[1].identity, now=at) == both[0].id
        rows = await store.all(select(reflections).order_by(reflections.c.version))
        assert {row.receipt: row.state for row in rows} == {
            "telegram": "handed_in" if later == "telegram" else "replaced",
            "zalo": "handed_in" if later == "zalo" else "replaced",
        }
        assert [row.version for row in rows] == [1, 2]


async def test_a_notice_that_is_being_released_comes_once_whoever_is_joined_meanwhile(
    db: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "AT_ONCE", 1)
    async with db.write() as store:
        at = clock.now()
        first = await people.meet(store, channel="zalo", account="zalo:1", chat="a", now=at)
        await people.set_consent(store, first.id, "given", version="1", now=at)
        between = await person(store, clock, "telegram", "1", name="Bình")
        last = await person(store, clock, "telegram", "2", name="An")
        for who in (first, between, last):
            await store.run(store.insert(roles).values(person_id=who.id, role="trainer", given_at=at))
        audience = Audience(course=COURSE, roles=("trainer",))
        notice = await notices.make(store, NewNotice("alert", "x", {}, audience, due=at), now=at)
        assert notice is not None
        behind = await notices.admit(store, notice, behind=0, now=at)
        assert (behind, await notices.admitted(store, notice)) == (first.id, first.id)
        code = await joining.make_code(store, first.identity, now=at)
        assert await joining.join(store, code, identity=last.identity, now=at) == last.id
        assert await notices.release(store, notice, now=at) == "released"
        assert await notices.tally(store, notice) == {"doubtful": 0, "pending": 2}
