"""Joining two chats: what was open in the chat where the code is typed, and what the joined essay looks like."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from content.phrases import Phrases
from handlers.learner.joining import JOINING
from handlers.learner.reflection import REFLECTION
from handlers.learner.registration import REGISTRATION
from handlers.messages import Menu
from handlers.trainer.notices import NOTICES
from storage import drafts, people
from tests.handlers.chat import Chat

Chats = Callable[..., Chat]


async def code_of(chat: Chat) -> str:
    await chat.says("lienket")
    found = re.search(r"LK-\w{4}-\w{4}", chat.last.text.replace("\\", ""))
    assert found is not None
    return found[0]


async def test_a_notice_that_is_being_written_stays_open_where_the_code_is_typed(
    chats: Chats, phrases: Phrases
) -> None:
    first, second = (chats(JOINING, NOTICES, chat=chat) for chat in ("1", "2"))
    for chat in (first, second):
        await chat.registers()
        await chat.becomes("trainer")
    await second.forges("nnew")
    await second.says("Sáng mai họp lúc 8 giờ.")
    await second.says(await code_of(first))
    assert second.texts == [
        "\n\n".join(phrases.get(key) for key in ("joining.done", "joining.prefer", "menu.step_waits"))
    ]
    assert await second.step() == "notice_audience"
    assert (await second.person()).id == (await first.person()).id


async def test_a_registration_that_was_open_is_over(chats: Chats, phrases: Phrases) -> None:
    first, second = (chats(JOINING, REGISTRATION, chat=chat) for chat in ("1", "2"))
    await first.registers(name="Nguyễn Văn An")
    registered = await first.person()
    person = await second.person()
    async with second.db.write() as store:
        version = second.school.course.consent.version
        await people.set_consent(store, person.id, "given", version=version, now=second.clock.now())
    await second.forges("register")
    assert await second.step() == "registration.name"
    await second.says(await code_of(first))
    assert second.last.text.startswith(phrases.get("joining.done"))
    assert await second.step() is None
    assert [type(menu) for menu in second.menus] == [Menu]
    await second.says("Trần Thị Bình")
    assert await first.person() == registered


async def test_the_essay_of_both_is_shown_as_it_stands(chats: Chats) -> None:
    first, second = (chats(JOINING, REFLECTION, chat=chat) for chat in ("1", "2"))
    for hours, chat in ((1, first), (0, second)):
        person = await chat.registers()
        now = chat.clock.now() + timedelta(hours=hours)
        async with chat.db.write() as store:
            draft = await drafts.begin(store, person.id, chat.school.course.id, now=now)
            await drafts.hand_in(store, draft.id, receipt=f"TH-{chat.chat}", late=False, now=now)
    await second.says(await code_of(first))
    await second.forges("reflection")
    assert "TH-1" in second.last.text.replace("\\", "")
    assert "essay_takeback" in [choice.id.partition(":")[0] for choice in second.choices]
