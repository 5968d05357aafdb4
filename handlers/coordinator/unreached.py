"""/goidien: whom no channel reaches, by commune, for the coordinator to phone; the whole list as a file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from handlers.access import Action
from handlers.coordinator.area import within
from handlers.coordinator.names import Names, person_order, place_order
from handlers.coordinator.unreached_pages import FEW, everybody, listing, of_place, paged
from handlers.doors import doors
from handlers.messages import Answer, Attachment, Reply
from handlers.quota import spent
from handlers.text import moment
from handlers.turn import Conversation, Turn
from storage import audit, reached
from storage.reached import Unreached
from storage.report_scope import Place, Scope

_NUMBER = re.compile(r"[0-9]{1,4}")


async def counted(turn: Turn) -> Answer:
    """How many there are in each commune of the person's area; who they are, where they are few."""
    scope = _scope(turn)
    found = await reached.places(turn.store, scope, spent=await _spent(turn))
    if not found:
        text = "\n\n".join([_head(turn, scope), turn.say("unreached.none")])
        return Answer((Reply(text, doors(turn.phrases, "overview", "menu")),))
    in_order = sorted(found, key=lambda place: (-found[place], place_order(place)))
    if sum(found.values()) <= FEW:
        return Answer((everybody(turn, _head(turn, scope), await _people(turn, scope, in_order)),))
    page = paged([(place, found[place]) for place in in_order], _page(turn, 0))
    return Answer((listing(turn, _head(turn, scope), page),))


async def _people(turn: Turn, scope: Scope, places: Sequence[Place]) -> Mapping[Place, list[Unreached]]:
    gone = await _spent(turn)
    return {place: _sorted(await reached.nowhere(turn.store, scope, place, spent=gone)) for place in places}


async def named(turn: Turn) -> Answer:
    """The people of one commune, some a page. Of a commune outside the person's area there is nobody."""
    place = Place(*[code or None for code in (*turn.arguments, "", "")[:2]])
    found = _sorted(await reached.nowhere(turn.store, _scope(turn), place, spent=await _spent(turn)))
    return Answer((of_place(turn, place, paged(found, _page(turn, 2))),))


async def listed(turn: Turn) -> Answer:
    """The whole list as a file, made when it is sent. Its area is the person's, and the audit has it."""
    scope = _scope(turn)
    area = {"province": scope.province, "commune": scope.commune}
    await audit.record(
        turn.store, person=turn.person.id, action="unreached.listed", subject=scope.course, detail=area, now=turn.now
    )
    spec = {"kind": "unreached", "course": scope.course, **area, "spent": await _spent(turn)}
    spec |= {"at": turn.now.isoformat(), "by": turn.person.full_name}
    at = f"{turn.now:%Y%m%d-%H%M}"
    file = Attachment(turn.phrases.get("unreached.file_name").format(course=scope.course, at=at), report=spec)
    text = turn.say("unreached.file", at=moment(turn.now), scope=Names(turn.course, turn.phrases).scope(scope))
    return Answer((Reply(text, doors(turn.phrases, "unreached", "menu"), (file,)),))


def _scope(turn: Turn) -> Scope:
    return within(turn.person, Scope(turn.course.id))


async def _spent(turn: Turn) -> list[str]:
    return await spent(turn.store, turn.limits, now=turn.now)


def _head(turn: Turn, scope: Scope) -> str:
    return turn.say("unreached.head", scope=Names(turn.course, turn.phrases).scope(scope))


def _sorted(found: list[Unreached]) -> list[Unreached]:
    return sorted(found, key=lambda one: person_order(one.name))


def _page(turn: Turn, place: int) -> int:
    """The page that the choice names, from 0."""
    named = turn.arguments[place] if len(turn.arguments) > place else ""
    return int(named) if _NUMBER.fullmatch(named) else 0


UNREACHED = Conversation(
    name="unreached",
    action=Action.UNREACHED,
    commands={"goidien": counted},
    words={"goi dien": counted, "chua lien lac duoc": counted},
    choices={"unreached": counted, "unreached-of": named, "unreached-file": listed},
)
