"""The words that work everywhere: in the middle of every step that a learner can be at, on both channels."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import count

import pytest

from bot.channels.zalo import Zalo
from bot.turns import Class
from content import PACKAGED
from content.loading import load_course
from content.models import Course
from content.phrases import Phrases
from handlers.conversations import router
from storage.engine import Database
from storage.reflections import draft
from tests.clock import HandClock
from tests.handlers.chat import TELEGRAM, Chat
from tests.handlers.newcomers import said

CHANNELS = {"telegram": TELEGRAM, "zalo": Zalo.capabilities}
MAIN, HELP = "Chào đồng chí **Nguyễn Văn An**. Đồng chí cần gì?", "**Tôi giúp đồng chí học lớp này trên điện thoại.**"
ERASE, JOIN = "**Đồng chí muốn xóa hết dữ liệu của mình?**", "**Nối hai kênh của đồng chí.**"
WORDS = {
    "menu": MAIN, "Menu.": MAIN, "/menu": MAIN, "dừng": MAIN, "Dừng lại!": MAIN, "dung lai": MAIN, "thôi": MAIN,
    "thoat": MAIN, "trợ giúp": HELP, "TRO GIUP": HELP, "xóa dữ liệu": ERASE, "xoá dữ liệu": ERASE, "xoa du lieu": ERASE,
    "lienket": JOIN, "liên kết": JOIN, "Lien ket.": JOIN,
}  # fmt: skip
Way = Callable[[Chat], Awaitable[None]]


def by(*said: str, registered: bool = True, trainer: bool = False) -> Way:
    """The way to a step: what is typed, one after the other.

    `#` picks a choice by the start of its id; `?` the same where it is offered: where messages are counted, some pages
    come together.
    """

    async def goes(chat: Chat) -> None:
        if registered:
            await chat.registers()
        if trainer:
            await chat.becomes("trainer")
        for text in said:
            if text.startswith("/"):
                await chat.commands(text[1:])
            elif text[0] not in "#?":
                await chat.says(text)
            elif labels := [choice.label for choice in chat.choices if choice.id.startswith(text[1:])]:
                await chat.says(labels[0])
            else:
                assert text[0] == "?", f"no {text} among {[choice.id for choice in chat.choices]}"

    return goes


ARRIVING = ("/start", "#agree", "Nguyễn Văn An", "#group", "dak wil", "Bí thư chi bộ")
NEWCOMERS = {
    "registration.name": by(*ARRIVING[:2], registered=False),
    "registration.group": by(*ARRIVING[:3], registered=False),
    "registration.place": by(*ARRIVING[:4], registered=False),
    "registration.province": by(*ARRIVING[:4], "#by-province", registered=False),
    "registration.position": by(*ARRIVING[:5], registered=False),
    "registration.summary": by(*ARRIVING, registered=False),
}
"""By the step's name."""
LEARNERS = {
    "mydata.name": by("/dulieu", "#mydata:edit:name"),
    "mydata.erase": by("xóa dữ liệu"),
    "quiz-question": by("/kiemtra", "#quiz:cd1", "?quiz-start"),
    "lesson-check": by("/baihoc", "#lesson:", "?check:"),
    "story": by("/tinhhuong", "#story:", "#story-go"),
    "essay_choosing": by("/thuhoach", "?essay_start", "#+essay_topic"),
    "essay_part": by("/thuhoach", "?essay_start", "#+essay_topic", "#essay_part"),
    "notice_write": by("/thongbao", "#nnew", trainer=True),
}


Open = Callable[[], Chat]


@pytest.fixture(scope="module")
def course() -> Course:
    """The real one: its lessons ask a question."""
    return load_course(PACKAGED / "courses" / "lop-664")


@pytest.fixture(params=CHANNELS)
def newcomer(request: pytest.FixtureRequest, db: Database, clock: HandClock, course: Course, phrases: Phrases) -> Open:
    """`newcomer()`: the chat of somebody who has never written."""
    school, numbers = Class(course, phrases, router()), count(1)

    def opened() -> Chat:
        chat = Chat(db, school, clock, chat=str(next(numbers)))
        chat.can = CHANNELS[request.param]
        return chat

    return opened


async def heard(chat: Chat, word: str) -> str:
    """The first sentence in bold or line of the answer to a word."""
    await (chat.commands(word[1:]) if word.startswith("/") else chat.says(word))
    line = said(chat)[0].split("\n")[0]
    return line[: line.index("**", 2) + 2] if line.startswith("**") else line


@pytest.mark.parametrize("step", LEARNERS)
async def test_at_every_step_of_a_learner(newcomer: Open, step: str) -> None:
    told = {}
    for word in WORDS:
        chat = newcomer()
        await LEARNERS[step](chat)
        assert await chat.step() == step
        told[word] = await heard(chat, word)
    assert told == WORDS


@pytest.mark.parametrize("step", ["arrival.consent", *NEWCOMERS])
async def test_at_every_step_of_somebody_who_is_not_registered_yet(newcomer: Open, phrases: Phrases, step: str) -> None:
    """They have no main page: what asks for it is answered by the open question, and nothing else of it is lost."""
    way = NEWCOMERS.get(step, by("/start", registered=False))
    for word, answer in WORDS.items():
        chat = newcomer()
        await way(chat)
        assert await chat.step() == step
        question = chat.last.text.split("\n\n")[-1]
        told = await heard(chat, word)
        if answer == MAIN and step != "registration.province":
            assert (await chat.step(), chat.last.text.split("\n\n")[-1], len(chat.replies)) == (step, question, 1), word
        elif answer == MAIN:
            assert (await chat.step(), len(chat.replies)) == ("registration.place", 1)
        else:
            assert (told, word) == (answer, word)
            assert await chat.step() == ("mydata.erase" if answer == ERASE else step)


@pytest.mark.parametrize("name", ["Dung", "dung", "Thôi Văn Dừng"])
async def test_where_a_name_is_asked_for_dung_is_one(newcomer: Open, name: str) -> None:
    chat = newcomer()
    await NEWCOMERS["registration.name"](chat)
    await chat.says(name)
    assert ((await chat.person()).full_name, await chat.step()) == (name, "registration.group")


SENTENCES = [
    "Menu của bữa cơm hội nghị cần công khai.", "Dừng lại ở khâu họp thì dân chưa được gì.", "Thôi thì bắt đầu thôi.",
    "Trợ giúp pháp lý cho dân còn chậm.", "Xóa dữ liệu trùng trong sổ hộ tịch là việc gấp.", "Liên kết còn lỏng.",
    "Lienket nghĩa là cùng làm.", "Kiểm tra thường xuyên việc thu quỹ.", "Bài học thứ nhất là gần dân.", "Đúng.",
    "đúng",
]  # fmt: skip


@pytest.mark.parametrize("sentence", SENTENCES)
async def test_a_sentence_that_begins_with_such_a_word_goes_into_the_essay(
    newcomer: Open, course: Course, sentence: str
) -> None:
    chat = newcomer()
    await LEARNERS["essay_part"](chat)
    await chat.says(sentence)
    async with chat.db.read() as store:
        written = await draft(store, (await chat.person()).id, course.id)
    assert written is not None
    assert ([piece.text for piece in written.pieces], await chat.step()) == ([sentence], "essay_part")
