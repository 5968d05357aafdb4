"""What is put off while an account's last messages of the month are kept for reminders and receipts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers.messages import Answer, Reply
from handlers.quota import Limit
from handlers.turn import Turn
from storage import groups, ledger
from storage.engine import Store
from storage.people import Person
from storage.types import VIETNAM

EVERY = timedelta(hours=24)
"""Each telling is paid from what is kept."""


async def runs_short(store: Store, limits: Sequence[Limit], person: Person, *, now: datetime) -> bool:
    """Whether only the reserve is left of the account to which this learner writes. Staff go on with their work.

    Where nothing is left there is nothing to keep: an answer that is refused costs nothing, and one that is taken shows
    that there is room after all.
    """
    own = next((limit for limit in limits if limit.account == person.account), None)
    if own is None or not person.registered or person.roles:
        return False
    return own.messages - own.reserve <= await ledger.sent(store, own.account, now=now) < own.messages


async def put_off(turn: Turn) -> Answer:
    """What still works here and until when the rest waits; said once a day, and else nothing. What is open stays."""
    chat = {"account": turn.person.account, "chat": turn.person.chat}
    if not await groups.told_again(turn.store, **chat, now=turn.now, every=EVERY):
        return Answer(step=turn.step, repeats=True)
    here = turn.now.astimezone(VIETNAM)
    first = (here.replace(day=1) + timedelta(days=32)).replace(day=1)
    text = turn.say("menu.short", date=f"{first.day}/{first.month}")
    return Answer((Reply(text),), step=turn.step, repeats=True)
