"""Reflections as they are kept: versions, each with its pieces. (storage.drafts changes them.)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from storage.engine import Store
from storage.tables import files, reflection_parts, reflections

ESSAY = "essay"
"""The part that holds an essay which was written elsewhere."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a reflection. `size` is in bytes."""

    id: int
    sha256: str
    size: int
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One message's worth of a part: a text as it was written, or a file."""

    id: int
    part: str
    text: str | None
    file: KeptFile | None
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Reflection:
    """One version of a learner's reflection, its pieces in the order of arrival."""

    id: int
    person: int
    course: str
    version: int
    state: str  # draft | handed_in | replaced | taken_back
    topics: tuple[str, ...]
    levels: tuple[str, ...]
    receipt: str | None
    late: bool | None
    started_at: datetime
    handed_in_at: datetime | None
    pieces: tuple[Piece, ...]

    def text(self, part: str) -> str:
        """All that was written in a part; each message begins on a line of its own."""
        return "\n".join(piece.text for piece in self.pieces if piece.part == part and piece.text is not None)

    def files(self, part: str) -> tuple[KeptFile, ...]:
        """The files of a part."""
        return tuple(piece.file for piece in self.pieces if piece.part == part and piece.file is not None)

    def has(self, part: str) -> bool:
        """Whether there is anything in the part."""
        return any(piece.part == part for piece in self.pieces)

    @property
    def saved_at(self) -> datetime:
        """When it was begun or last grew."""
        return max([self.started_at, *(piece.added_at for piece in self.pieces)])


async def draft(store: Store, person: int, course: str) -> Reflection | None:
    """The version that the learner is writing, or None."""
    return await _one(store, _of(person, course).where(reflections.c.state == "draft"))


async def latest(store: Store, person: int, course: str) -> Reflection | None:
    """The newest version that is no draft (handed in or taken back), or None."""
    return await _one(store, _of(person, course).where(reflections.c.state != "draft"))


async def numbered(store: Store, person: int, course: str, id_: int) -> Reflection | None:
    """This version, if it is that learner's."""
    return await _one(store, _of(person, course).where(reflections.c.id == id_))


def _of(person: int, course: str) -> Select[Any]:
    return (
        select(reflections)
        .where(reflections.c.person_id == person, reflections.c.course == course)
        .order_by(reflections.c.version.desc())
        .limit(1)
    )


async def _one(store: Store, statement: Select[Any]) -> Reflection | None:
    row = await store.first(statement)
    if row is None:
        return None
    return Reflection(
        id=row.id,
        person=row.person_id,
        course=row.course,
        version=row.version,
        state=row.state,
        topics=tuple(row.topics),
        levels=tuple(row.levels),
        receipt=row.receipt,
        late=row.late,
        started_at=row.started_at,
        handed_in_at=row.handed_in_at,
        pieces=await _pieces(store, row.id),
    )


async def _pieces(store: Store, reflection: int) -> tuple[Piece, ...]:
    rows = await store.all(
        select(reflection_parts, files.c.sha256, files.c.size, files.c.type, files.c.name)
        .join(files, files.c.id == reflection_parts.c.file_id, isouter=True)
        .where(reflection_parts.c.reflection_id == reflection)
        .order_by(reflection_parts.c.id)
    )
    return tuple(Piece(row.id, row.part, row.text, _file(row), row.added_at) for row in rows)


def _file(row: Row[Any]) -> KeptFile | None:
    return None if row.file_id is None else KeptFile(row.file_id, row.sha256, row.size, row.type, row.name)
