"""One piece of a course as it stands in a file: where it is, what was written, and what it parses to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from content.entry import Entry
from content.faults import Fault
from content.sentences import sentence
from content.values import local_moment
from content.yamlfile import Document, Loc, Value


@dataclass(frozen=True)
class Piece:
    """A group, a session, a quiz …: `entry` is None where the piece has faults of its own."""

    document: Document
    loc: Loc
    written: Mapping[str, Value]
    entry: Entry | None

    def text(self, key: str) -> str | None:
        """What is written under a key, where it is a text."""
        value = self.written.get(key)
        return value if isinstance(value, str) else None

    def moment(self, key: str) -> datetime | None:
        """The moment written under a key; None where there is none, or one that can't be read."""
        try:
            value = local_moment(self.text(key))
        except PydanticCustomError:
            return None
        return value if isinstance(value, datetime) else None

    def fault(self, message: str, *loc: str | int) -> Fault:
        """A fault at a place of this piece."""
        return self.document.fault(message, *self.loc, *loc)


# The pieces of a course by kind: course, groups, topics, sessions, lessons, quizzes, reflection, reminders.
Pieces: TypeAlias = Mapping[str, list[Piece]]


def items(value: Value | None) -> list[Value]:
    """The items of a list; none of what isn't one."""
    return value if isinstance(value, list) else []


def text_of(item: Value, key: str) -> str | None:
    """What an item has under a key, where it is a text."""
    value = item.get(key) if isinstance(item, dict) else None
    return value if isinstance(value, str) else None


def read_piece(model: type[Entry], document: Document, loc: Loc, value: Value) -> tuple[Piece, list[Fault]]:
    """Parse one piece; its faults, each at its line."""
    written = value if isinstance(value, dict) else {}
    try:
        return Piece(document, loc, written, model.model_validate(value)), []
    except ValidationError as error:
        faults = [document.fault(sentence(each), *loc, *_place(each)) for each in error.errors(include_url=False)]
        return Piece(document, loc, written, None), faults


def _place(error: Any) -> Loc:
    """Where an error belongs: at the field that it was found in, or at the neighbour that it names."""
    neighbour = error.get("ctx", {}).get("field")
    loc: Loc = error["loc"]
    return loc if neighbour is None else (*loc[:-1], neighbour)
