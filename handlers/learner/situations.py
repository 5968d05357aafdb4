"""The conversation about situations: the list, one decision at a time, the ending, a look back. Each counts once."""

from __future__ import annotations

from content.models import Situation
from content.walking import decide
from handlers.access import Action
from handlers.doors import doors
from handlers.learner import situations_pages as pages
from handlers.learner.situations_seat import (
    STEP,
    Record,
    Sitting,
    aimed,
    all_records,
    record_of,
    sitting_of,
    situation_of,
)
from handlers.messages import Reply
from handlers.turn import Answer, Conversation, Turn
from storage import situations
from storage.situations import Play


async def listed(turn: Turn) -> Answer:
    """Every situation with how it stands."""
    return Answer((pages.listing(turn, await all_records(turn)),))


async def opened(turn: Turn) -> Answer:
    """Go on with the play that was begun last, or list the situations."""
    begun = [record for record in await all_records(turn) if record.open is not None]
    if not begun:
        return await listed(turn)
    return await _resume(turn, max(begun, key=lambda record: record.open.id if record.open else 0))


async def card(turn: Turn) -> Answer:
    """One situation: who one is in it; where a play is open, its decision again."""
    situation = situation_of(turn, ":".join(turn.arguments))
    if situation is None:
        return _gone(turn)
    record = await record_of(turn, situation)
    return Answer((pages.card(turn, record),)) if record.open is None else await _resume(turn, record)


async def started(turn: Turn) -> Answer:
    """Start the play of the number on the button. That number again goes on with it, or says that it has ended."""
    id, _, number = ":".join(turn.arguments).rpartition(":")
    situation = situation_of(turn, id)
    if situation is None:
        return _gone(turn)
    record = await record_of(turn, situation)
    if record.open is None:
        if number != str(record.next_number):
            return Answer((pages.card(turn, record, before=turn.say("situations.already_ended")),))
        course, now = turn.course.id, turn.now
        await situations.start(turn.store, turn.person.id, course, id, number=record.next_number, now=now)
        record = await record_of(turn, situation)
    return await _resume(turn, record, replaces=True)


async def picked(turn: Turn) -> Answer:
    """Take the decision of the tapped button; one that was taken already changes nothing."""
    found = await aimed(turn, turn.arguments)
    if found is None and await _ended_elsewhere(turn, turn.arguments[:1]):
        return await opened(turn)
    if found is None or len(turn.arguments) != 3:
        return _late(turn)
    sitting = await sitting_of(turn, *found)
    if sitting is None:
        return await _changed(turn, *found)
    if turn.arguments[1] != str(sitting.place):
        return _late(turn)
    return await _decided(turn, sitting, turn.arguments[2])


async def _ended_elsewhere(turn: Turn, play: list[str]) -> bool:
    """Whether the step waits for a play that was ended, or is no more, by what was done in the other chat."""
    if turn.step is None or turn.step.name != STEP or [str(turn.step.data["play"])] != play:
        return False
    found = await situations.plays(turn.store, turn.person.id, turn.course.id)
    return not any(str(each.id) == play[0] and each.ended_at is None for each in found)


async def wrote(turn: Turn) -> Answer:
    """A typed letter or number is read by the router; anything else gets the decision again, with how to answer."""
    assert turn.step is not None
    found = await aimed(turn, [str(turn.step.data["play"])])
    if found is None:
        return await opened(turn)
    sitting = await sitting_of(turn, *found)
    if sitting is None:
        return await _changed(turn, *found)
    return pages.ask(turn, sitting, before=turn.say("situations.hint"))


async def _decided(turn: Turn, sitting: Sitting, letter: str) -> Answer:
    node = sitting.situation.node(sitting.stand.at)
    choice = None if node is None else node.choice(letter)
    if node is None or choice is None:
        return pages.ask(turn, sitting, replaces=True)
    taken = decide(sitting.stand, node, choice)
    if not await situations.decide(turn.store, sitting.play.id, sitting.place, node.id, choice.id, now=turn.now):
        return _late(turn)
    onward = await _resume(turn, await record_of(turn, sitting.situation))
    return pages.after(turn, sitting, taken, onward)


async def _resume(turn: Turn, record: Record, *, replaces: bool = False) -> Answer:
    """The decision at which the open play stands; the ending, where there is none left."""
    assert record.open is not None
    sitting = await sitting_of(turn, record.situation, record.open)
    if sitting is None:
        return await _changed(turn, record.situation, record.open)
    if sitting.walk.ending is None:
        return pages.ask(turn, sitting, replaces=replaces)
    await situations.finish(turn.store, sitting.play.id, sitting.walk.ending.id, now=turn.now)
    return pages.ended(turn, sitting)


async def _changed(turn: Turn, situation: Situation, play: Play) -> Answer:
    """The story was rewritten under the reader's feet: this play ends without an ending, another may be started."""
    await situations.finish(turn.store, play.id, None, now=turn.now)
    record = await record_of(turn, situation)
    return Answer((pages.card(turn, record, before=turn.say("situations.changed")),))


def _late(turn: Turn) -> Answer:
    """The tap changes nothing. Where something is being waited for, its buttons stay the newest."""
    onward = doors(turn.phrases, "stories", "menu") if turn.step is None else ()
    return Answer((Reply(turn.say("situations.late"), onward),), turn.step)


def _gone(turn: Turn) -> Answer:
    return Answer((Reply(turn.say("situations.gone"), doors(turn.phrases, "stories", "menu")),))


SITUATIONS = Conversation(
    name="situations",
    action=Action.LEARN,
    waits=True,
    commands={"tinhhuong": opened},
    words={"tinh huong": opened},
    choices={"stories": listed, "story": card, "story-go": started, "story-pick": picked},
    steps={STEP: wrote},
)
