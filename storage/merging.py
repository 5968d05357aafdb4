"""Two people become one, and nothing that either of them did is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, delete, func, select, update

from storage import merging_classes
from storage.engine import Store
from storage.tables import (
    files,
    identities,
    lesson_reads,
    notices,
    outbox,
    people,
    quiz_answers,
    quiz_attempts,
    reflection_parts,
    reflections,
    roles,
    staff_invites,
)

MERGED = "đã liên kết với kênh khác"


async def merge(store: Store, kept: int, gone: int, *, now: datetime) -> Mapping[str, Any]:
    """Move all that is `gone`'s to `kept`, and remove `gone`. Returns how much was moved, for the audit."""
    moved = {
        "classes": await merging_classes.memberships_of(store, kept, gone),
        "lessons": await _lessons(store, kept, gone),
        "situations": await merging_classes.plays(store, kept, gone, now),
        "attempts": await _attempts(store, kept, gone, now),
        "essays": await _essays(store, kept, gone),
        "roles": await _roles(store, kept, gone),
        "chats": await _owned(store, identities, kept, gone),
        "files": await _owned(store, files, kept, gone),
    }
    await _letters(store, kept, gone, now)
    await store.run(update(notices).where(notices.c.author == gone).values(author=kept))
    await store.run(update(staff_invites).where(staff_invites.c.used_by == gone).values(used_by=kept))
    await _fields(store, kept, gone)
    await store.run(delete(people).where(people.c.id == gone))
    return moved


async def _owned(store: Store, table: Table, kept: int, gone: int) -> int:
    result = await store.run(update(table).where(table.c.person_id == gone).values(person_id=kept))
    return int(result.rowcount)


async def _lessons(store: Store, kept: int, gone: int) -> int:
    """Each lesson as the one who was earlier opened and read it."""
    theirs = await store.all(select(lesson_reads).where(lesson_reads.c.person_id == gone))
    mine = {(row.course, row.lesson): row for row in await store.all(
        select(lesson_reads).where(lesson_reads.c.person_id == kept)
    )}  # fmt: skip
    for row in theirs:
        before = mine.get((row.course, row.lesson))
        place = (lesson_reads.c.course == row.course, lesson_reads.c.lesson == row.lesson)
        if before is None:
            moved = update(lesson_reads).where(lesson_reads.c.person_id == gone, *place)
            await store.run(moved.values(person_id=kept))
            continue
        reads = [at for at in (before.read_at, row.read_at) if at is not None]
        both = {"opened_at": min(before.opened_at, row.opened_at), "read_at": min(reads, default=None)}
        await store.run(update(lesson_reads).where(lesson_reads.c.person_id == kept, *place).values(**both))
    await store.run(delete(lesson_reads).where(lesson_reads.c.person_id == gone))
    return len(theirs)


async def _attempts(store: Store, kept: int, gone: int, now: datetime) -> int:
    """All attempts, numbered on. Of two that are open one ends, with the answers that it has."""
    theirs = await store.all(
        select(quiz_attempts).where(quiz_attempts.c.person_id == gone).order_by(quiz_attempts.c.id)
    )
    for row in theirs:
        of = quiz_attempts.c
        same = [of.person_id == kept, of.course == row.course, of.quiz == row.quiz]
        last = await store.value(select(func.max(quiz_attempts.c.number)).where(*same))
        values: dict[str, Any] = {"person_id": kept, "number": int(last or 0) + 1}
        open_one = await store.first(select(quiz_attempts.c.id).where(*same, quiz_attempts.c.ended_at.is_(None)))
        if row.ended_at is None and open_one is not None:
            right = select(func.count()).where(quiz_answers.c.attempt_id == row.id, quiz_answers.c.right.is_(True))
            values |= {"ended_at": now, "score": int(await store.value(right)), "passed": False}
        await store.run(update(quiz_attempts).where(quiz_attempts.c.id == row.id).values(**values))
    return len(theirs)


async def _essays(store: Store, kept: int, gone: int) -> int:
    """All versions, numbered on; of two drafts one, with what both had; the one handed in last stands."""
    theirs = await store.all(
        select(reflections).where(reflections.c.person_id == gone).order_by(reflections.c.course, reflections.c.version)
    )
    for row in theirs:
        mine = await store.all(
            select(reflections)
            .where(reflections.c.person_id == kept, reflections.c.course == row.course)
            .order_by(reflections.c.version)
        )
        draft = next((one for one in mine if one.state == "draft"), None)
        if row.state == "draft" and draft is not None:
            await _into(store, draft, row)
            continue
        if row.state == "handed_in":
            row_stands = await _stands(store, mine, row)
            state = "handed_in" if row_stands else "replaced"
        else:
            state = row.state
        number = max((one.version for one in mine), default=0) + 1
        own = reflections.c.id == row.id
        await store.run(update(reflections).where(own).values(person_id=kept, version=number, state=state))
    return len(theirs)


