"""What tests of conversations may use: the packaged course, and chats that hold the conversations given."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.turns import Class
from content import PACKAGED
from content.loading import load_course
from content.models import Course
from content.phrases import Phrases, load_phrases
from handlers.messages import Answer, Reply
from handlers.router import Router
from handlers.turn import Conversation, Turn
from storage.engine import Database
from tests.clock import HandClock
from tests.handlers.chat import Chat
from tests.samples import LOP_664


async def lost(turn: Turn) -> Answer:
    """Stands in for the menu's answer to what nobody understands."""
    return Answer((Reply("lost"),), step=turn.step)


async def late(turn: Turn) -> Answer:
    """Stands in for the menu's answer to a tap on a prompt that has gone by."""
    return Answer((Reply("late"),), step=turn.step)


@pytest.fixture(scope="session")
def course() -> Course:
    return load_course(LOP_664)


@pytest.fixture(scope="session")
def phrases() -> Phrases:
    return load_phrases(PACKAGED / "phrases")


@pytest.fixture
def chats(db: Database, clock: HandClock, course: Course, phrases: Phrases) -> Callable[..., Chat]:
    """`chats(CONVERSATION, …, chat="1001")`: a chat in which these conversations can be held."""

    def open_chat(*conversations: Conversation, chat: str = "1001") -> Chat:
        return Chat(db, Class(course, phrases, Router(conversations, lost=lost, late=late)), clock, chat)

    return open_chat
