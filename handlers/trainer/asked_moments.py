"""The moment that a trainer was asked for, or the sentence that says why what came is none."""

from __future__ import annotations

from datetime import datetime

from handlers.text import Markdown, moment
from handlers.trainer.moments import PastMoment, UnreadMoment, WrongWeekday, read_moment
from handlers.turn import Turn


def understood(turn: Turn) -> datetime | Markdown:
    """The moment to come that was typed, or what to tell the trainer."""
    try:
        return read_moment(turn.text, turn.now)
    except PastMoment as past:
        return turn.say("moments.past", time=moment(past.moment))
    except WrongWeekday:
        return turn.say("moments.wrong_weekday")
    except UnreadMoment:
        return turn.say("moments.unread")
