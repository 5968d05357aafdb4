"""The pages of whom no channel reaches: communes with their numbers, and the people of one. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from handlers.coordinator.names import Names
from handlers.coordinator.unreached_words import reasons, short_moment
from handlers.doors import doors
from handlers.messages import Choice, Reply
from handlers.text import Markdown
from handlers.turn import Turn
from storage.reached import Unreached
from storage.report_scope import Place

FEW = 8
"""So many people in all are named at once, without asking for the commune."""
A_PAGE = 8
"""So many communes, or people, a page."""

T = TypeVar("T")
Rows = tuple[tuple[Choice, ...], ...]


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of `all`: those of page `number`, from 0, of `pages`."""

    shown: Sequence[T]
    number: int
    pages: int
    all: Sequence[T]


def paged(all_: Sequence[T], number: int) -> Page[T]:
    """That page, or the last one where there are fewer."""
    pages = max(1, -(-len(all_) // A_PAGE))
    at = min(number, pages - 1)
    return Page(all_[at * A_PAGE : (at + 1) * A_PAGE], at, pages, all_)


def listing(turn: Turn, head: str, page: Page[tuple[Place, int]]) -> Reply:
    """Every commune with its number as a way to its people, and the file."""
    names = Names(turn.course, turn.phrases)
    one_province = len({place.province for place, _ in page.all}) == 1
    rows = tuple((_to(turn, names, place, people, one_province),) for place, people in page.shown)
    count = turn.say("unreached.count", people=sum(people for _, people in page.all))
    text = "\n\n".join([head, count, *_foot(turn, page)])
    return Reply(text, (*rows, *_turns(turn, page, "unreached"), *_onward(turn)))


def everybody(turn: Turn, head: str, people: Mapping[Place, Sequence[Unreached]]) -> Reply:
    """All of them, commune by commune, where they are few."""
    names = Names(turn.course, turn.phrases)
    count = turn.say("unreached.count", people=sum(map(len, people.values())))
    blocks = [_block(turn, names, place, found) for place, found in people.items()]
    return Reply("\n\n".join([head, count, *blocks]), _onward(turn))


def of_place(turn: Turn, place: Place, page: Page[Unreached]) -> Reply:
    """The people of one commune."""
    names = Names(turn.course, turn.phrases)
    back = (turn.choice("unreached", "unreached.buttons.back"), turn.choice("menu", "doors.menu"))
    if not page.all:
        return Reply(turn.say("unreached.nobody"), (back,))
    text = "\n\n".join([_block(turn, names, place, page.shown, len(page.all)), *_foot(turn, page)])
    return Reply(text, (*_turns(turn, page, _id(place)), back))


def _block(turn: Turn, names: Names, place: Place, people: Sequence[Unreached], all_: int | None = None) -> Markdown:
    """The commune's name with how many there are (`all_`, where not all are shown), and people one a line."""
    heading = turn.say("unreached.of_place", name=_where(names, place), people=len(people) if all_ is None else all_)
    return Markdown("\n".join([heading, "", *(_person(turn, names, one) for one in people)]))


def _person(turn: Turn, names: Names, one: Unreached) -> Markdown:
    known = [one.position, names.short_group(one.group) if one.group is not None else None]
    said = {
        "name": one.name,
        "about": "".join(f", {each}" for each in known if each),
        "reasons": "; ".join(reasons(turn.phrases, one)),
    }
    if one.last_seen_at is None:
        return turn.say("unreached.person_unseen", **said)
    return turn.say("unreached.person", seen=short_moment(one.last_seen_at), **said)


def _where(names: Names, place: Place) -> str:
    """`Xã Đạ Tẻh, Lâm Đồng`; of those who work for a whole province, the province."""
    if place.commune is None:
        return names.province(place.province)
    return f"{names.commune(place.commune)}, {names.province(place.province).removeprefix('Tỉnh ')}"


def _to(turn: Turn, names: Names, place: Place, people: int, one_province: bool) -> Choice:
    name = names.commune(place.commune) if one_province and place.commune is not None else _where(names, place)
    return turn.choice(_id(place), "unreached.buttons.place", name=name, people=people)


def _id(place: Place) -> str:
    return f"unreached-of:{place.province or ''}:{place.commune or ''}"


def _turns(turn: Turn, page: Page[T], id_: str) -> Rows:
    before = turn.choice(f"{id_}:{page.number - 1}", "unreached.buttons.before")
    after = turn.choice(f"{id_}:{page.number + 1}", "unreached.buttons.after")
    row = ((before,) if page.number else ()) + ((after,) if page.number + 1 < page.pages else ())
    return (row,) if row else ()


def _foot(turn: Turn, page: Page[T]) -> list[Markdown]:
    return [turn.say("unreached.page", page=page.number + 1, pages=page.pages)] if page.pages > 1 else []


def _onward(turn: Turn) -> Rows:
    return ((turn.choice("unreached-file", "unreached.buttons.file"),), *doors(turn.phrases, "overview", "menu"))
