"""The reflection (bài thu hoạch): one a learner, written part by part or handed in as files."""

from __future__ import annotations

from handlers.access import Action
from handlers.learner.reflection import card, choosing, handing_in, leaving, writing
from handlers.learner.reflection.part import WRITING
from handlers.learner.reflection.screens import CHOOSING
from handlers.turn import Conversation

REFLECTION = Conversation(
    name="reflection",
    action=Action.LEARN,
    commands={"thuhoach": card.opened},
    words={"thu hoach": card.opened, "bai thu hoach": card.opened, "nop bai": card.opened},
    choices={
        "reflection": card.opened,
        "essay_read": card.read,
        "essay_start": choosing.start,
        "essay_topics": choosing.topics,
        "essay_topic": choosing.topic,
        "essay_way": choosing.way,
        "essay_levels": choosing.levels,
        "essay_level": choosing.level,
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
    },
    steps={WRITING: writing.received, CHOOSING: choosing.typed},
    files=frozenset({WRITING, CHOOSING}),
)

__all__ = ["REFLECTION"]
