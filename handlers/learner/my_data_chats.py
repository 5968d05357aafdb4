"""Parting a chat from the others of a person, from among what is kept of them."""

from __future__ import annotations

from handlers.access import EVERYONE
from handlers.doors import command_menu
from handlers.learner import chats
from handlers.learner.asking import Rows, paragraphs
from handlers.learner.questions import CORRECTION
from handlers.messages import Elsewhere
from handlers.turn import Answer, Choice, Reply, Step, Turn
from storage import own_chats
from storage.own_chats import OwnChat

PART = f"{CORRECTION}.part"
FIRMLY = "!part"


async def ways(turn: Turn, held: list[OwnChat]) -> Rows:
    """A choice for each chat that may be parted from this one."""
    if len(held) < 2:
        return ()
    called, added = chats.names(turn, held), await own_chats.added_to(turn.store, turn.person.identity)
    return tuple(
        (turn.choice(f"mydata:part:{one.identity}", "joining.part", chat=called[one.identity]),)
        for one in sorted(held, key=lambda one: one.identity)
        if one.identity in added and one.identity != turn.person.identity
    )


async def ask_to_part(turn: Turn, chat: str, *, note: str = "") -> Answer | None:
    """Say what that does, and ask for a firm yes. None where the chat is not one that may be parted."""
    held = await own_chats.of(turn.store, turn.person.id)
    offered: list[Choice] = [choice for row in await ways(turn, held) for choice in row]
    if f"mydata:part:{chat}" not in {choice.id for choice in offered}:
        return None
    text = paragraphs(note, turn.say("joining.part_asked", chat=chats.names(turn, held)[int(chat)]))
    choices = ((turn.choice(FIRMLY, "joining.part_yes"), turn.choice("keep", "mydata.keep")),)
    return Answer((Reply(text, choices),), step=Step(PART, {"chat": chat}))


async def part(turn: Turn, chat: str) -> tuple[str, tuple[Elsewhere, ...]]:
    """Part it. What to say here, and what that chat is told."""
    held = await own_chats.of(turn.store, turn.person.id)
    called = chats.names(turn, held)
    gone = await own_chats.part(turn.store, int(chat), by=turn.person.identity, now=turn.now)
    if gone is None:
        return turn.say("joining.part_gone"), ()
    there = turn.say("joining.parted_there", chat=called[turn.person.identity])
    menu = command_menu(turn.phrases, EVERYONE)
    told = Elsewhere(gone.person, gone.identity, gone.account, gone.chat, (Reply(there), menu))
    return turn.say("joining.parted", chat=called[gone.identity]), (told,) if gone.reachable else ()
