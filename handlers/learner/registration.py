"""Registration: name, target group, place, position, each kept as it comes, and a summary to confirm."""

from __future__ import annotations

from dataclasses import replace

from handlers.access import Action, allowed
from handlers.doors import command_menu
from handlers.learner import answers, asking, questions
from handlers.learner.asking import open_doors, paragraphs
from handlers.learner.fields import FIELDS, empty
from handlers.learner.home import main_page, next_session
from handlers.learner.questions import ROOM, STEPS
from handlers.turn import Answer, Choice, Conversation, Reply, Turn
from storage import people


async def opened(turn: Turn) -> Answer:
    """Begin, or go on where it stopped."""
    if asking.consent_due(turn):
        return asking.consent_question(turn)
    return await main_page(turn) if turn.person.registered else questions.taken_up(turn)


async def answered(turn: Turn) -> Answer:
    """Take the answer to the open question and ask the next one."""
    taken = await answers.take(turn)
    return taken if isinstance(taken, Answer) else questions.resume(taken)


async def confirmed(turn: Turn) -> Answer:
    """The summary was confirmed, or a field of it is to be changed."""
    name, _, field = (turn.picked or "").partition(":")
    if name == "change" and field in FIELDS:
        return questions.ask(turn, ROOM, field)
    if name != "confirm":
        return questions.summary(turn, note=turn.say("registration.unconfirmed"))
    if empty(turn.person) is not None:
        return questions.taken_up(turn)
    await people.register(turn.store, turn.person.id, course=turn.course.id, now=turn.now)
    return _welcome(replace(turn, person=replace(turn.person, course=turn.course.id, registered_at=turn.now)))


def _welcome(turn: Turn) -> Answer:
    text = paragraphs(turn.say("registration.welcome", name=turn.person.full_name), next_session(turn))
    choices = (*_first_lesson(turn), *open_doors(turn, "timetable", "menu"))
    return Answer((Reply(text, choices), command_menu(turn.phrases, allowed(turn.person))))


def _first_lesson(turn: Turn) -> tuple[tuple[Choice, ...], ...]:
    lessons = turn.course.lessons_for(turn.person.group)
    return tuple((turn.choice(f"lesson:{each.id}", "registration.first_lesson"),) for each in lessons[:1])


REGISTRATION = Conversation(
    name="registration",
    action=Action.ARRIVE,
    choices={"register": opened},
    verbatim=frozenset({f"{ROOM}.name"}),
    steps={f"{ROOM}.{step}": answered for step in STEPS} | {f"{ROOM}.summary": confirmed},
)
