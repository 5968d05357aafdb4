"""Chats in which all that a newcomer meets can be held, with the menu's own answers to what is not understood."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.turns import Class
from content.models import Course
from content.phrases import Phrases
from handlers.access import Action
from handlers.learner.arrival import ARRIVAL
from handlers.learner.menu import HELP, MENU, late, lost
from handlers.learner.my_data import MY_DATA
from handlers.learner.registration import REGISTRATION
from handlers.messages import Answer, Choice, Reply, Step
from handlers.router import Router
from handlers.turn import Conversation, Turn
from storage.engine import Database
from tests.clock import HandClock
from tests.handlers.chat import Chat

Open = Callable[..., Chat]


async def essay(turn: Turn) -> Answer:
    """Stands in for a conversation in the middle of which somebody is."""
    if turn.picked is None and turn.text != "essay":
        return Answer((Reply(f"wrote {turn.text}"),), step=turn.step)
    if turn.picked == "sign":
        return Answer((Reply("signed"),))
    return Answer((Reply("essay", ((Choice("sign", "Ký"),),)),), step=Step("essay.text"))


ESSAY = Conversation(name="essay", action=Action.LEARN, words={"essay": essay}, steps={"essay.text": essay})
STAFF = Conversation(name="staff", action=Action.EXPORT, commands={"xuat": essay}, words={"xuat": essay})


def opener(db: Database, clock: HandClock, course: Course, phrases: Phrases) -> Open:
    """`open_chat(chat="1001")`: that chat; the same one again is the same person after a restart."""

    def open_chat(chat: str = "1001", course: Course = course) -> Chat:
        router = Router([ARRIVAL, REGISTRATION, MENU, HELP, MY_DATA, ESSAY, STAFF], lost=lost, late=late)
        return Chat(db, Class(course, phrases, router), clock, chat)

    return open_chat


async def receives(chat: Chat, **what: object) -> list[Reply]:
    """What comes back to an update of a kind that `Chat` has no word for."""
    return await chat._turn(**what)


def said(chat: Chat) -> list[str]:
    """The texts that came back, without the backslashes before what is no mark."""
    return [re.sub(r"\\(.)", r"\1", text) for text in chat.texts]
