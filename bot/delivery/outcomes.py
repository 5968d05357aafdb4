"""What becomes of a row after a send. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.channels.base import Gone, Later, Outcome, Refused, Sent, Uncertain
from storage.outbox import DOUBTS, LOST, Letter, Settled

CROWDED = "Zalo chưa nhận thêm tin, dù tháng này còn lượt: quá nhiều tin một lúc, hoặc bot đã đủ người"
BURST_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (3, 8, 20, 45, 60))
"""What a chat waits after each refusal that may be for the moment alone: a little over two minutes in all."""
NEAR_THE_END = 50
"""One in so many of a month's messages: with no more than that left, a refusal is the month's. Requests that were in
doubt may have been counted there and not here."""
UNCERTAIN_PAUSE = timedelta(seconds=3)
LONGEST_PAUSE_SECONDS = 60
TRIES = 7
"""So many failures, about a minute of them, and a notice's row goes to the person's other chat."""
LITTLE_TIME = timedelta(minutes=5)
"""With no more than that left of a notice's time, one failure is enough."""


def settled(letter: Letter, outcome: Outcome, *, now: datetime, down: bool = False) -> Settled:
    """The row's next state: it ended, or goes out again at a time that grows with the attempts.

    `down`: the account has taken nothing for a while.
    """
    match outcome:
        case Sent(ref):
            return Settled(letter, "sent", message_ref=ref)
        case Gone(reason):
            return Settled(letter, "unreachable", reason=reason)
        case Refused(reason, spent):
            return Settled(letter, "refused", reason=reason[:300], spent=spent)
        case Uncertain():
            if letter.doubts + 1 >= DOUBTS:
                return Settled(letter, "uncertain", reason=LOST, doubt=True)
            return Settled(letter, "pending", reason=LOST, doubt=True, not_before=now + UNCERTAIN_PAUSE)
        case Later(after, told, reason):
            pause = after if after is not None else backoff(letter.attempts)
            leaves = not told and reason != CROWDED and (down or _late(letter, now))
            return Settled(
                letter,
                "pending",
                reason=reason or None,
                not_before=now + pause,
                counted=not told,
                elsewhere=leaves and letter.notice is not None and not letter.doubts,  # in doubt: it may have arrived
            )


def _late(letter: Letter, now: datetime) -> bool:
    """Whether a letter that was not taken once more has been tried enough."""
    ends = letter.expires_at
    return letter.attempts + 1 >= TRIES or (ends is not None and ends - now <= LITTLE_TIME)


def weighed(letter: Letter, refused: Refused, *, left: int, of: int) -> Outcome:
    """What a refusal means that doesn't say whether it is for the moment, for the month, or for this person.

    Zalo's 429 is such a one, and names no pause (the Zalo Bot Platform's page of errors). Of a month's messages `left`
    are left by our own count: where there is room it is tried again, a few times; where there is none it stays refused.
    """
    if left <= of // NEAR_THE_END:
        return refused
    if refused.messages:
        return Uncertain(refused.messages)  # its first parts are there
    if letter.attempts >= len(BURST_PAUSES):
        return Refused(CROWDED, messages=refused.messages)
    return Later(BURST_PAUSES[letter.attempts], reason=CROWDED)


def backoff(attempts: int) -> timedelta:
    """1, 2, 4 … 60 seconds."""
    return timedelta(seconds=min(LONGEST_PAUSE_SECONDS, 2 ** min(attempts, 6)))
