"""An account that has as many people as it may: a newcomer is shown the next one."""

from __future__ import annotations

from collections.abc import Sequence

from content.phrases import Phrases
from handlers.messages import Incoming, Reply
from handlers.quota import Limit
from handlers.turn import say
from storage import joining, ledger, people
from storage.engine import Store


async def signpost(store: Store, limits: Sequence[Limit], phrases: Phrases, incoming: Incoming) -> Reply | None:
    """What a newcomer to a full account is told; None for everybody else, and for who joins a chat of their own."""
    own = next((limit for limit in limits if limit.account == incoming.account), None)
    if own is None or await people.identity_of(store, account=incoming.account, chat=incoming.chat) is not None:
        return None
    if await _has_room(store, own) or joining.looks_like_code(incoming.text):
        return None
    for limit in limits:
        if await _has_room(store, limit):
            return Reply(say(phrases, "menu.full.next", name=limit.name))
    return Reply(say(phrases, "menu.full.none"))


async def _has_room(store: Store, limit: Limit) -> bool:
    return await ledger.people_of(store, limit.account) < limit.places
