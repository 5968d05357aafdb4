"""/xuat: choose whom the export is about, within the coordinator's area, and have it made as Excel or zip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from content.places import Commune, Province, find_communes, find_provinces
from handlers.access import Action, area
from handlers.coordinator.area import within
from handlers.coordinator.names import Names
from handlers.doors import doors
from handlers.messages import Answer, Attachment, Choice, Reply, Step
from handlers.quota import spent
from handlers.text import Markdown, moment
from handlers.turn import Conversation, Turn
from storage import audit
from storage.report_counts import listed
from storage.report_scope import Scope

_LONGEST_NAME = 100
_ROWS = tuple[tuple[Choice, ...], ...]


async def start(turn: Turn) -> Answer:
    """The card, of all that the person may see."""
    return await _card(turn, within(turn.person, Scope(turn.course.id)))


async def card(turn: Turn) -> Answer:
    """A button of the card."""
    scope = _scope(turn)
    match turn.picked:
        case "x-xlsx" | "x-zip":
            return await _make(turn, scope, turn.picked.removeprefix("x-"))
        case "x-province":
            return _ask(turn, scope, "province")
        case "x-commune":
            return _ask(turn, scope, "commune")
        case "x-group":
            return _ask_group(turn, scope)
        case "x-handed":
            return await _card(turn, replace(scope, handed_in=not scope.handed_in))
        case _:
            return await _card(turn, scope)


def _scope(turn: Turn) -> Scope:
    """The scope that the open step remembers, within what the person may see now."""
    assert turn.step is not None
    return within(turn.person, Scope(turn.course.id, **turn.step.data))


def _remembered(scope: Scope) -> dict[str, Any]:
    return {key: value for key, value in asdict(scope).items() if key != "course"}


async def _card(turn: Turn, scope: Scope) -> Answer:
    learners, essays = await listed(turn.store, scope)
    about = Names(turn.course, turn.phrases).scope(scope)
    key = "export.card" if learners else "export.empty"
    text = turn.say(key, scope=about, learners=learners, essays=essays)
    downloads: _ROWS = ((turn.choice("x-xlsx", "export.xlsx"),), (turn.choice("x-zip", "export.zip"),))
    choices = ((*downloads,) if learners else ()) + _filters(turn, scope) + doors(turn.phrases, "overview", "menu")
    return Answer((Reply(text, choices, replaces=True),), Step("export", _remembered(scope)))


def _filters(turn: Turn, scope: Scope) -> _ROWS:
    """What narrows the export: no more than the person's area leaves open."""
    province, commune = area(turn.person)
    rows: list[tuple[Choice, ...]] = []
    if province is None and commune is None:
        rows.append((turn.choice("x-province", "export.province"),))
    if commune is None:
        rows.append((turn.choice("x-commune", "export.commune"),))
    rows.append((turn.choice("x-group", "export.group"),))
    rows.append((turn.choice("x-handed", "export.handed_in_on" if scope.handed_in else "export.handed_in"),))
    return tuple(rows)


def _ask(turn: Turn, scope: Scope, what: str, text: Markdown | None = None, found: _ROWS = ()) -> Answer:
    """Ask for a part of a place's name; `found` are places to pick from."""
    always = ((turn.choice("x-every", f"export.every_{what}"), turn.choice("x-back", "export.back")),)
    reply = Reply(text or turn.say(f"export.ask_{what}"), found + always, replaces=turn.picked is not None)
    return Answer((reply,), Step(f"export-{what}", _remembered(scope)))


def _ask_group(turn: Turn, scope: Scope) -> Answer:
    groups = tuple((Choice(f"x-of:{group.id}", group.short),) for group in turn.course.groups)
    always = ((turn.choice("x-every", "export.every_group"), turn.choice("x-back", "export.back")),)
    reply = Reply(turn.say("export.ask_group"), groups + always, replaces=True)
    return Answer((reply,), Step("export-group", _remembered(scope)))


