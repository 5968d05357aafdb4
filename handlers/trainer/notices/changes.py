"""What a button of the audience's card does to the audience. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from content.places import commune
from storage.audience import Audience


def changed(audience: Audience, kind: str, arguments: Sequence[str]) -> Audience:
    """The audience after `g:<group>`, `p:<province>`, `c:<commune>`, `l:<lesson>:<how>`, `q:<quiz>:<how>`, `e:<how>`.

    `how` is one of the audience's own conditions, or `any` for none. Raises KeyError for another kind.
    """
    return audience.model_copy(update=_CHANGES[kind](audience, *arguments))


def also(audience: Audience, kind: str, named: Sequence[str]) -> Audience:
    """The audience with these groups (`g`) or communes (`c`) ticked too, named together; none of them is unticked."""
    field = {"g": "groups", "c": "communes"}[kind]
    before: tuple[str, ...] = getattr(audience, field)
    return audience.model_copy(update={field: (*before, *(each for each in named if each not in before))})


def _group(audience: Audience, group: str) -> dict[str, Any]:
    return {"groups": _toggled(audience.groups, group)}


def _province(audience: Audience, code: str = "") -> dict[str, Any]:
    """A province leaves only its own communes; an empty code takes the condition away."""
    within = tuple(one for one in audience.communes if not code or commune(one).province.code == code)
    return {"province": code or None, "communes": within}


def _commune(audience: Audience, code: str) -> dict[str, Any]:
    return {"communes": _toggled(audience.communes, code)}


def _lesson(audience: Audience, lesson: str, how: str) -> dict[str, Any]:
    return {
        "read": _among(audience.read, lesson, how == "read"),
        "unread": _among(audience.unread, lesson, how == "unread"),
    }


def _quiz(audience: Audience, quiz: str, how: str) -> dict[str, Any]:
    return {
        "passed": _among(audience.passed, quiz, how == "passed"),
        "not_passed": _among(audience.not_passed, quiz, how == "not_passed"),
    }


def _essay(audience: Audience, how: Literal["handed_in", "not_handed_in", "any"]) -> dict[str, Any]:
    del audience
    return {"reflection": None if how == "any" else how}


def _toggled(chosen: tuple[str, ...], one: str) -> tuple[str, ...]:
    return _among(chosen, one, one not in chosen)


def _among(chosen: tuple[str, ...], one: str, wanted: bool) -> tuple[str, ...]:
    rest = tuple(each for each in chosen if each != one)
    return (*rest, one) if wanted else rest


_CHANGES: Mapping[str, Callable[..., dict[str, Any]]] = {
    "g": _group,
    "p": _province,
    "c": _commune,
    "l": _lesson,
    "q": _quiz,
    "e": _essay,
}
