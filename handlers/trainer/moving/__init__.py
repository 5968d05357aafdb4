"""Moving a session or the essay's deadline: asked step by step, confirmed, and told to everybody (/doilich)."""

from __future__ import annotations

from handlers.access import Action
from handlers.trainer.moving import asking, cards, making
from handlers.turn import Conversation

MOVING = Conversation(
    name="moving",
    action=Action.MOVE_SESSION,
    commands={"doilich": asking.begin},
    words={"doi lich": asking.begin},
    choices={"move": asking.begin},
    steps={
        cards.CHOOSE: asking.chosen,
        cards.START: asking.started,
        cards.END: asking.ended,
        cards.PLACE: asking.placed,
        cards.FIRM: asking.firmed,
        cards.CONFIRM: making.confirmed,
    },
)

__all__ = ["MOVING"]
