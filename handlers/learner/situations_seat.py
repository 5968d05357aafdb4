"""Where a person stands in a situation: their plays, the one that is open, and the walk that its decisions make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from content.models import Situation
from content.walking import Stand, Walk, begun, walked
from handlers.turn import Turn
from storage import situations
from storage.situations import Play

STEP = "story"
"""The step that waits for a decision. Its data: play, place."""

_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Record:
    """A person's plays of one situation, in the order of starting."""

    situation: Situation
    plays: tuple[Play, ...]

    @property
    def open(self) -> Play | None:
        """The play that has not ended."""
        return next((play for play in self.plays if play.ended_at is None), None)

    @property
    def last(self) -> Play | None:
        """The play that came to an ending last."""
        return next((play for play in reversed(self.plays) if play.ending is not None), None)

    @property
    def next_number(self) -> int:
        """The number of the play that would be started next."""
        return max((play.number for play in self.plays), default=0) + 1


@dataclass(frozen=True, slots=True)
class Sitting:
    """An open play with the walk so far."""

    situation: Situation
    play: Play
    walk: Walk

    @property
    def stand(self) -> Stand:
        """Where the reader stands now."""
        return self.walk.taken[-1].after if self.walk.taken else begun(self.situation)

    @property
    def place(self) -> int:
        """The number of the decision that is to be made, from 1."""
        return len(self.walk.taken) + 1


def in_order(turn: Turn) -> list[Situation]:
    """The course's situations: first those seen from the person's own place, then the others, each as in the course."""
    own = turn.person.group
    return sorted(turn.course.situations, key=lambda situation: situation.group != own)


def situation_of(turn: Turn, id: str) -> Situation | None:
    """The situation of this id, or None where the course has it no more."""
    return next((situation for situation in turn.course.situations if situation.id == id), None)


async def all_records(turn: Turn) -> list[Record]:
    """The person's record of each situation."""
    found = await situations.plays(turn.store, turn.person.id, turn.course.id)
    return [Record(each, tuple(situations.by_situation(found, each.id))) for each in in_order(turn)]


async def record_of(turn: Turn, situation: Situation) -> Record:
    """The person's record of this situation."""
    found = await situations.plays(turn.store, turn.person.id, turn.course.id, situation.id)
    return Record(situation, tuple(found))


async def sitting_of(turn: Turn, situation: Situation, play: Play) -> Sitting | None:
    """The play as it stands now, or None where the story has changed so that its decisions lead nowhere."""
    walk = walked(situation, await situations.decisions(turn.store, play.id))
    return None if walk is None else Sitting(situation, play, walk)


async def aimed(turn: Turn, arguments: Sequence[str]) -> tuple[Situation, Play] | None:
    """The person's own open play that a tap is for, or None where it has ended or its story is gone."""
    if not arguments or not _NUMBER.fullmatch(arguments[0]):
        return None
    found = await situations.plays(turn.store, turn.person.id, turn.course.id)
    play = next((each for each in found if each.id == int(arguments[0]) and each.ended_at is None), None)
    situation = None if play is None else situation_of(turn, play.situation)
    return None if play is None or situation is None else (situation, play)
