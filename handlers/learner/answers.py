"""Answers to the questions of a learner's fields: checked, kept at once, or asked again with the reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from handlers.learner import fields, questions
from handlers.learner.callings import called
from handlers.learner.fields import Unfit
from handlers.learner.place_search import PLACE, answer_place, answer_province
from handlers.turn import Answer, Turn
from storage import people

_COLUMNS = {"full_name": "full_name", "group": "group_id", "province": "province", "commune": "commune"}
_COLUMNS["position"] = "position"


async def take(turn: Turn) -> Turn | Answer:
    """Take what was said to a question: the turn with the field in its person, or the question again."""
    assert turn.step is not None
    room, _, field = turn.step.name.partition(".")
    if field == "group":
        return await _group(turn, room)
    if field in {"place", "province"}:
        found = answer_place(turn, room) if field == "place" else answer_province(turn, room)
        return found if isinstance(found, Answer) else await keep(turn, **{key: found[key] for key in PLACE})
    return await _typed(turn, room, field)


async def keep(turn: Turn, **values: str | None) -> Turn:
    """Keep these of the person's fields (named as in Person), and give the turn that knows them."""
    await people.correct(turn.store, turn.person.id, **{_COLUMNS[key]: value for key, value in values.items()})
    known: dict[str, Any] = dict(values)
    return replace(turn, person=replace(turn.person, **known))


async def _typed(turn: Turn, room: str, field: str) -> Turn | Answer:
    if field == "name" and called(turn.text, turn.course.groups):
        return questions.ask(turn, room, field, note=turn.say("registration.name.position"))
    try:
        if field == "name":
            return await keep(turn, full_name=fields.name(turn.text))
        return await keep(turn, position=fields.position(turn.text))
    except Unfit as unfit:
        return questions.ask(turn, room, field, note=turn.say(f"registration.{field}.{unfit.reason}"))


async def _group(turn: Turn, room: str) -> Turn | Answer:
    groups = {f"group:{group.id}": group.id for group in turn.course.groups}
    picked = groups.get(turn.picked or "")
    meant = [picked] if picked else called(turn.text, turn.course.groups)
    if len(meant) != 1:
        return questions.ask_group(turn, room, meant)
    return await keep(turn, group=meant[0])
