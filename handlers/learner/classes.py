"""The conversation about classes: which there are, which one is in, and going to another."""

from __future__ import annotations

from content.models import Course
from handlers.access import Action
from handlers.learner import asking, questions
from handlers.learner.asking import of_the_class, open_doors
from handlers.learner.class_moves import moved
from handlers.learner.home import main_page
from handlers.messages import Choice, Reply
from handlers.turn import Answer, Conversation, Turn
from storage import memberships


async def listed(turn: Turn) -> Answer:
    """Every class with how one stands to it; the others are offered."""
    if len(turn.courses) < 2:
        return Answer((Reply(turn.say("classes.only", title=turn.course.name), open_doors(turn, "menu")),))
    own = {membership.course for membership in await memberships.of(turn.store, turn.person.id)}
    lines = [turn.say("classes.row", title=course.name, state=_state(turn, course, own)) for course in turn.courses]
    rows = tuple((_offer(turn, course, own),) for course in turn.courses if course.id != turn.course.id)
    text = "\n\n".join([turn.say("classes.heading"), "\n".join(lines)])
    return Answer((Reply(text, (*rows, *open_doors(turn, "menu"))),))


async def chosen(turn: Turn) -> Answer:
    """Go to the class: its main page for those who are of it, else what comes before one is."""
    there = await moved(turn, ":".join(turn.arguments))
    if there is None:
        return Answer((Reply(turn.say("classes.gone"), open_doors(turn, "classes", "menu")),))
    note = turn.say("classes.entered", title=there.course.name)
    if asking.consent_due(there) or of_the_class(there):
        return await main_page(there, note=note)
    return questions.taken_up(there, note=note)


def _state(turn: Turn, course: Course, own: set[str]) -> str:
    here = course.id == turn.course.id
    return turn.say(f"classes.state.{'here' if here else 'member' if course.id in own else 'other'}")


def _offer(turn: Turn, course: Course, own: set[str]) -> Choice:
    key = "move" if course.id in own else "join"
    return turn.choice(f"class:{course.id}", f"classes.buttons.{key}", title=course.name)


CLASSES = Conversation(
    name="classes",
    action=Action.CLASSES,
    commands={"lop": listed},
    words={"doi lop": listed},
    choices={"classes": listed, "class": chosen},
)
