"""The reflection (bài thu hoạch): one a learner, written part by part or handed in as files."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.access import Action
from handlers.doors import doors
from handlers.learner.reflection import card, choosing, handing_in, leaving, writing
from handlers.learner.reflection.part import WRITING
from handlers.learner.reflection.screens import CHOOSING
from handlers.messages import Reply
from handlers.prompts import SEVERAL
from handlers.turn import Answer, Conversation, Handler, Turn


def _asked_for(handlers: Mapping[str, Handler]) -> dict[str, Handler]:
    """The handlers, each behind the question whether this class asks for a reflection at all."""

    def guarded(handler: Handler) -> Handler:
        async def answer(turn: Turn) -> Answer:
            if turn.course.essay:
                return await handler(turn)
            return Answer((Reply(turn.say("reflection.not_asked"), doors(turn.phrases, "lessons", "menu")),))

        return answer

    return {name: guarded(handler) for name, handler in handlers.items()}


REFLECTION = Conversation(
    name="reflection",
    action=Action.LEARN,
    commands=_asked_for({"thuhoach": card.opened}),
    words=_asked_for({"thu hoach": card.opened, "bai thu hoach": card.opened, "nop bai": handing_in.wanted}),
    choices=_asked_for(
        {
            "reflection": card.opened,
            "essay_read": card.read,
            "essay_start": choosing.start,
            f"{SEVERAL}essay_topic_first": choosing.about,
            "essay_topics": choosing.topics,
            "essay_topic": choosing.topic,  # so on buttons from before several could be named at once
            f"{SEVERAL}essay_topic": choosing.topic,
            "essay_way": choosing.way,
            "essay_levels": choosing.levels,
            "essay_level": choosing.level,  # as above
            f"{SEVERAL}essay_level": choosing.level,
            "essay_outline": choosing.outline,
            "essay_part": writing.opened,
            "essay_next": writing.finished,
            "!essay_clear": writing.cleared,
            "!essay_remove": writing.removed,
            "essay_preview": handing_in.preview,
            "!essay_hand": handing_in.hand_in,
            "essay_takeback": leaving.ask_take_back,
            "!essay_takeback": leaving.take_back,
            "essay_discard": leaving.ask_discard,
            "!essay_discard": leaving.discard,
        }
    ),
    steps=_asked_for({WRITING: writing.received, CHOOSING: choosing.typed}),
    files=frozenset({WRITING, CHOOSING}),
    unread=_asked_for({WRITING: writing.unread, CHOOSING: choosing.unread}),
)

__all__ = ["REFLECTION"]
