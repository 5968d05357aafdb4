"""Two people become one, and nothing that either of them did is lost.

The audit's lines stay as they were written: they name the one who was, and the line of the joining says who that is
now. What belongs to a chat (where its conversation stands, codes, links) goes with the chat.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, delete, select, update

from storage import merging_classes, merging_essays, merging_notices, merging_talks, merging_tries
from storage.engine import Store
from storage.tables import files, identities, lesson_reads, people, roles, session_changes, staff_invites


async def merge(store: Store, kept: int, gone: int, *, now: datetime) -> Mapping[str, Any]:
    """Move all that is `gone`'s to `kept`, and remove `gone`. Returns how much was moved, for the audit."""
    talks = await merging_talks.standing(store, (kept, gone))
    moved: dict[str, Any] = {
        "classes": await merging_classes.memberships_of(store, kept, gone),
        "lessons": await _lessons(store, kept, gone),
        "situations": await merging_tries.plays(store, kept, gone, now),
        "attempts": await merging_tries.attempts(store, kept, gone, now),
        "essays": await merging_essays.essays(store, kept, gone),
        **await _roles(store, kept, gone),
        "chats": await _owned(store, identities, kept, gone),
        "files": await _owned(store, files, kept, gone),
    }
    for column in (staff_invites.c.used_by, session_changes.c.changed_by):
        await store.run(update(column.table).where(column == gone).values({column.name: kept}))
    await merging_notices.written(store, kept, gone)
    await merging_notices.letters(store, kept, gone, now)
    await _fields(store, kept, gone)
    await store.run(delete(people).where(people.c.id == gone))
    await merging_notices.passed_over(store, kept, now)
    await merging_talks.put_away(store, talks, kept, now)
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


async def _roles(store: Store, kept: int, gone: int) -> dict[str, Any]:
    """Every role of both; of one that both have the wider area, of two as wide the one given last.

    An area that is left by that is named, for the audit.
    """
    theirs = await store.all(select(roles).where(roles.c.person_id == gone))
    mine = {row.role: row for row in await store.all(select(roles).where(roles.c.person_id == kept))}
    left: list[list[str | None]] = []
    for row in theirs:
        before = mine.get(row.role)
        own = update(roles).where(roles.c.role == row.role)
        if before is None:
            await store.run(own.where(roles.c.person_id == gone).values(person_id=kept))
            continue
        stands, lost = sorted((row, before), key=_standing, reverse=True)
        area = {"province": stands.province, "commune": stands.commune, "given_at": stands.given_at}
        await store.run(own.where(roles.c.person_id == kept).values(**area))
        left += [] if _within(lost, stands) else [[lost.role, lost.province, lost.commune]]
    await store.run(delete(roles).where(roles.c.person_id == gone))
    return {"roles": len(theirs)} | ({"areas_left": left} if left else {})


def _standing(role: Row[Any]) -> tuple[int, datetime]:
    given: datetime = role.given_at
    return int(role.province is None) + int(role.commune is None), given


def _within(role: Row[Any], other: Row[Any]) -> bool:
    """Whether the other's area has the role's in it."""
    return other.province in (None, role.province) and other.commune in (None, role.commune)


async def _fields(store: Store, kept: int, gone: int) -> None:
    """What is known of one of them only; the consent that stands; the class in which they are now."""
    mine, theirs = [await _person(store, each) for each in (kept, gone)]
    values: dict[str, Any] = {
        name: theirs[name] for name in ("full_name", "position") if mine[name] is None and theirs[name] is not None
    }
    if mine["commune"] is None and mine["province"] is None:
        values |= {"province": theirs["province"], "commune": theirs["commune"]}
    stands = _consent(mine, theirs)
    values |= {name: stands[name] for name in ("consent", "consent_version", "consent_at")}
    await store.run(update(people).where(people.c.id == kept).values(**values))
    await merging_classes.show(store, kept, mine["course"] or theirs["course"])


def _consent(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Whose answer stands: the later one of those who gave their consent or took it back; else who has answered."""
    answered = [one for one in (mine, theirs) if one["consent"] in ("given", "withdrawn")]
    if answered:
        return max(answered, key=lambda one: (one["consent_at"] is not None, one["consent_at"]))
    return mine if mine["consent"] is not None else theirs


async def _person(store: Store, id_: int) -> Mapping[str, Any]:
    row = await store.first(select(people).where(people.c.id == id_))
    assert row is not None
    return dict(row._mapping)
