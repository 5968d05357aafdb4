"""The fields of a learner: which are still empty, how they are shown, and what may stand in them. Pure."""

from __future__ import annotations

import re
import unicodedata

from content import places
from content.models import Course
from handlers.turn import Turn
from storage.people import Person

FIELDS = ("name", "group", "place", "position")
NAME_LENGTHS = range(2, 61)
POSITION_LENGTHS = range(2, 151)
_NOT_LETTERS = re.compile(r"[^\W\d_]|[ .'’ʼ‘`-]")


_NAMED_AS = re.compile(
    r"(?:dạ, *)?(?:(?:họ )?tên (?:của )?(?:tôi|em|mình) (?:là )?|(?:tôi|em|mình) (?:tên )?là |(?:tôi|em|mình) tên )?"
    r"(?P<name>.+?)(?: ạ| nhé)?[.!]?",
    re.IGNORECASE,
)


class Unfit(Exception):
    """What was typed can't stand in the field. `reason` is the end of a phrase's key."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def empty(person: Person) -> str | None:
    """The first field that is still empty. Whoever has a province has a place: work may be at a province's level."""
    held = (person.full_name, person.group, person.province, person.position)
    return next((field for field, value in zip(FIELDS, held, strict=True) if not value), None)


def name(text: str) -> str:
    """A name as it is kept: 2–60 letters, spaces and . ' -, without words such as "tôi là". Raises Unfit: short, long,
    signs.
    """
    typed = tidy(text)
    if (introduced := _NAMED_AS.fullmatch(typed)) is not None:
        typed = introduced["name"]
    if len(typed) < NAME_LENGTHS.start:
        raise Unfit("short")
    if len(typed) >= NAME_LENGTHS.stop:
        raise Unfit("long")
    if _NOT_LETTERS.sub("", typed) or not any(letter.isalpha() for letter in typed):
        raise Unfit("signs")
    return typed


def position(text: str) -> str:
    """A position as it is kept: 2–150 characters with a letter among them. Raises Unfit: short, long."""
    typed = tidy(text)
    if len(typed) < POSITION_LENGTHS.start or not any(letter.isalpha() for letter in typed):
        raise Unfit("short")
    if len(typed) >= POSITION_LENGTHS.stop:
        raise Unfit("long")
    return typed


def tidy(text: str) -> str:
    """One line without invisible signs, spaces squeezed, accents in the composed form."""
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(" " if sign.isspace() else sign for sign in composed if sign.isspace() or not _invisible(sign))
    return " ".join(visible.split())


def _invisible(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn"}


def group_name(course: Course, id_: str | None) -> str:
    """The group's name; a group that the course no longer has is shown by its id."""
    return next((group.name for group in course.groups if group.id == id_), id_ or "")


def place_name(province: str | None, commune: str | None) -> str:
    """`Xã Đắk Wil, Lâm Đồng`; `Tỉnh Lâm Đồng` where there is no commune; empty where there is neither."""
    if commune is not None:
        found = places.commune(commune)
        return f"{found.name}, {found.province.short}"
    return "" if province is None else places.province(province).name


def listed(turn: Turn) -> str:
    """The four fields, one a line; what is empty is said to be."""
    person = turn.person
    none = turn.phrases.get("registration.none")
    return turn.say(
        "registration.fields",
        name=person.full_name or none,
        group=group_name(turn.course, person.group) or none,
        place=place_name(person.province, person.commune) or none,
        position=person.position or none,
    )
