"""What a notice would cost each counted account, said on the card on which it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.messages import Reply, stored
from handlers.quota import Cost, costs
from handlers.text import Markdown
from handlers.turn import Turn
from storage.audience import Audience
from storage.ledger import month


async def priced(turn: Turn, audience: Audience, reply: Reply, at: datetime | None) -> list[Cost]:
    """What the message costs where it goes at that time (None: now), to those who are in the audience now."""
    return await costs(turn.store, turn.limits, audience, stored(reply), at=at or turn.now, now=turn.now)


def payable(priced: Sequence[Cost]) -> bool:
    """Whether every account can pay its part."""
    return all(one.payable for one in priced)


def with_costs(turn: Turn, text: Markdown, priced: Sequence[Cost], at: datetime | None) -> Markdown:
    """The text and, below it, a line for each account that pays, or can't."""
    lines = [_line(turn, one, at or turn.now) for one in priced]
    return Markdown("\n".join([f"{text}\n", *lines])) if lines else text


def _line(turn: Turn, one: Cost, at: datetime) -> Markdown:
    key = "notices.preview.cost" if one.payable else "notices.preview.unpayable"
    this = month(at) == month(turn.now)
    when = turn.say("notices.preview.this_month") if this else turn.say("notices.preview.month", month=f"{at:%-m/%Y}")
    return turn.say(key, name=one.limit.name, messages=one.messages, left=one.left, month=when)
