"""Trainers and a class for their tests."""

from __future__ import annotations

import pytest

from handlers.trainer.moving import MOVING
from handlers.trainer.notices import NOTICES
from tests.handlers.chat import Chat
from tests.handlers.trainer.desk import Chats, previews


@pytest.fixture
async def trainer(chats: Chats) -> Chat:
    chat = chats(NOTICES)
    await chat.becomes("trainer")
    return chat


@pytest.fixture
async def class_of_three(chats: Chats) -> list[Chat]:
    """Two branch secretaries of Xã Đạ Tẻh (Lâm Đồng) and a lecturer of Hà Nội."""
    learners = [chats(NOTICES, chat=str(number)) for number in (2001, 2002, 2003)]
    await learners[0].registers(name="Nguyễn Văn An")
    await learners[1].registers(name="K'Brếu")
    await learners[2].registers(group="giang-vien", province="01", commune="00070", name="Lê Thị Chi")
    return learners


@pytest.fixture
async def sent(trainer: Chat, class_of_three: list[Chat]) -> Chat:
    """The trainer, whose notice 1 waits to be released."""
    await previews(trainer)
    await trainer.taps("📣 Gửi ngay cho 3 người")
    return trainer


@pytest.fixture
async def mover(chats: Chats) -> Chat:
    await chats(MOVING, chat="2001").registers()
    chat = chats(MOVING)
    await chat.becomes("trainer")
    await chat.commands("doilich")
    return chat
