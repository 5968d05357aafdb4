"""An account that has as many people as it may: a newcomer is shown the next one, and those in charge are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from content.phrases import Phrases
from handlers.messages import Incoming, Reply
from handlers.quota import SIGNPOSTS, Limit
from handlers.text import Markdown
from handlers.turn import say
from storage import joining, ledger, people
from storage.engine import Store


@dataclass(frozen=True, slots=True)
class Full:
    """An account without a place for a newcomer, and the next one that has places; None: there is none."""

    limit: Limit
    next: Limit | None


async def turned_away(store: Store, limits: Sequence[Limit], incoming: Incoming) -> Full | None:
    """The full account that somebody new has written to; None for everybody else, and for who joins another chat."""
    own = next((limit for limit in limits if limit.account == incoming.account), None)
    if own is None or await people.identity_of(store, account=incoming.account, chat=incoming.chat) is not None:
        return None
    if await _has_room(store, own) or joining.looks_like_code(incoming.text):
        return None
    return Full(own, next(iter([limit for limit in limits if await _has_room(store, limit)]), None))


async def _has_room(store: Store, limit: Limit) -> bool:
    return await ledger.people_of(store, limit.account) < limit.places


def signpost(phrases: Phrases, full: Full, *, elsewhere: bool) -> Reply:
    """What the newcomer is told. `elsewhere`: the class is held on a channel without such limits too. Pure."""
    if full.next is None:
        return Reply(say(phrases, "menu.full.elsewhere" if elsewhere else "menu.full.none"))
    key = "menu.full.next_link" if full.next.link else "menu.full.next"
    return Reply(say(phrases, key, name=full.next.name, link=Markdown(full.next.link)))


def alert(phrases: Phrases, full: Full) -> Reply:
    """What those in charge are told. Pure."""
    values: dict[str, object] = {"name": full.limit.name, "places": full.limit.places}
    values |= {"people": full.limit.people, "signposts": SIGNPOSTS}
    if full.next is None:
        return Reply(say(phrases, "alerts.all_full", **values))
    return Reply(say(phrases, "alerts.full", next=full.next.name, **values))
