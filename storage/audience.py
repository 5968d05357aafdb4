"""Whom a notice is for: conditions that combine, as data, and the SQL that they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from storage.engine import Store
from storage.memberships import is_of
from storage.tables import (
    identities,
    lesson_reads,
    memberships,
    notices,
    outbox,
    people,
    quiz_attempts,
    reflections,
    roles,
)


class Audience(BaseModel):
    """Every condition that is given must hold. With none of them: all who are registered for the course."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    course: str
    groups: tuple[str, ...] = ()
    province: str | None = None
    communes: tuple[str, ...] = ()
    read: tuple[str, ...] = ()  # have read every one of these lessons
    unread: tuple[str, ...] = ()  # have not read some one of these lessons
    passed: tuple[str, ...] = ()  # have passed every one of these quizzes
    not_passed: tuple[str, ...] = ()  # have not passed some one of these quizzes
    reflection: Literal["handed_in", "not_handed_in"] | None = None
    roles: tuple[str, ...] = ()  # staff of these roles, registered or not
    people: tuple[int, ...] = ()
    not_reached_by: int | None = None  # those whom neither that notice nor a resend of it reached

    def stored(self) -> Mapping[str, Any]:
        """As JSON, without what is not given."""
        return self.model_dump(mode="json", exclude_defaults=True)


def members(audience: Audience) -> Select[tuple[int]]:
    """SELECT people.id of everybody in the audience. People who did not consent, or were erased, never are."""
    return select(people.c.id).where(*conditions(audience))


def conditions(audience: Audience) -> list[ColumnElement[bool]]:
    """What holds of the people of the enclosing SELECT who are in the audience."""
    return [people.c.consent == "given", *_who(audience), *_where(audience), *_progress(audience)]


def _who(audience: Audience) -> list[ColumnElement[bool]]:
    if audience.people:
        return [people.c.id.in_(audience.people)]
    if audience.roles:
        return [people.c.id.in_(select(roles.c.person_id).where(roles.c.role.in_(audience.roles)))]
    return [is_of(audience.course)]


def _where(audience: Audience) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if audience.groups:
        conditions.append(is_of(audience.course, memberships.c.group_id.in_(audience.groups)))
    if audience.province is not None:
        conditions.append(people.c.province == audience.province)
    if audience.communes:
        conditions.append(people.c.commune.in_(audience.communes))
    return conditions


def _progress(audience: Audience) -> list[ColumnElement[bool]]:
    conditions = [_has_read(audience.course, lesson) for lesson in audience.read]
    conditions += [_has_passed(audience.course, quiz) for quiz in audience.passed]
    if audience.unread:
        conditions.append(or_(*[~_has_read(audience.course, lesson) for lesson in audience.unread]))
    if audience.not_passed:
        conditions.append(or_(*[~_has_passed(audience.course, quiz) for quiz in audience.not_passed]))
    if audience.reflection is not None:
        handed_in = _has_handed_in(audience.course)
        conditions.append(handed_in if audience.reflection == "handed_in" else ~handed_in)
    if audience.not_reached_by is not None:
        conditions.append(_not_reached(audience.not_reached_by))
    return conditions


def _has_read(course: str, lesson: str) -> ColumnElement[bool]:
    rows = lesson_reads.c
    return (
        select(rows.person_id)
        .where(rows.person_id == people.c.id, rows.course == course, rows.lesson == lesson, rows.read_at.is_not(None))
        .exists()
    )


def _has_passed(course: str, quiz: str) -> ColumnElement[bool]:
    rows = quiz_attempts.c
    return (
        select(rows.id)
        .where(rows.person_id == people.c.id, rows.course == course, rows.quiz == quiz, rows.passed.is_(True))
        .exists()
    )


def _has_handed_in(course: str) -> ColumnElement[bool]:
    rows = reflections.c
    return (
        select(rows.id).where(rows.person_id == people.c.id, rows.course == course, rows.state == "handed_in").exists()
    )


def _not_reached(notice: int) -> ColumnElement[bool]:
    """Whom a notice did not reach: unreachable or refused, stopped before their turn, or never certain.

    Whom a resend of it reached, or is about to, is not among them.
    """
    rows = outbox.c
    missed = rows.state.in_(["unreachable", "refused", "skipped", "uncertain"])
    resent = select(notices.c.id).where(notices.c.resend_of == notice)
    reached = and_(rows.notice_id.in_(resent), rows.state.in_(["pending", "sending", "sent"]))
    of_person = select(rows.id).where(rows.person_id == people.c.id)
    return and_(
        of_person.where(rows.notice_id == notice, missed).exists(),
        ~of_person.where(reached).exists(),
    )


def best_identity() -> Any:
    """The id of the chat in which a person of the enclosing SELECT is reached: one that works, the last used."""
    return (
        select(identities.c.id)
        .where(identities.c.person_id == people.c.id)
        .order_by(
            identities.c.reachable.desc(),
            identities.c.preferred_at.desc().nulls_last(),
            identities.c.last_seen_at.desc(),
            identities.c.id.desc(),
        )
        .limit(1)
        .correlate(people)
        .scalar_subquery()
    )


async def size(store: Store, audience: Audience) -> tuple[int, int]:
    """How many people the audience has now, and how many of them can't be reached."""
    reached = select(identities.c.reachable).where(identities.c.id == best_identity()).scalar_subquery()
    (row,) = await store.aside(
        select(func.count().label("all"), func.sum(case((reached.is_(True), 0), else_=1)).label("unreachable"))
        .select_from(people)
        .where(*conditions(audience))
    )
    return int(row.all), int(row.unreachable or 0)
