"""What comes to an open part and is no writing: a number alone, "xong", "gửi đi". Pure."""

from __future__ import annotations

from content.places import fold
from handlers.courtesy import plainly
from handlers.prompts import bare, firm, marked
from handlers.text import Markdown
from handlers.turn import Turn

ENDS = frozenset({"xong", "xong het", "xong phan nay", "het", "du", "gui du", "gui xong", "viet xong"})
"""Whole messages that say of a part that it is finished, polite words such as "rồi ạ" apart."""

ASKS = frozenset(
    {
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


def ends(turn: Turn) -> bool:
    """Whether the text says that the open part is finished."""
    return not turn.incoming.attachments and not turn.text.endswith("?") and bare(plainly(turn.text)) in ENDS


def stray(turn: Turn) -> Markdown | None:
    """Why the text does not go into the essay, or None where it does. What comes with files always does."""
    text = plainly(turn.text)
    if turn.incoming.attachments or not text:
        return None
    if (label := firm(text, turn.standing.choices)) is not None:
        return turn.say("reflection.taken.firm", label=label)
    if marked(text) is not None or ends(turn) or fold(text) in ASKS:
        return turn.say("reflection.taken.stray", text=turn.text.strip())
    return None
