"""Answers that come too late: told so, shown what is open now, and never taken for an answer to something else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.turns import Class
from content.models import Course
from content.phrases import Phrases
from handlers.access import Action
from handlers.lateness import OPEN_FOR
from handlers.learner.menu import HELP, MENU, late, lost
from handlers.messages import Answer, Choice, Reply, Step
from handlers.router import Router
from handlers.turn import Conversation, Turn
from storage.engine import Database
from tests.clock import HandClock
from tests.handlers.chat import Chat
from tests.handlers.newcomers import said

TYPED = "Tin này đến trước khi có câu hỏi mới nhất, nên tôi không tính là câu trả lời cho câu ấy."
TAPPED = "Lựa chọn này thuộc một tin trước, nên không thay đổi gì nữa."
OVER = "Câu hỏi ấy đã lâu quá một ngày. Để khỏi hiểu nhầm, tôi chưa tính tin vừa rồi là câu trả lời."
OPEN_NOW = "Câu đang chờ đồng chí:"
NOTHING = "Lúc này không có câu hỏi nào đang chờ. Đồng chí chọn một mục dưới đây, hoặc gõ menu."
MOMENT = timedelta(seconds=1)

COLOURS = ((Choice("red", "Đỏ"), Choice("blue", "Xanh lam")), (Choice("later", "Để sau"),))
TOWNS = ((Choice("one", "Đà Lạt"), Choice("two", "Bảo Lộc")),)


async def colour(turn: Turn) -> Answer:
    return Answer((Reply("Màu nào?", COLOURS),), Step("talk.colour"))


async def coloured(turn: Turn) -> Answer:
    if turn.picked is None:
        return await colour(turn)
    text = f"Đã ghi {turn.picked}.\n\nNơi nào?"
    return Answer((Reply(text, TOWNS),), Step("talk.town"), asks="Nơi nào?")


async def town(turn: Turn) -> Answer:
    return Answer((Reply("Viết vài dòng."),), Step("talk.text"))


async def wrote(turn: Turn) -> Answer:
    if turn.text == "xong":
        return Answer((Reply("Hết."),))
    return Answer((Reply(f"Đã giữ: {turn.text}"),), turn.step)


TALK = Conversation(
    name="talk",
    action=Action.LEARN,
    commands={"talk": colour},
    steps={"talk.colour": coloured, "talk.town": town, "talk.text": wrote},
)


@pytest.fixture
async def chat(db: Database, clock: HandClock, course: Course, phrases: Phrases) -> Chat:
    """Of a learner who is asked for a colour."""
    held = Chat(db, Class(course, phrases, Router([MENU, HELP, TALK], lost=lost, late=late)), clock)
    await held.registers()
    await held.commands("talk")
    return held


async def says_before(chat: Chat, text: str, *, by: timedelta = MOMENT) -> list[Reply]:
    """Type something that reached us so long ago."""
    return await chat._turn(text=text, received_at=chat.clock.now() - by)


@pytest.mark.parametrize("typed", ["1", "2.", "b", "câu 2", "xanh lam", "xanh lan", "1a 2c", "a c b"])
async def test_an_answer_that_was_typed_before_the_question_is_told_what_is_open(chat: Chat, typed: str) -> None:
    await chat.says("1")
    asked = chat.prompt
    await says_before(chat, typed)
    assert said(chat) == [f"{TYPED}\n\n{OPEN_NOW}\n\nNơi nào?"]
    assert (chat.labels, chat.prompt, await chat.step()) == (["Đà Lạt", "Bảo Lộc"], asked, "talk.town")
    await chat.says("2")
    assert chat.texts == ["Viết vài dòng."]


async def test_it_may_come_late_again_and_again(chat: Chat) -> None:
    await chat.says("1")
    for _ in range(3):
        await says_before(chat, "1")
        assert said(chat) == [f"{TYPED}\n\n{OPEN_NOW}\n\nNơi nào?"]
    await chat.forges("two")
    assert chat.texts == ["Viết vài dòng."]


@pytest.mark.parametrize("typed", ["2", "Bảo Lộc", "bao loc"])
async def test_where_words_are_waited_for_a_late_answer_is_not_taken_for_them(chat: Chat, typed: str) -> None:
    await chat.says("1")
    await chat.says("2")
    await says_before(chat, typed)
    assert said(chat) == [f"{TYPED}\n\n{OPEN_NOW}\n\nViết vài dòng."]
    await says_before(chat, "Thôn tôi có 2 tổ")  # written while the line was gone: no answer to a choice, so it is kept
    assert said(chat) == ["Đã giữ: Thôn tôi có 2 tổ"]
    await chat.says("2")  # the question is on the screen
    assert chat.texts == ["Đã giữ: 2"]


async def test_words_beside_a_question_do_not_make_its_answers_late(chat: Chat, clock: HandClock) -> None:
    clock.move(minutes=5)
    await chat.says("trợ giúp")
    await says_before(chat, "2", by=timedelta(minutes=1))
    assert said(chat) == ["Đã ghi blue.\n\nNơi nào?"]


async def test_where_nothing_waits_the_ways_on_are_shown(chat: Chat) -> None:
    for answer in ("1", "2", "xong"):
        await chat.says(answer)
    await says_before(chat, "2")
    assert (said(chat), chat.labels) == ([f"{TYPED}\n\n{NOTHING}"], ["🏠 Trang chính", "❓ Trợ giúp"])
    await chat.says("menu")
    offered = chat.labels
    await says_before(chat, "2")
    assert (said(chat), chat.labels) == ([f"{TYPED}\n\n{NOTHING}"], offered)
    await chat.says(offered[0])
    assert chat.texts != []


async def test_a_tap_on_an_old_message_shows_what_is_open_once(chat: Chat, clock: HandClock) -> None:
    first = chat.prompt
    await chat.taps("Đỏ")
    await chat.forges("red", prompt=first)  # a second tap within moments: the question is right above
    waits = "Việc đang làm ở trên vẫn chờ đồng chí. Muốn thôi, đồng chí gõ /menu."
    assert (said(chat), chat.labels) == ([f"{TAPPED}\n\n{waits}"], [])
    clock.move(minutes=1)
    await chat.forges("red", prompt=first)
    assert said(chat) == [f"{TAPPED}\n\n{OPEN_NOW}\n\nNơi nào?"]
    assert chat.labels == ["Đà Lạt", "Bảo Lộc"]
    await chat.taps("Bảo Lộc")
    assert chat.texts == ["Viết vài dòng."]


@pytest.mark.parametrize("typed", ["2", "b", "câu 2"])
async def test_a_prompt_ends_after_a_day_and_is_asked_again(chat: Chat, clock: HandClock, typed: str) -> None:
    clock.move(seconds=OPEN_FOR.total_seconds() + 1)
    await chat.says(typed)
    assert said(chat) == [f"{OVER}\n\n{OPEN_NOW}\n\nMàu nào?"]
    assert (chat.labels, await chat.step()) == (["Đỏ", "Xanh lam", "Để sau"], "talk.colour")
    await chat.says(typed)
    assert said(chat) == ["Đã ghi blue.\n\nNơi nào?"]


@pytest.mark.parametrize("act", [{"text": "Xanh lam"}, {"tap": "blue"}])
async def test_what_can_be_meant_for_nothing_else_is_taken_however_late(
    chat: Chat, clock: HandClock, act: dict[str, Any]
) -> None:
    clock.move(seconds=OPEN_FOR.total_seconds() + 1)
    await (chat.says(act["text"]) if "text" in act else chat.forges(act["tap"]))
    assert said(chat) == ["Đã ghi blue.\n\nNơi nào?"]


async def test_a_number_is_no_essay_after_a_day(chat: Chat, clock: HandClock) -> None:
    await chat.says("1")
    await chat.says("2")
    clock.move(seconds=OPEN_FOR.total_seconds() + 1)
    await chat.says("2")
    assert said(chat) == [f"{OVER}\n\n{OPEN_NOW}\n\nViết vài dòng."]
    await chat.says("2")
    assert said(chat) == ["Đã giữ: 2"]


async def test_a_long_question_is_shown_by_its_end(chat: Chat, db: Database, clock: HandClock) -> None:
    from storage import conversations

    person, now = await chat.person(), clock.now()
    long = "\n\n".join(["x" * 900, "y" * 900, "Câu hỏi?"])
    async with db.write() as store:
        await conversations.stand(
            store, person.identity, step="talk.town", data={}, prompt=9, choices=[("one", "A"), ("two", "B")], now=now,
            asked=long,
        )  # fmt: skip
    await says_before(chat, "1")
    assert said(chat)[0].split("\n\n") == [TYPED, OPEN_NOW, "y" * 900, "Câu hỏi?"]
    assert [len(row) for row in chat.last.choices] == [2]
