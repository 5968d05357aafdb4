"""The first page of the reflection: what it is, until when, how far it has come."""

from __future__ import annotations

from handlers.doors import doors
from handlers.learner.reflection import screens
from handlers.learner.reflection.facts import left
from handlers.learner.reflection.shown import deadline, essay, paragraphs, topic_lines
from handlers.messages import Answer, Choice, Reply, Step
from handlers.text import Markdown, moment
from handlers.turn import Turn
from storage.reflections import Reflection, draft, latest, numbered

ABOUT = "about"
"""The page's name where it asks for the topics, which begin the draft."""


async def opened(turn: Turn) -> Answer:
    """By command, word or door."""
    return await card(turn)


async def card(turn: Turn, note: str = "") -> Answer:
    """Where the learner's reflection stands, and what can be done with it. The note comes first."""
    writing = await draft(turn.store, turn.person.id, turn.course.id)
    handed = await latest(turn.store, turn.person.id, turn.course.id)
    unit, count = left(turn.course.reflection.deadline - turn.now)
    text = turn.say(
        "reflection.card.text",
        intro=turn.course.reflection.intro,
        deadline=deadline(turn),
        left=turn.say(f"reflection.left.{unit}", left=count),
        state=_state(turn, writing, handed),
    )
    asks = turn.sparing and writing is None and handed is None  # a message less: the draft begins with the answer
    choices = screens.topic_toggles(turn, (), "essay_topic_first") if asks else _choices(turn, writing, handed)
    question = turn.say("reflection.topics.text", topics=topic_lines(turn)) if asks else ""
    rows = tuple((choice,) for choice in choices)
    reply = Reply(paragraphs([note, text, question]), rows + doors(turn.phrases, "lessons", "menu"))
    return Answer((reply,), Step(screens.CHOOSING, {"page": ABOUT}) if asks else None)


def _state(turn: Turn, writing: Reflection | None, handed: Reflection | None) -> Markdown:
    stands = "" if handed is None else _handed(turn, handed)
    if writing is None:
        return paragraphs([stands or turn.say("reflection.card.none")])
    key = "also_draft" if handed is not None and handed.state == "handed_in" else "draft"
    saved = moment(writing.saved_at)
    return paragraphs([stands, turn.say(f"reflection.card.{key}", version=writing.version, saved=saved)])


def _handed(turn: Turn, handed: Reflection) -> Markdown:
    assert handed.handed_in_at is not None
    return turn.say(
        f"reflection.card.{handed.state}",
        receipt=handed.receipt,
        version=handed.version,
        moment=moment(handed.handed_in_at),
        late=turn.say("reflection.card.late_mark" if handed.late else "reflection.card.in_time_mark"),
    )


def _choices(turn: Turn, writing: Reflection | None, handed: Reflection | None) -> list[Choice]:
    stands = handed is not None and handed.state == "handed_in"
    choices = []
    if writing is not None:
        choices += [turn.choice("essay_outline", "reflection.card.resume")]
        choices += [turn.choice("essay_preview", "reflection.card.preview")]
    elif handed is None:
        choices += [turn.choice("essay_start", "reflection.card.start")]
    else:
        choices += [turn.choice("essay_start", "reflection.card.renew" if stands else "reflection.card.again")]
    if handed is not None and stands:
        choices += [turn.choice(f"essay_read:{handed.id}", "reflection.card.read")]
        choices += [turn.choice(f"essay_takeback:{handed.id}", "reflection.card.take_back")]
    return choices


async def asked_for(turn: Turn) -> Reflection | None:
    """The learner's own version that the picked choice names first, or None."""
    named = turn.arguments[0] if turn.arguments else ""
    if not (named.isascii() and named.isdecimal() and len(named) < 10):
        return None
    return await numbered(turn.store, turn.person.id, turn.course.id, int(named))


async def read(turn: Turn) -> Answer:
    """A version that was handed in, whole."""
    handed = await asked_for(turn)
    if handed is None or handed.handed_in_at is None:
        return await card(turn)
    heading = turn.say(
        "reflection.read.title",
        receipt=handed.receipt,
        version=handed.version,
        moment=moment(handed.handed_in_at),
    )
    return Answer((Reply(paragraphs([heading, essay(turn, handed)]), doors(turn.phrases, "reflection", "menu")),))
