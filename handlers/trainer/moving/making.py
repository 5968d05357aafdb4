"""The move itself: the timetable is changed, its old reminders fall, and everybody is told, in one transaction."""

from __future__ import annotations

from dataclasses import replace

from content.models import Course
from handlers.doors import door, doors
from handlers.messages import Answer, Choice, Reply, stored
from handlers.of_class import headed
from handlers.reminders import planned
from handlers.text import moment
from handlers.timetable import apply
from handlers.trainer.moving import cards
from handlers.trainer.moving.asking import droppable
from handlers.trainer.moving.slots import Move, differences, slot, subject_title
from handlers.turn import Turn, say
from storage import audit, notices, superseded, timetable
from storage.audience import Audience, size
from storage.notices import NewNotice


@droppable
async def confirmed(turn: Turn, move: Move) -> Answer:
    """Changes the timetable on the firm button alone, if it still is as it was shown."""
    if turn.picked == "me":
        return cards.start(turn, move)
    if turn.picked != "!move":
        return await cards.confirm(turn, move, note="move.hint")
    if move.new.starts != move.old.starts and move.new.starts <= turn.now:
        return cards.start(turn, move, turn.say("moments.past", time=moment(move.new.starts)))
    current = slot(turn.course, move.subject)
    if current != move.old:
        return await cards.confirm(turn, replace(move, old=current), note="move.changed_meanwhile")
    return await _make(turn, move)


async def _make(turn: Turn, move: Move) -> Answer:
    people, _ = await size(turn.store, Audience(course=turn.course.id))
    made = await notices.make(turn.store, _notice(turn, move), now=turn.now)
    if made is not None:
        await timetable.change(turn.store, turn.course.id, move.change(), by=turn.person.id, now=turn.now)
        await _forget_reminders(turn, apply(turn.course, [move.change()]))
        await _record(turn, move, made)
    title = subject_title(turn.course, turn.phrases, move.subject)
    return Answer((Reply(turn.say("move.done", title=title, n=people), cards.onward(turn), replaces=True),))


def _notice(turn: Turn, move: Move) -> NewNotice:
    title = subject_title(turn.course, turn.phrases, move.subject)
    return NewNotice(
        kind="change",
        title=turn.phrases.get("move.told.title").format(title=title),
        body=stored(told(turn, move, title)),
        audience=Audience(course=turn.course.id),
        due=turn.now,
        key=f"change:{turn.course.id}:{move.subject}:{turn.person.id}:{move.id}",
        author=turn.person.id,
    )


def told(turn: Turn, move: Move, title: str) -> Reply:
    """What every learner reads of the change."""
    changes = say(turn.phrases, "move.told.text", title=title, changes=differences(turn.phrases, move))
    text = headed(turn.phrases, turn.courses, turn.course.id, changes)
    if move.essay:
        return Reply(text, doors(turn.phrases, "reflection", "timetable"))
    calendar = Choice("calendar", turn.phrases.get("move.buttons.calendar"))
    return Reply(text, ((door(turn.phrases, "timetable"),), (calendar,)))


async def _forget_reminders(turn: Turn, course: Course) -> None:
    """At once, so that none goes out between this commit and the planning anew."""
    keys = [reminder.key for reminder in planned(course, turn.phrases)]
    reason = turn.phrases.get("move.reminders_fall")
    await superseded.drop_unlisted(turn.store, course.id, keys, reason=reason, now=turn.now)
    await superseded.stop_unlisted(turn.store, course.id, keys, reason=reason, now=turn.now)


async def _record(turn: Turn, move: Move, notice: int) -> None:
    detail = {
        "notice": notice,
        "old": {"starts": move.old.starts.isoformat(), "place": move.old.place, "provisional": move.old.provisional},
        "new": {"starts": move.new.starts.isoformat(), "place": move.new.place, "provisional": move.new.provisional},
    }
    await audit.record(
        turn.store,
        person=turn.person.id,
        action="session.moved",
        subject=move.subject,
        detail=detail,
        now=turn.now,
    )
