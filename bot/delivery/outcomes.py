"""What becomes of a row after a send. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.channels.base import Gone, Later, Outcome, Refused, Sent, Uncertain
from storage.outbox import DOUBTS, LOST, Letter, Settled

UNCERTAIN_PAUSE = timedelta(seconds=3)
LONGEST_PAUSE_SECONDS = 60


def settled(letter: Letter, outcome: Outcome, *, now: datetime) -> Settled:
    """The row's next state: it ended, or goes out again at a time that grows with the attempts."""
    match outcome:
        case Sent(ref):
            return Settled(letter, "sent", message_ref=ref)
        case Gone(reason):
            return Settled(letter, "unreachable", reason=reason)
        case Refused(reason):
            return Settled(letter, "refused", reason=reason[:300])
        case Uncertain():
            if letter.doubts + 1 >= DOUBTS:
                return Settled(letter, "uncertain", reason=LOST, doubt=True)
            return Settled(letter, "pending", reason=LOST, doubt=True, not_before=now + UNCERTAIN_PAUSE)
        case Later(after, told, reason):
            pause = after if after is not None else backoff(letter.attempts)
            return Settled(letter, "pending", reason=reason or None, not_before=now + pause, counted=not told)


def backoff(attempts: int) -> timedelta:
    """1, 2, 4 … 60 seconds."""
    return timedelta(seconds=min(LONGEST_PAUSE_SECONDS, 2 ** min(attempts, 6)))