async def province(turn: Turn) -> Answer:
    """A province picked, or a part of its name typed."""
    scope = _scope(turn)
    if turn.picked is None:
        return await _named(turn, scope, "province", find_provinces(turn.text[:_LONGEST_NAME]))
    return await _chosen(turn, scope, replace(scope, province=_code(turn), commune=None))


async def commune(turn: Turn) -> Answer:
    """A commune picked, or a part of its name typed."""
    scope = _scope(turn)
    if turn.picked is None:
        found = find_communes(turn.text[:_LONGEST_NAME], scope.province)
        return await _named(turn, scope, "commune", found)
    return await _chosen(turn, scope, replace(scope, commune=_code(turn)))


async def group(turn: Turn) -> Answer:
    """A target group picked."""
    scope = _scope(turn)
    if turn.picked is None:
        return _ask_group(turn, scope)
    return await _chosen(turn, scope, replace(scope, group=_code(turn)))


def _code(turn: Turn) -> str | None:
    """The place or group that was picked; None for all of them."""
    return turn.arguments[0] if turn.arguments else None


async def _chosen(turn: Turn, before: Scope, after: Scope) -> Answer:
    return await _card(turn, before if turn.picked == "x-back" else within(turn.person, after))


async def _named(turn: Turn, scope: Scope, what: str, found: Sequence[Province | Commune]) -> Answer:
    """What was typed names one place, several or none."""
    if len(found) == 1:
        return await _card(turn, within(turn.person, replace(scope, **_fields(what, found[0].code))))
    if not found:
        text = turn.say("export.not_found", text=turn.text[:_LONGEST_NAME])
        return _ask(turn, scope, what, text)
    rows = tuple((Choice(f"x-at:{place.code}", _label(place, scope)),) for place in found)
    return _ask(turn, scope, what, turn.say("export.several"), rows)


def _fields(what: str, code: str) -> dict[str, Any]:
    return {"province": code, "commune": None} if what == "province" else {"commune": code}


def _label(place: Province | Commune, scope: Scope) -> str:
    if isinstance(place, Province) or scope.province is not None:
        return place.name
    return f"{place.name}, {place.province.short}"


async def _make(turn: Turn, scope: Scope, format_: str) -> Answer:
    """The file is made when it is sent. Its area is the person's, whatever was asked, and the audit has it."""
    asked = _remembered(scope)
    await audit.record(
        turn.store, person=turn.person.id, action="export", subject=turn.course.id,
        detail={"format": format_, **asked}, now=turn.now,
    )  # fmt: skip
    spec = {"kind": "export", "format": format_, "course": turn.course.id, **asked}
    spec |= {"at": turn.now.isoformat(), "by": _by(turn), **await _spent(turn)}
    at = f"{turn.now:%Y%m%d-%H%M}"
    name = turn.phrases.get(f"export.file_{format_}").format(course=turn.course.id, at=at)
    about = Names(turn.course, turn.phrases).scope(scope)
    ready = Reply(
        turn.say("export.ready", at=moment(turn.now), scope=about),
        doors(turn.phrases, "export", "overview", "menu"),
        (Attachment(name, report=spec),),
    )
    if turn.sparing:  # the file comes in the same message
        return Answer((ready,))
    return Answer((Reply(turn.say("export.preparing"), replaces=True), ready))


async def _spent(turn: Turn) -> dict[str, list[str]]:
    """The accounts by which nobody is reached any more this month, where there are any."""
    accounts = await spent(turn.store, turn.limits, now=turn.now)
    return {"spent": accounts} if accounts else {}


def _by(turn: Turn) -> str:
    role = "owner" if turn.person.role("owner") else "coordinator"
    return turn.person.full_name or turn.phrases.get(f"export.by_{role}")


EXPORT = Conversation(
    name="export",
    action=Action.EXPORT,
    commands={"xuat": start},
    words={"xuat": start},
    choices={"export": start},
    steps={"export": card, "export-province": province, "export-commune": commune, "export-group": group},
)
