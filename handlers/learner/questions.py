"""The questions that registration and corrections ask, one field each. Pure.

A question's step is `<room>.<field>`: the room (registration, mydata) is who goes on once it is answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from content import places
from handlers.learner import fields
from handlers.learner.asking import Rows, paragraphs
from handlers.turn import Answer, Choice, Reply, Step, Turn

ROOM = "registration"
CORRECTION = "mydata"
STEPS = (*fields.FIELDS, "province")
"""What a room has to wait for: the fields, and the province on the way to a place."""


def ask(turn: Turn, room: str, field: str, *, note: str = "") -> Answer:
    """Ask for a field; `note` stands before the question."""
    text = paragraphs(note, turn.say(f"registration.{field}.ask", name=turn.person.full_name or ""))
    return question(turn, f"{room}.{field}", text, _OFFERS.get(field, _nothing)(turn))


def question(
    turn: Turn, step: str, text: str, choices: Rows = (), *, remember: Mapping[str, object] | None = None
) -> Answer:
    """A question and its choices; in a correction one may also leave the field as it is."""
    keep: Rows = ((turn.choice("keep", "mydata.keep"),),) if step.startswith(CORRECTION) else ()
    flowing = turn.step is not None and turn.step.name.partition(".")[0] == step.partition(".")[0]
    return Answer((Reply(text, choices + keep, replaces=flowing),), step=Step(step, dict(remember or {})))


def resume(turn: Turn, *, note: str = "") -> Answer:
    """Registration's next question: the first empty field, or the summary to confirm."""
    field = fields.empty(turn.person)
    return summary(turn, note=note) if field is None else ask(turn, ROOM, field, note=note)


def taken_up(turn: Turn, *, note: str = "") -> Answer:
    """Registration goes on where it stopped; somebody who had not begun is simply asked."""
    begun = turn.say("registration.resumed") if turn.person.full_name else ""
    return resume(turn, note=paragraphs(note, begun))


def summary(turn: Turn, *, note: str = "") -> Answer:
    """All fields, to be confirmed or changed."""
    text = paragraphs(note, turn.say("registration.summary", fields=fields.listed(turn)))
    choices = ((turn.choice("confirm", "registration.confirm"),), *changes(turn, "change"))
    return question(turn, f"{ROOM}.summary", text, choices)


def changes(turn: Turn, id_: str) -> Rows:
    """A choice for each field to be changed, two a row."""
    offered = [turn.choice(f"{id_}:{field}", f"registration.{field}.change") for field in fields.FIELDS]
    return (tuple(offered[:2]), tuple(offered[2:]))


def ask_group(turn: Turn, room: str, fits: Sequence[str]) -> Answer:
    """Ask for the group again: among those that fit what was typed, or among all where none does."""
    if not fits:
        return ask(turn, room, "group", note=turn.say("registration.group.unknown"))
    return question(turn, f"{room}.group", turn.say("registration.group.several"), _groups(turn, fits))


def ask_province(turn: Turn, room: str, *, whole: bool, note: str = "") -> Answer:
    """Ask for the province: to look for a commune in it, or (`whole`) because the person works for all of it."""
    text = paragraphs(note, turn.say("registration.province.ask"))
    return question(turn, f"{room}.province", text, back_to_name(turn), remember={"whole": whole})


def back_to_name(turn: Turn) -> Rows:
    """The way back from the province to a commune's name."""
    return ((turn.choice("by-name", "registration.province.by_name"),),)


def ask_commune_of(turn: Turn, room: str, province: str) -> Answer:
    """Ask for a commune of that province."""
    text = turn.say("registration.place.ask_within", province=places.province(province).name)
    return question(turn, f"{room}.place", text, province_choices(turn), remember={"province": province})


def province_choices(turn: Turn) -> Rows:
    """The way out of a province in which a commune is looked for."""
    return ((turn.choice("by-province", "registration.place.other_province"),),)


def search_choices(turn: Turn) -> Rows:
    """Ways to answer other than by a commune's name."""
    return (
        (turn.choice("by-province", "registration.place.by_province"),),
        (turn.choice("provincial", "registration.place.provincial"),),
    )


def _groups(turn: Turn, only: Sequence[str] = ()) -> Rows:
    groups = [group for group in turn.course.groups if not only or group.id in only]
    return tuple((Choice(f"group:{group.id}", group.short),) for group in groups)


def _nothing(turn: Turn) -> Rows:
    del turn
    return ()


_OFFERS = {"group": _groups, "place": search_choices}