async def _into(store: Store, draft: Row[Any], other: Row[Any]) -> None:
    """What another draft has goes into this one."""
    both = {
        "topics": [*draft.topics, *(one for one in other.topics if one not in draft.topics)],
        "levels": [*draft.levels, *(one for one in other.levels if one not in draft.levels)],
    }
    await store.run(update(reflections).where(reflections.c.id == draft.id).values(**both))
    parts = update(reflection_parts).where(reflection_parts.c.reflection_id == other.id)
    await store.run(parts.values(reflection_id=draft.id))
    await store.run(delete(reflections).where(reflections.c.id == other.id))


async def _stands(store: Store, mine: Sequence[Row[Any]], row: Row[Any]) -> bool:
    """Whether the essay stays the one that counts; where it does, an earlier one is replaced by it."""
    other = next((one for one in mine if one.state == "handed_in"), None)
    if other is None:
        return True
    if other.handed_in_at > row.handed_in_at:
        return False
    await store.run(update(reflections).where(reflections.c.id == other.id).values(state="replaced"))
    return True


async def _roles(store: Store, kept: int, gone: int) -> int:
    """Every role of both; of one that both have the wider area."""
    theirs = await store.all(select(roles).where(roles.c.person_id == gone))
    mine = {row.role: row for row in await store.all(select(roles).where(roles.c.person_id == kept))}
    for row in theirs:
        before = mine.get(row.role)
        own = (roles.c.person_id == kept, roles.c.role == row.role)
        if before is None:
            theirs_own = (roles.c.person_id == gone, roles.c.role == row.role)
            await store.run(update(roles).where(*theirs_own).values(person_id=kept))
        elif _width(row) > _width(before):
            await store.run(update(roles).where(*own).values(province=row.province, commune=row.commune))
    await store.run(delete(roles).where(roles.c.person_id == gone))
    return len(theirs)


def _width(row: Row[Any]) -> int:
    return int(row.province is None) + int(row.commune is None)


async def _letters(store: Store, kept: int, gone: int, now: datetime) -> None:
    """A notice that both had a row for keeps both rows (P3); the second one does not go out any more."""
    await _not_yet(store, kept, gone)
    twice = select(outbox.c.notice_id).where(outbox.c.person_id == kept, outbox.c.notice_id.is_not(None))
    theirs = (outbox.c.person_id == gone, outbox.c.notice_id.in_(twice))
    waiting = update(outbox).where(*theirs, outbox.c.state == "pending")
    await store.run(waiting.values(state="skipped", reason=MERGED, ended_at=now))
    await store.run(update(outbox).where(*theirs).values(person_id=None))
    await store.run(update(outbox).where(outbox.c.person_id == gone).values(person_id=kept))


async def _not_yet(store: Store, kept: int, gone: int) -> None:
    """A large notice gives its rows by the people's ids, in steps: where `kept` is still to come, they get theirs."""
    begun = select(notices.c.id).where(notices.c.state == "planned")
    last = func.max(outbox.c.person_id)
    short = select(outbox.c.notice_id).where(outbox.c.notice_id.in_(begun)).group_by(outbox.c.notice_id)
    await store.run(delete(outbox).where(outbox.c.person_id == gone, outbox.c.notice_id.in_(short.having(last < kept))))


async def _fields(store: Store, kept: int, gone: int) -> None:
    """What is known of one of them only; the consent that was given; the class in which they are now."""
    mine, theirs = [await _person(store, each) for each in (kept, gone)]
    values: dict[str, Any] = {
        name: theirs[name] for name in ("full_name", "position") if mine[name] is None and theirs[name] is not None
    }
    if mine["commune"] is None and mine["province"] is None:
        values |= {"province": theirs["province"], "commune": theirs["commune"]}
    if mine["consent"] != "given" and theirs["consent"] == "given":
        values |= {name: theirs[name] for name in ("consent", "consent_version", "consent_at")}
    if values:
        await store.run(update(people).where(people.c.id == kept).values(**values))
    await merging_classes.show(store, kept, mine["course"] or theirs["course"])


async def _person(store: Store, id_: int) -> Mapping[str, Any]:
    row = await store.first(select(people).where(people.c.id == id_))
    assert row is not None
    return dict(row._mapping)
