"""What comes to an open part and is no writing: a number alone, "xong". Pure."""

from __future__ import annotations

from content.places import fold
from handlers.courtesy import plainly
from handlers.prompts import firm, marked
from handlers.text import Markdown
from handlers.turn import Turn

ENDS = frozenset(
    {
        "xong",
        "het",
        "ok",
        "oke",
        "gui",
        "gui di",
        "nop",
        "nop di",
        "nop bai",
        "nop bai nay",
        "vang",
        "vang a",
        "da",
        "da vang",
    }
)
"""Whole messages that ask to go on. They stay out of the essay, and whoever sent one is told so."""


def stray(turn: Turn) -> Markdown | None:
    """Why the text does not go into the essay, or None where it does. What comes with files always does."""
    text = plainly(turn.text)
    if turn.incoming.attachments or not text:
        return None
    if (label := firm(text, turn.standing.choices)) is not None:
        return turn.say("reflection.taken.firm", label=label)
    if marked(text) is not None or fold(text) in ENDS:
        return turn.say("reflection.taken.stray", text=turn.text.strip())
    return None
