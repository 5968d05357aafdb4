"""How long a prompt is open, which answers come too late for it, and what is asked after a turn. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from content.places import fold
from handlers.messages import Answer, Reply
from handlers.prompts import fitting, marked, together
from handlers.turn import Turn
from storage.conversations import Offered, Standing

OPEN_FOR = timedelta(hours=24)
"""So long a number or letter answers a prompt. Later it may be meant for anything, so the prompt is shown again."""
ON_THE_SCREEN = timedelta(minutes=1)

_ANSWERS = re.compile(r"(?:(?:\d{1,2}\s*[.:)-]?\s*[a-h]{0,4}|[a-h])[\s,;.+]*){2,}")
"""Nothing but numbers and letters of several answers: `1a 2c 3bd`, `a c b`."""


def too_late(turn: Turn) -> bool:
    """Whether what was typed is an answer to something that was asked before what is open now.

    It came before that was asked, and it is a number, a letter, or what one of the last two prompts offered. Any other
    text is taken as it comes: what somebody wrote while we were away is not lost.
    """
    came, asked = turn.incoming.received_at, turn.standing.at
    if came is None or asked is None or came >= asked:
        return False
    return _an_answer(turn.text) or _picks(turn.text, turn.standing.choices) or _picks(turn.text, turn.standing.before)


def over(turn: Turn) -> bool:
    """Whether what was typed is a mere number or letter, and what is open was asked too long ago for it."""
    standing = turn.standing
    waits = bool(standing.choices) or turn.step is not None
    return waits and standing.at is not None and turn.now - standing.at > OPEN_FOR and marked(turn.text) is not None


def asked_just_now(turn: Turn) -> bool:
    """Whether what is open was asked moments ago, so that it is still on the screen."""
    return turn.standing.at is not None and turn.now - turn.standing.at < ON_THE_SCREEN


def _an_answer(text: str) -> bool:
    return marked(text) is not None or _ANSWERS.fullmatch(fold(text)) is not None


def _picks(text: str, choices: Offered) -> bool:
    return bool(fitting(text, choices) or together(text, choices))


def stands_after(turn: Turn, standing: Standing, answer: Answer) -> Standing:
    """Where the chat stands after an answer. Words beside an open step leave its prompt and its question open."""
    texts = [reply for reply in answer.replies if isinstance(reply, Reply)]
    offered = tuple((choice.id, choice.label) for reply in texts for row in reply.choices for choice in row)
    step, data = (answer.step.name, answer.step.data) if answer.step else (None, {})
    stays = turn.step is not None and turn.step.name == step
    if not (offered or answer.asks) and stays and dict(data) == dict(standing.data):
        return Standing(step, data, standing.prompt, standing.choices, standing.at, standing.asked, standing.before)
    return Standing(
        step,
        data,
        standing.prompt + bool(offered),
        offered or (standing.choices if stays else ()),
        turn.now,
        answer.asks or _question(texts),
        standing.choices or standing.before,
    )


def _question(texts: Sequence[Reply]) -> str:
    """The text that asks: the last one with choices, else the last one."""
    return next((reply.text for reply in reversed(texts) if reply.choices), texts[-1].text if texts else "")
