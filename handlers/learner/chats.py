"""A person's chats in words: their names, which one gets the notices, and what the others are told. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from handlers.access import EVERYONE, allowed
from handlers.doors import command_menu
from handlers.learner.asking import of_the_class, paragraphs
from handlers.messages import Elsewhere
from handlers.text import Markdown, plain
from handlers.turn import Reply, Turn
from storage.own_chats import OwnChat

Names = Mapping[int, str]
"""By chat, what it is called among a person's chats."""


def names(turn: Turn, chats: Sequence[OwnChat]) -> Names:
    """`Telegram`, `Zalo`; of several on one channel `Zalo “xa1”`, or `Telegram 2` where accounts have no names."""
    labels = {limit.account: limit.name for limit in turn.limits}
    channels = [one.channel for one in chats]
    found: dict[int, str] = {}
    for one in sorted(chats, key=lambda one: one.identity):
        name = one.channel.title()
        if channels.count(one.channel) > 1 and one.account in labels:
            name = f"{name} “{labels[one.account]}”"
        again = sum(other == name or other.startswith(f"{name} ") for other in found.values())
        found[one.identity] = name if not again else f"{name} {again + 1}"
    return found


def series(turn: Turn, words: Sequence[str]) -> Markdown:
    """`a`, `a và b`, `a, b và c`."""
    if len(words) < 2:
        return plain("".join(words))
    return turn.say("joining.and", first=", ".join(words[:-1]), last=words[-1])


def where_notices_go(turn: Turn, chats: Sequence[OwnChat]) -> str:
    """Where notices go by now, and how to have them here. `chats` as storage.own_chats gives them."""
    chosen = next((one for one in chats if one.preferred), None)
    if chosen is None:
        return turn.say("joining.prefer")
    if chosen.identity == turn.person.identity:
        return turn.say("joining.prefer_here")
    return turn.say("joining.prefer_there", chat=names(turn, chats)[chosen.identity])


def told(turn: Turn, chats: Sequence[OwnChat], *, maker: int, typers: Collection[int]) -> tuple[Elsewhere, ...]:
    """What every other chat hears of a joining; `maker` is where the code was made, `typers` the side that typed it."""
    called = names(turn, chats)
    goes_on = turn.phrases.get("joining.next.menu" if of_the_class(turn) else "joining.next.start")
    found = []
    for one in chats:
        if one.identity == turn.person.identity or not one.reachable:
            continue
        if one.identity in typers:
            text = turn.say("joining.told_typed", chat=called[maker], next=goes_on)
        else:
            text = turn.say("joining.told", chat=called[turn.person.identity], next=goes_on)
        found.append(elsewhere(turn, one, text))
    return tuple(found)


def elsewhere(turn: Turn, chat: OwnChat, text: str) -> Elsewhere:
    """A message to another chat of the person, with the list of commands that is theirs by now."""
    menu = command_menu(turn.phrases, allowed(turn.person))
    return Elsewhere(chat.person, chat.identity, chat.account, chat.chat, (Reply(text), menu))


def farewells(turn: Turn, chats: Sequence[OwnChat]) -> tuple[Elsewhere, ...]:
    """What the other chats are told once their person is erased: nothing of them is kept any more."""
    said = Reply(turn.say("joining.erased_there", chat=names(turn, chats)[turn.person.identity]))
    replies = (said, command_menu(turn.phrases, EVERYONE))
    others = [one for one in chats if one.reachable and one.identity != turn.person.identity]
    return tuple(Elsewhere(None, None, one.account, one.chat, replies) for one in others)


def everywhere(turn: Turn, chats: Sequence[OwnChat]) -> str:
    """That erasing is for all the chats; nothing where there is one."""
    if len(chats) < 2:
        return ""
    return turn.say("joining.erase_everywhere", chats=series(turn, list(names(turn, chats).values())))


def done(turn: Turn, chats: Sequence[OwnChat]) -> str:
    """That they are joined."""
    if len(chats) < 3:
        return turn.say("joining.done")
    called = names(turn, chats)
    return turn.say("joining.done_several", chats=series(turn, list(called.values())))


def section(turn: Turn, chats: Sequence[OwnChat]) -> str:
    """The chats among what is kept of a person; nothing where there is only the one that they write from."""
    if len(chats) < 2:
        return ""
    called = names(turn, chats)
    lines = [
        turn.say(_line(turn, one), chat=called[one.identity]) for one in sorted(chats, key=lambda one: one.identity)
    ]
    goes = turn.say("joining.notified", chat=called[chats[0].identity])
    return paragraphs("\n".join([turn.say("joining.chats"), *lines]), f"{goes} {turn.say('joining.choose')}")


def _line(turn: Turn, chat: OwnChat) -> str:
    return "joining.chat_here" if chat.identity == turn.person.identity else "joining.chat"
