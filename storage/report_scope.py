"""Whom reports are about, and the conditions that this means.

Counts hold everybody who registered, the erased ones without their names; lists hold those who consent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, FromClause, Table, and_, or_, select

from storage.tables import lesson_reads, memberships, people, reflections


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a report is about: registered for the course, in that area and group; None bounds nothing."""

    course: str
    province: str | None = None
    commune: str | None = None
    group: str | None = None
    handed_in: bool = False  # only those whose essay is handed in


class Place(NamedTuple):
    """A commune by its codes, as people have it."""

    province: str | None
    commune: str | None


def in_scope(scope: Scope) -> FromClause:
    """People with their membership of the scope's class: what every report selects from."""
    return people.join(memberships, and_(memberships.c.person_id == people.c.id, memberships.c.course == scope.course))


def learners_with(scope: Scope, table: Table) -> FromClause:
    """The same, joined with their rows of a table."""
    return in_scope(scope).join(table, table.c.person_id == people.c.id)


def counted(scope: Scope) -> list[ColumnElement[bool]]:
    """Those of `in_scope` who count: consenting, or erased since."""
    conditions = [or_(people.c.consent == "given", people.c.erased_at.is_not(None))]
    group = memberships.c.group_id
    bounds = ((people.c.province, scope.province), (people.c.commune, scope.commune), (group, scope.group))
    conditions += [column == value for column, value in bounds if value is not None]
    if scope.handed_in:
        conditions.append(people.c.id.in_(select(reflections.c.person_id).where(*is_handed_in(scope))))
    return conditions


def named(scope: Scope, place: Place | None = None) -> list[ColumnElement[bool]]:
    """Those who may be listed by name: of the counted ones, who consent; of one commune where it is given."""
    conditions = [*counted(scope), people.c.consent == "given"]
    if place is not None:
        conditions.append(people.c.province.is_not_distinct_from(place.province))
        conditions.append(people.c.commune.is_not_distinct_from(place.commune))
    return conditions


def is_handed_in(scope: Scope) -> list[ColumnElement[bool]]:
    """Essays of the course as they are handed in now."""
    return [reflections.c.course == scope.course, reflections.c.state == "handed_in"]


def was_read(scope: Scope) -> list[ColumnElement[bool]]:
    """Lessons of the course that were read, not only opened."""
    return [lesson_reads.c.course == scope.course, lesson_reads.c.read_at.is_not(None)]
