"""Finding the commune that a person means, or their province, in a few messages. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from content import places
from content.places import Commune, Province, fold
from handlers.learner import questions
from handlers.learner.asking import Rows
from handlers.learner.fields import tidy
from handlers.turn import Answer, Choice, Turn

PLACE = ("province", "commune")
SHOWN = 8
LONGEST = 100
"""A longer text is no name of a place; it is not searched for."""

Found = Mapping[str, str | None]


def answer_place(turn: Turn, room: str) -> Found | Answer:
    """The province and commune that were picked or named without doubt, or what to ask next."""
    match (turn.picked or "").partition(":"):
        case ("commune", _, code):
            return _commune(places.commune(code))
        case ("by-province", _, _):
            return questions.ask_province(turn, room, whole=False)
        case ("provincial", _, _):
            return questions.ask_province(turn, room, whole=True)
        case _:
            return _named(turn, room, tidy(turn.text)[:LONGEST])


def answer_province(turn: Turn, room: str) -> Found | Answer:
    """What follows from the province that was picked or named."""
    assert turn.step is not None
    whole = bool(turn.step.data.get("whole"))
    kind, _, code = (turn.picked or "").partition(":")
    if kind == "by-name":
        return questions.ask(turn, room, "place")
    found = [places.province(code)] if kind == "province" else places.find_provinces(tidy(turn.text)[:LONGEST])
    if len(found) == 1:
        return _within(turn, room, found[0], whole=whole)
    if not found:
        return questions.ask_province(turn, room, whole=whole, note=turn.say("registration.province.none"))
    choices = (*((Choice(f"province:{each.code}", each.name),) for each in found), *questions.back_to_name(turn))
    text = turn.say("registration.province.which")
    return questions.question(turn, f"{room}.province", text, choices, remember={"whole": whole})


def _within(turn: Turn, room: str, province: Province, *, whole: bool) -> Found | Answer:
    if whole:
        return {"province": province.code, "commune": None}
    return questions.ask_commune_of(turn, room, province.code)


def _named(turn: Turn, room: str, name: str) -> Found | Answer:
    assert turn.step is not None
    bound, earlier = turn.step.data.get("province"), turn.step.data.get("sought")
    province = _exactly(name)
    if earlier and province is not None and (narrowed := places.find_communes(earlier, province.code, SHOWN + 1)):
        return _offer(turn, room, earlier, narrowed, province.code)
    found = places.find_communes(name, bound, SHOWN + 1)
    if not _same_name(name, found) and province is not None:
        return questions.ask_commune_of(turn, room, province.code)
    same = _same_name(name, found)
    if len(found) == 1 and same:
        return _commune(found[0])
    return _offer(turn, room, name, found, bound) if found or not bound else _not_within(turn, room, name, bound)


def _offer(turn: Turn, room: str, name: str, found: Sequence[Commune], bound: str | None) -> Answer:
    """The communes found, as choices; with too many of them, a way to say more."""
    case = "none" if not found else "which" if len(found) <= SHOWN else "many_within" if bound else "many"
    text = turn.say(f"registration.place.{case}", name=name)
    ways = questions.search_choices(turn) if case == "none" else questions.search_choices(turn)[:1]
    remember = {"province": bound} if case == "none" else {"province": bound, "sought": name}
    return questions.question(turn, f"{room}.place", text, _choices(found[:SHOWN]) + ways, remember=remember)


def _not_within(turn: Turn, room: str, name: str, bound: str) -> Answer:
    """The province has no such commune: that is said by its name, and what there is elsewhere is offered."""
    found = places.find_communes(name, limit=SHOWN)
    case = "elsewhere" if found else "none_within"
    text = turn.say(f"registration.place.{case}", name=name, province=places.province(bound).name)
    remember = {"province": bound, "sought": name} if found else {"province": bound}
    choices = (*_choices(found), *questions.province_choices(turn))
    return questions.question(turn, f"{room}.place", text, choices, remember=remember)


def _choices(found: Sequence[Commune]) -> Rows:
    return tuple((Choice(f"commune:{each.code}", f"{each.name}, {each.province.short}"),) for each in found)


def _exactly(name: str) -> Province | None:
    """The province that bears this very name, whatever its accents, with or without its kind."""
    typed = fold(name)
    same = [each for each in places.find_provinces(name) if typed in {fold(each.name), fold(each.short)}]
    return same[0] if len(same) == 1 else None


def _same_name(name: str, found: Sequence[Commune]) -> bool:
    typed = fold(name.partition(",")[0])
    return any(typed in {fold(each.name), fold(each.short)} for each in found)


def _commune(found: Commune) -> Found:
    return {"province": found.province.code, "commune": found.code}
